"""The judged runs of one runner -> the best plausible one first, each judged by the others.

A lap in a car, an uncalibrated treadmill or another person's run is faster than anything the
runner ever ran; a warm-up saved as a separate file looks like a race. The other runs and their
heart rates show that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise, takewhile
from math import inf
from typing import NamedTuple

from fitexport.recording.judging import Known, fitness_of
from fitexport.recording.runs import Run

_FASTER = 1.15
"""A run this many times as fast as every other, without further evidence, is an error."""
_OTHERS = 3
"""The other runs needed to show what is usual."""
_HARD = 0.92
"""A share of the maximum heart rate that nobody reaches in a car."""
_SEASON = timedelta(days=60)
"""The time before and after a run in which the same mile can be expected."""
_HEARTS, _HIGHEST = 5, 3
"""With this many runs, the third highest peak is near the maximum; single peaks are strap errors."""
_TOGETHER_S, _ALIKE = 120.0, 0.1
"""Two recordings that begin this close together, with similar lengths, are of one run."""
_ZONE_S, _ZONES_S, _EXACT_S, _EXACT_M = 900.0, 14 * 3600.0, 2.0, 0.005
"""So are two that match to the second and a few metres, one in another time zone."""


class SetAside(NamedTuple):
    """A run that would come first, and why it does not."""

    run: Run
    reason: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best first."""

    runs: tuple[Run, ...]
    set_aside: tuple[SetAside, ...]
    twice: tuple[SetAside, ...]
    """Recordings of runs that are in `runs` already."""

    @property
    def is_lax(self) -> bool:
        """Whether no file states its sport: some services never do."""
        return _is_lax(self.runs)

    @property
    def believed(self) -> tuple[Run, ...]:
        """Those that may come first."""
        lax = self.is_lax
        return tuple(run for run in self.runs if not doubt(run, lax=lax))


def rank(runs: Sequence[Run], known: Known) -> Ranking:
    """The runs in order, with implausible ones that would come first set aside."""
    once, twice = _once(runs)
    lax = _is_lax(once)
    known = replace(known, max_hr=max(known.max_hr or 0.0, _max_heart(once) or 0.0) or None)
    sure = sorted((run for run in once if not doubt(run, lax=lax)), key=order)
    outliers = list(_outliers(sure, known))
    sure = sure[len(outliers) :]
    miles = _Miles(sure)
    judged = {id(run): _judged_beside(run, miles, known) for run in once}
    kept = sorted((judged[id(run)] for run in sure), key=order)
    aside = [each._replace(run=judged[id(each.run)]) for each in outliers]
    for run in (judged[id(run)] for run in once):
        reason = doubt(run, lax=lax)
        if reason and kept and run.fitness.mile_s < kept[0].fitness.mile_s:
            aside.append(SetAside(run, reason))
    apart = {id(each.run) for each in aside}
    rest = sorted((run for run in judged.values() if id(run) not in apart), key=order)
    return Ranking(tuple(rest), tuple(sorted(aside, key=lambda each: order(each.run))), twice)


def doubt(run: Run, *, lax: bool = False) -> str:
    """Why a run cannot come first, in a few words for a table; "": it can. With `lax`, its file
    need not state the sport."""
    no_sport = () if run.sport or lax else ("no sport",)
    return ", ".join((*run.fitness.doubts, *no_sport)[:1])


def order(run: Run) -> tuple[bool, float, str, str]:
    """The best first; runs without 1500 m, which say little about a mile, last."""
    return run.is_short, run.fitness.mile_s, str(run.path), run.name


def _is_lax(runs: Sequence[Run]) -> bool:
    """Whether no file states its sport: some services never do."""
    return not any(run.sport for run in runs)


def _once(runs: Sequence[Run]) -> tuple[list[Run], tuple[SetAside, ...]]:
    """The runs without duplicates, keeping the most precise recording of each."""
    kept: list[Run] = []
    twice: list[SetAside] = []
    for run in sorted(runs, key=_begin_s):
        same = next((each for each in _just_before(run, kept) if _alike(run, each)), None)
        if same is None:
            kept.append(run)
            continue
        worse, better = sorted(
            (run, same), key=lambda each: (-each.fitness.doubt, bool(each.sport))
        )
        kept[kept.index(same)] = better
        twice.append(SetAside(worse, f"the same run as {better.path}"))
    return kept, tuple(twice)


def _begin_s(run: Run) -> float:
    return -inf if run.begin_s is None else run.begin_s


def _just_before(run: Run, earlier: Sequence[Run]) -> Iterator[Run]:
    if run.begin_s is None:
        yield from earlier  # those without a date are sorted first
    else:
        yield from takewhile(
            lambda other: _begin_s(run) - _begin_s(other) <= _ZONES_S, reversed(earlier)
        )


def _alike(one: Run, other: Run) -> bool:
    off = abs(one.total_m - other.total_m) / max(one.total_m, other.total_m)
    same = abs(one.elapsed_s - other.elapsed_s) <= _EXACT_S and off <= _EXACT_M
    if one.begin_s is None:
        return same and one.fitness.efforts == other.fitness.efforts
    later_s = _begin_s(one) - _begin_s(other)
    if later_s <= _TOGETHER_S:
        return off <= _ALIKE
    return same and abs(later_s - round(later_s / _ZONE_S) * _ZONE_S) <= _EXACT_S


def _max_heart(runs: Sequence[Run]) -> float | None:
    peaks = sorted((run.peak_bpm for run in runs if run.peak_bpm is not None), reverse=True)
    return peaks[_HIGHEST - 1] if len(peaks) >= _HEARTS else None


def _outliers(sure: Sequence[Run], known: Known) -> list[SetAside]:
    """The first runs, as far as they are much faster than all others without further evidence."""
    found: list[SetAside] = []
    for run, after in pairwise(sure):
        faster = after.fitness.mile_s / run.fitness.mile_s
        others = len(sure) - len(found) - 1
        if faster <= _FASTER or others < _OTHERS or _is_confirmed(run, known):
            break
        found.append(SetAside(run, f"{faster - 1:.0%} faster than any other run"))
    return found


def _is_confirmed(run: Run, known: Known) -> bool:
    """Whether it was run on track laps, or at a heart rate as in a race."""
    fitness = run.fitness
    heart = fitness.heart_bpm
    hard = heart is not None and known.max_hr is not None and heart >= _HARD * known.max_hr
    return hard or fitness.measured_by == "laps on a track"


class _Miles:
    """The miles of runs by their days."""

    def __init__(self, runs: Sequence[Run]) -> None:
        runs = [run for run in runs if not run.is_short] or runs
        self._dated = sorted(
            ((run.day, run) for run in runs if run.day is not None), key=lambda row: row[0]
        )
        self._days = [day for day, _ in self._dated]

    def best_beside(self, run: Run) -> float | None:
        """The best of the other runs around that time; None: there is none."""
        if run.day is None:
            return None
        first = bisect_left(self._days, run.day - _SEASON)
        end = bisect_right(self._days, run.day + _SEASON)
        others = (other.fitness.mile_s for _, other in self._dated[first:end] if other is not run)
        return min(others, default=None)


def _judged_beside(run: Run, miles: _Miles, known: Known) -> Run:
    """The run, judged by what is known about the runner at that time."""
    if known.mile_s is not None and not _is_since(run.day, known.mile_from):
        known = replace(known, mile_s=None)
    beside_s = miles.best_beside(run)
    if beside_s is not None and beside_s < (known.mile_s or beside_s + 1):
        known = replace(known, mile_s=beside_s, mile_is="the best of two months")
    return replace(run, fitness=fitness_of(run.fitness.efforts, run.fitness.looks, known))


def _is_since(day: date | None, first: date | None) -> bool:
    return day is None or first is None or day >= first
