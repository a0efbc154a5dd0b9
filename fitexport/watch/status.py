"""A connected watch + a plan -> its workouts compared with the plan, and the last change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from fitexport.watch.contents import Contents
from fitexport.watch.standing import PlanNow, Standing, State, standings
from fitexport.watch.undoing import is_imported

if TYPE_CHECKING:
    from fitexport.watch.connected import Watch
    from fitexport.watch.record import LastChange


class Status(NamedTuple):
    """What a watch holds, compared with the plan if there is one."""

    watch: Watch
    held: Contents
    workouts: tuple[Standing, ...]
    last: LastChange | None
    """The last change that this computer made."""

    def of_state(self, state: State) -> tuple[Standing, ...]:
        return tuple(each for each in self.workouts if each.state is state)


def status_of(watch: Watch, plan: PlanNow | None, today: date) -> Status:
    """What a watch holds now.

    Raises:
        WatchError: it accepts no workouts, or does not look like a watch.
    """
    held, record = watch.contents(), watch.record()
    return Status(watch, held, standings(held, record, plan, today), record.last)


def plain_status(status: Status) -> dict[str, Any]:
    """A status as plain data, for JSON."""
    watch, held, workouts, last = status
    return {
        "model": watch.device.model,
        "software": watch.device.software,
        "at": watch.storage.where,
        "workouts": [
            {
                "file": each.file.path,
                "name": each.name,
                "day": each.day.isoformat() if each.day else None,
                "waits": each.file.waits,
                "ours": each.file.is_ours,
                "state": str(each.state),
            }
            for each in workouts
        ],
        "calendar": [
            {
                "day": entry.day.isoformat(),
                "name": held.name_of(entry.workout),
                "ours": entry.workout.is_ours,
                "completed": entry.completed,
            }
            for entry in held.next_calendar
        ],
        "last": last
        and {
            "what": last.what,
            "finished": last.finished,
            "imported": is_imported(last, held),
        },
    }
