"""The templates that come with fitexport: where they are, and what they hold.

Tests have validated them, so they are read without pydantic: loading it takes half the time of
`fitexport week`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fitexport.errors import NotationError
from fitexport.files.packaged import packaged
from fitexport.files.toml import TomlFile, read_toml
from fitexport.keeping import Value
from fitexport.plan.library import Library, Wanted, week_names
from fitexport.plan.model import (
    DEFAULT_STRENGTH,
    LEVELS,
    Entry,
    Level,
    Plan,
    Strength,
    TrainingWeek,
    planned,
)
from fitexport.session import ZONES, Session
from fitexport.session.parse import parse

DEFAULT_PLAN = "mile"
FOR_CUSTOM_PLANS = ("blocks", "strength")
"""Libraries that are of use to custom plans."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ShippedPlan(Value):
    """The tables of one level of a shipped plan, and the libraries that it includes."""

    document: Mapping[str, Any]
    library: Library
    _weeks: dict[str, TrainingWeek] = field(default_factory=dict, compare=False, repr=False)
    _sessions: dict[str, Session] = field(default_factory=dict, compare=False, repr=False)
    """Those read so far: many sessions are in several weeks."""

    def plan(self, weeks: Wanted = None) -> Plan:
        """The plan in that length (default: its usual one), or just those weeks.

        Raises:
            UsageError: it does not have that length.
            NotationError, KeyError, TypeError, ...: the file was damaged.
        """
        document, library = self.document, self.library
        if isinstance(weeks, int | None):
            weeks = week_names(document["title"], library.orders, library.default_weeks, weeks)
        return Plan(
            name=document["name"],
            title=document["title"],
            level=document["level"],
            about=document["about"],
            weeks=tuple(self._week(name) for name in weeks),
            shipped=True,
        )

    def _week(self, name: str) -> TrainingWeek:
        if name not in self._weeks:
            self._weeks[name] = self._read_week(name)
        return self._weeks[name]

    def _session(self, text: str) -> Session:
        if text not in self._sessions:
            self._sessions[text] = parse(text, blocks=self.library.blocks, zones=ZONES)
        return self._sessions[text]

    def _read_week(self, name: str) -> TrainingWeek:
        table = self.document["week"][name]
        entries = (
            Entry(
                entry["day"],
                self._session(entry["text"]),
                entry["why"],
                entry.get("name"),
                entry.get("title"),
            )
            for entry in table["session"]
        )
        cut_back = table.get("cut-back", False)
        return TrainingWeek(name, table["phase"], table["focus"], planned(entries), cut_back)


def template_folder() -> Path:
    """Where the shipped templates are."""
    return packaged("templates")


def shipped_plans() -> dict[str, tuple[Level, ...]]:
    """The plans that come with fitexport and the levels of each, from their file names."""
    found: dict[str, tuple[Level, ...]] = {}
    for path in sorted(template_folder().glob("*-*.toml")):
        name, _, ending = path.stem.rpartition("-")
        levels = tuple(level for level in LEVELS if level == ending)
        if levels:
            found[name] = tuple(sorted((*found.get(name, ()), *levels), key=LEVELS.index))
    return found


def template_path(name: str) -> Path:
    """The file of a shipped template: `blocks`, `mile-beginner`."""
    return template_folder() / f"{name}.toml"


@cache
def read_shipped(path: Path, strength: Strength = DEFAULT_STRENGTH) -> ShippedPlan:
    """One level of a shipped plan, from this file; cached."""
    document = read_template(path).document
    return ShippedPlan(document, shipped_library(tuple(document["include"]), strength))


def plan_lengths(name: str) -> tuple[int, ...]:
    """The lengths in weeks of a shipped plan, the default first."""
    library = shipped_library((f"{name}-weeks",), "gym")
    default = library.default_weeks
    return (default, *sorted(length for length in library.orders if length != default))


def shipped_blocks(strength: Strength = DEFAULT_STRENGTH) -> Mapping[str, str]:
    """The blocks that custom sessions may use, by name."""
    return shipped_library(FOR_CUSTOM_PLANS, strength).blocks


@cache
def shipped_library(names: tuple[str, ...], strength: Strength) -> Library:
    """What one or more shipped libraries hold; cached."""
    library = Library()
    for name in names:
        document = read_template(library_path(name, strength)).document
        blocks = {key: table["text"] for key, table in document.get("block", {}).items()}
        after_race = document.get("after-race", ())
        orders = {int(n): (*order, *after_race) for n, order in document.get("weeks", {}).items()}
        library = library.joined(Library(blocks, orders, document.get("default-weeks", 0)))
    return library


def library_path(name: str, strength: Strength) -> Path:
    """The file of a shipped library. `strength` has one for each place to lift; which of them is
    read for `none` does not matter."""
    places = {"none": "gym", "home": "home", "gym": "gym"}
    return template_path(f"{name}-{places[strength]}" if name == "strength" else name)


@cache
def read_template(path: Path) -> TomlFile:
    """A shipped template, named in messages by its path in the package; cached."""
    return read_toml(path, f"templates/{path.name}")


def suggest_including(errors: Iterable[NotationError], included: Collection[object]) -> None:
    """Suggest, for unknown blocks, including the shipped library that has them."""
    for error in errors:
        library = _library_with(error.name) if error.kind == "unknown block" else None
        if library and library not in included:
            error.remedy = (
                f'add "{library}" to include' if included else f'add include = ["{library}"]'
            )


def _library_with(block: str) -> str | None:
    """The shipped library with this block."""
    libraries = ((name, shipped_library((name,), "gym")) for name in FOR_CUSTOM_PLANS)
    return next((name for name, library in libraries if block in library.blocks), None)
