"""Everything that reads what others wrote: one table, for the slow tests and for hours by hand.

A target gets bytes and does what a command would do with them. It may do it, or refuse it with a
FitexportError; anything else is a fault, and so is a second, or 100 MB.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from fuzz import seeds
from fuzz.seeds import Seeds
from support.fit_build import repaired
from support.in_words import fit_is_read, recording_is_read

from fitexport.calendar.caldav import open_calendar as open_caldav
from fitexport.calendar.ics import encode_calendar
from fitexport.calendar.memory import read_memory
from fitexport.calendar.publishing import read_remote
from fitexport.calendar.reading import read_calendar
from fitexport.calendar.revisions import written_revisions
from fitexport.errors import FitexportError, RecordingError
from fitexport.export import manifest
from fitexport.export.custom_workouts import blocks_for
from fitexport.export.earlier import season_of_calendar, season_of_folder
from fitexport.export.folder import recorded_files, season_in
from fitexport.files.toml import decoded
from fitexport.files.transaction import STAGING, recover
from fitexport.fit.witness import witness
from fitexport.page.calls import answer
from fitexport.page.dropped import Drop
from fitexport.plan.custom import read_plan_or_library
from fitexport.push.remembered import pushed_before
from fitexport.push.service import IntervalsCalendar
from fitexport.recording.catalogue import read_list
from fitexport.recording.garmin import GARMIN, Account
from fitexport.recording.read import recordings_in
from fitexport.season.athlete import resolve
from fitexport.season.settings_file import settings_of
from fitexport.session.format import format_session
from fitexport.session.parse import find_errors, parse
from fitexport.session.sessions_file import format_sessions, read_sessions
from fitexport.squad.results_file import read_results
from fitexport.squad.roster import Member, Roster
from fitexport.sync.actions import Action, Do
from fitexport.sync.http import Answer, Server
from fitexport.sync.services import INTERVALS
from fitexport.watch.contents import Contents
from fitexport.watch.device import read_device
from fitexport.watch.record import read_record
from fitexport.watch.undoing import plan_undo

TODAY = date(2027, 3, 20)


class Target(NamedTuple):
    """Something that reads bytes of somebody else's."""

    name: str
    read: Callable[[bytes], object]
    seeds: Callable[[], Seeds]
    """Inputs to begin with, and words that inputs are made of."""
    runs: int
    """How many inputs the slow tests try: about two seconds' worth."""

    def is_read(self, data: bytes) -> bool:
        """Whether an input is not refused."""
        try:
            return self.read(data) is not False
        except FitexportError:
            return False


@cache
def _folder() -> Path:
    """Where files are written that can only be read from a disk; in memory, if there is such a place."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="fuzz-", dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _file(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


# --- FIT, recordings, devices -------------------------------------------------------------


def _fit(data: bytes) -> bool:
    return fit_is_read(data) | fit_is_read(repaired(data))


def _fit_by_witness(data: bytes) -> bool:
    return fit_is_read(repaired(data), witness)


def _activity(data: bytes) -> bool:
    return recording_is_read(data) | recording_is_read(repaired(data))


def _zip(data: bytes) -> None:
    for each in recordings_in(io.BytesIO(data), "export.zip", len(data)):
        assert each


def _dropped(data: bytes) -> None:
    drop = Drop()
    for name in drop.reading("dropped", data):
        assert isinstance(name, str)


def _activities_list(data: bytes) -> None:
    for path in (Path("activities.csv"), Path("apple_health_export/export.xml")):
        read_list(path, io.BytesIO(data), lambda _: None)


# --- text ---------------------------------------------------------------------------------


def _notation(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    errors = find_errors(text, blocks=blocks_for(text))
    for error in errors:
        assert str(error)
    if not errors:
        parse(text, blocks=blocks_for(text))
        session = parse(text)
        assert parse(format_session(session)) == session


def _sessions(data: bytes) -> None:
    found = read_sessions(decoded(data, "sessions.txt"), source="sessions.txt")
    assert read_sessions(format_sessions(found)) == found


def _plan(data: bytes) -> None:
    read_plan_or_library(_file("plan/plan.toml", data), "plan.toml")


def _settings(data: bytes) -> None:
    settings = settings_of(decoded(data, "fitexport.toml"), Path("fitexport.toml"))
    resolve(settings)


def _squad(ending: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        roster = Roster(_file(f"squad.{ending}", data))
        for each in roster:
            assert each.row > 0
        assert all(map(str, roster.notes))

    return read


def _sheet(data: bytes) -> None:
    """The XML of a sheet, in a workbook."""
    _squad("xlsx")(seeds.workbook(data))


@cache
def _members() -> tuple[Member, ...]:
    found = Roster(seeds.SAMPLES / "squad.csv")
    return tuple(each for each in found if isinstance(each, Member))


def _results(data: bytes) -> None:
    results = read_results(_file("results.csv", data), _members(), TODAY)
    for member in _members():
        assert results.after(member).row == member.row
    assert all(each.row > 0 for each in results.bad)


# --- calendars, and our own files ---------------------------------------------------------


def _ics(data: bytes) -> None:
    found = read_calendar(data)
    encode_calendar([each.as_cancelled() for each in found.events], "x")
    assert all(map(str, found.left_out))
    list(read_remote("href", '"etag"', data))
    written_revisions(data)
    season_of_calendar(_file("a.ics", data))


def _manifest(data: bytes) -> None:
    folder = _file("manifest/fitexport-manifest.json", data).parent
    for facts in (
        *(manifest.recorded_units, manifest.recorded_texts, manifest.recorded_days),
        *(manifest.recorded_weeks, manifest.has_workouts_without_runner),
    ):
        facts(folder)
    season_in(folder)
    season_of_folder(folder)
    recorded_files(folder)


def _journal(data: bytes) -> None:
    folder = _folder() / "export"
    shutil.rmtree(folder, ignore_errors=True)
    _file(f"export/{STAGING}/journal.json", data)
    _file(f"export/{STAGING}/new/0", b"new")
    _file("export/b.fit", b"old")
    recover(folder)
    assert {path.name for path in _folder().iterdir()} >= {"export"}


def _publish_state(data: bytes) -> None:
    read_memory(_file("fitexport-calendar.json", data))


def _push_state(data: bytes) -> None:
    pushed_before(_file("fitexport-push.json", data), INTERVALS.example, "plan")


def _undo_record(data: bytes) -> None:
    record = read_record(_file("watch-0.json", data))
    assert record.kept is None or record.kept.start
    if record.last is not None:
        plan_undo(record.last, Contents("GARMIN/NEWFILES", "GARMIN/NEWFILES", ()))


# --- answers ------------------------------------------------------------------------------


class _Canned(Server):
    """A server without a network, that gives the same answer to everything."""

    reply = Answer(200, {}, b"")

    def _in_time(self, *request: Any) -> Answer:
        return self.reply

    def answering(self, data: bytes) -> _Canned:
        """With what is in the input: a line of the status and, perhaps, of a header; then the body."""
        self.reply = Answer(*_answer(data))
        return self


def _answer(data: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = data.partition(b"\n")
    status, _, rest = head.decode("latin-1").partition(" ")
    name, _, value = rest.partition(": ")
    return (
        int(status) if status.isascii() and status.isdecimal() and len(status) == 3 else 200,
        {name: value} if name.isascii() and name.isprintable() and name else {},
        body,
    )


@cache
def _intervals() -> _Canned:
    return _Canned(INTERVALS.example, INTERVALS, auth=("API_KEY", "secret"))


@cache
def _garmin() -> _Canned:
    return _Canned(GARMIN.example, GARMIN, secrets=("secret",))


def _push_answer(data: bytes) -> None:
    calendar = IntervalsCalendar(_intervals().answering(data))
    found = calendar.events(TODAY, TODAY, "fitexport-")
    assert all(each.uid.startswith("fitexport-") and each.parts and each.day for each in found)
    for each in found[:3]:
        assert each.mark is None or str(each.mark)
        calendar.carry_out([Action(Do.CREATE, each.uid, "Easy", "x", b"{}")])
        calendar.carry_out([Action(Do.UPDATE, each.uid, "Easy", "x", b"{}", each)])


def _garmin_answer(data: bytes) -> None:
    account = Account(_garmin().answering(data), "token", lambda _: None)
    for activity in account.activities(date(2000, 1, 1)):
        assert activity.no_run is None or str(activity.no_run)
        with contextlib.suppress(RecordingError):  # the next one may be there
            assert account.original(activity)


def _caldav_answer(data: bytes) -> None:
    """The same answer to each request of finding a calendar and reading it."""
    import niquests
    from niquests.structures import CaseInsensitiveDict

    def request(_: object, __: str, url: str, **___: object) -> niquests.Response:
        status, headers, body = _answer(data)
        response = niquests.Response()
        response.status_code, response.url = status, url
        response.headers = CaseInsensitiveDict({"Content-Type": "application/xml", **headers})
        response._content = body
        return response

    real = niquests.Session.request
    niquests.Session.request = request  # type: ignore[assignment, method-assign]
    try:
        for into in (False, True):
            with (
                contextlib.suppress(FitexportError) if into else contextlib.nullcontext(),
                open_caldav(
                    "https://127.0.0.1/anna/",
                    "anna",
                    "secret",
                    name="x",
                    key="fitexport",
                    into=into,
                ) as calendar,
            ):
                assert calendar.address
                calendar.events()
                with contextlib.suppress(FitexportError):  # 207 answers a search, not a write
                    calendar.carry_out([Action(Do.CREATE, "uid", "Easy", "x", b"BEGIN:VCALENDAR")])
    finally:
        niquests.Session.request = real  # type: ignore[method-assign]


def _link(data: bytes) -> None:
    """The session in the address of the page: what opening it asks Python."""
    known = dict(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True))
    text = known.get("text", "")
    form = {"mile": "", "units": "mi", "day": "", "text": text, "name": known.get("name", "")}
    values = {**form, "at": len(text) // 2, "today": TODAY.isoformat()}
    for typing in (False, True):
        said, files = answer("session", json.dumps({**values, "typing": typing}))
        assert json.loads(said)
        assert files == []
    answer("session_files", json.dumps({**values, "what": "zip"}))


TARGETS = (
    Target("fit", _fit, seeds.fit, 500),
    Target("fit-witness", _fit_by_witness, seeds.fit, 100),
    Target("fit-activity", _activity, seeds.activities, 100),
    Target("gpx", recording_is_read, seeds.gpx, 100),
    Target("tcx", recording_is_read, seeds.tcx, 100),
    Target("zip", _zip, seeds.zips, 200),
    Target("dropped", _dropped, seeds.dropped, 100),
    Target("activities-list", _activities_list, seeds.activities_list, 2000),
    Target("device", read_device, seeds.devices, 1000),
    Target("notation", _notation, seeds.notation, 1000),
    Target("sessions", _sessions, seeds.sessions, 500),
    Target("plan", _plan, seeds.plans, 100),
    Target("settings", _settings, seeds.settings, 500),
    Target("squad-csv", _squad("csv"), seeds.squads, 200),
    Target("squad-toml", _squad("toml"), seeds.squads, 200),
    Target("squad-jsonl", _squad("jsonl"), seeds.squads, 200),
    Target("squad-xlsx", _squad("xlsx"), seeds.workbooks, 200),
    Target("squad-sheet", _sheet, seeds.sheets, 100),
    Target("results-csv", _results, seeds.results, 200),
    Target("ics", _ics, seeds.calendars, 100),
    Target("manifest", _manifest, seeds.manifests, 500),
    Target("journal", _journal, seeds.journals, 500),
    Target("publish-state", _publish_state, seeds.publish_states, 500),
    Target("push-state", _push_state, seeds.push_states, 500),
    Target("undo-record", _undo_record, seeds.undo_records, 500),
    Target("push-answer", _push_answer, seeds.push_answers, 500),
    Target("garmin-answer", _garmin_answer, seeds.garmin_answers, 500),
    Target("caldav-answer", _caldav_answer, seeds.caldav_answers, 50),
    Target("link", _link, seeds.links, 50),
)
