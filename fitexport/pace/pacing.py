"""Pace a session for one athlete: Session + PaceTable -> the steps of a Workout."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Literal, assert_never

from fitexport.pace.cues import (
    joined,
    last_round,
    length_text,
    remarks,
)
from fitexport.pace.estimates import (
    OPEN_REST_S,
    begins_with_recovery,
    not_filled_in,
)
from fitexport.pace.race import DEFAULT_EXTRA_AT, ExtraAt, lap_plan, road_laps, track_laps
from fitexport.pace.range_ends import RestOfRange, Steps, folded, waits_for_lap
from fitexport.pace.step_pacing import by_lap, is_open_drill, paced_steps
from fitexport.pace.table import PaceTable, pace_table
from fitexport.pace.workout import (
    LAP,
    DistanceDuration,
    Intensity,
    RepeatStep,
    WorkoutStep,
)
from fitexport.session import (
    OWN_LAPS,
    Distance,
    Item,
    Repeat,
    Session,
    Sport,
    Step,
    TimesRep,
    Use,
    What,
)
from fitexport.session.steps import reps
from fitexport.units import DEFAULT_UNITS, Units, pace_text, race_clock

Surface = Literal["road", "track"]
DEFAULT_SURFACE: Surface = "road"

_TO_THE_LINE = WorkoutStep(
    duration=LAP,
    intensity=Intensity.REST,
    note="to the line; lap to start",
    expected_s=OPEN_REST_S,
)
_TO_THE_START = replace(_TO_THE_LINE, note="to the start; lap and go")


_NOBODY = pace_table(420, 420)
"""Paces for sessions that have none."""


def pace_session(
    session: Session,
    table: PaceTable,
    *,
    units: Units = DEFAULT_UNITS,
    surface: Surface = DEFAULT_SURFACE,
    cross: Sport | None = None,
    extra_at: ExtraAt = DEFAULT_EXTRA_AT,
) -> Steps:
    """The session's steps with speeds in m/s, durations in s or m, and cues in `units`.

    `cross` is the athlete's sport for cross-training; `extra_at` is where to run the 9.344 m
    that four laps lack of a mile.

    Raises:
        SessionError: a block is not filled in.
        PaceError: a zone that the table does not have.
    """
    sport = session.sport() or cross
    if sport is not Sport.RUNNING:
        table = _NOBODY  # no other sport goes by paces, so that one runner's lifting is everybody's
    return _paced(session, table, units, surface, sport, extra_at)


@lru_cache(maxsize=256)  # sessions recur, from week to week and from season to season
def _paced(
    session: Session,
    table: PaceTable,
    units: Units,
    surface: Surface,
    sport: Sport | None,
    extra_at: ExtraAt,
) -> Steps:
    return _Pacer(table, units, surface, sport, extra_at).session(session)


@lru_cache(maxsize=1024)
def _open_drills(session: Session) -> int:
    return sum(map(is_open_drill, session.steps()))


class _Pacer:
    def __init__(
        self,
        table: PaceTable,
        units: Units,
        surface: Surface,
        sport: Sport | None,
        extra_at: ExtraAt,
    ) -> None:
        self.table, self.units = table, units
        self.on_track = surface == "track"
        self.paced = paced_steps(table, units, self.on_track, sport)
        self.extra_at = extra_at
        self.rep_s = 0.0
        """The time of the latest work step, which `1.25x rep` is measured by."""
        self.drills = 1
        """Number of drills until the lap button, which share a fixed time."""

    def session(self, session: Session) -> Steps:
        made: list[WorkoutStep | RepeatStep | RestOfRange] = []
        self.drills = _open_drills(session)
        lined_up = not self.on_track
        for item in session.items:
            steps = self.item(item)
            waits = waits_for_lap(made[-1] if made else None)
            if _is_race(item) and not waits:
                made.append(_TO_THE_START)
            elif not lined_up and any(self.starts_at_a_line(step) for _, step in reps([item])):
                lined_up = True
                if not waits:
                    made.append(_TO_THE_LINE)
            made += steps
        return folded(made)

    def item(self, item: Item) -> list[WorkoutStep | RepeatStep | RestOfRange]:
        match item:
            case Step():
                return self.step(item)
            case Repeat():
                return list(self.repeat(item))
            case Use():
                raise not_filled_in(item)
            case _:
                assert_never(item)

    def repeat(self, repeat: Repeat) -> Steps:
        """The rounds; the first is written out if its first recovery is measured by a rep before the
        repeat, since later ones are measured by a rep of the repeat."""
        if repeat.count == 1 or not begins_with_recovery(repeat):
            return self.rounds(repeat, repeat.count)
        first = folded([step for item in repeat.items for step in self.item(item)])
        pause = folded(self.step(repeat.recovery)) if repeat.recovery else ()
        return first + pause + self.rounds(repeat, repeat.count - 1)

    def rounds(self, repeat: Repeat, count: int) -> Steps:
        """Equal rounds; with a recovery between them, the last is written out."""
        body = folded([step for item in repeat.items for step in self.item(item)])
        if repeat.recovery is None:
            return (RepeatStep(count, body),) if count > 1 else body
        recovery = folded(self.step(repeat.recovery))
        if count == 1:
            return body
        rounds = body + recovery
        if count > 2:
            rounds = (RepeatStep(count - 1, rounds),)
        alone = len(repeat.items) == 1 and isinstance(repeat.items[0], Step)
        return rounds + last_round(body, "Last one" if alone else "Last round")

    # --- one step -----------------------------------------------------------------------

    def step(self, step: Step) -> list[WorkoutStep | RepeatStep | RestOfRange]:
        if step.what in OWN_LAPS:
            return list(self.race(step))
        rep_s = self.rep_s if isinstance(step.amount, TimesRep) else 0.0
        drills = self.drills if is_open_drill(step) else 1
        made, expected_s = self.paced[step, rep_s, drills]
        if step.is_work:
            self.rep_s = expected_s
        return list(made)

    def starts_at_a_line(self, step: Step) -> bool:
        return by_lap(step, on_track=self.on_track) and step.what in (What.RUN, What.TEMPO)

    # --- races --------------------------------------------------------------------------

    def race(self, step: Step) -> Steps:
        """A mile, or the runner's race, lap by lap; another distance as one step. No targets: the
        notes have the plan."""
        assert isinstance(step.amount, Distance)
        m = step.amount.m
        total_s = self.table.race_s(m, trial=step.what is What.TIME_TRIAL)
        over = self.table.race_over(m)
        if over is None:
            goal = f"{step.what} {length_text(step)} in {race_clock(total_s)}"
            whole = WorkoutStep(
                duration=LAP if self.on_track else DistanceDuration(m),
                note=joined(goal, pace_text(total_s / m, self.units), *remarks(step)),
                expected_s=total_s,
                expected_m=m,
            )
            return (whole,)
        plan = lap_plan(total_s, self.extra_at, over)
        first, *others = track_laps(plan) if self.on_track else road_laps(plan)
        return (replace(first, note=joined(first.note, *remarks(step))), *others)


def _is_race(item: Item) -> bool:
    return isinstance(item, Step) and item.what in OWN_LAPS
