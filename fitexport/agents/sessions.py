"""Session text -> what it means for a runner, and proven workout files of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from fitexport.agents.arguments import ForText, ForWorkouts, ToWriteWorkouts
from fitexport.agents.reach import Reach
from fitexport.agents.who import Runner, memory_of, runner_of
from fitexport.export.bundle import Bundle
from fitexport.export.compile import paced
from fitexport.export.compiled import CustomSession
from fitexport.export.custom_workouts import (
    compile_workouts,
    export_workouts,
    plain_compiled,
    remarks_on,
    with_heading,
)
from fitexport.export.folder import files_of
from fitexport.export.overview import plain_session
from fitexport.export.session_source import SourceText
from fitexport.fit.checking import check_found
from fitexport.session.format import format_session
from fitexport.session.sessions_file import SessionText
from fitexport.units import Units


def parse_session(reach: Reach, args: ForText) -> dict[str, Any]:
    """Read sessions written in the notation: their canonical text, steps at the runner's paces,
    time and distance. Errors say where, with a caret and a remedy; correct the text and call again."""
    runner = runner_of(reach, args)
    custom = [CustomSession(each) for each in _sessions(args, runner)]
    return {
        "sessions": [
            {
                **plain_session(paced(each, runner.athlete), steps=True),
                "key": each.watch_name,
                "text": format_session(each.session),
            }
            for each in custom
        ],
        "notes": list(runner.notes),
    }


def compile_sessions(reach: Reach, args: ForWorkouts) -> dict[str, Any]:
    """Make workout files of sessions in memory and prove them: names, steps, times, distances, and the
    faults that an independent reader finds. Writes nothing."""
    runner = runner_of(reach, args)
    sessions = with_heading(_sessions(args, runner), args.day, args.name)
    bundle = compile_workouts(sessions, runner.athlete, today=args.as_of or reach.this_day())
    return _shown(bundle, sessions, runner)


def write_workouts(reach: Reach, args: ToWriteWorkouts) -> dict[str, Any]:
    """Make workout files of sessions, prove them, and write them into a folder, with a schedule and
    a calendar if they have days. A later call for the same folder replaces the earlier one; other
    files stay as they are."""
    out = reach.folders.target(args.folder)
    runner = runner_of(reach, args)
    sessions = with_heading(_sessions(args, runner), args.day, args.name)
    bundle, written = export_workouts(
        sessions,
        runner.athlete,
        out,
        today=args.as_of or reach.this_day(),
        memory=memory_of(reach, args.file),
    )
    assert written is not None
    shown = _shown(bundle, sessions, runner, written=True)
    return {**shown, "folder": str(out), "files": written._asdict()}


def _sessions(args: ForText, runner: Runner) -> tuple[SessionText, ...]:
    settings = runner.settings
    zones = settings.custom_plan.written.zones if settings.custom_plan else ()
    return SourceText(args.text).sessions(settings.strength, zones)


def _shown(
    bundle: Bundle, sessions: Sequence[SessionText], runner: Runner, *, written: bool = False
) -> dict[str, Any]:
    return {
        "workouts": [plain_compiled(each) | {"file": each.file} for each in bundle.workouts],
        "checked": list(checked(bundle, runner.athlete.units)),
        "notes": [*runner.notes, *remarks_on(bundle, sessions, written=written)],
    }


def checked(bundle: Bundle, units: Units) -> Iterator[dict[str, Any]]:
    """The faults that fit-tool, an independent reader, finds in the FIT files of a bundle."""
    from fitexport.fit.witness import witness

    files = files_of([bundle]).items()
    found = {Path(name): witness(data) for name, data in files if name.endswith(".fit")}
    for each in check_found(found, found, units):
        yield {"file": each.path.as_posix(), "faults": each.facts["faults"]}
