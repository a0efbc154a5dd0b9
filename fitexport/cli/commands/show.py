"""`fitexport show`: the plan as a calendar, a week as a table, a session as a chart."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.completing import shown
from fitexport.cli.groups import Command
from fitexport.cli.inputs import planned_season, say
from fitexport.cli.json_output import show_json
from fitexport.cli.options import CONFIG, JSON, PLAN, RUNNER, SEASON, TODAY, options
from fitexport.cli.tables import meaning_of, show_table
from fitexport.cli.terminal import Meaning, columns, show_prose
from fitexport.cli.week_table import show_week
from fitexport.errors import UsageError
from fitexport.export.compile import paced
from fitexport.export.compiled import PacedSession
from fitexport.export.overview import (
    WeekPage,
    overview,
    plain_plan,
    plain_session,
    plain_week,
    week_page,
)
from fitexport.export.what_is_on import session_lines
from fitexport.pace.shape import heights, shape
from fitexport.season.remarks import on_weeks
from fitexport.season.season import Season
from fitexport.season.weekdays import WEEKDAYS
from fitexport.units import date_text, distance_text, exact_clock, round_minutes

_LETTERS = {
    "easy run": "E",
    "long run": "L",
    "speed": "M",
    "race pace": "G",
    "VO2max": "V",
    "threshold": "T",
    "hard run": "H",
    "time trial": "TT",
    "race": "R",
    "cross-training": "C",
}
_LEGEND = (
    "E easy, L long, M mile pace, G goal pace, V VO2max, T threshold, H hard, TT time trial,"
    " R race, C cross-training, with minutes; + lifting, - rest, [] today"
)
_BLOCKS, _ASCII_BLOCKS = "▁▂▃▄▅▆▇█", "._-~=+*#"
_BAR_COLUMNS = 72


@click.command("show", cls=Command)
@click.argument("what", nargs=-1, metavar="[week N | w3.2]", shell_complete=shown)
@options(*RUNNER, PLAN, *SEASON, TODAY, JSON, CONFIG)
def command(
    what: tuple[str, ...], today: date | None, config: Path | None, *, as_json: bool, **given: Any
) -> None:
    """Show the plan as a calendar; `week 3` as a table; a session, `w3.2`, as a chart.

    \b
    fitexport show
    fitexport show week next
    fitexport show w3.2
    """
    now = today or date.today()
    season = planned_season(config, given, now)
    wanted = " ".join(what).lower()
    if re.fullmatch(r"w\d+\.\w+", wanted):
        _show_session(wanted, season, as_json=as_json)
    elif wanted in ("", "plan", "all"):
        _show_plan(season, now, as_json=as_json)
    else:
        _show_week(_week_number(wanted, season, now), season, as_json=as_json)


def _week_number(wanted: str, season: Season, today: date) -> int:
    schedule = season.schedule
    name = wanted.removeprefix("week").strip()
    if name in ("next", ""):
        return schedule.next_week(today)
    if name.isascii() and name.isdigit() and 1 <= int(name[:4]) <= schedule.weeks:
        return int(name)
    raise UsageError(
        f'there is no "{wanted[:40]}" to show',
        f"give week 1 to {schedule.weeks}, week next, a session such as w3.2, or nothing",
    )


# --- the plan ---------------------------------------------------------------------------


def _show_plan(season: Season, today: date, *, as_json: bool) -> None:
    if as_json:
        show_json("show-plan", plain_plan(season))
        return
    pages = overview(season)
    schedule, paces = season.schedule, season.athlete.latest
    say(*on_weeks(schedule, range(1, schedule.weeks + 1)))
    click.echo(
        f"{schedule.plan.title}: race on {date_text(schedule.race_day)},"
        f" mile {exact_clock(paces.mile_s)}, {paces.goal_text(schedule.plan.distance())}"
    )
    click.echo()
    meanings: dict[tuple[int, int], Meaning] = {}
    rows = [_week_headings(pages[0])]
    for row, page in enumerate(pages, start=1):
        rows.append(_week_row(page, season, today))
        for column, (_, sessions) in enumerate(page.days[:7], start=3):
            if meaning := meaning_of(sessions):
                meanings[row, column] = meaning
    show_table(rows, meanings, right=(0, 10, 11), spare=(1, 11))
    click.echo()
    show_prose(_LEGEND)


def _week_headings(page: WeekPage) -> tuple[str, ...]:
    names = (WEEKDAYS[day.weekday()].capitalize() for day, _ in page.days[:7])
    return ("", "Phase", "From", *names, "Time", "Distance")


def _week_row(page: WeekPage, season: Season, today: date) -> tuple[str, ...]:
    total, first = page.total, page.days[0][0]
    cells = [_cell(sessions, is_today=day == today) for day, sessions in page.days[:7]]
    cells += [""] * (7 - len(cells))
    return (
        str(total.week),
        total.phase,
        f"{first:%d %b}".lstrip("0"),
        *cells,
        round_minutes(total.time_s),
        distance_text(total.distance_m, season.athlete.units),
    )


def _cell(sessions: Sequence[PacedSession], *, is_today: bool) -> str:
    """`V52+`: hard breathing for 52 minutes, and lifting."""
    text = ""
    for session in sessions:
        if letter := _LETTERS.get(session.kind):
            text += f"{letter}{round(session.expected_s / 60) or ''}"
        elif session.kind == "strength":
            text += "+"
    text = text or "-"
    return f"[{text}]" if is_today else text


# --- a week, a session ------------------------------------------------------------------


def _show_week(number: int, season: Season, *, as_json: bool) -> None:
    page = week_page(season, number)
    if as_json:
        show_json("show-week", plain_week(page))
        return
    total, units = page.total, season.athlete.units
    say(*on_weeks(season.schedule, [number]))
    show_week(season, number, page.sessions, with_files=False)
    click.echo(
        f"{total.runs} runs, {distance_text(total.distance_m, units)},"
        f" {round_minutes(total.time_s)}, {total.hard_share:.0%} of it hard"
    )


def _show_session(key: str, season: Season, *, as_json: bool) -> None:
    scheduled = season.schedule.session(key)
    session = paced(scheduled, season.athlete)
    if as_json:
        show_json("show-session", plain_session(session, steps=True))
        return
    click.echo(f"{date_text(scheduled.day)}, week {scheduled.week}")
    lines = list(session_lines(scheduled, season.athlete))
    click.echo("\n".join(lines[:1]))
    if session.workout is not None:
        pieces = shape(session.workout.steps, season.athlete.table_on(scheduled.day).mile_s)
        width = min((columns() or 80) - 2, _BAR_COLUMNS)
        blocks = _BLOCKS if "utf" in (sys.stdout.encoding or "").lower() else _ASCII_BLOCKS
        bar = "".join(blocks[round(7 * each)] for each in heights(pieces, width))
        click.echo(f"\n  {bar}")
        click.echo(f"  0{round_minutes(session.expected_s).rjust(width - 1)}\n")
    show_prose(*lines[1:])
