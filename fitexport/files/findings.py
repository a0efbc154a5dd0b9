"""What is wrong with a file, in a runner's words: pydantic's findings and ours, each at its place.

my-plan.toml:41:15: week.V1.session[3].text: unknown zone "R2"
  text = "8x 400m @ R2"
                    ^
  zones: easy, long, ...
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from fitexport.errors import NotationError, Problem, UnitError, nearest, with_hint
from fitexport.files.places import KeyPath, Place, key_places, nearest_place, string_places
from fitexport.files.shapes import Refusal, Shape, example_of, is_list_of_tables, keys_at
from fitexport.files.toml import TomlFile

MAX_PROBLEMS = 50
"""Reported for one file; more would not be read."""

_DATE = ("is not a date", "write year-month-day, without quotes: 2027-05-01")
_WORDS = {
    "string_type": ("is not text", "put it in quotes"),
    "string_pattern_mismatch": ("is not a session", "write it as tables and the watch do: w3.2"),
    "string_too_short": ("is empty", "write something between the quotes, or remove the key"),
    "string_too_long": ("is longer than {max_length} characters", "shorten it"),
    "int_type": ("is not a whole number", "write it without quotes or a decimal point: 3"),
    "bool_type": ("is neither true nor false", "write true or false, without quotes"),
    "greater_than_equal": ("is less than {ge}", "give {ge} or more"),
    "less_than_equal": ("is more than {le}", "give {le} or less"),
    "tuple_type": ("is not a list", 'write it as ["a", "b"]'),
    "too_short": ("is empty", "write at least one entry"),
    "too_long": ("has more than {max_length} entries", "remove some"),
    "literal_error": ("cannot be {given}", "write {expected}"),
    "dict_type": ("is not a table", "write it as a table: [{key}.name]"),
    "model_type": ("is not a table", "write it as a table: [{key}]"),
    "date_type": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
}
"""Pydantic's findings in a runner's words, and what to do about each."""

Texts = dict[KeyPath, tuple[NotationError, ...]]
"""The errors in texts of a file, by their keys."""

_QUOTED = re.compile(r"'([^']*)'")
"""Each of the words that pydantic expects."""

_AT_THE_KEY = frozenset({"extra_forbidden", "missing"})


class ProblemAt(NamedTuple):
    """A problem at an offset of a file, under a key."""

    at: int
    key: str
    problem: str
    remedy: str


@dataclass(kw_only=True)
class Context:
    """What the checks of a file's values need to know, and the errors in its texts so far."""

    errors: list[NotationError] = field(default_factory=list)


def findings(
    shape: Shape,
    file: TomlFile,
    entries: Sequence[Any],
    refusals: Iterable[tuple[KeyPath, Refusal]],
    texts: Mapping[KeyPath, Sequence[NotationError]],
    errors_of_texts: int,
) -> tuple[Problem, ...]:
    """The first problems of a file of this shape, in the order of its lines: pydantic's `entries`,
    refused tables and errors in texts. After too many `errors_of_texts`, no more texts are read."""
    places = key_places(file.text)
    unknown: dict[KeyPath, list[str]] = {}
    for entry in entries:
        if entry["type"] == "extra_forbidden":
            *table, name = entry["loc"]
            unknown.setdefault(tuple(table), []).append(str(name))
    # Only the first are put into words: searching for the nearest known word is slow.
    found: list[tuple[int, Callable[[int], Iterable[ProblemAt]]]] = [
        (_place_of(entry, places), partial(in_words, entry, shape, file.text))
        for entry in entries
        if not (entry["type"] == "too_short" and entry["input"])  # all its items have problems
        if not (entry["type"] == "missing" and _is_misspelt(entry["loc"], unknown))
    ]
    found += [
        (_at(path, places), partial(_refused, path, refusal))
        for path, refusal in refusals
        if not (refusal.is_missing and _is_misspelt(path, unknown))
    ]
    found += [
        (_at(path, places), partial(_of_texts, path, errors, file.text))
        for path, errors in texts.items()
    ]
    found.sort(key=itemgetter(0))
    problems = [each for at, words in found[:MAX_PROBLEMS] for each in words(at)]
    more = str(len(found) - MAX_PROBLEMS) if len(found) > MAX_PROBLEMS else ""
    if errors_of_texts > MAX_PROBLEMS:
        more = "many"
    return messages(problems, file, more)


def messages(problems: Iterable[ProblemAt], file: TomlFile, more: str = "") -> tuple[Problem, ...]:
    """A file's problems in the order of their places: the first MAX_PROBLEMS and a count of the rest,
    or `more` if given."""
    found = sorted(problems, key=lambda each: each.at)
    shown = [
        file.problem(each.at, each.key, each.problem, each.remedy) for each in found[:MAX_PROBLEMS]
    ]
    if len(found) > MAX_PROBLEMS and not more:
        more = str(len(found) - MAX_PROBLEMS)
    if more:
        shown.append(
            Problem(f"and {more} more error{'' if more == '1' else 's'}", where=file.shown)
        )
    return tuple(shown)


def without_those_of(
    blocks: Set[str], errors: Iterable[NotationError]
) -> tuple[NotationError, ...]:
    """The errors outside these blocks, whose own errors are reported there."""
    return tuple(each for each in errors if blocks.isdisjoint(each.within.split(" > ")))


def dotted(path: KeyPath) -> str:
    """`week.V1.session[3].text`, counted from 1 as people do."""
    out = ""
    for part in path:
        if isinstance(part, int):
            out += f"[{part + 1}]"
        else:
            out += f".{part}" if out else part
    return out


def _path_of(entry: Mapping[str, Any]) -> KeyPath:
    """The key that pydantic means; what it calls "[key]" is the name of a table."""
    return tuple(part for part in entry["loc"] if part != "[key]")


def _place_of(entry: Mapping[str, Any], places: Mapping[KeyPath, Place]) -> int:
    of_the_key = entry["loc"][-1:] == ("[key]",) or entry["type"] in _AT_THE_KEY
    return _at(_path_of(entry), places, of_the_key=of_the_key)


def _at(path: KeyPath, places: Mapping[KeyPath, Place], *, of_the_key: bool = False) -> int:
    """The offset of a value or a key, or of the table around one that is missing."""
    place, found = nearest_place(places, path)
    if place is None:
        return 0
    return place.key if of_the_key or found != path else place.value


def _is_misspelt(path: KeyPath, unknown: Mapping[KeyPath, list[str]]) -> bool:
    """Whether a missing key is there under a similar name, which is reported."""
    return any(nearest(name, [str(path[-1])]) for name in unknown.get(path[:-1], ()))


def _refused(path: KeyPath, refusal: Refusal, at: int) -> Iterator[ProblemAt]:
    yield ProblemAt(at, dotted(path), refusal.problem, refusal.remedy)


def in_words(
    entry: Mapping[str, Any], shape: Shape, text: str = "", at: int = 0
) -> Iterator[ProblemAt]:
    """One of pydantic's findings in our words; `text` is the file's."""
    known = {"given": _given(entry["input"]), **entry.get("ctx", {})}
    path = _path_of(entry)
    key = dotted(path)
    if "notation" in known:
        yield from _of_texts(path, known["notation"], text, at)
        return
    if entry["type"] == "missing":
        problem, remedy = "is missing", example_of(shape, path)
    elif entry["type"] == "extra_forbidden":
        keys = keys_at(shape, path[:-1])
        problem = "is not a key here"
        remedy = with_hint(f"keys here: {', '.join(keys)}", str(path[-1]), keys)
    elif entry["type"] in _WORDS:
        problem, remedy = (each.format(**known, key=key) for each in _WORDS[entry["type"]])
        if entry["type"] == "literal_error":
            remedy = with_hint(remedy, str(entry["input"]), _QUOTED.findall(known["expected"]))
        table = path[:-1] if isinstance(path[-1], int) else path
        if entry["type"] in ("tuple_type", "model_type") and is_list_of_tables(shape, table):
            remedy = f"write a table for each: [[{dotted(table)}]]"
    elif isinstance(known.get("error"), UnitError):
        problem, remedy = known["error"].problem, known["error"].remedy
    else:
        problem, remedy = entry["msg"], "see the documentation for what is accepted"
    yield ProblemAt(at, key, f"{problem[:1].lower()}{problem[1:]}", remedy)


def _of_texts(
    path: KeyPath, errors: Iterable[NotationError], text: str, at: int
) -> Iterator[ProblemAt]:
    offsets = string_places(text, at)
    for error in errors:
        yield _in_the_text(error, offsets, dotted(path))


def _in_the_text(error: NotationError, offsets: list[int], key: str) -> ProblemAt:
    """An error in a text, at its place in the file; an error in a block is at the block's name, with
    its line below."""
    in_text = error.at if error.used_at is None else error.used_at
    at = offsets[min(in_text, len(offsets) - 1)]
    if not error.within:
        return ProblemAt(at, key, error.problem, error.remedy)
    problem = f"{error.problem} (in block {error.within})"
    return ProblemAt(at, key, problem, f"the block says\n{error.details}")


def _given(value: object) -> str:
    return f'"{value[:40]}"' if isinstance(value, str) else str(value)[:40]
