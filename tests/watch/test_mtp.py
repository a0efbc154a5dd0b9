"""A watch without a drive: what the real `gio` makes of it, and devices that cannot do everything."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.folders import tree
from support.payloads import install, opened, payload, planned, undo
from support.watches import FENIX, all_files, files_of, make_drive

from fitexport.errors import WatchError
from fitexport.watch.changing import Change, apply
from fitexport.watch.mtp import MtpStorage
from fitexport.watch.storage import Name

IMPORT_FOLDER = "Garmin/NewFiles"
XML = "Garmin/GarminDevice.xml"

real_gio = pytest.mark.skipif(shutil.which("gio") is None, reason="the program gio is not here")


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    return make_drive(tmp_path / "drive", FENIX)


@pytest.fixture
def watch(drive: Path) -> MtpStorage:
    return MtpStorage(drive)


def files(**more: bytes) -> dict[str, bytes]:
    """What is on the watch, with more in its import folder."""
    return files_of(FENIX) | {f"{IMPORT_FOLDER}/{name}": data for name, data in more.items()}


# --- the real program -------------------------------------------------------------------


@real_gio
@pytest.mark.parametrize("data", [b"", bytes(range(256)) * 60], ids=["nothing", "15 kB"])
@pytest.mark.parametrize(
    "name", ["a.fit", "W3.1 6x400 (1) + b.fit.part", "-a.fit", "-h.fit", "%41.fit"]
)
def test_what_is_written_has_its_name_and_its_bytes(
    watch: MtpStorage, name: str, data: bytes
) -> None:
    watch.write(f"{IMPORT_FOLDER}/{name}", data)
    assert watch.names(IMPORT_FOLDER) == [Name(name, False)]
    assert all_files(watch) == files(**{name: data})


@real_gio
@pytest.mark.parametrize("name", ["a.fit", "W3.1 6x400 (1) + b.fit", "-a.fit", "-h.fit", "%41.fit"])
def test_a_file_gets_another_name(watch: MtpStorage, name: str) -> None:
    watch.write(f"{IMPORT_FOLDER}/b.part", b"b")
    watch.rename(f"{IMPORT_FOLDER}/b.part", name)
    assert all_files(watch) == files(**{name: b"b"})


@real_gio
def test_an_existing_file_of_the_new_name_is_replaced(watch: MtpStorage) -> None:
    watch.write(f"{IMPORT_FOLDER}/a.fit", b"old and longer")
    watch.write(f"{IMPORT_FOLDER}/a.fit.part", b"new")
    watch.rename(f"{IMPORT_FOLDER}/a.fit.part", "a.fit")
    assert all_files(watch) == files(**{"a.fit": b"new"})


@real_gio
def test_a_file_is_removed(watch: MtpStorage) -> None:
    watch.write(f"{IMPORT_FOLDER}/a.fit", b"a")
    watch.remove(f"{IMPORT_FOLDER}/a.fit")
    assert all_files(watch) == files()


@real_gio
def test_files_can_be_written_to_a_new_folder(watch: MtpStorage) -> None:
    watch.make_folder(f"{IMPORT_FOLDER}/deeper")
    watch.write(f"{IMPORT_FOLDER}/deeper/a.fit", b"a")
    assert watch.names(IMPORT_FOLDER) == [Name("deeper", True)]
    assert watch.read(f"{IMPORT_FOLDER}/deeper/a.fit", 9) == b"a"


@real_gio
def test_failures_are_reported_in_gios_words(drive: Path, watch: MtpStorage) -> None:
    for act, path, why in (
        (watch.remove, f"{IMPORT_FOLDER}/a.fit", "No such file or directory"),
        (watch.make_folder, IMPORT_FOLDER, "File exists"),
    ):
        with pytest.raises(OSError) as caught:
            act(path)
        assert caught.value.errno == errno.EIO
        assert str(drive / path) in str(caught.value.strerror)
        assert why in str(caught.value.strerror)
    with pytest.raises(OSError) as caught:
        watch.write(f"{IMPORT_FOLDER}/nowhere/a.fit", b"a")
    assert "No such file or directory" in str(caught.value.strerror)
    with pytest.raises(FileNotFoundError):
        watch.rename(f"{IMPORT_FOLDER}/a.fit", "b.fit")
    assert all_files(watch) == files()


@real_gio
@pytest.mark.parametrize("path", ["../x", f"{IMPORT_FOLDER}/../../../x", "/x", "Garmin//x", "a\0b"])
def test_a_path_that_climbs_out_is_refused(tmp_path: Path, watch: MtpStorage, path: str) -> None:
    (tmp_path / "x").write_bytes(b"x")
    before = tree(tmp_path)
    acts: list[Callable[[], None]] = [
        lambda: watch.write(path, b"mine"),
        lambda: watch.rename(path, "y"),
        lambda: watch.rename(XML, f"../{path}"),
        lambda: watch.remove(path),
        lambda: watch.make_folder(path),
    ]
    for act in acts:
        with pytest.raises(WatchError, match=r"leads outside the watch\n  nothing was written$"):
            act()
    assert tree(tmp_path) == before


@real_gio
def test_a_link_is_refused(tmp_path: Path, drive: Path, watch: MtpStorage) -> None:
    (tmp_path / "outside").mkdir()
    (drive / IMPORT_FOLDER).rmdir()
    (drive / IMPORT_FOLDER).symlink_to(tmp_path / "outside")
    with pytest.raises(WatchError) as caught:
        watch.write(f"{IMPORT_FOLDER}/a.fit", b"a")
    assert str(caught.value) == (
        f"{drive / IMPORT_FOLDER} is a link, which no watch has: it could lead anywhere\n"
        "  nothing was written; give another drive with --at"
    )
    assert tree(tmp_path / "outside") == {}


@real_gio
def test_a_payload_is_installed_and_taken_back(tmp_path: Path, watch: MtpStorage) -> None:
    before = all_files(watch)
    wanted = payload(most=3)
    found = opened(watch, tmp_path / "records")
    assert len(install(found, wanted).changes) == 4
    there = all_files(watch)
    for workout in wanted.workouts:
        assert there.pop(f"{IMPORT_FOLDER}/{workout.file}") == workout.data
    assert there.pop(f"{IMPORT_FOLDER}/schedule.fit") == wanted.schedule()
    assert there == before
    assert planned(found, wanted)[0].changes == ()
    undo(found)
    assert all_files(watch) == before


# --- devices that cannot do everything --------------------------------------------------


class Device:
    """A device as `gio` shows it: a plain folder that may refuse a command, or keep only the
    beginning of what is copied to it and report success."""

    def __init__(self, refuses: str = "", keeps: int = 1 << 20) -> None:
        self.refuses, self.keeps = refuses, keeps
        self.asked: list[str] = []

    def __call__(self, command: str, *arguments: Path | str) -> None:
        self.asked.append(command)
        if command == self.refuses:
            raise OSError(errno.EIO, f"gio {command}: Operation not supported")
        path = Path(arguments[0])
        match command:
            case "copy":
                Path(arguments[1]).write_bytes(path.read_bytes()[: self.keeps])
            case "rename":
                target = path.with_name(str(arguments[1]))
                assert not target.exists()
                path.rename(target)
            case "remove":
                path.unlink()
            case "mkdir":
                path.mkdir()


def test_a_device_that_renames_is_asked_once(drive: Path) -> None:
    device = Device()
    watch = MtpStorage(drive, device)
    watch.write(f"{IMPORT_FOLDER}/a.fit.part", b"abc")
    watch.rename(f"{IMPORT_FOLDER}/a.fit.part", "a.fit")
    assert all_files(watch) == files(**{"a.fit": b"abc"})
    assert device.asked == ["copy", "rename"]


@pytest.mark.parametrize("taken", [False, True], ids=["a new name", "a name that is taken"])
def test_a_device_that_cannot_rename_gets_the_file_again(drive: Path, taken: bool) -> None:
    watch = MtpStorage(drive, Device(refuses="rename"))
    if taken:
        watch.write(f"{IMPORT_FOLDER}/a.fit", b"old and longer")
    watch.write(f"{IMPORT_FOLDER}/a.fit.part", b"abc")
    watch.rename(f"{IMPORT_FOLDER}/a.fit.part", "a.fit")
    assert all_files(watch) == files(**{"a.fit": b"abc"})


def test_a_copy_that_is_cut_off_is_noticed_though_it_reports_success(drive: Path) -> None:
    device = Device(refuses="rename")
    watch = MtpStorage(drive, device)
    watch.write(f"{IMPORT_FOLDER}/a.fit.part", b"abc")
    device.keeps = 2
    with pytest.raises(OSError) as caught:
        watch.rename(f"{IMPORT_FOLDER}/a.fit.part", "a.fit")
    assert caught.value.args == (errno.EIO, "the file reads back with other contents")
    assert caught.value.filename == f"{IMPORT_FOLDER}/a.fit"
    assert watch.read(f"{IMPORT_FOLDER}/a.fit.part", 9) == b"abc"


@pytest.mark.parametrize("refuses", ["", "rename"])
def test_a_full_device_that_reports_success_keeps_what_it_had(drive: Path, refuses: str) -> None:
    watch = MtpStorage(drive, Device(refuses, keeps=2))
    changes = [
        Change(f"{IMPORT_FOLDER}/a.fit", None, b"abc"),
        Change(f"{IMPORT_FOLDER}/b.fit", None, b"de"),
    ]
    with pytest.raises(WatchError) as caught:
        apply(watch, changes)
    assert str(caught.value) == (
        f"{drive}: {IMPORT_FOLDER}/a.fit: the file reads back with other contents\n"
        "  the watch is as it was before; check the cable and the free space on the watch, then run the command again"
    )
    assert all_files(watch) == files()


@pytest.mark.parametrize("command", ["copy", "remove", "mkdir"])
def test_a_device_that_refuses_is_left_as_it_is(drive: Path, command: str) -> None:
    watch = MtpStorage(drive, Device(refuses=command))
    acts: dict[str, Callable[[], None]] = {
        "copy": lambda: watch.write(f"{IMPORT_FOLDER}/a.fit", b"a"),
        "remove": lambda: watch.remove(XML),
        "mkdir": lambda: watch.make_folder(f"{IMPORT_FOLDER}/deeper"),
    }
    before = tree(drive)
    with pytest.raises(OSError) as caught:
        acts[command]()
    assert caught.value.strerror == f"gio {command}: Operation not supported"
    assert tree(drive) == before


# --- the program itself -----------------------------------------------------------------


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for another gio, the only program there; it is empty at first."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder / "gio"


def write_program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_without_gio_it_says_what_to_install(drive: Path, program: Path) -> None:
    assert not program.exists()
    with pytest.raises(WatchError) as caught:
        MtpStorage(drive).write(f"{IMPORT_FOLDER}/a.fit", b"a")
    assert str(caught.value) == (
        "the program gio is missing, which writes to watches without a drive (MTP)\n"
        "  install it: sudo apt install libglib2.0-bin gvfs-backends gvfs-fuse"
        " (Fedora: glib2, gvfs-mtp, gvfs-fuse)"
    )
    assert all_files(MtpStorage(drive)) == files()


@pytest.mark.parametrize(
    ("text", "number", "message"),
    [
        (
            "echo 'gio: Device or resource Busy' >&2; exit 1",
            errno.EBUSY,
            "gio: Device or resource Busy",
        ),
        (
            "echo 'gio: No space left on device' >&2; exit 2",
            errno.EIO,
            "gio: No space left on device",
        ),
        ("printf 'a\\n\\n  b\\tc\\n' >&2; exit 1", errno.EIO, "a b c"),
        ("printf '\\033[2J\\377' >&2; exit 1", errno.EIO, "U+001B[2J\ufffd"),
        ("exit 1", errno.EIO, "gio copy failed"),
        ("echo 'not this'; exit 3", errno.EIO, "gio copy failed"),
        ("kill -9 $$", errno.EIO, "gio copy failed"),
    ],
    ids=["busy", "full", "lines", "escapes", "no words", "words elsewhere", "killed"],
)
def test_the_reason_is_what_gio_reports(
    drive: Path, program: Path, text: str, number: int, message: str
) -> None:
    write_program(program, text)
    with pytest.raises(OSError) as caught:
        MtpStorage(drive).write(f"{IMPORT_FOLDER}/a.fit", b"a")
    assert caught.value.args == (number, message)


def test_a_long_complaint_is_shortened(drive: Path, program: Path) -> None:
    write_program(program, "printf '%02000d' 0 >&2; exit 1")
    with pytest.raises(OSError) as caught:
        MtpStorage(drive).remove(XML)
    assert caught.value.strerror == "0" * 800


def test_a_device_that_is_in_use_says_what_to_close(drive: Path, program: Path) -> None:
    write_program(program, "echo 'gio: the device is busy' >&2; exit 1")
    with pytest.raises(WatchError) as caught:
        apply(MtpStorage(drive), [Change(f"{IMPORT_FOLDER}/a.fit", None, b"abc")])
    assert str(caught.value) == (
        f"{drive}: gio: the device is busy\n"
        "  the watch is as it was before; close what uses it (Garmin Express, a file manager),"
        " then run the command again"
    )


def test_the_reason_is_found_behind_long_paths(drive: Path, program: Path) -> None:
    """gio names the file twice before it says why."""
    path = "/run/user/1000/gvfs/mtp:host=091e_4cda_0000cafe/Internal Storage/GARMIN/NewFiles/a.fit"
    message = f"gio: file://{path}: Error removing file {path}: Device or resource busy"
    write_program(program, f"echo '{message}' >&2; exit 1")
    with pytest.raises(OSError) as caught:
        MtpStorage(drive).remove(XML)
    assert caught.value.args == (errno.EBUSY, message)


@pytest.mark.slow
def test_gio_has_a_timeout(drive: Path, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fitexport.watch.mtp._PATIENCE_S", 0.1)
    write_program(program, "exec /bin/sleep 60")
    with pytest.raises(TimeoutError) as caught:
        MtpStorage(drive).remove(XML)
    assert caught.value.args == (errno.ETIMEDOUT, "no answer in 0.1 s")
    assert caught.value.filename == str(drive / XML)


def test_gio_gets_whole_paths(drive: Path, program: Path) -> None:
    write_program(program, f'printf "%s\\n" "$@" >> "{program}.log"')
    watch = MtpStorage(drive)
    watch.make_folder(f"{IMPORT_FOLDER}/a b")
    watch.remove(f"{IMPORT_FOLDER}/$(touch x).fit")
    watch.rename(XML, "b.fit")
    assert Path(f"{program}.log").read_text().splitlines() == [
        *("mkdir", f"{drive / IMPORT_FOLDER}/a b"),
        *("remove", f"{drive / IMPORT_FOLDER}/$(touch x).fit"),
        *("rename", f"{drive / XML}", "b.fit"),
    ]


def test_gio_does_not_read_from_the_terminal(drive: Path, program: Path) -> None:
    """It may ask there for a password, and wait."""
    write_program(program, f'/bin/cat > "{program}.log"')
    terminal, typed = os.pipe()
    os.write(typed, b"typed\n")
    os.close(typed)
    kept = os.dup(0)
    os.dup2(terminal, 0)
    try:
        MtpStorage(drive).remove(XML)
    finally:
        os.dup2(kept, 0)
        os.close(kept)
        os.close(terminal)
    assert Path(f"{program}.log").read_bytes() == b""


def test_copies_are_not_left_on_the_computer(
    drive: Path, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    write_program(program, f'echo "$2" > "{program}.log"; exit 1')
    with pytest.raises(OSError):
        MtpStorage(drive).write(f"{IMPORT_FOLDER}/a.fit", b"a")
    source = Path(Path(f"{program}.log").read_text().strip())
    assert source.is_relative_to(tmp_path / "tmp")
    assert source.name == "a.fit"
    assert tree(tmp_path / "tmp") == {}
