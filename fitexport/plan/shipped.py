"""The templates that come with fitexport: where they are, and what is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fitexport.files.toml import read_document, read_text
from fitexport.plan.library import Library, joined
from fitexport.plan.model import LEVELS, Level, Strength

_PACKAGE = Path(__file__).parent.parent


def template_folder() -> Path:
    """Where the shipped templates are: in the installed package, else beside it."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def shipped_plans() -> dict[str, tuple[Level, ...]]:
    """The plans that come with fitexport, and the levels of each, from their file names."""
    found: dict[str, tuple[Level, ...]] = {}
    for path in sorted(template_folder().glob("*-*.toml")):
        name, _, ending = path.stem.rpartition("-")
        levels = tuple(level for level in LEVELS if level == ending)
        if levels:
            found[name] = tuple(sorted((*found.get(name, ()), *levels), key=LEVELS.index))
    return found


def shipped_blocks(strength: Strength = "gym") -> Mapping[str, str]:
    """The blocks that sessions of no plan may use, by name."""
    return shipped_library(("blocks", "strength"), strength).blocks


def plan_lengths(name: str) -> tuple[int, ...]:
    """The lengths in weeks that a shipped plan comes in; its default first."""
    document = shipped_document(f"{name}-weeks")
    default = document["default-weeks"]
    return (default, *sorted(int(n) for n in document["weeks"] if int(n) != default))


def shipped_library(names: Iterable[str], strength: Strength) -> Library:
    library = Library({}, {})
    for name in names:
        document = shipped_document(library_variant(name, strength))
        blocks = {key: table["text"] for key, table in document.get("block", {}).items()}
        weeks = {int(n): order for n, order in document.get("weeks", {}).items()}
        library = joined(library, Library(blocks, weeks, document.get("default-weeks", 0)))
    return library


def library_with(block: str) -> str | None:
    """The shipped library that has this block."""
    names = ("blocks", "strength")
    return next((name for name in names if block in shipped_library((name,), "gym").blocks), None)


def shipped_document(name: str) -> dict[str, Any]:
    path = template_folder() / f"{name}.toml"
    return read_document(read_text(path, path.name), path.name)


def library_variant(name: str, strength: Strength) -> str:
    """The library `strength` is a file for each place to lift; who does not lift reads any."""
    if name != "strength":
        return name
    return "strength-home" if strength == "home" else "strength-gym"
