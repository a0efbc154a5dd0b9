"""Times -> pace groups: as few as keep runners together, divided in the best possible way.

Times in one dimension have an exact optimum, by dynamic programming over their sorted values.
Source: Wang and Song, "Ckmeans.1d.dp: Optimal k-means Clustering in One Dimension by Dynamic
Programming", The R Journal 3/2 (2011).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import inf, log

MOST = 5
"""Groups that one coach can start and time."""
NEAR = 0.04
"""How far the slowest of a group may be behind its fastest: 3.6 s on a lap of 90 s, which is half of
what a watch accepts by default. Judgement."""


def pace_groups(times_s: Sequence[float]) -> list[list[int]]:
    """The places of times by group, the fastest first; equal times are in one group.

    As few groups as keep each within 4 %, but at most five. Of all ways to divide the runners into so
    many groups, it is the one whose times are nearest to the middle of their group: the least sum of
    squares, in percent.

    >>> pace_groups([95, 71, 94.5, 70, 97]), pace_groups([90, 91, 92, 93, 90]), pace_groups([])
    ([[3, 1], [2, 0, 4]], [[0, 4, 1, 2, 3]], [])
    """
    order = sorted(range(len(times_s)), key=times_s.__getitem__)
    counts = Counter(times_s)
    values = sorted(counts)
    most = min(MOST, len(values))
    groups: list[list[float]] = []
    for starts in divisions(values, [counts[each] for each in values], most):
        groups = [values[a:b] for a, b in pairwise((*starts, len(values)))]
        if all(group[-1] <= group[0] * (1 + NEAR) for group in groups):
            break
    return [[at for at in order if each[0] <= times_s[at] <= each[-1]] for each in groups]


def divisions(values: Sequence[float], weights: Sequence[int], most: int) -> list[list[int]]:
    """Where the groups of the best division begin, for one group, two, up to `most`; the values are
    sorted and all differ."""
    logs = [log(each / values[0]) for each in values]
    sums = [0.0, *accumulate(w * x for w, x in zip(weights, logs, strict=True))]
    squares = [0.0, *accumulate(w * x * x for w, x in zip(weights, logs, strict=True))]
    numbers = [0, *accumulate(weights)]

    def spread(a: int, b: int) -> float:
        """The sum of squares around their mean of values a to b, without b."""
        total = sums[b] - sums[a]
        return squares[b] - squares[a] - total * total / (numbers[b] - numbers[a])

    best = [0.0, *(spread(0, b) for b in range(1, len(values) + 1))]
    found = [[0]] if values else []
    begins: list[list[int]] = []
    for count in range(2, most + 1):
        costs, begin = [inf] * (len(values) + 1), [0] * (len(values) + 1)
        # The more values there are, the later the last group begins: halves need few tries.
        waiting = [(count, len(values), count - 1, len(values) - 1)]
        while waiting:
            low, high, first, last = waiting.pop()
            if low > high:
                continue
            b = (low + high) // 2
            tries = ((best[a] + spread(a, b), a) for a in range(first, min(last, b - 1) + 1))
            costs[b], begin[b] = min(tries)
            waiting += [(low, b - 1, first, begin[b]), (b + 1, high, begin[b], last)]
        best = costs
        begins.append(begin)
        starts = [len(values)]
        for each in reversed(begins):
            starts.insert(0, each[starts[0]])
        found.append([0, *starts[:-1]])
    return found
