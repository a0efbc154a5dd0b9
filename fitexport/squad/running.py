"""Many rows through one function, in order: in this process, or by an Executor of concurrent.futures.

A bounded number of rows is in flight, so that memory is the same for ten and for a million.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import parent_process
from threading import Thread
from typing import TypeVar

from fitexport.errors import FitexportError

_Row = TypeVar("_Row")
_Line = TypeVar("_Line")

CHUNK = 8
"""Rows in a task: enough that handing it over costs little, few enough that Ctrl-C waits for little."""
AHEAD = 64
"""Tasks in flight."""


def in_order(
    work: Callable[[Sequence[_Row]], Sequence[_Line]],
    rows: Iterable[_Row],
    executor: Executor | None = None,
    *,
    chunk: int = CHUNK,
    ahead: int = AHEAD,
) -> Iterator[_Line]:
    """What `work` makes of each row, in their order; without an executor, in this process."""
    rows = iter(rows)
    chunks = iter(lambda: tuple(islice(rows, chunk)), ())
    if executor is None:
        for each in chunks:
            yield from work(each)
        return
    waiting: deque[Future[Sequence[_Line]]] = deque()
    try:
        for each in chunks:
            waiting.append(executor.submit(work, each))
            if len(waiting) >= ahead:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        for left in waiting:
            left.cancel()


@contextmanager
def processes(jobs: int) -> Iterator[Executor | None]:
    """An executor of this many processes; none for a single one. When it is left early, tasks that
    have begun are finished, and no other begins.

    Raises:
        FitexportError: the system ended one of the processes.
    """
    if jobs < 2:
        yield None
        return
    pool = ProcessPoolExecutor(jobs, initializer=_start)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise FitexportError(
            "the system ended one of the processes, perhaps for lack of memory",
            "finished athletes are complete: run the same command again, with fewer --jobs",
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _start() -> None:
    """What a process does first: leave Ctrl-C to its parent, and end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A killed parent would leave its processes waiting for tasks for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
