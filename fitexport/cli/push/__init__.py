"""`fitexport push`: workouts to any watch without a cable, through intervals.icu."""

from __future__ import annotations

import click

from fitexport.cli.groups import Group
from fitexport.cli.push.intervals import intervals
from fitexport.cli.push.state import status, undo


@click.group("push", cls=Group)
def command() -> None:
    """Put workouts into intervals.icu, which sends them to watches without a cable.

    It reaches Garmin, COROS, Suunto, Wahoo, Polar and Zwift, whatever you connect there.

    \b
    fitexport push intervals            the next 14 days of your plan
    fitexport push status               what is there, and what differs
    fitexport push undo                 takes back the last push
    """


for _command in (intervals, status, undo):
    command.add_command(_command)
