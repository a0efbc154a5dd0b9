"""Changes to the plan: tried, made, and the last one undone."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from fitexport.agents.arguments import (
    ForChange,
    Happened,
    Injured,
    Moved,
    Ran,
    Sick,
    Skipped,
    ToChange,
    ToUndo,
    Travelling,
)
from fitexport.agents.folders import Folders
from fitexport.agents.reach import Reach
from fitexport.agents.who import season_of_args, with_plan_inside
from fitexport.errors import FitexportError, TemplateError, UnitError, UsageError
from fitexport.files.replace import read_raw
from fitexport.pace.results import Result
from fitexport.season.changes import Away, Change, Skip
from fitexport.season.new_settings import completed
from fitexport.season.proposing import RACE, moving, propose, race_key, refusal
from fitexport.season.schedule import Schedule
from fitexport.season.season_file import (
    Edit,
    SeasonFile,
    add_change,
    add_result,
    season_file_of,
    undo_last,
)
from fitexport.season.settings import FILE_NAME
from fitexport.season.settings_file import settings_of
from fitexport.season.settings_text import format_athlete_file
from fitexport.season.spells import OPEN_END, Spell
from fitexport.season.weekdays import weekday_named
from fitexport.units import parse_clock, parse_date, parse_race_clock


def propose_change(reach: Reach, args: ForChange) -> dict[str, Any]:
    """What would change if a session moved or was skipped, for days off, or after a result: each
    session before and after, the rules of the plan that it breaks, and days that would work.
    Writes nothing."""
    day = args.as_of or reach.this_day()
    notes: tuple[str, ...] = ()
    if args.file is not None and not args.settings:
        file = _season_file(reach.folders, reach.folders.existing(args.file))
    else:
        season, notes = season_of_args(reach, args)
        settings = completed(season.settings, season.athlete, season.schedule, "")
        path = Path(FILE_NAME)
        file = season_file_of(path, format_athlete_file(settings), season)
    return _try(file, args.change, day, force=True).shown(notes)


def make_change(reach: Reach, args: ToChange) -> dict[str, Any]:
    """Append one change, or a result, to a fitexport.toml; the rest of it stays as it is. A change
    that breaks a rule of the plan is refused unless it is forced; ask the user first."""
    path = _file_to_change(reach.folders, args.file)
    file = _season_file(reach.folders, path)
    tried = _try(file, args.change, args.as_of or reach.this_day(), force=args.force)
    tried.edit.write()
    return {**tried.shown(), "file": str(path)}


def undo_change(reach: Reach, args: ToUndo) -> dict[str, Any]:
    """Remove the last change or result from a fitexport.toml, as if it had never been written."""
    path = _file_to_change(reach.folders, args.file)
    with suppress(TemplateError):  # a file with errors can be undone, and its plan is not read
        with_plan_inside(reach.folders, settings_of(read_raw(path), path))
    edit = undo_last(path)
    edit.write()
    return {**_Tried(edit).shown(), "file": str(path)}


def _file_to_change(folders: Folders, name: str) -> Path:
    path = folders.target(name)
    if not path.is_file():
        raise UsageError(
            "there is no such file in the folder for writing",
            "make one with write_settings, or ask the user to copy it there",
            where=path,
        )
    return path


def _season_file(folders: Folders, path: Path) -> SeasonFile:
    """The season of a file whose plan is in the folders as well."""
    text = read_raw(path)
    with_plan_inside(folders, settings_of(text, path))
    return season_file_of(path, text)


class _Tried(NamedTuple):
    """An edit, the rules that it breaks, and the result that it enters, if any."""

    edit: Edit
    breaks: tuple[str, ...] = ()
    result: Result | None = None

    def shown(self, notes: tuple[str, ...] = ()) -> dict[str, Any]:
        """What changes, as plain data."""
        edit = self.edit
        more = (*edit.remarks, *edit.advice)  # broken rules are in `breaks`
        return {
            "change": edit.entry,
            "breaks": list(self.breaks),
            "differences": [asdict(each) for each in edit.differences()],
            **({"mile_s": self.result.mile_s} if self.result else {}),
            "notes": [*notes, *(each for each in more if not each.startswith("forced: "))],
        }


def _try(file: SeasonFile, happened: Happened, today: date, *, force: bool) -> _Tried:
    """The edit that enters what happened.

    Raises:
        ScheduleError: it breaks a rule, and is not forced.
    """
    if isinstance(happened, Ran):
        result = _result(happened, today)
        return _Tried(add_result(file, result, today=today), result=result)
    season = file.season
    change = _change(happened, season.schedule, today)
    proposal = propose(season, change)
    lines: tuple[str, ...] = ()
    if proposal.broken:
        lines = tuple(map(str.strip, refusal(season, change, proposal).split("\n")))[1:-1]
    return _Tried(add_change(file, change, force=force), lines)


def _result(ran: Ran, today: date) -> Result:
    try:
        return Result(
            day=ran.day or today,
            distance=ran.distance.strip().lower(),
            time_s=parse_race_clock(ran.time),
            goal_s=parse_clock(ran.goal) if ran.goal else None,
        )
    except FitexportError as error:
        raise error.located("change") from None


def _change(happened: Happened, schedule: Schedule, today: date) -> Change:
    match happened:
        case Moved():
            key = happened.session.lower()
            key = race_key(schedule) if key == RACE else key
            try:
                weekday = re.fullmatch("[A-Za-z]+", happened.to)
                to = weekday_named(happened.to) if weekday else parse_date(happened.to)
            except UnitError as error:
                raise error.located("change.to") from None
            return moving(schedule, key, to, swap=happened.swap, made=today)
        case Skipped():
            return Skip(happened.session.lower(), made=today)
        case Sick():
            spell = Spell(happened.first, happened.last or happened.first, "sick")
        case Injured():
            last, cross = happened.last or OPEN_END, happened.cross_training
            spell = Spell(happened.first, last, "injured", cross_training=cross)
        case Travelling():
            last = happened.last or happened.first
            spell = Spell(happened.first, last, "away", tuple(happened.days))
    return Away(spell, made=today)
