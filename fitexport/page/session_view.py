"""Write a session: its text -> what the watch will do with it, at its runner's paces, and the files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from fitexport.errors import FitexportError, NotationError, PaceError, UnitError
from fitexport.export.bundle import Bundle
from fitexport.export.custom_workouts import blocks_for, compile_workouts
from fitexport.pace.results import parse_mile
from fitexport.pace.workout import counted
from fitexport.page.calls import Answer, Asked
from fitexport.page.cards import card_of
from fitexport.page.chart import look_of
from fitexport.page.render import render
from fitexport.page.zipped import zipped
from fitexport.season.athlete import Athlete, resolve
from fitexport.season.settings import Settings
from fitexport.session.completions import Completions, completions
from fitexport.session.cursor import FOUND, after
from fitexport.session.format import format_session
from fitexport.session.parse import find_errors, parse
from fitexport.session.sessions_file import SessionText
from fitexport.units import exact_clock, pace_range_text, parse_date, race_clock

EXAMPLES = {
    "400s": "warm-up 15min\n4x stride 20s, walk 60s\n6x 400m @ mile, jog 200m\ncool-down 10min",
    "VO2max": "warm-up 15min\n5x 3min @ vo2max, jog 2min\ncool-down 10min",
    "Tempo": "warm-up 15min\n2x 10min @ threshold, jog 2min\ncool-down 10min",
    "Two sets": "warm-up 15min\n2x (4x 200m @ 800m, jog 200m), walk 4min\ncool-down 10min",
    "Hills": 'easy 35min\n6x hill 10s "full effort, run tall", walk 90s\njog 5min',
    "Long run": "long 1h\n15min @ marathon\neasy 5min",
    "Time trial": "use warm-up\nuse drills\nuse strides\ntime-trial 1mi\nuse cool-down",
    "Strength": "3x (back squat 6reps; rest 2min)\n3x (calf raise 12reps; rest 60s)",
}
"""Sessions to begin with, the first as the page opens."""

_FIELDS = ("mile", "name", "day")
"""Those beside the text."""
_MOST_FAULTS, _MOST_MARKS = 5, 20
_MOST_WORDS = 24
_PLOT = 128
"""Height of the bars: here the chart is what one looks at."""
_SEPARATORS = re.compile(r"[\s;]*[;\n][\s;]*")


class _Fault(NamedTuple):
    """What is wrong with a field; `begin` and `end` are its place in the text, 0 if it has none."""

    field: str
    problem: str
    remedy: str
    where: str = ""
    excerpt: str = ""
    begin: int = 0
    end: int = 0


def session(asked: Asked) -> Answer:
    """What is written so far: the workout, or what is wrong with it; and words that may follow.

    While it is typed, the word at the cursor is not wrong as long as another can be made of it.
    """
    values, athlete = asked.values, None
    text, at = str(values["text"]), int(values["at"])
    html, faults, spoken = {"session-usual": ""}, [], ""
    try:
        athlete = _athlete(values)
        bundle = _bundle(values, athlete)
        (made,) = bundle.workouts
        html |= _shown(bundle, athlete, assumed=not str(values["mile"]).strip())
        html["session-usual"] = _usual(text)
        spoken = ", ".join((made.title, *filter(None, made.size(athlete.units))))
    except NotationError:
        faults = list(_in_text(text))
    except FitexportError as error:
        field = error.where if error.where in _FIELDS else "text"
        faults = [_Fault(field, error.problem, error.remedy, error.where)]
    found = completions(text, at, blocks_for(text))
    begun = values["typing"] and found.words and not found.whole
    shown = [each for each in faults if not (begun and each.end and each.begin <= at <= each.end)]
    html["session-faults"] = render("session_faults.html.j2", faults=shown[:_MOST_FAULTS])
    if values["typing"]:
        html["session-words"] = _offered(found, athlete)
    data = {
        "ready": not faults,
        "spoken": shown[0].problem if shown else spoken,
        "field": shown[0].field if shown else "",
        "marks": [(each.begin, each.end) for each in shown if each.end],
        "replaced": {
            "begin": found.begin,
            "end": found.end,
            "whole": found.whole or found.begin == found.end,
        },
    }
    return Answer(html=html, data=data)


def session_files(asked: Asked) -> Answer:
    """The files of a session: `fit`, `ics`, or all of them as a `zip`."""
    values = asked.values
    bundle = _bundle(values, _athlete(values))
    (made,) = bundle.workouts
    match values["what"]:
        case "fit":
            files = {made.file: made.data}
        case "ics":
            files = {bundle.calendar_name: bundle.calendar}
        case _:
            name = f"{made.file.removesuffix('.fit')}.zip"
            files = {name: zipped(bundle.files().items())}
    return Answer(files=files)


def example() -> Mapping[str, Any]:
    """What the page shows before Python is there: the first example, by the ids of its elements,
    and the others."""
    text = next(iter(EXAMPLES.values()))
    values = {"text": text, "mile": "", "units": "", "name": "", "day": "", "today": "2000-01-01"}
    athlete = _athlete(values)
    return {"texts": EXAMPLES, "html": _shown(_bundle(values, athlete), athlete, assumed=True)}


def _athlete(values: Mapping[str, Any]) -> Athlete:
    """The runner, by what the command assumes as well.

    Raises:
        UnitError, PaceError: the mile is none that anybody runs.
    """
    mile = str(values["mile"]).strip()
    try:
        mile_s = parse_mile(mile) if mile else None
        return resolve(Settings(mile_s=mile_s, units=values["units"] or None))[0]
    except (UnitError, PaceError) as error:
        raise error.located("mile") from None


def _bundle(values: Mapping[str, Any], athlete: Athlete) -> Bundle:
    """The files of the session.

    Raises:
        NotationError: the text cannot be read.
        UnitError: a name or a day that is not allowed.
        EncodeError, UsageError: it makes no workout file.
    """
    text = str(values["text"])
    written = SessionText(session=parse(text, blocks=blocks_for(text)))
    try:
        written = replace(written, name=str(values["name"]).strip())
    except UnitError as error:
        raise error.located("name") from None
    try:
        written = replace(written, day=parse_date(values["day"]) if values["day"] else None)
    except UnitError as error:
        raise error.located("day") from None
    return compile_workouts([written], athlete, today=parse_date(values["today"]))


def _shown(bundle: Bundle, athlete: Athlete, *, assumed: bool) -> dict[str, str]:
    """The workout, by the ids of the page's elements; `assumed` if the mile is not the runner's."""
    (made,) = bundle.workouts
    card, amounts = card_of(made, athlete, _PLOT), defaultdict[str, float](float)
    for step, times in counted(made.workout.steps):
        amounts[look_of(step, card.mile_s)] += times * step.expected_s
    values = {
        "card": card,
        "mile": exact_clock(card.mile_s),
        "assumed": assumed,
        "amounts": {look: race_clock(s) for look, s in amounts.items() if s},
        "made": made,
        "in_schedule": bool(bundle.entries),
    }
    names = ("session-result", "session-steps", "session-about")
    return {name: render(f"{name.replace('-', '_')}.html.j2", **values) for name in names}


def _usual(text: str) -> str:
    """The usual form of a text, where it is another; nothing of one with comments, which it would
    lose."""
    usual = format_session(parse(text), "\n" if "\n" in text.strip() else "; ")
    same = _SEPARATORS.sub("\n", text.strip(" \n;")) == _SEPARATORS.sub("\n", usual)
    return "" if same or "#" in text else render("session_usual.html.j2", usual=usual)


def _in_text(text: str) -> Iterator[_Fault]:
    """The errors in a text; that of a block where the block is used."""
    for error in find_errors(text, blocks=blocks_for(text), most=_MOST_MARKS):
        begin = error.at if error.used_at is None else error.used_at
        end = max(after(FOUND, text, begin), begin + 1)
        yield _Fault("text", error.problem, error.remedy, error.where, error.excerpt, begin, end)


def _offered(found: Completions, athlete: Athlete | None) -> str:
    """Words that may follow, zones with their paces."""
    zones = athlete.latest.zones if athlete else {}
    words = {
        word: pace_range_text(*zones[word], athlete.units) if athlete and word in zones else ""
        for word in found.words[:_MOST_WORDS]
    }
    return render("session_words.html.j2", words=words)
