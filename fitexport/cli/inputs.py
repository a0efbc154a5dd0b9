"""From options and fitexport.toml to settings, an athlete, a season; remarks go to stderr."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.calendar.memory import NAME
from fitexport.cli.terminal import show_later, show_note
from fitexport.errors import UsageError
from fitexport.season.athlete import Athlete, resolve, with_custom_plan
from fitexport.season.overriding import overridden
from fitexport.season.remarks import (
    on_alarms,
    on_kept_ids,
    on_weeks,
)
from fitexport.season.season import Season
from fitexport.season.settings import FILE_NAME, Settings
from fitexport.season.starting import Kept, start_season

_SAID = "fitexport.said"


def known_settings(config: Path | None, options: dict[str, Any]) -> Settings:
    """Settings of the athlete: from the file given, else the one here, else the one in the user's
    configuration folder; options override them."""
    path = config or found_file()
    settings = Settings()
    if path is not None:
        from fitexport.season.settings_file import read_athlete_file  # pydantic

        settings = read_athlete_file(path)
    settings, remarks = overridden(settings, options, path)
    assume(*remarks)
    return settings


def runner(config: Path | None, options: dict[str, Any]) -> tuple[Settings, Athlete]:
    """The settings and the athlete; defaults are reported, unless a custom plan has errors.

    Raises:
        TemplateError: the custom plan has errors.
        PaceError: a mile, goal or zone without paces.
    """
    settings = with_custom_plan(known_settings(config, options))
    return settings, resolved(settings)


def resolved(settings: Settings) -> Athlete:
    """The athlete of settings; defaults, and a goal that is out of reach, are reported.

    Raises:
        PaceError: a mile, goal or zone without paces.
    """
    athlete, defaults = resolve(settings)
    assume(*defaults)
    return athlete


def chosen_season(
    settings: Settings,
    athlete: Athlete,
    today: date,
    kept: Kept = lambda: None,
    kept_in: object = "",
) -> Season:
    """The season as it is now; a default start is reported. A season that was exported before keeps
    its start if there is no race day, and its ids if none are given."""
    season, remarks = start_season(settings, athlete, today, kept, kept_in)
    assume(*remarks)
    return season


def planned_season(
    config: Path | None,
    options: dict[str, Any],
    today: date,
    kept: Kept = lambda: None,
    kept_in: object = "",
) -> Season:
    """The season of options and fitexport.toml; what is assumed is reported."""
    settings, athlete = runner(config, options)
    season = chosen_season(settings, athlete, today, kept, kept_in)
    assume(*on_kept_ids(season, kept_in))
    return season


def calendar_season(config: Path | None, options: dict[str, Any], today: date) -> Season:
    """The season of a calendar; what the calendar lacks is reported."""
    season = planned_season(config, options, today)
    weeks = range(1, season.schedule.weeks + 1)
    assume(*on_alarms(season.athlete), *on_weeks(season.schedule, weeks))
    return season


def is_configured(config: Path | None, options: dict[str, Any]) -> bool:
    """Whether anything is known of the runner or the plan: if not, it is the average runner's."""
    return (config or found_file(report=False)) is not None or any(options.values())


def calendar_memory(config: Path | None) -> Path | None:
    """The file that remembers calendar revisions: next to the fitexport.toml, if there is one."""
    path = config or found_file(report=False)
    return None if path is None else path.with_name(NAME)


def settings_file(config: Path | None) -> Path:
    """The fitexport.toml that a change is written to."""
    path = config or found_file()
    if path is None:
        raise UsageError(
            "there is no fitexport.toml to write this to", "make one first: fitexport init"
        )
    return path


def found_file(*, report: bool = True) -> Path | None:
    if Path(FILE_NAME).is_file():
        return Path(FILE_NAME)
    path = Path(click.get_app_dir("fitexport")) / FILE_NAME
    try:
        if not path.is_file():
            return None
    except OSError as error:
        if report:
            say(f"cannot read {path}: {error.strerror}")
        return None
    if report:
        say(f"using {path}")
    return path


def say(*remarks: str) -> None:
    """Print remarks on stderr, each once a command."""
    for remark in _new(remarks):
        show_note(remark)


def assume(*remarks: str) -> None:
    """Print what is assumed of runner and season: before the result, or after an error that it may be the
    cause of."""
    for remark in _new(remarks):
        show_later(remark)


def _new(remarks: Iterable[str]) -> Iterator[str]:
    context = click.get_current_context(silent=True)
    said = context.meta.setdefault(_SAID, set()) if context else set()
    for remark in remarks:
        if remark not in said:
            said.add(remark)
            yield remark
