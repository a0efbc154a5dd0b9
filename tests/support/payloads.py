"""Payloads for watches: what a runner's plan gives on a day of spring 2027."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from support.watches import Kind, MemoryStorage, foreign_entry, foreign_workout, own_schedule

from fitexport.export.for_watch import payload_of_plan
from fitexport.season.season import Season, season_of
from fitexport.season.settings import Settings
from fitexport.watch.connected import Watch, open_watch
from fitexport.watch.contents import Contents
from fitexport.watch.installing import Installation
from fitexport.watch.limits import Limits
from fitexport.watch.payload import Payload
from fitexport.watch.storage import Storage

TODAY = date(2027, 3, 21)
"""The first day of week 3 of a plan for a race on 1 May."""


@cache
def season(mile_s: int = 380, named: str = "mile-2027") -> Season:
    return season_of(
        Settings(
            mile_s=mile_s,
            goal_s=360,
            level="intermediate",
            cross="cycling",
            weeks=8,
            race_day=date(2027, 5, 1),
            season=named,
        )
    )


@cache
def payload(mile_s: int = 380, today: date = TODAY, most: int = 100) -> Payload:
    """The 14 days from `today` on, or the first `most` workouts of them; for a faster or slower
    runner the same sessions are other versions."""
    whole = payload_of_plan(season(mile_s), today)
    fitted, _ = whole.fitted(Limits(), most, today)
    return fitted if most < len(whole.workouts) else whole


def opened(storage: Storage, records: Path) -> Watch:
    return open_watch(storage, records)


def planned(watch: Watch, wanted: Payload, today: date = TODAY) -> tuple[Installation, Contents]:
    held = watch.contents()
    return watch.plan_install(wanted, held, today), held


def install(watch: Watch, wanted: Payload, today: date = TODAY) -> Installation:
    """As the command line does it, without asking."""
    watch.recover(quiet)
    installation, held = planned(watch, wanted, today)
    watch.install(installation, held, quiet)
    return installation


def undo(watch: Watch) -> None:
    held = watch.contents()
    undoing = watch.plan_undo(held)
    assert undoing is not None
    watch.undo(undoing, held, quiet)


def quiet(_: str) -> None:
    """Nobody reads the progress."""


def used(kind: Kind, storage: MemoryStorage | Storage) -> None:
    """Give a watch a past: two workouts of Garmin Connect's, one of them in the calendar."""
    inside = f"{kind.folder}/{kind.workouts}"
    below = f"{inside}/{kind.scheduled_below}" if kind.scheduled_below else inside
    storage.write(f"{inside}/97AG1431.FIT", foreign_workout(129_330_220, "Tempo"))
    storage.write(f"{below}/DAVI4555.FIT", foreign_workout())
    schedule = f"{kind.folder}/{kind.schedule}/Schedule.fit"
    storage.remove(schedule)
    storage.write(schedule, own_schedule(kind, [foreign_entry()]))


def calendar_of(held: Contents) -> list[tuple[date, str]]:
    """Days and names as the watch shows them; an entry that finds no workout is a fault."""
    named = [(entry.day, held.name_of(entry.workout)) for entry in held.calendar]
    assert all(name != "a workout that is not on it" for _, name in named), named
    return named
