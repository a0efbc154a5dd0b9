"""A result for programs: the data with the name and version of its schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def enveloped(schema: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The whole document of a result."""
    from fitexport.export.json_results import RESULTS  # of all commands; most print no JSON

    return {"schema": schema, "version": RESULTS[schema].version, **data}
