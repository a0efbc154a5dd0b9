"""Who the plan is for: settings -> Athlete, and remarks on every default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from fitexport.errors import UnitError
from fitexport.keeping import Value
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Athlete(Value):
    """One runner, everything decided but the cross-training sport and the dates.

    >>> anna = Athlete(table=pace_table(380, 360), level="intermediate", units="km")
    >>> anna.latest.goal_s
    360

    Raises:
        UnitError: an unknown level, unit, surface, sport or end.
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
    """The athlete of settings, and one sentence for each default used and for a goal that is more
    than one plan can do. A custom plan gives its level if none is set, and its zones get paces.

    >>> athlete, remarks = resolve(Settings(mile_s=380, goal_s=360))
    >>> athlete.level, len(remarks)
    ('intermediate', 1)

    Raises:
        PaceError: a mile, goal or maximum heart rate that no pace table exists for, or a goal
            that is no improvement.
        TemplateError: the plan's file has errors.
    """
    custom = with_custom_plan(settings).custom_plan
    mile_s, level, volume_s, remarks = training(settings)
    notes = list(remarks)
    goal_s, race = settings.goal_s, settings.race or DEFAULT_RACE
    if goal_s is None:
        goal_s = default_goal_s(worth_s(mile_s, race), level)
        notes.append(
            f"no goal given: {clock(goal_s)}{over_text(race)}, what {level} runners may hope for"
            " (--goal)"
        )
    max_hr, remarks = _maximum_heart_rate(settings)
    notes += remarks
    check_person(settings.age, max_hr, settings.resting_hr)
    if is_young(settings.age) and settings.strength is None:
        notes.append("under 17: lifting as at home, without barbells (--strength)")
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
    judged = [check_goal(mile_s, goal_s, level, race, assumed=settings.mile_s is None)]
    judged += [check_goal(*each, level, race) for each in brought]
    notes += [remark for remark, beyond_one_plan in judged[-1:] if beyond_one_plan]
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
    return athlete, tuple(notes)


def _maximum_heart_rate(settings: Settings) -> tuple[int | None, tuple[str, ...]]:
    """The maximum heart rate, given or by age, and a remark on what is assumed."""
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
    """A runner's mile and weekly volume today, and remarks on what was assumed."""

    mile_s: float
    level: Level
    volume_s: float | None
    notes: tuple[str, ...]


def training(settings: Settings) -> Training:
    """The mile, level and volume of settings: a level that is not set follows from the volume, and
    without one from a careful default.

    Raises:
        PaceError: a mile that no pace table exists for.
        TemplateError: the plan's file has errors.
    """
    custom, volume = with_custom_plan(settings).custom_plan, settings.volume
    level = settings.level or (custom.written.level if custom else None)
    mile_s, notes = settings.mile_s, []
    if mile_s is None:
        mile_s = usual_mile_s(level) if level else AVERAGE_MILE_S
        whose = f"usual for level {level}" if level else "the average runner's"
        notes.append(f"no mile time given: {clock(mile_s)}, {whose} (--mile)")
    if isinstance(mile_s, RaceMile):
        notes.append(f"{mile_s.race} is worth a mile in {exact_clock(mile_s)} (--mile)")
    volume_s = volume.running_s(pace_table(mile_s, mile_s)) if volume else None
    if level is None:
        why = f"the nearest to {volume} a week"
        if volume_s is None:
            volume_s = careful_volume_s(mile_s, settings.age)
            why = f"for a careful {volume_s / 60:g}min a week, as no --volume is given"
        level = level_for(volume_s)
        notes.append(f"level {level}, {why}: {training_of(level)} (--level)")
    return Training(mile_s, level, volume_s, tuple(notes))


def with_custom_plan(settings: Settings) -> Settings:
    """The settings with the content of their plan's file, read if necessary.

    Raises:
        TemplateError: the errors in the file.
    """
    plan, strength, custom = settings.plan or "", settings.lifting, settings.custom_plan
    if not plan.endswith(".toml"):
        return settings if custom is None else replace(settings, custom_plan=None)
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
