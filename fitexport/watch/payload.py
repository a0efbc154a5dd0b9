"""The files that go onto a watch together, from an exported folder or straight from the plan.

A schedule links only to workouts that arrive with it, so a payload has every workout in its
schedule.
"""

from __future__ import annotations

from collections.abc import Mapping
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


class PayloadWorkout(NamedTuple):
    """A workout file and its first day; None if no schedule has it."""

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
    """Whether it could still go on later."""


@dataclass(frozen=True, slots=True)
class Payload:
    """Workouts and their calendar entries."""

    workouts: tuple[PayloadWorkout, ...]
    entries: tuple[ScheduleEntry, ...]
    schedule_serial: int
    is_whole: bool = False
    """Whether these are all the entries the calendar should have: if there are none, it is
    emptied."""

    def schedule(self) -> bytes:
        """The schedule file, proven.

        Raises:
            ProofError: it does not say what it should.
        """
        data = encode_schedule(self.entries, self.schedule_serial, most=len(self.entries))
        prove_schedule(data, self.schedule_serial, self.entries, self.identities)
        return data

    def without_entries(self) -> Payload:
        """The workouts alone, for a watch that accepts no schedule."""
        return replace(self, entries=(), is_whole=False)

    @property
    def identities(self) -> frozenset[Identity]:
        return frozenset(workout.identity for workout in self.workouts)

    def fitted(self, limits: Limits, room: int, today: date) -> tuple[Payload, tuple[LeftOut, ...]]:
        """What fits on a watch with room for `room` workouts, and what does not. Past days are
        dropped from the calendar; earlier workouts go on first, those without a day last."""
        entries = sorted(entry for entry in self.entries if entry.day >= today)
        first_days = {entry.workout: entry.day for entry in reversed(entries)}
        by_day = sorted(
            self.workouts, key=lambda each: (first_days.get(each.identity, date.max), each.file)
        )
        left_out = []
        fitting: list[PayloadWorkout] = []
        dated = 0
        for workout in by_day:
            day = first_days.get(workout.identity)
            if workout.steps > limits.steps:
                why = f"it has {workout.steps} steps, the watch accepts {limits.steps}"
            elif len(fitting) >= room:
                why = f"the watch has room for {max(room, 0)} workouts"
            elif day is not None and dated >= limits.entries:
                why = f"the watch's calendar shows {limits.entries} entries"
            else:
                fitting.append(workout)
                dated += day is not None
                continue
            later = workout.steps <= limits.steps
            left_out.append(LeftOut(workout.name, day, why, later))
        on = {workout.identity for workout in fitting}
        kept = tuple(entry for entry in entries if entry.workout in on)[: limits.entries]
        return replace(self, workouts=tuple(fitting), entries=kept), tuple(left_out)


def payload_of_folder(folder: Path) -> Payload:
    """The FIT files of one exported folder.

    Raises:
        WatchError: there are none, some cannot be read, or workouts of the schedule are missing.
    """
    try:
        if (folder / STAGING).exists():
            raise WatchError(
                f"an export into {folder} stopped half-way",
                "run that command again (fitexport week ...), then install",
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
            f"it has a folder for each week: give {folder / weeks[0]}, or no folder for the coming"
            " days"
            if weeks
            else "export a week first: fitexport week 3 --out ./watch; or give no folder for the"
            " coming days",
            where=folder,
        )
    return payload_of_files(contents, folder)


def payload_of_files(contents: Mapping[Path, bytes], folder: Path) -> Payload:
    """The FIT files of one export; `folder` is its name in messages.

    Raises:
        WatchError: some cannot be read, or workouts of the schedule are missing.
    """
    workouts: dict[Identity, PayloadWorkout] = {}
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
                    "remove one of them",
                )
            workouts[content.identity] = payload_workout(path.name, data, content)
        else:
            schedules.append((path, content))
    return _linked(folder, workouts, schedules)


def _read(path: Path) -> bytes:
    """The bytes of a file, cut where it is larger than any workout can be."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _linked(
    folder: Path,
    workouts: dict[Identity, PayloadWorkout],
    schedules: list[tuple[Path, FoundSchedule]],
) -> Payload:
    """The payload, with every entry linked to its workout."""
    if len(schedules) > 1:
        names = ", ".join(path.name for path, _ in schedules)
        raise WatchError(
            f"{folder} has {len(schedules)} schedules ({names}), a watch has one calendar",
            "remove all but one",
        )
    entries = []
    for path, content in schedules:
        for entry in content.entries:
            if entry.workout not in workouts:
                raise WatchError(
                    f"the workout of {entry.day} is not in {folder} (serial"
                    f" {entry.workout.serial}): that day would be empty on the watch",
                    "export the whole week again",
                    where=path,
                )
            entries.append(ScheduleEntry(entry.day, entry.workout))
    days = {entry.workout: entry.day for entry in sorted(entries, reverse=True)}
    serial = schedules[0][1].identity.serial if schedules else 0
    dated = (each._replace(day=days.get(each.identity)) for each in workouts.values())
    return Payload(tuple(dated), tuple(sorted(entries)), serial)


def payload_workout(
    file: str, data: bytes, found: FoundWorkout, day: date | None = None
) -> PayloadWorkout:
    """A decoded workout file as part of a payload."""
    return PayloadWorkout(
        file, data, found.identity, printable(found.name, 80), found.step_messages, day
    )
