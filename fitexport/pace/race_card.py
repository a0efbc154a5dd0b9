"""Race day on a card: the time at each mark, and what to think there, in words."""

from __future__ import annotations

from typing import NamedTuple

from fitexport.pace.distances import race_title
from fitexport.pace.even import BY_LAPS_M, even_splits
from fitexport.pace.race import CHEERS, DEFAULT_EXTRA_AT, ExtraAt, LapPlan, lap_plan
from fitexport.pace.table import PaceTable
from fitexport.session import Distance
from fitexport.units import UNIT_M, Units, clock, exact_clock, pace_text, race_clock

_THOUGHTS = (
    "a second slow on purpose: stay relaxed",
    "back on pace: quick, even steps",
    "hang on: this is the hard one",
)


class RaceCard(NamedTuple):
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    hand: tuple[tuple[str, str], ...]
    """What to write on a hand: the mark and the clock there; nothing for even splits."""
    advice: tuple[str, ...]


def race_card(
    distance: Distance,
    paces: PaceTable,
    units: Units,
    what: str = "race",
    extra_at: ExtraAt = DEFAULT_EXTRA_AT,
) -> RaceCard:
    """The card of a race or time trial: by laps over the distance of a goal, else evenly."""
    total_s, over = paces.race_s(distance.m, trial=what != "race"), paces.race_over(distance.m)
    if over is None:
        return even_card(distance, paces, units, what)
    return lap_card(lap_plan(total_s, extra_at, over), what)


def lap_card(plan: LapPlan, what: str) -> RaceCard:
    """The card of a plan by laps."""
    rows = plan.rows()
    thoughts = zip(rows, (*_THOUGHTS, *CHEERS), strict=True)
    check = (_mark(plan.check_m), "", _time(plan.check_200_s), "not sooner: faster is too fast")
    return RaceCard(
        f"{race_title(plan.race).capitalize()} {what} in {exact_clock(plan.total_s)}",
        ("After", "Split", "Clock", ""),
        (
            check,
            *((_mark(m), _time(s), _time(so_far_s), word) for (m, s, so_far_s), word in thoughts),
        ),
        tuple((f"{m:.0f}", _time(so_far_s)) for m, _, so_far_s in (*rows[:3], rows[-1])),
        (
            _laps_in_words(plan),
            "Before it: 20 min easy, drills, a few strides. After it: 10 min easy or more.",
        ),
    )


def even_card(distance: Distance, paces: PaceTable, units: Units, what: str) -> RaceCard:
    """The card of another distance: what the mile is worth there, even all the way."""
    total_s = paces.race_s(distance.m, trial=what != "race")
    pace = total_s / distance.m
    return RaceCard(
        f"{distance.value:g} {distance.unit} {what} in {race_clock(total_s)},"
        f" what a mile in {exact_clock(paces.mile_s)} is worth:"
        f" {pace_text(pace, 'mi')}, {pace_text(pace, 'km')}, even all the way",
        ("After", "Clock"),
        tuple(
            (_far(m, distance, units), race_clock(so_far_s))
            for m, so_far_s in even_splits(distance.m, total_s, units)
        ),
        (),
        (
            "When it is right, the first part feels too easy. A new result changes the time: fitexport result.",
            "Before it: 10 to 20 min easy, drills, a few strides. After it: 10 min easy or more.",
        ),
    )


def _far(m: float, distance: Distance, units: Units) -> str:
    """A mark as runners see it: laps in metres, the end as the plan has it."""
    if m == distance.m:
        return f"{distance.value:g} {distance.unit}"
    return f"{m / UNIT_M[units]:g} {units}" if distance.m > BY_LAPS_M else _mark(m)


def _laps_in_words(plan: LapPlan) -> str:
    if plan.race == "1600m":
        return "1600 m is four laps; a mile is 9 m longer."
    if plan.race == "1500m":
        return "The 1500 m starts on the back straight, 300 m before the line; then three laps."
    where = (
        "run before the first lap"
        if plan.lead_s
        else "run after the fourth lap; --extra-at start puts them first"
    )
    return f"A mile is four laps of 400 m and 9 m, here {where}."


def _mark(m: float) -> str:
    return f"{m:.0f} m"


def _time(time_s: float) -> str:
    """`44.6`, `1:30.2`."""
    return clock(time_s, 0.1).removeprefix("0:")
