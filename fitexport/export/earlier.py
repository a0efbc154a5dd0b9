"""Earlier exports -> their season, so that a later export has the same sessions."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from fitexport.calendar.ics import SEASON_PROPERTY
from fitexport.calendar.lines import unfolded_one_by_one
from fitexport.calendar.revisions import NONE_YET, Revisions, newest, written_revisions
from fitexport.errors import WriteError
from fitexport.export.folder import season_in
from fitexport.fit.identity import ExportedSeason
from fitexport.season.season import Season

_MAX_CALENDAR_BYTES = 8 * 1024 * 1024
_MAX_PATHS = 500
"""Most files to search in a folder."""


class Found(NamedTuple):
    """An exported season, and where it was found."""

    where: str
    season: ExportedSeason


def season_text(season: ExportedSeason) -> str:
    """A season as the one line in a calendar.

    >>> season_text(ExportedSeason("mile", "runner-1", date(2027, 3, 7), date(2027, 5, 1)))
    '2027-03-07 2027-05-01 runner-1 mile'
    """
    return f"{season.start} {season.end} {season.athlete} {season.season}"


def season_of_calendar(path: Path) -> ExportedSeason | None:
    """The season of a calendar that was written without a fitexport.toml; None for others."""
    if path.suffix != ".ics":
        return None
    line = next(
        (
            each
            for each in unfolded_one_by_one(_content(path))
            if each.startswith(f"{SEASON_PROPERTY}:")
        ),
        "",
    )
    start, _, rest = re.sub(r"\\(.)", r"\1", line.partition(":")[2]).partition(" ")
    end, _, ids = rest.partition(" ")
    athlete, _, season = ids.partition(" ")
    try:
        return ExportedSeason(season, athlete, date.fromisoformat(start), date.fromisoformat(end))
    except ValueError:
        return None


def season_of_folder(folder: Path) -> ExportedSeason | None:
    """The season that a folder was first written for; None without a readable manifest."""
    with contextlib.suppress(WriteError, OSError):
        return season_in(folder)
    return None


def calendar_revisions(*paths: Path) -> Revisions:
    """The revisions in calendar files of ours; files of others have none."""
    return newest(NONE_YET, *(written_revisions(_content(path)) for path in paths))


def derived_seasons(file: Path) -> Iterator[Found]:
    """The seasons exported without a fitexport.toml into its future folder, or into folders and
    calendars there; without those that another such file continues."""
    folder = file.parent
    try:
        inside = sorted(islice(folder.iterdir(), _MAX_PATHS))
    except OSError:
        return
    others = b"".join(_content(path) for path in inside if path.suffix == ".toml" and path != file)
    for path in (folder, *inside):
        season = season_of_folder(path) or season_of_calendar(path)
        if season and f'"{season.athlete or season.season}"'.encode() not in others:
            yield Found(str(path), season)


def earlier_season_in(found: Iterable[Found], season: Season) -> Found | None:
    """The one that a new fitexport.toml continues: the one with the same mile, goal and race day,
    else the only one of this plan at that time."""
    name = f"{season.schedule.plan.name}-"
    alike = [
        each
        for each in found
        if each.season.is_derived
        and each.season.season.startswith(name)
        and season.continues(each.season)
    ]
    ids, own = {each.season[:2] for each in alike}, season.exported[:2]
    return next((each for each in alike if each.season[:2] == own or len(ids) == 1), None)


def _content(path: Path) -> bytes:
    """The bytes of a file, up to the size of our calendars."""
    try:
        with path.open("rb") as file:
            return file.read(_MAX_CALENDAR_BYTES)
    except OSError:
        return b""
