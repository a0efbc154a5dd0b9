"""A server on this computer that behaves as intervals.icu's calendar is documented to.

From its OpenAPI document and its author's guide to uploading planned workouts: events are matched by
external_id only if `upsert` is asked for; fields that are not sent stay; a FIT file becomes steps
of the service's own, and is not kept; events that are to be deleted and do not exist are ignored.
What is not documented is a choice here: `describes` says what a file does to a description.
"""

from __future__ import annotations

import io
import json
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple

import fitdecode  # type: ignore[import-untyped]
from support.answering import Answering, Reply, Request, answering

KEY = "k3y-of-anna"
CATEGORIES = (
    *("WORKOUT", "RACE_A", "RACE_B", "RACE_C", "NOTE", "PLAN", "HOLIDAY", "SICK", "INJURED"),
    *("SET_EFTP", "FITNESS_DAYS", "SEASON_START", "TARGET", "SET_FITNESS"),
)
_EVENTS = "/api/v1/athlete/0/events"
_MAX_NAME = 255


class Fault(NamedTuple):
    """An answer in place of the right one, after the request was carried out or not."""

    reply: Reply
    carried_out: bool = False
    method: str = ""
    """Only for requests of this method."""


class _RefusedError(Exception):
    """422, and why."""


@dataclass
class Twin:
    """The calendar of one athlete."""

    describes: Literal["as sent", "with steps", "steps only"] = "with steps"
    """What becomes of the description of a workout that comes with a file."""
    events: dict[int, dict[str, Any]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Names that it never accepts."""
    writes: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of every request that may change something."""
    running: Answering | None = None
    _last_id: int = 100

    @property
    def url(self) -> str:
        assert self.running is not None
        return self.running.url

    # --- what its owner does ------------------------------------------------------------

    def ours(self, label: str) -> dict[str, Any]:
        """The event of a session (W1.2), whatever its owner made of its name."""
        (found,) = (
            each
            for each in self.events.values()
            if str(each.get("external_id")).endswith(f"-{label.lower()}")
        )
        return found

    def edit(self, label: str, **changes: Any) -> None:
        """Change an event by hand."""
        self.ours(label).update(changes)

    def delete(self, label: str) -> None:
        del self.events[self.ours(label)["id"]]

    def add(self, **fields: Any) -> int:
        """An event of the owner's own."""
        self._last_id += 1
        self.events[self._last_id] = {"external_id": None, **fields, "id": self._last_id}
        return self._last_id

    def days(self) -> dict[str, str]:
        """Place in the plan -> day."""
        return {
            str(each["external_id"]).rpartition("-")[2]: each["start_date_local"][:10]
            for each in self.events.values()
            if each["external_id"]
        }

    # --- requests -------------------------------------------------------------------------

    def answer(self, request: Request) -> Reply:
        if request.method != "GET":
            self.writes.append((request.method, request.path.removeprefix(_EVENTS)))
        if self.faults and self.faults[0].method in ("", request.method):
            fault = self.faults.pop(0)
            if fault.carried_out:
                self._right(request)
            return fault.reply
        return self._right(request)

    def _right(self, request: Request) -> Reply:
        token = b64encode(f"API_KEY:{KEY}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {token}":
            return _reply(401, {"status": 401, "error": "Unauthorized"})
        try:
            return _reply(200, self._carried_out(request))
        except _RefusedError as error:
            return _reply(422, {"status": 422, "error": str(error)})
        except KeyError:
            return _reply(404, {"status": 404, "error": "Not Found"})

    def _carried_out(self, request: Request) -> Any:
        path = request.path.removeprefix(_EVENTS)
        body: Any = json.loads(request.body) if request.body else []
        match request.method, path:
            case "GET", "":
                return self._between(request.query)
            case "POST", "/bulk":
                checked = [self._checked(each) for each in body]  # all, before any is written
                upsert = request.query.get("upsert") == "true"
                return [self._written(each, upsert=upsert) for each in checked]
            case "PUT", "/bulk-delete":
                return {"eventsDeleted": sum(map(self._deleted, body))}
            case "PUT", _:
                event = self.events[int(path.removeprefix("/"))]
                event.update(self._checked({**event, **body}, sent=body))
                return event
        raise KeyError(path)

    def _between(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        oldest = date.fromisoformat(query["oldest"])
        newest = oldest + timedelta(days=6)
        if "newest" in query:
            newest = date.fromisoformat(query["newest"])
        found = (
            each
            for each in self.events.values()
            if oldest <= datetime.fromisoformat(each["start_date_local"]).date() <= newest
        )
        return sorted(found, key=lambda each: str(each["start_date_local"]))

    def _written(self, event: dict[str, Any], *, upsert: bool) -> dict[str, Any]:
        there = [
            each
            for each in self.events.values()
            if upsert and event.get("external_id") and each["external_id"] == event["external_id"]
        ]
        if there:  # of several, which is not documented
            there[-1].update(event)
            return there[-1]
        return self.events[self.add(**{"paired_activity_id": None, **event})]

    def _deleted(self, doomed: Mapping[str, Any]) -> bool:
        gone = [
            number
            for number, each in self.events.items()
            if (
                each["external_id"] == doomed["external_id"]
                if "external_id" in doomed
                else number == doomed["id"]
            )
        ]
        for number in gone:
            del self.events[number]
        return bool(gone)

    def _checked(
        self, event: Mapping[str, Any], sent: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The fields to write, or why they are refused."""
        sent = event if sent is None else sent
        if event.get("category") not in CATEGORIES:
            raise _RefusedError("category is missing or unknown")
        try:
            start = datetime.fromisoformat(str(event.get("start_date_local")))
        except ValueError:
            raise _RefusedError("start_date_local is no local time") from None
        name = str(event.get("name") or "")
        if len(name) > _MAX_NAME or name in self.refused:
            raise _RefusedError(f"cannot save {name[:20]}")
        made = {key: value for key, value in sent.items() if not key.startswith("file")}
        made["start_date_local"] = start.strftime("%Y-%m-%dT%H:%M:%S")
        if "name" in made:
            made["name"] = made["name"].strip()
        description = "\n".join(
            line.rstrip() for line in str(sent.get("description") or "").splitlines()
        )
        if "file_contents_base64" in sent:
            if not str(sent.get("filename", "")).endswith((".fit", ".zwo", ".mrc", ".erg")):
                raise _RefusedError("unknown kind of file")
            steps = list(_steps_of_fit(sent["file_contents_base64"]))
            words = "\n".join(f"- {json.dumps(step)}" for step in steps)
            parts = {"as sent": [description], "steps only": [words]}
            made["description"] = "\n\n".join(parts.get(self.describes, [description, words]))
            made["workout_doc"] = {"steps": steps}
        elif "description" in sent:
            made["description"] = description
            steps = [{"text": line} for line in description.splitlines() if line.startswith("- ")]
            made["workout_doc"] = {"steps": steps}
        return made


def _steps_of_fit(content: str) -> Iterator[dict[str, Any]]:
    """What the service's model has of the steps of a workout file: no notes."""
    try:
        data = b64decode(content, validate=True)
        with fitdecode.FitReader(io.BytesIO(data)) as reader:
            frames = [each for each in reader if isinstance(each, fitdecode.FitDataMessage)]
    except (Base64Error, fitdecode.FitError):
        raise _RefusedError("cannot read the file") from None
    kinds = [frame.name for frame in frames]
    if "workout_step" not in kinds:
        raise _RefusedError("no workout in the file")
    for frame in frames:
        if frame.name == "workout_step":
            value = frame.get_value
            yield {
                "kind": str(value("duration_type")),
                "duration": value("duration_value", fallback=None, raw_value=True),
                "target": str(value("target_type", fallback=None)),
                "low": value("custom_target_value_low", fallback=None, raw_value=True),
                "high": value("custom_target_value_high", fallback=None, raw_value=True),
                "intensity": str(value("intensity", fallback=None)),
            }


def _reply(status: int, content: Any) -> Reply:
    return Reply(status, json.dumps(content).encode(), {"Content-Type": "application/json"})


@contextmanager
def twin() -> Iterator[Twin]:
    """The service, until the test ends."""
    service = Twin()
    with answering(service.answer) as running:
        service.running = running
        yield service
