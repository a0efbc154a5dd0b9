"""Check a file's tables against a pydantic model; every mistake by place and key.

my-plan.toml:41:15: week.V1.session[3].text: unknown zone "R2"
  text = "8x 400m @ R2"
                    ^
  zones: easy, long, ...
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from fitexport.errors import NotationError, TemplateError
from fitexport.notation.words import nearest
from fitexport.plan.toml_file import mistake
from fitexport.plan.toml_places import KeyPath, Place, key_places, nearest_place, string_places

MAX_PROBLEMS = 50
"""Said of one file; nobody reads more at once."""


class Table(BaseModel):
    """A table of a file: every key known, nothing changed after reading, built when first used."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )

    @classmethod
    def amiss(cls, table: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Refusal]:
        """What is wrong with the table as a whole, whatever its values are: pydantic asks that
        only of tables whose values are all right."""
        yield from ()


class Refusal(NamedTuple):
    """What is wrong, what to do, and under which key of the table, if not all of it."""

    said: str
    remedy: str
    keys: KeyPath = ()


_Model = TypeVar("_Model", bound=Table)

_DATE = ("is not a date", "write year-month-day, without quotes: 2027-05-01")
_WORDS = {
    "string_type": ("is not text", "put it between quotes"),
    "string_pattern_mismatch": ("is not a session", "write it as w3.2, as tables and watch do"),
    "string_too_short": ("is empty", "write something between the quotes, or take the key out"),
    "string_too_long": ("is longer than {max_length} characters", "shorten it"),
    "int_type": ("is not a whole number", "write it without quotes and without a point: 3"),
    "bool_type": ("is neither true nor false", "write true or false, without quotes"),
    "greater_than_equal": ("is less than {ge}", "give {ge} or more"),
    "less_than_equal": ("is more than {le}", "give {le} or less"),
    "tuple_type": ("is not a list", 'write it as ["a", "b"]'),
    "too_short": ("is empty", "write at least one entry"),
    "too_long": ("has more than {max_length} entries", "take some out"),
    "literal_error": ("cannot be {given}", "write {expected}"),
    "dict_type": ("is not a table", "write it as a table: [{key}.name]"),
    "model_type": ("is not a table", "write it as a table: [{key}]"),
    "date_type": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
}
"""What pydantic finds, in words that a runner understands, and what to do about it."""

_AT_THE_KEY = frozenset({"extra_forbidden", "missing"})


class Mistake(NamedTuple):
    """Where in the file (`at` in characters), under which key, what, and what to do."""

    at: int
    key: str
    said: str
    remedy: str


def validated(
    model: type[_Model],
    document: object,
    text: str,
    shown: str,
    context: dict[str, Any] | None = None,
) -> _Model:
    """`document` as a `model`.

    Raises:
        TemplateError: all that is wrong with it, in the order of its lines.
    """
    refusals = [
        (path, refusal)
        for table, values, path in _tables(model, document, ())
        for refusal in table.amiss(values, context or {})
    ]
    entries: list[Any] = []
    try:
        read = model.model_validate(document, context=context)
        if not refusals:
            return read
    except ValidationError as error:
        entries = error.errors(include_url=False)
    places = key_places(text)
    found = [
        (_place_of(entry, places), entry)
        for entry in entries
        if not (entry["type"] == "too_short" and entry["input"])  # all its items have problems
    ] + [
        (_place_of_refusal((*path, *refusal.keys), places), (path, refusal))
        for path, refusal in refusals
    ]
    found.sort(key=lambda each: each[0])
    said: list[Mistake] = []
    for at, what in found[:MAX_PROBLEMS]:
        if isinstance(what, tuple):
            path, refusal = what
            key = dotted((*path, *refusal.keys))
            said.append(Mistake(at, key, refusal.said, refusal.remedy))
        else:
            said += _mistakes(what, model, at, text)
    more = str(len(found) - MAX_PROBLEMS) if len(found) > MAX_PROBLEMS else ""
    if len((context or {}).get("wrong", ())) > MAX_PROBLEMS:
        more = "many"  # texts after those were not read
    raise TemplateError(told(said, text, shown, more))


def refused(said: str, remedy: str) -> PydanticCustomError:
    """What a check of a value raises: what is wrong, and what to do."""
    return PydanticCustomError("refused", "{said}", {"said": said, "remedy": remedy})


def refused_text(errors: Sequence[NotationError]) -> PydanticCustomError:
    """The same for mistakes inside a text, each with its place there."""
    return PydanticCustomError("text", "{said}", {"said": "is wrong", "notation": list(errors)})


def told(found: list[Mistake], text: str, shown: str, more: str = "") -> tuple[str, ...]:
    """Mistakes of a file in the order of their places; of very many, the first. There may be
    `more` besides."""
    found = sorted(found, key=lambda each: each.at)
    said = [
        mistake(shown, text, each.at, each.said, each.remedy, each.key)
        for each in found[:MAX_PROBLEMS]
    ]
    if len(found) > MAX_PROBLEMS and not more:
        more = str(len(found) - MAX_PROBLEMS)
    if more:
        said.append(f"{shown}: and {more} more mistake{'' if more == '1' else 's'}")
    return tuple(said)


def dotted(path: KeyPath) -> str:
    """`week.V1.session[3].text`, counted from 1 as people do."""
    out = ""
    for part in path:
        if isinstance(part, int):
            out += f"[{part + 1}]"
        elif part != "[key]":  # what pydantic calls the name of a table
            out += f".{part}" if out else part
    return out


def _path_of(entry: dict[str, Any]) -> KeyPath:
    return tuple(part for part in entry["loc"] if part != "[key]")


def _place_of(entry: dict[str, Any], places: dict[KeyPath, Place]) -> int:
    """Where one of pydantic's findings stands: at a key, or at its value."""
    path = _path_of(entry)
    place, found = nearest_place(places, path)
    if place is None:
        return 0
    of_the_key = entry["loc"][-1:] == ("[key]",) or entry["type"] in _AT_THE_KEY
    return place.key if of_the_key or found != path else place.value


def _place_of_refusal(path: KeyPath, places: dict[KeyPath, Place]) -> int:
    place, found = nearest_place(places, path)
    if place is None:
        return 0
    return place.value if found == path else place.key


def _mistakes(entry: dict[str, Any], model: type[Table], at: int, text: str) -> Iterator[Mistake]:
    """What to say of one of pydantic's findings."""
    known = {"given": _given(entry["input"]), **entry.get("ctx", {})}
    path = _path_of(entry)
    key = dotted(path)
    if "notation" in known:
        for error in known["notation"]:
            yield _in_the_text(error, string_places(text, at), key)
        return
    if entry["type"] == "missing":
        said, remedy = "is missing", _example(model, path)
    elif entry["type"] == "extra_forbidden":
        keys = [field.alias or name for name, field in _fields(model, path[:-1]).items()]
        hint = nearest(str(path[-1]), keys)
        said = "is not a key here"
        remedy = f"keys here: {', '.join(keys)}" + (f"; {hint}" if hint else "")
    elif entry["type"] in _WORDS:
        said, remedy = (each.format(**known, key=key) for each in _WORDS[entry["type"]])
        if entry["type"] == "literal_error":
            hint = nearest(str(entry["input"]), known["expected"].replace("'", "").split(", "))
            remedy += f"; {hint}" if hint else ""
    else:
        said, remedy = entry["msg"], known["remedy"]
    yield Mistake(at, key, f"{said[:1].lower()}{said[1:]}", remedy)


def _in_the_text(error: NotationError, offsets: list[int], key: str) -> Mistake:
    """A mistake in a text, at its own place in the file; of a block, at its name, with the
    block's line below."""
    in_text = error.at if error.used_at is None else error.used_at
    at = offsets[min(in_text, len(offsets) - 1)]
    if not error.within:
        return Mistake(at, key, error.problem, error.remedy)
    said = f"{error.problem} (in block {error.within})"
    return Mistake(at, key, said, f"the block says\n{error.details}")


def _given(value: object) -> str:
    return f'"{value[:40]}"' if isinstance(value, str) else str(value)[:40]


# --- the model, table by table ------------------------------------------------------------


def _tables(
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
            yield from _tables(inner, held, (*path, key))
        elif isinstance(held, list | dict):
            for part, each in held.items() if isinstance(held, dict) else enumerate(held):
                yield from _tables(inner, each, (*path, key, part))


def _fields(model: type[Table], path: KeyPath) -> dict[str, FieldInfo]:
    """The fields of the table that a path leads to."""
    parts = list(path)
    while parts:
        part = parts.pop(0)
        field = next(
            (each for name, each in model.model_fields.items() if (each.alias or name) == part),
            None,
        )
        if field is None:
            break
        inner, many = _table_in(field.annotation)
        if inner is None:
            break
        model = inner
        if many:
            del parts[:1]  # a number, or a name of somebody's own
    return model.model_fields


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


def _example(model: type[Table], path: KeyPath) -> str:
    """How to write what is missing."""
    fields = _fields(model, path[:-1])
    field = next(each for name, each in fields.items() if (each.alias or name) == path[-1])
    if _table_in(field.annotation)[0]:
        return f"write a table: [{dotted(path)}.A]"
    (example,) = field.examples or ["..."]
    written = example.isoformat() if isinstance(example, date) else json.dumps(example)
    return f"write {path[-1]} = {written}"
