"""The FIT files of a folder -> what each makes a watch do, step by step, and what would fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from fitexport.errors import FitFormatError
from fitexport.fit.faults import Fault, batch_faults, schedule_faults, workout_faults
from fitexport.fit.files import Reader, neighbours, read_fit
from fitexport.fit.found import FoundSchedule, FoundWorkout
from fitexport.pace.outline import step_lines
from fitexport.units import Units, day_text


class Checked(NamedTuple):
    """A file, what it makes a watch do and its faults in words, and whether one of them fails."""

    path: Path
    lines: tuple[str, ...]
    fails: bool


def check_files(
    folder: Path, files: Sequence[Path], units: Units, reader: Reader
) -> Iterator[Checked]:
    """Each of `files`, which are on a watch together with all others of their folder.

    Raises:
        UsageError: one of them cannot be read at all.
    """
    found = {path: read_fit(path, reader) for path in files}
    beside = found | neighbours(folder, found, reader)
    workouts = {path.name: each for path, each in beside.items() if isinstance(each, FoundWorkout)}
    between = list(batch_faults(workouts.items()))
    schedules = [path for path, each in beside.items() if isinstance(each, FoundSchedule)]
    for path, content in found.items():
        if isinstance(content, FitFormatError):
            yield Checked(path, (f"fault: {content}",), fails=True)
        elif isinstance(content, FoundWorkout):
            faults = [*workout_faults(content), *(f for name, f in between if name == path.name)]
            lines = _workout_lines(content, faults, units)
            yield Checked(path, tuple(lines), any(fault.fails for fault in faults))
        else:
            others = [other.name for other in schedules if other != path]
            yield _schedule(path, content, workouts, others)


def _workout_lines(found: FoundWorkout, faults: Sequence[Fault], units: Units) -> Iterator[str]:
    steps = f"{found.step_messages} step{'s' if found.step_messages != 1 else ''}"
    yield ", ".join((f'"{found.name}"', found.sport, *found.also, steps))
    yield from step_lines(found.steps, units, "  ")
    yield from map(_fault_line, faults)


def _schedule(
    path: Path, found: FoundSchedule, workouts: Mapping[str, FoundWorkout], others: Sequence[str]
) -> Checked:
    names = {each.identity: (name, each.name) for name, each in workouts.items()}
    faults = list(schedule_faults(found, names))
    if others:
        problem = f"a watch has one calendar, and there is {', '.join(others)} too"
        faults.append((None, Fault(problem)))
    count = len(found.entries)
    lines = [f"schedule, {count} entr{'y' if count == 1 else 'ies'}"]
    for number, entry in enumerate(found.entries):
        file, name = names.get(entry.workout, ("", ""))
        known = f': "{name}" ({file})' if file else ""
        lines.append(f"  {day_text(entry.day)} {entry.day.year}{known}")
        lines += ["  " + _fault_line(fault) for of, fault in faults if of == number]
    lines += [_fault_line(fault) for of, fault in faults if of is None]
    return Checked(path, tuple(lines), any(fault.fails for _, fault in faults))


def _fault_line(fault: Fault) -> str:
    return f"  {'fault' if fault.fails else 'note'}: {fault.problem}"
