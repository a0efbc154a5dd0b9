"""The tables that a file may hold and their keys, for error messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:  # places are needed only for errors, and most files have none
    from fitexport.files.places import KeyPath


class Refusal(NamedTuple):
    """A problem, what to do, and the key of the table that it concerns, if any."""

    problem: str
    remedy: str
    keys: KeyPath = ()
    is_missing: bool = False
    """Whether the problem is a missing key."""


def missing(key: str, remedy: str) -> Refusal:
    """A table without a key that it needs."""
    return Refusal("is missing", remedy, (key,), is_missing=True)


class Key(NamedTuple):
    """A key of a table: an example of its value in TOML, or the table or tables under it."""

    example: str = '"..."'
    table: Shape | None = None
    tables: Literal["one", "listed", "named"] = "one"


class Shape(NamedTuple):
    """A table of a file. `problems` checks keys against each other even if some values are invalid:
    pydantic's own validators of a table run only if all are valid."""

    keys: Mapping[str, Key]
    problems: Callable[[Mapping[str, Any], Any], Iterator[Refusal]]


def tables_in(
    shape: Shape, value: object, path: KeyPath = ()
) -> Iterator[tuple[Shape, Mapping[str, Any], KeyPath]]:
    """Every table of a file, with its shape and path."""
    if not isinstance(value, dict):
        return
    yield shape, value, path
    for name, key in shape.keys.items():
        held = value.get(name)
        if key.table is None:
            continue
        if key.tables == "one":
            yield from tables_in(key.table, held, (*path, name))
        elif isinstance(held, list | dict):
            for part, each in held.items() if isinstance(held, dict) else enumerate(held):
                yield from tables_in(key.table, each, (*path, name, part))


def keys_at(shape: Shape, path: KeyPath) -> Mapping[str, Key]:
    """The keys of the table that a path leads to."""
    parts = list(path)
    while parts:
        key = shape.keys.get(str(parts.pop(0)))
        if key is None or key.table is None:
            break
        shape = key.table
        if key.tables != "one":
            del parts[:1]  # a number, or the name of an entry
    return shape.keys


def is_list_of_tables(shape: Shape, path: KeyPath) -> bool:
    """Whether what is there is written with two brackets: [[week.A.session]]."""
    key = keys_at(shape, path[:-1]).get(str(path[-1]))
    return key is not None and key.table is not None and key.tables == "listed"


def example_of(shape: Shape, path: KeyPath) -> str:
    """How to write a missing key."""
    header = ".".join(map(str, path))
    if is_list_of_tables(shape, path):
        return f"write a table for each: [[{header}]]"
    key = keys_at(shape, path[:-1])[str(path[-1])]
    if key.table is not None:
        return f"write a table: [{header}.A]"
    return f"write {path[-1]} = {key.example}"
