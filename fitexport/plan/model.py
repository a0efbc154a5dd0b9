"""A plan: weeks of sessions, no dates, no speeds. The shape of a template file.

The models check one file's values; `read` gives each problem its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from fitexport.errors import NotationError
from fitexport.notation import parse
from fitexport.session import Session

Level = Literal["beginner", "intermediate", "advanced"]

NAME_BYTES = 10
"""What "W3.2 " leaves of the 15 bytes a watch shows of a name."""

MAX_WEEKS, MAX_SESSIONS = 52, 30
"""Of a plan and of a week; an identity has room for a few more."""

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


class _Frozen(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )


class Block(_Frozen):
    """A piece of session text with a name and {holes}."""

    about: _Line
    text: Annotated[str, Field(min_length=1)]


class BlockLibrary(_Frozen):
    """A file of blocks."""

    block: dict[_Slug, Block]


class PlannedSession(_Frozen):
    """One session of a week, on a day counted from 1."""

    day: Annotated[int, Field(ge=1, le=7, strict=True)]
    name: Annotated[str, Field(max_length=NAME_BYTES), AfterValidator(_ascii)] = ""
    title: Annotated[str, Field(min_length=1, max_length=60)]
    session: Annotated[Session, BeforeValidator(_parsed), Field(alias="text")]
    why: _Line

    @model_validator(mode="after")
    def _has_a_name(self) -> PlannedSession:
        if not self.session.is_rest and not self.name:
            raise PydanticCustomError(
                "name", "is missing: what the watch shows, 10 characters", {"keys": ("name",)}
            )
        return self


class TrainingWeek(_Frozen):
    """Seven days; days without an entry are rest."""

    phase: Literal["base", "build", "specific", "taper"]
    focus: _Line
    sessions: Annotated[
        tuple[PlannedSession, ...], Field(alias="session", min_length=1, max_length=MAX_SESSIONS)
    ]

    @model_validator(mode="after")
    def _days_in_order(self) -> TrainingWeek:
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

    def numbered(self) -> Iterator[tuple[int, PlannedSession]]:
        """Each session with its place in the week: 1, 2, 3...; 0 for rest days.

        Rest days are not counted, so that a watch shows 1 to the number of workouts.
        """
        place = 0
        for session in self.sessions:
            if not session.session.is_rest:
                place += 1
            yield (0 if session.session.is_rest else place), session


class Plan(_Frozen):
    """Weeks of sessions for one level, and the order they are run in."""

    name: _Slug
    title: _Line
    level: Level
    about: Annotated[str, Field(min_length=1)]
    include: Annotated[tuple[str, ...], Field(max_length=MAX_INCLUDES)] = ()
    order: Annotated[tuple[str, ...], Field(alias="weeks", min_length=1, max_length=MAX_WEEKS)]
    week: dict[str, TrainingWeek]

    @model_validator(mode="after")
    def _weeks_exist(self) -> Plan:
        missing = [name for name in dict.fromkeys(self.order) if name not in self.week]
        if missing:
            raise PydanticCustomError(
                "weeks",
                "names {missing}, but there is no [week.{first}]",
                {"missing": " and ".join(missing), "first": missing[0], "keys": ("weeks",)},
            )
        return self

    @property
    def weeks(self) -> tuple[TrainingWeek, ...]:
        """The weeks in the order they are run."""
        return tuple(self.week[name] for name in self.order)


Document = dict[str, Any]
"""What tomllib makes of a file."""
