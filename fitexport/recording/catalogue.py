"""The activity lists in a service's export -> the title and sport of each file."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from io import StringIO
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple

from fitexport.recording.recording import Recording
from fitexport.recording.sports import sport_in, sport_named

LIST = "activities.csv"
"""Strava's list, one activity a line; headings are in the owner's language, in a fixed order."""
_MAX_LIST_BYTES = 16 * 1024 * 1024
_HEALTH_FOLDER, _ROUTES = "apple_health_export", "workout-routes"
"""Apple's folders, with an XML file of a gigabyte or two, named in the owner's language."""
_HEALTH = re.compile(
    rb'workoutActivityType="HKWorkoutActivityType(\w{1,40})"'
    rb'|<FileReference path="[^"]{0,200}?([^"/]{1,100}\.gpx)"'
)
_CHUNK, _LONGEST, _MOST = 256 * 1024, 400, 100_000
_NAME, _TYPE = 2, 3
_FOLDER = "activities/"


class Entry(NamedTuple):
    """An activity as its owner named it; "" where it is not given."""

    title: str
    sport: str
    kind: str


Catalogue = Mapping[str, Entry]
"""By the last folder and the name of the file."""


def _read_activities(data: bytes) -> Catalogue:
    """The entries of a list of activities; empty for any other file."""
    found: dict[str, Entry] = {}
    try:
        for row in csv.reader(StringIO(data.decode("utf-8-sig", "replace"), newline="")):
            file = next((cell for cell in row[_TYPE + 1 :] if cell.startswith(_FOLDER)), None)
            if file is not None:
                sport, kind = sport_named(row[_TYPE])
                found[file] = Entry(row[_NAME][:200], sport or sport_in(row[_NAME]), kind)
    except csv.Error:
        return {}
    return found


def _read_health(chunks: Iterable[bytes]) -> Catalogue:
    """The entries of Apple's health data, where each workout's type comes before its route."""
    found: dict[str, Entry] = {}
    sport = "", ""
    rest = b""
    for chunk in chunks:
        data, end = rest + chunk, 0
        for match in _HEALTH.finditer(data):
            end = match.end()
            if match[1]:
                sport = sport_named(match[1].decode("ascii"))
            elif len(found) < _MOST:
                found[f"{_ROUTES}/{match[2].decode('utf-8', 'replace')}"] = Entry("", *sport)
        rest = data[max(end, len(data) - _LONGEST) :]
    return found


def is_list(path: PurePath) -> bool:
    """Whether a file may be the list of an export."""
    is_health = path.suffix.lower() == ".xml" and path.parent.name == _HEALTH_FOLDER
    return path.name == LIST or (is_health and not path.stem.endswith("_cda"))


def read_list(path: PurePath, file: BinaryIO, spend: Callable[[int], None]) -> Catalogue:
    """The entries of such a file; `spend` counts the bytes read."""
    if path.name == LIST:
        return _read_activities(file.read(_MAX_LIST_BYTES))
    return _read_health(_chunks(file, spend))


def _chunks(file: BinaryIO, spend: Callable[[int], None]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        spend(len(chunk))
        yield chunk


def catalogue_of(folder: Path, *, beside: bool = True) -> Catalogue:
    """The entries of the lists in an export's folder, or `beside` its folder of activities."""
    found: dict[str, Entry] = {}
    for place in (*([folder.parent] if beside else []), folder, folder / _HEALTH_FOLDER):
        for path in (place / LIST, *sorted(place.glob("*.xml"))):
            with suppress(OSError):
                if is_list(path):
                    with path.open("rb") as file:
                        found |= read_list(path, file, lambda _: None)
    return found


def as_listed(recording: Recording, file: PurePath, catalogue: Catalogue) -> Recording:
    """The recording with the title and sport in the list, which its owner may have corrected."""
    entry = catalogue.get("/".join(file.parts[-2:]))
    if entry is None:
        return recording
    known = replace(recording, title=entry.title or recording.title)
    if entry.sport in ("", recording.sport):
        return known
    return replace(known, sport=entry.sport, kind=entry.kind)
