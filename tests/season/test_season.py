"""A season as it is now: the paces of each day, doses that are done, changes by their season."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from support.crossing import crossed

from fitexport.errors import ScheduleError
from fitexport.export.bundle import Bundle
from fitexport.export.compile import compile_week
from fitexport.pace.results import Result
from fitexport.season.athlete import Athlete, resolve
from fitexport.season.changes import Away, Change, Move, NewRaceDay, Skip
from fitexport.season.proposing import propose
from fitexport.season.schedule import Schedule
from fitexport.season.season import season_of
from fitexport.season.settings import Settings
from fitexport.season.spells import Spell
from fitexport.season.weekly_volume import WeeklyVolume
from fitexport.session.format import format_session

RACE = date(2027, 5, 1)
TRIAL = date(2027, 4, 8)
MADE = date(2027, 3, 1)

SLOW = {"mile_s": 465.0, "goal_s": 450.0}
"""So slow for their level that doses had to be made smaller."""


def profile(**settings: Any) -> Settings:
    known: dict[str, Any] = {
        "mile_s": 380.0,
        "goal_s": 360.0,
        "level": "intermediate",
        "weeks": 8,
        "race_day": RACE,
    }
    return Settings(**known | settings)


def season(profile: Settings) -> tuple[Schedule, Athlete]:
    found = season_of(profile)
    return found.schedule, found.athlete


def doses(schedule: Schedule) -> dict[date, list[str]]:
    """What is written for each day."""
    found: dict[date, list[str]] = {}
    for session in schedule.sessions:
        found.setdefault(session.day, []).append(format_session(session.planned.session))
    return found


def ran(time_s: float, day: date = TRIAL, goal_s: float | None = None) -> Result:
    return Result(day=day, distance="mile", time_s=time_s, goal_s=goal_s)


# --- paces ------------------------------------------------------------------------------


def test_the_paces_of_a_result_hold_from_the_day_after_it() -> None:
    """Results in any order, the days before the first by the mile of the file."""
    results = (ran(370.0, date(2027, 4, 8)), ran(375.0, date(2027, 3, 20)))
    athlete, _ = resolve(profile(results=results))
    miles = {
        date(2027, 1, 1): 380.0,
        date(2027, 3, 20): 380.0,
        date(2027, 3, 21): 375.0,
        date(2027, 4, 8): 375.0,
        date(2027, 4, 9): 370.0,
        date(2027, 5, 1): 370.0,
    }
    assert {day: athlete.table_on(day).mile_s for day in miles} == miles
    assert {athlete.table_on(day).goal_s for day in miles} == {360.0}


def test_a_goal_holds_until_the_next_one() -> None:
    results = (
        ran(375.0, date(2027, 3, 20), goal_s=355.0),
        ran(372.0, date(2027, 4, 1)),
        ran(370.0, date(2027, 4, 8), goal_s=350.0),
    )
    athlete, _ = resolve(profile(results=results))
    days = (date(2027, 3, 20), date(2027, 3, 21), date(2027, 4, 2), date(2027, 4, 9))
    assert [athlete.table_on(day).goal_s for day in days] == [360.0, 355.0, 355.0, 350.0]


# --- doses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mile_s", "day"),
    crossed(
        [370.0, 400.0, 440.0, 465.0, 500.0, 620.0],
        [date(2027, 3, 1), date(2027, 3, 25), TRIAL, date(2027, 4, 21)],
    ),
)
def test_what_was_done_before_a_result_keeps_its_dose(mile_s: float, day: date) -> None:
    before, _ = season(profile())
    after, _ = season(profile(results=(ran(mile_s, day),)))
    was, now = doses(before), doses(after)
    assert list(was) == list(now)
    assert [now[on] for on in now if on <= day] == [was[on] for on in was if on <= day]


def test_what_follows_a_result_is_made_for_the_new_paces() -> None:
    """600 m at a goal of 9:00 take 3:21: they become 400 m, in the weeks after the trial; and the
    goal is more than 3 % away, so that goal pace has longer rests."""
    before, _ = season(profile())
    after, _ = season(profile(results=(ran(560.0, goal_s=540.0),)))
    was, now = doses(before), doses(after)
    assert [day for day in now if now[day] != was[day]] == [
        date(2027, 4, 12),
        date(2027, 4, 17),  # a long run: hard runs of slower reps leave it another share
        date(2027, 4, 19),
    ]
    assert "600m @ goal" in was[date(2027, 4, 19)][0]
    assert "600m @ goal" not in now[date(2027, 4, 19)][0]


def test_the_session_of_the_days_own_result_keeps_its_dose_done_or_missed() -> None:
    """600 m at goal pace on Mon 19 Apr, W7.2, which a goal of 9:00 makes 400 m the day before."""
    day = date(2027, 4, 19)
    for changes in ((), (Skip("w7.2", made=MADE),)):
        for ran_on, kept in ((day, True), (day - timedelta(days=1), False)):
            schedule, _ = season(
                profile(changes=changes, results=(ran(560.0, ran_on, goal_s=540.0),))
            )
            every = (*schedule.sessions, *(entry.session for entry in schedule.missed))
            (text,) = (format_session(each.planned.session) for each in every if each.key == "w7.2")
            assert ("600m @ goal" in text) is kept


def test_a_result_that_is_no_news_changes_no_dose() -> None:
    for known in ({}, SLOW):
        before, athlete = season(profile(**known))
        mile_s = athlete.table.mile_s
        for day in (date(2027, 2, 1), date(2027, 3, 22), TRIAL, RACE):
            after, _ = season(profile(results=(ran(mile_s, day),), **known))
            assert doses(after) == doses(before)


def test_a_second_result_leaves_what_the_first_had_made_until_then() -> None:
    first = ran(780.0, date(2027, 3, 20), goal_s=760.0)
    never, _ = season(profile())
    once, _ = season(profile(results=(first,)))
    twice, _ = season(profile(results=(first, ran(380.0, goal_s=360.0))))
    until = [day for day in doses(once) if day <= TRIAL]
    assert [doses(twice)[day] for day in until] == [doses(once)[day] for day in until]
    assert [doses(never)[day] for day in until] != [doses(once)[day] for day in until]
    assert doses(twice) != doses(once)


def test_the_race_after_the_last_result_is_the_last_day_that_keeps_its_dose() -> None:
    before, _ = season(profile())
    after, _ = season(profile(results=(ran(620.0, RACE),)))
    assert after == before


def test_what_was_missed_before_a_result_counts_as_planned() -> None:
    """A skipped run makes its week no smaller, before a result or after it."""
    results = (ran(440.0),)
    whole, _ = season(profile(results=results))
    skipped, _ = season(profile(results=results, changes=(Skip("w5.3", made=MADE),)))
    missed = {entry.session.key for entry in skipped.missed}
    assert missed == {"w5.3"}
    left = {session.key: session for session in skipped.sessions if session.place}
    assert left == {
        session.key: session
        for session in whole.sessions
        if session.place and session.key != "w5.3"
    }


# --- changes ----------------------------------------------------------------------------


def test_changes_apply_in_the_order_they_are_written() -> None:
    there, back = (
        Move("w3.4", date(2027, 3, 26), made=MADE),
        Move("w3.4", date(2027, 3, 23), made=MADE),
    )
    first, _ = season(profile())
    assert season(profile(changes=(there, back)))[0].sessions == first.sessions
    with pytest.raises(ScheduleError) as caught:
        season(profile(changes=(back, there)))
    assert str(caught.value) == (
        "W3.4 Easy+strides is already on Tue 23 Mar 2027\n  give another day"
    )


def test_the_way_back_is_paced_by_the_fitness_of_its_day() -> None:
    """Half of what was planned, in minutes at the paces of the day."""
    sick = Away(Spell(date(2027, 4, 8), date(2027, 4, 11), "sick"), made=MADE)
    fast, _ = season(profile(changes=(sick,)))
    slow, _ = season(
        profile(changes=(sick,), results=(ran(560.0, date(2027, 3, 1), goal_s=540.0),))
    )
    day = date(2027, 4, 12)
    assert doses(fast)[day] == ["easy 25min"]
    assert doses(slow)[day] == ["easy 30min"]


def test_a_proposal_is_the_season_before_and_after() -> None:
    change: Change = Skip("w3.2", made=MADE)
    known = profile(changes=(Skip("w3.4", made=MADE),), results=(ran(440.0),))
    proposal = propose(season_of(known), change)
    assert proposal.before == season(known)[0]
    assert proposal.after == season(replace(known, changes=(*known.changes, change)))[0]
    assert proposal.broken == ()


@pytest.mark.parametrize(
    "settings",
    [
        profile(**SLOW, volume=WeeklyVolume(400, "min")),
        profile(**SLOW, level="beginner", days=("mon", "wed", "sat")),
        profile(results=(Result(day=TRIAL, distance="mile", time_s=370.0),)),
        profile(changes=(Away(Spell(date(2027, 3, 20), date(2027, 3, 29), "sick"), made=MADE),)),
    ],
)
def test_a_wanted_week_is_the_same_if_later_weeks_are_not_fitted(settings: Settings) -> None:
    def up_to(week: int) -> Schedule:
        return season_of(settings, asked=lambda _: week).schedule

    whole = season_of(settings).schedule
    assert up_to(whole.weeks) == whole
    for week in range(1, whole.weeks + 1):
        part = up_to(week)
        for number in range(1, week + 1):
            assert part.week(number) == whole.week(number)


def test_a_season_without_a_race_day_has_no_days() -> None:
    known = profile(race_day=None)
    with pytest.raises(ScheduleError) as caught:
        season(known)
    assert str(caught.value) == (
        "the season has no race day, so its days are not fixed yet\n"
        "  write race-day under [season] in fitexport.toml: race-day = 2027-05-01"
    )


def test_the_level_follows_the_mile_at_the_start_not_a_result() -> None:
    """25 miles are more minutes for a slow runner; a result in the middle of a season stays in
    the plan of its level."""
    known = profile(level=None, volume=WeeklyVolume(25.0, "mi"))
    _, before = season(known)
    _, after = season(replace(known, results=(ran(260.0, goal_s=255.0),)))
    assert (after.level, after.volume_s) == (before.level, before.volume_s)
    assert season(replace(known, mile_s=480.0, goal_s=470.0))[1].level == "advanced"


# --- identity ---------------------------------------------------------------------------


def files(known: Settings, season_id: str, week: int = 1) -> Bundle:
    known = replace(known, season=season_id or None, of_file=True)
    return compile_week(season_of(known), week, today=MADE)


def test_without_a_file_two_runners_and_two_seasons_share_no_session() -> None:
    """Another mile, goal, plan or race day means another runner, or a later season."""
    others = (
        *(profile(), profile(mile_s=379.0), profile(goal_s=359.0)),
        *(profile(race_day=RACE + timedelta(weeks=20)), profile(id="anna"), profile(season="it")),
    )
    weeks = [compile_week(season_of(each), 3, today=MADE) for each in others]
    serials = {made.identity.serial for week in weeks for made in week.workouts}
    uids = {uid for week in weeks for uid in week.revisions}
    assert len(serials) == sum(len(week.workouts) for week in weeks)
    assert len(uids) == sum(len(week.revisions) for week in weeks)


def test_without_a_file_the_same_mile_goal_and_race_day_are_the_same_runner() -> None:
    """Whatever else is chosen: the calendar at another time of day, other days, other units."""
    one, other = season_of(profile()), season_of(profile(units="km", days=("mon", "wed", "sat")))
    assert one.exported[:2] == other.exported[:2]
    assert one.exported[:2] == ("mile-2027-05-01", "runner-23e9480c")


def test_a_season_of_a_file_is_known_by_its_plan_and_the_year_of_its_first_race_day() -> None:
    """Without an id. Its files and events are the same ones when the race moves over new year."""
    assert files(profile(), "") == files(profile(), "mile-2027")
    assert files(profile(), "") != files(profile(), "spring")
    winter = profile(race_day=date(2027, 12, 30))
    later = NewRaceDay(date(2028, 1, 2), made=date(2027, 12, 6))
    moved = replace(winter, changes=(later,))
    schedule, _ = season(moved)
    assert (schedule.race_day, schedule.first_race_day) == (date(2028, 1, 2), date(2027, 12, 30))
    assert files(moved, "", 8) == files(moved, "mile-2027", 8)
    assert files(moved, "", 8) != files(moved, "mile-2028", 8)
    again = replace(moved, changes=(later, NewRaceDay(date(2028, 1, 9), made=date(2027, 12, 7))))
    assert files(again, "", 8) == files(again, "mile-2027", 8)
