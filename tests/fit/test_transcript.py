"""Workouts found in FIT files, back in the notation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from support.fit_build import WORKOUTS
from support.fit_foreign import (
    COOLDOWN,
    DISTANCE,
    ENUM,
    HEART,
    INTERVAL,
    NO_TARGET,
    OPEN,
    POWER,
    RECOVERY,
    REPS,
    REST,
    SPEED,
    TEXT,
    TIME,
    UINT16,
    WARMUP,
    Fields,
    about,
    repeat,
    step,
    workout_file,
)
from support.strategies import sessions

from fitexport.errors import EncodeError, PaceError
from fitexport.fit.decode import decode
from fitexport.fit.found import FoundWorkout
from fitexport.fit.transcript import transcribe
from fitexport.fit.workout_file import encode_workout
from fitexport.pace.pacing import pace_session
from fitexport.pace.table import pace_table
from fitexport.pace.workout import (
    DistanceDuration,
    RepeatStep,
    SpeedTarget,
    TimeDuration,
    Workout,
    WorkoutStep,
    unrolled,
)
from fitexport.plan.load import load_plan
from fitexport.session import Session, Sport
from fitexport.session.format import format_session
from fitexport.session.parse import parse
from fitexport.units import Units

TABLE = pace_table(380, 360)


def found(data: bytes) -> FoundWorkout:
    content = decode(data)
    assert isinstance(content, FoundWorkout)
    return content


def text(steps: Sequence[Fields], workout: Fields | None = None) -> str:
    """The notation of a workout by others, paces by km."""
    return transcribe(found(workout_file(steps, workout)), "km").text()


# --- ours -------------------------------------------------------------------------------


def _essence(steps: Sequence[WorkoutStep | RepeatStep]) -> Iterator[tuple[object, ...]]:
    """What a watch does at each step as it is run; speeds to what a tenth of a second a mile is."""
    for each in unrolled(steps):
        duration: object = each.duration
        if isinstance(each.duration, TimeDuration | DistanceDuration):
            raw = each.duration.s if isinstance(each.duration, TimeDuration) else each.duration.m
            duration = type(each.duration).__name__, round(100 * raw)
        exercise = each.exercise if each.exercise and each.exercise.fit else None
        target: object = each.target
        if isinstance(target, SpeedTarget):
            target = "speed"
        yield duration, target, each.intensity, exercise


def _same_speeds(before: WorkoutStep, after: WorkoutStep) -> None:
    if isinstance(before.target, SpeedTarget):
        assert isinstance(after.target, SpeedTarget)
        for was, now in (
            (before.target.low_m_per_s, after.target.low_m_per_s),
            (before.target.high_m_per_s, after.target.high_m_per_s),
        ):
            # Rounded to mm/s by FIT, then to a tenth of a second a km by the notation.
            assert abs(1000 / was - 1000 / now) <= 0.05 + 1000 * 0.0005 / was**2 + 1e-6


def reads_back(session: Session, sport: Sport, units: Units = "km") -> str:
    """A session's file, in the notation, makes the same steps; what the notation is."""
    steps = pace_session(session, TABLE)
    data = encode_workout(Workout(name="x", sport=sport, steps=steps), 0x8000_0001).data
    transcript = transcribe(found(data), units)
    assert list(transcript.every_remark()) == []
    again = pace_session(parse(transcript.text()), TABLE)
    assert list(_essence(again)) == list(_essence(steps))
    for before, after in zip(unrolled(steps), unrolled(again), strict=True):
        _same_speeds(before, after)
    return transcript.text()


@pytest.mark.parametrize(
    "level",
    [
        "intermediate",
        pytest.param("beginner", marks=pytest.mark.slow),
        pytest.param("advanced", marks=pytest.mark.slow),
    ],
)
def test_every_session_of_the_plans_reads_back_step_for_step(level: str) -> None:
    plan = load_plan("mile", level, 10)  # type: ignore[arg-type]  # one of the three
    for week in plan.weeks:
        for planned in week.sessions:
            sport = planned.session.sport()
            if planned.place and sport is not None:
                written = reads_back(planned.session, sport)
                assert "  #" not in written


@pytest.mark.parametrize(
    "written",
    [
        "warm-up 15-20min\n6x 400m @ 1:38-1:42/400m, jog 200m\ncool-down 10min",
        "2x (4x 400m @ 82-84s/400m, jog 200m), walk 4min",
        "3x (1km @ 3:25-3:30/km; 200m @ 35-36s/200m), jog 90s",
        "5x 3min @ 250-270W, float 2min",
        "easy 45min @ 140-150bpm",
        "run 20min @ hr zone 2\nrun 5min @ 180-186spm",
        "run 10min @ 65-79%max",
        "run until lap\nrest until lap",
        "1mi @ 5:30-5:40/mi\n2km @ 3:30-3:40/km\n1609m @ 3:30-3:40/km\n0.5km @ 3:30-3:40/km",
    ],
)
def test_custom_sessions_read_back_step_for_step(written: str) -> None:
    reads_back(parse(written), Sport.RUNNING, "mi")
    reads_back(parse(written), Sport.RUNNING, "km")


@given(sessions())
def test_whatever_a_session_is_it_reads_back_with_the_same_steps(session: Session) -> None:
    sport = session.sport()
    if session.is_rest or sport is None or "use " in format_session(session):
        return
    try:
        steps = pace_session(session, TABLE)
        data = encode_workout(Workout(name="x", sport=sport, steps=steps), 0x8000_0001).data
    except (EncodeError, PaceError):
        return
    transcript = transcribe(found(data), "km")
    again = pace_session(parse(transcript.text()), TABLE)
    if list(transcript.every_remark()) == []:
        assert list(_essence(again)) == list(_essence(steps))


@given(WORKOUTS)
def test_whatever_a_workout_holds_its_notation_can_be_read(workout: Workout) -> None:
    try:
        data = encode_workout(workout, 0x8000_0001).data
    except EncodeError:
        return
    transcript = transcribe(found(data), "km")
    if any(line.item for line in transcript.lines):
        assert format_session(parse(transcript.text()))


def test_a_session_looks_as_its_coach_wrote_it() -> None:
    written = (
        "warm-up 15-20min\n"
        '4x run 20s "fast", walk 60s\n'
        "6x 400m @ 4:05-4:15/km, jog 200m\n"
        "cool-down 10min"
    )
    again = reads_back(parse(written), Sport.RUNNING)
    assert again == written.replace("4:15/km", '4:15/km "400 m in 1:38-1:42"')


def test_two_rounds_are_joined_again_wherever_they_are() -> None:
    written = "\n".join(
        [
            "warm-up 10min",
            "2x (run 60s; run 30s), walk 90s",
            "rest until lap",
            "2x run 20s, jog 40s",
            "cool-down 10min",
        ]
    )
    assert reads_back(parse(written), Sport.RUNNING) == written


def test_a_range_that_ends_in_the_next_pause_is_joined_again() -> None:
    written = 'warm-up 15-20min\nwarm-up until lap "leg swings"\nrun 5min'
    assert reads_back(parse(written), Sport.RUNNING) == written
    assert reads_back(parse("warm-up 2-3km\nrest until lap"), Sport.RUNNING).startswith(
        "warm-up 2-3km"
    )
    lifting = 'bounding 4-5reps "far"\n3x push-up 8-12reps, rest 60s'
    assert reads_back(parse(lifting), Sport.STRENGTH) == lifting


def test_notes_that_only_look_like_ours_stay() -> None:
    steps = [
        step(TIME, 900_000, intensity=WARMUP),
        step(OPEN, None, intensity=WARMUP, notes="up to 5 min more, then lap"),
        step(TIME, 60_000, notes="Last one: all out"),
        step(OPEN, None, intensity=COOLDOWN, notes="up to 1.2.3 min more easy, then lap"),
    ]
    assert text(steps) == (
        "warm-up 15min\n"
        'warm-up until lap "up to 5 min more, then lap"\n'
        'run 60s "Last one: all out"\n'
        'cool-down until lap "up to 1.2.3 min more easy, then lap"'
    )


def test_a_last_round_is_joined_only_to_rounds_that_end_in_a_recovery() -> None:
    rep = step(DISTANCE, 40_000, notes="400 m in 1:45")
    last = step(DISTANCE, 40_000, notes="Last one: 400 m in 1:45")
    assert text([rep, step(DISTANCE, 20_000), repeat(0, 2), last]) == (
        '2x (run 400m "400 m in 1:45"; run 200m)\nrun 400m "Last one: 400 m in 1:45"'
    )
    assert text([rep, step(DISTANCE, 20_000), last]) == (
        'run 400m "400 m in 1:45"\nrun 200m\nrun 400m "Last one: 400 m in 1:45"'
    )


# --- others' ----------------------------------------------------------------------------


def test_a_workout_of_garmin_connect() -> None:
    steps = [
        step(OPEN, None, intensity=WARMUP),
        step(DISTANCE, 40_000, SPEED, 0, 3704, 4000, notes="smooth"),
        step(TIME, 90_000, intensity=RECOVERY),
        repeat(1, 8),
        step(TIME, 300_000, HEART, 2, intensity=COOLDOWN),
    ]
    assert text(steps) == (
        'warm-up until lap\n8x (400m @ 4:10-4:30/km "smooth"; jog 90s)\ncool-down 5min @ hr zone 2'
    )


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        (step(DISTANCE, 160_934), "run 1mi"),
        (step(DISTANCE, 804_672), "run 5mi"),
        (step(DISTANCE, 500_000), "run 5km"),
        (step(DISTANCE, 150_000), "run 1500m"),
        (step(DISTANCE, 40_934), "run 409.34m"),
        (step(TIME, 5_400_000), "run 1h30min"),
        (step(TIME, 60_000, intensity=REST), "rest 60s"),
        (step(TIME, 60_000, intensity=RECOVERY, notes="Walk it off"), 'walk 60s "Walk it off"'),
        (step(TIME, 60_000, intensity=RECOVERY, notes="walk"), "walk 60s"),
        (step(TIME, 60_000, intensity=RECOVERY, notes="float, relaxed"), 'float 60s "relaxed"'),
        (step(TIME, 60_000, intensity=None), "run 60s"),
        (step(2, 210, intensity=RECOVERY), "jog until heart rate below 110bpm"),
        (step(3, 85, intensity=RECOVERY), "jog until heart rate above 85%max"),
        (step(TIME, 60_000, POWER, 0, 1245, 1265), "60s @ 245-265W"),
        (step(TIME, 60_000, SPEED, 0, 4000, 4000), "60s @ 4:10/km"),
    ],
)
def test_what_has_a_notation_is_written_in_it(fields: Fields, written: str) -> None:
    assert text([fields, step(intensity=RECOVERY)]) == f"{written}\njog 60s"


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        (
            step(2, 20, intensity=RECOVERY),
            "jog until lap\n# step 1: until the heart rate is below 20 % of maximum heart rate:"
            " no notation",
        ),
        (step(4, 300), "run until lap\n# step 1: until 300 kcal are burnt: no notation"),
        (step(TIME, 60_500), "run 60s\n# step 1: 60.5 s, to a fraction of a second: no notation"),
        (step(TIME, 90_000_000), "run until lap\n# step 1: 1500:00: no notation"),
        (step(TIME, 400), "run until lap\n# step 1: 0:00.4: no notation"),
        (step(REPS, 10), "run until lap\n# step 1: 10 reps: no notation"),
        (step(intensity=INTERVAL), "run 60s\n# step 1: intensity interval: no notation"),
        (step(target=SPEED, value=3), "run 60s\n# step 1: at speed zone 3: no notation"),
        (
            step(target=SPEED, low=4_739_000, high=4_878_000),
            "run 60s\n# step 1: at 4739-4878 m/s: no notation",
        ),
        (
            step(target=HEART, low=250, high=250),
            "run 60s\n# step 1: at 150-150 bpm: no notation",
        ),
        (
            step(target=POWER, low=88, high=94),
            "run 60s\n# step 1: at 88-94 % of threshold power: no notation",
        ),
        (
            step(f12=(UINT16, 4250), notes="bell\x07"),
            'run 60s "bell "\n# step 1: control characters in its note: no notation\n'
            "# step 1: a weight of 42.5 kg: no notation",
        ),
        (
            step(notes="n" * 230),
            f'run 60s "{"n" * 200}"\n# step 1: its note after 200 characters: no notation',
        ),
        (step(TIME, None), "run until lap\n# step 1: its time is missing"),
        (
            step(REPS, 6, f10=(UINT16, 28), f11=(UINT16, 6)),
            "run until lap\n# step 1: back squat: no notation\n# step 1: 6 reps: no notation",
        ),
    ],
)
def test_what_has_no_notation_becomes_a_comment(fields: Fields, written: str) -> None:
    written += "\njog 60s"
    assert text([fields, step(intensity=RECOVERY)]) == written
    assert parse(written).items


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        (
            step(DISTANCE, 500),
            "run until lap\n# step 1: 5 m (5 metres? no run is that short): no notation",
        ),
        (
            step(TIME, 1000),
            "run until lap\n# step 1: 0:01 (1 s? no run is that short): no notation",
        ),
        (
            step(TIME, 60_000),
            "run until lap\n# step 1: 60s (60 s? no run by itself is that short): no notation",
        ),
    ],
)
def test_an_amount_without_notation_becomes_a_comment(fields: Fields, written: str) -> None:
    assert text([fields]) == written
    assert parse(written).items
    data = workout_file([fields])
    assert [*transcribe(found(data), "km").every_remark()] == [written.partition("\n# ")[2]]


def test_repeats_without_a_count_become_a_comment() -> None:
    steps = [step(), step(intensity=RECOVERY), repeat(0, 1_200_000, 7)]
    assert text(steps) == (
        "1x (run 60s; jog 60s)\n"
        "# step 3: repeated until 20:00 have passed, not by a count: no notation"
    )
    assert text([step(), repeat(0, 120)]) == (
        "99x run 60s\n# step 2: repeated 120 times: no notation"
    )


def test_repeats_nested_too_deep_become_a_comment() -> None:
    steps = [step(), *(repeat(0, count) for count in (2, 3, 4, 5))]
    assert text(steps) == ("4x (3x (2x run 60s))\n# step 5: back to step 1, 5 times: no notation")


def test_a_repeat_without_notation_becomes_a_comment() -> None:
    steps = [step(REPS, 6, f10=(UINT16, 3), f11=(UINT16, 12), notes="slow"), repeat(0, 3)]
    lifting = about(sport=10, steps=2, f11=(ENUM, 20))
    assert text(steps, workout=lifting) == (
        "# step 1: exercise 3/12 6 reps: slow: no notation\n"
        "# step 2: back to step 1, 3 times: no notation"
    )


def test_other_sports_have_their_words() -> None:
    steps = [
        step(TIME, 600_000, intensity=WARMUP),
        step(TIME, 180_000, POWER, 0, 1250, 1270),
        step(TIME, 60_000, SPEED, 0, 8000, 9000),
        step(TIME, 120_000, intensity=RECOVERY),
        step(TIME, 60_000, NO_TARGET, f0=(TEXT, "Spin")),
    ]
    riding = about(sport=2, steps=5, f11=(ENUM, 6))
    assert text(steps, workout=riding) == (
        "# indoor cycling: no notation\n"
        "warm-up 10min\n"
        "cycling 3min @ 250-270W\n"
        "cycling 60s\n"
        "# step 3: at 1:51-2:05/km: no notation\n"
        "cycling 2min\n"
        "# step 4: intensity recovery: no notation\n"
        'cycling 60s "Spin"'
    )
    assert text([step(TIME, 600_000)], workout=about(sport=12)) == (
        "# sport cross-country skiing: no notation, written as cross-training\ncross-training 10min"
    )


def test_strength_has_its_exercises() -> None:
    steps = [
        step(TIME, 300_000, intensity=WARMUP),
        step(REPS, 6, f10=(UINT16, 28), f11=(UINT16, 6), notes="heavy"),
        step(TIME, 120_000, intensity=REST),
        repeat(1, 3),
        step(OPEN, None, notes="pogo jump 20 reps, low"),
        step(TIME, 40_000, f10=(UINT16, 19), f11=(UINT16, 43)),
        step(DISTANCE, 10_000, f10=(UINT16, 17), f11=(UINT16, 78)),
        step(OPEN, None, notes="farmer walk"),
    ]
    lifting = about(sport=10, steps=8, f11=(ENUM, 20))
    assert text(steps, workout=lifting) == (
        "warm-up 5min\n"
        '3x (back squat 6reps "heavy"; rest 2min)\n'
        'pogo jump 20reps "low"\n'
        "plank 40s\n"
        "walking lunge until lap\n"
        "# step 7: 100 m (walking lunge is measured in reps or time): no notation\n"
        "# step 8: go until lap: farmer walk: no notation"
    )


def test_faults_of_a_file_are_comments_above_its_steps() -> None:
    assert text([step(TIME, 600_000), repeat(5, 2)]) == (
        "# step 2: a repeat leads to step 6, which is not before it\nrun 10min"
    )


def test_a_step_reads_as_it_is() -> None:
    first, second = found(workout_file([step(), repeat(0, 2), step()])).steps
    assert isinstance(first, RepeatStep)
    assert isinstance(second, WorkoutStep)
    numbered = dict(found(workout_file([step(), repeat(0, 2), step()])).numbered())
    assert (numbered[1], numbered[2]) == (first, second)
