"""The calendar of intervals.icu: events read, and planned workouts sent in bulk.

Source: the service's OpenAPI document (intervals.icu/api/v1/docs), and its author's guide to
uploading planned workouts; docs/sources.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from fitexport.push.deciding import completed
from fitexport.push.planned import Remote, read_event
from fitexport.sync.actions import Action, Do
from fitexport.sync.answers import ChangedMeanwhileError, RefusedError
from fitexport.sync.http import Server
from fitexport.sync.services import INTERVALS

_EVENTS = "/api/v1/athlete/0/events"
"""Athlete 0 is the one whose key it is."""
_USER = "API_KEY"
_IN_BULK = 50
"""Workouts in one request; no limit is documented."""
_MEANINGS = {
    403: (
        "it does not let this key write to the calendar (403)",
        f"make a key of your own: {INTERVALS.hint}",
    ),
}


class IntervalsCalendar:
    """The calendar of the runner whose key it is."""

    def __init__(self, server: Server) -> None:
        self._server = server

    @property
    def address(self) -> str:
        return self._server.url

    def create(self) -> None:
        """Do nothing: the calendar always exists."""

    def events(self, oldest: date, newest: date, ours: str) -> list[Remote]:
        """The events between two days whose external_id begins with `ours`, one for each id:
        the oldest, since others are copies that the runner made.

        Raises:
            ServerError: it does not answer, or not as this service.
        """
        what = "the calendar cannot be read"
        query = {"oldest": oldest.isoformat(), "newest": newest.isoformat()}
        found: dict[str, Remote] = {}
        for event in self._list(self._server.ask_json("GET", _EVENTS, what, query=query), what):
            if str(event.get("external_id")).startswith(ours):
                each = self._read(event, what)
                other = found.get(each.uid, each)
                first = min(each, other, key=lambda one: one.id)
                found[each.uid] = first._replace(is_alone=each.id == other.id)
        return list(found.values())

    def batches(self, writes: Sequence[Action[Remote]]) -> Iterator[Sequence[Action[Remote]]]:
        """Additions and whole workouts in bulk, and deletions; the others one by one."""
        bulk = [each for each in writes if _is_upsert(each)]
        for at in range(0, len(bulk), _IN_BULK):
            yield bulk[at : at + _IN_BULK]
        yield from ((each,) for each in writes if each.do is Do.UPDATE and not _is_upsert(each))
        if deletions := [each for each in writes if each.do is Do.DELETE]:
            yield deletions

    def carry_out(self, batch: Sequence[Action[Remote]]) -> Sequence[Action[Remote]]:
        """Send a batch.

        Raises:
            RefusedError: it rejects the batch permanently.
            ServerError: it does not answer, or not as this service.
        """
        first = batch[0]
        what = f"{len(batch)} workouts" if len(batch) > 1 else f'"{first.title}"'
        if first.do is Do.DELETE:
            doomed = json.dumps([{"id": each.remote.id} for each in batch if each.remote])
            self._server.ask(
                "PUT", f"{_EVENTS}/bulk-delete", f"{what} cannot be deleted", body=doomed.encode()
            )
            return batch
        what += " cannot be written"
        if _is_upsert(first):
            body = b"[" + b",".join(each.body for each in batch) + b"]"
            answer = self._server.ask_json(
                "POST", f"{_EVENTS}/bulk", what, query={"upsert": "true"}, body=body
            )
            events = self._list(answer, what)
        else:
            assert first.remote is not None
            path = f"{_EVENTS}/{first.remote.id}"
            try:
                events = [self._server.ask_json("PUT", path, what, body=first.body)]
            except RefusedError as error:
                if error.status == 404:
                    raise ChangedMeanwhileError from None
                raise
        made = {each.uid: each for each in (self._read(each, what) for each in events)}
        if missing := [each for each in batch if each.uid not in made]:
            raise self._server.unexpected(what, f"{len(missing)} of them are missing from it")
        return [completed(each, made[each.uid]) for each in batch]

    def _list(self, answer: Any, what: str) -> list[dict[str, Any]]:
        if not isinstance(answer, list) or not all(isinstance(each, dict) for each in answer):
            raise self._server.unexpected(what, "no list of events")
        return answer

    def _read(self, event: Any, what: str) -> Remote:
        try:
            return read_event(event)
        except (ValueError, AttributeError) as error:
            raise self._server.unexpected(what, str(error)) from None


@contextmanager
def open_calendar(url: str, key: str) -> Iterator[IntervalsCalendar]:
    """The calendar of the runner whose key it is.

    Raises:
        UsageError: the address is not safe, or the HTTP library is not installed.
    """
    with Server(url, INTERVALS, auth=(_USER, key), meanings=_MEANINGS) as server:
        yield IntervalsCalendar(server)


def _is_upsert(action: Action[Remote]) -> bool:
    """Whether it can go into a bulk request: it has the whole workout, and no copy has its id."""
    there = action.remote
    whole = action.do is Do.UPDATE and b'"external_id"' in action.body
    return action.do is Do.CREATE or (whole and there is not None and there.is_alone)
