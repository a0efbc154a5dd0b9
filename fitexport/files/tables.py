"""Tables of a file as pydantic models, with every error reported by place and key."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict

from fitexport.errors import NotationError
from fitexport.files.findings import Context
from fitexport.files.places import KeyPath
from fitexport.files.shapes import Key, Refusal, Shape
from fitexport.files.toml import TomlFile
from fitexport.files.validate import checked


class Table(BaseModel):
    """A table of a file: every key known, nothing changed after reading, built when first used."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )

    @classmethod
    def problems(cls, table: Mapping[str, Any], context: Any) -> Iterator[Refusal]:
        """Problems between keys, which are reported even if some values are invalid: pydantic's
        own validators of a model run only if all are valid."""
        yield from ()


_Model = TypeVar("_Model", bound=Table)


def validated(
    model: type[_Model],
    file: TomlFile,
    context: Context | None = None,
    texts: Mapping[KeyPath, Sequence[NotationError]] | None = None,
) -> _Model:
    """The file as a `model`; the errors in its `texts` are already known.

    Raises:
        TemplateError: all its errors, in the order of its lines.
    """
    check = partial(model.model_validate, context=context)
    return checked(shape_of(model), check, file, context, texts)


def shape_of(model: type[Table]) -> Shape:
    """The keys of a model's table, and the tables in it."""
    keys = {}
    for name, field in model.model_fields.items():
        inner, tables = _table_in(field.annotation)
        keys[field.alias or name] = Key(
            example=json.dumps((field.examples or ["..."])[0]),
            table=shape_of(inner) if inner else None,
            tables=tables,
        )
    return Shape(keys, model.problems)


def _table_in(
    annotation: Any,
) -> tuple[type[Table] | None, Literal["one", "listed", "named"]]:
    """The table that a field holds, and whether it holds many, by number or name."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return annotation, "one"
    origin = get_origin(annotation)
    if origin is Literal:
        return None, "one"
    for inner in get_args(annotation):
        table, many = _table_in(inner)
        if table is not None:
            if origin in (list, tuple):
                return table, "listed"
            return table, many if origin in (Annotated, Union, UnionType) else "named"
    return None, "one"
