"""What goes onto a watch together, from a folder and from the plan."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.payloads import TODAY, season
from support.watches import foreign_workout

from fitexport.errors import WatchError
from fitexport.export.for_watch import payload_of_plan
from fitexport.fit.schedule_file import ScheduleEntry
from fitexport.watch.limits import Limits
from fitexport.watch.payload import payload_of_folder

SAMPLE = Path(__file__).parents[2] / "samples" / "week-03"


@pytest.fixture
def week(tmp_path: Path) -> Path:
    """A copy of the sample week."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "week"))


def _refused(folder: Path) -> str:
    with pytest.raises(WatchError) as caught:
        payload_of_folder(folder)
    return str(caught.value)


def test_an_exported_folder_gives_its_schedule_byte_for_byte() -> None:
    payload = payload_of_folder(SAMPLE)
    assert payload.schedule() == (SAMPLE / "schedule.fit").read_bytes()
    assert [each.file for each in payload.workouts] == [
        path.name for path in sorted(SAMPLE.glob("2027*.fit"))
    ]
    assert [each.day for each in payload.workouts][:3] == [
        date(2027, 3, day) for day in (21, 22, 22)
    ]


def test_the_plan_gives_the_sessions_of_the_next_14_days() -> None:
    payload = payload_of_plan(season(), TODAY)
    coming = [
        each.label
        for each in season().schedule.sessions
        if each.place and 0 <= (each.day - TODAY).days < 14
    ]
    assert [each.name.partition(" ")[0] for each in payload.workouts] == coming
    assert (payload.entries[0].day, payload.entries[-1].day) == (TODAY, TODAY + timedelta(days=13))


def test_a_watch_of_few_steps_gets_the_drills_in_one() -> None:
    """The 4x2:30 of week 3 has 15 steps, four of them drills."""

    def steps(limits: Limits) -> int:
        payload = payload_of_plan(season(), TODAY, limits)
        return next(each.steps for each in payload.workouts if "4x2:30" in each.name)

    assert [steps(Limits(steps=most)) for most in (15, 14, 11)] == [15, 12, 12]


def test_the_same_session_is_the_same_in_both(week: Path) -> None:
    payload = payload_of_plan(season(named="spring-2027"), TODAY)
    from_folder = {each.identity for each in payload_of_folder(week).workouts}
    assert from_folder <= {each.identity for each in payload.workouts}


def test_a_coachs_workout_is_included_without_a_day(week: Path) -> None:
    (week / "coach.FIT").write_bytes(foreign_workout(name="Hills"))
    payload = payload_of_folder(week)
    (coach,) = [each for each in payload.workouts if each.name == "Hills"]
    assert (coach.file, coach.day, coach.identity.is_ours) == ("coach.FIT", None, False)
    fitted, left_out = payload.fitted(Limits(), 8, date(2027, 3, 20))
    assert [each.name for each in left_out] == ["Hills"]  # what has no day has the last place
    assert len(fitted.entries) == 8


def test_a_folder_without_fit_files_says_what_to_do(tmp_path: Path) -> None:
    assert _refused(tmp_path) == (
        f"{tmp_path}: there are no FIT files in it\n  export a week first: fitexport week 3 --out"
        " ./watch; or give no folder for the coming days"
    )
    assert _refused(tmp_path / "no") == (
        f"{tmp_path / 'no'}: cannot be read: No such file or directory\n"
        "  give the folder of an export: fitexport week 3 --out ./watch"
    )


def test_a_folder_of_several_weeks_names_the_first_of_them(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "w03")
    shutil.copytree(SAMPLE, tmp_path / "w04")
    assert _refused(tmp_path) == (
        f"{tmp_path}: there are no FIT files in it\n  it has a folder for each week: give"
        f" {tmp_path / 'w03'}, or no folder for the coming days"
    )


def test_a_schedule_whose_workout_is_missing_is_refused(week: Path) -> None:
    (week / "2027-03-22-w03-4x2-30.fit").unlink()
    assert _refused(week) == (
        f"{week / 'schedule.fit'}: the workout of 2027-03-22 is not in {week} (serial 2202382434):"
        " that day would be empty on the watch\n  export the whole week again"
    )


def test_a_damaged_file_is_refused_by_its_byte(week: Path) -> None:
    path = week / "2027-03-22-w03-4x2-30.fit"
    path.write_bytes(path.read_bytes()[:-1])
    assert _refused(week).startswith(f"{path}: byte 4: the header says ")


def test_two_files_of_one_identity_are_refused(week: Path) -> None:
    shutil.copy(week / "2027-03-22-w03-4x2-30.fit", week / "copy.fit")
    assert _refused(week) == (
        f"{week / 'copy.fit'} and 2027-03-22-w03-4x2-30.fit are the same workout to a watch\n"
        "  remove one of them"
    )


def test_two_schedules_are_refused(week: Path) -> None:
    shutil.copy(week / "schedule.fit", week / "again.fit")
    assert _refused(week) == (
        f"{week} has 2 schedules (again.fit, schedule.fit), a watch has one calendar\n"
        "  remove all but one"
    )


def test_an_export_that_stopped_half_way_is_refused(week: Path) -> None:
    (week / ".fitexport-staging").mkdir()
    assert _refused(week) == (
        f"an export into {week} stopped half-way\n"
        "  run that command again (fitexport week ...), then install"
    )


def test_one_workout_on_two_days_takes_one_place_and_two_entries(week: Path) -> None:
    payload = payload_of_folder(week)
    again = ScheduleEntry(date(2027, 4, 9), payload.workouts[0].identity)
    twice = type(payload)(payload.workouts, (*payload.entries, again), payload.schedule_serial)
    fitted, left_out = twice.fitted(Limits(), 8, date(2027, 3, 20))
    assert (len(fitted.workouts), len(fitted.entries), left_out) == (8, 9, ())
