"""`fitexport review`: a run that the watch led, rep by rep against its targets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from fitexport.cli.inputs import known_settings
from fitexport.cli.options import CONFIG, JSON, UNITS, options
from fitexport.cli.tables import table
from fitexport.errors import RecordingError, printable
from fitexport.pace.data import plain_value
from fitexport.pace.outline import INTENSITY_WORDS, duration_text, step_line, target_text
from fitexport.recording.read import read_file
from fitexport.recording.recording import Recording
from fitexport.recording.review import Done, Off, Review, noted_split, review
from fitexport.units import Units, date_text, exact_clock, pace_text, split_text

_BEATS = ("in the range", "over", "under")
_SECONDS = ("on pace", "slow", "fast")
_HEADINGS = ("Step", "Rep", "Time", "Distance", "Pace", "Heart", "Target", "")


@click.command("review")
@click.argument("path", metavar="RUN", type=click.Path(path_type=Path))
@options(UNITS, JSON, CONFIG)
def command(path: Path, units: Units | None, config: Path | None, *, as_json: bool) -> None:
    """Lay RUN, the FIT file that a watch recorded of a workout, beside what the watch was told.

    Each step with its time, its distance and how far it was from its target, in seconds of the
    rep or beats. A rep without a target is held to the split that its note says.

    \b
    fitexport review 2027-03-16-track.fit
    """

    try:
        recordings = read_file(path)
        led = next((each for each in recordings if each.workout is not None), recordings[0])
        found = review(led)
    except RecordingError as error:
        raise RecordingError(f"{path}: {error}") from error
    if as_json:
        click.echo(json.dumps(_facts(led, found), indent=1))
    else:
        units = units or known_settings(config, {}).units or "mi"
        click.echo("\n".join(_lines(led, found, units)))


def _lines(recording: Recording, found: Review, units: Units) -> Iterator[str]:

    name = printable(found.workout.name, 80) or "a workout without a name"
    yield name + (f", {date_text(recording.day)}" if recording.day else "")
    yield ""
    rows = [_row(done, units) for done in found.done]
    kept = [i for i, column in enumerate(zip(*rows, strict=True)) if any(column)]
    yield from table(
        [tuple(row[i] for i in kept) for row in (_HEADINGS, *rows)],
        right=[kept.index(i) for i in (2, 3, 4, 5) if i in kept],
    )
    yield ""
    yield _summary(found)
    for missing in found.missing:
        times = f"{missing.times} x " if missing.times > 1 else ""
        yield f"not run: {times}{printable(step_line(missing.step, units), 200)}"


def _row(done: Done, units: Units) -> tuple[str, ...]:

    step = done.step
    what = INTENSITY_WORDS.get(step.intensity, "go")
    of = f" of {done.of}" if done.of > 1 else ""
    told = done.off is not None and done.off.by_note
    return (
        f"{what} {duration_text(step.duration)}",
        f"{done.number}{of}" if of or done.number > 1 else "",
        exact_clock(round(done.time_s, 1)),
        f"{done.distance_m:.0f} m" if done.distance_m else "",
        pace_text(1 / done.speed, units) if done.speed and done.speed > _SLOWEST else "",
        f"{done.heart_bpm:.0f} bpm" if done.heart_bpm else "",
        _told(done) if told else target_text(step.target, units),
        _verdict(done),
    )


_SLOWEST = 0.5
"""m/s: slower is standing."""


def _told(done: Done) -> str:

    told = noted_split(done.step.note)
    assert told is not None
    metres, fast_s, slow_s = told
    ends = dict.fromkeys(split_text(end, 0.1) for end in (fast_s, slow_s))
    return f"{metres:g} m in {'-'.join(ends)}"


def _verdict(done: Done) -> str:
    early = "" if done.is_whole else "ended early"
    return ", ".join(filter(None, (early, "" if done.off is None else off_text(done.off))))


def off_text(off: Off) -> str:
    """`on pace`, `1.3 s slow`, `4 bpm over`."""
    words = _BEATS if off.unit == "bpm" else _SECONDS
    if not off.by:
        return words[0]
    return f"{abs(off.by):g} {off.unit} {words[1] if off.by > 0 else words[2]}"


def _summary(found: Review) -> str:
    judged = found.judged
    if not judged:
        return "No step had a target to be held to."
    on = sum(not off.by and done.is_whole for done, off in judged)
    parts = [f"{on} of {len(judged)} within their target"]
    for unit, above, below in (("s", "too slow", "too fast"), ("bpm", "above it", "below it")):
        for sign, words in ((1, above), (-1, below)):
            many = sum(off.unit == unit and off.by * sign > 0 for _, off in judged)
            parts += [f"{many} {words}"] if many else []
    early = sum(not done.is_whole for done, _ in judged)
    parts += [f"{early} ended early"] if early else []
    return ", ".join(parts) + "."


def _facts(recording: Recording, found: Review) -> dict[str, Any]:

    return {
        "file": recording.name,
        "day": recording.day.isoformat() if recording.day else None,
        "workout": found.workout.name,
        "identity": found.workout.identity._asdict(),
        "steps": [
            {
                "step": done.index,
                "round": done.number,
                "of": done.of,
                "duration": plain_value(done.step.duration),
                "target": plain_value(done.step.target),
                "note": done.step.note,
                "start_s": round(done.start_s, 3),
                "time_s": round(done.time_s, 3),
                "distance_m": done.distance_m,
                "heart_bpm": None if done.heart_bpm is None else round(done.heart_bpm, 1),
                "whole": done.is_whole,
                "off": None if done.off is None else done.off.by,
                "off_unit": None if done.off is None else done.off.unit,
            }
            for done in found.done
        ],
        "missing": [{"step": each.index, "times": each.times} for each in found.missing],
    }
