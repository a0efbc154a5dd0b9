"""`fitexport watch probe` and `watch report`: find out what a model really does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from fitexport.cli.groups import Command
from fitexport.cli.json_output import show_json
from fitexport.cli.options import JSON, TODAY, out_folder
from fitexport.cli.watch.connect import AT, the_watch
from fitexport.watch.probe import findings_of, table_row, write_probes


@click.command("probe", cls=Command, short_help="Write files that test what your watch does.")
@out_folder("probe")
@TODAY
def probe(out: Path, today: date | None) -> None:
    """Write test workouts for your model, with calendar days from tomorrow on.

    `samples/watch-test/CHECKLIST.md` says what to do with them; it takes ten minutes.
    """
    count = write_probes(out, today or date.today())
    click.echo(
        f"{count} files in {out}. Next: fitexport watch install {out / 'first'} --limits entries=31"
    )


@click.command("report", cls=Command, short_help="Report what your watch made of the probe.")
@AT
@JSON
def report(at: Path | None, as_json: bool) -> None:
    """Find out how the watch handled the probe, and print it as one row of the table of models.

    Send that row in: it is what lets us list your model as "works".
    """
    found = findings_of(the_watch(at))
    if as_json:
        show_json("watch-report", {"answers": {each.question: each.answer for each in found}})
    else:
        click.echo("\n".join(table_row(found)))
