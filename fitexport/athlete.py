"""Who the plan is for: what is known of a runner -> Athlete, defaults said aloud."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fitexport.pace.table import Bands, PaceTable, pace_table
from fitexport.pace.workouts import Surface
from fitexport.plan.model import Level
from fitexport.units import Units, clock

FILE_NAME = "fitexport.toml"

CrossSport = Literal["cycling", "swimming", "rowing", "elliptical", "aqua-jog", "hiking"]

AVERAGE_MILE_S = 424.0
"""7:04, the average mile of all runners (men 6:37, women 7:44)."""

# A level's slowest mile, and what it may hope to take off its mile in one plan.
_LEVELS: tuple[tuple[Level, float, float], ...] = (
    ("advanced", 375.0, 0.98),
    ("intermediate", 465.0, 0.97),
    ("beginner", 900.0, 0.95),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a fitexport.toml or a command line says of a runner; None is not said."""

    id: str | None = None
    mile_s: float | None = None
    goal_s: float | None = None
    level: Level | None = None
    units: Units | None = None
    surface: Surface | None = None
    cross: CrossSport | None = None
    bands: Bands | None = None
    season: str | None = None
    plan: str | None = None
    race_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """One runner, nothing left open but the sport of cross-training and the dates."""

    table: PaceTable
    level: Level
    units: Units = "mi"
    surface: Surface = "road"
    cross: CrossSport | None = None
    id: str = ""


def resolve(profile: Profile) -> tuple[Athlete, tuple[str, ...]]:
    """The athlete of a profile, and one sentence for each default that was taken.

    Raises:
        PaceError: a mile or goal that no pace table exists for.
    """
    said: list[str] = []
    mile_s = profile.mile_s
    if mile_s is None:
        mile_s = AVERAGE_MILE_S
        said.append(f"no mile time given: {clock(mile_s)}, the average runner's (--mile)")
    level = profile.level
    if level is None:
        level = level_of(mile_s)
        said.append(f"level {level}, as the mile suggests (--level)")
    goal_s = profile.goal_s
    if goal_s is None:
        goal_s = float(round(mile_s * next(share for name, _, share in _LEVELS if name == level)))
        said.append(f"no goal given: {clock(goal_s)}, what {level} runners may hope for (--goal)")
    athlete = Athlete(
        table=pace_table(mile_s, goal_s, profile.bands or "normal"),
        level=level,
        units=profile.units or "mi",
        surface=profile.surface or "road",
        cross=profile.cross,
        id=profile.id or "",
    )
    return athlete, tuple(said)


def level_of(mile_s: float) -> Level:
    """The level that a mile suggests: advanced to 6:15, intermediate to 7:45."""
    return next((level for level, slowest, _ in _LEVELS if mile_s <= slowest), "beginner")
