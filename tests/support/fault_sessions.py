"""What a client or a person does while a command runs: call one tool of `fitexport mcp`, or press Ctrl-C
once a server is up."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Mapping
from threading import Thread
from typing import Any

_CALL = 2
ANSWERED = f'"id":{_CALL},'
"""In the output once the server has answered the call."""
_FAILED, _BUG, _INTERRUPTED = 6, 70, 130
_HELLO = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "test", "version": "1"},
}
_BEGINS_S = 0.02
"""How long a server takes from printing its address to listening."""


def session(tool: str, given: Mapping[str, Any]) -> str:
    """What a client writes to open a session and call a tool: one message per line."""
    messages: tuple[dict[str, Any], ...] = (
        {"id": 1, "method": "initialize", "params": _HELLO},
        {"method": "notifications/initialized"},
        {"id": _CALL, "method": "tools/call", "params": {"name": tool, "arguments": given}},
    )
    return "".join(json.dumps({"jsonrpc": "2.0", **each}) + "\n" for each in messages)


def ended(status: int, out: str, err: str) -> tuple[int, str]:
    """Exit status and error, as of a command that does the same as the tool."""
    if status:
        return status, err
    answer = _answer(out)
    if answer is None:  # Ctrl-C ends a server without an error
        return _INTERRUPTED, err
    if "result" not in answer:
        return _BUG, str(answer)
    (content,) = answer["result"]["content"]
    if not answer["result"]["isError"]:
        return 0, err
    text = content["text"]
    return _BUG if "this is a bug" in text else _FAILED, f"Error: {text}"


def _answer(out: str) -> dict[str, Any] | None:
    found = (json.loads(line) for line in out.splitlines() if ANSWERED in line)
    return next(found, None)


def attend(text: str, until: bytes, said: Callable[[], bytes], *, ctrl_c: bool) -> int:
    """The descriptor that a command reads. Somebody writes `text` to it, waits until the command has
    printed `until`, then presses Ctrl-C or just closes it."""
    read, write = os.pipe()

    def use() -> None:
        os.write(write, text.encode())
        while until not in said():
            time.sleep(0.002)
        if ctrl_c:
            time.sleep(_BEGINS_S)
            os.kill(os.getpid(), signal.SIGINT)
        os.close(write)

    Thread(target=use, daemon=True).start()
    return read
