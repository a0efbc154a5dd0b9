"""`fitexport move`, `skip`, `sick`, `travel`, `undo`: what they write, what `week` makes of it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from support.command import run
from support.fit_dump import fitdecode_raw
from support.ics_lint import lint, unfolded

from fitexport.calendar.reading import read_events
from fitexport.fit.schedule_file import scheduled_time
from fitexport.season.settings_file import read_athlete_file

FILE = Path("fitexport.toml")
SEASON = """\
# A runner's own words stay.
[athlete]
id = "anna"            # keep it
mile = "6:20"
goal = "6:00"
level = "intermediate"
cross = "cycling"

[season]
id = "spring-2027"
weeks = 8
race-day = 2027-05-01
"""
BEGUN = (
    "note: week 1 began on 2027-03-07,"
    " today falls in week 2 (fitexport week next); the watch's schedule leaves past days out\n"
)


@pytest.fixture(autouse=True)
def season(alone: Path) -> None:
    """Week 3 is from Sun 21 Mar to Sat 27 Mar 2027."""
    (alone / FILE).write_text(SEASON, encoding="utf-8")


def on(today: str, *args: str) -> Result:
    return run(*args, "--today", today)


def now(*args: str) -> Result:
    """The day before week 3."""
    return on("2027-03-20", *args)


def done(*args: str) -> str:
    """What a command says that goes well and remarks on nothing."""
    result = now(*args)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def refused(*args: str, today: str = "2027-03-20", shown: str = "") -> tuple[int, str]:
    """Exit code and stderr of a command that leaves everything as it was."""
    before = FILE.read_bytes() if FILE.exists() else None
    result = run(*args) if args[0] == "undo" else on(today, *args)
    assert (FILE.read_bytes() if FILE.exists() else None) == before
    assert [path.name for path in Path().iterdir()] == ([FILE.name] if before else [])
    assert result.stdout == shown
    return result.exit_code, result.stderr


def broken(*lines: str) -> tuple[int, str]:
    """The refusal of a change that breaks rules."""
    refusal = ("the rules of the plan do not allow that:", *(f"  {line}" for line in lines))
    return 4, "Error: " + "\n".join((*refusal, "  --force does it anyway", ""))


def added() -> str:
    """What was added to the file since the season began; nothing else is changed in it."""
    text = FILE.read_text(encoding="utf-8")
    assert text.startswith(SEASON)
    return text.removeprefix(SEASON)


# --- what `week` writes -----------------------------------------------------------------

Identity = tuple[object, object]
"""Serial number and time_created."""


def identity(file: Path) -> Identity:
    _, head = fitdecode_raw(file.read_bytes())[0]
    return head[3], head[4]


def identities(folder: str = "watch") -> dict[str, Identity]:
    """By file name less its date."""
    files = Path(folder).glob("2*.fit")
    return {re.sub(r"^[\d-]{11}", "", file.name): identity(file) for file in files}


def scheduled(folder: str = "watch") -> dict[Identity, int]:
    """The moment on which the watch's calendar has each workout."""
    _, *entries = fitdecode_raw(Path(folder, "schedule.fit").read_bytes())
    moments: dict[Identity, int] = {}
    for _, entry in entries:
        moment = entry[6]
        assert isinstance(moment, int)
        moments[entry[2], entry[3]] = moment
    return moments


def events(folder: str = "watch") -> dict[str, str]:
    """DTSTART of each UID."""
    (calendar,) = Path(folder).glob("*.ics")
    assert lint(calendar.read_bytes()) == []
    lines = unfolded(calendar.read_bytes())
    uids = [line.removeprefix("UID:") for line in lines if line.startswith("UID:")]
    days = [line.partition("=DATE:")[2] for line in lines if line.startswith("DTSTART;")]
    return dict(zip(uids, days, strict=True))


def week(which: str = "3", today: str = "2027-03-20") -> list[str]:
    """A week is written; its sessions, `Mon 22 Mar W3.2 4x2:30` each."""
    result = on(today, "week", which)
    assert result.exit_code == 0
    heading, *table = result.stdout.split("\n\n")[1].splitlines()
    until = heading.index("Structure")
    return [re.sub(" {2,}", " ", row[:until].strip()) for row in table]


def happened(today: str = "2027-03-20", which: str = "3") -> list[str]:
    """What `week` says that became of the files."""
    result = on(today, "week", which)
    assert result.exit_code == 0
    return result.stdout.split("\n\n")[2].splitlines()[:-1]


WEEK_3 = [
    "Sun 21 Mar W3.1 Cross 35'",
    "Mon 22 Mar W3.2 4x2:30",
    "Mon 22 Mar W3.3 Strength A",
    "Tue 23 Mar W3.4 Easy+strides",
    "Wed 24 Mar W3.5 Easy+hills",
    "Thu 25 Mar W3.6 4x4' tempo",
    "Thu 25 Mar W3.7 Strength B",
    "Fri 26 Mar Rest day",
    "Sat 27 Mar W3.8 Long 60min",
]


def rows(*left_out: str, **days: str) -> list[str]:
    """Week 3 less these sessions, and with others on other days: `w36="Wed 24 Mar"`."""
    return [
        f"{days.get(key, row[:10])} {row[11:]}"
        for row in WEEK_3
        for key in [row[11:15].lower().replace(".", "")]
        if key not in left_out
    ]


def rest(day: str) -> str:
    return f"{day} Rest day"


def test_the_week_before_anything_happened() -> None:
    assert week() == WEEK_3


# --- move -------------------------------------------------------------------------------


def test_an_easy_run_moves_to_a_free_day() -> None:
    assert done("move", "w3.4", "fri") == (
        "                   Before      After\n"
        "W3.4 Easy+strides  Tue 23 Mar  Fri 26 Mar\n"
        "Written to fitexport.toml. Next: fitexport week next --out ./watch\n"
    )
    assert added() == '\n[[change]]\ndate = 2027-03-20\nmove = "w3.4"\nto = 2027-03-26\n'
    assert sorted(week()) == sorted(
        [*rows("w34", "rest"), rest("Tue 23 Mar"), "Fri 26 Mar W3.4 Easy+strides"]
    )


def test_hard_runs_swap_days_with_their_lifting() -> None:
    assert done("move", "W3.2", "2027-03-25", "--swap") == (
        "                 Before      After\n"
        "W3.2 4x2:30      Mon 22 Mar  Thu 25 Mar\n"
        "W3.3 Strength A  Mon 22 Mar  Thu 25 Mar\n"
        "W3.6 4x4' tempo  Thu 25 Mar  Mon 22 Mar\n"
        "W3.7 Strength B  Thu 25 Mar  Mon 22 Mar\n"
        "Written to fitexport.toml. Next: fitexport week next --out ./watch\n"
    )
    assert added() == (
        '\n[[change]]\ndate = 2027-03-20\nmove = "w3.2"\nto = 2027-03-25\nswap = true\n'
    )


def test_a_week_written_again_replaces_and_removes_what_moved() -> None:
    week()
    done("move", "w3.2", "tue", "--swap")
    assert happened() == [
        "11 files in watch: 3 new, 3 replaced, 5 as before",
        "  replaced schedule.fit",
        "  replaced mile-week-03.ics",
        "  replaced fitexport-manifest.json",
        "  removed 2027-03-22-w03-4x2-30.fit",
        "  removed 2027-03-22-w03-strength-a.fit",
        "  removed 2027-03-23-w03-easy-strides.fit",
    ]
    assert happened() == ["11 files in watch: 0 new, 0 replaced, 11 as before"]


def test_a_moved_session_stays_the_same_for_watch_and_calendar() -> None:
    """Serial and time_created, and so the very bytes; only the watch's calendar has another day.
    In the phone's the UID stays and DTSTART moves."""
    week()
    before, was, days = identities(), scheduled(), events()
    bytes_before = Path("watch/2027-03-23-w03-easy-strides.fit").read_bytes()
    done("move", "w3.4", "fri")
    week()
    assert identities() == before
    assert Path("watch/2027-03-26-w03-easy-strides.fit").read_bytes() == bytes_before
    moved = before["w03-easy-strides.fit"]
    assert scheduled() == was | {moved: scheduled_time(date(2027, 3, 26))}
    assert was[moved] == scheduled_time(date(2027, 3, 23))
    now_on = events()
    assert list(now_on) != list(days), "in the order of the days"
    assert {uid: (day, now_on[uid]) for uid, day in days.items() if now_on[uid] != day} == {
        next(uid for uid, day in days.items() if day == "20270323"): ("20270323", "20270326")
    }


def test_undo_gives_the_same_files_again() -> None:
    """Revisions go on counting: what was sent in between has to be reverted, too."""

    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in Path("watch").glob("*.fit")}

    def events() -> dict[str, tuple[int, str]]:
        found = read_events(Path("watch/mile-week-03.ics").read_bytes())
        return {event.uid: (event.sequence, event.fingerprint) for event in found}

    week()
    before, known = files(), events()
    done("move", "w3.2", "thu", "--swap")
    week()
    assert files() != before
    run("undo")
    week()
    assert files() == before
    assert {uid: event[1] for uid, event in events().items()} == {
        uid: event[1] for uid, event in known.items()
    }
    assert sorted(event[0] for event in events().values()) == [0, 0, 0, 0, 2, 2, 2, 2]
    assert added() == ""


@pytest.mark.slow
def test_a_session_moved_into_another_week_is_in_that_weeks_folder_and_keeps_its_serial() -> None:
    now("week", "3-4", "--out", "before")
    done("move", "w3.4", "2027-03-28")
    now("week", "3-4", "--out", "after")
    name = "w03-easy-strides.fit"
    assert name in identities("before/w03")
    assert identities("after/w03") == {
        file: known for file, known in identities("before/w03").items() if file != name
    }
    assert identities("after/w04") == identities("before/w04") | {
        name: identities("before/w03")[name]
    }
    (uid,) = events("before/w03").keys() - events("after/w03").keys()
    assert events("after/w04") == {uid: "20270328"} | events("before/w04")
    assert scheduled("after/w04").keys() == set(identities("after/w04").values())


def test_next_is_the_week_that_the_next_session_was_moved_to() -> None:
    """All that is left of week 3 is done in the next: so that is what is next on Friday."""
    on("2027-03-26", "skip", "w3.8")
    assert manifest_week("2027-03-26") == 4
    on("2027-03-26", "move", "w3.8", "sat")
    assert manifest_week("2027-03-26") == 3
    on("2027-03-26", "move", "w3.8", "2027-03-29", "--force")
    assert manifest_week("2027-03-26") == 4


def manifest_week(today: str) -> int:
    """The week that `week next` writes."""
    assert on(today, "week", "next", "--out", "next").exit_code == 0
    number = json.loads(Path("next/fitexport-manifest.json").read_bytes())["week"]
    assert isinstance(number, int)
    return number


@pytest.mark.parametrize(
    ("day", "today", "to"),
    [
        ("thu", "2027-03-20", "2027-03-25"),
        ("Thursday", "2027-03-22", "2027-03-25"),
        ("sun", "2027-03-20", "2027-03-21"),  # the week begins on a Sunday
        ("sat", "2027-03-24", "2027-03-27"),
        ("wed", "2027-03-24", "2027-03-24"),  # today is not past
        ("wed", "2027-03-25", "2027-03-31"),
        ("2027-04-02", "2027-03-25", "2027-04-02"),
    ],
)
def test_a_weekday_is_the_one_of_the_sessions_week_or_the_next_one_to_come(
    day: str, today: str, to: str
) -> None:
    result = on(today, "move", "w3.4", day, "--force")
    assert result.exit_code == 0
    assert f"\nto = {to}\n" in added()


def test_what_was_left_out_comes_back_by_a_move() -> None:
    done("skip", "w3.2")
    assert done("move", "w3.2", "mon") == (
        "             Before             After\n"
        "W3.2 4x2:30  left out: skipped  Mon 22 Mar\n"
        "Written to fitexport.toml. Next: fitexport week next --out ./watch\n"
    )
    assert week() == WEEK_3


TWO_RUNS = "Wed 24 Mar already has a run (W3.2 4x2:30, W3.5 Easy+hills)"
BROKEN: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    (
        ("w3.2", "wed"),
        (
            TWO_RUNS,
            "days that would work: Sun 21 Mar (--swap), Tue 23 Mar (--swap), Thu 25 Mar (--swap)",
        ),
    ),
    (
        ("w3.2", "wed", "--swap"),
        (
            "hard runs must be two days apart (W3.2 4x2:30, W3.6 4x4' tempo)",
            "no lifting the day before a hard run (W3.3 Strength A, W3.6 4x4' tempo)",
            "days that would work: Sun 21 Mar (--swap), Tue 23 Mar (--swap), Thu 25 Mar (--swap)",
        ),
    ),
    (
        ("w3.2", "2027-03-21"),
        (
            "Sun 21 Mar has more than two sessions (W3.2 4x2:30, W3.1 Cross 35', W3.3 Strength A)",
            "no cross-training on the day of a hard or long run (W3.2 4x2:30, W3.1 Cross 35')",
            "days that would work: Sun 21 Mar (--swap), Tue 23 Mar (--swap), Thu 25 Mar (--swap)",
        ),
    ),
    (
        ("w3.4", "2027-03-19"),
        (
            "Fri 19 Mar is past (W3.4 Easy+strides)",
            "days that would work: Sun 21 Mar, Mon 22 Mar (--swap), Wed 24 Mar (--swap), Fri 26 Mar",
        ),
    ),
    (
        ("w4.4", "2027-04-04"),
        (
            "week 5 is a lighter one: nothing is added to it (W4.4 Easy 30min)",
            "days that would work: Sun 28 Mar, Mon 29 Mar (--swap), Wed 31 Mar (--swap), Fri  2 Apr",
        ),
    ),
    (
        ("w3.5", "2027-05-01"),
        (
            "Sat  1 May already has a run (W3.5 Easy+hills, W8.5 Mile race)",
            "days that would work: Sun 21 Mar, Tue 23 Mar (--swap), Thu 25 Mar (--swap), Fri 26 Mar, Sat 27 Mar (--swap)",
        ),
    ),
    (
        ("w3.3", "wed"),
        (
            "no lifting the day before a hard run (W3.3 Strength A, W3.6 4x4' tempo)",
            "days that would work: Tue 23 Mar, Thu 25 Mar (--swap), Sat 27 Mar",
        ),
    ),
]


@pytest.mark.parametrize(("asked", "lines"), BROKEN)
def test_a_move_that_breaks_a_rule_says_which_and_what_would_do(
    asked: tuple[str, ...], lines: tuple[str, ...]
) -> None:
    assert refused("move", *asked) == broken(*lines)


@pytest.mark.parametrize("move", [("tue", "--swap"), ("thu", "--swap"), ("sun", "--swap")])
def test_the_days_that_would_do_do(move: tuple[str, ...]) -> None:
    done("move", "w3.2", *move)


def test_a_forced_change_breaks_a_rule_and_reports_it() -> None:
    result = now("move", "w3.4", "wed", "--force")
    assert (result.exit_code, result.stderr) == (
        0,
        "note: forced: Wed 24 Mar already has a run (W3.4 Easy+strides, W3.5 Easy+hills)\n",
    )
    assert result.stdout == (
        "                   Before      After\n"
        "W3.4 Easy+strides  Tue 23 Mar  Wed 24 Mar\n"
        "Written to fitexport.toml. Next: fitexport week next --out ./watch\n"
    )
    assert [row for row in week() if row.startswith("Wed")] == [
        "Wed 24 Mar W3.4 Easy+strides",
        "Wed 24 Mar W3.5 Easy+hills",
    ]
    assert now("move", "w3.5", "fri").exit_code == 0, "what was forced stands in nobody's way"


def test_force_changes_nothing_about_what_does_not_exist() -> None:
    assert refused("move", "w9.9", "thu", "--force")[0] == 4
    assert refused("move", "w3.4", "2027-06-01", "--force")[0] == 4
    assert refused("skip", "w8.5", "--force")[0] == 4


# --- the race ---------------------------------------------------------------------------


def test_a_race_a_week_later_keeps_the_weeks_begun_and_chooses_the_others_again() -> None:
    week("2")
    before = {path.name: path.read_bytes() for path in Path("watch").glob("2*.fit")}
    assert done("move", "race", "2027-05-08") == (
        "         Before                                                     After\n"
        "Week 7   Sun 18 Apr to Sat 24 Apr, specific: 600+2x400, 3x3'+4x200"
        "  Sun 18 Apr to Sat 24 Apr, specific: 3x600+200, 3x4'+4x200\n"
        "Week 8   Sun 25 Apr to Sat  1 May, taper: 2x400+200s, Mile race   "
        "  Sun 25 Apr to Sat  1 May, specific: 600+2x400, 3x3'+4x200\n"
        "Week 9   Sun  2 May to Sat  8 May, recovery                       "
        "  Sun  2 May to Sat  8 May, taper: 2x400+200s, Mile race\n"
        "Week 10                                                           "
        "  Sun  9 May to Sat 15 May, recovery\n"
        "Written to fitexport.toml. Next: fitexport week next --out ./watch\n"
    )
    assert added() == "\n[[change]]\ndate = 2027-03-20\nrace-day = 2027-05-08\n"
    week("2")
    assert {path.name: path.read_bytes() for path in Path("watch").glob("2*.fit")} == before
    assert week("9")[-1] == "Sat 8 May W9.5 Mile race"


def test_a_race_on_the_next_day_moves_every_event_of_its_week_and_none_is_new() -> None:
    """The weeks to come are the same ones, on other days; a session is its week and place."""
    week("8")
    before, days = identities(), events()
    done("move", "w8.5", "2027-05-02")
    week("8")
    assert identities() == before
    later = {uid: int(day) + 1 for uid, day in days.items() if day < "20270430"}
    later |= {uid: 20270501 for uid, day in days.items() if day == "20270430"}
    later |= {uid: 20270502 for uid, day in days.items() if day == "20270501"}
    assert {uid: int(day) for uid, day in events().items()} == later


@pytest.mark.slow
def test_the_season_stays_the_same_when_the_race_moves_over_new_year() -> None:
    """Also without an id: then the plan and the year of the first race day identify it."""
    for season in ('id = "winter"\n', ""):
        text = SEASON.replace('id = "spring-2027"\n', season).replace("2027-05-01", "2027-12-30")
        FILE.write_text(text, encoding="utf-8")
        today = "2027-12-06"
        week("7", today)
        before, days = identities(), events()
        week("8", today)
        race, race_uids = identities()["w08-mile-race.fit"], set(events())
        assert on(today, "move", "race", "2028-01-02").exit_code == 0
        week("8", today)
        assert identities()["w08-mile-race.fit"] == race
        assert set(events()) == race_uids
        week("7", today)
        assert (identities(), set(events())) == (before, set(days))


def test_a_race_that_moves_in_its_own_week_shows_that_week() -> None:
    moved = on("2027-04-26", "move", "race", "2027-05-02")
    assert (moved.exit_code, moved.stderr) == (0, "")
    assert moved.stdout == (
        "        Before                                                  After\n"
        "Week 8  Sun 25 Apr to Sat  1 May, taper: 2x400+200s, Mile race"
        "  Sun 25 Apr to Sun  2 May, taper: 2x400+200s, Mile race\n"
        "Week 9  Sun  2 May to Sat  8 May, recovery                    "
        "  Mon  3 May to Sun  9 May, recovery\n"
        "Written to fitexport.toml. Next: fitexport week next --out ./watch\n"
    )


@pytest.mark.parametrize(
    ("today", "weekday", "race_day"),
    [
        ("2027-03-20", "fri", "2027-04-30"),
        ("2027-03-20", "SUNDAY", "2027-04-25"),
        ("2027-04-26", "sun", "2027-05-02"),
    ],
)
def test_a_weekday_for_the_race_is_one_of_its_week_that_is_not_past(
    today: str, weekday: str, race_day: str
) -> None:
    assert on(today, "move", "race", weekday, "--force").exit_code == 0
    assert added() == f"\n[[change]]\ndate = {today}\nrace-day = {race_day}\n"


def test_moves_undone_by_a_new_race_day_are_reported() -> None:
    assert now("move", "w7.2", "tue", "--force").exit_code == 0
    assert now("move", "w5.4", "fri", "--force").exit_code == 0
    moved = now("move", "race", "2027-05-08")
    assert moved.stderr == ("note: moved earlier, now back on the plan's days: W7.2, W5.4\n")
    assert moved.stdout.splitlines()[-2].split("  ")[0] == "W5.4 Easy 25min"


def test_a_diary_holds_a_hundred_changes() -> None:
    """The next one is refused before it is written: else no command could read the file."""
    moves = (
        f'\n[[change]]\ndate = 2027-03-01\nmove = "w3.4"\nto = 2027-03-{day}\n'
        for _ in range(50)
        for day in ("26", "23")
    )
    text = SEASON + "".join(moves)
    FILE.write_text(text, encoding="utf-8")
    assert refused("skip", "w3.4") == (
        3,
        "Error: fitexport.toml:14:3: change: has more than 100 entries\n  [[change]]\n    ^\n"
        "  remove some\n",
    )


REFUSED_RACES = [
    ("2027-05-01", "the race is already on Sat 1 May 2027", "give another day"),
    (
        "2027-03-22",
        "Mon 22 Mar 2027 is too soon: week 2 has begun and stays as it is, and race"
        " week needs four days of its own",
        "the first possible race day is Wed 24 Mar 2027",
    ),
    (
        "2027-12-24",
        "that leaves 40 weeks, and the plan has work for 15:"
        " more than four heavier weeks in a row would be too much",
        "choose an earlier race day, or a new season: fitexport init --overwrite --race-day DATE",
    ),
    ("9999-12-31", "the race day 9999-12-31 is not in 2000 to 2099", "check the year"),
    ("2107-05-01", "the race day 2107-05-01 is not in 2000 to 2099", "check the year"),
]


@pytest.mark.parametrize(("day", "message", "remedy"), REFUSED_RACES)
def test_an_impossible_race_day_is_refused(day: str, message: str, remedy: str) -> None:
    assert refused("move", "race", day) == (4, f"Error: {message}\n  {remedy}\n")
    assert refused("move", "race", day, "--force") == (4, f"Error: {message}\n  {remedy}\n")


def test_a_race_soon_has_the_last_days_of_race_week() -> None:
    """Four days of it, from the Sunday after the time trial's week."""
    assert on("2027-04-09", "move", "race", "2027-04-14").exit_code == 0
    assert [row for row in week("6", "2027-04-09") if "Rest" not in row] == [
        "Sun 11 Apr W6.3 Easy+strides",
        "Tue 13 Apr W6.4 Shakeout",
        "Wed 14 Apr W6.5 Mile race",
    ]


def test_a_season_that_is_over_has_no_other_race_day() -> None:
    assert refused("move", "race", "2027-05-09", today="2027-05-02") == (
        4,
        "Error: the race was on Sat 1 May 2027: the season is over\n"
        "  start the next one: fitexport init --overwrite --race-day DATE\n",
    )


# --- skip, sick, travel -----------------------------------------------------------------


def test_a_skipped_session_leaves_the_rest_of_the_week_as_it_was() -> None:
    week()
    before = {path.name: path.read_bytes() for path in Path("watch").glob("2*.fit")}
    assert done("skip", "3.4") == (
        "                   Before      After\n"
        "W3.4 Easy+strides  Tue 23 Mar  left out: skipped\n"
        "Written to fitexport.toml. Next: fitexport week next --out ./watch\n"
    )
    assert added() == '\n[[change]]\ndate = 2027-03-20\nskip = "w3.4"\n'
    result = now("week", "3")
    assert result.stderr == BEGUN + "note: left out (skipped): W3.4 Easy+strides\n"
    before.pop("2027-03-23-w03-easy-strides.fit")
    assert {path.name: path.read_bytes() for path in Path("watch").glob("2*.fit")} == before
    assert week() == [row if row[11:15] != "W3.4" else rest("Tue 23 Mar") for row in WEEK_3]


WELL = (
    "note: well again? If fever, a cough or a fast pulse come back, stop and add those days too\n"
)


def test_an_illness_clears_its_days_and_the_return_is_easy_and_short() -> None:
    result = now("sick", "2027-03-22", "2027-03-24")
    assert (result.exit_code, result.stderr) == (0, WELL)
    ill = "left out: ill from Mon 22 Mar to Wed 24 Mar"
    assert result.stdout == (
        "                   Before      After\n"
        f"W3.2 4x2:30        Mon 22 Mar  {ill}\n"
        f"W3.3 Strength A    Mon 22 Mar  {ill}\n"
        f"W3.4 Easy+strides  Tue 23 Mar  {ill}\n"
        f"W3.5 Easy+hills    Wed 24 Mar  {ill}\n"
        "W3.6 4x4' tempo    Thu 25 Mar  Thu 25 Mar, Easy 25min\n"
        "W3.7 Strength B    Thu 25 Mar  left out: no lifting while coming back from an illness\n"
        "W3.8 Long 60min    Sat 27 Mar  Sat 27 Mar, Easy 45min\n"
        "Written to fitexport.toml. Next: fitexport week next --out ./watch\n"
    )
    assert added() == ("\n[[change]]\ndate = 2027-03-20\nsick = 2027-03-22\nuntil = 2027-03-24\n")
    assert week() == [
        "Sun 21 Mar W3.1 Cross 35'",
        *map(rest, ("Mon 22 Mar", "Tue 23 Mar", "Wed 24 Mar")),
        "Thu 25 Mar W3.6 Easy 25min",
        rest("Fri 26 Mar"),
        "Sat 27 Mar W3.8 Easy 45min",
    ]


def test_a_session_made_easy_is_itself_in_a_new_version() -> None:
    week()
    hard = identities()["w03-4x4-tempo.fit"]
    days = events()
    now("sick", "2027-03-22", "2027-03-24")
    week()
    easy = identities()["w03-easy-25min.fit"]
    assert easy[0] == hard[0]
    assert easy[1] != hard[1]
    assert events().items() <= days.items()


def test_one_day_of_illness_needs_no_last_day() -> None:
    now("sick", "2027-03-24")
    assert added().endswith("sick = 2027-03-24\nuntil = 2027-03-24\n")


NO_TRIAL = "note: the time trial is left out: race or run a hard mile when you can, and enter what you ran (fitexport result), or your paces stay as they are\n"


def test_a_dropped_time_trial_is_reported_once() -> None:
    for command in (
        "skip w5.5",
        "sick 2027-04-08",
        "travel 2027-04-04 2027-04-10",
    ):
        assert now(*command.split(), "--dry-run").stderr.count(NO_TRIAL) == 1, command
    # an illness on its eve moves the trial into the next week
    for command in ("skip w5.4", "sick 2027-04-10", "sick 2027-04-07", "move w5.5 fri --force"):
        assert NO_TRIAL not in now(*command.split(), "--dry-run").stderr, command
    assert now("skip", "w5.5").stderr == NO_TRIAL
    assert NO_TRIAL not in now("skip", "w5.4").stderr


def test_a_long_illness_says_what_it_costs() -> None:
    """0.3 % a day after the fifth: 1.5 % after ten days; below 1 % it is not worth a word."""
    assert now("sick", "2027-03-21", "2027-03-30", "--dry-run").stderr == (
        f"{NO_TRIAL}note: 10 days off cost about 1.5% of your fitness, a mile in 6:25:"
        " after a week of normal training run a hard mile, and enter what you ran (fitexport result)\n"
        + WELL
    )
    assert now("sick", "2027-03-21", "2027-03-28", "--dry-run").stderr == WELL


def test_a_trip_keeps_the_hard_runs_and_drops_what_has_no_day() -> None:
    away = "away from Sun 21 Mar to Sat 27 Mar (mon,wed,fri open)"
    result = now("travel", "2027-03-21", "2027-03-27", "--days", "mon,wed,fri")
    assert result.stderr == (
        "note: lifting while you are away needs no gym: dumbbells, or no weight at all\n"
    )
    assert result.stdout == (
        "                   Before      After\n"
        f"W3.1 Cross 35'     Sun 21 Mar  left out: {away}\n"
        "W3.3 Strength A    Mon 22 Mar  Mon 22 Mar, other exercises\n"
        f"W3.4 Easy+strides  Tue 23 Mar  left out: {away}\n"
        f"W3.5 Easy+hills    Wed 24 Mar  left out: {away}\n"
        "W3.6 4x4' tempo    Thu 25 Mar  Wed 24 Mar\n"
        "W3.7 Strength B    Thu 25 Mar  Wed 24 Mar\n"
        "W3.8 Long 60min    Sat 27 Mar  Fri 26 Mar\n"
        "Written to fitexport.toml. Next: fitexport week next --out ./watch\n"
    )
    assert added() == (
        "\n[[change]]\ndate = 2027-03-20\ntravel = 2027-03-21\nuntil = 2027-03-27\n"
        'days = ["mon", "wed", "fri"]\n'
    )
    assert week() == [
        rest("Sun 21 Mar"),
        "Mon 22 Mar W3.2 4x2:30",
        "Mon 22 Mar W3.3 Strength A",
        rest("Tue 23 Mar"),
        "Wed 24 Mar W3.6 4x4' tempo",
        "Wed 24 Mar W3.7 Strength B",
        rest("Thu 25 Mar"),
        "Fri 26 Mar W3.8 Long 60min",
        rest("Sat 27 Mar"),
    ]


def test_a_trip_without_days_is_a_week_of_rest() -> None:
    week()
    done("travel", "2027-03-21", "2027-03-27")
    assert happened()[-1] == "  removed schedule.fit"
    assert [row[11:] for row in week()] == 7 * ["Rest day"]
    assert list(Path("watch").glob("*.fit")) == []


# --- what is refused --------------------------------------------------------------------

NO_SESSION = "there is no session {}\n  write it like w3.2, as in the tables of `fitexport week 3`"
OUTSIDE = "{} is outside the plan\n  give a day from Sun 7 Mar 2027 to Sat 8 May 2027"
NO_TRAINING = (
    "the plan has no training on these days\n  it runs from Sun 7 Mar 2027 to Sat 8 May 2027"
)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("move w9.9 thu", NO_SESSION.format("w9.9")),
        ("move w3.9 2027-03-25", NO_SESSION.format("w3.9")),
        ("move 0.1 2027-03-25", NO_SESSION.format("w0.1")),
        ("skip w10.1", NO_SESSION.format("w10.1")),
        ("skip w3.0", NO_SESSION.format("w3.0")),
        ("move w3.2 mon", "W3.2 4x2:30 is already on Mon 22 Mar 2027\n  give another day"),
        ("move w3.2 2027-05-09", OUTSIDE.format("Sun 9 May 2027")),
        ("move w3.2 2027-03-06", OUTSIDE.format("Sat 6 Mar 2027")),
        (
            "skip w8.5",
            "W8.5 Mile race is the race, and the whole plan leads up to it\n"
            "  put it off: fitexport move race DATE",
        ),
        (
            "sick 2027-03-30 2027-03-29",
            "Mon 29 Mar 2027 is before Tue 30 Mar 2027\n  give the first day, then the last",
        ),
        (
            "travel 2027-03-30 2027-03-29",
            "Mon 29 Mar 2027 is before Tue 30 Mar 2027\n  give the first day, then the last",
        ),
        ("sick 2027-02-26 2027-03-01", NO_TRAINING),
        ("travel 2027-05-09 2027-05-16", NO_TRAINING),
        ("sick 2027-03-21 9999-12-31", "9999-12-31 is not in this century\n  check the year"),
        ("travel 9999-12-30 9999-12-31", "9999-12-31 is not in this century\n  check the year"),
        (
            "sick 2027-03-21 2027-04-18",
            "an illness of 29 days is too long to go on with this plan\n"
            "  start another when you are well: fitexport init --overwrite --race-day DATE",
        ),
    ],
)
def test_an_impossible_change_is_refused_and_nothing_is_written(command: str, message: str) -> None:
    assert refused(*command.split()) == (4, f"Error: {message}\n")


def test_an_illness_before_the_race_is_recorded_and_warned_of() -> None:
    found = now("sick", "2027-04-24", "2027-04-27")
    assert found.stderr == (
        "note: the race on Sat 1 May 2027 comes too soon after it: race only if you are well, or"
        f" put it off (fitexport move race DATE)\n{WELL}"
    )
    race_day = on("2027-05-01", "today").stdout
    assert "This is soon after your illness. Do not start with fever" in " ".join(race_day.split())


def test_an_injury_goes_on_until_its_last_day_is_given() -> None:
    assert now("injured", "2027-03-22").stderr.endswith(
        "note: when it is over, give its last day: fitexport injured 2027-03-22 LAST\n"
    )
    page = on("2027-04-12", "today").stdout.splitlines()
    assert page[1] == "You have been injured since Mon 22 Mar. Rest until you are well."
    assert on("2027-04-12", "injured", "2027-03-22", "2027-04-04").exit_code == 0
    assert "injured since" not in on("2027-04-12", "today").stdout


def test_four_weeks_of_illness_go() -> None:
    assert now("sick", "2027-03-06", "2027-04-02", "--dry-run").exit_code == 0


@pytest.mark.parametrize(
    ("command", "wrong", "message"),
    [
        ("move foo thu", "'SESSION': ", '"foo" is not a session; {}'),
        ("move w3.rest6 thu", "'SESSION': ", '"w3.rest6" is not a session; {}'),
        ("move w103.2 thu", "'SESSION': ", '"w103.2" is not a session; {}'),
        ("skip race", "'SESSION': ", '"race" is not a session; {}'),
        ("skip W3", "'SESSION': ", '"W3" is not a session; {}'),
        (
            "move w3.2 funday",
            "",
            '"funday" is not a day of the week; write mon, tue, wed, thu, fri, sat, sun',
        ),
        ("move w3.2 2027-02-30", "", "there is no 2027-02-30 in the calendar"),
        ("move w3.2 1.4.", "", '"1.4." is not a date; write year-month-day: 2027-05-01'),
        (
            "move race friday13",
            "",
            '"friday13" is not a date; write year-month-day: 2027-05-01',
        ),
        (
            "move race funday",
            "",
            '"funday" is not a day of the week; write mon, tue, wed, thu, fri, sat, sun',
        ),
        ("sick monday", "'FIRST': ", '"monday" is not a date; write year-month-day: 2027-05-01'),
        ("travel 2027-03-22 2027-03-32", "'[LAST]': ", "there is no 2027-03-32 in the calendar"),
        (
            "travel 2027-03-22 --days mon,xyz",
            "'--days': ",
            '"xyz" is not a day of the week; write mon, tue, wed, thu, fri, sat, sun',
        ),
    ],
)
def test_an_unreadable_argument_is_refused(command: str, wrong: str, message: str) -> None:
    name, *_ = command.split()
    arguments = {"move": "SESSION DAY", "skip": "SESSION"}.get(name, "FIRST [LAST]")
    called = message.format("write it like w3.2, as in the tables of `fitexport week 3`")
    place = f" for {wrong}" if wrong else ": "
    assert refused(*command.split()) == (
        2,
        f"Usage: fitexport {name} [OPTIONS] {arguments}\n"
        f"Try 'fitexport {name} --help' for help.\n\nError: Invalid value{place}{called}\n",
    )


@pytest.mark.parametrize("first", ["sick", "travel"])
@pytest.mark.parametrize("second", ["sick", "travel"])
@pytest.mark.parametrize(
    "days", ["2027-03-24", "2027-03-20 2027-03-22", "2027-03-23", "2027-03-01 2027-04-01"]
)
@pytest.mark.slow
def test_spells_that_overlap_are_refused(first: str, second: str, days: str) -> None:
    assert now(first, "2027-03-22", "2027-03-24").exit_code == 0
    what = {"sick": "ill", "travel": "away"}[first]
    wanted = (
        f"Error: these days overlap others: {what} from Mon 22 Mar to Wed 24 Mar\n"
        "  give other days, or undo the other change (fitexport undo)\n"
    )
    assert refused(second, *days.split()) == (4, wanted)


def test_spells_may_touch() -> None:
    now("sick", "2027-03-22", "2027-03-24")
    assert now("travel", "2027-03-25", "2027-03-26").exit_code == 0
    assert now("sick", "2027-03-21").exit_code == 0


def test_what_is_left_out_already_is_not_left_out_twice() -> None:
    done("skip", "w3.2")
    assert refused("skip", "w3.2") == (
        4,
        "Error: W3.2 4x2:30 is already left out\n  nothing to do\n",
    )


def test_no_hard_run_on_the_way_back_from_an_illness() -> None:
    now("sick", "2027-03-22", "2027-03-24")
    code, message = refused("move", "w3.2", "2027-03-26")
    assert code == 4
    problem, rule, *_ = message.splitlines()
    assert problem == "Error: the rules of the plan do not allow that:"
    assert rule.startswith("  Fri 26 Mar is soon after an illness: easy runs only (")


COMMANDS = (
    "move w3.2 thu",
    "move race 2027-05-08",
    "skip w3.2",
    "sick 2027-03-22",
    "travel 2027-03-22",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_file_there_is_nowhere_to_write(command: str) -> None:
    FILE.unlink()
    assert refused(*command.split()) == (
        2,
        "Error: there is no fitexport.toml to write this to\n  make one first: fitexport init\n",
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_race_day_the_season_has_no_days(command: str) -> None:
    FILE.write_text(SEASON.replace("race-day = 2027-05-01\n", ""), encoding="utf-8")
    assert refused(*command.split()) == (
        4,
        "Error: the season has no race day, so its days are not fixed yet\n"
        "  write race-day under [season] in fitexport.toml: race-day = 2027-05-01\n",
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_with_errors_is_not_added_to(command: str) -> None:
    FILE.write_text(SEASON + 'coach = "Sam"\n', encoding="utf-8")
    assert refused(*command.split()) == (
        3,
        'Error: fitexport.toml:13:1: season.coach: is not a key here\n  coach = "Sam"\n  ^\n'
        "  keys here: id, plan, race, weeks, race-day\n",
    )


def test_a_change_of_what_is_not_there_is_named_by_its_line() -> None:
    """Written by hand, or for another plan."""
    FILE.write_text(f'{SEASON}\n[[change]]\ndate = 2027-03-20\nskip = "w3.9"\n', encoding="utf-8")
    for command in (("week", "3"), ("today",), ("skip", "w3.2"), ("plans", "show", "mile")):
        assert refused(*command) == (4, f"Error: fitexport.toml:14: {NO_SESSION.format('w3.9')}\n")


# --- without writing, and taking back ---------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        *("move w3.4 fri", "move w3.4 wed --force", "move race 2027-05-08", "skip w3.2"),
        *("sick 2027-03-22 2027-03-24", "travel 2027-03-22 2027-03-24"),
    ],
)
def test_a_dry_run_says_the_same_and_writes_nothing(command: str) -> None:
    dry = now(*command.split(), "--dry-run")
    assert added() == ""
    assert [path.name for path in Path().iterdir()] == [FILE.name]
    real = now(*command.split())
    assert added() != ""
    assert (dry.exit_code, dry.stderr) == (real.exit_code, real.stderr)
    *shown, last = dry.stdout.splitlines()
    assert shown == real.stdout.splitlines()[:-1]
    assert last == "Nothing was written to fitexport.toml: --dry-run"


def test_a_dry_run_is_refused_as_the_real_one_is() -> None:
    dry, real = refused("move", "w3.2", "wed", "--dry-run"), refused("move", "w3.2", "wed")
    assert dry == real


def test_undo_removes_the_last_entry_and_shows_what_changes() -> None:
    done("skip", "w3.4")
    before = FILE.read_bytes()
    done("move", "w3.2", "thu", "--swap")
    shown = (
        "- [[change]]\n"
        "- date = 2027-03-20\n"
        '- move = "w3.2"\n'
        "- to = 2027-03-25\n"
        "- swap = true\n"
        "                 Before      After\n"
        "W3.6 4x4' tempo  Mon 22 Mar  Thu 25 Mar\n"
        "W3.7 Strength B  Mon 22 Mar  Thu 25 Mar\n"
        "W3.2 4x2:30      Thu 25 Mar  Mon 22 Mar\n"
        "W3.3 Strength A  Thu 25 Mar  Mon 22 Mar\n"
    )
    dry = run("undo", "--dry-run")
    assert (dry.exit_code, dry.stderr) == (0, "")
    assert dry.stdout.splitlines()[:5] == shown.splitlines()[:5]
    assert sorted(dry.stdout.splitlines()[5:-1]) == sorted(shown.splitlines()[5:])
    assert dry.stdout.endswith("Nothing was written to fitexport.toml: --dry-run\n")
    real = run("undo")
    assert real.stdout == dry.stdout.replace(
        "Nothing was written to fitexport.toml: --dry-run",
        "Undone in fitexport.toml. Next: fitexport week next --out ./watch",
    )
    assert FILE.read_bytes() == before


@pytest.mark.slow
def test_undoing_everything_gives_the_file_of_the_beginning() -> None:
    for command in (
        "move w3.2 thu --swap",
        "sick 2027-04-04 2027-04-06",
        "result 2027-03-19 mile 6:10",
        "skip w3.4",
        "travel 2027-04-14 2027-04-16 --days wed",
        "move race 2027-05-08",
    ):
        assert now(*command.split()).exit_code == 0
    for _ in range(6):
        result = run("undo")
        assert (result.exit_code, result.stderr) == (0, "")
    assert FILE.read_text(encoding="utf-8") == SEASON
    assert refused("undo") == (
        3,
        "Error: nothing to undo: no change and no result is written there\n",
    )


def test_undo_without_a_file_has_nothing_to_take_back() -> None:
    FILE.unlink()
    assert refused("undo") == (
        2,
        "Error: there is no fitexport.toml to write this to\n  make one first: fitexport init\n",
    )


def test_undo_removes_an_entry_that_makes_the_season_unreadable() -> None:
    """A change of what is not there: it says so, and it is gone."""
    FILE.write_text(f'{SEASON}\n[[change]]\ndate = 2027-03-20\nskip = "w3.9"\n', encoding="utf-8")
    result = run("undo")
    assert (result.exit_code, result.stderr) == (
        0,
        "note: what it changed cannot be shown: fitexport.toml:14: there is no session w3.9\n",
    )
    assert added() == ""


def test_the_file_may_be_elsewhere() -> None:
    Path("runs").mkdir()
    mine = Path("runs/mine.toml")
    FILE.rename(mine)
    result = now("skip", "w3.2", "--config", str(mine))
    assert result.stdout.endswith(
        "Written to runs/mine.toml. Next: fitexport week next --out ./watch\n"
    )
    assert mine.read_text(encoding="utf-8").endswith('skip = "w3.2"\n')
    assert run("undo", "--config", str(mine)).exit_code == 0
    assert mine.read_text(encoding="utf-8") == SEASON


def test_a_file_that_is_a_link_stays_one() -> None:
    Path("dotfiles").mkdir()
    FILE.rename("dotfiles/mile.toml")
    FILE.symlink_to("dotfiles/mile.toml")
    done("skip", "w3.2")
    assert FILE.is_symlink()
    assert added().endswith('skip = "w3.2"\n')
    assert [path.name for path in Path("dotfiles").iterdir()] == ["mile.toml"]


# --- other plans, other seasons ---------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        ("--race-day", "2027-05-02"),
        ("--weeks", "9"),
        ("--level", "beginner"),
        ("--days", "mon,wed,thu,sat,sun"),
        ("--long-run", "sat"),
    ],
)
def test_options_for_another_plan_leave_the_changes_out_and_say_so(
    options: tuple[str, ...],
) -> None:
    wanted = now("plans", "show", "mile", *options).stdout
    done("skip", "w3.2")
    done("skip", "w3.4")
    result = now("plans", "show", "mile", *options)
    assert (result.exit_code, result.stderr) == (
        0,
        "note: the changes in fitexport.toml are left out: they are for another plan\n",
    )
    assert result.stdout == wanted


@pytest.mark.parametrize(
    "options",
    [
        ("--race-day", "2027-05-01"),
        ("--weeks", "8"),
        ("--level", "intermediate"),
        ("--plan", "mile"),
        ("--units", "km"),
        ("--mile", "6:10"),
    ],
)
def test_options_for_the_same_plan_leave_the_changes_in(options: tuple[str, ...]) -> None:
    done("skip", "w3.2")
    result = now("week", "3", *options)
    assert (result.exit_code, result.stderr) == (
        0,
        BEGUN + "note: left out (skipped): W3.2 4x2:30\n",
    )


@pytest.mark.slow
def test_a_season_that_follows_has_nothing_of_the_last_one() -> None:
    """Neither changes nor results, and none of its serials and UIDs."""
    done("skip", "w3.2")
    now("result", "2027-03-10", "mile", "6:15")
    week("2")
    before, days = set(identities().values()), set(events())
    result = on("2027-05-03", "init", "--overwrite", "--race-day", "2027-09-01")
    assert result.exit_code == 0
    profile = read_athlete_file(FILE)
    assert (profile.changes, profile.results, profile.race_day) == ((), (), date(2027, 9, 1))
    assert (profile.id, profile.season) == ("anna", "mile-2027-09-01")
    assert profile.mile_s == 375.0, "as fast as the last result says"
    for number in (1, 2, 3, profile.weeks or 0):
        week(str(number), "2027-05-03")
        assert before.isdisjoint(identities().values())
        assert {serial for serial, _ in before}.isdisjoint(
            serial for serial, _ in identities().values()
        )
        assert days.isdisjoint(events())


def test_changes_hold_in_the_whole_plan_and_its_totals() -> None:
    before = now("plans", "show", "mile").stdout
    assert "Tue 23 Mar  W3.4  Easy 25 min and 4 strides" in before
    done("skip", "w3.4")
    after = now("plans", "show", "mile").stdout
    assert "W3.4" not in after
    totals = [
        [line for line in page.splitlines() if re.match(r"\d ", line)] for page in (before, after)
    ]
    assert [number for number, row in enumerate(totals[0]) if totals[1][number] != row] == [2]
    assert totals[0][2].split()[2] == "5"
    assert totals[1][2].split()[2] == "4"


def test_changes_apply_to_a_custom_plan_too() -> None:
    """A week with one run in it."""
    Path("mine.toml").write_text(
        'name = "mine"\ntitle = "Mine"\nlevel = "advanced"\nabout = "Short."\nweeks = ["A"]\n'
        '[week.A]\nphase = "base"\nfocus = "Run."\n'
        '[[week.A.session]]\nday = 1\ntext = "easy 30min"\nwhy = "Because."\n',
        encoding="utf-8",
    )
    text = SEASON.replace("weeks = 8", 'plan = "mine.toml"').replace("05-01", "03-27")
    FILE.write_text(text, encoding="utf-8")
    assert now("move", "w1.1", "tue").exit_code == 0
    assert [row for row in week("1") if "W1.1" in row] == ["Tue 23 Mar W1.1 Easy 30min"]
    assert run("undo").exit_code == 0
    assert FILE.read_text(encoding="utf-8") == text


def test_a_trip_to_the_race_leaves_the_race() -> None:
    travelled = now("travel", "2027-04-30", "2027-05-02")
    assert (travelled.exit_code, travelled.stderr) == (
        0,
        "note: the race on 2027-05-01 stays where it is\n",
    )
    assert "W8.4 Shakeout" in travelled.stdout
    assert "W8.5" not in travelled.stdout


def test_a_trip_with_the_race_on_an_open_day_needs_no_warning() -> None:
    assert now("travel", "2027-04-30", "2027-05-02", "--days", "sat").stderr == ""
