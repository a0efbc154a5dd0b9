"""What a fitexport.toml or a command line says of a runner."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a fitexport.toml or a command line says of a runner; None is not given. Mile and goal are
    seconds, or as on a clock."""

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
    """What happened to the plan on the way, in order."""
    results: tuple[Result, ...] = ()
    of_file: bool = field(default=False, compare=False, repr=False)
    """Whether a fitexport.toml says it."""
    custom_plan: CustomPlan | None = field(default=None, compare=False, repr=False)
    """What is in the file that `plan` names, once it has been read."""

    @property
    def lifting(self) -> Strength:
        """Where the runner lifts, said or not."""
        return self.strength or default_strength(self.age)
