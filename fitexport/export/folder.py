"""Bundles -> a folder: replaces what this tool wrote there before, and nothing else.

Each manifest lists our files and their hashes. A file with another content is the
user's now: it is kept, or is in the way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from fitexport.errors import WriteError
from fitexport.export.bundle import Bundle
from fitexport.export.manifest import MANIFEST_FORMAT, MANIFEST_NAME, WEEKS, WORKOUTS, export_of
from fitexport.files.transaction import Disk, alone_and_whole, change_files, digest, is_taken
from fitexport.fit.identity import ExportedSeason
from fitexport.units import YEARS

_WEEK_FOLDER = re.compile(r"w\d\d", re.ASCII)
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,150}")
"""Names that this tool gives; a manifest that lists others is not ours."""


class Written(NamedTuple):
    """What an export did, as paths below its folder."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    """Once ours, changed since, and no longer part of the export."""


class Recorded(NamedTuple):
    """One manifest of an earlier export: path of each file -> its hash."""

    path: str
    season: ExportedSeason | None
    """None for custom workouts."""
    files: dict[str, str]

    @property
    def export(self) -> str:
        return WORKOUTS if self.season is None else WEEKS


def write_bundles(out: Path, bundles: Sequence[Bundle], disk: Disk | None = None) -> Written:
    """Write all bundles below `out`, or nothing.

    Raises:
        WriteError: files of the user are in the way, or the folder is not writable.
    """
    with alone_and_whole(out, disk):
        return _write(out, bundles, disk)


def _write(out: Path, bundles: Sequence[Bundle], disk: Disk | None) -> Written:
    wanted = files_of(bundles)
    earlier = list(_earlier(out))
    refuse_another_kind(out, bundles, earlier)
    ours = {path: known for manifest in earlier for path, known in manifest.files.items()}
    ours |= {manifest.path: digest(out / manifest.path) or "" for manifest in earlier}
    found = {path: digest(out / path) for path in wanted | ours}
    if blocked := in_the_way(out, wanted, found, ours):
        names = "\n".join(f"  {path}" for path in blocked)
        raise WriteError(
            f"not written by fitexport, or changed since, and in the way:\n{names}",
            "move them away, or choose another --out",
        )
    stale = [path for path in ours if path not in wanted and found[path] is not None]
    removed = [path for path in stale if found[path] == ours[path]]
    kept = [path for path in stale if path not in removed]
    return carry_out(out, wanted, found, disk, removed=removed, kept=kept)


def files_of(bundles: Iterable[Bundle]) -> dict[str, bytes]:
    """The files of bundles: path below the folder of all -> bytes."""
    return {
        _joined(bundle.folder, name): data
        for bundle in bundles
        for name, data in bundle.files().items()
    }


def carry_out(
    folder: Path,
    wanted: Mapping[str, bytes],
    found: Mapping[str, str | None],
    disk: Disk | None,
    *,
    removed: Sequence[str],
    kept: Sequence[str] = (),
) -> Written:
    """Write what is wanted and missing, remove `removed`: all of it, or nothing.

    `found` has the hash of the file under each wanted name, or None.
    """
    unchanged = [path for path, data in wanted.items() if found[path] == sha256(data).hexdigest()]
    written = {path: data for path, data in wanted.items() if path not in unchanged}
    change_files(folder, {**dict.fromkeys(removed), **written}, disk)
    return Written(
        added=tuple(path for path in written if found[path] is None),
        replaced=tuple(path for path in written if found[path] is not None),
        unchanged=tuple(unchanged),
        removed=tuple(removed),
        kept=tuple(kept),
    )


def recorded_season(out: Path) -> ExportedSeason | None:
    """The season that a folder was first written for: later exports keep its ids, and its start
    if they have no race day.

    An export interrupted by a crash is finished first: its season counts.

    Raises:
        WriteError: it is not a folder, or its manifest cannot be read.
    """
    with alone_and_whole(out):
        return season_in(out)


def season_in(out: Path) -> ExportedSeason | None:
    """The same, without changing the folder.

    Raises:
        WriteError: its manifest cannot be read.
    """
    return next((manifest.season for manifest in _earlier(out) if manifest.season), None)


def recorded_files(out: Path) -> frozenset[str]:
    """The files of a folder that `write_bundles` wrote, by its manifest."""
    return frozenset(path for manifest in _earlier(out) for path in manifest.files)


def recorded_calendars(out: Path) -> Iterator[Path]:
    """The calendars among them."""
    return (out / path for path in recorded_files(out) if path.endswith(".ics"))


def _earlier(out: Path) -> Iterator[Recorded]:
    """The manifests of earlier exports: of the folder itself, and of its week folders."""
    try:
        inside = sorted(out.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return
    week_folders = [
        path.name
        for path in inside
        if _WEEK_FOLDER.fullmatch(path.name) and path.is_dir() and not path.is_symlink()
    ]
    for week_folder in ("", *week_folders):
        path = _joined(week_folder, MANIFEST_NAME)
        if digest(out / path) is not None:
            yield read_manifest(path, (out / path).read_bytes(), out / path)


def is_manifest(path: str) -> bool:
    """Whether the manifest of an export has this path below its folder."""
    week_folder, _, name = path.rpartition("/")
    return name == MANIFEST_NAME and (not week_folder or bool(_WEEK_FOLDER.fullmatch(week_folder)))


def read_manifest(path: str, data: bytes, shown: object) -> Recorded:
    """The manifest at this path below an export's folder; `shown` is where people find it.

    Raises:
        WriteError: it cannot be read.
    """
    try:
        content = json.loads(data)
        if content["fitexport"] != MANIFEST_FORMAT:
            raise ValueError("of another version of fitexport")
        files = {
            _joined(path.rpartition("/")[0], name): str(facts["sha256"])
            for name, facts in content["files"].items()
            if _NAME.fullmatch(name)
        }
        return Recorded(path, season_of_facts(content), files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WriteError(
            f"{shown} is not a manifest that fitexport can read",
            "it lists which files here are fitexport's; move it away, or choose another --out",
        ) from error


def season_of_facts(content: Mapping[str, Any]) -> ExportedSeason | None:
    """The season in a manifest; None in that of custom workouts.

    Raises:
        ValueError, KeyError, TypeError: it is none of ours.
    """
    if export_of(content) == WORKOUTS:
        return None
    start = date.fromisoformat(content["start"])
    end = date.fromisoformat(content.get("race_day", content["start"]))
    season, athlete = str(content.get("season", "")), str(content.get("athlete", ""))
    if not YEARS[0] <= start.year <= YEARS[1] or not f"{season}{athlete}".isprintable():
        raise ValueError("a start or an id that no plan has")
    return ExportedSeason(season, athlete, start, end)


def refuse_another_kind(
    out: object, bundles: Sequence[Bundle], earlier: Sequence[Recorded]
) -> None:
    """A plan can export its weeks again, but custom workouts may be lost: neither replaces the other.

    Raises:
        WriteError: `out`, or whatever it names, has an export of the other kind.
    """
    other = next(
        (each.export for each in earlier if each.export != export_of(bundles[0].facts)), ""
    )
    if other:
        what = "workouts of your own" if other == WORKOUTS else "weeks of a plan"
        raise WriteError(
            f"{out} has {what} in it, which this export would delete",
            "choose another --out, or delete that folder first",
        )


def in_the_way(
    out: Path,
    wanted: Mapping[str, bytes],
    found: Mapping[str, str | None],
    ours: Mapping[str, str],
) -> list[Path]:
    """What stands where files are wanted, and is neither ours and unchanged nor equal to the new one:
    the user's files, links, and files in place of folders."""
    blocked = []
    for path, data in wanted.items():
        target = out / path
        parent = target.parent
        if parent != out and (parent.is_symlink() or (parent.exists() and not parent.is_dir())):
            blocked.append(parent)
        elif not is_taken(target):
            continue
        elif found[path] is None or found[path] not in (ours.get(path), sha256(data).hexdigest()):
            blocked.append(target)
    return list(dict.fromkeys(blocked))


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
