"""The season that a calendar is made of: from options and files to events."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from fitexport.calendar.ics import Event, plan_uid
from fitexport.calendar.memory import Memory, read_memory
from fitexport.cli.inputs import (
    calendar_memory,
    chosen_season,
    remark_on_goal,
    runner,
    say,
    say_left_out,
    say_missed,
)
from fitexport.export.compile import season_events


class CalendarSeason:
    """What the command line says of runner and plan, and the events that follow."""

    def __init__(self, config: Path | None, given: dict[str, Any], today: date) -> None:

        settings, athlete = runner(config, given)
        remark_on_goal(athlete)
        self.season = chosen_season(settings, athlete, today)
        schedule, calendar_settings = self.season.schedule, athlete.calendar_settings
        if (
            calendar_settings.remind_min is not None
            and not calendar_settings.at
            and calendar_settings.strength_at is None
        ):
            say("all-day events have no alarm, it would ring at midnight (--at gives them a time)")
        weeks = range(1, schedule.weeks + 1)
        say_left_out(schedule, weeks)
        say_missed(schedule, weeks)
        self.plan = plan_uid(self.season.id, athlete.id)
        self.events: tuple[Event, ...] = season_events(self.season)
        self.memory_file = calendar_memory(config)
        self.memory: Memory = read_memory(self.memory_file) if self.memory_file else Memory()
