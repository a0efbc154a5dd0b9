"""What was pushed, and what the last push changed: a file beside fitexport.toml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from fitexport.files.remembering import Kind, change_state, read_state
from fitexport.push.planned import Planned

NAME = "fitexport-push.json"
_KIND = Kind(
    "fitexport-push",
    "it records what intervals.icu has; move it away, and push again",
    "what intervals.icu has",
)


class Step(NamedTuple):
    """What the last push did to a workout, to undo it."""

    written: tuple[str, ...]
    """The properties that it wrote."""
    before: Planned | None
    """The workout before; None if it was not there."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What is remembered of one address."""

    known: Mapping[str, str] = field(default_factory=dict)
    """external_id -> how it was sent and seen (`deciding.Known`)."""
    sent: Mapping[str, Planned] = field(default_factory=dict)
    """The workouts as they were sent last."""
    last: Mapping[str, Step] = field(default_factory=dict)
    """What the last push did."""
    edition: str = ""
    """The newest edition of the plan that was pushed there."""


Record = Mapping[str, Pushed]
"""Address -> what was pushed there."""


def read_record(path: Path | None) -> Record:
    """What is remembered; empty if there is no such file.

    Raises:
        WriteError: the file is not one of ours.
    """
    return read_state(path, _KIND, _record, {}) if path else {}


def remember_push(path: Path, address: str, change: Callable[[Pushed], Pushed]) -> None:
    """Change what is remembered of an address.

    Raises:
        WriteError: it cannot be written.
    """

    def changed(record: Record) -> Record:
        return {**record, address: change(record.get(address, Pushed()))}

    change_state(path, _KIND, read_record, changed, _plain)


def _record(content: dict[str, Any]) -> Record:
    return {str(address): _pushed(each) for address, each in content["servers"].items()}


def _pushed(content: dict[str, Any]) -> Pushed:
    return Pushed(
        {str(uid): str(known) for uid, known in content["known"].items()},
        {str(uid): _planned(each) for uid, each in content["sent"].items()},
        {
            str(uid): Step(
                tuple(map(str, each["written"])), each["before"] and _planned(each["before"])
            )
            for uid, each in content["last"].items()
        },
        str(content["edition"]),
    )


def _planned(content: dict[str, Any]) -> Planned:
    planned = Planned(**{key: str(value) for key, value in content.items()})
    _ = planned.day  # an error of this file, not of a later command
    return planned


def _plain(record: Record) -> dict[str, object]:
    return {"servers": {address: _plain_pushed(each) for address, each in record.items()}}


def _plain_pushed(pushed: Pushed) -> dict[str, object]:
    return {
        "known": pushed.known,
        "sent": {uid: asdict(each) for uid, each in pushed.sent.items()},
        "last": {
            uid: {"written": each.written, "before": each.before and asdict(each.before)}
            for uid, each in pushed.last.items()
        },
        "edition": pushed.edition,
    }
