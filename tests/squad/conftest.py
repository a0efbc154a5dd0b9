"""Files of athletes, and what becomes of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fitexport.squad.roster import BadRow, Member, read_roster

Read = Callable[..., list[Member | BadRow]]


@pytest.fixture
def squad(tmp_path: Path) -> Read:
    """Read a file of this content."""

    def read(content: str | bytes, name: str = "squad.csv") -> list[Member | BadRow]:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
        return list(read_roster(tmp_path / name))

    return read


_READ = """
import resource, sys
from pathlib import Path
from fitexport.squad.roster import Member, read_roster
print(sum(isinstance(each, Member) for each in read_roster(Path(sys.argv[1]))))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak_mb(path: Path, athletes: int) -> int:
    """The most memory that a process has which reads so many athletes from a file."""
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    count, peak = map(int, done.stdout.split())
    assert count == athletes
    return peak
