"""The models and the table of settings that check a file -> its JSON Schema (draft 2020-12)."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from fitexport.files.tables import Table
from fitexport.plan.schema import LibraryFile, PlanFile
from fitexport.season.setting_kinds import FLAG, Schema
from fitexport.season.settings_file import MAX_ENTRIES
from fitexport.season.settings_table import ENTRIES, SETTINGS, EntryKey, Setting

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MODELS: dict[str, type[Table]] = {"plan": PlanFile, "library": LibraryFile}
_TITLES = {
    "plan": "A custom training plan for fitexport",
    "library": "Blocks and sessions that fitexport plans share",
    "athlete": "fitexport.toml: who runs, and for which race",
}
_TABLES = {
    "athlete": "`[athlete]` of fitexport.toml.",
    "calendar": "`[calendar]` of fitexport.toml.",
    "change": "A `[[change]]` of fitexport.toml: what happened to the plan, one thing each.",
    "result": "A `[[result]]` of fitexport.toml: a race or trial, and what it was run in.",
    "season": "`[season]` of fitexport.toml.",
}


def generated(name: str) -> str:
    """The schema of a file, as it is published."""
    if name == "athlete":
        made = _settings_schema()
    else:
        made = plain_schema(_MODELS[name].model_json_schema(by_alias=True))
    made = {"$schema": _DIALECT, "title": _TITLES[name], **made}
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def plain_schema(schema: Mapping[str, Any]) -> Schema:
    """A schema without null, which TOML has not, and without titles that repeat the key."""
    made: Schema = {}
    for key, value in schema.items():
        if key in ("properties", "$defs", "patternProperties"):
            made[key] = {name: plain_schema(each) for name, each in value.items()}
        elif key == "anyOf":
            some = [plain_schema(each) for each in value if each != {"type": "null"}]
            made |= some[0] if len(some) == 1 else {"anyOf": some}
        elif isinstance(value, dict):
            made[key] = plain_schema(value)
        elif key != "title" and not (key == "default" and value in (None, "", [])):
            made[key] = value
    if "patternProperties" in made:
        made["additionalProperties"] = False
    return made


# --- fitexport.toml ---------------------------------------------------------------------


def _settings_schema() -> Schema:
    defaults: dict[str, Schema] = {}
    for setting in SETTINGS:
        unset = False if setting.kind is FLAG else None
        defaults.setdefault(setting.table, {})[setting.key] = unset
    tables = {
        table: {"$ref": f"#/$defs/{_name(table)}", "default": keys}
        for table, keys in defaults.items()
    }
    lists = {
        table: {
            "items": {"$ref": f"#/$defs/{_name(table)}"},
            "maxItems": MAX_ENTRIES,
            "type": "array",
        }
        for table in ENTRIES
    }
    return {
        "$defs": {_name(table): _table(table) for table in _TABLES},
        **_object("A whole fitexport.toml.", {**tables, **lists}),
    }


def settings_object(about: str, rows: Iterable[Setting]) -> Schema:
    """Settings outside a file: an object with their keys, whatever table they are in."""
    return _object(about, {row.key: _setting(row) for row in rows})


def _name(table: str) -> str:
    return f"{table.capitalize()}Table"


def _table(name: str) -> Schema:
    if name not in ENTRIES:
        rows = [setting for setting in SETTINGS if setting.table == name]
        return _object(_TABLES[name], {row.key: _setting(row) for row in rows})
    entries = ENTRIES[name]
    required = [row.key for row in entries if row.required]
    return _object(_TABLES[name], {row.key: _entry_key(row) for row in entries}, required)


def _object(description: str, properties: Schema, required: list[str] | None = None) -> Schema:
    return {
        "additionalProperties": False,
        "description": description,
        "properties": properties,
        **({"required": required} if required else {}),
        "type": "object",
    }


def _setting(row: Setting) -> Schema:
    """The comment of a setting and its example in the file, for the editor to show."""
    return {
        **({"default": False} if row.kind is FLAG else {}),
        **row.kind.for_editors,
        "description": f"{row.comment[:1].upper()}{row.comment[1:]}.",
        "examples": [_value(row.example)],
    }


def _entry_key(row: EntryKey) -> Schema:
    examples = {"examples": [_value(row.example)]} if row.example else {}
    return {**examples, **row.kind.for_editors, **examples, "description": row.comment}


def _value(example: str) -> object:
    """A value of TOML as JSON has it."""
    value = tomllib.loads(f"x = {example}")["x"]
    return value.isoformat() if isinstance(value, date) else value
