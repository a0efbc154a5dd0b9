"""Files and folders -> the runs recorded in them, judged, the best first; one of them -> a result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from fitexport.errors import NoRunError, RecordingError, UsageError
from fitexport.pace.results import Result
from fitexport.recording.archive import ARCHIVE, is_recording
from fitexport.recording.catalogue import Catalogue, catalogue_of
from fitexport.recording.efforts import Effort
from fitexport.recording.judging import Fitness, judge
from fitexport.recording.read import recordings
from fitexport.recording.recording import Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is known of a recording once it is judged; the recording itself is dropped."""

    path: Path
    sport: str
    day: date | None
    total_m: float
    elapsed_s: float
    fitness: Fitness

    @property
    def best(self) -> Effort:
        """The effort to mark in a chart: the mile, or else the one that was judged."""
        efforts = self.fitness.efforts
        return next((each for each in efforts if each.distance == "mile"), self.fitness.basis)


class RecordingFile(NamedTuple):
    """A file to read; one found in a folder may turn out to be no run."""

    path: Path
    in_folder: bool
    catalogue: Catalogue | None = None
    """What a list of activities says that comes with its folder."""


class FoundRuns(NamedTuple):
    """The runs of many files, the best first."""

    runs: Sequence[Run]
    refused: Sequence[RecordingError]
    passed_over: Mapping[str, int]
    """What else folders hold (`cycling`, `walking`...), and how many of each."""


def recording_files(paths: Iterable[Path]) -> list[RecordingFile]:
    """The files, each once; in a folder, those whose names end as recordings do.

    Raises:
        UsageError: a folder has none.
    """
    found: dict[Path, RecordingFile] = {}
    for path in paths:
        in_folder = path.is_dir()
        catalogue = catalogue_of(path) if in_folder else None
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


def find_runs(files: Iterable[RecordingFile], max_hr: int | None = None) -> FoundRuns:
    """Read and judge all files. In folders, rides, walks and workouts are passed over."""
    runs: list[Run] = []
    refused: list[RecordingError] = []
    passed_over: Counter[str] = Counter()
    for path, in_folder, catalogue in files:
        for each in recordings(path, catalogue):
            found = each if isinstance(each, RecordingError) else _judged(path, each, max_hr)
            if isinstance(found, Run):
                runs.append(found)
            elif isinstance(found, NoRunError) and (
                in_folder or path.name.lower().endswith(ARCHIVE)
            ):
                passed_over[found.summary] += 1
            else:
                refused.append(found.located(path))
    runs.sort(key=lambda run: (run.fitness.mile_s, str(run.path)))
    return FoundRuns(runs, refused, passed_over)


def _judged(path: Path, recording: Recording, max_hr: int | None) -> Run | RecordingError:
    try:
        fitness = judge(recording, max_hr)
    except RecordingError as error:
        return error
    return Run(
        path=path,
        sport=recording.sport,
        day=recording.day,
        total_m=recording.total_m,
        elapsed_s=recording.elapsed_s,
        fitness=fitness,
    )


def result_of(run: Run, day: date | None = None, *, force: bool = False) -> Result:
    """The result that a run is for fitexport.toml; with `force`, of a downhill run, too.

    Raises:
        UsageError: neither the recording nor the caller gives a day.
        RecordingError: it went downhill.
    """
    fitness = run.fitness
    day = day or run.day
    if day is None:
        raise UsageError(
            "it does not say which day it was", "give --date 2027-04-09", where=run.path
        )
    if fitness.is_downhill and not force:
        raise RecordingError(
            f"it fell {fitness.drop_m:.0f} m from start to end, so it says little of your mile",
            "nothing was saved; --force saves it all the same",
            where=run.path,
        )
    return Result(day=day, distance=fitness.basis.distance, time_s=round(fitness.basis.time_s, 1))
