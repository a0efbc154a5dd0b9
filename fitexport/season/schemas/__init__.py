"""JSON Schema of the files that people write, for editors: plan, library, athlete.

The schemas are files beside this module, made by `generated` from what checks those files.
"""

from __future__ import annotations

from pathlib import Path

NAMES = ("plan", "library", "athlete")
"""A custom plan, what it may include, and fitexport.toml."""


def schema_path(name: str) -> Path:
    """The path of one of them."""
    return Path(__file__).parent / f"{name}.json"


def schema_text(name: str) -> str:
    """One of them, as it is published."""
    return schema_path(name).read_text(encoding="utf-8")
