"""Options on the command line override the settings of a fitexport.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fitexport.pace.distances import DEFAULT_RACE, Race, race_title
from fitexport.pace.table import mile_worth_s, worth_s
from fitexport.plan.shipped import DEFAULT_PLAN
from fitexport.season.athlete import training
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.settings import Settings
from fitexport.units import exact_clock

OF_THE_PLAN = ("plan", "weeks", "race_day", "level", "days", "long_run", "strength")
"""The settings that decide which plan it is."""
OF_THE_CALENDAR = CalendarSettings._fields
"""The settings of the calendar alone."""


def overridden(
    settings: Settings, options: Mapping[str, Any], where: object = "the file"
) -> tuple[Settings, tuple[str, ...]]:
    """The settings overridden by options, and a sentence on what is left out because of them. An
    option has the name of a setting, or of a calendar setting; None means not given.

    Changes belong to one plan: options for another plan drop them. A given mile drops the
    results, a given goal their goals, a given volume the level.

    >>> known, _ = overridden(Settings(mile_s=380, units="km"), {"mile_s": 372, "units": None})
    >>> known.mile_s, known.units
    (372, 'km')
    """
    given, calendar = given_in(options)
    remarks: tuple[str, ...] = ()
    if "volume" in given and "level" not in given:
        settings = replace(settings, level=None)  # the volume decides it
    if options.get("plan") not in (None, settings.plan or DEFAULT_PLAN):
        settings = replace(settings, weeks=None)  # the length of another plan
    if settings.changes and _is_another_plan(settings, replace(settings, **given)):
        settings = replace(settings, changes=())
        remarks = (f"the changes in {where} are left out: they are for another plan",)
    if "mile_s" in given:
        settings = replace(settings, results=())
    if "goal_s" in given:
        results = (replace(result, goal_s=None) for result in settings.results)
        settings = replace(settings, results=tuple(results))
    settings, on_the_race = with_race(settings, replace(settings, **given))
    return with_calendar(settings, calendar), (*remarks, *on_the_race)


def with_race(before: Settings, wanted: Settings) -> tuple[Settings, tuple[str, ...]]:
    """The wanted settings; a goal kept from another race distance is converted to the new one, in
    whole seconds, with a sentence on it."""
    was, race = before.race or DEFAULT_RACE, wanted.race or DEFAULT_RACE
    if was == race:
        return wanted, ()

    def worth(goal_s: float) -> float:
        return float(round(worth_s(mile_worth_s(goal_s, was), race)))

    results = tuple(
        replace(each, goal_s=worth(each.goal_s)) if each.goal_s else each for each in wanted.results
    )
    wanted = replace(wanted, results=results)
    if wanted.goal_s is None or wanted.goal_s != before.goal_s:
        return wanted, ()
    goal_s = worth(wanted.goal_s)
    return replace(wanted, goal_s=goal_s), (
        f"your goal of {exact_clock(wanted.goal_s)} over {_named(was)} is worth"
        f" {exact_clock(goal_s)} over {_named(race)} (--goal)",
    )


def _named(race: Race) -> str:
    return "a mile" if race == "mile" else race_title(race)


def given_in(options: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The given options: those of runner and plan, and those of the calendar."""
    given = {key: value for key, value in options.items() if value is not None}
    calendar = {key: given.pop(key) for key in OF_THE_CALENDAR if key in given}
    return given, calendar


def with_calendar(settings: Settings, given: Mapping[str, Any]) -> Settings:
    """The settings with some calendar settings replaced."""
    if not given:
        return settings
    before = settings.calendar_settings or CalendarSettings()
    return replace(settings, calendar_settings=before._replace(**given))


def _is_another_plan(before: Settings, after: Settings) -> bool:
    """Whether the settings lead to another plan, defaults included."""
    if _of_the_plan(before) != _of_the_plan(after):
        return True
    if before.level == after.level and (before.plan or "").endswith(".toml"):
        return False  # without reading the file for its level
    return training(before).level != training(after).level


def _of_the_plan(settings: Settings) -> list[object]:
    """What decides which plan it is, except the level."""
    chosen = replace(settings, plan=settings.plan or DEFAULT_PLAN, strength=settings.lifting)
    return [getattr(chosen, key) for key in OF_THE_PLAN if key != "level"]
