"""The entries at the end of fitexport.toml: changes and results.

Entries are added and removed as text, and each edit is verified by reading both files: everything
else in the file stays as it is, byte for byte, and removing an entry restores the file from before
it. (tomlkit 0.13, which keeps comments, lost entries when `[[change]]` and `[[result]]`
took turns.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from fitexport.errors import Problem, TemplateError, WriteError
from fitexport.files.places import key_lines
from fitexport.files.toml import read_document
from fitexport.pace.results import Result
from fitexport.season.changes import Away, Change, Move, NewRaceDay, Skip
from fitexport.season.spells import OPEN_END, Spell, SpellCause
from fitexport.units import exact_clock

_LINE_END = re.compile(r"\r?\n")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TABLES = ("change", "result")
_KEYS: dict[SpellCause, str] = {"sick": "sick", "injured": "injured", "away": "travel"}


def entry(happened: Change | Result) -> str:
    """A change or a result as TOML."""
    table = "result" if isinstance(happened, Result) else "change"
    lines = [f"{key} = {_toml(value)}" for key, value in _settings(happened)]
    return "\n".join((f"[[{table}]]", *lines, ""))


def _settings(happened: Change | Result) -> Iterator[tuple[str, object]]:
    match happened:
        case Result():
            yield from (
                ("date", happened.day),
                ("distance", happened.distance),
                ("time", exact_clock(happened.time_s)),
            )
            if happened.goal_s is not None:
                yield "goal", exact_clock(happened.goal_s)
        case Move():
            yield from (("date", happened.made), ("move", happened.session), ("to", happened.to))
            if happened.swap:
                yield "swap", True
        case Skip():
            yield from (("date", happened.made), ("skip", happened.session))
        case Away(spell):
            yield from (("date", happened.made), (_KEYS[spell.cause], spell.first))
            if not spell.is_open:
                yield "until", spell.last
            if spell.days:
                yield "days", list(spell.days)
            if spell.cross_training:
                yield "cross-training", True
        case NewRaceDay():
            yield from (("date", happened.made), ("race-day", happened.race_day))


def _toml(value: object) -> str:
    """Strings, lists and booleans by JSON's rules, which TOML shares."""
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def change_of(entry: Mapping[str, Any], where: str) -> Change:
    """The change that a `[[change]]` means, once it is checked."""
    made = entry["date"]
    match entry:
        case {"move": session, "to": to}:
            return Move(session, to, entry.get("swap", False), made=made, where=where)
        case {"skip": session}:
            return Skip(session, made=made, where=where)
        case {"race-day": race_day}:
            return NewRaceDay(race_day, made=made, where=where)
        case _:
            (cause,) = (each for each, key in _KEYS.items() if key in entry)
            spell = Spell(
                entry[_KEYS[cause]],
                entry.get("until", OPEN_END),
                cause,
                entry.get("days", ()),
                entry.get("cross-training", False),
            )
            return Away(spell, made=made, where=where)


def with_entry(text: str, happened: Change | Result) -> str:
    """The file's text with one more entry at its end.

    Raises:
        WriteError: the file is formatted so that nothing can be added to it.
    """
    newline = _LINE_END.findall(text)[-1] if "\n" in text else "\n"
    added = newline.join(entry(happened).split("\n"))
    if text.endswith("\n"):
        made = f"{text}{newline}{added}"
    else:  # the file ends without a line break: so it does afterwards, and `without_last` sees it
        made = f"{text}{newline * 2}{added.removesuffix(newline)}"
    table = "result" if isinstance(happened, Result) else "change"
    wanted = read_document(entry(happened), "")[table]
    before = _document(text)
    if not _reads_as(made, {**before, table: [*before.get(table, []), *wanted]}):
        raise WriteError(
            "nothing can be added to the file as it is written",
            f"write each {table} as a separate [[{table}]] at the end",
        )
    return made


def without_last(text: str) -> tuple[str, str]:
    """The file's text without its last entry, and the text of that entry.

    Raises:
        TemplateError: there is none.
        WriteError: the file is formatted so that the entry cannot be removed.
    """
    entries = [
        (line, str(path[0]))
        for path, line in key_lines(text.replace("\r\n", "\n")).items()
        if len(path) == 2 and path[0] in _TABLES and isinstance(path[1], int)
    ]
    before = _document(text)
    if not any(before.get(table) for table in _TABLES):
        raise TemplateError(Problem("nothing to undo: no change and no result is written there"))
    if not entries:
        raise WriteError(
            "the last entry cannot be removed from the file as it is written", "remove it by hand"
        )
    line, table = max(entries)
    lines = _LINE.findall(text)
    end = line
    while end < len(lines) and not lines[end].startswith("["):
        end += 1
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1  # comments and blank lines below it belong to the next entry
    head, cut, tail = "".join(lines[: line - 1]), "".join(lines[line - 1 : end]), lines[end:]
    newline = "\r\n" if head.endswith("\r\n") else "\n"
    if head.endswith(newline * 2):
        head = head.removesuffix(newline)
    if not cut.endswith("\n"):  # the end of the file
        head = head.removesuffix(newline)
    made = head + "".join(tail)
    wanted = {**before, table: before[table][:-1]}
    if not wanted[table]:
        del wanted[table]
    if not _reads_as(made, wanted):
        raise WriteError(
            f"the last {table}, on line {line}, cannot be removed", "remove it by hand"
        )
    return made, cut.replace("\r\n", "\n").rstrip("\n")


def _reads_as(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return _document(text) == wanted
    except TemplateError:
        return False


def _document(text: str) -> dict[str, Any]:
    return read_document(text.removeprefix("\ufeff").replace("\r\n", "\n"), "the file")
