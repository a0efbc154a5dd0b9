"""A runner with a short season who publishes it, and what then is on the server."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

from click.testing import Result
from support.command import run
from support.servers import PASSWORD, USER, Proxy, Server, basic_token

from fitexport.calendar.memory import NAME
from fitexport.calendar.reading import FoundEvent, read_events

PLAN = """\
name = "short"
title = "A short one"
level = "intermediate"
about = "Five sessions, so that a test can break each of their requests."
weeks = ["A"]
[week.A]
phase = "base"
focus = "Run."
""" + "".join(
    f'[[week.A.session]]\nday = {day}\ntext = "{text}"\nwhy = "Because; so, and \\\\so."\n'
    for day, text in (
        *((1, "easy 30min"), (2, "easy 40min"), (3, "long 1h"), (5, "easy 20min")),
        (7, "race 1mi"),
    )
)
SEASON = """\
[athlete]
id = "{id}"
mile = "6:20"
goal = "6:00"
level = "intermediate"
cross = "cycling"

[season]
id = "spring-2027"
plan = "{plan}"
race-day = 2027-05-01
"""


class Runner:
    """Someone's folder, and the server behind a proxy that they publish to.

    The week is from Sun 25 Apr to Sat 1 May 2027, with a session on Sunday, Monday, Tuesday,
    Thursday and the race.
    """

    def __init__(self, folder: Path, server: Server, proxy: Proxy, name: str = "anna") -> None:
        self.server, self.proxy = server, proxy
        self.toml = folder / "fitexport.toml"
        self.memory = folder / NAME
        folder.mkdir(exist_ok=True)
        (folder / "short.toml").write_text(PLAN, encoding="utf-8")
        self.plan_is(str(folder / "short.toml"), name)

    def plan_is(self, plan: str, name: str = "anna") -> None:
        self.toml.write_text(SEASON.format(id=name, plan=plan), encoding="utf-8")

    def run(self, *args: str) -> Result:
        today = () if args[0] == "undo" else ("--today", "2027-04-01")
        return run(*args, "--config", str(self.toml), *today)

    def did(self, *args: str) -> None:
        """A change of the season, whatever its rules say."""
        done = self.run(*args, "--force")
        assert done.exit_code == 0, done.output

    def publish(self, *args: str, url: str = "") -> Result:
        """The command, its requests counted from 0, without a fault unless one is set later."""
        return self.run("calendar", "publish", url or self.proxy.url, "--user", USER, *args)

    def published(self, *args: str, url: str = "") -> str:
        """Its output when all goes well; skipped events are reported each time."""
        done = self.publish(*args, url=url)
        remarks = done.stderr.splitlines()
        assert done.exit_code == 0, done.output
        assert all(each.startswith("note: left out (skipped): W1.") for each in remarks), remarks
        return done.stdout

    def counts(self, *args: str, url: str = "") -> tuple[int, ...]:
        """How many it added, changed, deleted, and found as before."""
        output = self.published(*args, url=url)
        found = re.search(r"(\d+) added, (\d+) changed, (\d+) deleted, (\d+) as before", output)
        assert found, output
        return tuple(map(int, found.groups()))

    # --- what is on the server ----------------------------------------------------------

    @property
    def path(self) -> str:
        """The calendar that publishing made."""
        (path,) = (each for each in self.server.paths() if "/fitexport-" in each)
        return path

    def state(self) -> object:
        """All of it: the calendar's name, and every byte in it."""
        path = self.path
        return path, self.server.name_of(path), self.server.content(path)

    def events(self, path: str = "") -> dict[str, FoundEvent]:
        """Address -> event, of the calendar that publishing made or another."""
        return {
            href: event
            for href, data in self.server.content(path or self.path).items()
            for event in read_events(data)
        }

    def titles(self, path: str = "") -> Sequence[str]:
        return sorted(event.summary for event in self.events(path).values())

    def href(self, label: str, path: str = "") -> str:
        """Where a session (W1.2) is."""
        (href,) = (
            href for href, event in self.events(path).items() if f"({label})" in event.summary
        )
        return href

    def edit(self, label: str, changes: Mapping[str, str], path: str = "") -> bytes:
        """Change lines of an event by hand, as a phone does; what is there then."""
        href = self.href(label, path)
        data = self.server.get(href).decode()
        for old, new in changes.items():
            assert f"\r\n{old}" in data, data
            data = data.replace(f"\r\n{old}", f"\r\n{new}")
        self.server.put(href, data.encode())
        return self.server.get(href)

    def drag(self, label: str, day: date, to: date) -> bytes:
        """Pull an all-day event from one day to another."""
        return self.edit(
            label,
            {
                f"{name};VALUE=DATE:{day + after:%Y%m%d}": f"{name};VALUE=DATE:{to + after:%Y%m%d}"
                for name, after in (("DTSTART", timedelta(0)), ("DTEND", timedelta(1)))
            },
        )

    def remembers_nothing(self) -> None:
        self.memory.unlink()


def says_no_password(runner: Runner, *results: Result) -> bool:
    """Whether it is nowhere: not in what was printed, not in what is remembered; nor as JSON, an
    address or HTTP would have it."""
    kept = runner.memory.read_text(encoding="utf-8") if runner.memory.exists() else ""
    spellings = (PASSWORD, json.dumps(PASSWORD)[1:-1], quote(PASSWORD), basic_token())
    return not any(
        spelling in text
        for text in (kept, *(each.output for each in results))
        for spelling in spellings
    )
