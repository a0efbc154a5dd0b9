"""A bundle of one workout -> FILE.fit, with its schedule and calendar beside it if it has a day.

There is no manifest, so each existing file is examined: only files of this tool are replaced.
"""

from __future__ import annotations

from pathlib import Path

from fitexport.calendar.ics import is_event_of_file
from fitexport.errors import WriteError
from fitexport.export.bundle import Bundle
from fitexport.export.folder import Written, carry_out, recorded_files
from fitexport.files.names import may_write
from fitexport.files.transaction import Disk, alone_and_whole, digest, is_taken
from fitexport.fit.decode import decode_or_none
from fitexport.fit.found import FoundSchedule, FoundWorkout
from fitexport.fit.reader import MAX_BYTES


def is_workout_file(out: Path) -> bool:
    """Whether an export goes into this single file, not into a folder."""
    return out.suffix.lower() == ".fit"


def write_workout(
    path: Path, bundle: Bundle, *, force: bool = False, disk: Disk | None = None
) -> Written:
    """Write the bundle of a single workout, compiled for `path`'s name, or nothing.

    With `force`, files of others are replaced, too.

    Raises:
        WriteError: a file that this tool did not write is in the way, or the folder is not
            writable.
    """
    folder = path.parent
    if not may_write(path.name):
        raise WriteError(
            f'"{path.name}" is not a file name that every system accepts', "choose another --out"
        )
    with alone_and_whole(folder, disk):
        return _write(folder, path.name, bundle, disk, force=force)


def _write(folder: Path, name: str, bundle: Bundle, disk: Disk | None, *, force: bool) -> Written:
    wanted = bundle.contents()
    of_an_export = recorded_files(folder)
    blocked = [
        folder / each
        for each in wanted
        if is_taken(folder / each)
        and (each in of_an_export or not _is_ours(folder / each, name))
        and not (force and digest(folder / each))
    ]
    if blocked:
        names = "\n".join(f"  {each}" for each in blocked)
        raise WriteError(
            f"not written by `fitexport workout`, and in the way:\n{names}",
            "choose another --out, or add --force to replace files",
        )
    found = {each: digest(folder / each) for each in wanted}
    # Without a day, the old schedule and calendar have nothing to refer to.
    removed = [
        each
        for each in (bundle.schedule_name, bundle.calendar_name)
        if each not in wanted and _belongs_to(folder / each, folder / name)
    ]
    return carry_out(folder, wanted, found, disk, removed=removed)


def _is_ours(path: Path, name: str) -> bool:
    """Whether it is a FIT file of ours, or the calendar of the workout of this name alone."""
    if path.suffix == ".ics":
        return is_event_of_file(_content(path), name)
    kind = FoundWorkout if path.name == name else FoundSchedule
    content = decode_or_none(_content(path))
    return isinstance(content, kind) and content.identity.is_ours


def _belongs_to(path: Path, workout: Path) -> bool:
    """Whether it is ours and belongs only to the workout in this file."""
    if path.suffix == ".ics":
        return is_event_of_file(_content(path), workout.name)
    content, of = decode_or_none(_content(path)), decode_or_none(_content(workout))
    return (
        isinstance(content, FoundSchedule)
        and of is not None
        and content.identity.is_ours
        and [entry.workout for entry in content.entries] == [of.identity]
    )


def _content(path: Path) -> bytes:
    """The bytes of a regular file, up to the size of ours; empty for anything else."""
    if path.is_symlink() or not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
