"""What this computer remembers of a watch: the last change on it, to be undone or mended.

One JSON file a watch, in the user's configuration folder. It is written before the watch is
touched, so that whatever happens on the way is known by the next command.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from fitexport.errors import WatchError, reason
from fitexport.files.replace import write_whole
from fitexport.fit.identity import ExportedSeason, Identity
from fitexport.fit.schedule_file import ScheduleEntry
from fitexport.watch.changing import Change
from fitexport.watch.device import Device

_FORMAT = 1
_MAX_BYTES = 64 * 1024 * 1024


class _Stored(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64"
    )


class LastChange(_Stored):
    """One command's changes, with what was there before."""

    what: str
    """`install` or `clean`."""
    finished: bool
    changes: tuple[Change, ...]
    sent: tuple[ScheduleEntry, ...] | None = None
    """The calendar that was sent, if one was."""
    calendar: tuple[ScheduleEntry, ...] = ()
    """The calendar before, with what waited to become it."""
    kept_calendar: tuple[ScheduleEntry, ...] = ()
    """The watch's own calendar before."""
    named: dict[str, bytes] = {}
    """The workouts that calendar named: path -> bytes."""
    kept: tuple[Identity, ...] = ()
    """The workouts the watch had imported before."""


class Record(_Stored):
    """What is remembered of one watch."""

    fitexport: int = _FORMAT
    model: str = ""
    start: date | None = None
    """The start of a plan without a race day, from the first install on."""
    season: ExportedSeason | None = None
    """The last season of which something was put on."""
    days: dict[int, date] = {}
    """Serial number -> day, of every workout of ours that was put on."""
    last: LastChange | None = None
    previous: LastChange | None = None
    """What `last` was before, while it is unfinished: taken back, it leaves that to be undone."""

    @property
    def kept(self) -> ExportedSeason | None:
        """What is kept of a season without a race day or ids of its own."""
        if self.start is None:
            return self.season
        return (self.season or ExportedSeason("", "", self.start, self.start))._replace(
            start=self.start
        )

    def with_last(self, last: LastChange | None) -> Record:
        return self.model_copy(update={"last": last})


def record_path(folder: Path, device: Device, description: bytes) -> Path:
    """Where the record of a watch is kept: by its unit number, or by its description where it
    has none, so that two watches never share one."""
    known_by = device.unit or sha256(description).hexdigest()
    return folder / f"watch-{sha256(known_by.encode()).hexdigest()[:16]}.json"


def read_record(path: Path) -> Record:
    """What is remembered; nothing of a watch never seen.

    Raises:
        WatchError: the file was changed by something else, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        record = Record.model_validate_json(data)
        if record.fitexport != _FORMAT or len(data) > _MAX_BYTES:
            raise ValueError("of another version of fitexport")
    except FileNotFoundError:
        return Record()
    except OSError as error:
        raise WatchError(reason(error), "see that it can be read", where=path) from error
    except (ValueError, ValidationError, RecursionError) as error:
        raise WatchError(
            f"{path} is not a record that fitexport can read",
            "it remembers what was last put on this watch; move it away to go on without undo",
        ) from error
    return record


def read_records(folder: Path) -> Iterator[Record]:
    """What is remembered of every watch; a record that cannot be read is left out."""
    for path in sorted(folder.glob("watch-*.json")):
        with contextlib.suppress(WatchError):
            yield read_record(path)


def write_record(path: Path, record: Record) -> None:
    """Keep it: whole, or as it was before.

    Raises:
        WatchError: this computer cannot keep it; the watch has not been touched since.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, record.model_dump_json().encode())
    except OSError as error:
        raise WatchError(
            reason(error),
            "what changes on a watch is remembered there first;"
            " see that it can be written, then give the command again",
            where=path,
        ) from error
