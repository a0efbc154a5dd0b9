"""What --json prints, held to its schema; and docs/json.md, made of the same table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from fitexport.export.json_records import RECORDS, Keys
from fitexport.export.json_results import RESULTS
from fitexport.export.json_schema import record_in, result_schema

_READ = {"count": "whole number", "flag": "true or false"}


def held(text: str) -> dict[str, Any]:
    """The document, which is all of the text and has every key and no other."""
    document: dict[str, Any] = json.loads(text)
    errors = _strict(document["schema"]).iter_errors(document)
    found = [f"{error.json_path}: {error.message}"[:300] for error in errors]
    assert found == []
    return document


@cache
def _strict(name: str) -> Draft202012Validator:
    schema = json.loads(result_schema(name))
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(_closed(schema), format_checker=checker)


def _closed(schema: Any) -> Any:
    """No keys but those that are named."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(each) for key, each in schema.items()}
    return {"additionalProperties": False, **closed} if "required" in closed else closed


def page(text: str) -> str:
    """docs/json.md with the tables of today."""
    head = text[: text.index("## Commands")]
    return head + "\n".join(_tables()) + "\n"


def _tables() -> Iterator[str]:
    yield "## Commands"
    for name, result in RESULTS.items():
        about = f"Schema `{name}`, version {result.version}."
        yield from _table(f"fitexport {result.command}", about, result.keys)
    yield "\n## Records\n\nWhat the types above are, in turn."
    for name, keys in sorted(RECORDS.items()):
        yield from _table(name, "", keys)


def _table(title: str, about: str, keys: Keys) -> Iterator[str]:
    yield f"\n### {title}\n"
    if about:
        yield f"{about}\n"
    yield "| key | type | what it is |\n|---|---|---|"
    for key, (kind, says) in keys.items():
        missing = ", may be missing" if key.endswith("?") else ""
        yield f"| `{key.removesuffix('?')}` | {_words(kind)}{missing} | {says} |"


def _words(kind: str) -> str:
    if kind.endswith("?"):
        return f"{_words(kind[:-1])} or null"
    if kind.startswith("["):
        return f"list of {_words(kind[1:-1])}"
    if kind.startswith("{"):
        return f"object of {_words(kind[1:-1])}"
    return f"[{kind}](#{kind})" if record_in(kind) else _READ.get(kind, kind)
