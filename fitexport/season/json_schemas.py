"""The models that check a file -> its JSON Schema (draft 2020-12), in words for people."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from fitexport.files.tables import Table
from fitexport.plan.schema import LibraryFile, PlanFile
from fitexport.season.settings_file import KEYS, AthleteFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MODELS: dict[str, type[Table]] = {
    "plan": PlanFile,
    "library": LibraryFile,
    "athlete": AthleteFile,
}
_TITLES = {
    "plan": "A training plan of one's own for fitexport",
    "library": "Blocks and sessions that fitexport plans share",
    "athlete": "fitexport.toml: who runs, and for which race",
}
_DIARY = {
    "ChangeTable": {
        "date": "The day on which it was written.",
        "move": "The session that moves, as tables and the watch call it.",
        "to": "Its new day.",
        "swap": "Whether the two days change places.",
        "skip": "The session that is left out.",
        "sick": "The first day of an illness.",
        "travel": "The first day of a journey.",
        "until": "The last day of it.",
        "days": "The days of the week that are open to training on a journey.",
        "race-day": "The new day of the race.",
    },
    "ResultTable": {
        "date": "The day on which it was run.",
        "distance": "mile, 800m, 1500m, 3k, 5k, 10k, or as 3200m, 2mi, 8km.",
        "time": "What it was run in.",
        "goal": "The mile that is trained for from then on.",
    },
}
_TABLES = {"athlete": "AthleteTable", "season": "SeasonTable", "calendar": "CalendarTable"}


def generated(name: str) -> str:
    """The schema of a file, as it is published."""
    made = _plain(_MODELS[name].model_json_schema(by_alias=True))
    if name == "athlete":
        _describe(made["$defs"])
    made = {"$schema": _DIALECT, "title": _TITLES[name], **made}
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Without what TOML has not (null), and without titles that say the key once more."""
    made: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ("properties", "$defs", "patternProperties"):
            made[key] = {name: _plain(each) for name, each in value.items()}
        elif key == "anyOf":
            some = [_plain(each) for each in value if each != {"type": "null"}]
            made |= some[0] if len(some) == 1 else {"anyOf": some}
        elif isinstance(value, dict):
            made[key] = _plain(value)
        elif key != "title" and not (key == "default" and value in (None, "", [])):
            made[key] = value
    if "patternProperties" in made:
        made["additionalProperties"] = False
    return made


def _describe(tables: Mapping[str, Any]) -> None:
    """What `init` says of each key, for the editor to show; with the same example."""
    for table, key, _, example, comment in KEYS:
        field = tables[_TABLES[table]]["properties"][key]
        value = tomllib.loads(f"x = {example}")["x"]
        field["description"] = comment[:1].upper() + comment[1:] + "."
        field["examples"] = [value.isoformat() if hasattr(value, "isoformat") else value]
    for name, keys in _DIARY.items():
        for key, said in keys.items():
            tables[name]["properties"][key]["description"] = said
