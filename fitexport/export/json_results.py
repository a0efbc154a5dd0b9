"""What every command prints with --json: schemas, docs/json.md and tests follow this table."""

from __future__ import annotations

from typing import NamedTuple

from fitexport.export.json_records import PLAN, SESSION, WEEK, Keys


class Result(NamedTuple):
    """What a command prints; the version goes up when a key is removed or changes its meaning."""

    command: str
    keys: Keys
    version: int = 1


_PUSH: Keys = {
    "address": ("text", "The service's address."),
    "dry_run": ("flag", "Whether nothing was changed."),
    "same": ("count", "How many workouts are unchanged."),
    "actions": ("[action]", "What was done with the others."),
    "workouts": ("[pushed]", "What was sent, and how each step arrives."),
}

RESULTS: dict[str, Result] = {
    "week": Result(
        "week",
        {
            "weeks": ("[week]", "The weeks that were written; their sessions have files."),
            "folder": ("text", "Where."),
            "files": ("written", "What happened to the files in it."),
            "formats?": ("[converted]", "The workouts in each --format."),
        },
    ),
    "show-plan": Result("show", PLAN),
    "show-week": Result("show week N", WEEK),
    "show-session": Result("show w3.2", SESSION),
    "today": Result(
        "today",
        {
            "today": ("date", "The day."),
            "week": ("count?", "The week of the plan that it is in."),
            "phase": ("text?", "The phase of that week."),
            "days_to_race": ("count", "Days until the race; below 0 after it."),
            "remarks": ("[text]", "Illness, a break, sessions left out."),
            "sessions": ("[session]", "What is on, step by step."),
            "next": ("session?", "The next session of a later day."),
        },
    ),
    "paces": Result(
        "paces",
        {
            "mile_s": ("number", "The mile."),
            "goal_s": ("number", "The goal."),
            "race": ("text", "The distance of the goal."),
            "index": ("number", "The fitness index."),
            "zones": ("[zone]", "Every zone."),
            "splits": ("[split]", "Splits of the zones that have them."),
            "races": ("[race_time]", "Equivalent times over other distances."),
            "graded_man_s": ("number?", "The mile at a man's best age, if the age is known."),
            "graded_woman_s": ("number?", "The same at a woman's."),
        },
    ),
    "plans": Result("plans", {"plans": ("[shipped]", "The plans that come with fitexport.")}),
    "plans-check": Result(
        "plans check", {"files": ("[checked_plan]", "Every file; none has errors.")}
    ),
    "plans-sessions": Result(
        "plans sessions", {"sessions": ("[named]", "The shipped sessions that a plan can name.")}
    ),
    "plans-show": Result("plans show", PLAN),
    "check": Result("check", {"files": ("[checked]", "Every file.")}),
    "diff": Result("diff", {"changes": ("[change]", "Every workout of both.")}),
    "diff-calendars": Result(
        "diff OLD.ics NEW.ics",
        {
            "changes": ("[[text]]", "Events that are changed, new or gone, each in lines."),
            "same": ("count", "How many are unchanged."),
            "cannot_be_read": ("[text]", "Damaged events."),
        },
    ),
    "race": Result(
        "race",
        {
            "what": ("text", "race or time trial."),
            "distance_m": ("number", "Its distance."),
            "total_s": ("number", "The time to run it in."),
            "pieces": ("[piece]", "Laps or miles, and the four last 100s of a mile's plan."),
            "check": ("piece?", "The check in the first lap: do not be there earlier."),
        },
    ),
    "read": Result("read", {"files": ("[reading]", "Every file that can be read.")}),
    "fitness": Result(
        "fitness",
        {
            "runs": ("[run]", "The best first; then what is set aside, then what was recorded twice."),
            "skipped": ("[skipped]", "Files that are not runs, and recordings that were not fetched."),
        },
    ),
    "review": Result(
        "review",
        {
            "file": ("text", "The recording."),
            "day": ("date?", "Its day."),
            "workout": ("text", "The workout that the watch guided, or that laps were held to."),
            "identity": ("identity?", "What the watch knew it by; null if it did not guide the run."),
            "steps": ("[done]", "What was run, step by step."),
            "missing": ("[missing]", "What was not run, or has no lap that fits."),
            "extra_laps": ("[extra_lap]", "With --workout: laps that fit no step."),
            "on_track": ("flag", "With --workout: whether reps count as the distances planned."),
        },
    ),
    "workout": Result(
        "workout",
        {
            "workouts": ("[made]", "Every workout."),
            "folder?": ("text", "Where they were written."),
            "files?": ("written", "What happened to the files in it."),
            "formats?": ("[converted]", "The workouts in each --format."),
        },
    ),
    "workout-squad": Result(
        "workout --squad FILE",
        {
            "folder": ("text", "Where everything was written."),
            "card": ("[text]", "The files of the coach's card in it."),
            "athletes": ("[squad_athlete]", "Everybody whose files were written."),
            "sheets": ("[sheet]", "The card: a sheet for each session."),
            "bad_rows": ("[bad_row]", "Rows with errors, of the squad and of the results."),
        },
    ),
    "calendar": Result(
        "calendar",
        {
            "file": ("text", "The calendar's file."),
            "name": ("text", "The calendar's name."),
            "events": ("count", "Events in it, without cancelled ones."),
            "changed": ("count", "Events that have changed since they were first written."),
            "cancelled": ("count", "Events that are cancelled."),
        },
    ),
    "calendar-feed": Result(
        "calendar --feed FOLDER",
        {
            "file": ("text", "The file to subscribe to."),
            "name": ("text", "The calendar's name."),
            "events": ("count", "Events in it."),
            "changed": ("count", "Events that have changed since they were first written."),
            "unchanged": ("flag", "Whether the file was left as it was."),
            "removed": ("[text]", "Files removed because their address was replaced."),
            "web": ("text?", "Its address, with --hosted-at."),
            "webcal": ("text?", "The same as webcal://, for calendar programs."),
        },
    ),
    "calendar-publish": Result(
        "calendar publish",
        {
            "address": ("text", "The calendar's address."),
            "new": ("flag", "Whether the calendar was not there before."),
            "dry_run": ("flag", "Whether nothing was changed."),
            "same": ("count", "How many events are unchanged."),
            "actions": ("[action]", "What was done with the others."),
        },
    ),
    "push-intervals": Result("push intervals", _PUSH),
    "push-status": Result("push status", _PUSH),
    "push-undo": Result("push undo", _PUSH),
    "squad": Result(
        "squad",
        {
            "athletes": ("[athlete]", "Every row of the file, in order."),
            "folder": ("text", "Where the files are."),
            "summary": ("text", "The coach's summary as CSV."),
            "page": ("text", "The same as a page to print."),
            "left": ("[text]", "Folders of athletes who are no longer in the file."),
            "bad_results": ("[bad_row]", "Rows of the results that could not be used."),
        },
    ),
    "watch-find": Result("watch find", {"watches": ("[watch]", "Every watch that is connected.")}),
    "watch-status": Result(
        "watch status",
        {
            "model": ("text", "The watch."),
            "software": ("text", "Its version."),
            "at": ("text", "Where it is connected."),
            "workouts": ("[held]", "The workouts on it."),
            "calendar": ("[held_day]", "Its calendar, once it has imported what waits."),
            "last": ("last?", "The last change that this computer made."),
        },
    ),
    "watch-report": Result(
        "watch report", {"answers": ("{text}", "What the probe asks, and what the watch says.")}
    ),
}  # fmt: skip
