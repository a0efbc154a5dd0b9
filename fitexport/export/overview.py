"""A season as a calendar: weeks by days, each session paced for its runner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from fitexport.export.compile import paced
from fitexport.export.compiled import PacedSession
from fitexport.keeping import Value
from fitexport.pace.data import plain_steps
from fitexport.season.athlete import Athlete
from fitexport.season.schedule import Schedule
from fitexport.season.totals import WeekTotal, week_total


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WeekPage(Value):
    """A week: its days from the first to the last, each with its sessions in order."""

    total: WeekTotal
    days: tuple[tuple[date, tuple[PacedSession, ...]], ...]
    focus: str

    @property
    def sessions(self) -> tuple[PacedSession, ...]:
        return tuple(session for _, of_day in self.days for session in of_day)


class Scheduled(Protocol):
    """A season, or a custom plan that is checked: a schedule, and whose it is."""

    @property
    def schedule(self) -> Schedule: ...

    @property
    def athlete(self) -> Athlete: ...


def overview(season: Scheduled) -> tuple[WeekPage, ...]:
    """Every week of a season."""
    return tuple(week_page(season, number) for number in range(1, season.schedule.weeks + 1))


def week_page(season: Scheduled, number: int) -> WeekPage:
    """One week, counted from 1."""
    schedule, athlete = season.schedule, season.athlete
    sessions = [paced(session, athlete) for session in schedule.week(number)]
    return WeekPage(
        week_total(number, schedule, athlete),
        tuple(
            (day, tuple(session for session in sessions if session.day == day))
            for day in schedule.days(number)
        ),
        schedule.plan.weeks[number - 1].focus,
    )


def plain_plan(season: Scheduled) -> dict[str, Any]:
    """A whole season as plain data: seconds and metres, dates as `2027-03-22`."""
    schedule, paces = season.schedule, season.athlete.latest
    plan = schedule.plan
    return {
        "plan": plan.name,
        "title": plan.title,
        "level": plan.level,
        "about": plan.about,
        "mile_s": paces.mile_s,
        "goal_s": paces.goal_s,
        "race": paces.race,
        "race_day": str(schedule.race_day),
        "weeks": [plain_week(page) for page in overview(season)],
    }


def plain_week(page: WeekPage, sessions: Sequence[PacedSession] | None = None) -> dict[str, Any]:
    """A week as plain data, with these sessions: the same as of the page, with their files."""
    total = page.total
    return {
        "week": total.week,
        "phase": total.phase,
        "first_day": str(page.days[0][0]),
        "focus": page.focus,
        "runs": total.runs,
        "running_s": round(total.time_s),
        "running_m": round(total.distance_m),
        "hard_share": round(total.hard_share, 3),
        "long_run_s": None if total.long_run_s is None else round(total.long_run_s),
        "sessions": [plain_session(session) for session in sessions or page.sessions],
    }


def plain_session(session: PacedSession, *, steps: bool = False) -> dict[str, Any]:
    """A session as plain data, on demand with the steps of its workout."""
    led = session.workout.steps if session.workout else ()
    return {
        "key": session.key,
        "day": str(session.day) if session.day else None,
        "title": session.title,
        "kind": session.kind,
        "why": session.why,
        "expected_s": round(session.expected_s),
        "expected_m": round(session.expected_m),
        "paces": session.paces,
        **({"steps": plain_steps(led, expected=True)} if steps else {}),
        **({"file": session.file} if session.file else {}),
    }
