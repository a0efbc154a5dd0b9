"""What a plan is downloaded as: the files of its weeks as the command writes them, its calendar,
its settings."""

from __future__ import annotations

from fitexport.calendar.ics import encode_calendar
from fitexport.errors import UsageError
from fitexport.export.bundle import with_files
from fitexport.export.compile import calendar_title, compile_sessions, season_events
from fitexport.export.folder import files_of
from fitexport.export.weeks import compile_weeks
from fitexport.page.calls import Answer, Asked
from fitexport.page.plan_view import season_of_text, today_of
from fitexport.page.preview import preview
from fitexport.page.zipped import zipped
from fitexport.season.settings import FILE_NAME


def plan_files(asked: Asked) -> Answer:
    """The files of `what`: `week 3`, `all`, `calendar`, `settings`,
    `preview`, or a session, `w3.2`."""
    text, what = asked.values["text"], asked.values["what"]
    if what == "settings":
        return Answer(files={FILE_NAME: text.encode()})
    today = today_of(asked)
    season, _ = season_of_text(text, today)
    schedule = season.schedule
    name = schedule.plan.name
    if what == "calendar":
        data = encode_calendar(season_events(season), calendar_title(season))
        return Answer(files={f"{name}.ics": data})
    if what == "preview":
        return Answer(files={f"{name}-{schedule.race_day}.html": preview(season).encode()})
    if what == "all":
        files = files_of(compile_weeks(season, range(1, schedule.weeks + 1), today=today))
        return Answer(files={f"{name}-{schedule.race_day}.zip": zipped(files.items())})
    if what.startswith("week "):
        number = int(what.removeprefix("week "))
        files = files_of(compile_weeks(season, [number], today=today))
        return Answer(files={f"{name}-week-{number:02d}.zip": zipped(files.items())})
    session = schedule.session(what)
    week = with_files(compile_sessions(schedule.week(schedule.week_on(session.day)), season))
    found = {each.file: each.data for each in week if each.key == what}
    if not found:
        raise UsageError(f"{session.label} makes no workout file", "choose another session")
    return Answer(files=found)
