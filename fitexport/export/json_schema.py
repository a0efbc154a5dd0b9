"""The tables of keys -> JSON Schema (draft 2020-12)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fitexport.export.json_records import RECORDS, Keys
from fitexport.export.json_results import RESULTS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "number": {"type": "number"},
    "count": {"type": "integer"},
    "flag": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "any": {},
}


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
        **document_schema(result.keys, envelope),
    }
    return json.dumps(made, indent=2) + "\n"


def document_schema(
    keys: Keys,
    first: Mapping[str, Any] | None = None,
    records: Mapping[str, Keys] = RECORDS,
) -> dict[str, Any]:
    """The schema of an object with these keys, and of every record below them."""
    used = {name: _object(records[name]) for name in sorted(_used(keys, records))}
    return {**_object(keys, first), "$defs": used}


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


def _used(
    keys: Keys, records: Mapping[str, Keys], found: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The records below these keys."""
    for kind, _ in keys.values():
        name = record_in(kind)
        if name and name not in found:
            found = _used(records[name], records, found | {name})
    return found
