"""One input: whether it was read or refused, within a second and 100 MB."""

from __future__ import annotations

import gc
import sys
import time
import traceback
from pathlib import Path
from typing import NamedTuple

from fuzz.targets import Target

import fitexport
from fitexport.errors import FitexportError

SECONDS, MEMORY_KB = 1.0, 100_000
_OWN = str(Path(fitexport.__file__).parent)


class Fault(NamedTuple):
    """What an input did that it must not; equal for inputs that do the same in the same place."""

    kind: str
    place: str


def fault_of(target: Target, data: bytes) -> Fault | None:
    """What is wrong with how an input is read, if anything is."""
    found, seconds, memory_kb = _judged(target, data)
    if found is None and (seconds > SECONDS or memory_kb > MEMORY_KB):
        # Once more: the first one may have paid for others, such as a library that was loaded.
        gc.collect()
        found, seconds, memory_kb = _judged(target, data)
        if seconds > SECONDS:
            return Fault(f"{seconds:.0f} s of processor", target.name)
        if memory_kb > MEMORY_KB:
            return Fault(f"{memory_kb // 1000} MB", target.name)
    return found


def _judged(target: Target, data: bytes) -> tuple[Fault | None, float, int]:
    """The fault, if it raises; seconds of processor, and kB more at its peak than ever before."""
    found = None
    memory_kb, began = _peak_kb(), time.process_time()
    try:
        target.read(data)
    except FitexportError as error:
        found = None if str(error) else Fault("no words", _place(error))
    except Exception as error:
        found = Fault(type(error).__name__, _place(error))
    seconds, more_kb = time.process_time() - began, _peak_kb() - memory_kb
    if more_kb > MEMORY_KB:
        Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here again
    return found, seconds, more_kb


def _peak_kb() -> int:
    if sys.platform != "linux":  # others count bytes, or not at all
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _place(error: BaseException) -> str:
    """The innermost line of ours that it went through."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(_OWN)] or frames
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}"
