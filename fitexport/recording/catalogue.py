"""The list of activities that comes with an export -> what its owner says of each file."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from io import StringIO
from pathlib import Path, PurePath
from typing import NamedTuple

from fitexport.recording.recording import Recording
from fitexport.recording.sports import sport_named

LIST = "activities.csv"
"""Strava's: an activity a line; its headings are in its owner's language, their order is not."""
MAX_LIST_BYTES = 16 * 1024 * 1024
_NAME, _TYPE = 2, 3
_FOLDER = "activities/"


class Entry(NamedTuple):
    """An activity as its owner named it; "" is not said."""

    title: str
    sport: str
    kind: str


Catalogue = Mapping[str, Entry]
"""By the last folder and the name of the file."""


def read_catalogue(data: bytes) -> Catalogue:
    """What a list says; nothing where it is none."""
    found: dict[str, Entry] = {}
    try:
        for row in csv.reader(StringIO(data.decode("utf-8-sig", "replace"), newline="")):
            file = next((cell for cell in row[_TYPE + 1 :] if cell.startswith(_FOLDER)), None)
            if file is not None:
                found[file] = Entry(row[_NAME][:200], *sport_named(row[_TYPE]))
    except csv.Error:
        return {}
    return found


def catalogue_of(folder: Path) -> Catalogue:
    """What the list says that lies in an export's folder, or beside its folder of activities."""
    for path in (folder / LIST, folder.parent / LIST):
        try:
            with path.open("rb") as file:
                return read_catalogue(file.read(MAX_LIST_BYTES))
        except OSError:
            continue
    return {}


def as_listed(recording: Recording, file: PurePath, catalogue: Catalogue) -> Recording:
    """The recording with what its owner says, who may have corrected what the watch took it for."""
    entry = catalogue.get("/".join(file.parts[-2:]))
    if entry is None:
        return recording
    known = replace(recording, title=entry.title or recording.title)
    if entry.sport in ("", recording.sport):
        return known
    return replace(known, sport=entry.sport, kind=entry.kind)
