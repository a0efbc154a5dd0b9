"""A Dask cluster as an Executor of concurrent.futures (`fitexport[cluster]`): rows go to workers on other
computers as they go to processes on this one.

Dask repeats the tasks of a worker that is lost. What it does not do is give up: when there has been no
worker for half a minute, or no scheduler, all tasks are cancelled here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from fitexport import __version__
from fitexport.errors import FitexportError, UsageError, one_line
from fitexport.files.folders import made

if TYPE_CHECKING:
    from distributed import Client

_T = TypeVar("_T")

_PATIENCE_S = 10.0
"""For a scheduler to answer, and for its first worker."""
_LOST_S = 30.0
"""So long without a worker, and no other is expected."""
_LOOKS_S = 0.5
_RETRY = "finished athletes are complete: run the same command again for the rest"


class ClusterError(FitexportError):
    """A cluster that cannot be reached, is not fit for the work, or was lost."""

    exit_code = 6


@contextmanager
def cluster(
    address: str,
    out: Path | None = None,
    *,
    patience_s: float = _PATIENCE_S,
    lost_s: float = _LOST_S,
) -> Iterator[Executor]:
    """The workers of a Dask scheduler at `tcp://host:8786`, as an executor. With `out`, they must all
    see that folder of this computer.

    `patience_s` is how long a scheduler may take to answer, or its first worker to come, `lost_s` how
    long there may be no worker once there were some.

    Raises:
        UsageError: Dask is not installed, or this is no address of a scheduler.
        ClusterError: no scheduler answers, it has no workers, they have another fitexport or do not
            see the folder; while rows are at work: all of them are lost.
    """
    client = _connected(address, patience_s)
    from distributed import KilledWorker

    ended = Event()
    try:
        _check_workers(client, address, patience_s)
        if out is not None:
            _check_folder(client, out)
        workers = _Workers(client.get_executor(pure=False))
        Thread(target=_watch, args=(client, workers, ended, lost_s), daemon=True).start()
        try:
            yield workers
        except CancelledError as error:
            raise ClusterError(
                f"all workers are lost, or the scheduler: {address}", _RETRY
            ) from error
        except KilledWorker as error:
            raise ClusterError(
                f"several workers ended at the same athletes, perhaps for lack of memory: {address}",
                f"see their logs; {_RETRY}",
            ) from error
    finally:
        ended.set()
        client.close(timeout=_PATIENCE_S)


class _Workers(Executor):
    """Dask's executor, whose tasks can all be cancelled from another thread."""

    def __init__(self, dask: Executor) -> None:
        self._dask = dask
        self._waiting: set[Future[Any]] = set()

    def submit(self, fn: Callable[..., _T], /, *args: Any, **more: Any) -> Future[_T]:
        future = self._dask.submit(fn, *args, **more)
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return future

    def cancel(self) -> None:
        """Whoever waits for a task gets CancelledError."""
        for future in tuple(self._waiting):
            future.cancel()


def _connected(address: str, patience_s: float) -> Client:
    try:
        from distributed import Client  # an extra, and slow to load
    except ImportError as error:
        raise UsageError(
            "--cluster needs Dask", "install it: pip install 'fitexport[cluster]'"
        ) from error
    for handler in logging.getLogger("distributed").handlers:
        handler.setLevel(logging.CRITICAL)  # it logs what is an error here, with tracebacks
    try:
        return Client(address, timeout=patience_s, set_as_default=False)
    except (ValueError, TypeError) as error:
        raise UsageError(
            f'"{address}" is no address of a scheduler', "one is tcp://192.168.1.5:8786"
        ) from error
    except OSError as error:
        raise ClusterError(
            f"no Dask scheduler answers at {address} ({one_line(str(error))})",
            "start one with dask scheduler, and workers with dask worker ADDRESS",
        ) from error


def _check_workers(client: Client, address: str, patience_s: float) -> None:
    """Raise ClusterError unless there are workers, and all have the fitexport that runs here."""

    def version() -> str:  # within a function, so that its code is sent, not its name
        try:
            from fitexport import __version__ as found
        except ImportError:
            return ""
        return found

    try:
        client.wait_for_workers(1, timeout=patience_s)
    except TimeoutError as error:
        raise ClusterError(
            f"the scheduler at {address} has no workers", f"start some: dask worker {address}"
        ) from error
    for worker, found in _asked(client, version).items():
        if found != __version__:
            has = f"fitexport {found}" if found else "no fitexport"
            raise ClusterError(
                f"the worker {worker} has {has}; here it is {__version__}",
                "install the same version everywhere, so that all files are equal",
            )


def _check_folder(client: Client, out: Path) -> None:
    """Raise ClusterError unless every worker sees what is written into this folder here."""
    probe = out.resolve() / f".fitexport-{client.id}.part"
    path = str(probe)

    def sees() -> bool:
        from pathlib import Path

        return Path(path).exists()

    with made(out):
        probe.touch()
        try:
            seen = _asked(client, sees)
        finally:
            probe.unlink()
        for worker, sees_it in seen.items():
            if not sees_it:
                raise ClusterError(
                    f"the worker {worker} does not see the folder {out.resolve()} of this computer",
                    "give --out a folder that all of them share under this path,"
                    " or a store: s3://bucket/squad",
                )


def _asked(client: Client, question: Callable[[], Any]) -> dict[str, Any]:
    """What each worker answers."""
    return dict(client.run(question))


def _watch(client: Client, workers: _Workers, ended: Event, lost_s: float) -> None:
    """Cancel everything when there has been no worker for too long."""
    missing = 0.0
    while not ended.wait(_LOOKS_S):
        there = client.status == "running" and client.scheduler_info(n_workers=-1)["workers"]
        missing = 0.0 if there else missing + _LOOKS_S
        if missing >= lost_s:
            workers.cancel()
