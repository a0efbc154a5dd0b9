"""How far apart the points of a recording lie -> how far off an effort between them may be.

Worked out with simulated watches on a road and a track (tests/recording/test_errors.py): between
two points the speed is a mean, so that an effort takes in some of what was slower before and after
it; and between two positions a bend is cut.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, dist, pi

_DENSE_S = 10.0
"""So close together, it is part of the error that any recording has."""
_ENDS = 0.25
"""Of the time between two points: what both ends of an effort take in."""
_BENDS = 0.001
"""For each second between two positions, of roads that seem straight."""
_MOST = 0.9
_ARC = 1 / 10
"""An arc is longer than its chord by a 24th of the square of its angle; of what is run fastest,
where points lie farthest apart, more is cut than on average."""

_Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a watch took its points."""

    spacing_s: float
    """Half of the time lies between points as far apart as this, or farther."""
    bends: float = 0.0
    """The share of the distance that is cut off between positions."""

    @property
    def is_sparse(self) -> bool:
        return self.spacing_s >= _DENSE_S

    def doubt(self, time_s: float) -> float:
        """The share by which the time of an effort may be wrong for it; 0 where points are dense."""
        if not self.is_sparse:
            return 0.0
        return min(_ENDS * self.spacing_s / time_s + self.bends, _MOST)


def sampling_of(
    time_s: Sequence[float], breaks: Sequence[int], place: Callable[[int], _Place] | None
) -> Sampling:
    """The sampling of cleaned points; `place` gives metres east and north of one where positions
    count."""
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
