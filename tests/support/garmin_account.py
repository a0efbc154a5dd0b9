"""A Garmin Connect account on loopback: the Personal API as its documentation has it.

Paths, parameters, fields and the key's exchange are those of Garmin's documentation and Python
client; that pages of more than 45 activities fail, other types than ZIP are refused (406) and too
many requests bring Retry-After is what users measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from support.answering import Reply, Request, answering
from support.field_recordings import zipped

KEY, TOKEN = "personal-key-4711", "header.payload.signature"
_TOKEN_PATH = "/personalapitoken-service/personal-api/personal-api-key/token"
_LIST = "/activitylist-service/activities/search/activities"
_FILE = "/download-service/files/activity/"
_MOST = 45


@dataclass
class Account:
    """What the account holds, what goes wrong, and what it was asked."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    files: dict[int, bytes] = field(default_factory=dict)
    faults: dict[str, list[Reply]] = field(default_factory=dict)
    """Replies in place of the usual ones, the first first, by the end of a path."""
    seen: list[Request] = field(default_factory=list)
    url: str = ""

    @property
    def fetched(self) -> list[int]:
        """The activities whose file was asked for, in order."""
        return [int(each.path.rpartition("/")[2]) for each in self.seen if _FILE in each.path]

    def add(self, number: int, began: str, data: bytes | None, **more: object) -> None:
        """An activity with its file; None: it was typed in."""
        self.rows.append(
            {
                "activityId": number,
                "activityName": "Munich Track",
                "startTimeLocal": began,
                "activityType": {"typeId": 1, "typeKey": "running", "parentTypeId": 17},
                "isManualActivity": data is None,
                **more,
            }
        )
        if data is not None:
            self.files[number] = zipped({f"{number}_ACTIVITY.fit": data})

    def answer(self, asked: Request) -> Reply:
        for end, replies in self.faults.items():
            if asked.path.endswith(end) and replies:
                return replies.pop(0)
        given = asked.headers.get("authorization", "")
        if asked.path == _TOKEN_PATH:
            right = asked.method == "POST" and given == f"ApiKey {KEY}"
            return Reply(body=TOKEN.encode()) if right else Reply(401)
        if given != f"Bearer {TOKEN}":
            return Reply(401)
        if asked.path == _LIST:
            return self._list(asked.query)
        if asked.headers["accept"] != "application/x-zip-compressed":
            return Reply(406, b'{"error": "NotAcceptableException"}')
        data = self.files.get(int(asked.path.removeprefix(_FILE)))
        return Reply(404) if data is None else Reply(body=data)

    def _list(self, query: Mapping[str, str]) -> Reply:
        start, limit = int(query["start"]), int(query["limit"])
        if limit > _MOST:
            return Reply(500)
        rows = sorted(self.rows, key=lambda row: str(row["startTimeLocal"]), reverse=True)
        rows = [row for row in rows if row["startTimeLocal"][:10] >= query["startDate"]]
        return Reply(body=json.dumps(rows[start : start + limit]).encode())


@contextmanager
def account() -> Iterator[Account]:
    """An account that is served."""
    held = Account()
    with answering(held.answer) as running:
        held.url, held.seen = running.url, running.seen
        yield held
