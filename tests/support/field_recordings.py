"""Small recordings as products in the field write them, each fault of theirs in one file.

All are one runner's 1,500 m at 4 m/s, 375 s with a point every five; `tests/data/field/recordings`
keeps them, `pytest --update-samples` writes them anew.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from support.fit_build import fit_file
from support.recordings import (
    START,
    Course,
    Fix,
    Leg,
    Rows,
    Session,
    fit_activity,
    fit_message,
    fit_seconds,
    gpx,
    packed,
    recorded,
    tcx,
)

METRES, SPEED = 1500.0, 4.0
FIXES = tuple(recorded(Course.road(), [Leg(METRES, SPEED)], every_s=5))
_WATCH = fit_activity(FIXES)

_UINT8, _UINT16, _SINT32, _UINT32, _ENUM, _BYTE = 2, 0x84, 0x85, 0x86, 0, 13


def _fit(
    records: bytes, sport: int | None = 1, kind: int = 0, metres: float | None = None
) -> bytes:
    """An activity of other records; without a sport it has no session."""
    file_id = [(0, _ENUM, 4), (1, _UINT16, 1), (2, _UINT16, 1018)]
    end = fit_seconds(FIXES[-1].time_s)
    session: list[tuple[int, int, int | bytes]] = [
        *((253, _UINT32, end), (2, _UINT32, fit_seconds(0)), (5, _ENUM, sport or 0)),
        (6, _ENUM, kind),
    ]
    if metres is not None:
        session.append((9, _UINT32, round(metres * 100)))
    body = fit_message(0, 0, file_id) + records
    return fit_file(body + (b"" if sport is None else fit_message(5, 18, session)))


def _records(*parts: Rows) -> bytes:
    return b"".join(fit_message(3, 20, rows) for rows in parts)


def _stamp(fix: Fix) -> tuple[int, int, int]:
    return 253, _UINT32, fit_seconds(fix.time_s)


def _place(fix: Fix) -> Rows:
    return [
        (0, _SINT32, round(fix.latitude * 2**31 / 180)),
        (1, _SINT32, round(fix.longitude * 2**31 / 180)),
    ]


def _split_seconds() -> bytes:
    return _fit(
        b"".join(
            _records(
                [_stamp(fix), *_place(fix)],
                [_stamp(fix), (5, _UINT32, round(fix.metres * 100))],
                [_stamp(fix), (3, _UINT8, fix.heart)],
            )
            for fix in FIXES
        )
    )


def _split_tcx() -> bytes:
    """Each point, and the same second again with its heart rate alone."""
    whole = tcx(FIXES).decode()
    heart = r"(<Trackpoint>(<Time>.*?</Time>).*?)(<HeartRateBpm>.*?</HeartRateBpm>)"
    return re.sub(heart, r"\1</Trackpoint><Trackpoint>\2\3", whole).encode()


def _sparse_distance() -> bytes:
    rows: list[Rows] = [
        [_stamp(fix), (3, _UINT8, fix.heart)]
        + ([(5, _UINT32, round(fix.metres * 100))] if n % 3 == 0 else [])
        for n, fix in enumerate(FIXES)
    ]
    return _fit(_records(*rows))


def _compressed_distance() -> bytes:
    rows: list[Rows] = []
    for fix in FIXES:
        speed, sixteenths = round(SPEED * 100), round(fix.metres * 16) & 0xFFF
        three = bytes([speed & 0xFF, speed >> 8 | (sixteenths & 0xF) << 4, sixteenths >> 4])
        rows.append([_stamp(fix), (8, _BYTE, three)])
    return _fit(_records(*rows))


def _treadmill() -> bytes:
    """The arm counted 8 % too little, and the runner put it right on the watch."""
    rows: list[Rows] = [
        [_stamp(fix), (5, _UINT32, round(0.92 * fix.metres * 100))] for fix in FIXES
    ]
    return _fit(_records(*rows), sport=4, kind=1, metres=METRES)


def _triathlon() -> bytes:
    """Swim, change, ride, change, run, each a file with its own header and checksum."""
    legs = ((5, 0.25), (3, 0.1), (2, 2.5), (3, 0.2), (1, 1.0))
    out, start = b"", START
    for sport, faster in legs:
        fixes = [replace(fix, metres=fix.metres * faster) for fix in FIXES]
        end_s = fixes[-1].time_s
        out += fit_activity(
            fixes, positions=False, sessions=[Session(0, end_s, sport)], start=start
        )
        start += timedelta(seconds=end_s + 30)
    return out


def _multisport() -> bytes:
    """Run, ride, run in one file, whose sessions carry the time at which they begin."""
    parts: list[Fix] = []
    sessions, begin_s = [], 0.0
    for sport in (1, 2, 1):
        parts += [replace(fix, time_s=fix.time_s + begin_s) for fix in FIXES]
        end_s = begin_s + FIXES[-1].time_s
        sessions.append(Session(begin_s, end_s, sport, stamped_at_start=True))
        begin_s = end_s + 40
    return fit_activity(parts, sessions=sessions)


def _halves_swapped() -> bytes:
    half = len(FIXES) // 2
    first, second = list(FIXES[:half]), list(FIXES[half:])
    first[0] = replace(first[0], begins=True)
    return gpx(second + first)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """An archive with the same bytes every time; what is packed already is stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (2027, 4, 9, 18, 0, 0))
            stored = name.endswith((".gz", ".zip"))
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def _later(days: int) -> bytes:
    return fit_activity(FIXES, start=START + timedelta(days=days))


_BLANKS = b" " * 10
_ACTIVITIES_CSV = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Filename\n"
    '11,"Apr 9, 2027, 4:00:00 PM","Parkrun, at last",Run,,activities/11.fit.gz\n'
    '12,"Apr 10, 2027, 4:00:00 PM",To the office,Ride,"bike\nand bus",activities/12.gpx.gz\n'
    '13,"Apr 11, 2027, 4:00:00 PM",Track,Run,,activities/13.tcx.gz\n'
    '14,"Apr 12, 2027, 4:00:00 PM",Yoga,Yoga,,\n'
)


def _service_export() -> bytes:
    gpx_12 = gpx(FIXES, sport="", start=START + timedelta(days=1))
    tcx_13 = _BLANKS + tcx(FIXES, start=START + timedelta(days=2))
    return zipped(
        {
            "activities.csv": _ACTIVITIES_CSV.encode(),
            "profile.csv": b"Athlete ID\n1\n",
            "activities/11.fit.gz": packed(_WATCH),
            "activities/12.gpx.gz": packed(gpx_12),
            "activities/13.tcx.gz": packed(tcx_13),
            "media/photo.jpg": b"\xff\xd8\xff",
        }
    )


def _maker_export() -> bytes:
    settings = fit_file(fit_message(0, 0, [(0, _ENUM, 2), (1, _UINT16, 1)]))
    uploads = zipped({"me_1.fit": _WATCH, "me_2.fit": settings, "me_3.fit": _later(1)})
    folder = "DI_CONNECT/DI-Connect-Uploaded-Files/"
    return zipped(
        {
            "DI_CONNECT/DI-Connect-User/user_profile.json": b"{}",
            f"{folder}UploadedFiles_0-_Part1.zip": uploads,
        }
    )


def _phone_export() -> bytes:
    folder = "apple_health_export/"
    members, workouts = {}, []
    for name, sport in (
        ("route_2027-04-09_6.06pm", "Running"),
        ("route_2027-04-10_6.06pm", "Cycling"),
    ):
        route = gpx(FIXES, sport="").replace(b"<name>Track", f"<name>{name}".encode())
        members[f"{folder}workout-routes/{name}.gpx"] = route
        workouts.append(
            f' <Workout workoutActivityType="HKWorkoutActivityType{sport}" duration="6.25">\n'
            '  <WorkoutRoute sourceName="Watch">\n'
            f'   <FileReference path="/workout-routes/{name}.gpx"/>\n  </WorkoutRoute>\n </Workout>\n'
        )
    health = (
        f'<?xml version="1.0"?>\n<HealthData locale="de_DE">\n{"".join(workouts)}</HealthData>\n'
    )
    mac = f"__MACOSX/{folder}workout-routes/._route_2027-04-09_6.06pm.gpx"
    return zipped({f"{folder}Exportieren.xml": health.encode(), **members, mac: b"\0\5\x16\7"})


def _unfinished() -> bytes:
    """No length in the header, no checksum, the last record torn, free space behind it."""
    cut = _WATCH[: 7 * len(_WATCH) // 8]
    return cut[:4] + bytes(4) + cut[8:12] + bytes(2) + cut[14:] + bytes(512)


FIELD: dict[str, tuple[bytes, str]] = {
    "ten-blanks.tcx": (
        _BLANKS + tcx(FIXES),
        "a web service's bulk export: ten blanks before the XML declaration",
    ),
    "ten-blanks.tcx.gz": (packed(_BLANKS + tcx(FIXES)), "the same, packed as it is there"),
    "bytes-after-the-end.fit": (
        _WATCH + bytes(range(7)),
        "a watch's firmware: bytes behind the end that the header gives",
    ),
    "header-sum-wrong.fit": (
        fit_file(_WATCH[14:-2], header_crc=0xA55A),
        "an older watch: the header's checksum is wrong, the file's is right",
    ),
    "header-sum-0.fit": (
        fit_file(_WATCH[14:-2], header_crc=0),
        "many apps: no checksum of the header",
    ),
    "chained-triathlon.fit": (
        _triathlon(),
        "a watch: each leg of a triathlon a FIT file of its own",
    ),
    "multisport.fit": (
        _multisport(),
        "an app: three legs in one file, whose sessions are stamped with their start",
    ),
    "split-seconds.fit": (
        _split_seconds(),
        "an app: position, distance and heart rate of a second in three records",
    ),
    "split-seconds.tcx": (
        _split_tcx(),
        "an app: position and heart rate of a second in two track points",
    ),
    "sparse-distance.fit": (
        _sparse_distance(),
        "a watch with a foot pod indoors: a distance in every third point, and no positions",
    ),
    "compressed-distance.fit": (
        _compressed_distance(),
        "watches before 2012: speed and distance in three bytes",
    ),
    "treadmill.fit": (
        _treadmill(),
        "a watch: fitness equipment, treadmill; its distance was put right after the run",
    ),
    "ride.fit": (
        fit_activity([replace(fix, cadence=0) for fix in FIXES]),
        "a watch that was left at running on a bicycle: it counts no steps",
    ),
    "battery-empty.fit": (
        _unfinished(),
        "a watch whose battery died: no length, no checksum, a torn record, zeros",
    ),
    "line-ends-in-time.gpx": (
        gpx(FIXES).replace(b"<time>", b"<time>\n    ").replace(b"</time>", b"\n  </time>"),
        "a program that breaks lines inside <time>",
    ),
    "blanks-everywhere.tcx": (
        re.sub(rb">([^<>\s]+)</", rb">\n          \1\n        </", tcx(FIXES)).replace(
            b"Z\n", b"ZZ\n"
        ),
        "a web service: each value on a line of its own; another one: times with a second Z",
    ),
    "undeclared-prefix.gpx": (
        gpx(FIXES, hearts=True).replace(b"xmlns:gpxtpx=", b"xmlns:gone="),
        "a program that edits GPX: extensions whose prefix it does not declare",
    ),
    "utf-16.gpx": (
        gpx(FIXES).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        "a program of Windows: UTF-16",
    ),
    "utf-16-says-only.gpx": (
        gpx(FIXES).replace(b"UTF-8", b"utf-16"),
        "another one, whose declaration is untrue",
    ),
    "halves-swapped.gpx": (
        _halves_swapped(),
        "a program that joins tracks: the second segment stands first",
    ),
    "self-closed-point.gpx": (
        gpx(FIXES).replace(b"</trkseg>", b'<trkpt lat="48.1" lon="11.5"/></trkseg>'),
        "a phone app: the last point has no content",
    ),
    "original.zip": (
        zipped({"18412345678_ACTIVITY.fit": _WATCH}),
        "a web service: the original of one run",
    ),
    "service-export.zip": (
        _service_export(),
        "a web service: everything, with a list of names and types",
    ),
    "maker-export.zip": (
        _maker_export(),
        "a watch's maker: everything, in archives within an archive",
    ),
    "phone-export.zip": (_phone_export(), "a phone's health data: its routes as GPX"),
}
