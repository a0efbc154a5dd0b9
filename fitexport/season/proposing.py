"""Try a change before it is written: Season + Change -> the season after it, the rules it would
break, and a coach's remarks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from fitexport.pace.fitness import race_time
from fitexport.season.after_break import break_before
from fitexport.season.changes import Away, Change, Move, NewRaceDay
from fitexport.season.lay_out import weekend_long_run
from fitexport.season.living import Proposal, days_for, proposed
from fitexport.season.rules import Breach
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.season.season import Season, laid_out, lifts_in_a_gym, source_of, suited
from fitexport.season.spells import Spell
from fitexport.season.weekdays import WEEKDAYS, Weekday
from fitexport.units import MILE_M, clock, date_text, day_text

RACE = "race"
"""What users may write for the key of the race."""
_WORTH_A_WORD = 0.01
"""Of fitness lost."""


def propose(season: Season, change: Change) -> Proposal:
    """The season before and after one more change, and the rules that it would break.

    Raises:
        ScheduleError: a change of a session that does not exist.
    """
    settings, athlete = season.settings, season.athlete
    schedule, source = laid_out(season.plan, settings), source_of(settings, athlete, season.plan)
    found = proposed(schedule, settings.changes, change, source)
    before, after = (suited(each, settings, athlete) for each in (found.before, found.after))
    return Proposal(before, after, found.broken)


def race_key(schedule: Schedule) -> str:
    """The key of the race that the plan leads to; `race` if it has none."""
    races = (each.key for each in reversed(schedule.sessions) if each.planned.is_race)
    return next(races, RACE)


def moving(
    schedule: Schedule, session: str, to: date | Weekday, *, swap: bool = False, made: date
) -> Move | NewRaceDay:
    """The change that puts a session on another day: a date, or a weekday of the week that it is
    in; if that is past, the next one. The race moves with the weeks before it.

    Raises:
        ScheduleError: there is no such session.
    """
    day = to if isinstance(to, date) else _day_of_its_week(schedule, session, to, made)
    if session in (race_key(schedule), RACE):
        return NewRaceDay(day, made=made)
    return Move(session, day, swap, made=made)


def _day_of_its_week(schedule: Schedule, session: str, wanted: Weekday, today: date) -> date:
    found = schedule.session(session)
    # A missed session belongs to its own week, whatever day it was on.
    week = schedule.week_on(found.day) if found in schedule.sessions else found.week
    last = schedule.last_day(week)
    day = last - timedelta(days=(last.weekday() - WEEKDAYS.index(wanted)) % 7)
    while day < today:
        day += timedelta(days=7)
    return day


# --- broken rules -----------------------------------------------------------------------


def refusal(season: Season, change: Change, proposal: Proposal) -> str:
    """Which rules a change breaks, and which days would work."""
    occupied = [breach for breach in proposal.broken if breach.rule == "occupied"]
    broken = occupied or proposal.broken  # two runs on a day: the other rules do not matter
    lines = [f"  {breach_text(breach, proposal.after)}" for breach in broken]
    if isinstance(change, Move):
        lines.append(f"  {_possible_days(season, change)}")
    if any(breach.rule == "well" for breach in proposal.broken):
        lines.append("  put the race off: fitexport move race DATE")
    return "\n".join(
        ("the rules of the plan do not allow that:", *lines, "  --force does it anyway")
    )


def breach_text(breach: Breach, schedule: Schedule) -> str:
    """A rule, and the sessions that break it."""
    sessions = (each for each in schedule.every_session if each.key in breach.keys)
    return f"{breach.text} ({', '.join(f'{each.label} {each.planned.name}' for each in sessions)})"


def _possible_days(season: Season, move: Move) -> str:
    source = source_of(season.settings, season.athlete, season.plan)
    schedule = laid_out(season.plan, season.settings)
    found = days_for(schedule, season.settings.changes, move, source)
    named = ", ".join(day_text(each.to) + (" (--swap)" if each.swap else "") for each in found)
    return f"days that would work: {named or 'none of its week'}"


# --- a coach's remarks --------------------------------------------------------------------


def remarks_on_change(season: Season, change: Change, proposal: Proposal) -> Iterator[str]:
    """Remarks that the table of differences does not show."""
    before, after = proposal.before, proposal.after
    yield from (f"forced: {breach_text(breach, after)}" for breach in proposal.broken)
    if _trials(before) and not _trials(after):
        yield (
            "the time trial is left out: race or run a hard mile when you can, and enter what you ran (fitexport result), or your paces stay as they are"
        )
    if isinstance(change, NewRaceDay):
        yield from _on_a_new_race_day(season, before, after)
    if _week_names(before) != _week_names(after) or isinstance(change, NewRaceDay):
        yield from _on_moves_undone(season, change, proposal)


def _on_a_new_race_day(season: Season, before: Schedule, after: Schedule) -> Iterator[str]:
    if len(_trials(after)) > max(1, len(_trials(before))):
        yield f"a second time trial, on {date_text(_trials(after)[-1].day)}: the first is long past"
    settings = season.settings
    day = weekend_long_run(after.plan, after.race_day, settings.days or ())
    if settings.long_run is None and day is not None:
        yield f"the race is on a weekday: long runs still to come are on {day} (--long-run)"


def advice_after(season: Season, change: Change, proposal: Proposal) -> Iterator[str]:
    """Advice once a change is made."""
    after = proposal.after
    match change:
        case Away(spell) if spell.closes(after.race_day) and not spell.is_open:
            yield f"the race on {after.race_day} stays where it is"
        case Away(spell) if not spell.unwell and lifts_in_a_gym(season.settings):
            if any(
                each.planned.kind == "strength" and spell.first <= each.day <= spell.last
                for each in after.sessions
            ):
                yield "lifting while you are away needs no gym: dumbbells, or no weight at all"
    if isinstance(change, Away):
        yield from _on_a_break(change.spell, season, after)


def _week_names(schedule: Schedule) -> list[str]:
    return [week.name for week in schedule.plan.weeks]


def _on_moves_undone(season: Season, change: Change, proposal: Proposal) -> Iterator[str]:
    """Which moved sessions of weeks to come are back on the plan's days."""
    begun = proposal.before.week_on(change.made)
    weeks = {each.key: each.week for each in proposal.before.every_session}
    days = {each.key: each.day for each in proposal.after.sessions}
    moved = {
        each.session: each.to
        for each in season.settings.changes
        if isinstance(each, Move) and weeks.get(each.session, 0) > begun
    }
    back = [key.upper() for key, to in moved.items() if days.get(key, to) != to]
    if back:
        yield f"moved earlier, now back on the plan's days: {', '.join(back)}"


def _on_a_break(spell: Spell, season: Season, after: Schedule) -> Iterator[str]:
    """Its cost in fitness, and whether the race comes too soon; only a result changes the paces."""
    found = [each for each in after.breaks if each.first <= spell.last and spell.first <= each.last]
    for each in found:
        lost = 1 - each.fitness_kept
        if lost >= _WORTH_A_WORD and not spell.is_open:
            index = season.athlete.table_on(each.last).index * each.fitness_kept
            yield (
                f"{each.days_off} days off cost about {lost:.1%} of your fitness, a mile in"
                f" {clock(race_time(MILE_M, index))}: after a week of normal training run a hard mile, and enter what you ran (fitexport result)"
            )
        race = next((of for of in after.sessions if of.planned.is_race), None)
        if race is not None and break_before(after, race):
            yield (
                f"the race on {date_text(race.day)} comes too soon after it: race only if you are"
                " well, or put it off (fitexport move race DATE)"
            )
    if spell.cause == "sick":
        yield "well again? If fever, a cough or a fast pulse come back, stop and add those days too"
    elif spell.is_open:
        yield f"when it is over, give its last day: fitexport injured {spell.first} LAST"
    elif spell.cause == "injured":
        yield "if it hurts again, stop running, and add those days too: fitexport injured FIRST"


def _trials(schedule: Schedule) -> list[ScheduledSession]:
    return [each for each in schedule.sessions if each.planned.is_trial]
