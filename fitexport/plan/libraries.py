"""The libraries of a plan of one's own: files -> what they hold, and every mistake in them.

Their texts are read with the blocks of all of them and the zones of the plan. A text that the plan
does not use may want a zone or a block that only another plan has.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from fitexport.errors import NotationError, TemplateError, printable
from fitexport.files.places import KeyPath
from fitexport.files.toml import read_document, read_text
from fitexport.files.validate import MAX_PROBLEMS, Texts, validated, without_those_of
from fitexport.plan.library import Library, joined
from fitexport.plan.model import Strength
from fitexport.plan.named import NamedSession
from fitexport.plan.remedies import say_what_to_include
from fitexport.plan.shipped import library_variant, template_folder
from fitexport.session import ZONES
from fitexport.session.blocks import block_mistakes
from fitexport.session.parse import Blocks, ZoneNames, mistakes

_OF_ANOTHER_PLAN = ("unknown zone", "unknown block")
"""Kinds of mistakes that are none in a plan that has what is missing."""
_USE = re.compile(r"\buse[^\S\n]+([a-z0-9-]+)", re.I)


class Included(NamedTuple):
    """What the libraries of a plan hold; those that are not there, and mistakes in others."""

    library: Library
    missing: frozenset[str]
    problems: tuple[str, ...]
    broken: frozenset[str]
    """Blocks whose mistakes are among the problems: who uses one need not hear of them."""
    incomplete: bool
    """Whether there may be more in them than could be read."""


class Checked(NamedTuple):
    """A library by itself: what it holds, and what a plan has to have that uses it."""

    blocks: int
    sessions: int
    zones: tuple[str, ...]
    others: tuple[str, ...]
    """Blocks of other libraries."""


class _File(NamedTuple):
    shown: str
    text: str
    document: dict[str, Any]


def is_library(document: Mapping[str, Any]) -> bool:
    """Whether a file is none of a plan but one that plans include."""
    tables = (document.get(key) for key in ("block", "session", "weeks"))
    return "week" not in document and any(isinstance(table, dict) for table in tables)


def read_included(
    names: list[object],
    path: Path,
    strength: Strength,
    plan: Mapping[str, Any],
    zones: ZoneNames,
) -> Included:
    """Shipped libraries by their names, and files beside the plan."""
    files, missing, problems = _opened(names, path, strength)
    incomplete = bool(missing or problems) or not all(_is_whole(file) for file in files)
    blocks, sessions = (dict(_texts(files, table)) for table in ("block", "session"))
    used = _used(plan, blocks, sessions)
    found = _mistakes(files, blocks, zones, used)

    def counts(key: KeyPath, error: NotationError) -> bool:
        if error.kind not in _OF_ANOTHER_PLAN:
            return True
        return key[:2] in used and not (incomplete and error.kind == "unknown block")

    library, without_weeks = Library({}, {}), False
    for file, wrong in zip(files, found, strict=True):
        said = {key: [each for each in wrong[key] if counts(key, each)] for key in wrong}
        say_what_to_include(chain.from_iterable(said.values()), names)
        try:
            library = joined(library, _library(file, said))
        except TemplateError as error:
            problems += error.problems
            library = joined(library, _as_far_as_it_goes(file))
            without_weeks = without_weeks or "weeks" in file.document
    broken = {str(key[1]) for wrong in found for key in wrong if key[0] == "block" and wrong[key]}
    return Included(
        library,
        frozenset(missing),
        tuple(dict.fromkeys(problems)),
        frozenset(broken),
        incomplete or without_weeks,
    )


def check_library(text: str, document: dict[str, Any], shown: str) -> Checked:
    """A library, with no plan that includes it.

    Raises:
        TemplateError: its mistakes, all of them.
    """
    file = _File(shown, text, document)
    (found,) = _mistakes([file], dict(_texts([file], "block")), ZONES, ())
    unknown: dict[str, dict[str, None]] = {kind: {} for kind in _OF_ANOTHER_PLAN}
    said: dict[KeyPath, list[NotationError]] = {key: [] for key in found}
    for key, errors in found.items():
        for error in errors:
            if error.kind in unknown:
                unknown[error.kind][printable(error.name, 40)] = None
            else:
                said[key].append(error)
    library = _library(file, said)
    zones, others = (tuple(names) for names in unknown.values())
    return Checked(len(library.blocks), len(library.sessions), zones, others)


# --- their texts ------------------------------------------------------------------------


def _texts(files: Collection[_File], table: str) -> Iterator[tuple[str, str]]:
    """Every block's or session's name and text, in whatever else there are mistakes."""
    for file in files:
        found = file.document.get(table)
        for name, each in found.items() if isinstance(found, dict) else ():
            text = each.get("text") if isinstance(each, dict) else None
            if isinstance(text, str) and text:
                yield name, text


def _used(
    plan: Mapping[str, Any], blocks: Mapping[str, str], sessions: Mapping[str, str]
) -> set[KeyPath]:
    """What of the libraries the plan uses, and what that uses: every one that it names."""
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
    """Every session of a plan's weeks, in whatever else there are mistakes."""
    weeks = plan.get("week")
    for week in weeks.values() if isinstance(weeks, dict) else ():
        sessions = week.get("session") if isinstance(week, dict) else None
        for entry in sessions if isinstance(sessions, list) else ():
            if isinstance(entry, dict):
                yield entry


def _mistakes(
    files: Collection[_File], blocks: Blocks, zones: ZoneNames, used: Collection[KeyPath]
) -> list[Texts]:
    """What is wrong with the texts of each file, at their own places: what is wrong with a block
    is not said of those that use it as well. After many mistakes the others are not looked for,
    in what is used and in the rest."""
    found: list[Texts] = [{} for _ in files]
    left = {True: MAX_PROBLEMS, False: MAX_PROBLEMS}
    for file, wrong in zip(files, found, strict=True):
        for name, text in _texts([file], "block"):
            is_used = ("block", name) in used
            if left[is_used] < 0:
                continue
            known = blocks if blocks[name] == text else {**blocks, name: text}
            errors = block_mistakes(name, known, zones)
            left[is_used] -= len(errors)
            wrong["block", name, "text"] = errors
    broken = {
        str(key[1])
        for wrong in found
        for key, errors in wrong.items()
        if any(not error.within for error in errors)
    }
    for wrong in found:
        for key, errors in wrong.items():
            wrong[key] = without_those_of(broken - {str(key[1])}, errors)
    broken = {str(key[1]) for wrong in found for key, errors in wrong.items() if errors}
    for file, wrong in zip(files, found, strict=True):
        for name, text in _texts([file], "session"):
            is_used = ("session", name) in used
            if left[is_used] < 0:
                continue
            errors = without_those_of(broken, mistakes(text, blocks=blocks, zones=zones))
            left[is_used] -= len(errors)
            wrong["session", name, "text"] = errors
    return found


# --- files ------------------------------------------------------------------------------


def _opened(
    names: list[object], path: Path, strength: Strength
) -> tuple[list[_File], set[str], list[str]]:
    """The files of these names, the names of those that are not there, and why others cannot be
    read."""
    files: list[_File] = []
    missing: set[str] = set()
    problems: list[str] = []
    for name in names:
        if not isinstance(name, str):
            continue  # the plan's own check says so
        shipped = template_folder() / f"{library_variant(name, strength)}.toml"
        own = name.endswith(".toml")
        file = path.parent / name if own else shipped
        if not _is_file(file):
            missing.add(name)
            continue
        shown = name if own else f"templates/{file.name}"
        try:
            text = read_text(file, shown)
            files.append(_File(shown, text, read_document(text, shown)))
        except TemplateError as error:
            problems += error.problems
    return files, missing, problems


def _library(file: _File, texts: Mapping[KeyPath, Sequence[NotationError]]) -> Library:
    """What a file without mistakes holds."""
    from fitexport.plan.schema import LibraryFile

    read = validated(LibraryFile, file.document, file.text, file.shown, texts=texts)
    return Library(
        blocks={key: block.text for key, block in read.block.items()},
        weeks={int(n): order for n, order in read.weeks.items()},
        default_weeks=read.default_weeks,
        sessions={
            key: NamedSession(each.text, each.title, None, each.why, None)
            for key, each in read.session.items()
        },
    )


def _as_far_as_it_goes(file: _File) -> Library:
    """What can be found in one with mistakes, so that it is not missed in the plan as well."""
    sessions = {
        name: NamedSession(text, None, None, "", None) for name, text in _texts([file], "session")
    }
    return Library(dict(_texts([file], "block")), {}, 0, sessions)


def _is_whole(file: _File) -> bool:
    """Whether every block and session of it is found by its name."""
    for key in ("block", "session"):
        table = file.document.get(key, {})
        found = {
            name for name, _ in _texts([file], key) if name == name.lower() and "_" not in name
        }
        if not isinstance(table, dict) or found != table.keys():
            return False
    return True


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no disk can hold is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
