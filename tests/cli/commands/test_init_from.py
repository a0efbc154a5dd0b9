"""`fitexport init --from`: what recordings say is offered, and taken only when it is accepted."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from support.command import error_of, run
from support.run_folders import NO_HEART, easy, mile, run_folder
from support.typing_ahead import typed

from fitexport.export.from_recordings import offered
from fitexport.recording.runs import find_runs, recording_files
from fitexport.season.settings_file import read_athlete_file
from fitexport.season.weekly_volume import WeeklyVolume

FILE = Path("fitexport.toml")
TODAY = ("--today", "2027-03-01")
RACE = ("--race-day", "2027-05-01", "--weeks", "8", "--goal", "6:05")
MONDAY = date(2027, 1, 4)
WEEK = {"mon": 30, "tue": 45, "thu": 35, "sat": 75}
MILE = (
    "--mile 6:20.5: runs/trial.fit, Sat 27 Feb 2027. Worth a mile in 6:20.5: fitness index 45.5 +- 0.5."
    " A race effort: the heart rate was 97% of its maximum. Measured by the watch's own"
    " distance: give or take 4 s over the mile."
)
VOLUME = (
    "--volume 185min: about 19.0 mi: the median of the 3 weeks with running of the last 8 complete"
    " ones (185 to 204 min)."
)
DAYS = (
    "--days mon,tue,thu,sat: a usual week has 4 days with a run, most often these (in 3, 3, 3, 3 of"
    " 3 weeks)."
)


@pytest.fixture(autouse=True)
def runs(alone: Path) -> Path:
    folder = run_folder(alone / "runs", MONDAY, [{}] * 5 + [WEEK] * 3)
    (folder / "trial.fit").write_bytes(mile(date(2027, 2, 27), 380))
    return folder


def init(*options: str) -> Result:
    return run("init", *TODAY, "--from", "runs", *options)


def notes(result: Result) -> list[str]:
    return [line.removeprefix("note: ") for line in result.stderr.splitlines()]


@pytest.mark.slow
def test_nothing_is_used_before_it_is_accepted() -> None:
    result = init()
    assert (result.exit_code, result.stdout) == (2, "")
    assert notes(result) == [
        *(f"offered: {each}" for each in (MILE, VOLUME, DAYS)),
        "Error: nothing was written: what the recordings offer was not accepted",
        "  add --yes to accept it, or give --mile, --volume and --days yourself",
    ]
    assert not FILE.exists()


def test_yes_accepts_all_three_and_the_level_follows() -> None:
    result = init("--yes", *RACE)
    assert result.exit_code == 0
    assert notes(result) == [
        *(f"from the recordings: {each}" for each in (MILE, VOLUME, DAYS)),
        "level intermediate, the nearest to 185min a week: 4 or 5 runs a week, 3 to 4 h (--level)",
        "four days a week: one or two hard runs, one or two easy ones, and the long run"
        " (more --days: more easy running)",
    ]
    written = read_athlete_file(FILE)
    assert (written.mile_s, written.volume, written.level, written.days) == (
        380.5,
        WeeklyVolume(185, "min"),
        "intermediate",
        ("mon", "tue", "thu", "sat"),
    )


@pytest.mark.slow
def test_what_is_given_wins_and_a_disagreement_is_remarked() -> None:
    given = (
        "--mile",
        "6:45",
        "--volume",
        "40mi",
        "--days",
        "mon,wed,fri,sat",
        "--level",
        "advanced",
    )
    result = init(*given, *RACE)
    assert result.exit_code == 0
    assert notes(result)[:3] == [
        f"--mile 6:45 is used; the recordings show {MILE}",
        f"--volume 40mi is used; the recordings show {VOLUME}",
        f"--days mon,wed,fri,sat is used; the recordings show {DAYS}",
    ]
    written = read_athlete_file(FILE)
    assert (written.mile_s, str(written.volume)) == (405.0, "40mi")
    assert written.days == ("mon", "wed", "fri", "sat")


@pytest.mark.slow
def test_what_agrees_is_not_remarked_on() -> None:
    given = ("--mile", "6:16", "--volume", "200min", "--days", "sat,thu,tue,mon")
    assert not any("recordings" in each for each in notes(init(*given, *RACE)))


@pytest.mark.slow
def test_a_mile_from_training_says_so_and_never_slows_a_mile_that_is_known(runs: Path) -> None:
    """Training shows a lower limit of what a runner can do."""
    (runs / "trial.fit").unlink()
    slow = notes(init())[0]
    assert slow.startswith("offered: --mile 8:47.8: ")
    assert " or faster, from the 10k: " in slow
    assert ". At least this fast: " in slow
    given = ("--volume", "185min", "--days", "mon,tue,thu,sat", "--level", "intermediate")
    assert not any("recordings" in each for each in notes(init("--mile", "6:20", *given, *RACE)))
    assert init("--overwrite", *given, "--yes", *RACE[:4]).exit_code == 0
    assert read_athlete_file(FILE).mile_s == 380.0
    assert any(
        each.startswith("no mile: part of training shows 8:47.8")
        for each in notes(init("--overwrite"))
    )


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        # far faster than all others, and no heart vouches for it: perhaps another's
        ({"heart": NO_HEART}, "39% faster than any other run"),
        ({"drop_m": 60}, "downhill, 25 m"),
    ],
)
def test_a_run_that_does_not_count_is_named(runs: Path, odd: dict[str, int], why: str) -> None:
    (runs / "trial.fit").write_bytes(mile(date(2027, 2, 27), 380, **odd))
    result = notes(init())
    assert f"set aside: runs/trial.fit, a mile in 6:20.5: {why} (--mile if it counts)" in result
    assert any(each.startswith("offered: --mile 8:47.8: ") for each in result)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("weeks", "remarks"),
    [
        (
            [{"sat": 60}] * 3,
            ["no days: you run on one day a week, and the plan needs three (--days)"],
        ),
        (
            [{"mon": 25, "tue": 25, "wed": 25}, {"thu": 25, "fri": 25, "sat": 25}] * 2,
            ["no days: you run on 3 days a week, but not always the same ones (--days)"],
        ),
        (
            [WEEK] * 2,
            [
                "no weekly volume and no days: only two complete weeks have running since"
                " Mon 4 Jan 2027; three are needed to show what is usual (--volume, --days)"
            ],
        ),
    ],
)
def test_what_is_not_known_is_not_offered(
    alone: Path, weeks: list[dict[str, float]], remarks: list[str]
) -> None:
    run_folder(alone / "other", MONDAY, [*[{}] * (8 - len(weeks)), *weeks])
    result = run("init", *TODAY, "--from", "other")
    assert [each for each in notes(result) if each.startswith("no ")] == remarks
    assert result.exit_code == 2


@pytest.mark.slow
def test_days_that_break_a_rule_are_not_used(alone: Path) -> None:
    """Six weeks leave no room for three days in a row."""
    folder = run_folder(alone / "other", MONDAY, [{}] * 5 + [{"fri": 30, "sat": 30, "sun": 60}] * 3)
    given = ("--mile", "6:20", "--race-day", "2027-04-10", "--weeks", "6", "--yes")
    result = run("init", *TODAY, "--from", str(folder), *given)
    assert result.exit_code == 0
    (refused,) = (
        each for each in notes(result) if each.startswith("not used: --days fri,sat,sun: ")
    )
    assert " But " in refused
    assert read_athlete_file(FILE).days is None


@pytest.mark.slow
def test_recordings_that_say_nothing_are_an_error_with_a_remedy(alone: Path) -> None:
    (alone / "old").mkdir()
    (alone / "old" / "run.fit").write_bytes(easy(date(2026, 3, 1), 30))
    nothing = "Error: nothing was written: the recordings show nothing about your mile, your week or your days"
    for options in ((), ("--yes",)):
        result = run("init", *TODAY, "--from", "old", *options)
        assert result.exit_code == 2
        assert [each.partition(":")[0] for each in notes(result)[:2]] == [
            "no mile",
            "no weekly volume and no days",
        ]
        assert notes(result)[2:] == [
            nothing,
            "  give --mile, --volume and --days, and leave out --from",
        ]
    (alone / "ride").mkdir()
    (alone / "ride" / "a.fit").write_bytes(easy(date(2027, 2, 20), 30, sport=2))
    (alone / "empty").mkdir()
    assert error_of(run("init", *TODAY, "--from", "ride", "--yes")) == (
        5,
        "note: skipped: 1 x cycling (fitexport fitness --verbose lists them)\n"
        "Error: there is no run among these files\n  give the recording of a run\n",
    )
    assert error_of(run("init", *TODAY, "--from", "empty")) == (
        2,
        "Error: empty: there are no recordings in it\n  give a folder of GPX, TCX or FIT files\n",
    )
    assert error_of(run("init", *TODAY, "--yes")) == (
        2,
        "Error: --yes accepts what recordings offer\n  add --from FOLDER\n",
    )
    assert not FILE.exists()


@pytest.mark.slow
def test_runs_after_today_are_not_known_yet(runs: Path) -> None:
    found = find_runs(recording_files([runs])).runs
    early = offered(found, date(2027, 2, 22))
    assert early.settings.volume is None
    assert "only two complete weeks have running since" in early.remarks[0]
    assert early.settings.mile_s == 527.8, "the trial is not run yet"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="pseudo-terminals end differently")
def test_in_a_terminal_they_are_the_defaults_of_the_questions(alone: Path) -> None:
    code, screen = typed(alone, [""] * 11, *TODAY, "--from", "runs")
    assert code == 0
    for option, each in (
        ("[6:20.5]: ", MILE),
        ("[185min]: ", VOLUME),
        ("[mon,tue,thu,sat]: ", DAYS),
    ):
        source = f"  From the recordings: {each.partition(': ')[2]}\n"
        assert option in screen.partition(source)[2].partition("\n")[0]
    written = read_athlete_file(FILE)
    assert (written.mile_s, str(written.volume), written.level) == (380.5, "185min", "intermediate")
    assert written.days == ("mon", "tue", "thu", "sat")
