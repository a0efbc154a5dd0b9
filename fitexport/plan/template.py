"""The shape of a plan's file: every key, checked by pydantic, so that all mistakes are found at once.

A file that passes becomes a `Plan` by `plan_of`; these models only check.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from fitexport.errors import NotationError
from fitexport.notation import parse
from fitexport.plan.model import MAX_SESSIONS, MAX_WEEKS, Level, Phase
from fitexport.plan.validate import Table
from fitexport.session import Session
from fitexport.session.naming import NAME_LENGTH, TITLE_LENGTH

MAX_INCLUDES = 20

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_Line = Annotated[str, Field(min_length=1, max_length=300)]


def _parsed(text: object, info: ValidationInfo) -> object:
    """Session text -> Session; the blocks it may use come in the validation's context."""
    if not isinstance(text, str):
        return text
    try:
        return parse(text, blocks=info.context["blocks"] if info.context else {})
    except NotationError as error:
        raise PydanticCustomError(
            "notation", "{problem}", {"problem": error.problem, "error": error}
        ) from None


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise PydanticCustomError("slug", "has to be small letters, digits and hyphens: my-mile")
    return text


def _ascii(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        raise PydanticCustomError("ascii", "has a character in it that not every watch shows")
    return text


_Slug = Annotated[str, Field(max_length=40), AfterValidator(_slug)]


class Block(Table):
    """A piece of session text with a name and {holes}."""

    about: _Line
    text: Annotated[str, Field(min_length=1)]


_Order = Annotated[tuple[str, ...], Field(min_length=1, max_length=MAX_WEEKS)]


class LibraryFile(Table):
    """What plans share: blocks, and which weeks a plan of each length takes."""

    block: dict[_Slug, Block] = Field(default_factory=dict)
    default_weeks: Annotated[int, Field(alias="default-weeks", ge=1, le=MAX_WEEKS, strict=True)] = 0
    weeks: dict[str, _Order] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _lengths_are_true(self) -> LibraryFile:
        for length, order in self.weeks.items():
            if length != str(len(order)):
                raise PydanticCustomError(
                    "length", "names {n} weeks", {"n": len(order), "keys": ("weeks", length)}
                )
        if self.weeks and str(self.default_weeks) not in self.weeks:
            raise PydanticCustomError(
                "default",
                "has to be one of {lengths}",
                {"lengths": ", ".join(self.weeks), "keys": ("default-weeks",)},
            )
        return self


class SessionTable(Table):
    """`[[week.B1.session]]`; name and title follow from the text where they are left out."""

    day: Annotated[int, Field(ge=1, le=7, strict=True)]
    name: Annotated[str, Field(max_length=NAME_LENGTH), AfterValidator(_ascii)] = ""
    title: Annotated[str, Field(min_length=1, max_length=TITLE_LENGTH)] | None = None
    session: Annotated[Session, BeforeValidator(_parsed), Field(alias="text")]
    why: _Line


class WeekTable(Table):
    """`[week.B1]`."""

    phase: Phase
    cut_back: Annotated[bool, Field(alias="cut-back", strict=True)] = False
    focus: _Line
    sessions: Annotated[
        tuple[SessionTable, ...], Field(alias="session", min_length=1, max_length=MAX_SESSIONS)
    ]

    @model_validator(mode="after")
    def _days_in_order(self) -> WeekTable:
        for index, (before, session) in enumerate(pairwise(self.sessions), start=1):
            if session.day < before.day:
                raise PydanticCustomError(
                    "order",
                    "day {day} stands after day {before}: put the sessions in the order of their days",
                    {
                        "day": session.day,
                        "before": before.day,
                        "keys": ("session", index, "day"),
                    },
                )
        return self


class PlanFile(Table):
    """A whole plan."""

    name: _Slug
    title: _Line
    level: Level
    about: Annotated[str, Field(min_length=1)]
    include: Annotated[tuple[str, ...], Field(max_length=MAX_INCLUDES)] = ()
    weeks: Annotated[_Order | None, Field(validate_default=True)] = None
    week: dict[str, WeekTable]

    @field_validator("weeks")
    @classmethod
    def _are_named(cls, weeks: _Order | None, info: ValidationInfo) -> _Order | None:
        """The weeks stand here, or in a library that is included."""
        if weeks is None and not (info.context or {}).get("weeks"):
            raise PydanticCustomError("missing", "is missing")
        return weeks

    @model_validator(mode="after")
    def _weeks_exist(self, info: ValidationInfo) -> PlanFile:
        included = (info.context or {}).get("weeks", {})
        named = self.weeks or tuple(name for order in included.values() for name in order)
        missing = [name for name in dict.fromkeys(named) if name not in self.week]
        if missing:
            raise PydanticCustomError(
                "weeks",
                "names {missing}, but there is no [week.{first}]",
                {"missing": " and ".join(missing), "first": missing[0], "keys": ("weeks",)},
            )
        return self
