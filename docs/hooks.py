"""What mkdocs puts into pages: the help of every command; docstrings' examples as code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click
import griffe

from fitexport.cli.main import main

_MARK = "<!-- the help of every command -->"
_EXAMPLE = re.compile(r"^>>> (?:.+\n?)+", re.M)


class Examples(griffe.Extension):
    """Fences the examples of docstrings."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        if obj.docstring:
            obj.docstring.value = _EXAMPLE.sub(
                lambda example: f"```pycon\n{example[0].rstrip()}\n```\n", obj.docstring.value
            )


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Replace the mark on the page of commands."""
    return markdown.replace(
        _MARK, "\n\n".join(_pages(main, click.Context(main, info_name="fitexport")))
    )


def _pages(command: click.Command, context: click.Context) -> Iterator[str]:
    """The help of a command, then of those below it."""
    level = "###" if context.parent and context.parent.parent else "##"
    yield f"{level} {context.command_path}\n\n```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _pages(below, click.Context(below, info_name=name, parent=context))
