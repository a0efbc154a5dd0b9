"""Recordings that mean harm: read, or refused with a reason; in little time and memory."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import many
from support.fit_build import definition, fit_file
from support.in_words import recording_is_read
from support.limited import cost, costs_little
from support.recordings import (
    Course,
    Leg,
    Noise,
    fit_activity,
    fit_message,
    gpx,
    laps_of,
    packed,
    recorded,
    tcx,
)

LEGS = [Leg(100, 3), Leg(900, 4), Leg(100, 2.5, stopped_s=40)]
FIXES = recorded(Course.road(), LEGS, every_s=4, noise=Noise(2, 20, 0.3), spikes=2)
FILES = [
    gpx(FIXES),
    gpx(FIXES, hearts=True, distances=True),
    tcx(FIXES, laps=laps_of([Leg(1100, 4)])),
    fit_activity(FIXES),
    fit_activity(FIXES, compressed=True, developer=True),
]


def test_the_files_that_are_changed_below_are_read() -> None:
    assert [recording_is_read(data) for data in FILES] == [True] * 5


# --- mutations --------------------------------------------------------------------------


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A file with bytes changed, cut off, doubled or put elsewhere; checksums of FIT are right."""
    which = draw(st.sampled_from(FILES))
    data = bytearray(which)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(14, max(len(data) - 3, 14)))
        match draw(st.sampled_from(("set", "flip", "cut", "double", "digit"))):
            case "set":
                data[at] = draw(st.sampled_from((0, 1, 0x3C, 0x3E, 0x40, 0x7F, 0x80, 0xFF)))
            case "flip":
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del data[at : at + draw(st.integers(1, 90))]
            case "digit":
                digits = [n for n in range(at, min(at + 200, len(data))) if 0x30 <= data[n] <= 0x39]
                if digits:
                    data[digits[0]] = draw(st.sampled_from(b"09-e."))
            case _:
                data[at:at] = data[at : at + draw(st.integers(1, 90))]
    return fit_file(bytes(data[14:-2])) if which[8:12] == b".FIT" else bytes(data)


@given(mutated())
def test_mutated_files_are_read_or_refused(data: bytes) -> None:
    recording_is_read(data)


@pytest.mark.slow
@given(mutated())
@many(400)
def test_many_mutated_files_are_read_or_refused(data: bytes) -> None:
    recording_is_read(data)


@pytest.mark.parametrize("which", range(len(FILES)))
def test_only_truncated_fit_is_read_as_far_as_it_goes(which: int) -> None:
    data = FILES[which]
    is_fit = data[8:12] == b".FIT"
    for end in range(0, len(data) - 12, len(data) // 40):
        assert recording_is_read(data[:end]) == (is_fit and end > 0.69 * len(data)), end


_NUMBERS = st.sampled_from(
    ("", "0", "-0", "1e308", "-1e308", "nan", "inf", "1e-320", "180", "-180.0001", "90", "9" * 400)
)
_TIMES = st.sampled_from(
    (
        *("", "2027-04-09T16:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
        *("2027-02-30T00:00:00Z", "2027-04-09T16:00:00+99:99", "2027-04-09T16:00:60Z", "noon"),
    )
)


@given(st.lists(st.tuples(_NUMBERS, _NUMBERS, _NUMBERS, _TIMES), max_size=8))
def test_points_of_any_numbers_are_read_or_refused(
    rows: list[tuple[str, str, str, str]],
) -> None:
    track = "".join(
        f'<trkpt lat="{a}" lon="{b}"><ele>{c}</ele><time>{t}</time></trkpt>' for a, b, c, t in rows
    )
    recording_is_read(f'<gpx version="1.1"><trk><trkseg>{track}</trkseg></trk></gpx>'.encode())
    track = "".join(
        f"<Trackpoint><Time>{t}</Time><Position><LatitudeDegrees>{a}</LatitudeDegrees>"
        f"<LongitudeDegrees>{b}</LongitudeDegrees></Position>"
        f"<DistanceMeters>{c}</DistanceMeters></Trackpoint>"
        for a, b, c, t in rows
    )
    lap = f'<Lap StartTime="{rows[0][3] if rows else ""}"><TotalTimeSeconds>1e9</TotalTimeSeconds>'
    recording_is_read(
        f"<TrainingCenterDatabase><Activities><Activity>{lap}<Track>{track}</Track></Lap>"
        "</Activity></Activities></TrainingCenterDatabase>".encode()
    )


# --- bombs ------------------------------------------------------------------------------

_MB = 1024 * 1024
_GPX = b'<gpx version="1.1"><trk><trkseg>'
_POINT = b'<trkpt lat="48" lon="11"><time>2027-04-09T16:00:00Z</time>'
_ID = fit_message(0, 0, [(0, 0, 4)])


def _laughs() -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    return (
        b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY l0 "ha">' + entities + b"]><gpx>&l9;</gpx>"
    )


BOMBS: dict[str, Callable[[], bytes]] = {
    "billion laughs": _laughs,
    "one long entity, often": lambda: (
        b'<!DOCTYPE gpx [<!ENTITY a "' + b"a" * 50_000 + b'">]><gpx>' + b"&a;" * 50_000 + b"</gpx>"
    ),
    "a file from outside": lambda: (
        b'<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx><trk>&x;</trk></gpx>'
    ),
    "a DTD from outside": lambda: b'<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/gpx.dtd"><gpx/>',
    "elements in one another": lambda: b"<gpx>" + b"<a>" * 3_000_000,
    "elements without end": lambda: b"<gpx>" + b"<a/>" * 7_000_000,
    "points without end": lambda: _GPX + (_POINT + b"</trkpt>") * 450_000,
    "empty points": lambda: _GPX + b"<trkpt/>" * 3_500_000,
    "a tag without end": lambda: b"<gpx " + b"a" * 30 * _MB,
    "an attribute without end": lambda: b'<gpx a="' + b"a" * 30 * _MB,
    "attributes without end": lambda: (
        b"<gpx " + b"".join(b'a%d="" ' % n for n in range(1_000_000)) + b"/>"
    ),
    "a text without end": lambda: b"<gpx><trk><type>" + b"a" * 30 * _MB,
    "a comment without end": lambda: b"<gpx><!--" + b"a" * 30 * _MB,
    "namespaces without end": lambda: (
        b"<gpx " + b"".join(b'xmlns:a%d="b" ' % n for n in range(200_000)) + b"/>"
    ),
    "a point of a megabyte": lambda: (
        _GPX + _POINT + b"<name>" + b"xmlns " * 200_000 + b"</name></trkpt></trkseg></trk></gpx>"
    ),
    "times of blanks": lambda: _GPX + (b"<trkpt><time>" + b" " * 60_000 + b"</time></trkpt>") * 500,
    "text between points": lambda: (
        _GPX + (_POINT + b"</trkpt>" + b" " * 60_000) * 500 + b"</trkseg></trk></gpx>"
    ),
    "segments without end": lambda: (
        _GPX + (_POINT + b"</trkpt></trkseg><trkseg>") * 250_000 + b"</trkseg></trk></gpx>"
    ),
    "TCX in one another": lambda: b"<TrainingCenterDatabase>" * 1_000_000,
    "TCX points without end": lambda: (
        b"<TrainingCenterDatabase><Activity><Lap><Track>" + b"<Trackpoint/>" * 2_000_000
    ),
    "TCX activities without end": lambda: b"<TrainingCenterDatabase>" + b"<Activity/>" * 2_500_000,
    "FIT records of no bytes": lambda: fit_file(
        _ID + definition(3, 20, []) + b"\3" * 8 * _MB, header_size=12
    ),
    "FIT definitions": lambda: fit_file(_ID + definition(3, 20, []) * 1_000_000),
    "FIT definitions that are wide": lambda: fit_file(
        _ID + b"".join(definition(3, n, [(m, 1, 2) for m in range(255)]) for n in range(10_000))
    ),
    "FIT records that are wide": lambda: fit_file(
        _ID + definition(3, 20, [(m, 1, 2) for m in range(255)]) + (b"\3" + bytes(255)) * 30_000
    ),
    "FIT steps": lambda: fit_file(
        _ID + definition(3, 27, [(8, 255, 7)]) + (b"\3" + b"a" * 255) * 100_000
    ),
    "FIT laps": lambda: fit_file(
        _ID
        + definition(3, 19, [(2, 4, 0x86), (7, 4, 0x86), (9, 4, 0x86)])
        + (b"\3" + bytes([1, 0, 0, 0, 255, 0, 0, 0, 64, 156, 0, 0])) * 400_000
    ),
    "FIT sessions": lambda: fit_file(
        _ID
        + fit_message(2, 20, [(253, 0x86, 100), (5, 0x86, 1)])
        + fit_message(2, 20, [(253, 0x86, 101), (5, 0x86, 400)])
        + definition(3, 18, [(2, 4, 0x86), (253, 4, 0x86), (5, 1, 0)])
        + (b"\3" + bytes([1, 0, 0, 0, 255, 0, 0, 0, 1])) * 300_000
    ),
    "FIT that says it is long": lambda: fit_activity(FIXES)[:4] + b"\xff" * 4 + b".FIT" + bytes(99),
    "zeros": lambda: bytes(30 * _MB),
    "zeros, packed": lambda: gzip.compress(bytes(300 * _MB), 1),
    "spaces in GPX, packed": lambda: gzip.compress(b"<gpx>" + b" " * 300 * _MB, 1),
    "packed again and again": lambda: packed(packed(packed(gpx(FIXES)))),
    "packed nothings": lambda: packed(b"") * 1_000_000,
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
@pytest.mark.one_in(2)
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_little(alone: Path, name: str) -> None:
    path = alone / "bomb"
    path.write_bytes(BOMBS[name]())
    found = cost("fitness", "bomb", folder=alone)
    costs_little(found)
    assert found.exit_code == 5, found.errors
    assert found.errors.startswith("Error: bomb: ")
    assert "root:" not in found.errors  # of /etc/passwd


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
def test_a_file_of_a_gigabyte_is_refused_by_its_size(alone: Path) -> None:
    path = alone / "giant.gpx"
    with path.open("wb") as file:
        file.write(b"<gpx>")
        file.truncate(1024**3)
    found = cost("fitness", "giant.gpx", folder=alone)
    costs_little(found)
    assert (found.exit_code, found.errors) == (
        5,
        "Error: giant.gpx: larger than 32 MB, days of running\n  give the recording of one run",
    )
