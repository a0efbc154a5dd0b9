"""The texts of libraries: which of them a plan uses, and every error in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any

from fitexport.errors import NotationError
from fitexport.files.findings import MAX_PROBLEMS, Texts, without_those_of
from fitexport.files.places import KeyPath
from fitexport.files.toml import TomlFile
from fitexport.session.blocks import block_errors
from fitexport.session.parse import Blocks, ZoneNames, find_errors

_USE = re.compile(r"\buse[^\S\n]+([a-z0-9-]+)", re.I)


def texts_of(file: TomlFile, table: str) -> Iterator[tuple[str, str]]:
    """Name and text of every block or session, whatever other errors there are."""
    found = file.document.get(table)
    for name, each in found.items() if isinstance(found, dict) else ():
        text = each.get("text") if isinstance(each, dict) else None
        if isinstance(text, str) and text:
            yield name, text


def used_of(
    plan: Mapping[str, Any], blocks: Mapping[str, str], sessions: Mapping[str, str]
) -> set[KeyPath]:
    """The blocks and sessions that the plan uses, and those that these use."""
    used: set[KeyPath] = set()
    texts: list[str] = []
    for entry in _entries(plan):
        name = str(entry.get("session"))
        used.add(("session", name))
        texts += (str(entry.get("text")), sessions.get(name, ""))
    while texts:
        for name in map(str.lower, _USE.findall(texts.pop())):
            if name in blocks and ("block", name) not in used:
                used.add(("block", name))
                texts.append(blocks[name])
    return used


def _entries(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every session of a plan's weeks, whatever other errors there are."""
    weeks = plan.get("week")
    for week in weeks.values() if isinstance(weeks, dict) else ():
        sessions = week.get("session") if isinstance(week, dict) else None
        for entry in sessions if isinstance(sessions, list) else ():
            if isinstance(entry, dict):
                yield entry


class _Search:
    """Collects errors up to a limit: one for what the plan uses, one for the rest."""

    def __init__(self, used: Collection[KeyPath]) -> None:
        self.used = used
        self.left = {True: MAX_PROBLEMS, False: MAX_PROBLEMS}

    def errors(
        self, key: KeyPath, look: Callable[[], tuple[NotationError, ...]]
    ) -> tuple[NotationError, ...]:
        is_used = key in self.used
        if self.left[is_used] < 0:
            return ()
        found = look()
        self.left[is_used] -= len(found)
        return found


def text_errors(
    files: Collection[TomlFile], blocks: Blocks, zones: ZoneNames, used: Collection[KeyPath]
) -> list[Texts]:
    """The errors in the texts of each file, each in its place: those of a block are not repeated
    where it is used."""
    search = _Search(used)
    found: list[Texts] = [
        {
            ("block", name, "text"): search.errors(
                ("block", name), partial(_in_block, name, text, blocks, zones)
            )
            for name, text in texts_of(file, "block")
        }
        for file in files
    ]
    defective = {
        str(key[1])
        for of_file in found
        for key, errors in of_file.items()
        if any(not error.within for error in errors)
    }
    for of_file in found:
        for key, errors in of_file.items():
            of_file[key] = without_those_of(defective - {str(key[1])}, errors)
    broken = set(chain.from_iterable(map(broken_blocks, found)))
    for file, of_file in zip(files, found, strict=True):
        for name, text in texts_of(file, "session"):
            of_file["session", name, "text"] = search.errors(
                ("session", name), partial(_in_session, text, broken, blocks, zones)
            )
    return found


def _in_block(name: str, text: str, blocks: Blocks, zones: ZoneNames) -> tuple[NotationError, ...]:
    """The errors in a block, even if another file replaces it by one of the same name."""
    known = blocks if blocks[name] == text else {**blocks, name: text}
    return block_errors(name, known, zones)


def _in_session(
    text: str, broken: set[str], blocks: Blocks, zones: ZoneNames
) -> tuple[NotationError, ...]:
    return without_those_of(broken, find_errors(text, blocks=blocks, zones=zones))


def broken_blocks(texts: Texts) -> set[str]:
    return {str(key[1]) for key, errors in texts.items() if key[0] == "block" and errors}
