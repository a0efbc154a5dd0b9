"""The files of a watch: a drive, a drive behind a browser, and a watch in memory do the same."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.folders import tree
from support.handles import handle_of
from support.handles import opened as opened_to_page
from support.mounts import another_file_system
from support.watches import FENIX, FORERUNNER, all_files, files_of, in_memory, make_drive

from fitexport.errors import WatchError
from fitexport.watch.storage import (
    MAX_NAMES,
    DriveStorage,
    Name,
    Storage,
    check_answers,
    read_if_there,
    resolve,
)

IMPORT_FOLDER = "Garmin/NewFiles"
XML = "Garmin/GarminDevice.xml"


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    return make_drive(tmp_path / "drive", FENIX)


@pytest.fixture(params=["memory", "drive", "browser"])
def watch(request: pytest.FixtureRequest, drive: Path) -> Storage:
    if request.param == "browser":
        return opened_to_page(handle_of(FENIX))
    return in_memory(FENIX) if request.param == "memory" else DriveStorage(drive)


@pytest.fixture(params=["drive", "browser"])
def real(request: pytest.FixtureRequest, drive: Path) -> Storage:
    """The storages that a path could lead out of."""
    return DriveStorage(drive) if request.param == "drive" else opened_to_page(handle_of(FENIX))


# --- what every watch does --------------------------------------------------------------


def test_names_are_listed_in_order_with_folders_marked(watch: Storage) -> None:
    assert watch.names("") == [Name("Garmin", True)]
    assert watch.names("Garmin") == [
        Name("DEVICE.FIT", False),
        Name("GarminDevice.xml", False),
        Name("NewFiles", True),
        Name("Schedule", True),
        Name("Workouts", True),
    ]
    assert watch.names("Garmin/Workouts") == [Name("Schedule", True)]


@pytest.mark.parametrize("folder", ["Garmin/Nothing", "Nothing", "Nothing/at/all", XML, f"{XML}/x"])
def test_what_is_no_folder_has_no_names(watch: Storage, folder: str) -> None:
    assert watch.names(folder) == []


def test_a_file_is_read_as_far_as_wanted(watch: Storage) -> None:
    data = files_of(FENIX)[XML]
    assert watch.read(XML, len(data) + 1) == watch.read(XML, len(data)) == data
    assert watch.read(XML, 5) == data[:5]
    assert watch.read(XML, 0) == b""


@pytest.mark.parametrize(
    "act",
    [
        lambda watch: watch.read(f"{IMPORT_FOLDER}/a.fit", 1),
        lambda watch: watch.remove(f"{IMPORT_FOLDER}/a.fit"),
        lambda watch: watch.rename(f"{IMPORT_FOLDER}/a.fit", "b.fit"),
        lambda watch: watch.read("Nothing/a.fit", 1),
    ],
    ids=["read", "remove", "rename", "read in no folder"],
)
def test_a_missing_file_is_reported_as_missing(
    watch: Storage, act: Callable[[Storage], object]
) -> None:
    with pytest.raises(FileNotFoundError):
        act(watch)
    assert all_files(watch) == files_of(FENIX)


@pytest.mark.parametrize("data", [b"", b"abc", bytes(range(256)) * 600], ids=len)
def test_what_is_written_reads_back(watch: Storage, data: bytes) -> None:
    watch.write(f"{IMPORT_FOLDER}/a b (1).fit", data)
    assert watch.names(IMPORT_FOLDER) == [Name("a b (1).fit", False)]
    assert all_files(watch) == {**files_of(FENIX), f"{IMPORT_FOLDER}/a b (1).fit": data}


def test_a_file_at_the_root_is_a_file_like_others(watch: Storage) -> None:
    watch.write("a.fit", b"a")
    watch.rename("a.fit", "b.fit")
    assert watch.names("") == [Name("Garmin", True), Name("b.fit", False)]
    watch.remove("b.fit")
    assert all_files(watch) == files_of(FENIX)


def test_an_existing_file_is_not_overwritten(watch: Storage) -> None:
    with pytest.raises((FileExistsError, AssertionError)):
        watch.write(XML, b"mine")
    assert all_files(watch) == files_of(FENIX)


def test_a_file_gets_another_name_in_its_folder(watch: Storage) -> None:
    watch.write(f"{IMPORT_FOLDER}/a.fit.part", b"a")
    watch.rename(f"{IMPORT_FOLDER}/a.fit.part", "a.fit")
    assert all_files(watch) == {**files_of(FENIX), f"{IMPORT_FOLDER}/a.fit": b"a"}


def test_an_existing_file_of_the_new_name_is_replaced(watch: Storage) -> None:
    watch.write(f"{IMPORT_FOLDER}/a.fit", b"old")
    watch.write(f"{IMPORT_FOLDER}/a.fit.part", b"newer")
    watch.rename(f"{IMPORT_FOLDER}/a.fit.part", "a.fit")
    assert all_files(watch) == {**files_of(FENIX), f"{IMPORT_FOLDER}/a.fit": b"newer"}


def test_a_file_is_removed(watch: Storage) -> None:
    watch.write(f"{IMPORT_FOLDER}/a.fit", b"a")
    watch.write(f"{IMPORT_FOLDER}/b.fit", b"b")
    watch.remove(f"{IMPORT_FOLDER}/a.fit")
    assert watch.names(IMPORT_FOLDER) == [Name("b.fit", False)]


def test_files_can_be_written_to_a_new_folder(watch: Storage) -> None:
    watch.make_folder(f"{IMPORT_FOLDER}/deeper")
    assert watch.names(IMPORT_FOLDER) == [Name("deeper", True)]
    assert watch.names(f"{IMPORT_FOLDER}/deeper") == []
    watch.write(f"{IMPORT_FOLDER}/deeper/a.fit", b"a")
    assert watch.read(f"{IMPORT_FOLDER}/deeper/a.fit", 9) == b"a"


@pytest.mark.parametrize(
    ("path", "spelled"),
    [
        ("GARMIN/NEWFILES", "Garmin/NewFiles"),
        ("garmin/garmindevice.XML", "Garmin/GarminDevice.xml"),
        ("Garmin/Workouts/SCHEDULE", "Garmin/Workouts/Schedule"),
        ("GARMIN/Courses/NEW", "Garmin/Courses/NEW"),
        ("Other/NEWFILES", "Other/NEWFILES"),
        ("GARMIN", "Garmin"),
    ],
)
def test_a_path_is_found_whatever_its_case(watch: Storage, path: str, spelled: str) -> None:
    assert resolve(watch, path) == spelled


def test_an_exact_name_is_preferred_to_similar_ones(watch: Storage) -> None:
    watch.make_folder("Garmin/NEWFILES")
    assert resolve(watch, "GARMIN/NEWFILES") == "Garmin/NEWFILES"
    assert resolve(watch, "GARMIN/NewFiles") == "Garmin/NewFiles"
    assert resolve(watch, "GARMIN/newfiles") == "Garmin/NEWFILES"


def test_a_file_is_read_if_it_is_there(watch: Storage) -> None:
    assert read_if_there(watch, XML, 3) == files_of(FENIX)[XML][:3]
    assert read_if_there(watch, "Garmin/nothing.fit", 3) is None
    assert read_if_there(watch, "Nothing/nothing.fit", 3) is None
    assert read_if_there(watch, "nothing.fit", 3) is None
    assert read_if_there(watch, IMPORT_FOLDER, 3) is None
    assert read_if_there(watch, XML.upper(), 3) is None


def test_a_watch_that_is_there_answers(watch: Storage) -> None:
    check_answers(watch)


@pytest.mark.parametrize("lacks", [XML, "everything"])
def test_a_watch_without_its_description_counts_as_disconnected(watch: Storage, lacks: str) -> None:
    """A drive that was pulled out shows empty folders before it shows that it is gone."""
    for path in [lacks] if lacks == XML else all_files(watch):
        watch.remove(path)
    with pytest.raises(OSError) as caught:
        check_answers(watch)
    assert caught.value.args == (errno.ENODEV, "the watch no longer answers")


# --- a drive leads nowhere else ---------------------------------------------------------


def operations(path: str) -> dict[str, Callable[[Storage], object]]:
    """All that can be done with a path."""
    folder, _, name = path.rpartition("/")
    return {
        "names": lambda watch: watch.names(path),
        "read": lambda watch: watch.read(path, 10),
        "write": lambda watch: watch.write(path, b"mine"),
        "rename": lambda watch: watch.rename(path, "b"),
        "rename onto": lambda watch: watch.rename(f"{folder}/own.fit".removeprefix("/"), name),
        "remove": lambda watch: watch.remove(path),
        "make_folder": lambda watch: watch.make_folder(path),
        "resolve": lambda watch: resolve(watch, f"{path}/x"),
        "read_if_there": lambda watch: read_if_there(watch, f"{path}/x", 10),
    }


def complaint(act: Callable[[Storage], object], watch: Storage) -> str:
    with pytest.raises(WatchError) as caught:
        act(watch)
    return str(caught.value)


PATHS = {
    "..": "..",
    "../x": "../x",
    "up and down": "Garmin/../../x",
    "up at the end": "Garmin/..",
    "here": "Garmin/./x",
    "the root of the computer": "/etc",
    "an empty part": "Garmin//x",
    "an empty name": "Garmin/",
    "NUL": "Garmin/a\0b",
    "a backslash": "Garmin\\..\\..\\x",
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_path_that_climbs_out_is_refused(tmp_path: Path, real: Storage, path: str) -> None:
    (tmp_path / "x").mkdir()
    before = tree(tmp_path)
    shown = path.replace("\0", "U+0000")
    for name, act in operations(path).items():
        if name not in ("rename onto", "resolve"):  # these ask for what is beside it first
            assert complaint(act, real) == (
                f'"{shown}" leads outside the watch\n  nothing was written'
            ), name
    assert tree(tmp_path) == before
    assert all_files(real) == files_of(FENIX)


@pytest.mark.parametrize("name", ["../../x", "..", "/etc/x", "", "a\\b", "\0"])
def test_a_new_name_that_climbs_out_is_refused(tmp_path: Path, real: Storage, name: str) -> None:
    real.write(f"{IMPORT_FOLDER}/a.fit", b"a")
    before = tree(tmp_path)
    shown = f"{IMPORT_FOLDER}/{name}".replace("\0", "U+0000")
    message = complaint(lambda watch: watch.rename(f"{IMPORT_FOLDER}/a.fit", name), real)
    assert message == f'"{shown}" leads outside the watch\n  nothing was written'
    assert tree(tmp_path) == before
    assert all_files(real) == {**files_of(FENIX), f"{IMPORT_FOLDER}/a.fit": b"a"}


def test_control_characters_in_paths_are_made_visible(drive: Path) -> None:
    message = complaint(lambda watch: watch.names("\x1b[2J/../" + "x" * 300), DriveStorage(drive))
    assert message == (f'"U+001B[2J/../{"x" * 192}" leads outside the watch\n  nothing was written')


def link_message(path: Path) -> str:
    return (
        f"{path} is a link, which no watch has: it could lead anywhere\n"
        "  nothing was written; give another drive with --at"
    )


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that is none of the watch's business."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.fit").write_bytes(b"secret")
    return folder


def test_an_import_folder_that_is_a_link_is_refused(
    tmp_path: Path, drive: Path, outside: Path
) -> None:
    import_folder = drive / IMPORT_FOLDER
    import_folder.rmdir()
    import_folder.symlink_to(outside)
    before = tree(tmp_path)
    for path in (IMPORT_FOLDER, f"{IMPORT_FOLDER}/secret.fit", f"{IMPORT_FOLDER}/new.fit"):
        for name, act in operations(path).items():
            if name == "rename onto" and path == IMPORT_FOLDER:
                continue  # there is nothing of that name to be renamed
            assert complaint(act, DriveStorage(drive)) == link_message(import_folder), (path, name)
    assert tree(tmp_path) == before


def test_a_folder_of_garmin_that_is_a_link_is_refused(
    tmp_path: Path, drive: Path, outside: Path
) -> None:
    garmin = drive / "Garmin"
    garmin.rename(outside / "Garmin")
    garmin.symlink_to(outside / "Garmin")
    before = tree(tmp_path)
    watch = DriveStorage(drive)
    assert watch.names("") == [Name("Garmin", False, is_other=True)]
    assert complaint(lambda watch: watch.read(XML, 10), watch) == link_message(garmin)
    assert complaint(lambda watch: watch.write(f"{IMPORT_FOLDER}/a", b""), watch) == link_message(
        garmin
    )
    assert tree(tmp_path) == before


@pytest.mark.parametrize("target", ["secret.fit", "nothing.fit"], ids=["file", "dangling"])
def test_a_file_that_is_a_link_is_no_file_and_not_touched(
    tmp_path: Path, drive: Path, outside: Path, target: str
) -> None:
    link = drive / IMPORT_FOLDER / "a.fit"
    link.symlink_to(outside / target)
    (drive / IMPORT_FOLDER / "own.fit").write_bytes(b"own")
    before = tree(tmp_path)
    watch = DriveStorage(drive)
    names = watch.names(IMPORT_FOLDER)
    assert names == [Name("a.fit", False, is_other=True), Name("own.fit", False)]
    assert [name.is_file for name in names] == [False, True]
    assert read_if_there(watch, f"{IMPORT_FOLDER}/a.fit", 10) is None
    for name, act in operations(f"{IMPORT_FOLDER}/a.fit").items():
        assert complaint(act, watch) == link_message(link), name
    assert tree(tmp_path) == before


def test_a_link_within_the_watch_is_refused_as_well(drive: Path) -> None:
    link = drive / "Garmin" / "Again"
    link.symlink_to("NewFiles")
    message = complaint(lambda watch: watch.names("Garmin/Again"), DriveStorage(drive))
    assert message == link_message(link)


def test_a_drive_may_itself_be_reached_by_a_link(tmp_path: Path, drive: Path) -> None:
    (tmp_path / "watch").symlink_to(drive)
    watch = DriveStorage(tmp_path / "watch")
    assert watch.where == str(tmp_path / "watch")
    assert watch.root == drive
    assert all_files(watch) == files_of(FENIX)


def test_what_is_neither_file_nor_folder_is_not_read(drive: Path) -> None:
    """Opening a pipe would wait for ever."""
    os.mkfifo(drive / IMPORT_FOLDER / "pipe.fit")
    assert DriveStorage(drive).names(IMPORT_FOLDER) == [Name("pipe.fit", False, is_other=True)]
    assert read_if_there(DriveStorage(drive), f"{IMPORT_FOLDER}/pipe.fit", 10) is None


@pytest.mark.parametrize(
    "name", ["a\x1b[2J.fit", "a\n.fit", "a\\b.fit", "\u202etif.a", "\udcff.fit"]
)
def test_names_that_no_watch_uses_are_skipped(drive: Path, name: str) -> None:
    (drive / IMPORT_FOLDER / name).write_bytes(b"a")
    (drive / IMPORT_FOLDER / "é.fit").write_bytes(b"e")
    assert DriveStorage(drive).names(IMPORT_FOLDER) == [Name("é.fit", False)]


def test_no_file_is_written_below_a_file(real: Storage) -> None:
    with pytest.raises(NotADirectoryError):
        real.write(f"{XML}/a.fit", b"a")
    for path in (XML, IMPORT_FOLDER):
        with pytest.raises(FileExistsError):
            real.make_folder(path)
        with pytest.raises(FileExistsError):
            real.write(path, b"a")
    for act in (lambda: real.read(IMPORT_FOLDER, 1), lambda: real.remove(IMPORT_FOLDER)):
        with pytest.raises(IsADirectoryError):
            act()
    assert all_files(real) == files_of(FENIX)
    assert Name("NewFiles", True) in real.names("Garmin")


@pytest.mark.slow
def test_more_names_than_a_watch_has_are_not_all_read(tmp_path: Path) -> None:
    root = tmp_path / "photos"
    (root / "GARMIN").mkdir(parents=True)
    watch = DriveStorage(root)
    for folder, where in (("GARMIN", root / "GARMIN"), ("", root)):
        for number in range(MAX_NAMES - len(watch.names(folder))):
            (where / f"{number}").touch()
        assert len(watch.names(folder)) == MAX_NAMES
        (where / "one more").touch()
        assert complaint(operations(folder)["names"], watch) == (
            f"{where} has more than {MAX_NAMES} names\n"
            "  no folder of a watch has so many; give another drive with --at"
        )


# --- a drive that is gone ---------------------------------------------------------------


@pytest.mark.parametrize("name", [each for each in operations("") if each != "names"])
def test_nothing_can_be_done_with_a_drive_that_vanished(drive: Path, name: str) -> None:
    watch = DriveStorage(drive)
    shutil.rmtree(drive)
    if name in ("resolve", "read_if_there"):
        assert operations(XML)[name](watch) in (None, f"{XML}/x")
    else:
        with pytest.raises(OSError):
            operations(XML)[name](watch)
    with pytest.raises(OSError) as caught:
        check_answers(watch)
    assert caught.value.args == (errno.ENODEV, "the watch no longer answers")
    assert not drive.exists()


def test_a_drive_that_was_never_there_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        DriveStorage(tmp_path / "drive")


def assert_gone(watch: DriveStorage) -> None:
    for path in ("", XML, f"{IMPORT_FOLDER}/a.fit"):
        for name, act in operations(path).items():
            with pytest.raises(OSError) as caught:
                act(watch)
            assert caught.value.errno == errno.ENODEV, (path, name)
            assert caught.value.strerror == "the watch is gone"
    with pytest.raises(OSError) as caught:
        check_answers(watch)
    assert caught.value.strerror == "the watch is gone"


def test_the_empty_place_of_an_unmounted_drive_is_not_written_to(tmp_path: Path) -> None:
    place = tmp_path / "GARMIN"
    place.mkdir()
    with another_file_system(place):
        make_drive(place, FENIX)
        watch = DriveStorage(place)
        assert all_files(watch) == files_of(FENIX)
    assert_gone(watch)
    assert tree(place) == {}


def test_another_drive_in_the_place_of_the_first_is_not_touched(drive: Path) -> None:
    watch = DriveStorage(drive)
    with another_file_system(drive):
        make_drive(drive, FORERUNNER)
        before = tree(drive)
        assert_gone(watch)
        assert tree(drive) == before
    assert all_files(watch) == files_of(FENIX)
