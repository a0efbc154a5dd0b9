"""The plan follows life: sessions moved or left out, days off, results, and the last of it undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fitexport.pace.results import Result
from fitexport.page.calls import Answer, Asked
from fitexport.page.plan_view import FILE, season_of_text, today_of
from fitexport.page.render import render
from fitexport.page.words import in_page_words
from fitexport.season.changes import Away, Change, Skip
from fitexport.season.proposing import moving, propose, refusal
from fitexport.season.schedule import Schedule
from fitexport.season.season_file import SeasonFile, add_change, add_result, undone
from fitexport.season.spells import OPEN_END, Spell
from fitexport.units import date_text, exact_clock, parse_date, parse_race_clock


def plan_change(asked: Asked) -> Answer:
    """The file with one more change, or without the last one, and what changes for the runner.

    The data has the new `text`; or `refused`, if the change breaks a rule and is not forced.
    """
    values, today = asked.values, today_of(asked)
    text, paces = values["text"], []
    if values["kind"] == "undo":  # whether or not a season can be made of the file
        edit = undone(FILE, text)
    else:
        season, _ = season_of_text(text, today)
        file = SeasonFile(FILE, text, season)
        if values["kind"] == "result":
            result = _result(values)
            edit = add_result(file, result, today=today)
            first, mile = date_text(result.day + timedelta(days=1)), exact_clock(result.mile_s)
            paces = [f"from {first} on, the paces are those of a {mile} mile"]
        else:
            change = _change(values, season.schedule, today)
            proposal = propose(season, change)
            if proposal.broken and not values.get("force"):
                lines = refusal(season, change, proposal).split("\n")
                words = [in_page_words(each.strip()) for each in lines if "--force" not in each]
                return Answer(data={"refused": words})
            edit = add_change(file, change, force=True)
    html = render(
        "plan_change.html.j2",
        rows=list(edit.differences()),
        paces=paces,
        remarks=[in_page_words(each) for each in (*paces, *edit.remarks, *edit.advice)],
    )
    return Answer({"plan-changed": html}, {"text": edit.new})


def _result(values: Mapping[str, Any]) -> Result:
    return Result(
        day=parse_date(values["day"]),
        distance=values["distance"],
        time_s=parse_race_clock(values["time"].strip()),
    )


def _change(values: Mapping[str, Any], schedule: Schedule, today: date) -> Change:
    match values["kind"]:
        case "move":
            to, swap = parse_date(values["to"]), bool(values.get("swap"))
            return moving(schedule, values["session"], to, swap=swap, made=today)
        case "skip":
            return Skip(values["session"], made=today)
        case kind:
            first = parse_date(values["first"])
            last = parse_date(values["last"]) if values.get("last") else None
            open_end = OPEN_END if kind == "injured" else first
            return Away(Spell(first, last or open_end, kind), made=today)
