"""What commands print for programs, and its JSON Schema (draft 2020-12)."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from fitexport.cli.json_records import RECORDS, Keys
from fitexport.cli.json_results import RESULTS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "number": {"type": "number"},
    "count": {"type": "integer"},
    "flag": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "any": {},
}


def show_json(schema: str, data: Mapping[str, Any]) -> None:
    """Print a result as its schema says, in ASCII and unfolded, on any terminal."""
    envelope = {"schema": schema, "version": RESULTS[schema].version, **data}
    stream = getattr(sys.stdout, "stream", sys.stdout)
    stream.write(json.dumps(envelope, indent=1) + "\n")


def result_schema(name: str) -> str:
    """The JSON Schema of what a command prints. Later versions may add keys, so unknown ones
    are allowed."""
    result = RESULTS[name]
    envelope = {
        "schema": {"const": name, "description": "The name of this schema."},
        "version": {"const": result.version, "description": "Of this schema."},
    }
    made = {
        "$schema": _DIALECT,
        "title": f"What fitexport {result.command} --json prints",
        **_object(result.keys, envelope),
        "$defs": {record: _object(RECORDS[record]) for record in sorted(_used(result.keys))},
    }
    return json.dumps(made, indent=2) + "\n"


def _object(keys: Keys, first: Mapping[str, Any] | None = None) -> dict[str, Any]:
    properties = dict(first or {})
    for key, (kind, about) in keys.items():
        properties[key.removesuffix("?")] = {**_type(kind), "description": about}
    required = [*(first or ()), *(key for key in keys if not key.endswith("?"))]
    return {"type": "object", "properties": properties, "required": required}


def _type(kind: str) -> dict[str, Any]:
    if kind.endswith("?"):
        return {"anyOf": [_type(kind[:-1]), {"type": "null"}]}
    if kind.startswith("["):
        return {"type": "array", "items": _type(kind[1:-1])}
    if kind.startswith("{"):
        return {"type": "object", "additionalProperties": _type(kind[1:-1])}
    return dict(_TYPES[kind]) if kind in _TYPES else {"$ref": f"#/$defs/{kind}"}


def record_in(kind: str) -> str:
    """The record that a type names; empty for JSON's own types."""
    name = kind.strip("[]{}?")
    return "" if name in _TYPES else name


def _used(keys: Keys, found: frozenset[str] = frozenset()) -> frozenset[str]:
    """The records below these keys."""
    for kind, _ in keys.values():
        name = record_in(kind)
        if name and name not in found:
            found = _used(RECORDS[name], found | {name})
    return found
