"""Templates -> Plan: shipped ones by name, one's own by path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, get_args

from fitexport.errors import NotationError, TemplateError, UsageError
from fitexport.plan.model import Level, Plan, Strength, plan_of, without_strength
from fitexport.plan.toml_file import harmless, read_document, read_text
from fitexport.plan.toml_lines import key_lines, line_of

LEVELS: tuple[Level, ...] = get_args(Level)
"""From the least training to the most."""
_PACKAGE = Path(__file__).parent.parent


Wanted = int | Sequence[str] | None
"""How many weeks of a plan, or which, by name; None for its usual length."""


class Library(NamedTuple):
    """What plans share: blocks of session text, and which weeks a plan of n weeks takes."""

    blocks: Mapping[str, str]
    weeks: Mapping[int, Sequence[str]]
    default_weeks: int = 0


def template_folder() -> Path:
    """Where the shipped templates are: in the installed package, else beside it."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def shipped_plans() -> dict[str, tuple[Level, ...]]:
    """The plans that come with fitexport, and the levels of each, from their file names."""
    found: dict[str, tuple[Level, ...]] = {}
    for path in sorted(template_folder().glob("*-*.toml")):
        name, _, ending = path.stem.rpartition("-")
        levels = tuple(level for level in LEVELS if level == ending)
        if levels:
            found[name] = tuple(sorted((*found.get(name, ()), *levels), key=LEVELS.index))
    return found


def load_plan(name: str, level: Level, weeks: Wanted = None, strength: Strength = "gym") -> Plan:
    """A shipped plan of a level and length, or the plan of a file (`my-plan.toml`), whatever
    its level.

    >>> plan = load_plan("mile", "beginner", weeks=6)
    >>> [week.name for week in plan.weeks]
    ['B1', 'V1', 'VT', 'S1', 'S3', 'TW']

    Raises:
        UsageError: no such plan, or none of that length.
        TemplateError: the file's mistakes, all of them.
    """
    if name.endswith(".toml"):
        plan = read_plan(Path(name), name, weeks, strength)
    else:
        plans = shipped_plans()
        if name not in plans:
            known = ", ".join(plans)
            raise UsageError(
                f'there is no plan "{name}"\n  plans: {known}; your own by its file: my-plan.toml'
            )
        path = template_folder() / f"{name}-{level}.toml"
        plan = replace(read_shipped(path, weeks, strength), shipped=True)
    return without_strength(plan) if strength == "none" else plan


def read_plan(path: Path, shown: str, weeks: Wanted = None, strength: Strength = "gym") -> Plan:
    """The plan in a file; `shown` is how errors name it.

    Raises:
        UsageError: it has no plan of that length.
        TemplateError: the file's mistakes, all of them, or those of a file it includes.
    """
    from fitexport.plan.template import PlanFile
    from fitexport.plan.validate import validated

    text = read_text(path, shown)
    document = read_document(text, shown)
    line = line_of(key_lines(text), ("include",))
    where = f"{shown}:{line}" if line else shown
    library = _included(document.get("include", ()), path, where, strength)
    context = {"blocks": library.blocks, "weeks": library.weeks}
    validated(PlanFile, document, text, shown, context)
    return _plan(document, library, weeks)


def read_shipped(path: Path, weeks: Wanted = None, strength: Strength = "gym") -> Plan:
    """A shipped plan. Its tests have checked it, so the checker, pydantic, need not be loaded:
    that is half the time that `fitexport week` takes. One that was damaged since is checked.
    """
    shown = f"templates/{path.name}"
    try:
        document = read_document(read_text(path, shown), shown)
        return _plan(document, _shipped_library(document["include"], strength), weeks)
    except (NotationError, LookupError, TypeError, AttributeError, ValueError):
        return read_plan(path, shown, weeks, strength)


def shipped_blocks(strength: Strength = "gym") -> Mapping[str, str]:
    """The blocks that sessions of no plan may use, by name."""
    return _shipped_library(("blocks", "strength"), strength).blocks


def plan_lengths(name: str) -> tuple[int, ...]:
    """The lengths in weeks that a shipped plan comes in; its default first."""
    document = _shipped_document(f"{name}-weeks")
    default = document["default-weeks"]
    return (default, *sorted(int(n) for n in document["weeks"] if int(n) != default))


def plan_orders(name: str, level: Level, strength: Strength = "gym") -> dict[int, tuple[str, ...]]:
    """The names of a plan's weeks, for each length that it comes in.

    Raises:
        TemplateError: the file's mistakes.
    """
    if name.endswith(".toml"):
        document = read_document(read_text(Path(name), name), name)
        library = _included(document.get("include", ()), Path(name), name, strength)
    else:
        document = _shipped_document(f"{name}-{level}")
        library = _shipped_library(document["include"], strength)
    return {length: tuple(order) for length, order in _orders(document, library).items()}


def _orders(document: Mapping[str, Any], library: Library) -> Mapping[int, Sequence[str]]:
    """The plan's own order of weeks, or the shared ones."""
    return {len(document["weeks"]): document["weeks"]} if "weeks" in document else library.weeks


def _plan(document: Mapping[str, Any], library: Library, weeks: Wanted) -> Plan:
    """The plan of that length, or of its own; or just those weeks."""
    if not isinstance(weeks, int | None):
        return plan_of(document, library.blocks, weeks)
    lengths = _orders(document, library)
    wanted = len(document["weeks"]) if "weeks" in document else library.default_weeks
    wanted = wanted if weeks is None else weeks
    if wanted not in lengths:
        nearest = min(lengths, key=lambda length: abs(length - wanted))
        known = (
            f"{min(lengths)} to {max(lengths)} weeks" if len(lengths) > 1 else f"{nearest} weeks"
        )
        raise UsageError(
            f'the plan "{document["title"]}" is written for {known}, not {wanted}\n'
            f"  give --weeks {nearest}"
        )
    return plan_of(document, library.blocks, lengths[wanted])


def _shipped_library(names: Iterable[str], strength: Strength) -> Library:
    library = Library({}, {})
    for name in names:
        document = _shipped_document(_variant(name, strength))
        blocks = {key: table["text"] for key, table in document.get("block", {}).items()}
        weeks = {int(n): order for n, order in document.get("weeks", {}).items()}
        library = _joined(library, Library(blocks, weeks, document.get("default-weeks", 0)))
    return library


def _shipped_document(name: str) -> dict[str, Any]:
    path = template_folder() / f"{name}.toml"
    return read_document(read_text(path, path.name), path.name)


def _included(names: object, path: Path, where: str, strength: Strength) -> Library:
    """What the libraries hold that a plan includes: shipped ones, or files beside it."""
    from fitexport.plan.template import MAX_INCLUDES, LibraryFile
    from fitexport.plan.validate import validated

    library = Library({}, {})
    for name in names[:MAX_INCLUDES] if isinstance(names, list) else ():
        if not isinstance(name, str):
            continue  # the plan's own check says so
        own = name.endswith(".toml")
        file = path.parent / name if own else template_folder() / f"{_variant(name, strength)}.toml"
        if not _is_file(file):
            raise TemplateError(
                (
                    f'{where}: include: there is no library "{harmless(name)}"\n'
                    "  name a shipped one (blocks, strength) or a file beside the plan"
                    " (my-blocks.toml)",
                )
            )
        place = name if own else f"templates/{file.name}"
        content = read_text(file, place)
        read = validated(LibraryFile, read_document(content, place), content, place)
        blocks = {key: block.text for key, block in read.block.items()}
        weeks = {int(n): order for n, order in read.weeks.items()}
        library = _joined(library, Library(blocks, weeks, read.default_weeks))
    return library


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no disk can hold is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _variant(name: str, strength: Strength) -> str:
    """The library `strength` is a file for each place to lift; who does not lift reads any."""
    if name != "strength":
        return name
    return "strength-home" if strength == "home" else "strength-gym"


def _joined(first: Library, then: Library) -> Library:
    return Library(
        {**first.blocks, **then.blocks},
        {**first.weeks, **then.weeks},
        then.default_weeks or first.default_weeks,
    )
