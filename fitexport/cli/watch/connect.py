"""Which watch is meant, what it can hold, and where this computer remembers it."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fitexport.cli.inputs import is_configured, planned_season, say
from fitexport.cli.options import folder, parsed
from fitexport.errors import WatchError
from fitexport.export.for_watch import plan_now
from fitexport.season.season import Season
from fitexport.watch.advice import nothing_found
from fitexport.watch.contents import Contents
from fitexport.watch.find import connected, watch_at
from fitexport.watch.limits import parse_limits
from fitexport.watch.standing import PlanNow
from fitexport.watch.storage import Storage

if TYPE_CHECKING:
    from fitexport.watch.connected import Watch

AT = click.option(
    "--at",
    type=folder,
    metavar="FOLDER",
    help="The drive of the watch, or any folder that looks like one.  [default: the one connected]",
)
LIMITS = click.option(
    "--limits",
    metavar="LIMITS",
    help="What the watch can hold: workouts=25,steps=50,entries=30.  [default: its DEVICE.FIT]",
)


def storages(at: Path | None) -> Sequence[Storage]:
    """The watch at a place, or all that are connected."""

    if at is not None:
        return [watch_at(at)]
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return connected(platform.system(), Path("/"), Path(runtime) if runtime else None)


def the_watch(at: Path | None, limits: str | None = None, files: Path | None = None) -> Watch:
    """The one watch that is meant, with the limits it has or is given.

    Raises:
        WatchError: there is none, or more than one and none is named.
    """

    found = storages(at)
    if not found:
        raise WatchError(nothing_found(platform.system(), str(files or "./watch")))
    if len(found) > 1:
        places = "\n".join(f"  --at '{storage.where}'" for storage in found)
        raise WatchError(f"{len(found)} watches are connected; say which one is meant:\n{places}")
    watch = opened(found[0])
    if limits is not None:
        chosen = parsed(limits, lambda text: parse_limits(text, watch.limits))
        watch = replace(watch, limits=chosen, limits_from="--limits", limits_known=True)
    return watch


def opened(storage: Storage) -> Watch:
    """A watch, with what this computer knows about it."""
    from fitexport.watch.connected import open_watch

    return open_watch(storage, records_folder())


def records_folder() -> Path:
    """Where this computer remembers watches."""
    return Path(click.get_app_dir("fitexport")) / "watches"


def progress(line: str) -> None:
    """Print progress on stderr: a slow watch takes seconds for each file."""
    click.echo(f"  {line}", err=True)


def recovered(watch: Watch, *, dry_run: bool) -> Contents:
    """What the watch holds, after a change that stopped half-way is undone."""
    if (last := watch.unfinished()) is not None:
        say(f"watch {last.what} stopped half-way; what it did is undone first")
        if not dry_run:
            watch.recover(progress)
    return watch.contents()


def remark_on_limits(watch: Watch) -> None:
    """Print the limits that are assumed if the watch states none."""
    if not watch.limits_known:
        say(f"assumed limits: {watch.limits}; {watch.limits_from} (--limits)")


def plan_for(
    watch: Watch, today: date, config: Path | None, given: dict[str, Any]
) -> PlanNow | None:
    """What the watch should hold by the runner's plan; None if there is none: the days of an assumed
    plan would mean nothing."""
    if not is_configured(config, given):
        say("without a fitexport.toml nothing is compared with a plan (fitexport init)")
        return None
    return plan_now(season_for(watch, today, config, given), today, watch.limits)


def season_for(watch: Watch, today: date, config: Path | None, given: dict[str, Any]) -> Season:
    """The season, with the start and ids that the watch first got if none are given."""
    return planned_season(config, given, today, lambda: watch.record().kept, "the watch's calendar")
