"""Templates -> Plan: shipped ones by name, one's own by path."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from fitexport.errors import NotationError, TemplateError, UsageError
from fitexport.plan.model import Level, Plan, plan_of
from fitexport.plan.toml_file import harmless, read_document, read_text
from fitexport.plan.toml_lines import key_lines, line_of

LEVELS: tuple[Level, ...] = get_args(Level)
"""From the least training to the most."""
_PACKAGE = Path(__file__).parent.parent


def template_folder() -> Path:
    """Where the shipped templates are: in the installed package, else beside it."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def shipped_plans() -> dict[str, tuple[Level, ...]]:
    """The plans that come with fitexport, and the levels of each, from their file names."""
    found: dict[str, tuple[Level, ...]] = {}
    for path in sorted(template_folder().glob("*-*.toml")):
        name, _, ending = path.stem.rpartition("-")
        found[name] = (*found.get(name, ()), *(level for level in LEVELS if level == ending))
    return found


def load_plan(name: str, level: Level) -> Plan:
    """A shipped plan of a level, or the plan of a file (`my-plan.toml`), whatever its level.

    Raises:
        UsageError: no such plan.
        TemplateError: the file's mistakes, all of them.
    """
    if name.endswith(".toml"):
        return read_plan(Path(name), name)
    plans = shipped_plans()
    if name not in plans:
        known = ", ".join(plans)
        raise UsageError(
            f'there is no plan "{name}"\n  plans: {known}; your own by its file: my-plan.toml'
        )
    if level not in plans[name]:
        levels = " and ".join(plans[name])
        raise UsageError(
            f"the plan {name} is not written for level {level} yet\n  choose --level {levels}"
        )
    return read_shipped(template_folder() / f"{name}-{level}.toml")


def read_plan(path: Path, shown: str) -> Plan:
    """The plan in a file; `shown` is how errors name it.

    Raises:
        TemplateError: the file's mistakes, all of them, or those of a file it includes.
    """
    from fitexport.plan.template import PlanFile
    from fitexport.plan.validate import validated

    text = read_text(path, shown)
    document = read_document(text, shown)
    line = line_of(key_lines(text), ("include",))
    blocks = _included(document.get("include", ()), path, f"{shown}:{line}" if line else shown)
    validated(PlanFile, document, text, shown, {"blocks": blocks})
    return plan_of(document, blocks)


def read_shipped(path: Path) -> Plan:
    """A shipped plan. Its tests have checked it, so the checker, pydantic, need not be loaded:
    that is half the time that `fitexport week` takes. One that was damaged since is checked.
    """
    shown = f"templates/{path.name}"
    try:
        document = read_document(read_text(path, shown), shown)
        return plan_of(document, _shipped_blocks(document["include"]))
    except (NotationError, LookupError, TypeError, AttributeError):
        return read_plan(path, shown)


def _shipped_blocks(names: Iterable[str]) -> dict[str, str]:
    blocks: dict[str, str] = {}
    for name in names:
        library = template_folder() / f"{name}.toml"
        document = read_document(read_text(library, library.name), library.name)
        blocks |= {key: table["text"] for key, table in document["block"].items()}
    return blocks


def _included(names: object, path: Path, where: str) -> dict[str, str]:
    """Blocks by name, from the libraries that a plan includes: shipped, or beside it."""
    from fitexport.plan.template import MAX_INCLUDES, BlockLibrary
    from fitexport.plan.validate import validated

    blocks: dict[str, str] = {}
    for name in names[:MAX_INCLUDES] if isinstance(names, list) else ():
        if not isinstance(name, str):
            continue  # the plan's own check says so
        own = name.endswith(".toml")
        library = path.parent / name if own else template_folder() / f"{name}.toml"
        if not library.is_file():
            raise TemplateError(
                (
                    f'{where}: include: there is no library "{harmless(name)}"\n'
                    "  name a shipped one (blocks) or a file beside the plan (my-blocks.toml)",
                )
            )
        place = name if own else f"templates/{library.name}"
        content = read_text(library, place)
        read = validated(BlockLibrary, read_document(content, place), content, place)
        blocks |= {key: block.text for key, block in read.block.items()}
    return blocks
