"""What was pushed, and what the last push changed: a file beside fitexport.toml."""

from __future__ import annotations

from collections.abc import Mapping
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
    """What is remembered of one plan at one address."""

    known: Mapping[str, str] = field(default_factory=dict)
    """external_id -> how it was sent and seen (`deciding.Known`)."""
    sent: Mapping[str, Planned] = field(default_factory=dict)
    """The workouts as they were sent last."""
    last: Mapping[str, Step] = field(default_factory=dict)
    """What the last push did."""
    edition: str = ""
    """The newest edition of the plan that was pushed there."""


_Record = Mapping[str, Mapping[str, Pushed]]
"""Address -> plan -> what was pushed there."""


def pushed_before(path: Path | None, address: str, plan: str) -> Pushed:
    """What is remembered of a plan (the beginning of its ids) at an address.

    Raises:
        WriteError: the file is not one of ours.
    """
    return _read(path).get(address, {}).get(plan, Pushed()) if path else Pushed()


def remember_push(path: Path, address: str, plan: str, pushed: Pushed) -> None:
    """Remember what was pushed of a plan at an address.

    Raises:
        WriteError: it cannot be written.
    """

    def changed(record: _Record) -> _Record:
        return {**record, address: {**record.get(address, {}), plan: pushed}}

    change_state(path, _KIND, _read, changed, _plain)


def _read(path: Path) -> _Record:
    return read_state(path, _KIND, _record, {})


def _record(content: dict[str, Any]) -> _Record:
    return {
        str(address): {str(plan): _pushed(each) for plan, each in plans.items()}
        for address, plans in content["servers"].items()
    }


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


def _plain(record: _Record) -> dict[str, object]:
    return {
        "servers": {
            address: {plan: _plain_pushed(each) for plan, each in plans.items()}
            for address, plans in record.items()
        }
    }


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
