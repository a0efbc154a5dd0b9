"""A season -> planned workouts of intervals.icu: pushed, compared, undone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fitexport.errors import UsageError
from fitexport.export.compile import compile_sessions
from fitexport.export.compiled import CompiledWorkout
from fitexport.export.for_watch import DAYS_AHEAD
from fitexport.fit.proof import prove_workout
from fitexport.formats.losses import plain_arrivals
from fitexport.push.deciding import plan_push, written_by
from fitexport.push.forms import Form, Formed, formed, uid_prefix
from fitexport.push.planned import WORKOUT, Planned, Remote
from fitexport.push.remembered import Pushed, pushed_before, remember_push
from fitexport.push.service import IntervalsCalendar, open_calendar
from fitexport.push.undoing import plan_undo, step_of
from fitexport.season.season import Season
from fitexport.sync.actions import Do, Publication, plain_publication
from fitexport.sync.carrying_out import carry_out
from fitexport.sync.editions import check_edition
from fitexport.sync.services import INTERVALS

_DRAGGED = timedelta(days=92)
"""How far outside the plan to look for workouts that were dragged there."""


@dataclass(frozen=True, slots=True)
class Push:
    """What a push did, or would do."""

    address: str
    publication: Publication[Remote]
    workouts: tuple[Formed, ...]
    """What is sent: each workout in its form, with what arrives of its steps."""
    sent: bool = False


Agree = Callable[[Push], bool]
"""Asked before anything is sent."""


def next_days(today: date) -> Collection[date]:
    """The days for which a push adds workouts; later ones may yet change with the plan."""
    return [today + timedelta(days=each) for each in range(DAYS_AHEAD)]


def all_days(season: Season, today: date) -> Collection[date]:
    """Every day of the plan that is not past."""
    left = (season.schedule.end - today).days + 1
    return [today + timedelta(days=each) for each in range(max(left, 0))]


def push_season(
    season: Season,
    key: str,
    *,
    today: date,
    days: Collection[date] | None = None,
    form: Form | None = None,
    url: str = INTERVALS.example,
    memory: Path | None = None,
    force: bool = False,
    agree: Agree = lambda _: True,
) -> Push:
    """Bring the calendar of intervals.icu up to date with the season. Workouts of `days` are added
    (by default the next 14); those already there are updated. The runner's edits there stay, unless
    forced. `memory` is the file that records what was pushed. Nothing is sent unless `agree` returns
    True.

    Raises:
        EncodeError: a session does not fit into a watch file.
        UsageError: the address is not safe, or the HTTP library is not installed.
        ServerError: it does not answer, or refuses; what was done until then is remembered.
            Or a newer plan was pushed there.
    """
    window = next_days(today) if days is None else days
    made = _coming(season, today, form)
    with open_calendar(url, key) as calendar:
        before = pushed_before(memory, calendar.address, uid_prefix(season))
        publication = plan_push(
            (each.planned for each in made),
            _still(season),
            _remote(calendar, season, today),
            before.known,
            today,
            window,
            edition=season.edition,
            force=force,
        )
        edition = check_edition(publication, season.edition, before.edition, force=force)
        push = Push(calendar.address, publication, _sent(made, publication, before))
        if not agree(push):
            return push
        _carry_out(
            *(calendar, push, replace(before, edition=edition), memory, uid_prefix(season)),
            {each.planned.uid: each.planned for each in made},
            _still(season),
        )
    return replace(push, sent=True)


def undo_push(
    season: Season,
    key: str,
    *,
    today: date,
    memory: Path | None,
    url: str = INTERVALS.example,
    agree: Agree = lambda _: True,
) -> Push:
    """Undo the last push: delete what it added, restore what it changed or deleted. What the runner
    has edited since stays.

    Raises:
        UsageError: no push is recorded.
        ServerError: as for a push.
    """
    with open_calendar(url, key) as calendar:
        before = pushed_before(memory, calendar.address, uid_prefix(season))
        if not before.last:
            raise UsageError(
                "there is no push to undo",
                "only the last push from this computer can be undone, if it used a fitexport.toml",
            )
        publication = plan_undo(before, _remote(calendar, season, today), today)
        push = Push(calendar.address, publication, ())
        if not agree(push):
            return push
        earlier = {uid: step.before for uid, step in before.last.items() if step.before}
        _carry_out(
            *(calendar, push, before, memory, uid_prefix(season), earlier, before.known),
            undoes=True,
        )
    return replace(push, sent=True)


def _coming(season: Season, today: date, form: Form | None) -> Sequence[Formed]:
    """The sessions from today on, compiled and proven, as they are sent."""
    sessions = [each for each in season.schedule.sessions if each.place and each.day >= today]
    made = compile_sessions(sessions, season)
    for each in made:
        if isinstance(each, CompiledWorkout):
            prove_workout(each.data, each.workout, each.identity)
    return [formed(each, season, form) for each in made]


def _sent(
    made: Sequence[Formed], publication: Publication[Remote], before: Pushed
) -> tuple[Formed, ...]:
    """The sessions whose workout is sent, not only moved or renamed."""
    writes = publication.of(Do.CREATE, Do.UPDATE)
    going = {each.uid: each.do for each in writes if WORKOUT in written_by(each)}

    def is_new(planned: Planned) -> bool:
        sent = before.sent.get(planned.uid)
        updated = going.get(planned.uid) is Do.UPDATE
        return not (updated and sent and sent.parts[WORKOUT] == planned.parts[WORKOUT])

    return tuple(each for each in made if each.planned.uid in going and is_new(each.planned))


def _still(season: Season) -> Collection[str]:
    """The ids of all sessions of the plan."""
    prefix = uid_prefix(season)
    return {f"{prefix}{each.key}" for each in season.schedule.sessions if each.place}


def _remote(calendar: IntervalsCalendar, season: Season, today: date) -> Sequence[Remote]:
    schedule = season.schedule
    first, last = min(schedule.start, today), max(schedule.end, today)
    return calendar.events(first - _DRAGGED, last + _DRAGGED, uid_prefix(season))


def _carry_out(
    calendar: IntervalsCalendar,
    push: Push,
    before: Pushed,
    memory: Path | None,
    plan: str,
    wanted: Mapping[str, Planned],
    still: Collection[str],
    *,
    undoes: bool = False,
) -> None:
    """Send what is to be sent, and remember what arrived."""
    publication = push.publication
    steps = {each.uid: step_of(each, written_by(each), before) for each in publication.writes}
    mentioned = {each.uid for each in publication.actions}
    aside = {
        uid: each for uid, each in before.known.items() if uid not in mentioned and uid in still
    }

    def keep(published: dict[str, str]) -> None:
        if memory is None:
            return
        known = {uid: each for uid, each in (published | aside).items() if each}
        touched = [uid for uid in steps if known.get(uid) != before.known.get(uid)]
        sent = {uid: each for uid, each in before.sent.items() if uid in known}
        sent |= {
            uid: wanted[uid]
            for uid in touched
            if uid in wanted and uid in known and WORKOUT in steps[uid].written
        }
        last = {uid: steps[uid] for uid in touched} or before.last
        if undoes and (touched or not steps):  # without steps, it was undone before
            last = {}
        after = Pushed(known, sent, last, before.edition)
        remember_push(memory, push.address, plan, after)

    carry_out(calendar, publication, before.known, keep)


def plain_push(push: Push, *, dry_run: bool = False) -> dict[str, Any]:
    """A push as plain data."""
    return {
        "address": push.address,
        "dry_run": dry_run,
        **plain_publication(push.publication),
        "workouts": [
            {
                "day": each.planned.day.isoformat(),
                "title": each.planned.name,
                "form": each.form,
                "arrivals": plain_arrivals(each.report),
            }
            for each in push.workouts
        ],
    }
