"""What would fail on a watch: the files that peers write, each named by the fault it has."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest
from support.fit_build import EVERY_STEP
from support.fit_foreign import (
    CADENCE,
    COOLDOWN,
    DISTANCE,
    HEART,
    NOTHING,
    OPEN,
    POWER,
    RECOVERY,
    REPS,
    SPEED,
    TIME,
    UINT16,
    WARMUP,
    Fields,
    about,
    file_id,
    repeat,
    schedule_file,
    step,
    workout_file,
)

from fitexport.fit.decode import decode
from fitexport.fit.faults import Fault, folder_faults, schedule_faults, workout_faults
from fitexport.fit.found import FoundSchedule, FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.fit.schedule_file import scheduled_time
from fitexport.fit.witness import witness
from fitexport.fit.workout_file import encode_workout

# The workout that peers were given (peers' measurements): 15 min easy, 4 x (20 s + 60 s),
# 6 x (400 m at 5:30-5:40/mi + 200 m), 10 min easy.
RIGHT = [
    step(TIME, 900_000, intensity=WARMUP),
    step(TIME, 20_000),
    step(TIME, 60_000, intensity=RECOVERY),
    repeat(1, 4),
    step(DISTANCE, 40_000, SPEED, 0, 4733, 4877),
    step(DISTANCE, 20_000, intensity=RECOVERY),
    repeat(4, 6),
    step(TIME, 600_000, intensity=COOLDOWN),
]


def faults(data: bytes) -> list[Fault]:
    """The faults of a workout, the same by both readers."""
    found = []
    for reader in (decode, witness):
        content = reader(data)
        assert isinstance(content, FoundWorkout)
        found.append(list(workout_faults(content)))
    assert found[0] == found[1]
    return found[0]


def failing(data: bytes) -> list[str]:
    assert all(fault.fails for fault in faults(data))
    return [fault.problem for fault in faults(data)]


def remarks(data: bytes) -> list[str]:
    assert not any(fault.fails for fault in faults(data))
    return [fault.problem for fault in faults(data)]


def changed(number: int, fields: Fields) -> list[Fields]:
    return [*RIGHT[:number], fields, *RIGHT[number + 1 :]]


def test_a_right_workout_has_no_faults() -> None:
    assert faults(workout_file(RIGHT, about("6x400", 8))) == []
    assert faults(encode_workout(EVERY_STEP, 0x8000_0001).data) == []


# --- peers ------------------------------------------------------------------------------


def test_paces_a_thousand_times_too_fast() -> None:
    """pace2fit 0.1.3 with fit-tool 0.9.16: 4739 m/s."""
    data = workout_file(changed(4, step(DISTANCE, 40_000, SPEED, 0, 4_733_000, 4_877_000)))
    assert failing(data) == [
        "step 5: 4733 m/s, which no human runs: 4.733 m/s, if the unit is off by a factor of 1000",
        "step 5: 4877 m/s, which no human runs: 4.877 m/s, if the unit is off by a factor of 1000",
    ]


def test_times_a_thousand_times_too_short_and_speeds_too_slow() -> None:
    """fit-tool up to 0.9.15: 900 s become 0.9 s, 4.762 m/s become 0.004 m/s."""
    data = workout_file([step(TIME, 900), step(DISTANCE, 40_000, SPEED, 0, 4, 5)])
    assert failing(data) == [
        "step 1: 0.9 s long: 15:00, if the unit is off by a factor of 1000",
        "step 2: 0.004 m/s, which no human runs",
        "step 2: 0.005 m/s, which no human runs",
    ]


def test_no_name_and_a_wrong_number_of_steps() -> None:
    """amakaflow-fitfiletool 0.2.6: no name, 6 steps stated where 8 exist."""
    assert failing(workout_file(RIGHT, about("", 6))) == [
        "it has no name: the watch's list shows a blank",
        "it says 6 steps and has 8",
    ]
    nothing_said = workout_file(RIGHT, {4: (0, 1), 8: (7, "6x400")})
    assert failing(nothing_said) == ["it says no number of steps and has 8"]


def test_distances_repeat_counts_and_pace_bands_that_were_lost() -> None:
    """kaiord: durations, counts and bands are not in its file."""
    data = workout_file(
        [
            step(DISTANCE, None),
            step(DISTANCE, NOTHING, SPEED, 0),
            repeat(0, None),
            step(TIME, 60_000, SPEED, None, 4733),
        ]
    )
    assert failing(data) == [
        "step 3: a repeat that does not say how many times",
        "step 1: its distance is missing",
        "step 2: its distance is missing",
        "step 2: its target is missing",
        "step 4: its target has no upper end",
    ]


@pytest.mark.parametrize("serial", [1, 0x12345678])
def test_one_identity_for_every_workout(serial: int) -> None:
    """GarminTools wrote serial 1 everywhere, amakaflow 0x12345678, pace2fit the second it was."""
    found = [decode(workout_file(RIGHT, about(name, 8), file_id(serial=serial))) for name in "abc"]
    named = [(f"{n}.fit", each) for n, each in enumerate(found) if isinstance(each, FoundWorkout)]
    assert list(folder_faults(named)) == [
        (
            f"{n}.fit",
            Fault("to a watch it is the same workout as 0.fit (same identity)"),
        )
        for n in (1, 2)
    ]


def test_heart_rate_stored_as_pace_and_watts_as_speed() -> None:
    """garmin_mcp: heart rates as m/s, 240 W shown as 864 km/h."""
    runs = workout_file([step(target=SPEED, low=140_000, high=150_000)])
    assert failing(runs) == [
        "step 1: 140 m/s, which no human runs",
        "step 1: 150 m/s, which no human runs",
    ]
    rides = workout_file([step(target=SPEED, low=230_000, high=240_000)], about(sport=2))
    assert failing(rides) == ["step 1: 240 m/s (864 km/h): a wrong unit"]


def test_impossible_watts_are_a_fault() -> None:
    """trainaspower: 186,327 to 315,820 W."""
    data = workout_file([step(target=POWER, low=187_327, high=316_820)])
    assert failing(data) == ["step 1: 186327-315820 W, which no human has"]


def test_a_schedule_at_midnight() -> None:
    """GarminTools: midnight in UTC."""
    day = date(2027, 3, 16)
    midnight = scheduled_time(day) - 43_200
    data = schedule_file([(midnight, 5, 6), (midnight + 7 * 3600, 5, 6), (midnight + 43_200, 5, 6)])
    assert schedule(data, {Identity(5, 6)}) == [
        (0, Fault("at midnight: west of Greenwich that is the day before")),
        (1, Fault("this entry is there twice")),
        (1, Fault("at 7:00, not at noon as on watches", fails=False)),
        (2, Fault("this entry is there twice")),
    ]


def test_a_schedule_that_finds_no_workout() -> None:
    """GarminTools: the calendar was empty, since its entries named no workout."""
    data = schedule_file([(scheduled_time(date(2027, 3, 16)), 5, 6)])
    message = "no workout beside it has this identity (serial 5)"
    for beside in (set(), {Identity(5, 7)}, {Identity(6, 6)}, {Identity(5, 6, 1, 1)}):
        assert schedule(data, beside) == [(0, Fault(message))]
    assert schedule(data, {Identity(5, 6)}) == []


def test_a_schedule_that_names_many_workouts_by_one_serial() -> None:
    """GarminTools again: serial 1 for all of them, whatever their time_created."""
    first = scheduled_time(date(2027, 3, 16))
    message = (
        "{} of its workouts share the serial number 1: a watch cannot tell them apart, and its"
    )
    message += " calendar stays empty"
    data = schedule_file([(first + 86_400 * n, 1, 6 + n) for n in range(3)])
    beside = [Identity(1, 6 + n) for n in range(3)]
    assert schedule(data, beside) == [(None, Fault(message.format(3)))]
    data = schedule_file([(first + 86_400 * n, 1, 6) for n in range(3)])
    assert schedule(data, [Identity(1, 6)] * 5) == [(None, Fault(message.format(5)))]
    # One workout on three days, and an older version of it.
    assert schedule(data, [Identity(1, 6), Identity(1, 5)]) == []


def test_more_entries_than_a_watch_shows() -> None:
    """GarminTools on a fenix 7: the first 30 are all that is seen."""
    first = scheduled_time(date(2027, 3, 16))
    data = schedule_file([(first + 86_400 * n, 5, 6) for n in range(31)])
    assert schedule(data, {Identity(5, 6)}) == [(None, Fault("31 entries, a watch shows 30"))]
    no_day = schedule_file([(NOTHING, 5, 6)], file_id(7, 0))
    assert schedule(no_day, ()) == [
        (None, Fault("entry 1 has no day")),
        (None, Fault("no serial number: a watch cannot tell it from others")),
    ]


def schedule(data: bytes, beside: Collection[Identity]) -> list[tuple[int | None, Fault]]:
    found = decode(data)
    assert isinstance(found, FoundSchedule)
    assert found == witness(data)
    return list(schedule_faults(found, beside))


# --- the others -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (step(TIME, 86_401_000), "86401 s long"),
        (step(DISTANCE, 999), "9.99 m long: a wrong unit"),
        (step(2, 351), "until the heart rate is below 251 bpm, which no human has"),
        (step(DISTANCE, 100_000_100), "1000 km long: a wrong unit"),
        (
            step(target=HEART, low=130, high=146),
            "a resting heart rate: 130-146 bpm seems to be written without FIT's offset of 100",
        ),
        (step(target=HEART, low=250, high=450), "150-350 bpm, which no human has"),
        (
            step(target=HEART, low=282, high=274),
            "182-174 bpm: its lower end is above its upper end",
        ),
        (step(target=HEART, value=6), "heart-rate zone 6: watches have 1 to 5"),
        (step(target=HEART, low=129, high=200), "29-100 bpm, which no human has"),
        (step(target=HEART, low=200, high=351), "100-251 bpm, which no human has"),
        (
            step(target=POWER, low=1300, high=1200),
            "300-200 W: its lower end is above its upper end",
        ),
        (step(target=CADENCE, low=180, high=210), "360-420 steps a minute, which no human has"),
        (step(TIME, None), "its time is missing"),
    ],
)
def test_what_no_watch_can_lead_or_no_runner_can_do_fails(fields: Fields, message: str) -> None:
    assert failing(workout_file([fields])) == [f"step 1: {message}"]


def test_the_ends_of_what_a_human_can_do_are_allowed() -> None:
    for fields in (
        step(target=HEART, low=130, high=350),
        step(target=HEART, value=5),
        step(target=POWER, low=1001, high=4000),
        step(TIME, 3000),
        step(TIME, 86_400_000),
        step(DISTANCE, 1000),
    ):
        assert faults(workout_file([fields])) == []


def test_the_speeds_of_wheels_are_no_runners() -> None:
    fast = [step(target=SPEED, low=13_000, high=15_000)]
    assert faults(workout_file(fast, about(sport=2))) == []
    assert len(failing(workout_file(fast))) == 2


def test_what_a_watch_does_otherwise_is_a_remark() -> None:
    steps = [
        step(notes="n" * 201),
        step(target=SPEED, low=4000, high=4000),
        repeat(0, 1),
    ]
    assert remarks(workout_file(steps, about("Sechzehn Zeichen", 3))) == [
        'a name of 16 bytes: small watches show "Sechzehn"',
        "step 3: a repeat of 1 repeats nothing",
        "step 1: a note of more than 200 bytes will be cut",
        "step 2: a pace range with no width: the watch will alert all the time",
    ]
    assert remarks(workout_file([step()], about("Läufe"))) == [
        "a character in its name that not every watch shows"
    ]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (file_id(serial=0), ["no serial number: a watch cannot tell it from others"]),
        (file_id(created=NOTHING), ["no time_created: a schedule cannot name it"]),
        (file_id(maker=0xFFFF), ["no manufacturer: a schedule cannot name it"]),
        (
            {0: (0, 5), 2: (UINT16, 3)},
            [
                "no serial number: a watch cannot tell it from others",
                "no time_created: a schedule cannot name it",
                "no manufacturer: a schedule cannot name it",
            ],
        ),
    ],
)
def test_an_identity_needs_its_numbers(head: Fields, message: list[str]) -> None:
    assert failing(workout_file([step()], head=head)) == message


def test_a_workout_has_steps_and_not_too_many() -> None:
    assert failing(workout_file([], about(steps=0))) == ["it has no steps"]
    assert failing(workout_file([step(OPEN, None)] * 51)) == ["51 steps, a watch accepts 50"]
    assert failing(workout_file([step(REPS, 0)])) == ["step 1: its count is missing"]


def test_two_versions_of_a_session_are_a_remark() -> None:
    first, second = (
        decode(workout_file(RIGHT, head=file_id(created=created))) for created in (5, 6)
    )
    assert isinstance(first, FoundWorkout)
    assert isinstance(second, FoundWorkout)
    assert list(folder_faults([("a.fit", first), ("b.fit", second)])) == [
        (
            "b.fit",
            Fault("another version of the same session as a.fit: a watch shows both", fails=False),
        )
    ]
    assert list(folder_faults([("a.fit", first)])) == []
