"""Two exports, or an export and the plan, or two calendars -> what differs in the second."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from fitexport.errors import FitFormatError, OtherFileError, UsageError
from fitexport.export.compile import compile_week
from fitexport.export.manifest import recorded_days
from fitexport.export.reading import is_calendar, read_calendar
from fitexport.fit.decode import decode
from fitexport.fit.files import files_by_folder, neighbours, read_fit
from fitexport.fit.found import Found, FoundSchedule
from fitexport.fit.workout_diff import Dated, dated, named_by
from fitexport.season.season import Season


def exported_workouts(path: Path) -> tuple[Dated, ...]:
    """The workouts of a file or folder; folders in a folder are weeks of one export. A schedule
    means the workouts that it names, present or not; other kinds of FIT files in a folder
    are skipped.

    Raises:
        UsageError: there is no such file or folder, or no FIT file in it.
        FitFormatError: one of the files is damaged, or not a workout.
    """
    found: list[Dated] = []
    for folder, files in files_by_folder([path]):
        contents: dict[str, Found] = {}
        for file in files:
            content = read_fit(file, decode)
            if isinstance(content, OtherFileError) and file != path:
                continue
            if isinstance(content, FitFormatError):
                raise content.located(file)
            contents[file.name] = content
            if file == path and isinstance(content, FoundSchedule):
                return named_by(content, neighbours(folder, (), decode))
        found += dated(contents, recorded_days(folder))
    return tuple(found)


def planned_workouts(season: Season, weeks: Iterable[int], today: date) -> tuple[Dated, ...]:
    """The workouts that an export of these weeks would have now."""
    found: list[Dated] = []
    for week in weeks:
        bundle = compile_week(season, week, today=today)
        days = {each.file: each.day for each in bundle.workouts if each.day}
        files = {name: data for name, data in bundle.files().items() if name in days}
        found += dated({name: decode(data) for name, data in files.items()}, days)
    return tuple(found)


class CalendarDiff(NamedTuple):
    """The lines of each event that is changed, new or gone; how many are unchanged."""

    changes: tuple[list[str], ...]
    same: int
    left_out: tuple[str, ...]
    """A line for each event that cannot be read."""


def compare_calendars(old: Path, new: Path) -> CalendarDiff:
    """What differs in the second calendar.

    Raises:
        UsageError: one of them is not a calendar.
    """
    from fitexport.calendar.event_diff import calendar_changes  # loads icalendar

    for path in (old, new):
        if not is_calendar(path):
            raise UsageError("not a calendar", "compare a calendar with a calendar", where=path)
    before, after = read_calendar(old), read_calendar(new)
    changes = tuple(calendar_changes(before.events, after.events))
    known = {event.uid for event in (*before.events, *after.events)}
    left_out = (
        f"{path}: cannot be read: {line}"
        for path, found in ((old, before), (new, after))
        for line in found.left_out
    )
    return CalendarDiff(changes, len(known) - len(changes), tuple(left_out))
