# The public names, each once: `__init__.py` reads here in which module it is.
from fitexport.errors import FitexportError as FitexportError
from fitexport.export.bundle import Bundle as Bundle
from fitexport.export.calendar_feed import export_feed as export_feed
from fitexport.export.compile import compile_week as compile_week
from fitexport.export.compiled import CompiledWorkout as CompiledWorkout
from fitexport.export.custom_workouts import compile_workout as compile_workout
from fitexport.export.custom_workouts import compile_workouts as compile_workouts
from fitexport.export.folder import write_bundles as write_bundles
from fitexport.export.for_watch import payload_of_plan as payload_of_plan
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

__all__: list[str]
__version__: str
