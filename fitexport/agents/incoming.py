"""Messages from a file descriptor, line by line, of bounded length.

A daemon thread waits for them, and is abandoned when serving ends: with a thread of the pool, Ctrl-C
would have to wait for the next message.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from itertools import chain
from threading import Thread

from fitexport.errors import UsageError

MAX_MESSAGE = 4_000_000
"""Bytes; the longest session text that is accepted has less than a tenth."""
_CHUNK = 65_536


class Incoming:
    """The messages of a client, until it closes its end."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._too_long = False

    async def __aiter__(self) -> AsyncIterator[str]:
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(1)
        loop = asyncio.get_running_loop()

        def read() -> None:
            for line in chain(self._lines(), [None]):
                asyncio.run_coroutine_threadsafe(queue.put(line), loop).result()

        Thread(target=read, daemon=True).start()
        while (line := await queue.get()) is not None:
            yield line.decode("utf-8", "replace")

    def check(self) -> None:
        """Raise UsageError if a message was too long: nothing after it was read."""
        if self._too_long:
            raise UsageError(
                f"a message of more than {MAX_MESSAGE // 1_000_000} MB", "send shorter ones"
            )

    def _lines(self) -> Iterator[bytes]:
        # No buffered reader: Python cannot exit cleanly while a thread waits in one.
        begun = b""
        while chunk := os.read(self._descriptor, _CHUNK):
            *lines, begun = (begun + chunk).split(b"\n")
            yield from lines
            if len(begun) > MAX_MESSAGE:
                self._too_long = True
                return
