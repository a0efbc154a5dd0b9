"""A small plan as the start of a custom one."""

from __future__ import annotations

import re
from pathlib import Path

from fitexport.errors import UsageError, WriteError, reason
from fitexport.files.replace import write_whole
from fitexport.plan.shipped import template_path

_FILE, _NAME = "my-plan.toml", 'name = "my-plan"'
"""As the template has them."""


def write_starter_plan(path: Path) -> None:
    """Write a working four-week plan to a 5 km race, with comments.

    Raises:
        UsageError: the file exists, or its name does not end in .toml.
        WriteError: it cannot be written there.
    """
    if path.suffix != ".toml":
        raise UsageError(
            f"{path} does not end in .toml",
            f"plan files do: {path.with_suffix('.toml')}",
        )
    name = "-".join(re.findall(r"[a-z0-9]+", path.stem.lower()))[:40].strip("-") or "my-plan"
    text = template_path("new-plan").read_text(encoding="utf-8")
    text = text.replace(_FILE, path.name).replace(_NAME, f'name = "{name}"')
    try:
        write_whole(path, text.encode("utf-8", "replace"), new=True)
    except FileExistsError:
        raise UsageError(
            f"{path} already exists", "edit it, or choose another name; nothing was changed"
        ) from None
    except OSError as error:
        raise WriteError(reason(error), "choose another place", where=path) from error
