"""The state of earlier calendars: a file beside fitexport.toml.

`fitexport-calendar.json` has, by UID, a hash of the event and its SEQUENCE, and the content of
sessions, so that they can be cancelled; for each calendar server, by UID, what was last
published there; and for each settings file, the secret of the calendar to subscribe to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fitexport.calendar.revisions import LastSession, Revision, Revisions
from fitexport.files.remembering import Kind, change_state, read_state
from fitexport.keeping import Value

NAME = "fitexport-calendar.json"
_KIND = Kind(
    "fitexport-calendar",
    "it records what your calendar has; move it away, and import into a new calendar",
    "what your calendars have",
    private=True,  # the addresses of feeds are in it, and whoever has one can read the calendar
)
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Memory(Value):
    """The remembered state of a season's calendars."""

    revisions: Revisions = field(default_factory=dict)
    published: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Address of a calendar -> UID -> what was published there (`publishing`)."""
    editions: Mapping[str, str] = field(default_factory=dict)
    """Address of a calendar -> the newest edition of the plan that was published there."""
    feeds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name of a settings file -> the token of its feed (`feed`), then the ones before it."""

    def with_revisions(self, revisions: Revisions) -> Memory:
        """The same with these revisions."""
        return replace(self, revisions={**self.revisions, **revisions})

    def with_published(self, address: str, events: Mapping[str, str], edition: str = "") -> Memory:
        """The same with everything now published at an address."""
        return replace(
            self,
            published={**self.published, address: dict(events)},
            editions={**self.editions, address: edition} if edition else self.editions,
        )

    def with_feed(self, settings: str, token: str, *, renew: bool = False) -> Memory:
        """The same with this token for a settings file that has none, or is to have another."""
        tokens = self.feeds.get(settings, ())
        if tokens and not renew:
            return self
        return replace(self, feeds={**self.feeds, settings: (token, *tokens)})


def read_memory(path: Path) -> Memory:
    """The remembered state; empty if there is no such file.

    Raises:
        WriteError: the file is not one of ours.
    """
    return read_state(path, _KIND, _memory, Memory())


def _memory(content: dict[str, Any]) -> Memory:
    sessions = {uid: _session(each) for uid, each in content.get("sessions", {}).items()}
    return Memory(
        {
            str(uid): Revision(str(digest), int(number), sessions.get(uid))
            for uid, (digest, number) in content["events"].items()
        },
        {
            str(address): {str(uid): str(digest) for uid, digest in events.items()}
            for address, events in content["published"].items()
        },
        {str(address): str(each) for address, each in content.get("editions", {}).items()},
        {str(name): _tokens(each) for name, each in content.get("feeds", {}).items()},
    )


def remember(path: Path, change: Callable[[Memory], Memory]) -> None:
    """Change the remembered state, one program at a time; nothing is written if nothing changes.

    Raises:
        WriteError: it cannot be written; the old state stays.
    """
    change_state(path, _KIND, read_memory, change, _plain)


def _session(content: dict[str, Any]) -> LastSession:
    span = content.get("span")
    return LastSession(
        plan=str(content["plan"]),
        day=date.fromisoformat(content["day"]),
        span=(_moment(span[0]), _moment(span[1])) if span else None,
        title=str(content["title"]),
        categories=tuple(map(str, content["categories"])),
    )


def _tokens(content: list[str]) -> tuple[str, ...]:
    """Tokens, of which file names are made."""
    if not content or not all(map(_TOKEN.fullmatch, content)):
        raise ValueError("no tokens")
    return tuple(content)


def _moment(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _plain(memory: Memory) -> dict[str, object]:
    content: dict[str, object] = {
        "events": {uid: list(memory.revisions[uid][:2]) for uid in sorted(memory.revisions)},
        "published": memory.published,
    }
    sessions = {
        uid: _session_content(revision.session)
        for uid, revision in sorted(memory.revisions.items())
        if revision.session
    }
    if sessions:
        content["sessions"] = sessions
    if memory.editions:
        content["editions"] = memory.editions
    if memory.feeds:
        content["feeds"] = memory.feeds
    return content


def _session_content(session: LastSession) -> dict[str, object]:
    content = {**session._asdict(), "day": session.day.isoformat()}
    content["span"] = [moment.isoformat() for moment in session.span or ()]
    return content
