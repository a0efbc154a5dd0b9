"""`fitexport review`: a workout as it was run, rep by rep against its targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from os.path import isdir
from pathlib import Path

import click

from fitexport.cli.found_runs import reading
from fitexport.cli.garmin import FROM, KEEP, KEEP_KEY, check_fetching, last_days, originals
from fitexport.cli.groups import Command
from fitexport.cli.inputs import known_settings
from fitexport.cli.json_output import show_json
from fitexport.cli.options import CONFIG, JSON, TODAY, UNITS, options
from fitexport.cli.tables import table
from fitexport.errors import UsageError
from fitexport.recording import review_report as report
from fitexport.recording.newest import newest_review
from fitexport.recording.review import review_file
from fitexport.recording.reviewed import Review, plain_review
from fitexport.recording.runs import Source, recording_files
from fitexport.units import DEFAULT_UNITS, Units, date_text


@click.command("review", cls=Command)
@click.argument("paths", metavar="RUN...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--last", is_flag=True, help="Of many files, folders or archives, the newest workout."
)
@FROM
@options(KEEP, KEEP_KEY, UNITS, JSON, TODAY, CONFIG)
def command(
    paths: tuple[Path, ...],
    service: str | None,
    keep: Path | None,
    units: Units | None,
    today: date | None,
    config: Path | None,
    *,
    last: bool,
    keep_key: bool,
    as_json: bool,
) -> None:
    """Compare RUN, the FIT file that a watch recorded of a workout, with the workout's targets.

    Each step has its timer time, its distance and how far it was off its target, in seconds for
    the rep or in beats; a stop is shown next to the time. A rep without a target is judged by the
    split in its note.

    \b
    fitexport review 2027-03-16-track.fit
    fitexport review --last ~/runs
    fitexport review --last --from garmin
    """
    check_fetching(service, keep, keep_key=keep_key)
    if not paths and service is None:
        raise click.UsageError("Missing argument 'RUN...'.")
    if not last and (service or len(paths) > 1 or isdir(paths[0])):  # noqa: PTH112
        raise UsageError("one run is reviewed at a time", "add --last for the newest workout")
    if last:
        first = last_days(today or date.today())
        with originals(service, first, keep, keep_key=keep_key) as fetched:
            found = _newest([*recording_files(paths), *fetched], in_order=not paths)
    else:
        found = review_file(paths[0])
    if as_json:
        show_json("review", plain_review(found))
    else:
        units = units or known_settings(config, {}).units or DEFAULT_UNITS
        click.echo("\n".join(_lines(found, units)))


def _newest(sources: Sequence[Source], *, in_order: bool) -> Review:
    with reading(sources) as shown:
        return newest_review(shown, in_order=in_order)


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
