from __future__ import annotations

from fitexport.squad.seen import FirstRows


def test_a_key_finds_its_first_row_however_many_keys_there_are() -> None:
    """There are several times as many keys as initial places; they are still found after each growth."""
    rows, first = FirstRows(), dict[str, int]()
    for row in range(1, 6001):
        key = f"runner {row * row % 4999}"
        assert rows.add(key, row) == first.get(key, 0)
        first.setdefault(key, row)
    assert 2000 < len(first) < 4999
    assert all(rows.add(key, 9999) == row for key, row in first.items())
