"""Weeks are drawn one letter a session, one word a day: `. H+S E . Q+S . L`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.drawn_weeks import SATURDAY, schedule_of

from fitexport.plan.load import load_plan
from fitexport.plan.model import LEVELS, Level
from fitexport.season.changes import Away, Change, Skip
from fitexport.season.choosing import WeekSource
from fitexport.season.lay_out import lay_out
from fitexport.season.living import proposed
from fitexport.season.rules import breaches, new_breaches
from fitexport.season.schedule import Schedule
from fitexport.season.spells import Spell


def moved(schedule: Schedule, key: str, days: int) -> Schedule:
    """One session some days later; the rules are asked after, whoever put it there."""
    return schedule.with_sessions(
        replace(each, day=each.day + timedelta(days)) if each.key == key else each
        for each in schedule.sessions
    )


def broken(schedule: Schedule) -> list[str]:
    """Every breach as `rule: sentence (sessions)`."""
    return sorted(
        f"{breach.rule}: {breach.text} ({' '.join(sorted(breach.keys))})"
        for breach in breaches(schedule)
    )


# --- within a week and from one to the next ---------------------------------------------

_APART = "apart: hard runs must be two days apart"
_LONG = "long: long runs must be four days apart"
_ROW = "row: no three days in a row are hard or long"
_FRESH = "fresh: the last goal-pace run must be at least four days before the race"
_LIGHT = "light: the last week before the race has no lifting"
_ORDER = "order: goal pace comes after the time trial"
_ALONE = "alone: nothing else is on the day of a race or time trial"
_TWICE = "twice: nothing is done twice in a day"
_CROSS = "cross: no cross-training on the day of a hard or long run"
_LIFTING = "lifting: no lifting the day before a hard run"


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [
        # hard runs, of every kind
        ([". H Q . . . ."], [". H . Q . . ."], [f"{_APART} (w1.1 w1.2)"]),
        ([". V U . . . ."], [". V . U . . ."], [f"{_APART} (w1.1 w1.2)"]),
        ([". . T R . . ."], [". T . R . . ."], [f"{_APART} (w1.1 w1.2)"]),
        (
            [". . . . . . H", "Q . . . . . ."],
            [". . . . . . H", ". Q . . . . ."],
            [f"{_APART} (w1.1 w2.1)"],
        ),
        # long runs may follow a hard run, not another long run
        (["L . . L . . ."], ["L . . . L . ."], [f"{_LONG} (w1.1 w1.2)"]),
        (
            [". . . H L . .", "L . . . . . ."],
            [". . H L . . .", "L . . . . . ."],
            [f"{_LONG} (w1.2 w2.1)"],
        ),
        # hard and long runs in a row, from one week to the next as well
        ([". H L V . . ."], [". H L . V . ."], [f"{_ROW} (w1.1 w1.2 w1.3)"]),
        (
            [". . . . . V L", "H . . . . . ."],
            [". . . . V . L", "H . . . . . ."],
            [f"{_ROW} (w1.1 w1.2 w2.1)"],
        ),
        # before the race
        ([". . . G . . R"], [". . G . . . R"], [f"{_FRESH} (w1.1 w1.2)"]),
        (
            [". . . . . . G", ". . R . . . ."],
            [". . . . . G .", ". . R . . . ."],
            [f"{_FRESH} (w1.1 w2.1)"],
        ),
        ([". S . . . . R"], [". E . . . . R"], [f"{_LIGHT} (w1.1)"]),
        (
            [". . . . S . .", ". . . R . . ."],
            [". . . S . . .", ". . . R . . ."],
            [f"{_LIGHT} (w1.1)"],
        ),
        # the time trial
        ([". G . . T . ."], [". T . . G . ."], [f"{_ORDER} (w1.1 w1.2)"]),
        (
            [". G . . . . .", ". G . . . . .", ". T . . . . ."],
            [". H . . . . .", ". T . . . . .", ". G . . . . ."],
            [f"{_ORDER} (w1.1 w3.1)", f"{_ORDER} (w2.1 w3.1)"],
        ),
        # one day
        (
            [". E+E . . . . ."],
            [". E E . . . ."],
            ["occupied: Mon 26 Apr already has a run (w1.1 w1.2)"],
        ),
        (
            [". H+L . . . . ."],
            [". H L . . . ."],
            ["occupied: Mon 26 Apr already has a run (w1.1 w1.2)"],
        ),
        ([". T+S . . . . ."], [". T S . . . ."], [f"{_ALONE} (w1.1 w1.2)"]),
        ([". T+X . . . . ."], [". T X . . . ."], [f"{_ALONE} (w1.1 w1.2)"]),
        ([". . . . . . R+X"], [". . . . . X R"], [f"{_ALONE} (w1.1 w1.2)"]),
        ([". S+S . . . . ."], [". S S . . . ."], [f"{_TWICE} (w1.1 w1.2)"]),
        ([". X+X . . . . ."], [". X+S . . . . ."], [f"{_TWICE} (w1.1 w1.2)"]),
        ([". Q+X . . . . ."], [". E+X . . . . ."], [f"{_CROSS} (w1.1 w1.2)"]),
        ([". L+X . . . . ."], [". L+S . . . . ."], [f"{_CROSS} (w1.1 w1.2)"]),
        (
            [". E+X+S . . . . ."],
            [". E+X S . . . ."],
            ["two: Mon 26 Apr has more than two sessions (w1.1 w1.2 w1.3)"],
        ),
        # lifting
        ([". S Q . . . ."], [". S E . . . ."], [f"{_LIFTING} (w1.1 w1.2)"]),
        ([". S T . . . ."], [". S L . . . ."], [f"{_LIFTING} (w1.1 w1.2)"]),
        ([". S Q . . . ."], [". . Q+S . . . ."], [f"{_LIFTING} (w1.1 w1.2)"]),
        (
            [". . . . . . S", "H . . . . . ."],
            [". . . . . S .", "H . . . . . ."],
            [f"{_LIFTING} (w1.1 w2.1)"],
        ),
        # a whole week
        (
            [". H . Q . V ."],
            [". H . . Q . .", ". V . . . . ."],
            ["hard: week 1 has more than two hard runs (w1.1 w1.2 w1.3)"],
        ),
        (
            ["S . S . S . ."],
            ["S . S . . . .", "S . . . . . ."],
            ["strength: week 1 has more than two strength sessions (w1.1 w1.2 w1.3)"],
        ),
        (
            ["E E E E X S L"],
            ["E E E E+S X . L"],
            ["rest: week 1 has no free day (w1.1 w1.2 w1.3 w1.4 w1.5 w1.6 w1.7)"],
        ),
    ],
)  # fmt: skip
def test_a_rule_is_broken_and_its_neighbour_is_not(
    wrong: list[str], right: list[str], expected: list[str]
) -> None:
    assert broken(schedule_of(*wrong)) == expected
    assert broken(schedule_of(*right)) == []


def test_sessions_that_break_two_rules_break_both() -> None:
    assert broken(schedule_of(". S G . . R .")) == [
        f"{_FRESH} (w1.2 w1.3)",
        f"{_LIFTING} (w1.1 w1.2)",
        f"{_LIGHT} (w1.1)",
    ]


def test_removing_a_session_breaks_no_rule() -> None:
    """Every week of the advanced plan, less each of its sessions in turn."""
    whole = lay_out(load_plan("mile", "advanced", 10), SATURDAY)
    for session in whole.sessions:
        assert broken(whole.without([session], "skipped", "for a test")) == []


def test_fewer_sessions_that_break_a_rule_together_are_nothing_new() -> None:
    four, two = schedule_of(". H . Q . V U"), schedule_of(". H Q . . . .")
    known = breaches(four)
    for session in four.sessions:
        assert new_breaches(four.without([session], "skipped", "skipped"), known) == frozenset()
    assert new_breaches(four, []) == known
    assert new_breaches(two, known) == breaches(two)  # other sessions
    assert new_breaches(four, breaches(two)) == known


@pytest.mark.parametrize("number", range(1, 5))
def test_a_custom_plan_with_four_hard_runs_a_week_may_lose_one(number: int) -> None:
    schedule = schedule_of(". H . Q . V U", ". H . Q . V U")
    source = WeekSource({}, lambda _: schedule.plan)
    session = next(each for each in schedule.sessions if each.key == f"w1.{number}")
    changes: list[Change] = [
        Skip(session.key, made=schedule.start),
        Away(Spell(session.day, session.day, "sick"), made=schedule.start),
    ]
    for change in changes:
        found = proposed(schedule, (), change, source)
        assert found.broken == ()
        assert [entry.session.key for entry in found.after.missed] == [session.key]


@pytest.mark.parametrize("weeks", range(6, 11))
@pytest.mark.parametrize("level", LEVELS)
def test_a_shipped_plan_on_its_own_days_breaks_no_rule(level: Level, weeks: int) -> None:
    assert broken(lay_out(load_plan("mile", level, weeks), SATURDAY)) == []


# --- a rest day, in weeks of any length -------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (4, []),
        (6, []),
        (7, ["rest: week 1 has no free day (w1.1 w1.2 w1.3 w1.4 w1.5 w1.6 w1.7)"]),
        (8, []),
    ],
)
def test_a_short_week_needs_no_free_day_and_a_long_one_has_it_anywhere(
    days: int, expected: list[str]
) -> None:
    drawn = " ".join((["E"] * days + ["."] * 7)[:7])
    schedule = schedule_of(drawn, ". . . . . . .")
    first = schedule.starts[0]
    assert broken(replace(schedule, starts=(first, first + timedelta(days)))) == expected


# --- lighter weeks ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cut_back", "taper", "expected"),
    [
        ((), (), []),
        ((2,), (), ["lighter: week 2 is a lighter one: nothing is added to it (w1.1)"]),
        ((), (2,), ["lighter: week 2 is a lighter one: nothing is added to it (w1.1)"]),
        ((1,), (), []),
    ],
)
def test_nothing_from_another_week_is_added_to_a_lighter_one(
    cut_back: list[int], taper: list[int], expected: list[str]
) -> None:
    schedule = schedule_of(". . . . . E .", ". E . . . . .", cut_back=cut_back, taper=taper)
    assert broken(schedule) == []
    assert broken(moved(schedule, "w1.1", 4)) == expected


def test_a_session_moved_out_of_a_lighter_week_is_no_matter() -> None:
    schedule = schedule_of(". E . . . . .", ". E . . . . .", cut_back=[2])
    assert broken(moved(schedule, "w2.1", -4)) == []


# --- illness and trips ---------------------------------------------------------------

_SUNDAY = date(2027, 4, 18)
"""Day 1 of two weeks before SATURDAY."""


def ill(first: int, last: int) -> Spell:
    """From one day of the schedule to another, counted from 1 on _SUNDAY."""
    return Spell(_SUNDAY + timedelta(first - 1), _SUNDAY + timedelta(last - 1), "sick")


@pytest.mark.parametrize(
    ("spell", "expected"),
    [
        (
            Spell(_SUNDAY, _SUNDAY + timedelta(2), "away", days=("mon", "tue")),
            ["off: no training on Sun 18 Apr: away from Sun 18 Apr to Tue 20 Apr (mon,tue open) (w1.1)"],
        ),
        (Spell(_SUNDAY, _SUNDAY + timedelta(2), "away", days=("sun", "mon", "tue")), []),
        (Spell(_SUNDAY + timedelta(3), _SUNDAY + timedelta(8), "away"), []),
        (ill(1, 1), ["off: no training on Sun 18 Apr: ill on Sun 18 Apr (w1.1)"]),
        (ill(2, 2), ["off: no training on Mon 19 Apr: ill on Mon 19 Apr (w1.2)"]),
        (ill(4, 9), []),
    ],
)  # fmt: skip
def test_days_off_have_no_training(spell: Spell, expected: list[str]) -> None:
    schedule = schedule_of("E E . . . . .", ". . E . . . .", spells=[spell])
    assert broken(schedule) == expected


def test_the_race_is_run_on_any_day_and_nothing_else_is() -> None:
    away = Spell(_SUNDAY + timedelta(9), _SUNDAY + timedelta(10), "away")
    assert broken(schedule_of(". . . . . . .", ". . E R . . .", spells=[away])) == [
        "off: no training on Tue 27 Apr: away from Tue 27 Apr to Wed 28 Apr (w2.1)"
    ]


@pytest.mark.parametrize(
    ("first", "last", "well"),
    [
        (7, 10, False),  # ill on race day
        (10, 10, False),  # no longer than that
        (9, 9, False),  # one easy day, which is race day
        (7, 8, False),
        (4, 6, True),  # the return ends on the eve: days 7 to 9
        (5, 7, False),  # days 8 to 10
        (8, 8, True),
        (11, 12, True),  # after the race
    ],
)
def test_no_race_while_ill_or_returning(first: int, last: int, well: bool) -> None:
    schedule = schedule_of(". . . . . . .", ". . R . . . .", spells=[ill(first, last)])
    message = ["well: no racing while ill or injured, or soon after (w2.1)"]
    found = [each for each in broken(schedule) if not each.startswith("off")]
    assert found == ([] if well else message)


def test_travel_just_before_the_race_is_no_illness() -> None:
    away = Spell(_SUNDAY, _SUNDAY + timedelta(8), "away")
    assert broken(schedule_of(". . . . . . .", ". . R . . . .", spells=[away])) == []


@pytest.mark.parametrize(
    ("week", "spell", "expected"),
    [
        # days 3 and 4 are the return: a run on them is an easy one
        (". . . H Q . .", ill(1, 2), []),
        (". . . S Q . .", ill(1, 2), [f"{_LIFTING} (w2.1 w2.2)"]),
        (". . S Q . . .", ill(1, 2), []),
        (". . H . Q . V", ill(1, 2), []),
        (
            ". . . . H . Q",
            ill(1, 2),
            [],
        ),
        (". . . . H Q .", ill(1, 2), [f"{_APART} (w2.1 w2.2)"]),
        # a race is run hard on any day
        (". . S R . . .", ill(1, 2), [f"{_LIFTING} (w2.1 w2.2)"]),
    ],
)
def test_runs_made_easy_by_the_return_are_not_hard(
    week: str, spell: Spell, expected: list[str]
) -> None:
    second = Spell(spell.first + timedelta(7), spell.last + timedelta(7), "sick")
    schedule = schedule_of(". . . . . . .", week, spells=[second])
    rules = ("light", "well")
    assert [each for each in broken(schedule) if not each.startswith(rules)] == expected
