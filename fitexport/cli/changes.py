"""`fitexport move`, `skip`, `sick`, `travel`, `undo`: the plan follows life.

Each shows what changes, then writes an entry to fitexport.toml; `undo` takes the last one back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fitexport.cli.inputs import own_file, say
from fitexport.cli.options import CONFIG, TODAY, calendar_day, options, weekday, weekdays
from fitexport.cli.tables import table
from fitexport.errors import FitexportError, ScheduleError

if TYPE_CHECKING:
    from fitexport.athlete import Profile
    from fitexport.difference import Difference
    from fitexport.plan.changes import Change, Move
    from fitexport.plan.living import Proposal
    from fitexport.plan.rules import Breach
    from fitexport.plan.schedule import Schedule
    from fitexport.plan.spells import Spell

_SESSION = re.compile(r"[wW]?(\d{1,2})\.(\d{1,2})", re.ASCII)
_RACE = "race"
_WORTH_A_WORD = 0.01
"""Of fitness lost."""

_FORCE = click.option("--force", is_flag=True, help="Do it though it breaks a rule of the plan.")
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
_WRITING = (_FORCE, _DRY_RUN, TODAY, CONFIG)


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
    from fitexport.plan.changes import Move, NewRaceDay

    season = _Season(**where)
    if session == _RACE:
        season.make(NewRaceDay(calendar_day(day), made=season.today))
        return
    there = season.now()
    found = next((each for each in there.sessions if each.key == session), None)
    if found is not None and found.planned.is_race:
        season.make(NewRaceDay(_day(day, session, there, season.today), made=season.today))
        return
    to = _day(day, session, there, season.today)
    season.make(Move(session, to, swap, made=season.today))


@click.command("skip")
@click.argument("session", type=_session_key)
@options(*_WRITING)
def skip(session: str, **where: Any) -> None:
    """Leave SESSION (w3.2) out. The rest of the week stays as it is.

    \b
    fitexport skip w3.2
    """
    from fitexport.plan.changes import Skip

    season = _Season(**where)
    season.make(Skip(session, made=season.today))


@click.command("sick")
@click.argument("first", type=calendar_day)
@click.argument("last", type=calendar_day, required=False)
@options(*_WRITING)
def sick(first: date, last: date | None, **where: Any) -> None:
    """Leave out the days of an illness, from FIRST to LAST, and come back gently.

    As many easy days follow as it took: the first half of them at half of the planned time,
    the others at three quarters. No hard run, no lifting until they are over.

    \b
    fitexport sick 2027-03-02 2027-03-07
    """
    from fitexport.plan.changes import Away
    from fitexport.plan.spells import Spell

    season = _Season(**where)
    spell = Spell(first, last or first, sick=True)
    season.make(Away(spell, made=season.today))
    _say_what_is_lost(spell, season)


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
    from fitexport.plan.changes import Away
    from fitexport.plan.spells import Spell

    season = _Season(**where)
    spell = Spell(first, last or first, sick=False, days=days or ())
    season.make(Away(spell, made=season.today))


@click.command("undo")
@options(_DRY_RUN, CONFIG)
def undo(config: Path | None, *, dry_run: bool) -> None:
    """Take the last change or result back, as if it had never been written."""
    from fitexport.diary import read_raw, rewrite, without_last
    from fitexport.difference import differences

    path = own_file(config)
    text, gone = without_last(read_raw(path))
    for line in gone.split("\n"):
        click.echo(f"- {line}")
    try:
        season = _Season(config=path, today=None, force=False, dry_run=dry_run)
        profile = season.profile
        if gone.startswith("[[change]]"):
            profile = replace(profile, changes=profile.changes[:-1])
        else:
            profile = replace(profile, results=profile.results[:-1])
        after = _Season(config=path, today=None, force=False, dry_run=dry_run, profile=profile)
        _show(differences(season.now(), after.now()))
    except FitexportError as error:
        say(f"what it changed cannot be shown: {str(error).splitlines()[0]}")
    if not dry_run:
        rewrite(path, text)
    click.echo(_written(path, dry_run, "Taken back in"))


class _Season:
    """The season of a fitexport.toml, and the one place that writes a change to it."""

    def __init__(
        self,
        config: Path | None,
        today: date | None,
        *,
        force: bool,
        dry_run: bool,
        profile: Profile | None = None,
    ) -> None:
        from fitexport.athlete import resolve
        from fitexport.athlete_file import read_athlete_file
        from fitexport.season import plan_for

        self.path = own_file(config)
        self.today = today or date.today()
        self.force, self.dry_run = force, dry_run
        self.profile = profile or read_athlete_file(self.path)
        self.athlete, _ = resolve(self.profile)
        self.plan = plan_for(self.profile, self.athlete)

    def now(self) -> Schedule:
        from fitexport.season import season_of

        return season_of(self.plan, self.profile, self.athlete)

    def make(self, change: Change) -> None:
        """Show what a change does, and write it unless it breaks a rule."""
        from fitexport.diary import read_raw, rewrite, with_entry
        from fitexport.difference import differences
        from fitexport.season import propose

        proposal = propose(self.plan, self.profile, self.athlete, change)
        if proposal.broken and not self.force:
            raise ScheduleError(self.refusal(change, proposal))
        text = with_entry(read_raw(self.path), change)
        _show(differences(proposal.before, proposal.after))
        for breach in proposal.broken:
            say(f"forced: {_said(breach, proposal.after)}")
        if not self.dry_run:
            rewrite(self.path, text)
        click.echo(_written(self.path, self.dry_run, "Written to"))

    def refusal(self, change: Change, proposal: Proposal) -> str:
        """Which rules a change breaks, and what would do."""
        from fitexport.plan.changes import Move

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
        from fitexport.plan.living import days_for
        from fitexport.season import laid_out, template_of
        from fitexport.units import day_text

        template = template_of(self.profile, self.athlete)
        found = days_for(laid_out(self.plan, self.profile), self.profile.changes, change, template)
        if not found:
            return f"no day of its week would do: fitexport skip {change.session}"
        named = ", ".join(day_text(each.to) + (" (--swap)" if each.swap else "") for each in found)
        return f"days that would do: {named}"


def _day(text: str, session: str, schedule: Schedule, today: date) -> date:
    """A date, or the weekday in the week that a session is in; if that is past, the next one."""
    if re.fullmatch(r"[A-Za-z]+", text) is None:
        return calendar_day(text)
    from fitexport.plan.weekdays import WEEKDAYS

    wanted = weekday(text)
    day = _day_of(session, schedule)
    last = schedule.last_day(schedule.week_on(day))
    to = last - timedelta(days=(last.weekday() - WEEKDAYS.index(wanted)) % 7)
    while to < today:
        to += timedelta(days=7)
    return to


def _day_of(session: str, schedule: Schedule) -> date:
    """The day that a session has, or had before it was missed."""
    every = (*schedule.sessions, *(entry.session for entry in schedule.missed))
    found = next((each.day for each in every if each.key == session), None)
    if found is None:
        raise ScheduleError(
            f"there is no session {session}\n"
            "  sessions are called w3.2, as in the tables of `fitexport week 3`"
        )
    return found


def _said(breach: Breach, schedule: Schedule) -> str:
    """The rule, and the sessions that break it."""
    every = (*schedule.sessions, *(entry.session for entry in schedule.missed))
    sessions = (each for each in every if each.key in breach.keys)
    return f"{breach.said} ({', '.join(f'{each.label} {each.planned.name}' for each in sessions)})"


def _show(differences: Iterable[Difference]) -> None:
    rows = [(each.what, each.before, each.after) for each in differences]
    if rows:
        click.echo("\n".join(table([("", "Before", "After"), *rows])))
    else:
        click.echo("No session changes.")


def _written(path: Path, dry_run: bool, what: str) -> str:
    if dry_run:
        return f"Nothing was written to {path}: --dry-run"
    return f"{what} {path}. Next: fitexport week next --out ./watch"


def _say_what_is_lost(spell: Spell, season: _Season) -> None:
    """What an illness of a week costs; the paces change only when the runner says so."""
    from fitexport.pace.fitness import race_time
    from fitexport.units import MILE_M, clock

    lost = 1 - spell.fitness_kept
    if lost >= _WORTH_A_WORD:
        index = season.athlete.table_on(spell.last).index * spell.fitness_kept
        say(
            f"{spell.length} days off cost about {lost:.1%} of your fitness, a mile in"
            f" {clock(race_time(MILE_M, index))}: run a trial before the next hard runs, and give"
            " what you ran (fitexport result)"
        )
    say("well again? If fever, a cough or a fast pulse come back, stop and add those days too")
