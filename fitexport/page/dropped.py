"""Files that were dropped on the page -> the runs and the workouts in them, and why others are neither.

What a file is, its bytes tell, not its name. Files are read part by part, so that the page can
show how far it is, and stop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from fitexport.errors import FitexportError, FitFormatError, RecordingError, UsageError
from fitexport.fit.assemble import neither
from fitexport.fit.checking import Checked, check_found
from fitexport.fit.decode import file_type
from fitexport.fit.found import Found
from fitexport.fit.profile import FileType
from fitexport.fit.reader import MAX_BYTES as MAX_WORKOUT_BYTES
from fitexport.recording.archive import BROKEN, SIGNATURES, Allowance, members
from fitexport.recording.read import check_size, recordings_in
from fitexport.recording.recording import Recording
from fitexport.recording.runs import FoundRuns, Run, Skipped, judged
from fitexport.units import Units

MAX_ARCHIVE_BYTES = 256 * 1024 * 1024
"""The command reads archives from the disk; a page has them in memory, more than once."""
HEAD = 1000
"""So many bytes tell what a file is."""
_FOR_WATCHES = (FileType.WORKOUT, FileType.SCHEDULE)
_KEPT = 50
"""The runs that can be shown point by point: the best. Each has up to a megabyte."""

_Key = tuple[Path, str, float, float | None]


class WatchFile(NamedTuple):
    """A workout or a schedule, and what fit-tool reads in it."""

    path: Path
    data: bytes
    found: Found | FitFormatError


@dataclass(slots=True)
class Drop:
    """What has been read so far of the files that were dropped together."""

    runs: list[Run] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    """Parts of archives."""
    refused: list[FitexportError] = field(default_factory=list)
    files: list[WatchFile] = field(default_factory=list)
    _points: dict[_Key, tuple[float, Recording]] = field(default_factory=dict)
    """With the mile of each."""

    def refuse(self, name: str, error: FitexportError) -> None:
        """Note why a file cannot be used."""
        self.refused.append(error.located(name))

    def reading(self, name: str, data: bytes) -> Iterator[str]:
        """Read a file; the name of each part when it has been read."""
        try:
            check(data, len(data))
            if data[:4] in SIGNATURES:
                yield from self._archive(name, data)
            elif file_type(data) in _FOR_WATCHES:
                self._add_file(Path(name), data)
                yield name
            else:
                yield from self._recordings_in(name, data)
        except FitexportError as error:
            self.refuse(name, error)

    def _archive(self, name: str, data: bytes) -> Iterator[str]:
        workouts = set()
        allowance = Allowance(len(data))
        for inside, member in members(BytesIO(data), allowance):
            if isinstance(member, RecordingError) or not inside.lower().endswith(".fit"):
                continue
            try:
                content = member.read(HEAD)
                if file_type(content) not in _FOR_WATCHES:
                    continue
                # One byte too many for a watch: check says so.
                content += member.read(MAX_WORKOUT_BYTES + 1 - len(content))
            except BROKEN:
                continue  # the error comes with the recordings
            allowance.spend(len(content))
            self._add_file(Path(name, inside), content)
            workouts.add(inside)
            yield inside
        yield from self._recordings_in(name, data, workouts)

    def _add_file(self, path: Path, data: bytes) -> None:
        from fitexport.fit.witness import witness  # fit-tool

        try:
            found: Found | FitFormatError = witness(data)
        except FitFormatError as error:
            found = error
        taken = {each.path for each in self.files}
        again = 2
        while path in taken:
            path = path.with_name(f"{path.stem} ({again}){path.suffix}")
            again += 1
        self.files.append(WatchFile(path, data, found))

    def _recordings_in(
        self, name: str, data: bytes, workouts: set[str] | frozenset[str] = frozenset()
    ) -> Iterator[str]:
        for each in recordings_in(BytesIO(data), Path(name).name, len(data)):
            found = each if isinstance(each, RecordingError) else judged(Path(name), each)
            if isinstance(found, Run):
                assert isinstance(each, Recording)
                self.runs.append(found)
                self._keep(found, each)
                yield found.name
            elif found.where in workouts:
                continue
            elif data[:4] in SIGNATURES and found.where:
                self.skipped.append(Skipped(found.located(name)))
                yield found.where
            else:
                self.refuse(name, found)

    def _keep(self, run: Run, recording: Recording) -> None:
        self._points[_key(run)] = run.fitness.mile_s, recording
        if len(self._points) > _KEPT:
            del self._points[max(self._points, key=lambda key: self._points[key][0])]

    # --- what came of it ------------------------------------------------------------------

    @property
    def found_runs(self) -> FoundRuns:
        refused = [each for each in self.refused if isinstance(each, RecordingError)]
        return FoundRuns(self.runs, refused, self.skipped)

    def recording_of(self, run: Run) -> Recording | None:
        """The points of a run; None if they were not kept."""
        return self._points.get(_key(run), (0.0, None))[1]

    def checked(self, units: Units) -> Iterator[tuple[WatchFile, Checked]]:
        """What each workout and schedule makes a watch do, and what would fail; those of one
        folder or archive are on a watch together."""
        files = sorted(self.files, key=lambda each: each.path.parts)
        for _, group in groupby(files, key=lambda each: each.path.parent):
            inside = {each.path: each for each in group}
            found = {path: each.found for path, each in inside.items()}
            for each in check_found(found, found, units):
                yield inside[each.path], each


def _key(run: Run) -> _Key:
    return run.path, run.name, run.elapsed_s, run.begin_s


def check(head: bytes, size: int) -> None:
    """Raise FitexportError if the beginning of a file and its size show that it is of no use here."""
    if head[:4] in SIGNATURES:
        if size > MAX_ARCHIVE_BYTES:
            raise RecordingError(
                f"an archive larger than {MAX_ARCHIVE_BYTES // 1024**2} MB, which a page cannot hold",
                "unpack it and drop the runs that matter; fitexport fitness reads it whole",
            )
        return
    check_size(size)
    if b"BEGIN:VCALENDAR" in head[:HEAD].upper():
        raise UsageError("a calendar, which no watch reads", "add it to the calendar on your phone")
    kind = file_type(head)
    if kind not in (None, *_FOR_WATCHES, FileType.ACTIVITY):
        raise UsageError(neither(kind).problem, "drop a recording, a workout or a schedule")
