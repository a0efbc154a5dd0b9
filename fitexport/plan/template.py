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
    model_validator,
)
from pydantic_core import PydanticCustomError

from fitexport.errors import NotationError
from fitexport.notation import parse
from fitexport.plan.model import MAX_SESSIONS, MAX_WEEKS, NAME_BYTES, Level, Phase
from fitexport.plan.validate import Table
from fitexport.session import Session

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


class BlockLibrary(Table):
    """A file of blocks."""

    block: dict[_Slug, Block]


class SessionTable(Table):
    """`[[week.B1.session]]`."""

    day: Annotated[int, Field(ge=1, le=7, strict=True)]
    name: Annotated[str, Field(max_length=NAME_BYTES), AfterValidator(_ascii)] = ""
    title: Annotated[str, Field(min_length=1, max_length=60)]
    session: Annotated[Session, BeforeValidator(_parsed), Field(alias="text")]
    why: _Line

    @model_validator(mode="after")
    def _has_a_name(self) -> SessionTable:
        if not self.session.is_rest and not self.name:
            raise PydanticCustomError(
                "name", "is missing: what the watch shows, 10 characters", {"keys": ("name",)}
            )
        return self


class WeekTable(Table):
    """`[week.B1]`."""

    phase: Phase
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
    order: Annotated[tuple[str, ...], Field(alias="weeks", min_length=1, max_length=MAX_WEEKS)]
    week: dict[str, WeekTable]

    @model_validator(mode="after")
    def _weeks_exist(self) -> PlanFile:
        missing = [name for name in dict.fromkeys(self.order) if name not in self.week]
        if missing:
            raise PydanticCustomError(
                "weeks",
                "names {missing}, but there is no [week.{first}]",
                {"missing": " and ".join(missing), "first": missing[0], "keys": ("weeks",)},
            )
        return self
