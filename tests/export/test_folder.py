"""What an export does to a folder that has been used before, by us and by its owner."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from support.examples import swept
from support.folders import CountingDisk, Moment, bundle, crash, in_child, tree, untouched

from fitexport.errors import WriteError
from fitexport.export.bundle import Bundle
from fitexport.export.folder import Written, recorded_season, write_bundles
from fitexport.export.manifest import MANIFEST_NAME
from fitexport.files.transaction import STAGING

ICS = "mile-week-03.ics"
WEEKS = [bundle("three", 3, "w03"), bundle("four", 4, "w04")]


def _files(*bundles: Bundle) -> dict[str, bytes | None]:
    """What `tree` shows of an export of these."""
    found: dict[str, bytes | None] = {}
    for one in bundles:
        if one.folder:
            found[one.folder] = None
        found |= {f"{one.folder}/{name}".lstrip("/"): data for name, data in one.files().items()}
    return found


def _start(out: Path) -> date | None:
    season = recorded_season(out)
    return season and season.start


def _refusal(out: Path, *bundles: Bundle) -> str:
    """The message of an export that is refused, and that nothing was changed by it."""
    before = tree(out) if out.is_dir() else None
    with pytest.raises(WriteError) as raised:
        write_bundles(out, bundles)
    assert (tree(out) if out.is_dir() else None) == before
    return str(raised.value)


# --- replacing, keeping, adopting ---------------------------------------------------------


def test_a_first_export_adds_its_files_to_a_folder_it_makes(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    written = write_bundles(out, [bundle("one")])
    assert written == Written((ICS, MANIFEST_NAME), (), (), (), ())
    assert tree(out) == _files(bundle("one"))


def test_the_same_export_again_changes_nothing(tmp_path: Path) -> None:
    write_bundles(tmp_path, [bundle("one")])
    before = untouched(tmp_path / ICS)
    assert write_bundles(tmp_path, [bundle("one")]) == Written((), (), (ICS, MANIFEST_NAME), (), ())
    assert untouched(tmp_path / ICS) == before


def test_a_later_export_replaces_and_removes_files_of_the_earlier_one(tmp_path: Path) -> None:
    write_bundles(tmp_path, [bundle("one")])
    assert write_bundles(tmp_path, [bundle("two")]).replaced == (ICS, MANIFEST_NAME)
    written = write_bundles(tmp_path, [bundle("four", 4)])
    assert written == Written(("mile-week-04.ics",), (MANIFEST_NAME,), (), (ICS,), ())
    assert tree(tmp_path) == _files(bundle("four", 4))


def test_files_of_others_stay_byte_for_byte(tmp_path: Path) -> None:
    (tmp_path / "w03").mkdir()
    (tmp_path / "w9").mkdir()
    (tmp_path / "w03" / "notes.txt").write_bytes(b"\x00\xff mine")
    (tmp_path / "2027-03-16-w03-mine.fit").write_bytes(b"mine")
    (tmp_path / "link").symlink_to("nowhere")
    (tmp_path / "w99").write_bytes(b"a file, not a week")
    mine = tree(tmp_path)
    for bundles in ([bundle("one")], WEEKS, [bundle("one", 5)], [bundle("x", 3, "w03")]):
        write_bundles(tmp_path, bundles)
        assert tree(tmp_path) == mine | _files(*bundles)


def test_several_weeks_and_one_again_replace_each_other(tmp_path: Path) -> None:
    write_bundles(tmp_path, [bundle("one")])
    written = write_bundles(tmp_path, WEEKS)
    assert written.removed == (ICS, MANIFEST_NAME)
    assert tree(tmp_path) == _files(*WEEKS)
    written = write_bundles(tmp_path, [bundle("one")])
    assert written.removed == (
        "w03/mile-week-03.ics",
        "w04/mile-week-04.ics",
        "w03/fitexport-manifest.json",
        "w04/fitexport-manifest.json",
    )
    assert tree(tmp_path) == _files(bundle("one"))


def test_an_edited_stale_file_is_kept_and_named(tmp_path: Path) -> None:
    write_bundles(tmp_path, [bundle("one")])
    (tmp_path / ICS).write_bytes(b"with my own dates")
    written = write_bundles(tmp_path, [bundle("four", 4)])
    assert (written.removed, written.kept) == ((), (ICS,))
    assert tree(tmp_path) == _files(bundle("four", 4)) | {ICS: b"with my own dates"}
    assert write_bundles(tmp_path, [bundle("four", 4)]).kept == ()  # no longer ours


def test_a_file_of_ours_that_is_gone_is_written_again(tmp_path: Path) -> None:
    write_bundles(tmp_path, [bundle("one")])
    (tmp_path / ICS).unlink()
    assert write_bundles(tmp_path, [bundle("one")]).added == (ICS,)


def test_files_equal_to_ours_are_adopted(tmp_path: Path) -> None:
    (tmp_path / ICS).write_bytes(b"one")
    assert write_bundles(tmp_path, [bundle("one")]).unchanged == (ICS,)
    assert write_bundles(tmp_path, [bundle("two")]).replaced == (ICS, MANIFEST_NAME)


def test_the_start_of_the_first_export_is_recorded(tmp_path: Path) -> None:
    assert recorded_season(tmp_path) is None
    assert recorded_season(tmp_path / "none") is None
    write_bundles(tmp_path, WEEKS)
    assert _start(tmp_path) == date(2027, 3, 8)


# --- weeks of a plan, workouts of no plan ----------------------------------------------------


def _own(text: str = "one") -> Bundle:
    return replace(bundle(text), calendar_name="workouts.ics", facts={"export": "workouts"})


def test_workouts_of_no_plan_replace_one_another(tmp_path: Path) -> None:
    write_bundles(tmp_path, [_own()])
    assert write_bundles(tmp_path, [_own("two")]).replaced == ("workouts.ics", MANIFEST_NAME)
    assert recorded_season(tmp_path) is None
    assert tree(tmp_path) == _files(_own("two"))


def test_weeks_and_workouts_of_no_plan_do_not_replace_each_other(tmp_path: Path) -> None:
    own, week, weeks = tmp_path / "own", tmp_path / "week", tmp_path / "weeks"
    write_bundles(own, [_own()])
    write_bundles(week, [bundle("one")])
    write_bundles(weeks, WEEKS)
    remedy = "which this export would delete\n  choose another --out, or delete that folder first"
    for bundles in ([bundle("one")], WEEKS):
        assert _refusal(own, *bundles) == f"{own} has workouts of your own in it, {remedy}"
    for out in (week, weeks):
        assert _refusal(out, _own()) == f"{out} has weeks of a plan in it, {remedy}"


# --- what is in the way ------------------------------------------------------------------


@pytest.mark.parametrize("what", ["file", "folder", "link", "dead link"])
def test_files_that_are_not_ours_are_in_the_way(tmp_path: Path, what: str) -> None:
    place = tmp_path / ICS
    if what == "file":
        place.write_bytes(b"mine")
    elif what == "folder":
        place.mkdir()
    else:
        (tmp_path / "real").write_bytes(b"one")
        place.symlink_to("real" if what == "link" else "nowhere")
    assert _refusal(tmp_path, bundle("one")) == (
        "not written by fitexport, or changed since, and in the way:\n"
        f"  {place}\n  move them away, or choose another --out"
    )


def test_a_file_of_ours_that_was_changed_is_in_the_way(tmp_path: Path) -> None:
    write_bundles(tmp_path, [bundle("one")])
    (tmp_path / ICS).write_bytes(b"with my own dates")
    assert f"\n  {tmp_path / ICS}\n" in _refusal(tmp_path, bundle("two"))


@pytest.mark.parametrize("what", ["file", "link"])
def test_files_in_place_of_week_folders_are_in_the_way(tmp_path: Path, what: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "elsewhere").mkdir()
    if what == "file":
        (out / "w03").write_bytes(b"mine")
    else:
        (out / "w03").symlink_to("../elsewhere")
    (out / "w04").mkdir()
    (out / "w04" / "mile-week-04.ics").write_bytes(b"mine")
    assert _refusal(out, *WEEKS) == (
        "not written by fitexport, or changed since, and in the way:\n"
        f"  {out}/w03\n  {out}/w04/mile-week-04.ics\n  move them away, or choose another --out"
    )
    assert tree(tmp_path / "elsewhere") == {}


@pytest.mark.parametrize("below", ["", "x", "x/y"])
def test_an_out_that_is_a_file_is_refused(tmp_path: Path, below: str) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    message = f"{tmp_path}/out is a file, not a folder\n  choose another --out"
    assert _refusal(tmp_path / "out" / below, bundle("one")) == message
    with pytest.raises(WriteError) as raised:
        recorded_season(tmp_path / "out" / below)
    assert str(raised.value) == message


def test_an_out_whose_name_is_too_long_is_refused(tmp_path: Path) -> None:
    out = tmp_path / ("o" * 300)
    with pytest.raises(WriteError) as raised:
        write_bundles(out, [bundle("one")])
    assert str(raised.value) == (
        f"{out}: File name too long\n"
        f"  nothing was changed in {out}; check that it is writable, or choose another --out"
    )


# --- manifests that somebody tampered with -----------------------------------------------


def _manifest(**changes: object) -> bytes:
    good = json.loads(bundle("one").files()[MANIFEST_NAME])
    return json.dumps(good | changes).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not JSON",
        b"\xff\xfe",
        b"[]",
        b"7",
        b"{}",
        b"[" * 200_000,
        b'{"fitexport":' + b"9" * 5000 + b"}",
        _manifest(fitexport=2),
        _manifest(files=[]),
        _manifest(files={"a": "b"}),
        _manifest(files={"a": {}}),
        _manifest(start="soon"),
        _manifest(start=7),
        _manifest(start="9999-12-31"),
    ],
    ids=lambda content: content[:30].decode("utf-8", "replace"),
)
def test_a_manifest_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST_NAME).write_bytes(content)
    message = (
        f"{tmp_path / MANIFEST_NAME} is not a manifest that fitexport can read\n"
        "  it lists which files here are fitexport's; move it away, or choose another --out"
    )
    assert _refusal(tmp_path, bundle("one")) == message
    with pytest.raises(WriteError) as raised:
        recorded_season(tmp_path)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    "name",
    ["../x", "..", ".", "", "w03/x", "..\\x", "x\0y", "\ud800", "n" * 5000, STAGING, "Mine.txt"],
)
def test_names_we_never_give_are_not_ours_whatever_a_manifest_says(
    tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    (out / "w03").mkdir(parents=True)
    for place in (tmp_path / "x", out / "w03" / "x", out / "Mine.txt"):
        place.write_bytes(b"mine")
    mine = tree(tmp_path)
    listed = {name: {"sha256": sha256(b"mine").hexdigest()}}
    (out / MANIFEST_NAME).write_bytes(_manifest(files=listed))
    write_bundles(out, [bundle("four", 4)])
    found = {f"out/{path}": data for path, data in _files(bundle("four", 4)).items()}
    assert tree(tmp_path) == mine | found


def test_an_absolute_name_in_a_manifest_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    listed = {str(tmp_path / "mine"): {"sha256": sha256(b"mine").hexdigest()}}
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / MANIFEST_NAME).write_bytes(_manifest(files=listed))
    write_bundles(tmp_path / "out", [bundle("four", 4)])
    assert (tmp_path / "mine").read_bytes() == b"mine"


# --- stopped half-way --------------------------------------------------------------------


def _used(out: Path) -> None:
    """A folder with an export of several weeks, and files of its owner."""
    write_bundles(out, WEEKS)
    (out / "mine.txt").write_bytes(b"mine")
    (out / "w04" / "mine.txt").write_bytes(b"mine")


_AFTER = _files(bundle("one")) | {"mine.txt": b"mine", "w04": None, "w04/mine.txt": b"mine"}


def _stops(out: Path, every: int = 1) -> Iterator[int]:
    for at in range(0, 1000, every):
        shutil.rmtree(out, ignore_errors=True)
        _used(out)
        yield at
    raise AssertionError("the export never came to its end")


@swept(3, 2)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_an_export_that_fails_anywhere_is_undone_and_can_be_repeated(
    tmp_path: Path, number: int, every: int
) -> None:
    out = tmp_path / "out"

    def fail() -> None:
        raise OSError(number, os.strerror(number))

    failed = 0
    for at in _stops(out, every):
        before = tree(out)
        disk = CountingDisk(at, fail)
        try:
            write_bundles(out, [bundle("one")], disk)
        except WriteError:
            failed += 1
            assert tree(out) == before
        if disk.done <= at:
            break
        write_bundles(out, [bundle("one")])
        assert tree(out) == _AFTER
    assert failed > 10 // every


@pytest.mark.parametrize("when", ["before", "after", "half"])
@pytest.mark.slow
def test_after_a_crash_anywhere_the_next_export_is_whole(tmp_path: Path, when: Moment) -> None:
    out = tmp_path / "out"
    for at in _stops(out):
        status = in_child(
            lambda at=at: write_bundles(out, [bundle("one")], CountingDisk(at, crash, when))  # type: ignore[misc]
        )
        assert _start(out) == date(2027, 3, 8)
        write_bundles(out, [bundle("one")])
        assert tree(out) == _AFTER
        if status == 0:
            break
        assert status == 9


@swept(13, 2)
def test_after_a_crash_anywhere_another_export_is_whole_as_well(tmp_path: Path, every: int) -> None:
    out = tmp_path / "out"
    for at in _stops(out, every):
        status = in_child(
            lambda at=at: write_bundles(out, [bundle("one")], CountingDisk(at, crash))  # type: ignore[misc]
        )
        write_bundles(out, [bundle("two", 4)])
        assert tree(out) == _files(bundle("two", 4)) | {
            "mine.txt": b"mine",
            "w04": None,
            "w04/mine.txt": b"mine",
        }
        if status == 0:
            break


@swept(13, 2)
def test_a_file_created_after_a_crash_stays_and_is_named(tmp_path: Path, every: int) -> None:
    out = tmp_path / "out"
    for at in _stops(out, every):
        status = in_child(
            lambda at=at: write_bundles(out, [bundle("one")], CountingDisk(at, crash))  # type: ignore[misc]
        )
        if status == 0:
            break
        (out / ICS).write_bytes(b"the user's own")
        with pytest.raises(WriteError) as raised:
            write_bundles(out, [bundle("one")])
        assert str(raised.value) == (
            "not written by fitexport, or changed since, and in the way:\n"
            f"  {out / ICS}\n  move them away, or choose another --out"
        )
        assert (out / ICS).read_bytes() == b"the user's own"
        assert not (out / STAGING).exists()


# --- real disks --------------------------------------------------------------------------


def test_a_limit_on_file_sizes_is_reported_and_nothing_changes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_bundles(out, [bundle("one")])
    before = tree(out)

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        with pytest.raises(WriteError) as raised:
            write_bundles(out, [bundle("x" * 5000)])
        (tmp_path / "said").write_text(str(raised.value))

    assert in_child(limited) == 0
    assert (tmp_path / "said").read_text() == (
        f"{out}: File too large\n  nothing was changed in {out}; make room, or choose another --out"
    )
    assert tree(out) == before


def _mounted(at: Path, options: str) -> bool:
    at.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "none", str(at)]
    return (
        bool(shutil.which("mount")) and subprocess.run(command, capture_output=True).returncode == 0
    )


def _cli(*args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fitexport", "week", "3", "--mile", "6:20", "--goal", "6:00"]
    more = ["--race-day", "2027-05-01", "--today", "2027-03-01", *args]
    path = os.pathsep.join(entry for entry in sys.path if entry)
    environment = os.environ | {"PYTHONPATH": path}
    return subprocess.run([*command, *more], capture_output=True, text=True, env=environment)


@pytest.mark.slow
def test_a_full_disk_is_reported_and_nothing_changes(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    if not _mounted(disk, "size=64k"):
        pytest.skip("needs root and mount for a small tmpfs")
    try:
        (disk / "filler").write_bytes(b"x" * 52 * 1024)
        (disk / "out").mkdir()
        before = tree(disk)
        done = _cli("--out", str(disk / "out"))
        assert (done.returncode, done.stdout) == (6, "")
        assert done.stderr.endswith(
            f"Error: {disk}/out: No space left on device\n"
            f"  nothing was changed in {disk}/out; make room, or choose another --out\n"
        )
        assert tree(disk) == before
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.slow
def test_a_read_only_disk_is_reported(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    if not _mounted(disk, "ro,size=64k"):
        pytest.skip("needs root and mount for a read-only tmpfs")
    try:
        done = _cli("--out", str(disk / "out"))
        assert (done.returncode, done.stdout) == (6, "")
        assert done.stderr.endswith(
            f"Error: {disk}/out: Read-only file system\n"
            f"  nothing was changed in {disk}/out; check that it is writable,"
            " or choose another --out\n"
        )
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("mode", [0o500, 0o000])
def test_a_folder_that_may_not_be_written_is_reported(tmp_path: Path, mode: int) -> None:
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(mode)
    try:
        with pytest.raises(WriteError) as raised:
            write_bundles(out, [bundle("one")])
    finally:
        out.chmod(0o700)
    assert str(raised.value).endswith(
        ": Permission denied\n"
        f"  nothing was changed in {out}; check that it is writable, or choose another --out"
    )
    assert tree(out) == {}
