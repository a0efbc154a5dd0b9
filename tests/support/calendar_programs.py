"""Calendars as programs read them that we did not write: icalendar, vobject, khal."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import icalendar
import pytest
import vobject  # type: ignore[import-untyped]  # it ships no types


class Read(NamedTuple):
    """What a program makes of an event."""

    uid: str
    sequence: int
    begin: str
    end: str
    summary: str
    description: str
    categories: Sequence[str]
    status: str
    transparency: str
    alarms: Sequence[float]
    local: str = ""
    """When it begins on the clocks of its zone, if the program can tell."""


def _as_text(time: date | datetime) -> str:
    return (
        f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        if isinstance(time, datetime)
        else time.isoformat()
    )


def by_icalendar(data: bytes) -> list[Read]:
    events: list[Any] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return [
        Read(
            uid=str(event["UID"]),
            sequence=int(event["SEQUENCE"]),
            begin=_as_text(event["DTSTART"].dt),
            end=_as_text(event["DTEND"].dt),
            summary=str(event["SUMMARY"]),
            description=str(event["DESCRIPTION"]),
            categories=[str(each) for one in _all(event["CATEGORIES"]) for each in one.cats],
            status=str(event["STATUS"]),
            transparency=str(event["TRANSP"]),
            alarms=[alarm["TRIGGER"].dt.total_seconds() for alarm in event.walk("VALARM")],
        )
        for event in events
    ]


def _all(properties: Any) -> list[Any]:
    """One, or those of several lines."""
    return properties if isinstance(properties, list) else [properties]


def by_vobject(data: bytes) -> list[Read]:
    calendar = vobject.readOne(data.decode())
    assert calendar.validate(raiseException=True)
    return [
        Read(
            uid=event.uid.value,
            sequence=int(event.sequence.value),
            begin=_as_text(event.dtstart.value),
            end=_as_text(event.dtend.value),
            summary=event.summary.value,
            description=event.description.value,
            categories=event.categories.value,
            status=event.status.value,
            transparency=event.transp.value,
            alarms=[
                alarm.trigger.value.total_seconds() for alarm in event.contents.get("valarm", [])
            ],
        )
        for event in calendar.contents["vevent"]
    ]


class Khal:
    """A calendar program with one calendar and default settings."""

    def __init__(self, folder: Path, zone: str) -> None:
        if importlib.util.find_spec("khal") is None:
            pytest.skip("khal is not installed")
        self.calendar = folder / "calendar"
        self.calendar.mkdir(parents=True)
        self._config = folder / "config"
        days, times = "%Y-%m-%d", "%H:%M"
        self._config.write_text(
            f"[calendars]\n[[mile]]\npath = {self.calendar}\n[default]\ndefault_calendar = mile\n"
            f"[sqlite]\npath = {folder / 'khal.db'}\n[locale]\ntimeformat = {times}\n"
            f"dateformat = {days}\nlongdateformat = {days}\ndatetimeformat = {days} {times}\n"
            f"longdatetimeformat = {days} {times}\nlocal_timezone = {zone}\n"
            f"default_timezone = {zone}\n",
            encoding="utf-8",
        )
        xdg = (f"XDG_{name}_HOME" for name in ("CONFIG", "CACHE", "DATA", "STATE"))
        self._environment = os.environ | dict.fromkeys(("HOME", *xdg), str(folder))

    def take(self, data: bytes) -> None:
        """Import it, and what is there already again."""
        file = self._config.with_name("import.ics")
        file.write_bytes(data)
        self._run("import", "--batch", str(file))

    def sessions(self) -> dict[str, tuple[str, str, str, str]]:
        """By UID: begin, end, title, and whether it is cancelled, as it lists them."""
        output = self._run(
            *("list", "2027-03-01", "70d", "--day-format", ""),
            *("--format", "{uid}\t{start-long-full}\t{end-long-full}\t{title}\t{status}"),
        )
        events = [line.split("\t") for line in output.splitlines() if line.strip()]
        listed = {
            uid: (begin, end, title, status.strip()) for uid, begin, end, title, status in events
        }
        assert len(listed) == len(events), "an event twice"
        return listed

    def kept(self) -> Mapping[str, Read]:
        """What it has written into its folder. Of an event that it has already it leaves a file
        with another ending behind, which it does not read."""
        files = sorted(self.calendar.glob("*.ics"))
        events = [event for path in files for event in by_icalendar(path.read_bytes())]
        assert len({event.uid for event in events}) == len(events), "an event twice"
        return {event.uid: event for event in events}

    def _run(self, *args: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "khal", "-c", str(self._config), *args],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def uid_of(label: str, data: bytes) -> str:
    (uid,) = (read.uid for read in by_icalendar(data) if label in read.summary)
    return uid
