"""Undo, before the watch has imported what was sent, and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.fit_build import unpack
from support.payloads import (
    TODAY,
    calendar_of,
    install,
    opened,
    payload,
    planned,
    quiet,
    undo,
    used,
)
from support.watches import (
    FENIX,
    FORERUNNER,
    Firmware,
    Kind,
    MemoryStorage,
    all_files,
    foreign_entry,
    foreign_workout,
    in_memory,
    own_schedule,
)

from fitexport.watch.connected import Watch
from fitexport.watch.contents import Contents
from fitexport.watch.undoing import is_imported, plan_undo

KINDS = pytest.mark.parametrize("kind", [FORERUNNER, FENIX], ids=["Forerunner", "fenix"])


def _workouts(held: Contents) -> list[bytes]:
    return sorted(file.data for file, _ in held.workouts)


def _with_a_past(kind: Kind, tmp_path: Path) -> tuple[MemoryStorage, Watch]:
    """A watch that has imported an earlier version of the plan, and workouts that are not ours."""
    storage = in_memory(kind)
    used(kind, storage)
    watch = opened(storage, tmp_path)
    install(watch, payload(mile_s=380, most=6))
    Firmware(kind, storage).disconnect()
    return storage, watch


@KINDS
def test_before_the_import_every_file_is_what_it_was(kind: Kind, tmp_path: Path) -> None:
    storage, watch = _with_a_past(kind, tmp_path)
    before = all_files(storage)
    install(watch, payload(mile_s=372))
    assert all_files(storage) != before
    undo(watch)
    assert all_files(storage) == before


@KINDS
def test_of_two_installs_that_wait_the_last_is_undone(kind: Kind, tmp_path: Path) -> None:
    storage, watch = _with_a_past(kind, tmp_path)
    install(watch, payload(mile_s=372, most=6))
    before = all_files(storage)
    install(watch, payload(mile_s=366))
    undo(watch)
    assert all_files(storage) == before
    assert watch.plan_undo(watch.contents()) is None


@KINDS
def test_after_the_import_the_old_workouts_and_their_calendar_come_back(
    kind: Kind, tmp_path: Path
) -> None:
    storage, watch = _with_a_past(kind, tmp_path)
    before = watch.contents()
    install(watch, payload(mile_s=372))
    Firmware(kind, storage).disconnect()
    assert _workouts(watch.contents()) != _workouts(before)
    undo(watch)
    Firmware(kind, storage).disconnect()
    after = watch.contents()
    assert _workouts(after) == _workouts(before)
    assert calendar_of(after) == calendar_of(before)
    assert watch.plan_undo(after) is None


@KINDS
def test_after_the_import_a_calendar_of_others_comes_back_with_its_workout(
    kind: Kind, tmp_path: Path
) -> None:
    storage = in_memory(kind)
    used(kind, storage)
    watch = opened(storage, tmp_path)
    before = watch.contents()
    assert calendar_of(before) == [(date(2027, 3, 14), "Intervals")]
    install(watch, payload(most=3))
    Firmware(kind, storage).disconnect()
    undo(watch)
    Firmware(kind, storage).disconnect()
    after = watch.contents()
    assert calendar_of(after) == calendar_of(before)
    assert _workouts(after) == _workouts(before)


def test_a_calendar_that_only_waited_comes_back_with_its_workouts(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    watch, first = opened(storage, tmp_path), payload(most=3)
    install(watch, first)  # and never imported
    later = tuple(e._replace(day=e.day + timedelta(days=3)) for e in first.entries)
    install(watch, type(first)(first.workouts, later, first.schedule_serial))
    Firmware(FENIX, storage).disconnect()
    undo(watch)
    Firmware(FENIX, storage).disconnect()
    held = watch.contents()
    assert [day for day, _ in calendar_of(held)] == [entry.day for entry in first.entries]
    assert len(held.workouts) == 3


def test_a_watch_that_keeps_entries_of_the_old_calendar_gets_all_of_it_back(
    tmp_path: Path,
) -> None:
    """Should one add a schedule to its calendar instead of replacing it."""
    storage = in_memory(FENIX)
    used(FENIX, storage)
    watch = opened(storage, tmp_path)
    install(watch, payload(most=2))
    Firmware(FENIX, storage).disconnect()
    path = "Garmin/Schedule/Schedule.fit"
    ours = unpack(storage.files[path])[1:]
    storage.files[path] = own_schedule(FENIX, [foreign_entry(), *ours])
    undoing = watch.plan_undo(watch.contents())
    assert undoing is not None
    assert not undoing.calendar_stays


def test_a_partial_import_is_undone_in_both_places(tmp_path: Path) -> None:
    storage, watch = _with_a_past(FENIX, tmp_path)
    before = watch.contents()
    install(watch, payload(mile_s=372, most=6))
    path = max(path for path in storage.files if "/NewFiles/2027" in path)
    data = storage.files.pop(path)
    Firmware(FENIX, storage).disconnect()
    storage.files[path] = data
    undo(watch)
    Firmware(FENIX, storage).disconnect()
    after = watch.contents()
    assert _workouts(after) == _workouts(before)
    assert calendar_of(after) == calendar_of(before)


def test_a_calendar_that_shows_less_than_was_sent_is_known_to_be_imported(tmp_path: Path) -> None:
    kind = replace(FENIX, shown_entries=2)
    storage = in_memory(kind)
    watch, wanted = opened(storage, tmp_path), payload(most=4)
    install(watch, wanted)
    Firmware(kind, storage).disconnect()
    before = calendar_of(watch.contents())
    moved = tuple(entry._replace(day=entry.day + timedelta(days=1)) for entry in wanted.entries)
    install(watch, replace(wanted, entries=moved))
    Firmware(kind, storage).disconnect()
    assert calendar_of(watch.contents()) != before
    undo(watch)
    Firmware(kind, storage).disconnect()
    assert calendar_of(watch.contents()) == before


def test_a_record_with_files_that_cannot_be_read_is_undone_as_far_as_it_goes(
    tmp_path: Path,
) -> None:
    storage = in_memory(FENIX)
    watch = opened(storage, tmp_path)
    install(watch, payload(most=2))
    record = watch.record()
    assert record.last is not None
    broken = tuple(c._replace(new=b"no FIT") for c in record.last.changes[:1])
    last = record.last.model_copy(update={"changes": (*broken, *record.last.changes[1:])})
    undoing = plan_undo(last, watch.contents())
    assert len(undoing.changes) == 2


def test_after_the_first_install_undo_leaves_an_empty_calendar(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    watch = opened(storage, tmp_path)
    install(watch, payload(most=3))
    Firmware(FENIX, storage).disconnect()
    undo(watch)
    Firmware(FENIX, storage).disconnect()
    held = watch.contents()
    assert (held.workouts, held.calendar) == ((), ())


def test_an_entry_whose_workout_was_not_on_the_watch_is_named(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    storage.remove("Garmin/Schedule/Schedule.fit")
    storage.write("Garmin/Schedule/Schedule.fit", own_schedule(FENIX, [foreign_entry()]))
    watch = opened(storage, tmp_path)
    install(watch, payload(most=1))
    Firmware(FENIX, storage).disconnect()
    undoing = watch.plan_undo(watch.contents())
    assert undoing is not None
    assert [entry.day for entry in undoing.lost] == [date(2027, 3, 14)]


def test_a_calendar_that_garmin_connect_has_put_there_since_stays(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    watch = opened(storage, tmp_path)
    install(watch, payload(most=3))
    Firmware(FENIX, storage).disconnect()
    theirs = own_schedule(FENIX, [foreign_entry()])
    storage.remove("Garmin/Schedule/Schedule.fit")
    storage.write("Garmin/Schedule/Schedule.fit", theirs)
    storage.write("Garmin/Workouts/Schedule/X.FIT", foreign_workout())
    held = watch.contents()
    undoing = watch.plan_undo(held)
    assert undoing is not None
    assert undoing.calendar_stays
    watch.undo(undoing, held, quiet)
    Firmware(FENIX, storage).disconnect()
    assert calendar_of(watch.contents()) == [(date(2027, 3, 14), "Intervals")]
    assert [summary.name for _, summary in watch.contents().workouts] == ["Intervals"]


def test_a_file_changed_since_is_left_alone(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    watch, wanted = opened(storage, tmp_path), payload(most=2)
    install(watch, wanted)
    path = f"Garmin/NewFiles/{wanted.workouts[0].file}"
    storage.remove(path)
    storage.write(path, foreign_workout(9))
    undo(watch)
    left = {path: data for path, data in all_files(storage).items() if "/NewFiles/" in path}
    assert left == {path: foreign_workout(9)}


def test_what_is_removed_comes_back(tmp_path: Path) -> None:
    storage, watch = _with_a_past(FENIX, tmp_path)
    before = all_files(storage)
    held = watch.contents()
    ours = [file for file, _ in held.workouts if file.is_ours]
    watch.remove(ours, held, quiet)
    assert len(all_files(storage)) == len(before) - len(ours)
    undo(watch)
    assert all_files(storage) == before


def test_whether_it_was_imported_is_known_from_the_watch_itself(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    watch = opened(storage, tmp_path)
    install(watch, payload(most=3))
    last = watch.record().last
    assert last is not None
    assert not is_imported(last, watch.contents())
    Firmware(FENIX, storage).disconnect()
    assert is_imported(last, watch.contents())
    # The same workouts again, on other days: only the calendar tells.
    wanted = payload(most=3)
    moved = type(wanted)(
        wanted.workouts,
        tuple(e._replace(day=e.day + timedelta(days=1)) for e in wanted.entries),
        wanted.schedule_serial,
    )
    install(watch, moved, TODAY)
    last = watch.record().last
    assert last is not None
    assert not is_imported(last, watch.contents())
    Firmware(FENIX, storage).disconnect()
    assert is_imported(last, watch.contents())
    assert planned(watch, moved)[0].changes == ()
