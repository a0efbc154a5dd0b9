from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from support.fit_build import EVERY_STEP, SQUAT, STRENGTH, WORKOUTS
from support.fit_dump import RawMessages, dump, fit_tool_raw, fitdecode_raw, own_raw

import fitexport
from fitexport.errors import EncodeError
from fitexport.fit.flat_steps import message_count
from fitexport.fit.proof import prove_workout
from fitexport.fit.workout_file import MAX_STEPS, encode_workout
from fitexport.pace.pacing import Surface, pace_session
from fitexport.pace.table import Bands, PaceTable, pace_table
from fitexport.pace.workout import (
    LAP,
    CadenceTarget,
    DistanceDuration,
    Duration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    Intensity,
    OpenTarget,
    OtherDuration,
    OtherTarget,
    PowerTarget,
    RepeatStep,
    RepsDuration,
    SpeedTarget,
    Target,
    TimeDuration,
    Workout,
    WorkoutStep,
)
from fitexport.plan.load import load_plan
from fitexport.plan.model import Level, Strength
from fitexport.season.tailoring import tailor
from fitexport.session import Sport
from fitexport.session.exercises import EXERCISES

ROOT = Path(fitexport.__file__).parents[1]
SERIAL = 0x8000_0001
STEP = WorkoutStep(duration=LAP)


def raw(workout: Workout) -> RawMessages:
    """The workout's messages, as two libraries read them alike."""
    data = encode_workout(workout, SERIAL).data
    messages = fit_tool_raw(data)
    assert messages == fitdecode_raw(data)
    return messages


def run(*steps: WorkoutStep | RepeatStep, name: str = "run", description: str = "") -> Workout:
    return Workout(name=name, sport=Sport.RUNNING, steps=steps, description=description)


# --- raw integers, literally ------------------------------------------------------------


def test_every_message_of_a_workout() -> None:
    file = encode_workout(EVERY_STEP, SERIAL)
    assert raw(EVERY_STEP) == [
        (0, {0: 5, 1: 1, 2: 65534, 3: 0x80000001, 4: file.identity.version}),
        (
            26,
            {
                8: "W3.2 6x400 mile",
                4: 1,
                5: 32,
                6: 12,
                17: "6x 400m @ mile, jog 200m\nFast and relaxed.",
            },
        ),
        (27, {254: 0, 1: 0, 2: 900_000, 3: 2, 4: 0, 7: 2}),
        (27, {254: 1, 1: 5, 3: 2, 4: 0, 7: 2, 8: "leg swings, high knees"}),
        (27, {254: 2, 1: 1, 2: 40_000, 3: 0, 4: 0, 5: 3704, 6: 4000, 7: 0, 8: "in 1:45"}),
        (27, {254: 3, 1: 1, 2: 20_000, 3: 2, 4: 0, 7: 4}),
        (27, {254: 4, 1: 6, 2: 2, 4: 6}),
        (27, {254: 5, 1: 0, 2: 60_000, 3: 1, 4: 0, 5: 274, 6: 282, 7: 0}),
        (27, {254: 6, 1: 0, 2: 60_000, 3: 1, 4: 0, 5: 65, 6: 79, 7: 0}),
        (27, {254: 7, 1: 0, 2: 60_000, 3: 1, 4: 2, 7: 0}),
        (27, {254: 8, 1: 0, 2: 60_000, 3: 4, 4: 0, 5: 1250, 6: 1270, 7: 0}),
        (27, {254: 9, 1: 0, 2: 60_000, 3: 3, 4: 0, 5: 90, 6: 93, 7: 0}),
        (27, {254: 10, 1: 0, 2: 90_000, 3: 2, 4: 0, 7: 1}),
        (27, {254: 11, 1: 0, 2: 600_000, 3: 2, 4: 0, 7: 3, 8: "easy"}),
    ]


def test_every_message_of_a_strength_session() -> None:
    file = encode_workout(STRENGTH, SERIAL)
    assert raw(STRENGTH) == [
        (0, {0: 5, 1: 1, 2: 65534, 3: 0x80000001, 4: file.identity.version}),
        (26, {8: "Strength A", 4: 10, 11: 20, 5: 32, 6: 5}),
        (27, {254: 0, 1: 0, 2: 300_000, 3: 2, 4: 0, 7: 2}),
        (27, {254: 1, 1: 29, 2: 8, 3: 2, 4: 0, 7: 0, 8: "heavy", 10: 28, 11: 6}),
        (27, {254: 2, 1: 0, 2: 120_000, 3: 2, 4: 0, 7: 1}),
        (27, {254: 3, 1: 6, 2: 1, 4: 3}),
        (27, {254: 4, 1: 29, 2: 6, 3: 2, 4: 0, 7: 0, 8: "bounding"}),
    ]


@pytest.mark.parametrize(
    ("duration", "fields"),
    [
        (TimeDuration(900), {1: 0, 2: 900_000}),
        (TimeDuration(20), {1: 0, 2: 20_000}),
        (TimeDuration(0.5), {1: 0, 2: 500}),
        (DistanceDuration(400), {1: 1, 2: 40_000}),
        (DistanceDuration(1609.344), {1: 1, 2: 160_934}),
        (DistanceDuration(109.344), {1: 1, 2: 10_934}),
        (RepsDuration(8), {1: 29, 2: 8}),
        (LAP, {1: 5}),
    ],
)
def test_durations(duration: Duration, fields: dict[int, int]) -> None:
    rest = {254: 0, 3: 2, 4: 0, 7: 0}
    assert raw(run(WorkoutStep(duration=duration)))[2:] == [(27, fields | rest)]


@pytest.mark.parametrize(
    ("target", "fields"),
    [
        (OpenTarget(), {3: 2, 4: 0}),
        (SpeedTarget(3.704, 4.0), {3: 0, 4: 0, 5: 3704, 6: 4000}),
        (SpeedTarget(1000 / 270, 1000 / 250), {3: 0, 4: 0, 5: 3704, 6: 4000}),
        (HeartRateTarget(174, 182), {3: 1, 4: 0, 5: 274, 6: 282}),
        (HeartRatePercentTarget(65, 79), {3: 1, 4: 0, 5: 65, 6: 79}),
        (HeartRateZoneTarget(2), {3: 1, 4: 2}),
        (PowerTarget(250, 270), {3: 4, 4: 0, 5: 1250, 6: 1270}),
        (CadenceTarget(180, 186), {3: 3, 4: 0, 5: 90, 6: 93}),
    ],
)
def test_targets(target: Target, fields: dict[int, int]) -> None:
    rest = {254: 0, 1: 5, 7: 0}
    assert raw(run(WorkoutStep(duration=LAP, target=target)))[2:] == [(27, fields | rest)]


@pytest.mark.parametrize(
    ("intensity", "number"),
    [
        (Intensity.ACTIVE, 0),
        (Intensity.REST, 1),
        (Intensity.WARMUP, 2),
        (Intensity.COOLDOWN, 3),
        (Intensity.RECOVERY, 4),
    ],
)
def test_intensities(intensity: Intensity, number: int) -> None:
    messages = raw(run(WorkoutStep(duration=LAP, intensity=intensity)))
    assert messages[2][1][7] == number


@pytest.mark.parametrize(
    ("sport", "fields"),
    [
        (Sport.RUNNING, {4: 1}),
        (Sport.STRENGTH, {4: 10, 11: 20}),
        (Sport.CYCLING, {4: 2}),
        (Sport.SWIMMING, {4: 5}),
        (Sport.ROWING, {4: 15}),
        (Sport.ELLIPTICAL, {4: 4, 11: 15}),
        (Sport.AQUA_JOG, {4: 0}),
        (Sport.HIKING, {4: 17}),
    ],
)
def test_sports(sport: Sport, fields: dict[int, int]) -> None:
    messages = raw(Workout(name="w", sport=sport, steps=(STEP,)))
    assert messages[1] == (26, {8: "w", 5: 32, 6: 1} | fields)


def test_a_running_workout_has_no_sub_sport_and_no_step_names() -> None:
    for number, fields in raw(EVERY_STEP):
        assert not (number == 26 and 11 in fields)
        assert not (number == 27 and 0 in fields)


def test_repeat_steps_carry_four_fields_only() -> None:
    steps = (STEP, RepeatStep(10, (STEP, STEP)), RepeatStep(2, (STEP,)))
    messages = raw(run(*steps))
    assert messages[1][1][6] == 6
    assert messages[5] == (27, {254: 3, 1: 6, 2: 1, 4: 10})
    assert messages[7] == (27, {254: 5, 1: 6, 2: 4, 4: 2})


def test_an_exercise_without_a_fit_name_is_never_given_one() -> None:
    for words, exercise in EXERCISES.items():
        step = WorkoutStep(duration=RepsDuration(6), exercise=exercise, note=words)
        fields = raw(Workout(name="w", sport=Sport.STRENGTH, steps=(step,)))[2][1]
        written = (fields[10], fields[11]) if 10 in fields or 11 in fields else None
        assert written == exercise.fit
    assert SQUAT.fit == (28, 6)


# --- texts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("W3.2 6x400 mile", "W3.2 6x400 mile"),
        ("W3.2 6x400 mile pace", "W3.2 6x400 mile"),
        ("W3.2 6x400 miles", "W3.2 6x400"),
        ("W3.2, then a long one", "W3.2, then a"),
        ("Intervallläufe-schnell", "Intervallläufe"),
        ("W1 Läufe zu fünft", "W1 Läufe zu"),
        ("漢字漢字漢字", "漢字漢字漢"),
        ("W1\0W2", "W1W2"),
        ("W1 \ud83d", "W1 ?"),
    ],
)
def test_names_are_cut_to_15_bytes_on_words(name: str, written: str) -> None:
    assert len(written.encode()) <= 15
    workout = run(STEP, name=name)
    assert raw(workout)[1][1][8] == written
    file = encode_workout(workout, SERIAL)
    prove_workout(file.data, workout, file.identity)


def test_notes_are_cut_to_200_bytes_and_descriptions_to_254() -> None:
    words = "word " * 60
    workout = run(WorkoutStep(duration=LAP, note=words), description=words)
    messages = raw(workout)
    assert messages[2][1][8] == ("word " * 40).rstrip()
    assert messages[1][1][17] == ("word " * 50 + "word")


def test_texts_of_exactly_the_limit_stay_whole() -> None:
    workout = run(WorkoutStep(duration=LAP, note="n" * 200), description="d" * 254)
    messages = raw(workout)
    assert messages[2][1][8] == "n" * 200
    assert messages[1][1][17] == "d" * 254


@pytest.mark.parametrize(
    ("workout", "message"),
    [
        (
            run(WorkoutStep(duration=OtherDuration("until 200 kcal are burnt"))),
            "cannot write a step until 200 kcal are burnt",
        ),
        (
            run(WorkoutStep(duration=LAP, target=OtherTarget("speed zone 3"))),
            "cannot write a step at speed zone 3",
        ),
        (
            run(RepeatStep(0, (STEP,), until="until 10:00 have passed")),
            "cannot write a repeat until 10:00 have passed",
        ),
        (
            run(RepeatStep(3, (STEP, STEP), skips_last=True)),
            "cannot write a repeat without the last step of its last round",
        ),
        (
            Workout(name="walk", sport="walking", steps=(STEP,)),
            'cannot write a workout of the sport "walking"',
        ),
    ],
)
def test_what_only_other_makers_files_have_is_refused(workout: Workout, message: str) -> None:
    with pytest.raises(EncodeError) as caught:
        encode_workout(workout, SERIAL)
    assert str(caught.value) == message


def test_an_empty_note_or_description_is_not_written() -> None:
    messages = raw(run(STEP))
    assert set(messages[1][1]) == {4, 5, 6, 8}
    assert set(messages[2][1]) == {254, 1, 3, 4, 7}


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.org/" + "x" * 300,  # one word, longer than what is left
        "漢" * 300,
        "two words " + "漢" * 300,
        "- " * 300,
        " " * 300,
        "\0" * 300 + "after many NULs " * 30,
        "half a pair \ud83d " * 30,
        "line\n" * 100,
    ],
    ids=["link", "no spaces", "few spaces", "dashes", "blanks", "nul", "surrogate", "lines"],
)
def test_texts_that_are_hard_to_cut_pass_the_proof(text: str) -> None:
    workout = run(WorkoutStep(duration=LAP, note=text), name=text, description=text)
    file = encode_workout(workout, SERIAL)
    prove_workout(file.data, workout, file.identity)


# --- bounds -----------------------------------------------------------------------------


def test_fifty_steps_pass() -> None:
    assert MAX_STEPS == 50
    messages = raw(run(*[STEP] * 48, RepeatStep(99, (STEP,))))
    assert len(messages) == 52
    assert messages[1][1][6] == 50


@pytest.mark.parametrize(
    "steps",
    [
        (STEP,) * 51,
        (*((STEP,) * 49), RepeatStep(2, (STEP,))),
        (STEP, RepeatStep(10, (RepeatStep(2, (STEP, STEP, STEP)), STEP))),
    ],
    ids=["steps", "a repeat counts", "a nest is written out"],
)
def test_fifty_one_steps_are_too_many(steps: tuple[WorkoutStep | RepeatStep, ...]) -> None:
    with pytest.raises(EncodeError) as caught:
        encode_workout(run(*steps, name="W1.1 sets"), SERIAL)
    assert str(caught.value) == (
        '"W1.1 sets" has 51 steps, a watch accepts 50\n'
        "  repeat equal steps (6x ...) instead of writing them out, or split the session;"
        " sets inside sets are written out on the watch"
    )


def test_a_nest_of_a_million_steps_is_refused_at_once() -> None:
    nest = RepeatStep(99, (RepeatStep(99, (RepeatStep(99, (STEP,)),)),))
    with pytest.raises(EncodeError) as caught:
        encode_workout(run(nest, name="W1"), SERIAL)
    assert str(caught.value).startswith('"W1" has 19602 steps, a watch accepts 50\n')


def test_a_workout_without_steps_is_refused() -> None:
    with pytest.raises(EncodeError) as caught:
        encode_workout(run(name="Rest day"), SERIAL)
    assert str(caught.value) == '"Rest day" has no steps\n  a rest day needs no file on the watch'


# --- the shipped plan -------------------------------------------------------------------

ATHLETES: list[tuple[str, float, float, Bands, Strength]] = [
    ("average", 424, 395, "normal", "gym"),
    ("fast", 228, 224, "tight", "gym"),
    ("slow", 900, 840, "wide", "home"),
    ("no targets", 394, 380, "none", "home"),
]


def plan_workouts(table: PaceTable, surface: Surface, strength: Strength) -> Iterator[Workout]:
    """Everything in the plan of the runner's level that has a workout; ten weeks take all."""
    level: Level = "beginner" if table.mile_s > 465 else "intermediate"
    plan = load_plan("mile", level, 10, strength)
    for planned in (planned for week in tailor(plan, table).weeks for planned in week.sessions):
        if planned.session.is_rest:
            continue
        yield Workout(
            name=planned.name,
            sport=planned.session.sport() or Sport.CYCLING,
            steps=pace_session(planned.session, table, surface=surface),
            description=planned.why,
        )


@pytest.mark.parametrize("surface", ["road", "track"])
@pytest.mark.parametrize(
    ("mile_s", "goal_s", "bands", "strength"),
    [row[1:] for row in ATHLETES],
    ids=[row[0] for row in ATHLETES],
)
@pytest.mark.slow
@pytest.mark.one_in(2)
def test_all_readers_agree_on_every_field_of_the_plan(
    mile_s: float, goal_s: float, bands: Bands, strength: Strength, surface: Surface
) -> None:
    """Strength, and sessions that a plan repeats, are read once."""
    seen = set()
    for workout in plan_workouts(pace_table(mile_s, goal_s, bands), surface, strength):
        file = encode_workout(workout, SERIAL)
        prove_workout(file.data, workout, file.identity)
        if file.data not in seen:
            seen.add(file.data)
            ours = own_raw(file.data)
            assert ours == _independently(file.data)
            assert len(ours) == 2 + message_count(workout.steps)
            _lows_are_slower(ours)
    assert len(seen) > 40


@cache
def _independently(data: bytes) -> RawMessages:
    messages = fit_tool_raw(data)
    assert messages == fitdecode_raw(data)
    return messages


def _lows_are_slower(messages: RawMessages) -> None:
    for number, fields in messages:
        if number == 27 and 5 in fields:
            low, high = fields[5], fields[6]
            assert isinstance(low, int)
            assert isinstance(high, int)
            assert 500 < low < high < 10_000, "mm/s, the slower end first"


@given(WORKOUTS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_all_readers_agree_on_any_workout(workout: Workout) -> None:
    if 0 < message_count(workout.steps) <= MAX_STEPS:
        data = encode_workout(workout, SERIAL).data
        assert own_raw(data) == fitdecode_raw(data)


# --- the same bytes, and versions -------------------------------------------------------


def test_the_same_workout_gives_the_same_bytes() -> None:
    assert encode_workout(EVERY_STEP, SERIAL) == encode_workout(replace(EVERY_STEP), SERIAL)


_PROGRAM = """
from datetime import date
from hashlib import sha256
from support.fit_build import EVERY_STEP, STRENGTH
from fitexport.fit.identity import serial_number
from fitexport.fit.schedule_file import ScheduleEntry, encode_schedule
from fitexport.fit.workout_file import encode_workout
files = [encode_workout(w, serial_number("s", "a", 1, p)) for p, w in enumerate([EVERY_STEP, STRENGTH], 1)]
entries = [ScheduleEntry(date(2027, 3, 16), file.identity) for file in files]
data = [file.data for file in files] + [encode_schedule(entries, serial_number("s", "a", 1, 0))]
print(sha256(b"".join(data)).hexdigest())
"""


@pytest.mark.slow  # as of a command, plain pytest tries it in tests/cli/commands/test_workout.py
def test_bytes_depend_on_no_hash_seed_time_zone_or_locale() -> None:
    surroundings = [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "1", "TZ": "America/Los_Angeles", "LC_ALL": "de_DE.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.ISO8859-9"},
    ]
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    outputs = {
        subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            env=os.environ | {"PYTHONPATH": path} | extra,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for extra in surroundings
    }
    assert len(outputs) == 1


def _variants() -> Iterator[Workout]:
    yield EVERY_STEP
    yield replace(EVERY_STEP, name="W3.2 7x400 mile")
    yield replace(EVERY_STEP, description="another why")
    yield replace(EVERY_STEP, sport=Sport.CYCLING)
    yield replace(EVERY_STEP, steps=EVERY_STEP.steps[1:])
    yield replace(EVERY_STEP, steps=EVERY_STEP.steps[::-1])
    first = EVERY_STEP.steps[0]
    assert isinstance(first, WorkoutStep)
    for changed in (
        replace(first, duration=TimeDuration(901)),
        replace(first, target=SpeedTarget(3, 4)),
        replace(first, target=SpeedTarget(3.001, 4)),
        replace(first, intensity=Intensity.ACTIVE),
        replace(first, note="slow"),
        replace(first, exercise=SQUAT),
    ):
        yield replace(EVERY_STEP, steps=(changed, *EVERY_STEP.steps[1:]))


def test_the_version_changes_with_the_content() -> None:
    workouts = list(_variants())
    versions = {encode_workout(workout, SERIAL).identity.version for workout in workouts}
    assert len(versions) == len(workouts)
    years = {datetime.fromtimestamp(version + 631_065_600, UTC).year for version in versions}
    assert years <= set(range(2015, 2021))


def test_the_version_changes_with_nothing_else() -> None:
    """Neither with the serial nor with estimates, which the watch never sees."""
    version = encode_workout(EVERY_STEP, SERIAL).identity.version
    assert encode_workout(EVERY_STEP, SERIAL + 1).identity.version == version
    first = EVERY_STEP.steps[0]
    assert isinstance(first, WorkoutStep)
    estimated = replace(first, expected_s=900, expected_m=2500)
    same = replace(EVERY_STEP, steps=(estimated, *EVERY_STEP.steps[1:]))
    assert encode_workout(same, SERIAL) == encode_workout(EVERY_STEP, SERIAL)


def test_the_identity_is_the_one_in_the_file() -> None:
    file = encode_workout(EVERY_STEP, SERIAL)
    head = fitdecode_raw(file.data)[0][1]
    assert (file.identity.serial, file.identity.version) == (head[3], head[4])


def test_a_dump_is_readable() -> None:
    workout = run(
        WorkoutStep(duration=DistanceDuration(400), target=SpeedTarget(3.704, 4), note="in 1:45"),
        name="W1.1 400",
    )
    file = encode_workout(workout, SERIAL)
    assert (
        dump(file.data)
        == f"""\
file_id (0)
  type (0) = 5
  manufacturer (1) = 1
  garmin_product (2) = 65534
  serial_number (3) = 2147483649
  time_created (4) = {file.identity.version}
workout (26)
  wkt_name (8) = 'W1.1 400'
  sport (4) = 1
  capabilities (5) = 32
  num_valid_steps (6) = 1
workout_step (27)
  message_index (254) = 0
  duration_type (1) = 1
  duration_distance (2) = 40000
  target_type (3) = 0
  target_speed_zone (4) = 0
  custom_target_speed_low (5) = 3704
  custom_target_speed_high (6) = 4000
  intensity (7) = 0
  notes (8) = 'in 1:45'
"""
    )
