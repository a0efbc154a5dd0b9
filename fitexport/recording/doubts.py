"""Signs that an effort was not really run, each in a few words for a table."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from statistics import median

from fitexport.recording.efforts import Effort
from fitexport.recording.recording import Recording

_CUT = 0.03
"""If this share of the distance was cut as too fast, part of it was not running."""
_FEWEST_STEPS, _RUNNING_M_PER_S = 60.0, 2.7
"""Steps of one foot a minute, at 10:00 a mile or faster: at that pace, the best efforts in 1,700
recordings with steps had 74 or more; on wheels there are none."""
_COUNTED = 0.5
"""The share of an effort that must have steps counted for them to mean anything."""
_STEEPEST = 0.02
"""A drop that makes a time worth little: some 5 % faster than level (Minetti 2002), and more
than the error of GPS altitudes."""
_TOO_LONG = 1.05
"""How much longer points may be than the watch's own laps or total. Of 600 FIT recordings none
reached 1.03."""


def doubts(recording: Recording, effort: Effort, drop_m: float | None) -> tuple[str, ...]:
    """Reasons not to rely on an effort; empty if there are none."""
    of_all = (sign(recording) for sign in _SIGNS_OF_ALL)
    of_effort = (sign(recording, effort) for sign in _SIGNS_OF_EFFORT)
    return tuple(filter(None, (*of_all, *of_effort, _falls(effort, drop_m))))


def on_wheels(recording: Recording, effort: Effort) -> bool:
    """Whether part of it may have been driven or ridden: too fast for running, or without steps."""
    return bool(_is_cut(recording) or _steps(recording, effort))


def cut_text(cut_m: float, total_m: float) -> str:
    """`17 km of 26 cut`; "" if nothing was."""
    if cut_m < 1:
        return ""
    all_m = cut_m + total_m
    if cut_m < 950:
        return f"{cut_m:.0f} m of {all_m / 1000:.0f} km cut"
    return f"{cut_m / 1000:.0f} km of {all_m / 1000:.0f} cut"


def _indoors(recording: Recording) -> str:
    return (recording.kind or "no positions") if recording.is_indoor else ""


def _is_cut(recording: Recording) -> str:
    is_much = recording.cut_share >= _CUT
    return cut_text(recording.cut_m, recording.total_m) if is_much else ""


def _steps(recording: Recording, effort: Effort) -> str:
    """Few steps although the watch counts them: on wheels."""
    if recording.cadence is None or effort.distance_m < _RUNNING_M_PER_S * effort.time_s:
        return ""
    inside = recording.cadence[recording.between(effort.start_s, effort.end_s)]
    known = [each for each in inside if not isnan(each)]
    if len(known) < _COUNTED * len(inside) or not known:
        return ""
    steps = median(known)
    return f"{2 * steps:.0f} steps a minute" if steps < _FEWEST_STEPS else ""


def _own_laps(recording: Recording, effort: Effort) -> str:
    """The points are longer than the watch's own laps around the effort."""
    laps = [
        lap
        for lap in recording.laps
        if lap.distance_m and lap.start_s < effort.end_s and lap.end_s > effort.start_s
    ]
    summary_m = sum(lap.distance_m or 0.0 for lap in laps)
    points_m = sum(
        recording.metres_at(lap.end_s) - recording.metres_at(lap.start_s) for lap in laps
    )
    return _too_long(points_m, summary_m, "its laps")


def _own_total(recording: Recording) -> str:
    """The points are longer than the file's own total, or faster: points may lack minutes."""
    summary_m, timer_s = recording.summary_m, recording.timer_s
    if not summary_m:
        return ""
    in_all = _too_long(recording.total_m, summary_m, "its own total")
    if in_all or not timer_s or not recording.elapsed_s:
        return in_all
    in_its_time = summary_m * recording.elapsed_s / timer_s
    return _too_long(recording.total_m, in_its_time, "its own speed")


def _too_long(points_m: float, summary_m: float, what: str) -> str:
    if not summary_m or points_m <= _TOO_LONG * summary_m:
        return ""
    return f"{points_m / 1000:.2f} km, by {what} {summary_m / 1000:.2f}"


def _falls(effort: Effort, drop_m: float | None) -> str:
    is_steep = drop_m is not None and drop_m > _STEEPEST * effort.distance_m
    return f"downhill, {drop_m:.0f} m" if is_steep else ""


_SIGNS_OF_ALL: tuple[Callable[[Recording], str], ...] = (_indoors, _is_cut, _own_total)
_SIGNS_OF_EFFORT: tuple[Callable[[Recording, Effort], str], ...] = (_steps, _own_laps)
