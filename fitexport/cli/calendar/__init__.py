"""`fitexport calendar`: the whole plan as events, in a file or on a server."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fitexport.calendar.ics import PRODUCT_ID, encode_calendar
from fitexport.calendar.memory import remember
from fitexport.calendar.revisions import revised
from fitexport.cli.calendar.publish import publish
from fitexport.cli.calendar.season import CalendarSeason
from fitexport.cli.groups import Group
from fitexport.cli.inputs import say
from fitexport.cli.options import AGENDA, CONFIG, PLAN, RUNNER, SEASON, TODAY, options
from fitexport.errors import CalendarError, WriteError, reason
from fitexport.export.compile import calendar_title
from fitexport.files.replace import write_whole

if TYPE_CHECKING:
    from fitexport.calendar.reading import FoundEvent


@click.group("calendar", cls=Group, invoke_without_command=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file to write.  [default: the plan's name: mile.ics]",
)
@click.option(
    "--since",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The calendar you imported last: what fell away since is called off.",
)
@options(*RUNNER, PLAN, *SEASON, *AGENDA, TODAY, CONFIG)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    out: Path | None,
    since: Path | None,
    today: date | None,
    config: Path | None,
    **given: Any,
) -> None:
    """Write the whole plan as a calendar file, for any calendar program.

    Sessions are all-day events, or have a time (--at). A session that moves or changes keeps
    its identity: imported again into the same calendar, it moves there, too. Import into a
    calendar of its own, so that one click removes it all.

    \b
    fitexport calendar --out mile.ics --at 06:30 --timezone America/New_York
    fitexport calendar publish https://dav.example.com/
    """
    if ctx.invoked_subcommand is not None:
        return
    from fitexport.calendar.cancelling import fallen_away
    from fitexport.calendar.cancelling import since as counted_since

    made = CalendarSeason(config, given, today or date.today())
    old = _read(since) if since else ()
    if old and not any(event.plan == made.plan for event in old):
        say(f"{since} has no events of this plan and runner: nothing is called off")
    gone = fallen_away(old, made.events, made.plan)
    events = (*made.events, *gone)
    events, told = revised(events, counted_since(old, events, made.memory.revisions))
    name = calendar_title(made.season)
    path = out or Path(f"{made.season.schedule.plan.name}.ics")
    _write(path, encode_calendar(events, name))
    if made.memory_file:
        remember(made.memory_file, lambda before: before.with_revisions(told))
    changed = sum(event.revision > 0 for event in events)
    click.echo(
        f"{len(events) - len(gone)} events in {path}, {changed} of them changed since they were"
        f" first written{f', and {len(gone)} called off' if gone else ''}"
    )
    click.echo(f'Next: import it into a calendar of its own, "{name}".')


def _read(path: Path) -> tuple[FoundEvent, ...]:
    from fitexport.calendar.reading import MAX_BYTES, read_events

    try:
        with path.open("rb") as file:
            return read_events(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise CalendarError(
            f"cannot be read: {reason(error)}", "give the .ics file you imported last", where=path
        ) from error
    except CalendarError as error:
        raise error.located(path) from None


def _write(path: Path, data: bytes) -> None:
    """The file, whole, in place of an older one of fitexport's."""

    try:
        if path.exists() and PRODUCT_ID.encode() not in path.read_bytes()[:200]:
            raise WriteError(
                f"{path} is not a calendar that fitexport wrote, and stands in the way",
                "choose another --out, or move it away",
            )
        write_whole(path, data)
    except OSError as error:
        raise WriteError(
            reason(error),
            "nothing was changed; choose another --out",
            where=error.filename or path,
        ) from error


command.add_command(publish)
