"""What the page puts on a watch: the plan's next days, or one of its weeks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from fitexport.errors import UsageError
from fitexport.export.compile import compile_week
from fitexport.export.for_watch import payload_of_plan
from fitexport.fit.schedule_file import SCHEDULE_NAME
from fitexport.page.words import in_page_words
from fitexport.season.athlete import resolve
from fitexport.season.season import Season
from fitexport.season.settings import FILE_NAME, Settings
from fitexport.season.settings_file import settings_of
from fitexport.season.starting import Kept, start_season
from fitexport.units import parse_date
from fitexport.watch.limits import USUAL, Limits
from fitexport.watch.payload import Payload, payload_of_files


class Wanted(NamedTuple):
    """A runner's season on a day, and which part of it goes onto the watch."""

    season: Season
    remarks: tuple[str, ...]
    """What was assumed."""
    day: date
    week: int | None
    """None: the next 14 days."""

    def payload(self, limits: Limits = USUAL) -> Payload:
        """The files for a watch of these limits.

        Raises:
            ScheduleError: the plan has no such week.
            EncodeError, ProofError: a session does not fit into a watch file.
        """
        if self.week is None:
            return payload_of_plan(self.season, self.day, limits)
        return payload_of_files(
            {Path(name): data for name, data in self.files().items()}, Path(f"week {self.week}")
        )

    def files(self) -> dict[str, bytes]:
        """The FIT files alone, to be copied by hand: those of the week, else of the next days."""
        if self.week is None:
            payload = payload_of_plan(self.season, self.day)
            files = {each.file: each.data for each in payload.workouts}
            return files | ({SCHEDULE_NAME: payload.schedule()} if payload.entries else {})
        bundle = compile_week(self.season, self.week, today=self.day)
        return {name: data for name, data in bundle.contents().items() if name.endswith(".fit")}


def wanted(values: Mapping[str, Any], kept: Kept = lambda: None) -> Wanted:
    """What the page asks for: `text`, that of a fitexport.toml or "", `today`, and `week`, a number
    or "". A season that was installed before keeps what `kept` looks up.

    Raises:
        FitexportError: the text has errors, or there is no such week.
    """
    today = parse_date(values["today"])
    text = values.get("text") or ""
    settings = settings_of(text, Path(FILE_NAME)) if text else Settings()
    athlete, defaults = resolve(settings)
    season, remarks = start_season(settings, athlete, today, kept, "the watch's calendar")
    remarks = tuple(map(in_page_words, (*defaults, *remarks)))
    return Wanted(season, remarks, today, _week(values.get("week") or ""))


def _week(text: str) -> int | None:
    if text and not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise UsageError(f'"{text}" is no week', "write its number, such as 3")
    return int(text) if text else None
