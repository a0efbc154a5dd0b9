"""`fitexport plans`: what plans there are, and a whole one on one page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fitexport.cli.inputs import (
    chosen_schedule,
    remark_on_goal,
    runner,
    say_left_out,
    say_missed,
)
from fitexport.cli.options import CONFIG, RUNNER, SEASON, TODAY, options
from fitexport.cli.tables import table

if TYPE_CHECKING:
    from fitexport.athlete import Athlete
    from fitexport.plan.schedule import Schedule, ScheduledSession

_TOTALS = ("Week", "Phase", "Runs", "Time", "Distance", "Hard", "Long run", "Strength", "Also")


class _Plans(click.Group):
    """Who names a plan where a command stands means to see it."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from fitexport.plan.read import shipped_plans

        if args[0] in shipped_plans() or args[0].endswith(".toml"):
            ctx.fail(f'there is no command "plans {args[0]}"; try: fitexport plans show {args[0]}')
        if args[0] not in self.commands:
            ctx.fail(f'there is no command "plans {args[0]}"; commands: {", ".join(self.commands)}')
        return super().resolve_command(ctx, args)


@click.group("plans", cls=_Plans, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List the plans that come with fitexport; `plans show mile` prints a whole one."""
    if ctx.invoked_subcommand is None:
        click.echo("\n".join(_list()))


@command.command("show", short_help="Print a whole plan with weekly totals.")
@click.argument("plan", default="mile")
@options(*RUNNER, *SEASON, TODAY, CONFIG)
def show(plan: str, today: date | None, config: Path | None, **given: Any) -> None:
    """Print PLAN (mile, or the file of your own) week by week, with totals, for one runner.

    \b
    fitexport plans show mile --level advanced --weeks 10 --mile 5:15
    """
    profile, athlete = runner(config, {**given, "plan": plan})
    remark_on_goal(athlete)
    schedule = chosen_schedule(profile, athlete, today or date.today())
    say_left_out(schedule, range(1, schedule.weeks + 1))
    say_missed(schedule, range(1, schedule.weeks + 1))
    click.echo("\n".join(_page(schedule, athlete)))


def _list() -> Iterator[str]:
    from fitexport.athlete import level_range
    from fitexport.plan.read import load_plan, plan_lengths, shipped_plans
    from fitexport.units import clock

    for name, levels in shipped_plans().items():
        default, *others = plan_lengths(name)
        lengths = sorted((default, *others))
        plans = [load_plan(name, level) for level in levels]
        yield f"{name}: {plans[0].title}, {lengths[0]} to {lengths[-1]} weeks (--weeks, usually {default})"
        for plan in plans:
            fastest, slowest = level_range(plan.level)
            yield ""
            yield f"  --level {plan.level}: miles from {clock(fastest)} to {clock(slowest)}"
            yield from _wrapped(plan.about, "  ")
    yield ""
    yield "A whole plan with your own numbers: fitexport plans show mile --weeks 10 --mile 6:20"


def _page(schedule: Schedule, athlete: Athlete) -> Iterator[str]:
    from fitexport.units import date_text, exact_clock

    plan, paces = schedule.plan, athlete.table
    yield (
        f"{plan.title}: {_weeks_text(schedule.weeks)}, level {plan.level},"
        f" mile {exact_clock(paces.mile_s)}, goal {exact_clock(paces.goal_s)}"
    )
    yield ""
    yield from _wrapped(plan.about, "")
    totals = []
    for number, week in enumerate(plan.weeks, start=1):
        yield ""
        first = date_text(schedule.first_day(number))
        yield from _wrapped(f"Week {number} ({week.phase}), from {first}: {week.focus}", "")
        yield ""
        rows = [_row(session, athlete) for session in schedule.week(number)]
        yield from table(rows, right=(3, 4))
        totals.append(_total(number, schedule, athlete))
    yield ""
    yield from table([_TOTALS, *totals], right=(2, 3, 4, 5, 6, 7))
    yield ""
    yield "Time and distance are of the runs; hard is the share of the moving in reps, tempo runs and races."


def _row(session: ScheduledSession, athlete: Athlete) -> tuple[str, ...]:
    from fitexport.compile import workout_of
    from fitexport.units import day_text, distance_text, round_minutes
    from fitexport.volume import session_s

    workout = workout_of(session, athlete)
    paces = athlete.table_on(session.day)
    seconds = workout.expected_s if workout else session_s(session.planned.session, paces)
    return (
        day_text(session.day),
        session.label if session.place else "",
        session.planned.title,
        distance_text(workout.expected_m, athlete.units) if workout and workout.expected_m else "",
        round_minutes(seconds) if session.place else "",
    )


def _total(number: int, schedule: Schedule, athlete: Athlete) -> tuple[str, ...]:
    from fitexport.session import What
    from fitexport.units import distance_text, round_minutes
    from fitexport.volume import session_s, total, volume_of

    sessions = schedule.week(number)
    runs = [
        (each.planned, athlete.table_on(each.day))
        for each in sessions
        if each.place and each.planned.session.sport() is What.RUN
    ]
    week = total(volume_of([run.session], paces) for run, paces in runs)
    seconds = [session_s(run.session, paces) for run, paces in runs]
    long = [s for (run, _), s in zip(runs, seconds, strict=True) if run.kind == "long run"]
    kinds = [each.planned.kind for each in sessions]
    return (
        str(number),
        schedule.plan.weeks[number - 1].phase,
        str(len(runs)),
        round_minutes(sum(seconds)),
        distance_text(week.distance_m, athlete.units),
        f"{week.hard_share:.0%}",
        round_minutes(long[-1]) if long else "",
        str(kinds.count("strength")),
        ", ".join(kind for kind in ("time trial", "race", "cross-training") if kind in kinds),
    )


def _weeks_text(weeks: int) -> str:
    return f"{weeks} week{'s' if weeks > 1 else ''}"


def _wrapped(text: str, indent: str) -> Iterator[str]:
    yield from textwrap.wrap(text, 100, initial_indent=indent, subsequent_indent=indent)
