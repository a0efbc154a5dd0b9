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
from fitexport.recording import review_report as report
from fitexport.recording.review import review_file
from fitexport.recording.reviewed import Review, plain_review
from fitexport.units import DEFAULT_UNITS, Units, date_text


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
    day = found.recording.day
    yield report.workout_name(found) + (f", {date_text(day)}" if day else "")
    yield ""
    rows = [report.row(done, units) for done in found.done]
    kept = [i for i, column in enumerate(zip(*rows, strict=True)) if any(column)]
    yield from table(
        [tuple(row[i] for i in kept) for row in (report.HEADINGS, *rows)],
        right=[kept.index(i) for i in (2, 4, 5, 6) if i in kept],
    )
    yield ""
    yield report.summary(found)
    yield from report.not_run(found, units)
