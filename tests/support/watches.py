"""Watches for tests: what they say of themselves, a watch in memory, faults, and what the
firmware does when the cable is pulled.

Built from what is known of real ones (their GarminDevice.xml and DEVICE.FIT, and what people
measured), copied from none. The firmware here is a model: it does the worst that was seen.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Literal, TypeVar

from support.fit_build import Message, pack

from fitexport.errors import FitFormatError
from fitexport.fit.decode import decode
from fitexport.fit.found import FoundSchedule, FoundWorkout
from fitexport.watch.storage import Name, Storage, read_if_there

_T = TypeVar("_T")

_NAMESPACE = "http://www.garmin.com/xmlschemas/GarminDevice/v2"


@dataclass(frozen=True)
class Kind:
    """A model of watch."""

    description: str
    part_number: str
    software: str
    unit: str
    folder: str = "GARMIN"
    import_folder: str = "NEWFILES"
    workouts: str | None = "WORKOUTS"
    schedule: str | None = "SCHEDULE"
    scheduled_below: str = ""
    """Where it keeps what its calendar names, below the workouts."""
    max_workouts: int = 25
    max_steps: int = 50
    max_entries: int = 200
    shown_entries: int = 30
    name_bytes: int = 16
    device_fit: bool = True


FORERUNNER = Kind("Forerunner 935", "006-B2691-00", "1326", "3948201746")
FENIX = Kind(
    "fenix 6X Pro Solar",
    "006-B3291-00",
    "2802",
    "3402915577",
    folder="Garmin",
    import_folder="NewFiles",
    workouts="Workouts",
    schedule="Schedule",
    scheduled_below="Schedule",
    name_bytes=32,
)
BAND = Kind("vivosmart HR", "006-B2348-00", "430", "3911000042", workouts=None, schedule=None)


def device_xml(kind: Kind) -> bytes:
    """A GarminDevice.xml, on one long line as real ones are, with data types that do not
    matter, one without a name, and an update file between them."""
    types = [
        _data_type("FIT_TYPE_4", kind, out="ACTIVITY"),
        "<UpdateFile><PartNumber>006-B0000-00</PartNumber><Version><Major>1</Major><Minor>2</Minor>"
        "</Version><Path>GARMIN</Path><FileName>X.GCD</FileName></UpdateFile>",
        _data_type("", kind, out="XTRA"),
        _data_type("FIT_TYPE_2", kind, out="SETTINGS", into=kind.import_folder),
    ]
    if kind.workouts:
        types.append(_data_type("FIT_TYPE_5", kind, out=kind.workouts, into=kind.import_folder))
    if kind.schedule:
        types.append(_data_type("FIT_TYPE_7", kind, out=kind.schedule, into=kind.import_folder))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>'
        f'<Device xmlns="{_NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xsi:schemaLocation="{_NAMESPACE} {_NAMESPACE}/GarminDevicev2.xsd">'
        f"<Model><PartNumber>{kind.part_number}</PartNumber>"
        f"<SoftwareVersion>{kind.software}</SoftwareVersion>"
        f"<Description>{kind.description}</Description></Model><Id>{kind.unit}</Id>"
        f"<MassStorageMode>{''.join(types)}</MassStorageMode><Extensions><IQAppExt/></Extensions>"
        "</Device>"
    ).encode()


def _data_type(name: str, kind: Kind, *, out: str, into: str = "") -> str:
    def file(folder: str, direction: str) -> str:
        return (
            "<File><Specification><Identifier>FIT</Identifier></Specification>"
            f"<Location><Path>{kind.folder}/{folder}</Path><FileExtension>FIT</FileExtension>"
            f"</Location><TransferDirection>{direction}</TransferDirection></File>"
        )

    named = f"<Name>{name}</Name>" if name else ""
    both = file(out, "OutputFromUnit") + (file(into, "InputToUnit") if into else "")
    return f"<DataType>{named}{both}</DataType>"


def device_fit(kind: Kind) -> bytes:
    """A DEVICE.FIT: who it is, which files it keeps, how much fits into them."""
    messages = [_message(0, {0: (0, 1), 1: (0x84, 1), 3: (0x8C, int(kind.unit)), 4: (0x86, 5)})]
    files = [(4, "ACTIVITY", 200)]
    counts = []
    if kind.workouts:
        files += [(5, kind.workouts, kind.max_workouts), (7, "SCHEDULE", 1)]
        counts += [(5, 27, kind.max_steps), (5, 158, 5), (7, 28, kind.max_entries), (7, 137, 5)]
    for index, (number, folder, most) in enumerate(files):
        capabilities: dict[int, tuple[int, int | str]] = {
            254: (0x84, index),
            0: (0, number),
            1: (0x0A, 6),
            2: (7, folder),
            3: (0x84, most),
            4: (0x86, 0xFFFFFFFF),
        }
        messages.append(_message(37, capabilities))
    for index, (number, kind_of, most) in enumerate(counts):
        messages.append(
            _message(
                38,
                {
                    254: (0x84, index),
                    0: (0, number),
                    1: (0x84, kind_of),
                    2: (0, 1),
                    3: (0x84, most),
                },
            )
        )
    return pack(messages)


def _message(number: int, values: Mapping[int, tuple[int, int | str]]) -> Message:
    message = Message(number, {})
    for index, (base, value) in values.items():
        if isinstance(value, int) and base == 0x0A:
            message.fields[index] = (base, bytes([value]))
        else:
            message.set(index, value, base)
    return message


def files_of(kind: Kind) -> dict[str, bytes]:
    """What is on an unused watch."""
    files = {f"{kind.folder}/GarminDevice.xml": device_xml(kind)}
    if kind.device_fit:
        files[f"{kind.folder}/DEVICE.FIT"] = device_fit(kind)
    if kind.schedule:
        files[f"{kind.folder}/{kind.schedule}/Schedule.fit"] = own_schedule(kind, [])
    return files


def folders_of(kind: Kind) -> list[str]:
    inside = [kind.import_folder, kind.workouts, kind.schedule]
    if kind.scheduled_below:
        inside.append(f"{kind.workouts}/{kind.scheduled_below}")
    return [kind.folder, *(f"{kind.folder}/{name}" for name in inside if name)]


def own_schedule(kind: Kind, entries: list[Message]) -> bytes:
    """A schedule file as the watch itself writes it."""
    head = {0: (0, 7), 1: (0x84, 1), 2: (0x84, 2691), 3: (0x8C, int(kind.unit))}
    return pack([_message(0, head | {4: (0x86, 1_100_000_000)}), *entries])


def foreign_workout(serial: int = 771_014_817, name: str = "Intervals", steps: int = 2) -> bytes:
    """A workout as Garmin Connect makes one."""
    head = {0: (0, 5), 1: (0x84, 1), 2: (0x84, 65534), 3: (0x8C, serial), 4: (0x86, 1_067_733_431)}
    about: dict[int, tuple[int, int | str]] = {4: (0, 1), 6: (0x84, steps), 8: (7, name)}
    step: dict[int, tuple[int, int | str]] = {1: (0, 5), 3: (0, 2), 4: (0x86, 0)}
    return pack(
        [
            _message(0, head),
            _message(26, about),
            *(_message(27, {254: (0x84, index), **step}) for index in range(steps)),
        ]
    )


def foreign_entry(serial: int = 771_014_817, scheduled: int = 1_174_000_000) -> Message:
    """An entry of Garmin Connect's calendar."""
    entry = {0: (0x84, 1), 1: (0x84, 65534), 2: (0x8C, serial), 3: (0x86, 1_067_733_431)}
    return _message(28, entry | {4: (0, 0), 5: (0, 0), 6: (0x86, scheduled)})


# --- watches ----------------------------------------------------------------------------


class MemoryStorage:
    """A watch in memory; names keep their case and are found in that case, as over MTP."""

    where = "the watch in memory"

    def __init__(self, files: Mapping[str, bytes], folders: list[str]) -> None:
        self.files = dict(files)
        self.folders = {"", *folders}

    def names(self, folder: str) -> list[Name]:
        if folder not in self.folders:
            return []
        below = f"{folder}/" if folder else ""
        found = [
            Name(path.removeprefix(below), False)
            for path in self.files
            if path.startswith(below) and "/" not in path.removeprefix(below)
        ]
        found += [
            Name(path.removeprefix(below), True)
            for path in self.folders
            if path and path.startswith(below) and "/" not in path.removeprefix(below)
        ]
        return sorted(found)

    def read(self, path: str, most: int) -> bytes:
        return self._file(path)[:most]

    def write(self, path: str, data: bytes) -> None:
        assert path.rpartition("/")[0] in self.folders
        assert path not in self.files, f"{path} is there"
        self.files[path] = data

    def rename(self, path: str, name: str) -> None:
        data = self._file(path)
        del self.files[path]
        self.files[f"{path.rpartition('/')[0]}/{name}".removeprefix("/")] = data

    def remove(self, path: str) -> None:
        self._file(path)
        del self.files[path]

    def make_folder(self, path: str) -> None:
        assert path.rpartition("/")[0] in self.folders
        self.folders.add(path)

    def _file(self, path: str) -> bytes:
        if path not in self.files:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", path)
        return self.files[path]


def in_memory(kind: Kind) -> MemoryStorage:
    return MemoryStorage(files_of(kind), folders_of(kind))


def make_drive(root: Path, kind: Kind) -> Path:
    """The same watch as a folder."""
    for folder in folders_of(kind):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for path, data in files_of(kind).items():
        (root / path).write_bytes(data)
    return root


def all_files(storage: Storage, folder: str = "") -> dict[str, bytes]:
    """Every file of a watch."""
    found: dict[str, bytes] = {}
    for name in storage.names(folder):
        path = f"{folder}/{name.name}".removeprefix("/")
        if name.is_folder:
            found |= all_files(storage, path)
        else:
            found[path] = storage.read(path, 1 << 20)
    return found


# --- the cable --------------------------------------------------------------------------

When = Literal["before", "half", "after"]


@dataclass
class Faulty:
    """A watch that fails at one of its operations, counted from 0, those that only read
    included: before it, half-way through it, or after it. `lasting`: from then on it is gone."""

    storage: Storage
    at: int = -1
    when: When = "before"
    lasting: bool = False
    fault: Callable[[], BaseException] = lambda: OSError(errno.EIO, "Input/output error")
    done: int = field(default=0)

    @property
    def where(self) -> str:
        return self.storage.where

    def names(self, folder: str) -> list[Name]:
        return self._do(lambda: self.storage.names(folder))

    def read(self, path: str, most: int) -> bytes:
        return self._do(lambda: self.storage.read(path, most))

    def write(self, path: str, data: bytes) -> None:
        half = data[: len(data) // 2]
        self._do(lambda: self.storage.write(path, data), lambda: self.storage.write(path, half))

    def rename(self, path: str, name: str) -> None:
        self._do(lambda: self.storage.rename(path, name))

    def remove(self, path: str) -> None:
        self._do(lambda: self.storage.remove(path))

    def make_folder(self, path: str) -> None:
        self._do(lambda: self.storage.make_folder(path))

    def _do(self, act: Callable[[], _T], half: Callable[[], _T] | None = None) -> _T:
        number, self.done = self.done, self.done + 1
        if self.at < 0 or number < self.at or (number > self.at and not self.lasting):
            return act()
        if number == self.at and self.when == "after":
            act()
        elif number == self.at and self.when == "half" and half is not None:
            half()
        raise self.fault()


# --- the firmware -----------------------------------------------------------------------


_decoded = lru_cache(maxsize=1000)(decode)
"""A firmware looks at the same few files for each that arrives."""


@dataclass
class Firmware:
    """What a watch does when it is disconnected: it imports what is waiting, under its own names."""

    kind: Kind
    storage: Storage

    def disconnect(self) -> None:
        kind, storage = self.kind, self.storage
        assert kind.workouts
        import_folder = f"{kind.folder}/{kind.import_folder}"
        arrived: dict[str, bytes] = {}
        for name in storage.names(import_folder):
            if name.name.casefold().endswith(".fit"):
                arrived[name.name] = storage.read(f"{import_folder}/{name.name}", 1 << 20)
                storage.remove(f"{import_folder}/{name.name}")
        workouts = {}
        schedules = []
        for data in arrived.values():
            try:
                summary = decode(data)
            except FitFormatError:
                continue  # a file that is damaged vanishes
            if isinstance(summary, FoundWorkout):
                workouts[summary.identity] = data
            else:
                schedules.append(summary)
        scheduled = {entry.workout for summary in schedules for entry in summary.entries}
        for identity, data in workouts.items():
            self._keep(identity, data, below=identity in scheduled)
        if schedules:
            self._take_calendar(schedules[-1], set(workouts))

    def _kept(self) -> Iterator[tuple[str, object]]:
        folder = f"{self.kind.folder}/{self.kind.workouts}"
        below = f"{folder}/{self.kind.scheduled_below}" if self.kind.scheduled_below else folder
        for place in dict.fromkeys((folder, below)):
            for name in self.storage.names(place):
                if name.name.casefold().endswith(".fit"):
                    path = f"{place}/{name.name}"
                    yield path, _decoded(self.storage.read(path, 1 << 20)).identity

    def _keep(self, identity: object, data: bytes, *, below: bool) -> None:
        """A workout of the same identity is replaced; one of another version stays next to it;
        past the maximum, what comes is lost without a word."""
        for path, kept in list(self._kept()):
            if kept == identity:
                self.storage.remove(path)
        if len(list(self._kept())) >= self.kind.max_workouts:
            return
        folder = f"{self.kind.folder}/{self.kind.workouts}"
        if below and self.kind.scheduled_below:
            folder += f"/{self.kind.scheduled_below}"
        taken = {path.rpartition("/")[2] for path, _ in self._kept()}
        names = (f"GBP{number:05d}.FIT" for number in count(1))
        self.storage.write(f"{folder}/{next(n for n in names if n not in taken)}", data)

    def _take_calendar(self, summary: FoundSchedule, arrived: set[object]) -> None:
        """Entries bind only to workouts that came with them."""
        entries = [
            _message(
                28,
                {
                    0: (0x84, entry.workout.manufacturer),
                    1: (0x84, entry.workout.product),
                    2: (0x8C, entry.workout.serial),
                    3: (0x86, entry.workout.version),
                    4: (0, 0),
                    5: (0, 0),
                    6: (0x86, _fit_noon(entry.day.toordinal())),
                    7: (0x84, 0xFFFF),
                    9: (0, 0xFF),
                },
            )
            for entry in summary.entries
            if entry.workout in arrived
        ]
        path = f"{self.kind.folder}/{self.kind.schedule}/Schedule.fit"
        if read_if_there(self.storage, path, 1) is not None:
            self.storage.remove(path)
        self.storage.write(path, own_schedule(self.kind, entries[: self.kind.shown_entries]))


def _fit_noon(ordinal: int) -> int:
    return (ordinal - 726_467) * 86_400 + 43_200
