"""Where watches show up on a computer, and what is skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.folders import tree
from support.mounts import dead_drive
from support.watches import BAND, FENIX, FORERUNNER, Kind, files_of, make_drive

from fitexport.errors import WatchError
from fitexport.watch.find import connected, watch_at
from fitexport.watch.mtp import MtpStorage
from fitexport.watch.storage import DriveStorage, Storage

MTP = "gvfs/mtp:host=091e_4cda_0000cafe/Internal Storage"


def found(system: str, root: Path, runtime: Path | None = None) -> list[str]:
    """Where watches are, below `root`."""
    storages = connected(system, root, runtime)
    return [Path(each.where).absolute().relative_to(root).as_posix() for each in storages]


def make_watch(place: Path, kind: Kind = FORERUNNER) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    return make_drive(place, kind)


# --- looking for them -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "place"),
    [
        ("Linux", "media/ann/GARMIN"),
        ("Linux", "media/GARMIN"),
        ("Linux", "run/media/ann/GARMIN"),
        ("Linux", "mnt/watch"),
        ("Linux", "media/ann/0123-4567"),
        ("Darwin", "Volumes/GARMIN"),
    ],
)
@pytest.mark.parametrize("kind", [FORERUNNER, FENIX, BAND], ids=["GARMIN", "Garmin", "band"])
def test_a_watch_is_found_where_its_system_mounts_drives(
    tmp_path: Path, system: str, place: str, kind: Kind
) -> None:
    make_watch(tmp_path / place, kind)
    (storage,) = connected(system, tmp_path, None)
    assert type(storage) is DriveStorage
    assert storage.where == str(tmp_path / place)


@pytest.mark.parametrize(
    ("system", "place"),
    [
        ("Darwin", "media/ann/GARMIN"),
        ("Linux", "Volumes/GARMIN"),
        ("Linux", "home/ann/GARMIN"),
        ("Linux", "media/ann/backup/GARMIN"),
        ("Linux", "media"),
        ("FreeBSD", "media/GARMIN"),
    ],
)
def test_other_places_are_not_searched(tmp_path: Path, system: str, place: str) -> None:
    make_watch(tmp_path / place)
    assert connected(system, tmp_path, None) == []


@pytest.mark.skipif(os.name == "nt", reason="stands in for the drives that Windows really has")
def test_windows_has_a_letter_for_each_drive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for letter in "BEHC":
        make_watch(tmp_path / f"{letter}:\\")
    assert found("Windows", tmp_path) == ["E:\\", "H:\\", "B:\\"]  # C: is the computer's own


def test_a_watch_without_a_drive_is_found_in_gvfs(tmp_path: Path) -> None:
    place = make_watch(tmp_path / "user" / MTP)
    (storage,) = connected("Linux", tmp_path / "none", tmp_path / "user")
    assert type(storage) is MtpStorage
    assert storage.where == str(place)


def test_other_shares_in_gvfs_are_no_watches(tmp_path: Path) -> None:
    make_watch(tmp_path / "gvfs" / "dav:host=example.org" / "x")
    make_watch(tmp_path / "gvfs" / "mtp:host=Pixel_8" / "Internal Storage" / "Download")
    (tmp_path / "gvfs" / "mtp:host=Garmin_x").mkdir()
    assert connected("Linux", tmp_path / "none", tmp_path) == []


def test_the_computer_without_any_drive_has_no_watch(tmp_path: Path) -> None:
    for system in ("Linux", "Darwin", "Windows", "Plan 9"):
        assert connected(system, tmp_path, tmp_path / "none") == []


def test_all_watches_are_found_in_order(tmp_path: Path) -> None:
    for place in ("media/bob/GARMIN1", "media/ann/GARMIN", "run/media/ann/FENIX", f"user/{MTP}"):
        make_watch(tmp_path / place)
    assert found("Linux", tmp_path, tmp_path / "user") == [
        "media/ann/GARMIN",
        "media/bob/GARMIN1",
        "run/media/ann/FENIX",
        f"user/{MTP}",
    ]


def test_a_watch_mounted_in_two_places_is_one(tmp_path: Path) -> None:
    """Some systems make one of the places a link to the other."""
    make_watch(tmp_path / "run/media/ann/GARMIN")
    (tmp_path / "media").symlink_to("run/media")
    assert found("Linux", tmp_path) == ["run/media/ann/GARMIN"]


@pytest.mark.parametrize(
    "files",
    [
        [],
        ["DCIM/1.jpg"],
        ["GARMIN/photo.jpg"],
        ["GarminDevice.xml"],
        ["GARMIN/x/GarminDevice.xml"],
        ["GARMIN/GarminDevice.xml/x"],
        ["GARMIN"],
        ["GARMIN2/GarminDevice.xml"],
    ],
    ids=[
        "empty",
        "photos",
        "no description",
        "description elsewhere",
        "too deep",
        "a folder",
        "a file",
        "another folder",
    ],
)
def test_a_drive_that_is_no_watch_is_skipped(tmp_path: Path, files: list[str]) -> None:
    stick = tmp_path / "media/ann/STICK"
    stick.mkdir(parents=True)
    for file in files:
        (stick / file).parent.mkdir(parents=True, exist_ok=True)
        (stick / file).write_bytes(b"")
    make_watch(tmp_path / "media/ann/WATCH")
    assert found("Linux", tmp_path) == ["media/ann/WATCH"]


def test_a_drive_whose_garmin_folder_is_a_link_is_skipped(tmp_path: Path) -> None:
    make_watch(tmp_path / "home")
    stick = tmp_path / "media/ann/STICK"
    stick.mkdir(parents=True)
    (stick / "GARMIN").symlink_to(tmp_path / "home/GARMIN")
    assert connected("Linux", tmp_path, None) == []


@pytest.mark.slow
def test_a_drive_with_too_many_names_is_skipped(tmp_path: Path) -> None:
    photos = tmp_path / "media/ann/PHOTOS"
    photos.mkdir(parents=True)
    for number in range(5001):
        (photos / f"{number}.jpg").touch()
    make_watch(tmp_path / "media/ann/WATCH")
    assert found("Linux", tmp_path) == ["media/ann/WATCH"]


def test_dangling_links_are_skipped(tmp_path: Path) -> None:
    make_watch(tmp_path / "media/ann/WATCH")
    for place in (tmp_path / "media", tmp_path / "media/ann"):
        (place / "circle").symlink_to("circle")
        (place / "dangling").symlink_to("nothing")
        (place / "file").write_bytes(b"")
    assert found("Linux", tmp_path) == ["media/ann/WATCH"]


@pytest.mark.parametrize(
    "place",
    ["media/dead", "media/ann/DEAD", "run/media/dead", "mnt/dead", "user/gvfs/mtp:host=dead"],
)
def test_a_drive_that_does_not_answer_hides_no_watch(tmp_path: Path, place: str) -> None:
    places = ["media/ann/GARMIN", "media/zoe/GARMIN", "run/media/zoe/GARMIN", f"user/{MTP}"]
    for each in places:
        make_watch(tmp_path / each)
    (tmp_path / place).mkdir(parents=True)
    with dead_drive(tmp_path / place):
        assert found("Linux", tmp_path, tmp_path / "user") == places
        assert complaint(tmp_path / place) == (
            f"{tmp_path / place}: Transport endpoint is not connected, so not a Garmin watch\n"
            "  give the drive of a watch: the folder with GARMIN in it"
        )


# --- a place that the user gives -------------------------------------------------------


def complaint(place: Path) -> str:
    with pytest.raises(WatchError) as caught:
        watch_at(place)
    return str(caught.value)


def at(place: Path) -> tuple[type[Storage], str]:
    storage = watch_at(place)
    assert isinstance(storage, DriveStorage)
    return type(storage), str(storage.root)


@pytest.mark.parametrize("kind", [FORERUNNER, FENIX], ids=["GARMIN", "Garmin"])
def test_a_watch_is_named_by_its_drive_or_the_folder_on_it(tmp_path: Path, kind: Kind) -> None:
    make_watch(tmp_path, kind)
    assert at(tmp_path) == at(tmp_path / kind.folder) == (DriveStorage, str(tmp_path))


def test_a_drive_called_garmin_is_a_drive(tmp_path: Path) -> None:
    make_watch(tmp_path / "GARMIN")
    assert at(tmp_path / "GARMIN") == (DriveStorage, str(tmp_path / "GARMIN"))
    assert at(tmp_path / "GARMIN" / "GARMIN") == (DriveStorage, str(tmp_path / "GARMIN"))


def test_a_relative_place_is_one_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_watch(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert at(Path()) == at(Path("GARMIN")) == (DriveStorage, str(tmp_path))
    assert watch_at(Path("GARMIN")).where == str(tmp_path)
    monkeypatch.chdir(tmp_path / "GARMIN")
    assert at(Path("..")) == (DriveStorage, str(tmp_path))


def test_a_place_by_a_link_is_where_that_leads(tmp_path: Path) -> None:
    make_watch(tmp_path / "drive")
    (tmp_path / "watch").symlink_to("drive")
    assert at(tmp_path / "watch") == (DriveStorage, str(tmp_path / "drive"))


@pytest.mark.parametrize("below", ["", "Internal Storage", "Internal Storage/GARMIN"])
def test_a_watch_in_gvfs_is_named_by_its_host_its_storage_or_its_folder(
    tmp_path: Path, below: str
) -> None:
    place = make_watch(tmp_path / MTP)
    assert at(place.parent / below) == (MtpStorage, str(place))


def test_of_a_hosts_storages_the_one_with_the_watch_is_used(tmp_path: Path) -> None:
    place = make_watch(tmp_path / MTP)
    (place.parent / "A card").mkdir()
    assert at(place.parent) == (MtpStorage, str(place))


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("nothing", "there is no such folder"),
        ("nothing/GARMIN", "there is no such folder"),
        ("dangling", "there is no such folder"),
        ("empty", "no GARMIN/GarminDevice.xml in it"),
        ("a file", "no GARMIN/GarminDevice.xml in it"),
        ("a file/x", "there is no such folder"),
        ("watch/GARMIN/NEWFILES", "no GARMIN/GarminDevice.xml in it"),
        (".", "no GARMIN/GarminDevice.xml in it"),
        ("x" * 300, "File name too long"),
        ("gvfs/mtp:host=x", "no GARMIN/GarminDevice.xml in it"),
    ],
)
def test_a_place_without_a_watch_is_refused(tmp_path: Path, place: str, why: str) -> None:
    make_watch(tmp_path / "watch")
    (tmp_path / "empty").mkdir()
    (tmp_path / "a file").write_bytes(b"")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "gvfs/mtp:host=x/Internal Storage").mkdir(parents=True)
    before = tree(tmp_path)
    assert complaint(tmp_path / place) == (
        f"{tmp_path / place}: {why}, so not a Garmin watch\n"
        "  give the drive of a watch: the folder with GARMIN in it"
    )
    assert tree(tmp_path) == before


def test_looking_changes_nothing(tmp_path: Path) -> None:
    place = make_watch(tmp_path / "media/GARMIN")
    connected("Linux", tmp_path, None)
    watch_at(place)
    assert {path: data for path, data in tree(place).items() if data is not None} == files_of(
        FORERUNNER
    )
