"""What a watch recorded of a run: where its distance was at which second, and what it marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fitexport.fit.found import FoundWorkout

DistanceFrom = Literal["device", "positions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """A lap as the watch marked it, in seconds since the recording's start.

    Pieces that auto-lap made of one rep have one `wkt_step_index`.
    """

    start_s: float
    end_s: float
    distance_m: float | None = None
    """What the watch said; None: it did not."""
    trigger: str = ""
    """`manual`, `distance`, `time`, `workout step`, `end`...; "" is not said."""
    wkt_step_index: int | None = None
    """Which step of the workout was run, counted from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One run (one leg of a multi-sport file), cleaned: times rise, distances never fall.

    The sequences are parallel, `array("d")` to be small; nobody changes them.
    """

    name: str
    """Of its file."""
    sport: str
    """As `fit.meaning` calls it: `running`, `cycling`...; "" is not said."""
    kind: str = ""
    """`track`, `treadmill`, `trail`...; "" is not said."""
    start: datetime | None
    """In UTC; None: the file has no date."""
    utc_offset_s: float = 0.0
    """Of the clock on the wall where it was run; guessed from the place if the file is silent."""
    time_s: Sequence[float]
    """Elapsed since the start, pauses included."""
    distance_m: Sequence[float]
    """Cumulative; it does not grow over a break."""
    distance_from: DistanceFrom
    altitude_m: Sequence[float] | None = None
    """nan where it is not known."""
    heart_bpm: Sequence[float] | None = None
    """nan where it is not known."""
    latitude_deg: Sequence[float] | None = None
    """nan where it is not known."""
    longitude_deg: Sequence[float] | None = None
    breaks: tuple[int, ...] = ()
    """The points at which a new stretch begins, after a pause, a gap or a new segment; never 0."""
    laps: tuple[Lap, ...] = ()
    workout: FoundWorkout | None = None
    """The steps that the watch was told, if it says so (FIT)."""

    @property
    def day(self) -> date | None:
        """By the clock on the wall."""
        offset = timedelta(seconds=self.utc_offset_s)
        return None if self.start is None else (self.start + offset).date()

    @property
    def elapsed_s(self) -> float:
        return self.time_s[-1]

    @property
    def total_m(self) -> float:
        return self.distance_m[-1]
