"""What is exported and installed before there is a fitexport.toml is the same afterwards: `init`
continues those sessions, so that nothing appears twice on a watch or in a calendar."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click
import pytest
from support.command import run
from support.watches import FENIX, Firmware, make_drive

from fitexport.calendar.reading import FoundEvent, read_events
from fitexport.fit.decode import decode
from fitexport.fit.found import FoundWorkout
from fitexport.season.settings_file import read_athlete_file
from fitexport.watch.find import watch_at

pytestmark = pytest.mark.usefixtures("alone")

TODAY = ("--today", "2027-03-01")
RACE = ("--race-day", "2027-05-01", *TODAY)
SPORT = ("--cross", "cycling", "--level", "intermediate")
FIRST = ("--mile", "6:20", "--goal", "6:00", *SPORT, *RACE)
LATER = ("--mile", "6:12", "--goal", "5:58", *SPORT, *RACE)
"""The same runner in the same season, if it is in the same place."""
SOON = ("--today", "2027-03-20")
ICS = Path("watch/mile-week-03.ics")
FILE = Path("fitexport.toml")
KEPT = (
    "watch and calendar treat these as the sessions first written to {} (for another"
    " runner make a fitexport.toml: fitexport init)\n"
)


def did(*args: str) -> str:
    """What it says on stderr, the level and next steps left out."""
    result = run(*args)
    assert result.exit_code == 0, result.output
    return "".join(
        line.removeprefix("note: ")
        for line in result.stderr.splitlines(keepends=True)
        if line.startswith("note: ")
    )


def events(path: Path) -> dict[str, FoundEvent]:
    return {event.uid: event for event in read_events(path.read_bytes())}


def sequences(path: Path) -> Mapping[str, int]:
    return {
        label[1]: event.sequence
        for event in events(path).values()
        if (label := re.search(r"\((W\d+\.\d+)", event.summary))
    }


# --- runners without a file ---------------------------------------------------------------


@pytest.mark.slow
def test_two_runners_and_two_seasons_share_no_event() -> None:
    """In one calendar of a family or a club, no event replaces another runner's."""
    found: Counter[str] = Counter()
    for number, options in enumerate((FIRST, LATER, (*FIRST, "--race-day", "2027-10-02"))):
        did("week", "3", *options, "--out", f"week-{number}")
        did("calendar", *options, "--out", f"all-{number}.ics")
        week, whole = Path(f"week-{number}/{ICS.name}"), Path(f"all-{number}.ics")
        assert events(week).keys() < events(whole).keys()
        found.update(events(whole).keys())
    assert set(found.values()) == {1}


@pytest.mark.slow
def test_a_folder_keeps_the_runner_it_was_first_written_for() -> None:
    assert did("week", "3", *FIRST) == ""
    before = events(ICS).keys()
    assert did("week", "3", *LATER) == KEPT.format("watch")
    assert events(ICS).keys() == before
    did("week", "3", *LATER, "--race-day", "2027-05-08")  # put off: the same season
    assert events(ICS).keys() == before
    assert did("week", "1", *LATER, "--race-day", "2027-10-02") == ""  # the next one
    assert not events(Path("watch/mile-week-01.ics")).keys() & before


@pytest.mark.slow
def test_what_changes_in_a_folder_gets_a_higher_number_and_nothing_else_does() -> None:
    did("week", "3", *FIRST)
    assert set(sequences(ICS).values()) == {0}
    did("week", "3", *LATER)
    changed = {label for label, number in sequences(ICS).items() if number}
    assert changed == {"W3.2", "W3.4", "W3.5", "W3.6", "W3.8"}
    once = ICS.read_bytes()
    did("week", "3", *LATER)
    assert ICS.read_bytes() == once
    did("week", "3-4", *FIRST)
    assert sequences(Path("watch/w03") / ICS.name)["W3.2"] == 2


@pytest.mark.slow
def test_a_calendar_written_again_in_place_is_the_same_calendar() -> None:
    path = Path("mile.ics")
    assert did("calendar", *FIRST) == ""
    before = events(path)
    assert did("calendar", *LATER) == KEPT.format(path)
    assert events(path).keys() == before.keys()
    assert (sequences(path)["W3.2"], sequences(path)["W3.1"]) == (1, 0)
    did("calendar", *LATER, "--strength", "none")
    gone = [event for event in events(path).values() if event.cancelled]
    assert {event.uid for event in gone} < before.keys()
    assert all("Strength" in event.title and event.sequence == 1 for event in gone)
    assert did("calendar", *LATER, "--since", str(path), "--out", "new.ics") == KEPT.format(path)
    assert events(Path("new.ics")).keys() == before.keys()


def test_the_calendar_of_one_workout_counts_its_changes() -> None:
    text = ("workout", "6x 400m @ mile, jog 200m", "--date", "2027-03-22", *TODAY)
    for number, mile in enumerate(("6:20", "6:12", "6:12", "6:20")):
        did(*text, "--mile", mile, "--out", "tue.fit")
        did(*text, "--mile", mile, "--out", "folder")
        for path in (Path("tue.ics"), Path("folder/workouts.ics")):
            (event,) = events(path).values()
            assert event.sequence == (0, 1, 1, 2)[number]


# --- then a file --------------------------------------------------------------------------


def _workouts(root: Path) -> Counter[str]:
    """How many workouts of each name a watch has or takes in; one that is sent again is the same."""
    found = (decode(path.read_bytes()) for path in root.rglob("*.[fF][iI][tT]") if _is_one(path))
    identities = {(each.name, each.identity) for each in found if isinstance(each, FoundWorkout)}
    return Counter(name for name, _ in identities)


def _is_one(path: Path) -> bool:
    return path.parent.name in (
        FENIX.import_folder,
        FENIX.workouts,
        FENIX.scheduled_below.rpartition("/")[2],
    )


@pytest.mark.slow
@pytest.mark.parametrize("imported", [True, False], ids=["imported", "waiting"])
@pytest.mark.parametrize("folder", ["watch", ""], ids=["a folder", "the plan"])
def test_week_install_init_install_leaves_nothing_twice(folder: str, imported: bool) -> None:
    """README's own order; the goal is another one in the end."""
    root = make_drive(Path("drive"), FENIX)
    install = ("watch", "install", *filter(None, [folder]), "--at", str(root), "--yes")
    if folder:
        did("week", "3", *FIRST)
    did(*install, *([] if folder else FIRST), *SOON)
    first = _workouts(root)
    assert {"W3.2 4x2:30", "W3.8 Long 60min"} <= first.keys()
    assert set(first.values()) == {1}
    if imported:
        Firmware(FENIX, watch_at(root)).disconnect()
    message = did("init", *LATER)
    where = "watch" if folder else "your fenix 6X Pro Solar"
    assert f"{where} has sessions of this plan from before" in message
    if folder:
        before = events(ICS)
        did("week", "3", *TODAY)
        assert events(ICS).keys() == before.keys()
        assert sequences(ICS)["W3.2"] == 1  # the phone takes it
    did(*install, *SOON)
    assert _workouts(root) == first
    if imported:
        Firmware(FENIX, watch_at(root)).disconnect()
        assert _workouts(root) == first


def test_custom_workouts_of_before_stay_the_same_in_their_folder() -> None:
    text = ("workout", "6x 400m @ mile, jog 200m", "--date", "2027-03-22", *TODAY)
    did(*text, "--mile", "6:20", "--out", "own")
    before = events(Path("own/workouts.ics")).keys()
    did("init", *FIRST)
    did(*text, "--out", "own")
    assert events(Path("own/workouts.ics")).keys() == before
    did(*text, "--out", "other")
    assert not events(Path("other/workouts.ics")).keys() & before


@pytest.mark.slow
def test_init_keeps_the_same_runner_byte_for_byte() -> None:
    did("week", "3", *FIRST, "--level", "intermediate", "--weeks", "8")
    did("calendar", *FIRST, "--level", "intermediate", "--weeks", "8")
    kept = {path: path.read_bytes() for path in Path("watch").iterdir()}
    whole = events(Path("mile.ics"))
    did("init", *FIRST, "--level", "intermediate", "--weeks", "8")
    settings = read_athlete_file(FILE)
    assert (settings.id, settings.season) == ("runner-23e9480c", "mile-2027-05-01")
    did("week", "3", *TODAY)
    did("calendar", *TODAY)
    assert {path: path.read_bytes() for path in Path("watch").iterdir()} == kept
    assert events(Path("mile.ics")) == whole


def test_a_file_in_the_configuration_folder_continues_what_lies_here() -> None:
    folder = Path(click.get_app_dir("fitexport"))
    folder.mkdir(parents=True)
    did("week", "3", *FIRST)
    did("init", *LATER, "--config", str(folder / FILE))
    assert read_athlete_file(folder / FILE).id == "runner-23e9480c"


@pytest.mark.slow
def test_after_init_a_calendar_continues_the_sequence_numbers() -> None:
    did("calendar", *FIRST)
    did("calendar", *LATER)
    did("init", *FIRST)
    did("calendar", *TODAY)
    assert sequences(Path("mile.ics"))["W3.2"] == 2
    did("calendar", *TODAY)
    assert sequences(Path("mile.ics"))["W3.2"] == 2
    assert sequences(Path("mile.ics"))["W3.1"] == 0


def test_without_a_race_day_init_keeps_the_exported_start() -> None:
    did("week", "1", "--today", "2027-03-01")
    did("init", "--mile", "7:04", "--today", "2027-03-10")
    assert str(read_athlete_file(FILE).race_day) == "2027-05-02"  # began on 8 March


def test_init_asks_for_the_runner_unless_an_id_is_given() -> None:
    did("week", "3", *FIRST, "--out", "anna")
    did("week", "3", *LATER, "--out", "ben")
    did("init", "--config", "ben.toml", *LATER)  # the same mile, goal and race day: his
    ids = json.loads(Path("ben/fitexport-manifest.json").read_text())["athlete"]
    assert read_athlete_file(Path("ben.toml")).id == ids
    # What is his by now is only his; what is left may be hers.
    did("init", "--config", "cleo.toml", "--mile", "7:00", "--goal", "6:40", *RACE, "--id", "cleo")
    assert read_athlete_file(Path("cleo.toml")).id == "cleo"
    did("init", "--config", "anna.toml", "--mile", "6:25", "--goal", "6:05", *RACE)
    ids = json.loads(Path("anna/fitexport-manifest.json").read_text())["athlete"]
    assert read_athlete_file(Path("anna.toml")).id == ids


@pytest.mark.parametrize("other", ["season", "plan", "two", "none"])
def test_init_draws_an_id_where_nothing_is_continued(other: str) -> None:
    if other == "season":
        did("week", "3", *LATER, "--race-day", "2027-10-02")
    if other == "plan":
        did("plans", "new", "mine.toml")
        did("week", "3", *LATER, "--plan", "mine.toml")
        Path("mine.toml").unlink()
    if other == "two":
        did("week", "3", *LATER)
        did("week", "3", *LATER, "--mile", "6:30", "--out", "other")
    assert "from before" not in did("init", *FIRST)
    assert re.fullmatch("[0-9a-f]{8}", read_athlete_file(FILE).id or "")


def test_one_files_export_is_not_taken_for_another_files() -> None:
    did("init", *FIRST)
    did("week", "3", *TODAY)
    FILE.rename("anna.toml")
    assert "from before" not in did("init", *LATER)


@pytest.mark.parametrize(
    "text",
    [
        '[athlete]\nmile = "6:20"\n[season]\nrace-day = 2027-05-01\n',
        '[athlete]\nid = "anna"\nmile = "6:20"\n[season]\nrace-day = 2027-05-01\n',
        '[athlete]\nmile = "6:20"\n[season]\nid = "spring"\nrace-day = 2027-05-01\n',
    ],
    ids=["no ids", "no season", "no runner"],
)
def test_a_file_without_ids_keeps_the_identity_it_has_when_it_is_made_new(text: str) -> None:
    FILE.write_text(text)
    did("week", "3", *SPORT, *TODAY)
    before = events(ICS).keys()
    manifest = json.loads(Path("watch/fitexport-manifest.json").read_text())
    assert manifest["season"] == ("spring" if "spring" in text else "mile-2027")
    did("init", "--overwrite", "--mile", "6:12", *SPORT, *TODAY)
    shutil.rmtree("watch")
    did("week", "3", *TODAY)
    assert events(ICS).keys() == before


def test_a_folder_of_before_does_not_change_what_a_file_says() -> None:
    """Nothing changes for whoever has a fitexport.toml."""
    did("week", "3", *LATER)
    FILE.write_text('[athlete]\nmile = "6:20"\n[season]\nrace-day = 2027-05-01\n')
    did("week", "3", *SPORT, *TODAY)
    manifest = json.loads(Path("watch/fitexport-manifest.json").read_text())
    assert (manifest["season"], manifest["athlete"]) == ("mile-2027", "")
