"""`fitexport watch find`: which watches are connected, and what they accept."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fitexport.cli.groups import Command
from fitexport.cli.json_output import show_json
from fitexport.cli.options import JSON
from fitexport.cli.tables import table
from fitexport.cli.terminal import show_note
from fitexport.cli.watch.connect import AT, opened, storages
from fitexport.errors import WatchError
from fitexport.watch.advice import nothing_found

if TYPE_CHECKING:
    from fitexport.watch.connected import Watch

_HEADINGS = ("Watch", "Software", "Unit", "Workouts go to", "At")


@click.command("find", cls=Command, short_help="List the watches that are connected.")
@AT
@JSON
def find(at: Path | None, as_json: bool) -> None:
    """List the watches that are connected: drives and, on Linux, MTP through gvfs.

    A watch is known by its GARMIN/GarminDevice.xml, which also names the folder for workouts; its
    DEVICE.FIT says how many.
    """
    watches = []
    broken = []
    for storage in storages(at):
        try:
            watches.append(opened(storage))
        except WatchError as error:
            broken.append(f"{storage.where}: {error}")
    if not watches:
        raise WatchError("\n".join(broken) or nothing_found(platform.system()))
    if as_json:
        from fitexport.watch.connected import plain_watch  # by pydantic, which is slow to import

        show_json("watch-find", {"watches": [plain_watch(watch) for watch in watches]})
    else:
        click.echo("\n".join(table([_HEADINGS, *map(_row, watches)])))
        for watch in watches:
            if watch.device.workouts is not None:
                click.echo(f"{watch.device.model}: {watch.limits} ({watch.limits_from})")
    for problem in broken:
        show_note(problem)


def _row(watch: Watch) -> tuple[str, ...]:
    device = watch.device
    folder = device.workouts.into if device.workouts else "accepts no workouts"
    return device.model, device.software, device.unit, folder, watch.storage.where
