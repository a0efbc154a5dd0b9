"""Two sets of FIT files -> what the second adds, changes, moves and removes.

A workout is recognised by its identity without the version, so that it stays the same when it is
moved or gets new paces; if identities are not unique, by its name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from fitexport.errors import FitFormatError
from fitexport.fit.found import FoundSchedule, FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.pace.outline import step_lines
from fitexport.units import Units

_Key = tuple[object, ...]


class Dated(NamedTuple):
    """A workout, its file, and its days in the schedule."""

    file: str
    found: FoundWorkout
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """One workout before and after; None where it is not there."""

    before: Dated | None
    after: Dated | None
    steps: tuple[str, ...] = ()
    """The removed (`-`) and added (`+`) lines, in the order of the steps."""
    moved: bool = False
    renamed: bool = False
    is_other: bool = False
    """Whether a watch treats it as another workout that replaces the first."""

    @property
    def is_change(self) -> bool:
        """Whether there is anything to print at all."""
        is_both = self.before is not None and self.after is not None
        return not is_both or bool(self.steps) or self.moved or self.renamed or self.is_other


def plain_change(change: Changed) -> dict[str, Any]:
    """A workout before and after as plain data."""
    before, after = change.before, change.after
    there = after or before
    assert there is not None
    what = "changed" if change.is_change else "same"
    return {
        "name": there.found.name or there.file,
        "what": "new" if before is None else "gone" if after is None else what,
        "before": [] if before is None else list(map(str, before.days)),
        "after": [] if after is None else list(map(str, after.days)),
        "old_name": before.found.name if before and change.renamed else None,
        "another": change.is_other,
        "steps": list(change.steps),
    }


def dated(
    files: Mapping[str, FoundWorkout | FoundSchedule], days: Mapping[str, date]
) -> tuple[Dated, ...]:
    """The workouts of an export, each with its days: its file's entry in `days`, else what the schedules
    among the files say."""
    schedules = [each for each in files.values() if isinstance(each, FoundSchedule)]
    entries = [entry for schedule in schedules for entry in schedule.entries]
    return tuple(
        Dated(
            file,
            found,
            (days[file],)
            if file in days
            else tuple(sorted(e.day for e in entries if e.workout == found.identity)),
        )
        for file, found in files.items()
        if isinstance(found, FoundWorkout)
    )


def named_by(
    schedule: FoundSchedule, beside: Mapping[Path, FoundWorkout | FoundSchedule | FitFormatError]
) -> tuple[Dated, ...]:
    """The workouts that a schedule names, each with its days; one that is missing has a number and no
    steps."""
    there = {
        found.identity: Dated(path.name, found)
        for path, found in beside.items()
        if isinstance(found, FoundWorkout)
    }
    days: dict[Identity, list[date]] = {}
    for entry in sorted(schedule.entries):
        days.setdefault(entry.workout, []).append(entry.day)
    return tuple(
        there.get(identity, _absent(identity))._replace(days=tuple(each))
        for identity, each in days.items()
    )


def _absent(identity: Identity) -> Dated:
    name = f"workout {identity.serial}, version {identity.version}"
    found = FoundWorkout(
        name=name,
        sport="unknown",
        steps=(),
        identity=identity,
        indexes=(),
        step_messages=0,
        num_valid_steps=None,
    )
    return Dated("", found)


def compared(old: Sequence[Dated], new: Sequence[Dated], units: Units) -> Iterator[Changed]:
    """Every workout of both, by day, then by name; two single workouts are compared whatever their
    identities."""
    before, after = _by_key(old), _by_key(new)
    if len(old) == len(new) == 1:
        before, after = {("one",): old[0]}, {("one",): new[0]}
    pairs = [(before.get(key), after.get(key)) for key in {**before, **after}]
    for was, now in sorted(_named_pairs(pairs), key=_order):
        if was is None or now is None:
            yield Changed(was, now)
            continue
        yield Changed(
            was,
            now,
            steps=tuple(_steps(was.found, now.found, units)),
            moved=was.days != now.days,
            renamed=was.found.name != now.found.name,
            is_other=_session(was) != _session(now),
        )


def _named_pairs(
    pairs: Sequence[tuple[Dated | None, Dated | None]],
) -> Iterator[tuple[Dated | None, Dated | None]]:
    """Workouts on one side only are paired by name and days, if those are unique: the same session of
    another season or athlete."""
    gone = Counter(_named(was) for was, now in pairs if was is not None and now is None)
    new = {_named(now): now for was, now in pairs if was is None and now is not None}
    came = Counter(_named(now) for was, now in pairs if was is None and now is not None)
    both = {name for name in gone if gone[name] == came[name] == 1}
    for was, now in pairs:
        if was is not None and now is None and _named(was) in both:
            yield was, new[_named(was)]
        elif not (was is None and now is not None and _named(now) in both):
            yield was, now


def _named(workout: Dated) -> tuple[object, ...]:
    return workout.found.name, workout.days


def _by_key(workouts: Sequence[Dated]) -> dict[_Key, Dated]:
    identities = Counter(_session(each) for each in workouts)
    found: dict[_Key, Dated] = {}
    for each in workouts:
        name = each.found.name or each.file
        key = _session(each) if identities[_session(each)] == 1 else ("name", name)
        number = 1
        while (*key, number) in found:
            number += 1
        found[*key, number] = each
    return found


def _session(workout: Dated) -> _Key:
    return tuple(workout.found.identity._replace(version=0))


def _order(pair: tuple[Dated | None, Dated | None]) -> tuple[date, str, str]:
    there = [each for each in reversed(pair) if each is not None]
    days = [day for each in there for day in each.days]
    return min(days, default=date.max), there[0].found.name, there[0].file


def _steps(was: FoundWorkout, now: FoundWorkout, units: Units) -> Iterator[str]:
    """The lines that differ, with the sport and the description."""
    old, new = (
        [
            ", ".join(("sport " + each.sport, *each.also)),
            *step_lines(each.steps, units),
            *_text(each),
        ]
        for each in (was, now)
    )
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield from (f"- {line}" for line in old[i1:i2])
            yield from (f"+ {line}" for line in new[j1:j2])


def _text(found: FoundWorkout) -> list[str]:
    return [f'text "{found.description}"'] if found.description else []
