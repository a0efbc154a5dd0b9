"""Many rows through one function: in order, few at a time, and stopped when told to."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

import pytest

from fitexport.errors import FitexportError
from fitexport.squad.running import in_order, processes


def squares(rows: Sequence[int]) -> list[int]:
    return [row * row for row in rows]


class Waiting(Executor):
    """Does a task when it is asked for its result, and counts those that wait."""

    def __init__(self) -> None:
        self.waiting = self.most = 0
        self.futures: list[Future[Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        future = _Late(self, fn, args)
        self.futures.append(future)
        return future


class _Late(Future[Any]):
    def __init__(self, executor: Waiting, fn: Callable[..., Any], args: tuple[Any, ...]) -> None:
        super().__init__()
        self._rest = executor, fn, args

    def result(self, timeout: float | None = None) -> Any:
        executor, fn, args = self._rest
        executor.waiting -= 1
        return fn(*args)


@pytest.mark.parametrize("threads", [0, 1, 3])
@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_results_are_in_the_order_of_the_rows(threads: int, chunk: int) -> None:
    wanted = squares(range(100))
    if threads == 0:
        assert list(in_order(squares, range(100), chunk=chunk)) == wanted
        return
    with ThreadPoolExecutor(threads) as executor:
        assert list(in_order(squares, range(100), executor, chunk=chunk)) == wanted


def test_rows_are_read_only_as_far_as_results_are_asked_for() -> None:
    read = []

    def rows() -> Iterator[int]:
        for row in range(1_000_000):
            read.append(row)
            yield row

    executor = Waiting()
    found = in_order(squares, rows(), executor, chunk=3, ahead=5)
    assert list(islice(found, 7)) == squares(range(7))
    assert (executor.most, len(read)) == (5, 3 * 7)
    found.close()  # type: ignore[attr-defined]  # it is a generator
    assert [each.cancelled() for each in executor.futures] == [False] * 3 + [True] * 4


def test_an_error_of_a_task_stops_the_others() -> None:
    def work(rows: Sequence[int]) -> list[int]:
        return [1 // (row - 4) for row in rows]

    executor = Waiting()
    with pytest.raises(ZeroDivisionError):
        list(in_order(work, range(100), executor, chunk=2, ahead=6))
    assert [each.cancelled() for each in executor.futures[3:]] == [True] * 5


def test_one_job_needs_no_process() -> None:
    with processes(1) as executor:
        assert executor is None


def _killed(rows: Sequence[int]) -> list[int]:
    os.kill(os.getpid(), signal.SIGKILL)
    return list(rows)


@pytest.mark.slow
def test_a_process_that_the_system_ends_is_an_error_with_a_remedy() -> None:
    with pytest.raises(FitexportError) as raised, processes(2) as executor:
        list(in_order(_killed, range(4), executor, chunk=2))
    assert "fewer --jobs" in str(raised.value)
