"""A Member and the job -> the athlete's files, and a line of the coach's summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from fitexport.errors import FitexportError, Problem
from fitexport.export.bundle import Bundle
from fitexport.export.folder import Written
from fitexport.export.other_formats import refusals
from fitexport.export.weeks import Export, compile_weeks
from fitexport.fit.flat_steps import message_count
from fitexport.pace.table import PaceTable
from fitexport.pace.zones import SPLIT_ZONES
from fitexport.season.asked_weeks import asked_weeks
from fitexport.season.athlete import resolve
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.remarks import on_alarms, on_today, on_weeks
from fitexport.season.season import Season
from fitexport.season.settings import Settings
from fitexport.season.settings_table import CALENDAR, SETTINGS
from fitexport.season.starting import start_season
from fitexport.season.totals import WeekTotal, week_total
from fitexport.squad.refusing import is_for_all
from fitexport.squad.roster import BadRow, Member, with_defaults
from fitexport.squad.targets import Earlier, Target
from fitexport.squad.wording import in_columns, problems_in_columns
from fitexport.units import UNIT_M, Units, clock
from fitexport.watch.limits import Limits

Change = Literal["new", "changed", "unchanged", "not written"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is made of every athlete."""

    target: Target
    week: str
    """3, 3-6, next or all."""
    on: date
    """The day that counts as today."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Fields of `Settings` and `CalendarSettings` where a row leaves them open."""
    formats: tuple[str, ...] = ()
    """Other programs' formats that each workout is written in, too."""
    write: bool = True
    """Whether files are written; without, it is only tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the file, as the coach's summary has it."""

    row: int
    name: str
    folder: str
    change: Change = "not written"
    problems: tuple[Problem, ...] = ()
    """Why nothing was written."""
    level: str = ""
    units: Units = "mi"
    mile_s: float = 0.0
    goal_s: float = 0.0
    race: str = ""
    """The distance of the goal."""
    race_day: date | None = None
    paces: Mapping[str, str] = field(default_factory=dict)
    """Zone -> its pace, in the athlete's units: `8:09-8:32`."""
    weeks: tuple[WeekTotal, ...] = ()
    remarks: tuple[str, ...] = ()
    """What the athlete's own export would report."""
    kept: tuple[str, ...] = ()
    """Files of an earlier export that were edited since: they stay."""


def compile_rows(job: Job, rows: Sequence[Member | BadRow]) -> list[Line]:
    """What becomes of some rows.

    Raises:
        WriteError: the disk is full, or something else that the next athlete would meet.
    """
    return [
        _refused(row, row.problems) if isinstance(row, BadRow) else _line(job, row) for row in rows
    ]


def _line(job: Job, member: Member) -> Line:
    """The files and the line of an athlete; what is wrong with one stops no other."""
    try:
        return _compiled(job, member)
    except FitexportError as error:
        if is_for_all(error):
            raise
        where = ", ".join(_columns_behind(job, member))
        problems = (
            each._replace(where=": ".join(filter(None, (where, str(each.where)))))
            for each in problems_in_columns(error)
        )
        return _refused(member, tuple(problems))
    except Exception as error:
        problem = f"this is a bug in fitexport: {type(error).__name__}: {error}"
        return _refused(member, (Problem(problem, "please report it with this row"),))


def _refused(row: Member | BadRow, problems: Sequence[Problem]) -> Line:
    return Line(row=row.row, name=row.name, folder=row.folder, problems=tuple(problems))


def _compiled(job: Job, member: Member) -> Line:
    settings = completed(member.settings, job.defaults)
    athlete, assumed = resolve(settings)
    earlier = job.target.earlier(member.folder)
    season, started = start_season(
        settings,
        athlete,
        job.on,
        kept=lambda: earlier.season,
        kept_in=member.folder,
        asked=lambda schedule: asked_weeks(job.week, schedule, job.on)[-1],
    )
    weeks = asked_weeks(job.week, season.schedule, job.on)
    bundles = compile_weeks(
        season,
        weeks,
        today=job.on,
        known=earlier.revisions,
        most_steps=member.limits.steps,
        formats=job.formats,
    )
    written = job.target.write(member.folder, bundles, earlier) if job.write else Written(*[()] * 5)
    remarks = [
        *member.remarks,
        *assumed,
        *started,
        *on_alarms(season.athlete),
        *on_weeks(season.schedule, weeks),
    ]
    if season.schedule.end < job.on:
        remarks += on_today(season.schedule, job.on)
    remarks += [
        *Export(bundles, written).remarks,
        *_beyond(member.limits, bundles),
        *_refused_by(bundles),
    ]
    table = season.athlete.table_on(season.schedule.first_day(weeks[0]))
    return Line(
        row=member.row,
        name=member.name,
        folder=member.folder,
        change=_change(written, earlier) if job.write else "not written",
        level=athlete.level,
        units=athlete.units,
        mile_s=table.mile_s,
        goal_s=table.goal_s,
        race=table.race,
        race_day=season.schedule.race_day,
        paces=_paces(table, athlete.units),
        weeks=_totals(season, weeks),
        remarks=tuple(map(in_columns, dict.fromkeys(remarks))),
        kept=written.kept,
    )


def _columns_behind(job: Job, member: Member) -> Iterator[str]:
    """The columns without whose value there would be no error."""
    settings, usual = member.settings, CalendarSettings()
    own = settings.calendar_settings or usual
    for column in SETTINGS:
        name, of_calendar = column.field, column.table == CALENDAR
        default = getattr(usual, name) if of_calendar else None
        if getattr(own if of_calendar else settings, name) == default:
            continue
        other: dict[str, Any] = {name: default}
        if of_calendar:
            other = {"calendar_settings": own._replace(**other)}
        with suppress(FitexportError):
            without = replace(member, settings=replace(settings, **other))
            _compiled(replace(job, write=False), without)
            yield column.option.removeprefix("--")


def completed(settings: Settings, defaults: Mapping[str, Any]) -> Settings:
    """A row's settings, as those of a fitexport.toml; defaults fill what the row leaves open."""
    settings = replace(with_defaults(settings, defaults), of_file=True)
    if (settings.plan or "").endswith(".toml"):
        return replace(settings, custom_plan=_custom_plan(settings.plan, settings.lifting))
    return settings


@lru_cache(maxsize=8)
def _custom_plan(plan: Any, strength: Any) -> Any:
    """The content of a plan's file, read once for all athletes."""
    from fitexport.plan.custom import read_custom_plan  # pydantic, slow to load

    return read_custom_plan(Path(plan), plan, strength)


def _change(written: Written, earlier: Earlier) -> Change:
    if not (written.added or written.replaced or written.removed):
        return "unchanged"
    return "new" if earlier.season is None else "changed"


def _totals(season: Season, weeks: Sequence[int]) -> tuple[WeekTotal, ...]:
    return tuple(week_total(week, season.schedule, season.athlete) for week in weeks)


def _paces(table: PaceTable, units: Units) -> dict[str, str]:
    """The zones that runners know by heart: `8:09-8:32`."""
    found = {}
    for zone in SPLIT_ZONES:
        band = table.band(zone)
        fast, slow = (clock(pace * UNIT_M[units]) for pace in band)
        found[zone] = fast if band.single else f"{fast}-{slow}"
    return found


def _refused_by(bundles: Sequence[Bundle]) -> Iterator[str]:
    """Which workouts have no file in another format."""
    others = (each for bundle in bundles for each in bundle.others)
    for (into, why), without in refusals(others).items():
        names = ", ".join(each.workout.workout.name for each in without)
        yield f"no {into} for {names}: {why}"


def _beyond(limits: Limits, bundles: Sequence[Bundle]) -> Iterator[str]:
    """What of the weeks a watch of these limits will not accept."""
    for bundle in bundles:
        for count, most, what in (
            (len(bundle.workouts), limits.workouts, "workouts"),
            (len(bundle.entries), limits.entries, "calendar entries"),
        ):
            if count > most:
                yield f"week {bundle.week} has {count} {what}: the watch accepts {most}"
        for made in bundle.workouts:
            if (steps := message_count(made.workout.steps)) > limits.steps:
                yield f"{made.workout.name} has {steps} steps: the watch accepts {limits.steps}"
