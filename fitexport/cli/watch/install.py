"""`fitexport watch install`: workouts and their calendar onto the watch together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fitexport.cli.agreeing import YES, agreed
from fitexport.cli.groups import Command
from fitexport.cli.inputs import say
from fitexport.cli.options import CONFIG, DRY_RUN, PLAN, RUNNER, SEASON, TODAY, folder, options
from fitexport.cli.tables import table
from fitexport.cli.watch.connect import (
    AT,
    LIMITS,
    progress,
    recovered,
    remark_on_limits,
    season_for,
    the_watch,
)
from fitexport.errors import UsageError, WatchError
from fitexport.export.earlier import season_of_folder
from fitexport.export.for_watch import DAYS_AHEAD, first_day_after, next_day, payload_of_plan
from fitexport.season.season import Season
from fitexport.units import date_text, day_text
from fitexport.watch.advice import after_install
from fitexport.watch.contents import Contents
from fitexport.watch.installing import Installation
from fitexport.watch.payload import payload_of_folder

if TYPE_CHECKING:
    from fitexport.watch.connected import Watch


@click.command("install", cls=Command, short_help="Put workouts and their calendar on the watch.")
@click.argument("source", metavar="[FOLDER]", type=folder, required=False)
@AT
@LIMITS
@click.option(
    "--replace-calendar",
    is_flag=True,
    help="Replace the watch's calendar even if it has entries of others.",
)
@YES
@DRY_RUN
@options(*RUNNER, PLAN, *SEASON, TODAY, CONFIG)
def install(
    source: Path | None,
    at: Path | None,
    limits: str | None,
    replace_calendar: bool,
    yes: bool,
    dry_run: bool,
    today: date | None,
    config: Path | None,
    **given: Any,
) -> None:
    """Put FOLDER (of `fitexport week`) on the watch; without one, the next 14 days of the plan.

    It shows first what it will add, replace, keep and leave out, and asks. Then it copies all
    files, reads each back byte by byte, and says what happens next. A schedule replaces the
    whole calendar of the watch; workouts of others stay.

    \b
    fitexport watch install
    fitexport watch install ./watch --dry-run
    """
    now = today or date.today()
    if source is not None:
        _refuse_what_has_no_effect(source, config, given)
        payload = payload_of_folder(source)
    watch = the_watch(at, limits, source)
    remark_on_limits(watch)
    with watch.alone():
        season = None
        if source is None:
            season = season_for(watch, now, config, given)
            payload = payload_of_plan(season, now, watch.limits)
            if not payload.workouts:
                say(_nothing_comes(season, now))
        held = recovered(watch, dry_run=dry_run)
        installation = watch.plan_install(payload, held, now)
        come_back = first_day_after(installation, season, now)
        click.echo("\n".join(_shown(watch, installation, held, come_back)))
        if not installation.changes:
            full = installation.left_out and not installation.going
            click.echo(
                "Nothing was put on the watch: it has no room. fitexport watch clean makes room."
                if full
                else "Nothing to do: the watch is up to date."
            )
            return
        if installation.foreign and not replace_calendar:
            raise WatchError(
                f"the watch's calendar has entries of others ({len(installation.foreign)}), which"
                " would be lost",
                "add --replace-calendar to put this calendar in its place; nothing was changed",
            )
        if agreed("Put this on the watch?", yes=yes, dry_run=dry_run):
            start, exported = (season.schedule.start, season.exported) if season else (None, None)
            if source is not None:
                exported = season_of_folder(source)
            watch.install(installation, held, progress, start, exported)
            click.echo("\n".join(_done(watch, installation)))


def _nothing_comes(season: Season, today: date) -> str:
    first = next_day(season, today)
    when = f"the next is on {date_text(first)}" if first else "the plan is over"
    return f"no session of the plan has a watch file in the next {DAYS_AHEAD} days: {when}"


def _refuse_what_has_no_effect(source: Path, config: Path | None, given: dict[str, Any]) -> None:
    """The files of a folder are made: nothing about the runner changes them."""
    useless = [
        f"--{key.removesuffix('_s').replace('_', '-')}"
        for key, value in given.items()
        if value is not None
    ]
    if config is not None:
        useless.append("--config")
    if useless:
        raise UsageError(
            f"no effect on the files of {source}, which are already written",
            f"leave out either {source} or these",
            where=", ".join(useless),
        )


def _shown(
    watch: Watch, installation: Installation, held: Contents, come_back: date | None
) -> Iterator[str]:
    """What will happen: a line a workout, then what stays and what leaves the calendar."""

    payload = installation.payload
    days = {entry.workout: entry.day for entry in reversed(payload.entries)}
    rows = [
        (days.get(each.workout.identity, each.workout.day), each.workout.name, str(each.action))
        for each in installation.going
    ]
    rows += [(each.day, each.name, f"left out: {each.why}") for each in installation.left_out]
    yield f"{watch.device.title}, {watch.storage.where}"
    yield ""
    lines = [(day_text(day) if day else "no day", name, how) for day, name, how in rows]
    yield from table([("Day", "Workout", "On the watch"), *lines])
    yield ""
    if any(each.later for each in installation.left_out) and any(
        each.is_ours for each in installation.kept
    ):
        yield "Earlier workouts from fitexport take up room; fitexport watch clean removes past weeks."
    if installation.kept:
        ours = sum(each.is_ours for each in installation.kept)
        yield (
            f"Other workouts stay on the watch: {ours} from fitexport,"
            f" {len(installation.kept) - ours} from others."
        )
    if installation.gone:
        names = ", ".join(file.title for file in installation.gone)
        yield f"Removed, as the watch has no room for them now: {names}."
    for number, entry in enumerate(installation.lost):
        if not number:
            yield "A schedule replaces the watch's whole calendar; these entries go:"
        whose = "fitexport's" if entry.workout.is_ours else "not fitexport's"
        yield f"  {date_text(entry.day)}: {held.name_of(entry.workout)} ({whose})"
    if watch.device.schedules is None:
        yield "This watch accepts no schedule: start the workouts from its list."
    if come_back is not None:
        yield f"Come back by {day_text(come_back)} and install what comes then."


def _done(watch: Watch, installation: Installation) -> Iterator[str]:
    """What was done, and what happens next."""

    written = [change for change in installation.changes if change.new is not None]
    removed = len(installation.changes) - len(written)
    yield (
        f"{len(written)} files written to {watch.storage.where} and read back"
        + (f", {removed} older ones removed." if removed else ".")
    )
    calendar = installation.sent is not None and bool(installation.sent.entries)
    yield from after_install(calendar=calendar)
    if calendar:
        yield (
            "A later sync with Garmin Connect may replace this calendar with its own;"
            " the workouts stay in the list, and installing again brings it back."
        )
