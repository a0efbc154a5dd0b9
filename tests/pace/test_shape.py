"""The shape of a workout, by which charts are drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.pace.pacing import pace_session
from fitexport.pace.shape import Piece, heights, shape
from fitexport.pace.table import pace_table
from fitexport.session import Sport
from fitexport.session.parse import parse

TABLE = pace_table(mile_s=424, goal_s=400)


def pieces(text: str) -> tuple[Piece, ...]:
    return shape(pace_session(parse(text), TABLE), TABLE.mile_s)


def test_faster_is_higher_and_nothing_is_higher_than_the_mile() -> None:
    text = "walk 60s; jog 60s; easy 5min; 5min @ threshold; 3min @ vo2max; 400m @ mile; 200m @ 800m"
    found = [piece.hard for piece in pieces(text)]
    assert found == sorted(found)
    assert found[0] < 0.2
    assert found[-2:] == pytest.approx([1.0, 1.0])
    assert 0.4 < found[2] < 0.7


def test_pauses_and_drills_are_low_and_sets_high() -> None:
    assert [piece.hard for piece in pieces("drills until lap; rest 60s; easy 5min")][:2] == [0, 0]
    lifting = shape(pace_session(parse("2x (back squat 8reps; rest 2min)"), TABLE), 424)
    assert [piece.hard for piece in lifting] == [0.7, 0, 0.7, 0]


def test_rides_are_level() -> None:
    ride = pace_session(parse("cycling 30min"), TABLE, cross=Sport.CYCLING)
    assert shape(ride, 424) == (Piece(1800, 0.5),)


def test_each_column_is_as_high_as_its_hardest_part() -> None:
    assert heights([Piece(50, 0.2), Piece(1, 1.0), Piece(49, 0.4)], 4) == (0.2, 0.2, 1.0, 0.4)
    assert heights([Piece(60, 0.5)], 3) == (0.5, 0.5, 0.5)


@given(st.lists(st.tuples(st.floats(0.1, 1e4), st.floats(0, 1)), min_size=1), st.integers(1, 100))
def test_no_column_is_empty_and_no_piece_is_lost(
    parts: list[tuple[float, float]], columns: int
) -> None:
    given_pieces = [Piece(*part) for part in parts]
    found = heights(given_pieces, columns)
    assert len(found) == columns
    assert max(found) == max(piece.hard for piece in given_pieces)
    assert min(found) >= min(piece.hard for piece in given_pieces)
