"""Files of the user: what a FIT file makes a watch do, files in words, and recorded runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fitexport.agents.arguments import ForFiles, ForRun, ForRuns
from fitexport.agents.reach import InTime, Reach
from fitexport.agents.who import known_settings
from fitexport.errors import RecordingError, UsageError
from fitexport.export.from_recordings import known_of
from fitexport.export.manifest import recorded_units
from fitexport.export.reading import read_files as readings_of
from fitexport.fit.checking import check_files as checked
from fitexport.fit.files import files_by_folder, fit_files
from fitexport.recording import report
from fitexport.recording.ranking import rank
from fitexport.recording.recording import Recording
from fitexport.recording.review import review_file
from fitexport.recording.reviewed import plain_review
from fitexport.recording.runs import RecordingFile, find_runs, recording_files

MAX_FIT_FILES = 100
"""In one call; a watch holds fewer workouts."""


def check_files(reach: Reach, args: ForFiles) -> dict[str, Any]:
    """What FIT workouts and schedules of any program make a watch do, step by step, and what would fail
    on it, as an independent library reads them."""
    from fitexport.fit.witness import witness

    path = _fit_path(reach, args.path)
    found = []
    for folder, files in files_by_folder([path]):
        units = args.units or recorded_units(folder)
        found += [each.facts for each in checked(folder, files, units, witness, [path])]
    return {"files": found, "notes": []}


def read_files(reach: Reach, args: ForFiles) -> dict[str, Any]:
    """FIT workouts in the notation, schedules and calendars day by day, whoever made them."""
    readings, refused = readings_of([_fit_path(reach, args.path)], args.units)
    if refused and not readings:
        raise refused[0]
    return {
        "files": [reading.facts for reading in readings],
        "notes": [f"cannot be read: {each.headline}" for each in refused],
    }


def find_fitness(reach: Reach, args: ForRuns) -> dict[str, Any]:
    """The best efforts in recorded runs (FIT, GPX, TCX, or archives of them), which mile they are
    worth, and how far to trust that; the best run first."""
    path = reach.folders.existing(args.path)
    reach.folders.check_inside(path)
    settings, notes = known_settings(reach, args)
    files = recording_files([path], beside=path not in reach.folders.roots)
    in_time = reach.deadline()
    found = find_runs(_Timed(file, file.path, file.in_folder, in_time) for file in files)
    if not found.runs and found.refused:
        raise found.refused[0]
    if not found.runs:
        raise RecordingError("there is no run among these files", "give the recording of a run")
    since = args.since
    runs = [run for run in found.runs if since is None or (run.day and run.day >= since)]
    if not runs:
        raise RecordingError(f"there is no run since {since}", "give an earlier day")
    facts = report.ranking_facts(
        rank(runs, known_of(settings, args.as_of or reach.this_day())), found
    )
    for key, what in (("runs", "run"), ("skipped", "skipped file")):
        if (more := len(facts[key]) - args.most) > 0:
            notes += (f"{more} more {what}{'s' if more > 1 else ''}",)
            facts[key] = facts[key][: args.most]
    return {**facts, "notes": list(notes)}


def review_run(reach: Reach, args: ForRun) -> dict[str, Any]:
    """A workout as it was run, rep by rep beside its targets; from the FIT file that a watch recorded
    of it."""
    return {**plain_review(review_file(reach.folders.existing(args.path))), "notes": []}


@dataclass(frozen=True, slots=True)
class _Timed:
    """A file of recordings, read as long as there is time."""

    file: RecordingFile
    path: Path
    in_folder: bool
    in_time: InTime

    def recordings(self) -> Iterator[Recording | RecordingError]:
        return self.in_time(self.file.recordings())


def _fit_path(reach: Reach, name: str) -> Path:
    path = reach.folders.existing(name)
    reach.folders.check_inside(path)
    many = len(fit_files(path, "**/")) if path.is_dir() else 1
    if many > MAX_FIT_FILES:
        raise UsageError(
            f"there are {many} FIT files in it; the limit is {MAX_FIT_FILES}",
            "name one of its folders, or a file; recorded runs are for find_fitness",
            where=path,
        )
    return path
