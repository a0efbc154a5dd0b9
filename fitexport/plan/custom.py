"""Custom plans: a TOML file and its libraries -> CustomPlan, or every error."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fitexport.errors import NotationError, TemplateError, UnitError
from fitexport.files.tables import validated
from fitexport.files.toml import TomlFile, read_toml
from fitexport.pace.custom_zones import CustomZone, check_name, parse_rule
from fitexport.plan.libraries import CheckedLibrary, check_library, is_library, read_included
from fitexport.plan.library import Orders, Wanted, week_names
from fitexport.plan.model import Entry, Plan, Strength, TrainingWeek, planned, without_strength
from fitexport.plan.named import NamedSessions
from fitexport.plan.schema import PlanFile, WeekTable
from fitexport.plan.values import PlanContext
from fitexport.session import ZONES


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomPlan:
    """A plan file without errors, read with its libraries for one place to lift."""

    file: TomlFile
    strength: Strength
    written: Plan
    """Every week of the file, as written there."""
    orders: Orders
    usual_weeks: int

    def plan(self, weeks: Wanted = None) -> Plan:
        """The plan in that length (default: its usual one), or just those weeks.

        Raises:
            UsageError: it does not have that length.
        """
        if isinstance(weeks, int | None):
            weeks = week_names(self.written.title, self.orders, self.usual_weeks, weeks)
        by_name = {week.name: week for week in self.written.weeks}
        plan = replace(self.written, weeks=tuple(by_name[name] for name in weeks))
        return without_strength(plan) if self.strength == "none" else plan


def read_custom_plan(path: Path, shown: str, strength: Strength = "gym") -> CustomPlan:
    """The plan in a file; `shown` is how errors name it.

    Raises:
        TemplateError: every error in the file and in those that it includes.
    """
    return _checked(read_toml(path, shown), path, strength)


def read_plan_or_library(
    path: Path, shown: str, strength: Strength = "gym"
) -> CustomPlan | CheckedLibrary:
    """The plan in a file, or what a library holds.

    Raises:
        TemplateError: every error in the file and in those that it includes.
    """
    file = read_toml(path, shown)
    return check_library(file) if is_library(file.document) else _checked(file, path, strength)


def _checked(file: TomlFile, path: Path, strength: Strength) -> CustomPlan:
    zones = _zone_names(file.document)
    included = read_included(file, path, strength, zones)
    sessions = NamedSessions(included.library.sessions, strength)
    context = PlanContext(included=included, sessions=sessions, zones=zones)
    try:
        read = validated(PlanFile, file, context)
    except TemplateError as error:
        raise TemplateError(*error.problems, *included.problems) from error
    if included.problems:
        raise TemplateError(*included.problems)
    orders, usual = included.library.orders, included.library.default_weeks
    if read.weeks is not None:
        orders, usual = {len(read.weeks): read.weeks}, len(read.weeks)
    written = Plan(
        name=read.name,
        title=read.title,
        level=read.level,
        about=read.about,
        weeks=tuple(_week(name, table, context) for name, table in read.week.items()),
        zones=tuple(CustomZone(name, rule) for name, rule in read.zones.items()),
    )
    return CustomPlan(
        file=file, strength=strength, written=written, orders=orders, usual_weeks=usual
    )


def _week(name: str, table: WeekTable, context: PlanContext) -> TrainingWeek:
    entries = planned(_entries(table, context))
    return TrainingWeek(name, table.phase, table.focus, entries, table.cut_back)


def _entries(table: WeekTable, context: PlanContext) -> Iterator[Entry]:
    """A week's sessions; a named one supplies what the file leaves out."""
    for each in table.sessions:
        named, why = each.session, each.why
        if named is None:
            assert why is not None, "validated"
            yield Entry(each.day, each.text, why, each.name, each.title)
            continue
        yield Entry(
            each.day,
            named.session(context.included.library.blocks, context.zones),
            why or named.why,
            each.name if "name" in each.model_fields_set else named.name,
            each.title or named.title,
        )


def _zone_names(document: Mapping[str, Any]) -> dict[str, str]:
    """Names for targets, valid rule or not, and the built-in zone that each custom one is like."""
    names = dict.fromkeys(ZONES, "")
    zones = document.get("zones")
    for name, rule in zones.items() if isinstance(zones, dict) else ():
        names[name] = ""
        with contextlib.suppress(UnitError, NotationError):
            check_name(name)
            if isinstance(rule, str):
                names[name] = CustomZone(name, parse_rule(rule)).like
    return names
