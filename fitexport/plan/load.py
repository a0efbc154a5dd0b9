"""Plans by name: a shipped one, or the file of a custom one -> Plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fitexport.errors import NotationError, UsageError
from fitexport.plan.library import Orders, Wanted
from fitexport.plan.model import DEFAULT_STRENGTH, Level, Plan, Strength, without_strength
from fitexport.plan.shipped import read_shipped, read_template, shipped_plans, template_path


def load_plan(
    name: str, level: Level, weeks: Wanted = None, strength: Strength = DEFAULT_STRENGTH
) -> Plan:
    """A shipped plan of a level and length, or the plan in a file (`my-plan.toml`), whatever
    its level.

    >>> plan = load_plan("mile", "beginner", weeks=6)
    >>> [week.name for week in plan.weeks]
    ['B1', 'V1', 'VT', 'S1', 'S3', 'TW', 'R1']

    Raises:
        UsageError: no such plan, or none of that length.
        TemplateError: every error in the file.
    """
    if name.endswith(".toml"):
        from fitexport.plan.custom import read_custom_plan  # pydantic, slow to load

        return read_custom_plan(Path(name), name, strength).plan(weeks)
    plans = shipped_plans()
    if name not in plans:
        known = ", ".join(plans)
        raise UsageError(
            f'there is no plan "{name}"', f"plans: {known}; or a file of your own: my-plan.toml"
        )
    plan = load_shipped(template_path(f"{name}-{level}"), weeks, strength)
    return without_strength(plan) if strength == "none" else plan


def load_shipped(path: Path, weeks: Wanted = None, strength: Strength = DEFAULT_STRENGTH) -> Plan:
    """The shipped plan in a file; a damaged one is checked to report its errors."""
    try:
        return read_shipped(path, strength).plan(weeks)
    except (NotationError, LookupError, TypeError, AttributeError, ValueError):
        from fitexport.plan.custom import read_custom_plan  # pydantic, slow to load

        shown = read_template(path).shown
        return replace(read_custom_plan(path, shown, strength).plan(weeks), shipped=True)


def plan_orders(name: str, level: Level, strength: Strength = DEFAULT_STRENGTH) -> Orders:
    """The names of a plan's weeks, for each length of the plan.

    Raises:
        TemplateError: every error in the file.
    """
    if name.endswith(".toml"):
        from fitexport.plan.custom import read_custom_plan  # pydantic, slow to load

        return read_custom_plan(Path(name), name, strength).orders
    return read_shipped(template_path(f"{name}-{level}"), strength).library.orders
