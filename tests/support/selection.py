"""Choose the tests to run: a share of all, or a sample of one test's cases with every value of each parameter."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple


class Case(NamedTuple):
    """One case of a parametrised test."""

    test: str
    values: frozenset[Hashable]
    """The name and value of each parameter."""
    one_in: int
    """Run one case in this many; 1 for all."""


def sampled(cases: Iterable[Case]) -> Iterator[bool]:
    """Whether to run each case: every nth case of a test and, if it has several parameters, each case
    with a value that no case chosen before has."""
    count, seen = Counter[str](), defaultdict[str, set[Hashable]](set)
    for case in cases:
        is_next = count[case.test] % case.one_in == 0
        count[case.test] += 1
        has_new = len(case.values) > 1 and not case.values <= seen[case.test]
        tried = is_next or has_new
        if tried:
            seen[case.test] |= case.values
        yield tried


def in_share(module: Path, share: str) -> bool:
    """Whether a test module is in the share `K/N`. Its name decides: its share is the same in each run
    and on every computer."""
    part, _, parts = share.partition("/")
    return zlib.crc32(module.name.encode()) % int(parts) == int(part) - 1
