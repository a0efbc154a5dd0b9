"""A folder for each athlete in a store without transactions, such as a bucket of S3.

No such store renames or locks. An athlete is complete when the manifest is there, which is written after
the files it lists, and the note of what is being written is not: that one is written first and
removed last. The next run knows by both which files are fitexport's, and completes the athlete.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from fitexport.calendar.revisions import NONE_YET, newest, written_revisions
from fitexport.errors import WriteError
from fitexport.export.bundle import Bundle
from fitexport.export.folder import (
    Recorded,
    Written,
    files_of,
    is_manifest,
    read_manifest,
    refuse_another_kind,
)
from fitexport.squad.remote import Remote
from fitexport.squad.targets import Earlier

UNFINISHED = "fitexport-unfinished.json"
"""The note, in the folder of an athlete whose files are being written."""

Hashes = dict[str, set[str]]
"""Path of a file -> the SHA-256 of each content that fitexport gave it, or was about to."""


@dataclass(frozen=True, slots=True)
class RemoteFolders:
    """A folder for each athlete in a store."""

    store: Remote

    def earlier(self, name: str) -> Earlier:
        sizes = self.store.sizes(name)
        notes = [path for path in sizes if is_manifest(path) or path == UNFINISHED]
        read = self._read(name, notes)
        recorded = self._recorded(name, read)
        calendars = self._read(
            name,
            (path for path in _ours(recorded, read) if path in sizes and path.endswith(".ics")),
        )
        return Earlier(
            next((each.season for each in recorded if each.season), None),
            newest(NONE_YET, *map(written_revisions, calendars.values())),
            sizes,
            read | calendars,
        )

    def write(self, name: str, bundles: Sequence[Bundle], earlier: Earlier) -> Written:
        wanted = files_of(bundles)
        recorded = self._recorded(name, earlier.read)
        refuse_another_kind(self.store.at(name), bundles, recorded)
        ours = _ours(recorded, earlier.read)
        found = self._found(name, wanted, ours, earlier)
        if blocked := _in_the_way(wanted, found, ours, earlier.sizes):
            names = "\n".join(f"  {self.store.at(f'{name}/{path}')}" for path in blocked)
            raise WriteError(
                f"not written by fitexport, or changed since, and in the way:\n{names}",
                "move them away, or choose another --out",
            )
        unchanged = [path for path, data in wanted.items() if found.get(path) == _hash(data)]
        written = {path: data for path, data in wanted.items() if path not in unchanged}
        stale = [path for path in ours if path in found and path not in wanted]
        removed = [path for path in stale if found[path] in ours[path]]
        if written or removed:
            self._carry_out(name, written, removed, ours)
        elif UNFINISHED in earlier.sizes:
            self.store.remove(f"{name}/{UNFINISHED}")
        return Written(
            added=tuple(path for path in written if path not in found),
            replaced=tuple(path for path in written if path in found),
            unchanged=tuple(unchanged),
            removed=tuple(removed),
            kept=tuple(path for path in stale if path not in removed),
        )

    def names(self) -> Iterator[str]:
        return (each[:-1] for each in self.store.names() if each.endswith("/"))

    def _carry_out(
        self, name: str, written: Mapping[str, bytes], removed: Sequence[str], ours: Hashes
    ) -> None:
        """The changes in the order that makes them whole, wherever they are interrupted."""
        known = {path: sorted({*hashes}) for path, hashes in ours.items()}
        for path, data in written.items():
            known[path] = sorted({*known.get(path, ()), _hash(data)})
        note = json.dumps({"files": known}, indent=1).encode()
        files = {path: data for path, data in written.items() if not is_manifest(path)}
        manifests = {path: data for path, data in written.items() if is_manifest(path)}
        for step in ({UNFINISHED: note}, files, manifests):
            self.store.write_many({f"{name}/{path}": data for path, data in step.items()})
        for path in (*removed, UNFINISHED):
            self.store.remove(f"{name}/{path}")

    def _found(
        self, name: str, wanted: Mapping[str, bytes], ours: Hashes, earlier: Earlier
    ) -> dict[str, str]:
        """The hash of each file that is there. One that is to stay as the manifest has it, and has the
        size of it, is not read for that."""
        there = [path for path in {**wanted, **ours} if path in earlier.sizes]
        found = {path: _hash(earlier.read[path]) for path in there if path in earlier.read}
        for path in there:
            data = wanted.get(path, b"")
            if earlier.sizes[path] == len(data) and ours.get(path) == {_hash(data)}:
                found.setdefault(path, _hash(data))
        rest = self._read(name, [path for path in there if path not in found])
        return found | {path: _hash(data) for path, data in rest.items()}

    def _read(self, name: str, paths: Iterable[str]) -> dict[str, bytes]:
        """Files of an athlete, by their path below the folder."""
        read = self.store.read_many([f"{name}/{path}" for path in paths])
        return {path[len(name) + 1 :]: data for path, data in read.items()}

    def _recorded(self, name: str, read: Mapping[str, bytes]) -> list[Recorded]:
        return [
            read_manifest(path, data, self.store.at(f"{name}/{path}"))
            for path, data in read.items()
            if is_manifest(path)
        ]


def _ours(recorded: Sequence[Recorded], read: Mapping[str, bytes]) -> Hashes:
    """What fitexport wrote, by the manifests and by the note of an export that was interrupted."""
    ours: Hashes = {each.path: {_hash(read[each.path])} for each in recorded}
    for each in recorded:
        for path, known in each.files.items():
            ours.setdefault(path, set()).add(known)
    with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):  # none of ours
        for path, hashes in json.loads(read.get(UNFINISHED, b""))["files"].items():
            ours.setdefault(path, set()).update(map(str, hashes))
    return ours


def _in_the_way(
    wanted: Mapping[str, bytes],
    found: Mapping[str, str],
    ours: Hashes,
    sizes: Mapping[str, int],
) -> list[str]:
    """Somebody else's files where others are wanted, and files in place of folders."""
    blocked = []
    for path, data in wanted.items():
        folder = path.rpartition("/")[0]
        if folder in sizes:
            blocked.append(folder)
        elif path in found and found[path] not in {*ours.get(path, ()), _hash(data)}:
            blocked.append(path)
    return list(dict.fromkeys(blocked))


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()
