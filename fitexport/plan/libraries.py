"""The libraries that a custom plan includes: files -> what they hold, and every error in them.

Texts are read with the blocks of all libraries and the zones of the plan. A text that the plan does
not use may need a zone or a block that only another plan has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from fitexport.errors import NotationError, Problem, TemplateError, printable
from fitexport.files.places import KeyPath
from fitexport.files.tables import validated
from fitexport.files.toml import TomlFile, read_toml
from fitexport.plan.library import Included, Library, NamedSession
from fitexport.plan.library_texts import broken_blocks, text_errors, texts_of, used_of
from fitexport.plan.model import Strength
from fitexport.plan.schema import MAX_INCLUDES, LibraryFile
from fitexport.plan.shipped import library_path, suggest_including
from fitexport.session import ZONES
from fitexport.session.parse import ZoneNames

_OF_ANOTHER_PLAN = ("unknown zone", "unknown block")
"""Not errors in a plan that has what is missing."""


@dataclass(frozen=True, slots=True)
class CheckedLibrary:
    """A library without errors: what it holds, and what a plan needs to use it."""

    blocks: int
    sessions: int
    zones: tuple[str, ...]
    other_blocks: tuple[str, ...]
    """Blocks of other libraries."""


def is_library(document: Mapping[str, Any]) -> bool:
    """Whether a file is a library and not a plan."""
    tables = (document.get(key) for key in ("block", "session", "weeks"))
    return "week" not in document and any(isinstance(table, dict) for table in tables)


def check_library(file: TomlFile) -> CheckedLibrary:
    """A library by itself, without a plan.

    Raises:
        TemplateError: every error in it.
    """
    (found,) = text_errors([file], dict(texts_of(file, "block")), ZONES, ())
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
    """The libraries that the plan at `path` includes: shipped ones by name, and files beside it."""
    names = plan.document.get("include")
    names = tuple(names[:MAX_INCLUDES]) if isinstance(names, list) else ()
    files, missing, problems = _opened(names, path, strength)
    incomplete = bool(missing or problems) or not all(map(_is_whole, files))
    blocks, sessions = (
        {name: text for file in files for name, text in texts_of(file, table)}
        for table in ("block", "session")
    )
    used = used_of(plan.document, blocks, sessions)
    found = text_errors(files, blocks, zones, used)

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
            library = library.joined(_library(file, counting, plan.document.get("week")))
        except TemplateError as error:
            problems += error.problems
            library = library.joined(_unchecked(file))
            without_weeks = without_weeks or "weeks" in file.document
    return Included(
        names=names,
        library=library,
        missing=frozenset(missing),
        broken=frozenset(chain.from_iterable(map(broken_blocks, found))),
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
            continue  # reported by the check of the plan
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
    except (OSError, ValueError):  # no valid file name
        return False


def _library(
    file: TomlFile, in_texts: Mapping[KeyPath, Sequence[NotationError]], weeks: object = None
) -> Library:
    """What a file holds; only those weeks after the race that are among the `weeks` of the plan
    that includes it.

    Raises:
        TemplateError: it has errors, those `in_texts` among them.
    """
    read = validated(LibraryFile, file, texts=in_texts)
    after_race = tuple(
        name for name in read.after_race if isinstance(weeks, dict) and name in weeks
    )
    return Library(
        blocks={name: block.text for name, block in read.block.items()},
        orders={int(length): (*order, *after_race) for length, order in read.weeks.items()},
        default_weeks=read.default_weeks,
        sessions={
            name: NamedSession(each.text, each.why, each.title)
            for name, each in read.session.items()
        },
    )


def _unchecked(file: TomlFile) -> Library:
    """What a file with errors holds, so that the plan does not report it missing as well."""
    sessions = {name: NamedSession(text, "") for name, text in texts_of(file, "session")}
    return Library(dict(texts_of(file, "block")), sessions=sessions)


def _is_whole(file: TomlFile) -> bool:
    """Whether every block and session of it can be found by its name."""
    for key in ("block", "session"):
        table = file.document.get(key, {})
        found = {
            name for name, _ in texts_of(file, key) if name == name.lower() and "_" not in name
        }
        if not isinstance(table, dict) or found != table.keys():
            return False
    return True
