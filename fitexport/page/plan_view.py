"""The plan: a form or a fitexport.toml, and the season that it makes.

The text of the fitexport.toml is all that the page keeps: every call is given it, and one that
changes something gives the new text back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from fitexport.errors import FitexportError, Problem, TemplateError
from fitexport.export.compile import calendar_title, paced
from fitexport.files.toml import decoded
from fitexport.page.calls import Answer, Asked
from fitexport.page.cards import card_of
from fitexport.page.plan_form import Form, distances, problems, read, shown
from fitexport.page.preview import plan_values
from fitexport.page.render import render
from fitexport.page.words import in_page_words
from fitexport.season.athlete import resolve
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.new_settings import completed, next_season, renewed
from fitexport.season.overriding import OF_THE_CALENDAR, given_in, with_calendar
from fitexport.season.remarks import on_alarms, on_today, on_weeks
from fitexport.season.season import Season
from fitexport.season.settings import FILE_NAME, Settings
from fitexport.season.settings_file import settings_of
from fitexport.season.settings_text import format_athlete_file
from fitexport.season.starting import ready, start_season
from fitexport.session.format import format_session
from fitexport.units import date_text, exact_clock, parse_date

FILE = Path(FILE_NAME)


def plan(asked: Asked) -> Answer:
    """The season of a form that changes what a file says; without a file, of the form alone.

    The data has the file's new `text`, its `values` in the form, the `mile` after its `results`,
    if there are some, and a `title`; or `errors`, by field.
    """
    values, today = asked.values, today_of(asked)
    made = draft(values["base"], values["form"], today, values["id"])
    if made.wrong:
        return Answer(data={"errors": {name: _words(each) for name, each in made.wrong.items()}})
    # Read back: what is shown is what the file says, and the next call finds it made.
    season, remarks = season_of_text(made.text, today)
    return Answer(
        {"plan-season": _season(season, (*made.remarks, *remarks), today)},
        {
            "text": made.text,
            "values": shown(season.settings),
            "mile": exact_clock(season.athlete.latest.mile_s),
            "results": bool(season.settings.results),
            "title": f"{calendar_title(season)}, race on {date_text(season.schedule.race_day)}",
        },
    )


def plan_open(asked: Asked) -> Answer:
    """The text of a fitexport.toml that was opened, if a season can be made of it; else every
    error in it."""
    (upload,) = asked.uploads
    try:
        text = decoded(upload.data, upload.name)
        season_of_text(text, today_of(asked))
    except FitexportError as error:
        found = error.problems if isinstance(error, TemplateError) else (_problem(error),)
        listed = render("plan_errors.html.j2", name=upload.name, problems=found)
        return Answer({"plan-opened": listed}, {"text": None})
    return Answer({"plan-opened": ""}, {"text": text})


def plan_session(asked: Asked) -> Answer:
    """A session of the plan: its steps, and its text to be changed."""
    season, _ = season_of_text(asked.values["text"], today_of(asked))
    scheduled = season.schedule.session(asked.values["key"])
    card = card_of(paced(scheduled, season.athlete), season.athlete)
    written = format_session(scheduled.session)
    html = render("plan_session.html.j2", card=card, text=written, day=scheduled.day)
    return Answer({"plan-session": html})


def today_of(asked: Asked) -> date:
    """Today, where the browser is."""
    return parse_date(asked.values["today"])


@lru_cache(maxsize=2)
def season_of_text(text: str, today: date) -> tuple[Season, tuple[str, ...]]:
    """The season of a file's text, and remarks on what was assumed.

    Raises:
        FitexportError: the file has errors, or settings that do not go together.
    """
    settings = settings_of(text, FILE)
    if (settings.plan or "").endswith(".toml"):
        raise TemplateError(
            Problem(
                f"its plan is a file of its own, {settings.plan}, which this page cannot read",
                "take plan out of [season], or use the command: fitexport week",
                FILE,
            )
        )
    athlete, defaults = resolve(settings)
    season, remarks = start_season(settings, athlete, today)
    return season, (*defaults, *remarks)


# --- from a form to a file --------------------------------------------------------------


class Draft(NamedTuple):
    """The text of a fitexport.toml, remarks on it, and by field what is wrong: then there is no
    text. Under "" is what concerns several fields."""

    text: str
    remarks: tuple[str, ...] = ()
    wrong: Mapping[str, FitexportError] = {}


def draft(base: str, form: Form, today: date, new_id: str) -> Draft:
    """The file of a runner who has changed these fields; `base` was the file until then."""
    known = settings_of(base, FILE) if base else Settings()
    values, wrong = read(form)
    before, wanted, calendar = _changed(known, values)
    if base and (before, wanted, calendar) == (known, Settings(), {}) and not wrong:
        return Draft(base)
    settings, remarks = renewed(before, wanted)
    settings = with_calendar(settings, calendar)
    found = problems(settings, before, today)
    if "mile_s" in found | wrong:  # so there is nothing to judge the goal by
        found.pop("goal_s", None)
    wrong = found | wrong
    if wrong:
        return Draft("", (), wrong)
    try:
        settings, athlete, more = ready(settings, today)
        season, rest = start_season(settings, athlete, today)
    except FitexportError as error:
        return Draft("", (), {"": error})
    if settings.of_file:
        settings = replace(settings, season=season.id)
    settings = completed(settings, athlete, season.schedule, "" if settings.of_file else new_id)
    return Draft(format_athlete_file(settings), (*remarks, *more, *rest))


def _changed(
    known: Settings, values: Mapping[str, Any]
) -> tuple[Settings, Settings, dict[str, Any]]:
    """The settings without those that were emptied, those that are wanted, and those wanted for
    the calendar."""
    of_calendar = known.calendar_settings or CalendarSettings()
    usual = CalendarSettings._field_defaults
    calendar = {
        name: usual[name] if value is None else value
        for name, value in values.items()
        if name in OF_THE_CALENDAR
    }
    calendar = {name: each for name, each in calendar.items() if each != getattr(of_calendar, name)}
    rest = {
        name: value
        for name, value in values.items()
        if name not in OF_THE_CALENDAR and value != getattr(known, name)
    }
    emptied: dict[str, Any] = {name: value for name, value in rest.items() if value is None}
    if "race_day" in emptied:
        known = next_season(known)
    return replace(known, **emptied), Settings(**given_in(rest)[0]), calendar


def _words(error: FitexportError) -> dict[str, str]:
    return {"problem": in_page_words(error.problem), "remedy": in_page_words(error.remedy)}


def _problem(error: FitexportError) -> Problem:
    return Problem(in_page_words(error.problem), in_page_words(error.remedy), error.where)


# --- what is shown ----------------------------------------------------------------------


def _season(season: Season, remarks: tuple[str, ...], today: date) -> str:
    schedule, values = season.schedule, plan_values(season)
    remarks = (
        *remarks,
        *on_today(schedule, today),
        *on_weeks(schedule, range(1, schedule.weeks + 1)),
        *on_alarms(season.athlete),
    )
    coming = (card for week in values["weeks"] for card in week.cards if card.kind != "rest")
    return render(
        "plan_season.html.j2",
        **values,
        advice=[in_page_words(each) for each in values["card"].advice] if values["card"] else [],
        remarks=tuple(dict.fromkeys(map(in_page_words, remarks))),
        changes=len(season.settings.changes) + len(season.settings.results),
        next=next((card for card in coming if card.day and card.day >= today), None),
        distances=distances(),
        today=today,
    )
