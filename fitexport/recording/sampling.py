"""The spacing of a recording's points -> how far off an effort may be.

Worked out with simulated watches on a road and a track (tests/recording/test_errors.py): between
two points only the mean speed is known, so an effort includes some slower running before and after
it; and between two positions a bend is cut.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, dist, pi

_DENSE_S = 10.0
"""Closer points add nothing to the error that any recording has."""
_ENDS = 0.25
"""The share of the spacing that the two ends of an effort include."""
_BENDS = 0.001
"""The share cut per second between positions, on roads that seem straight."""
_ARC = 1 / 10
"""An arc is longer than its chord by 1/24 of its angle squared; on the fastest parts, where points
are farthest apart, more is cut than on average."""

_Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How far apart a watch recorded its points."""

    spacing_s: float
    """Half of the time is between points at least this far apart."""
    bends: float = 0.0
    """The share of the distance lost between positions."""

    @property
    def is_sparse(self) -> bool:
        return self.spacing_s >= _DENSE_S

    def doubt(self, time_s: float) -> float:
        """The share by which the time of an effort may be wrong; 0 if points are dense."""
        if not self.is_sparse:
            return 0.0
        return _ENDS * self.spacing_s / time_s + self.bends


def sampling_of(
    time_s: Sequence[float], breaks: Sequence[int], place: Callable[[int], _Place] | None
) -> Sampling:
    """The sampling of cleaned points; `place` gives the metres east and north of a point, None if
    distances do not come from positions."""
    stretches = [*pairwise((0, *breaks, len(time_s)))]
    gaps = sorted(b - a for first, end in stretches for a, b in pairwise(time_s[first:end]))
    half, spacing_s = sum(gaps) / 2, 0.0
    while gaps and half > 0:
        spacing_s = gaps.pop()
        half -= spacing_s
    if place is None or spacing_s < _DENSE_S:
        return Sampling(spacing_s)
    cut_m = total_m = 0.0
    for first, end in stretches:
        before: float | None = None
        for a, b in pairwise(map(place, range(first, end))):
            metres, heading = dist(a, b), atan2(b[1] - a[1], b[0] - a[0])
            if before is not None:
                turn = abs(heading - before)
                cut_m += metres * _ARC * min(turn, 2 * pi - turn) ** 2
            before = heading
            total_m += metres
    return Sampling(spacing_s, max(_BENDS * spacing_s, cut_m / total_m if total_m else 0.0))
