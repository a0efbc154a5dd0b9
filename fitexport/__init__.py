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
    from fitexport.errors import FitexportError as FitexportError
    from fitexport.export.bundle import Bundle as Bundle
    from fitexport.export.compile import compile_week as compile_week
    from fitexport.export.compiled import CompiledWorkout as CompiledWorkout
    from fitexport.export.custom_workouts import compile_workout as compile_workout
    from fitexport.export.custom_workouts import compile_workouts as compile_workouts
    from fitexport.export.folder import write_bundles as write_bundles
    from fitexport.export.for_watch import batch_of_plan as batch_of_plan
    from fitexport.export.season_calendar import export_calendar as export_calendar
    from fitexport.export.season_calendar import publish_calendar as publish_calendar
    from fitexport.export.weeks import export_weeks as export_weeks
    from fitexport.fit.decode import decode as decode
    from fitexport.pace.race import lap_plan as lap_plan
    from fitexport.pace.results import Result as Result
    from fitexport.pace.table import pace_table as pace_table
    from fitexport.plan.load import load_plan as load_plan
    from fitexport.recording.judging import judge as judge
    from fitexport.recording.review import review as review
    from fitexport.season.athlete import Athlete as Athlete
    from fitexport.season.athlete import resolve as resolve
    from fitexport.season.changes import Away as Away
    from fitexport.season.changes import Move as Move
    from fitexport.season.changes import NewRaceDay as NewRaceDay
    from fitexport.season.changes import Skip as Skip
    from fitexport.season.lay_out import lay_out as lay_out
    from fitexport.season.proposing import propose as propose
    from fitexport.season.season import Season as Season
    from fitexport.season.season import plan_for as plan_for
    from fitexport.season.season import season_of as season_of
    from fitexport.season.season_file import Edit as Edit
    from fitexport.season.season_file import add_change as add_change
    from fitexport.season.season_file import add_result as add_result
    from fitexport.season.season_file import read_season as read_season
    from fitexport.season.season_file import undo_last as undo_last
    from fitexport.season.settings import Settings as Settings
    from fitexport.season.spells import Spell as Spell
    from fitexport.season.tailoring import tailor as tailor
    from fitexport.session import Session as Session
    from fitexport.session.format import format_session as format_session
    from fitexport.session.parse import parse as parse
    from fitexport.session.sessions_file import SessionText as SessionText
    from fitexport.session.sessions_file import format_sessions as format_sessions
    from fitexport.session.sessions_file import read_sessions as read_sessions

__version__ = "0.1.0"

_PUBLIC = {
    "errors": "FitexportError",
    "export.bundle": "Bundle",
    "export.compile": "compile_week",
    "export.compiled": "CompiledWorkout",
    "export.custom_workouts": "compile_workout compile_workouts",
    "export.folder": "write_bundles",
    "export.season_calendar": "export_calendar publish_calendar",
    "export.weeks": "export_weeks",
    "export.for_watch": "batch_of_plan",
    "fit.decode": "decode",
    "pace.race": "lap_plan",
    "pace.results": "Result",
    "pace.table": "pace_table",
    "plan.load": "load_plan",
    "recording.judging": "judge",
    "recording.review": "review",
    "season.athlete": "Athlete Settings resolve",
    "season.changes": "Away Move NewRaceDay Skip",
    "season.lay_out": "lay_out",
    "season.proposing": "propose",
    "season.season": "Season plan_for season_of",
    "season.season_file": "Edit add_change add_result read_season undo_last",
    "season.spells": "Spell",
    "season.tailoring": "tailor",
    "session": "Session",
    "session.format": "format_session",
    "session.parse": "parse",
    "session.sessions_file": "SessionText format_sessions read_sessions",
}
"""Module -> the public names in it; imported when one is first used, so that `--help` stays quick."""
_HOMES = {name: home for home, names in _PUBLIC.items() for name in names.split()}
__all__ = sorted(_HOMES)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


if not TYPE_CHECKING:  # which has no error for unknown names where there is a __getattr__

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
