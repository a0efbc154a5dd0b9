"""One week in the terminal: its heading, and its sessions as a table."""

from __future__ import annotations

from collections.abc import Sequence

import click

from fitexport.cli.tables import SESSION_HEADINGS, meanings_of, session_row, show_table
from fitexport.export.compiled import PacedSession
from fitexport.season.season import Season
from fitexport.units import date_text, day_text


def show_week(
    season: Season, number: int, sessions: Sequence[PacedSession], *, with_files: bool
) -> None:
    """Print a week's focus and sessions; `with_files` adds file names, which a narrow terminal leaves
    out first."""
    schedule, units = season.schedule, season.athlete.units
    week, focus = schedule.week_text(number), schedule.plan.weeks[number - 1].focus
    first = date_text(schedule.first_day(number))
    click.echo(f"{week.capitalize()}, from {first}: {focus}\n")
    rows = [
        ("Day", "Session", *SESSION_HEADINGS),
        *(session_row(each, units, *_day_and_name(each)) for each in sessions),
    ]
    file = len(rows[0]) - 1
    if not with_files:
        rows = [row[:file] for row in rows]
    show_table(rows, meanings_of(sessions, 1), spare=(file,) if with_files else ())
    click.echo()


def _day_and_name(session: PacedSession) -> tuple[str, str]:
    day = day_text(session.day) if session.day else ""
    return day, f"{session.label} {session.source.name}" if session.label else session.title
