"""What became of a squad, as plain data for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fitexport.squad.card import Group, Sheet
from fitexport.squad.roster import BadRow
from fitexport.squad.sessions import SquadWorkouts

PAGE, TABLE = "card.html", "card.csv"
"""The files of the coach's card."""


def plain_squad(
    out: Path, made: SquadWorkouts, sheets: Sequence[Sheet], bad: Sequence[tuple[Path, BadRow]]
) -> dict[str, Any]:
    """What `fitexport workout --squad` did, by the table of export/json_squad.py."""
    return {
        "folder": str(out),
        "card": [PAGE, TABLE] if sheets else [],
        "athletes": [
            {
                "row": each.member.row,
                "name": each.member.name,
                "folder": each.member.folder,
                "files": each.written._asdict(),
            }
            for each in made.made
        ],
        "sheets": [_sheet(each) for each in sheets],
        "bad_rows": [plain_bad_row(*each) for each in bad],
    }


def plain_bad_row(file: Path, bad: BadRow) -> dict[str, Any]:
    """A row with errors."""
    return {
        "file": str(file),
        "row": bad.row,
        "name": bad.name,
        "problems": [
            {"column": str(each.where), "problem": each.problem, "remedy": each.remedy}
            for each in bad.problems
        ],
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "day": sheet.day.isoformat() if sheet.day else None,
        "text": "\n".join(sheet.text),
        "note": sheet.note,
        "groups": [_group(each, sheet) for each in sheet.groups],
    }


def _group(group: Group, sheet: Sheet) -> dict[str, Any]:
    return {
        "number": group.number,
        "athletes": [
            {
                "name": line.name,
                "folder": line.folder,
                "mile_s": line.mile_s,
                "times": [
                    {"time": cell and cell.text, "accepted": cell.range_text if cell else ""}
                    for cell in line.cells
                ],
            }
            for line in group.lines
        ],
        "times": [
            {
                "step": column.step,
                "at": column.head,
                "kind": column.kind,
                "range": whole,
                "together": together,
            }
            for column, whole, together in zip(
                sheet.columns, group.ranges, group.together, strict=True
            )
        ],
    }
