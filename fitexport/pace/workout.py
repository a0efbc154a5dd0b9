"""The workout a watch runs: steps with durations, speeds and cues. FIT's words, SI units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from fitexport.session import Sport
from fitexport.session.exercises import Exercise


class Intensity(Enum):
    """What kind of step it is; the numbers are FIT's (profile type `intensity`)."""

    ACTIVE = 0
    REST = 1
    WARMUP = 2
    COOLDOWN = 3
    RECOVERY = 4


@dataclass(frozen=True, slots=True)
class TimeDuration:
    s: float


@dataclass(frozen=True, slots=True)
class DistanceDuration:
    m: float


@dataclass(frozen=True, slots=True)
class RepsDuration:
    count: int


@dataclass(frozen=True, slots=True)
class OpenDuration:
    """Until the lap button is pressed."""


Duration = TimeDuration | DistanceDuration | RepsDuration | OpenDuration


@dataclass(frozen=True, slots=True)
class OtherDuration:
    """One that FIT knows and no session of ours has: `until the heart rate is below 110 bpm`."""

    words: str


@dataclass(frozen=True, slots=True)
class OpenTarget:
    """No target: no alerts."""


@dataclass(frozen=True, slots=True)
class SpeedTarget:
    low_m_per_s: float
    high_m_per_s: float


@dataclass(frozen=True, slots=True)
class HeartRateTarget:
    low_bpm: int
    high_bpm: int


@dataclass(frozen=True, slots=True)
class HeartRatePercentTarget:
    """Percent of the maximum heart rate that is set on the watch."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class HeartRateZoneTarget:
    zone: int


@dataclass(frozen=True, slots=True)
class PowerTarget:
    low_w: int
    high_w: int


@dataclass(frozen=True, slots=True)
class CadenceTarget:
    low_spm: int
    high_spm: int


Target = (
    OpenTarget
    | SpeedTarget
    | HeartRateTarget
    | HeartRatePercentTarget
    | HeartRateZoneTarget
    | PowerTarget
    | CadenceTarget
)


@dataclass(frozen=True, slots=True)
class OtherTarget:
    """One that FIT knows and no session of ours has: `speed zone 3`."""

    words: str


OPEN = OpenTarget()
LAP = OpenDuration()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkoutStep:
    """One instruction the watch shows: how long, how fast, how hard, and a cue.

    `expected_s` and `expected_m` are what it will probably take, for tables; the watch
    does not see them.
    """

    duration: Duration
    target: Target = OPEN
    intensity: Intensity = Intensity.ACTIVE
    note: str = ""
    exercise: Exercise | None = None
    expected_s: float = 0.0
    expected_m: float = 0.0


@dataclass(frozen=True, slots=True)
class RepeatStep:
    """`steps`, `count` times over."""

    count: int
    steps: tuple[WorkoutStep | RepeatStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workout:
    """One session, paced: what one FIT workout file holds."""

    name: str
    sport: Sport
    steps: tuple[WorkoutStep | RepeatStep, ...]
    description: str = ""

    @property
    def expected_s(self) -> float:
        """Seconds it will probably take, lap-button steps at a guess."""
        return sum(step.expected_s for step in unrolled(self.steps))

    @property
    def expected_m(self) -> float:
        """Metres it will probably cover."""
        return sum(step.expected_m for step in unrolled(self.steps))


def unrolled(steps: Sequence[WorkoutStep | RepeatStep]) -> Iterator[WorkoutStep]:
    """The steps in the order they are run, every round of a repeat anew."""
    for step in steps:
        if isinstance(step, RepeatStep):
            for _ in range(step.count):
                yield from unrolled(step.steps)
        else:
            yield step
