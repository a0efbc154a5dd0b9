"""The twin of intervals.icu without a network between: for hundreds of pushes a second."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from support.answering import Request
from support.intervals_twin import KEY, Twin

from fitexport.errors import ServerError
from fitexport.sync.answers import RefusedError
from fitexport.sync.http import Answer, Server
from fitexport.sync.services import INTERVALS


class InMemory(Server):
    """A server whose requests the twin answers at once."""

    def __init__(self, twin: Twin) -> None:
        self.url, self._service, self._twin = "https://twin.example.com", INTERVALS, twin

    def ask(
        self,
        method: str,
        path: str,
        what: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        token = b64encode(f"API_KEY:{KEY}".encode()).decode()
        sent = {"authorization": f"Basic {token}", "content-type": content_type}
        reply = self._twin.answer(Request(method, path, query or {}, sent, body or b""))
        if reply.cut or reply.cut_at_once or reply.status >= 500:
            raise ServerError("cut", "again", what)
        if reply.status >= 400:
            raise RefusedError(reply.status, "")
        return Answer(reply.status, reply.headers, reply.body)

    def ask_json(self, method: str, path: str, what: str, **more: Any) -> Any:
        return json.loads(self.ask(method, path, what, **more).data)
