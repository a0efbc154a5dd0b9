"""`fitexport workout --squad`: sessions for everybody, and the coach's card."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from fitexport.cli.bad_rows import show_bad_row
from fitexport.cli.inputs import say
from fitexport.cli.json_output import show_json
from fitexport.errors import UsageError
from fitexport.export.session_source import SourceText
from fitexport.export.single_file import is_workout_file
from fitexport.squad.card import Group, Sheet
from fitexport.squad.plain import PAGE, TABLE, plain_squad
from fitexport.squad.results_file import read_results
from fitexport.squad.roster import BadRow, Member, read_roster, with_defaults
from fitexport.squad.sessions import SquadWorkouts, export_for_squad

_NAMED = 12
"""Of a group, so many are named."""


def write_for_squad(
    source: SourceText,
    squad: Path,
    out: Path | None,
    *,
    results: Path | None,
    day: date | None,
    name: str | None,
    today: date,
    formats: Sequence[str],
    as_json: bool,
    given: dict[str, Any],
) -> None:
    """Write everybody's workouts and the card; exit with 1 if there are rows with errors."""
    if out is None or is_workout_file(out):
        raise UsageError("--squad writes a folder for each athlete", "give --out ./tuesday")
    roster = read_roster(squad)
    members: list[Member] = []
    unread: list[BadRow] = []
    for row in roster:
        if isinstance(row, BadRow):
            unread.append(row)
        else:
            members.append(replace(row, settings=with_defaults(row.settings, given)))
    for problem in roster.notes:
        say(": ".join(filter(None, (str(squad), problem.problem, problem.remedy))))
    if results is not None:
        ran = read_results(results, [*members, *unread], today)
        members = [each for each in map(ran.after, members) if isinstance(each, Member)]
        say(*(f"{each.name}: {remark}" for each in members for remark in each.remarks))

    made = export_for_squad(source, members, out, today=today, day=day, name=name, formats=formats)
    bad = [(squad, each) for each in sorted([*unread, *made.bad], key=lambda each: each.row)]
    if results is not None:
        bad += [(results, each) for each in ran.bad]
    sheets = made.sheets
    if sheets:
        from fitexport.squad.card_page import write_card  # jinja2

        write_card(out, sheets)
    for file, each in bad:
        show_bad_row(file, each)
    for one in made.made:
        say(*(f"{one.member.name}: {remark}" for remark in one.remarks))
        say(
            *(
                f"kept {out / one.member.folder / path}: it was changed since fitexport wrote it"
                for path in one.written.kept
            )
        )
    if as_json:
        show_json("workout-squad", plain_squad(out, made, sheets, bad))
    else:
        click.echo("\n".join(_lines(out, made, sheets)))
    if bad:
        sys.exit(1)


def _lines(out: Path, made: SquadWorkouts, sheets: Iterable[Sheet]) -> Iterator[str]:
    files = [
        [len(getattr(each.written, kind)) for each in made.made]
        for kind in ("added", "replaced", "unchanged")
    ]
    new, replaced, same = map(sum, files)
    count = len(made.made)
    yield (
        f"{count} athlete{'s' if count != 1 else ''} in {out}: {new} files new,"
        f" {replaced} replaced, {same} as before"
    )
    for sheet in sheets:
        yield ""
        yield sheet.title + (f": {sheet.note}" if sheet.note else "")
        if not sheet.note:
            yield from (_group_line(sheet, group) for group in sheet.groups)
    if made.made:
        yield ""
        yield f"The coach's card: print {out / PAGE}, or open {out / TABLE} as a table"


def _group_line(sheet: Sheet, group: Group) -> str:
    heading = f"group {group.number}" if group.number else "without times"
    times = ", ".join(
        f"{column.head} {text}"
        for column, text in zip(sheet.columns, group.ranges, strict=True)
        if column.kind in ("rep", "pace") and text
    )
    names = ", ".join(line.name for line in group.lines[:_NAMED])
    if (more := len(group.lines) - _NAMED) > 0:
        names += f" and {more} more"
    return f"  {heading}{f', {times}' if times else ''}: {names}"
