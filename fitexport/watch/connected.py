"""A connected watch: its model, its limits, its last change; and the changes one can make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fitexport.errors import WatchError, WriteError
from fitexport.files.lock import alone_in
from fitexport.fit.identity import ExportedSeason
from fitexport.fit.reader import MAX_BYTES
from fitexport.fit.schedule_file import ScheduleEntry
from fitexport.watch import device as device_file
from fitexport.watch import limits as limits_file
from fitexport.watch.changing import Change, HalfWayError, apply
from fitexport.watch.contents import Contents, HeldFile, read_contents
from fitexport.watch.device import Device, read_device
from fitexport.watch.installing import Installation, plan_install
from fitexport.watch.limits import Limits, stated_limits
from fitexport.watch.payload import Payload
from fitexport.watch.record import LastChange, Record, read_record, record_path, write_record
from fitexport.watch.storage import Storage, read_if_there, resolve
from fitexport.watch.undoing import Undoing, plan_undo

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Watch:
    """One connected watch."""

    storage: Storage
    device: Device
    limits: Limits
    limits_from: str
    """Where the limits come from, in words."""
    limits_known: bool
    """Whether they come from the watch or from the user."""
    record_file: Path
    keep: Callable[[Path], None] = lambda _: None
    """Called with the record file once it is written, for a place where it lasts longer."""

    def contents(self) -> Contents:
        """What it holds now.

        Raises:
            WatchError: it accepts no workouts, or does not look like a watch.
        """
        return read_contents(self.storage, self.device)

    def record(self) -> Record:
        """What this computer remembers of it."""
        return read_record(self.record_file)

    def plan_install(self, payload: Payload, held: Contents, today: date) -> Installation:
        """What installing a payload would change; see `installing.plan_install`."""
        return plan_install(payload, held, self.limits, today)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Lock this watch against other commands while changes are planned and made.

        Raises:
            WatchError: another command has held the lock for a minute.
        """
        with ExitStack() as stack:
            try:
                stack.enter_context(alone_in(self.record_file))
            except WriteError as error:
                raise WatchError(
                    "another fitexport is using this watch, or is waiting for an answer",
                    "wait until it has finished, then run the command again",
                    where=self.storage.where,
                ) from error
            yield

    def install(
        self,
        installation: Installation,
        held: Contents,
        progress: Progress,
        start: date | None = None,
        season: ExportedSeason | None = None,
    ) -> None:
        """Make the changes of an installation, and remember the plan's `start` and the `season`
        of its files.

        Raises:
            WatchError: it failed; the message says what state the watch is in.
        """
        sent = installation.sent
        named = {entry.workout for entry in held.next_calendar}
        last = LastChange(
            what="install",
            finished=False,
            changes=installation.changes,
            sent=None if sent is None else sent.entries,
            calendar=tuple(ScheduleEntry(each.day, each.workout) for each in held.next_calendar),
            kept_calendar=tuple(ScheduleEntry(each.day, each.workout) for each in held.calendar),
            named={
                file.path: file.data for file, content in held.workouts if content.identity in named
            },
            kept=tuple(content.identity for file, content in held.workouts if not file.waits),
        )
        record = self.record()
        days = {
            going.workout.identity.serial: going.workout.day
            for going in installation.going
            if going.workout.day is not None and going.workout.identity.is_ours
        }
        self._change(
            last,
            held,
            progress,
            model=self.device.model,
            start=record.start or start,
            season=season or record.season,
            days={**record.days, **days},
        )

    def remove(self, files: Sequence[HeldFile], held: Contents, progress: Progress) -> None:
        """Remove workouts from the watch; `undo` brings them back."""
        changes = tuple(Change(file.path, file.data, None) for file in files)
        self._change(LastChange(what="clean", finished=False, changes=changes), held, progress)

    def unfinished(self) -> LastChange | None:
        """The last change, if it stopped half-way."""
        last = self.record().last
        return None if last is None or last.finished else last

    def recover(self, progress: Progress) -> bool:
        """Undo the last change if it stopped half-way; returns whether it had.

        Raises:
            WatchError: it failed; the message says what state the watch is in.
        """
        if self.unfinished() is None:
            return False
        held = self.contents()
        if (undoing := self.plan_undo(held)) is not None:
            self.undo(undoing, held, progress)
        return True

    def plan_undo(self, held: Contents) -> Undoing | None:
        """What undoing the last change would change; None if there was none."""
        last = self.record().last
        return None if last is None else plan_undo(last, held)

    def undo(self, undoing: Undoing, held: Contents, progress: Progress) -> None:
        """Undo the last change.

        Raises:
            WatchError: it failed; the message says what state the watch is in.
        """
        before = self.record()
        assert before.last is not None
        # Unfinished from here on: if this stops too, the next command continues it.
        last = before.last.model_copy(update={"finished": False})
        done = before.model_copy(update={"last": before.previous, "previous": None})
        self._carry_out(undoing.changes, held, progress, before, before.with_last(last), done)

    def _change(
        self, last: LastChange, held: Contents, progress: Progress, **facts: object
    ) -> None:
        before = self.record()
        if before.last is not None and not before.last.finished:
            raise WatchError(
                f"watch {before.last.what} stopped half-way",
                "run it again, or fitexport watch undo, first",
            )
        begun = before.model_copy(update={"last": last, "previous": before.last, **facts})
        finished = last.model_copy(update={"finished": True})
        done = begun.model_copy(update={"last": finished, "previous": None})
        self._carry_out(last.changes, held, progress, before, begun, done)

    def _carry_out(
        self,
        changes: Sequence[Change],
        held: Contents,
        progress: Progress,
        before: Record,
        begun: Record,
        done: Record,
    ) -> None:
        """Record the change, make it, then record that it is finished."""
        self._remember(begun)
        try:
            apply(self.storage, changes, progress, held.parts)
        except HalfWayError:
            raise
        except BaseException:
            self._remember(before)
            raise
        try:
            self._remember(done)
        except WatchError as error:
            raise WatchError(
                error.headline,
                "the watch has everything, but this computer"
                " cannot record that; free some disk space, then run the command again",
            ) from error

    def _remember(self, record: Record) -> None:
        write_record(self.record_file, record)
        self.keep(self.record_file)


def plain_watch(watch: Watch) -> dict[str, Any]:
    """A watch and its limits as plain data, for JSON."""
    device, limits = watch.device, watch.limits
    return {
        "model": device.model,
        "part_number": device.part_number,
        "software": device.software,
        "unit": device.unit,
        "at": watch.storage.where,
        "workouts_into": device.workouts.into if device.workouts else None,
        "schedules_into": device.schedules.into if device.schedules else None,
        "limits": {**asdict(limits), "from": watch.limits_from},
    }


def open_watch(
    storage: Storage, records: Path, keep: Callable[[Path], None] = lambda _: None
) -> Watch:
    """The watch with these files; `records` is this computer's folder of watch records, and `keep`
    is called with a record that was written.

    Raises:
        WatchError: it is not a Garmin watch, or its description of itself is implausible.
    """
    place = resolve(storage, f"{device_file.FOLDER}/{device_file.DESCRIPTION}")
    data = read_if_there(storage, place, device_file.MAX_BYTES + 1)
    if data is None:
        raise WatchError(
            f"no {device_file.FOLDER}/{device_file.DESCRIPTION} there, so not a Garmin watch",
            "give the drive of a watch: the folder with GARMIN in it",
            where=storage.where,
        )
    device = read_device(data)
    place = resolve(storage, f"{device_file.FOLDER}/{limits_file.NAME}")
    limits, source, known = stated_limits(read_if_there(storage, place, MAX_BYTES + 1))
    if limits is None:
        limits, device = Limits(), device.without_workouts()
    record = record_path(records, device, data)
    return Watch(storage, device, limits, source, known, record, keep)
