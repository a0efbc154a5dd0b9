"""`fitexport watch`: everything between a cable and a calendar on the wrist."""

from __future__ import annotations

import click

from fitexport.cli.groups import Group
from fitexport.cli.watch.find import find
from fitexport.cli.watch.install import install
from fitexport.cli.watch.probe import probe, report
from fitexport.cli.watch.remove import clean, undo
from fitexport.cli.watch.status import status


@click.group("watch", cls=Group)
def command() -> None:
    """Find the watch, put workouts and their calendar on it, see what it holds, undo an install.

    \b
    fitexport watch install             the next 14 days of your plan
    fitexport watch install ./watch     one exported week
    fitexport watch status              what is on it, and what is out of date
    """


for _command in (find, install, status, undo, clean, probe, report):
    command.add_command(_command)
