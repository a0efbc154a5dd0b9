"""Who the plan is for: what is known of a runner -> Athlete, defaults said aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from fitexport.errors import PaceError, UnitError
from fitexport.pace.pacing import Surface
from fitexport.pace.race import ExtraAt
from fitexport.pace.table import MAX_HR_RANGE, MILE_RANGE_S, Bands, EasyBy, PaceTable, pace_table
from fitexport.plan.model import Level, Strength
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.weekdays import Weekday
from fitexport.units import Units, clock, exact_clock

if TYPE_CHECKING:
    from fitexport.pace.results import Result
    from fitexport.plan.custom import CustomPlan
    from fitexport.season.changes import Change

FILE_NAME = "fitexport.toml"
_PLAIN = CalendarSettings()

CrossSport = Literal["cycling", "swimming", "rowing", "elliptical", "aqua-jog", "hiking"]

AVERAGE_MILE_S = 424.0
"""7:04, the average mile of all runners (men 6:37, women 7:44)."""


class _LevelFacts(NamedTuple):
    """The miles that a level is for, what one plan may leave of a mile, how much it trains, and
    a usual mile of its runners."""

    fastest_s: float
    slowest_s: float
    goal: float
    training: str
    usual_s: float


# Within these miles every rule of the plan is tested to hold.
_LEVELS: dict[Level, _LevelFacts] = {
    "advanced": _LevelFacts(
        MILE_RANGE_S[0],
        375.0,
        0.98,
        "5 or 6 runs a week, if you run 35 miles (55 km) already",
        315.0,
    ),
    "intermediate": _LevelFacts(
        270.0, 465.0, 0.97, "4 or 5 runs a week, if you run 18 miles (30 km) already", 424.0
    ),
    "beginner": _LevelFacts(
        330.0, MILE_RANGE_S[1], 0.95, "3 or 4 runs a week, if you can run for 30 minutes", 540.0
    ),
}

_TRIAL_SHORT_OF_GOAL, _GOAL_AFTER_TRIAL = 1.04, 0.97
"""A trial this much slower than the goal sets it too high; what to train for instead."""

# A goal is bold when it asks for half as much again as a level's runners may hope for, and
# beyond one plan at 12 %: the guide's author came from 5:30 to 5:19, 3.3 %, in a season.
_BOLD = 1.5
_BEYOND_ONE_PLAN = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a fitexport.toml or a command line says of a runner; None is not said."""

    id: str | None = None
    mile_s: float | None = None
    goal_s: float | None = None
    level: Level | None = None
    units: Units | None = None
    surface: Surface | None = None
    cross: CrossSport | None = None
    strength: Strength | None = None
    bands: Bands | None = None
    easy_by: EasyBy | None = None
    max_hr: int | None = None
    days: tuple[Weekday, ...] | None = None
    long_run: Weekday | None = None
    extra_at: ExtraAt | None = None
    season: str | None = None
    plan: str | None = None
    weeks: int | None = None
    race_day: date | None = None
    calendar_settings: CalendarSettings | None = None
    changes: tuple[Change, ...] = ()
    """What happened to the plan on the way, in order."""
    results: tuple[Result, ...] = ()
    custom_plan: CustomPlan | None = field(default=None, compare=False, repr=False)
    """What is in the file that `plan` names, once it has been read."""


_CHOICES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("level", get_args(Level)),
    ("units", get_args(Units)),
    ("surface", get_args(Surface)),
    ("cross", get_args(CrossSport)),
    ("extra_at", get_args(ExtraAt)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """One runner, nothing left open but the sport of cross-training and the dates.

    >>> anna = Athlete(table=pace_table(380, 360), level="intermediate", units="km")
    >>> anna.latest.goal_s
    360

    Raises:
        UnitError: a level, unit, surface, sport or end that there is not.
    """

    table: PaceTable
    """The paces at the start of the season."""
    level: Level
    later: tuple[tuple[date, PaceTable], ...] = ()
    """Paces after each result, the earliest first: they hold from the day after it."""
    units: Units = "mi"
    surface: Surface = "road"
    cross: CrossSport | None = None
    extra_at: ExtraAt = "end"
    id: str = ""
    calendar_settings: CalendarSettings = _PLAIN

    def __post_init__(self) -> None:
        for name, choices in _CHOICES:
            value = getattr(self, name)
            if value not in choices and not (name == "cross" and value is None):
                known = ", ".join(choices)
                raise UnitError(f"{name} {value!r} is not known", f"give one of {known}")

    @property
    def latest(self) -> PaceTable:
        """The paces after the last result."""
        return self.later[-1][1] if self.later else self.table

    def table_on(self, day: date | None) -> PaceTable:
        """The paces of a session on a day; the latest for one that has none."""
        if day is None:
            return self.latest
        known = (table for ran, table in reversed(self.later) if ran < day)
        return next(known, self.table)


def resolve(settings: Settings) -> tuple[Athlete, tuple[str, ...]]:
    """The athlete of settings, and one sentence for each default that was taken. Where the plan
    is a file, its level stands for one that is not given, and its zones have paces.

    >>> athlete, said = resolve(Settings(mile_s=380, goal_s=360))
    >>> athlete.level, len(said)
    ('intermediate', 1)

    Raises:
        PaceError: a mile, goal or maximum heart rate that no pace table exists for.
        TemplateError: the plan's file has mistakes.
    """
    said: list[str] = []
    custom = with_custom_plan(settings).custom_plan
    mile_s = settings.mile_s
    level = settings.level or (custom.written.level if custom else None)
    if mile_s is None and level is not None:
        mile_s = _LEVELS[level].usual_s
        said.append(f"no mile time given: {clock(mile_s)}, usual for level {level} (--mile)")
    if mile_s is None:
        mile_s = AVERAGE_MILE_S
        said.append(f"no mile time given: {clock(mile_s)}, the average runner's (--mile)")
    if level is None:
        level = level_of(mile_s)
        said.append(f"level {level}, as the mile suggests: {training_of(level)} (--level)")
    goal_s = settings.goal_s
    if goal_s is None:
        goal_s = default_goal_s(mile_s, level)
        said.append(f"no goal given: {clock(goal_s)}, what {level} runners may hope for (--goal)")
    _check_heart(settings)
    if settings.easy_by == "hr" and settings.max_hr is None:
        said.append(
            "no maximum heart rate given: easy runs by the one that is set on the watch (--max-hr)"
        )
    table = pace_table(
        mile_s,
        goal_s,
        settings.bands or "normal",
        settings.easy_by or "pace",
        settings.max_hr,
        custom.written.zones if custom else (),
    )
    athlete = Athlete(
        table=table,
        level=level,
        later=tuple(_later_tables(table, settings.results)),
        units=settings.units or "mi",
        surface=settings.surface or "road",
        cross=settings.cross,
        extra_at=settings.extra_at or "end",
        id=settings.id or "",
        calendar_settings=settings.calendar_settings or _PLAIN,
    )
    return athlete, tuple(said)


def with_custom_plan(settings: Settings) -> Settings:
    """The settings with what is in the file of their plan; it is read if it has not been.

    Raises:
        TemplateError: the mistakes of the file.
    """
    plan, strength = settings.plan or "", settings.strength or "gym"
    if not plan.endswith(".toml"):
        return replace(settings, custom_plan=None)
    custom = settings.custom_plan
    if custom is not None and (custom.file.shown, custom.strength) == (plan, strength):
        return settings
    from fitexport.plan.custom import read_custom_plan  # pydantic, slow to load

    return replace(settings, custom_plan=read_custom_plan(Path(plan), plan, strength))


def _later_tables(table: PaceTable, results: Iterable[Result]) -> Iterator[tuple[date, PaceTable]]:
    goal_s = table.goal_s
    for result in sorted(results, key=lambda result: result.day):
        goal_s = result.goal_s or goal_s
        yield (
            result.day,
            pace_table(result.mile_s, goal_s, table.bands, table.easy_by, table.max_hr, table.own),
        )


def level_of(mile_s: float) -> Level:
    """The level that a mile suggests: advanced to 6:15, intermediate to 7:45."""
    fitting = (level for level, facts in _LEVELS.items() if mile_s <= facts.slowest_s)
    return next(fitting, "beginner")


def default_goal_s(mile_s: float, level: Level) -> float:
    """The mile that runners of a level may hope for after one plan, in whole seconds."""
    return float(round(mile_s * _LEVELS[level].goal))


def training_of(level: Level) -> str:
    """How much training a level is, and for whom."""
    return _LEVELS[level].training


def level_range(level: Level) -> tuple[float, float]:
    """The fastest and the slowest mile, in seconds, that a level's shipped plans are for."""
    facts = _LEVELS[level]
    return facts.fastest_s, facts.slowest_s


def fits_level(mile_s: float, level: Level) -> bool:
    """Whether a level's shipped plans are for runners of this mile."""
    fastest, slowest = level_range(level)
    return fastest <= mile_s <= slowest


def check_level(mile_s: float, level: Level) -> None:
    """Whether a shipped plan of this level is for a runner of this mile.

    Raises:
        PaceError: too slow for it, or too fast; it says which level fits.
    """
    if fits_level(mile_s, level):
        return
    fastest, slowest = level_range(level)
    order = list(_LEVELS) if mile_s < fastest else list(reversed(_LEVELS))
    beyond = reversed(order[: order.index(level)])
    nearest = next((other for other in beyond if fits_level(mile_s, other)), level_of(mile_s))
    raise PaceError(
        f"level {level} is for miles from {clock(fastest)} to {clock(slowest)},"
        f" not {exact_clock(mile_s)}",
        f"take --level {nearest}, or leave --level out",
    )


def check_goal(mile_s: float, goal_s: float, level: Level) -> tuple[str, bool]:
    """What a coach would say to the goal, if anything, and whether it is beyond one plan.

    Raises:
        PaceError: the goal is no improvement.
    """
    if goal_s >= mile_s:
        raise PaceError(
            f"the goal {exact_clock(goal_s)} is not faster than the mile {exact_clock(mile_s)}",
            "give a faster goal, or a slower --mile if that is not what you can run today",
        )
    gain = 1 - goal_s / mile_s
    hoped = 1 - _LEVELS[level].goal
    if gain <= _BOLD * hoped + 1e-9:
        return "", False
    beyond = gain > _BEYOND_ONE_PLAN + 1e-9
    what = "more than one plan can do" if beyond else "bold"
    return (
        f"a goal of {exact_clock(goal_s)} is {gain:.1%} faster than {exact_clock(mile_s)}: {what};"
        f" {level} runners may hope for {clock(default_goal_s(mile_s, level))}"
    ), beyond


def goal_after(result_mile_s: float, goal_s: float, level: Level) -> float | None:
    """The goal that a coach would propose after a trial, in whole seconds; None: keep it.

    A trial that is as fast as the goal asks for a new one; one that is more than 4 % slower says
    that the goal was too far away.
    """
    if result_mile_s <= goal_s:
        return default_goal_s(result_mile_s, level)
    if result_mile_s > _TRIAL_SHORT_OF_GOAL * goal_s:
        return float(round(_GOAL_AFTER_TRIAL * result_mile_s))
    return None


def _check_heart(settings: Settings) -> None:
    low, high = MAX_HR_RANGE
    if settings.max_hr is not None and not low <= settings.max_hr <= high:
        raise PaceError(
            f"a maximum heart rate of {settings.max_hr} is outside {low} to {high}",
            "give the highest you have seen in a race or at the end of hard hills",
        )
