"""FILE.fit with its schedule and calendar: what it replaces, and what it never does."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from support.examples import swept
from support.folders import CountingDisk, crash, in_child, tree, untouched
from support.seasons import season_with

from fitexport.errors import WriteError
from fitexport.export.bundle import Bundle
from fitexport.export.compile import compile_week
from fitexport.export.custom_workouts import compile_workouts
from fitexport.export.folder import Written, write_bundles
from fitexport.export.single_file import write_workout
from fitexport.fit.workout_file import encode_workout
from fitexport.pace.table import pace_table
from fitexport.plan.load import load_plan
from fitexport.season.athlete import Athlete
from fitexport.season.lay_out import lay_out
from fitexport.session.sessions_file import read_sessions

ANNA = Athlete(table=pace_table(380, 360), level="intermediate")
NAMES = ("tue.fit", "tue-schedule.fit", "tue.ics")
REMEDY = "  choose another --out, or add --force to replace files"


def bundle(text: str = "2027-03-16:\neasy 40min", file: str = "tue.fit") -> Bundle:
    return compile_workouts(read_sessions(text), ANNA, today=date(2027, 3, 1), file=file)


def write(
    folder: Path, text: str = "2027-03-16:\neasy 40min", file: str = "tue.fit", force: bool = False
) -> Written:
    return write_workout(folder / file, bundle(text, file), force=force)


def _refusal(folder: Path, text: str = "2027-03-16:\neasy 40min", force: bool = False) -> str:
    """The message of a workout that is not written, and that nothing was changed by it."""
    before = tree(folder)
    with pytest.raises(WriteError) as raised:
        write(folder, text, force=force)
    assert tree(folder) == before
    return str(raised.value)


# --- what is written ----------------------------------------------------------------------


def test_a_dated_workout_is_three_files_and_no_manifest(tmp_path: Path) -> None:
    assert write(tmp_path) == Written(NAMES, (), (), (), ())
    assert tree(tmp_path) == dict(sorted(bundle().contents().items()))


def test_a_workout_without_a_day_is_one_file(tmp_path: Path) -> None:
    assert write(tmp_path / "a" / "b", "easy 40min").added == ("tue.fit",)
    assert list(tree(tmp_path / "a" / "b")) == ["tue.fit"]


def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path)
    before = untouched(tmp_path / "tue.fit")
    assert write(tmp_path) == Written((), (), NAMES, (), ())
    assert untouched(tmp_path / "tue.fit") == before


def test_a_later_workout_replaces_an_earlier_one(tmp_path: Path) -> None:
    write(tmp_path)
    text = "2027-03-17:\neasy 50min"
    assert write(tmp_path, text) == Written((), NAMES, (), (), ())
    assert tree(tmp_path) == dict(sorted(bundle(text).contents().items()))


def test_without_a_day_the_schedule_and_calendar_of_before_go(tmp_path: Path) -> None:
    write(tmp_path)
    written = write(tmp_path, "easy 40min")
    assert (written.replaced, written.removed) == (("tue.fit",), ("tue-schedule.fit", "tue.ics"))
    assert tree(tmp_path) == bundle("easy 40min").contents()


def test_the_schedule_of_another_workout_stays(tmp_path: Path) -> None:
    """tue.FIT and tue.fit are two files on most systems, and share the names beside them."""
    write(tmp_path)
    (tmp_path / "tue.fit").rename(tmp_path / "wed.fit")
    assert write(tmp_path, "easy 50min", "tue.FIT").removed == ()
    assert write(tmp_path, "easy 40min").removed == ("tue.ics",)
    assert sorted(tree(tmp_path)) == ["tue-schedule.fit", "tue.FIT", "tue.fit", "wed.fit"]


@pytest.mark.parametrize(
    "name", ["Tue 1_x.FIT", "Läufe (6x400).fit", "6x400.easy.fit", "a" * 200 + ".fit"]
)
def test_files_may_have_any_name(tmp_path: Path, name: str) -> None:
    write(tmp_path, file=name)
    assert name in tree(tmp_path)
    write(tmp_path, "2027-03-16:\neasy 50min", file=name)
    assert len(tree(tmp_path)) == 3


# --- what is in the way -------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("what", ["text", "empty", "folder", "link", "dead link", "pipe"])
def test_files_of_others_are_in_the_way(tmp_path: Path, name: str, what: str) -> None:
    place = tmp_path / name
    if what == "folder":
        place.mkdir()
    elif what == "pipe":
        os.mkfifo(place)
    elif "link" in what:
        write_workout(tmp_path / "real.fit", bundle(file="real.fit"))
        place.symlink_to("real.fit" if what == "link" else "nowhere")
    else:
        place.write_text("mine" if what == "text" else "")
    if what == "pipe":
        with pytest.raises(WriteError):
            write(tmp_path)
        return
    message = f"not written by `fitexport workout`, and in the way:\n  {place}\n{REMEDY}"
    assert _refusal(tmp_path) == message


@pytest.mark.parametrize("name", NAMES)
def test_files_that_are_in_the_way_are_replaced_by_force(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    assert write(tmp_path, force=True).replaced == (name,)
    assert tree(tmp_path) == dict(sorted(bundle().contents().items()))


@pytest.mark.parametrize("what", ["folder", "link"])
def test_force_replaces_files_only(tmp_path: Path, what: str) -> None:
    if what == "folder":
        (tmp_path / "tue.fit").mkdir()
    else:
        (tmp_path / "tue.fit").symlink_to("nowhere")
    assert "in the way" in _refusal(tmp_path, force=True)


def test_files_of_others_that_are_not_needed_stay(tmp_path: Path) -> None:
    (tmp_path / "tue-schedule.fit").write_text("mine")
    (tmp_path / "tue.ics").write_text("mine")
    assert write(tmp_path, "easy 40min").removed == ()
    assert tree(tmp_path) == bundle("easy 40min").contents() | {
        "tue-schedule.fit": b"mine",
        "tue.ics": b"mine",
    }


def test_a_schedule_is_no_workout_and_a_workout_no_schedule(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "tue-schedule.fit").write_bytes((tmp_path / "tue.fit").read_bytes())
    assert "tue-schedule.fit" in _refusal(tmp_path, "2027-03-17:\neasy 40min")
    write(tmp_path, force=True)
    (tmp_path / "tue.fit").write_bytes((tmp_path / "tue-schedule.fit").read_bytes())
    assert "/tue.fit" in _refusal(tmp_path, "easy 40min")


def test_a_calendar_of_more_than_this_workout_is_kept(tmp_path: Path) -> None:
    """`fitexport calendar --out tue.ics` writes a whole season."""
    schedule = lay_out(load_plan("mile", "intermediate"), date(2027, 5, 1))
    week = compile_week(season_with(schedule, ANNA), 3, today=date(2027, 3, 1))
    (tmp_path / "tue.ics").write_bytes(week.calendar)
    assert "tue.ics" in _refusal(tmp_path)
    (tmp_path / "tue.ics").write_bytes(bundle(file="wed.fit").calendar)
    assert "tue.ics" in _refusal(tmp_path)
    assert write(tmp_path, "easy 40min").removed == ()


def test_a_workout_of_others_is_kept(tmp_path: Path) -> None:
    (made,) = bundle().workouts
    for serial in (12345, 0x7FFF_FFFF):
        (tmp_path / "tue.fit").write_bytes(encode_workout(made.workout, serial).data)
        assert "/tue.fit" in _refusal(tmp_path)


@pytest.mark.parametrize("change", ["another maker", "another file", "one event more"])
def test_a_calendar_of_others_is_kept(tmp_path: Path, change: str) -> None:
    calendar = bundle().calendar
    event = calendar[calendar.index(b"BEGIN:VEVENT") : calendar.index(b"END:VCALENDAR")]
    changed = {
        "another maker": calendar.replace(b"PRODID:-//fitexport", b"PRODID:-//somebody"),
        "another file": calendar.replace(b"-FILE:tue.fit", b"-FILE:wed.fit"),
        "one event more": calendar.replace(event, event * 2),
    }[change]
    assert changed != calendar
    (tmp_path / "tue.ics").write_bytes(changed)
    assert "tue.ics" in _refusal(tmp_path)
    assert write(tmp_path, "easy 40min").removed == ()


def test_a_file_of_an_exported_folder_is_in_the_way(tmp_path: Path) -> None:
    text = "2027-03-16:\neasy 40min"
    made = compile_workouts(read_sessions(text), ANNA, today=date(2027, 3, 1))
    write_bundles(tmp_path, [made])
    before = tree(tmp_path)
    name = "2027-03-16-easy-40min.fit"
    with pytest.raises(WriteError) as raised:
        write(tmp_path, "easy 50min", file=name)
    assert str(raised.value).splitlines()[1] == f"  {tmp_path / name}"
    assert tree(tmp_path) == before
    write(tmp_path)
    assert tree(tmp_path) == before | bundle().contents()


@pytest.mark.parametrize("name", [".tue.fit", "a:b.fit", "a\\b.fit", "a\x07.fit"])
def test_names_that_some_systems_reject_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WriteError) as raised:
        write(tmp_path, file=name)
    assert str(raised.value).endswith("\n  choose another --out")
    assert tree(tmp_path) == {}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises(WriteError) as raised:
        write(tmp_path / "x")
    assert str(raised.value) == f"{tmp_path / 'x'} is a file, not a folder\n  choose another --out"


# --- all or nothing -----------------------------------------------------------------------

_AFTER = "2027-03-17:\neasy 50min"


def _write_on(folder: Path, disk: CountingDisk) -> Written:
    return write_workout(folder / "tue.fit", bundle(_AFTER), disk=disk)


def _disk_full() -> None:
    raise OSError(28, "No space left on device")


def _moments(folder: Path, every: int) -> range:
    """When to fail while a workout replaces an earlier one: at one operation in so many."""
    write(folder)
    disk = CountingDisk()
    _write_on(folder, disk)
    assert disk.done > 10
    return range(0, disk.done, every)


@swept(3, 2)
def test_an_error_leaves_the_old_workout_or_the_new_one_whole(tmp_path: Path, every: int) -> None:
    for at in _moments(tmp_path / "count", every):
        folder = tmp_path / str(at)
        write(folder)
        try:
            _write_on(folder, CountingDisk(at, _disk_full))
        except WriteError:
            assert tree(folder).items() >= bundle().contents().items(), at
        else:  # it came after the last moment that counts
            assert tree(folder).items() >= bundle(_AFTER).contents().items(), at


@swept(13, 2)
def test_a_crash_at_any_moment_is_repaired_by_the_next_workout(tmp_path: Path, every: int) -> None:
    for at in _moments(tmp_path / "count", every):
        folder = tmp_path / str(at)
        write(folder)
        assert in_child(partial(_write_on, folder, CountingDisk(at, crash))) == 9
        write(folder, _AFTER)
        assert tree(folder) == dict(sorted(bundle(_AFTER).contents().items())), at
