"""Weeks of a season -> a folder, and the revisions of their calendars remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from fitexport.calendar.memory import read_memory, remember
from fitexport.calendar.revisions import NONE_YET, Revisions, newest
from fitexport.export.bundle import Bundle
from fitexport.export.compile import compile_week
from fitexport.export.earlier import calendar_revisions
from fitexport.export.folder import Written, recorded_calendars, write_bundles
from fitexport.export.other_formats import in_formats
from fitexport.fit.workout_file import MAX_STEPS
from fitexport.season.season import Season


class Export(NamedTuple):
    """The exported weeks, and what changed in the folder."""

    bundles: tuple[Bundle, ...]
    written: Written

    @property
    def remarks(self) -> Iterator[str]:
        """Files that a runner might miss in the folder, and why."""
        sessions = [session for bundle in self.bundles for session in bundle.sessions]
        if any(each.workout is None and each.session.sport() is None for each in sessions):
            yield "cross-training makes no watch file without a sport (--cross cycling)"
        if any(not bundle.entries and bundle.workouts for bundle in self.bundles):
            yield "a past week gets no schedule.fit: start its workouts from the watch's list"


def export_weeks(
    season: Season,
    weeks: Sequence[int],
    out: Path,
    *,
    today: date,
    memory: Path | None = None,
    formats: Sequence[str] = (),
) -> Export:
    """Compile and prove weeks, and write all or none of them below `out`, several each in their own
    folder (`w03`). `memory` is the file that remembers the revisions of events, so that changed
    ones get a higher number than before, there or in the replaced calendars. `formats` as below.

    Raises:
        ScheduleError: the plan has no such week.
        EncodeError, ProofError: a session does not fit into a watch file.
        WriteError: files of the user are in the way, or the folder is not writable.
    """
    known = read_memory(memory).revisions if memory else NONE_YET
    known = newest(known, calendar_revisions(*recorded_calendars(out)))
    bundles = compile_weeks(season, weeks, today=today, known=known, formats=formats)
    written = write_bundles(out, bundles)
    if memory:
        now = {uid: revision for each in bundles for uid, revision in each.revisions.items()}
        remember(memory, lambda before: before.with_revisions(now))
    return Export(bundles, written)


def plain_bundles(season: Season, bundles: Sequence[Bundle]) -> list[dict[str, Any]]:
    """Weeks as plain data."""
    from fitexport.export.overview import plain_week, week_page  # only --json needs it

    return [plain_week(week_page(season, each.week), each.sessions) for each in bundles]


def compile_weeks(
    season: Season,
    weeks: Sequence[int],
    *,
    today: date,
    known: Revisions = NONE_YET,
    most_steps: int = MAX_STEPS,
    formats: Sequence[str] = (),
) -> tuple[Bundle, ...]:
    """Pace, encode, bundle and prove weeks, several each for a folder of its own (`w03`). `formats`
    are other programs' formats (`zwo`) that each workout is written in, too.

    Raises:
        ScheduleError: the plan has no such week.
        EncodeError, ProofError: a session does not fit into a watch file.
    """
    bundles = tuple(
        compile_week(
            season,
            week,
            today=today,
            folder=f"w{week:02d}" if len(weeks) > 1 else "",
            known=known,
            most_steps=most_steps,
        )
        for week in weeks
    )
    if not formats:
        return bundles
    return tuple(
        replace(each, others=in_formats(each.workouts, formats, season.athlete)) for each in bundles
    )
