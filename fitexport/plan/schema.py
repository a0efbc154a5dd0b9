"""The schema of plan and library files: every key, checked by pydantic, so that all errors are
found at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from fitexport.errors import nearest, with_hint
from fitexport.files.shapes import Refusal, missing
from fitexport.files.tables import Table
from fitexport.pace.custom_zones import MAX_ZONES
from fitexport.plan.model import MAX_SESSIONS, MAX_WEEKS, Level, Phase
from fitexport.plan.values import (
    LibraryName,
    Line,
    PlanContext,
    SessionName,
    SessionText,
    Slug,
    Title,
    WatchName,
    Why,
    ZoneName,
    ZoneRule,
)
from fitexport.session import ZONES
from fitexport.session.targets import ZONE_NAME

MAX_INCLUDES = 20


class Block(Table):
    """A named piece of session text with {placeholders}."""

    about: Annotated[Line, Field(description="What it is.", examples=["Before anything fast."])]
    text: Annotated[
        str,
        Field(
            min_length=1,
            description="Session text; {minutes} is a placeholder, {minutes=15} one with a default.",
            examples=["warm-up {minutes=15}min"],
        ),
    ]


class LibrarySession(Table):
    """A session that plans use by name: session = "NAME"."""

    text: Annotated[
        str,
        Field(
            min_length=1,
            description="The session, in fitexport's notation.",
            examples=["easy 30min"],
        ),
    ]
    title: Title | None = None
    why: Why


_Order = Annotated[tuple[str, ...], Field(min_length=1, max_length=MAX_WEEKS)]


class LibraryFile(Table):
    """What plans share: blocks, sessions, and which weeks a plan of each length has."""

    block: Annotated[dict[Slug, Block], Field(description="Pieces of session text: use NAME.")] = (
        Field(default_factory=dict)
    )
    session: Annotated[
        dict[Slug, LibrarySession], Field(description='Whole sessions: session = "NAME".')
    ] = Field(default_factory=dict)
    default_weeks: Annotated[
        int,
        Field(
            alias="default-weeks",
            ge=1,
            le=MAX_WEEKS,
            strict=True,
            description="Default length of the plan, in weeks.",
        ),
    ] = 0
    after_race: Annotated[
        tuple[str, ...],
        Field(
            alias="after-race",
            max_length=MAX_WEEKS,
            description="The names of weeks that follow the race in plans that have them; they do not count.",
            examples=[["R1"]],
        ),
    ] = ()
    weeks: Annotated[
        dict[str, _Order],
        Field(description='The names of the weeks for each length of the plan: 2 = ["A", "B"].'),
    ] = Field(default_factory=dict)

    @classmethod
    def problems(cls, table: Mapping[str, Any], context: Any) -> Iterator[Refusal]:
        weeks = table.get("weeks")
        if not isinstance(weeks, dict):
            return
        for length, order in weeks.items():
            if isinstance(order, list) and length != str(len(order)):
                remedy = f"write it as {len(order)} = [...]"
                yield Refusal(f"names {len(order)} weeks", remedy, ("weeks", length))
        if weeks and str(table.get("default-weeks")) not in weeks:
            example = f"default-weeks = {next(iter(weeks))}"
            if "default-weeks" not in table:
                yield missing("default-weeks", f"write it before the first [table]: {example}")
            else:
                remedy = f"give one of {', '.join(weeks)}: {example}"
                yield Refusal("is not one of the lengths", remedy, ("default-weeks",))


class SessionTable(Table):
    """`[[week.B1.session]]`; a missing name or title is derived from the text. With `session`, text,
    title and why default to those of the session that it names."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["text", "why"]}, {"required": ["session"]}],
            "not": {"required": ["text", "session"]},
        }
    )

    day: Annotated[
        int,
        Field(
            ge=1,
            le=7,
            strict=True,
            description="The day of the week; 7 is the weekday of the race.",
            examples=[2],
        ),
    ]
    name: WatchName = ""
    title: Title | None = None
    text: SessionText = None
    session: SessionName = None
    why: Why | None = None

    @classmethod
    def problems(cls, table: Mapping[str, Any], context: Any) -> Iterator[Refusal]:
        if "text" in table and "session" in table:
            remedy = "remove one of the two: write the session or name one"
            yield Refusal("cannot be used together with text", remedy, ("session",))
        elif "session" not in table:
            misspelt = any(nearest(key, ["session"]) for key in table.keys() - {"text", "why"})
            if "text" not in table and not misspelt:
                remedy = 'write text = "easy 30min", or session = "mile-intermediate V1.2"'
                yield missing("text", remedy)
            if "why" not in table and not misspelt:
                yield missing("why", 'write why = "Builds endurance; easy enough to talk."')


class WeekTable(Table):
    """`[week.B1]`."""

    phase: Annotated[
        Phase,
        Field(
            description="What part of the plan it belongs to; taper: race week; recovery: after it.",
            examples=["base"],
        ),
    ]
    cut_back: Annotated[
        bool,
        Field(
            alias="cut-back",
            strict=True,
            description="Whether it is a lighter week, for recovery.",
        ),
    ] = False
    focus: Annotated[
        Line,
        Field(
            description="What the week is for, in one sentence.",
            examples=["Settle into two hard days a week."],
        ),
    ]
    sessions: Annotated[
        tuple[SessionTable, ...],
        Field(
            alias="session",
            min_length=1,
            max_length=MAX_SESSIONS,
            description="Its sessions, in the order of their days: [[week.NAME.session]].",
        ),
    ]

    @classmethod
    def problems(cls, table: Mapping[str, Any], context: Any) -> Iterator[Refusal]:
        """Days out of order."""
        sessions = table.get("session")
        days = [
            (index, session["day"])
            for index, session in enumerate(sessions if isinstance(sessions, list) else ())
            if isinstance(session, dict) and type(session.get("day")) is int
        ]
        for (_, before), (index, day) in pairwise(days):
            if day < before:
                remedy = "sort the sessions by day"
                yield Refusal(
                    f"day {day} comes after day {before}", remedy, ("session", index, "day")
                )


class PlanFile(Table):
    """A whole plan."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["weeks"]}, {"required": ["include"]}]}
    )

    name: Annotated[
        Slug,
        Field(
            description="Used in file names and identities: lowercase letters, digits and hyphens.",
            examples=["my-plan"],
        ),
    ]
    title: Annotated[Line, Field(description="Its title.", examples=["My plan"])]
    level: Annotated[
        Level, Field(description="How much training it is.", examples=["intermediate"])
    ]
    about: Annotated[
        str,
        Field(
            min_length=1,
            description="Who it is for, and what it does.",
            examples=["For runners who train four times a week."],
        ),
    ]
    include: Annotated[
        tuple[LibraryName, ...],
        Field(
            max_length=MAX_INCLUDES,
            description="Libraries: shipped ones (blocks, strength), or files beside the plan.",
            examples=[["blocks"]],
        ),
    ] = ()
    zones: Annotated[
        dict[ZoneName, ZoneRule],
        Field(
            max_length=MAX_ZONES,
            description='Custom zones: steady = "79-83%".',
            json_schema_extra={
                "propertyNames": {"pattern": f"^({ZONE_NAME})$", "not": {"enum": list(ZONES)}}
            },
        ),
    ] = Field(default_factory=dict)
    weeks: Annotated[
        _Order | None,
        Field(
            description="The names of its weeks, in order; the last one ends with the race.",
            examples=[["A", "B"]],
        ),
    ] = None
    week: Annotated[dict[str, WeekTable], Field(description="Its weeks: [week.NAME].")]

    @classmethod
    def problems(cls, table: Mapping[str, Any], context: Any) -> Iterator[Refusal]:
        """Weeks missing here and in the included libraries, or without a table."""
        assert isinstance(context, PlanContext)
        weeks, included = table.get("weeks"), context.included
        written = table.get("week")
        if weeks is None and not included.library.orders and not included.incomplete:
            yield missing("weeks", 'write their names in order: weeks = ["A", "B"]')
        if not isinstance(written, dict):
            return
        if weeks is not None:
            yield from _unwritten(weeks, written)
            return
        for length, order in included.library.orders.items():
            yield from _unwritten(order, written, length)


def _unwritten(order: object, written: Mapping[str, Any], length: int = 0) -> Iterator[Refusal]:
    """Weeks without a table, in the order of the plan or of a library for one length."""
    if not isinstance(order, list | tuple):
        return
    named = {name: None for name in order if isinstance(name, str)}
    without = [name for name in named if name not in written]
    if without:
        remedy = f"weeks here: {', '.join(list(written)[:MAX_WEEKS])}"
        names = " and ".join(f'"{name}"' for name in without)
        which = f" (the plan of {length} weeks)" if length else ""
        yield Refusal(
            f"names {names}, but there is no [week.{without[0]}]{which}",
            with_hint(remedy, without[0], written),
            ("weeks",) if length else ("weeks", order.index(without[0])),
        )
