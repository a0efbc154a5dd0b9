"""What speaks against an effort's having been run, sign by sign, each in the words of a column."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from statistics import median

from fitexport.recording.efforts import Effort
from fitexport.recording.recording import Recording

_CUT = 0.03
"""Who lost that share of the distance to what nobody runs was not always running."""
_FEWEST_STEPS, _RUNNING_M_PER_S = 60.0, 2.7
"""Of one foot a minute, and from 10:00 a mile on: so fast, the best efforts of 1,700 recordings
whose steps were counted had 74 or more; on wheels, feet make none."""
_COUNTED = 0.5
"""The share of a recording, and of an effort, in which steps are counted to say something."""
_STEEPEST = 0.02
"""Falls that a time is not worth much over: some 5 % faster than level (Minetti 2002), and more
than an altitude by GPS is off."""
_TOO_LONG = 1.05
"""Points that have so much more than the watch's own laps or total. Of 600 recordings in FIT none
had 1.03."""


def doubts(recording: Recording, effort: Effort, drop_m: float | None) -> tuple[str, ...]:
    """Why an effort of a recording cannot be relied on; empty: nothing says so."""
    of_all = (sign(recording) for sign in _SIGNS_OF_ALL)
    of_effort = (sign(recording, effort) for sign in _SIGNS_OF_EFFORT)
    return tuple(filter(None, (*of_all, *of_effort, _falls(effort, drop_m))))


def on_wheels(recording: Recording, effort: Effort) -> bool:
    """Whether part of it may have been driven or ridden: faster than anybody runs, or without steps."""
    return bool(_is_cut(recording) or _steps(recording, effort))


def cut_text(cut_m: float, total_m: float) -> str:
    """`17 km of 26 cut`; nothing where nothing was."""
    if cut_m < 1:
        return ""
    all_m = cut_m + total_m
    if cut_m < 950:
        return f"{cut_m:.0f} m of {all_m / 1000:.0f} km cut"
    return f"{cut_m / 1000:.0f} km of {all_m / 1000:.0f} cut"


def _indoors(recording: Recording) -> str:
    return recording.kind if recording.is_indoor else ""


def _is_cut(recording: Recording) -> str:
    is_much = recording.cut_share >= _CUT
    return cut_text(recording.cut_m, recording.total_m) if is_much else ""


def _steps(recording: Recording, effort: Effort) -> str:
    """Wheels: the watch counts steps, and there were few."""
    if recording.cadence is None or effort.distance_m < _RUNNING_M_PER_S * effort.time_s:
        return ""
    inside = recording.cadence[recording.between(effort.start_s, effort.end_s)]
    known = [each for each in inside if not isnan(each)]
    if len(known) < _COUNTED * len(inside) or not known:
        return ""
    steps = median(known)
    return f"{2 * steps:.0f} steps a minute" if steps < _FEWEST_STEPS else ""


def _own_laps(recording: Recording, effort: Effort) -> str:
    """The laps that it lies in, as the watch measured them."""
    laps = [
        lap
        for lap in recording.laps
        if lap.distance_m and lap.start_s < effort.end_s and lap.end_s > effort.start_s
    ]
    said_m = sum(lap.distance_m or 0.0 for lap in laps)
    points_m = sum(
        recording.metres_at(lap.end_s) - recording.metres_at(lap.start_s) for lap in laps
    )
    return _too_long(points_m, said_m, "its laps")


def _own_total(recording: Recording) -> str:
    """How far, and how far in its time: points may lack minutes, too."""
    said_m, timer_s = recording.said_m, recording.timer_s
    if not said_m:
        return ""
    in_all = _too_long(recording.total_m, said_m, "its own total")
    if in_all or not timer_s or not recording.elapsed_s:
        return in_all
    in_its_time = said_m * recording.elapsed_s / timer_s
    return _too_long(recording.total_m, in_its_time, "its own speed")


def _too_long(points_m: float, said_m: float, what: str) -> str:
    if not said_m or points_m <= _TOO_LONG * said_m:
        return ""
    return f"{points_m / 1000:.2f} km, by {what} {said_m / 1000:.2f}"


def _falls(effort: Effort, drop_m: float | None) -> str:
    is_steep = drop_m is not None and drop_m > _STEEPEST * effort.distance_m
    return f"downhill, {drop_m:.0f} m" if is_steep else ""


_SIGNS_OF_ALL: tuple[Callable[[Recording], str], ...] = (_indoors, _is_cut, _own_total)
_SIGNS_OF_EFFORT: tuple[Callable[[Recording, Effort], str], ...] = (_steps, _own_laps)
