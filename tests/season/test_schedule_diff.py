"""What changes for the runner from one schedule to another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from fitexport.plan.model import Plan, PlannedSession, TrainingWeek
from fitexport.season.lay_out import lay_out
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.season.schedule_diff import Difference, differences
from fitexport.session.parse import parse

RACE = date(2027, 4, 3)
"""A Saturday: week 1 is from Sun 21 Mar, week 2 from Sun 28 Mar 2027."""


def planned(place: int, day: int, text: str, name: str) -> PlannedSession:
    return PlannedSession(
        day=day, place=place, name=name, title=name, session=parse(text), why="Because."
    )


def plan() -> Plan:
    weeks = (
        TrainingWeek(
            "A",
            "build",
            "",
            (
                planned(1, 2, "easy 30min", "Easy 30min"),
                planned(2, 4, "4x 400m @ mile, jog 200m", "4x400 mile"),
                planned(0, 5, "rest", "Rest day"),
                planned(3, 7, "long 60min", "Long 60min"),
            ),
        ),
        TrainingWeek(
            "B",
            "taper",
            "",
            (planned(1, 3, "easy 20min", "Easy 20min"), planned(2, 7, "race 1mi", "Mile race")),
        ),
    )
    return Plan("mine", "Mine", "advanced", "", weeks)


BEFORE = lay_out(plan(), RACE)


def session(key: str, schedule: Schedule = BEFORE) -> ScheduledSession:
    (found,) = (each for each in schedule.sessions if each.key == key)
    return found


def changed(*sessions: ScheduledSession, schedule: Schedule = BEFORE) -> Schedule:
    """These sessions as they are now, the others as they were."""
    keys = {each.key for each in sessions}
    kept = [each for each in schedule.sessions if each.key not in keys]
    return schedule.with_sessions([*kept, *sessions])


def later(key: str, days: int = 1) -> ScheduledSession:
    found = session(key)
    return replace(found, day=found.day + timedelta(days=days))


def other(key: str, text: str, name: str) -> ScheduledSession:
    found = session(key)
    made = replace(found.planned.with_session(parse(text)), name=name)
    return replace(found, planned=made)


def between(before: Schedule, after: Schedule) -> list[tuple[str, str, str]]:
    return [(each.what, each.before, each.after) for each in differences(before, after)]


def test_nothing_differs_from_itself() -> None:
    assert between(BEFORE, BEFORE) == []


def test_a_moved_session_has_two_days_and_one_name() -> None:
    assert between(BEFORE, changed(later("w1.2"))) == [
        ("W1.2 4x400 mile", "Wed 24 Mar", "Thu 25 Mar")
    ]


def test_another_content_is_named_and_the_old_one_not_twice() -> None:
    after = changed(other("w1.2", "easy 25min", "Easy 25min"))
    assert between(BEFORE, after) == [("W1.2 4x400 mile", "Wed 24 Mar", "Wed 24 Mar, Easy 25min")]
    assert between(after, BEFORE) == [("W1.2 Easy 25min", "Wed 24 Mar", "Wed 24 Mar, 4x400 mile")]


def test_another_dose_under_the_same_name_is_a_difference_too() -> None:
    after = changed(other("w1.2", "3x 400m @ mile, jog 200m", "4x400 mile"))
    assert between(BEFORE, after) == [("W1.2 4x400 mile", "Wed 24 Mar", "Wed 24 Mar, changed")]


def test_another_reason_is_none() -> None:
    """The words of a session are no difference in what is run."""
    found = session("w1.2")
    after = changed(replace(found, planned=replace(found.planned, why="For fun.")))
    assert between(BEFORE, after) == []


def test_what_is_left_out_says_why_and_comes_back() -> None:
    after = BEFORE.without([session("w1.2")], "skipped", "skipped")
    assert between(BEFORE, after) == [("W1.2 4x400 mile", "Wed 24 Mar", "left out: skipped")]
    assert between(after, BEFORE) == [("W1.2 4x400 mile", "left out: skipped", "Wed 24 Mar")]
    back = changed(later("w1.2"))
    assert between(after, back) == [("W1.2 4x400 mile", "left out: skipped", "Thu 25 Mar")]


def test_what_only_one_schedule_has_is_not_in_the_plan_of_the_other() -> None:
    after = BEFORE.with_sessions([each for each in BEFORE.sessions if each.key != "w1.2"])
    assert between(BEFORE, after) == [
        ("W1.2 4x400 mile", "Wed 24 Mar", "left out: not in the plan")
    ]


def test_rest_days_are_not_listed() -> None:
    rest = session("w1.rest5")
    after = BEFORE.with_sessions([each for each in BEFORE.sessions if each != rest])
    assert between(BEFORE, after) == []


def test_sessions_are_listed_in_the_order_of_their_first_days() -> None:
    """What moves to an earlier day is listed there."""
    after = changed(later("w1.1"), later("w1.2"), later("w1.3", days=-6), later("w2.1"))
    assert [row[0].split()[0] for row in between(BEFORE, after)] == ["W1.3", "W1.1", "W1.2", "W2.1"]


def test_another_race_day_is_shown_by_weeks() -> None:
    after = lay_out(plan(), RACE + timedelta(days=1))
    assert list(differences(BEFORE, after)) == [
        Difference(
            "Week 1",
            "Sun 21 Mar to Sat 27 Mar, build: 4x400 mile",
            "Mon 22 Mar to Sun 28 Mar, build: 4x400 mile",
        ),
        Difference(
            "Week 2",
            "Sun 28 Mar to Sat  3 Apr, taper: Mile race",
            "Mon 29 Mar to Sun  4 Apr, taper: Mile race",
        ),
    ]


def test_unchanged_weeks_are_not_listed_and_new_ones_have_no_before() -> None:
    first, last = plan().weeks
    longer = replace(plan(), weeks=(first, replace(first, phase="base"), last))
    after = lay_out(longer, RACE + timedelta(days=7))
    assert list(differences(BEFORE, after)) == [
        Difference(
            "Week 2",
            "Sun 28 Mar to Sat  3 Apr, taper: Mile race",
            "Sun 28 Mar to Sat  3 Apr, base: 4x400 mile",
        ),
        Difference("Week 3", "", "Sun  4 Apr to Sat 10 Apr, taper: Mile race"),
    ]
    assert list(differences(after, BEFORE)) == [
        Difference(
            "Week 2",
            "Sun 28 Mar to Sat  3 Apr, base: 4x400 mile",
            "Sun 28 Mar to Sat  3 Apr, taper: Mile race",
        ),
        Difference("Week 3", "Sun  4 Apr to Sat 10 Apr, taper: Mile race", ""),
    ]


def test_a_race_that_moves_within_its_week_is_shown_by_that_week_and_the_others_by_sessions() -> (
    None
):
    """Race week is a day longer; what else moves in it is listed with it."""
    race = later("w2.2")
    moved = changed(race, later("w2.1"), later("w1.2"))
    after = replace(moved, race_day=race.day)
    week = "Week 2"
    first, second = "Sun 28 Mar to Sat  3 Apr", "Sun 28 Mar to Sun  4 Apr"
    assert between(BEFORE, after) == [
        (week, f"{first}, taper: Mile race", f"{second}, taper: Mile race"),
        ("W1.2 4x400 mile", "Wed 24 Mar", "Thu 25 Mar"),
    ]
    assert between(after, BEFORE) == [
        (week, f"{second}, taper: Mile race", f"{first}, taper: Mile race"),
        ("W1.2 4x400 mile", "Thu 25 Mar", "Wed 24 Mar"),
    ]
