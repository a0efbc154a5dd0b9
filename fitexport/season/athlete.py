"""Who the plan is for: what is known of a runner -> Athlete, defaults said aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from fitexport.errors import UnitError
from fitexport.pace.distances import DEFAULT_RACE, over_text
from fitexport.pace.pacing import DEFAULT_SURFACE, Surface
from fitexport.pace.race import DEFAULT_EXTRA_AT, ExtraAt
from fitexport.pace.results import RaceMile, Result
from fitexport.pace.table import (
    DEFAULT_BANDS,
    DEFAULT_EASY_BY,
    PaceTable,
    pace_table,
    worth_s,
)
from fitexport.plan.model import Level
from fitexport.season.age import check_person, is_young, max_hr_of
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.levels import (
    AVERAGE_MILE_S,
    careful_volume_s,
    check_goal,
    default_goal_s,
    level_for,
    training_of,
    usual_mile_s,
)
from fitexport.season.settings import Settings
from fitexport.season.settings_table import BY_FIELD
from fitexport.session.sports import CrossSport
from fitexport.units import DEFAULT_UNITS, Units, clock, exact_clock

_PLAIN = CalendarSettings()

_CHOSEN = ("level", "units", "surface", "cross", "extra_at")
"""Fields that are one of a setting's choices."""


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
    volume_s: float | None = None
    """Seconds of running in a week before the plan; None: what the level's plan begins with."""
    later: tuple[tuple[date, PaceTable], ...] = ()
    """Paces after each result, the earliest first: they hold from the day after it."""
    units: Units = DEFAULT_UNITS
    surface: Surface = DEFAULT_SURFACE
    cross: CrossSport | None = None
    extra_at: ExtraAt = DEFAULT_EXTRA_AT
    id: str = ""
    age: int | None = None
    calendar_settings: CalendarSettings = _PLAIN

    def __post_init__(self) -> None:
        for name in _CHOSEN:
            value, choices = getattr(self, name), BY_FIELD[name].kind.choices
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
    """The athlete of settings, and one sentence for each default that was taken and for a goal
    that is more than one plan can do. Where the plan is a file, its level stands for one that is not given, and its
    zones have paces.

    >>> athlete, said = resolve(Settings(mile_s=380, goal_s=360))
    >>> athlete.level, len(said)
    ('intermediate', 1)

    Raises:
        PaceError: a mile, goal or maximum heart rate that no pace table exists for, or a goal
            that is no improvement.
        TemplateError: the plan's file has mistakes.
    """
    custom = with_custom_plan(settings).custom_plan
    mile_s, level, volume_s, remarks = training(settings)
    said = list(remarks)
    goal_s, race = settings.goal_s, settings.race or DEFAULT_RACE
    if goal_s is None:
        goal_s = default_goal_s(worth_s(mile_s, race), level)
        said.append(
            f"no goal given: {clock(goal_s)}{over_text(race)}, what {level} runners may hope for"
            " (--goal)"
        )
    max_hr, remarks = _maximum_heart_rate(settings)
    said += remarks
    check_person(settings.age, max_hr, settings.resting_hr)
    if is_young(settings.age) and settings.strength is None:
        said.append("under 17: lifting as at home, without barbells (--strength)")
    table = pace_table(
        mile_s,
        goal_s,
        settings.bands or DEFAULT_BANDS,
        settings.easy_by or DEFAULT_EASY_BY,
        max_hr,
        custom.written.zones if custom else (),
        race,
        settings.resting_hr,
    )
    brought = [(each.mile_s, each.goal_s) for each in settings.results if each.goal_s is not None]
    judged = [check_goal(*each, level, race) for each in ((mile_s, goal_s), *brought)]
    said += [remark for remark, beyond_one_plan in judged[-1:] if beyond_one_plan]
    athlete = Athlete(
        table=table,
        level=level,
        volume_s=volume_s,
        later=tuple(_later_tables(table, settings.results)),
        units=settings.units or DEFAULT_UNITS,
        surface=settings.surface or DEFAULT_SURFACE,
        cross=settings.cross,
        extra_at=settings.extra_at or DEFAULT_EXTRA_AT,
        id=settings.id or "",
        age=settings.age,
        calendar_settings=settings.calendar_settings or _PLAIN,
    )
    return athlete, tuple(said)


def _maximum_heart_rate(settings: Settings) -> tuple[int | None, tuple[str, ...]]:
    """What is known of it, or follows from the age, and what is assumed."""
    if settings.max_hr is not None:
        return settings.max_hr, ()
    by_heart = settings.easy_by == "hr"
    if settings.age and (by_heart or settings.resting_hr):
        max_hr = max_hr_of(settings.age)
        usual = f"{max_hr}, usual at {settings.age}, give or take 10"
        return max_hr, (f"no maximum heart rate given: {usual} (--max-hr)",)
    on_the_watch = "easy runs go by the one set on the watch"
    return None, (f"no maximum heart rate given: {on_the_watch} (--max-hr)",) if by_heart else ()


class Training(NamedTuple):
    """How fast somebody is today, and how much he runs; sentences on what was assumed of it."""

    mile_s: float
    level: Level
    volume_s: float | None
    said: tuple[str, ...]


def training(settings: Settings) -> Training:
    """What settings say of mile, level and volume: the level of whoever gives none follows from
    the volume, and without that it is a careful one.

    Raises:
        PaceError: a mile that no pace table exists for.
        TemplateError: the plan's file has mistakes.
    """
    custom, volume = with_custom_plan(settings).custom_plan, settings.volume
    level = settings.level or (custom.written.level if custom else None)
    mile_s, said = settings.mile_s, []
    if mile_s is None:
        mile_s = usual_mile_s(level) if level else AVERAGE_MILE_S
        whose = f"usual for level {level}" if level else "the average runner's"
        said.append(f"no mile time given: {clock(mile_s)}, {whose} (--mile)")
    if isinstance(mile_s, RaceMile):
        said.append(f"{mile_s.race} is worth a mile in {exact_clock(mile_s)} (--mile)")
    volume_s = volume.running_s(pace_table(mile_s, mile_s)) if volume else None
    if level is None:
        why = f"the nearest to {volume} a week"
        if volume_s is None:
            volume_s = careful_volume_s(mile_s, settings.age)
            why = f"for a careful {volume_s / 60:g}min a week, as no --volume is given"
        level = level_for(volume_s)
        said.append(f"level {level}, {why}: {training_of(level)} (--level)")
    return Training(mile_s, level, volume_s, tuple(said))


def with_custom_plan(settings: Settings) -> Settings:
    """The settings with what is in the file of their plan; it is read if it has not been.

    Raises:
        TemplateError: the mistakes of the file.
    """
    plan, strength = settings.plan or "", settings.lifting
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
            pace_table(
                *(result.mile_s, goal_s, table.bands, table.easy_by),
                *(table.max_hr, table.own, table.race, table.resting_hr),
            ),
        )
