"""The week after the race of a shipped plan, as its runner gets it, whatever happens around it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
from support.crossing import crossed
from support.life_rules import Written, broken_life_rules
from support.plan_rules import compiled

from fitexport.errors import ScheduleError
from fitexport.fit.identity import ExportedSeason
from fitexport.plan.load import load_plan
from fitexport.plan.model import LEVELS, Level
from fitexport.season.changes import Away, Change, Move, NewRaceDay, Skip
from fitexport.season.proposing import propose
from fitexport.season.season import Season, season_of
from fitexport.season.settings import Settings
from fitexport.season.spells import OPEN_END, Spell, SpellCause
from fitexport.season.weekdays import WEEKDAYS, Weekday

RACE_DAY = date(2027, 5, 1)
DAY = timedelta(days=1)


def season(
    *changes: Change,
    level: Level = "intermediate",
    days: tuple[Weekday, ...] | None = None,
    race_day: date = RACE_DAY,
) -> Season:
    miles_s: dict[Level, float] = {"beginner": 520, "intermediate": 397, "advanced": 319}
    return season_of(
        Settings(
            mile_s=miles_s[level],
            level=level,
            weeks=8,
            race_day=race_day,
            days=days,
            cross="cycling",
            changes=changes,
        )
    )


def april(day: int) -> date:
    """Counted on through May."""
    return date(2027, 4, 1) + (day - 1) * DAY


def away(cause: SpellCause, first: int, last: int | date, *, bike: bool = False) -> Away:
    until = last if isinstance(last, date) else april(last)
    return Away(Spell(april(first), until, cause, cross_training=bike), made=april(first))


def after_race(made: Season) -> dict[str, date]:
    """What is done after the race: session and day."""
    schedule = made.schedule
    return {
        each.key: each.day
        for each in schedule.sessions
        if each.place and each.day > schedule.race_day
    }


@cache
def written(level: Level) -> Written:
    plan = load_plan("mile", level, 10)
    return Written({w.name: [s.place for s in w.sessions if s.place] for w in plan.weeks})


# --- it follows the race ------------------------------------------------------------------


FEW: tuple[Weekday, ...] = ("mon", "wed", "fri", "sat")
HAPPENED: dict[str, tuple[Change, ...]] = {
    "ill before the race": (away("sick", 18, 23),),
    "ill on race day": (away("sick", 29, 33),),
    "ill on the day after it": (away("sick", 32, 34),),
    "ill in the last days": (away("sick", 36, 45),),
    "injured to the end": (away("injured", 20, OPEN_END),),
    "injured, on the bike": (away("injured", 25, 33, bike=True),),
    "away around the race": (away("away", 29, 35),),
    "away for all of it": (away("away", 32, 38),),
    "the race later, then ill": (NewRaceDay(april(33), made=april(27)), away("sick", 34, 36)),
    "the race a week later": (NewRaceDay(april(38), made=april(20)),),
    "away, then the race later": (
        away("away", 34, 36),
        NewRaceDay(april(32), made=april(28)),
    ),
    "the race a day earlier": (NewRaceDay(april(30), made=april(28)),),
    "a short race week, then the race later": (
        NewRaceDay(april(28), made=april(22)),
        NewRaceDay(april(30), made=april(26)),
    ),
    "skipped": (Skip("w9.2", made=april(32)), Skip("w9.1", made=april(32))),
}


@pytest.mark.parametrize(
    ("happened", "days"), crossed(HAPPENED, [None, FEW, ("sun", "wed", "thu")])
)
def test_what_happens_around_the_race_leaves_an_easy_week(
    happened: str, days: tuple[Weekday, ...] | None
) -> None:
    level = LEVELS[len(happened) % 3]
    made = season(*HAPPENED[happened], level=level, days=days)
    assert made.schedule.plan.weeks[-1].name == "R1"
    assert made.schedule.end == made.schedule.race_day + 7 * DAY
    assert not list(broken_life_rules(made.schedule, made.athlete, written(level)))


@pytest.mark.parametrize("days", [-3, -1, 1, 2, 3])
def test_a_race_that_moves_in_its_week_puts_the_next_week_on_the_runners_days(
    days: int,
) -> None:
    race_day = RACE_DAY + days * DAY
    skipped, moved = Skip("w9.2", made=april(26)), Move("w9.1", april(38), made=april(26))
    later = NewRaceDay(race_day, made=april(27))
    made = season(skipped, moved, later, days=FEW)
    on = after_race(made)
    assert {"w9.1", "w9.3"} <= on.keys()
    assert "w9.2" not in on
    assert {WEEKDAYS[day.weekday()] for day in on.values()} <= {*FEW}
    assert min(on.values()) > race_day + DAY, "the day after the race is free"
    whole = season(race_day=race_day, days=FEW)
    (last,) = compiled(made.schedule, made.athlete)[-1:]
    assert last.minutes <= compiled(whole.schedule, whole.athlete)[-1].minutes


def test_a_race_that_moves_in_its_week_keeps_the_days_of_a_trip_free() -> None:
    there, later = away("away", 34, 36), NewRaceDay(april(32), made=april(28))
    on = after_race(season(there, later))
    assert len(on) == 4
    assert not {april(34), april(35), april(36)} & {*on.values()}


def test_nothing_is_added_to_it() -> None:
    for key in ("w8.1", "w8.4", "w7.2"):
        broken = propose(season(), Move(key, april(35), made=april(26))).broken
        assert "lighter" in {each.rule for each in broken}, key


def test_once_the_race_is_run_it_does_not_move() -> None:
    with pytest.raises(ScheduleError, match="the season is over"):
        season(NewRaceDay(april(40), made=april(32)))


# --- a season that was exported before ----------------------------------------------------


def test_a_season_exported_without_a_recovery_week_continues() -> None:
    made = season()
    before = ExportedSeason("mile-2027-05-01", "runner-1", date(2027, 3, 7), RACE_DAY)
    assert made.continues(before)
    assert (made.after(before).id, made.after(before).athlete.id) == before[:2]
    assert made.exported[2:] == before[2:]


def test_the_next_season_may_begin_in_it() -> None:
    following = season(race_day=RACE_DAY + 56 * DAY)
    assert following.schedule.start == RACE_DAY + DAY
    assert not following.continues(season().exported)
