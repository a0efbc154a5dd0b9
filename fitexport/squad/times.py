"""A session and its runner -> what a stopwatch shows: splits, reps, recoveries, each in its column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, NamedTuple

from fitexport.pace.band import Band
from fitexport.pace.cues import length_text
from fitexport.pace.estimates import aim_of, expectation
from fitexport.pace.even import even_splits
from fitexport.pace.guidance import guided
from fitexport.pace.race import ExtraAt, lap_plan
from fitexport.pace.resolved import in_numbers
from fitexport.pace.table import PaceTable
from fitexport.session import (
    OWN_LAPS,
    Distance,
    HeartRate,
    RepTime,
    Session,
    Sport,
    Step,
    What,
)
from fitexport.session.exercises import Exercise
from fitexport.session.format import format_step, format_target
from fitexport.session.words import FRAME
from fitexport.units import UNIT_M, Units, split_text

LAP_M, HALF_LAP_M = 400.0, 200.0
_FROM_HALF_M = 800.0
"""The longest rep that is checked after half a lap."""
_BY_SPLITS_M = 2000.0
"""Longer ones are timed by the lap."""
_ROUNDED_M = 300.0
"""Up to here to half a second, beyond to a second: as the watch shows it."""

Kind = Literal["split", "rep", "recovery", "pace", "heart"]


class Column(NamedTuple):
    """One time of a step that everybody runs."""

    place: int
    """Of the step in the session, in reading order."""
    step: str
    """As the coach wrote it, without notes: `400m @ mile`."""
    head: str
    """`200 m`, `400 m`, `jog`."""
    kind: Kind


class Cell(NamedTuple):
    """A runner's time in a column, in seconds; or words."""

    aim: Band | None = None
    accepted: Band | None = None
    """What is near enough: the range that a watch accepts around a single time."""
    finest_s: float = 1.0
    unit: str = ""
    words: str = ""

    @property
    def text(self) -> str:
        """`1:45`, `1:40-1:45`, `7:50-8:10/mi`.

        >>> Cell(Band(52.6, 53.9), finest_s=0.5).text, Cell(Band(105.2, 105.2)).text
        ('52.5-54', '1:45')
        """
        return self.words if self.aim is None else self.shown(self.aim) + self.unit

    @property
    def range_text(self) -> str:
        """What is accepted; empty where the time is a range already, or there is none."""
        if self.aim is None or self.accepted is None or self.accepted == self.aim:
            return ""
        return self.shown(self.accepted)

    def shown(self, band: Band) -> str:
        """Times as this column shows them."""
        fast, slow = (split_text(each, self.finest_s).removesuffix(" s") for each in band)
        return fast if fast == slow else f"{fast}-{slow}"


class Timed(NamedTuple):
    """What a session is for one runner."""

    cells: dict[Column, Cell]
    pace: float | None
    """The mean of its paces in s/m, by which runners are compared; None without any."""


def timed(session: Session, table: PaceTable, units: Units, extra_at: ExtraAt) -> Timed:
    """The times of a session for a runner of these paces.

    Raises:
        PaceError: a zone that the table does not have.
    """
    cells: dict[Column, Cell] = {}
    paces: list[float | None] = []
    for place, step in enumerate(in_numbers(session, table).steps()):
        if isinstance(step.what, Exercise) or step.what in FRAME:
            continue
        pace, found = (
            _race(step, table, extra_at) if step.what in OWN_LAPS else _step(step, table, units)
        )
        paces.append(pace)
        cells |= {_column(place, step, head, kind): cell for head, kind, cell in found}
    known = [pace for pace in paces if pace is not None]
    return Timed(cells, sum(known) / len(known) if known else None)


_Found = tuple[str, Kind, Cell]


def _column(place: int, step: Step, head: str, kind: Kind) -> Column:
    name = (
        str(step.what) if isinstance(step.amount, RepTime) else format_step(replace(step, note=""))
    )
    return Column(place, name, head, kind)


def _race(step: Step, table: PaceTable, extra_at: ExtraAt) -> tuple[float, list[_Found]]:
    """A race as the clock shows it: lap by lap as its plan has it, other distances evenly."""
    assert isinstance(step.amount, Distance)
    m = step.amount.m
    total_s = table.race_s(m, trial=step.what is What.TIME_TRIAL)
    over = table.race_over(m)
    if over is None:
        marks = even_splits(m, total_s, "km")  # marks that everybody has
        finest = 1.0
    else:
        rows = lap_plan(total_s, extra_at, over).rows()
        marks = tuple((at, so_far) for at, _, so_far in (*rows[:3], rows[-1]))
        finest = 0.1
    *splits, end = marks
    kinds: list[tuple[tuple[float, float], Kind]] = [(each, "split") for each in splits]
    return total_s / m, [
        (
            length_text(step) if kind == "rep" else f"{at:.0f} m",
            kind,
            Cell(Band(s, s), finest_s=finest),
        )
        for (at, s), kind in (*kinds, (end, "rep"))
    ]


def _step(step: Step, table: PaceTable, units: Units) -> tuple[float | None, list[_Found]]:
    led = guided(step, table)
    aim = aim_of(led, table)
    if aim is None:
        return None, list(_without_pace(step, led, table))
    if led.what in (What.EASY, What.LONG):
        paces = Band(*(each * UNIT_M[units] for each in aim))
        return aim.middle, [("pace", "pace", Cell(paces, unit=f"/{units}"))]
    expected_s, _ = expectation(led, aim, table, Sport.RUNNING, 0.0)
    accepted = table.target_band(aim, expected_s)
    *splits, (head, m) = _marks(led)
    found: list[_Found] = [(split, "split", _at(at, aim, accepted)) for split, at in splits]
    return aim.middle, [*found, (head, "rep", _at(m, aim, accepted))]


def _at(m: float, aim: Band, accepted: Band | None) -> Cell:
    finest = 0.5 if m <= _ROUNDED_M else 1.0
    near_enough = accepted and Band(*(each * m for each in accepted))
    return Cell(Band(*(each * m for each in aim)), near_enough, finest)


def _marks(step: Step) -> list[tuple[str, float]]:
    """Where to look at the stopwatch, its own end last; long reps and those of a given time are
    looked at by the lap."""
    if not isinstance(step.amount, Distance) or step.amount.m > _BY_SPLITS_M:
        return [("200 m", HALF_LAP_M), ("400 m", LAP_M)]
    m = step.amount.m
    marks = [LAP_M * lap for lap in range(1, 5) if LAP_M * lap < m - 1]
    if HALF_LAP_M + 1 < m <= _FROM_HALF_M:
        marks.insert(0, HALF_LAP_M)
    return [*((f"{at:.0f} m", at) for at in marks), (length_text(step), m)]


def _without_pace(step: Step, led: Step, table: PaceTable) -> Iterator[_Found]:
    """Heart rates that depend on the runner; a recovery that the coach cannot know by heart."""
    if isinstance(led.target, HeartRate) and step.target is None:
        yield "heart rate", "heart", Cell(words=format_target(led.target))
    if not step.is_recovery or step.target is not None:
        return
    if isinstance(step.amount, RepTime):
        yield "time", "recovery", Cell(Band(step.amount.s, step.amount.s))
    elif isinstance(step.amount, Distance):
        s, _ = expectation(led, None, table, Sport.RUNNING, 0.0)
        yield "about", "recovery", Cell(Band(s, s), finest_s=5.0)
