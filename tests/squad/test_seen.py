from __future__ import annotations

from fitexport.squad.seen import FirstRows


def test_a_key_has_the_row_it_was_first_in_however_many_there_are() -> None:
    """Several times more keys than there are places at first: they find their rows after each move."""
    rows, first = FirstRows(), dict[str, int]()
    for row in range(1, 6001):
        key = f"runner {row * row % 4999}"
        assert rows.add(key, row) == first.get(key, 0)
        first.setdefault(key, row)
    assert 2000 < len(first) < 4999
    assert all(rows.add(key, 9999) == row for key, row in first.items())
