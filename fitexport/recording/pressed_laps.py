"""Laps pressed by hand -> the steps of a workout that they belong to.

Nothing in such a recording names a step. Laps and steps are aligned as a diff aligns lines: both
keep their order, and the alignment that costs least is chosen. A lap that fits no step and a step
without a lap stay alone; a step never has two turns for one, and a lap never two steps.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import inf, log
from operator import itemgetter
from typing import NamedTuple

from fitexport.errors import RecordingError
from fitexport.pace.workout import (
    DistanceDuration,
    Intensity,
    OpenDuration,
    SpeedTarget,
    TimeDuration,
    WorkoutStep,
)
from fitexport.recording.recording import AUTO_LAPS, Lap
from fitexport.recording.reviewed import StepTimes

MAX_TURNS, MAX_PRESSED = 250, 300
"""Steps as they are run, and laps: both more than any workout has."""

# What an alignment costs. Our judgement, tried on recordings of which the workout is known.
_ALONE, _OPEN_ALONE, _SLIP = 0.6, 0.15, 0.1
"""A step or lap that stays alone; a step without an amount; a lap of a few seconds, pressed twice."""
_SLIP_S = 5.0
_INSTEAD, _SOME = 0.05, 3
"""What a lap alone saves in the place of up to so many steps alone: a rep and its jog in one lap."""
_WORK, _RECOVERY, _EASY = log(1.5), log(2.0), log(3.0)
"""An amount that is off by this factor costs 1: reps are run to the metre, a warm-up as it comes."""
_ANY_AMOUNT = 0.2
"""Any lap fits a step without an amount."""
_PRESSED_INSIDE = 0.6
"""The lap button within a step: quarters of a rep of 1600 m."""
_WRONG_SPEED = 0.5
"""A rep slower, or anything else faster, than the run as a whole."""
_SLOWER, _FASTER = 0.95, 1.1
"""A warm-up or cool-down may be a little faster: the run as a whole has its rests."""
_PER_SPEED, _MOST_BY_SPEED = 2.0, 0.6
_TOO_MUCH = 4.0
"""Laps that are together this many times as long as the step are not all of it."""


class Turn(NamedTuple):
    """A step, and which of its rounds it is, from 1."""

    step: StepTimes
    number: int


class Matched(NamedTuple):
    """The turns that have laps, in order, and the laps that no step has."""

    turns: tuple[tuple[Turn, tuple[Lap, ...]], ...]
    extra: tuple[Lap, ...]


def matched(steps: Sequence[StepTimes], laps: Sequence[Lap]) -> Matched:
    """The laps of each turn; `steps` are in the order in which they are run, repeats unrolled.

    Raises:
        RecordingError: there are more laps or steps than any workout has.
    """
    for count, most, what in ((len(steps), MAX_TURNS, "steps"), (len(laps), MAX_PRESSED, "laps")):
        if count > most:
            raise RecordingError(f"more than {most} {what}", "give the workout of one run")
    seen: Counter[object] = Counter()
    turns = []
    for step in steps:
        seen[step.kind] += 1
        turns.append(Turn(step, seen[step.kind]))
    found: list[tuple[Turn, tuple[Lap, ...]]] = []
    extra: list[Lap] = []
    for turn, first, end in _alignment([turn.step.step for turn in turns], laps):
        if turn is None:
            extra.extend(laps[first:end])
        else:
            found.append((turns[turn], tuple(laps[first:end])))
    return Matched(tuple(found), tuple(extra))


def _alignment(
    steps: Sequence[WorkoutStep], laps: Sequence[Lap]
) -> Iterator[tuple[int | None, int, int]]:
    """(step, first lap, end) for each step with laps, and for each lap alone; in order. Of equal
    steps, the first have the laps."""
    costs = _Costs(laps)
    end = len(steps), len(laps)
    best: dict[tuple[int, int], tuple[float, bool, tuple[int, int]]] = {end: (0.0, False, end)}
    """From so many steps and laps on: the least cost, whether the next step has laps, and where that
    leads."""
    without = [_without_lap(step) for step in steps]
    for i in reversed(range(len(steps) + 1)):
        for j in reversed(range(len(laps) + 1)):
            fits = costs.of(steps[i], j) if i < end[0] else []
            ways = [(cost, True, (i + 1, to)) for to, cost in fits]
            if j < end[1]:
                alone = costs.alone(j)
                ways.append((alone, False, (i, j + 1)))
                ways += [
                    (alone + sum(without[i:after]) - _INSTEAD, False, (after, j + 1))
                    for after in range(i + 1, min(i + _SOME, end[0]) + 1)
                ]
            if i < end[0]:
                ways.append((without[i], False, (i + 1, j)))
            if ways:
                # Rounded: the same costs in another order are the same.
                sums = ((round(cost + best[to][0], 6), fit, to) for cost, fit, to in ways)
                best[i, j] = min(sums, key=itemgetter(0))
    at = 0, 0
    while at != end:
        (i, first), (_, fit, at) = at, best[at]
        if at[1] > first:
            yield (i if fit else None), first, at[1]


def _without_lap(step: WorkoutStep) -> float:
    return _OPEN_ALONE if isinstance(step.duration, OpenDuration) else _ALONE


class _Costs:
    """What it costs to give laps to a step."""

    def __init__(self, laps: Sequence[Lap]) -> None:
        self._laps = laps
        self._end_s = [0.0, *accumulate(lap.ran_s for lap in laps)]
        self._end_m = [0.0, *accumulate(lap.distance_m or 0.0 for lap in laps)]
        self._known: dict[object, list[tuple[int, float]]] = {}
        self._speed = self._end_m[-1] / self._end_s[-1] if self._end_s[-1] else 0.0

    def alone(self, lap: int) -> float:
        """Of a lap without a step."""
        return _SLIP if self._laps[lap].ran_s < _SLIP_S else _ALONE

    def of(self, step: WorkoutStep, first: int) -> list[tuple[int, float]]:
        """The ends of laps from `first` on that may be this step, and the cost of each."""
        key = step.duration, step.target, step.intensity, first
        if key not in self._known:
            self._known[key] = list(self._ends(step, first))
        return self._known[key]

    def _ends(self, step: WorkoutStep, first: int) -> Iterator[tuple[int, float]]:
        pressed_inside = 0.0
        for end in range(first + 1, self._last_end(step, first) + 1):
            yield (
                end,
                pressed_inside + self._amount(step, first, end) + self._pace(step, first, end),
            )
            if self._laps[end - 1].trigger not in AUTO_LAPS:
                if isinstance(step.duration, OpenDuration):
                    return
                pressed_inside += _PRESSED_INSIDE

    def _last_end(self, step: WorkoutStep, first: int) -> int:
        match step.duration:
            case TimeDuration(s):
                ends, limit = self._end_s, self._end_s[first] + _TOO_MUCH * s
            case DistanceDuration(m):
                ends, limit = self._end_m, self._end_m[first] + _TOO_MUCH * m
            case _:
                return len(self._laps)
        return max(bisect_right(ends, limit) - 1, first)

    def _amount(self, step: WorkoutStep, first: int, end: int) -> float:
        match step.duration:
            case TimeDuration(s):
                ran, planned = self._end_s[end] - self._end_s[first], s
            case DistanceDuration(m):
                ran, planned = self._end_m[end] - self._end_m[first], m
            case _:
                return _ANY_AMOUNT
        if not ran or not planned:
            return inf
        factor = _WORK if is_work(step) else _RECOVERY if step.is_recovery else _EASY
        return abs(log(ran / planned)) / factor

    def _pace(self, step: WorkoutStep, first: int, end: int) -> float:
        ran_s = self._end_s[end] - self._end_s[first]
        speed = (self._end_m[end] - self._end_m[first]) / ran_s if ran_s else 0.0
        if isinstance(step.target, SpeedTarget) and speed:
            aim = min(max(speed, step.target.low_m_per_s), step.target.high_m_per_s)
            return min(_PER_SPEED * abs(log(speed / aim)), _MOST_BY_SPEED)
        if is_work(step) and speed < _SLOWER * self._speed:
            return _WRONG_SPEED
        most = self._speed if step.is_recovery else _FASTER * self._speed
        return _WRONG_SPEED if not is_work(step) and speed > most else 0.0


def is_work(step: WorkoutStep) -> bool:
    """Whether it is a part that the workout is about: no warm-up, recovery or cool-down."""
    return step.intensity in (Intensity.ACTIVE, Intensity.INTERVAL)
