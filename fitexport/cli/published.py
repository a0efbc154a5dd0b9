"""What a publication does on a server, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from fitexport.sync.actions import Action, Do, Publication


def action_lines(publication: Publication[Any], writes: Iterable[Action[Any]]) -> Iterator[str]:
    """A line for each of these writes, then for each item that keeps the runner's changes."""
    for action in writes:
        yield f"  {action.do} {action.title}"
    for action in publication.kept:
        kept = f" ({', '.join(action.kept)})" if action.kept else ""
        do = Do.KEEP_EDITED if action.kept else action.do
        yield f"  {do}: {action.title}{kept}"


def overwriting(publication: Publication[Any]) -> Iterator[str]:
    """How to overwrite what the runner changed, if anything was."""
    if publication.kept:
        yield "Your changes there stay; --force overwrites them."
