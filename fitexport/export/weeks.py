"""Weeks of a season -> a folder, and the revisions of their calendars remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fitexport.calendar.memory import read_memory, remember
from fitexport.calendar.revisions import NONE_YET, newest
from fitexport.export.bundle import Bundle
from fitexport.export.compile import compile_week
from fitexport.export.earlier import calendar_revisions
from fitexport.export.folder import Written, recorded_calendars, write_bundles
from fitexport.season.season import Season


@dataclass(frozen=True, slots=True)
class Export:
    """The weeks that were exported, and what that did to the folder."""

    bundles: tuple[Bundle, ...]
    written: Written

    @property
    def remarks(self) -> Iterator[str]:
        """What a runner might miss in the folder, and why it is not there."""
        sessions = [session for bundle in self.bundles for session in bundle.sessions]
        if any(each.workout is None and each.session.sport() is None for each in sessions):
            yield "cross-training makes no watch file until you name your sport (--cross cycling)"
        if any(not bundle.entries and bundle.workouts for bundle in self.bundles):
            yield "a week that is past gets no schedule.fit: its workouts start from the watch's list"


def export_weeks(
    season: Season, weeks: Sequence[int], out: Path, *, today: date, memory: Path | None = None
) -> Export:
    """Compile and prove weeks, write them below `out`, all or none, each in a folder of its own
    (`w03`) if they are several. `memory` is the file that remembers what calendars have said
    of each event, so that one that changes gets a higher number than it had, there or in the
    calendars that are replaced.

    Raises:
        ScheduleError: the plan has no such week.
        EncodeError, ProofError: a session that no watch file can hold.
        WriteError: something of the user's stands in the way, or the folder cannot take it.
    """
    known = read_memory(memory).revisions if memory else NONE_YET
    known = newest(known, calendar_revisions(*recorded_calendars(out)))
    bundles = tuple(
        compile_week(
            season,
            week,
            today=today,
            folder=f"w{week:02d}" if len(weeks) > 1 else "",
            known=known,
        )
        for week in weeks
    )
    written = write_bundles(out, bundles)
    if memory:
        now = {uid: revision for each in bundles for uid, revision in each.revisions.items()}
        remember(memory, lambda before: before.with_revisions(now))
    return Export(bundles, written)
