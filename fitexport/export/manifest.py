"""The manifest of an export: a file that lists what fitexport wrote."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from fitexport.units import Units

MANIFEST_NAME = "fitexport-manifest.json"
MANIFEST_FORMAT = 1
_MAX_BYTES = 4 * 1024 * 1024
"""A week's has 5 kB."""
WORKOUTS, WEEKS = "workouts", "weeks"
"""Kinds of exports: custom workouts, or a plan's weeks (the default)."""


def export_of(facts: Mapping[str, Any]) -> str:
    """The kind of export with these facts."""
    return WORKOUTS if facts.get("export") == WORKOUTS else WEEKS


def recorded_units(folder: Path) -> Units:
    """The units of the cues in a folder's workouts; miles by default."""
    return "km" if _content(folder).get("units") == "km" else "mi"


def recorded_texts(folder: Path) -> dict[str, str]:
    """The session text of each workout file of an export, by the hash of its bytes, so that files
    changed since have none."""
    return {
        str(facts["sha256"]): str(facts["text"])
        for _, facts in _files(folder)
        if "sha256" in facts and "text" in facts
    }


def recorded_days(folder: Path) -> dict[str, date]:
    """The day of each workout file of an export."""
    days = {}
    for name, facts in _files(folder):
        with contextlib.suppress(
            ValueError, TypeError
        ):  # of a custom workout without a day, or not ours
            days[name] = date.fromisoformat(facts.get("day", ""))
    return days


def has_workouts_without_runner(folder: Path) -> bool:
    """Whether the custom workouts in a folder were exported without a fitexport.toml."""
    content = _content(folder)
    return export_of(content) == WORKOUTS and content.get("athlete") == ""


def recorded_weeks(folder: Path) -> tuple[int, ...]:
    """The plan's weeks exported into a folder or its subfolders."""
    weeks = (_content(each).get("week") for each in (folder, *sorted(folder.glob("w[0-9][0-9]"))))
    return tuple(week for week in weeks if type(week) is int and week > 0)


def _files(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    files = _content(folder).get("files")
    for name, facts in files.items() if isinstance(files, dict) else ():
        if isinstance(facts, dict):
            yield name, facts


def _content(folder: Path) -> dict[str, Any]:
    """The content of the manifest; empty without one of ours."""
    try:
        with (folder / MANIFEST_NAME).open("rb") as file:
            content = json.loads(file.read(_MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
