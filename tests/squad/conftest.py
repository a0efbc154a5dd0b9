"""Files of athletes, and what becomes of them."""

from __future__ import annotations

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
