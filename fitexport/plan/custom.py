"""Plans of one's own: a TOML file and the libraries that it includes -> Plan, or every mistake."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from fitexport.errors import NotationError, TemplateError, UnitError
from fitexport.files.toml import read_document, read_text
from fitexport.files.validate import validated
from fitexport.pace.own_zones import MAX_ZONES, OwnZone, check_name, parse_rule
from fitexport.plan.libraries import Checked, check_library, is_library, read_included
from fitexport.plan.library import Library, Wanted, orders_of, plan_of_length
from fitexport.plan.model import LEVELS, Level, Plan, Shared, Strength, zone_names
from fitexport.plan.named import NamedSessions, Shipped
from fitexport.plan.shipped import shipped_document, shipped_library, template_folder
from fitexport.session import ZONES


class OwnPlan(NamedTuple):
    """A plan's file as it was read, with what its sessions may use."""

    text: str
    document: dict[str, Any]
    library: Library
    shared: Shared


class Says(NamedTuple):
    """What a plan's file says of its runner."""

    level: Level | None = None
    zones: tuple[OwnZone, ...] = ()


def read_plan(path: Path, shown: str, weeks: Wanted = None, strength: Strength = "gym") -> Plan:
    """The plan in a file; `shown` is how errors name it.

    Raises:
        UsageError: it has no plan of that length.
        TemplateError: the mistakes of the file and of those that it includes, all of them.
    """
    own = read_own(path, shown, strength)
    return plan_of_length(own.document, own.library, weeks, own.shared)


def read_own(path: Path, shown: str, strength: Strength = "gym") -> OwnPlan:
    """A plan's file, checked.

    Raises:
        TemplateError: the mistakes of the file and of those that it includes, all of them.
    """
    text = read_text(path, shown)
    return _checked(path, shown, text, read_document(text, shown), strength)


def read_plan_or_library(path: Path, shown: str, strength: Strength = "gym") -> OwnPlan | Checked:
    """A plan's file, checked, or one that plans include.

    Raises:
        TemplateError: the mistakes of the file and of those that it includes, all of them.
    """
    text = read_text(path, shown)
    document = read_document(text, shown)
    if is_library(document):
        return check_library(text, document, shown)
    return _checked(path, shown, text, document, strength)


def _checked(
    path: Path, shown: str, text: str, document: dict[str, Any], strength: Strength
) -> OwnPlan:
    from fitexport.plan.schema import MAX_INCLUDES, PlanFile

    names = document.get("include")
    names = names[:MAX_INCLUDES] if isinstance(names, list) else []
    zones = known_zones(document)
    included = read_included(names, path, strength, document, zones)
    library, sessions = included.library, _sessions(included.library, strength)
    shared = Shared(library.blocks, sessions, zones_of(document))
    context = {
        "blocks": library.blocks,
        "weeks": library.weeks,
        "sessions": sessions,
        "zones": zones,
        "included": names,
        "missing": included.missing,
        "broken": included.broken,
        "wrong": [],
        "incomplete": included.incomplete,
    }
    try:
        validated(PlanFile, document, text, shown, context)
    except TemplateError as error:
        raise TemplateError((*error.problems, *included.problems)) from error
    if included.problems:
        raise TemplateError(included.problems)
    return OwnPlan(text, document, library, shared)


def what_it_says(path: Path) -> Says:
    """The level and the zones of a plan's file; of what has mistakes nothing, since whoever
    reads the whole plan says them."""
    try:
        document = read_document(read_text(path, str(path)), str(path))
    except TemplateError:
        return Says()
    level = next((each for each in LEVELS if each == document.get("level")), None)
    return Says(level, zones_of(document))


def own_orders(path: Path, shown: str, strength: Strength) -> dict[int, tuple[str, ...]]:
    """The names of the plan's weeks, for each length that it comes in.

    Raises:
        TemplateError: the file's mistakes.
    """
    own = read_own(path, shown, strength)
    return {length: tuple(order) for length, order in orders_of(own.document, own.library).items()}


def zones_of(document: Mapping[str, Any]) -> tuple[OwnZone, ...]:
    """The zones under [zones] that can be read."""
    return tuple(_zones(document))[:MAX_ZONES]


def known_zones(document: Mapping[str, Any]) -> dict[str, str]:
    """What a target may be called, with mistakes in its rule or without."""
    return dict.fromkeys((*ZONES, *_names_in(document, "zones")), "") | zone_names(
        zones_of(document)
    )


def shipped_sessions(strength: Strength = "gym") -> NamedSessions:
    """What `session = "mile-intermediate V1.2"` finds."""
    return _sessions(Library({}, {}), strength)


def _zones(document: Mapping[str, Any]) -> Iterator[OwnZone]:
    for name in _names_in(document, "zones"):
        text = document["zones"][name]
        with contextlib.suppress(UnitError, NotationError):
            check_name(name)
            if isinstance(text, str):
                yield OwnZone(name, parse_rule(text))


def _names_in(document: Mapping[str, Any], table: str) -> list[str]:
    found = document.get(table)
    return list(found) if isinstance(found, dict) else []


def _sessions(library: Library, strength: Strength) -> NamedSessions:
    folder = template_folder()
    stems = [f"-{level}" for level in LEVELS]
    found = (path.stem for path in folder.glob("*-*.toml") if path.stem.endswith(tuple(stems)))

    def read(stem: str) -> Shipped:
        document = shipped_document(stem)
        return Shipped(document["week"], shipped_library(document["include"], strength).blocks)

    return NamedSessions(library.sessions, tuple(sorted(found)), read)
