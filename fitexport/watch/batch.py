"""What goes onto a watch together: from an export's folder, or straight from the plan.

A schedule binds only to workouts that arrive with it, so a batch has every workout that its
schedule names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from fitexport.errors import FitFormatError, WatchError, printable, reason
from fitexport.files.transaction import STAGING
from fitexport.fit.decode import decode
from fitexport.fit.found import FoundSchedule, FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.fit.proof import prove_schedule
from fitexport.fit.reader import MAX_BYTES
from fitexport.fit.schedule_file import ScheduleEntry, encode_schedule
from fitexport.watch.limits import Limits


class BatchWorkout(NamedTuple):
    """A workout file and the first day that it stands for; none if no schedule names it."""

    file: str
    data: bytes
    identity: Identity
    name: str
    steps: int
    day: date | None


class LeftOut(NamedTuple):
    """A workout that does not go onto the watch, and why."""

    name: str
    day: date | None
    why: str
    later: bool
    """Whether there will be room for it one day."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Workouts and the calendar entries that name them."""

    workouts: tuple[BatchWorkout, ...]
    entries: tuple[ScheduleEntry, ...]
    schedule_serial: int
    is_whole: bool = False
    """Whether it is all that the calendar is to have, so that without entries it is emptied."""

    def schedule(self) -> bytes:
        """The schedule file, proven.

        Raises:
            ProofError: it does not say what was meant.
        """
        data = encode_schedule(self.entries, self.schedule_serial, most=len(self.entries))
        prove_schedule(data, self.schedule_serial, self.entries, self.identities)
        return data

    def without_entries(self) -> Batch:
        """For a watch that takes no schedule: its workouts start from the watch's list."""
        return replace(self, entries=(), is_whole=False)

    @property
    def identities(self) -> frozenset[Identity]:
        return frozenset(workout.identity for workout in self.workouts)

    def fitted(self, limits: Limits, room: int, today: date) -> tuple[Batch, tuple[LeftOut, ...]]:
        """What of it a watch with `room` for workouts takes, and what not. Days that are past
        leave the calendar; what comes first goes on first, what has no day last."""
        entries = sorted(entry for entry in self.entries if entry.day >= today)
        first_days = {entry.workout: entry.day for entry in reversed(entries)}
        in_turn = sorted(
            self.workouts, key=lambda each: (first_days.get(each.identity, date.max), each.file)
        )
        left_out = []
        taken: list[BatchWorkout] = []
        dated = 0
        for workout in in_turn:
            day = first_days.get(workout.identity)
            if workout.steps > limits.steps:
                why = f"it has {workout.steps} steps, the watch takes {limits.steps}"
            elif len(taken) >= room:
                why = f"the watch has room for {max(room, 0)} workouts"
            elif day is not None and dated >= limits.entries:
                why = f"the watch's calendar shows {limits.entries} entries"
            else:
                taken.append(workout)
                dated += day is not None
                continue
            later = workout.steps <= limits.steps
            left_out.append(LeftOut(workout.name, day, why, later))
        on = {workout.identity for workout in taken}
        kept = tuple(entry for entry in entries if entry.workout in on)[: limits.entries]
        return replace(self, workouts=tuple(taken), entries=kept), tuple(left_out)


def batch_of_folder(folder: Path) -> Batch:
    """The FIT files of one exported folder.

    Raises:
        WatchError: there are none, some cannot be read, or the schedule names workouts that
            are not there.
    """
    try:
        if (folder / STAGING).exists():
            raise WatchError(
                f"an export into {folder} stopped half-way",
                "give that command again (fitexport week ...), then install",
            )
        paths = sorted(
            path for path in folder.iterdir() if path.suffix.casefold() == ".fit" and path.is_file()
        )
        contents = {path: _read(path) for path in paths}
    except OSError as error:
        raise WatchError(
            f"cannot be read: {reason(error)}",
            "give the folder of an export: fitexport week 3 --out ./watch",
            where=error.filename or folder,
        ) from error
    if not paths:
        weeks = sorted(path.parent.name for path in folder.glob("w[0-9][0-9]/*.[fF][iI][tT]"))
        raise WatchError(
            "there are no FIT files in it",
            f"it has a folder for each week: give {folder / weeks[0]}, or no folder at all for the"
            " days to come"
            if weeks
            else "export a week first: fitexport week 3 --out ./watch; or give no folder for the"
            " days to come",
            where=folder,
        )
    workouts: dict[Identity, BatchWorkout] = {}
    schedules: list[tuple[Path, FoundSchedule]] = []
    for path, data in contents.items():
        try:
            content = decode(data)
        except FitFormatError as error:
            remedies = (error.remedy, f"see fitexport check {folder}, and export that week again")
            raise WatchError(
                error.problem, "\n  ".join(filter(None, remedies)), error.where
            ).located(path) from error
        if content.faults:
            raise WatchError(
                f"{content.faults[0]}",
                f"see fitexport check {folder}, and export that week again",
                where=path,
            )
        if isinstance(content, FoundWorkout):
            if content.identity in workouts:
                raise WatchError(
                    f"{path} and {workouts[content.identity].file} are the same workout to a watch",
                    "take one of them away",
                )
            workouts[content.identity] = batch_workout(path.name, data, content)
        else:
            schedules.append((path, content))
    return _linked(folder, workouts, schedules)


def _read(path: Path) -> bytes:
    """A file, or more of it than any workout has."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _linked(
    folder: Path,
    workouts: dict[Identity, BatchWorkout],
    schedules: list[tuple[Path, FoundSchedule]],
) -> Batch:
    """Every entry with its workout."""
    if len(schedules) > 1:
        names = ", ".join(path.name for path, _ in schedules)
        raise WatchError(
            f"{folder} has {len(schedules)} schedules ({names}), a watch has one calendar",
            "take all but one away",
        )
    entries = []
    for path, content in schedules:
        for entry in content.entries:
            if entry.workout not in workouts:
                raise WatchError(
                    f"the workout of {entry.day} is not in {folder} (serial"
                    f" {entry.workout.serial}): that day would be empty on the watch",
                    "export that week again, whole",
                    where=path,
                )
            entries.append(ScheduleEntry(entry.day, entry.workout))
    days = {entry.workout: entry.day for entry in sorted(entries, reverse=True)}
    serial = schedules[0][1].identity.serial if schedules else 0
    dated = (each._replace(day=days.get(each.identity)) for each in workouts.values())
    return Batch(tuple(dated), tuple(sorted(entries)), serial)


def batch_workout(
    file: str, data: bytes, found: FoundWorkout, day: date | None = None
) -> BatchWorkout:
    """A workout file as part of a batch."""
    return BatchWorkout(
        file, data, found.identity, printable(found.name, 80), found.step_messages, day
    )
