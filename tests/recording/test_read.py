from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support.fit_build import EVERY_STEP, fit_file
from support.recordings import (
    MILE_M,
    Course,
    Fix,
    LapMark,
    Leg,
    Noise,
    Session,
    fit_activity,
    fit_message,
    gpx,
    laps_of,
    packed,
    recorded,
    tcx,
    time_at,
    trial,
)

from fitexport.errors import NoRunError, RecordingError
from fitexport.fit.identity import Identity
from fitexport.fit.wire import crc16
from fitexport.fit.workout_file import encode_workout
from fitexport.recording.efforts import best_effort
from fitexport.recording.read import MAX_BYTES, read, read_file, recordings
from fitexport.recording.recording import Lap, Recording
from fitexport.recording.runs import find_runs, recording_files

LEGS = trial(380)
FIXES = recorded(Course.track(), LEGS, noise=Noise(2, 60, 0.1), seed=1)


def one(data: bytes) -> Recording:
    (recording,) = read(data, "run")
    return recording


def mile_s(recording: Recording) -> float:
    effort = best_effort(recording.time_s, recording.distance_m, recording.breaks, "mile", MILE_M)
    assert effort is not None
    return effort.time_s


# --- every format ------------------------------------------------------------------------

FORMATS: dict[str, Callable[[], bytes]] = {
    "GPX 1.0": lambda: gpx(FIXES, version="1.0"),
    "GPX 1.1": lambda: gpx(FIXES),
    "GPX with heart rates": lambda: gpx(FIXES, hearts=True),
    "GPX with distances": lambda: gpx(FIXES, hearts=True, distances=True),
    "GPX with a prefix": lambda: gpx(FIXES, prefix="g", hearts=True),
    "GPX that names a schema of TCX": lambda: gpx(FIXES).replace(
        b"<gpx ", b'<gpx xmlns:t="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" ', 1
    ),
    "GPX in UTF-16": lambda: gpx(FIXES).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "GPX in Latin 1": lambda: (
        gpx(FIXES, sport="L\xe4ufe").decode().replace("UTF-8", "latin-1").encode("latin-1")
    ),
    "GPX with a byte-order mark": lambda: b"\xef\xbb\xbf" + gpx(FIXES),
    "TCX": lambda: tcx(FIXES),
    "TCX in laps": lambda: tcx(FIXES, laps=laps_of(LEGS)),
    "TCX without distances": lambda: tcx(FIXES, distances=False),
    "FIT": lambda: fit_activity(FIXES),
    "FIT with compressed timestamps": lambda: fit_activity(FIXES, compressed=True),
    "FIT with developer fields": lambda: fit_activity(FIXES, developer=True),
    "FIT without distances": lambda: fit_activity(FIXES, distances=False),
    "FIT without positions": lambda: fit_activity(FIXES, positions=False),
}
BY_POSITION = {name for name in FORMATS if "GPX" in name or "without distances" in name} - {
    "GPX with distances"
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_run(name: str) -> None:
    recording = one(FORMATS[name]())
    assert recording.start == datetime(2027, 4, 9, 16, tzinfo=UTC)
    assert recording.day == date(2027, 4, 9)
    assert recording.elapsed_s == FIXES[-1].time_s
    assert len(recording.time_s) == len(FIXES)
    assert recording.breaks == ()
    by_position = name in BY_POSITION
    assert recording.distance_from == ("positions" if by_position else "device")
    assert mile_s(recording) == pytest.approx(380, abs=8 if by_position else 0.6)
    assert recording.sport == "running"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.slow
def test_gzip_changes_nothing(tmp_path: Path, name: str) -> None:
    plain, zipped = tmp_path / "run", tmp_path / "run.gz"
    plain.write_bytes(FORMATS[name]())
    zipped.write_bytes(packed(FORMATS[name]()))
    (a,), (b,) = read_file(plain), read_file(zipped)
    assert (a.name, b.name) == ("run", "run.gz")
    assert (a.time_s, a.distance_m) == (b.time_s, b.distance_m)


@pytest.mark.parametrize(
    ("title", "sport"), [("Lunch Ride", "cycling"), ("Track 12", ""), ("Run, bike, run", "")]
)
def test_a_title_gives_the_sport_if_nothing_else_does(title: str, sport: str) -> None:
    data = gpx(FIXES, sport="").replace(b"<name>Track<", f"<name>{title}<".encode())
    assert one(data).sport == sport
    named = gpx(FIXES).replace(b"<name>Run<", f"<name>{title}<".encode())
    assert (one(named).sport, one(named).title) == ("running", title)


@pytest.mark.parametrize(
    ("speed", "seconds", "sport"),
    [(7.0, 400, "a ride, by its speed"), (7.0, 200, ""), (5.5, 3600, "")],
)
def test_without_a_sport_what_is_fast_for_minutes_is_a_ride(
    speed: float, seconds: int, sport: str
) -> None:
    legs = [Leg(600, 4.0), Leg(speed * seconds, speed), Leg(600, 4.0)]
    fixes = [replace(fix, heart=150) for fix in recorded(Course.road(), legs, every_s=5)]
    assert one(fit_activity(fixes, sessions=[Session(0, 9000, 0)])).sport == sport
    assert one(fit_activity(fixes)).sport == "running"


@pytest.mark.slow
def test_heart_rates_and_altitudes_are_read_from_every_format() -> None:
    for data in (gpx(FIXES, hearts=True), tcx(FIXES), fit_activity(FIXES)):
        recording = one(data)
        assert recording.heart_bpm is not None
        assert list(recording.heart_bpm) == [fix.heart for fix in FIXES]
        assert recording.altitude_m is not None
        assert list(recording.altitude_m) == pytest.approx([500.0] * len(FIXES), abs=0.2)
    bare = one(gpx(FIXES))
    assert bare.heart_bpm is None


def test_points_without_a_heart_rate_leave_a_hole() -> None:
    data = gpx(FIXES, hearts=True).replace(b"<gpxtpx:hr>", b"<gpxtpx:no>", 1)
    data = data.replace(b"</gpxtpx:hr>", b"</gpxtpx:no>", 1)
    heart = one(data).heart_bpm
    assert heart is not None
    assert heart[0] != heart[0]
    assert heart[1] == FIXES[1].heart


# --- breaks, laps, legs -------------------------------------------------------------------

PAUSED = [Leg(1000, 3), Leg(1000, 4, stopped_s=90), Leg(1000, 3)]
PAUSED_FIXES = recorded(Course.road(), PAUSED, noise=Noise(1, 60, 0.05))


@pytest.mark.parametrize(
    "data",
    [gpx(PAUSED_FIXES), tcx(PAUSED_FIXES), fit_activity(PAUSED_FIXES)],
    ids=["GPX", "TCX", "FIT"],
)
def test_a_pause_is_a_break_and_its_time_is_kept(data: bytes) -> None:
    recording = one(data)
    (at,) = recording.breaks
    assert PAUSED_FIXES[at].begins
    assert recording.time_s[at] - recording.time_s[at - 1] >= 90
    assert recording.distance_m[at] == recording.distance_m[at - 1]


SHORT = [Leg(1000, 3), Leg(1000, 3, stopped_s=4)]
SHORT_FIXES = recorded(Course.road(), SHORT)


@pytest.mark.parametrize(
    "data",
    [gpx(SHORT_FIXES), tcx(SHORT_FIXES), fit_activity(SHORT_FIXES)],
    ids=["GPX", "TCX", "FIT"],
)
def test_a_pause_too_short_for_a_gap_is_a_break_as_the_file_says_so(data: bytes) -> None:
    recording = one(data)
    assert [SHORT_FIXES[at].begins for at in recording.breaks] == [True]


def test_compressed_timestamps_count_to_31_s() -> None:
    fixes = recorded(Course.road(), [Leg(2000, 4)], every_s=29)
    recording = one(fit_activity(fixes, compressed=True))
    assert list(recording.time_s) == [fix.time_s for fix in fixes]


def test_laps_keep_their_trigger_and_their_step() -> None:
    marks = [LapMark(0, 300, 1000, "distance", 2), LapMark(300, 500, 600, "manual", 2)]
    recording = one(fit_activity(FIXES, laps=marks))
    assert recording.laps == (
        Lap(start_s=0, end_s=300, distance_m=1000, trigger="distance", wkt_step_index=2),
        Lap(start_s=300, end_s=500, distance_m=600, trigger="manual", wkt_step_index=2),
    )


def test_laps_of_tcx_are_read_and_are_no_breaks() -> None:
    recording = one(tcx(FIXES, laps=laps_of(LEGS)))
    assert [lap.trigger for lap in recording.laps] == ["distance"] * 4
    assert [lap.distance_m for lap in recording.laps] == [1000, 1000, 1000, 609.34]
    assert recording.laps[1].start_s == pytest.approx(time_at(LEGS, 1000), abs=0.01)
    assert recording.breaks == ()


def test_a_lap_says_how_long_its_timer_ran() -> None:
    marks = [LapMark(0, 300, 1000, timer_s=252), LapMark(300, 500, 600)]
    assert [lap.timer_s for lap in one(fit_activity(FIXES, laps=marks)).laps] == [252, None]


def test_the_summary_of_a_file_is_kept() -> None:
    recording = one(fit_activity(FIXES, sessions=[Session(0, 1261, metres=3500, timer_s=1200)]))
    assert (recording.summary_m, recording.timer_s) == (3500, 1200)


@pytest.mark.parametrize("kind", [1, 45])
@pytest.mark.parametrize("sport", [0, 1, 4, 10])
def test_a_treadmill_is_a_run_and_says_so(sport: int, kind: int) -> None:
    recording = one(fit_activity(FIXES, sessions=[Session(0, 2000, sport, kind)]))
    assert recording.sport == "running"
    assert recording.is_indoor


def test_metres_cut_as_too_fast_are_counted() -> None:
    legs = [Leg(2000, 4.0), Leg(3000, 11.0), Leg(2000, 4.0)]
    recording = one(fit_activity(recorded(Course.road(), legs)))
    assert recording.cut_m == pytest.approx(3000, abs=20)
    assert recording.cut_share == pytest.approx(3 / 7, abs=0.01)
    assert one(FORMATS["FIT"]()).cut_share == 0


def _multisport(*, stamped_at_start: bool = False) -> bytes:
    """A duathlon: run, ride, run; the distance starts again with each."""
    parts: list[Fix] = []
    sessions = []
    begin = 0.0
    for sport, leg in ((1, Leg(3000, 4.0)), (2, Leg(9000, 9.0)), (1, Leg(2000, 3.8))):
        fixes = recorded(Course.road(), [leg])
        parts += [replace(fix, time_s=fix.time_s + begin) for fix in fixes]
        end = begin + fixes[-1].time_s
        sessions.append(Session(begin, end, sport, stamped_at_start=stamped_at_start))
        begin = end + 60
    return fit_activity(parts, sessions=sessions)


@pytest.mark.parametrize("stamped_at_start", [False, True])
def test_of_a_multi_sport_file_each_run_is_a_recording(*, stamped_at_start: bool) -> None:
    runs = read(_multisport(stamped_at_start=stamped_at_start), "duathlon.fit")
    assert [run.sport for run in runs] == ["running", "running"]
    assert [round(run.total_m) for run in runs] == [3000, 1999]
    assert [round(run.elapsed_s) for run in runs] == [750, 526]


def test_a_leg_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    sessions = [Session(0, 300), Session(5000, 5300)]
    path = tmp_path / "two.fit"
    path.write_bytes(fit_activity(FIXES, sessions=sessions))
    run, refused = recordings(path)
    assert isinstance(run, Recording)
    assert isinstance(refused, RecordingError)
    assert read_file(path) == (run,)
    assert len(find_runs(recording_files([path])).runs) == 1


def test_a_track_says_so() -> None:
    recording = one(fit_activity(FIXES, sessions=[Session(0, 2000, 1, 4)]))
    assert recording.kind == "track"


def test_the_workout_that_was_followed_is_kept_with_who_it_is() -> None:
    workout = encode_workout(EVERY_STEP, 0x8000_0001).data
    steps = workout[14:-2]
    skipped = steps.index(b"\x41")  # after file_id, the definition of the workout message
    training = fit_message(
        8,
        72,
        [(0, 0, 5), (1, 0x84, 1), (2, 0x84, 65534), (3, 0x8C, 0x8000_0001), (4, 0x86, 800_000_000)],
    )
    recording = one(fit_activity(FIXES, workout=[training, steps[skipped:]]))
    assert recording.workout is not None
    assert recording.workout.identity == Identity(0x8000_0001, 800_000_000)
    assert recording.workout.name == "W3.2 6x400 mile"
    assert len(recording.workout.steps) == len(EVERY_STEP.steps)


def test_without_a_workout_there_is_none() -> None:
    assert one(fit_activity(FIXES)).workout is None


# --- days ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_day_is_the_one_on_the_wall() -> None:
    """FIT says the offset; of the others the longitude tells it, to the hour."""
    late = datetime(2027, 4, 9, 23, 30, tzinfo=UTC)
    assert one(fit_activity(FIXES, start=late)).day == date(2027, 4, 10)
    assert one(fit_activity(FIXES, start=late, utc_offset_s=-5 * 3600)).day == date(2027, 4, 9)
    assert one(gpx(FIXES, start=late)).day == date(2027, 4, 10)
    west = [replace(fix, longitude=fix.longitude - 90) for fix in FIXES]
    assert one(gpx(west, start=late)).day == date(2027, 4, 9)


@pytest.mark.parametrize(
    ("offset", "day"),
    [("+02:00", date(2026, 5, 3)), ("-05:00", date(2026, 5, 3)), ("+99:00", date(2026, 5, 2))],
)
def test_the_day_is_that_of_the_offset_which_a_gpx_says(offset: str, day: date) -> None:
    fixes = recorded(Course.road(), [Leg(1000, 4.0)])
    start = datetime(2026, 5, 3, 0, 30, tzinfo=UTC)
    data = gpx(fixes, start=start).replace(b"Z</time>", f"{offset}</time>".encode())
    if offset == "+99:00":
        with pytest.raises(RecordingError):
            read(data, "run.gpx")
    else:
        (recording,) = read(data, "run.gpx")
        assert recording.day == day


def test_a_watch_without_a_clock_gives_no_day() -> None:
    assert one(gpx(FIXES, start=datetime(1970, 1, 1, tzinfo=UTC))).day is None


# --- what is refused ----------------------------------------------------------------------

_TIMELESS = b"".join(
    part.partition(b"</time>")[2] if n else part
    for n, part in enumerate(gpx(FIXES[:50]).split(b"<time>"))
)
_NO_POSITIONS = fit_activity(FIXES[:50], positions=False, distances=False)
_ROUTE = (
    gpx(FIXES[:50]).replace(b"trkpt", b"rtept").replace(b"trkseg", b"x").replace(b"trk>", b"rte>")
)
_ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<gpx><name>&b;</name></gpx>"
)
_GIVE = "give the recording of a run"
_AGAIN = "export it again from your watch or its app"
_FROM = "give a GPX, TCX or FIT file from your watch or its app"
_RUN = f"{_GIVE}: GPX, TCX or FIT from your watch"

REFUSED = {
    "nothing": (b"", f"an empty file\n  {_FROM}"),
    "zeros": (bytes(1000), f"an empty file\n  {_FROM}"),
    "something else": (b"%PDF-1.7 ...", f"neither GPX nor TCX nor FIT nor ZIP\n  {_FROM}"),
    "other XML": (b"<html><p>gpx</p></html>", f"neither GPX nor TCX nor FIT nor ZIP\n  {_FROM}"),
    "no times": (_TIMELESS, f"it has no times: it is a route, not a run\n  {_RUN}"),
    "no positions": (
        _NO_POSITIONS,
        f"it has no positions and no distances: a treadmill without a sensor?\n  {_RUN}",
    ),
    "one point": (gpx(FIXES[:1]), f"it has only one point\n  {_RUN}"),
    "no points": (gpx([]), f"no points in it\n  {_GIVE}"),
    "a route": (_ROUTE, f"a route or waypoints, not a recording\n  {_GIVE}"),
    "TCX without points": (
        b"<TrainingCenterDatabase></TrainingCenterDatabase>",
        f"no points in it\n  {_GIVE}",
    ),
    "cut off": (gpx(FIXES)[:5000], f"not XML: unclosed token: line 51, column 51\n  {_AGAIN}"),
    "entities": (
        _ENTITY,
        "it declares a document type or entities, which no watch does\n"
        f"  none of it was used; {_AGAIN}",
    ),
    "an encoding that is none": (
        b'<?xml version="1.0" encoding="klingon"?><gpx/>',
        f"its text is not in klingon\n  {_AGAIN}",
    ),
    "latitudes in words": (
        gpx(FIXES[:9]).replace(b'lat="48', b'lat="north'),
        f"it has no positions and no distances: a treadmill without a sensor?\n  {_RUN}",
    ),
    "FIT cut off before its first point": (
        fit_activity(FIXES)[:100],
        f"no points in it\n  {_GIVE}",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_run_is_refused_with_a_reason(name: str) -> None:
    data, complaint = REFUSED[name]
    with pytest.raises(RecordingError) as caught:
        read(data, "run")
    assert str(caught.value) == complaint


def test_fit_files_that_are_no_activities_are_called_what_they_are() -> None:
    workout = encode_workout(EVERY_STEP, 0x8000_0001).data
    with pytest.raises(NoRunError) as caught:
        read(workout, "w.fit")
    assert str(caught.value) == (
        "a FIT file of type 5 (a workout), not a recording (4)\n"
        "  give the recording of a run; fitexport read prints workouts and schedules"
    )
    with pytest.raises(NoRunError) as caught:
        read(fit_file(b""), "w.fit")
    assert str(caught.value) == ("a FIT file without a file type\n  give the recording of a run")


def test_a_ride_is_refused_by_its_sport() -> None:
    with pytest.raises(NoRunError) as caught:
        read(fit_activity(FIXES, sessions=[Session(0, 2000, 2)]), "ride.fit")
    assert str(caught.value) == (
        "a recording of cycling, not of a run\n  give the recording of a run"
    )


def test_a_packed_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.gpx.gz"
    path.write_bytes(packed(gpx(FIXES))[:-20])
    with pytest.raises(RecordingError) as caught:
        read_file(path)
    assert str(caught.value) == (
        "it is cut off: gzip has no end\n  give a GPX, TCX or FIT file from your watch or its app"
    )


@pytest.mark.slow
def test_no_more_is_unpacked_than_there_is_room_for(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gpx.gz"
    path.write_bytes(packed(b"<gpx>" + b" " * (MAX_BYTES + 1)))
    with pytest.raises(RecordingError) as caught:
        read_file(path)
    assert str(caught.value) == (
        "larger than 32 MB, days of running\n  give the recording of one run"
    )


def test_a_folder_or_nothing_is_no_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.gpx"):
        with pytest.raises(RecordingError) as caught:
            read_file(path)
        assert str(caught.value) == (
            "there is no such file\n  give a GPX, TCX or FIT file from your watch or its app"
        )


def test_the_checksum_of_a_long_file_is_the_one_byte_by_byte() -> None:
    """Folded by periods, as in `wire`; here by the nibbles of the protocol document."""
    from support.fit_build import crc

    data = fit_activity(FIXES) * 3
    assert len(data) > 2 * 32_767
    assert crc16(data) == crc(data)
