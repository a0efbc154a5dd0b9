"""Messages to a runner, who has options -> the same to a coach, who has columns."""

from __future__ import annotations

import re

from fitexport.errors import FitexportError, Problem, problems_of
from fitexport.season.settings_table import SETTINGS

_COLUMNS = "|".join(each.option.removeprefix("--") for each in SETTINGS)
_OPTION = re.compile(rf"\B--({_COLUMNS})(?![\w-])")
_IN_BRACKETS = re.compile(rf"\(--({_COLUMNS})(?: ([\w:]+))?\)")


def in_columns(text: str) -> str:
    """A message with the columns to fill in.

    >>> in_columns("no goal given: 6:51, what intermediate runners may hope for (--goal)")
    'no goal given: 6:51, what intermediate runners may hope for (column goal)'
    >>> in_columns("no alarm (--at 6:30)"), in_columns("give a slower --mile, or another --out")
    ('no alarm (column at: 6:30)', 'give a slower mile, or another --out')
    """
    text = _IN_BRACKETS.sub(
        lambda found: f"(column {': '.join(filter(None, found.groups()))})", text
    )
    return _OPTION.sub(r"\1", text)


def problems_in_columns(error: FitexportError) -> tuple[Problem, ...]:
    """The problems of an error, worded like that."""
    return tuple(
        each._replace(problem=in_columns(each.problem), remedy=in_columns(each.remedy))
        for each in problems_of(error)
    )
