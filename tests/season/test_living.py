"""Every example starts from the intermediate plan of eight weeks with the race on Saturday, 1 May.

Its week 3: Sun 21 Mar w3.1 cross-training; Mon w3.2 4x2:30 and w3.3 lifting; Tue w3.4 easy;
Wed w3.5 easy; Thu w3.6 tempo and w3.7 lifting; Fri free; Sat w3.8 long run. Week 4 is alike.
"""

from __future__ import annotations

from datetime import date

import pytest

from fitexport.errors import ScheduleError
from fitexport.plan.load import load_plan, plan_orders
from fitexport.plan.model import a_rest
from fitexport.season.changes import Away, Change, Move, NewRaceDay, Skip
from fitexport.season.choosing import WeekSource
from fitexport.season.lay_out import lay_out
from fitexport.season.living import days_for, live, proposed
from fitexport.season.rules import breaches
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.season.spells import Spell

RACE_DAY = date(2027, 5, 1)
SCHEDULE = lay_out(load_plan("mile", "intermediate", 8), RACE_DAY)
SOURCE = WeekSource(
    plan_orders("mile", "intermediate"), lambda names: load_plan("mile", "intermediate", names)
)
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
_EARLY = date(2027, 3, 14)
"""A Sunday before week 3: none of its days is past."""


def march(day: int) -> date:
    return date(2027, 3, day)


def april(day: int) -> date:
    return date(2027, 4, day)


def move(session: str, to: date, *, swap: bool = False, made: date = _EARLY) -> Move:
    return Move(session, to, swap, made=made)


def skip(session: str) -> Skip:
    return Skip(session, made=_EARLY)


def sick(first: date, last: date) -> Away:
    return Away(Spell(first, last, "sick"), made=_EARLY)


def travel(first: date, last: date) -> Away:
    return Away(Spell(first, last, "away"), made=_EARLY)


def after(*changes: Change) -> Schedule:
    return live(SCHEDULE, changes, SOURCE)


def days(schedule: Schedule, week: int) -> dict[str, str]:
    """The days of what belongs to a week, rest days aside."""
    return {
        session.key: f"{session.day:%a %d}"
        for session in sorted(schedule.sessions, key=lambda each: each.place)
        if session.week == week and session.place
    }


def missed(schedule: Schedule) -> dict[str, str]:
    return {entry.session.key: entry.why for entry in schedule.missed}


def broken(*changes: Change) -> list[str]:
    """What the last of these changes breaks, as `rule (sessions)`."""
    found = proposed(SCHEDULE, changes[:-1], changes[-1], SOURCE).broken
    return sorted(f"{breach.rule} ({' '.join(sorted(breach.keys))})" for breach in found)


def refusal(*changes: Change) -> str:
    with pytest.raises(ScheduleError) as caught:
        after(*changes)
    return str(caught.value)


# --- moving -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        # lifting goes with a hard run
        (move("w3.6", march(26)), {"w3.6": "Fri 26", "w3.7": "Fri 26"}),
        # and a hard run stays when its lifting goes
        (move("w3.3", march(23)), {"w3.3": "Tue 23"}),
        (move("w3.1", march(26)), {"w3.1": "Fri 26"}),
        (move("w3.8", march(26)), {"w3.8": "Fri 26"}),
        (move("w3.4", march(26)), {"w3.4": "Fri 26"}),
        # a swap: all sessions there come here
        (
            move("w3.2", march(23), swap=True),
            {"w3.2": "Tue 23", "w3.3": "Tue 23", "w3.4": "Mon 22"},
        ),
        (
            move("w3.2", march(25), swap=True),
            {"w3.2": "Thu 25", "w3.3": "Thu 25", "w3.6": "Mon 22", "w3.7": "Mon 22"},
        ),
        (
            move("w3.6", march(24), swap=True),
            {"w3.5": "Thu 25", "w3.6": "Wed 24", "w3.7": "Wed 24"},
        ),
        # lifting changes places with lifting, the runs stay
        (move("w3.3", march(25), swap=True), {"w3.3": "Thu 25", "w3.7": "Mon 22"}),
        # a swap with a free day is a move
        (move("w3.8", march(26), swap=True), {"w3.8": "Fri 26"}),
    ],
)
def test_a_session_moves_within_its_week_where_no_rule_is_broken(
    change: Move, moved: dict[str, str]
) -> None:
    found = after(change)
    assert days(found, 3) == {**WEEK_3, **moved}
    assert missed(found) == {}
    assert broken(change) == []


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        (
            move("w3.2", march(23)),
            ["occupied (w3.2 w3.4)", "two (w3.2 w3.3 w3.4)"],
        ),
        (move("w3.2", march(24), swap=True), ["apart (w3.2 w3.6)", "lifting (w3.3 w3.6)"]),
        (move("w3.3", march(24)), ["lifting (w3.3 w3.6)"]),
        (move("w3.1", march(22)), ["cross (w3.1 w3.2)", "two (w3.1 w3.2 w3.3)"]),
        (move("w3.7", march(22)), ["twice (w3.3 w3.7)", "two (w3.2 w3.3 w3.7)"]),
        (move("w3.8", march(28)), ["cross (w3.8 w4.1)"]),
        (move("w3.8", march(26), made=march(27)), ["past (w3.8)"]),
        # the weeks of the time trial and of the race take nothing on
        (move("w4.5", april(4)), ["lighter (w4.5)"]),
        (move("w4.1", april(4)), ["lighter (w4.1)"]),
        (move("w7.7", april(25)), ["lighter (w7.7)"]),
        # goal pace, the trial and the race
        (move("w6.2", april(7), swap=True), ["apart (w5.5 w6.2)", "hard (w5.1 w5.5 w6.2)", "lifting (w5.5 w6.3)", "lighter (w6.2)", "lighter (w6.3)", "order (w5.5 w6.2)"]),
        (move("w8.1", april(28), swap=True), ["fresh (w8.1 w8.5)"]),
        (move("w5.2", april(8)), ["alone (w5.2 w5.5)"]),
        (move("w7.3", april(25)), ["lifting (w7.3 w8.1)", "light (w7.3)", "lighter (w7.3)"]),
    ],
)  # fmt: skip
def test_a_move_that_breaks_rules_says_which(change: Move, rules: list[str]) -> None:
    assert broken(change) == rules


def test_a_session_may_go_into_the_next_week() -> None:
    """The day that it goes to is free because what stood there was skipped."""
    changes: list[Change] = [skip("w4.1"), move("w3.8", march(28))]
    found = after(*changes)
    assert days(found, 3) == {**WEEK_3, "w3.8": "Sun 28"}
    assert [each.key for each in found.week(4)][:2] == ["w3.8", "w4.2"]
    assert [each.key for each in found.week(3)][-2:] == ["w3.rest6", "w3.rest7"]


def test_lifting_stays_when_an_easy_session_leaves_its_day() -> None:
    """Beginners lift on days of cross-training."""
    beginner = lay_out(load_plan("mile", "beginner", 8), RACE_DAY)
    cross, lifting = (each for each in beginner.week(3) if each.day == march(23))
    found = live(beginner, [move(cross.key, march(26))], SOURCE)
    there = {each.key: each.day for each in found.sessions}
    assert (there[cross.key], there[lifting.key]) == (march(26), march(23))


def test_moving_back_gives_the_same_days_again() -> None:
    there = move("w3.2", march(23), swap=True)
    back = move("w3.2", march(22), swap=True)
    assert after(there, back) == after()
    assert after() == SCHEDULE


def test_forced_moves_stay_and_rules_already_broken_are_not_reported_again() -> None:
    stacked = move("w3.2", march(23))
    assert broken(stacked) != []
    assert days(after(stacked), 3) == {**WEEK_3, "w3.2": "Tue 23", "w3.3": "Tue 23"}
    assert broken(stacked, skip("w3.8")) == []
    assert broken(stacked, move("w4.8", april(2))) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            move("w3.9", march(23)),
            "there is no session w3.9\n"
            "  write it like w3.2, as in the tables of `fitexport week 3`",
        ),
        (
            move("w3.rest6", march(23)),
            "there is no session w3.rest6\n"
            "  write it like w3.2, as in the tables of `fitexport week 3`",
        ),
        (
            move("w8.5", march(23)),
            "W8.5 Mile race is the race\n  fitexport move race DATE",
        ),
        (
            move("w3.2", march(22)),
            "W3.2 4x2:30 is already on Mon 22 Mar 2027\n  give another day",
        ),
        (
            move("w1.1", march(6)),
            "Sat 6 Mar 2027 is outside the plan\n"
            "  give a day from Sun 7 Mar 2027 to Sat 8 May 2027",
        ),
        (
            move("w8.4", date(2027, 5, 9)),
            "Sun 9 May 2027 is outside the plan\n"
            "  give a day from Sun 7 Mar 2027 to Sat 8 May 2027",
        ),
        (
            Move("w3.9", march(23), made=_EARLY, where="fitexport.toml:31"),
            "fitexport.toml:31: there is no session w3.9\n"
            "  write it like w3.2, as in the tables of `fitexport week 3`",
        ),
        (
            skip("w10.1"),
            "there is no session w10.1\n"
            "  write it like w3.2, as in the tables of `fitexport week 3`",
        ),
        (
            skip("w8.5"),
            "W8.5 Mile race is the race, and the whole plan leads up to it\n"
            "  put it off: fitexport move race DATE",
        ),
        (
            sick(march(27), march(22)),
            "Mon 22 Mar 2027 is before Sat 27 Mar 2027\n  give the first day, then the last",
        ),
        (
            sick(date(2027, 2, 24), date(2027, 2, 28)),  # the return ends on 5 March
            "the plan has no training on these days\n"
            "  it runs from Sun 7 Mar 2027 to Sat 8 May 2027",
        ),
        (
            travel(date(2027, 5, 9), date(2027, 5, 16)),
            "the plan has no training on these days\n"
            "  it runs from Sun 7 Mar 2027 to Sat 8 May 2027",
        ),
        (
            sick(march(8), april(5)),
            "an illness of 29 days is too long to go on with this plan\n"
            "  start another when you are well: fitexport init --overwrite --race-day DATE",
        ),
        (
            NewRaceDay(RACE_DAY, made=march(21), where="fitexport.toml:31"),
            "fitexport.toml:31: the race is already on Sat 1 May 2027\n  give another day",
        ),
    ],
)
def test_a_change_of_an_unknown_session_is_refused(change: Change, message: str) -> None:
    assert refusal(change) == message


@pytest.mark.parametrize(
    "change",
    [
        move("w1.1", march(7)),
        move("w8.4", date(2027, 5, 8)),
        sick(march(1), march(7)),
        sick(date(2027, 5, 8), date(2027, 5, 16)),
        sick(march(8), april(4)),
        travel(march(8), april(5)),
    ],
)
def test_what_just_touches_the_plan_is_a_change(change: Change) -> None:
    assert after(change) != SCHEDULE


# --- days that would do -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("session", "made", "expected"),
    [
        ("w3.1", _EARLY, ["Tue 23", "Wed 24", "Fri 26"]),
        ("w3.2", _EARLY, ["Sun 21 swap", "Tue 23 swap", "Thu 25 swap"]),
        ("w3.3", _EARLY, ["Tue 23", "Thu 25 swap", "Sat 27"]),
        ("w3.6", _EARLY, ["Mon 22 swap", "Wed 24 swap", "Fri 26", "Sat 27 swap"]),
        ("w3.8", _EARLY, ["Wed 24 swap", "Thu 25 swap", "Fri 26"]),
        ("w3.1", march(24), ["Wed 24", "Fri 26"]),  # what is past would not
    ],
)
def test_days_that_would_do_break_no_rule(session: str, made: date, expected: list[str]) -> None:
    wanted = move(session, march(24), made=made)
    found = days_for(SCHEDULE, (), wanted, SOURCE)
    named = [f"{each.to:%a %d}" + (" swap" if each.swap else "") for each in found]
    assert named == expected
    assert all(broken(each) == [] for each in found)


def test_on_the_way_back_no_day_would_do_for_a_hard_run() -> None:
    ill = sick(march(22), march(24))
    hard, easy = (move(key, march(26), made=march(25)) for key in ("w3.2", "w3.4"))
    assert days_for(SCHEDULE, [ill], hard, SOURCE) == []
    assert easy in days_for(SCHEDULE, [ill], easy, SOURCE)


@pytest.mark.parametrize(
    ("session", "away", "made", "expected"),
    [
        ("w3.2", sick(march(24), march(24)), _EARLY, ["Sun 21 swap", "Tue 23 swap", "Fri 26"]),
        ("w3.2", sick(march(24), march(24)), march(25), ["Fri 26"]),
        ("w3.3", sick(march(24), march(24)), _EARLY, ["Tue 23", "Fri 26", "Sat 27"]),
        ("w3.3", sick(march(22), march(24)), march(25), []),
        ("w3.4", sick(march(24), march(24)), _EARLY, ["Sun 21", "Mon 22 swap", "Fri 26"]),
        ("w3.4", sick(march(22), march(24)), march(25), ["Fri 26"]),
        ("w3.8", sick(march(24), march(24)), march(25), ["Fri 26"]),
        ("w3.8", sick(march(22), march(24)), march(25), []),
        ("w3.1", travel(march(23), march(24)), _EARLY, ["Fri 26"]),
    ],
)
def test_days_off_past_and_on_the_way_back_would_not_do(
    session: str, away: Away, made: date, expected: list[str]
) -> None:
    found = days_for(SCHEDULE, [away], move(session, march(24), made=made), SOURCE)
    assert [f"{each.to:%a %d}" + (" swap" if each.swap else "") for each in found] == expected


def test_a_missed_session_is_offered_its_own_day() -> None:
    offered = days_for(SCHEDULE, [skip("w3.8")], move("w3.8", march(24)), SOURCE)
    assert move("w3.8", march(27)) in offered
    offered = days_for(SCHEDULE, [], move("w3.8", march(24)), SOURCE)
    assert move("w3.8", march(27)) not in offered


@pytest.mark.slow
def test_no_day_that_would_do_is_past_or_off_or_has_work_on_the_way_back() -> None:
    """For what goes there and for what it changes places with."""
    away, made = sick(march(24), march(24)), march(22)
    offered = [
        each
        for session in SCHEDULE.sessions
        if session.place and session.week == 3
        for each in days_for(SCHEDULE, [away], move(session.key, march(24), made=made), SOURCE)
    ]
    assert any(each.swap for each in offered)
    there = {session.key: session.day for session in SCHEDULE.sessions}
    for each in offered:
        for session in after(away, each).sessions:
            if session.place and session.day != there[session.key]:
                assert session.day >= made, (each, session)
                assert session.day != march(24), (each, session)
                easy = session.planned.kind in ("easy run", "cross-training")
                assert easy or session.day != march(25), (each, session)


# --- skipping, and what comes back ------------------------------------------------------


def test_a_skipped_session_is_missed_and_the_rest_of_the_week_stays() -> None:
    found = after(skip("w3.2"))
    assert missed(found) == {"w3.2": "skipped"}
    assert days(found, 3) == {key: day for key, day in WEEK_3.items() if key != "w3.2"}
    assert broken(skip("w3.2")) == []


def test_a_day_that_loses_all_it_had_is_a_rest_day() -> None:
    found = after(skip("w3.8"))
    saturday = found.week(3)[-1]
    assert saturday == ScheduledSession(3, march(27), a_rest(7))
    assert saturday.key == "w3.rest7"


def test_a_session_is_skipped_once() -> None:
    assert refusal(skip("w3.2"), skip("w3.2")) == (
        "W3.2 4x2:30 is already left out\n  nothing to do"
    )


def test_a_missed_session_may_come_back_to_its_own_day_or_another() -> None:
    gone = skip("w3.8")
    assert after(gone, move("w3.8", march(27))) == SCHEDULE
    found = after(gone, move("w3.8", march(26)))
    assert days(found, 3) == {**WEEK_3, "w3.8": "Fri 26"}
    assert missed(found) == {}


def test_a_session_that_comes_back_leaves_the_others_where_they_are() -> None:
    """Its lifting stayed on Monday, and was done."""
    changes: list[Change] = [skip("w3.2"), skip("w3.6"), skip("w3.7"), move("w3.2", march(26))]
    left = {key: day for key, day in WEEK_3.items() if key not in ("w3.6", "w3.7")}
    assert days(after(*changes), 3) == {**left, "w3.2": "Fri 26"}
    assert broken(*changes) == []


def test_a_session_lost_to_a_trip_may_come_back() -> None:
    away = travel(march(21), march(27))
    assert set(missed(after(away))) == set(WEEK_3)
    found = after(away, skip("w4.1"), move("w3.8", march(28)))
    assert days(found, 3) == {"w3.8": "Sun 28"}


# --- illness ----------------------------------------------------------------------------


def test_an_illness_clears_its_days_and_the_lifting_of_the_return() -> None:
    found = after(sick(march(22), march(24)))
    ill = "ill from Mon 22 Mar to Wed 24 Mar"
    assert missed(found) == {
        **dict.fromkeys(("w3.2", "w3.3", "w3.4", "w3.5"), ill),
        "w3.7": "no lifting while coming back from an illness",
    }
    assert days(found, 3) == {"w3.1": "Sun 21", "w3.6": "Thu 25", "w3.8": "Sat 27"}
    assert days(found, 4) == days(SCHEDULE, 4)
    assert broken(sick(march(22), march(24))) == []


@pytest.mark.parametrize(
    ("last", "lifting"),
    [
        (8, ["w1.6", "w2.2", "w2.6"]),
        (9, ["w2.2", "w2.6"]),  # Thu 11 is the last of the return
        (11, ["w2.6"]),  # Mon 15 is
        (12, ["w2.6"]),
        (13, []),  # 14 to 19
    ],
)
def test_lifting_is_out_to_the_last_day_of_the_way_back(last: int, lifting: list[str]) -> None:
    found = after(sick(march(8), march(last)))
    strength = [
        session.key
        for session in found.sessions
        if session.planned.kind == "strength" and session.week < 3
    ]
    assert strength == lifting


def test_the_days_of_an_illness_rest() -> None:
    found = after(sick(march(22), march(24)))
    resting = [session.key for session in found.week(3) if not session.place]
    assert resting == ["w3.rest2", "w3.rest3", "w3.rest4", "w3.rest6"]


@pytest.mark.parametrize(
    ("first", "last", "rules"),
    [
        (april(30), RACE_DAY, ["well (w8.5)"]),
        (RACE_DAY, RACE_DAY, ["well (w8.5)"]),
        (april(30), april(30), ["well (w8.5)"]),
        (april(27), april(28), []),
        (april(27), april(29), ["well (w8.5)"]),
        (april(22), april(25), []),
    ],
)
def test_the_race_stays_and_whether_to_run_it_is_the_runners_choice(
    first: date, last: date, rules: list[str]
) -> None:
    change = sick(first, last)
    assert broken(change) == []  # an illness is a fact
    assert [
        f"well ({' '.join(each.keys)})" for each in breaches(after(change)) if each.rule == "well"
    ] == rules
    (race,) = (each for each in after(change).sessions if each.planned.is_race)
    assert (race.key, race.day, race.planned.title) == ("w8.5", RACE_DAY, "Mile race")


def test_a_session_lost_to_illness_moves_after_the_return_or_not_at_all() -> None:
    ill = sick(march(22), march(22))  # Tuesday is the return
    assert broken(ill, move("w3.2", march(23), swap=True)) == [
        "off (w3.4)",
        "return (w3.2)",
        "return (w3.3)",
    ]
    assert broken(ill, move("w3.4", march(26))) == []
    room: list[Change] = [ill, skip("w3.6"), skip("w3.7")]
    assert broken(*room, move("w3.2", march(26))) == []
    found = after(*room, move("w3.2", march(26)))
    assert days(found, 3) == {
        **{key: day for key, day in WEEK_3.items() if key not in ("w3.6", "w3.7")},
        "w3.2": "Fri 26",
        "w3.3": "Fri 26",
    }
    assert missed(found) == {"w3.6": "skipped", "w3.7": "skipped"}


def test_what_a_swap_puts_on_a_day_of_illness_is_missed() -> None:
    ill = sick(march(22), march(22))
    swap = move("w3.2", march(27), swap=True)
    assert broken(ill, swap) == ["off (w3.8)"]
    assert missed(after(ill, swap)) == {"w3.8": "ill on Mon 22 Mar"}


_AILING = sick(march(24), march(25))
"""Friday is the first half of the return, Saturday the second."""
_BACK = "Fri 26 Mar is soon after an illness: easy runs only"


@pytest.mark.parametrize(
    ("earlier", "change", "expected"),
    [
        # days of illness, for what goes there and for what comes from there
        (
            [_AILING],
            move("w3.4", march(24)),
            ["no training on Wed 24 Mar (w3.4)"],
        ),
        (
            [_AILING],
            move("w3.6", march(22), swap=True),
            ["no training on Thu 25 Mar (w3.2)", "no training on Thu 25 Mar (w3.3)"],
        ),
        # of a trip, too
        (
            [travel(march(26), march(26))],
            move("w3.8", march(26)),
            ["no training on Fri 26 Mar: away on Fri 26 Mar (w3.8)"],
        ),
        # the past; today is none
        (
            [],
            move("w3.6", march(22), swap=True, made=march(23)),
            ["Mon 22 Mar is past (w3.6)", "Mon 22 Mar is past (w3.7)"],
        ),
        (
            [],
            move("w3.2", march(23), swap=True, made=march(23)),
            ["Mon 22 Mar is past (w3.4)"],
        ),
        ([], move("w3.2", march(23), swap=True, made=march(22)), []),
        # the return: lifting, long and hard runs
        ([_AILING], move("w3.8", march(26)), [f"{_BACK} (w3.8)"]),
        ([_AILING], move("w3.3", march(26)), [f"{_BACK} (w3.3)"]),
        ([_AILING], move("w3.2", march(26)), [f"{_BACK} (w3.2)", f"{_BACK} (w3.3)"]),
        (
            [_AILING],
            move("w3.7", march(27)),
            ["Sat 27 Mar is soon after an illness: easy runs only (w3.7)"],
        ),
        ([_AILING], move("w3.4", march(26)), []),
        ([_AILING], move("w3.1", march(26)), []),
        # what a swap brings there
        (
            [sick(march(22), march(22))],
            move("w3.4", march(25), swap=True),
            [
                "Tue 23 Mar is soon after an illness: easy runs only (w3.6)",
                "Tue 23 Mar is soon after an illness: easy runs only (w3.7)",
            ],
        ),
        # a session that comes back to a day that has gone by
        ([skip("w3.8")], move("w3.8", march(27), made=march(28)), ["Sat 27 Mar is past (w3.8)"]),
        ([skip("w3.8")], move("w3.8", march(27), made=march(27)), []),
    ],
)  # fmt: skip
def test_no_session_moves_into_the_past_or_an_illness_and_no_hard_one_into_the_return(
    earlier: list[Change], change: Change, expected: list[str]
) -> None:
    found = proposed(SCHEDULE, earlier, change, SOURCE).broken
    texts = sorted(f"{breach.text} ({' '.join(sorted(breach.keys))})" for breach in found)
    assert texts == expected


def test_only_a_move_asks_for_days_that_are_still_to_come() -> None:
    """Who says on Friday what was on Monday tells of the past, and chooses no day."""
    late = Away(Spell(march(22), march(23), "sick"), made=march(26))
    assert broken(late) == []
    assert broken(Skip("w3.2", made=march(26))) == []
    assert broken(sick(march(22), march(27)), NewRaceDay(april(30), made=march(27))) == []


def test_goal_pace_too_near_to_an_earlier_race_is_reported() -> None:
    assert broken(NewRaceDay(april(30), made=april(25))) == []
    assert broken(NewRaceDay(april(29), made=april(25))) == ["fresh (w8.1 w8.5)"]
    assert broken(NewRaceDay(april(29), made=april(26))) == ["fresh (w8.1 w8.5)"]
    assert broken(NewRaceDay(april(29), made=april(27))) == []  # it was done


def test_a_move_onto_the_way_back_leaves_lifting_out() -> None:
    ill = sick(march(21), march(22))
    assert broken(ill, move("w3.7", march(23))) == ["return (w3.7)"]
    assert "w3.7" in missed(after(ill, move("w3.7", march(23))))


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (sick(march(22), march(24)), sick(march(24), march(26)), "ill from Mon 22 Mar to Wed 24 Mar"),
        (sick(march(22), march(24)), travel(march(20), march(22)), "ill from Mon 22 Mar to Wed 24 Mar"),
        (travel(march(20), march(30)), sick(march(24), march(24)), "away from Sat 20 Mar to Tue 30 Mar"),
        (travel(march(22), march(24)), travel(march(20), march(30)), "away from Mon 22 Mar to Wed 24 Mar"),
    ],
)  # fmt: skip
def test_days_of_two_changes_do_not_overlap(first: Away, second: Away, message: str) -> None:
    assert refusal(first, second) == (
        f"these days overlap others: {message}\n"
        "  give other days, or undo the other change (fitexport undo)"
    )


def test_days_may_follow_one_another() -> None:
    found = after(sick(march(22), march(22)), sick(march(23), march(23)))
    assert {"w3.2", "w3.4"} <= set(missed(found))
    assert found.share(march(23)) == found.share(march(24)) == 0.5


def test_a_relapse_counts_with_the_illness_before_it() -> None:
    one_by_one = after(*(sick(march(day), march(day)) for day in range(8, 15)))
    at_once = after(sick(march(8), march(14)))
    assert one_by_one.sessions == at_once.sessions
    assert [one_by_one.share(march(day)) for day in range(15, 24)] == [
        at_once.share(march(day)) for day in range(15, 24)
    ]


def test_a_relapse_that_makes_it_too_long_is_refused() -> None:
    after(sick(march(8), march(27)), sick(march(28), april(4)))
    assert refusal(sick(march(8), march(27)), sick(march(28), april(5))) == (
        "an illness of 29 days is too long to go on with this plan\n"
        "  start another when you are well: fitexport init --overwrite --race-day DATE"
    )


def test_what_is_missed_has_a_cause() -> None:
    found = after(skip("w3.8"), sick(march(22), march(22)), NewRaceDay(april(28), made=march(27)))
    assert {
        entry.session.key: entry.cause for entry in found.missed if entry.session.week == 3
    } == {
        "w3.8": "skipped",
        "w3.2": "spell",
        "w3.3": "spell",
    }
    assert {entry.cause for entry in found.missed if entry.session.week == 4} == {"race day"}


# --- changes in order, and what stays as it is ------------------------------------------


def test_changes_apply_in_the_order_in_which_they_were_made() -> None:
    swap, away = move("w3.2", march(23), swap=True), move("w3.4", march(26))
    assert days(after(swap, away), 3)["w3.4"] == "Fri 26"
    assert days(after(away, swap), 3) == {
        **WEEK_3,
        "w3.4": "Fri 26",
        "w3.2": "Tue 23",
        "w3.3": "Tue 23",
    }


@pytest.mark.parametrize(
    "changes",
    [
        [move("w3.2", march(23), swap=True)],
        [skip("w3.2"), skip("w5.6")],
        [sick(march(22), march(23))],
        [travel(march(22), march(24))],
        [sick(march(8), march(9)), travel(march(22), march(24)), move("w6.8", april(16))],
    ],
)
def test_every_session_keeps_its_name_and_is_there_once_or_missed(changes: list[Change]) -> None:
    found = after(*changes)
    known = {session.key: session.planned for session in SCHEDULE.sessions if session.place}
    there = [session for session in found.sessions if session.place]
    every = [*there, *(entry.session for entry in found.missed)]
    assert sorted(session.key for session in every) == sorted(known)
    assert all(session.planned == known[session.key] for session in every)
    taken = {session.day for session in found.sessions}
    assert taken == {session.day for session in SCHEDULE.sessions}
    resting = [session.day for session in found.sessions if not session.place]
    assert len(resting) == len(set(resting))
    assert not set(resting) & {session.day for session in there}
    assert len({session.key for session in found.sessions}) == len(found.sessions)


def test_a_proposal_shows_before_and_after() -> None:
    first, then = skip("w3.2"), move("w3.8", march(26))
    found = proposed(SCHEDULE, [first], then, SOURCE)
    assert found.before == after(first)
    assert found.after == after(first, then)
    assert found.broken == ()
