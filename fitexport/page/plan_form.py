"""The form of a plan: what it asks for, from the table of settings, and what its answers mean."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from fitexport.errors import FitexportError, UnitError
from fitexport.pace.distances import RACES
from fitexport.page.words import in_page_words, label
from fitexport.plan.load import load_plan
from fitexport.plan.shipped import DEFAULT_PLAN, plan_lengths
from fitexport.season.athlete import training
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.questions import QUESTIONS
from fitexport.season.setting_kinds import DATE, DAY, DAYS, FLAG
from fitexport.season.settings import Settings
from fitexport.season.settings_table import BY_FIELD, CALENDAR, SETTINGS, Setting
from fitexport.season.weekdays import WEEKDAYS

Form = Mapping[str, str | list[str]]
"""Name of a field -> its text, or of boxes the ticked ones."""

_ASKED = (
    *("mile_s", "goal_s", "race", "race_day", "volume", "level", "days"),
    *("age", "units", "surface", "strength", "cross"),
)
"""What the form asks everybody, in this order."""
_NOT_ASKED = ("id", "season", "plan")
"""What keeps a season the same on watch and calendar, and the one plan that comes along."""
_OPEN = {"long_run": "the plan's own", "weeks": "by race day", "cross": "not decided"}
"""Words for no choice, where the table has none."""
_HELP = {
    "mile_s": "Run at full effort, not long ago.",
    "goal_s": "What you train for, over the race.",
    "race": "What the plan leads to.",
    "race_day": "The last day of the plan. Left empty, it starts next Monday.",
    "volume": "In a usual week now: 25mi, 40km or 180min.",
    "days": "The days you can run, three at least. None ticked: the plan chooses.",
    "cross": "Your sport on cross-training days. Without one they make no watch file.",
}
"""Where the help of the command's option says what the form shows, or names another option."""
_DISTANCE = "mile_distance"
"""The field beside `mile_s`: what the time was run over."""


class Field(NamedTuple):
    """A field of the form, for its template."""

    name: str
    label: str
    help: str
    look: str
    """choice, days, flag, date, number or text."""
    example: str
    choices: tuple[tuple[str, str], ...]
    """Value and words; the first may stand for no value."""
    usual: str
    """The choice that is made until another one is."""
    least: int | None
    most: int | None


def groups() -> tuple[tuple[str, tuple[Field, ...]], ...]:
    """The fields: those for everybody without a heading, then what few people need."""
    few = [each for each in SETTINGS if each.field not in (*_ASKED, *_NOT_ASKED)]
    return (
        ("", tuple(_field(BY_FIELD[name]) for name in _ASKED)),
        ("More about you", tuple(_field(each) for each in few if each.table != CALENDAR)),
        ("In your calendar", tuple(_field(each) for each in few if each.table == CALENDAR)),
    )


def distances() -> tuple[tuple[str, str], ...]:
    """What a runner's time may have been run over, the mile first."""
    of_all = ((name, race.title) for name, race in RACES.items())
    return tuple(sorted(of_all, key=lambda each: each[0] != "mile"))


def _field(setting: Setting) -> Field:
    kind, choices = setting.kind, [(each, each) for each in _choices(setting)]
    if choices and not setting.default:
        choices.insert(0, ("", _OPEN.get(setting.field, setting.without)))
    looks = {id(DAYS): "days", id(FLAG): "flag", id(DATE): "date"}
    look = looks.get(id(kind), "choice" if choices else "number" if kind.parse is int else "text")
    words = _HELP.get(setting.field) or in_page_words(setting.help)
    return Field(
        name=setting.field,
        label=label(setting),
        help=words if look in ("text", "number") else re.sub(r": [a-z0-9,-]+\.", ".", words),
        look=look,
        example=setting.example.strip('"'),
        choices=tuple(choices),
        usual=setting.default,
        least=kind.for_editors.get("minimum"),
        most=kind.for_editors.get("maximum"),
    )


def _choices(setting: Setting) -> tuple[str, ...]:
    if setting.kind in (DAY, DAYS):
        return WEEKDAYS
    if setting.field == "weeks":
        return tuple(str(each) for each in sorted(plan_lengths(DEFAULT_PLAN)))
    return setting.kind.choices


# --- settings -> what the form shows ----------------------------------------------------


def shown(settings: Settings) -> dict[str, str | list[str]]:
    """What the form shows for settings."""
    calendar = settings.calendar_settings or CalendarSettings()
    return {_DISTANCE: "mile"} | {
        each.field: _text(
            each, getattr(calendar if each.table == CALENDAR else settings, each.field)
        )
        for each in SETTINGS
        if each.field not in _NOT_ASKED
    }


def _text(setting: Setting, value: Any) -> str | list[str]:
    if value in (None, False, {}, ()):
        return [] if setting.kind in (DAYS, FLAG) else ""
    written = setting.kind.written(value)
    if setting.kind in (DAYS, FLAG):
        found = json.loads(written)
        return ["true"] if found is True else list(found)
    if written.startswith('"'):
        return str(json.loads(written))
    return re.sub(r'[{}" ]', "", written)


# --- what was written -> settings -------------------------------------------------------


def read(form: Form) -> tuple[dict[str, Any], dict[str, FitexportError]]:
    """The values of the fields that are there, None for an empty one; and what is wrong with
    the others."""
    values: dict[str, Any] = {}
    wrong: dict[str, FitexportError] = {}
    for setting in SETTINGS:
        if setting.field not in form:
            continue
        text = form[setting.field]
        text = (",".join(text) if isinstance(text, list) else str(text)).strip()
        try:
            values[setting.field] = _value(setting, text, form) if text else None
        except UnitError as error:
            wrong[setting.field] = error
    return values, wrong


def _value(setting: Setting, text: str, form: Form) -> Any:
    kind = setting.kind
    if setting.field == "mile_s" and form.get(_DISTANCE, "mile") != "mile" and " " not in text:
        text = f"{form[_DISTANCE]} {text}"
    if kind.parse is not int:
        return kind.parse(text)
    low, high = kind.for_editors["minimum"], kind.for_editors["maximum"]
    if not (text.isascii() and text.isdecimal() and low <= int(text[:9]) <= high):
        raise UnitError(
            f'"{text}" is not a number from {low} to {high}', f"write {setting.example}"
        )
    return int(text)


def problems(settings: Settings, before: Settings, today: date) -> dict[str, FitexportError]:
    """What this runner cannot have, by field; settings that only together make no sense are not
    found here."""
    return dict(_problems(settings, before, today))


def _problems(
    settings: Settings, before: Settings, today: date
) -> Iterator[tuple[str, FitexportError]]:
    try:
        found = training(replace(settings, plan=None))
    except FitexportError as error:
        yield "mile_s", error
        return
    known = replace(settings, mile_s=found.mile_s, level=found.level)
    for field, check in _CHECKS.items():
        try:
            check(known)
        except FitexportError as error:
            yield field, error
            if field == "weeks":
                known = replace(known, weeks=None)
    for field, question_for in QUESTIONS.items():
        value = getattr(settings, field)
        if value is None:
            continue
        try:
            question_for(known, before, today).check(value)
        except FitexportError as error:
            yield field, error


def _check_clock(settings: Settings) -> None:
    calendar = settings.calendar_settings or CalendarSettings()
    times = (*calendar.at.values(), calendar.strength_at, calendar.race_at)
    if calendar.timezone is None and any(each is not None for each in times):
        raise UnitError("a time of day is a moment only in a time zone", "write America/New_York")


_CHECKS: dict[str, Callable[[Settings], object]] = {
    "weeks": lambda known: load_plan(
        known.plan or DEFAULT_PLAN, known.level or "beginner", known.weeks
    ),
    "timezone": _check_clock,
}
"""Of the settings that `init` does not ask for."""
