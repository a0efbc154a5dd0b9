"""The settings of a runner, from a fitexport.toml or the command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from fitexport.keeping import Value
from fitexport.pace.distances import Race
from fitexport.pace.pacing import Surface
from fitexport.pace.race import ExtraAt
from fitexport.pace.table import Bands, EasyBy
from fitexport.plan.model import Level, Strength
from fitexport.season.age import default_strength
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.weekdays import Weekday
from fitexport.season.weekly_volume import WeeklyVolume
from fitexport.session.sports import CrossSport
from fitexport.units import SecondsField, Units

if TYPE_CHECKING:
    from fitexport.pace.results import Result
    from fitexport.plan.custom import CustomPlan
    from fitexport.season.changes import Change

FILE_NAME = "fitexport.toml"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Settings(Value):
    """The settings of a runner, from a fitexport.toml or the command line; None: not given. Mile and
    goal are seconds, or clock texts."""

    id: str | None = None
    mile_s: SecondsField[float | None] = SecondsField(None)
    volume: WeeklyVolume | None = None
    goal_s: SecondsField[float | None] = SecondsField(None)
    age: int | None = None
    level: Level | None = None
    units: Units | None = None
    surface: Surface | None = None
    cross: CrossSport | None = None
    strength: Strength | None = None
    bands: Bands | None = None
    easy_by: EasyBy | None = None
    max_hr: int | None = None
    resting_hr: int | None = None
    days: tuple[Weekday, ...] | None = None
    long_run: Weekday | None = None
    extra_at: ExtraAt | None = None
    season: str | None = None
    plan: str | None = None
    race: Race | None = None
    weeks: int | None = None
    race_day: date | None = None
    calendar_settings: CalendarSettings | None = None
    changes: tuple[Change, ...] = ()
    """Changes to the plan, in order."""
    results: tuple[Result, ...] = ()
    of_file: bool = field(default=False, compare=False, repr=False)
    """Whether they come from a fitexport.toml."""
    custom_plan: CustomPlan | None = field(default=None, compare=False, repr=False)
    """The content of the file that `plan` names, once read."""

    @property
    def lifting(self) -> Strength:
        """Where the runner lifts, set or by default."""
        return self.strength or default_strength(self.age)
