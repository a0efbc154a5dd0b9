"""The arguments of the tools: types with bounds, from which pydantic makes their JSON Schemas."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from fitexport.season.json_schemas import settings_object
from fitexport.season.setting_kinds import DAY, DAYS, Kind
from fitexport.season.settings_table import SETTINGS
from fitexport.season.weekdays import WEEKDAYS, Weekday
from fitexport.units import YEARS, Units

MAX_TEXT = 20_000
"""Characters of session text: a season has fewer."""
MAX_SHOWN_RUNS = 50
SETTING_ROWS = {row.key: row for row in SETTINGS if row.key != "id"}
"""The settings that an agent may give. Ids are a file's."""


def _settings(*tables: str, besides: tuple[str, ...] = ()) -> WithJsonSchema:
    """The schema of settings, short: agents read it with every tool, and errors say the rest."""
    rows = [row for row in SETTING_ROWS.values() if row.table in tables or row.key in besides]
    about = "Keys as in a fitexport.toml; `notes` name the defaults of those left out."
    schema = settings_object(about, rows)
    schema["properties"] = {
        key: _short(each, SETTING_ROWS[key].kind) for key, each in schema["properties"].items()
    }
    return WithJsonSchema(schema)


def _short(schema: dict[str, Any], kind: Kind) -> dict[str, Any]:
    day = {"type": "string", "enum": list(WEEKDAYS)}
    if kind is DAY or kind is DAYS:
        schema = {**schema, **(day if kind is DAY else {"items": day})}
        schema.pop("anyOf", None)
    left_out = {"pattern", "default", "minLength", *(("examples",) if "enum" in schema else ())}
    return {key: each for key, each in schema.items() if key not in left_out}


_KEY = r"^[wW][0-9]{1,2}\.[0-9]{1,2}$"

_RunnerSettings = Annotated[dict[str, Any], _settings("athlete", besides=("plan", "race"))]
_SeasonSettings = Annotated[dict[str, Any], _settings("athlete", "season")]
_AllSettings = Annotated[dict[str, Any], _settings("athlete", "season", "calendar")]
_Day = Annotated[date, Field(ge=date(YEARS[0], 1, 1), le=date(YEARS[1], 12, 31))]
_File = Annotated[
    str | None,
    Field(
        max_length=300,
        description="A fitexport.toml in the folder; `settings` override it. [default: fitexport.toml"
        " if it is there]",
        examples=["fitexport.toml"],
    ),
]
_Path = Annotated[
    str,
    Field(
        max_length=300,
        description="A file or folder, relative to the folder that the user named; . is that folder.",
        examples=["runs/2027-03-16.fit"],
    ),
]
_Text = Annotated[
    str,
    Field(
        max_length=MAX_TEXT,
        description="Sessions in the notation, separated by empty lines. A heading such as"
        ' "2027-03-16 Track Tuesday:" gives one its day and name.',
        examples=["warm-up 15min; 6x 400m @ mile, jog 200m; cool-down 10min"],
    ),
]
_Today = Annotated[
    _Day | None,
    Field(alias="today", description="The day to use as today.", examples=["2027-03-16"]),
]
_Folder = Annotated[
    str,
    Field(
        max_length=300,
        description="A folder below the one that the user named for writing; created if missing.",
        examples=["watch"],
    ),
]
_Session = Annotated[
    str, Field(pattern=_KEY, description="The key of a session.", examples=["w3.2"])
]
_First = Annotated[_Day, Field(description="Its first day.", examples=["2027-03-02"])]
_Last = Annotated[_Day | None, Field(description="Its last day.", examples=["2027-03-07"])]


class Arguments(BaseModel):
    """The arguments of a tool: unknown ones are refused, and types are strict."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ForRunner(Arguments):
    settings: _RunnerSettings = {}
    file: _File = None


class ForSeason(ForRunner):
    settings: _SeasonSettings = {}
    as_of: _Today = None


class ForWeek(ForSeason):
    week: int | None = Field(
        None, ge=1, le=60, description="Its number. [default: the coming week]", examples=[3]
    )


class ForWeeks(ForSeason):
    weeks: list[int] = Field(
        [],
        max_length=60,
        description="Their numbers; several get a folder each. [default: the coming week]",
        examples=[[3]],
    )


class ForSession(ForSeason):
    session: str = Field(
        pattern=r"^[wW][0-9]{1,2}\.(rest)?[0-9]{1,2}$",
        description="The key of a session.",
        examples=["w3.2"],
    )


class ForText(ForRunner):
    text: _Text


class ForWorkouts(ForText):
    day: _Day | None = Field(
        None, description="The day of a single session.", examples=["2027-03-16"]
    )
    name: str | None = Field(
        None, max_length=100, description="The name of a single session.", examples=["Tuesday"]
    )
    as_of: _Today = None


class ToWriteWorkouts(ForWorkouts):
    settings: _AllSettings = {}
    folder: _Folder = "workouts"


class ToWriteWeeks(ForWeeks):
    settings: _AllSettings = {}
    folder: _Folder = "watch"


class ToWriteSettings(Arguments):
    settings: _AllSettings
    file: str = Field(
        "fitexport.toml",
        max_length=300,
        description="The new file, in the folder that the user named for writing.",
    )
    as_of: _Today = None


class ForFiles(Arguments):
    path: _Path
    units: Units | None = Field(None, description="[default: those of the export]")


class ForRuns(ForRunner):
    path: _Path
    since: _Day | None = Field(None, description="Only runs of this day and later ones.")
    most: int = Field(
        10, ge=1, le=MAX_SHOWN_RUNS, description="How many runs to show, the best first."
    )
    as_of: _Today = None


class ForRun(Arguments):
    path: _Path


# --- changes ----------------------------------------------------------------------------


class Moved(Arguments):
    """Put a session, or the race, on another day."""

    kind: Literal["move"]
    session: str = Field(
        pattern=rf"{_KEY}|^race$", description="A session, or race.", examples=["w3.2"]
    )
    to: str = Field(
        max_length=20,
        description="A date, or a day of the session's week.",
        examples=["2027-03-25", "thu"],
    )
    swap: bool = Field(False, description="Swap the sessions of the two days.")


class Skipped(Arguments):
    """Leave a session out."""

    kind: Literal["skip"]
    session: _Session


class Sick(Arguments):
    """Skip the days of an illness, and come back gently."""

    kind: Literal["sick"]
    first: _First
    last: _Last = None


class Injured(Arguments):
    """Stop running; without a last day, until a later change gives one."""

    kind: Literal["injured"]
    first: _First
    last: _Last = None
    cross_training: bool = Field(False, description="Keep the cross-training of the plan.")


class Travelling(Arguments):
    """Fit training around a trip."""

    kind: Literal["travel"]
    first: _First
    last: _Last = None
    days: list[Weekday] = Field([], max_length=7, description="The days open to training.")


class Ran(Arguments):
    """Enter a race or time trial: it sets the paces of later days."""

    kind: Literal["result"]
    distance: str = Field(
        max_length=20, description="mile, 800m to 10k.", examples=["mile", "5k", "3200m"]
    )
    time: str = Field(max_length=20, examples=["6:12", "20:48"])
    day: _Day | None = Field(None, description="[default: today]", examples=["2027-04-09"])
    goal: str | None = Field(
        None,
        max_length=20,
        description="The goal from then on, over the season's race distance.",
        examples=["6:00"],
    )


Happened = Annotated[
    Moved | Skipped | Sick | Injured | Travelling | Ran, Field(discriminator="kind")
]


class ForChange(ForSeason):
    change: Happened


class ToChange(Arguments):
    change: Happened
    file: str = Field("fitexport.toml", max_length=300, description="The file to change.")
    force: bool = Field(False, description="Change it even if that breaks a rule of the plan.")
    as_of: _Today = None


class ToUndo(Arguments):
    file: str = Field("fitexport.toml", max_length=300, description="The file to change.")


KINDS: dict[str, type[Arguments]] = {
    "move": Moved,
    "skip": Skipped,
    "sick": Sick,
    "injured": Injured,
    "travel": Travelling,
    "result": Ran,
}
