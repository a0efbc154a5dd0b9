"""A group of commands, for `fitexport` itself and for each command that has some below it."""

from __future__ import annotations

import click

from fitexport.errors import with_hint


class Group(click.Group):
    """Lists its commands in the order that they are needed, and knows what a typo means."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            name = f"{ctx.info_name} {args[0]}" if ctx.parent else args[0]
            ctx.fail(
                with_hint(
                    f'there is no command "{name}"; commands: {", ".join(known)}', args[0], known
                )
            )
        return super().resolve_command(ctx, args)
