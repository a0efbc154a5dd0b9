"""Templates of `templates/page/` and values -> HTML, whatever is in the values shown as text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fitexport.files.packaged import packaged
from fitexport.pace.outline import INTENSITY_WORDS, duration_text, step_distance, target_text
from fitexport.pace.workout import RepeatStep
from fitexport.page.by_hand import GUIDES
from fitexport.page.chart import look_of
from fitexport.page.picture import stylesheet
from fitexport.units import (
    clock,
    date_text,
    day_text,
    distance_text,
    exact_clock,
    race_clock,
    round_minutes,
)

_FILTERS = (
    clock,
    date_text,
    day_text,
    distance_text,
    duration_text,
    exact_clock,
    look_of,
    race_clock,
    round_minutes,
    step_distance,
    target_text,
)
"""What templates may call, by its name."""


@cache
def environment() -> Environment:
    """The templates and what they may call; the same one each time."""
    made = Environment(
        loader=FileSystemLoader(packaged("templates") / "page", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {each.__name__: each for each in _FILTERS}
    made.filters["kind_class"] = kind_class
    made.filters["intensity_word"] = lambda step: INTENSITY_WORDS.get(step.intensity, "go")
    made.tests["repeat"] = lambda step: isinstance(step, RepeatStep)
    made.globals["stylesheet"] = stylesheet
    made.globals["guides"] = GUIDES
    return made


def render(template: str, **values: Any) -> str:
    """A template filled in; a name that it misses is an error."""
    return environment().get_template(template).render(**values)


def rendered_in_parts(template: str, **values: Any) -> Iterator[str]:
    """The same in parts, for pages of many rows that come one by one."""
    return environment().get_template(template).generate(**values)


def kind_class(kind: str) -> str:
    """The CSS class of a kind of session: `kind-long-run`."""
    return f"kind-{kind.lower().replace(' ', '-')}"
