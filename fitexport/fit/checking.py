"""The FIT files of a folder -> what each makes a watch do, step by step, and what would fail."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fitexport.errors import FitFormatError, OtherFileError
from fitexport.fit.faults import Fault, folder_faults, schedule_faults, workout_faults
from fitexport.fit.files import Reader, neighbours, read_fit
from fitexport.fit.found import Found, FoundSchedule, FoundWorkout, came_with_watch
from fitexport.pace.data import plain_steps
from fitexport.pace.outline import step_lines
from fitexport.units import Units, day_text


class Checked(NamedTuple):
    """A file, what it makes a watch do and its faults in words, and whether one of them fails."""

    path: Path
    lines: tuple[str, ...]
    fails: bool
    facts: dict[str, Any]
    """The same for programs."""


def check_files(
    folder: Path,
    files: Sequence[Path],
    units: Units,
    reader: Reader,
    named: Container[Path] | None = None,
) -> Iterator[Checked]:
    """Each of `files`, which are on a watch together with all others of their folder. FIT files of
    another kind are skipped unless they are `named`, as all are by default.

    Raises:
        UsageError: one of them cannot be read at all.
    """
    found = {path: read_fit(path, reader) for path in files}
    yield from check_found(found, found | neighbours(folder, found, reader), units, named)


def check_found(
    found: Mapping[Path, Found | FitFormatError],
    beside: Mapping[Path, Found | FitFormatError],
    units: Units,
    named: Container[Path] | None = None,
) -> Iterator[Checked]:
    """The same of files that have been read; `beside` are all of their folder."""
    workouts = {
        path.name: each
        for path, each in beside.items()
        if isinstance(each, FoundWorkout) and not came_with_watch(path.parent.name, each)
    }
    between = list(folder_faults(workouts.items()))
    schedules = [path for path, each in beside.items() if isinstance(each, FoundSchedule)]
    for path, content in found.items():
        if isinstance(content, OtherFileError) and named is not None and path not in named:
            continue
        if isinstance(content, FitFormatError):
            fault = {"problem": content.headline, "fails": True}
            facts = {"file": str(path), "kind": "unreadable", "faults": [fault]}
            yield Checked(path, (f"fault: {content}",), True, facts)
        elif isinstance(content, FoundWorkout):
            faults = [Fault("it came with the watch, so it is not checked", fails=False)]
            if path.name in workouts:
                faults = [
                    *workout_faults(content),
                    *(f for name, f in between if name == path.name),
                ]
            yield _workout(path, content, faults, units)
        else:
            others = [other.name for other in schedules if other != path]
            yield _schedule(path, content, workouts, others)


def _workout(path: Path, found: FoundWorkout, faults: Sequence[Fault], units: Units) -> Checked:
    steps = f"{found.step_messages} step{'s' if found.step_messages != 1 else ''}"
    lines = (
        ", ".join((f'"{found.name}"', found.sport, *found.also, steps)),
        *step_lines(found.steps, units, "  "),
        *map(_fault_line, faults),
    )
    facts = {
        "file": str(path),
        "kind": "workout",
        "name": found.name,
        "sport": found.sport,
        "also": list(found.also),
        "identity": found.identity._asdict(),
        "steps": plain_steps(found.steps),
        "faults": [fault._asdict() for fault in faults],
    }
    return Checked(path, lines, any(fault.fails for fault in faults), facts)


def _schedule(
    path: Path, found: FoundSchedule, workouts: Mapping[str, FoundWorkout], others: Sequence[str]
) -> Checked:
    names = {each.identity: (name, each.name) for name, each in workouts.items()}
    faults = list(schedule_faults(found, [each.identity for each in workouts.values()]))
    if others:
        problem = f"a watch has one calendar, but there is also {', '.join(others)}"
        faults.append((None, Fault(problem)))
    count = len(found.entries)
    lines = [f"schedule, {count} entr{'y' if count == 1 else 'ies'}"]
    for number, entry in enumerate(found.entries):
        file, name = names.get(entry.workout, ("", ""))
        known = f': "{name}" ({file})' if file else ""
        lines.append(f"  {day_text(entry.day)} {entry.day.year}{known}")
        lines += ["  " + _fault_line(fault) for of, fault in faults if of == number]
    lines += [_fault_line(fault) for of, fault in faults if of is None]
    facts = {
        "file": str(path),
        "kind": "schedule",
        "entries": [
            {
                "day": entry.day.isoformat(),
                "workout": entry.workout._asdict(),
                "file": names.get(entry.workout, (None, None))[0],
                "name": names.get(entry.workout, (None, None))[1],
            }
            for entry in found.entries
        ],
        "faults": [{"entry": of, **fault._asdict()} for of, fault in faults],
    }
    return Checked(path, tuple(lines), any(fault.fails for _, fault in faults), facts)


def _fault_line(fault: Fault) -> str:
    return f"  {'fault' if fault.fails else 'note'}: {fault.problem}"
