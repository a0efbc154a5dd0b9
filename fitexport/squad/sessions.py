"""Session text and a squad -> everybody's workouts, a folder each, and the coach's card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fitexport.errors import FitexportError
from fitexport.export.custom_workouts import export_workouts, with_heading
from fitexport.export.folder import Written
from fitexport.export.session_source import SourceText
from fitexport.fit.flat_steps import message_count
from fitexport.pace.custom_zones import CustomZone
from fitexport.plan.model import Strength
from fitexport.season.athlete import Athlete, resolve, with_custom_plan
from fitexport.season.settings import Settings
from fitexport.session.sessions_file import SessionText
from fitexport.squad.card import Runner, Sheet, sheets_of
from fitexport.squad.refusing import is_for_all
from fitexport.squad.roster import BadRow, Member
from fitexport.squad.wording import problems_in_columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An athlete's workouts, written."""

    member: Member
    athlete: Athlete
    runners: tuple[Runner, ...]
    """One for each session, for its card."""
    written: Written
    remarks: tuple[str, ...]


class SquadWorkouts(NamedTuple):
    """What became of everybody."""

    made: tuple[Made, ...]
    bad: tuple[BadRow, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The coach's card."""
        return sheets_of(list(zip(*(each.runners for each in self.made), strict=True)))


def export_for_squad(
    source: SourceText,
    members: Iterable[Member],
    out: Path,
    *,
    today: date,
    day: date | None = None,
    name: str | None = None,
    formats: Sequence[str] = (),
) -> SquadWorkouts:
    """Write the sessions of a text for each member below `out`: the same files as `export_workouts`
    writes for the settings of that row. What is wrong with one stops no other.

    Raises:
        FitexportError: something that is wrong for everybody: the text, a full disk.
    """

    @cache
    def sessions(strength: Strength, zones: tuple[CustomZone, ...]) -> Sequence[SessionText]:
        return with_heading(source.sessions(strength, zones), day, name)

    def read(settings: Settings) -> Sequence[SessionText]:
        plan = settings.custom_plan
        return sessions(settings.lifting, plan.written.zones if plan else ())

    made: list[Made] = []
    bad: list[BadRow] = []
    wrong: list[FitexportError] = []
    for member in members:
        try:
            made.append(_made(read, member, out, today, formats))
        except FitexportError as error:
            if is_for_all(error):
                raise
            wrong.append(error)
            bad.append(
                BadRow(row=member.row, name=member.name, problems=problems_in_columns(error))
            )
    if not made and len({str(error) for error in wrong}) == 1:
        raise wrong[0]
    return SquadWorkouts(tuple(made), tuple(bad))


def _made(
    read: Callable[[Settings], Sequence[SessionText]],
    member: Member,
    out: Path,
    today: date,
    formats: Sequence[str],
) -> Made:
    settings = with_custom_plan(member.settings)
    athlete, _ = resolve(settings)
    sessions = read(settings)
    bundle, written = export_workouts(
        sessions, athlete, out / member.folder, today=today, formats=formats
    )
    assert written is not None
    return Made(
        member=member,
        athlete=athlete,
        runners=tuple(
            Runner(name=member.name, folder=member.folder, athlete=athlete, workout=each)
            for each in bundle.workouts
        ),
        written=written,
        remarks=tuple(
            f'"{each.workout.name}" has {steps} steps, the watch accepts {member.limits.steps}'
            for each in bundle.workouts
            if (steps := message_count(each.workout.steps)) > member.limits.steps
        ),
    )
