"""The workout a watch runs: steps with durations, speeds and cues. FIT's words, SI units.

Paced from a session or read from any file: the same values either way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import ClassVar, Literal

from fitexport.keeping import KeepsHash, Value
from fitexport.session import Sport
from fitexport.session.exercises import Exercise


class Intensity(IntEnum):
    """What kind of step it is; the numbers are FIT's (profile type `intensity`)."""

    ACTIVE = 0
    REST = 1
    WARMUP = 2
    COOLDOWN = 3
    RECOVERY = 4
    INTERVAL = 5
    OTHER = 6


# The durations and targets. `kind` is the type in plain data, which uses the same field names.
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TimeDuration(Value):
    """For a time, in seconds."""

    kind: ClassVar[str] = "time"
    s: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DistanceDuration(Value):
    """For a distance, in metres."""

    kind: ClassVar[str] = "distance"
    m: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RepsDuration(Value):
    """For a number of reps, which the runner counts."""

    kind: ClassVar[str] = "reps"
    count: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OpenDuration(Value):
    """Until the lap button is pressed."""

    kind: ClassVar[str] = "lap_button"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HeartRateDuration(Value):
    """Until the heart rate is below or above a number: beats a minute, or % of the maximum."""

    kind: ClassVar[str] = "heart_rate"
    value: int
    unit: Literal["bpm", "%max"]
    above: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OtherDuration(Value):
    """One that FIT has and our sessions never use: `until 300 kcal are burnt`."""

    kind: ClassVar[str] = "other"
    words: str


Duration = (
    TimeDuration
    | DistanceDuration
    | RepsDuration
    | OpenDuration
    | HeartRateDuration
    | OtherDuration
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OpenTarget(Value):
    """No target: no alerts."""

    kind: ClassVar[str] = "open"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SpeedTarget(Value):
    """Between two speeds, in metres a second."""

    kind: ClassVar[str] = "speed"
    low_m_per_s: float
    high_m_per_s: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HeartRateTarget(Value):
    """Between two heart rates, in beats a minute."""

    kind: ClassVar[str] = "heart_rate"
    low_bpm: int
    high_bpm: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HeartRatePercentTarget(Value):
    """Percent of the maximum heart rate that is set on the watch."""

    kind: ClassVar[str] = "heart_rate_percent"
    low: int
    high: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HeartRateZoneTarget(Value):
    """In a zone that is set on the watch, 1 to 5."""

    kind: ClassVar[str] = "heart_rate_zone"
    zone: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PowerTarget(Value):
    """Between two powers, in watts."""

    kind: ClassVar[str] = "power"
    low_w: int
    high_w: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CadenceTarget(Value):
    """Between two cadences, in steps a minute."""

    kind: ClassVar[str] = "cadence"
    low_spm: int
    high_spm: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OtherTarget(Value):
    """One that FIT has and our sessions never use: `speed zone 3`."""

    kind: ClassVar[str] = "other"
    words: str


Target = (
    OpenTarget
    | SpeedTarget
    | HeartRateTarget
    | HeartRatePercentTarget
    | HeartRateZoneTarget
    | PowerTarget
    | CadenceTarget
    | OtherTarget
)

OPEN = OpenTarget()
LAP = OpenDuration()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WorkoutStep(KeepsHash):
    """One instruction the watch shows: how long, how fast, how hard, and a cue.

    An intensity unknown to FIT is a plain number; `also` is what else a file has for the step, in
    words. `expected_s` and `expected_m` are estimates for tables. The watch does not see them
    and equality ignores them, so one warm-up can be encoded for all runners.
    """

    duration: Duration
    target: Target = OPEN
    intensity: Intensity | int = Intensity.ACTIVE
    note: str = ""
    exercise: Exercise | None = None
    also: tuple[str, ...] = ()
    expected_s: float = field(default=0.0, compare=False)
    expected_m: float = field(default=0.0, compare=False)

    @property
    def is_recovery(self) -> bool:
        """Whether it lets its runner recover, running or standing."""
        return self.intensity in (Intensity.REST, Intensity.RECOVERY)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RepeatStep(KeepsHash):
    """`steps`, `count` times over; or, in files of others, `until` something, in words.
    Those may also leave out the last step of the last round (Garmin Connect's "skip last recover")."""

    count: int
    steps: tuple[WorkoutStep | RepeatStep, ...]
    until: str = ""
    skips_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Workout(Value):
    """One session, paced: the content of a FIT workout file. A sport that we do not use is given by
    name."""

    name: str
    sport: Sport | str
    steps: tuple[WorkoutStep | RepeatStep, ...]
    description: str = ""

    @property
    def expected(self) -> tuple[float, float]:
        """Expected seconds and metres; lap-button steps are guessed."""
        steps = [*counted(self.steps)]
        return (
            sum(times * step.expected_s for step, times in steps),
            sum(times * step.expected_m for step, times in steps),
        )

    @property
    def expected_s(self) -> float:
        """Expected seconds."""
        return self.expected[0]

    @property
    def expected_m(self) -> float:
        """Expected metres."""
        return self.expected[1]


def listed(steps: Sequence[WorkoutStep | RepeatStep]) -> Iterator[WorkoutStep | RepeatStep]:
    """Each step and repeat once, in FIT's order: a repeat after what it repeats."""
    for step in steps:
        if isinstance(step, RepeatStep):
            yield from listed(step.steps)
        yield step


def every_step(steps: Sequence[WorkoutStep | RepeatStep]) -> Iterator[WorkoutStep]:
    """Each step once."""
    return (step for step in listed(steps) if isinstance(step, WorkoutStep))


def unrolled(steps: Sequence[WorkoutStep | RepeatStep]) -> Iterator[WorkoutStep]:
    """The steps in running order, repeats unrolled."""
    for step in steps:
        if isinstance(step, RepeatStep):
            for left in reversed(range(step.count)):
                skips = step.skips_last and not left
                yield from unrolled(step.steps[:-1] if skips else step.steps)
        else:
            yield step


def counted(
    steps: Sequence[WorkoutStep | RepeatStep], times: int = 1
) -> Iterator[tuple[WorkoutStep, int]]:
    """Each step with how often it is run, without unrolling: repeats of repeats may run millions."""
    for step in steps:
        if isinstance(step, RepeatStep):
            always, skipped = (
                (step.steps[:-1], step.steps[-1:]) if step.skips_last else (step.steps, ())
            )
            yield from counted(always, times * step.count)
            yield from counted(skipped, times * (step.count - 1))
        else:
            yield step, times
