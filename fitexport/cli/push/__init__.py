"""`fitexport push`: workouts for any watch, without a cable, through intervals.icu."""

from __future__ import annotations

import click

from fitexport.cli.groups import Group
from fitexport.cli.push.intervals import intervals
from fitexport.cli.push.state import status, undo


@click.group("push", cls=Group)
def command() -> None:
    """Put workouts into intervals.icu, which sends them to your watch without a cable.

    Connect Garmin, COROS, Suunto, Wahoo, Polar or Zwift there.

    \b
    fitexport push intervals            the next 14 days of your plan
    fitexport push status               compares it with your plan
    fitexport push undo                 undoes the last push
    """


for _command in (intervals, status, undo):
    command.add_command(_command)
