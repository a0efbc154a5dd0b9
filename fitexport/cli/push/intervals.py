"""`fitexport push intervals`: put the next workouts into the calendar of intervals.icu."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.agreeing import YES
from fitexport.cli.completing import weeks as known_weeks
from fitexport.cli.groups import Command
from fitexport.cli.inputs import planned_season, say
from fitexport.cli.json_output import show_json
from fitexport.cli.options import CONFIG, DRY_RUN, JSON, PLAN, RUNNER, SEASON, TODAY, options
from fitexport.cli.published import overwriting
from fitexport.cli.push.connect import account, asking, done, shown
from fitexport.cli.secrets import keep_secret
from fitexport.errors import UsageError
from fitexport.export.for_watch import next_day
from fitexport.formats.losses import loss_lines
from fitexport.push.forms import Form, Formed
from fitexport.push.season_push import Push, all_days, next_days, plain_push, push_season
from fitexport.season.asked_weeks import asked_weeks
from fitexport.season.season import Season
from fitexport.sync.services import INTERVALS
from fitexport.units import date_text

_FEW = 8
"""Workouts whose losses are listed step by step."""


@click.command(
    "intervals", cls=Command, short_help="Put workouts into intervals.icu, or update them."
)
@click.option(
    "--week",
    "week",
    metavar="WEEK",
    shell_complete=known_weeks,
    help="Add the workouts of a week (3, 3-6, next).  [default: the next 14 days]",
)
@click.option("--all", "whole", is_flag=True, help="Add all remaining workouts of the plan.")
@click.option(
    "--as",
    "form",
    type=click.Choice(["fit", "text"]),
    help="Send FIT files, or the service's own text.  [default: whichever loses less]",
)
@click.option("--force", is_flag=True, help="Overwrite what you changed or deleted there by hand.")
@YES
@DRY_RUN
@click.option("--keep-key", is_flag=True, help="Save the API key in this computer's keyring.")
@options(*RUNNER, PLAN, *SEASON, TODAY, JSON, CONFIG)
def intervals(
    week: str | None,
    whole: bool,
    form: Form | None,
    force: bool,
    yes: bool,
    dry_run: bool,
    keep_key: bool,
    today: date | None,
    config: Path | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Put the next 14 days of the plan into the calendar of intervals.icu; run it again to update.

    It shows what will change and which steps do not arrive exactly, and asks. Workouts that
    are there already are updated, and those no longer in the plan are deleted; what you moved
    or edited there stays, and is listed. Your own events, past days and completed workouts are
    never touched.

    The API key comes from FITEXPORT_INTERVALS_KEY, this computer's keyring, or a prompt.

    \b
    fitexport push intervals
    fitexport push intervals --week 3 --dry-run
    """
    now = today or date.today()
    season = planned_season(config, given, now)
    there = account(config)
    days = _days(season, week, now, whole=whole)
    push = push_season(
        season,
        there.key,
        today=now,
        days=days,
        form=form,
        url=there.url,
        memory=there.memory,
        force=force,
        agree=asking("Push this?", _shown, yes=yes, dry_run=dry_run, quiet=as_json),
    )
    if as_json:
        show_json("push-intervals", plain_push(push, dry_run=dry_run))
    elif not push.publication.writes:
        click.echo("\n".join(_nothing_to_do(push, season, days, now)))
    elif push.sent:
        done(push)
        click.echo(
            "Next: intervals.icu sends them to the watch that you connect there"
            ' (Settings, "Upload planned workouts").'
        )
    if there.memory is None and push.sent:
        say("without a fitexport.toml nothing is recorded, so push undo cannot undo this")
    if keep_key and push.sent:
        keep_secret(INTERVALS, there.host, "", there.key)


def _days(season: Season, week: str | None, today: date, *, whole: bool) -> Collection[date]:
    """The days whose workouts are added."""
    if whole and week is not None:
        raise UsageError("--all and --week do not go together", "give one of them")
    if whole:
        return all_days(season, today)
    if week is None:
        return next_days(today)
    schedule = season.schedule
    weeks = asked_weeks(week, schedule, today)
    days = [day for number in weeks for day in schedule.days(number)]
    if days[-1] < today:
        raise UsageError(
            f"week {week} is over: it ended on {date_text(days[-1])}",
            "past days are not pushed; give a later week, or --today",
        )
    return days


def _shown(push: Push) -> Iterator[str]:
    """What will change, and what does not arrive exactly."""
    yield from shown(push)
    yield from overwriting(push.publication)
    formed = [each for each in push.workouts if each.form]
    if not formed:
        return
    forms = [
        f"{count} as {name}"
        for form, name in (("text", "text"), ("fit", "FIT files"))
        if (count := sum(each.form == form for each in formed))
    ]
    total = sum(len(each.report.arrivals) for each in formed)
    exact = sum(each.report.count("exact") for each in formed)
    yield f"{', '.join(forms)}; {exact} of {total} values of their steps arrive exactly:"
    yield from _losses(formed)


def _losses(formed: Sequence[Formed]) -> Iterator[str]:
    """What is degraded or lost, step by step; of many workouts, how often."""
    if len(formed) <= _FEW:
        lines = loss_lines((_label(each.planned.name), each.report) for each in formed)
        yield from (f"  {line}" for line in lines)
        return
    kinds: dict[tuple[str, str], list[str]] = {}
    for each in formed:
        for loss in each.report.losses:
            kinds.setdefault((loss.aspect, loss.becomes or ""), []).append(loss.was)
    for (aspect, becomes), found in kinds.items():
        few = found[0] if len(set(found)) == 1 else f"{found[0]}, ..."
        becoming = f"becomes {becomes}" if becomes else "is lost"
        yield f"  {aspect} of {len(found)} steps ({few}) {becoming}"
    yield "For each step: --dry-run --json, or one week at a time (--week)."


def _label(name: str) -> str:
    """`W3.2` of a name that ends with it in parentheses."""
    return name.rpartition("(")[2].rstrip(")")


def _nothing_to_do(
    push: Push, season: Season, days: Collection[date], today: date
) -> Iterator[str]:
    if push.publication.actions:
        yield "Nothing to do: everything else matches the plan."
        return
    first = next_day(season, max(days, default=today))
    when = f"the next is on {date_text(first)}" if first else "the plan is over"
    yield f"Nothing to do: the plan has no session on these days; {when}."
