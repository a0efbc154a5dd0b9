"""`fitexport watch` as people use it: find, install, status, undo, clean, probe, report."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.command import RUNNER, run, week
from support.folders import tree
from support.json_schemas import held
from support.watches import (
    BAND,
    FENIX,
    FORERUNNER,
    Firmware,
    foreign_entry,
    foreign_workout,
    make_drive,
    own_schedule,
)

from fitexport.cli.main import main
from fitexport.watch.storage import DriveStorage

DAY = ("--today", "2027-03-20")
SAYS = "DEVICE.FIT, which states 200 entries: watches are known to show 30"
SEASON = (*RUNNER, "--race-day", "2027-05-01", *DAY)


@pytest.fixture
def drive(alone: Path) -> Path:
    """A fenix connected as a drive, next to the current folder."""
    return make_drive(alone / "fake-watch", FENIX)


@pytest.fixture
def exported(alone: Path) -> Path:
    """Week 3, exported."""
    assert week("3", "--out", str(alone / "watch")).exit_code == 0
    return alone / "watch"


def watch(command: str, *args: str, at: str = "fake-watch") -> Result:
    return run("watch", command, *args, "--at", at)


def install(*args: str, day: tuple[str, ...] = DAY) -> Result:
    return watch("install", "watch", "--yes", *day, *args)


def disconnect(drive: Path) -> None:
    Firmware(FENIX, DriveStorage(drive)).disconnect()


# --- find -------------------------------------------------------------------------------


@pytest.mark.usefixtures("drive")
def test_find_prints_the_watch_and_its_limits() -> None:
    result = watch("find")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "Watch               Software  Unit        Workouts go to   At\n"
        "fenix 6X Pro Solar  28.02     3402915577  Garmin/NewFiles  fake-watch\n"
        "fenix 6X Pro Solar: 25 workouts, 50 steps in each, 30 calendar entries (DEVICE.FIT, which"
        " states 200 entries: watches are known to show 30)\n"
    )


def test_find_says_that_a_band_accepts_no_workouts(alone: Path) -> None:
    make_drive(alone / "band", BAND)
    result = watch("find", at="band")
    assert "accepts no workouts" in result.stdout
    refused = watch("status", *SEASON, at="band")
    assert refused.exit_code == 6
    assert refused.stderr.splitlines()[-2:] == [
        "Error: vivosmart HR (software 4.30) accepts no FIT workouts",
        "  a Forerunner, fenix, epix or vivoactive does",
    ]


@pytest.mark.usefixtures("drive")
def test_find_for_programs() -> None:
    (facts,) = held(watch("find", "--json").stdout)["watches"]
    assert facts == {
        "model": "fenix 6X Pro Solar",
        "part_number": "006-B3291-00",
        "software": "28.02",
        "unit": "3402915577",
        "at": "fake-watch",
        "workouts_into": "Garmin/NewFiles",
        "schedules_into": "Garmin/NewFiles",
        "limits": {"workouts": 25, "steps": 50, "entries": 30, "from": SAYS},
    }


@pytest.mark.usefixtures("exported")
def test_a_watch_that_states_no_limits_has_the_usual_ones_with_a_note(alone: Path) -> None:
    make_drive(alone / "fake-watch", replace(FENIX, device_fit=False))
    result = install("--dry-run")
    assert (
        "note: assumed limits: 25 workouts, 50 steps in each, 30 calendar entries;"
        " usual ones: it has no DEVICE.FIT (--limits)\n"
    ) in result.stderr


@pytest.mark.usefixtures("exported")
def test_an_invalid_device_fit_is_not_used(drive: Path) -> None:
    path = drive / "Garmin" / "DEVICE.FIT"
    path.write_bytes(path.read_bytes()[:-3])
    result = install("--dry-run")
    assert "usual ones: DEVICE.FIT cannot be used (byte 4: the header says" in result.stderr


def test_no_watch_at_all_says_how_to_connect_one_or_do_it_by_hand(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(alone))
    result = run("watch", "find")
    assert result.exit_code == 6
    assert result.stderr.startswith("Error: no Garmin watch found on this computer\n")
    assert "--at" in result.stderr
    for system, words in (("Darwin", "OpenMTP"), ("Windows", "Internal Storage")):
        monkeypatch.setattr("platform.system", lambda system=system: system)
        assert words in run("watch", "install", *SEASON).stderr


def test_two_watches_are_distinguished_by_their_paths(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(alone))
    places = [
        make_drive(alone / "gvfs" / "mtp:host=A_1" / "Primary", FORERUNNER),
        make_drive(alone / "gvfs" / "mtp:host=B_2" / "Internal Storage", FENIX),
    ]
    found = run("watch", "find")
    assert [line.split("  ")[0] for line in found.stdout.splitlines()[1:3]] == [
        "Forerunner 935",
        "fenix 6X Pro Solar",
    ]
    refused = run("watch", "status", *SEASON)
    assert refused.exit_code == 6
    assert refused.stderr.endswith(
        "Error: 2 watches are connected; say which one is meant:\n"
        + "".join(f"  --at '{place}'\n" for place in places)
    )


# --- install ----------------------------------------------------------------------------


@pytest.mark.usefixtures("drive", "exported")
def test_a_dry_run_shows_all_and_changes_nothing(alone: Path) -> None:
    before = tree(alone)
    result = watch("install", "watch", "--dry-run", *DAY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "fenix 6X Pro Solar (software 28.02), fake-watch\n\n"
        "Day         Workout          On the watch\n"
        "Sun 21 Mar  W3.1 Cross 35'   new\n"
        "Mon 22 Mar  W3.2 4x2:30      new\n"
        "Mon 22 Mar  W3.3 Strength A  new\n"
        "Tue 23 Mar  W3.4 Strides     new\n"
        "Wed 24 Mar  W3.5 Easy+hills  new\n"
        "Thu 25 Mar  W3.6 4x4' tempo  new\n"
        "Thu 25 Mar  W3.7 Strength B  new\n"
        "Sat 27 Mar  W3.8 Long 60min  new\n\n"
        "Nothing was changed: --dry-run\n"
    )
    assert tree(alone) == before


def test_the_whole_way_there_and_back(drive: Path, exported: Path) -> None:
    before = tree(drive)
    first = install()
    assert first.exit_code == 0
    assert "9 files written to fake-watch and read back.\nNext: eject the watch" in first.stdout
    assert "Auto Lap and Auto Pause" in first.stdout
    assert "A later sync with Garmin Connect may replace this calendar" in first.stdout
    assert len(first.stderr.splitlines()) == 9
    for name in ("schedule.fit", "2027-03-22-w03-4x2-30.fit"):
        assert (drive / "Garmin/NewFiles" / name).read_bytes() == (exported / name).read_bytes()
    second = install()
    assert second.stdout.endswith("Nothing to do: the watch is up to date.\n")
    assert second.stderr == ""
    waits = watch("status", *SEASON)
    assert "The last install is waiting: disconnect the watch to import it." in waits.stdout
    back = watch("undo", "--yes")
    assert back.stdout.endswith("fake-watch is as it was before.\n")
    assert tree(drive) == before
    assert watch("undo").stdout == (
        "Nothing to undo: this computer has put nothing on fake-watch.\n"
    )


@pytest.mark.slow
@pytest.mark.usefixtures("exported")
def test_after_the_import_status_shows_everything(drive: Path) -> None:
    (drive / "Garmin/Workouts/97AG1431.FIT").write_bytes(foreign_workout(name="Tempo"))
    install()
    disconnect(drive)
    result = watch("status", *SEASON)
    assert result.exit_code == 0
    assert result.stdout == (
        "fenix 6X Pro Solar (software 28.02), fake-watch\n"
        f"Can hold 25 workouts, 50 steps in each, 30 calendar entries ({SAYS}).\n"
        "Holds 9 workouts: 8 from fitexport, 1 from others.\n\n"
        "Day              Workout          Where         State\n"
        "Sun 21 Mar 2027  W3.1 Cross 35'   on the watch  up to date\n"
        "Mon 22 Mar 2027  W3.2 4x2:30      on the watch  up to date\n"
        "Mon 22 Mar 2027  W3.3 Strength A  on the watch  up to date\n"
        "Tue 23 Mar 2027  W3.4 Strides     on the watch  up to date\n"
        "Wed 24 Mar 2027  W3.5 Easy+hills  on the watch  up to date\n"
        "Thu 25 Mar 2027  W3.6 4x4' tempo  on the watch  up to date\n"
        "Thu 25 Mar 2027  W3.7 Strength B  on the watch  up to date\n"
        "Sat 27 Mar 2027  W3.8 Long 60min  on the watch  up to date\n"
        "                 Tempo            on the watch  not fitexport's\n\n"
        "Its calendar:\n"
        "  Sun 21 Mar 2027: W3.1 Cross 35'\n"
        "  Mon 22 Mar 2027: W3.2 4x2:30\n"
        "  Mon 22 Mar 2027: W3.3 Strength A\n"
        "  Tue 23 Mar 2027: W3.4 Strides\n"
        "  Wed 24 Mar 2027: W3.5 Easy+hills\n"
        "  Thu 25 Mar 2027: W3.6 4x4' tempo\n"
        "  Thu 25 Mar 2027: W3.7 Strength B\n"
        "  Sat 27 Mar 2027: W3.8 Long 60min\n\n"
        "The last install was imported.\n"
    )
    faster = watch("status", *SEASON, "--mile", "6:10", "--goal", "5:58")
    assert "out of date: the plan has changed" in faster.stdout
    assert faster.stdout.endswith("Next: fitexport watch install brings it up to date.\n")
    facts = held(watch("status", *SEASON, "--json").stdout)
    assert facts["last"] == {"what": "install", "finished": True, "imported": True}
    assert [each["state"] for each in facts["workouts"]] == ["up to date"] * 8 + ["not fitexport's"]
    assert len(facts["calendar"]) == 8


@pytest.mark.usefixtures("exported")
def test_the_answer_no_changes_nothing(drive: Path) -> None:
    before = tree(drive)
    arguments = ["watch", "install", "watch", *DAY, "--at", "fake-watch"]
    for answer in ("n\n", ""):
        result = CliRunner().invoke(main, arguments, input=answer, prog_name="fitexport")
        assert result.exit_code == 1
        assert result.stderr.startswith("Put this on the watch? [Y/n]:")
        assert tree(drive) == before
    assert CliRunner().invoke(main, arguments, input="y\n").exit_code == 0
    assert tree(drive) != before


@pytest.mark.slow
@pytest.mark.usefixtures("exported")
def test_a_calendar_of_others_is_replaced_only_on_request(drive: Path) -> None:
    (drive / "Garmin/Workouts/Schedule/DAVI4555.FIT").write_bytes(foreign_workout())
    (drive / "Garmin/Schedule/Schedule.fit").write_bytes(own_schedule(FENIX, [foreign_entry()]))
    before = tree(drive)
    refused = install()
    assert refused.exit_code == 6
    assert (
        "A schedule replaces the watch's whole calendar; these entries go:\n"
        "  Sun 14 Mar 2027: Intervals (not fitexport's)\n"
    ) in refused.stdout
    assert refused.stderr == (
        "Error: the watch's calendar has entries of others (1), which would be lost\n"
        "  add --replace-calendar to put this calendar in its place; nothing was changed\n"
    )
    assert tree(drive) == before
    assert install("--replace-calendar").exit_code == 0
    disconnect(drive)
    assert "Intervals" not in watch("status", *SEASON).stdout.partition("Its calendar")[2]
    assert watch("undo", "--yes").stdout.endswith("so that it imports its old calendar.\n")
    disconnect(drive)
    assert "Sun 14 Mar 2027: Intervals (not fitexport's)" in watch("status", *SEASON).stdout


def test_without_a_folder_the_next_days_of_the_plan_go_on(drive: Path) -> None:
    result = watch("install", "--yes", *SEASON)
    assert result.exit_code == 0
    assert "Come back by Sat  3 Apr and install what comes then." in result.stdout
    assert len(list((drive / "Garmin/NewFiles").iterdir())) == 17
    again = watch("install", "--yes", *SEASON)
    assert again.stdout.endswith("Nothing to do: the watch is up to date.\n")


def test_a_watch_without_a_calendar_is_not_sent_to_one(alone: Path) -> None:
    path = make_drive(alone / "fake-watch", FENIX) / "Garmin/GarminDevice.xml"
    path.write_bytes(path.read_bytes().replace(b"FIT_TYPE_7", b"FIT_TYPE_99"))
    result = watch("install", "--yes", *SEASON)
    assert "This watch accepts no schedule: start the workouts from its list.\n" in result.stdout
    assert "\nOn the watch: Run, options, Training, Workouts. For these runs" in result.stdout
    assert "from the calendar" not in result.stdout


@pytest.mark.usefixtures("drive")
def test_workouts_without_room_are_listed_with_the_day_to_come_back() -> None:
    result = watch("install", "--dry-run", "--limits", "workouts=6,entries=4", *SEASON)
    assert (
        "Tue 23 Mar  W3.4 Strides     left out: the watch's calendar shows 4 entries\n"
    ) in result.stdout
    assert "left out: the watch has room for" not in result.stdout
    assert "Come back by Tue 23 Mar" in result.stdout


@pytest.mark.usefixtures("drive")
def test_a_plan_without_a_race_day_keeps_the_start_it_was_first_installed_with() -> None:
    runner = (*RUNNER, "--yes")
    first = watch("install", *runner, "--today", "2027-03-02")
    assert "week 1 starts on 2027-03-08, the next Monday" in first.stderr
    later = watch("install", *runner, "--today", "2027-03-12")
    assert ("week 1 starts on 2027-03-08, as first written to the watch's calendar") in later.stderr


@pytest.mark.usefixtures("drive")
def test_a_plan_that_is_over_has_nothing_to_install() -> None:
    result = watch("install", *RUNNER, "--race-day", "2027-05-01", "--today", "2027-05-09")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (
        0,
        "Nothing to do: the watch is up to date.",
    )
    assert result.stderr.endswith(
        "note: no session of the plan has a watch file in the next 14 days: the plan is over\n"
    )


@pytest.mark.usefixtures("exported")
def test_a_full_watch_says_that_it_has_no_room(drive: Path) -> None:
    for number in range(25):
        path = drive / f"Garmin/Workouts/{number}.FIT"
        path.write_bytes(foreign_workout(7000 + number, f"Theirs {number}"))
    result = install()
    assert result.exit_code == 0
    assert result.stdout.endswith(
        "Nothing was put on the watch: it has no room. fitexport watch clean makes room.\n"
    )


@pytest.mark.slow
def test_an_illness_removes_its_sessions_from_the_watchs_calendar(drive: Path) -> None:
    options = ("--mile", "6:20", "--goal", "6:05", "--level", "intermediate", "--weeks", "8")
    run("init", *options, "--race-day", "2027-05-01", "--cross", "cycling", *DAY)
    watch("install", "--yes", *DAY)
    disconnect(drive)
    run("sick", "2027-03-20", "2027-04-04", *DAY)
    assert watch("install", "--yes", *DAY).exit_code == 0
    disconnect(drive)
    status = watch("status", *DAY)
    assert "Its calendar is empty." in status.stdout
    assert "not in the plan any more" in status.stdout


@pytest.mark.usefixtures("exported")
def test_without_a_plan_status_compares_with_none(drive: Path) -> None:
    install()
    disconnect(drive)
    result = watch("status", *DAY)
    assert result.stderr == (
        "note: without a fitexport.toml nothing is compared with a plan (fitexport init)\n"
    )
    assert "out of date" not in result.stdout
    assert "W3.2 4x2:30      on the watch" in result.stdout


def test_undo_still_knows_files_that_have_disappeared(drive: Path, alone: Path) -> None:
    make_drive(alone / "twin", FENIX)  # the same number: only in a test
    watch("install", "--yes", *SEASON)
    nothing = watch("undo", "--yes", at="twin")
    assert nothing.stdout == ("Nothing to undo: what was last put on twin is not there any more.\n")
    assert watch("undo", "--yes").stdout.endswith("fake-watch is as it was before.\n")
    assert not list((drive / "Garmin/NewFiles").iterdir())


def test_names_with_control_characters_or_invalid_text_are_skipped(drive: Path) -> None:
    workout = foreign_workout()
    folder = os.fsencode(drive / "Garmin/Workouts")
    for name in (b"\x1b[31mRED\nx.FIT", b"caf\xe9.FIT", b"a\\b.FIT"):
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(workout)
    for command in ("status", "install"):
        result = watch(command, *SEASON, *(("--yes",) if command == "install" else ()))
        assert result.exit_code == 0
        assert "\x1b" not in result.output
    assert watch("undo", "--yes").exit_code == 0


@pytest.mark.usefixtures("drive", "exported")
def test_options_about_the_runner_have_no_effect_on_a_folder_and_are_refused() -> None:
    result = install("--mile", "6:00", "--units", "km")
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: --mile, --units: no effect on the files of watch, which are already written\n"
        "  leave out either watch or these\n"
    )


@pytest.mark.parametrize("limits", ["workouts", "steps=0", "entries=9999", "runs=3", "steps=1,,"])
@pytest.mark.usefixtures("drive")
def test_invalid_limits_are_refused(limits: str) -> None:
    result = watch("install", "--limits", limits, *SEASON)
    assert result.exit_code == 2
    assert "write workouts=25,steps=50,entries=30, or one or two of these" in result.stderr


@pytest.mark.usefixtures("exported")
def test_a_hostile_description_is_refused_and_nothing_is_written(drive: Path, alone: Path) -> None:
    path = drive / "Garmin/GarminDevice.xml"
    path.write_bytes(path.read_bytes().replace(b"Garmin/NewFiles", b"../../home"))
    before = tree(alone)
    result = install()
    assert result.exit_code == 6
    assert result.stderr.startswith(
        'Error: GarminDevice.xml is not valid: it names a folder outside the watch: "../../home"'
    )
    assert tree(alone) == before


@pytest.mark.usefixtures("exported")
def test_a_link_on_the_watch_is_refused_and_nothing_is_written(drive: Path, alone: Path) -> None:
    import_folder = drive / "Garmin/NewFiles"
    import_folder.rmdir()
    import_folder.symlink_to(alone / "watch")
    before = tree(alone)
    result = install()
    assert result.exit_code == 6
    assert f"Error: {import_folder} is a link, which no watch has" in result.stderr
    assert tree(alone) == before


@pytest.mark.slow
@pytest.mark.usefixtures("exported")
def test_an_unfinished_change_is_reported_and_recovered(drive: Path) -> None:
    before = tree(drive)
    install()
    records = list((Path.home() / ".config/fitexport/watches").iterdir())
    text = records[0].read_text()
    records[0].write_text(text.replace('"finished":true', '"finished":false'))
    (drive / "Garmin/NewFiles/schedule.fit").unlink()
    assert "The last install stopped half-way" in watch("status", *SEASON).stdout
    tried = install("--dry-run")
    assert "note: watch install stopped half-way; what it did is undone first" in tried.stderr
    assert install().exit_code == 0
    assert (drive / "Garmin/NewFiles/schedule.fit").exists()
    assert watch("undo", "--yes").exit_code == 0
    assert tree(drive) == before


# --- clean ------------------------------------------------------------------------------


@pytest.mark.usefixtures("exported")
def test_clean_removes_past_weeks_and_nothing_else(drive: Path) -> None:
    theirs = drive / "Garmin/Workouts/97AG1431.FIT"
    theirs.write_bytes(foreign_workout(name="Tempo"))
    install()
    disconnect(drive)
    early = watch("clean", *SEASON)
    assert early.stdout == "Nothing to clean: no workout of a past week is on the watch.\n"
    before = tree(drive)
    late = (*RUNNER, "--race-day", "2027-05-01", "--today", "2027-03-28")
    shown = watch("clean", "--dry-run", *late)
    assert shown.stdout.count("W3.") == 8
    assert "Tempo" not in shown.stdout
    assert tree(drive) == before
    assert "8 of past weeks take up room: fitexport watch clean" in watch("status", *late).stdout
    done = watch("clean", "--yes", *late)
    assert done.stdout.endswith(
        "8 removed from fake-watch. fitexport watch undo brings them back.\n"
    )
    assert theirs.exists()
    assert not list((drive / "Garmin/Workouts/Schedule").iterdir())
    assert watch("undo", "--yes").exit_code == 0
    assert tree(drive) == before


@pytest.mark.slow
def test_without_a_plan_clean_removes_what_status_counts(drive: Path) -> None:
    """The recorded days count, not those of an assumed plan."""
    watch("install", "--yes", *RUNNER, "--today", "2027-03-12")  # starts on Monday the 15th
    disconnect(drive)
    late = ("--today", "2027-03-23")
    assert "7 of past weeks take up room" in watch("status", *late).stdout
    cleaned = watch("clean", "--yes", *late)
    assert cleaned.stdout.endswith(
        "7 removed from fake-watch. fitexport watch undo brings them back.\n"
    )
    assert "nothing is compared with a plan" in cleaned.stderr
    assert "take up room" not in watch("status", *late).stdout


# --- probe ------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_probe_is_written_installed_and_reported(drive: Path, alone: Path) -> None:
    made = run("watch", "probe", "--out", "probe", *DAY)
    assert made.stdout == (
        "16 files in probe. Next: fitexport watch install probe/first --limits entries=31\n"
    )
    assert run("watch", "probe", "--out", "probe", "--today", "2027-03-21").exit_code == 0
    assert watch("report").stderr == (
        "Error: fenix 6X Pro Solar (software 28.02) has no probe files on it\n"
        "  put them on first: fitexport watch probe, then samples/watch-test/CHECKLIST.md\n"
    )
    assert watch("install", "probe/first", "--limits", "entries=31", "--yes", *DAY).exit_code == 0
    disconnect(drive)
    result = watch("report")
    assert result.stdout.splitlines()[2] == (
        "| fenix 6X Pro Solar | 28.02 | 25 workouts, 50 steps in each, 30 calendar entries"
        f" ({SAYS}) | 7 of 7 | Probe version 1 | 30 | 30 | 50 | kept | 0 1 2 3 4 5 6 | 16 | 250"
        " | kept |"
    )
    assert held(watch("report", "--json").stdout)["answers"]["of 31 calendar entries"] == "30"
    (alone / "mine" / "first").mkdir(parents=True)
    (alone / "mine" / "first" / "schedule.fit").write_text("mine")
    refused = run("watch", "probe", "--out", "mine")
    assert refused.exit_code == 6
    assert "mine/first/schedule.fit is in the way" in refused.stderr


def test_an_unknown_command_names_the_known_ones() -> None:
    result = run("watch", "instal")
    assert result.exit_code == 2
    assert result.stderr.endswith(
        'Error: there is no command "watch instal"; commands: find, install, status, undo, clean,'
        ' probe, report; did you mean "install"?\n'
    )
    help_text = run("watch", "--help").stdout
    places = [help_text.index(f"\n  {name} ") for name in ("find", "install", "undo", "report")]
    assert places == sorted(places)
