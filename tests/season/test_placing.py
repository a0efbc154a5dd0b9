from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import many

from fitexport.errors import ScheduleError
from fitexport.plan.load import load_plan
from fitexport.plan.model import LEVELS, Level, Plan, PlannedSession, TrainingWeek
from fitexport.season.lay_out import lay_out
from fitexport.season.rules import breaches
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.season.weekdays import WEEKDAYS, Weekday, weekday_of
from fitexport.session import What
from fitexport.session.exercises import Exercise
from fitexport.session.parse import parse

DAY_SETS: list[tuple[Weekday, ...]] = [
    days for count in range(1, 8) for days in combinations(WEEKDAYS, count)
]
SATURDAY = date(2027, 5, 1)
RACE_DAYS = [SATURDAY + timedelta(number) for number in range(7)]
LENGTHS = range(6, 11)
_HARD_ZONES = {"mile", "goal", "vo2max", "threshold"}


@cache
def plan_of(level: Level, weeks: int) -> Plan:
    return load_plan("mile", level, weeks)


def refusal(
    plan: Plan,
    days: Sequence[Weekday],
    long_run: Weekday | None = None,
    race_day: date = SATURDAY,
) -> str:
    """The error for days that do not fit; empty for those that do."""
    try:
        lay_out(plan, race_day, days, long_run)
    except ScheduleError as error:
        return str(error)
    return ""


# --- the rules --------------------------------------------------------------------------


class Done:
    """A session on its day, read from its steps: the code under test is not asked what is hard."""

    def __init__(self, scheduled: ScheduledSession, schedule: Schedule) -> None:
        steps = tuple(scheduled.planned.session.steps())
        zones, words = {step.zone for step in steps}, {step.what for step in steps}
        self.scheduled, self.rest = scheduled, not steps
        self.number = (scheduled.day - schedule.start).days + 1
        self.weekday = WEEKDAYS[scheduled.day.weekday()]
        self.all_out = bool(words & {What.RACE, What.TIME_TRIAL})
        self.race = What.RACE in words
        self.hard = self.all_out or bool(zones & _HARD_ZONES)
        self.goal_pace = "goal" in zones
        self.long = What.LONG in words
        self.strength = any(isinstance(word, Exercise) for word in words)
        self.cross = What.CROSS_TRAINING in words
        self.run = not (self.rest or self.strength or self.cross)


def broken(schedule: Schedule, days: Sequence[Weekday], long_run: Weekday | None) -> Iterator[str]:
    """The rules that a schedule on these days breaks."""
    done = [Done(scheduled, schedule) for scheduled in schedule.sessions]
    yield from _between_days(done)
    for number in range(1, 7 * schedule.weeks + 1):
        on_it = [session for session in done if session.number == number]
        yield from (f"day {number}: {rule}" for rule in _of_a_day(on_it))
    for week in range(1, schedule.weeks + 1):
        if len({s.number for s in done if s.scheduled.week == week and not s.rest}) > 6:
            yield f"week {week} has no free day"
    for session in done:
        key, weekday = session.scheduled.key, session.weekday
        if session.race and session.scheduled.day != schedule.race_day:
            yield "the race was moved"
        if not (session.race or session.rest) and weekday not in days:
            yield f"{key} is on {weekday}"
        if session.long and long_run is not None and weekday != long_run:
            yield f"the long run {key} is on {weekday}"
        if (session.number - 1) // 7 + 1 != session.scheduled.week:
            yield f"{key} is in another week"
    yield from _of_the_whole(schedule)


def _between_days(done: Sequence[Done]) -> Iterator[str]:
    hard = [session.number for session in done if session.hard]
    for before, after in pairwise(hard):
        if after - before < 2:
            yield f"hard runs on days {before} and {after}"
    for session in done:
        if session.strength and session.number + 1 in hard:
            yield f"strength on day {session.number}, a hard run on the next"
    (race,) = (session.number for session in done if session.race)
    last = max(session.number for session in done if session.goal_pace)
    if race - last < 4:
        yield f"goal pace {race - last} days before the race"


def _of_a_day(done: Sequence[Done]) -> Iterator[str]:
    if not done:
        yield "nothing, not even rest"
    if len(done) > 2:
        yield f"{len(done)} sessions"
    if len(done) > 1 and any(session.all_out or session.rest for session in done):
        yield "not alone"
    if any(s.cross for s in done) and any(s.hard or s.long for s in done):
        yield "cross-training with a hard or long run"
    order = [2 if s.strength else 1 if s.cross else 0 for s in done]
    if order != sorted(set(order)):  # two of a kind are as wrong as a wrong order
        yield f"in the order {order}"


def _of_the_whole(schedule: Schedule) -> Iterator[str]:
    """Every session of the plan is there once, unchanged, or left out; none that matters is left out."""
    planned = [
        (number, session)
        for number, week in enumerate(schedule.plan.weeks, start=1)
        for session in week.sessions
        if session.place
    ]
    placed = [(s.week, s.planned) for s in schedule.sessions if s.place]
    found = sorted([*placed, *schedule.left_out], key=lambda pair: (pair[0], pair[1].place))
    if found != planned:
        yield "a session is lost, changed, or there twice"
    keys = [s.key for s in schedule.sessions]
    if len(keys) != len(set(keys)):
        yield "a key is there twice"
    dates = [s.day for s in schedule.sessions]
    if dates != sorted(dates):
        yield "dates out of order"
    for week, session in schedule.left_out:
        steps = list(session.session.steps())
        if any(s.what in (What.RACE, What.TIME_TRIAL, What.LONG) for s in steps) or (
            _HARD_ZONES & {s.zone for s in steps}
        ):
            yield f"w{week}.{session.place} is left out"


@st.composite
def wishes(draw: st.DrawFn) -> tuple[Level, int, date, tuple[Weekday, ...], Weekday | None]:
    days = draw(st.sampled_from(DAY_SETS))
    return (
        draw(st.sampled_from(LEVELS)),
        draw(st.sampled_from(LENGTHS)),
        draw(st.sampled_from(RACE_DAYS)),
        days,
        draw(st.none() | st.sampled_from(days)),
    )


@many(100)
@given(wishes())
@pytest.mark.slow
def test_days_are_refused_or_every_rule_holds_on_them(
    wish: tuple[Level, int, date, tuple[Weekday, ...], Weekday | None],
) -> None:
    level, weeks, race_day, days, long_run = wish
    plan = plan_of(level, weeks)
    message = refusal(plan, days, long_run, race_day)
    if message:
        found = re.fullmatch(
            r"the plan does not fit on [a-z, ]+: .+\n  give --days ([a-z,]+)", message
        )
        assert found, message
        assert re.match(rf"the plan does not fit on {', '.join(days)}: ", message)
        return
    schedule = lay_out(plan, race_day, days, long_run)
    assert list(broken(schedule, days, long_run)) == []
    # neither the order nor the repetition of days matters, nor that it was asked before
    assert lay_out(plan, race_day, [*reversed(days), *days], long_run) == schedule


@pytest.mark.parametrize("level", LEVELS)
def test_five_days_lose_no_hard_or_long_run_on_any_race_day(level: Level) -> None:
    """Not all wishes may end in a refusal: these days can be kept with every race day."""
    for race_day in RACE_DAYS:
        race = weekday_of(7, race_day)
        days = [weekday_of(day, race_day) for day in (2, 3, 5, 6, 7)]
        schedule = lay_out(plan_of(level, 8), race_day, days)
        assert race in days
        assert list(broken(schedule, days, None)) == []


def test_a_plan_that_fills_every_day_loses_one_run_to_the_free_day() -> None:
    """No shipped plan fills all seven, so this rule shows only in a plan of one's own."""
    texts = (*["easy 30min"] * 6, "race 1mi")
    sessions = [
        PlannedSession(day=day, place=day, name="x", title="x", session=parse(text), why="x")
        for day, text in enumerate(texts, start=1)
    ]
    week = TrainingWeek("TW", "taper", "", tuple(sessions))
    schedule = lay_out(Plan("mine", "Mine", "beginner", "", (week,)), SATURDAY, WEEKDAYS)
    free = schedule.sessions[5]
    assert [session.key for session in schedule.sessions] == [
        *(f"w1.{n}" for n in (1, 2, 3, 4, 5)),
        "w1.rest6",
        "w1.7",
    ]
    assert (free.planned.title, free.day, free.planned.session) == (
        "Rest day",
        SATURDAY - timedelta(1),
        parse("rest"),
    )
    assert free.planned.why.startswith("A free day: ")
    assert schedule.left_out == ((1, sessions[5]),)


@pytest.mark.parametrize(("level", "days"), [("beginner", 5), ("intermediate", 6)])
def test_a_beginner_has_two_days_off(level: Level, days: int) -> None:
    lifting = [_session(day, "3x (back squat 5reps; rest 2min)") for day in range(1, 7)]
    week = TrainingWeek("TW", "taper", "", (*lifting, _session(7, "race 1mi")))
    schedule = lay_out(Plan("mile", "Mile", level, "", (week,), shipped=True), SATURDAY, WEEKDAYS)
    assert len({session.day for session in schedule.sessions if session.place}) == days


# --- what is left as it is --------------------------------------------------------------


@pytest.mark.parametrize("weeks", LENGTHS)
@pytest.mark.parametrize("level", LEVELS)
def test_on_the_plans_own_days_nothing_moves(level: Level, weeks: int) -> None:
    plan = plan_of(level, weeks)
    race_day = SATURDAY + timedelta(days=weeks % 2)
    as_it_is = lay_out(plan, race_day)
    assert as_it_is.left_out == ()
    own = {session.day for week in plan.weeks for session in week.sessions if session.place}
    for days in (own, range(1, 8)):
        chosen = [weekday_of(day, race_day) for day in days]
        assert lay_out(plan, race_day, chosen) == as_it_is


def test_a_long_run_moves_alone_to_its_day_if_no_days_are_given() -> None:
    schedule = lay_out(plan_of("intermediate", 8), SATURDAY, long_run="sun")
    long = [s.day for s in schedule.sessions if Done(s, schedule).long]
    assert [day.isoweekday() for day in long] == [7] * 7
    assert list(broken(schedule, WEEKDAYS, "sun")) == []


# --- refusals ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "long_run", "message"),
    [
        (
            ["tue"],
            None,
            "the plan does not fit on tue: it has at least three runs a week, each on its own day\n"
            "  give --days tue,thu,sat",
        ),
        (
            ["sat", "thu", "fri"],
            None,
            "the plan does not fit on thu, fri, sat: hard runs must be two days apart, across weeks too, the long run on another day, and no three days in a row are hard or"
            " long\n  give --days mon,thu,fri,sat",
        ),
        (
            ["mon", "wed", "sat"],
            "sun",
            "the long run is to be on sun, which is not one of the training days\n"
            "  give --days mon,wed,sat,sun, or another --long-run",
        ),
    ],
)
def test_a_refusal_says_which_rule_and_which_days_would_do(
    days: list[Weekday], long_run: Weekday | None, message: str
) -> None:
    assert refusal(plan_of("intermediate", 6), days, long_run) == message


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_all_days_there_are_do_or_are_refused_with_days_that_do(level: Level) -> None:
    plan = plan_of(level, 8)
    refused = {days: refusal(plan, days) for days in DAY_SETS}
    assert refused["tue",]
    for days, message in refused.items():
        better = days
        if message:
            _, _, remedy = message.partition("\n  give --days ")
            better = tuple(day for day in WEEKDAYS if day in remedy.split(","))
            assert ",".join(better) == remedy, message
        assert list(broken(lay_out(plan, SATURDAY, better), better, None)) == []


@pytest.mark.parametrize("level", ["intermediate", "advanced"])
@pytest.mark.slow
def test_no_days_that_do_break_a_rule_of_a_living_plan(level: Level) -> None:
    plan = plan_of(level, 8)
    for days in DAY_SETS[1::2]:
        if not refusal(plan, days):
            assert breaches(lay_out(plan, SATURDAY, days)) == frozenset(), days


@pytest.mark.slow
def test_over_five_years_only_the_weekday_of_the_race_matters(*, whole: bool) -> None:
    """Leap years, clock changes and year ends move nothing, so what holds for the race days of one
    week holds for all. The gate tries every fifth day."""
    chosen = list(product(LEVELS, LENGTHS, DAY_SETS))
    Random(1).shuffle(chosen)
    for number in range(0, 5 * 365 + 2, 1 if whole else 5):
        race_day = date(2026, 1, 1) + timedelta(number)
        alike = RACE_DAYS[(race_day - SATURDAY).days % 7]
        level, weeks, days = chosen[number]
        plan = plan_of(level, weeks)
        assert places(plan, race_day, days) == places(plan, alike, days), (race_day, days)


def places(plan: Plan, race_day: date, days: Sequence[Weekday]) -> object:
    """Each session's distance from race day, or the refusal."""
    try:
        schedule = lay_out(plan, race_day, days)
    except ScheduleError as error:
        return str(error)
    return [(race_day - each.day, each.week, each.planned) for each in schedule.sessions]


@pytest.mark.slow
def test_the_days_that_a_refusal_names_do_with_the_long_run_as_wanted() -> None:
    plan = plan_of("advanced", 8)
    for days in DAY_SETS:
        for long_run in days:
            message = refusal(plan, days, long_run)
            if message:
                _, _, remedy = message.partition("\n  give --days ")
                better = [day for day in WEEKDAYS if day in remedy.split(",")]
                assert long_run in better, message
                assert refusal(plan, better, long_run) == "", message


def test_a_plan_with_hard_runs_beyond_all_days_is_refused_at_once() -> None:
    """Fifty weeks of seven long runs, then two of four hard runs took minutes to refuse."""
    long = [_session(day, "long 60min") for day in range(1, 8)]
    hard = [_session(day, "tempo 20min") for day in (1, 3, 5, 7)]
    weeks = [TrainingWeek("A", "base", "", tuple(long))] * 50
    weeks += [TrainingWeek("B", "build", "", tuple(hard))] * 2
    message = refusal(Plan("mine", "Mine", "beginner", "", tuple(weeks)), ["mon", "wed"])
    assert message == (
        "the plan does not fit on mon, wed: week 1 has 7 hard and long runs, each on its own day\n  choose a plan with fewer hard runs"
    )


def _session(day: int, text: str) -> PlannedSession:
    return PlannedSession(
        day=day, place=day, name="x", title="x", session=parse(text), why="For a test."
    )
