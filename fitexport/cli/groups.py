"""A group of commands, for `fitexport` itself and for each command that has some below it."""

from __future__ import annotations

import click

from fitexport.errors import nearest


class Group(click.Group):
    """Lists its commands in the order that they are needed, and knows what a typo means."""

    groups: tuple[str, ...] = ()
    """Those of its commands that have others below them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            name = f"{ctx.info_name} {args[0]}" if ctx.parent else args[0]
            below = self.below(ctx)
            problem = f'there is no command "{name}"; commands: {", ".join(known)}'
            meant = nearest(args[0], [*below, *known])
            for word in (each for each in below if f'"{each}"' in meant and each not in known):
                meant = f'did you mean "{below[word]}"?'
            ctx.fail(f"{problem}; {meant}" if meant else problem)
        return super().resolve_command(ctx, args)

    def below(self, ctx: click.Context) -> dict[str, str]:
        """Commands of the groups in this one, each with the words that call it."""
        groups = ((name, self.get_command(ctx, name)) for name in self.groups)
        return {
            sub: f"{name} {sub}"
            for name, group in groups
            if isinstance(group, click.Group)
            for sub in group.commands
        }
