"""The libraries that a custom plan includes: files -> what they hold, and every mistake in them.

Their texts are read with the blocks of all of them and the zones of the plan. A text that the plan
does not use may want a zone or a block that only another plan has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from fitexport.errors import NotationError, Problem, TemplateError, printable
from fitexport.files.places import KeyPath
from fitexport.files.toml import TomlFile, read_toml
from fitexport.files.validate import MAX_PROBLEMS, Texts, validated, without_those_of
from fitexport.plan.library import Included, Library, NamedSession
from fitexport.plan.model import Strength
from fitexport.plan.schema import MAX_INCLUDES, LibraryFile
from fitexport.plan.shipped import library_path, suggest_including
from fitexport.session import ZONES
from fitexport.session.blocks import block_mistakes
from fitexport.session.parse import Blocks, ZoneNames, mistakes

_OF_ANOTHER_PLAN = ("unknown zone", "unknown block")
"""Kinds of mistakes that are none in a plan that has what is missing."""
_USE = re.compile(r"\buse[^\S\n]+([a-z0-9-]+)", re.I)


@dataclass(frozen=True, slots=True)
class CheckedLibrary:
    """A library without mistakes: what it holds, and what a plan has to have that uses it."""

    blocks: int
    sessions: int
    zones: tuple[str, ...]
    other_blocks: tuple[str, ...]
    """Blocks of other libraries."""


def is_library(document: Mapping[str, Any]) -> bool:
    """Whether a file is a library, which plans include, and no plan."""
    tables = (document.get(key) for key in ("block", "session", "weeks"))
    return "week" not in document and any(isinstance(table, dict) for table in tables)


def check_library(file: TomlFile) -> CheckedLibrary:
    """A library, without a plan that includes it.

    Raises:
        TemplateError: its mistakes, all of them.
    """
    (found,) = _text_mistakes([file], dict(_texts(file, "block")), ZONES, ())
    unknown: dict[str, dict[str, None]] = {kind: {} for kind in _OF_ANOTHER_PLAN}
    for error in chain.from_iterable(found.values()):
        if error.kind in unknown:
            unknown[error.kind][printable(error.name, 40)] = None
    own = {
        key: [each for each in errors if each.kind not in unknown] for key, errors in found.items()
    }
    library = _library(file, own)
    zones, blocks = map(tuple, unknown.values())
    return CheckedLibrary(len(library.blocks), len(library.sessions), zones, blocks)


def read_included(plan: TomlFile, path: Path, strength: Strength, zones: ZoneNames) -> Included:
    """The libraries that the plan at `path` includes: shipped ones by their names, and files
    beside it."""
    names = plan.document.get("include")
    names = tuple(names[:MAX_INCLUDES]) if isinstance(names, list) else ()
    files, missing, problems = _opened(names, path, strength)
    incomplete = bool(missing or problems) or not all(map(_is_whole, files))
    blocks, sessions = (
        {name: text for file in files for name, text in _texts(file, table)}
        for table in ("block", "session")
    )
    used = _used(plan.document, blocks, sessions)
    found = _text_mistakes(files, blocks, zones, used)

    def counts(key: KeyPath, error: NotationError) -> bool:
        if error.kind not in _OF_ANOTHER_PLAN:
            return True
        return key[:2] in used and not (incomplete and error.kind == "unknown block")

    library, without_weeks = Library(), False
    for file, of_file in zip(files, found, strict=True):
        counting = {
            key: [each for each in errors if counts(key, each)] for key, errors in of_file.items()
        }
        suggest_including(chain.from_iterable(counting.values()), names)
        try:
            library = library.joined(_library(file, counting))
        except TemplateError as error:
            problems += error.problems
            library = library.joined(_unchecked(file))
            without_weeks = without_weeks or "weeks" in file.document
    return Included(
        names=names,
        library=library,
        missing=frozenset(missing),
        broken=frozenset(chain.from_iterable(map(_broken_blocks, found))),
        problems=tuple(dict.fromkeys(problems)),
        incomplete=incomplete or without_weeks,
    )


# --- files ------------------------------------------------------------------------------


def _opened(
    names: Sequence[object], path: Path, strength: Strength
) -> tuple[list[TomlFile], set[str], list[Problem]]:
    """The files of these names, the names of those that do not exist, and why others cannot be
    read."""
    files: list[TomlFile] = []
    missing: set[str] = set()
    problems: list[Problem] = []
    for name in names:
        if not isinstance(name, str):
            continue  # the plan's own check reports it
        beside = name.endswith(".toml")
        library = path.parent / name if beside else library_path(name, strength)
        if not _is_file(library):
            missing.add(name)
            continue
        try:
            files.append(read_toml(library, name if beside else f"templates/{library.name}"))
        except TemplateError as error:
            problems += error.problems
    return files, missing, problems


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no disk can hold
        return False


def _library(file: TomlFile, text_mistakes: Mapping[KeyPath, Sequence[NotationError]]) -> Library:
    """What a file without mistakes holds.

    Raises:
        TemplateError: it has some.
    """
    read = validated(LibraryFile, file, texts=text_mistakes)
    return Library(
        blocks={name: block.text for name, block in read.block.items()},
        orders={int(length): order for length, order in read.weeks.items()},
        default_weeks=read.default_weeks,
        sessions={
            name: NamedSession(each.text, each.why, each.title)
            for name, each in read.session.items()
        },
    )


def _unchecked(file: TomlFile) -> Library:
    """What can be found in a file with mistakes, so that the plan does not miss it as well."""
    sessions = {name: NamedSession(text, "") for name, text in _texts(file, "session")}
    return Library(dict(_texts(file, "block")), sessions=sessions)


def _is_whole(file: TomlFile) -> bool:
    """Whether every block and session of it can be found by its name."""
    for key in ("block", "session"):
        table = file.document.get(key, {})
        found = {name for name, _ in _texts(file, key) if name == name.lower() and "_" not in name}
        if not isinstance(table, dict) or found != table.keys():
            return False
    return True


# --- their texts ------------------------------------------------------------------------


def _texts(file: TomlFile, table: str) -> Iterator[tuple[str, str]]:
    """Every block's or session's name and text, whatever other mistakes there are."""
    found = file.document.get(table)
    for name, each in found.items() if isinstance(found, dict) else ():
        text = each.get("text") if isinstance(each, dict) else None
        if isinstance(text, str) and text:
            yield name, text


def _used(
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
    """Every session of a plan's weeks, whatever other mistakes there are."""
    weeks = plan.get("week")
    for week in weeks.values() if isinstance(weeks, dict) else ():
        sessions = week.get("session") if isinstance(week, dict) else None
        for entry in sessions if isinstance(sessions, list) else ():
            if isinstance(entry, dict):
                yield entry


class _Search:
    """Looks for mistakes until there are very many, in what a plan uses and in the rest."""

    def __init__(self, used: Collection[KeyPath]) -> None:
        self.used = used
        self.left = {True: MAX_PROBLEMS, False: MAX_PROBLEMS}

    def mistakes(
        self, key: KeyPath, look: Callable[[], tuple[NotationError, ...]]
    ) -> tuple[NotationError, ...]:
        is_used = key in self.used
        if self.left[is_used] < 0:
            return ()
        found = look()
        self.left[is_used] -= len(found)
        return found


def _text_mistakes(
    files: Collection[TomlFile], blocks: Blocks, zones: ZoneNames, used: Collection[KeyPath]
) -> list[Texts]:
    """The mistakes in the texts of each file, at their own places: those of a block are not
    repeated where it is used."""
    search = _Search(used)
    found: list[Texts] = [
        {
            ("block", name, "text"): search.mistakes(
                ("block", name), partial(_in_block, name, text, blocks, zones)
            )
            for name, text in _texts(file, "block")
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
    broken = set(chain.from_iterable(map(_broken_blocks, found)))
    for file, of_file in zip(files, found, strict=True):
        for name, text in _texts(file, "session"):
            of_file["session", name, "text"] = search.mistakes(
                ("session", name), partial(_in_session, text, broken, blocks, zones)
            )
    return found


def _in_block(name: str, text: str, blocks: Blocks, zones: ZoneNames) -> tuple[NotationError, ...]:
    """The mistakes of a block, which another file's of that name may have replaced."""
    known = blocks if blocks[name] == text else {**blocks, name: text}
    return block_mistakes(name, known, zones)


def _in_session(
    text: str, broken: set[str], blocks: Blocks, zones: ZoneNames
) -> tuple[NotationError, ...]:
    return without_those_of(broken, mistakes(text, blocks=blocks, zones=zones))


def _broken_blocks(texts: Texts) -> set[str]:
    return {str(key[1]) for key, errors in texts.items() if key[0] == "block" and errors}
