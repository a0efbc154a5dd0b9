"""The shape of a plan's file: every key, checked by pydantic, so that all mistakes are found at once.

A file that passes becomes a `Plan` by `plan_of`; these models only check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from operator import itemgetter
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
)

from fitexport.errors import NotationError, UnitError, nearest
from fitexport.files.tables import Refusal, Table, refused, refused_text
from fitexport.files.validate import MAX_PROBLEMS, without_those_of
from fitexport.pace.own_zones import MAX_ZONES, check_name, parse_rule
from fitexport.plan.model import MAX_SESSIONS, MAX_WEEKS, Level, Phase
from fitexport.plan.remedies import say_what_to_include
from fitexport.session import ZONES, Session
from fitexport.session.naming import NAME_LENGTH, TITLE_LENGTH
from fitexport.session.parse import mistakes, parse
from fitexport.session.targets import ZONE_NAME

MAX_INCLUDES = 20
_LIBRARIES = ("blocks", "strength")
"""Shipped ones that plans of one's own have a use for."""

_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_Line = Annotated[str, Field(min_length=1, max_length=300)]


def _quoted(value: object) -> str:
    if not isinstance(value, str):
        raise refused("is not text", "put it between quotes")
    return value


def _parsed(text: object, info: ValidationInfo) -> object:
    """Session text -> Session; the blocks and zones that it may use come in the context."""
    text = _quoted(text)
    known = info.context or {}
    wrong = known.get("wrong", [])
    if len(wrong) > MAX_PROBLEMS:
        return Session(())  # it is not said any more what is wrong with it
    using = {key: known[key] for key in ("blocks", "zones") if key in known}
    try:
        return parse(text, **using)
    except NotationError:
        found = mistakes(text, **using)
    found = without_those_of(known.get("broken", frozenset()), found)
    if known.get("incomplete"):  # a library that cannot be read: its blocks are not to be found
        found = tuple(each for each in found if each.kind != "unknown block")
    if not found:
        return Session(())
    say_what_to_include(found, known.get("included", ()))
    wrong += found
    raise refused_text(found)


def _rule(text: object) -> object:
    try:
        return parse_rule(_quoted(text))
    except NotationError as error:
        raise refused_text((error,)) from None


def _zone_name(name: str) -> str:
    try:
        check_name(name)
    except UnitError as error:
        raise refused(error.problem, error.remedy) from None
    return name


def _found(name: object, info: ValidationInfo) -> object:
    """The name of a session -> that session."""
    name = _quoted(name)
    known = info.context or {}
    try:
        return known["sessions"].find(name)
    except UnitError as error:
        if known.get("incomplete") and " " not in name:
            return None
        raise refused(error.problem, error.remedy) from None


def _is_there(name: str, info: ValidationInfo) -> str:
    if name in (info.context or {}).get("missing", ()):
        hint = nearest(name, _LIBRARIES)
        raise refused(
            f'there is no library "{name}"',
            f"name a shipped one ({', '.join(_LIBRARIES)}) or a file beside the plan (my-blocks.toml)"
            + (f"; {hint}" if hint else ""),
        )
    return name


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise refused(
            "has something else in it than small letters, digits and hyphens",
            "write it as my-mile is written",
        )
    return text


def _ascii(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        raise refused(
            "has a character in it that not every watch shows", "write plain letters, digits, signs"
        )
    return text


_RULES = r"%\s*$|^\s*[Rr]ace\s|[+\-\u2013\u2212].*/"
"""What a zone's rule has in it, for editors."""
_Slug = Annotated[
    str, Field(max_length=40, json_schema_extra={"pattern": _SLUG.pattern}), AfterValidator(_slug)
]
_IN_QUOTES = WithJsonSchema({"type": "string", "minLength": 1})
"""What is text in the file, whatever it is read as."""
_Text = Annotated[
    Any,
    BeforeValidator(_parsed),
    _IN_QUOTES,
    Field(
        description="The session, step by step, in fitexport's notation.",
        examples=["easy 30min"],
    ),
]
_Title = Annotated[
    str,
    Field(
        min_length=1,
        max_length=TITLE_LENGTH,
        description="What calendars and tables call it; without it, it follows from the text.",
        examples=["6 x 400 m at mile pace"],
    ),
]
_Why = Annotated[
    _Line,
    Field(
        description="One sentence: what it is good for and how it should feel.",
        examples=["Builds endurance; easy enough to talk."],
    ),
]


class Block(Table):
    """A piece of session text with a name and {holes}."""

    about: Annotated[_Line, Field(description="What it is.", examples=["Before everything fast."])]
    text: Annotated[
        str,
        Field(
            min_length=1,
            description="Session text; {minutes} is a hole, {minutes=15} one that is 15 otherwise.",
            examples=["warm-up {minutes=15}min"],
        ),
    ]


class LibrarySession(Table):
    """A session that plans use by its name: session = "NAME"."""

    text: Annotated[
        str,
        Field(
            min_length=1,
            description="The session, in fitexport's notation.",
            examples=["easy 30min"],
        ),
    ]
    title: _Title | None = None
    why: _Why


_Order = Annotated[tuple[str, ...], Field(min_length=1, max_length=MAX_WEEKS)]


class LibraryFile(Table):
    """What plans share: blocks, sessions, and which weeks a plan of each length takes."""

    block: Annotated[dict[_Slug, Block], Field(description="Pieces of session text: use NAME.")] = (
        Field(default_factory=dict)
    )
    session: Annotated[
        dict[_Slug, LibrarySession], Field(description='Whole sessions: session = "NAME".')
    ] = Field(default_factory=dict)
    default_weeks: Annotated[
        int,
        Field(
            alias="default-weeks",
            ge=1,
            le=MAX_WEEKS,
            strict=True,
            description="How long the plan is if nobody says.",
        ),
    ] = 0
    weeks: Annotated[
        dict[str, _Order],
        Field(description='The names of the weeks, by how many they are: 2 = ["A", "B"].'),
    ] = Field(default_factory=dict)

    @classmethod
    def amiss(cls, table: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Refusal]:
        weeks = table.get("weeks")
        if not isinstance(weeks, dict):
            return
        for length, order in weeks.items():
            if isinstance(order, list) and length != str(len(order)):
                remedy = f"write it as {len(order)} = [...]"
                yield Refusal(f"names {len(order)} weeks", remedy, ("weeks", length))
        if weeks and str(table.get("default-weeks")) not in weeks:
            example = f"default-weeks = {next(iter(weeks))}"
            said, remedy = "is none of the lengths", f"give one of {', '.join(weeks)}: {example}"
            if "default-weeks" not in table:
                said, remedy = "is missing", f"write it before the first [table]: {example}"
            yield Refusal(said, remedy, ("default-weeks",))


class SessionTable(Table):
    """`[[week.B1.session]]`; name and title follow from the text where they are left out. With
    `session`, text, title and why are those of the session that it names."""

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
            description="The day of the week, counted so that 7 is race day's.",
            examples=[2],
        ),
    ]
    name: Annotated[
        str,
        Field(
            max_length=NAME_LENGTH,
            description="What the watch calls it; without it, it follows from the text.",
            examples=["6x400 mile"],
        ),
        AfterValidator(_ascii),
    ] = ""
    title: _Title | None = None
    text: _Text = None
    session: Annotated[
        Any,
        BeforeValidator(_found),
        _IN_QUOTES,
        Field(
            description="A shipped session or one of a library, by its name: fitexport plans sessions.",
            examples=["mile-intermediate V1.2"],
        ),
    ] = None
    why: _Why | None = None

    @classmethod
    def amiss(cls, table: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Refusal]:
        if "text" in table and "session" in table:
            remedy = "take one of the two out: a session is written or named"
            yield Refusal("stands beside text", remedy, ("session",))
        elif "session" not in table:
            misspelt = any(nearest(key, ["session"]) for key in table.keys() - {"text", "why"})
            if "text" not in table and not misspelt:
                remedy = 'write text = "easy 30min", or session = "mile-intermediate V1.2"'
                yield Refusal("is missing", remedy, ("text",))
            if "why" not in table and not misspelt:
                remedy = 'write why = "Builds endurance; easy enough to talk."'
                yield Refusal("is missing", remedy, ("why",))


class WeekTable(Table):
    """`[week.B1]`."""

    phase: Annotated[
        Phase,
        Field(
            description="What part of the plan it belongs to; taper: race week.", examples=["base"]
        ),
    ]
    cut_back: Annotated[
        bool,
        Field(
            alias="cut-back",
            strict=True,
            description="Whether it is lighter, so that the weeks before can sink in.",
        ),
    ] = False
    focus: Annotated[
        _Line,
        Field(
            description="One sentence that says what the week is for.",
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
    def amiss(cls, table: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Days out of order."""
        sessions = table.get("session")
        days = [
            (index, session["day"])
            for index, session in enumerate(sessions if isinstance(sessions, list) else ())
            if isinstance(session, dict) and type(session.get("day")) is int
        ]
        for (_, before), (index, day) in pairwise(days):
            if day < before:
                remedy = "put the sessions in the order of their days"
                yield Refusal(
                    f"day {day} stands after day {before}", remedy, ("session", index, "day")
                )


class PlanFile(Table):
    """A whole plan."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["weeks"]}, {"required": ["include"]}]}
    )

    name: Annotated[
        _Slug,
        Field(
            description="What files and a season's identity are called by: small letters, hyphens.",
            examples=["my-plan"],
        ),
    ]
    title: Annotated[_Line, Field(description="What people call it.", examples=["My plan"])]
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
        tuple[Annotated[str, AfterValidator(_is_there)], ...],
        Field(
            max_length=MAX_INCLUDES,
            description="Libraries: shipped ones (blocks, strength), or files beside the plan.",
            examples=[["blocks"]],
        ),
    ] = ()
    zones: Annotated[
        dict[
            Annotated[str, AfterValidator(_zone_name)],
            Annotated[
                Any,
                BeforeValidator(_rule),
                WithJsonSchema({"type": "string", "pattern": _RULES}),
                Field(examples=["79-83%", "mile + 4s/400m", "race 15km"]),
            ],
        ],
        Field(
            max_length=MAX_ZONES,
            description='Zones that the plan brings: steady = "79-83%".',
            json_schema_extra={
                "propertyNames": {"pattern": f"^({ZONE_NAME})$", "not": {"enum": list(ZONES)}}
            },
        ),
    ] = Field(default_factory=dict)
    weeks: Annotated[
        _Order | None,
        Field(
            description="The names of its weeks, in the order they are run; the race ends the last.",
            examples=[["A", "B"]],
        ),
    ] = None
    week: Annotated[dict[str, WeekTable], Field(description="Its weeks: [week.NAME].")]

    @classmethod
    def amiss(cls, table: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Weeks that stand neither here nor in a library that is included, or have no table."""
        weeks, included = table.get("weeks"), known.get("weeks", {})
        written = table.get("week")
        if weeks is None and not included and not known.get("incomplete"):
            remedy = 'write their names in order: weeks = ["A", "B"]'
            yield Refusal("is missing", remedy, ("weeks",))
        orders = included if weeks is None else {0: weeks}
        if not isinstance(written, dict):
            return
        for length, order in orders.items():
            if not isinstance(order, list | tuple):
                continue
            missing = {
                name: index
                for index, name in reversed(list(enumerate(order)))
                if isinstance(name, str) and name not in written
            }
            missing = dict(sorted(missing.items(), key=itemgetter(1)))
            if missing:
                first = next(iter(missing))
                hint = nearest(first, written)
                remedy = f"weeks here: {', '.join(list(written)[:MAX_WEEKS])}"
                names = " and ".join(f'"{name}"' for name in missing)
                which = f" (the plan of {length} weeks)" if length else ""
                yield Refusal(
                    f"names {names}, but there is no [week.{first}]{which}",
                    remedy + (f"; {hint}" if hint else ""),
                    ("weeks",) if length else ("weeks", missing[first]),
                )
