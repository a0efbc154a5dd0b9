"""The shape of a workout: how long each step lasts and how hard it is, for charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fitexport.pace.workout import Intensity, RepeatStep, WorkoutStep, unrolled
from fitexport.units import MILE_M

_STANDING, _LIFTING, _OTHER = 0.0, 0.7, 0.5
"""Intensity of steps without distance: pauses and drills, sets, other sports. Judgement."""
_SLOWEST = 0.3
"""Share of mile speed that counts as no effort: a slow walk."""


class Piece(NamedTuple):
    """A step: its seconds, and how hard it is, from 0 for a slow walk to 1 for the speed of the mile."""

    s: float
    hard: float


def shape(steps: Sequence[WorkoutStep | RepeatStep], mile_s: float) -> tuple[Piece, ...]:
    """The steps in the order they are run, for a runner whose mile takes `mile_s` seconds."""
    return tuple(Piece(step.expected_s, _hard(step, MILE_M / mile_s)) for step in lasting(steps))


def lasting(steps: Sequence[WorkoutStep | RepeatStep]) -> Iterator[WorkoutStep]:
    """The steps of a shape: in running order, those whose time is known."""
    return (step for step in unrolled(steps) if step.expected_s)


def _hard(step: WorkoutStep, mile_m_per_s: float) -> float:
    if step.expected_m:
        share = step.expected_m / step.expected_s / mile_m_per_s
        return min(max((share - _SLOWEST) / (1 - _SLOWEST), 0.0), 1.0)
    if step.exercise is not None:
        return _LIFTING
    if step.is_recovery or step.intensity is Intensity.WARMUP:
        return _STANDING
    return _OTHER


def heights(pieces: Sequence[Piece], columns: int) -> tuple[float, ...]:
    """The highest intensity in each of `columns` equal parts of the time."""
    total_s = sum(piece.s for piece in pieces)
    found = [0.0] * columns
    begin_s = 0.0
    for piece in pieces:
        first = int(begin_s / total_s * columns)
        begin_s += piece.s
        last = max(first, min(int(begin_s / total_s * columns - 1e-9), columns - 1))
        for column in range(first, last + 1):
            found[column] = max(found[column], piece.hard)
    return tuple(found)
