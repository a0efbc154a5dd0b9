"""The season of a fitexport.toml, and the one place where commands write to it."""

from __future__ import annotations

from pathlib import Path

import click

from fitexport.cli.inputs import own_file
from fitexport.files.replace import read_raw, rewrite
from fitexport.season.season import season_of

DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")


class SeasonFile:
    """A fitexport.toml as it was read, once; with what follows from it."""

    def __init__(self, path: Path, text: str) -> None:
        from fitexport.season.settings_file import settings_of

        self.path, self.text = path, text
        self.season = season_of(settings_of(text, path))

    @classmethod
    def found(cls, config: Path | None) -> SeasonFile:
        """The file named, or the one that every command finds."""

        path = own_file(config)
        return cls(path, read_raw(path))


def write(path: Path, before: str, after: str, *, dry_run: bool, what: str = "Written to") -> None:
    """Put the new text in the old one's place, and say so."""

    if dry_run:
        click.echo(f"Nothing was written to {path}: --dry-run")
        return
    rewrite(path, before, after)
    click.echo(f"{what} {path}. Next: fitexport week next --out ./watch")
