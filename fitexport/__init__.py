"""Compile a training plan for a faster mile into files for a GPS watch and a calendar.

>>> from datetime import date
>>> from fitexport import Settings, compile_week, season_of
>>> season = season_of(Settings(mile_s=380, goal_s=360, race_day=date(2027, 5, 1)))
>>> bundle = compile_week(season, 3, today=date(2027, 3, 1))
>>> sorted(bundle.files())[0]
'2027-03-22-w03-4x2-30.fit'

Or a workout of one's own, in three lines; docs/library.md has more of them.

>>> from fitexport import compile_workout
>>> workout = compile_workout("6x 400m @ mile, jog 200m", season.athlete)
>>> workout.file, workout.data[8:12]
('6x400-mile.fit', b'.FIT')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fitexport.errors import FitexportError
    from fitexport.export.bundle import Bundle
    from fitexport.export.compile import compile_week
    from fitexport.export.compiled import CompiledWorkout
    from fitexport.export.custom_workouts import compile_workout, compile_workouts
    from fitexport.export.folder import write_bundles
    from fitexport.pace.table import pace_table
    from fitexport.plan.load import load_plan
    from fitexport.season.athlete import Athlete, Settings, resolve
    from fitexport.season.lay_out import lay_out
    from fitexport.season.proposing import propose
    from fitexport.season.season import Season, plan_for, season_of
    from fitexport.season.tailoring import tailor
    from fitexport.session import Session
    from fitexport.session.format import format_session
    from fitexport.session.parse import parse
    from fitexport.session.sessions_file import SessionText, format_sessions, read_sessions

__version__ = "0.1.0"

__all__ = [
    "Athlete",
    "Bundle",
    "CompiledWorkout",
    "FitexportError",
    "Season",
    "Session",
    "SessionText",
    "Settings",
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
    "Athlete": "season.athlete",
    "Bundle": "export.bundle",
    "CompiledWorkout": "export.compiled",
    "FitexportError": "errors",
    "Season": "season.season",
    "Settings": "season.athlete",
    "Session": "session",
    "SessionText": "session.sessions_file",
    "compile_week": "export.compile",
    "compile_workout": "export.custom_workouts",
    "compile_workouts": "export.custom_workouts",
    "format_session": "session.format",
    "format_sessions": "session.sessions_file",
    "lay_out": "season.lay_out",
    "load_plan": "plan.load",
    "pace_table": "pace.table",
    "parse": "session.parse",
    "plan_for": "season.season",
    "propose": "season.proposing",
    "read_sessions": "session.sessions_file",
    "resolve": "season.athlete",
    "season_of": "season.season",
    "tailor": "season.tailoring",
    "write_bundles": "export.folder",
}
"""Where each public name lives; imported when it is first used, so that `--help` stays quick."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
