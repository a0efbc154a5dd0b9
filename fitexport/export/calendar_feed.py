"""A season as a calendar to subscribe to: its bytes, and its file in a folder of a web server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fitexport.calendar.feed import REFRESH, feed_file
from fitexport.calendar.ics import PRODUCT_ID, Event, encode_calendar
from fitexport.calendar.memory import Memory, read_memory, remember
from fitexport.calendar.revisions import Revisions, revised
from fitexport.errors import WriteError, reason
from fitexport.export.compile import calendar_title, season_events
from fitexport.export.events import cancelled_events
from fitexport.files.folders import made
from fitexport.files.lock import alone_in
from fitexport.files.replace import write_whole
from fitexport.files.transaction import digest, is_taken
from fitexport.season.season import Season


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A calendar to subscribe to."""

    name: str
    data: bytes
    events: tuple[Event, ...]
    revisions: Revisions
    """What to remember once it is out, dropped sessions included."""

    @property
    def changed(self) -> int:
        """How many events have changed since they were first written."""
        return sum(event.revision > 0 for event in self.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFeed:
    """A feed and its file."""

    feed: Feed
    path: Path
    is_unchanged: bool
    """Whether the file was left as it was: the same bytes, and so the same ETag."""
    removed: tuple[Path, ...]
    """Files under older addresses."""


def season_feed(season: Season, memory: Path | None = None) -> Feed:
    """The season as a calendar to subscribe to. What dropped out of the plan is left out: clients
    remove what a feed no longer has, and several show a cancelled event like any other. It counts
    as changed all the same, so that they accept it should it come back.

    Raises:
        EncodeError: a session does not fit into a watch file.
        WriteError: the memory is not one of ours.
    """
    known = (read_memory(memory) if memory else Memory()).revisions
    gone = cancelled_events(season, known, date.min)
    events, revisions = revised((*season_events(season), *gone), known)
    events = tuple(event for event in events if not event.cancelled)
    name = calendar_title(season)
    data = encode_calendar(events, name, refresh=REFRESH)
    return Feed(name=name, data=data, events=events, revisions=revisions)


def keep_feed(feed: Feed, memory: Path) -> None:
    """Remember the revisions of a feed.

    Raises:
        WriteError: they cannot be written.
    """
    remember(memory, lambda before: before.with_revisions(feed.revisions))


def export_feed(
    season: Season, folder: Path, tokens: Sequence[str], *, memory: Path | None = None
) -> WrittenFeed:
    """Write the season into a folder that a web server shows, under the first token; files under
    the others are removed. An unchanged plan leaves the file as it is.

    Raises:
        EncodeError: a session does not fit into a watch file.
        WriteError: something that fitexport did not write is in the way, or it cannot be written.
    """
    feed = season_feed(season, memory)
    path, *older = (folder / feed_file(token) for token in tokens)
    try:
        with alone_in(folder), made(folder):
            if is_taken(path) and not _is_ours(path):
                raise WriteError(
                    f"{path} is in the way: fitexport did not write it",
                    "move it away, or choose another --feed",
                )
            is_new = not path.exists()
            is_unchanged = not is_new and path.read_bytes() == feed.data
            if not is_unchanged:
                write_whole(path, feed.data, new=is_new)
            removed = tuple(filter(_is_ours, older))
            for each in removed:
                each.unlink()
    except OSError as error:
        raise WriteError(
            reason(error),
            "check that the folder is writable, or choose another --feed",
            where=error.filename or folder,
        ) from error
    if memory:
        keep_feed(feed, memory)
    return WrittenFeed(feed=feed, path=path, is_unchanged=is_unchanged, removed=removed)


def _is_ours(path: Path) -> bool:
    """Whether it is a file, not a link, that fitexport wrote."""
    return digest(path) is not None and PRODUCT_ID.encode() in path.read_bytes()[:200]
