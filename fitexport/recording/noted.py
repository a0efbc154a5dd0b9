"""The note of a step -> the split that it asks for, where the rep is too short for a target."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fitexport.units import UNIT_M

_CLOCK = r"(?:(\d{1,2}):(\d\d)(?:\.(\d))?|(\d{1,3}(?:\.\d)?))"
_SPLIT = re.compile(rf"(\d+(?:\.\d+)?) (m|km|mi) in {_CLOCK}(?:-{_CLOCK})?(?: s)?")


def noted_split(note: str) -> tuple[float, float, float] | None:
    """Metres, and the fastest and slowest time in s, of the split in a note.

    >>> noted_split("200 m in 52.5 s, smooth"), noted_split("Last one: 400 m in 1:42-1:48")
    ((200.0, 52.5, 52.5), (400.0, 102.0, 108.0))
    """
    match = _SPLIT.search(note)
    if match is None:
        return None
    fast_s = _seconds(match.groups()[2:6])
    slow_s = _seconds(match.groups()[6:10])
    assert fast_s is not None
    return float(match[1]) * UNIT_M[match[2]], fast_s, fast_s if slow_s is None else slow_s


def _seconds(parts: Sequence[str | None]) -> float | None:
    minutes, seconds, tenth, bare = parts
    if bare is not None:
        return float(bare)
    if minutes is None or seconds is None:
        return None
    return 60 * int(minutes) + int(seconds) + int(tenth or 0) / 10
