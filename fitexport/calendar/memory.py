"""What earlier calendars had of each event: a file beside fitexport.toml.

`fitexport-calendar.json` has, by UID, a hash of the event and its SEQUENCE; and for each
calendar server, by UID, what was last published there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from fitexport.calendar.revisions import Revision, Revisions
from fitexport.errors import WriteError, reason
from fitexport.files.lock import alone_in
from fitexport.files.replace import write_whole

NAME = "fitexport-calendar.json"
_FORMAT = 1
_MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a season's calendars."""

    revisions: Revisions = field(default_factory=dict)
    published: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Address of a calendar -> UID -> fingerprint of what was put there."""

    def with_revisions(self, revisions: Revisions) -> Memory:
        """The same, with these events as they are now."""
        return replace(self, revisions={**self.revisions, **revisions})

    def with_published(self, address: str, events: Mapping[str, str]) -> Memory:
        """The same, with all that is now published at an address."""
        return replace(self, published={**self.published, address: dict(events)})


def read_memory(path: Path) -> Memory:
    """What is remembered; nothing if there is no such file.

    Raises:
        WriteError: it is not one of ours.
    """
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(_MAX_BYTES))
        if content["fitexport-calendar"] != _FORMAT:
            raise ValueError("of another version of fitexport")
        return Memory(
            {
                str(uid): Revision(str(digest), int(number))
                for uid, (digest, number) in content["events"].items()
            },
            {
                str(address): {str(uid): str(digest) for uid, digest in events.items()}
                for address, events in content["published"].items()
            },
        )
    except FileNotFoundError:
        return Memory()
    except OSError as error:
        raise WriteError(reason(error), "see that it can be read", where=path) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WriteError(
            f"{path} is not a file that fitexport can read",
            "it remembers what your calendar was told; move it away, and import into a new calendar",
        ) from error


def remember(path: Path, change: Callable[[Memory], Memory]) -> None:
    """Change what is remembered, one program at a time; nothing is written if nothing changes.

    Raises:
        WriteError: the folder cannot take it; what was remembered still is.
    """
    try:
        with alone_in(path):
            before = read_memory(path)
            after = change(before)
            if after != before:
                write_whole(path, _text(after).encode())
    except OSError as error:
        raise WriteError(
            reason(error),
            "the calendar was made, but the next one cannot know it; see that the folder can be written",
            where=path,
        ) from error


def _text(memory: Memory) -> str:
    content = {
        "fitexport-calendar": _FORMAT,
        "events": {uid: list(memory.revisions[uid]) for uid in sorted(memory.revisions)},
        "published": memory.published,
    }
    return json.dumps(content, indent=1) + "\n"
