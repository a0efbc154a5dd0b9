"""Pace table: mile time + goal -> the pace of every zone, and the band for the watch.

Paces are seconds per metre. `mile` is the athlete's own mile, not an index's: for slow
runners the usual tables ask for reps faster than the mile they come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Literal

from fitexport.errors import PaceError
from fitexport.keeping import KeepsHash
from fitexport.pace.band import Band
from fitexport.pace.distances import (
    DEFAULT_RACE,
    LONG_RACE_ZONES_M,
    RACE_M,
    RACE_ZONES_M,
    Race,
    is_over,
    over_text,
)
from fitexport.pace.fitness import fitness_index, pace_at, race_time, reserve_at
from fitexport.session.amounts import Distance
from fitexport.units import MILE_M, clock, exact_clock, race_clock, seconds

if TYPE_CHECKING:
    from fitexport.pace.custom_zones import CustomZone

MILE_RANGE_S = (223.0, 900.0)
"""3:43 (the world record is 3:43.13) to 15:00: where the order of zones is proven."""
FASTEST_GOAL_S = 210.0
"""3:30: nobody is near it; anything faster is a typing error."""

Bands = Literal["tight", "normal", "wide", "none"]
DEFAULT_BANDS: Bands = "normal"
EasyBy = Literal["pace", "hr", "effort"]
"""What guides easy and long runs: pace, heart rate or effort."""
DEFAULT_EASY_BY: EasyBy = "pace"

# Half-width of the band around a single pace, as a share of it: (reps under 2:30, longer).
# GPS pace jitters by 4 % at one second and 1.2 % over ten (measured at 7:04/mi); closer
# bands beep all the time. `none` sends no pace target at all.
_HALF_WIDTHS: dict[Bands, tuple[float, float]] = {
    "tight": (0.025, 0.015),
    "normal": (0.04, 0.025),
    "wide": (0.06, 0.04),
}
_SHORT_REP_S = 150
_LEAST_HALF_WIDTH = 5 / MILE_M  # 5 s a mile

# Shares of the fitness index, fast edge first. Threshold: the 83-88 % of the guide, its
# fast edge about one hour's race pace. Easy: 62-70 %. VO2max: 97.5 %.
_THRESHOLD = (0.88, 0.83)
_EASY = (0.70, 0.62)
_VO2MAX = 0.975
# Below this index easy running at 70 % is slower than slow runners move: their fast edge
# follows 2/3 index + 13 instead, which meets the index at 39.
_SLOW_INDEX = 39


MAX_HR_RANGE, RESTING_HR_RANGE = (120, 230), (25, 110)
"""Plausible maximum and resting heart rates in bpm; others are typing errors."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PaceTable(KeepsHash):
    """The pace of every zone for one athlete; built by `pace_table`."""

    mile_s: float
    goal_s: float
    index: float
    zones: Mapping[str, Band] = field(hash=False)
    bands: Bands
    easy_by: EasyBy = DEFAULT_EASY_BY
    max_hr: int | None = None
    own: tuple[CustomZone, ...] = ()
    """The custom zones of the plan."""
    race: Race = DEFAULT_RACE
    """The distance of `goal_s`."""
    resting_hr: int | None = None

    @property
    def now_s(self) -> float:
        """What the current mile is worth over the race's distance."""
        return worth_s(self.mile_s, self.race)

    @property
    def goal_mile_s(self) -> float:
        """The mile that the goal is worth."""
        return mile_worth_s(self.goal_s, self.race)

    @property
    def trial_s(self) -> float:
        """Time for the splits of a time trial: halfway to the goal, which can be survived."""
        return (self.now_s + self.goal_s) / 2

    def heart_band(self, zone: str) -> tuple[int, int] | None:
        """Heart rates in bpm at the paces of a zone, by heart-rate reserve; None if the maximum or
        resting rate is unknown."""
        if self.max_hr is None or self.resting_hr is None:
            return None
        band, span = self.band(zone), self.max_hr - self.resting_hr
        low, high = (reserve_at(pace, self.index) for pace in (band.slow, band.fast))
        return round(self.resting_hr + low * span), round(self.resting_hr + high * span)

    def goal_text(self, raced: Distance | None = None) -> str:
        """`goal 6:00`; for another distance than the mile `goal 5:33 over 1500 m`. For a race without a
        goal, what the goal is worth there: `10 km in 45:00`."""
        if raced is not None and self.race_over(raced.m) != self.race:
            return f"{raced.value:g} {raced.unit} in {race_clock(self.race_s(raced.m))}"
        return f"goal {exact_clock(self.goal_s)}{over_text(self.race)}"

    def race_over(self, distance_m: float) -> Race | None:
        """The race of this distance, with a goal and a lap plan; None for other distances."""
        return next((race for race in (self.race, DEFAULT_RACE) if is_over(distance_m, race)), None)

    def race_s(self, distance_m: float, *, trial: bool = False) -> float:
        """Seconds of a race or time trial: the goal over its own distance, what that is worth over
        the mile, what today's mile is worth over others."""
        over = self.race_over(distance_m)
        if over is None:
            return race_time(distance_m, self.index)
        if over == self.race:
            return self.trial_s if trial else self.goal_s
        return (self.mile_s + self.goal_mile_s) / 2 if trial else self.goal_mile_s

    def band(self, zone: str) -> Band:
        """The pace of a zone.

        Raises:
            PaceError: the table has no zone of this name.
        """
        if zone not in self.zones:
            raise PaceError(f'there is no zone "{zone}"', f"zones: {', '.join(self.zones)}")
        return self.zones[zone]

    def target_band(self, aim: Band, rep_s: float) -> Band | None:
        """The band the watch gets for a rep of `rep_s` seconds; None: no target.

        Zones with a range keep it; a single pace gets its half-width.
        """
        if self.bands == "none":
            return None
        if not aim.single:
            return aim
        short, longer = _HALF_WIDTHS[self.bands]
        share = short if rep_s < _SHORT_REP_S else longer
        half = max(aim.fast * share, _LEAST_HALF_WIDTH)
        return Band(aim.fast - half, aim.slow + half)


def pace_table(
    mile_s: float | str,
    goal_s: float | str,
    bands: Bands = DEFAULT_BANDS,
    easy_by: EasyBy = DEFAULT_EASY_BY,
    max_hr: int | None = None,
    own: tuple[CustomZone, ...] = (),
    race: Race = DEFAULT_RACE,
    resting_hr: int | None = None,
) -> PaceTable:
    """Every zone's pace from the current mile and the goal over the race's distance, in seconds or
    as clock texts; `max_hr` in bpm, `own` are the custom zones of a plan. A goal slower than the
    mile is accepted.

    >>> table = pace_table("6:20", "6:00")
    >>> table == pace_table(mile_s=380, goal_s=360)
    True
    >>> round(table.zones["mile"].fast * MILE_M), round(table.zones["threshold"].slow * MILE_M)
    (380, 464)

    Raises:
        UnitError: a text that is not a time.
        PaceError: a mile outside 3:43-15:00, or an impossible goal or custom zone.
    """
    mile_s, goal_s = seconds(mile_s), seconds(goal_s)
    fastest, slowest = MILE_RANGE_S
    if not isfinite(mile_s + goal_s):
        raise PaceError("the mile or goal is not a number", "give seconds: 6:20 is 380")
    if not fastest <= mile_s <= slowest:
        raise PaceError(
            f"a mile in {exact_clock(mile_s)} is outside {clock(fastest)} to {clock(slowest)}",
            "give a current mile time, as m:ss",
        )
    check_goal_range(goal_s, race)
    index = fitness_index(MILE_M, mile_s)
    mile = mile_s / MILE_M
    vo2max = max(pace_at(_VO2MAX, index), 1.02 * mile)
    threshold_fast = max(pace_at(_THRESHOLD[0], index), 1.03 * vo2max)
    easy_index = index if index >= _SLOW_INDEX else index * 2 / 3 + 13
    easy_fast = max(pace_at(_EASY[0], easy_index), 1.06 * threshold_fast)
    easy_slow = max(pace_at(_EASY[1], index), 1.06 * easy_fast)
    threshold_slow = min(pace_at(_THRESHOLD[1], index), 0.985 * easy_fast)
    easy = Band(easy_fast, easy_slow)
    zones = {
        "easy": easy,
        "long": easy,
        "threshold": Band(threshold_fast, threshold_slow),
        "vo2max": _single(vo2max),
        "mile": _single(mile),
        "goal": _single(goal_s / RACE_M[race]),
    } | {
        name: _single(race_time(m, index) / m)
        for name, m in (RACE_ZONES_M | LONG_RACE_ZONES_M).items()
    }
    if own:
        from fitexport.pace.custom_zones import bands as own_bands  # few plans bring any

        zones |= own_bands(own, index, zones)
    return PaceTable(mile_s, goal_s, index, zones, bands, easy_by, max_hr, own, race, resting_hr)


def worth_s(mile_s: float, race: Race) -> float:
    """Seconds over the distance of a race that a mile is worth: those of the same fitness index.

    The usual factor, 1.08 from 1500 m to the mile, is within 0.3 % of it for every mile.

    >>> worth_s(380, "mile"), round(worth_s(380, "1600m"), 1), round(worth_s(380, "1500m"), 1)
    (380, 377.6, 351.6)
    """
    return mile_s if race == "mile" else race_time(RACE_M[race], fitness_index(MILE_M, mile_s))


def mile_worth_s(time_s: float, race: Race) -> float:
    """Seconds of the mile that a time over the distance of a race is worth."""
    return time_s if race == "mile" else race_time(MILE_M, fitness_index(RACE_M[race], time_s))


def check_goal_range(goal_s: float, race: Race = DEFAULT_RACE) -> None:
    """Raise PaceError unless the goal is possible: a mile from 3:30 to 15:00, or its equivalent over
    the race's distance.
    """
    fastest, slowest = (float(round(worth_s(s, race))) for s in (FASTEST_GOAL_S, MILE_RANGE_S[1]))
    if not fastest <= goal_s <= slowest:
        too = "faster than any human" if goal_s < fastest else f"slower than {clock(slowest)}"
        raise PaceError(
            f"a goal of {exact_clock(goal_s)}{over_text(race)} is {too}",
            f"give a goal from {clock(fastest)} to {clock(slowest)}",
        )


def _single(pace: float) -> Band:
    return Band(pace, pace)
