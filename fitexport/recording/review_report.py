"""A review -> rows of a table and sentences."""

from __future__ import annotations

from collections.abc import Iterator

from fitexport.errors import printable
from fitexport.pace.outline import INTENSITY_WORDS, duration_text, step_line, target_text
from fitexport.pace.workout import OpenTarget
from fitexport.recording.noted import noted_split
from fitexport.recording.recording import Lap
from fitexport.recording.reviewed import Done, Off, Review
from fitexport.units import Units, clock, exact_clock, pace_text, race_clock, split_text

HEADINGS = ("Step", "Rep", "Time", "", "Distance", "Pace", "Heart", "Target", "")

_BEATS = ("in the range", "over", "under")
_SECONDS = ("on pace", "slow", "fast")
_SLOWEST = 0.5
"""m/s: slower is standing."""


def workout_name(found: Review) -> str:
    """What the workout is called."""
    return printable(found.workout.name, 80) or "a workout without a name"


def row(done: Done, units: Units) -> tuple[str, ...]:
    """The cells below HEADINGS."""
    step = done.step
    what = INTENSITY_WORDS.get(step.intensity, "go")
    by_note = done.off is not None and done.off.by_note
    return (
        f"{what} {duration_text(step.duration)}",
        round_text(done),
        exact_clock(round(done.time_s, 1)),
        f"+{clock(done.stopped_s)} stopped" if done.stopped_s >= 1 else "",
        f"{done.distance_m:.0f} m" if done.distance_m else "",
        pace_text(1 / done.speed, units) if done.speed and done.speed > _SLOWEST else "",
        f"{done.heart_bpm:.0f} bpm" if done.heart_bpm else "",
        _noted(done) if by_note else target_text(step.target, units),
        verdict(done),
    )


def round_text(done: Done) -> str:
    """`2 of 6`; empty for a step that is run once."""
    of = f" of {done.of}" if done.of > 1 else ""
    return f"{done.number}{of}" if of or done.number > 1 else ""


def _noted(done: Done) -> str:
    noted = noted_split(done.step.note)
    assert noted is not None
    metres, fast_s, slow_s = noted
    ends = dict.fromkeys(split_text(end, 0.1) for end in (fast_s, slow_s))
    return f"{metres:g} m in {'-'.join(ends)}"


def verdict(done: Done) -> str:
    """`on pace`, `ended early, 1.3 s slow`, `4 bpm over`; empty without a target."""
    early = "" if done.is_whole else "ended early"
    return ", ".join(filter(None, (early, "" if done.off is None else _off_text(done.off))))


def _off_text(off: Off) -> str:
    words = _BEATS if off.unit == "bpm" else _SECONDS
    if not off.by:
        return words[0]
    return f"{abs(off.by):g} {off.unit} {words[1] if off.by > 0 else words[2]}"


def summary(found: Review) -> str:
    """How many steps were within their target, in a sentence."""
    judged = found.judged
    if not judged:
        if any(not isinstance(done.step.target, OpenTarget) for done in found.done):
            return (
                "No step could be compared with its target: none is a pace or a heart rate in bpm."
            )
        return "No step had a target to compare with."
    on = sum(not off.by and done.is_whole for done, off in judged)
    parts = [f"{on} of {len(judged)} within their target"]
    for unit, above, below in (("s", "too slow", "too fast"), ("bpm", "above it", "below it")):
        for sign, words in ((1, above), (-1, below)):
            many = sum(off.unit == unit and off.by * sign > 0 for _, off in judged)
            parts += [f"{many} {words}"] if many else []
    early = sum(not done.is_whole for done, _ in judged)
    parts += [f"{early} ended early"] if early else []
    return ", ".join(parts) + "."


def not_run(found: Review, units: Units) -> Iterator[str]:
    """The steps that were not run, one a line; of pressed laps, what does not fit."""
    label = "not run" if found.is_guided else "no lap fits"
    for missing in found.missing:
        times = f"{missing.times} x " if missing.times > 1 else ""
        yield f"{label}: {times}{printable(step_line(missing.step, units), 200)}"
    yield from map(_extra, found.extra)


def _extra(lap: Lap) -> str:
    metres = f"{lap.distance_m:.0f} m in " if lap.distance_m else ""
    return f"no step fits: the lap after {race_clock(lap.start_s)}, {metres}{clock(lap.ran_s)}"


def how_read(found: Review) -> str:
    """How the laps were matched with the steps, or the workout's heart rates read; empty if the watch
    named the steps and the workout was read as it stands."""
    if found.lacks_offset:
        return (
            "The workout's heart-rate targets were recorded without FIT's offset of 100;"
            " they were read as the bpm that were meant."
        )
    if found.is_guided:
        return ""
    track = " Reps count as the distances planned: they end where they began, on a track."
    return (
        "The laps were matched with the steps by order, distance and time."
        f"{track if found.on_track else ''}"
    )
