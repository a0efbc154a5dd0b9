"""Another race day for plans that lead to Saturday, 1 May; weeks begin on Sunday."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from fitexport.errors import ScheduleError
from fitexport.plan.load import load_plan, plan_orders
from fitexport.plan.model import LEVELS, Level, a_rest
from fitexport.season.changes import Away, Change, Move, NewRaceDay, Skip
from fitexport.season.choosing import WeekSource, chosen_weeks
from fitexport.season.lay_out import lay_out
from fitexport.season.living import live
from fitexport.season.postponing import postponed
from fitexport.season.rules import breaches
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.season.spells import Spell
from fitexport.season.weekdays import WEEKDAYS, Weekday

RACE_DAY = date(2027, 5, 1)
LENGTHS = range(6, 11)
_LIGHTER = ("B3", "VT", "S3", "TW", "R1")
"""Of the shipped plans' weeks."""


@cache
def source_of(level: Level = "intermediate") -> WeekSource:
    weeks = cache(lambda names: load_plan("mile", level, names))  # the same ones again and again
    return WeekSource(plan_orders("mile", level), lambda names: weeks(tuple(names)))


@cache
def planned(weeks: int = 8, level: Level = "intermediate") -> Schedule:
    return lay_out(load_plan("mile", level, weeks), RACE_DAY)


def in_week(schedule: Schedule, week: int) -> date:
    """Its fourth day; for week 0 a day before the plan."""
    return schedule.first_day(week) + timedelta(3) if week else schedule.start - timedelta(3)


def moved(
    schedule: Schedule, days: int, today: date, *, long_run_on_race_day: bool = False
) -> Schedule:
    """With the race so many days later, as the plan then lives."""
    race_day = schedule.race_day + timedelta(days)
    source = source_of(schedule.plan.level)
    if long_run_on_race_day:
        source = replace(source, long_run=WEEKDAYS[race_day.weekday()])
    return live(schedule, [NewRaceDay(race_day, made=today)], source)


def refusal(schedule: Schedule, days: int, today: date) -> str:
    with pytest.raises(ScheduleError) as caught:
        moved(schedule, days, today)
    return str(caught.value)


def names(schedule: Schedule) -> str:
    """Of the weeks to the race; in shipped plans one of recovery follows it."""
    *found, last = (week.name for week in schedule.plan.weeks)
    assert (last == "R1") == schedule.plan.shipped
    return " ".join(found if last == "R1" else [*found, last])


def heavy_in_a_row(schedule: Schedule) -> int:
    marks = "".join(" " if week.name in _LIGHTER else "#" for week in schedule.plan.weeks)
    return max(map(len, marks.split()), default=0)


# --- every day of eight weeks, for every week that has begun ----------------------------


@pytest.mark.parametrize(
    ("level", "weeks", "begun"),
    [
        *(("intermediate", 8, begun) for begun in range(9)),
        *(
            pytest.param(level, weeks, begun, marks=pytest.mark.slow)
            for level in LEVELS
            for weeks in (6, 8, 10)
            for begun in range(weeks + 1)
            if (level, weeks) != ("intermediate", 8)
        ),
    ],
)
@pytest.mark.slow
@pytest.mark.one_in(2)
def test_a_race_up_to_four_weeks_earlier_or_later(
    level: Level, weeks: int, begun: int, *, whole: bool
) -> None:
    before = planned(weeks, level)
    today = in_week(before, begun)
    done = 0
    # Every day of eight weeks for the shortest plan of each level, every third for the others; in the
    # gate every fifth, starting on a different day for each week that has begun.
    every = (1 if weeks == 6 else 3) if whole else 5
    for days in {*range(-28 + (begun + weeks // 2) % every, 29, every)} - {0}:
        try:
            after = moved(before, days, today)
        except ScheduleError:
            continue
        done += 1
        last = [each for each in after.sessions if each.week <= after.race_week][-1]
        assert (last.day, last.planned.kind) == (RACE_DAY + timedelta(days), "race")
        assert after.end == after.race_day + timedelta(7)
        assert [each.planned.kind for each in after.sessions if each.day >= today].count(
            "race"
        ) == 1
        _weeks_follow_one_another(after)
        assert heavy_in_a_row(after) <= 4
        if begun:
            _begun_stays(before, after, begun, today)
        # goal pace of race week may be too near: that is for the runner to decide
        allowed = {"fresh"} if begun == weeks else set()
        assert {breach.rule for breach in breaches(after)} <= allowed
    assert done >= 20 // every


def _weeks_follow_one_another(after: Schedule) -> None:
    assert len(after.starts) == after.weeks
    assert after.starts == tuple(sorted(after.starts))
    for week in range(1, after.weeks + 1):
        length = (after.last_day(week) - after.first_day(week)).days + 1
        assert 4 <= length <= 10
        trials = {each.week for each in after.week(week) if each.planned.is_trial}
        assert trials <= {week - 1, week}  # one that has to wait is in the next week
        assert {each.week for each in after.week(week)} - trials <= {week}
    lengths = [(then - first).days for first, then in pairwise(after.starts)]
    assert sum(length != 7 for length in lengths) <= 1
    days = [after.start + timedelta(n) for n in range((after.end - after.start).days + 1)]
    assert sorted({session.day for session in after.sessions}) == days
    assert len({session.key for session in after.sessions}) == len(after.sessions)
    for session in after.sessions:
        if not session.place:
            _rests_by_its_weekday(session, after)


def _rests_by_its_weekday(rest: ScheduledSession, schedule: Schedule) -> None:
    """Day 7 is the last of every week; what a longer week has before its first counts on from 8."""
    before_the_last = (schedule.last_day(rest.week) - rest.day).days
    day = 7 - before_the_last if before_the_last < 7 else 1 + before_the_last
    assert rest.key == f"w{rest.week}.rest{day}"
    own = {each.day: each for each in schedule.plan.weeks[rest.week - 1].sessions if not each.place}
    assert rest.planned == own.get(day, a_rest(day))


def _begun_stays(before: Schedule, after: Schedule, begun: int, today: date) -> None:
    """The same names on the same days, less what the race takes with it."""
    kept = {each.key: each for each in after.sessions if each.week <= begun and each.place}
    for session in before.sessions:
        if session.week <= begun and session.place:
            found = kept.pop(session.key, None)
            if found != _of_a_begun_week(session, before, after, today):
                _makes_way_for_the_shakeout(session, found, before, after)
    assert kept == {}
    assert after.starts[:begun] == before.starts[:begun]
    assert after.plan.weeks[:begun] == before.plan.weeks[:begun]


def _makes_way_for_the_shakeout(
    session: ScheduledSession, found: ScheduledSession | None, before: Schedule, after: Schedule
) -> None:
    """In race week the race takes the easy run of its eve along, which takes another's day."""
    eve = after.race_day - timedelta(1)
    assert session.week == before.race_week
    assert session.planned.kind == "easy run"
    if session.day == before.race_day - timedelta(1):
        assert found == replace(session, day=eve)
    else:
        assert (found, session.day) == (None, eve)


def _of_a_begun_week(
    session: ScheduledSession, before: Schedule, after: Schedule, today: date
) -> ScheduledSession | None:
    """As it is, or None if the race takes it away. In race week the race alone moves."""
    to_race = (after.race_day - session.day).days
    if before.week_on(today) == after.race_week:
        if session.planned.is_race:
            return replace(session, day=after.race_day)
        return session if to_race > 0 else None
    too_near = session.planned.is_race or (session.planned.kind == "strength" and to_race < 7)
    return None if too_near and session.day >= today else session


@pytest.mark.parametrize("today", range(7))
def test_a_week_has_begun_with_its_first_day(today: int) -> None:
    schedule = planned()
    after = moved(schedule, 7, schedule.first_day(3) + timedelta(today))
    assert names(after) == "B1 B2 V1 V2 VT S1 S2 S3 TW"
    eve = schedule.first_day(2) - timedelta(1)
    assert names(moved(schedule, 21, eve)) == "B1 B2 B2 B3 V1 V2 VT S1 S2 S3 TW"
    assert names(moved(schedule, 21, eve + timedelta(1))) == "B1 B2 B3 V1 V1 V2 VT S1 S2 S3 TW"


# --- the week between -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "weeks", "length"),
    [
        (-3, 8, 4),
        (-1, 8, 6),
        (1, 8, 8),
        (3, 8, 10),
        (4, 9, 4),
        (6, 9, 6),
        (7, 9, 7),
        (8, 9, 8),
        (10, 9, 10),
        (11, 10, 4),
        (-4, 7, 10),
        (-7, 7, 7),
    ],
)
def test_the_first_new_week_is_up_to_three_days_longer_or_shorter(
    days: int, weeks: int, length: int
) -> None:
    before = planned()
    after = moved(before, days, in_week(before, 3))
    assert after.race_week == weeks
    assert (after.last_day(4) - after.first_day(4)).days + 1 == length
    assert after.first_day(4) == before.first_day(4)


def test_sessions_on_days_a_shorter_week_lost_are_dropped() -> None:
    """Week 4 lasts from Wednesday to Saturday, and what stood on these days keeps its weekday."""
    before = planned()
    after = moved(before, -3, in_week(before, 3), long_run_on_race_day=True)
    assert after.first_day(4) == date(2027, 3, 28)
    found = {session.key: f"{session.day:%d}" for session in after.week(4) if session.place}
    assert found == {"w4.5": "28", "w4.6": "29", "w4.7": "29", "w4.8": "31"}
    why = "the week before the new ones is not over"
    assert [(entry.session.key, entry.cause, entry.why) for entry in after.missed] == [
        (f"w4.{place}", "race day", why) for place in range(1, 5)
    ]
    assert breaches(after) == frozenset()


@pytest.mark.parametrize(
    ("days", "stays"), [(14, True), (7, True), (3, True), (-3, False), (-4, False)]
)
def test_a_session_moved_beyond_its_week_keeps_its_day_if_it_is_dropped(
    days: int, stays: bool
) -> None:
    """On Sunday a shorter week 4 has its own run; a longer one of seven weeks has a long run
    less than four days on."""
    early, there = date(2027, 3, 14), date(2027, 3, 28)
    after = lived(
        Skip("w4.1", made=early),
        Move("w3.8", there, made=early),
        NewRaceDay(RACE_DAY + timedelta(days), made=date(2027, 3, 24)),
    )
    assert [each.day for each in after.sessions if each.key == "w3.8"] == [there] * stays
    lost = [(each.cause, each.why) for each in after.missed if each.session.key == "w3.8"]
    assert lost == [("race day", "the race has another day")] * (not stays)


def test_no_session_is_after_race_day() -> None:
    made = date(2027, 3, 14)
    after = live(
        planned(10, "beginner"),
        [
            Move("w3.4", date(2027, 4, 23), made=made),
            NewRaceDay(date(2027, 4, 10), made=made),
        ],
        source_of("beginner"),
    )
    assert after.race_day == after.last_day(after.race_week) == date(2027, 4, 10)
    late = {each.week for each in after.sessions if each.day > after.race_day}
    assert late == {after.race_week + 1} == {after.weeks}
    assert [(entry.session.key, entry.cause, entry.why) for entry in after.missed] == [
        ("w3.4", "race day", "the race has another day")
    ]


def test_a_plan_does_not_get_longer_than_a_year() -> None:
    before, today = planned(), in_week(planned(), 3)
    assert refusal(before, 7 * 43 + 4, today) == (
        f"{RACE_DAY + timedelta(7 * 43 + 4):%a %-d %b %Y} makes more than 52 weeks of the plan\n"
        "  choose an earlier race day, or a new season: fitexport init --overwrite"
    )
    assert refusal(before, 7 * 43 + 3, today).startswith("that leaves 48 weeks, ")


def test_the_race_that_a_begun_week_had_is_missed() -> None:
    before = planned()
    after = moved(before, 7, in_week(before, 8))
    assert [(entry.session.key, entry.why) for entry in after.missed] == [
        ("w8.5", "the race has another day")
    ]
    assert names(after) == "B1 B2 V1 V2 VT S1 S3 TW TW"
    (race,) = (each for each in after.sessions if each.planned.is_race)
    assert race.key == "w9.5"


@pytest.mark.parametrize(
    ("days", "counted_on"), [(0, []), (1, [8]), (2, [9, 8]), (3, [10, 9, 8]), (7, [])]
)
def test_rest_days_of_new_weeks_are_the_plans(days: int, counted_on: list[int]) -> None:
    before = planned()
    after = before
    if days:
        after = moved(before, days, in_week(before, 3), long_run_on_race_day=True)
    rests = [session for session in after.week(4) if not session.place]
    own = next(each for each in after.plan.weeks[3].sessions if not each.place)
    assert [rest.planned for rest in rests] == [*(a_rest(day) for day in counted_on), own]
    assert own.why == (
        "A day off lets your legs take in a hard week, so keep it free of anything strenuous."
    )
    assert [rest.key for rest in rests] == [*(f"w4.rest{day}" for day in counted_on), "w4.rest6"]


# --- in race week -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "gone"),
    [
        (-3, ["w8.2", "w8.3"]),  # on the new race day and on its eve
        (-2, ["w8.3"]),
        (-1, []),
        (1, []),
        (2, []),
        (3, []),
    ],
)
def test_in_race_week_the_race_moves_with_its_eve_and_the_week_after_it(
    days: int, gone: list[str]
) -> None:
    before = planned()
    race_day = RACE_DAY + timedelta(days)
    after = moved(before, days, before.first_day(8))
    assert (after.plan, after.race_day) == (before.plan, race_day)
    assert after.starts == (*before.starts[:-1], race_day + timedelta(1))
    eve = {"w8.4": race_day - timedelta(1), "w8.5": race_day}
    eve |= {each.key: each.day + timedelta(days) for each in before.week(9)}
    assert [session for session in after.sessions if session.place] == [
        replace(session, day=eve.get(session.key, session.day))
        for session in before.sessions
        if session.place and session.key not in gone
    ]
    assert {entry.session.key: entry.why for entry in after.missed} == dict.fromkeys(
        gone, "the race is on this day, or before it"
    )


def test_four_days_later_is_another_week() -> None:
    before = planned()
    assert names(moved(before, 3, in_week(before, 8))) == "B1 B2 V1 V2 VT S1 S3 TW"
    assert names(moved(before, 4, in_week(before, 8))) == "B1 B2 V1 V2 VT S1 S3 TW TW"


def test_four_days_earlier_is_too_soon() -> None:
    before = planned()
    message = refusal(before, -4, before.first_day(8))
    assert message.startswith("Tue 27 Apr 2027 is too soon: ")


def test_the_race_may_be_today_and_not_yesterday() -> None:
    before = planned()
    today = date(2027, 4, 29)
    assert moved(before, -2, today).race_day == today
    assert refusal(before, -3, today) == "Wed 28 Apr 2027 is past\n  give a future day"


# --- lifting before an earlier race -----------------------------------------------------


@pytest.mark.parametrize(
    ("days", "today", "gone"),
    [
        (-23, date(2027, 3, 31), False),  # seven days before the race
        (-24, date(2027, 3, 31), True),
        (-24, date(2027, 4, 1), True),  # today it is still to come
        (-24, date(2027, 4, 2), False),  # it was done
    ],
)
def test_lifting_still_to_come_in_the_last_days_before_the_race_is_dropped(
    days: int, today: date, gone: bool
) -> None:
    """Week 4 lifts on Monday, 29 March, and on Thursday, 1 April (w4.7)."""
    after = moved(planned(), days, today)
    there = {session.key: session.day for session in after.sessions if session.week == 4}
    assert there["w4.3"] == date(2027, 3, 29)
    assert there.get("w4.7") == (None if gone else date(2027, 4, 1))
    missed = {entry.session.key: entry.why for entry in after.missed if entry.session.week == 4}
    assert missed == ({"w4.7": "the race has another day"} if gone else {})


# --- which weeks ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begun", "coming", "count", "expected"),
    [
        # the weeks of a plan of the new length, if it begins so
        ("B1 B2 V1", "V2 VT S1 S3 TW", 4, "VT S1 S3 TW"),
        ("B1", "V1 VT S1 S3 TW", 9, "B2 B3 V1 V2 VT S1 S2 S3 TW"),
        ("B1 B2 V1", "VT S1 S3 TW", 5, "V2 VT S1 S3 TW"),
        # fewer: those go first that only longer plans have
        ("B1 B2", "V1 V2 VT S1 S3 TW", 4, "VT S1 S3 TW"),
        ("B1 B2 B3", "V1 V2 VT S1 S2 S3 TW", 6, "V1 V2 VT S1 S3 TW"),
        ("B1 B2 B3", "V1 V2 VT S1 S2 S3 TW", 5, "V1 VT S1 S3 TW"),
        ("B1 B2 B3", "V1 V2 VT S1 S2 S3 TW", 4, "VT S1 S3 TW"),
        # the trial, the lighter week and the race last of all, in this order
        ("B1 B2 B3", "V1 V2 VT S1 S2 S3 TW", 3, "VT S3 TW"),
        ("B1 B2 B3", "V1 V2 VT S1 S2 S3 TW", 2, "S3 TW"),
        ("B1 B2 B3", "V1 V2 VT S1 S2 S3 TW", 1, "TW"),
        # more: those that were left out, in their place
        ("B1 B2 V1 VT", "S1 S3 TW", 4, "S1 S2 S3 TW"),
        ("B1 V1", "VT S1 S3 TW", 5, "V2 VT S1 S3 TW"),
        ("B1 V1", "VT S1 S3 TW", 6, "V2 VT S1 S2 S3 TW"),
        # then weeks that are to come, twice
        ("B1 V1", "VT S1 S3 TW", 7, "V2 V2 VT S1 S2 S3 TW"),
        ("B1 B2 B3 V1 V2 VT", "S1 S2 S3 TW", 5, "S1 S1 S2 S3 TW"),
        ("B1 B2 B3 V1 V2 VT", "S1 S2 S3 TW", 6, "S1 S1 S2 S2 S3 TW"),
        # then those of the phase that was reached
        ("B1 B2 V1 V2 VT S1", "S3 TW", 3, "S2 S3 TW"),
        ("B1 B2 V1 V2 VT S1", "S3 TW", 4, "S2 S2 S3 TW"),
        ("B1 B2 V1 V2 VT S1", "S3 TW", 5, "S3 S2 S2 S3 TW"),
        # in race week
        ("B1 B2 V1 V2 VT S1 S3 TW", "", 1, "TW"),
        ("B1 B2 V1 V2 VT S1 S3 TW", "", 2, "S3 TW"),
        ("B1 B2 V1 V2 VT S1 S3 TW", "", 3, "S2 S3 TW"),
    ],
)
def test_which_weeks_follow_those_begun(begun: str, coming: str, count: int, expected: str) -> None:
    found = chosen_weeks(begun.split(), coming.split(), count, source_of().to_the_race(1))
    assert " ".join(found) == expected


@pytest.mark.parametrize("weeks", LENGTHS)
def test_the_trial_the_lighter_week_and_the_race_stay_as_long_as_there_is_room(weeks: int) -> None:
    before = planned(weeks)
    for begun in range(1, weeks + 1):
        had = names(before).split()[begun:]
        staying = [name for name in ("VT", "S3", "TW") if name in had] or ["TW"]
        for count in range(1, 8):
            try:
                found = chosen_weeks(
                    names(before).split()[:begun], had, count, source_of().to_the_race(1)
                )
            except ScheduleError:
                continue
            assert len(found) == count
            assert [name for name in staying if name in found] == staying[-count:]
            assert found[-1] == "TW"


@pytest.mark.parametrize(
    ("begun", "coming", "count", "expected"),
    [
        # the earliest of those that are there twice, though B3 is only in longer plans
        ("B1", "B2 B3 V1 V1 V2 VT S1 S2 S3 TW", 9, "B2 B3 V1 V2 VT S1 S2 S3 TW"),
        ("B1 B2 B2", "B3 V1 V1 V2 VT S1 S2 S3 TW", 8, "B3 V1 V2 VT S1 S2 S3 TW"),
        # as one of them was done and the other is to come
        ("B1 B2 B3 V1", "V1 V2 VT S1 S2 S3 TW", 6, "V2 VT S1 S2 S3 TW"),
        # not the lighter B3, which would leave five heavier ones in a row
        ("B1 B2 B2", "B3 V1 V2 VT S1 S3 TW", 6, "B3 V1 VT S1 S3 TW"),
    ],
)
def test_repeated_weeks_go_first_and_there_are_never_more_than_four_heavier_ones_in_a_row(
    begun: str, coming: str, count: int, expected: str
) -> None:
    found = chosen_weeks(begun.split(), coming.split(), count, source_of().to_the_race(1))
    assert " ".join(found) == expected


@pytest.mark.parametrize(
    ("weeks", "begun", "later", "then"),
    [
        (
            8,
            2,
            "B1 B2 B3 V1 V1 V2 V2 VT S1 S2 S3 TW",
            "B1 B2 B3 V1 V1 V2 VT S1 S2 S3 TW",
        ),
        (
            9,
            1,
            "B1 B2 B2 B3 V1 V1 V2 V2 VT S1 S2 S3 TW",
            "B1 B2 B2 B3 V1 V1 V2 VT S1 S2 S3 TW",
        ),
    ],
)
def test_four_weeks_later_and_then_one_earlier(
    weeks: int, begun: int, later: str, then: str
) -> None:
    before = planned(weeks)
    today = in_week(before, begun)
    first = NewRaceDay(RACE_DAY + timedelta(weeks=4), made=today)
    second = NewRaceDay(RACE_DAY + timedelta(weeks=3), made=today)
    assert names(live(before, [first], source_of())) == later
    assert names(live(before, [first, second], source_of())) == then


@pytest.mark.parametrize("weeks", LENGTHS)
def test_two_new_race_days_never_leave_more_than_four_heavier_weeks_in_a_row(weeks: int) -> None:
    source = source_of()
    for begun in range(1, weeks + 1):
        done, coming = (names(planned(weeks)).split()[part] for part in _parts(begun))
        for first in range(1, 13):
            try:
                then = chosen_weeks(done, coming, first, source)
            except ScheduleError:
                continue
            for second in range(1, first):
                found = chosen_weeks(done, then, second, source)
                marks = "".join(" " if name in _LIGHTER else "#" for name in (*done, *found))
                assert max(map(len, marks.split())) <= 4, (done, then, found)


def _parts(begun: int) -> tuple[slice, slice]:
    return slice(begun), slice(begun, None)


# --- too late, too soon -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("weeks", "begun", "days", "message"),
    [
        (
            8,
            4,
            28,
            "that leaves 8 weeks, and the plan has work for 7: more than four heavier weeks in a row"
            " would be too much\n  choose an earlier race day, or a new season: fitexport init"
            " --overwrite --race-day DATE",
        ),
        (
            8,
            4,
            -25,
            "Tue 6 Apr 2027 is too soon: week 4 has begun and stays as it is, and race week needs"
            " four days of its own\n  the first possible race day is Wed 7 Apr 2027",
        ),
        (
            8,
            7,
            -7,
            "Sat 24 Apr 2027 is too soon: week 7 has begun and stays as it is, and race week needs"
            " four days of its own\n  the first possible race day is Wed 28 Apr 2027",
        ),
        (
            8,
            0,
            -18,
            "Tue 13 Apr 2027 is too soon: the shortest plan takes 6 weeks\n"
            "  the first possible race day is Wed 14 Apr 2027",
        ),
        (8, 3, 0, "the race is already on Sat 1 May 2027\n  give another day"),
        (8, 3, 40_000, "the race day 2136-11-05 is not in 2000 to 2099\n  check the year"),
    ],
)
def test_a_race_day_that_the_plan_cannot_lead_to_is_refused(
    weeks: int, begun: int, days: int, message: str
) -> None:
    before = planned(weeks)
    assert refusal(before, days, in_week(before, begun)) == message


@pytest.mark.parametrize(("begun", "first"), [(0, -17), (4, -24), (7, -3)])
def test_the_first_race_day_that_is_named_does_and_the_day_before_does_not(
    begun: int, first: int
) -> None:
    before = planned()
    today = in_week(before, begun)
    named = f"{RACE_DAY + timedelta(first):%a} {(RACE_DAY + timedelta(first)).day}"
    assert f"the first possible race day is {named} " in refusal(before, first - 1, today)
    assert moved(before, first, today).race_day == RACE_DAY + timedelta(first)


def test_after_the_race_the_season_is_over() -> None:
    assert refusal(planned(), 14, RACE_DAY + timedelta(1)) == (
        "the race was on Sat 1 May 2027: the season is over\n"
        "  start the next one: fitexport init --overwrite --race-day DATE"
    )


def test_on_its_morning_a_race_may_still_be_put_off() -> None:
    after = moved(planned(), 7, RACE_DAY)
    assert [entry.session.key for entry in after.missed] == ["w8.5"]
    assert after.race_day == RACE_DAY + timedelta(7)


# --- before the plan has begun ----------------------------------------------------------


@pytest.mark.parametrize("days", [-1, 1, 7, 30, 200])
def test_a_plan_that_has_not_begun_moves_as_a_whole(days: int) -> None:
    before = planned()
    after = postponed(before, RACE_DAY + timedelta(days), before.start - timedelta(8), source_of())
    assert after == lay_out(before.plan, RACE_DAY + timedelta(days))


@pytest.mark.parametrize(("days", "weeks"), [(-3, 8), (-4, 7), (-10, 7), (-11, 6), (-17, 6)])
def test_it_gets_shorter_if_there_is_not_the_time(days: int, weeks: int) -> None:
    before = planned()
    after = moved(before, days, before.start - timedelta(3))
    assert names(after) == names(planned(weeks))
    assert after.start >= before.start - timedelta(3)


# --- with other changes -----------------------------------------------------------------


def lived(*changes: Change) -> Schedule:
    return live(planned(), changes, source_of())


def test_what_was_moved_or_missed_in_weeks_begun_stays_so() -> None:
    early = date(2027, 3, 8)
    changes: list[Change] = [
        Move("w3.2", date(2027, 3, 23), swap=True, made=early),
        Skip("w2.7", made=early),
        Skip("w6.8", made=early),
    ]
    after = lived(*changes, NewRaceDay(date(2027, 5, 8), made=date(2027, 3, 24)))
    found = {session.key: session.day for session in after.sessions}
    assert (found["w3.2"], found["w3.4"]) == (date(2027, 3, 23), date(2027, 3, 22))
    missed = {entry.session.key: entry.why for entry in after.missed}
    assert missed == {"w2.7": "skipped", "w6.8": "skipped"}  # week 6 is S1 in both plans
    assert "w6.8" not in found


def test_what_was_skipped_in_a_week_that_becomes_another_is_to_be_done() -> None:
    later = NewRaceDay(date(2027, 5, 8), made=date(2027, 3, 24))
    after = lived(Skip("w7.7", made=date(2027, 3, 8)), later)
    assert names(after) == "B1 B2 V1 V2 VT S1 S2 S3 TW"  # week 7 was S3
    assert after.missed == ()


def test_an_illness_stays_on_its_days() -> None:
    ill = Spell(date(2027, 3, 22), date(2027, 3, 27), "sick")
    after = lived(
        Away(ill, made=date(2027, 3, 22)), NewRaceDay(date(2027, 5, 8), made=date(2027, 3, 28))
    )
    assert after.spells == (ill,)
    assert {entry.session.key for entry in after.missed} >= {"w3.2", "w3.6", "w3.8"}
    assert after.share(date(2027, 3, 28)) == 0.5


def test_a_trip_that_is_known_before_the_plan_begins_stays_on_its_days() -> None:
    today = date(2027, 3, 1)
    away = Spell(date(2027, 3, 22), date(2027, 3, 24), "away")
    after = lived(Away(away, made=today), NewRaceDay(date(2027, 5, 8), made=today))
    assert after.spells == (away,)
    assert not any(away.closes(session.day) for session in after.sessions if session.place)


def test_a_race_that_is_put_off_and_brought_back_gives_the_plan_again() -> None:
    today = date(2027, 3, 24)
    there = NewRaceDay(date(2027, 5, 8), made=today)
    back = NewRaceDay(RACE_DAY, made=today)
    assert lived(there, back).sessions == planned().sessions


@pytest.mark.parametrize(
    ("key", "days", "found"),
    [
        ("w5.1", 7, ["w5.1", "w5.2"]),  # week 5 is VT in both plans
        ("w5.1", 3, ["w5.1", "w5.2"]),
        ("w5.4", 7, ["w5.4"]),
        ("w5.1", -7, ["w3.rest7"]),  # week 5 was VT and is S1
        ("w5.4", -28, ["w3.rest7"]),  # there is no week 5
        ("w8.1", -14, ["w3.rest7"]),  # nor a week 8
    ],
)
def test_a_session_done_early_stays_if_its_week_is_the_same(
    key: str, days: int, found: list[str]
) -> None:
    today = date(2027, 3, 27)
    after = lived(
        Skip("w3.8", made=today),
        Move(key, today, made=today),
        NewRaceDay(RACE_DAY + timedelta(days), made=today),
    )
    assert [session.key for session in after.sessions if session.day == today] == found
    keys = [session.key for session in after.sessions if session.place]
    assert len(keys) == len(set(keys))
    assert [entry.session.key for entry in after.missed] == ["w3.8"]


@pytest.mark.parametrize(
    "days",
    [
        pytest.param(days, marks=[pytest.mark.slow] if days % 4 else [])
        for days in (*range(-28, 0), *range(1, 22))
    ],
)
def test_of_the_next_week_too_it_is_there_once(days: int) -> None:
    today = date(2027, 3, 27)
    after = lived(
        Skip("w3.8", made=date(2027, 3, 20)),
        Move("w4.1", today, made=date(2027, 3, 20)),
        NewRaceDay(RACE_DAY + timedelta(days), made=today),
    )
    keys = [
        *(session.key for session in after.sessions if session.place),
        *(entry.session.key for entry in after.missed),
    ]
    wanted = [
        f"w{number}.{planned.place}"
        for number, week in enumerate(after.plan.weeks, start=1)
        for planned in week.sessions
        if planned.place
    ]
    assert sorted(keys) == sorted(wanted)


def test_what_found_no_day_in_weeks_begun_is_still_known() -> None:
    """With five days an easy run is left out of most weeks; later weeks are laid out again."""
    days: tuple[Weekday, ...] = ("mon", "tue", "wed", "fri", "sat")
    before = lay_out(load_plan("mile", "advanced", 8), RACE_DAY, days)
    source = replace(source_of("advanced"), days=days)
    later = RACE_DAY + timedelta(weeks=1)
    after = live(before, [NewRaceDay(later, made=in_week(before, 7))], source)
    found = [(week, planned.place) for week, planned in after.left_out]
    begun = [(week, planned.place) for week, planned in before.left_out if week <= 7]
    race_week = [(8, planned.place) for week, planned in before.left_out if week == 8]
    assert {week for week, _ in begun} == {1, 2, 3, 4, 6, 7}
    assert found[: len(begun)] == begun
    assert {week for week, _ in found[len(begun) :]} == {8, 9}
    assert len(found) == len(set(found))
    assert race_week


# --- plans of one's own -----------------------------------------------------------------

_OWN = """\
name = "my-mile"
title = "My mile"
level = "beginner"
about = "For a test."
weeks = ["A", "B", "C", "D"]
"""
_WEEK = """
[week.{name}]
phase = "{phase}"
focus = "Run."

[[week.{name}.session]]
day = 2
text = "{text}"
why = "Because."

[[week.{name}.session]]
day = 7
text = "{last}"
why = "Because."
"""


def own(folder: Path, race_at: int = 7) -> tuple[Schedule, WeekSource]:
    """Four weeks of one's own: two to build, a lighter one, race week with the race on this day."""
    weeks = [
        _WEEK.format(name="A", phase="base", text="8x 200m @ mile, jog 2x rep", last="long 60min"),
        _WEEK.format(name="B", phase="build", text="tempo 15min", last="long 70min"),
        _WEEK.format(name="C", phase="specific", text="tempo 10min", last="long 40min"),
        _WEEK.format(name="D", phase="taper", text="easy 20min", last="race 1mi"),
    ]
    path = folder / "mine.toml"
    weeks[-1] = weeks[-1].replace("day = 7", f"day = {race_at}")
    path.write_text(_OWN + "".join(weeks), encoding="utf-8")
    source = WeekSource(
        plan_orders(str(path), "beginner"), lambda wanted: load_plan(str(path), "beginner", wanted)
    )
    return lay_out(load_plan(str(path), "beginner"), RACE_DAY), source


@pytest.mark.parametrize(
    ("begun", "days", "expected"),
    [
        (0, 14, "A B C D"),
        (1, -14, "A D"),
        (1, -7, "A C D"),
        (1, 7, "A B B C D"),
        (1, 14, "A A B B C D"),
        (2, 7, "A B B C D"),
        (2, -7, "A B D"),
        (3, 7, "A B C C D"),
        (4, 7, "A B C D D"),
    ],
)
def test_a_custom_plan_gets_longer_and_shorter_with_its_own_weeks(
    tmp_path: Path, begun: int, days: int, expected: str
) -> None:
    before, source = own(tmp_path)
    today = in_week(before, begun)
    after = live(before, [NewRaceDay(RACE_DAY + timedelta(days), made=today)], source)
    assert names(after) == expected
    last = after.sessions[-1]
    assert (last.planned.kind, last.day) == ("race", RACE_DAY + timedelta(days))
    _weeks_follow_one_another(after)
    if begun:
        _begun_stays(before, after, begun, today)


@pytest.mark.parametrize("race_at", [4, 5, 6])
@pytest.mark.parametrize("days", [-7, -4, -3, 3, 4, 7])
def test_days_after_the_race_belong_to_its_week_wherever_it_moves(
    tmp_path: Path, race_at: int, days: int
) -> None:
    before, source = own(tmp_path, race_at)
    assert before.days_after_race == 7 - race_at
    change = NewRaceDay(RACE_DAY + timedelta(days), made=in_week(before, 1))
    after = live(before, [change], source)
    assert after.end == RACE_DAY + timedelta(days + 7 - race_at)
    _weeks_follow_one_another(after)
    assert all(4 <= len(after.days(week)) <= 10 for week in range(1, after.weeks + 1))


@pytest.mark.parametrize(
    ("begun", "days", "message"),
    [
        (
            0,
            -7,
            "Sat 24 Apr 2027 is too soon: the shortest plan takes 4 weeks\n"
            "  the first possible race day is Wed 28 Apr 2027",
        ),
        (
            2,
            28,
            "that leaves 6 weeks, and the plan has work for 3: more than four heavier weeks in a row"
            " would be too much\n  choose an earlier race day, or a new season: fitexport init"
            " --overwrite --race-day DATE",
        ),
    ],
)
def test_a_custom_plan_has_its_limits(tmp_path: Path, begun: int, days: int, message: str) -> None:
    before, source = own(tmp_path)
    change = NewRaceDay(RACE_DAY + timedelta(days), made=in_week(before, begun))
    with pytest.raises(ScheduleError) as caught:
        live(before, [change], source)
    assert str(caught.value) == message


def test_what_was_lifted_too_near_an_earlier_race_costs_no_session_of_race_week() -> None:
    after = moved(planned(), -24, date(2027, 4, 2))
    left = [session.key for session in after.sessions if session.week == 5 and session.place]
    assert left == ["w5.3", "w5.4", "w5.5"]  # the others stood on days that the week has lost


@pytest.mark.parametrize("day", [26, 27])
def test_a_session_done_on_the_last_days_of_a_week_begun_is_not_done_again(day: int) -> None:
    early = date(2027, 3, 20)
    after = lived(
        Skip("w3.8", made=early),
        Move("w4.1", date(2027, 3, day), made=early),
        NewRaceDay(date(2027, 5, 8), made=date(2027, 3, 27)),
    )
    assert [each.day for each in after.sessions if each.key == "w4.1"] == [date(2027, 3, day)]


def test_a_race_week_can_be_ten_days_long_and_no_longer() -> None:
    race_week = date(2027, 4, 26)
    later = [NewRaceDay(date(2027, 5, day), made=race_week) for day in (3, 4, 5)]
    assert lived(later[0], later[1]).race_day == date(2027, 5, 4)
    with pytest.raises(ScheduleError) as caught:
        lived(*later)
    assert str(caught.value) == (
        "race week would be longer than 10 days with the race on Wed 5 May 2027\n"
        "  put it off by 4 days or more, for another race week"
    )


def test_a_race_that_comes_back_to_its_day_brings_back_what_it_cost() -> None:
    race_week = date(2027, 4, 26)
    there = NewRaceDay(date(2027, 4, 28), made=race_week)
    back = NewRaceDay(date(2027, 5, 1), made=race_week)
    assert lived(there).missed
    assert lived(there, back).missed == ()
    assert lived(there, back).sessions == planned().sessions


def test_too_soon_in_race_week_says_how_far_it_can_move() -> None:
    with pytest.raises(ScheduleError) as caught:
        lived(NewRaceDay(date(2027, 4, 27), made=date(2027, 4, 25)))
    assert str(caught.value) == (
        "Tue 27 Apr 2027 is too soon: week 8 has begun and is race week:"
        " the race can move by three days in it\n"
        "  the first possible race day is Wed 28 Apr 2027"
    )
