"""Validated values of plan files: names, texts, zone rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema

from fitexport.errors import NotationError, UnitError, with_hint
from fitexport.files.findings import MAX_PROBLEMS, Context, without_those_of
from fitexport.files.validate import refused_text
from fitexport.pace.custom_zones import check_name, parse_rule
from fitexport.plan.library import Included
from fitexport.plan.named import NamedSessions
from fitexport.plan.shipped import FOR_CUSTOM_PLANS, suggest_including
from fitexport.session import Session
from fitexport.session.naming import NAME_LENGTH, TITLE_LENGTH
from fitexport.session.parse import ZoneNames, find_errors, parse

_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
# Part of every zone rule, for editors.
_RULES = r"%\s*$|^\s*[Rr]ace\s|[+\-\u2013\u2212].*/"


@dataclass(kw_only=True)
class PlanContext(Context):
    """What a plan's sessions may use."""

    included: Included
    sessions: NamedSessions
    zones: ZoneNames


def _context(info: ValidationInfo) -> PlanContext:
    assert isinstance(info.context, PlanContext)
    return info.context


def _quoted(value: object) -> str:
    if not isinstance(value, str):
        raise UnitError("is not text", "put it in quotes")
    return value


def _session(text: object, info: ValidationInfo) -> Session:
    """Session text -> Session; not parsed any more after many errors."""
    text = _quoted(text)
    context = _context(info)
    if len(context.errors) > MAX_PROBLEMS:
        return Session(())
    included, blocks = context.included, context.included.library.blocks
    try:
        return parse(text, blocks=blocks, zones=context.zones)
    except NotationError:
        found = find_errors(text, blocks=blocks, zones=context.zones)
    found = without_those_of(included.broken, found)
    if included.incomplete:  # the block may be in a library that cannot be read
        found = tuple(each for each in found if each.kind != "unknown block")
    if not found:
        return Session(())
    suggest_including(found, included.names)
    context.errors += found
    raise refused_text(found)


def _named_session(name: object, info: ValidationInfo) -> object:
    """Session name -> session; None if a library that cannot be read may have it."""
    name = _quoted(name)
    context = _context(info)
    try:
        return context.sessions.find(name)
    except UnitError:
        if context.included.incomplete and " " not in name:
            return None
        raise


def _library_name(name: str, info: ValidationInfo) -> str:
    context = _context(info)
    if name in context.included.missing:
        shipped = ", ".join(FOR_CUSTOM_PLANS)
        remedy = f"name a shipped one ({shipped}) or a file beside the plan (my-blocks.toml)"
        raise UnitError(f'there is no library "{name}"', with_hint(remedy, name, FOR_CUSTOM_PLANS))
    return name


def _rule(text: object) -> object:
    try:
        return parse_rule(_quoted(text))
    except NotationError as error:
        raise refused_text((error,)) from None


def _zone_name(name: str) -> str:
    check_name(name)
    return name


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise UnitError(
            "may have only lowercase letters, digits and hyphens",
            "write it like my-mile",
        )
    return text


def _ascii(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        raise UnitError(
            "has a character that some watches cannot show",
            "use plain letters, digits and punctuation",
        )
    return text


# A string in the file, whatever it becomes.
_IN_QUOTES = WithJsonSchema({"type": "string", "minLength": 1})

Line = Annotated[str, Field(min_length=1, max_length=300)]
Slug = Annotated[
    str, Field(max_length=40, json_schema_extra={"pattern": _SLUG.pattern}), AfterValidator(_slug)
]
SessionText = Annotated[
    Any,
    BeforeValidator(_session),
    _IN_QUOTES,
    Field(
        description="The session, step by step, in fitexport's notation.",
        examples=["easy 30min"],
    ),
]
SessionName = Annotated[
    Any,
    BeforeValidator(_named_session),
    _IN_QUOTES,
    Field(
        description="A shipped session or one from a library, by name: see fitexport plans sessions.",
        examples=["mile-intermediate V1.2"],
    ),
]
WatchName = Annotated[
    str,
    Field(
        max_length=NAME_LENGTH,
        description="Its name on the watch; by default derived from the text.",
        examples=["6x400 mile"],
    ),
    AfterValidator(_ascii),
]
Title = Annotated[
    str,
    Field(
        min_length=1,
        max_length=TITLE_LENGTH,
        description="Its title in calendars and tables; by default derived from the text.",
        examples=["6 x 400 m at mile pace"],
    ),
]
Why = Annotated[
    Line,
    Field(
        description="What it is good for and how it should feel, in one sentence.",
        examples=["Builds endurance; easy enough to talk."],
    ),
]
LibraryName = Annotated[str, AfterValidator(_library_name)]
ZoneName = Annotated[str, AfterValidator(_zone_name)]
ZoneRule = Annotated[
    Any,
    BeforeValidator(_rule),
    WithJsonSchema({"type": "string", "pattern": _RULES}),
    Field(examples=["79-83%", "mile + 4s/400m", "race 15km"]),
]
