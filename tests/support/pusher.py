"""A runner with a short season who pushes it to the twin of intervals.icu."""

from __future__ import annotations

from pathlib import Path

from click.testing import Result
from support.command import run
from support.intervals_twin import KEY, Twin
from support.publisher import PLAN, SEASON

from fitexport.push.remembered import NAME

TODAY = "2027-04-20"
"""Tuesday; the plan's week is from Sun 25 Apr to Sat 1 May."""


class Pusher:
    """Someone's folder, and the service."""

    def __init__(self, folder: Path, service: Twin) -> None:
        self.service, self.folder = service, folder
        folder.mkdir(exist_ok=True)
        (folder / "short.toml").write_text(PLAN, encoding="utf-8")
        self.toml, self.memory = folder / "fitexport.toml", folder / NAME
        self.toml.write_text(SEASON.format(id="anna", plan=folder / "short.toml"), encoding="utf-8")

    def run(self, *args: str, today: str = TODAY) -> Result:
        more = () if args[0] == "undo" else ("--today", today)
        return run(*args, "--config", str(self.toml), *more)

    def did(self, *args: str) -> None:
        """A change of the season, whatever its rules say."""
        done = self.run(*args, "--force")
        assert done.exit_code == 0, done.output

    def push(self, *args: str, today: str = TODAY) -> Result:
        self.service.writes.clear()
        return self.run("push", "intervals", "--yes", *args, today=today)

    def pushed(self, *args: str, today: str = TODAY) -> str:
        """Its output when all goes well, without what of the steps arrives."""
        done = self.push(*args, today=today)
        assert done.exit_code == 0, done.output
        return done.stdout

    def counts(self, *args: str, today: str = TODAY) -> tuple[int, ...]:
        """How many it added, changed, deleted, and found as before."""
        first = self.pushed(*args, today=today).splitlines()[0]
        return tuple(int(word) for word in first.split() if word.isdecimal())

    def says_no_key(self, *results: Result) -> bool:
        kept = self.memory.read_text(encoding="utf-8") if self.memory.exists() else ""
        return not any(KEY in text for text in (kept, *(each.output for each in results)))
