"""Compile a training plan for a faster mile into files for a GPS watch and a calendar.

>>> from datetime import date
>>> from fitexport import Athlete, compile_week, lay_out, load_plan, pace_table, tailor
>>> athlete = Athlete(table=pace_table(380, 360), level="intermediate")
>>> plan = tailor(load_plan("mile", "intermediate", weeks=8), athlete.table)
>>> schedule = lay_out(plan, race_day=date(2027, 5, 1))
>>> bundle = compile_week(schedule, athlete, 3, today=date(2027, 3, 1))
>>> sorted(bundle.files())[0]
'2027-03-22-w03-4x2-30.fit'

Or a workout of one's own, in three lines; docs/library.md has more of them.

>>> from fitexport import compile_workout
>>> workout = compile_workout("6x 400m @ mile, jog 200m", athlete)
>>> workout.file, workout.data[8:12]
('6x400-mile.fit', b'.FIT')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fitexport.athlete import Athlete, Profile, resolve
    from fitexport.bundle import Bundle
    from fitexport.compile import compile_week
    from fitexport.compile_lone import compile_workout, compile_workouts
    from fitexport.errors import FitexportError
    from fitexport.folder import write_bundles
    from fitexport.lone import CompiledWorkout
    from fitexport.notation import format_session, parse
    from fitexport.notation.sessions import SessionText, format_sessions, read_sessions
    from fitexport.pace.table import pace_table
    from fitexport.plan.read import load_plan
    from fitexport.plan.schedule import lay_out
    from fitexport.season import plan_for, propose, season_of
    from fitexport.session import Session
    from fitexport.tailoring import tailor

__version__ = "0.1.0"

__all__ = [
    "Athlete",
    "Bundle",
    "CompiledWorkout",
    "FitexportError",
    "Profile",
    "Session",
    "SessionText",
    "compile_week",
    "compile_workout",
    "compile_workouts",
    "format_session",
    "format_sessions",
    "lay_out",
    "load_plan",
    "pace_table",
    "parse",
    "plan_for",
    "propose",
    "read_sessions",
    "resolve",
    "season_of",
    "tailor",
    "write_bundles",
]

_HOMES = {
    "Athlete": "athlete",
    "Bundle": "bundle",
    "CompiledWorkout": "lone",
    "FitexportError": "errors",
    "Profile": "athlete",
    "Session": "session",
    "SessionText": "notation.sessions",
    "compile_week": "compile",
    "compile_workout": "compile_lone",
    "compile_workouts": "compile_lone",
    "format_session": "notation",
    "format_sessions": "notation.sessions",
    "lay_out": "plan.schedule",
    "load_plan": "plan.read",
    "pace_table": "pace.table",
    "parse": "notation",
    "plan_for": "season",
    "propose": "season",
    "read_sessions": "notation.sessions",
    "resolve": "athlete",
    "season_of": "season",
    "tailor": "tailoring",
    "write_bundles": "folder",
}
"""Where each public name lives; imported when it is first used, so that `--help` stays quick."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
