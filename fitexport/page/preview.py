"""A season as one file to send and to print: cover, calendar, paces, a page for each week, race day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from fitexport.export.compile import paced
from fitexport.export.overview import WeekPage, overview
from fitexport.pace.distances import race_title
from fitexport.pace.outline import step_rows
from fitexport.pace.race_card import RaceCard, race_card
from fitexport.pace.table import PaceTable
from fitexport.pace.workout import Intensity
from fitexport.pace.zone_rows import SPLITS_M, split_row, zone_row
from fitexport.pace.zones import SPLIT_ZONES, ZONE_FACTS
from fitexport.page.cards import Card, card_of
from fitexport.page.picture import session_picture
from fitexport.page.render import render
from fitexport.page.weeks_chart import weeks_chart
from fitexport.season.athlete import Athlete
from fitexport.season.schedule import Missed, Schedule, ScheduledSession
from fitexport.season.season import Season
from fitexport.season.totals import WeekTotal
from fitexport.session import Distance
from fitexport.units import exact_clock, race_clock

_UNDRAWN = ("strength", "cross-training")
"""Kinds that are printed without their chart."""
_MADE_UP = re.compile(r"[0-9a-f]{8}|")
"""An id that `init` made up names nobody."""
_LETTERS = 50
"""Of a printed line."""
_SIZES = ((85, "airy"), (98, "plain"), (112, "close"), (126, "tight"), (150, "tiny"))
"""Lines of a week, up to which its printed page is set in such type; the smallest for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week as pages show it."""

    number: int
    heading: str
    focus: str
    total: WeekTotal
    days: tuple[tuple[date, tuple[Card, ...]], ...]
    missed: tuple[Missed, ...]
    type_size: str
    """How small its printed page is set, as a CSS class: what fits on one."""

    @property
    def cards(self) -> tuple[Card, ...]:
        return tuple(card for _, cards in self.days for card in cards)


def preview(season: Season) -> str:
    """The whole season as one HTML file that needs no other, and no script.

    Raises:
        PaceError: a zone that there are no paces for.
    """
    return render("preview.html.j2", **plan_values(season))


def plan_values(season: Season) -> dict[str, Any]:
    """What templates show of a season."""
    schedule, athlete = season.schedule, season.athlete
    pages = overview(season)
    paces, raced = athlete.table_on(schedule.race_day), schedule.plan.distance()
    return {
        "schedule": schedule,
        "athlete": athlete,
        "who": "" if _MADE_UP.fullmatch(athlete.id) or season.is_derived else athlete.id,
        "paces": paces,
        "now": exact_clock(paces.mile_s),
        "goal": race_clock(paces.race_s(raced.m)) if raced else exact_clock(paces.goal_s),
        "over": _over(paces, raced),
        "weeks": [week_of(page, schedule, athlete) for page in pages],
        "chart": weeks_chart([page.total for page in pages], athlete.units),
        "zones": [zone_row(zone, paces) for zone in _zones(season)],
        "splits": [split_row(zone, paces) for zone in SPLIT_ZONES],
        "splits_m": SPLITS_M,
        "card": race_card_of(season),
    }


def week_of(page: WeekPage, schedule: Schedule, athlete: Athlete) -> Week:
    """A week for pages, its sessions with their charts."""
    number = page.total.week
    days = tuple(
        (day, tuple(card_of(session, athlete) for session in sessions))
        for day, sessions in page.days
    )
    lines = sum(_lines(card) for _, cards in days for card in cards)
    return Week(
        number=number,
        heading=schedule.week_text(number),
        focus=page.focus,
        total=page.total,
        days=days,
        missed=tuple(
            each for each in schedule.missed if schedule.week_on(each.session.day) == number
        ),
        type_size=next((name for most, name in _SIZES if lines <= most), "least"),
    )


def picture_of(session: ScheduledSession, athlete: Athlete) -> str:
    """The chart of one session as an SVG file; of one without a workout its title alone."""
    card = card_of(paced(session, athlete), athlete)
    title = f"{card.label} {card.title}".strip()
    return session_picture(", ".join(filter(None, (title, card.paces))), card.chart)


def race_card_of(season: Season) -> RaceCard | None:
    """The card of the season's race; None if the plan has none over a distance."""
    schedule, athlete = season.schedule, season.athlete
    raced = schedule.plan.distance()
    paces = athlete.table_on(schedule.race_day)
    if raced is None:
        return None
    return race_card(raced, paces, athlete.units, extra_at=athlete.extra_at)


def _over(paces: PaceTable, raced: Distance | None) -> str:
    """What is raced: `mile`, `1500 m`, `5 km`."""
    race = paces.race_over(raced.m) if raced else paces.race
    return (
        f"{raced.value:g} {raced.unit}"
        if raced and race is None
        else race_title(race or paces.race)
    )


def _zones(season: Season) -> list[str]:
    """The zones that the plan's sessions are run in, with the mile and the goal."""
    schedule = season.schedule
    run = {step.zone for each in schedule.every_session for step in each.session.steps()}
    known = (*ZONE_FACTS, *(zone.name for zone in season.athlete.latest.own))
    return [zone for zone in known if zone in {*run, "mile", "goal"}]


def _lines(card: Card) -> int:
    """About how many printed lines a session takes: its heading, its chart, its steps."""
    if card.kind == "rest":
        return 2
    chart = 0 if card.kind in _UNDRAWN else 8
    steps = sum(
        1 + (len(line) // _LETTERS if step else 0)
        for line, step in step_rows(card.steps, card.units)
        if card.kind != "strength" or (step and step.intensity is not Intensity.REST)
    )
    return 5 + chart + steps
