"""Recordings as real products write them: each is read as the run it is."""

from __future__ import annotations

import zipfile
from math import isnan
from pathlib import Path

import pytest
from support.field_recordings import FIELD, FIXES, METRES, zipped
from support.fit_build import fit_file
from support.recordings import Session, fit_activity, gpx, packed

from fitexport.errors import RecordingError
from fitexport.recording.archive import is_recording
from fitexport.recording.read import read, read_file, recordings
from fitexport.recording.recording import Recording
from fitexport.recording.runs import find_runs, recording_files

FOLDER = Path(__file__).parents[1] / "data" / "field" / "recordings"

_RUNS = {"multisport.fit": 2, "phone-export.zip": 2, "service-export.zip": 3, "maker-export.zip": 2}
"""Of how many runs a file tells, where it is not one."""
_RIDES = ("activities/12.gpx.gz", "apple_health_export/workout-routes/route_2027-04-10_6.06pm.gpx")


def test_the_files_are_what_their_makers_write(*, update_samples: bool) -> None:
    lines = [
        "What products in the field write, made anew by `tests/support/field_recordings.py`.",
        "",
    ]
    lines += [f"- `{name}`: {writer}" for name, (_, writer) in FIELD.items()]
    files = {name: data for name, (data, _) in FIELD.items()}
    files["README.md"] = ("\n".join(lines) + "\n").encode()
    if update_samples:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (FOLDER / name).write_bytes(data)
    assert {path.name: path.read_bytes() for path in FOLDER.iterdir()} == files


@pytest.mark.parametrize("name", FIELD)
def test_each_is_read_as_the_run_it_is(name: str) -> None:
    found = read_file(FOLDER / name)
    assert len(found) == _RUNS.get(name, 1)
    for run in found:
        metres = 1320 if name == "battery-empty.fit" else METRES
        assert run.total_m == pytest.approx(metres, abs=21)
        assert len(run.breaks) == (name == "halves-swapped.gpx")
        sport = "cycling" if run.name in _RIDES else "running"
        assert run.sport == ("" if name == "battery-empty.fit" else sport)


def one(name: str) -> Recording:
    (run,) = read_file(FOLDER / name)
    return run


@pytest.mark.parametrize("name", ["split-seconds.fit", "split-seconds.tcx"])
def test_points_of_the_same_second_are_merged(name: str) -> None:
    run = one(name)
    assert len(run.time_s) == len(FIXES)
    assert run.distance_from == "device"
    for column in (run.heart_bpm, run.latitude_deg, run.longitude_deg):
        assert column is not None
        assert not any(map(isnan, column))


def test_segments_come_in_the_order_of_their_times() -> None:
    run = one("halves-swapped.gpx")
    assert list(run.time_s) == [fix.time_s for fix in FIXES]
    assert run.breaks == (len(FIXES) // 2,)


def test_a_file_that_is_cut_off_says_so() -> None:
    run = one("battery-empty.fit")
    assert run.notes == ("The file is cut off or damaged: its first 5:35 can be read.",)
    assert one("bytes-after-the-end.fit").notes == ()


def test_a_treadmill_run_has_the_distance_the_runner_corrected() -> None:
    run = one("treadmill.fit")
    assert run.is_indoor
    assert run.summary_m == METRES
    assert run.scaled_by == pytest.approx(1 / 0.92)
    assert [run.distance_m[n] for n in (0, 25, -1)] == pytest.approx([0, 500, 1500], abs=1)


@pytest.mark.parametrize(
    ("metres", "scaled_by"), [(0.0, 1), (1503.0, 1), (4000.0, 1), (1600.0, 1.0667)]
)
def test_a_summary_that_is_rounded_or_wrong_scales_nothing(metres: float, scaled_by: float) -> None:
    data = fit_activity(FIXES, sessions=[Session(0, 375, 1, 1, metres=metres)])
    (run,) = read(data, "run.fit")
    assert run.scaled_by == pytest.approx(scaled_by, abs=1e-4)


def test_on_the_road_the_points_count_and_not_the_summary() -> None:
    (run,) = read(fit_activity(FIXES, sessions=[Session(0, 375, metres=1600)]), "run.fit")
    assert (run.scaled_by, run.summary_m) == (1, 1600)


def test_of_an_export_the_list_gives_names_and_sports() -> None:
    runs = {run.name: run for run in read_file(FOLDER / "service-export.zip")}
    assert {name: (run.title, run.sport) for name, run in runs.items()} == {
        "activities/11.fit.gz": ("Parkrun, at last", "running"),
        "activities/12.gpx.gz": ("To the office", "cycling"),
        "activities/13.tcx.gz": ("Track", "running"),
    }


def test_a_folder_of_an_export_is_read_with_its_list(tmp_path: Path) -> None:
    with zipfile.ZipFile(FOLDER / "service-export.zip") as archive:
        archive.extractall(tmp_path)
    for folder in (tmp_path, tmp_path / "activities"):
        found = find_runs(recording_files([folder]))
        assert sorted(run.path.name for run in found.runs) == ["11.fit.gz", "13.tcx.gz"]
        assert [each.reason for each in found.skipped] == ["cycling"]


def test_health_data_says_what_its_routes_are(tmp_path: Path) -> None:
    with zipfile.ZipFile(FOLDER / "phone-export.zip") as archive:
        archive.extractall(tmp_path)
    health = tmp_path / "apple_health_export"
    for folder in (tmp_path, health, health / "workout-routes"):
        found = find_runs(recording_files([folder]))
        assert [run.path.stem for run in found.runs] == ["route_2027-04-09_6.06pm"]


def test_long_health_data_is_read_piece_by_piece(tmp_path: Path) -> None:
    with zipfile.ZipFile(FOLDER / "phone-export.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    (name,) = (name for name in members if name.endswith(".xml"))
    path = tmp_path / "export.zip"
    health = members[name]
    for torn in (b"workoutActivityType", b"<FileReference", b"<HealthData"):
        at = 256 * 1024 - health.index(torn) - 10  # 10 bytes of it end a piece
        padded = health.replace(b"<HealthData", b" " * at + b"<HealthData", 1)
        path.write_bytes(zipped({**members, name: padded}))
        assert [run.sport for run in read_file(path)] == ["running", "cycling"]


def test_archives_in_an_archive_are_read_and_what_is_no_run_is_named() -> None:
    found = list(recordings(FOLDER / "maker-export.zip"))
    folder = "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip"
    assert [each.name if isinstance(each, Recording) else str(each) for each in found] == [
        f"{folder}/me_1.fit",
        f"{folder}: me_2.fit: a FIT file of type 2, not a recording (4)\n  give the recording of a"
        " run; fitexport read prints workouts and schedules",
        f"{folder}/me_3.fit",
    ]


def test_of_an_archive_rides_and_settings_are_skipped() -> None:
    found = find_runs(recording_files([FOLDER / "maker-export.zip", FOLDER / "service-export.zip"]))
    assert len(found.runs) == 4
    assert sorted(each.reason for each in found.skipped) == [
        "FIT, but no recording",
        "cycling",
    ]
    assert not found.refused


def test_a_wrong_checksum_is_reported_and_hides_no_other_file_of_a_chain() -> None:
    data = bytearray(fit_activity(FIXES) * 3)
    data[len(data) // 2] ^= 1
    wrong = "The file's checksum is wrong: some of its bytes may have been changed."
    assert [run.notes for run in read(bytes(data), "chain.fit")] == [(), (wrong,), ()]


def test_a_torn_record_before_a_wrong_checksum_is_where_a_file_is_cut_off() -> None:
    records = fit_activity(FIXES)[14:-2]
    torn = bytearray(fit_file(records[: len(records) * 2 // 3]))
    torn[-1] ^= 1
    (run,) = read(bytes(torn), "run.fit")
    assert run.notes[0].startswith("The file is cut off or damaged: its first 4:")


# --- archives that are no good -----------------------------------------------------------


def refused(path: Path) -> list[str]:
    return [str(each) for each in recordings(path) if isinstance(each, RecordingError)]


def test_an_archive_without_recordings_says_so(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    for members in ({}, {"a.jpg": b"1"}):
        path.write_bytes(zipped(members))
        assert refused(path) == [
            "there are no recordings in it\n  give an archive of GPX, TCX or FIT"
        ]


def test_a_damaged_member_hides_no_other(tmp_path: Path) -> None:
    data = bytearray(zipped({"1.fit": fit_activity(FIXES), "2.gpx.gz": packed(gpx(FIXES))}))
    data[200] ^= 0xFF
    path = tmp_path / "two.zip"
    path.write_bytes(data)
    bad, good = recordings(path)
    assert isinstance(good, Recording)
    assert str(bad).startswith("1.fit: ")


@pytest.mark.parametrize("end", [10, 400, 900])
def test_an_archive_that_is_cut_off_is_damaged(tmp_path: Path, end: int) -> None:
    path = tmp_path / "cut.zip"
    path.write_bytes(zipped({"1.fit": fit_activity(FIXES)})[:end])
    assert refused(path) == ["the archive is damaged: File is not a zip file\n  download it again"]


def test_a_locked_archive_says_so(tmp_path: Path) -> None:
    data = bytearray(zipped({"1.fit": fit_activity(FIXES)}))
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + flags] |= 1
    path = tmp_path / "locked.zip"
    path.write_bytes(data)
    assert refused(path) == [
        "1.fit: it is protected by a password\n  unpack it and give the folder"
    ]


def test_archives_go_only_so_deep(tmp_path: Path) -> None:
    data = zipped({"1.fit": fit_activity(FIXES)})
    path = tmp_path / "deep.zip"
    for depth in range(5):
        path.write_bytes(data)
        assert len(refused(path)) == (depth > 2)
        data = zipped({f"{depth}.zip": data})


def test_an_archive_unpacks_to_so_much_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fitexport.recording.archive._FREE", 1_000_000)
    spaces = b"<gpx>" + b" " * 400_000
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped({f"{n}.gpx": spaces for n in range(6)}))
    found = refused(path)
    assert found[-1].endswith(
        "it unpacks to more than 50 times its size\n  unpack it and give the folder"
    )
    assert len(found) < 6


def test_a_name_in_an_archive_is_no_path(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"../../etc/1.fit": fit_activity(FIXES), "/2.fit": b"no"}))
    run, error = recordings(path)
    assert isinstance(run, Recording)
    assert run.name == "../../etc/1.fit"
    assert isinstance(error, RecordingError)
    assert [each.name for each in tmp_path.iterdir()] == ["x.zip"]


def test_the_names_that_may_be_recordings() -> None:
    names = ("a.FIT", "b.gpx.gz", "c.tcx", "d.zip", "._a.fit", "e.txt", "f.gz", "g.fit.bak")
    assert [name for name in names if is_recording(name)] == ["a.FIT", "b.gpx.gz", "c.tcx", "d.zip"]
