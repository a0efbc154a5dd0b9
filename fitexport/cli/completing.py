"""What a shell completes: weeks and sessions of the runner's plan, plans, time zones."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from fitexport.cli.inputs import found_file
from fitexport.errors import FitexportError
from fitexport.plan.shipped import shipped_plans
from fitexport.season.calendar_settings import known_timezones
from fitexport.season.season import Season, season_of


def weeks(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """`3`, `next`, `all`."""
    season = _season(ctx)
    numbers = range(1, season.schedule.weeks + 1) if season else ()
    return _beginning(begun, ("next", "all", *map(str, numbers)))


def sessions(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """`w3.2`, and `race`."""
    season = _season(ctx)
    keys = (each.key for each in season.schedule.sessions if each.place) if season else ()
    return _beginning(begun, ("race", *keys))


def shown(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    """For `show`: `week`, then its number; or a session."""
    if ctx.params.get("what"):
        return weeks(ctx, param, begun)
    return [*_beginning(begun, ("week",)), *sessions(ctx, param, begun)]


def plans(_ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """The shipped plans, and files of plans."""
    folder = Path(begun).parent
    files = (str(each) for each in sorted(folder.glob("*.toml"))) if folder.is_dir() else ()
    return _beginning(begun, (*shipped_plans(), *files))


def time_zones(_ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """`America/New_York`."""
    return _beginning(begun, known_timezones())


def _beginning(begun: str, words: Iterable[str]) -> list[str]:
    return [word for word in words if word.lower().startswith(begun.lower())]


def _season(ctx: click.Context) -> Season | None:
    """The season of the fitexport.toml that the command would use; None if there is none."""
    from fitexport.season.settings_file import read_athlete_file

    path = ctx.params.get("config") or found_file(report=False)
    try:
        return season_of(read_athlete_file(path)) if path else None
    except FitexportError:
        return None
