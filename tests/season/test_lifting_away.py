"""On a trip a runner with a gym gets the lifting for home, of the same week."""

from __future__ import annotations

from datetime import date

import pytest

from fitexport.plan.model import Strength
from fitexport.season.changes import Away
from fitexport.season.proposing import advice_after, propose
from fitexport.season.season import Season, season_of
from fitexport.season.settings import Settings
from fitexport.season.spells import Spell
from fitexport.season.weekdays import WEEKDAYS
from fitexport.session.exercises import Exercise

FIRST, LAST = date(2027, 3, 19), date(2027, 3, 27)
TRIP = Away(Spell(FIRST, LAST, "away", WEEKDAYS), made=date(2027, 3, 18))


def season(strength: Strength | None, *changes: Away) -> Season:
    return season_of(
        Settings(
            mile_s=424.0,
            goal_s=405.0,
            race_day=date(2027, 5, 1),
            strength=strength,
            changes=changes,
        )
    )


def lifts(of: Season) -> dict[date, set[str]]:
    """By day, what is lifted."""
    return {
        each.day: {
            str(step.what) for step in each.session.steps() if isinstance(step.what, Exercise)
        }
        for each in of.schedule.sessions
        if each.planned.kind == "strength"
    }


def test_lifting_is_the_home_version_on_a_trip_and_the_gym_version_around_it() -> None:
    gym, home, away = season("gym"), season("home"), season("gym", TRIP)
    assert lifts(away).keys() == lifts(gym).keys()
    on_the_way = {day for day in lifts(away) if FIRST <= day <= LAST}
    assert len(on_the_way) == 2
    for day, found in lifts(away).items():
        assert found == lifts(home if day in on_the_way else gym)[day]
    for each in away.schedule.sessions:
        assert ("You are away" in each.planned.why) == (
            each.planned.kind == "strength" and each.day in on_the_way
        )


def test_sessions_keep_their_names_and_places() -> None:
    gym, away = season("gym"), season("gym", TRIP)
    assert [(each.key, each.day, each.title) for each in away.schedule.sessions] == [
        (each.key, each.day, each.title) for each in gym.schedule.sessions
    ]


@pytest.mark.parametrize("strength", ["home", "none"])
def test_who_has_no_gym_lifts_as_before(strength: Strength) -> None:
    assert lifts(season(strength, TRIP)) == lifts(season(strength))


def test_no_setting_means_a_gym() -> None:
    assert lifts(season(None, TRIP)) == lifts(season("gym", TRIP))


@pytest.mark.parametrize(("strength", "count"), [("gym", 1), ("home", 0)])
def test_lifting_on_a_trip_is_explained(strength: Strength, count: int) -> None:
    before = season(strength)
    advice = [*advice_after(before, TRIP, propose(before, TRIP))]
    assert sum("needs no gym" in line for line in advice) == count
