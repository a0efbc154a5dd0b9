"""Files and folders -> the runs recorded in them, judged, the best first; one of them -> a result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from os.path import isdir
from pathlib import Path
from typing import NamedTuple, Protocol

from fitexport.errors import NoRunError, RecordingError, UsageError
from fitexport.pace.results import Result
from fitexport.recording.archive import ARCHIVE, is_recording
from fitexport.recording.catalogue import Catalogue, catalogue_of
from fitexport.recording.doubts import on_wheels
from fitexport.recording.efforts import Effort
from fitexport.recording.judging import BASIS_M, Fitness, judge
from fitexport.recording.read import recordings
from fitexport.recording.recording import INDOOR, Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The facts kept of a judged recording."""

    path: Path
    name: str
    """The name of its file; within an archive, of its member."""
    title: str = ""
    """What its owner calls it; "" if it has no name."""
    sport: str
    kind: str
    is_indoor: bool
    day: date | None
    begin_s: float | None
    """Since 1970; None: the file has no date."""
    total_m: float
    elapsed_s: float
    ran_s: float
    """Without pauses."""
    cut_m: float
    on_wheels: bool
    """Whether part of it may have been driven or ridden."""
    peak_bpm: float | None
    """The heart rate held for a while; None: too little was measured."""
    notes: tuple[str, ...]
    fitness: Fitness

    @property
    def is_short(self) -> bool:
        """Whether its mile is a guess: it has no 1500 m, and speed over 800 m may not last for a mile."""
        return self.fitness.basis.distance_m < BASIS_M

    @property
    def best(self) -> Effort:
        """The effort to mark in a chart: the mile, or else the one that was judged."""
        efforts = self.fitness.efforts
        return next((each for each in efforts if each.distance == "mile"), self.fitness.basis)


class Source(Protocol):
    """Something with recordings in it: a file, or what a server has."""

    @property
    def path(self) -> Path:
        """The file, or what stands for it where files are named."""

    @property
    def in_folder(self) -> bool:
        """Whether it was found, not asked for by name, so that it may turn out to be no run."""

    def recordings(self) -> Iterator[Recording | RecordingError]:
        """The runs in it, one at a time, as `read.recordings` has them."""


class RecordingFile(NamedTuple):
    """A file to read; one found in a folder may turn out to be no run."""

    path: Path
    in_folder: bool
    catalogue: Catalogue | None = None
    """The list of activities that comes with its folder."""

    def recordings(self) -> Iterator[Recording | RecordingError]:
        """The runs in it."""
        return recordings(self.path, self.catalogue)


class Skipped(NamedTuple):
    """A file in a folder that is no run."""

    error: RecordingError

    @property
    def reason(self) -> str:
        """In a few words, the same for similar files."""
        error = self.error
        return error.summary if isinstance(error, NoRunError) else error.problem.split(":")[0]


class FoundRuns(NamedTuple):
    """The runs of many files, in their order."""

    runs: Sequence[Run]
    refused: Sequence[RecordingError]
    """Errors of the files that were given by name."""
    skipped: Sequence[Skipped]


def recording_files(paths: Iterable[Path], *, beside: bool = True) -> list[RecordingFile]:
    """The files, each once; in a folder, those with the endings of recordings. `beside`: lists of
    activities are also searched beside a folder.

    Raises:
        UsageError: a folder has none.
    """
    found: dict[Path, RecordingFile] = {}
    for path in paths:
        in_folder = isdir(path)  # noqa: PTH112 (False, too, for a name that is too long)
        catalogue = catalogue_of(path, beside=beside) if in_folder else None
        for file in _inside(path) if in_folder else (path,):
            found.setdefault(file, RecordingFile(file, in_folder, catalogue))
    return list(found.values())


def _inside(folder: Path) -> list[Path]:
    inside = [
        file for file in sorted(folder.rglob("*")) if is_recording(file.name) and file.is_file()
    ]
    if not inside:
        raise UsageError(
            "there are no recordings in it", "give a folder of GPX, TCX or FIT files", where=folder
        )
    return inside


def find_runs(sources: Iterable[Source]) -> FoundRuns:
    """Read and judge each file by itself. In folders, files that are no runs are skipped."""
    runs: list[Run] = []
    refused: list[RecordingError] = []
    skipped: list[Skipped] = []
    for source in sources:
        path = source.path
        for each in source.recordings():
            found = each if isinstance(each, RecordingError) else judged(path, each)
            if isinstance(found, Run):
                runs.append(found)
            elif source.in_folder or _is_member(found, path):
                skipped.append(Skipped(found.located(path)))
            else:
                refused.append(found.located(path))
    return FoundRuns(runs, refused, skipped)


def _is_member(error: RecordingError, path: Path) -> bool:
    """Whether an error belongs to one file in an archive."""
    return path.name.lower().endswith(ARCHIVE) and bool(error.where)


def judged(path: Path, recording: Recording) -> Run | RecordingError:
    """The run recorded in a file, judged by itself, or why it is none."""
    try:
        fitness = judge(recording)
    except RecordingError as error:
        return error if recording.name == path.name else error.located(recording.name)
    return Run(
        path=path,
        name=recording.name,
        title=recording.title,
        sport=recording.sport,
        kind=recording.kind,
        is_indoor=recording.is_indoor,
        day=recording.day,
        begin_s=recording.start.timestamp() if recording.start else None,
        total_m=recording.total_m,
        elapsed_s=recording.elapsed_s,
        ran_s=recording.ran_s,
        cut_m=recording.cut_m,
        on_wheels=on_wheels(recording, fitness.basis),
        peak_bpm=recording.peak_bpm,
        notes=recording.notes,
        fitness=fitness,
    )


def result_of(run: Run, day: date | None = None, *, force: bool = False) -> Result:
    """The result of a run for fitexport.toml; with `force`, even downhill or indoors.

    Raises:
        UsageError: neither the recording nor the caller gives a day.
        RecordingError: it was downhill or indoors, or is doubtful.
    """
    fitness = run.fitness
    day = day or run.day
    if day is None:
        raise UsageError("it has no date", "give --date 2027-04-09", where=run.path)
    little = ""
    if run.is_indoor:
        little = f"it is {INDOOR.get(run.kind, 'a run without positions')}, accurate to {fitness.doubt:.0%}"
    elif fitness.is_downhill:
        little = f"it dropped {fitness.drop_m:.0f} m from start to end"
    elif fitness.doubts:
        little = f"it is doubtful ({', '.join(fitness.doubts)})"
    if little and not force:
        raise RecordingError(
            f"{little}, so it says little about your mile",
            "nothing was saved; --force saves it anyway",
            where=run.path,
        )
    return Result(day=day, distance=fitness.basis.distance, time_s=round(fitness.basis.time_s, 1))
