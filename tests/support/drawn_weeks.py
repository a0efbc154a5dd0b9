"""Weeks of sessions drawn as text, one letter a session, one word a day: `. H+S E . Q+S . L`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from fitexport.plan.model import Phase, Plan, PlannedSession, TrainingWeek
from fitexport.season.breaks import Break, linked
from fitexport.season.lay_out import lay_out, race_day_of
from fitexport.season.schedule import Schedule
from fitexport.season.spells import Spell
from fitexport.session.parse import parse

SATURDAY = date(2027, 5, 1)
"""The last day of every schedule here, so weeks go from Sunday to Saturday."""

_TEXTS = {
    "E": "easy 30min",
    "L": "long 60min",
    "H": "8x 200m @ mile, jog 2x rep",
    "Q": "tempo 15min",
    "V": "4x 3min @ vo2max, jog 2min",
    "U": "6x hill 60s, walk 2min",
    "G": "4x 400m @ goal, jog 400m",
    "T": "time-trial 1mi",
    "R": "race 1mi",
    "S": "3x (back squat 5reps; rest 2min)",
    "X": "cross-training 35min",
}


def schedule_of(
    *weeks: str,
    cut_back: Sequence[int] = (),
    taper: Sequence[int] = (),
    spells: Sequence[Spell] = (),
) -> Schedule:
    """These weeks; keys count the sessions of each from w1.1 on."""
    made = [
        _week(week, "taper" if number in taper else "build", number in cut_back)
        for number, week in enumerate(weeks, start=1)
    ]
    plan = Plan("mine", "Mine", "advanced", "", tuple(made))
    start = SATURDAY - timedelta(days=7 * len(weeks) - 1)
    schedule = replace(lay_out(plan, race_day_of(plan, start)), spells=tuple(spells))
    ill = (Break(each.first, each.last, False, each) for each in spells if each.unwell)
    return replace(schedule, breaks=linked(ill))


def _week(drawn: str, phase: Phase, cut_back: bool) -> TrainingWeek:
    places = count(1)
    sessions = [
        PlannedSession(
            day=day,
            place=next(places),
            name=letter,
            title=letter,
            session=parse(_TEXTS[letter]),
            why="x",
        )
        for day, letters in enumerate(drawn.split(), start=1)
        for letter in letters.replace("+", "").replace(".", "")
    ]
    assert len(drawn.split()) == 7
    return TrainingWeek("A", phase, "", tuple(sessions), cut_back)
