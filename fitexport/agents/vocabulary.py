"""What an agent may read before it writes: the notation, its words, and how to work with both."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple

from fitexport.files.packaged import packaged
from fitexport.plan.shipped import shipped_blocks, shipped_plans
from fitexport.session.exercises import EXERCISES
from fitexport.session.placeholders import placeholders_of
from fitexport.session.words import (
    AMOUNT_UNITS,
    PACE_UNITS,
    RECOVERIES,
    TARGET_UNITS,
    ZONES,
    What,
)

INSTRUCTIONS = """\
fitexport makes workouts for GPS watches and a calendar out of sessions that are written as coaches
write them, and a plan of six to ten weeks for a faster mile. Write sessions in its notation (the
resource fitexport://notation) and try each with parse_session: an error shows the place with a caret
and says what to do, so correct the text and try again. Describe the runner in `settings`, or name the
user's fitexport.toml as `file`. Names of numbers end in their unit: _s, _m, _m_per_s. Tell the user what
`notes` assume. Messages name the options of the command: --race-day is race-day in `settings`. Try a
change with propose_change and show it to the user before make_change; force one that breaks a rule
only if the user wants that. FIT files come from the tools alone: never write their bytes yourself."""


class Page(NamedTuple):
    """A resource."""

    title: str
    about: str
    mime: str
    text: Callable[[], str]


def notation() -> str:
    """The notation's page of the documentation."""
    return (packaged("docs") / "notation.md").read_text("utf-8")


def words() -> str:
    """Every word of the notation, by its place, as JSON."""
    found = {
        "steps": [what.value for what in What],
        "recoveries": sorted(what.value for what in RECOVERIES),
        "exercises": list(EXERCISES),
        "zones": list(ZONES),
        "amounts": [*AMOUNT_UNITS, "until lap"],
        "targets": [*(f"/{unit}" for unit in PACE_UNITS), *TARGET_UNITS, "hr zone", "effort"],
        "blocks": {name: list(placeholders_of(text)) for name, text in shipped_blocks().items()},
        "plans": {name: list(levels) for name, levels in shipped_plans().items()},
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


PAGES: Mapping[str, Page] = {
    "fitexport://notation": Page(
        *("The notation", "How sessions are written, with examples.", "text/markdown", notation)
    ),
    "fitexport://words": Page(
        "The words of the notation",
        "Steps, recoveries, exercises, zones, units, blocks with their values, and plans.",
        *("application/json", words),
    ),
}


class Prompt(NamedTuple):
    """A prompt with one argument, which stands in its text in braces."""

    title: str
    about: str
    argument: str
    says: str
    """Of the argument."""
    text: str


PROMPTS: Mapping[str, Prompt] = {
    "write_session": Prompt(
        "Write a session",
        "From a description or a photo of a whiteboard to a session that a watch can guide.",
        *("idea", "The session in your own words."),
        "Write this session in fitexport's notation: {idea}\n\nRead fitexport://notation first, try the"
        " text with parse_session until it has no error, then show me its canonical text, its steps at"
        " my paces, its time and its distance. If a number or a unit is missing, ask me; do not guess.",
    ),
    "adapt_plan": Prompt(
        "Adapt the plan",
        "From what happened to the change that fits the plan's rules.",
        *("what", "What happened: a cold, a trip, a missed session, a race."),
        "This happened: {what}\n\nLook at show_today and the coming week of my plan, try with propose_change"
        " what could be done, and show me for each way what changes and which rules it breaks. Change"
        " nothing before I have chosen.",
    ),
}
