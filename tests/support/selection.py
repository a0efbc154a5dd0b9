"""Which tests run: a part of them all, or a sample of a test's cases that leaves out no value of its parameters."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple


class Case(NamedTuple):
    """One case of a parametrised test."""

    test: str
    values: frozenset[Hashable]
    """Each of its parameters, with its value."""
    one_in: int
    """How many cases there are for each that is tried."""


def sampled(cases: Iterable[Case]) -> Iterator[bool]:
    """Whether to try each: every nth case of a test, and of one with several parameters the first with
    any value of these."""
    count, seen = Counter[str](), defaultdict[str, set[Hashable]](set)
    for case in cases:
        is_next = count[case.test] % case.one_in == 0
        count[case.test] += 1
        has_new = len(case.values) > 1 and not case.values <= seen[case.test]
        tried = is_next or has_new
        if tried:
            seen[case.test] |= case.values
        yield tried


def in_share(test: str, share: str) -> bool:
    """Whether a test is in the share `K/N`: the same one each time, on every computer."""
    part, _, parts = share.partition("/")
    return zlib.crc32(test.encode()) % int(parts) == int(part) - 1
