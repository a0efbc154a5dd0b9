from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fit_build import unpack
from support.ics_lint import lint, unfolded
from support.seasons import season_with

from fitexport.errors import FitexportError, ProofError
from fitexport.export.bundle import Bundle
from fitexport.export.compile import compile_week, workout_of
from fitexport.export.compiled import CompiledWorkout
from fitexport.export.manifest import MANIFEST_NAME
from fitexport.fit.identity import MANUFACTURER, PRODUCT
from fitexport.fit.schedule_file import SCHEDULE_NAME, scheduled_time
from fitexport.pace.pacing import Surface
from fitexport.plan.custom import read_custom_plan
from fitexport.plan.load import load_plan
from fitexport.plan.model import Plan
from fitexport.season.athlete import Athlete, resolve
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.lay_out import lay_out
from fitexport.season.settings import Settings
from fitexport.session import Sport
from fitexport.session.sports import CrossSport
from fitexport.units import Units

PLAN = load_plan("mile", "intermediate")
RACE_DAY = date(2027, 5, 1)
LONG_AGO = date(2000, 1, 1)
WEEKS = range(1, 10)

TWO_EQUAL_NAMES = """\
name = "twice"
title = "Twice a day"
level = "advanced"
about = "For a test."
weeks = ["A"]

[week.A]
phase = "base"
focus = "Run twice."

[[week.A.session]]
day = 1
name = "Easy"
title = "In the morning"
text = "easy 30min"
why = "Because."

[[week.A.session]]
day = 1
name = "EASY!"
title = "In the evening"
text = "easy 40min"
why = "Because."

[[week.A.session]]
day = 1
name = "*"
title = "A name without a letter"
text = "easy 20min"
why = "Because."
"""


def athlete(
    *,
    mile: float = 424.0,
    goal: float | None = 405.0,
    units: Units = "mi",
    surface: Surface = "road",
    cross: CrossSport | None = "cycling",
    name: str = "",
) -> Athlete:
    profile = Settings(
        mile_s=mile,
        goal_s=goal,
        level="intermediate",
        units=units,
        surface=surface,
        cross=cross,
        id=name,
    )
    return resolve(profile)[0]


AVERAGE = athlete()


def compiled(
    week: int,
    runner: Athlete = AVERAGE,
    *,
    race_day: date = RACE_DAY,
    today: date = LONG_AGO,
    season: str = "spring",
    rest_days: bool = False,
    plan: Plan = PLAN,
) -> Bundle:
    runner = replace(runner, calendar_settings=CalendarSettings(rest_days=rest_days))
    return compile_week(season_with(lay_out(plan, race_day), runner, season), week, today=today)


def identity_fields(data: bytes) -> tuple[int, int, int, int]:
    """manufacturer, product, serial_number, time_created of a file, from its bytes."""
    file_id = unpack(data)[0]
    assert file_id.number == 0
    return file_id.get(1), file_id.get(2), file_id.get(3), file_id.get(4)


def schedule_rows(data: bytes) -> list[tuple[tuple[int, int, int, int], int]]:
    """Identity fields and scheduled_time of every entry, from its bytes."""
    return [
        ((row.get(0), row.get(1), row.get(2), row.get(3)), row.get(6))
        for row in unpack(data)
        if row.number == 28
    ]


def identities(bundle: Bundle) -> list[tuple[str, int, int]]:
    """Key, serial and version of every workout."""
    return [
        (session.key, session.identity.serial, session.identity.version)
        for session in bundle.workouts
    ]


def uids(bundle: Bundle) -> list[str]:
    return [line for line in unfolded(bundle.calendar) if line.startswith("UID:")]


# --- every week, every athlete ----------------------------------------------------------


@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize("cross", [None, "cycling"])
@pytest.mark.parametrize("units", get_args(Units))
@pytest.mark.parametrize("surface", get_args(Surface))
@pytest.mark.one_in(5)
@pytest.mark.slow
def test_every_week_is_proven_for_every_way_of_running(
    surface: Surface, units: Units, cross: CrossSport | None, week: int
) -> None:
    runner = athlete(surface=surface, units=units, cross=cross)
    bundle = compiled(week, runner)
    bundle.prove()
    assert lint(bundle.calendar) == []
    files = bundle.files()
    for session in bundle.sessions:
        has_file = not session.session.is_rest and not (
            session.session.sport() is None and cross is None
        )
        assert (session.file in files) == has_file
        if has_file:
            made = workout_of(session.source, runner)
            assert (session.workout, session.expected_s) == (made, made and made.expected_s)
    assert list(files)[-3:] == [SCHEDULE_NAME, f"mile-week-{week:02d}.ics", MANIFEST_NAME]


@pytest.mark.parametrize("sport", get_args(CrossSport))
def test_every_sport_of_cross_training_makes_a_file(sport: CrossSport) -> None:
    (session,) = (
        session
        for session in compiled(1, athlete(cross=sport)).sessions
        if session.session.sport() is None
    )
    assert session.workout is not None
    assert session.workout.sport is Sport(sport)


def test_cross_training_without_a_sport_is_in_the_calendar_only() -> None:
    bundle = compiled(1, athlete(cross=None))
    (session,) = (session for session in bundle.sessions if session.session.sport() is None)
    assert (session.workout, session.file, isinstance(session, CompiledWorkout)) == (
        None,
        "",
        False,
    )
    assert "SUMMARY:Cross-training 35 min (W1.3)" in unfolded(bundle.calendar)
    assert len(bundle.entries) == 6


def test_a_chosen_sport_changes_no_other_session() -> None:
    with_sport, without = (identities(compiled(1, athlete(cross=c))) for c in ("rowing", None))
    assert [row for row in with_sport if row[0] != "w1.3"] == without


def test_rest_days_make_no_file_and_are_in_the_calendar_only_if_asked() -> None:
    plain, asked = compiled(1), compiled(1, rest_days=True)
    rests = [s for s in asked.sessions if s.session.is_rest]
    assert [(s.key, s.file, s.workout) for s in rests] == [
        ("w1.rest1", "", None),
        ("w1.rest6", "", None),
    ]
    assert len(uids(asked)) == len(uids(plain)) + 2
    assert [uid for uid in uids(asked) if uid in uids(plain)] == uids(plain)
    assert "SUMMARY:Rest day" in unfolded(asked.calendar)
    assert "SUMMARY:Rest day" not in unfolded(plain.calendar)
    assert {name for name in plain.files() if name.endswith(".fit")} == {
        name for name in asked.files() if name.endswith(".fit")
    }


# --- names ------------------------------------------------------------------------------


def test_the_files_of_a_week() -> None:
    assert list(compiled(6).files()) == [
        "2027-04-11-w06-cross-35.fit",
        "2027-04-12-w06-3x400-200s.fit",
        "2027-04-12-w06-strength-a.fit",
        "2027-04-13-w06-easy-quick.fit",
        "2027-04-14-w06-easy-hills.fit",
        "2027-04-15-w06-2x6-4x200.fit",
        "2027-04-15-w06-strength-b.fit",
        "2027-04-17-w06-long-70min.fit",
        "schedule.fit",
        "mile-week-06.ics",
        "fitexport-manifest.json",
    ]


@pytest.mark.parametrize("week", WEEKS)
def test_file_names_are_ascii_and_in_the_order_of_dates(week: int) -> None:
    sessions = compiled(week).workouts
    names = [session.file for session in sessions]
    assert all(name.isascii() and name == name.lower() and " " not in name for name in names)
    assert len(set(names)) == len(names)
    days = [name[:10] for name in names]
    assert days == sorted(days)
    assert days == [str(session.day) for session in sessions]


def test_two_sessions_of_one_name_on_one_day_are_two_files(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(TWO_EQUAL_NAMES, encoding="utf-8")
    bundle = compiled(1, plan=read_custom_plan(path, "plan.toml").plan())
    assert [session.file for session in bundle.sessions if session.file] == [
        "2027-04-25-w01-easy.fit",
        "2027-04-25-w01-easy-2.fit",
        "2027-04-25-w01-session.fit",
    ]
    assert len({serial for _, serial, _ in identities(bundle)}) == 3


def test_names_that_look_numbered_stay_unique(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(
        TWO_EQUAL_NAMES.replace('"Easy"', '"A"').replace('"EASY!"', '"A 2"').replace('"*"', '"A"'),
        encoding="utf-8",
    )
    bundle = compiled(1, plan=read_custom_plan(path, "plan.toml").plan())
    assert [session.file for session in bundle.sessions if session.file] == [
        "2027-04-25-w01-a.fit",
        "2027-04-25-w01-a-2.fit",
        "2027-04-25-w01-a-3.fit",
    ]
    assert len(bundle.files()) == 3 + 3


def test_a_lost_file_is_no_proof() -> None:
    bundle = compiled(3)
    first, second, *others = bundle.sessions
    doubled = replace(bundle, sessions=(first, replace(second, file=first.file), *others))
    with pytest.raises(ProofError):
        doubled.prove()


def test_from_week_10_on_names_are_shaped_as_before() -> None:
    week = PLAN.weeks[0]
    long = replace(PLAN, weeks=(week,) * 12)
    names = [
        workout.name
        for scheduled in lay_out(long, RACE_DAY).week(12)
        if (workout := workout_of(scheduled, AVERAGE))
    ]
    assert names[:3] == ["W12.1 8x200", "W12.2 StrengthA", "W12.3 Cross 35'"]


@pytest.mark.parametrize("week", WEEKS)
def test_why_is_within_the_160_bytes_that_a_fenix_keeps(week: int) -> None:
    for session in compiled(week).sessions:
        if session.workout:
            assert session.why in session.workout.description[:160]


def test_watch_names_say_the_place_and_fit_into_15_bytes() -> None:
    names = [s.workout.name for week in WEEKS for s in compiled(week).sessions if s.workout]
    assert names[:3] == ["W1.1 8x200 mile", "W1.2 Strength A", "W1.3 Cross 35'"]
    assert all(name.isascii() and len(name) <= 15 for name in names)


# --- the schedule -----------------------------------------------------------------------


@pytest.mark.parametrize("week", WEEKS)
def test_every_entry_is_equal_to_a_workout_of_the_bundle_in_all_four_fields(week: int) -> None:
    bundle = compiled(week)
    files = bundle.files()
    workouts = [
        (identity_fields(files[session.file]), scheduled_time(session.day))
        for session in bundle.workouts
        if session.day
    ]
    assert schedule_rows(files[SCHEDULE_NAME]) == workouts
    assert {fields[:2] for fields, _ in workouts} == {(MANUFACTURER, PRODUCT)}


def test_past_days_are_left_out_of_the_schedule_and_today_is_not() -> None:
    whole = compiled(6)
    for offset in range(8):
        today = date(2027, 4, 11) + timedelta(offset)
        entries = compiled(6, today=today).entries
        assert entries == tuple(entry for entry in whole.entries if entry.day >= today)
    assert len(compiled(6, today=date(2027, 4, 17)).entries) == 1


def test_today_changes_the_schedule_and_nothing_else() -> None:
    early, late = compiled(6).files(), compiled(6, today=date(2027, 4, 14)).files()
    changed = {name for name in early if early[name] != late[name]}
    assert changed == {SCHEDULE_NAME, MANIFEST_NAME}  # the manifest has the schedule's hash
    assert identity_fields(early[SCHEDULE_NAME])[2] == identity_fields(late[SCHEDULE_NAME])[2]


def test_a_week_that_is_past_has_no_schedule() -> None:
    files = compiled(6, today=date(2027, 4, 18)).files()
    assert SCHEDULE_NAME not in files
    assert len(files) == 10


# --- identity ---------------------------------------------------------------------------


@pytest.mark.parametrize("week", WEEKS)
def test_a_moved_race_changes_dates_and_nothing_else(week: int) -> None:
    before = compiled(week, rest_days=True)
    after = compiled(week, race_day=RACE_DAY + timedelta(7), rest_days=True)
    assert identities(after) == identities(before)
    assert uids(after) == uids(before)
    assert after.schedule_serial == before.schedule_serial
    assert [s.data for s in after.workouts] == [s.data for s in before.workouts]
    assert [e.day for e in after.entries] == [e.day + timedelta(7) for e in before.entries]
    assert after.schedule != before.schedule


@pytest.mark.parametrize("week", WEEKS)
def test_another_mile_makes_new_versions_of_paced_runs_under_the_same_serials(week: int) -> None:
    before, after = compiled(week), compiled(week, athlete(mile=420.0))
    by_key = {session.key: session for session in before.sessions}
    assert uids(after) == uids(before)
    for (key, serial, version), (_, new_serial, new_version) in zip(
        identities(before), identities(after), strict=True
    ):
        assert new_serial == serial
        session = by_key[key].session
        race = any(step.what == "race" for step in session.steps())  # paced by the goal alone
        goal = {step.zone for step in session.steps()} <= {"goal", None}
        paced = session.sport() is Sport.RUNNING and not race and not goal
        trial = any(step.what == "time-trial" for step in session.steps())
        assert (new_version != version) == (paced or trial), key


def test_seasons_athletes_and_weeks_have_different_serials() -> None:
    serials: set[int] = set()
    count = 0
    for season, runner in (
        ("spring", AVERAGE),
        ("autumn", AVERAGE),
        ("spring", athlete(name="sam")),
    ):
        for week in WEEKS:
            bundle = compiled(week, runner, season=season)
            found = [serial for _, serial, _ in identities(bundle)] + [bundle.schedule_serial]
            serials.update(found)
            count += len(found)
    assert len(serials) == count
    assert all(0x8000_0000 <= serial <= 0xFFFF_FFFE for serial in serials)


def test_without_a_season_id_plan_and_race_day_identify_it() -> None:
    assert compiled(1, season="") == compiled(1, season=f"mile-{RACE_DAY}")
    year_later = compiled(1, season="", race_day=date(2028, 5, 1))
    assert uids(year_later) != uids(compiled(1, season=""))


def test_calendar_and_watch_know_a_session_by_the_same_name() -> None:
    bundle = compiled(3)
    lines = unfolded(bundle.calendar)
    files = [line.removeprefix("X-FITEXPORT-FILE:") for line in lines if "FITEXPORT-FILE" in line]
    assert files == [session.file for session in bundle.sessions if session.file]


# --- the manifest -----------------------------------------------------------------------


def test_the_manifest_lists_every_file_of_the_export() -> None:
    files = compiled(5).files()
    manifest = json.loads(files[MANIFEST_NAME])
    listed = manifest.pop("files")
    assert manifest == {
        "fitexport": 1,
        "plan": "mile",
        "level": "intermediate",
        "season": "spring",
        "athlete": "",
        "units": "mi",
        "start": "2027-03-07",
        "race_day": "2027-05-01",
        "week": 5,
    }
    assert {name: entry["sha256"] for name, entry in listed.items()} == {
        name: sha256(data).hexdigest() for name, data in files.items() if name != MANIFEST_NAME
    }
    _, _, serial, version = identity_fields(files["2027-04-08-w05-mile-trial.fit"])
    trial = listed["2027-04-08-w05-mile-trial.fit"]
    assert (trial["session"], trial["day"]) == ("w5.5", "2027-04-08")
    assert (trial["serial_number"], trial["time_created"]) == (serial, version)
    assert "time-trial 1mi" in trial["text"]


# --- the same inputs, the same bytes ----------------------------------------------------


def digest() -> str:
    """One hash over all files of all weeks."""
    total = sha256()
    for week in WEEKS:
        for name, data in compiled(week).files().items():
            total.update(name.encode() + b"\0" + data)
    return total.hexdigest()


def test_the_same_inputs_make_the_same_bytes_twice() -> None:
    assert digest() == digest()


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "12345", "TZ": "America/Los_Angeles", "LC_ALL": "POSIX"},
    ],
    ids=lambda environment: environment["TZ"],
)
@pytest.mark.slow
def test_neither_hash_seed_nor_time_zone_nor_locale_changes_a_byte(
    environment: dict[str, str],
) -> None:
    here = Path(__file__)
    paths = os.pathsep.join(map(str, here.parents[:3]))
    done = subprocess.run(
        [sys.executable, "-c", f"from {here.stem} import digest; print(digest())"],
        env=os.environ | environment | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == digest()


# --- dates ------------------------------------------------------------------------------


def test_a_week_over_the_new_year() -> None:
    bundle = compiled(8, race_day=date(2028, 1, 2))
    names = [session.file for session in bundle.sessions if session.file]
    assert names == [
        "2027-12-28-w08-2x400-200s.fit",
        "2027-12-29-w08-easy-25min.fit",
        "2027-12-30-w08-easy-strides.fit",
        "2028-01-01-w08-shakeout.fit",
        "2028-01-02-w08-mile-race.fit",
    ]
    assert "DTEND;VALUE=DATE:20280102" in unfolded(bundle.calendar)


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(WEEKS),
    st.integers(-60, 5).map(timedelta),
)
def test_any_race_day_of_the_century_makes_a_proven_week(
    race_day: date, week: int, until: timedelta
) -> None:
    bundle = compiled(week, race_day=race_day, today=race_day + until)
    bundle.prove()
    assert lint(bundle.calendar) == []
    first = race_day - timedelta(7 * (9 - week) - 1)
    assert all(s.day and first <= s.day <= first + timedelta(6) for s in bundle.sessions)
    assert all(entry.day >= race_day + until for entry in bundle.entries)
    # a race in midweek has its long runs at the weekend, and so another order
    assert sorted(identities(bundle)) == sorted(identities(compiled(week)))


def test_a_bundle_with_one_wrong_byte_is_not_proven() -> None:
    bundle = compiled(8)
    for index, session in enumerate(bundle.sessions):
        if not isinstance(session, CompiledWorkout):
            continue
        at = len(session.data) // 2
        spoilt = session.data[:at] + bytes([session.data[at] ^ 1]) + session.data[at + 1 :]
        changed = replace(session, data=spoilt)
        sessions = (*bundle.sessions[:index], changed, *bundle.sessions[index + 1 :])
        with pytest.raises(FitexportError):
            replace(bundle, sessions=sessions).prove()
