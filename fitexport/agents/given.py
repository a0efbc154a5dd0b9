"""The JSON of a call -> the arguments of a tool, or every error in them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError

from fitexport.agents.arguments import KINDS, Arguments
from fitexport.errors import Problem, TemplateError
from fitexport.files.findings import MAX_PROBLEMS, dotted, in_words
from fitexport.files.places import KeyPath
from fitexport.files.shapes import Key, Shape
from fitexport.season.json_schemas import plain_schema

_A_KIND = f'give it a kind, {", ".join(KINDS)}: {{"kind": "skip", "session": "w3.2"}}'
_DATE = ("is not a date", 'write year-month-day: "2027-05-01"')
_WORDS = {
    "dict_type": ("is not an object", 'write it as {"mile": "6:20"}'),
    "model_type": ("is not an object", _A_KIND),
    "model_attributes_type": ("is not an object", _A_KIND),
    "union_tag_invalid": ("is not a kind of change", _A_KIND),
    "union_tag_not_found": ("has no kind", _A_KIND),
    "date_parsing": _DATE,
    "date_type": _DATE,
    "date_from_datetime_parsing": _DATE,
    "list_type": ("is not a list", "write it in brackets: [3, 4]"),
}
"""Errors that pydantic finds only in JSON."""

_Model = TypeVar("_Model", bound=Arguments)


@cache
def schema_of(model: type[Arguments]) -> dict[str, Any]:
    """The JSON Schema of a tool's arguments."""
    schema = plain_schema(model.model_json_schema())
    schema.pop("description", None)
    return schema


def read_arguments(model: type[_Model], given: Mapping[str, Any]) -> _Model:
    """The arguments; null counts as missing.

    Raises:
        TemplateError: every error in them.
    """
    present = {name: value for name, value in given.items() if value is not None}
    try:
        return model.model_validate_json(json.dumps(present), strict=True)
    except ValidationError as error:
        entries = error.errors(include_url=False)
        found = [problem for entry in entries[:MAX_PROBLEMS] for problem in _words(entry, model)]
        raise TemplateError(*found) from None
    except (ValueError, RecursionError) as error:
        problem = Problem(f"the arguments cannot be read: {error}", "send them as plain JSON")
        raise TemplateError(problem) from None


def _words(entry: Mapping[str, Any], model: type[Arguments]) -> Iterator[Problem]:
    kind, place = str(entry["type"]), tuple(entry["loc"])
    if kind == "dict_type" and place == ("change",):
        kind = "model_type"
    if kind in _WORDS:
        yield Problem(*_WORDS[kind], dotted(place))
        return
    before: KeyPath = ()
    if place[:1] == ("change",) and len(place) > 2:  # pydantic names the kind as well
        before, model, place = place[:1], KINDS[str(place[1])], place[2:]
    for found in in_words({**entry, "loc": place}, _shape(model)):
        yield Problem(found.problem, found.remedy, dotted((*before, found.key)))


def _shape(model: type[Arguments]) -> Shape:
    keys = {
        field.alias or name: Key(json.dumps((field.examples or ["..."])[0]))
        for name, field in model.model_fields.items()
    }
    return Shape(keys, lambda *_: iter(()))
