"""The values of a session refuse what cannot be run, in words a runner can act on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from support.strategies import sessions

from fitexport.errors import SessionError, UnitError
from fitexport.session import (
    CROSS_SPORTS,
    IMPLIED_ZONE,
    Cadence,
    Distance,
    HeartRate,
    HeartRateZone,
    Item,
    Pace,
    Power,
    Repeat,
    Reps,
    Session,
    Sport,
    Step,
    Time,
    TimesRep,
    UntilLap,
    Use,
    What,
    Zone,
)
from fitexport.session.exercises import EXERCISES
from fitexport.units import MILE_M

SQUAT = EXERCISES["back squat"]
LAP = Distance(400)
MINUTE = Time(60)


def nested(depth: int) -> Repeat:
    """Repeats in one another."""
    return Repeat(2, (nested(depth - 1),)) if depth > 1 else Repeat(2, (Step(LAP),))


# --- what the values refuse --------------------------------------------------------------

REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: Time(0), "the time is 0\n  give more than 0"),
    (lambda: Time(-60), "the time is 0\n  give more than 0"),
    (lambda: Time(86_401), "the time is too large\n  give at most 24h"),
    (lambda: Time(60, 86_401), "the time is too large\n  give at most 24h"),
    (lambda: Time(60, 60), "a range with both ends the same\n  write the number once"),
    (lambda: Time(60, 50), "a range with its ends reversed\n  put the lower end first: 15-20min"),
    (lambda: Time(60, 0), "a range with its ends reversed\n  put the lower end first: 15-20min"),
    (lambda: Distance(0), "the distance is 0\n  give more than 0"),
    (lambda: Distance(float("nan")), "the distance is 0\n  give more than 0"),
    (lambda: Distance(float("inf")), "the distance is too large\n  give at most 1000km"),
    (lambda: Distance(1_000_001), "the distance is too large\n  give at most 1000km"),
    (lambda: Distance(622, "mi"), "the distance is too large\n  give at most 1000km"),
    (
        lambda: Distance(2, "km", 1),
        "a range with its ends reversed\n  put the lower end first: 15-20min",
    ),
    (
        lambda: Distance(0.0001, "km"),
        "0.0001 km is finer than a watch can measure\n  give at most three decimals: 0.1m",
    ),
    (
        lambda: Distance(1, "km", 1.0001),
        "1.0001 km is finer than a watch can measure\n  give at most three decimals: 1km or 1000.1m",
    ),
    (
        lambda: Distance(21.0975, "km"),
        "21.0975 km is finer than a watch can measure\n"
        "  give at most three decimals: 21.098km or 21097.5m",
    ),
    (
        lambda: Distance(13.1094, "mi"),
        "13.1094 mi is finer than a watch can measure\n  give at most three decimals: 13.109mi",
    ),
    (
        lambda: Distance(0.0001),
        "0.0001 m is finer than a watch can measure\n  give at most two decimals",
    ),
    (lambda: Reps(0), "the number of reps is 0\n  give more than 0"),
    (lambda: Reps(1000), "the number of reps is too large\n  give at most 999reps"),
    (lambda: Reps(5, 4), "a range with its ends reversed\n  put the lower end first: 15-20min"),
    (
        lambda: TimesRep(0.05),
        "0.05x rep is not a recovery\n  give 0.1 to 10 times the rep, with at most two decimals: 1.25x rep",
    ),
    (
        lambda: TimesRep(10.5),
        "10.5x rep is not a recovery\n  give 0.1 to 10 times the rep, with at most two decimals: 1.25x rep",
    ),
    (
        lambda: TimesRep(1.255),
        "1.255x rep is not a recovery\n  give 0.1 to 10 times the rep, with at most two decimals: 1.25x rep",
    ),
    (
        lambda: TimesRep(float("nan")),
        "nanx rep is not a recovery\n  give 0.1 to 10 times the rep, with at most two decimals: 1.25x rep",
    ),
    (
        lambda: Zone(""),
        '"" cannot be a zone name\n  use lowercase letters, digits and hyphens, a letter first: steady, half-marathon',
    ),
    (
        lambda: Zone("Easy pace"),
        '"Easy pace" cannot be a zone name\n  use lowercase letters, digits and hyphens, a letter first: steady, half-marathon',
    ),
    (
        lambda: Zone("effort"),
        '"effort" cannot be a zone name\n  use lowercase letters, digits and hyphens, a letter first: steady, half-marathon',
    ),
    (
        lambda: Pace(84, 82, 400),
        "the slower pace comes first\n  put the faster pace first: 82-84s/400m",
    ),
    (
        lambda: Pace(82.25, 84, 400),
        "a pace is finer than a tenth of a second\n  give at most one decimal",
    ),
    (
        lambda: Pace(31, 84, 400),
        "no human runs at this pace\n  check the number and its unit: 400 m in 31 s",
    ),
    (
        lambda: Pace(330, 3301, MILE_M),
        "no human runs at this pace\n  check the number and its unit: 1609.34 m in 3301 s",
    ),
    (lambda: Pace(0, 0, 0), "a pace per 0 m\n  use /mi, /km or whole metres such as /400m"),
    (
        lambda: Pace(80, 80, 400.5),
        "a pace per 400.5 m\n  use /mi, /km or whole metres such as /400m",
    ),
    (
        lambda: HeartRate(150, 140),
        "a target with its ends reversed\n  put the lower end first: 140-150",
    ),
    (lambda: HeartRate(150, 150), "a target without a range\n  give the watch some room: 145-155"),
    (lambda: HeartRate(248, 248), "a target without a range\n  give the watch some room: 243-250"),
    (lambda: HeartRate(20, 150), "20-150 is not a heart rate in bpm\n  stay within 30 to 250"),
    (lambda: HeartRate(300, 300), "300 is not a heart rate in bpm\n  stay within 30 to 250"),
    (
        lambda: HeartRate(90, 110, "%max"),
        "90-110 is not a heart rate in %max\n  stay within 30 to 100",
    ),
    (lambda: HeartRateZone(0), "there is no heart-rate zone 0\n  watches have zones 1 to 5"),
    (lambda: HeartRateZone(6), "there is no heart-rate zone 6\n  watches have zones 1 to 5"),
    (lambda: Power(0, 100), "0-100 is not a power in W\n  stay within 1 to 3000"),
    (lambda: Power(3, 3), "a target without a range\n  give the watch some room: 1-8"),
    (lambda: Cadence(180, 401), "180-401 is not a cadence in spm\n  stay within 20 to 400"),
    (lambda: Step(LAP, effort=0), "there is no effort 0\n  efforts go from 1 to 10"),
    (lambda: Step(LAP, effort=11), "there is no effort 11\n  efforts go from 1 to 10"),
    (
        lambda: Step(LAP, note="a" * 201),
        "the note has 201 characters\n  a watch shows 200 at most: shorten it",
    ),
    (
        lambda: Step(LAP, note="a\tb"),
        "the note has U+0009, which no watch can show\n  write plain text; \\n starts a new line",
    ),
    (
        lambda: Step(TimesRep(1)),
        "only a recovery can be measured by a rep, not run\n  use it with jog, walk, rest or float",
    ),
    (
        lambda: Step(Reps(5), What.JOG),
        "reps of jog cannot be counted\n  use reps with an exercise",
    ),
    (
        lambda: Step(LAP, SQUAT),
        "back squat is measured in reps or time\n  give reps, a time or until lap",
    ),
    (
        lambda: Step(Reps(5), SQUAT, Zone("mile")),
        "only running workouts can have pace targets\n  use bpm, %max, W or effort instead",
    ),
    (
        lambda: Step(MINUTE, What.CYCLING, Cadence(180, 190)),
        "cadence in steps a minute is only for sports on foot\n  use bpm, %max, W or effort instead",
    ),
    (
        lambda: Step(MINUTE, What.SWIMMING, Pace(100, 110, 100)),
        "only running workouts can have pace targets\n  use bpm, %max, W or effort instead",
    ),
    (
        lambda: Step(Time(20), What.STRIDE, Zone("mile")),
        'stride is run by feel\n  give an effort or a note: stride 20s "build to fast"',
    ),
    (
        lambda: Step(Time(20), What.HILL, HeartRateZone(5)),
        'hill is run by feel\n  give an effort or a note: stride 20s "build to fast"',
    ),
    (
        lambda: Step(Distance(1, "mi"), What.RACE, Zone("goal")),
        "race has its own pace plan\n  leave the target out",
    ),
    (lambda: Step(MINUTE, What.RACE), "a race needs a distance\n  write race 1mi"),
    (
        lambda: Step(Distance(1, "mi", 2), What.TIME_TRIAL),
        "a time-trial needs a distance\n  write time-trial 1mi",
    ),
    (lambda: Repeat(0, (Step(LAP),)), "0x repeats nothing\n  give 1 to 99 repeats"),
    (lambda: Repeat(100, (Step(LAP),)), "100x is too many repeats\n  give 1 to 99 repeats"),
    (lambda: Repeat(2, ()), "there is nothing to repeat\n  write the steps between the brackets"),
    (
        lambda: Repeat(2, (Step(LAP),), Step(LAP)),
        "run is not a recovery\n  recover with jog, walk, rest or float",
    ),
    (
        lambda: nested(4),
        "repeats are nested too deeply\n  nest at most 3",
    ),
    (
        lambda: Use("Strength A"),
        '"Strength A" is not a block name\n  use a name like strength-a',
    ),
    (
        lambda: Use("a", (("x", "1, 2"),)),
        '"x 1, 2" is not a name and a value\n  write them as in sets 3',
    ),
    (lambda: Use("a", (("x", "1"), ("x", "2"))), '"x" is given twice\n  give it once'),
]


@pytest.mark.parametrize(("build", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_value_that_cannot_be_run_is_refused(build: Callable[[], object], message: str) -> None:
    with pytest.raises(UnitError) as caught:
        build()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "build",
    [
        lambda: Time(86_400),
        lambda: Distance(0.01, "m", 1_000_000),
        lambda: Reps(1, 999),
        lambda: TimesRep(0.1),
        lambda: TimesRep(10),
        lambda: Pace(32, 800, 400),
        lambda: HeartRate(30, 250),
        lambda: HeartRate(99, 100, "%max"),
        lambda: Power(1, 3000),
        lambda: Cadence(20, 400),
        lambda: Step(LAP, effort=10, note="a" * 200),
        lambda: Repeat(99, (Step(LAP),)),
        lambda: nested(3),
    ],
)
def test_value_at_its_bounds_is_accepted(build: Callable[[], object]) -> None:
    build()


# --- steps that do not go together ------------------------------------------------------

JOG_ONE_REP = Step(TimesRep(1), What.JOG)
NO_REP = "there is no rep before this\n  give a time: jog 90s"
NO_TIME = "the rep before this has no known time\n  give a time: jog 90s"
NO_TIME_LATER = f"from the second round on, {NO_TIME}"
NO_PACE = "only running workouts can have pace targets\n  use bpm, %max, W or effort instead"
TWO_SPORTS = " in one session: a workout has one sport\n  write two sessions"


@pytest.mark.parametrize(
    ("items", "step", "message"),
    [
        ((JOG_ONE_REP,), 0, NO_REP),
        ((Step(MINUTE, What.WARM_UP), JOG_ONE_REP), 1, NO_REP),
        ((Step(MINUTE, What.JOG), JOG_ONE_REP), 1, NO_REP),
        ((Repeat(3, (JOG_ONE_REP, Step(LAP, target=Zone("mile")))),), 0, NO_REP),
        ((Step(LAP), JOG_ONE_REP), 1, NO_TIME),
        ((Step(LAP, target=HeartRateZone(4)), JOG_ONE_REP), 1, NO_TIME),
        ((Step(UntilLap(), target=Zone("mile")), JOG_ONE_REP), 1, NO_TIME),
        ((Step(Distance(1, "mi"), What.RACE), JOG_ONE_REP), 1, NO_TIME),
        ((Use("strides"), Step(LAP), JOG_ONE_REP), 2, NO_TIME),
        ((Repeat(4, (Step(LAP),), JOG_ONE_REP),), 1, NO_TIME),
        ((Step(MINUTE), Repeat(2, (JOG_ONE_REP, Step(LAP)))), 1, NO_TIME_LATER),
        (
            (Step(MINUTE), Repeat(3, (Repeat(2, (JOG_ONE_REP,)), Repeat(2, (Step(LAP),))))),
            1,
            NO_TIME_LATER,
        ),
        ((Step(MINUTE, What.CYCLING), Step(MINUTE, target=Zone("mile"))), 1, "cycling and run"),
        ((Step(MINUTE), Step(Reps(5), SQUAT)), 1, "run and strength"),
        (
            (Step(MINUTE, What.ROWING), Repeat(2, (Step(MINUTE, What.HIKING),))),
            1,
            "rowing and hiking",
        ),
        ((Step(MINUTE, What.CYCLING), Step(MINUTE, What.JOG)), 1, "cycling and run"),
        ((Step(MINUTE, What.WARM_UP, Zone("easy")), Step(MINUTE, What.CYCLING)), 0, NO_PACE),
        ((Step(Reps(5), SQUAT), Step(MINUTE, What.REST, Pace(80, 90, 400))), 1, NO_PACE),
    ],
)
def test_steps_that_do_not_go_together_are_refused(
    items: tuple[Item, ...], step: int, message: str
) -> None:
    with pytest.raises(SessionError) as caught:
        Session(items)
    whole = message if "\n" in message else message + TWO_SPORTS
    assert (caught.value.step, str(caught.value)) == (step, whole)


@pytest.mark.parametrize(
    "items",
    [
        (Step(MINUTE), Repeat(2, (JOG_ONE_REP, Step(MINUTE)))),
        (Step(MINUTE), Repeat(1, (JOG_ONE_REP, Step(LAP)))),
        (Step(MINUTE), Repeat(1, (Repeat(2, (JOG_ONE_REP,)), Step(LAP)))),
        (Step(LAP), Repeat(2, (Use("strides"), JOG_ONE_REP, Step(LAP)))),
    ],
)
def test_a_recovery_of_one_rep_follows_a_rep_with_a_time_in_each_round(
    items: tuple[Item, ...],
) -> None:
    assert [*Session(items).steps()].count(JOG_ONE_REP) == 1


@pytest.mark.parametrize(
    "rep",
    [
        Step(LAP, target=Zone("mile")),
        Step(LAP, target=Pace(80, 80, 400)),
        Step(Time(90)),
        Step(Time(20), What.STRIDE),
        Step(Distance(2, "km"), What.TEMPO),
        Use("main-set"),
    ],
)
def test_recovery_may_be_measured_by_a_rep_whose_time_is_known(rep: Item) -> None:
    assert len(Session((rep, JOG_ONE_REP)).items) == 2


def test_recovery_is_measured_by_the_nearest_rep_not_by_steps_between() -> None:
    rep, walk = Step(LAP, target=Zone("mile")), Step(MINUTE, What.WALK)
    assert Session((rep, Step(MINUTE, What.DRILLS), walk, JOG_ONE_REP)).items[0] is rep


# --- normal form -------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["easy", "long"])
def test_run_at_a_zone_with_its_own_word_becomes_that_word(word: str) -> None:
    assert Step(LAP, What.RUN, Zone(word)) == Step(LAP, What(word))


@pytest.mark.parametrize(("what", "zone"), IMPLIED_ZONE.items())
def test_target_implied_by_the_word_is_dropped(what: What, zone: str) -> None:
    step = Step(LAP, what, Zone(zone))
    assert (step.what, step.target, step.zone) == (what, None, zone)


@pytest.mark.parametrize(
    ("what", "zone"),
    [(What.RUN, "threshold"), (What.EASY, "long"), (What.TEMPO, "easy"), (What.JOG, "easy")],
)
def test_any_other_target_stays(what: What, zone: str) -> None:
    step = Step(MINUTE, what, Zone(zone))
    assert (step.what, step.target, step.zone) == (what, Zone(zone), zone)


def test_word_with_a_heart_rate_has_no_zone() -> None:
    assert Step(MINUTE, What.EASY, HeartRateZone(2)).zone is None
    assert Step(MINUTE).zone is None


# --- what a session tells ----------------------------------------------------------------


def test_distance_is_known_in_metres() -> None:
    assert Distance(2, "mi").m == 2 * MILE_M
    assert Distance(1, "km", 1.5).m == 1000.0


@pytest.mark.parametrize("what", What)
def test_every_word_is_work_or_recovery_or_frame(what: What) -> None:
    amount = MINUTE if what is What.STRIDE else Distance(1, "mi")
    step = Step(amount, what)
    frame = what in (What.WARM_UP, What.COOL_DOWN, What.DRILLS)
    assert [step.is_work, step.is_recovery, frame].count(True) == 1


def test_steps_come_once_in_reading_order_recoveries_after_what_they_follow() -> None:
    a, b, c = (Step(Distance(metres)) for metres in (100, 200, 300))
    jog, walk = Step(MINUTE, What.JOG), Step(MINUTE, What.WALK)
    session = Session((a, Repeat(2, (Repeat(4, (b,), jog), Use("x"), c), walk), a))
    assert list(session.steps()) == [a, b, jog, c, walk, a]


def test_rest_day_has_no_steps() -> None:
    rest = Session(())
    assert rest.is_rest
    assert list(rest.steps()) == []
    assert not Session((Step(LAP),)).is_rest


@pytest.mark.parametrize(
    ("items", "sport"),
    [
        ((), Sport.RUNNING),
        ((Step(MINUTE, What.WALK),), Sport.RUNNING),
        ((Use("strength-a"),), Sport.RUNNING),
        ((Step(MINUTE, What.WARM_UP), Step(LAP)), Sport.RUNNING),
        ((Step(MINUTE, What.WARM_UP), Step(Reps(5), SQUAT)), "strength"),
        ((Repeat(3, (Step(Reps(5), SQUAT), Step(MINUTE, What.REST))),), "strength"),
        ((Step(Time(1800), What.CROSS_TRAINING),), None),
        *(
            ((Step(MINUTE, What.WALK), Step(MINUTE, sport)), sport)
            for sport in sorted(CROSS_SPORTS)
        ),
    ],
)
def test_sport_is_that_of_the_first_step_that_has_one(
    items: tuple[Item, ...], sport: Sport | str | None
) -> None:
    assert Session(items).sport() == sport


@given(sessions())
def test_step_of_a_second_sport_is_refused_wherever_the_first_is(session: Session) -> None:
    other = What.HIKING if session.sport() is not Sport.HIKING else What.ROWING
    goes_with_all = (What.WALK, What.REST, What.WARM_UP, What.COOL_DOWN, What.DRILLS)
    steps = list(session.steps())
    if all(step.what in goes_with_all for step in steps):
        return
    sport = session.sport() or What.CROSS_TRAINING
    word = "run" if sport is Sport.RUNNING else sport
    with pytest.raises(SessionError) as caught:
        Session((*session.items, Step(MINUTE, other)))
    assert caught.value.problem == (f"{word} and {other} in one session: a workout has one sport")
