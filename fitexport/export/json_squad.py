"""The records of `squad` and `workout --squad` in what commands print with --json."""

from __future__ import annotations

SQUAD_RECORDS: dict[str, dict[str, tuple[str, str]]] = {
    "athlete": {
        "row": ("count", "The row of the squad's file, as a spreadsheet numbers it."),
        "name": ("text", "The name in that row, if there is one."),
        "folder": ("text", "The athlete's folder, below that of the squad, or the name of the ZIP."),
        "change": ("text", "The files: new, changed, unchanged or not written."),
        "problems": ("[bad_cell]", "Why nothing was written."),
        "level": ("text?", "beginner, intermediate or advanced; null, as below, without files."),
        "mile_s": ("number?", "The mile."),
        "goal_s": ("number?", "The time to train for."),
        "race_day": ("date?", "The day of the race."),
        "weeks": ("[week_total]", "The weeks that were written."),
        "remarks": ("[text]", "What was assumed, and what the coach should know."),
        "kept": ("[text]", "Files of an earlier export that were edited since: they stay."),
    },
    "week_total": {
        "week": ("count", "Its number, from 1."),
        "runs": ("count", "How many runs it has."),
        "running_s": ("count", "Time of all runs, standing and walking included."),
        "running_m": ("count", "Distance of all runs."),
    },
    "squad_athlete": {
        "row": ("count", "The row of the squad's file, as a spreadsheet numbers it."),
        "name": ("text", "The name in that row."),
        "folder": ("text", "The athlete's folder, below that of the squad."),
        "files": ("written", "What happened to the files in it."),
    },
    "bad_row": {
        "file": ("text", "The file."),
        "row": ("count", "The row, as a spreadsheet numbers it."),
        "name": ("text", "The name in that row, if there is one."),
        "problems": ("[bad_cell]", "All that is wrong with it."),
    },
    "bad_cell": {
        "column": ("text", "The column, or several that do not go together; empty for the row as a whole."),
        "problem": ("text", "What is wrong."),
        "remedy": ("text", "What to do."),
    },
    "sheet": {
        "title": ("text", "The name of the session."),
        "day": ("date?", "Its day."),
        "text": ("text", "Its text in the notation."),
        "note": ("text", "Why it has no times; empty if it has."),
        "groups": ("[group]", "The pace groups, the fastest first."),
    },
    "group": {
        "number": ("count", "From 1; 0 for athletes without times."),
        "athletes": ("[on_the_card]", "Who is in it, the fastest first."),
        "times": ("[group_time]", "The times of the group."),
    },
    "group_time": {
        "step": ("text", "The step, as the coach wrote it."),
        "at": ("text", "Where on it: 200 m, 400 m; about or time for a recovery."),
        "kind": ("text", "split, rep, recovery, pace or heart."),
        "range": ("text", "From the fastest's to the slowest's time; empty if they are in two units."),
        "together": ("text", "A time that is near enough for everybody; empty if there is none."),
    },
    "on_the_card": {
        "name": ("text", "The athlete."),
        "folder": ("text", "The athlete's folder."),
        "mile_s": ("number", "The mile of that day's paces."),
        "times": ("[own_time]", "The athlete's times, in the order of the group's."),
    },
    "own_time": {
        "time": ("text?", "The time, or range of times, to run; null where there is none."),
        "accepted": ("text", "What is near enough; empty where the time is a range, or there is none."),
    },
}  # fmt: skip
