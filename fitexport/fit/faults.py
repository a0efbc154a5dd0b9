"""Faults of a FIT file: what would fail on a watch, or work other than it seems to.

The limits are a watch's (`workout_file`, `schedule_file`) or a runner's (`session`); the rest is
judgement: values so far from real workouts that only a wrong unit explains them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from fitexport.errors import printable
from fitexport.fit.found import FoundSchedule, FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.fit.meaning import REVERSED
from fitexport.fit.schedule_file import MAX_ENTRIES, NOON_S
from fitexport.fit.texts import NOT_UTF8
from fitexport.fit.workout_file import MAX_STEPS, NOTE_BYTES
from fitexport.pace.outline import duration_text, is_human
from fitexport.pace.workout import (
    CadenceTarget,
    DistanceDuration,
    HeartRateDuration,
    HeartRateTarget,
    HeartRateZoneTarget,
    PowerTarget,
    RepeatStep,
    SpeedTarget,
    TimeDuration,
    WorkoutStep,
)
from fitexport.session import HUMAN_SPEEDS
from fitexport.session.amounts import HEART_RATES
from fitexport.session.naming import NAME_BYTES
from fitexport.session.plausible import ANY
from fitexport.session.targets import SPM, WATTS
from fitexport.units import clock, cut

_NO_SERIAL = "no serial number: a watch cannot tell it from others"
_FASTEST_WHEELS = 40.0
"""m/s, in sports other than running."""


class Fault(NamedTuple):
    """One sentence; `fails`: something will go wrong on the watch, not just look different."""

    problem: str
    fails: bool = True


def workout_faults(found: FoundWorkout) -> Iterator[Fault]:
    """Faults of a workout file by itself."""
    yield from (Fault(problem, problem != NOT_UTF8) for problem in found.faults)
    yield from _identity_faults(found.identity)
    yield from _name_faults(found.name)
    if not found.step_messages:
        yield Fault("it has no steps")
    if found.step_messages > MAX_STEPS:
        yield Fault(f"{found.step_messages} steps, a watch accepts {MAX_STEPS}")
    if found.num_valid_steps != found.step_messages:
        stated = "no number of" if found.num_valid_steps is None else found.num_valid_steps
        yield Fault(f"it says {stated} steps and has {found.step_messages}")
    for index, step in found.numbered():
        if isinstance(step, RepeatStep) and not step.until and step.count < 2:
            yield Fault(f"step {index + 1}: a repeat of {step.count} repeats nothing", fails=False)
    for index, step in found.numbered():
        if isinstance(step, WorkoutStep):
            known = (
                Fault(fault, fault != REVERSED) for of, fault in found.step_faults if of == index
            )
            for fault in (*known, *_step_faults(step, found.sport)):
                yield fault._replace(problem=f"step {index + 1}: {fault.problem}")


def schedule_faults(
    found: FoundSchedule, beside: Collection[Identity]
) -> Iterator[tuple[int | None, Fault]]:
    """Faults of a schedule, given the workouts beside it: each with the entry it concerns (from 0), or
    None."""
    for problem in found.faults:
        yield None, Fault(problem)
    # Nothing refers to a schedule: those that watches write have no time_created.
    if not found.identity.serial:
        yield None, Fault(_NO_SERIAL)
    for serial, count in _shared_serials(found, beside):
        problem = (
            f"{count} of its workouts share the serial number {serial}: a watch cannot tell them"
            " apart, and its calendar stays empty"
        )
        yield None, Fault(problem)
    if len(found.entries) > MAX_ENTRIES:
        yield None, Fault(f"{len(found.entries)} entries, a watch shows {MAX_ENTRIES}")
    seen = set()
    for number, entry in enumerate(found.entries):
        if entry.workout not in beside:
            serial = entry.workout.serial
            yield number, Fault(f"no workout beside it has this identity (serial {serial})")
        if (entry.day, entry.workout) in seen:
            yield number, Fault("this entry is there twice")
        seen.add((entry.day, entry.workout))
        if entry.time_s == 0:
            yield number, Fault("at midnight: west of Greenwich that is the day before")
        elif entry.time_s != NOON_S:
            time = clock(entry.time_s / 60)
            yield number, Fault(f"at {time}, not at noon as on watches", fails=False)


def _shared_serials(
    found: FoundSchedule, beside: Collection[Identity]
) -> Iterator[tuple[int, int]]:
    """Serial numbers that several of a schedule's workouts share, and how many do."""
    named = {entry.workout for entry in found.entries}
    workouts = Counter(each._replace(version=0) for each in beside if each in named)
    for one, count in Counter(each._replace(version=0) for each in named).items():
        if (most := max(count, workouts[one])) > 1:
            yield one.serial, most


def folder_faults(workouts: Iterable[tuple[str, FoundWorkout]]) -> Iterator[tuple[str, Fault]]:
    """Faults between the workouts of one folder, by the name of the later file."""
    names: dict[Identity, str] = {}
    versions: dict[Identity, str] = {}
    for name, found in workouts:
        one = found.identity._replace(version=0)
        if found.identity in names:
            first = names[found.identity]
            yield name, Fault(f"to a watch it is the same workout as {first} (same identity)")
        elif one in versions:
            first = versions[one]
            problem = f"another version of the same session as {first}: a watch shows both"
            yield name, Fault(problem, fails=False)
        names.setdefault(found.identity, name)
        versions.setdefault(one, name)


def _identity_faults(identity: Identity) -> Iterator[Fault]:
    if not identity.serial:
        yield Fault(_NO_SERIAL)
    if not identity.version:
        yield Fault("no time_created: a schedule cannot name it")
    if not identity.manufacturer:
        yield Fault("no manufacturer: a schedule cannot name it")


def _name_faults(name: str) -> Iterator[Fault]:
    if not name.strip():
        yield Fault("it has no name: the watch's list shows a blank")
    size = len(name.encode("utf-8", "replace"))
    if size > NAME_BYTES:
        shown = printable(cut(name, NAME_BYTES), 40)
        yield Fault(f'a name of {size} bytes: small watches show "{shown}"', fails=False)
    if not name.isascii():
        yield Fault("a character in its name that not every watch shows", fails=False)


def _step_faults(step: WorkoutStep, sport: str) -> Iterator[Fault]:
    if len(step.note.encode("utf-8", "replace")) > NOTE_BYTES:
        yield Fault(f"a note of more than {NOTE_BYTES} bytes will be cut", fails=False)
    match step.duration:
        case TimeDuration(s) if not _within(s, ANY.times_s):
            yield Fault(f"{s:g} s long{_meant(1000 * s, ANY.times_s, clock)}")
        case DistanceDuration(m) if not _within(m, ANY.distances_m):
            yield Fault(f"{duration_text(step.duration)} long: a wrong unit")
        case HeartRateDuration(value, unit) if not _within(value, HEART_RATES[unit]):
            yield Fault(f"{duration_text(step.duration)}, which no human has")
        case _:
            pass
    yield from _target_faults(step, sport)


def _target_faults(step: WorkoutStep, sport: str) -> Iterator[Fault]:
    match step.target:
        case SpeedTarget(low, high) if sport in ("running", "walking", "hiking"):
            for end in dict.fromkeys((low, high)):
                if not is_human(end):
                    meant = _meant(end / 1000, HUMAN_SPEEDS, "{:g} m/s".format)
                    yield Fault(f"{end:g} m/s, which no human runs{meant}")
            if low == high:
                yield Fault(
                    "a pace range with no width: the watch will alert all the time", fails=False
                )
        case SpeedTarget(_, high) if high > _FASTEST_WHEELS:
            yield Fault(f"{high:g} m/s ({3.6 * high:.0f} km/h): a wrong unit")
        case HeartRateTarget(low_bpm, high_bpm):
            yield from _range_faults(low_bpm, high_bpm, HEART_RATES["bpm"], "bpm")
        case HeartRateZoneTarget(zone) if zone > 5:
            yield Fault(f"heart-rate zone {zone}: watches have 1 to 5")
        case PowerTarget(low_w, high_w):
            yield from _range_faults(low_w, high_w, WATTS, "W")
        case CadenceTarget(low_spm, high_spm):
            yield from _range_faults(low_spm, high_spm, SPM, "steps a minute")
        case _:
            pass


def _range_faults(low: int, high: int, allowed: tuple[int, int], unit: str) -> Iterator[Fault]:
    if low > high:
        yield Fault(f"{low}-{high} {unit}: its lower end is above its upper end")
    elif not (_within(low, allowed) and _within(high, allowed)):
        yield Fault(f"{low}-{high} {unit}, which no human has")


def _meant(value: float, allowed: tuple[float, float], text: Callable[[float], str]) -> str:
    """The value if its unit is off by a factor of 1000, if that explains it."""
    return (
        f": {text(value)}, if the unit is off by a factor of 1000"
        if _within(value, allowed)
        else ""
    )


def _within(value: float, allowed: tuple[float, float]) -> bool:
    return allowed[0] <= value <= allowed[1]
