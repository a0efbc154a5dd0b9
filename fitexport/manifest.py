"""The manifest of an export: a file beside the others that remembers what fitexport wrote."""

from __future__ import annotations

import json
from pathlib import Path

from fitexport.units import Units

MANIFEST_NAME = "fitexport-manifest.json"
MANIFEST_FORMAT = 1


def recorded_units(folder: Path) -> Units:
    """The units of the cues in a folder's workouts; miles where no export says."""
    try:
        content = json.loads((folder / MANIFEST_NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return "mi"
    return "km" if isinstance(content, dict) and content.get("units") == "km" else "mi"
