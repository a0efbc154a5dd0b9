"""Races and trials: what distances are, who can have run a time, the mile it is worth."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fitexport.errors import PaceError, UnitError
from fitexport.pace.distances import DISTANCES_M
from fitexport.pace.fitness import fitness_index
from fitexport.pace.results import Result, check_result, distance_m, parse_mile
from fitexport.units import MILE_M, parse_race_clock

DAY = date(2027, 4, 8)


def result(distance: str, time_s: float, day: date = DAY) -> Result:
    return Result(day=day, distance=distance, time_s=time_s)


# --- distances --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("800m", 800),
        ("1500m", 1500),
        ("mile", 1609.344),
        ("3k", 3000),
        ("5k", 5000),
        ("10k", 10_000),
        ("  5K ", 5000),
        ("Mile", 1609.344),
        ("1mi", 1609.344),
        ("1 mile", 1609.344),
        ("2mi", 3218.688),
        ("2 miles", 3218.688),
        ("0.5mi", 804.672),
        ("3200m", 3200),
        ("8km", 8000),
        ("8 km", 8000),
        ("1.5k", 1500),
        ("0.8km", 800),
        ("10000m", 10_000),
        ("6.2mi", 9977.9328),
    ],
)
def test_a_distance_is_read_as_runners_say_it(text: str, metres: float) -> None:
    assert distance_m(text) == pytest.approx(metres)


@pytest.mark.parametrize(
    "text",
    [
        *("", "5", "k", "far", "marathon", "5 k m", "-5k", "5,0km", "1e3m", "5k5k", "800yd"),
        *(".8km", "5.km", "1:00", "100000m", "5.0001km", "800\N{ARABIC-INDIC DIGIT ZERO}m"),
    ],
)
def test_an_invalid_distance_is_refused(text: str) -> None:
    with pytest.raises(UnitError) as caught:
        distance_m(text)
    assert str(caught.value) == (
        f'"{text}" is not a distance\n  write 800m, 1500m, mile, 3k, 5k, 10k, or as 3200m, 2mi, 8km'
    )


def test_control_characters_are_not_printed_to_a_terminal() -> None:
    with pytest.raises(UnitError) as caught:
        distance_m("5k\x1b[2J" + 100 * "x")
    assert caught.value.problem == f'"5kU+001B[2J{34 * "x"}" is not a distance'


@pytest.mark.parametrize(
    "text", ["0m", "400m", "799m", "799.999m", "0.4mi", "10001m", "10.001km", "6.3mi", "21.1km"]
)
def test_sprints_and_long_races_say_little_about_a_mile(text: str) -> None:
    with pytest.raises(UnitError) as caught:
        distance_m(text)
    assert str(caught.value) == (
        f'"{text}" says little about a mile\n  give a result over 800 m to 10 km'
    )


# --- the mile that a result is worth ----------------------------------------------------


@pytest.mark.parametrize("time_s", [223.2, 372.0, 372.1, 424.04, 900.0])
def test_a_mile_is_worth_itself_to_the_last_digit(time_s: float) -> None:
    for text in ("mile", "Mile", "1mi", "1 mile"):
        assert result(text, time_s).mile_s == time_s


def test_5_km_in_24_34_is_an_index_of_39_11_and_a_mile_in_7_15_6() -> None:
    """The mile found by halving, with the equations of Daniels and Gilbert written out again."""
    five = result("5k", 1474.0)
    assert fitness_index(5000, five.time_s) == pytest.approx(39.11, abs=0.005)
    assert five.mile_s == 435.6
    assert fitness_index(MILE_M, five.mile_s) == pytest.approx(39.11, abs=0.02)


@pytest.mark.parametrize("mile_s", [240.0, 300.0, 372.0, 424.0, 600.0, 890.0])
@pytest.mark.parametrize("distance", [*DISTANCES_M, "3200m", "2mi", "8km"])
def test_a_result_is_worth_the_mile_of_the_same_index(distance: str, mile_s: float) -> None:
    """Tried out from the other side: the time that a runner of this mile has the index for."""
    index = fitness_index(MILE_M, mile_s)
    fast, slow = 60.0, 9000.0
    while slow - fast > 1e-6:
        middle = (fast + slow) / 2
        is_fast = fitness_index(distance_m(distance), middle) > index
        fast, slow = (middle, slow) if is_fast else (fast, middle)
    assert result(distance, fast).mile_s == pytest.approx(mile_s, abs=0.0501)


def test_the_mile_of_another_distance_is_given_to_a_tenth() -> None:
    for time_s in range(900, 2400, 7):
        mile_s = result("5k", float(time_s)).mile_s
        assert mile_s == round(mile_s, 1)


def test_a_longer_distance_in_the_same_time_is_worth_a_faster_mile() -> None:
    miles = [result(f"{metres}m", 1500.0).mile_s for metres in range(4000, 7000, 250)]
    assert miles == sorted(miles, reverse=True)


# --- who can have run it ----------------------------------------------------------------

# Men's world records: World Athletics, end of 2024.
RECORDS_S = {
    "800m": 100.91,
    "1500m": 206.00,
    "mile": 223.13,
    "3k": 437.55,
    "5k": 755.36,
    "10k": 1571.00,
}


def test_each_distance_with_a_name_has_a_record() -> None:
    assert list(RECORDS_S) == list(DISTANCES_M)


@pytest.mark.parametrize(("distance", "record_s"), RECORDS_S.items())
def test_nobody_is_faster_than_the_record(distance: str, record_s: float) -> None:
    with pytest.raises(PaceError) as caught:
        check_result(result(distance, record_s - 0.01), DAY)
    problem, remedy = str(caught.value).split("\n")
    assert problem.startswith(f"{distance} in ")
    assert problem.endswith(" is faster than any human")
    assert remedy.startswith("  the record is ")


def test_the_refusal_of_a_record_names_both_times() -> None:
    with pytest.raises(PaceError) as caught:
        check_result(result("5k", 700.0), DAY)
    assert str(caught.value) == (
        "5k in 11:40 is faster than any human\n  the record is 12:35.36; check both"
    )


def test_the_record_itself_passes_where_there_are_paces_for_it() -> None:
    """The best milers' 800 m and 10 km are worth no mile that the plan has paces for."""
    for distance in ("mile", "1500m", "3k", "5k"):
        record = result(distance, RECORDS_S[distance])
        if record.mile_s >= 223.0:
            check_result(record, DAY)
    check_result(result("mile", 223.13), DAY)


@pytest.mark.parametrize(
    ("distance", "near", "far"),
    [
        ("1000m", "800m", "1500m"),
        ("2000m", "mile", "3k"),
        ("2mi", "3k", "5k"),
        ("8km", "5k", "10k"),
    ],
)
def test_between_two_records_the_limit_lies_between_their_paces(
    distance: str, near: str, far: str
) -> None:
    metres = distance_m(distance)
    fastest_s = metres * RECORDS_S[near] / DISTANCES_M[near]
    slowest_s = metres * RECORDS_S[far] / DISTANCES_M[far]
    with pytest.raises(PaceError) as caught:
        check_result(result(distance, fastest_s), DAY)
    assert "is faster than any human" in str(caught.value)
    check_result(result(distance, 1.02 * slowest_s), DAY)


@pytest.mark.parametrize(
    ("distance", "time_s", "message"),
    [
        ("mile", 901.0, "mile in 15:01 is worth a mile in 15:01"),
        ("mile", 960.0, "mile in 16:00 is worth a mile in 16:00"),
        ("800m", 540.0, "800m in 9:00 is worth a mile in 18:56.8"),
        ("10k", 6600.0, "10k in 1:50:00 is worth a mile in 16:05.7"),
    ],
)
def test_a_mile_without_paces_is_refused(distance: str, time_s: float, message: str) -> None:
    with pytest.raises(PaceError) as caught:
        check_result(result(distance, time_s), DAY)
    assert str(caught.value) == f"{message}, outside 3:43 to 15:00\n  check distance and time"


def test_the_slowest_mile_with_paces_passes() -> None:
    check_result(result("mile", 900.0), DAY)


def test_a_result_is_of_today_or_earlier() -> None:
    for back in (0, 1, 400):
        check_result(result("mile", 372.0, DAY - timedelta(days=back)), DAY)
    with pytest.raises(PaceError) as caught:
        check_result(result("mile", 372.0, date(2027, 4, 9)), DAY)
    assert str(caught.value) == (
        "a result on 2027-04-09 is in the future: today is 2027-04-08\n"
        "  give the day on which it was run"
    )


# --- a mile, or the race that one is worked out from ---------------------------------------


@pytest.mark.parametrize(
    ("text", "mile_s", "race"),
    [
        ("6:20", 380.0, None),
        ("mile 6:20", 380.0, None),
        ("1mi 6:20.5", 380.5, None),
        ("5k 22:00", 387.9, "5k in 22:00"),
        (" 5 km  22:00 ", 387.9, "5 km in 22:00"),
        ("10k 45:30", 386.8, "10k in 45:30"),
        ("10k 1:02:30", 538.6, "10k in 1:02:30"),
        ("1500m 4:50", 313.3, "1500m in 4:50"),
    ],
)
def test_a_mile_is_given_by_itself_or_by_a_race(text: str, mile_s: float, race: str | None) -> None:
    found = parse_mile(text)
    assert found == pytest.approx(mile_s, abs=0.1)
    assert getattr(found, "race", None) == race
    if race:
        distance, _, time = race.partition(" in ")
        seconds = parse_race_clock(time)
        assert found == Result(day=date(2027, 1, 1), distance=distance, time_s=seconds).mile_s


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("6.20", '"6.20" is not a time'),
        ("5k", '"5k" is not a time'),
        ("5k 22", '"22" is not a time'),
        ("moo 22:00", '"moo" is not a distance'),
        ("22:00 5k", '"5k" is not a time'),
        ("42km 3:00:00", '"42km" says little about a mile'),
        ("5k 12:00", "5k in 12:00 is faster than any human"),
        ("5k 59:00", "5k in 59:00 is worth a mile in"),
    ],
)
def test_text_that_is_neither_a_mile_nor_a_race_is_refused(text: str, problem: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_mile(text)
    assert caught.value.problem.startswith(problem)
