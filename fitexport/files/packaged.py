"""Folders that ship with fitexport: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def packaged(name: str) -> Path:
    """The folder `templates` or `samples`; `docs`, of which the package has one page."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
