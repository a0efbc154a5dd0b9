"""Options that commands share: who runs, which plan, when; and the values they accept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from fitexport.cli.completing import plans, time_zones
from fitexport.cli.groups import SettingOption
from fitexport.errors import UnitError
from fitexport.season.setting_kinds import FLAG
from fitexport.season.settings_table import BY_FIELD, CALENDAR_FIELDS
from fitexport.units import YEARS, parse_date

_Value = TypeVar("_Value")
_SECTIONS = {"athlete": "Runner", "season": "Plan", "calendar": "Calendar"}
"""The sections of help, by the tables of a fitexport.toml."""
_COMPLETED = {"plan": plans, "timezone": time_zones}
Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def parsed(value: str, parse: Callable[[str], _Value]) -> _Value:
    """The value of a text; an error in it is an error of the command line."""
    try:
        return parse(value)
    except UnitError as error:
        parts = (error.problem, error.remedy)
        raise click.BadParameter("; ".join(filter(None, parts))) from None


def read_by(parse: Callable[[str], _Value]) -> Callable[[str], _Value]:
    """A type for options whose text `parse` reads."""

    def read(value: str) -> _Value:
        return parsed(value, parse)

    return read


def calendar_day(value: str) -> date:
    """`2027-05-01` -> date."""
    return parsed(value, parse_date)


def this_day(value: str) -> date:
    """A date to use as today; one far away is a typing error."""
    day = calendar_day(value)
    first, last = YEARS
    if not first <= day.year <= last:
        raise click.BadParameter(f"{value} is not in {first} to {last}; check the year")
    return day


def _checked_clock(_: click.Context, __: click.Parameter, given: date | None) -> date | None:
    """The day that is given; without one, the computer's clock has to be possible. After an empty
    battery it may say 1970, and every date would follow from that."""
    first, last = YEARS
    if given is None and not first <= (day := date.today()).year <= last:
        raise click.BadParameter(f"this computer's clock says {day}; set it, or give a day")
    return given


def toml_path(value: str) -> Path:
    """A TOML file's path."""
    return _file(value, "./fitexport.toml")


def calendar_path(value: str) -> Path:
    """A calendar file's path."""
    return _file(value, "./mile.ics")


def picture_path(ending: str) -> Callable[[str], Path]:
    """A file's path with this ending."""

    def read(value: str) -> Path:
        path = _file(value, f"./plan{ending}")
        if path.suffix.lower() != ending:
            raise click.BadParameter(f"{value} must end in {ending}")
        return path

    return read


def _file(value: str, example: str) -> Path:
    if not _is_name(value) or Path(value).is_dir():
        raise click.BadParameter(f'"{value}" is not a file name; give one such as {example}')
    return Path(value)


def folder(value: str) -> Path:
    """A folder's path."""
    if not _is_name(value):
        raise click.BadParameter(f'"{value}" is not a folder name; give one such as ./watch')
    return Path(value)


def out_folder(default: str, about: str = "The folder for the files.") -> Option:
    """Where to write several files."""
    return click.option(
        "--out",
        "-o",
        "out",
        type=folder,
        metavar="FOLDER",
        default=default,
        show_default=True,
        help=about,
    )


def _is_name(value: str) -> bool:
    """Whether it can name a file: a blank comes from an unset shell variable, and - means standard
    output."""
    return value.strip() not in ("", "-")


def setting_option(field: str, default: str | None = None) -> Option:
    """The option of a setting; `default` is the default that its help shows."""
    setting = BY_FIELD[field]
    listed: dict[str, Any] = {"cls": SettingOption, "section": _SECTIONS[setting.table]}
    without = setting.without if default is None else default
    help_text = f"{setting.help}  [default: {without}]" if without else setting.help
    if setting.kind is FLAG:
        names = f"{setting.option}/--no-{setting.key}"
        return click.option(names, field, default=None, help=help_text, **listed)
    kind = setting.kind
    if field in _COMPLETED:
        listed["shell_complete"] = _COMPLETED[field]
    type_: Any = int if kind.parse is int else read_by(kind.parse)
    if kind.choices:
        type_ = click.Choice(kind.choices)
    return click.option(
        setting.option, field, type=type_, metavar=kind.metavar or None, help=help_text, **listed
    )


RUNNER = tuple(
    map(
        setting_option,
        (
            *("mile_s", "volume", "goal_s", "age", "level", "units", "surface"),
            *("cross", "strength", "bands", "easy_by", "max_hr", "resting_hr"),
        ),
    )
)
MILE, _VOLUME, GOAL, AGE, LEVEL, UNITS, SURFACE, *_OTHERS = RUNNER
CROSS, STRENGTH, BANDS, EASY_BY, MAX_HR, RESTING_HR = _OTHERS
PLAN = setting_option("plan")
RACE_DISTANCE, WEEKS, DAYS, LONG_RUN, EXTRA_AT, RACE_DAY = SEASON = tuple(
    map(setting_option, ("race", "weeks", "days", "long_run", "extra_at", "race_day"))
)
AT, STRENGTH_AT, _RACE_AT, TIMEZONE, REMIND, *_ = CALENDAR = tuple(
    map(setting_option, CALENDAR_FIELDS)
)
FILE_UNITS = setting_option("units", "as exported")
TODAY = click.option(
    "--today",
    type=this_day,
    callback=_checked_clock,
    metavar="DATE",
    help="Use this day as today.",
)
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
RESULTS = click.option(
    "--results",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What they ran (date, athlete, distance, time): it sets their paces.",
)
CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="The settings file.  [default: ./fitexport.toml, then the one in your configuration folder]",
)


def options(*chosen: Option) -> Option:
    """All of them, in this order of the help."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(chosen):
            function = option(function)
        return function

    return decorate
