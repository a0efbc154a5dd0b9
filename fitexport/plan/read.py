"""Templates -> Plan: shipped ones by name, one's own by path."""

from __future__ import annotations

from pathlib import Path

from fitexport.errors import TemplateError, UsageError
from fitexport.plan.model import MAX_INCLUDES, BlockLibrary, Level, Plan
from fitexport.plan.toml_file import harmless, read_document, read_text, validated
from fitexport.plan.toml_lines import key_lines, line_of

_PACKAGE = Path(__file__).parent.parent


def template_folder() -> Path:
    """Where the shipped templates are: in the installed package, else beside it."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def shipped_plans() -> dict[str, tuple[Level, ...]]:
    """The plans that come with fitexport, and the levels of each, from their file names."""
    found: dict[str, list[Level]] = {}
    for path in sorted(template_folder().glob("*-*.toml")):
        name, _, level = path.stem.rpartition("-")
        if level in ("beginner", "intermediate", "advanced"):
            found.setdefault(name, []).append(level)  # type: ignore[arg-type]  # just checked
    return {name: tuple(levels) for name, levels in found.items()}


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
    path = template_folder() / f"{name}-{level}.toml"
    return read_plan(path, f"templates/{path.name}")


def read_plan(path: Path, shown: str) -> Plan:
    """The plan in a file; `shown` is how errors name it.

    Raises:
        TemplateError: the file's mistakes, all of them, or those of a file it includes.
    """
    text = read_text(path, shown)
    document = read_document(text, shown)
    line = line_of(key_lines(text), ("include",))
    blocks = _included(document.get("include", ()), path, f"{shown}:{line}" if line else shown)
    return validated(Plan, document, text, shown, {"blocks": blocks})


def _included(names: object, path: Path, where: str) -> dict[str, str]:
    """Blocks by name, from the libraries that a plan includes: shipped, or beside it."""
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
