"""`fitexport plans`: the shipped plans, and commands for custom ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from fitexport.cli.groups import Group
from fitexport.cli.json_output import show_json
from fitexport.cli.options import JSON
from fitexport.cli.plans.check import check
from fitexport.cli.plans.new import new
from fitexport.cli.plans.sessions import sessions
from fitexport.cli.plans.show import show
from fitexport.cli.tables import wrapped
from fitexport.plan.load import load_plan
from fitexport.plan.shipped import plan_lengths, shipped_plans
from fitexport.season.levels import training_of


class _Plans(Group):
    """The name of a plan in place of a command has its own error."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in shipped_plans() or args[0].endswith(".toml"):
            ctx.fail(f'there is no command "plans {args[0]}"; try: fitexport plans show {args[0]}')
        return super().resolve_command(ctx, args)


@click.group("plans", cls=_Plans, invoke_without_command=True)
@JSON
@click.pass_context
def command(ctx: click.Context, /, *, as_json: bool) -> None:
    """List the plans that come with fitexport; `plans show mile` prints a whole one.

    \b
    fitexport plans new my-plan.toml      a plan of your own to start from
    fitexport plans check my-plan.toml    its errors, and its totals
    """
    if ctx.invoked_subcommand is not None:
        if as_json:
            ctx.fail(f"--json comes after the command: plans {ctx.invoked_subcommand} --json")
        return
    if as_json:
        show_json("plans", {"plans": [_plain(name) for name in shipped_plans()]})
    else:
        click.echo("\n".join(_list()))


def _plain(name: str) -> dict[str, Any]:
    usual, *_ = lengths = plan_lengths(name)
    plans = [load_plan(name, level) for level in shipped_plans()[name]]
    levels = [
        {"level": plan.level, "training": training_of(plan.level), "about": plan.about}
        for plan in plans
    ]
    return {
        "plan": name,
        "title": plans[0].title,
        "weeks": sorted(lengths),
        "usual_weeks": usual,
        "levels": levels,
    }


def _list() -> Iterator[str]:
    for name, levels in shipped_plans().items():
        default, *others = plan_lengths(name)
        lengths = sorted((default, *others))
        plans = [load_plan(name, level) for level in levels]
        yield f"{name}: {plans[0].title}, {lengths[0]} to {lengths[-1]} weeks (--weeks, usually {default})"
        for plan in plans:
            yield ""
            yield f"  --level {plan.level}: {training_of(plan.level)}"
            yield from wrapped(plan.about, "  ")
    yield ""
    yield "A whole plan with your own numbers: fitexport plans show mile --weeks 10 --mile 6:20"
    yield "A plan of your own to start from: fitexport plans new my-plan.toml"


for _command in (show, new, check, sessions):
    command.add_command(_command)
