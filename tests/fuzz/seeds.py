"""What inputs begin with: samples/, the files that field tests keep, and a few made here; and the words
that they are made of."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from support.fit_build import EVERY_STEP, STRENGTH
from support.fit_foreign import OTHERS, schedule_file
from support.recordings import (
    Course,
    Leg,
    Noise,
    fit_activity,
    laps_of,
    recorded,
)
from support.recordings import (
    gpx as gpx_of,
)
from support.recordings import (
    tcx as tcx_of,
)
from support.watches import FENIX, device_xml

import fitexport
from fitexport.fit.identity import ExportedSeason, Identity
from fitexport.fit.schedule_file import ScheduleEntry
from fitexport.fit.workout_file import encode_workout
from fitexport.session.exercises import EXERCISES
from fitexport.session.words import ZONES, What
from fitexport.watch.changing import Change
from fitexport.watch.record import LastChange, Record

ROOT = Path(fitexport.__file__).parents[1]
SAMPLES, FIELD = ROOT / "samples", ROOT / "tests" / "data" / "field"
_INVALID = ROOT / "tests" / "data" / "invalid"
_MOST_BYTES = 20_000
"""Of a seed: a longer one is slow to read, and no better."""

_NUMBERS = (
    *("0", "-1", "1e400", "nan", "inf", "2147483648", "18446744073709551616", "9" * 40, "0.0"),
    *("1e-320", "0x7f", "\u0663", "00"),
)
_TEXTS = ("\x1b[2J", "\u202e", "\ud800".encode("utf-16", "surrogatepass").decode("latin-1"), "\0")
_DAYS = ("0001-01-01", "9999-12-31", "2027-02-29", "2027-05-01", "99991231", "00010101T000000Z")
COMMON = (*_NUMBERS, *_TEXTS, *_DAYS)


class Seeds(NamedTuple):
    """Inputs to begin with, and words to put into them."""

    inputs: tuple[bytes, ...]
    words: tuple[bytes, ...]


def _seeds(inputs: Iterable[bytes], words: Iterable[str] = ()) -> Seeds:
    kept = dict.fromkeys(each for each in inputs if len(each) <= _MOST_BYTES)
    assert kept
    return Seeds(
        tuple(sorted(kept, key=len)),
        tuple(dict.fromkeys(each.encode() for each in (*words, *COMMON))),
    )


def _files(folder: Path, *patterns: str) -> Iterator[bytes]:
    for pattern in patterns:
        for path in sorted(folder.rglob(pattern)):
            yield path.read_bytes()


# --- FIT, recordings, devices -------------------------------------------------------------

_LEGS = [Leg(100, 3), Leg(900, 4), Leg(100, 2.5, stopped_s=40)]
_FIXES = recorded(Course.road(), _LEGS, every_s=6, noise=Noise(2, 20, 0.3), spikes=2)


def fit() -> Seeds:
    made = (
        *OTHERS.values(),
        encode_workout(EVERY_STEP, 0x8000_0001).data,
        encode_workout(STRENGTH, 0x8000_0001).data,
        schedule_file([(1067860800, 5, 6), (1067947200, 5, 6)]),
    )
    return _seeds((*made, *_files(SAMPLES, "*.fit", "*.FIT"), *_files(FIELD / "watch", "*.fit")))


def activities() -> Seeds:
    made = (fit_activity(_FIXES), fit_activity(_FIXES, compressed=True, developer=True))
    return _seeds((*made, *_files(FIELD / "recordings", "*.fit")), _XML)


_XML = (
    *('<?xml version="1.0"?>', "<![CDATA[", "]]>", "<!--", "-->", "&lt;", "&#0;", "&#x110000;"),
    *('<!DOCTYPE a [<!ENTITY b "c">]>', "&b;", "<!ENTITY", "xmlns=", "encoding='utf-16'", "\ufeff"),
)


def gpx() -> Seeds:
    tags = ("trkpt", "trkseg", "trk", "gpx", "time", "ele", "type", "name", "extensions")
    words = (*_XML, *(f"<{tag}>" for tag in tags), *(f"</{tag}>" for tag in tags), 'lat="', 'lon="')
    made = (gpx_of(_FIXES), gpx_of(_FIXES[:20], hearts=True, distances=True))
    return _seeds((*made, *_files(FIELD / "recordings", "*.gpx")), (*words, "T25:00:00Z", "+99:99"))


def tcx() -> Seeds:
    tags = ("Activity", "Lap", "Track", "Trackpoint", "Time", "DistanceMeters", "Position", "Value")
    words = (
        *_XML,
        *(f"<{tag}>" for tag in tags),
        *(f"</{tag}>" for tag in tags),
        'Sport="Running"',
    )
    made = (tcx_of(_FIXES, laps=laps_of([Leg(1100, 4)])), tcx_of(_FIXES[:20]))
    return _seeds((*made, *_files(FIELD / "recordings", "*.tcx")), words)


def zips() -> Seeds:
    """Stored, so that a change of a byte is one of a recording as well."""
    small = gpx_of(_FIXES[:20])
    made = (
        _zip({"a.gpx": small}),
        _zip({"activities.csv": _LIST, "activities/1.gpx": small, "activities/2.fit": b".FIT"}),
        _zip({"deep.zip": _zip({"deeper.zip": _zip({"a.gpx": small})})}),
        _zip({"a.tcx": b"<TrainingCenterDatabase/>", "b.fit": fit_activity(_FIXES[:20])}),
    )
    return _seeds(
        (*made, *_files(FIELD / "recordings", "*.zip", "*.gz")), ("PK\x03\x04", "PK\x05\x06")
    )


def dropped() -> Seeds:
    return _seeds((*zips().inputs, *fit().inputs, *activities().inputs[:2]))


_LIST = (
    b"Activity ID,Activity Date,Activity Name,Activity Type,Description,Filename\r\n"
    b'1,"Apr 9, 2027","Morning, run",Run,"x",activities/1.gpx\r\n'
)
_HEALTH = (
    b'<HealthData><Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="1">'
    b'<WorkoutRoute><FileReference path="/workout-routes/route_1.gpx"/></WorkoutRoute></Workout>'
)


def activities_list() -> Seeds:
    return _seeds((_LIST, _HEALTH), ("activities/", "HKWorkoutActivityType", '"', "\r\n", "Run"))


def devices() -> Seeds:
    words = (*_XML, "FIT_TYPE_5", "FIT_TYPE_7", "InputToUnit", "<Path>", "..", "/", "\\", "C:")
    return _seeds((device_xml(FENIX), *_files(SAMPLES, "GarminDevice.xml")), words)


# --- text ---------------------------------------------------------------------------------

_STEPS = (
    *(
        *map(str, What),
        *EXERCISES,
        *ZONES,
        "use",
        "warm-up",
        "x",
        "(",
        ")",
        ",",
        ";",
        "@",
        "#",
        '"',
    ),
    *(
        "400m",
        "1mi",
        "5k",
        "10min",
        "1h05min",
        "90s",
        "2:30",
        "until lap",
        "until 120bpm",
        "-",
        "%",
    ),
    *(
        "1.25x rep",
        "3:45/km",
        "6:00/mi",
        "65-75%max",
        "zone 2",
        "200W",
        "180spm",
        "effort 5",
        "\u00d7",
    ),
    *("6x 400m @ mile, jog 200m", "2x (4x 200m @ 800m), walk 4min", "12reps", "race 1mi", "\\n"),
)


def _texts() -> Iterator[bytes]:
    text = (SAMPLES / "sessions.txt").read_bytes()
    yield text
    yield from (each.strip() for each in text.split(b"\n\n"))


def notation() -> Seeds:
    manifest = json.loads((SAMPLES / "week-03" / "fitexport-manifest.json").read_bytes())
    planned = (each["text"].encode() for each in manifest["files"].values() if "text" in each)
    return _seeds((*planned, *_texts()), _STEPS)


def sessions() -> Seeds:
    return _seeds(_texts(), (*_STEPS, "\n\n", "Tuesday:\n", "2027-03-16 Track:\n", "# "))


_TOML = (
    "[[",
    "]]",
    '"""',
    "'''",
    "\\u0000",
    "\\ud800",
    " = ",
    "[a.b]",
    "{",
    "}",
    "true",
    "1979-05-27",
)


def plans() -> Seeds:
    keys = ("[plan]", "[[week]]", "[sessions]", "[blocks]", "include", "zones", "title", "level")
    own = (
        (ROOT / "templates" / "new-plan.toml").read_bytes(),
        (ROOT / "templates" / "blocks.toml").read_bytes(),
    )
    return _seeds((*own, *_files(_INVALID, "*.toml")), (*_TOML, *keys, *_STEPS))


def settings() -> Seeds:
    athletes = _files(_INVALID / "athlete", "*.toml")
    names = ("fitexport.toml", "midseason.toml")
    ours = [(SAMPLES / name).read_bytes() for name in names]
    without_comments = [
        b"\n".join(line for line in each.splitlines() if not line.startswith(b"#")) for each in ours
    ]
    keys = (
        "[[change]]",
        "[[result]]",
        "move",
        "skip",
        "away",
        "mon,tue",
        "25mi",
        "6:20",
        "5k 22:00",
    )
    return _seeds((*ours, *without_comments, *athletes), (*_TOML, *keys))


_CELLS = (
    "id",
    "name",
    "mile",
    "5k",
    "6:20",
    "25mi",
    "mon,tue",
    ",",
    ";",
    "\t",
    '"',
    "\r\n",
    "=A1",
    "'",
)


def squads() -> Seeds:
    made = (
        (SAMPLES / "squad.csv").read_bytes(),
        "name;mile\nZoë;6:20\n".encode("utf-16"),
        b'[[athlete]]\nname = "Anna"\nmile = "6:20"\ndays = ["mon", "wed", "fri"]\n',
        b'{"name": "Anna", "mile": "6:20"}\n{"name": "Ben", "distance": "5k", "time": 1360}\n',
        b"name\tmile\tgoal\r\nAnna\t380\t6:00\r\n",
    )
    return _seeds(made, (*_CELLS, *_TOML, "{", "null"))


def results() -> Seeds:
    return _seeds(
        (
            b"date,name,distance,time\n2027-03-19,Anna Berg,5k,21:10\n",
            b"Date;Id;Race;Time\n19.03.2027;12;mile;6:12\n2027-03-12;13;1500m;5:01\n",
        ),
        (*_CELLS, "Anna Berg", "date", "time", "1500m"),
    )


_SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="B1" t="inlineStr"><is><t>mile'
    b'</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Anna</t></is></c><c r="B2"><v>'
    b'0.00439</v></c><c r="C2" t="b"><v>1</v></c><c r="D2" t="e"><v>#REF!</v></c></row>'
    b'<row r="9"><c r="A9" t="str"><v>Ben</v></c><c r="B9"><f>1+1</f></c></row></sheetData></worksheet>'
)


def workbook(sheet: bytes) -> bytes:
    """An XLSX with this sheet."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    return _zip(
        {
            "[Content_Types].xml": (
                f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
                '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
                f'"/xl/workbook.xml" ContentType="{types}sheet.main+xml"/><Override PartName='
                f'"/xl/worksheets/sheet1.xml" ContentType="{types}worksheet+xml"/></Types>'
            ).encode(),
            "_rels/.rels": (
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type='
                f'"{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ).encode(),
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Squad" '
                'sheetId="1" r:id="rId1"/></sheets></workbook>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type='
                f'"{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
            ).encode(),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def workbooks() -> Seeds:
    return _seeds([workbook(_SHEET)], ("PK\x03\x04", "xl/workbook.xml", "xl/worksheets/"))


def sheets() -> Seeds:
    words = (
        *_XML,
        "<row>",
        "</row>",
        '<c r="',
        "<v>",
        "</v>",
        "<f>",
        't="d"',
        't="n"',
        "ZZZ1",
        "A1048577",
    )
    return _seeds([_SHEET], words)


# --- calendars, and our own files ---------------------------------------------------------


def calendars() -> Seeds:
    week = (SAMPLES / "week-03" / "mile-week-03.ics").read_bytes()
    end = week.index(b"END:VEVENT", week.index(b"END:VEVENT") + 1)
    two = week[:end] + b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    words = (
        *(
            "BEGIN:VEVENT\r\n",
            "END:VEVENT\r\n",
            "BEGIN:VTIMEZONE\r\n",
            "RRULE:FREQ=YEARLY",
            "DTSTART",
        ),
        *(
            ";VALUE=DATE:",
            ";TZID=",
            "DURATION:P1W",
            "SEQUENCE:",
            "DTEND:",
            "RECURRENCE-ID",
            "EXDATE:",
        ),
        *(
            "TRIGGER:-PT15M",
            "BEGIN:VALARM\r\n",
            "\r\n ",
            "X-FITEXPORT-BASE:",
            "CATEGORIES:a,b",
            "\\,",
        ),
        *("UID:", "STATUS:CANCELLED", "TZOFFSETTO:+2400", "P99999999999D", "=?utf-8", ';X="'),
    )
    return _seeds(
        (two, *_files(FIELD / "calendar", "*.ics"), *_files(SAMPLES / "workouts", "*.ics")), words
    )


_JSON = ("null", "true", "[]", "{}", '"', ",", ":", "1e999", "NaN", '"\\ud800"', "[[[[", "-0")


def manifests() -> Seeds:
    small = json.loads((SAMPLES / "week-03" / "fitexport-manifest.json").read_bytes())
    small["files"] = dict(list(small["files"].items())[:1])
    every = _files(SAMPLES, "fitexport-manifest.json")
    return _seeds((*every, json.dumps(small).encode()), (*_JSON, *(f'"{key}"' for key in small)))


def journals() -> Seeds:
    rows = [["a.fit", None, "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437"]]
    more = [["a.fit", "x", "y"], ["w03/b.fit", None, "y"], ["b.fit", "x", None]]
    words = (*_JSON, "../", "/", "w03/", ".fit", "nul", "\\u0000", ".fitexport-staging")
    return _seeds((json.dumps(each).encode() for each in (rows, more, [])), words)


def publish_states() -> Seeds:
    session = {
        **{"plan": "p", "day": "2027-03-22", "title": "Easy", "categories": ["Run"]},
        "span": ["2027-03-22T10:00:00+00:00", "2027-03-22T11:00:00+00:00"],
    }
    small = {
        **{"fitexport-calendar": 1, "events": {"u": ["hash", 3]}, "sessions": {"u": session}},
        **{
            "published": {"https://example.com/": {"u": "a b c"}},
            "editions": {"x": "20270301.001"},
        },
        "feeds": {"fitexport.toml": ["0" * 32]},
    }
    sample = (SAMPLES / "fitexport-calendar.json").read_bytes()
    return _seeds((json.dumps(small).encode(), sample), (*_JSON, *(f'"{key}"' for key in small)))


def push_states() -> Seeds:
    planned = {
        **{"uid": "u", "start": "2027-03-16T00:00:00", "name": "Easy", "sport": "Run"},
        **{"description": "- 30m Z2 HR", "filename": "a.fit", "file": "AAAA"},
    }
    pushed = {
        **{"known": {"u": "a b"}, "sent": {"u": planned}, "edition": "20270301.001"},
        "last": {
            "u": {"written": ["day"], "before": planned},
            "v": {"written": [], "before": None},
        },
    }
    state = {"fitexport-push": 1, "servers": {"https://intervals.icu": {"plan": pushed}}}
    words = (*_JSON, *(f'"{key}"' for key in (*planned, *pushed)))
    return _seeds([json.dumps(state).encode()], words)


def undo_records() -> Seeds:
    day = date(2027, 3, 22)
    workout = Identity(1, 2)
    entries = (ScheduleEntry(day, workout),)
    last = LastChange(
        what="install",
        finished=True,
        changes=(Change("GARMIN/NEWFILES/a.fit", None, OTHERS["connect.fit"]),),
        sent=entries,
        calendar=entries,
        kept_calendar=entries,
        named={"GARMIN/WORKOUTS/b.fit": OTHERS["connect.fit"]},
        kept=(workout,),
    )
    record = Record(
        model="fenix",
        start=day,
        season=ExportedSeason("season", "anna", day, day),
        days={1: day},
        last=last,
        previous=last.model_copy(update={"finished": False}),
    )
    return _seeds([record.model_dump_json().encode()], (*_JSON, "GARMIN/", "..", "base64"))


# --- answers ------------------------------------------------------------------------------


def push_answers() -> Seeds:
    event = {
        **{"id": 7, "external_id": "fitexport-a", "start_date_local": "2027-03-22T00:00:00"},
        **{"name": "Easy", "type": "Run", "category": "WORKOUT", "paired_activity_id": None},
        "description": "- 30m Z2 HR\n\nfitexport 0123abcd-0123abcd-20270401.002",
        "workout_doc": {"steps": [{"duration": 60, "hr": {"value": 2}}]},
    }
    body = json.dumps([event, {**event, "id": 8}]).encode()
    replies = (
        *(b"200\n" + body, b"200\n[]", b"404\n", b'422\n{"error": "Invalid date"}', b"500\n<html>"),
        *(b"429 Retry-After: 5\n", b"503 Retry-After: Fri, 31 Dec 2027 23:59:59 GMT\n", b"401\nno"),
        b"302 Location: https://example.com/\n",
    )
    return _seeds(replies, (*_JSON, *(f'"{key}"' for key in event)))


def garmin_answers() -> Seeds:
    row = {
        **{"activityId": 5, "startTimeLocal": "2027-03-19 07:00:00", "activityName": "Run"},
        **{"activityType": {"typeKey": "running"}, "isManualActivity": False},
    }
    body = json.dumps([row, {**row, "activityId": 6, "activityType": None}]).encode()
    replies = (b"200\n" + body, b"200\n" + zips().inputs[0], b"429 Retry-After: 9\n", b"403\n{}")
    return _seeds(replies, (*_JSON, *(f'"{key}"' for key in row)))


def caldav_answers() -> Seeds:
    event = calendars().inputs[0].decode()
    principal = "<D:current-user-principal><D:href>/anna/</D:href></D:current-user-principal>"
    home = "<C:calendar-home-set><D:href>/anna/</D:href></C:calendar-home-set>"
    kind = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
    data = f"<C:calendar-data><![CDATA[{event}]]></C:calendar-data><D:getetag>&quot;1&quot;</D:getetag>"

    def multistatus(**properties: str) -> bytes:
        responses = "".join(
            f"<D:response><D:href>/anna/{name}</D:href><D:propstat><D:prop>{each}</D:prop>"
            "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
            for name, each in properties.items()
        )
        return (
            '<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
            f"{responses}</D:multistatus>"
        ).encode()

    every = multistatus(
        **{"": principal + home + kind, "fitexport/": kind, "fitexport/1.ics": data}
    )
    replies = (
        *(
            b"207\n" + every,
            b"207\n" + multistatus(other=kind),
            b"200\n" + event.encode(),
            b"401\n",
        ),
        *(b"301 Location: /anna/\n", b"412\n", b"507\n<error/>", b"429 Retry-After: 5\n"),
    )
    return _seeds(replies, (*_XML, "<D:href>", "</D:href>", "http://", "HTTP/1.1 404", "<D:prop>"))


def links() -> Seeds:
    texts = [each.decode() for each in _texts() if len(each) < 400]
    made = (urlencode({"text": text, "name": "L\u00e4ufe"}).encode() for text in texts)
    return _seeds(
        made,
        (
            "&text=",
            "&name=",
            "%0A",
            "%00",
            "%ED%A0%80",
            "+",
            *(w.replace(" ", "+") for w in _STEPS),
        ),
    )


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()
