"""Templates -> Plan: shipped ones by name; files of one's own by way of `own`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from fitexport.errors import NotationError, UsageError
from fitexport.plan.model import Level, Plan, Shared, Strength, plan_of, without_strength
from fitexport.plan.toml_file import read_document, read_text

if TYPE_CHECKING:
    from fitexport.plan.named import NamedSession

LEVELS: tuple[Level, ...] = get_args(Level)
"""From the least training to the most."""
_PACKAGE = Path(__file__).parent.parent


Wanted = int | Sequence[str] | None
"""How many weeks of a plan, or which, by name; None for its usual length."""


class Library(NamedTuple):
    """What plans share: blocks of session text, which weeks a plan of n weeks takes, and sessions
    by name."""

    blocks: Mapping[str, str]
    weeks: Mapping[int, Sequence[str]]
    default_weeks: int = 0
    sessions: Mapping[str, NamedSession] = MappingProxyType({})


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
        from fitexport.plan.own import read_plan  # with its checker, which shipped ones do not need

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


def read_shipped(path: Path, weeks: Wanted = None, strength: Strength = "gym") -> Plan:
    """A shipped plan. Its tests have checked it, so the checker, pydantic, need not be loaded:
    that is half the time that `fitexport week` takes. One that was damaged since is checked.
    """
    shown = f"templates/{path.name}"
    try:
        document = read_document(read_text(path, shown), shown)
        return plan_of_length(document, shipped_library(document["include"], strength), weeks)
    except (NotationError, LookupError, TypeError, AttributeError, ValueError):
        from fitexport.plan.own import read_plan

        return read_plan(path, shown, weeks, strength)


def shipped_blocks(strength: Strength = "gym") -> Mapping[str, str]:
    """The blocks that sessions of no plan may use, by name."""
    return shipped_library(("blocks", "strength"), strength).blocks


def plan_lengths(name: str) -> tuple[int, ...]:
    """The lengths in weeks that a shipped plan comes in; its default first."""
    document = shipped_document(f"{name}-weeks")
    default = document["default-weeks"]
    return (default, *sorted(int(n) for n in document["weeks"] if int(n) != default))


def plan_orders(name: str, level: Level, strength: Strength = "gym") -> dict[int, tuple[str, ...]]:
    """The names of a plan's weeks, for each length that it comes in.

    Raises:
        TemplateError: the file's mistakes.
    """
    if name.endswith(".toml"):
        from fitexport.plan.own import own_orders

        return own_orders(Path(name), name, strength)
    document = shipped_document(f"{name}-{level}")
    library = shipped_library(document["include"], strength)
    return {length: tuple(order) for length, order in orders_of(document, library).items()}


def orders_of(document: Mapping[str, Any], library: Library) -> Mapping[int, Sequence[str]]:
    """The plan's own order of weeks, or the shared ones."""
    return {len(document["weeks"]): document["weeks"]} if "weeks" in document else library.weeks


def plan_of_length(
    document: Mapping[str, Any], library: Library, weeks: Wanted, shared: Shared | None = None
) -> Plan:
    """The plan of that length, or of its own; or just those weeks.

    Raises:
        UsageError: it does not come in that length.
    """
    shared = shared or Shared(library.blocks)
    if not isinstance(weeks, int | None):
        return plan_of(document, shared, weeks)
    return plan_of(document, shared, week_names(document, library, weeks))


def week_names(document: Mapping[str, Any], library: Library, weeks: int | None) -> Sequence[str]:
    """The weeks of a plan of that length, or of its own.

    Raises:
        UsageError: it does not come in that length.
    """
    lengths = orders_of(document, library)
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
    return lengths[wanted]


def shipped_library(names: Iterable[str], strength: Strength) -> Library:
    library = Library({}, {})
    for name in names:
        document = shipped_document(library_variant(name, strength))
        blocks = {key: table["text"] for key, table in document.get("block", {}).items()}
        weeks = {int(n): order for n, order in document.get("weeks", {}).items()}
        library = joined(library, Library(blocks, weeks, document.get("default-weeks", 0)))
    return library


def library_with(block: str) -> str | None:
    """The shipped library that has this block."""
    names = ("blocks", "strength")
    return next((name for name in names if block in shipped_library((name,), "gym").blocks), None)


def shipped_document(name: str) -> dict[str, Any]:
    path = template_folder() / f"{name}.toml"
    return read_document(read_text(path, path.name), path.name)


def library_variant(name: str, strength: Strength) -> str:
    """The library `strength` is a file for each place to lift; who does not lift reads any."""
    if name != "strength":
        return name
    return "strength-home" if strength == "home" else "strength-gym"


def joined(first: Library, then: Library) -> Library:
    return Library(
        {**first.blocks, **then.blocks},
        {**first.weeks, **then.weeks},
        then.default_weeks or first.default_weeks,
        {**first.sessions, **then.sessions},
    )
