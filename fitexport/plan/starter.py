"""A small plan to start a custom one from."""

from __future__ import annotations

import re
from pathlib import Path

from fitexport.errors import UsageError, WriteError, reason
from fitexport.files.replace import write_whole
from fitexport.plan.shipped import template_path

_FILE, _NAME = "my-plan.toml", 'name = "my-plan"'
"""As the template has them."""


def write_starter_plan(path: Path) -> None:
    """Write a plan of four weeks to a 5 km race, with comments, that works as it is.

    Raises:
        UsageError: there is a file already, or the new one would not be known for a plan.
        WriteError: the folder cannot take it.
    """
    if path.suffix != ".toml":
        raise UsageError(
            f"{path} would not be known for a plan",
            f"plans end in .toml: {path.with_suffix('.toml')}",
        )
    name = "-".join(re.findall(r"[a-z0-9]+", path.stem.lower()))[:40].strip("-") or "my-plan"
    text = template_path("new-plan").read_text(encoding="utf-8")
    text = text.replace(_FILE, path.name).replace(_NAME, f'name = "{name}"')
    try:
        write_whole(path, text.encode("utf-8", "replace"), new=True)
    except FileExistsError:
        raise UsageError(
            f"{path} is there already", "edit it, or give another name; nothing was changed"
        ) from None
    except OSError as error:
        raise WriteError(reason(error), "give another place", where=path) from error
