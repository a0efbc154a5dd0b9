"""`fitexport diff`: what a new export adds, changes, moves and removes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.command import DATES, RUNNER, error_of, run, week
from support.fit_foreign import about, file_id, schedule_file, step, workout_file

from fitexport.export.manifest import MANIFEST_NAME

pytestmark = pytest.mark.usefixtures("alone")

VO2 = "2027-03-22-w03-4x2-30.fit"
TEMPO = "2027-03-25-w03-4x4-tempo.fit"


@pytest.fixture
def exported(alone: Path) -> Path:
    assert week("3").exit_code == 0
    return alone / "watch"


def printed(*args: str) -> str:
    result = run("diff", *args)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


@pytest.mark.usefixtures("exported")
def test_the_same_export_has_no_difference() -> None:
    assert week("3", "--out", "again").exit_code == 0
    assert printed("watch", "again") == "no difference: 8 workouts as before\n"
    assert printed("watch", *RUNNER, *DATES) == "no difference: 8 workouts as before\n"


@pytest.mark.usefixtures("exported")
def test_new_paces_are_shown_step_by_step() -> None:
    runner = ("--mile", "6:12", *RUNNER[2:])
    shutil.copytree("watch", "new")
    assert run("week", "3", *runner, *DATES, "--out", "new").exit_code == 0
    text = printed("watch", "new")
    assert (
        "W3.2 4x2:30, on Mon 22 Mar 2027: changed\n"
        "  -   go 2:30 at 6:37-6:58/mi: vo2max 6:47/mi\n"
        "  +   go 2:30 at 6:30-6:50/mi: vo2max 6:40/mi\n"
        "  - go 2:30 at 6:37-6:58/mi: Last one: vo2max 6:47/mi\n"
        "  + go 2:30 at 6:30-6:50/mi: Last one: vo2max 6:40/mi\n"
    ) in text
    assert text.endswith("5 changed, 0 new, 0 gone, 3 as before\n")
    assert printed("watch", *runner, *DATES) == text


@pytest.mark.slow
@pytest.mark.usefixtures("exported")
def test_moved_new_and_gone_workouts_are_shown() -> None:
    assert week("3", "--out", "moved", "--days", "mon,tue,wed,fri,sat,sun").exit_code == 0
    text = printed("watch", "moved")
    assert "W3.4 Strides: changed\n  moved from Tue 23 Mar 2027 to Sun 21 Mar 2027\n" in text
    less = printed("watch", *RUNNER, "--strength", "none", *DATES)
    assert "W3.3 Strength A: gone, was on Mon 22 Mar 2027\n" in less
    assert less.endswith("0 changed, 0 new, 2 gone, 6 as before\n")
    assert week("3", "--out", "less", "--strength", "none").exit_code == 0
    more = printed("less", "watch")
    assert "W3.3 Strength A: new, on Mon 22 Mar 2027\n" in more
    assert more.endswith("0 changed, 2 new, 0 gone, 6 as before\n")


@pytest.mark.usefixtures("exported")
def test_two_workouts_are_compared_whoever_they_are() -> None:
    text = printed(f"watch/{VO2}", f"watch/{TEMPO}")
    assert text.startswith(
        "W3.6 4x4' tempo: changed\n"
        "  to a watch it is another workout: of another season, runner or maker\n"
        '  was called "W3.2 4x2:30"\n'
        "  moved from Mon 22 Mar 2027 to Thu 25 Mar 2027\n"
    )
    assert "  -   go 2:30 at 6:37-6:58/mi: vo2max 6:47/mi\n" in text
    assert text.endswith("1 changed, 0 new, 0 gone, 0 as before\n")


@pytest.mark.usefixtures("exported")
def test_another_runner_s_workouts_are_shown_as_others() -> None:
    Path("fitexport.toml").write_text('[athlete]\nid = "ben"\n', encoding="utf-8")
    text = printed("watch", *RUNNER, *DATES)
    assert text.startswith(
        "W3.1 Cross 35', on Sun 21 Mar 2027: changed\n"
        "  to a watch it is another workout: of another season, runner or maker\n"
    )
    assert text.endswith("8 changed, 0 new, 0 gone, 0 as before\n")


def test_several_weeks_are_compared_at_once() -> None:
    assert week("3-4").exit_code == 0
    assert week("3-4", "--out", "again").exit_code == 0
    assert printed("watch", "again") == "no difference: 16 workouts as before\n"
    assert printed("watch", *RUNNER, *DATES) == "no difference: 16 workouts as before\n"


def test_the_days_of_others_are_those_of_their_schedule(alone: Path) -> None:
    for folder, noon in (("old", 1067860800), ("new", 1067947200)):
        (alone / folder).mkdir()
        (alone / folder / "a.fit").write_bytes(workout_file([step()], head=file_id(serial=5)))
        (alone / folder / "s.fit").write_bytes(schedule_file([(noon, 5, 931521374)]))
    assert printed("old", "new") == (
        "Tempo: changed\n  moved from Thu 2 Nov 2023 to Fri 3 Nov 2023\n"
        "1 changed, 0 new, 0 gone, 0 as before\n"
    )
    (alone / "new" / "s.fit").unlink()
    assert "  moved from Thu 2 Nov 2023 to no day\n" in printed("old", "new")


def test_workouts_of_one_identity_are_matched_by_their_names(alone: Path) -> None:
    for folder, names in (("old", "abc"), ("new", "acc")):
        (alone / folder).mkdir()
        for number, name in enumerate(names):
            data = workout_file([step()], about(name), file_id(serial=1))
            (alone / folder / f"{number}.fit").write_bytes(data)
    assert printed("old", "new") == ("b: gone\nc: new\n0 changed, 1 new, 1 gone, 2 as before\n")


@pytest.mark.usefixtures("exported")
def test_a_plan_that_has_become_shorter_is_reported() -> None:
    assert week("8", "--out", "last").exit_code == 0
    result = run("diff", "last", *RUNNER, *DATES, "--weeks", "6")
    assert (result.exit_code, result.stderr) == (0, "note: the plan has no week 8 any more\n")
    assert result.stdout.endswith("0 changed, 0 new, 5 gone, 0 as before\n")


def test_without_an_export_there_is_no_plan_to_compare_with(exported: Path) -> None:
    (exported / MANIFEST_NAME).unlink()
    for path in ("watch", f"watch/{VO2}"):
        assert error_of(run("diff", path)) == (
            2,
            f"Error: {path}: no export of a plan, so there is nothing to compare it with\n"
            "  give a second file or folder: fitexport diff OLD NEW\n",
        )


def test_an_unreadable_argument_is_refused(exported: Path, alone: Path) -> None:
    (alone / "broken").mkdir()
    (alone / "broken" / "a.fit").write_bytes(b"nothing")
    assert error_of(run("diff", "watch", "broken")) == (
        5,
        "Error: broken/a.fit: byte 8: not a FIT file (no .FIT signature)\n",
    )
    assert error_of(run("diff", "watch", "none")) == (
        2,
        "Error: none: there is no such file or folder\n  give FIT files or a folder of them\n",
    )
    assert error_of(run("diff", "watch", "broken", "--mile", "6:00")) == (
        2,
        "Error: two exports need no plan\n  leave NEW out to compare with the plan\n",
    )
    assert exported.is_dir()


@pytest.mark.usefixtures("exported")
def test_two_calendars_are_compared_event_by_event() -> None:
    ics = "mile-week-03.ics"
    assert printed(f"watch/{ics}", f"watch/{ics}") == "no difference: 8 events as before\n"
    assert week("3", "--out", "moved", "--days", "mon,tue,wed,fri,sat,sun").exit_code == 0
    text = printed(f"watch/{ics}", f"moved/{ics}")
    assert (
        "Easy 25 min and 4 strides (W3.4), Sun 21 Mar 2027: changed\n"
        "  moved from Tue 23 Mar 2027 to Sun 21 Mar 2027\n"
    ) in text
    shutil.copytree("watch", "less")
    less = ("--out", "less", "--strength", "none", "--mile", "6:12", *RUNNER[2:], *DATES)
    assert run("week", "3", *less).exit_code == 0
    text = printed(f"watch/{ics}", f"less/{ics}")
    assert "Strength A: strong legs (W3.3): gone, was on Mon 22 Mar 2027\n" in text
    assert "\n  - " in text
    assert "\n  + " in text
    assert "Strength A: strong legs (W3.3): new, Mon 22 Mar 2027\n" in printed(
        f"less/{ics}", f"watch/{ics}"
    )


def test_cancelled_events_are_shown(exported: Path, alone: Path) -> None:
    data = (exported / "mile-week-03.ics").read_bytes()
    (alone / "off.ics").write_bytes(data.replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED", 1))
    name = "Cross-training 35 min (W3.1), Sun 21 Mar 2027: changed"
    off, on = (
        printed("watch/mile-week-03.ics", "off.ics"),
        printed("off.ics", "watch/mile-week-03.ics"),
    )
    assert off == f"{name}\n  cancelled\n1 changed, new or gone, 7 events as before\n"
    assert on == f"{name}\n  no longer cancelled\n1 changed, new or gone, 7 events as before\n"


def test_a_calendar_and_a_workout_are_not_compared(exported: Path) -> None:
    ics = "watch/mile-week-03.ics"
    for pair in ((ics, f"watch/{VO2}"), (f"watch/{VO2}", ics)):
        assert error_of(run("diff", *pair)) == (
            2,
            f"Error: watch/{VO2}: not a calendar\n  compare a calendar with a calendar\n",
        )
    assert exported.is_dir()


def test_another_kind_of_the_sport_is_shown(alone: Path) -> None:
    for name, kind in (("old.fit", 17), ("new.fit", 18)):
        data = workout_file([step()], about(sport=5, f11=(0, kind)))
        (alone / name).write_bytes(data)
    assert printed("old.fit", "new.fit") == (
        "Tempo: changed\n  - sport swimming, lap swimming\n  + sport swimming, open water\n"
        "1 changed, 0 new, 0 gone, 0 as before\n"
    )


@pytest.mark.usefixtures("exported")
def test_two_schedules_are_compared_day_by_day(alone: Path) -> None:
    both = ("watch/schedule.fit", "moved/schedule.fit")
    assert week("3", "--out", "moved", "--days", "mon,tue,wed,fri,sat,sun").exit_code == 0
    assert printed(both[0], both[0]) == "no difference: 8 workouts as before\n"
    assert printed(*both) == printed("watch", "moved")
    # Without the workouts that they name, too.
    for folder, day, version in (("a", 1_174_046_400, 6), ("b", 1_174_132_800, 7)):
        (alone / folder).mkdir()
        entries = [(day, 5, version), (1_174_046_400, 8, version)]
        (alone / folder / "s.fit").write_bytes(schedule_file(entries))
    assert printed("a/s.fit", "b/s.fit") == (
        "workout 5, version 7: changed\n"
        '  was called "workout 5, version 6"\n'
        "  moved from Mon 15 Mar 2027 to Tue 16 Mar 2027\n"
        "workout 8, version 7, on Mon 15 Mar 2027: changed\n"
        '  was called "workout 8, version 6"\n'
        "2 changed, 0 new, 0 gone, 0 as before\n"
    )
