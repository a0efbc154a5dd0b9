"""A watch that shows no drive (MTP), through GNOME's gvfs on Linux.

gvfs mounts it as a folder that can be read like any other, but opening a file there for
writing fails (a Garmin watch lacks the extension for that), so all writing goes through the
`gio` program. Source: gvfs, daemon/gvfsbackendmtp.c: copying onto a file deletes it first,
and renaming does not check the target. Measured with two emulated devices: a copy to a full one
leaves part of the file and may even report success; right after a copy the content is right
though the size may not be; one of the two refuses to rename.
"""

from __future__ import annotations

import errno
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from fitexport.errors import WatchError, printable
from fitexport.fit.reader import MAX_BYTES
from fitexport.watch.storage import DriveStorage

_PATIENCE_S = 120
"""Writing a few kB takes a watch a second or two."""


class MtpStorage(DriveStorage):
    """A watch in its gvfs folder; `gio` runs one command of that program."""

    def __init__(self, root: Path, gio: Callable[..., None] | None = None) -> None:
        super().__init__(root)
        self._gio = gio or _gio

    def write(self, path: str, data: bytes) -> None:
        target = self._at(path)
        with tempfile.TemporaryDirectory(prefix="fitexport-") as folder:
            source = Path(folder) / target.name
            source.write_bytes(data)
            self._gio("copy", source, target)

    def rename(self, path: str, name: str) -> None:
        folder = path.rpartition("/")[0]
        target = f"{folder}/{name}".removeprefix("/")
        self._at(target)  # refuses a name outside the watch
        # From a listing: for a second after `gio` has removed a file, the mount still reports
        # that it exists (measured).
        if any(each.name == name for each in self.names(folder)):
            self.remove(target)
        try:
            self._gio("rename", self._at(path), name)
        except OSError:
            # A device that cannot rename (measured on QEMU's): write the file again.
            data = self.read(path, MAX_BYTES)
            self.write(target, data)
            if self.read(target, MAX_BYTES) != data:
                raise OSError(
                    errno.EIO, "the file reads back with other contents", target
                ) from None
            self.remove(path)

    def remove(self, path: str) -> None:
        self._gio("remove", self._at(path))

    def make_folder(self, path: str) -> None:
        self._gio("mkdir", self._at(path))


def _gio(command: str, *arguments: Path | str) -> None:
    """Run `gio`.

    Raises:
        WatchError: there is no such program.
        OSError: it failed, in its own words.
    """
    call = ["gio", command, *map(str, arguments)]
    try:
        done = subprocess.run(
            call,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE_S,
            check=False,
        )
    except FileNotFoundError:
        raise WatchError(
            "the program gio is missing, which writes to watches without a drive (MTP)",
            "install it: sudo apt install libglib2.0-bin gvfs-backends gvfs-fuse"
            " (Fedora: glib2, gvfs-mtp, gvfs-fuse)",
        ) from None
    except subprocess.TimeoutExpired:
        raise OSError(
            errno.ETIMEDOUT, f"no answer in {_PATIENCE_S} s", str(arguments[-1])
        ) from None
    if done.returncode:
        # Long enough for two paths of gvfs: the reason comes after them.
        reason = printable(" ".join(done.stderr.split()), 800) or f"gio {command} failed"
        raise OSError(errno.EBUSY if "busy" in reason.casefold() else errno.EIO, reason)
