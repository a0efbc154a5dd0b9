"""Tables of a file as pydantic models, and what a model knows of a file: its tables, their keys."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from fitexport.errors import NotationError
from fitexport.files.places import KeyPath


@dataclasses.dataclass(kw_only=True)
class Context:
    """What the checks of a file's values need to know, and the mistakes of its texts so far."""

    mistakes: list[NotationError] = dataclasses.field(default_factory=list)


class Table(BaseModel):
    """A table of a file: every key known, nothing changed after reading, built when first used."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )

    @classmethod
    def problems(cls, table: Mapping[str, Any], context: Any) -> Iterator[Refusal]:
        """Problems of more than one key, which are reported even if single values are invalid:
        pydantic's own validators of a model run only if all are valid."""
        yield from ()


class Refusal(NamedTuple):
    """The problem, what to do, and under which key of the table, if it has one."""

    problem: str
    remedy: str
    keys: KeyPath = ()
    is_missing: bool = False
    """Whether the problem is that the key is not there."""


def missing(key: str, remedy: str) -> Refusal:
    """A table without a key that it needs."""
    return Refusal("is missing", remedy, (key,), is_missing=True)


def refused(problem: str, remedy: str) -> PydanticCustomError:
    """What a check of a value raises."""
    return PydanticCustomError("refused", "{problem}", {"problem": problem, "remedy": remedy})


def refused_text(errors: Sequence[NotationError]) -> PydanticCustomError:
    """The same for mistakes inside a text, each with its place there."""
    return PydanticCustomError("text", "has mistakes", {"notation": list(errors)})


def tables_in(
    model: type[Table], value: object, path: KeyPath
) -> Iterator[tuple[type[Table], Mapping[str, Any], KeyPath]]:
    """Every table of a file that has the shape of one, with its model."""
    if not isinstance(value, dict):
        return
    yield model, value, path
    for name, field in model.model_fields.items():
        key = field.alias or name
        inner, many = _table_in(field.annotation)
        held = value.get(key)
        if inner is None:
            continue
        if not many:
            yield from tables_in(inner, held, (*path, key))
        elif isinstance(held, list | dict):
            for part, each in held.items() if isinstance(held, dict) else enumerate(held):
                yield from tables_in(inner, each, (*path, key, part))


def fields_of(model: type[Table], path: KeyPath) -> dict[str, FieldInfo]:
    """The fields of the table that a path leads to."""
    parts = list(path)
    while parts:
        part = parts.pop(0)
        field = _field(model.model_fields, part)
        if field is None:
            break
        inner, many = _table_in(field.annotation)
        if inner is None:
            break
        model = inner
        if many:
            del parts[:1]  # a number, or the name of an entry
    return model.model_fields


def _field(fields: Mapping[str, FieldInfo], key: object) -> FieldInfo | None:
    """The field that a file calls `key`."""
    return next((each for name, each in fields.items() if (each.alias or name) == key), None)


def _table_in(annotation: Any) -> tuple[type[Table] | None, bool]:
    """The table that a field holds, and whether it holds many, by number or name."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return annotation, False
    if get_origin(annotation) is Literal:
        return None, False
    for inner in get_args(annotation):
        table, many = _table_in(inner)
        if table is not None:
            return table, many or get_origin(annotation) not in (Annotated, Union, UnionType)
    return None, False


def is_list_of_tables(model: type[Table], path: KeyPath) -> bool:
    """Whether it is written with two brackets: [[week.A.session]]."""
    field = _field(fields_of(model, path[:-1]), path[-1])
    return (
        field is not None
        and get_origin(field.annotation) in (list, tuple)
        and _table_in(field.annotation)[0] is not None
    )


def example_of(model: type[Table], path: KeyPath) -> str:
    """How to write what is missing."""
    header = ".".join(map(str, path))
    if is_list_of_tables(model, path):
        return f"write a table for each: [[{header}]]"
    field = _field(fields_of(model, path[:-1]), path[-1])
    assert field is not None
    if _table_in(field.annotation)[0]:
        return f"write a table: [{header}.A]"
    (example,) = field.examples or ["..."]
    written = example.isoformat() if isinstance(example, date) else json.dumps(example)
    return f"write {path[-1]} = {written}"
