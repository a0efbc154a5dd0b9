"""Templates -> Plan: shipped ones by name; files of one's own by way of `own`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fitexport.errors import NotationError, UsageError
from fitexport.files.toml import read_document, read_text
from fitexport.plan.library import Wanted, orders_of, plan_of_length
from fitexport.plan.model import Level, Plan, Strength, without_strength
from fitexport.plan.shipped import shipped_document, shipped_library, shipped_plans, template_folder

if TYPE_CHECKING:
    pass


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
        from fitexport.plan.custom import (
            read_plan,  # with its checker, which shipped ones do not need
        )

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
        from fitexport.plan.custom import read_plan

        return read_plan(path, shown, weeks, strength)


def plan_orders(name: str, level: Level, strength: Strength = "gym") -> dict[int, tuple[str, ...]]:
    """The names of a plan's weeks, for each length that it comes in.

    Raises:
        TemplateError: the file's mistakes.
    """
    if name.endswith(".toml"):
        from fitexport.plan.custom import own_orders

        return own_orders(Path(name), name, strength)
    document = shipped_document(f"{name}-{level}")
    library = shipped_library(document["include"], strength)
    return {length: tuple(order) for length, order in orders_of(document, library).items()}
