"""Libraries in C that stand between a program and its calls to the system (LD_PRELOAD)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path


def compiled(source: Path, folder: Path) -> Path | None:
    """The library, compiled into a folder; None without a compiler, or if this is not Linux."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or sys.platform != "linux":
        return None
    made = folder / f"{source.stem}.so"
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(made), str(source), "-ldl"]
    subprocess.run(command, check=True)
    return made
