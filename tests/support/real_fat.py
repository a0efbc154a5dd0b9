"""What tests/watch/test_real_drives.py runs where a real FAT file system can be mounted.

    real_fat.py WORK N SCENARIO DEVICE FOLDER [SCENARIO DEVICE FOLDER ...]

WORK can be written, and is no part of a drive. Cables are pulled at every Nth moment. DEVICE has an
empty FAT. FOLDER holds what is on the watch (`watch`) and exports of two versions of a week (`first`,
`second`). What came of a scenario is printed, one line of JSON each time. It needs no test library: it
may run in a kernel of its own, where starting Python takes seconds.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path

from fitexport.errors import WatchError
from fitexport.watch.connected import Watch, open_watch
from fitexport.watch.payload import payload_of_folder
from fitexport.watch.storage import DriveStorage, check_answers

TODAY = date(2027, 3, 21)
MARK = "real_fat: "
FAT = ("-t", "vfat", "-o", "utf8")


def main(work: str, every: str, *given: str) -> None:
    for scenario, device, folder in zip(given[::3], given[1::3], given[2::3], strict=True):
        drive = Drive(scenario, device, Path(work) / scenario, Path(folder), int(every))
        drive.place.mkdir(parents=True)
        with drive.mounted():
            shutil.copytree(drive.folder / "watch", drive.place, dirs_exist_ok=True)
        SCENARIOS[scenario](drive)


class Drive:
    """A watch on FAT, and what this computer knows of it."""

    def __init__(self, scenario: str, device: str, work: Path, folder: Path, every: int) -> None:
        self.scenario, self.device, self.folder = scenario, device, folder
        self.every = every
        self.place, self.records = work / "drive", work / "records"

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """Every visit is a new one: what is seen comes from the disk, not from memory."""
        call("mount", *FAT, self.device, str(self.place))
        try:
            yield
        finally:
            call("umount", str(self.place))

    def watch(self) -> Watch:
        return open_watch(DriveStorage(self.place), self.records)

    def tree(self) -> dict[str, str | None]:
        """Every path on the drive, with the SHA-256 of a file."""
        return {
            path.relative_to(self.place).as_posix(): (
                None if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
            )
            for path in sorted(self.place.rglob("*"))
        }

    def install(self, export: str, storage: Pulled | None = None) -> int:
        watch = open_watch(storage or DriveStorage(self.place), self.records)
        return install(watch, self.folder / export, storage.progress if storage else quiet)

    def undo(self) -> None:
        undo(self.watch())

    def report(self, after: str, **more: object) -> None:
        report = {"after": after, **more, "tree": self.tree()}
        print(MARK + json.dumps([self.scenario, report]), flush=True)


def quiet(_: str) -> None:
    """Ignore the progress."""


def install(watch: Watch, export: Path, progress: Callable[[str], None] = quiet) -> int:
    """As the command line does it, without asking: how many files it changed."""
    watch.recover(quiet)
    held = watch.contents()
    installation = watch.plan_install(payload_of_folder(export), held, TODAY)
    if installation.changes:
        watch.install(installation, held, progress)
    return len(installation.changes)


def undo(watch: Watch) -> None:
    held = watch.contents()
    undoing = watch.plan_undo(held)
    assert undoing is not None
    watch.undo(undoing, held, quiet)


def call(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def refusal(act: Callable[[], object]) -> str:
    """The kind of a WatchError and its message; "" if there is none."""
    try:
        act()
    except WatchError as error:
        return f"{type(error).__name__}: {error}"
    return ""


# --- scenarios --------------------------------------------------------------------------


def install_and_undo(drive: Drive) -> None:
    with drive.mounted():
        drive.report("nothing")
    with drive.mounted():
        drive.report("install", changes=drive.install("first"))
    with drive.mounted():
        drive.report("install again", changes=drive.install("first"))
    with drive.mounted():
        drive.report("install another version", changes=drive.install("second"))
    with drive.mounted():
        drive.undo()
    with drive.mounted():
        drive.report("undo")


def full(drive: Drive) -> None:
    """With less and more room left, down to none."""
    filler = drive.place / "FILLER"
    for left in (0, 1, 3, 6, 10):
        with drive.mounted():
            room = os.statvfs(drive.place)
            filler.write_bytes(bytes((room.f_bavail - left) * room.f_bsize))
        with drive.mounted():
            error = refusal(lambda: drive.install("first"))
        with drive.mounted():
            filler.unlink()
            drive.report("install", left=left, error=error)
    with drive.mounted():
        drive.install("first")
        drive.report("room was made")


def read_only(drive: Drive) -> None:
    with drive.mounted():
        call("mount", "-o", "remount,ro", str(drive.place))
        error = refusal(lambda: drive.install("first"))
        drive.report("install", error=error)
        call("mount", "-o", "remount,rw", str(drive.place))
        drive.install("first")
        drive.report("it can be written")


def names_alike(drive: Drive) -> None:
    with drive.mounted():
        drive.report("nothing")
        drive.install("first")
    with drive.mounted():
        drive.report("install")
        drive.undo()
    with drive.mounted():
        drive.report("undo")


def pulled(moment: str, then: str = "", *exports: str) -> Callable[[Drive], None]:
    """The cable is pulled at changes of the last install, one after the other; see `Pulled`."""

    def scenario(drive: Drive) -> None:
        *before, last = exports
        with drive.mounted():
            for export in before:
                drive.install(export)
        disk, records = drive.device, drive.records
        image = Path(disk).read_bytes()
        records.mkdir(exist_ok=True)
        for number in count(step=drive.every):
            with Path(disk).open("r+b") as file:
                file.write(image)
                file.flush()
                os.fsync(file.fileno())
            drive.records = records.with_name(f"records-{number}")
            shutil.copytree(records, drive.records)
            cable = Cable(disk)
            drive.device = cable.path
            call("mount", *FAT, drive.device, str(drive.place))
            storage = Pulled(drive.place, cable, number, moment, then)
            error = refusal(partial(drive.install, last, storage))
            written_here: list[str] = []
            if not drive.place.is_mount():
                written_here = sorted(path.name for path in drive.place.iterdir())
            else:
                call("umount", str(drive.place))
            if cable.is_plugged:
                cable.remove()
                break
            cable.plug()
            about = {"at": number, "error": error, "written here": written_here}
            with drive.mounted():
                drive.report("pulled", **about)
            recovered = "install" if number % 2 else "undo"
            with drive.mounted():
                if recovered == "install":
                    drive.install(last)
                else:
                    drive.undo()
            with drive.mounted():
                drive.report(recovered, **about)
            cable.remove()

    return scenario


def memory(drive: Drive) -> None:
    """Nothing is changed, so all of it is remembered when the cable is pulled."""
    cable = Cable(drive.device)
    drive.device = cable.path
    with drive.mounted():
        storage = DriveStorage(drive.place)
        first = answers(storage)
        cable.pull()
        then = answers(storage)
        cable.plug()
        drive.report("all", answers=[first, then, answers(storage)])
    cable.remove()


def answers(storage: DriveStorage) -> str:
    try:
        check_answers(storage)
    except OSError as error:
        return str(error.strerror)
    return "yes"


class Cable:
    """Between the disk and the file system: a device mapper's table that can turn into one where
    everything fails, as it does when a drive is gone and its file system does not know yet."""

    path = "/dev/mapper/watch"

    def __init__(self, device: str) -> None:
        sectors = call("blockdev", "--getsz", device).strip()
        self._whole, self._cut = f"0 {sectors} linear {device} 0", f"0 {sectors} error"
        self._do("create", "--table", self._whole)
        call("dmsetup", "mknodes")
        self.is_plugged = True

    def pull(self) -> None:
        self._load(self._cut)
        self.is_plugged = False

    def plug(self) -> None:
        self._load(self._whole)
        self.is_plugged = True

    def remove(self) -> None:
        self._do("remove")

    def _load(self, table: str) -> None:
        self._do("suspend", "--nolockfs")
        self._do("reload", "--table", table)
        self._do("resume")

    def _do(self, command: str, *options: str) -> None:
        call("dmsetup", command, Path(self.path).name, "--noudevsync", *options)


class Pulled(DriveStorage):
    """A drive whose cable is pulled "before" one of its changes, "after" it, or "between" two
    files. `then`: "taken away", the desktop notices and takes the file system from its place;
    "half known", this computer remembers some of the drive and not its import folder, as it does when
    its memory is short."""

    def __init__(self, root: Path, cable: Cable, number: int, moment: str, then: str) -> None:
        super().__init__(root)
        self._cable, self._number, self._moment, self._then = cable, number, moment, then
        self._done = 0

    def write(self, path: str, data: bytes) -> None:
        self._do(lambda: super(Pulled, self).write(path, data))

    def rename(self, path: str, name: str) -> None:
        self._do(lambda: super(Pulled, self).rename(path, name))

    def remove(self, path: str) -> None:
        self._do(lambda: super(Pulled, self).remove(path))

    def progress(self, _: str) -> None:
        """Called before each file."""
        self._count("between")

    def _do(self, act: Callable[[], None]) -> None:
        self._count("before")
        act()
        self._count("after")

    def _count(self, moment: str) -> None:
        if self._moment != moment:
            return
        if self._done == self._number:
            self._pull()
        self._done += 1

    def _pull(self) -> None:
        if self._then == "half known":
            os.sync()
            Path("/proc/sys/vm/drop_caches").write_text("3")
            for folder in (self.root, self.root / "Garmin"):
                list(folder.iterdir())
            (self.root / "Garmin/GarminDevice.xml").read_bytes()
        self._cable.pull()
        if self._then == "taken away":
            call("umount", "-l", str(self.root))


SCENARIOS: dict[str, Callable[[Drive], None]] = {
    "install and undo": install_and_undo,
    "full": full,
    "read only": read_only,
    "names alike": names_alike,
    "memory": memory,
    "pulled after a change": pulled("after", "", "first", "second"),
    "pulled before a change, half known": pulled("before", "half known", "first"),
    "pulled between files, taken away": pulled("between", "taken away", "first", "second"),
}

if __name__ == "__main__":
    main(*sys.argv[1:])
