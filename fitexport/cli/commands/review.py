"""`fitexport review`: a workout as it was run, rep by rep against its targets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from fitexport.cli.groups import Command
from fitexport.cli.inputs import known_settings
from fitexport.cli.json_output import show_json
from fitexport.cli.options import CONFIG, JSON, UNITS, options
from fitexport.cli.tables import table
from fitexport.errors import printable
from fitexport.pace.outline import INTENSITY_WORDS, duration_text, step_line, target_text
from fitexport.pace.workout import OpenTarget
from fitexport.recording.noted import noted_split
from fitexport.recording.review import review_file
from fitexport.recording.reviewed import Done, Off, Review, plain_review
from fitexport.units import (
    DEFAULT_UNITS,
    Units,
    clock,
    date_text,
    exact_clock,
    pace_text,
    split_text,
)

_BEATS = ("in the range", "over", "under")
_SECONDS = ("on pace", "slow", "fast")
_HEADINGS = ("Step", "Rep", "Time", "", "Distance", "Pace", "Heart", "Target", "")


@click.command("review", cls=Command)
@click.argument("path", metavar="RUN", type=click.Path(path_type=Path))
@options(UNITS, JSON, CONFIG)
def command(path: Path, units: Units | None, config: Path | None, *, as_json: bool) -> None:
    """Compare RUN, the FIT file that a watch recorded of a workout, with the workout's targets.

    Each step has its timer time, its distance and how far it was off its target, in seconds for
    the rep or in beats; a stop is shown next to the time. A rep without a target is judged by the
    split in its note.

    \b
    fitexport review 2027-03-16-track.fit
    """

    found = review_file(path)
    if as_json:
        show_json("review", plain_review(found))
    else:
        units = units or known_settings(config, {}).units or DEFAULT_UNITS
        click.echo("\n".join(_lines(found, units)))


def _lines(found: Review, units: Units) -> Iterator[str]:
    name = printable(found.workout.name, 80) or "a workout without a name"
    yield name + (f", {date_text(found.recording.day)}" if found.recording.day else "")
    yield ""
    rows = [_row(done, units) for done in found.done]
    kept = [i for i, column in enumerate(zip(*rows, strict=True)) if any(column)]
    yield from table(
        [tuple(row[i] for i in kept) for row in (_HEADINGS, *rows)],
        right=[kept.index(i) for i in (2, 4, 5, 6) if i in kept],
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
    by_note = done.off is not None and done.off.by_note
    return (
        f"{what} {duration_text(step.duration)}",
        f"{done.number}{of}" if of or done.number > 1 else "",
        exact_clock(round(done.time_s, 1)),
        f"+{clock(done.stopped_s)} stopped" if done.stopped_s >= 1 else "",
        f"{done.distance_m:.0f} m" if done.distance_m else "",
        pace_text(1 / done.speed, units) if done.speed and done.speed > _SLOWEST else "",
        f"{done.heart_bpm:.0f} bpm" if done.heart_bpm else "",
        _noted(done) if by_note else target_text(step.target, units),
        _verdict(done),
    )


_SLOWEST = 0.5
"""m/s: slower is standing."""


def _noted(done: Done) -> str:
    noted = noted_split(done.step.note)
    assert noted is not None
    metres, fast_s, slow_s = noted
    ends = dict.fromkeys(split_text(end, 0.1) for end in (fast_s, slow_s))
    return f"{metres:g} m in {'-'.join(ends)}"


def _verdict(done: Done) -> str:
    early = "" if done.is_whole else "ended early"
    return ", ".join(filter(None, (early, "" if done.off is None else _off_text(done.off))))


def _off_text(off: Off) -> str:
    """`on pace`, `1.3 s slow`, `4 bpm over`."""
    words = _BEATS if off.unit == "bpm" else _SECONDS
    if not off.by:
        return words[0]
    return f"{abs(off.by):g} {off.unit} {words[1] if off.by > 0 else words[2]}"


def _summary(found: Review) -> str:
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
