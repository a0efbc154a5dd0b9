"""`fitexport watch`: everything between a cable and a calendar on the wrist."""

from __future__ import annotations

import click

from fitexport.cli.watch.find import find
from fitexport.cli.watch.install import install
from fitexport.cli.watch.probe import probe, report
from fitexport.cli.watch.remove import clean, undo
from fitexport.cli.watch.status import status


class _Watch(click.Group):
    """Its commands in the order that they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands:
            ctx.fail(f'there is no command "watch {args[0]}"; commands: {", ".join(self.commands)}')
        return super().resolve_command(ctx, args)


@click.group("watch", cls=_Watch)
def command() -> None:
    """Find the watch, put workouts and their calendar on it, see what it holds, take it back.

    \b
    fitexport watch install             the next 14 days of your plan
    fitexport watch install ./watch     one exported week
    fitexport watch status              what is on it, and what is out of date
    """


for _command in (find, install, status, undo, clean, probe, report):
    command.add_command(_command)
