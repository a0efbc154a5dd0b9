"""Choose the tests to run: a share of all, or a sample of one test's cases with every value of each parameter."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple


class Case(NamedTuple):
    """One case of a parametrised test."""

    test: str
    values: frozenset[Hashable]
    """The name and value of each parameter."""
    one_in: int
    """Run one case in this many; 1 for all."""


def sampled(cases: Sequence[Case]) -> Iterator[bool]:
    """Whether to run each case: every nth case of a test and, if it has several parameters, each case
    with a value that no case chosen before has. Tests of one parameter begin at different cases, so
    that not all of them try its first value."""
    total = Counter(case.test for case in cases)
    count, seen = Counter[str](), defaultdict[str, set[Hashable]](set)
    for case in cases:
        many = len(case.values) > 1
        first = 0 if many else _number(case.test) % min(case.one_in, total[case.test])
        is_next = count[case.test] % case.one_in == first
        count[case.test] += 1
        has_new = many and not case.values <= seen[case.test]
        tried = is_next or has_new
        if tried:
            seen[case.test] |= case.values
        yield tried


def in_share(module: Path, share: str) -> bool:
    """Whether a test module is in the share `K/N`. Its name decides: its share is the same in each run
    and on every computer."""
    part, _, parts = share.partition("/")
    return _number(module.name) % int(parts) == int(part) - 1


def _number(name: str) -> int:
    """A number that looks random, the same on every computer."""
    return zlib.crc32(name.encode())
