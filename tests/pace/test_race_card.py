"""A card by laps for the distance of a goal; even splits for any other."""

from __future__ import annotations

import pytest

from fitexport.pace.distances import Race
from fitexport.pace.race import ExtraAt
from fitexport.pace.race_card import race_card
from fitexport.pace.table import pace_table
from fitexport.session import Distance
from fitexport.units import Units

RUNNER = pace_table(380, 360)
OVER_1500_M = pace_table(380, 333, race="1500m")


def test_a_card_by_laps_has_marks_splits_and_what_to_write_on_a_hand() -> None:
    card = race_card(Distance(1, "mi"), RUNNER, "mi")
    assert card.title == "Mile race in 6:00"
    assert card.rows[0] == ("200 m", "", "44.7", "not sooner: faster is too fast")
    assert [row[:3] for row in card.rows[1:5]] == [
        ("400 m", "1:30.5", "1:30.5"),
        ("800 m", "1:28.5", "2:59.0"),
        ("1200 m", "1:29.4", "4:28.4"),
        ("1300 m", "22.7", "4:51.1"),
    ]
    assert card.hand == (
        ("400", "1:30.5"),
        ("800", "2:59.0"),
        ("1200", "4:28.4"),
        ("1609", "6:00.0"),
    )
    shorter = race_card(Distance(1500), OVER_1500_M, "km")
    assert shorter.title == "1500 m race in 5:33"
    assert [row[0] for row in shorter.rows[1:4]] == ["300 m", "700 m", "1100 m"]


@pytest.mark.parametrize(
    ("race", "extra_at", "words"),
    [
        ("mile", "start", "A mile is four laps of 400 m and 9 m, here run before the first lap."),
        (
            *("mile", "end"),
            "A mile is four laps of 400 m and 9 m, here run after the fourth lap;"
            " --extra-at start puts them first.",
        ),
        ("1600m", "end", "1600 m is four laps; a mile is 9 m longer."),
        (
            *("1500m", "end"),
            "The 1500 m starts on the back straight, 300 m before the line; then three laps.",
        ),
    ],
)
def test_the_advice_says_where_the_race_starts(race: Race, extra_at: ExtraAt, words: str) -> None:
    distance = Distance(1, "mi") if race == "mile" else Distance(float(race.removesuffix("m")))
    paces = pace_table(380, 350, race=race)
    assert race_card(distance, paces, "mi", "race", extra_at).advice[0] == words


@pytest.mark.parametrize(
    ("distance", "units", "rows"),
    [
        (
            *(Distance(1500), "km"),
            (("400 m", "1:34"), ("800 m", "3:08"), ("1200 m", "4:41"), ("1500 m", "5:52")),
        ),
        (
            *(Distance(5, "km"), "mi"),
            (("1 mi", "6:57"), ("2 mi", "13:53"), ("3 mi", "20:50"), ("5 km", "21:35")),
        ),
        (Distance(2, "mi"), "mi", (("1 mi", "6:45"), ("2 mi", "13:31"))),
    ],
)
def test_another_distance_is_run_evenly(
    distance: Distance, units: Units, rows: tuple[tuple[str, str], ...]
) -> None:
    """By laps up to 3 km, by miles or kilometres beyond; no mark just before the end."""
    card = race_card(distance, RUNNER, units)
    assert (card.rows, card.hand, card.headings) == (rows, (), ("After", "Clock"))


def test_a_time_for_another_distance_says_where_it_comes_from() -> None:
    assert race_card(Distance(5, "km"), RUNNER, "km", "time trial").title == (
        "5 km time trial in 21:35, what a mile in 6:20 is worth: 6:57/mi, 4:19/km, even all the way"
    )
