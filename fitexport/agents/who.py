"""The runner: from settings given by an agent, a fitexport.toml of the user, or both."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from fitexport.agents.arguments import SETTING_ROWS, ForRunner, ForSeason
from fitexport.agents.folders import Folders
from fitexport.agents.reach import Reach
from fitexport.calendar.memory import NAME
from fitexport.errors import UnitError, UsageError, printable, with_hint
from fitexport.files.toml import read_toml
from fitexport.season.athlete import Athlete, resolve, with_custom_plan
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.overriding import overridden
from fitexport.season.season import Season
from fitexport.season.setting_kinds import DATE
from fitexport.season.settings import FILE_NAME, Settings
from fitexport.season.settings_file import read_athlete_file, settings_of
from fitexport.season.settings_table import CALENDAR
from fitexport.season.starting import Kept, start_season
from fitexport.units import parse_date


class Runner(NamedTuple):
    """Whose sessions they are, and what was assumed."""

    settings: Settings
    athlete: Athlete
    notes: tuple[str, ...]


def runner_of(reach: Reach, args: ForRunner) -> Runner:
    """The runner of a fitexport.toml, if there is one, with these settings.

    Raises:
        TemplateError: the settings, the file or its plan have errors.
        PaceError: a mile, goal or zone without paces.
    """
    settings, notes = known_settings(reach, args)
    athlete, defaults = resolve(settings)
    return Runner(settings, athlete, (*notes, *defaults))


def known_settings(reach: Reach, args: ForRunner) -> tuple[Settings, tuple[str, ...]]:
    """The settings, and what is left out because of them."""
    path = settings_file(reach.folders, args.file)
    settings = Settings() if path is None else read_athlete_file(path)
    settings, notes = overridden(settings, given_settings(args.settings), path)
    return with_custom_plan(with_plan_inside(reach.folders, settings)), notes


def season_of_args(
    reach: Reach, args: ForSeason, kept: Kept = lambda: None, kept_in: object = ""
) -> tuple[Season, tuple[str, ...]]:
    """The season as it is now, and what was assumed."""
    settings, athlete, notes = runner_of(reach, args)
    season, more = start_season(settings, athlete, args.as_of or reach.this_day(), kept, kept_in)
    return season, (*notes, *more)


def settings_file(folders: Folders, name: str | None) -> Path | None:
    """The fitexport.toml of this name; without a name the one that is there, if there is one."""
    if name is None and not any(os.path.lexists(root / FILE_NAME) for root in folders.roots):
        return None
    return folders.existing(FILE_NAME if name is None else name)


def memory_of(reach: Reach, file: str | None) -> Path | None:
    """The file that remembers calendar revisions, beside a fitexport.toml that may be written to."""
    path = settings_file(reach.folders, file)
    memory = None if path is None else path.with_name(NAME)
    return memory if memory and reach.folders.may_write(memory) else None


def with_plan_inside(folders: Folders, settings: Settings) -> Settings:
    """The settings, if the file of their plan and those that it includes are in the folders.

    Raises:
        UsageError: one of them is not.
        TemplateError: the plan cannot be read.
    """
    if not (settings.plan or "").endswith(".toml"):
        return settings
    plan = Path(settings.plan or "")
    path = plan if plan.is_absolute() else folders.existing(plan.as_posix())
    folders.check(path)
    included = read_toml(path, str(path)).document.get("include", ())
    for name in included if isinstance(included, list) else ():
        if str(name).endswith(".toml"):
            folders.check(path.parent / str(name))
    return replace(settings, plan=str(path))


# --- settings given by an agent ---------------------------------------------------------


def given_settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by their keys in a file -> by the fields of `Settings`, checked as a file is.

    Raises:
        TemplateError: every error in them.
        UsageError: a key that is none.
    """
    given = {key.replace("_", "-"): value for key, value in given.items() if value is not None}
    for key in given:
        if key not in SETTING_ROWS:
            raise UsageError(
                "is not a setting",
                with_hint(f"settings: {', '.join(SETTING_ROWS)}", key, SETTING_ROWS),
                where=printable(key, 40),
            )
    made = settings_of(_as_toml(given), Path("settings"))
    of_calendar = made.calendar_settings or CalendarSettings()
    return {
        row.field: getattr(of_calendar if row.table == CALENDAR else made, row.field)
        for row in map(SETTING_ROWS.__getitem__, given)
    }


def _as_toml(given: Mapping[str, Any]) -> str:
    """Settings as the text of a fitexport.toml, so that errors in them show where they are."""
    tables: dict[str, list[str]] = {}
    for key, value in given.items():
        row = SETTING_ROWS[key]
        written = _date(key, value) if row.kind is DATE else _value(value)
        tables.setdefault(row.table, []).append(f"{key} = {written}")
    return "".join(f"[{table}]\n" + "\n".join(lines) + "\n" for table, lines in tables.items())


def _date(key: str, value: Any) -> str:
    try:
        return str(parse_date(str(value)))
    except UnitError as error:
        raise error.located(f"settings: {key}") from None


def _value(value: Any) -> str:
    """A value of JSON as TOML: only its tables differ."""
    if isinstance(value, dict):
        pairs = (f"{_value(str(key))} = {_value(each)}" for key, each in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False)
