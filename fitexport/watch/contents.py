"""Storage + Device -> what the watch holds: workouts, files waiting to be imported, its calendar.

Files put into the watch's import folder (`NewFiles`) wait there until it is disconnected; then it
moves them into its own folders and renames them. Only a file's identity tells whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from fitexport.errors import FitFormatError, OtherFileError, WatchError, printable
from fitexport.fit.decode import decode
from fitexport.fit.found import FoundEntry, FoundSchedule, FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.watch.changing import is_part
from fitexport.watch.device import Device
from fitexport.watch.storage import Storage, resolve

_MAX_FILES = 200
"""More workouts than any watch keeps; those whose limits are known keep 25."""
_MAX_BYTES = 64 * 1024
"""A workout of 50 steps with long notes has 15 kB; what is larger is not read."""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """One FIT file on the watch."""

    path: str
    data: bytes
    content: FoundWorkout | FoundSchedule | None
    """None: it cannot be read, so it is not ours."""
    waits: bool
    """Whether it is in the import folder, waiting to be imported."""

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def title(self) -> str:
        """What the watch calls the workout in it."""
        name = _name(self.content) if isinstance(self.content, FoundWorkout) else ""
        return name or self.name

    @property
    def is_ours(self) -> bool:
        return self.content is not None and self.content.identity.is_ours

    @property
    def is_workout(self) -> bool:
        """Unreadable files count as workouts: they may use up the watch's limit."""
        return not isinstance(self.content, FoundSchedule)


@dataclass(frozen=True, slots=True)
class Contents:
    """The workouts and schedules on a watch."""

    import_folder: str
    """The folder for new workouts."""
    schedule_folder: str | None
    """The folder for new schedules, mostly the same; None if it accepts none."""
    files: tuple[HeldFile, ...]
    taken: frozenset[tuple[str, str]] = frozenset()
    """Folder and name, in lower case, of everything in the import folders: to a watch, case makes
    no difference."""
    parts: tuple[str, ...] = ()
    """Temporary files that an earlier command left."""

    @property
    def workouts(self) -> tuple[tuple[HeldFile, FoundWorkout], ...]:
        return tuple(
            (file, file.content) for file in self.files if isinstance(file.content, FoundWorkout)
        )

    @property
    def schedules(self) -> tuple[tuple[HeldFile, FoundSchedule], ...]:
        return tuple(
            (file, file.content) for file in self.files if isinstance(file.content, FoundSchedule)
        )

    @property
    def unreadable(self) -> tuple[HeldFile, ...]:
        return tuple(file for file in self.files if file.content is None)

    @property
    def calendar(self) -> tuple[FoundEntry, ...]:
        """The watch's own calendar, by day, without a schedule that waits to replace it."""
        entries = [
            entry for file, content in self.schedules if not file.waits for entry in content.entries
        ]
        return tuple(sorted(entries))

    @property
    def next_calendar(self) -> tuple[FoundEntry, ...]:
        """The calendar after the next import."""
        waiting = [content for file, content in self.schedules if file.waits]
        return tuple(sorted(waiting[-1].entries)) if waiting else self.calendar

    def name_of(self, workout: Identity) -> str:
        """The name on the watch of a workout in its calendar."""
        names = (_name(found) for _, found in self.workouts if found.identity == workout)
        return next(names, "a workout that is not on it")

    def names(self, folder: str) -> set[str]:
        """The names in use in an import folder."""
        return {name for place, name in self.taken if place == folder}


def _name(workout: FoundWorkout) -> str:
    """A name that is safe to show."""
    return printable(workout.name, 80)


def read_contents(storage: Storage, device: Device) -> Contents:
    """Every workout and schedule of the watch.

    Raises:
        WatchError: the device accepts no workouts, or holds more than any watch does.
        OSError: it does not answer.
    """
    if device.workouts is None:
        raise WatchError(
            f"{device.title} accepts no FIT workouts",
            "a Forerunner, fenix, epix or vivoactive does",
        )
    import_folder = resolve(storage, device.workouts.into)
    folders = [import_folder]
    kept = [device.workouts.kept or device.workouts.into]
    schedule_folder = None
    if device.schedules is not None:
        schedule_folder = resolve(storage, device.schedules.into)
        folders.append(schedule_folder)
        kept.append(device.schedules.kept or device.schedules.into)
    kept = [resolve(storage, folder) for folder in kept]
    files: dict[str, HeldFile] = {}
    parts: list[str] = []
    taken = {(folder, name.name.casefold()) for folder in folders for name in storage.names(folder)}
    for folder in dict.fromkeys((*folders, *kept)):
        waits = folder not in kept
        # A fenix 6X keeps the workouts of its calendar one folder further down.
        below = [] if waits else [name.name for name in storage.names(folder) if name.is_folder]
        for place in (folder, *(f"{folder}/{name}" for name in below)):
            names = [name.name for name in storage.names(place) if name.is_file]
            parts += (f"{place}/{name}" for name in names if is_part(name))
            for path in (f"{place}/{name}" for name in names if _is_fit(name)):
                if len(files) == _MAX_FILES:
                    raise WatchError(
                        f"more than {_MAX_FILES} workouts in {folder}: no watch has so many",
                        "give another drive with --at",
                    )
                if (file := _held(storage, path, waits=waits)) is not None:
                    files[path] = file
    return Contents(
        import_folder, schedule_folder, tuple(files.values()), frozenset(taken), tuple(parts)
    )


def _is_fit(name: str) -> bool:
    """Whether it may be a FIT file. A Mac keeps what a FAT drive cannot, such as where a file came
    from, in `._NAME` beside it (AppleDouble)."""
    return name.casefold().endswith(".fit") and not name.startswith("._")


def _held(storage: Storage, path: str, *, waits: bool) -> HeldFile | None:
    """The file; None if it is of another kind (settings, courses, a day's steps), which import
    folders may have."""
    data = storage.read(path, _MAX_BYTES + 1)
    try:
        return HeldFile(path, data, decode(data), waits)
    except OtherFileError:
        return None
    except FitFormatError:
        return HeldFile(path, data, None, waits)
