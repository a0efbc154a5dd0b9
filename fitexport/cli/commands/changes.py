"""`fitexport move`, `skip`, `sick`, `injured`, `travel`, `undo`: the plan follows life.

Each shows what changes, then writes an entry to fitexport.toml; `undo` removes the last one.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.completing import sessions
from fitexport.cli.groups import Command
from fitexport.cli.inputs import say, settings_file
from fitexport.cli.options import CONFIG, TODAY, calendar_day, options, parsed, read_by
from fitexport.cli.season_file import DRY_RUN, found_season, write
from fitexport.cli.tables import table
from fitexport.season.changes import Away, Change, Skip
from fitexport.season.proposing import RACE, moving, race_key
from fitexport.season.season_file import Edit, SeasonFile, add_change, undo_last
from fitexport.season.spells import OPEN_END, Spell
from fitexport.season.weekdays import weekday_named, weekdays_named

_SESSION = re.compile(r"[wW]?(\d{1,2})\.(\d{1,2})", re.ASCII)

_FORCE = click.option("--force", is_flag=True, help="Do it even if it breaks a rule of the plan.")
_WRITING = (_FORCE, DRY_RUN, TODAY, CONFIG)


def _session_key(value: str) -> str:
    """`w3.2`, `W3.2`, `3.2` -> w3.2; `race` stays."""
    match = _SESSION.fullmatch(value.strip())
    if match is None:
        raise click.BadParameter(
            f'"{value}" is not a session; write it like w3.2, as in the tables of `fitexport week 3`'
        )
    return f"w{int(match[1])}.{int(match[2])}"


def _what(value: str) -> str:
    return RACE if value.strip().lower() == RACE else _session_key(value)


@click.command("move", cls=Command)
@click.argument("session", type=_what, shell_complete=sessions)
@click.argument("day")
@click.option("--swap", is_flag=True, help="Swap the sessions of the two days.")
@options(*_WRITING)
def move(
    session: str, day: str, config: Path | None, today: date | None, *, swap: bool, **how: bool
) -> None:
    """Put SESSION (w3.2) on another DAY: a weekday of its week (thu), or a date.

    Lifting on its day goes with a hard or long run. SESSION may be the word race: weeks that
    have begun stay, the others are chosen again for the new race day.

    \b
    fitexport move w3.2 thu --swap
    fitexport move race 2027-05-08
    """
    file = found_season(config)
    schedule = file.season.schedule
    key = race_key(schedule) if session == RACE else session
    named = key != RACE and re.fullmatch(r"[A-Za-z]+", day)
    to = parsed(day, weekday_named) if named else calendar_day(day)
    change = moving(schedule, key, to, swap=swap, made=today or date.today())
    _carry_out(file, change, **how)


@click.command("skip", cls=Command)
@click.argument("session", type=_session_key, shell_complete=sessions)
@options(*_WRITING)
def skip(session: str, config: Path | None, today: date | None, **how: bool) -> None:
    """Skip SESSION (w3.2). The rest of the week stays as it is.

    \b
    fitexport skip w3.2
    """

    _add(config, Skip(session, made=today or date.today()), **how)


@click.command("sick", cls=Command)
@click.argument("first", type=calendar_day)
@click.argument("last", type=calendar_day, required=False)
@options(*_WRITING)
def sick(
    first: date, last: date | None, config: Path | None, today: date | None, **how: bool
) -> None:
    """Skip the days of an illness, from FIRST to LAST, and come back gently.

    As many easy days follow as it lasted, shorter than planned, with no hard run and no lifting.
    After six days without a run the weeks grow slowly, from at most 60 % of your last healthy
    one, and lost weeks are not simply dropped: the remaining ones are chosen again. A relapse
    during those easy days counts together with the illness before it.

    \b
    fitexport sick 2027-03-02 2027-03-07
    """

    spell = Spell(first, last or first, "sick")
    _add(config, Away(spell, made=today or date.today()), **how)


@click.command("injured", cls=Command)
@click.argument("first", type=calendar_day)
@click.argument("last", type=calendar_day, required=False)
@click.option("--cross-training", is_flag=True, help="Keep the cross-training of the plan.")
@options(*_WRITING)
def injured(
    first: date,
    last: date | None,
    config: Path | None,
    today: date | None,
    *,
    cross_training: bool,
    **how: bool,
) -> None:
    """Stop running on FIRST, the first day of an injury, until LAST.

    Without LAST there are no runs until you give the same FIRST with the day on which the
    injury ended. Training returns as it does after an illness.

    \b
    fitexport injured 2027-03-02 --cross-training
    fitexport injured 2027-03-02 2027-03-19
    """
    spell = Spell(first, last or OPEN_END, "injured", cross_training=cross_training)
    _add(config, Away(spell, made=today or date.today()), **how)


@click.command("travel", cls=Command)
@click.argument("first", type=calendar_day)
@click.argument("last", type=calendar_day, required=False)
@click.option(
    "--days",
    type=read_by(weekdays_named),
    metavar="DAYS",
    help="The days you can train on while you are away: mon,wed.  [default: none]",
)
@options(*_WRITING)
def travel(
    first: date,
    last: date | None,
    days: Any,
    config: Path | None,
    today: date | None,
    **how: bool,
) -> None:
    """Fit training around a trip from FIRST to LAST.

    Hard runs look for another day first, then the long run, then the others; a session without
    a free day in its week is left out, never doubled up with another.

    \b
    fitexport travel 2027-03-21 2027-03-27 --days mon,wed,fri
    """

    spell = Spell(first, last or first, "away", days or ())
    _add(config, Away(spell, made=today or date.today()), **how)


@click.command("undo", cls=Command)
@options(DRY_RUN, CONFIG)
def undo(config: Path | None, *, dry_run: bool) -> None:
    """Undo the last change or result, as if it had never been written."""
    edit = undo_last(settings_file(config))
    for line in edit.entry.split("\n"):
        click.echo(f"- {line}")
    _show(edit)
    say(*edit.remarks)
    write(edit, dry_run=dry_run, what="Undone in")


def _add(config: Path | None, change: Change, **how: bool) -> None:
    _carry_out(found_season(config), change, **how)


def _carry_out(file: SeasonFile, change: Change, *, force: bool, dry_run: bool) -> None:
    """Show what a change does, and write it, unless it breaks a rule and is not forced."""
    edit = add_change(file, change, force=force)
    _show(edit)
    say(*edit.remarks)
    write(edit, dry_run=dry_run)
    say(*edit.advice)


def _show(edit: Edit) -> None:
    rows = [(each.what, each.before, each.after) for each in edit.differences()]
    if rows:
        click.echo("\n".join(table([("", "Before", "After"), *rows])))
    elif edit.seasons is not None:
        click.echo("No session changes.")
