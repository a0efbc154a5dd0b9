"""A whole season as a calendar: in a file, with cancellations since the last one, or on a CalDAV
server; the revisions of its events are remembered."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fitexport.calendar.caldav import open_calendar
from fitexport.calendar.cancelling import cancelled_since
from fitexport.calendar.cancelling import since as counted_since
from fitexport.calendar.ics import PRODUCT_ID, Event, encode_calendar, plan_uid
from fitexport.calendar.memory import Memory, read_memory, remember
from fitexport.calendar.publishing import RemoteEvent, plan_publication
from fitexport.calendar.reading import MAX_BYTES, FoundEvent, read_events
from fitexport.calendar.revisions import revised
from fitexport.errors import CalendarError, WriteError, reason
from fitexport.export.compile import calendar_title, season_events
from fitexport.export.earlier import season_text
from fitexport.export.events import cancelled_events
from fitexport.files.replace import write_whole
from fitexport.season.season import Season
from fitexport.sync.actions import Publication, plain_publication
from fitexport.sync.carrying_out import carry_out
from fitexport.sync.editions import check_edition, check_owner


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCalendar:
    """The calendar of a season and its file."""

    path: Path
    name: str
    """Its title; a calendar program may create a calendar of this name."""
    events: tuple[Event, ...]
    """Cancelled events at the end."""
    remarks: tuple[str, ...]

    @property
    def cancelled(self) -> int:
        return sum(event.cancelled for event in self.events)

    @property
    def changed(self) -> int:
        """How many events have changed since they were first written."""
        return sum(event.revision > 0 for event in self.events)


def export_calendar(
    season: Season,
    path: Path,
    *,
    memory: Path | None = None,
    since: Path | None = None,
    today: date = date.min,
) -> WrittenCalendar:
    """Write the whole season as a calendar file. `memory` is the file that remembers revisions,
    and sessions as last written: those no longer in the plan are cancelled, until `today` is past
    their day. So are events in the older file `since`, or in the replaced one if nothing is
    remembered.

    Raises:
        EncodeError: a session does not fit into a watch file.
        CalendarError: the older file cannot be read.
        WriteError: a file that fitexport did not write is in the way.
    """
    events, plan, known = season_events(season), season_uid(season), _known(memory)
    in_place = since is None and not known.revisions and _is_ours(path)
    before = path if in_place else since
    old = _read(before) if before else ()
    remarks: tuple[str, ...] = ()
    if since and old and not any(event.plan == plan for event in old):
        remarks = (f"{since} has no events of this plan and runner: nothing is cancelled",)
    gone = cancelled_events(season, known.revisions, today)
    gone += cancelled_since(old, (*events, *gone), plan, today)
    events = (*events, *gone)
    events, revisions = revised(events, counted_since(old, events, known.revisions))
    name = calendar_title(season)
    about = season_text(season.exported) if season.is_derived else ""
    _write(path, encode_calendar(events, name, about))
    if memory:
        remember(memory, lambda before: before.with_revisions(revisions))
    return WrittenCalendar(path=path, name=name, events=events, remarks=remarks)


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did, or would do, to the calendar at an address."""

    address: str
    is_new: bool
    """Whether the calendar was not there before."""
    publication: Publication[RemoteEvent]


def plain_published(published: Published) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "address": published.address,
        "new": published.is_new,
        **plain_publication(published.publication),
    }


def publish_calendar(
    season: Season,
    url: str,
    user: str = "",
    password: str = "",
    *,
    into: bool = False,
    ca_file: str | None = None,
    memory: Path | None = None,
    force: bool = False,
    dry_run: bool = False,
) -> Published:
    """Bring a calendar on a CalDAV server in step with the season. Changes that the runner
    made there stay, unless forced; `into`: use the calendar at `url` itself, not a separate one
    for the plan. `memory` is the file that remembers what was published.

    Raises:
        EncodeError: a session does not fit into a watch file.
        ServerError: it does not answer, or refuses; what was done until then is remembered.
            Or a newer plan's events are there, or perhaps another runner's.
    """
    events, plan, known = season_events(season), season_uid(season), _known(memory)
    with open_calendar(
        url,
        user,
        password,
        name=calendar_title(season),
        key=f"fitexport-{plan}",
        into=into,
        ca_file=ca_file,
    ) as calendar:
        events, revisions = revised(events, known.revisions)
        before = known.published.get(calendar.address, {})
        edition, seen = season.edition, known.editions.get(calendar.address, "")
        is_new = not calendar.exists
        publication = plan_publication(
            events,
            calendar.events(),
            {} if is_new else before,
            plan,
            edition=edition,
            force=force,
        )
        seen = check_edition(publication, edition, seen, force=force)
        if season.is_derived and season.settings.mile_s is None and not force:
            check_owner(publication)

        def keep(published: dict[str, str]) -> None:
            if memory:
                remember(
                    memory,
                    lambda now: now.with_revisions(revisions).with_published(
                        calendar.address, published, seen
                    ),
                )

        if not dry_run:
            carry_out(calendar, publication, before, keep)
        return Published(calendar.address, is_new, publication)


def season_uid(season: Season) -> str:
    """The id shared by the events of this season and athlete."""
    return plan_uid(season.id, season.athlete.id)


def _known(memory: Path | None) -> Memory:
    return read_memory(memory) if memory else Memory()


def _read(path: Path) -> Sequence[FoundEvent]:
    try:
        with path.open("rb") as file:
            return read_events(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise CalendarError(
            f"cannot be read: {reason(error)}", "give the .ics file you imported last", where=path
        ) from error
    except CalendarError as error:
        raise error.located(path) from None


def _is_ours(path: Path) -> bool:
    """Whether fitexport wrote this calendar."""
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        return PRODUCT_ID.encode() in file.read(200)
    return False


def _write(path: Path, data: bytes) -> None:
    """Write the file, replacing an older one only if fitexport wrote it."""
    try:
        if path.exists() and not _is_ours(path):
            raise WriteError(
                f"{path} is in the way: fitexport did not write this calendar",
                "choose another --out, or move it away",
            )
        write_whole(path, data)
    except OSError as error:
        raise WriteError(
            reason(error),
            "nothing was changed; choose another --out",
            where=error.filename or path,
        ) from error
