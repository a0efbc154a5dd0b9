"""The records of watches, in the browser's own storage: Python's files end with the tab."""

from __future__ import annotations

from pathlib import Path

from fitexport.errors import WatchError, reason
from fitexport.watch.storage import Storage, read_if_there

_MOST_BYTES = 64 * 1024 * 1024


class Records:
    """A folder of records that lasts as long as what the browser keeps in `storage`."""

    def __init__(self, storage: Storage, folder: Path) -> None:
        self.storage, self.folder = storage, folder

    def load(self) -> None:
        """Bring the folder to what the browser has kept: another tab may have changed it.

        Raises:
            OSError: the browser does not give it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.iterdir():
            path.unlink()
        for each in self.storage.names(""):
            if each.is_file and each.name.endswith(".json"):
                (self.folder / each.name).write_bytes(self.storage.read(each.name, _MOST_BYTES))

    def keep(self, path: Path) -> None:
        """Save one record, or leave the old one as it was.

        Raises:
            WatchError: the browser has no room for it.
        """
        part = f"{path.name}.part"
        try:
            if read_if_there(self.storage, part, 1) is not None:
                self.storage.remove(part)
            self.storage.write(part, path.read_bytes())
            self.storage.rename(part, path.name)
        except OSError as error:
            raise WatchError(
                f"the browser cannot keep the record of this watch: {reason(error)}",
                "make room on this computer, then try again; nothing more was changed",
            ) from error
