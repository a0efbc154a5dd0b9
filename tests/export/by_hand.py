"""Hundreds of thousands of sessions and weeks of random runners, each read back by every reader; run by hand.

    PYTHONPATH=.:tests python tests/export/by_hand.py --sessions 100000 --weeks 10000 > trips.txt

Each is generated from its number alone, so `--sessions 1 --first 4711` repeats one. After each slice, this
prints what has been read so far, and each number at which something went wrong, with its values.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import Any, NamedTuple, cast

from hypothesis import given, settings
from hypothesis import strategies as st
from support.round_trips import SESSIONS, WEEKS, session_read_again, week_read_again

_BYTES = 1 << 14
"""Enough for the longest session: hypothesis makes values from them, and gives up if they run out."""
_SLICE = 250

_KINDS: Mapping[str, tuple[Mapping[str, st.SearchStrategy[Any]], Callable[..., Counter[str]]]] = {
    "sessions": (SESSIONS, session_read_again),
    "weeks": (WEEKS, week_read_again),
}


class Tally(NamedTuple):
    """What came of a slice."""

    read: Counter[str]
    wrong: list[str]


def tried(kind: str, numbers: range) -> Tally:
    """Write each example of these numbers and read it back."""
    strategies, check = _KINDS[kind]
    tally = Tally(Counter(), [])

    @settings(database=None, deadline=None)
    @given(**strategies)
    def read_again(**drawn: Any) -> None:
        try:
            tally.read.update(check(**drawn))
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            tally.wrong.append(f"{type(error).__name__} at {where.name}: {error}\n    {drawn}")

    made_from: Callable[[bytes], bytes | None] = cast(Any, read_again).hypothesis.fuzz_one_input
    for number in numbers:
        before = len(tally.wrong)
        used = made_from(random.Random(f"{kind} {number}").randbytes(_BYTES))
        tally.read["not drawn" if used is None else kind] += 1
        tally.wrong[before:] = [f"{kind} {number}: {each}" for each in tally.wrong[before:]]
    return tally


def slices(given: argparse.Namespace) -> Iterator[tuple[str, range]]:
    for kind in _KINDS:
        end = given.first + getattr(given, kind)
        for first in range(given.first, end, _SLICE):
            yield kind, range(first, min(first + _SLICE, end))


def main() -> None:
    """Print what has been read so far after each slice, and what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    for kind in _KINDS:
        parser.add_argument(f"--{kind}", type=int, default=0, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the number of the first of each")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    began, read, wrong = time.monotonic(), Counter[str](), 0
    with ProcessPoolExecutor(arguments.jobs) as pool:
        waiting = [(*each, pool.submit(tried, *each)) for each in slices(arguments)]
        for kind, numbers, future in waiting:
            tally = future.result()
            read, wrong = read + tally.read, wrong + len(tally.wrong)
            print(
                f"{time.monotonic() - began:.0f} s, to {kind} {numbers[-1]}: {dict(read)}, {wrong} wrong",
                *tally.wrong,
                sep="\n",
                flush=True,
            )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
