"""Our reading of FIT files from anywhere, compared with fit-tool's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from fit_tool.profile.profile_type import Intensity, Sport, SubSport
from hypothesis import given
from support.fit_build import EVERY_STEP, STRENGTH, WORKOUTS, fit_file, pack, unpack
from support.fit_foreign import (
    ACTIVE,
    CADENCE,
    DISTANCE,
    ENUM,
    HEART,
    INTERVAL,
    NO_TARGET,
    NOTHING,
    OPEN,
    POWER,
    RECOVERY,
    REPEAT,
    REPS,
    SPEED,
    TEXT,
    TIME,
    UINT8,
    UINT16,
    UINT32,
    WARMUP,
    Fields,
    about,
    file_id,
    message,
    repeat,
    schedule_file,
    step,
    workout_file,
)

from fitexport.errors import EncodeError, FitFormatError
from fitexport.fit.decode import decode, whole
from fitexport.fit.faults import Fault, workout_faults
from fitexport.fit.found import (
    FoundEntry,
    FoundSchedule,
    FoundWorkout,
)
from fitexport.fit.identity import Identity
from fitexport.fit.meaning import SPORT_NAMES, SUB_SPORT_NAMES
from fitexport.fit.reader import FieldLayout, RawMessage
from fitexport.fit.texts import NOT_UTF8
from fitexport.fit.transcript import transcribe
from fitexport.fit.witness import witness
from fitexport.fit.workout_file import encode_workout
from fitexport.pace.data import plain_steps
from fitexport.pace.outline import INTENSITY_WORDS, step_line, step_lines
from fitexport.pace.workout import HeartRateTarget, Workout, every_step, unrolled
from fitexport.session.exercises import Exercise

SAMPLES = Path(__file__).parents[2] / "samples"


def workout(data: bytes) -> FoundWorkout:
    found = decode(data)
    assert isinstance(found, FoundWorkout)
    return found


def agree(data: bytes) -> None:
    """Both readers find the same."""
    assert decode(data) == witness(data)


# --- compared with fit-tool -------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(SAMPLES.rglob("*.fit")) if path.parent != SAMPLES],  # recordings
    ids=lambda path: path.name,
)
def test_both_readers_find_the_same_in_every_sample(path: Path) -> None:
    agree(path.read_bytes())


@pytest.mark.slow
@given(WORKOUTS)
def test_both_readers_find_the_same_in_every_workout_of_ours(made: Workout) -> None:
    try:
        data = encode_workout(made, 0x8000_0001).data
    except EncodeError:
        return
    agree(data)


def _every_combination() -> Iterator[Fields]:
    ends = ((0, 0), (3000, 4000), (150, 160), (65, 79), (1200, 1300), (NOTHING, NOTHING))
    for kind, target, value, (low, high) in product(range(33), range(15), (0, 2, NOTHING), ends):
        first = 0 if 6 <= kind <= 13 or kind in (17, 18, 27) else 1000
        yield step(kind, first, target, value, low, high)


COMBINATIONS = list(_every_combination())


_PARTS = 183


def test_a_number_that_means_no_value_does_so_only_in_its_own_type() -> None:
    uint16, uint32 = 0x84, 0x86
    layout = (FieldLayout(1, 2, uint16), FieldLayout(2, 4, uint32))
    message = RawMessage(21, 14, layout, {1: 0xFFFF, 2: 0xFFFF})
    assert [whole(message, number) for number in (1, 2, 3)] == [None, 0xFFFF, None]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(_PARTS))
@pytest.mark.one_in(8)
def test_both_readers_find_the_same_in_every_duration_with_every_target(part: int) -> None:
    for fields in COMBINATIONS[part::_PARTS]:
        agree(workout_file([step(), fields]))


def test_the_names_of_sports_and_intensities_are_those_of_the_profile() -> None:
    def words(text: str) -> str:
        return text.replace("-", "_").replace(" ", "_").casefold()

    shorter = {62: "HIIT", 37: "STAND_UP_PADDLEBOARDING", 58: "VIRTUAL_ACTIVITY"}
    for names, profile in ((SPORT_NAMES, Sport), (SUB_SPORT_NAMES, SubSport)):
        for number, name in names.items():
            known = profile(number).name
            assert words(name) == known.casefold() or shorter.get(number) == known, (number, known)
    assert set(INTENSITY_WORDS) == {each.value for each in Intensity}


# --- what a step says -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (0, 90_000, "1:30"),
        (1, 40_000, "400 m"),
        (2, 210, "until the heart rate is below 110 bpm"),
        (3, 85, "until the heart rate is above 85 % of maximum heart rate"),
        (4, 200, "until 200 kcal are burnt"),
        (5, NOTHING, "until lap"),
        (14, 1200, "until the power is below 200 W"),
        (15, 90, "until the power is above 90 % of threshold power"),
        (16, 40, "until the training stress is 40"),
        (19, 1200, "until the power over 3 s is below 200 W"),
        (20, 1200, "until the power over 10 s is below 200 W"),
        (21, 1200, "until the power over 30 s is below 200 W"),
        (22, 1200, "until the power over 3 s is above 200 W"),
        (23, 1200, "until the power over 10 s is above 200 W"),
        (24, 1200, "until the power over 30 s is above 200 W"),
        (25, 1200, "until the power of the lap is below 200 W"),
        (26, 1200, "until the power of the lap is above 200 W"),
        (28, 90_000, "1:30"),
        (29, 12, "12 reps"),
        (31, 90_000, "1:30"),
    ],
)
def test_every_end_of_a_step_has_words(kind: int, value: int, words: str) -> None:
    found = workout(workout_file([step(kind, value)]))
    assert list(step_lines(found.steps, "mi")) == [f"go {words}"]
    assert found.faults == ()


@pytest.mark.parametrize(
    ("target", "value", "low", "high", "words"),
    [
        (0, 0, 3704, 4000, " at 4:10-4:30/km"),
        (0, 3, None, None, " at speed zone 3"),
        (1, 2, None, None, " at heart-rate zone 2"),
        (1, 0, 274, 282, " at 174-182 bpm"),
        (1, 0, 65, 79, " at 65-79 % of maximum heart rate"),
        (2, 0, None, None, ""),
        (3, 0, 90, 93, " at 180-186 steps a minute"),
        (3, 4, None, None, " at cadence zone 4"),
        (4, 0, 1245, 1265, " at 245-265 W"),
        (4, 0, 88, 94, " at 88-94 % of threshold power"),
        (4, 5, None, None, " at power zone 5"),
        (5, 0, 2, 4, " at grade 2-4"),
        (6, 7, None, None, " at resistance 7"),
        (7, 0, 1245, 1265, " at 245-265 W over 3 s"),
        (7, 0, 1000, 1001, " at 0-1 W over 3 s"),
        (10, 0, 1000, 1136, " at 0-136 W of the lap"),
        (7, 0, 1001, 1002, " at 1-2 W over 3 s"),
        (8, 3, None, None, " at power zone 3 over 10 s"),
        (9, 0, 1245, 1265, " at 245-265 W over 30 s"),
        (10, 0, 88, 94, " at 88-94 % of threshold power of the lap"),
        (4, 0, 0, 55, " at 0-55 % of threshold power"),
        (4, 0, 0, 1200, " at 0-200 W"),
        (1, 0, 0, 65, " at 0-65 % of maximum heart rate"),
        (11, 0, None, None, " at freestyle"),
        (11, 2, None, None, " at breaststroke"),
        (11, 8, None, None, " at reverse individual medley"),
        (11, 9, None, None, " at swimming stroke 9"),
        (11, 255, None, None, " at any stroke"),
        (12, 0, 3704, 4000, " at 3.704-4 m/s over the lap"),
        (12, 3, None, None, " at speed zone 3 over the lap"),
        (13, 2, None, None, " at heart-rate zone 2 of the lap"),
        (13, 0, 240, 250, " at 140-150 bpm of the lap"),
    ],
)
def test_every_target_has_words(
    target: int, value: int, low: int | None, high: int | None, words: str
) -> None:
    found = workout(workout_file([step(TIME, 60_000, target, value, low, high)]))
    assert list(step_lines(found.steps, "km")) == [f"go 1:00{words}"]
    assert found.step_faults == ()


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (6, 4, "4 times:"),
        (7, 600_000, "until 10:00 have passed:"),
        (8, 500_000, "until 5000 m are done:"),
        (9, 300, "until 300 kcal are burnt:"),
        (10, 220, "until the heart rate is below 120 bpm:"),
        (11, 90, "until the heart rate is above 90 % of maximum heart rate:"),
        (12, 1200, "until the power is below 200 W:"),
        (13, 1200, "until the power is above 200 W:"),
        (17, 1200, "until the power of the last lap is below 200 W:"),
        (18, 1200, "until the highest power of the last lap is below 200 W:"),
        (27, 40, "until the training stress is 40:"),
    ],
)
def test_every_repeat_has_words(kind: int, value: int, words: str) -> None:
    found = workout(workout_file([step(), repeat(0, value, kind)]))
    assert list(step_lines(found.steps, "mi")) == [words, "  go 1:00"]
    agree(workout_file([step(), repeat(0, value, kind)]))


def test_a_repeat_may_leave_out_its_last_recovery() -> None:
    """Field 18, in no profile: as Garmin Connect sends "skip last recover"."""
    reps = [step(DISTANCE, 40_000), step(DISTANCE, 20_000, intensity=RECOVERY)]
    skips: Fields = {**repeat(0, 6), 18: (ENUM, 1)}
    data = workout_file([*reps, skips])
    agree(data)
    found = workout(data)
    assert list(step_lines(found.steps, "km")) == [
        "6 times, the last without its last step:",
        "  go 400 m",
        "  recover 200 m",
    ]
    assert len(list(unrolled(found.steps))) == 11
    assert transcribe(found).text() == "6x run 400m, jog 200m"
    assert plain_steps(found.steps)[0]["skips_last_step"]
    # Whatever else is last in a round stays, with a remark where there is no notation for it.
    run = workout(workout_file([reps[0], reps[0], skips]))
    assert transcribe(run).text() == (
        "6x (run 400m; run 400m)\n# step 3: the last round without its last step: no notation"
    )
    nameless = workout(workout_file([step(), step(), skips], about(sport=10, f11=(ENUM, 20))))
    assert transcribe(nameless).text().endswith("back to step 1, 6 times: no notation")
    alone = workout(workout_file([reps[0], skips]))
    assert list(step_lines(alone.steps, "km")) == ["6 times:", "  go 400 m"]


def test_repeats_can_be_nested() -> None:
    steps = [step(), step(intensity=RECOVERY), repeat(0, 4), step(intensity=WARMUP), repeat(0, 2)]
    found = workout(workout_file(steps))
    assert list(step_lines(found.steps, "mi")) == [
        "2 times:",
        "  4 times:",
        "    go 1:00",
        "    recover 1:00",
        "  warm-up 1:00",
    ]
    assert (found.step_messages, found.faults) == (5, ())


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ([repeat(0, 4)], "step 1: a repeat leads to step 1, which is not before it"),
        (
            [step(), repeat(7, 4)],
            "step 2: a repeat leads to step 8, which is not before it",
        ),
        ([step(), repeat(0, 0)], "step 2: a repeat that does not say how many times"),
        ([step(), repeat(0, None)], "step 2: a repeat that does not say how many times"),
        ([step(), repeat(0, 0, 7)], "step 2: a repeat that does not say how long"),
        (
            [step(), step(), repeat(0, 2), repeat(1, 3)],
            "step 4: a repeat leads to step 2, the middle of another repeat, which no watch can follow",
        ),
        (
            [step(), step(REPEAT, None, None, 3, intensity=None)],
            "step 2: a repeat leads to nowhere",
        ),
    ],
)
def test_a_repeat_that_leads_nowhere_is_a_fault(steps: list[Fields], fault: str) -> None:
    data = workout_file(steps)
    assert workout(data).faults == (fault,)
    agree(data)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        (step(None), "it does not say what ends it"),
        (step(TIME, None), "its time is missing"),
        (step(TIME, NOTHING), "its time is missing"),
        (step(TIME, 0), "its time is missing"),
        (step(DISTANCE, None), "its distance is missing"),
        (step(REPS, 0), "its count is missing"),
        (step(2, None), "the number is missing in: until the heart rate is below ..."),
        (step(4, None), "the number is missing in: until ... kcal are burnt"),
        (step(40, 3), "an end that FIT does not have"),
        (step(target=SPEED), "its target is missing"),
        (step(target=HEART, low=240), "its target has no upper end"),
        (step(target=POWER, high=1200), "its target has no lower end"),
        (step(target=HEART, low=90, high=180), "a heart rate from 90 % of the maximum to 80 bpm"),
        (step(target=14, value=3), "a target of type 14, which FIT does not have"),
        (step(target=14), "a target of type 14"),
        (step(target=14, low=3, high=4), "a target of type 14, which FIT does not have"),
        (step(intensity=9), "an intensity 9 that FIT does not have"),
    ],
)
def test_what_a_step_lacks_is_a_fault_of_it(fields: Fields, fault: str) -> None:
    data = workout_file([fields])
    assert workout(data).step_faults == ((0, fault),)
    agree(data)


# --- files of others --------------------------------------------------------------------


def test_big_endian_files_and_short_headers_are_read() -> None:
    steps = [step(DISTANCE, 40_000, SPEED, 0, 3704, 4000), step(TIME, 90_000), repeat(0, 6)]
    plain = decode(workout_file(steps))
    assert decode(workout_file(steps, big=True)) == plain
    assert decode(workout_file(steps, header_size=12)) == plain
    agree(workout_file(steps, big=True, header_size=12))


def test_bytes_after_the_end_of_a_text_are_ignored() -> None:
    data = workout_file(
        [step(notes=None, f8=(TEXT, b"in 1:45\0le\0x"))],
        {4: (ENUM, 1), 6: (UINT16, 1), 8: (TEXT, b"3*1KM speed\0\x01\xff\xfe")},
    )
    found = workout(data)
    (only,) = every_step(found.steps)
    assert (found.name, only.note) == ("3*1KM speed", "in 1:45")
    agree(data)


@pytest.mark.parametrize(
    ("stored", "name"),
    [
        (b"W3.2 6x400 mile!", "W3.2 6x400 mile!"),  # all of a 920XT's 16 bytes, no NUL
        (b"abc\0def\0", "abc"),
        (b"\0stale", ""),
    ],
)
def test_names_are_read_as_watches_store_them(stored: bytes, name: str) -> None:
    data = workout_file([step()], {4: (ENUM, 1), 6: (UINT16, 1), 8: (TEXT, stored)})
    assert workout(data).name == name
    agree(data)


@pytest.mark.parametrize(
    ("stored", "name"),
    [
        (b"L\xe4ufe\0", "Läufe"),  # Latin-1, as some converters write
        (b"S\xe9ance \x80\0", "Séance €"),
        (b"Caf\xe9\0", "Café"),
        (b"\xffabc\xe4\0", "ÿabcä"),
    ],
)
def test_a_text_that_is_not_utf_8_is_read_alike_with_a_note(stored: bytes, name: str) -> None:
    data = workout_file([step()], {4: (ENUM, 1), 6: (UINT16, 1), 8: (TEXT, stored)})
    agree(data)
    for found in (workout(data), witness(data)):
        assert isinstance(found, FoundWorkout)
        assert found.name == name
        assert Fault(NOT_UTF8, fails=False) in list(workout_faults(found))


def test_a_character_that_is_cut_off_is_left_out() -> None:
    stored = "Läufe ü".encode()[:-1]
    data = workout_file([step()], {4: (ENUM, 1), 6: (UINT16, 1), 8: (TEXT, stored)})
    agree(data)
    assert (workout(data).name, workout(data).faults) == ("Läufe ", ())


def test_a_step_name_comes_before_its_note() -> None:
    steps = [
        step(f0=(TEXT, "Hard")),
        step(notes="even pace", f0=(TEXT, "Hard")),
        step(notes="even pace"),
    ]
    data = workout_file(steps)
    notes = [found.note for found in every_step(workout(data).steps)]
    assert notes == ["Hard", "Hard: even pace", "even pace"]
    agree(data)


def test_nesting_of_repeats_is_bounded() -> None:
    """The deepest nesting counts, whatever else is repeated."""
    steps = [step(), *([repeat(0, 2), step()] * 10)]
    data = workout_file([*steps, repeat(0, 2)])
    assert workout(data).faults == ("step 22: a repeat is nested more than 10 deep",)
    data = workout_file([step(), *(repeat(0, 2) for _ in range(11))])
    assert workout(data).faults == ("step 12: a repeat is nested more than 10 deep",)
    agree(data)


def test_cadence_is_of_feet_or_of_cranks() -> None:
    fields = [step(target=CADENCE, low=90, high=100), repeat(0, 2)]
    for sport, words in ((1, "180-200 steps a minute"), (17, "180-200 steps a minute")):
        found = workout(workout_file(fields, about(sport=sport, steps=2)))
        assert list(step_lines(found.steps, "mi")) == ["2 times:", f"  go 1:00 at {words}"]
    for sport in (2, 5, 15):
        data = workout_file(fields, about(sport=sport, steps=2))
        assert list(step_lines(workout(data).steps, "mi"))[1] == "  go 1:00 at 90-100 rpm"
        agree(data)


def test_unknown_fields_are_named() -> None:
    steps = [
        step(f12=(UINT16, 4250), f13=(UINT16, 1)),
        step(f9=(ENUM, 4)),
        step(f19=(ENUM, HEART), f20=(UINT32, 0), f21=(UINT32, 240), f22=(UINT32, 250)),
        step(f19=(ENUM, CADENCE), f20=(UINT32, 2)),
        step(f9=(ENUM, 99), f120=(UINT8, 3), f121=(UINT8, 255), f122=(TEXT, b"\0")),
    ]
    data = workout_file(
        steps,
        about(steps=5, f11=(ENUM, 4), f14=(UINT16, 2500), f30=(UINT8, 7)),
        between=[message(49, {0: (UINT16, 1901)}), message(137, {0: (TEXT, "plan")})],
    )
    agree(data)
    found = workout(data)
    assert found.also == ("track", "a pool of 25 m", "field 30", "1 message of kind 137")
    assert [each.also for each in every_step(found.steps)] == [
        ("a weight of 42.5 kg",),
        ("pull buoy",),
        ("a second target: 140-150 bpm",),
        ("a second target: cadence zone 2",),
        ("equipment 99", "field 120"),
    ]
    assert step_line(next(every_step(found.steps)), "mi") == "go 1:00, a weight of 42.5 kg"


def test_exercises_have_their_words_or_their_numbers() -> None:
    steps = [
        step(REPS, 6, f10=(UINT16, 28), f11=(UINT16, 6)),
        step(REPS, 6, f10=(UINT16, 3), f11=(UINT16, 12)),
        step(REPS, 6, f10=(UINT16, 3)),
    ]
    found = workout(workout_file(steps, about(sport=10, steps=3, f11=(ENUM, 20))))
    assert found.sport == "strength"
    assert [each.exercise for each in every_step(found.steps)] == [
        Exercise("back squat", (28, 6)),
        Exercise("exercise 3/12", (3, 12)),
        Exercise("exercise 3/-1", (3, -1)),
    ]


@pytest.mark.parametrize(
    ("sport", "sub_sport", "names"),
    [
        (1, 255, ("running", ())),
        (1, 0, ("running", ())),
        (1, 1, ("running", ("treadmill",))),
        (5, 17, ("swimming", ("lap swimming",))),
        (4, 15, ("elliptical", ())),
        (10, 20, ("strength", ())),
        (99, 99, ("sport 99", ("sub-sport 99",))),
        (255, 255, ("no sport", ())),
    ],
)
def test_sports_have_their_names(
    sport: int, sub_sport: int, names: tuple[str, tuple[str, ...]]
) -> None:
    found = workout(workout_file([step()], about(sport=sport, f11=(ENUM, sub_sport))))
    assert (found.sport, found.also) == names


def test_a_file_without_its_workout_message_still_shows_its_steps() -> None:
    data = pack([each for each in unpack(workout_file([step()])) if each.number != 26])
    found = workout(data)
    assert found.faults == ("no workout message: a watch cannot show it",)
    assert (found.name, found.num_valid_steps, found.step_messages) == ("", None, 1)
    agree(data)


def test_messages_in_the_wrong_order_are_faults() -> None:
    head, workout_message, one = unpack(workout_file([step()]))
    late = pack([head, one, workout_message])
    assert workout(late).faults == ("its steps come before its workout message",)
    agree(late)
    last = pack([workout_message, one, head])
    assert workout(last).faults == ("file_id is not its first message",)
    agree(last)
    wrong = pack([head, workout_message, one, one])
    assert workout(wrong).faults == ("step 2 says that it is number 0, not 1",)
    agree(wrong)


def test_a_second_workout_message_is_reported() -> None:
    data = workout_file([step()], between=[message(26, about("First"), local=1)])
    assert workout(data).also == ("2 workout messages, of which only the first is used",)
    assert workout(data).name == "First"


def test_a_schedule_is_found_with_its_days_and_times() -> None:
    data = schedule_file([(1067860800, 771014817, 1067733431), (1067904000, 5, 6)])
    assert decode(data) == FoundSchedule(
        Identity(1, 931521374),
        (
            FoundEntry(date(2023, 11, 2), Identity(771014817, 1067733431), 43_200),
            FoundEntry(date(2023, 11, 3), Identity(5, 6), 0),
        ),
    )
    agree(data)
    without = schedule_file([(NOTHING, 5, 6)])
    found = decode(without)
    assert isinstance(found, FoundSchedule)
    assert (found.entries, found.faults) == ((), ("entry 1 has no day",))
    agree(without)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            workout_file([step()], head=file_id(4)),
            "a FIT file of type 4 (activity), neither a workout (5) nor a schedule (7)\n"
            "  it is a recording: fitexport fitness reads those",
        ),
        (
            schedule_file([], head={1: (UINT16, 1)}),
            "a FIT file of type None, neither a workout (5) nor a schedule (7)",
        ),
        (fit_file(b""), "no file_id message: a watch cannot tell what it is"),
        (
            workout_file([step()] * 600),
            "byte 18998: more than 500 definitions",
        ),
    ],
)
def test_what_is_neither_is_refused(data: bytes, message: str) -> None:
    for reader in (decode, witness):
        with pytest.raises(FitFormatError) as refused:
            reader(data)
        assert str(refused.value) == message


def test_a_file_is_read_into_the_workout_that_was_written() -> None:
    made = EVERY_STEP
    data = encode_workout(made, 0x8000_0001).data
    found = workout(data)
    meant = (made.name, made.sport, made.description, made.steps)
    assert (found.name, found.sport, found.description, found.steps) == meant
    assert encode_workout(found, 0x8000_0001).data == data


def test_our_steps_are_read_as_they_were_meant() -> None:
    found = workout(encode_workout(EVERY_STEP, 0x8000_0001).data)
    assert found.name == "W3.2 6x400 mile"
    assert found.num_valid_steps == found.step_messages == 12
    steps = list(every_step(found.steps))
    assert steps[4].target == HeartRateTarget(174, 182)
    assert [each.intensity for each in steps[:3]] == [2, 2, ACTIVE]
    lifting = workout(encode_workout(STRENGTH, 0x8000_0001).data)
    assert lifting.sport == "strength"
    assert INTERVAL not in {each.intensity for each in every_step(lifting.steps)}
    assert OPEN == 5
    assert NO_TARGET == 2
