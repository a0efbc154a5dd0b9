"""Where commands write to a fitexport.toml."""

from __future__ import annotations

from pathlib import Path

import click

from fitexport.cli.inputs import settings_file
from fitexport.season.season_file import Edit, SeasonFile, read_season

DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")


def found_season(config: Path | None) -> SeasonFile:
    """The season of the file given, or of the one that every command finds."""
    return read_season(settings_file(config))


def write(edit: Edit, *, dry_run: bool, what: str = "Written to") -> None:
    """Write the edited file and report it."""
    if dry_run:
        click.echo(f"Nothing was written to {edit.path}: --dry-run")
        return
    edit.write()
    click.echo(f"{what} {edit.path}. Next: fitexport week next --out ./watch")
