"""Every command that writes, with every fault at every call: this takes hours, so it is run by hand.

    PYTHONPATH=.:tests python tests/faults/by_hand.py --jobs 2 > faults.txt

Prints a line for each command: its calls, how many faults were injected, what they left, and what is
wrong; then each thing that is wrong, with its command, fault and call.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from support.fault_commands import CASES
from support.fault_trials import trial
from support.faults import FAULTS, Forks, compiled_shim, forks

_kept = ExitStack()
"""A worker's process that forks, until the worker ends."""
_forks: list[Forks] = []


class Tally(NamedTuple):
    """What became of one command."""

    name: str
    calls: int
    left: Counter[str]
    wrong: list[str]
    seconds: float


def start(shim: Path, memory: Path | None) -> None:
    """What a worker does first."""
    folder = _kept.enter_context(tempfile.TemporaryDirectory(dir=memory))
    _forks.append(_kept.enter_context(forks(shim, Path(folder) / "scratch")))


def tried(name: str, step: int, offset: int) -> Tally:
    """Each fault at each call that it can happen at."""
    case, began = CASES[name], time.monotonic()
    left: Counter[str] = Counter()
    wrong: list[str] = []
    with trial(case, *_forks) as running:
        for at, kind in enumerate(running.calls):
            if at % (step * case.step) != offset % (step * case.step):
                continue
            for fault in FAULTS:
                if kind not in fault.kinds:
                    continue
                ran = running.disturbed(fault, at)
                left[ran.left] += 1
                wrong += [f"{name}: {fault.name} at {at} ({kind}): {each}" for each in ran.wrong]
        return Tally(name, len(running.calls), left, wrong, time.monotonic() - began)


def main() -> None:
    """Print a table, then what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--step", type=int, default=1, help="disturb only every Nth call")
    parser.add_argument("--offset", type=int, default=0, help="the first of these calls")
    parser.add_argument("--only", nargs="*", default=[""], help="only commands beginning like this")
    given = parser.parse_args()
    memory = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
    total: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        shim = compiled_shim(Path(folder))
        if shim is None:
            sys.exit("this needs Linux and a C compiler")
        pool = ProcessPoolExecutor(given.jobs, initializer=start, initargs=(shim, memory))
        waiting = [
            pool.submit(tried, name, given.step, given.offset)
            for name in CASES
            if name.startswith(tuple(given.only))
        ]
        print(
            f"{'command':28}{'calls':>7}{'faults':>8}{'old':>7}{'new':>7}{'mixed':>7}{'wrong':>7}{'s':>6}"
        )
        for each in as_completed(waiting):
            try:
                tally = each.result()
            except Exception as error:
                print(f"cannot be tried: {error!r}", flush=True)
                wrong.append(str(error))
                continue
            left = (tally.left[key] for key in ("old", "new", "mixed"))
            cells = "".join(f"{number:7}" for number in (*left, len(tally.wrong)))
            print(
                f"{tally.name:28}{tally.calls:7}{tally.left.total():8}{cells}{tally.seconds:6.0f}"
            )
            print(
                "\n".join(f"    {line}" for line in tally.wrong),
                end="\n" * bool(tally.wrong),
                flush=True,
            )
            total += tally.left
            wrong += tally.wrong
    print(f"{total.total()} faults, {dict(total)}, {len(wrong)} wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
