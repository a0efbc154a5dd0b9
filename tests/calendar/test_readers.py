"""Calendars as programs read them that we did not write: ical.js (Thunderbird's), vobject, khal.

icalendar is the one they are compared with; what it reads is compared with what was meant in
test_ics.py.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.calendar_programs import Khal, Read, by_icalendar, by_vobject, uid_of
from support.command import run
from support.kept import npm_packages

pytestmark = pytest.mark.slow

SEASON = """\
[athlete]
id = "anna"
mile = "6:20"
goal = "6:00"
level = "intermediate"
cross = "cycling"

[season]
id = "spring-2027"
weeks = 8
race-day = 2027-05-01
"""
ZONES = {
    "America/New_York": "2027-03-14",
    "Europe/London": "2027-03-28",
    "Australia/Sydney": "2027-04-04",
}
"""Where clocks change within the season, and when."""
READ_BY_ICAL_JS = """
const ICAL = require("ical.js");
const zone = process.argv[1];
const written = (time) => time.isDate
  ? time.toString() : time.toJSDate().toISOString().replace(".000Z", "Z");
const local = (time) => time.isDate
  ? "" : time.toJSDate().toLocaleString("sv-SE", { timeZone: zone }).slice(0, 16);
const root = new ICAL.Component(ICAL.parse(require("fs").readFileSync(0, "utf8")));
console.log(JSON.stringify(root.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return [
    event.uid, event.sequence, written(event.startDate), written(event.endDate), event.summary,
    event.description, component.getFirstProperty("categories").getValues(),
    component.getFirstPropertyValue("status"), component.getFirstPropertyValue("transp"),
    component.getAllSubcomponents("valarm").map(
      (alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
    local(event.startDate),
  ];
})));
"""


@pytest.fixture(scope="session")
def by_ical_js(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[bytes, str], list[Read]]:
    """ical.js, from the registry of npm, kept from one run of the tests to the next."""
    folder = npm_packages(tmp_path_factory, "ical.js@2")

    def read(data: bytes, zone: str) -> list[Read]:
        done = subprocess.run(
            ["node", "-e", READ_BY_ICAL_JS, zone], input=data, cwd=folder, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()
        return [Read(*event) for event in json.loads(done.stdout)]

    return read


class Exports:
    """A season that is exported again and again while things happen to it."""

    def __init__(self, *options: str) -> None:
        self._options = options
        Path("fitexport.toml").write_text(SEASON, encoding="utf-8")

    def export(self, name: str, *more: str) -> bytes:
        self._run("calendar", "--out", name, *self._options, *more)
        return Path(name).read_bytes()

    def three(self) -> Iterator[bytes]:
        """As it is planned, with a session moved, and with that session skipped."""
        yield self.export("first.ics")
        self._run("move", "w3.2", "sun", "--swap")
        yield self.export("moved.ics")
        self._run("skip", "w3.2")
        yield self.export("skipped.ics", "--since", "moved.ics")

    def _run(self, *args: str) -> None:
        done = run(*args, "--today", "2027-02-01")
        assert done.exit_code == 0, done.output


def timed(zone: str) -> tuple[str, ...]:
    return "--at", "06:30", "--timezone", zone, "--remind", "30min"


@pytest.mark.one_in(2)
@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("zone", ["", *ZONES])
def test_ical_js_and_vobject_read_what_icalendar_reads(
    zone: str, by_ical_js: Callable[[bytes, str], list[Read]]
) -> None:
    season = Exports(*(timed(zone) if zone else ()), "--rest-days", "--week-summaries")
    for data in season.three():
        wanted = by_icalendar(data)
        assert len({read.uid for read in wanted}) == len(wanted) > 64
        assert by_vobject(data) == wanted
        found = by_ical_js(data, zone or "UTC")
        assert [read._replace(local="") for read in found] == wanted
    called_off = [read for read in wanted if read.status == "CANCELLED"]
    assert ["(W3.2)" in read.summary for read in called_off] == [True]


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("zone", ZONES)
def test_on_the_clocks_of_a_browser_sessions_begin_at_the_same_time_all_season(
    zone: str, by_ical_js: Callable[[bytes, str], list[Read]]
) -> None:
    """node has its zones from ICU, not from the tz database that we ask."""
    found = by_ical_js(Exports(*timed(zone)).export("mile.ics"), zone)
    timed_ones = [read for read in found if read.local]
    assert len(timed_ones) > 40
    assert {read.local[11:] for read in timed_ones} == {"06:30"}
    days = [(read.local[:10], read.begin[11:16]) for read in timed_ones]
    before = {hour for day, hour in days if day < ZONES[zone]}
    after = {hour for day, hour in days if day >= ZONES[zone]}
    assert len(before) == len(after) == 1
    assert before != after  # of UTC


# --- khal -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "zone",
    ["", *(pytest.param(zone, marks=pytest.mark.whole) for zone in ZONES)],
)
def test_khal_has_each_session_once_however_often_it_imports(zone: str, alone: Path) -> None:
    khal = Khal(alone / "khal", zone or "America/New_York")
    season = Exports(*(timed(zone) if zone else ()))
    first, moved, skipped = season.three()

    khal.take(first)
    once = khal.sessions()
    khal.take(first)
    assert khal.sessions() == once
    assert sorted(khal.kept().values()) == sorted(by_icalendar(first))
    w32 = uid_of("(W3.2)", first)
    begin, end = ("06:30", "07:25") if zone else ("00:00", "00:00")
    hard = "4 x 2 min 30 s hard (W3.2)"
    assert once[w32] == (f"2027-03-22 {begin}", f"2027-03-22 {end}", hard, "CONFIRMED")
    assert {each[0][11:] for each in once.values()} == {begin, "00:00"}

    khal.take(moved)
    then = khal.sessions()
    assert then.keys() == once.keys()
    assert then[w32] == (f"2027-03-21 {begin}", f"2027-03-21 {end}", hard, "CONFIRMED")
    changed = {uid for uid in once if then[uid] != once[uid]}
    assert changed == {uid_of(f"(W3.{number})", first) for number in (1, 2, 3)}

    khal.take(skipped)
    at_last = khal.sessions()
    assert at_last.keys() == once.keys()  # khal shows cancelled events, and says so
    assert at_last[w32] == (
        f"2027-03-21 {begin}",
        f"2027-03-21 {end}",
        f"Cancelled: {hard}",
        "CANCELLED",
    )
    assert [uid for uid, (*_, status) in at_last.items() if status != "CONFIRMED"] == [w32]
    assert sorted(khal.kept().values()) == sorted(by_icalendar(skipped))
