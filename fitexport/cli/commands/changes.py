"""`fitexport move`, `skip`, `sick`, `travel`, `undo`: the plan follows life.

Each shows what changes, then writes an entry to fitexport.toml; `undo` takes the last one back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from fitexport.cli.inputs import own_file, say
from fitexport.cli.options import CONFIG, TODAY, calendar_day, options, weekday, weekdays
from fitexport.cli.season_file import DRY_RUN, SeasonFile, write
from fitexport.cli.tables import table
from fitexport.errors import FitexportError, ScheduleError
from fitexport.files.replace import read_raw
from fitexport.pace.fitness import race_time
from fitexport.season.changes import Away, Change, Move, NewRaceDay, Skip
from fitexport.season.edits import with_entry, without_last
from fitexport.season.living import Proposal
from fitexport.season.rules import Breach
from fitexport.season.schedule import Schedule
from fitexport.season.schedule_diff import Difference, differences
from fitexport.season.season import days_that_would_do, propose
from fitexport.season.spells import Spell
from fitexport.season.weekdays import WEEKDAYS
from fitexport.units import MILE_M, clock, day_text

_SESSION = re.compile(r"[wW]?(\d{1,2})\.(\d{1,2})", re.ASCII)
_RACE = "race"
_WORTH_A_WORD = 0.01
"""Of fitness lost."""

_FORCE = click.option("--force", is_flag=True, help="Do it though it breaks a rule of the plan.")
_WRITING = (_FORCE, DRY_RUN, TODAY, CONFIG)


def _session_key(value: str) -> str:
    """`w3.2`, `W3.2`, `3.2` -> w3.2; `race` stays."""
    match = _SESSION.fullmatch(value.strip())
    if match is None:
        raise click.BadParameter(
            f'"{value}" is not a session; they are called w3.2, as in the tables of `fitexport week 3`'
        )
    return f"w{int(match[1])}.{int(match[2])}"


def _what(value: str) -> str:
    return _RACE if value.strip().lower() == _RACE else _session_key(value)


@click.command("move")
@click.argument("session", type=_what)
@click.argument("day")
@click.option("--swap", is_flag=True, help="What stands on that day comes to this one's.")
@options(*_WRITING)
def move(session: str, day: str, *, swap: bool, **where: Any) -> None:
    """Put SESSION (w3.2) on another DAY: a weekday of its week (thu), or a date.

    Lifting on its day goes with a hard or long run. SESSION may be the word race: weeks that
    have begun stay, the others are chosen anew for the new race day.

    \b
    fitexport move w3.2 thu --swap
    fitexport move race 2027-05-08
    """

    change = _Change(**where)
    schedule = change.file.season.schedule
    races = [each.key for each in schedule.sessions if each.planned.is_race]
    session = races[-1] if session == _RACE and races else session
    to = calendar_day(day) if session == _RACE else _day(day, session, schedule, change.today)
    if session in (*races[-1:], _RACE):
        change.make(NewRaceDay(to, made=change.today))
    else:
        change.make(Move(session, to, swap, made=change.today))


@click.command("skip")
@click.argument("session", type=_session_key)
@options(*_WRITING)
def skip(session: str, **where: Any) -> None:
    """Leave SESSION (w3.2) out. The rest of the week stays as it is.

    \b
    fitexport skip w3.2
    """

    change = _Change(**where)
    change.make(Skip(session, made=change.today))


@click.command("sick")
@click.argument("first", type=calendar_day)
@click.argument("last", type=calendar_day, required=False)
@options(*_WRITING)
def sick(first: date, last: date | None, **where: Any) -> None:
    """Leave out the days of an illness, from FIRST to LAST, and come back gently.

    As many easy days follow as it took: the first half of them at half of the planned time,
    the others at three quarters. No hard run, no lifting until they are over. A relapse on the
    way back counts together with what was before it.

    \b
    fitexport sick 2027-03-02 2027-03-07
    """

    change = _Change(**where)
    spell = Spell(first, last or first, sick=True)
    after = change.make(Away(spell, made=change.today))
    (linked,) = (each for each in after.spells if each.first == spell.first)
    _say_what_is_lost(linked, change.file)


@click.command("travel")
@click.argument("first", type=calendar_day)
@click.argument("last", type=calendar_day, required=False)
@click.option(
    "--days",
    type=weekdays,
    metavar="DAYS",
    help="The days you can train on while you are away: mon,wed.  [default: none]",
)
@options(*_WRITING)
def travel(first: date, last: date | None, days: Any, **where: Any) -> None:
    """Fit the training to a journey from FIRST to LAST.

    Hard runs look for another day first, then the long run, then the others; what finds none
    within its week is left out, never put on top of something else.

    \b
    fitexport travel 2027-03-21 2027-03-27 --days mon,wed,fri
    """

    change = _Change(**where)
    spell = Spell(first, last or first, sick=False, days=days or ())
    after = change.make(Away(spell, made=change.today))
    if spell.closes(after.race_day):
        say(f"the race on {after.race_day} stays where it is")


@click.command("undo")
@options(DRY_RUN, CONFIG)
def undo(config: Path | None, *, dry_run: bool) -> None:
    """Take the last change or result back, as if it had never been written."""

    path = own_file(config)
    before = read_raw(path)
    after, entry = without_last(before)
    for line in entry.split("\n"):
        click.echo(f"- {line}")
    try:
        _show(
            differences(
                SeasonFile(path, before).season.schedule, SeasonFile(path, after).season.schedule
            )
        )
    except FitexportError as error:
        say(f"what it changed cannot be shown: {error.headline}")
    write(path, before, after, dry_run=dry_run, what="Taken back in")


class _Change:
    """A change in the making: shown, held against the rules, written."""

    def __init__(
        self, config: Path | None, today: date | None, *, force: bool, dry_run: bool
    ) -> None:
        self.file = SeasonFile.found(config)
        self.today = today or date.today()
        self.force, self.dry_run = force, dry_run

    def make(self, change: Change) -> Schedule:
        """Show what it does, and write it unless it breaks a rule; the schedule after it."""
        from fitexport.season.settings_file import settings_of

        file = self.file
        proposal = propose(file.season, change)
        if proposal.broken and not self.force:
            raise ScheduleError(self.refusal(change, proposal))
        text = with_entry(file.text, change)
        settings_of(text, file.path)  # the next command can read it
        _show(differences(proposal.before, proposal.after))
        for breach in proposal.broken:
            say(f"forced: {_said(breach, proposal.after)}")
        for remark in _remarks(proposal, change, file):
            say(remark)
        write(file.path, file.text, text, dry_run=self.dry_run)
        return proposal.after

    def refusal(self, change: Change, proposal: Proposal) -> str:
        """Which rules a change breaks, and what would do."""

        taken = [breach for breach in proposal.broken if breach.rule == "taken"]
        broken = taken or proposal.broken  # whatever else, it is on top of another run
        lines = [f"  {_said(breach, proposal.after)}" for breach in broken]
        if isinstance(change, Move):
            lines.append(f"  {self.days_that_would_do(change)}")
        if any(breach.rule == "well" for breach in proposal.broken):
            lines.append("  put the race off: fitexport move race DATE")
        return "\n".join(
            ("the rules of the plan do not allow that:", *lines, "  --force does it all the same")
        )

    def days_that_would_do(self, change: Move) -> str:

        found = days_that_would_do(self.file.season, change)
        named = ", ".join(day_text(each.to) + (" (--swap)" if each.swap else "") for each in found)
        return f"days that would do: {named or 'none of its week'}"


def _day(text: str, session: str, schedule: Schedule, today: date) -> date:
    """A date, or the weekday in the week that a session is in; if that is past, the next one."""
    if re.fullmatch(r"[A-Za-z]+", text) is None:
        return calendar_day(text)

    wanted = weekday(text)
    found = schedule.session(session)
    # What was missed belongs to its own week, wherever it stood.
    week = schedule.week_on(found.day) if found in schedule.sessions else found.week
    last = schedule.last_day(week)
    to = last - timedelta(days=(last.weekday() - WEEKDAYS.index(wanted)) % 7)
    while to < today:
        to += timedelta(days=7)
    return to


def _said(breach: Breach, schedule: Schedule) -> str:
    """The rule, and the sessions that break it."""
    sessions = (each for each in schedule.every_session if each.key in breach.keys)
    return f"{breach.said} ({', '.join(f'{each.label} {each.planned.name}' for each in sessions)})"


def _show(differences: Iterable[Difference]) -> None:
    rows = [(each.what, each.before, each.after) for each in differences]
    if rows:
        click.echo("\n".join(table([("", "Before", "After"), *rows])))
    else:
        click.echo("No session changes.")


def _remarks(proposal: Proposal, change: Change, file: SeasonFile) -> Iterable[str]:
    """What the difference does not say."""

    before, after = proposal.before, proposal.after
    if _has_trial(before) and not _has_trial(after):
        yield (
            "the time trial is left out: race or run a hard mile when you can, and give what you"
            " ran (fitexport result), or your paces stay as they are"
        )
    if isinstance(change, NewRaceDay):
        begun = before.week_on(change.made)
        weeks = {each.key: each.week for each in before.every_session}
        days = {each.key: each.day for each in after.sessions}
        moved = {
            each.session: each.to
            for each in file.season.settings.changes
            if isinstance(each, Move) and weeks.get(each.session, 0) > begun
        }
        back = [key.upper() for key, to in moved.items() if days.get(key) != to]
        if back:
            yield f"moved before, and on the days of the plan again: {', '.join(back)}"


def _has_trial(schedule: Schedule) -> bool:
    return any(each.planned.is_trial for each in schedule.sessions)


def _say_what_is_lost(spell: Spell, file: SeasonFile) -> None:
    """What an illness of a week costs; the paces change only when the runner says so."""

    lost = 1 - spell.fitness_kept
    if lost >= _WORTH_A_WORD:
        index = file.season.athlete.table_on(spell.last).index * spell.fitness_kept
        say(
            f"{spell.days_off} days off cost about {lost:.1%} of your fitness, a mile in"
            f" {clock(race_time(MILE_M, index))}: run a trial before the next hard runs, and give"
            " what you ran (fitexport result)"
        )
    say("well again? If fever, a cough or a fast pulse come back, stop and add those days too")
