"""`fitexport plans check`: the errors of a custom plan, and its totals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fitexport.cli.groups import Command
from fitexport.cli.inputs import known_settings, say
from fitexport.cli.json_output import show_json
from fitexport.cli.options import CONFIG, JSON, RUNNER, WEEKS, options
from fitexport.cli.plans.totals import weekly_totals
from fitexport.cli.tables import table
from fitexport.errors import UsageError
from fitexport.export.overview import plain_plan
from fitexport.plan.shipped import shipped_plans
from fitexport.season.schedule import Schedule
from fitexport.units import exact_clock

if TYPE_CHECKING:
    from fitexport.export.plan_check import PlanCheck
    from fitexport.plan.libraries import CheckedLibrary


@click.command(
    "check",
    cls=Command,
    short_help="Report every error in a plan of your own, and its totals.",
)
@click.argument("paths", metavar="FILE...", nargs=-1, required=True)
@options(*RUNNER, WEEKS, JSON, CONFIG)
def check(paths: tuple[str, ...], config: Path | None, *, as_json: bool, **given: Any) -> None:
    """Report every error in each FILE, by line and column; for a correct plan, its weekly totals,
    hard days, and the rules of training it breaks, for one runner. A library is checked by itself.

    The exit code is 3 for errors. A broken rule of training is only a warning.

    \b
    fitexport plans check my-plan.toml --mile 6:20
    """
    from fitexport.export.plan_check import PlanCheck, check_files  # pydantic, slow to load

    for path in paths:
        if path in shipped_plans():
            raise UsageError(
                f"{path} is a shipped plan, which needs no check",
                f"see the whole of it: fitexport plans show {path}",
            )
    found = check_files({path: known_settings(config, {**given, "plan": path}) for path in paths})
    plans = [each for each in found.values() if isinstance(each, PlanCheck)]
    for default in dict.fromkeys(default for each in plans for default in each.defaults):
        say(default)
    if as_json:
        files = [{"file": path, **_plain(each)} for path, each in found.items()]
        show_json("plans-check", {"files": files})
        return
    pages = (
        _page(path, each) if isinstance(each, PlanCheck) else _library_page(path, each)
        for path, each in found.items()
    )
    click.echo("\n\n".join(map("\n".join, pages)))


def _plain(found: PlanCheck | CheckedLibrary) -> dict[str, Any]:
    from fitexport.export.plan_check import PlanCheck

    if isinstance(found, PlanCheck):
        return {"kind": "plan", "plan": plain_plan(found), "warnings": list(found.warnings)}
    return {
        "kind": "library",
        "blocks": found.blocks,
        "sessions": found.sessions,
        "zones": list(found.zones),
        "other_blocks": list(found.other_blocks),
    }


def _library_page(path: str, found: CheckedLibrary) -> Iterator[str]:
    blocks, sessions = (
        f"{count} {what}{'' if count == 1 else 's'}"
        for count, what in ((found.blocks, "block"), (found.sessions, "session"))
    )
    yield f"{path}: no errors. A library of {blocks} and {sessions}."
    if found.zones:
        yield f"Zones a plan needs to use all of it: {', '.join(found.zones)}"
    if found.other_blocks:
        yield f"Blocks it uses from other libraries: {', '.join(found.other_blocks)}"


def _page(path: str, found: PlanCheck) -> Iterator[str]:
    schedule, paces = found.schedule, found.athlete.table
    plan = schedule.plan
    yield (
        f"{path}: no errors. {plan.title}: {schedule.weeks} week{'s' if schedule.weeks > 1 else ''},"
        f" level {plan.level}, mile {exact_clock(paces.mile_s)}"
    )
    yield ""
    yield from weekly_totals(schedule, found.athlete)
    yield ""
    yield "Hard days"
    yield from table(list(_hard_days(schedule)))
    yield ""
    if found.warnings:
        count = len(found.warnings)
        warnings = "A warning" if count == 1 else f"{count} warnings"
        yield f"{warnings} (docs/plan.md explains the rules of training); the plan works anyway"
        yield from found.warnings
    else:
        yield "It breaks no rule of training."


def _hard_days(schedule: Schedule) -> Iterator[tuple[str, str]]:
    for number in range(1, schedule.weeks + 1):
        hard = [
            f"day {each.planned.day}: {each.label} {each.planned.name} ({each.planned.kind})"
            for each in schedule.week(number)
            if each.planned.is_hard
        ]
        yield f"week {number}", ", ".join(hard) or "none"
