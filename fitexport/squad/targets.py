"""Where the files of athletes go: a folder for each, or a ZIP for each."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from fitexport.calendar.revisions import NONE_YET, Revisions, newest, written_revisions
from fitexport.errors import WriteError
from fitexport.export.bundle import Bundle
from fitexport.export.earlier import calendar_revisions
from fitexport.export.folder import (
    Written,
    files_of,
    recorded_calendars,
    recorded_season,
    season_of_facts,
    write_bundles,
)
from fitexport.export.manifest import MANIFEST_NAME
from fitexport.fit.identity import ExportedSeason
from fitexport.page.zipped import zipped
from fitexport.squad.stores import Store

_SUFFIX = ".zip"
_MAX_ZIP_BYTES = 32 * 1024 * 1024
"""Unpacked; the weeks of a plan have 200 kB."""


class Earlier(NamedTuple):
    """What an earlier export of an athlete leaves for the next one."""

    season: ExportedSeason | None = None
    revisions: Revisions = NONE_YET
    sizes: Mapping[str, int] = MappingProxyType({})
    """The bytes of each file that is there, where it takes time to look."""
    read: Mapping[str, bytes] = MappingProxyType({})
    """Those of them that were read."""


class Target(Protocol):
    """A place for the files of many athletes, each under the name of the athlete's folder. It is
    handed to other processes."""

    def earlier(self, name: str) -> Earlier:
        """What was exported there before; an export that was interrupted is finished first.

        Raises:
            WriteError: it cannot be read.
        """

    def write(self, name: str, bundles: Sequence[Bundle], earlier: Earlier) -> Written:
        """Write all files of an athlete, or nothing; `earlier` is what was just found there.

        Raises:
            WriteError: files of somebody else are in the way, or they cannot be written.
        """

    def names(self) -> Iterator[str]:
        """Whatever may be an athlete's there."""


@dataclass(frozen=True, slots=True)
class Folders:
    """A folder for each athlete below this one."""

    root: Path

    def earlier(self, name: str) -> Earlier:
        folder = self.root / name
        if not folder.exists():
            return Earlier()
        season = recorded_season(folder)
        return Earlier(season, calendar_revisions(*recorded_calendars(folder)))

    def write(self, name: str, bundles: Sequence[Bundle], earlier: Earlier) -> Written:
        return write_bundles(self.root / name, bundles)

    def names(self) -> Iterator[str]:
        return (path.name for path in self.root.iterdir() if path.is_dir())


@dataclass(frozen=True, slots=True)
class Zips:
    """A ZIP for each athlete, with what would be in the athlete's folder."""

    store: Store

    def earlier(self, name: str) -> Earlier:
        data = self.store.read(f"{name}{_SUFFIX}")
        if data is None:
            return Earlier()
        files = _unzipped(data)
        season = None
        for facts in _manifests(files).values():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                season = season or season_of_facts(facts)
        calendars = (data for path, data in files.items() if path.endswith(".ics"))
        revisions = newest(NONE_YET, *map(written_revisions, calendars))
        return Earlier(season, revisions, read={name: data})

    def write(self, name: str, bundles: Sequence[Bundle], earlier: Earlier) -> Written:
        files, before = files_of(bundles), earlier.read.get(name)
        data = zipped(files.items())
        if before == data:
            return Written((), (), tuple(files), (), ())
        zip_name = f"{name}{_SUFFIX}"
        if before is not None and not _is_ours(_unzipped(before)):
            raise WriteError(
                "not written by fitexport, or changed since, and in the way:\n"
                f"  {self.store.at(zip_name)}",
                "move it away, or choose another --out",
            )
        self.store.write(zip_name, [data])
        made = tuple(files)
        return Written((), made, (), (), ()) if before else Written(made, (), (), (), ())

    def names(self) -> Iterator[str]:
        return (each.removesuffix(_SUFFIX) for each in self.store.names() if each.endswith(_SUFFIX))


def _unzipped(data: bytes) -> dict[str, bytes]:
    """What is in an athlete's ZIP; nothing if it is none, or too large to be ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = archive.infolist()
            if sum(each.file_size for each in inside) > _MAX_ZIP_BYTES:
                return {}
            return {each.filename: archive.read(each) for each in inside}
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return {}


def _manifests(files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """The manifests among files: the folder of each, with its slash -> its content."""
    found = {}
    for path, data in files.items():
        folder, is_manifest = path.removesuffix(MANIFEST_NAME), path.endswith(MANIFEST_NAME)
        with contextlib.suppress(ValueError, RecursionError):
            content = json.loads(data) if is_manifest else None
            if isinstance(content, dict) and isinstance(content.get("files"), dict):
                found[folder] = content
    return found


def _is_ours(files: Mapping[str, bytes]) -> bool:
    """Whether every file is a manifest, or listed in one with its hash."""
    known = {
        f"{folder}{name}": facts.get("sha256")
        for folder, content in _manifests(files).items()
        for name, facts in content["files"].items()
        if isinstance(facts, dict)
    }
    return bool(known) and all(
        path.endswith(MANIFEST_NAME) or known.get(path) == sha256(data).hexdigest()
        for path, data in files.items()
    )
