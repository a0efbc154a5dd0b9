"""Check a file's tables against a pydantic model; every problem by file, line and key.

templates/mile.toml:41: week.V1.session[3].text: unknown zone "R2"
  8x 400m @ R2
            ^
  zones: easy, long, ...
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from fitexport.errors import NotationError, TemplateError
from fitexport.plan.toml_file import harmless
from fitexport.plan.toml_lines import Path as KeyPath
from fitexport.plan.toml_lines import key_lines, line_inside, line_of

MAX_PROBLEMS = 50
"""Said of one file; nobody reads more at once."""


class Table(BaseModel):
    """A table of a file: every key known, nothing changed after reading, built when first used."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )


_Model = TypeVar("_Model", bound=BaseModel)

_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a key here",
    "string_type": "is not text: put it between quotes",
    "string_pattern_mismatch": "is not a session: write it as w3.2",
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "int_type": "is not a whole number",
    "bool_type": "has to be true or false",
    "greater_than_equal": "is less than {ge}",
    "less_than_equal": "is more than {le}",
    "tuple_type": 'is not a list: write it as ["a", "b"]',
    "too_short": "is empty",
    "too_long": "has more than {max_length} entries",
    "literal_error": "has to be {expected}",
    "dict_type": "is not a table",
    "model_type": "is not a table",
    "date_type": "is not a date: write it as 2027-05-01",
    "date_from_datetime_parsing": "is not a date: write it as 2027-05-01",
    "date_from_datetime_inexact": "is not a date: write it as 2027-05-01",
}
"""What pydantic finds, in words that a runner understands."""


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
    try:
        return model.model_validate(document, context=context)
    except ValidationError as error:
        places, lines = key_lines(text), text.split("\n")
        found = [
            (line_of(places, path) or 0, path, dict(entry))
            for entry in error.errors(include_url=False)
            if not (entry["type"] == "too_short" and entry["input"])  # all its items have problems
            for path in [(*entry["loc"], *entry.get("ctx", {}).get("keys", ()))]
        ]
        found.sort(key=lambda problem: problem[0])
        problems = [_problem(*problem, lines, shown) for problem in found[:MAX_PROBLEMS]]
        if len(found) > MAX_PROBLEMS:
            problems.append(f"{shown}: and {len(found) - MAX_PROBLEMS} more mistakes")
        raise TemplateError(tuple(problems)) from error


def _problem(line: int, path: KeyPath, entry: dict[str, Any], lines: list[str], shown: str) -> str:
    """What to say of one of pydantic's findings."""
    known = entry.get("ctx", {})
    notation = known.get("error")
    said = _WORDS[entry["type"]].format(**known) if entry["type"] in _WORDS else entry["msg"]
    details = ""
    if isinstance(notation, NotationError):
        block = f" (in block {notation.within})" if notation.within else ""
        said, details = f"{notation.problem}{block}", f"\n{notation.details}"
        if line and not notation.within:
            line = line_inside(lines, line, notation.line)
    where = f"{shown}:{line}" if line else shown
    key = _dotted(path)
    said = harmless(f"{key + ': ' if key else ''}{said[:1].lower()}{said[1:]}")
    return f"{where}: {said}{details}"


def _dotted(path: KeyPath) -> str:
    """`week.V1.session[3].text`, counted from 1 as people do."""
    out = ""
    for part in path:
        if isinstance(part, int):
            out += f"[{part + 1}]"
        elif part != "[key]":  # what pydantic calls the name of a table
            out += f".{part}" if out else part
    return out
