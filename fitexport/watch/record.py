"""What this computer remembers of a watch: its last change, to undo it or recover from it.

One JSON file for each watch, in the user's configuration folder, written before the watch is
changed, so that the next command knows of a change that was interrupted.
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
    """One command's changes, and what the watch held before."""

    what: str
    """`install` or `clean`."""
    finished: bool
    changes: tuple[Change, ...]
    sent: tuple[ScheduleEntry, ...] | None = None
    """The calendar that was sent, if one was."""
    calendar: tuple[ScheduleEntry, ...] = ()
    """The calendar before, or the schedule that waited to replace it."""
    kept_calendar: tuple[ScheduleEntry, ...] = ()
    """The watch's own calendar before."""
    named: dict[str, bytes] = {}
    """The workouts of that calendar: path -> bytes."""
    kept: tuple[Identity, ...] = ()
    """The workouts the watch had imported before."""


class Record(_Stored):
    """What is remembered of one watch."""

    fitexport: int = _FORMAT
    model: str = ""
    start: date | None = None
    """The start of a plan without a race day, from the first install on."""
    season: ExportedSeason | None = None
    """The season of the last workouts put on."""
    days: dict[int, date] = {}
    """Serial number -> day, for every workout of ours ever put on."""
    last: LastChange | None = None
    previous: LastChange | None = None
    """The change before `last`, while `last` is unfinished: once that is undone, this one can be."""

    @property
    def kept(self) -> ExportedSeason | None:
        """The season to keep for a plan without a race day or ids of its own."""
        if self.start is None:
            return self.season
        return (self.season or ExportedSeason("", "", self.start, self.start))._replace(
            start=self.start
        )

    def with_last(self, last: LastChange | None) -> Record:
        return self.model_copy(update={"last": last})


def record_path(folder: Path, device: Device, description: bytes) -> Path:
    """The file for the record of a watch, named after its unit number or, without one, its
    description, so that two watches never share one."""
    known_by = device.unit or sha256(description).hexdigest()
    return folder / f"watch-{sha256(known_by.encode()).hexdigest()[:16]}.json"


def read_record(path: Path) -> Record:
    """The record of a watch; an empty one for a watch never seen.

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
        raise WatchError(reason(error), "make it readable", where=path) from error
    except (ValueError, ValidationError, RecursionError) as error:
        raise WatchError(
            f"{path} is not a record that fitexport can read",
            "it holds what was last put on this watch; move it away to continue without undo",
        ) from error
    return record


def read_records(folder: Path) -> Iterator[Record]:
    """The records of all watches; those that cannot be read are skipped."""
    for path in sorted(folder.glob("watch-*.json")):
        with contextlib.suppress(WatchError):
            yield read_record(path)


def write_record(path: Path, record: Record) -> None:
    """Save a record, or leave the old one as it was.

    Raises:
        WatchError: it cannot be saved.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, record.model_dump_json().encode())
    except OSError as error:
        raise WatchError(
            reason(error),
            "changes on a watch are recorded there first;"
            " make it writable, then run the command again",
            where=path,
        ) from error
