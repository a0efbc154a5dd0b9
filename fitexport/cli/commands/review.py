"""`fitexport review`: a workout as it was run, rep by rep against its targets."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from os.path import isdir
from pathlib import Path

import click

from fitexport.cli.found_runs import reading
from fitexport.cli.garmin import FROM, KEEP, KEEP_KEY, check_fetching, last_days, originals
from fitexport.cli.groups import Command
from fitexport.cli.inputs import assume, known_settings
from fitexport.cli.json_output import show_json
from fitexport.cli.options import CONFIG, JSON, MILE, TODAY, UNITS, options
from fitexport.cli.tables import table
from fitexport.errors import UsageError
from fitexport.export.held_to_text import reviewer_of
from fitexport.export.session_source import source_text
from fitexport.recording import review_report as report
from fitexport.recording.newest import newest_review
from fitexport.recording.review import Reviewer, review, review_file
from fitexport.recording.reviewed import Review, plain_review
from fitexport.recording.runs import Source, recording_files
from fitexport.season.athlete import resolve, with_custom_plan
from fitexport.season.settings import Settings
from fitexport.units import DEFAULT_UNITS, Units, date_text


@click.command("review", cls=Command)
@click.argument("paths", metavar="RUN...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--last", is_flag=True, help="Of many files, folders or archives, the newest workout."
)
@click.option(
    "--workout",
    "text",
    metavar="TEXT",
    help="Hold laps pressed by hand to this workout; a .txt file, or - for standard input.",
)
@FROM
@options(KEEP, KEEP_KEY, MILE, UNITS, JSON, TODAY, CONFIG)
def command(
    paths: tuple[Path, ...],
    service: str | None,
    keep: Path | None,
    text: str | None,
    mile_s: float | None,
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

    If no workout guided the watch but you pressed the lap button, --workout says what you ran; its
    zones are at the paces of fitexport.toml, or of --mile. RUN may be a TCX file, too.

    \b
    fitexport review 2027-03-16-track.fit
    fitexport review run.fit --workout "warm-up 15min; 6x 400m @ mile, jog 200m"
    fitexport review --last ~/runs
    fitexport review --last --from garmin
    """
    check_fetching(service, keep, keep_key=keep_key)
    if not paths and service is None:
        raise click.UsageError("Missing argument 'RUN...'.")
    if not last and (service or len(paths) > 1 or isdir(paths[0])):  # noqa: PTH112
        raise UsageError("one run is reviewed at a time", "add --last for the newest workout")
    if mile_s is not None and text is None:
        raise UsageError("--mile has no effect without --workout", "leave it out")
    settings = known_settings(config, {} if mile_s is None else {"mile_s": mile_s})
    reviewer = review if text is None else _held_to(text, settings)
    if last:
        first = last_days(today or date.today())
        with originals(service, first, keep, keep_key=keep_key) as fetched:
            found = _newest([*recording_files(paths), *fetched], reviewer, in_order=not paths)
    else:
        found = review_file(paths[0], reviewer)
    if as_json:
        show_json("review", plain_review(found))
    else:
        units = units or settings.units or DEFAULT_UNITS
        click.echo("\n".join(_lines(found, units)))


def _held_to(text: str, settings: Settings) -> Reviewer:
    """The reviewer of laps pressed by hand in the session of this text."""
    settings = with_custom_plan(settings)
    zones = settings.custom_plan.written.zones if settings.custom_plan else ()
    sessions = source_text(text, sys.stdin.buffer).sessions(settings.strength, zones)
    if len(sessions) != 1:
        raise UsageError(
            f"a run is held to one session, not {len(sessions)}", "give --workout a single session"
        )
    athlete, assumed = resolve(settings)
    if any(step.zone is not None for step in sessions[0].session.steps()):
        assume(*assumed)
    return reviewer_of(sessions[0], athlete)


def _newest(sources: Sequence[Source], reviewer: Reviewer, *, in_order: bool) -> Review:
    with reading(sources) as shown:
        return newest_review(shown, reviewer, in_order=in_order)


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
    if how := report.how_read(found):
        yield how
    yield from report.not_run(found, units)
