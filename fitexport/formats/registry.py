"""The formats that a workout can be written in besides FIT, by the name that `--format` has.

Each is loaded when it is first used: most exports need none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from fitexport.errors import UsageError, with_hint
from fitexport.pace.workout import Workout
from fitexport.units import DEFAULT_UNITS, Units, seconds

if TYPE_CHECKING:
    from fitexport.formats.losses import Converted
    from fitexport.formats.runner import Runner


class Format(NamedTuple):
    """How a workout is written in it, the suffix of its files, and what to know about them."""

    convert: Callable[[Workout, Runner], Converted]
    suffix: str
    about: str


def convert_workout(
    workout: Workout,
    into: str,
    *,
    mile_s: float | str,
    units: Units = DEFAULT_UNITS,
    max_hr: int | None = None,
    day: date | None = None,
) -> Converted:
    """A workout in another program's format (`zwo`, `tcx`, `intervals`, `suunto`, `wahoo`), and a report of what
    arrives there. Its runner's mile, units and maximum heart rate, and its day, go into formats
    that have a place for them.

    >>> from fitexport.pace.workout import LAP, WorkoutStep
    >>> run = Workout(name="Tuesday", sport="running", steps=(WorkoutStep(duration=LAP, expected_s=90),))
    >>> made = convert_workout(run, "intervals", mile_s="6:20")
    >>> made.text, made.report.count("degraded")
    ('- Press lap 1m30s intensity=active', 1)

    Raises:
        UsageError: there is no such format.
        EncodeError: the format does not hold such a workout.
    """
    if into not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(
            f'there is no format "{into}"', with_hint(f"formats: {known}", into, FORMATS)
        )
    from fitexport.formats.runner import Runner

    runner = Runner(mile_s=seconds(mile_s), units=units, max_hr=max_hr, day=day)
    return FORMATS[into].convert(workout, runner)


def _zwo(workout: Workout, runner: Runner) -> Converted:
    from fitexport.formats.zwo import zwo_text

    return zwo_text(workout, runner)


def _tcx(workout: Workout, runner: Runner) -> Converted:
    from fitexport.formats.tcx import tcx_text

    return tcx_text(workout, runner)


def _intervals(workout: Workout, runner: Runner) -> Converted:
    from fitexport.formats.intervals_text import intervals_text

    return intervals_text(workout, runner.units)


def _suunto(workout: Workout, runner: Runner) -> Converted:
    from fitexport.formats.suunto import suunto_text

    return suunto_text(workout, runner)


def _wahoo(workout: Workout, runner: Runner) -> Converted:
    from fitexport.formats.wahoo import wahoo_text

    return wahoo_text(workout, runner)


FORMATS = {
    "zwo": Format(_zwo, ".zwo", "set the mile in your Zwift profile: paces are shares of it"),
    "tcx": Format(_tcx, ".tcx", "for Garmin watches older than FIT"),
    "intervals": Format(
        _intervals, ".txt", "paste it into a workout's description at intervals.icu"
    ),
    "suunto": Format(_suunto, ".suunto.json", "for programs that use Suunto's Cloud API"),
    "wahoo": Format(_wahoo, ".wahoo.json", "for programs that use Wahoo's Cloud API"),
}
