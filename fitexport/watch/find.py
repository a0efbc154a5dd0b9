"""Find connected watches: drives and MTP folders with a GarminDevice.xml."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from fitexport.errors import WatchError, reason
from fitexport.watch.device import DESCRIPTION, FOLDER
from fitexport.watch.mtp import MtpStorage
from fitexport.watch.storage import DriveStorage, Name, Storage, resolve

_DRIVES = {
    "Linux": ("media/*", "media/*/*", "run/media/*/*", "mnt/*"),
    "Darwin": ("Volumes/*",),
}
"""Below the root. Ubuntu mounts in /media/USER since 12.10, others in /run/media/USER."""
_MTP = "mtp:"
_LETTERS = "DEFGHIJKLMNOPQRSTUVWXYZAB"


def connected(system: str, root: Path, runtime: Path | None) -> list[Storage]:
    """Every watch mounted as a drive below `root` (Windows: at a drive letter), or through gvfs in
    the user's `runtime` folder. `system` is Linux, Darwin or Windows."""
    found = (_watch_in(place) for place in _places(system, root, runtime))
    # If one place is a link to another, both are the same watch.
    return list({watch.root: watch for watch in found if watch is not None}.values())


def watch_at(place: Path) -> Storage:
    """The watch at a given place: its drive, or the GARMIN folder on it.

    Raises:
        WatchError: there is none.
    """
    inside = [place]
    if place.name.casefold() == FOLDER.casefold():
        inside.append(place.absolute().parent)
    if place.name.startswith(_MTP):  # gvfs shows the storages of a watch one folder below
        inside += _glob(place, "*")
    storage = next((found for path in inside if (found := _watch_in(path)) is not None), None)
    if storage is None:
        raise WatchError(
            f"{_why_none(place)}, so not a Garmin watch",
            "give the drive of a watch: the folder with GARMIN in it",
            where=place,
        )
    return storage


def _places(system: str, root: Path, runtime: Path | None) -> Iterator[Path]:
    if system == "Windows":
        yield from (Path(f"{letter}:\\") for letter in _LETTERS)
    for pattern in _DRIVES.get(system, ()):
        yield from _glob(root, pattern)
    if runtime is not None:
        yield from _glob(runtime, f"gvfs/{_MTP}host=*/*")


def _glob(folder: Path, pattern: str) -> list[Path]:
    """The readable matches, folder by folder, so that one drive that does not answer or may not
    be read hides no other."""
    first, _, rest = pattern.partition("/")
    found: list[Path] = []
    for _ in range(2):  # gvfs fails once after a watch is plugged in again (measured)
        with contextlib.suppress(OSError):
            found = sorted(folder.glob(first))
            break
    return [each for path in found for each in _glob(path, rest)] if rest else found


def _why_none(place: Path) -> str:
    """Why a place is not a watch."""
    try:
        return f"no {FOLDER}/{DESCRIPTION} in it" if place.exists() else "there is no such folder"
    except OSError as error:
        return reason(error)


def _watch_in(place: Path) -> DriveStorage | None:
    try:
        if not place.is_dir():
            return None
        mtp = any(part.startswith(_MTP) for part in place.absolute().parts)
        storage = MtpStorage(place) if mtp else DriveStorage(place)
        folder, name = resolve(storage, f"{FOLDER}/{DESCRIPTION}").split("/")
        return storage if Name(name, is_folder=False) in storage.names(folder) else None
    except (OSError, WatchError):
        return None
