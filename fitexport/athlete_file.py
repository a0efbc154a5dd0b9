"""fitexport.toml -> Profile: its keys, checked by pydantic, all mistakes at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from fitexport.athlete import CrossSport, Profile
from fitexport.errors import UnitError
from fitexport.pace.table import Bands
from fitexport.pace.workouts import Surface
from fitexport.plan.model import Level
from fitexport.plan.toml_file import read_document, read_text
from fitexport.plan.validate import Table, validated
from fitexport.units import Units, parse_clock


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


class AthleteTable(Table):
    """`[athlete]` of fitexport.toml."""

    id: _Id | None = None
    mile: _Clock | None = None
    goal: _Clock | None = None
    level: Level | None = None
    units: Units | None = None
    surface: Surface | None = None
    cross: CrossSport | None = None
    bands: Bands | None = None


class SeasonTable(Table):
    """`[season]` of fitexport.toml."""

    id: _Id | None = None
    plan: Annotated[str, Field(min_length=1)] | None = None
    race_day: Annotated[date | None, Field(alias="race-day")] = None


class AthleteFile(Table):
    """A whole fitexport.toml."""

    athlete: AthleteTable = AthleteTable()
    season: SeasonTable = SeasonTable()


def read_athlete_file(path: Path) -> Profile:
    """What a fitexport.toml says.

    Raises:
        TemplateError: its mistakes, all of them.
    """
    shown = str(path)
    text = read_text(path, shown)
    read = validated(AthleteFile, read_document(text, shown), text, shown)
    athlete, season = read.athlete, read.season
    plan = season.plan
    if plan is not None and plan.endswith(".toml"):  # beside the file that names it
        plan = str(path.parent / plan)
    return Profile(
        id=athlete.id,
        mile_s=athlete.mile,
        goal_s=athlete.goal,
        level=athlete.level,
        units=athlete.units,
        surface=athlete.surface,
        cross=athlete.cross,
        bands=athlete.bands,
        season=season.id,
        plan=plan,
        race_day=season.race_day,
    )
