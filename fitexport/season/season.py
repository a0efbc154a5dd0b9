"""Settings -> Season: a runner and a plan on days, after all changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from fitexport.errors import ScheduleError
from fitexport.fit.identity import ExportedSeason, runner_id
from fitexport.keeping import Value
from fitexport.pace.distances import Race
from fitexport.plan.load import load_plan
from fitexport.plan.model import Level, Plan, Strength, without
from fitexport.plan.over import over
from fitexport.plan.shipped import DEFAULT_PLAN
from fitexport.season.age import of_age
from fitexport.season.athlete import Athlete, resolve, with_custom_plan
from fitexport.season.lay_out import lay_out
from fitexport.season.scaling import factor, scaled
from fitexport.season.schedule import Schedule
from fitexport.season.settings import Settings
from fitexport.season.tailoring import Done, tailor
from fitexport.season.weekdays import dates

if TYPE_CHECKING:
    from fitexport.season.choosing import WeekSource


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Season(Value):
    """A runner and a plan on days: all that an export is made of."""

    settings: Settings
    athlete: Athlete
    plan: Plan
    """As it was written, for any athlete; the schedule's plan is fitted to this one."""
    schedule: Schedule
    id: str
    """With the athlete's id, what watches and calendars know its sessions by."""

    @property
    def is_derived(self) -> bool:
        """Whether its ids come from the plan, race day, mile and goal, not from a file or option."""
        settings = self.settings
        return not (settings.of_file or settings.id or settings.season)

    @property
    def exported(self) -> ExportedSeason:
        """What an export of it has to remember."""
        return ExportedSeason(self.id, self.athlete.id, self.schedule.start, self.schedule.race_day)

    @property
    def edition(self) -> str:
        """The plan's edition, from the days of its changes and results."""
        from fitexport.sync.editions import edition_of  # few seasons are published

        changed = [each.made for each in self.settings.changes]
        return edition_of([*changed, *(each.day for each in self.settings.results)])

    def continues(self, earlier: ExportedSeason) -> bool:
        """Whether it may be the same season as an earlier export, with other paces or another race
        day: a runner trains for one race at a time."""
        return earlier.start <= self.schedule.race_day and self.schedule.start <= earlier.end

    def after(self, earlier: ExportedSeason | None) -> Season:
        """The same season; under the ids of an earlier export of it, unless it has its own."""
        if not (earlier and earlier.season and self.is_derived and self.continues(earlier)):
            return self
        return replace(self, id=earlier.season, athlete=replace(self.athlete, id=earlier.athlete))


def plan_for(settings: Settings, athlete: Athlete) -> Plan:
    """The plan that the settings name.

    Raises:
        UsageError, TemplateError: there is none, or it has errors.
    """
    custom = with_custom_plan(settings).custom_plan
    if custom is not None:
        return custom.plan(settings.weeks)
    return _shipped_plan(
        settings.plan or DEFAULT_PLAN,
        athlete.level,
        settings.weeks,
        settings.lifting,
        athlete.table.race,
        athlete.age,
    )


@lru_cache(maxsize=64)  # many athletes share a level and length
def _shipped_plan(
    name: str, level: Level, weeks: int | None, strength: Strength, race: Race, age: int | None
) -> Plan:
    return of_age(over(load_plan(name, level, weeks, strength), race), age)


Asked = Callable[[Schedule], int]
"""Gives the number of the last week that is wanted, from the schedule before it is fitted."""


def season_of(
    settings: Settings,
    athlete: Athlete | None = None,
    plan: Plan | None = None,
    asked: Asked | None = None,
) -> Season:
    """The season of settings: their plan scheduled backwards from race day, after the changes,
    fitted to the athlete. An athlete or plan that is given is used. With `asked`, weeks after the
    last one wanted are not fitted, which saves time: they stay as the plan has them for everybody.

    >>> anna = Settings(mile_s=380, goal_s=360, race_day=date(2027, 5, 1))
    >>> season_of(anna).id
    'mile-2027-05-01'

    Raises:
        PaceError: a mile, goal or zone that there are no paces for.
        ScheduleError: no race day, days that no plan fits on, a change of an unknown session.
        UsageError, TemplateError: there is no such plan, or it has errors.
    """
    settings = with_custom_plan(settings)
    athlete = athlete or resolve(settings)[0]
    plan = plan or plan_for(settings, athlete)
    schedule = laid_out(plan, settings)
    if settings.changes:
        from fitexport.season.living import live  # few weeks need it

        schedule = live(schedule, settings.changes, source_of(settings, athlete, plan))
    schedule = suited(schedule, settings, athlete, asked(schedule) if asked else None)
    if not (settings.of_file or settings.id or settings.season):
        paces = athlete.table
        athlete = replace(athlete, id=runner_id(paces.mile_s, paces.goal_s))
    return Season(
        settings=settings,
        athlete=athlete,
        plan=plan,
        schedule=schedule,
        id=settings.season or default_id(schedule, of_file=settings.of_file),
    )


def default_id(schedule: Schedule, *, of_file: bool = False) -> str:
    """The id of a season without one: the plan's name and first race day; for a file, whose race
    day may be edited, the year."""
    day = schedule.first_race_day
    return f"{schedule.plan.name}-{day.year if of_file else day}"


def laid_out(plan: Plan, settings: Settings) -> Schedule:
    """The plan on dates, before anything happened to it.

    Raises:
        ScheduleError: days that no plan fits on; settings without a race day.
    """
    if settings.race_day is None:
        raise ScheduleError(
            "the season has no race day, so its days are not fixed yet",
            "write race-day under [season] in fitexport.toml: race-day = 2027-05-01",
        )
    return lay_out(plan, settings.race_day, settings.days or (), settings.long_run)


def suited(
    schedule: Schedule, settings: Settings, athlete: Athlete, last: int | None = None
) -> Schedule:
    """The schedule fitted to the athlete, with lifting on trips as a plan for home has it."""
    if schedule.spells and lifts_in_a_gym(settings):
        from fitexport.season.lifting_away import with_home_lifting

        at_home = replace(settings, strength="home")
        nothing = replace(schedule.plan, weeks=())  # of the weeks that have been read, for the gym
        schedule = with_home_lifting(schedule, source_of(at_home, athlete, nothing).weeks)
    return fitted(schedule, athlete, last)


def fitted(schedule: Schedule, athlete: Athlete, last: int | None = None) -> Schedule:
    """The schedule fitted to this athlete's paces and weekly volume, up to the `last` week. Sessions
    before a result keep the doses they had."""
    if schedule.breaks:
        last = None  # a return from one may affect any later week
    # Unplaced sessions do not count toward weekly volume; missed ones do: the rest of a week does
    # not change because a session was missed.
    plan = without(schedule.plan, schedule.left_out)
    if plan.shipped and athlete.volume_s is not None:
        plan = scaled(plan, factor(schedule.plan, athlete.table, athlete.volume_s), last)
    ill = {
        schedule.week_on(day)
        for each in schedule.breaks
        for day in dates(each.first, min(each.return_ends, schedule.end))
    }
    made = tailor(plan, athlete.table, ill=ill, last=last)
    for ran, table in athlete.later:
        if ran < schedule.race_day:
            made = tailor(plan, table, _done_by(ran, schedule, made, athlete), ill, last)
    schedule = schedule.of_plan(made)
    if schedule.breaks:
        from fitexport.season.returning import eased

        schedule = eased(schedule, athlete)
    return schedule


def lifts_in_a_gym(settings: Settings) -> bool:
    return settings.lifting == "gym"


def source_of(settings: Settings, athlete: Athlete, plan: Plan) -> WeekSource:
    """Where changes find weeks that the plan does not have."""
    from fitexport.plan.load import plan_orders
    from fitexport.season.choosing import WeekSource

    days, long_run = settings.days or (), settings.long_run
    custom = with_custom_plan(settings).custom_plan
    if custom is not None:
        return WeekSource(custom.orders, custom.plan, days, long_run)
    name, strength = settings.plan or DEFAULT_PLAN, settings.lifting
    known = {week.name: week for week in plan.weeks}

    def weeks(names: Sequence[str]) -> Plan:
        if missing := [each for each in names if each not in known]:
            more = load_plan(name, athlete.level, missing, strength)
            more = of_age(over(more, athlete.table.race), athlete.age)
            known.update((week.name, week) for week in more.weeks)
        return replace(plan, weeks=tuple(known[each] for each in names))

    return WeekSource(
        orders=plan_orders(name, athlete.level, strength),
        weeks=weeks,
        days=days,
        long_run=long_run,
    )


def _done_by(ran: date, schedule: Schedule, made: Plan, athlete: Athlete) -> Done:
    """The sessions up to the day of a result, each with the paces of its day."""
    planned = schedule.of_plan(made)
    return {
        (session.week, session.place): (session.planned, athlete.table_on(session.day))
        for session in planned.every_session
        if session.place and session.day <= ran
    }
