"""Time trials that come too soon after a break."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from support.drawn_weeks import SATURDAY, schedule_of

from fitexport.season.after_break import with_trials_when_ready, without_trial
from fitexport.season.schedule import Schedule
from fitexport.season.spells import Spell

_TOO_SOON = "too soon after the illness: a trial needs a week of normal training first"


def day(before_the_end: int) -> date:
    return SATURDAY - timedelta(before_the_end)


def ill(first: int, last: int) -> Spell:
    """So many days before the last day of the plan."""
    return Spell(day(first), day(last), "sick")


def trials(schedule: Schedule) -> list[date]:
    return [each.day for each in schedule.sessions if each.planned.is_trial]


def why_missed(schedule: Schedule) -> dict[str, str]:
    return {each.session.key: each.why for each in schedule.missed}


def test_a_trial_that_is_too_soon_takes_the_day_of_a_hard_run_of_the_next_week() -> None:
    weeks = ". H E . T . L", ". H E . Q+S . L", ". . E . . R ."
    made = with_trials_when_ready(schedule_of(*weeks, spells=[ill(19, 18)]))
    assert trials(made) == [day(9)]
    assert why_missed(made) == dict.fromkeys(["w2.3", "w2.4"], "the time trial is on its day")


@pytest.mark.parametrize("hard", ["H", "Q"])
def test_a_trial_does_not_move_into_race_week(hard: str) -> None:
    weeks = ". H E . T . L", f". H E . {hard} . R"
    made = with_trials_when_ready(schedule_of(*weeks, spells=[ill(12, 11)]))
    assert trials(made) == []
    assert why_missed(made) == {"w1.3": _TOO_SOON}


def test_a_trial_takes_no_easy_run_s_day() -> None:
    weeks = ". H E . T . L", ". Q E . E . L", ". . E . . R ."
    made = with_trials_when_ready(schedule_of(*weeks, spells=[ill(19, 18)]))
    assert why_missed(made) == {"w1.3": _TOO_SOON}


def test_a_trial_that_is_given_up_gives_back_its_own_day_only() -> None:
    weeks = ". H E . T . L", ". Q E . Q . L", ". H E . T . L", ". Q E . Q . L", ". . . . . . R"
    schedule = schedule_of(*weeks, spells=[ill(33, 32), ill(19, 18)])
    both = with_trials_when_ready(schedule)
    assert (trials(both), sorted(why_missed(both))) == ([day(23), day(9)], ["w2.3", "w4.3"])
    made = without_trial(both, "w3.3", schedule.breaks[1])
    assert trials(made) == [day(23)]
    assert why_missed(made) == {
        "w2.3": "the time trial is on its day",
        "w3.3": "too soon after the illness: no hard run comes before it",
    }
    assert ("w4.3", day(9)) in {(each.key, each.day) for each in made.sessions}
