"""Installing, on a watch in memory and on one that is a drive: what goes on, stays, and goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support import handles
from support.field_watch import files
from support.fit_build import fit_file
from support.fit_foreign import UINT32, file_id, message
from support.payloads import TODAY, calendar_of, install, opened, payload, planned, used
from support.watches import (
    FENIX,
    FORERUNNER,
    Firmware,
    Kind,
    all_files,
    device_fit,
    foreign_workout,
    in_memory,
    make_drive,
)

from fitexport.errors import WatchError
from fitexport.fit.decode import decode
from fitexport.fit.found import FoundWorkout
from fitexport.fit.schedule_file import ScheduleEntry
from fitexport.fit.workout_file import encode_workout
from fitexport.watch.installing import Action
from fitexport.watch.limits import Limits
from fitexport.watch.payload import Payload, PayloadWorkout
from fitexport.watch.storage import DriveStorage, Storage

MakeStorage = Callable[[Kind], Storage]


@pytest.fixture(params=["memory", "drive", "browser"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> MakeStorage:
    """The watches that all of these tests hold for."""
    if request.param == "memory":
        return in_memory
    if request.param == "browser":
        return lambda kind: handles.opened(handles.handle_of(kind))
    return lambda kind: DriveStorage(make_drive(tmp_path / "drive", kind))


KINDS = pytest.mark.parametrize(
    ("make", "kind"),
    [
        ("memory", FENIX),
        ("drive", FORERUNNER),
        ("browser", FENIX),
        pytest.param("memory", FORERUNNER, marks=pytest.mark.slow),
        pytest.param("drive", FENIX, marks=pytest.mark.slow),
        pytest.param("browser", FORERUNNER, marks=pytest.mark.slow),
    ],
    indirect=["make"],
    ids=lambda each: each if isinstance(each, str) else each.folder,
)
"""Plain pytest tries every way to a watch and every kind; the gate tries each with each."""


@KINDS
def test_a_fresh_watch_gets_every_workout_and_then_shows_each_in_its_calendar(
    make: MakeStorage, kind: Kind, tmp_path: Path
) -> None:
    storage = make(kind)
    watch, wanted = opened(storage, tmp_path), payload()
    before = all_files(storage)
    installation = install(watch, wanted)
    assert {each.action for each in installation.going} == {Action.NEW}
    arrived = {path: data for path, data in all_files(storage).items() if path not in before}
    import_folder = f"{kind.folder}/{kind.import_folder}/"
    expected = {import_folder + each.file: each.data for each in wanted.workouts}
    assert arrived == expected | {f"{import_folder}schedule.fit": wanted.schedule()}
    Firmware(kind, storage).disconnect()
    shown = calendar_of(watch.contents())
    assert shown == sorted((each.day, each.name) for each in wanted.workouts if each.day)
    assert len(shown) == 16


@KINDS
def test_the_second_time_there_is_nothing_to_do_before_and_after_the_import(
    make: MakeStorage, kind: Kind, tmp_path: Path
) -> None:
    storage = make(kind)
    watch = opened(storage, tmp_path)
    install(watch, payload())
    for _ in range(2):
        installation, _held = planned(watch, payload())
        assert (installation.changes, installation.lost) == ((), ())
        assert {each.action for each in installation.going} == {Action.THERE}
        Firmware(kind, storage).disconnect()


def test_the_days_that_pass_are_no_reason_to_send_it_again(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    watch = opened(storage, tmp_path)
    install(watch, payload(most=6))
    Firmware(FENIX, storage).disconnect()
    later = TODAY + timedelta(days=2)
    wanted = replace(
        payload(most=6), entries=tuple(e for e in payload(most=6).entries if e.day >= later)
    )
    assert len(wanted.entries) < len(payload(most=6).entries)
    assert planned(watch, wanted, later)[0].changes == ()


@KINDS
@pytest.mark.parametrize("imported", [False, True], ids=["waiting", "imported"])
def test_another_pace_replaces_the_older_version_of_each_session(
    make: MakeStorage, kind: Kind, imported: bool, tmp_path: Path
) -> None:
    storage = make(kind)
    watch = opened(storage, tmp_path)
    install(watch, payload(mile_s=380))
    if imported:
        Firmware(kind, storage).disconnect()
    installation = install(watch, payload(mile_s=372))
    faster = {each.identity for each in payload(mile_s=372).workouts}
    changed = faster - {each.identity for each in payload(mile_s=380).workouts}
    assert 5 < len(changed) < len(faster)  # strength and rides have no pace
    replaced = {g.workout.identity for g in installation.going if g.action is Action.REPLACES}
    assert replaced == changed
    again = Action.AGAIN if imported else Action.THERE
    assert {g.action for g in installation.going} == {Action.REPLACES, again}
    Firmware(kind, storage).disconnect()
    held = watch.contents()
    assert {summary.identity for _, summary in held.workouts} == faster
    assert len(held.workouts) == len(faster)
    assert len(calendar_of(held)) == 16


def _by_its_old_name(new: PayloadWorkout) -> PayloadWorkout:
    """As an earlier fitexport made it: the same session, called another way."""
    found = decode(new.data)
    assert isinstance(found, FoundWorkout)
    name, file = new.name.replace("Strides", "Easy+4x20s"), new.file.replace("strides", "4x20s")
    made = encode_workout(replace(found, name=name[:15]), new.identity.serial)
    return new._replace(name=name, file=file, data=made.data, identity=made.identity)


@KINDS
@pytest.mark.parametrize("imported", [False, True], ids=["waiting", "imported"])
def test_a_session_under_a_new_name_replaces_the_file_of_the_old_one(
    make: MakeStorage, kind: Kind, imported: bool, tmp_path: Path
) -> None:
    storage, new = make(kind), payload(today=date(2027, 3, 23), most=3)
    older = {each.identity: _by_its_old_name(each) for each in new.workouts}
    days = tuple(e._replace(workout=older[e.workout].identity) for e in new.entries)
    watch = opened(storage, tmp_path)
    install(watch, replace(new, workouts=tuple(older.values()), entries=days))
    assert any(path.endswith("easy-4x20s.fit") for path in all_files(storage))
    if imported:
        Firmware(kind, storage).disconnect()
        shown = [name for _, name in calendar_of(watch.contents())]
        assert shown[0] == "W3.4 Easy+4x20s"
    installation = install(watch, new)
    assert [each.action for each in installation.going if "Strides" in each.workout.name] == [
        Action.REPLACES
    ]
    Firmware(kind, storage).disconnect()
    held = watch.contents()
    assert [name for _, name in calendar_of(held)] == [each.name for each in new.workouts]
    assert sorted(found.name for _, found in held.workouts) == sorted(w.name for w in new.workouts)


def test_a_moved_session_moves_in_the_calendar_and_its_workout_is_sent_again(
    tmp_path: Path,
) -> None:
    storage = in_memory(FENIX)
    watch, wanted = opened(storage, tmp_path), payload(most=5)
    install(watch, wanted)
    Firmware(FENIX, storage).disconnect()
    first, *rest = wanted.entries
    moved = first._replace(day=first.day + timedelta(days=9))
    installation = install(watch, replace(wanted, entries=(*rest, moved)))
    assert {each.action for each in installation.going} == {Action.AGAIN}
    assert [(entry.day, entry.workout) for entry in installation.lost] == [first]
    Firmware(FENIX, storage).disconnect()
    assert sorted(day for day, _ in calendar_of(watch.contents())) == sorted(
        entry.day for entry in (*rest, moved)
    )


@KINDS
def test_workouts_of_others_stay_and_their_calendar_is_named_before_it_is_replaced(
    make: MakeStorage, kind: Kind, tmp_path: Path
) -> None:
    storage = make(kind)
    used(kind, storage)
    theirs = {
        path: data for path, data in all_files(storage).items() if f"/{kind.workouts}/" in path
    }
    watch = opened(storage, tmp_path)
    installation, held = planned(watch, payload())
    assert [held.name_of(entry.workout) for entry in installation.foreign] == ["Intervals"]
    assert sorted(file.path for file in installation.kept) == sorted(theirs)
    install(watch, payload())
    Firmware(kind, storage).disconnect()
    after = all_files(storage)
    assert {path: after.get(path) for path in theirs} == theirs


def test_a_foreign_workout_is_never_replaced_whatever_its_name_or_serial(
    tmp_path: Path,
) -> None:
    storage = in_memory(FENIX)
    wanted = payload(most=2)
    ours = wanted.workouts[0]
    # The same name, the same file name, even the same serial from another maker.
    storage.write(f"Garmin/NewFiles/{ours.file.upper()}", foreign_workout(5, ours.name))
    storage.write("Garmin/Workouts/A.FIT", foreign_workout(ours.identity.serial, ours.name))
    theirs = all_files(storage)
    watch = opened(storage, tmp_path)
    install(watch, wanted)
    after = all_files(storage)
    assert {path: after.get(path) for path in theirs} == theirs
    assert after[f"Garmin/NewFiles/{ours.file.removesuffix('.fit')}-2.fit"] == ours.data


def test_a_waiting_schedule_that_is_not_ours_blocks_an_install(tmp_path: Path) -> None:
    from support.watches import foreign_entry, own_schedule

    storage = in_memory(FENIX)
    storage.write("Garmin/NewFiles/S.FIT", own_schedule(FENIX, [foreign_entry()]))
    watch = opened(storage, tmp_path)
    with pytest.raises(WatchError) as caught:
        planned(watch, payload())
    assert str(caught.value) == (
        "Garmin/NewFiles/S.FIT is waiting to become the watch's calendar, and is not fitexport's\n"
        "  disconnect the watch to let it import that, connect it again, then install"
    )


def test_a_watch_that_accepts_no_schedule_gets_the_workouts(tmp_path: Path) -> None:
    kind = replace(FORERUNNER, schedule=None)
    storage = in_memory(kind)
    watch = opened(storage, tmp_path)
    installation = install(watch, payload(most=3))
    assert (installation.sent, len(installation.changes)) == (None, 3)
    few = replace(watch, limits=Limits(entries=1))
    assert planned(few, payload(most=5))[0].left_out == ()  # what it shows does not count
    Firmware(kind, storage).disconnect()
    assert planned(watch, payload(most=3))[0].changes == ()


def test_a_watch_that_imports_from_its_own_folder_is_served_in_place(tmp_path: Path) -> None:
    kind = replace(FORERUNNER, import_folder="WORKOUTS", schedule="WORKOUTS")
    storage = in_memory(kind)
    watch = opened(storage, tmp_path)
    install(watch, payload(mile_s=380, most=3))
    assert planned(watch, payload(mile_s=380, most=3))[0].changes == ()
    later = tuple(replace_day(entry, 2) for entry in payload(mile_s=380, most=3).entries)
    moved, _ = planned(watch, replace(payload(mile_s=380, most=3), entries=later))
    assert len(moved.changes) == 1  # the schedule; the workouts are where they belong
    install(watch, payload(mile_s=372, most=3))
    held = watch.contents()
    faster = {each.identity for each in payload(mile_s=372, most=3).workouts}
    assert {summary.identity for _, summary in held.workouts} == faster
    assert len(calendar_of(held)) == 3


def test_a_foreign_workout_of_our_serial_is_no_older_version_of_ours(tmp_path: Path) -> None:
    storage = in_memory(replace(FENIX, max_workouts=4))
    wanted = payload(most=4)
    serial = wanted.workouts[1].identity.serial
    storage.write("Garmin/Workouts/A.FIT", foreign_workout(serial, "Theirs"))
    installation, _ = planned(opened(storage, tmp_path), wanted)
    assert {each.action for each in installation.going} == {Action.NEW}
    assert len(installation.going) == 3  # theirs fills a place


def test_an_unreadable_file_takes_up_a_place_and_stays(tmp_path: Path) -> None:
    storage = in_memory(replace(FENIX, max_workouts=4))
    storage.write("Garmin/Workouts/A.FIT", b"nobody knows")
    installation, _ = planned(opened(storage, tmp_path), payload(most=4))
    assert len(installation.going) == 3
    assert [file.path for file in installation.kept] == ["Garmin/Workouts/A.FIT"]


def test_what_a_mac_keeps_beside_a_file_takes_up_no_place(tmp_path: Path) -> None:
    storage = in_memory(replace(FENIX, max_workouts=4))
    storage.write("Garmin/NewFiles/._A.fit", b"\0\5\x16\7")
    installation, held = planned(opened(storage, tmp_path), payload(most=4))
    assert len(installation.going) == 4
    assert held.files == tuple(file for file, _ in held.schedules)


def test_a_schedule_that_waits_without_its_workouts_gets_them_again(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    watch, wanted = opened(storage, tmp_path), payload(most=3)
    install(watch, wanted)
    Firmware(FENIX, storage).disconnect()
    # The watch has all of the workouts, but those that waited with this schedule are gone.
    storage.write("Garmin/NewFiles/schedule.fit", wanted.schedule())
    installation, _ = planned(watch, wanted)
    assert [change.path for change in installation.changes] == [
        f"Garmin/NewFiles/{each.file}" for each in wanted.workouts
    ]


def test_of_several_schedules_of_ours_that_wait_one_is_left(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    watch = opened(storage, tmp_path)
    for name, most in (("a.fit", 1), ("b.fit", 2)):
        storage.write(f"Garmin/NewFiles/{name}", payload(most=most).schedule())
    install(watch, payload(most=3))
    held = watch.contents()
    assert [file.data for file, _ in held.schedules if file.waits] == [payload(most=3).schedule()]


def test_names_that_differ_only_in_case_are_made_different(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    wanted = payload(most=3)
    names = ("a:b.fit", "A?B.fit", "a-b.fit")
    renamed = [w._replace(file=name) for w, name in zip(wanted.workouts, names, strict=True)]
    install(opened(storage, tmp_path), replace(wanted, workouts=tuple(renamed)))
    import_folder = sorted(path for path in storage.files if "/NewFiles/" in path)
    assert import_folder == [
        "Garmin/NewFiles/A-B-2.fit",
        "Garmin/NewFiles/a-b-3.fit",
        "Garmin/NewFiles/a-b.fit",
        "Garmin/NewFiles/schedule.fit",
    ]


def test_workouts_without_a_schedule_leave_the_calendars_workouts(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    watch = opened(storage, tmp_path)
    install(watch, payload(mile_s=380, most=3))
    Firmware(FENIX, storage).disconnect()
    install(watch, payload(mile_s=372, most=3).without_entries())
    Firmware(FENIX, storage).disconnect()
    assert len(calendar_of(watch.contents())) == 3
    install(watch, payload(mile_s=372, most=3))  # with its schedule, the older version goes
    Firmware(FENIX, storage).disconnect()
    held = watch.contents()
    assert len(held.workouts) == len(calendar_of(held)) == 3


def test_a_plan_with_nothing_to_do_empties_our_calendar_and_no_others(tmp_path: Path) -> None:
    nothing = Payload((), (), 0x8000_0000, is_whole=True)
    storage = in_memory(FENIX)
    watch = opened(storage, tmp_path)
    assert planned(watch, nothing)[0].changes == ()
    install(watch, payload(most=3))
    Firmware(FENIX, storage).disconnect()
    install(watch, nothing)
    Firmware(FENIX, storage).disconnect()
    assert watch.contents().calendar == ()
    assert planned(watch, nothing)[0].changes == ()
    other = in_memory(FENIX)
    used(FENIX, other)
    assert planned(opened(other, tmp_path / "x"), nothing)[0].changes == ()


# --- room -------------------------------------------------------------------------------


def test_a_full_watch_takes_the_first_days_and_the_rest_is_left_out_by_name(
    tmp_path: Path,
) -> None:
    kind = replace(FENIX, max_workouts=6)
    storage = in_memory(kind)
    used(kind, storage)
    watch = opened(storage, tmp_path)
    installation = install(watch, payload())
    assert [going.workout.day for going in installation.going] == [
        date(2027, 3, day) for day in (21, 22, 22, 23)
    ]
    left = installation.left_out
    assert len(left) == 16 - 4
    assert (left[0].name, left[0].day) == ("W3.5 Easy+hills", date(2027, 3, 24))
    assert {each.why for each in left} == {"the watch has room for 4 workouts"}
    Firmware(kind, storage).disconnect()
    assert len(calendar_of(watch.contents())) == 4  # nothing was lost without a word


def test_a_nearer_day_takes_the_place_of_a_later_one_that_is_there(tmp_path: Path) -> None:
    """Else the watch would be over-full, and drop what comes without a word."""
    kind = replace(FENIX, max_workouts=6)
    storage = in_memory(kind)
    watch = opened(storage, tmp_path)
    later = replace(payload(), workouts=payload().workouts[8:14], entries=payload().entries[8:14])
    install(watch, later)
    Firmware(kind, storage).disconnect()
    assert len(calendar_of(watch.contents())) == 6
    installation = install(watch, payload())
    assert [going.workout.name for going in installation.going] == [
        workout.name for workout in payload().workouts[:6]
    ]
    assert [file.title for file in installation.gone] == [
        workout.name for workout in later.workouts
    ]
    Firmware(kind, storage).disconnect()
    held = watch.contents()
    assert len(calendar_of(held)) == len(held.workouts) == 6


def test_other_workouts_of_ours_need_room_too(tmp_path: Path) -> None:
    kind = replace(FENIX, max_workouts=8)
    storage = in_memory(kind)
    watch = opened(storage, tmp_path)
    install(watch, payload(most=5))
    Firmware(kind, storage).disconnect()
    later = date(2027, 3, 28)
    installation = install(watch, payload(today=later), later)
    assert len(installation.going) == 3
    Firmware(kind, storage).disconnect()
    assert len(calendar_of(watch.contents())) == 3


def test_each_workout_that_stays_takes_up_a_place_and_other_files_do_not(tmp_path: Path) -> None:
    """Two of the watch's own have no identity at all, one of Connect's lies there twice; one that
    waits replaces itself."""
    kind = replace(FENIX, max_workouts=10)
    storage = in_memory(kind)
    used(kind, storage)  # two
    inside, import_folder = "Garmin/Workouts", "Garmin/NewFiles"
    for folder, name in (("GUIDED", "A.FIT"), ("INTRVL", "B.FIT")):
        storage.make_folder(f"{inside}/{folder}")
        storage.write(f"{inside}/{folder}/{name}", files()["shipped/INTRVL/INTVRUN.FIT"])
    storage.write(f"{inside}/AGAIN.FIT", foreign_workout(129_330_220, "Tempo"))
    storage.write(f"{import_folder}/TEMPO.FIT", foreign_workout(129_330_220, "Tempo"))
    storage.write(f"{import_folder}/BROKEN.FIT", b"nothing that can be read")
    for number, data in enumerate((files()["settings.fit"], device_fit(kind), _monitoring())):
        storage.write(f"{import_folder}/{number}.FIT", data)
    watch = opened(storage, tmp_path)
    assert len(watch.contents().files) == 8  # with the schedule
    installation, _ = planned(watch, payload())
    assert {each.why for each in installation.left_out} == {"the watch has room for 4 workouts"}


def _monitoring() -> bytes:
    """A day of steps: more than any workout has, in a part of it that is not read."""
    return fit_file(message(0, file_id(32)) + message(55, {2: (UINT32, 5)}, local=1) * 9000)


def test_a_full_watch_without_room_for_one_gets_none(tmp_path: Path) -> None:
    kind = replace(FENIX, max_workouts=2)
    storage = in_memory(kind)
    used(kind, storage)
    installation, _ = planned(opened(storage, tmp_path), payload())
    assert (installation.going, installation.changes, installation.sent) == ((), (), None)
    assert len(installation.left_out) == 16


def test_no_more_entries_than_the_watch_shows(tmp_path: Path) -> None:
    watch = opened(in_memory(FENIX), tmp_path)
    watch = replace(watch, limits=Limits(entries=3))
    installation, _ = planned(watch, payload())
    assert len(installation.payload.entries) == len(installation.going) == 3
    assert {each.why for each in installation.left_out} == {"the watch's calendar shows 3 entries"}


def test_a_workout_on_more_days_than_there_are_entries_has_the_first_of_them(
    tmp_path: Path,
) -> None:
    wanted = payload(most=1)
    days = [replace_day(wanted.entries[0], number) for number in range(5)]
    watch = replace(opened(in_memory(FENIX), tmp_path), limits=Limits(entries=3))
    installation, _ = planned(watch, replace(wanted, entries=tuple(days)))
    assert installation.payload.entries == tuple(days[:3])


def replace_day(entry: ScheduleEntry, later: int) -> ScheduleEntry:
    return entry._replace(day=entry.day + timedelta(days=later))


def test_a_watch_with_more_files_than_any_is_refused(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    for number in range(201):
        storage.files[f"Garmin/Workouts/{number}.FIT"] = b""
    with pytest.raises(WatchError) as caught:
        opened(storage, tmp_path).contents()
    assert str(caught.value) == (
        "more than 200 workouts in Garmin/Workouts: no watch has so many\n"
        "  give another drive with --at"
    )


def test_a_workout_with_more_steps_than_the_watch_accepts_is_left_out_for_good(
    tmp_path: Path,
) -> None:
    watch = opened(in_memory(FENIX), tmp_path)
    watch = replace(watch, limits=Limits(steps=15))
    installation, _ = planned(watch, payload())
    assert [(each.name, each.why, each.later) for each in installation.left_out[:1]] == [
        ("W3.3 Strength A", "it has 22 steps, the watch accepts 15", False)
    ]
    on = {going.workout.identity for going in installation.going}
    assert {entry.workout for entry in installation.payload.entries} == on


def test_past_days_leave_the_calendar_and_their_workouts_come_last(tmp_path: Path) -> None:
    today = date(2027, 3, 25)
    watch = opened(in_memory(FENIX), tmp_path)
    wanted: Payload = payload()
    installation, _ = planned(watch, wanted, today)
    assert min(entry.day for entry in installation.payload.entries) == today
    assert len(installation.going) == 16
    assert [going.workout.name for going in installation.going[-1:]] == ["W3.5 Easy+hills"]
