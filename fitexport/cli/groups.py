"""What commands and groups have in common: --plain, help in sections, typing errors."""

from __future__ import annotations

from typing import Any

import click

from fitexport.cli.terminal import be_plain
from fitexport.errors import nearest

PLAIN = click.Option(
    ["--plain"],
    is_flag=True,
    expose_value=False,
    callback=be_plain,
    help="No colours, and tables at full width.",
)


class SettingOption(click.Option):
    """An option that help lists in the section of its kind."""

    def __init__(self, *args: Any, section: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.section = section


class _Sectioned(click.Command):
    """A command with --plain; help lists its options first, then settings by section."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        *params, asks_help = super().get_params(ctx)
        return [*params, PLAIN, asks_help]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {"Options": []}
        for param in self.get_params(ctx):
            title = param.section if isinstance(param, SettingOption) else "Options"
            if isinstance(param, click.Option) and (record := param.get_help_record(ctx)):
                sections.setdefault(title, []).append(record)
        for title, records in sections.items():
            with formatter.section(title):
                formatter.write_dl(records)


class Command(_Sectioned):
    """A command, whether below `fitexport` or below a group."""


class Group(_Sectioned, click.Group):
    """A group that lists its commands in the order of use, and suggests what a typo may mean."""

    groups: tuple[str, ...] = ()
    """Its commands that are groups themselves."""

    def __init__(self, *args: Any, **more: Any) -> None:
        if more.get("invoke_without_command"):  # click before 8.5 says that it needs a command
            more.setdefault("subcommand_metavar", "[COMMAND] [ARGS]...")
        super().__init__(*args, **more)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

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
        """Commands of the groups in this one, each with the full words that call it."""
        groups = ((name, self.get_command(ctx, name)) for name in self.groups)
        return {
            sub: f"{name} {sub}"
            for name, group in groups
            if isinstance(group, click.Group)
            for sub in group.commands
        }
