"""The manifest of an export: a file beside the others that remembers what fitexport wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fitexport.units import Units

MANIFEST_NAME = "fitexport-manifest.json"
MANIFEST_FORMAT = 1
WORKOUTS, WEEKS = "workouts", "weeks"
"""What an export may be of: workouts of no plan, or a plan's weeks, which need not say so."""


def export_of(facts: Mapping[str, Any]) -> str:
    """What the export is of that a manifest says this of."""
    return WORKOUTS if facts.get("export") == WORKOUTS else WEEKS


def recorded_units(folder: Path) -> Units:
    """The units of the cues in a folder's workouts; miles where no export says."""
    try:
        content = json.loads((folder / MANIFEST_NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return "mi"
    return "km" if isinstance(content, dict) and content.get("units") == "km" else "mi"
