"""`fitexport help`, `version`, `completion`: what people try first in any program."""

from __future__ import annotations

import os
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from fitexport import __version__
from fitexport.cli.groups import Command, Group

_SHELLS = ("bash", "zsh", "fish")
_HOW = {
    "bash": "fitexport completion bash >> ~/.bashrc",
    "zsh": "fitexport completion zsh >> ~/.zshrc",
    "fish": "fitexport completion fish > ~/.config/fish/completions/fitexport.fish",
}


@click.command("help", cls=Command)
@click.argument("words", nargs=-1, metavar="[COMMAND]...")
@click.pass_context
def help(ctx: click.Context, words: tuple[str, ...]) -> None:  # noqa: A001
    """Print the help of fitexport, or of one of its commands.

    \b
    fitexport help
    fitexport help watch install
    """
    context = ctx.find_root()
    for word in words:
        group = context.command
        if not isinstance(group, Group):
            ctx.fail(f"{context.command_path} has no commands below it")
        _, command, _ = group.resolve_command(context, [word])
        assert command is not None
        context = click.Context(command, context, word)
    click.echo(context.get_help())


@click.command("version", cls=Command)
def version() -> None:
    """Print the version of fitexport."""
    click.echo(f"fitexport, version {__version__}")


@click.command("completion", cls=Command)
@click.argument("shell", type=click.Choice(_SHELLS), required=False)
@click.pass_context
def completion(ctx: click.Context, shell: str | None) -> None:
    """Print a script that completes commands, options, weeks, sessions and time zones.

    \b
    fitexport completion bash >> ~/.bashrc
    fitexport completion zsh >> ~/.zshrc
    """
    name = shell or Path(os.environ.get("SHELL", "")).name
    if name not in _SHELLS:
        ctx.fail(f"which shell? give one of {', '.join(_SHELLS)}")
    found = get_completion_class(name)
    assert found is not None
    click.echo(f"# {_HOW[name]}")
    click.echo(found(ctx.find_root().command, {}, "fitexport", "_FITEXPORT_COMPLETE").source())
