"""Trips through week 3 of the intermediate plan of eight weeks.

Sun 21 Mar w3.1 cross-training; Mon w3.2 4x2:30 and w3.3 lifting; Tue w3.4 easy with strides; Wed
w3.5 easy with hill sprints; Thu w3.6 tempo and w3.7 lifting; Fri free; Sat w3.8 long run.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fitexport.plan.load import load_plan, plan_orders
from fitexport.plan.model import LEVELS, Level
from fitexport.season.changes import Away, Change, Move, NewRaceDay
from fitexport.season.choosing import WeekSource
from fitexport.season.lay_out import lay_out
from fitexport.season.living import live, proposed
from fitexport.season.rules import breaches
from fitexport.season.schedule import Schedule
from fitexport.season.settling import open_days, resettled
from fitexport.season.spells import Spell
from fitexport.season.weekdays import WEEKDAYS, Weekday

RACE_DAY = date(2027, 5, 1)


def source_of(level: Level = "intermediate", days: tuple[Weekday, ...] = ()) -> WeekSource:
    return WeekSource(
        plan_orders("mile", level), lambda names: load_plan("mile", level, names), days
    )


def planned(level: Level = "intermediate", days: tuple[Weekday, ...] = ()) -> Schedule:
    return lay_out(load_plan("mile", level, 8), RACE_DAY, days)


SCHEDULE, SOURCE = planned(), source_of()
WEEK_3 = {
    "w3.1": "Sun 21",
    "w3.2": "Mon 22",
    "w3.3": "Mon 22",
    "w3.4": "Tue 23",
    "w3.5": "Wed 24",
    "w3.6": "Thu 25",
    "w3.7": "Thu 25",
    "w3.8": "Sat 27",
}


def march(day: int) -> date:
    return date(2027, 3, day)


def away(first: int, last: int, *days: Weekday, made: date = date(2027, 3, 14)) -> Away:
    """A trip in March; it was known a week before."""
    return Away(Spell(march(first), march(last), "away", days=days), made=made)


def after(*changes: Change) -> Schedule:
    return live(SCHEDULE, changes, SOURCE)


def days(schedule: Schedule, week: int = 3) -> dict[str, str]:
    """The days of what belongs to a week, rest days aside."""
    return {
        session.key: f"{session.day:%a %d}"
        for session in sorted(schedule.sessions, key=lambda each: each.place)
        if session.week == week and session.place
    }


def missed(schedule: Schedule) -> list[str]:
    return sorted(entry.session.key for entry in schedule.missed)


# --- who chooses first ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trip", "expected"),
    [
        # one day: the first hard run
        (away(21, 27, "tue"), {"w3.2": "Tue 23", "w3.3": "Tue 23"}),
        # two: both hard runs, with their lifting, where they are two days apart
        (
            away(21, 27, "mon", "thu"),
            {"w3.2": "Mon 22", "w3.3": "Mon 22", "w3.6": "Thu 25", "w3.7": "Thu 25"},
        ),
        # of two days in a row, the second goes to the long run
        (
            away(21, 27, "wed", "thu"),
            {"w3.2": "Wed 24", "w3.3": "Wed 24", "w3.7": "Thu 25", "w3.8": "Thu 25"},
        ),
        # unless that is too near to the long run of the week before
        (
            away(21, 27, "mon", "tue"),
            {"w3.2": "Mon 22", "w3.3": "Mon 22", "w3.5": "Tue 23", "w3.7": "Tue 23"},
        ),
        # three: the long run after them, then lifting, then easy things
        (
            away(21, 27, "mon", "wed", "fri"),
            {
                "w3.2": "Mon 22",
                "w3.3": "Mon 22",
                "w3.6": "Wed 24",
                "w3.7": "Wed 24",
                "w3.8": "Fri 26",
            },
        ),
        # four: of the easy runs that with hill sprints
        (
            away(21, 27, "sun", "mon", "thu", "sat"),
            {key: day for key, day in WEEK_3.items() if key not in ("w3.1", "w3.4")}
            | {"w3.5": "Sun 21", "w3.1": "Sun 21"},
        ),
        (away(21, 27), {}),
    ],
)
def test_on_few_days_hard_runs_choose_first_then_the_long_run(
    trip: Away, expected: dict[str, str]
) -> None:
    found = after(trip)
    assert days(found) == expected
    assert missed(found) == sorted(set(WEEK_3) - set(expected))
    assert {entry.why for entry in found.missed} <= {str(trip.spell)}
    assert proposed(SCHEDULE, (), trip, SOURCE).broken == ()


def test_a_trip_over_part_of_a_week_uses_what_is_left_of_it() -> None:
    """Monday to Wednesday are gone: the hard run goes to Sunday, where cross-training makes room,
    and of two easy runs one is left."""
    found = after(away(22, 24))
    assert days(found) == {
        "w3.1": "Fri 26",
        "w3.2": "Sun 21",
        "w3.3": "Sun 21",
        "w3.5": "Fri 26",
        "w3.6": "Thu 25",
        "w3.7": "Thu 25",
        "w3.8": "Sat 27",
    }
    assert missed(found) == ["w3.4"]


def test_a_trip_on_free_days_changes_nothing() -> None:
    found = after(away(26, 26))
    assert found == replace(SCHEDULE, spells=found.spells)
    assert after(away(21, 27, *WEEKDAYS)).sessions == SCHEDULE.sessions


def test_other_weeks_stay_as_they_are() -> None:
    found = after(away(20, 22))
    for week in (1, 4, 5, 6, 7, 8):
        assert days(found, week) == days(SCHEDULE, week)
    assert found.week(2)[-1].key == "w2.rest7"
    assert days(found, 2)["w2.7"] == "Fri 19"


def test_nothing_moves_into_another_week() -> None:
    found = after(away(14, 27, "wed"))
    assert [
        (each.week, each.key) for week in (2, 3) for each in found.week(week) if each.place
    ] == [
        (2, "w2.1"),
        (2, "w2.2"),
        (3, "w3.2"),
        (3, "w3.3"),
    ]


# --- what stays -------------------------------------------------------------------------


@pytest.mark.parametrize("made", range(21, 29))
def test_past_sessions_do_not_move(made: int) -> None:
    """Sessions lost to the trip before it was entered are missed; what was done stays on its day."""
    found = after(away(22, 25, made=march(made)))
    past = {key: day for key, day in WEEK_3.items() if int(day[-2:]) < made}
    taken = {key for key, day in past.items() if 22 <= int(day[-2:]) <= 25}
    there = days(found)
    assert {key: there.get(key) for key in past} == {
        key: None if key in taken else day for key, day in past.items()
    }
    coming = {key: day for key, day in there.items() if key not in past}
    assert all(int(day[-2:]) >= made for day in coming.values())
    assert breaches(found) == frozenset()


def test_what_was_to_be_done_today_is_still_to_come() -> None:
    found = days(after(away(22, 25, made=march(22))))
    assert (found["w3.2"], found["w3.3"]) == ("Fri 26", "Fri 26")


def test_a_trip_entered_afterwards_clears_its_days_and_no_more() -> None:
    found = after(away(22, 24, made=march(29)))
    assert missed(found) == ["w3.2", "w3.3", "w3.4", "w3.5"]
    assert days(found) == {key: WEEK_3[key] for key in ("w3.1", "w3.6", "w3.7", "w3.8")}


def test_a_race_that_one_travels_to_is_on_an_open_day() -> None:
    first, last = date(2027, 4, 29), RACE_DAY
    trip = Away(Spell(first, last, "away", days=("sat",)), made=march(14))
    found = after(trip)
    assert days(found, 8)["w8.5"] == "Sat 01"
    assert proposed(SCHEDULE, (), trip, SOURCE).broken == ()


def test_a_race_on_a_closed_day_stays() -> None:
    """Whoever travels to it names no other days."""
    trip = Away(Spell(date(2027, 4, 30), RACE_DAY, "away"), made=march(14))
    proposal = proposed(SCHEDULE, (), trip, SOURCE)
    assert proposal.broken == ()
    assert days(proposal.after, 8) == {**days(SCHEDULE, 8), "w8.4": "Thu 29"}


# --- which days there are ---------------------------------------------------------------


def test_a_runners_own_days_are_kept() -> None:
    """A runner of four days a week is away on one of them: the other three have to do, though
    Wednesday and Friday are as near."""
    own: tuple[Weekday, ...] = ("mon", "tue", "thu", "sat")
    schedule = planned(days=own)
    trip = away(22, 22)
    found = live(schedule, [trip], source_of(days=own))
    weekdays = {WEEKDAYS[session.day.weekday()] for session in found.week(3) if session.place}
    assert weekdays == {"tue", "thu", "sat"}
    assert days(found)["w3.2"] == "Tue 23"
    # without days of one's own, Wednesday or Sunday would do
    anywhere = live(planned(days=own), [trip], SOURCE)
    assert {session.day.weekday() for session in anywhere.week(3) if session.place} > {1, 3, 5}


def test_on_a_trip_its_days_count_and_not_the_runners_usual_days() -> None:
    own: tuple[Weekday, ...] = ("mon", "tue", "thu", "sat")
    found = live(planned(days=own), [away(21, 27, "sun", "wed", "fri")], source_of(days=own))
    assert {f"{session.day:%a}" for session in found.week(3) if session.place} == {
        "Sun",
        "Wed",
        "Fri",
    }
    assert {"w3.2", "w3.6", "w3.8"} <= set(days(found))


@pytest.mark.parametrize(
    ("since", "own", "spells", "expected"),
    [
        (14, (), [], [21, 22, 23, 24, 25, 26, 27]),
        (24, (), [], [24, 25, 26, 27]),
        (28, (), [], []),
        (14, (), [away(22, 24).spell], [21, 25, 26, 27]),
        (14, (), [away(20, 30, "tue").spell], [23]),
        (14, (), [Spell(march(26), march(29), "sick")], [21, 22, 23, 24, 25]),
        # a day that has something is one of the runner's days, too: all but Friday have
        (14, ("mon",), [], [21, 22, 23, 24, 25, 27]),
        (14, ("fri",), [], [21, 22, 23, 24, 25, 26, 27]),
        (14, ("mon",), [away(26, 26, "fri").spell], [21, 22, 23, 24, 25, 26, 27]),
    ],
)
def test_days_of_a_week_that_are_for_training(
    since: int, own: tuple[Weekday, ...], spells: list[Spell], expected: list[int]
) -> None:
    worked = SCHEDULE.with_sessions(each for each in SCHEDULE.sessions if each.place)
    schedule = replace(worked, spells=tuple(spells))
    found = open_days(schedule, 3, march(since), source_of(days=own))
    assert found == [march(day) for day in expected]


# --- looking for days -------------------------------------------------------------------


def _settled(keys: set[str], on: list[int]) -> Schedule:
    worked = SCHEDULE.with_sessions(each for each in SCHEDULE.sessions if each.place)
    moving = [each for each in worked.sessions if each.key in keys]
    return resettled(worked, moving, [march(day) for day in on], frozenset(), "spell", "for a test")


@pytest.mark.parametrize(
    ("keys", "on", "expected"),
    [
        # its own day, if that is among them
        ({"w3.8"}, [26, 27], {"w3.8": "Sat 27"}),
        # the nearest, the earlier of two
        ({"w3.8"}, [26, 28], {"w3.8": "Fri 26"}),
        ({"w3.1"}, [23, 24], {"w3.1": "Tue 23"}),
        # past days that would break a rule
        ({"w3.4"}, [22, 24, 26], {"w3.4": "Fri 26"}),
        ({"w3.6"}, [21, 23], {}),
        # lifting goes after its run, not to what is nearest its old day
        ({"w3.6", "w3.7"}, [24, 26], {"w3.6": "Fri 26", "w3.7": "Fri 26"}),
        ({"w3.6", "w3.7"}, [23, 26], {"w3.6": "Fri 26", "w3.7": "Fri 26"}),
    ],
)
def test_each_goes_to_the_nearest_day_that_breaks_nothing(
    keys: set[str], on: list[int], expected: dict[str, str]
) -> None:
    found = _settled(keys, on)
    left = {key: day for key, day in WEEK_3.items() if key not in keys}
    assert days(found) == {**left, **expected}
    assert missed(found) == sorted(keys - set(expected))
    assert {(entry.cause, entry.why) for entry in found.missed} <= {("spell", "for a test")}


def test_the_race_never_moves() -> None:
    worked = SCHEDULE.with_sessions(each for each in SCHEDULE.sessions if each.place)
    found = resettled(worked, worked.week(8), [], frozenset(), "spell", "for a test")
    assert days(found, 8) == {"w8.5": "Sat 01"}


def test_what_was_broken_already_does_not_keep_a_session_from_its_day() -> None:
    """A forced move stays forced when a trip comes: both hard runs are on their days."""
    forced = Move("w3.6", march(23), swap=True, made=march(14))
    assert proposed(SCHEDULE, (), forced, SOURCE).broken
    found = after(forced, away(26, 27))
    assert {key: days(found)[key] for key in ("w3.2", "w3.6")} == {
        "w3.2": "Mon 22",
        "w3.6": "Tue 23",
    }


# --- over every level -------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("length", [1, 3, 7, 10])
@pytest.mark.slow
def test_a_trip_breaks_no_rule_whenever_it_is(level: Level, length: int) -> None:
    """Every session of the plan is there once, or missed, under its name."""
    schedule, source = planned(level), source_of(level)
    known = sorted(session.key for session in schedule.sessions if session.place)
    for number in range(0, 56 - length, 3):
        first = schedule.start + timedelta(number)
        spell = Spell(first, first + timedelta(length - 1), "away", days=("tue", "fri"))
        trip = Away(spell, made=first)
        proposal = proposed(schedule, (), trip, source)
        found = proposal.after
        assert proposal.broken == (), trip
        there = [session.key for session in found.sessions if session.place]
        assert sorted([*there, *missed(found)]) == known
        assert not any(spell.closes(session.day) for session in found.sessions if session.place)


def test_a_trip_entered_before_a_new_race_day_still_holds() -> None:
    trip = Away(Spell(date(2027, 4, 11), date(2027, 4, 17), "away", days=("wed",)), made=march(14))
    later = NewRaceDay(date(2027, 5, 8), made=march(24))
    found = after(trip, later)
    there = [session.day for session in found.week(6) if session.place]
    assert set(there) == {date(2027, 4, 14)}
    assert breaches(found) == frozenset()
