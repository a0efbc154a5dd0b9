"""The generator, seen by readers that are not ours: what tests are made of must be real files."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from itertools import pairwise
from math import hypot
from xml.etree.ElementTree import fromstring

import fitdecode  # type: ignore[import-untyped]  # ships no py.typed
import gpxpy
import pytest
from support.recordings import (
    START,
    Course,
    LapMark,
    Leg,
    Noise,
    Session,
    fit_activity,
    gpx,
    laps_of,
    recorded,
    tcx,
    trial,
)

LEGS = trial(380)
FIXES = recorded(Course.track(), LEGS, noise=Noise(2, 20, 0.3), seed=1)


def test_a_lap_of_the_track_is_400_m_and_closes() -> None:
    at = Course.track().at
    steps = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(at(n / 10) for n in range(4001))]
    assert sum(steps) == pytest.approx(400, abs=0.001)
    assert max(steps) < 0.1001
    assert at(400) == pytest.approx(at(0))


def test_the_road_has_no_jumps() -> None:
    at = Course.road().at
    steps = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(at(n) for n in range(5000))]
    assert min(steps) == pytest.approx(1, abs=0.001)
    assert max(steps) == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_gpxpy_reads_the_gpx(version: str) -> None:
    hearts = version == "1.1"
    parsed = gpxpy.parse(gpx(FIXES, version=version, hearts=hearts, distances=hearts).decode())
    ((segment,),) = [track.segments for track in parsed.tracks]
    assert len(segment.points) == len(FIXES)
    assert segment.points[0].time == START
    assert parsed.length_2d() == pytest.approx(3720, abs=20)  # the noise is run, too
    assert len(segment.points[7].extensions) == (2 if hearts else 0)


@pytest.mark.slow
def test_fitdecode_reads_the_activity() -> None:
    laps = [LapMark(0, 300, 1000.0, "manual", step=3)]
    data = fit_activity(FIXES, laps=laps, developer=True, sessions=[Session(0, 1261)])
    counted: dict[str, int] = {}
    records = []
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage):
                counted[frame.name] = counted.get(frame.name, 0) + 1
                if frame.name == "record":
                    records.append(frame)
                if frame.name == "lap":
                    assert frame.get_value("wkt_step_index") == 3
                    assert frame.get_value("lap_trigger") == "manual"
    assert counted == {
        **{
            "file_id": 1,
            "developer_data_id": 1,
            "field_description": 1,
            "event": 2,
            "record": len(FIXES),
            "lap": 1,
            "session": 1,
            "activity": 1,
        },
    }
    assert records[100].get_value("timestamp") == datetime(2027, 4, 9, 16, 1, 40, tzinfo=UTC)
    assert records[100].get_value("distance") == pytest.approx(FIXES[100].metres, abs=0.01)
    assert records[100].get_value("enhanced_altitude") == pytest.approx(500, abs=0.2)


def test_fitdecode_reads_compressed_timestamps_as_they_were_meant() -> None:
    data = fit_activity(FIXES, compressed=True)
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        times = [
            frame.get_value("timestamp")
            for frame in reader
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "record"
        ]
    assert [(time - START).total_seconds() for time in times] == [fix.time_s for fix in FIXES]


def test_the_tcx_is_xml_of_laps() -> None:
    root = fromstring(tcx(FIXES, laps=laps_of(LEGS)))
    space = "{http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2}"
    assert len(root.findall(f".//{space}Lap")) == 4
    assert len(root.findall(f".//{space}Trackpoint")) == len(FIXES)


def test_the_same_seed_gives_the_same_bytes() -> None:
    again = recorded(Course.track(), LEGS, noise=Noise(2, 20, 0.3), seed=1)
    assert gpx(again) == gpx(FIXES)
    assert recorded(Course.track(), LEGS, noise=Noise(2, 20, 0.3), seed=2) != FIXES


def test_smart_recording_keeps_few_points_and_all_bends() -> None:
    legs = [Leg(2000, 4)]
    smart = recorded(Course.track(), legs, smart=True)
    assert 60 < len(smart) < 120
    assert max(b.time_s - a.time_s for a, b in pairwise(smart)) <= 8
