"""Who the plan is for: fitexport.toml + options -> Athlete, defaults said aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from fitexport.errors import UnitError
from fitexport.pace.table import Bands, PaceTable, pace_table
from fitexport.pace.workouts import Surface
from fitexport.plan.model import Level
from fitexport.plan.toml_file import read_document, read_text, validated
from fitexport.units import Units, clock, parse_clock

FILE_NAME = "fitexport.toml"

CrossSport = Literal["cycling", "swimming", "rowing", "elliptical", "aqua-jog", "hiking"]

AVERAGE_MILE_S = 424.0
"""7:04, the average mile of all runners (men 6:37, women 7:44)."""

# A level's slowest mile, and what it may hope to take off its mile in one plan.
_LEVELS: tuple[tuple[Level, float, float], ...] = (
    ("advanced", 375.0, 0.98),
    ("intermediate", 465.0, 0.97),
    ("beginner", 900.0, 0.95),
)


def _clock_time(value: object) -> object:
    if not isinstance(value, str):
        raise PydanticCustomError("clock", 'write the time in quotes, as m:ss: "6:20"')
    try:
        return parse_clock(value)
    except UnitError as error:
        raise PydanticCustomError("clock", "{said}", {"said": str(error)}) from None


def _printable(value: str) -> str:
    if not value.isprintable():
        raise PydanticCustomError("printable", "has a control character in it")
    return value


_Clock = Annotated[float, BeforeValidator(_clock_time)]
_Id = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_printable)]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class AthleteTable(_Frozen):
    """`[athlete]` of fitexport.toml."""

    id: _Id | None = None
    mile: _Clock | None = None
    goal: _Clock | None = None
    level: Level | None = None
    units: Units | None = None
    surface: Surface | None = None
    cross: CrossSport | None = None
    bands: Bands | None = None


class SeasonTable(_Frozen):
    """`[season]` of fitexport.toml."""

    id: _Id | None = None
    plan: Annotated[str, Field(min_length=1)] | None = None
    race_day: Annotated[date | None, Field(alias="race-day")] = None


class AthleteFile(_Frozen):
    """A whole fitexport.toml."""

    athlete: AthleteTable = AthleteTable()
    season: SeasonTable = SeasonTable()


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """One runner, nothing left open but the sport of cross-training and the dates."""

    table: PaceTable
    level: Level
    units: Units = "mi"
    surface: Surface = "road"
    cross: CrossSport | None = None
    id: str = ""


def read_athlete_file(path: Path) -> AthleteFile:
    """A fitexport.toml.

    Raises:
        TemplateError: its mistakes, all of them.
    """
    shown = str(path)
    text = read_text(path, shown)
    document = read_document(text, shown)
    read = validated(AthleteFile, document, text, shown)
    plan = read.season.plan
    if plan is not None and plan.endswith(".toml"):  # beside the file that names it
        season = read.season.model_copy(update={"plan": str(path.parent / plan)})
        return read.model_copy(update={"season": season})
    return read


def resolve(file: AthleteFile, options: Mapping[str, Any]) -> tuple[Athlete, tuple[str, ...]]:
    """The athlete of a file, options first, and one sentence for each default that was taken.

    `options` has the keys of AthleteTable; None is not given.

    Raises:
        PaceError: a mile or goal that no pace table exists for.
    """
    given = file.athlete.model_dump() | {k: v for k, v in options.items() if v is not None}
    said: list[str] = []
    mile_s = given["mile"]
    if mile_s is None:
        mile_s = AVERAGE_MILE_S
        said.append(f"no mile time given: {clock(mile_s)}, the average runner's (--mile)")
    level: Level = given["level"] or level_of(mile_s)
    if given["level"] is None:
        said.append(f"level {level}, as the mile suggests (--level)")
    goal_s = given["goal"]
    if goal_s is None:
        goal_s = float(round(mile_s * next(share for name, _, share in _LEVELS if name == level)))
        said.append(f"no goal given: {clock(goal_s)}, what {level} runners may hope for (--goal)")
    table = pace_table(mile_s, goal_s, given["bands"] or "normal")
    athlete = Athlete(
        table=table,
        level=level,
        units=given["units"] or "mi",
        surface=given["surface"] or "road",
        cross=given["cross"],
        id=given["id"] or "",
    )
    return athlete, tuple(said)


def level_of(mile_s: float) -> Level:
    """The level that a mile suggests: advanced to 6:15, intermediate to 7:45."""
    return next((level for level, slowest, _ in _LEVELS if mile_s <= slowest), "beginner")
