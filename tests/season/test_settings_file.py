from __future__ import annotations

import errno
import re
import tomllib
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.folders import tree

from fitexport.errors import TemplateError, WriteError
from fitexport.files.replace import write_whole
from fitexport.pace.distances import DISTANCES_M, Race
from fitexport.pace.fitness import fitness_index, race_time
from fitexport.pace.pacing import Surface
from fitexport.pace.race import ExtraAt
from fitexport.pace.results import Result, distance_m
from fitexport.pace.table import Bands, EasyBy
from fitexport.plan.model import Level, Strength
from fitexport.season import settings_text
from fitexport.season.athlete import resolve
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.changes import Away, Change, Move, NewRaceDay, Skip
from fitexport.season.settings import Settings
from fitexport.season.settings_file import MAX_ENTRIES, read_athlete_file, settings_of
from fitexport.season.settings_table import SETTINGS
from fitexport.season.settings_text import format_athlete_file, write_athlete_file
from fitexport.season.spells import OPEN_END, Spell
from fitexport.season.weekdays import WEEKDAYS
from fitexport.season.weekly_volume import WeeklyVolume
from fitexport.session.sports import CrossSport
from fitexport.units import MILE_M, Units

INVALID = Path(__file__).parents[1] / "data" / "invalid" / "athlete"

EVERYTHING = """\
[athlete]
id = "sam"
mile = "6:20"
volume = "45km"
goal = "5:59.5"
age = 42
level = "advanced"
units = "km"
surface = "track"
cross = "aqua-jog"
strength = "home"
bands = "tight"
easy-by = "hr"
max-hr = 185
resting-hr = 48
days = ["Monday", "tue", "THU", "saturday"]
long-run = "Saturday"
extra-at = "start"

[season]
id = "mile-2027"
plan = "mile"
race = "1600m"
weeks = 10
race-day = 2027-05-01

[calendar]
at = { Monday = "6:30", sat = "08:00" }
strength-at = "17:30"
timezone = "America/New_York"
remind = "1h30min"
rest-days = true
week-summaries = true
countdown = true

[[change]]
date = 2027-03-01
move = "w3.2"
to = 2027-03-25

[[result]]
date = 2027-03-08
distance = "5k"
time = "22:10.5"

[[change]]
date = 2027-03-02
move = "w3.4"
to = 2027-03-24
swap = true

[[change]]
date = 2027-03-03
skip = "w4.1"

[[change]]
date = 2027-03-04
sick = 2027-03-05
until = 2027-03-07

[[change]]
date = 2027-03-05
travel = 2027-03-28
until = 2027-04-03

[[change]]
date = 2027-03-05
travel = 2027-04-04
until = 2027-04-05
days = ["Monday", "SUN"]

[[change]]
date = 2027-03-06
race-day = 2027-05-08

[[result]]
date = 2027-03-01
distance = "mile"
time = "6:12"
goal = "5:58"
"""

AGENDA = CalendarSettings(
    timezone="America/New_York",
    at={"mon": 390, "sat": 480},
    strength_at=1050,
    remind_min=90,
    rest_days=True,
    week_summaries=True,
    countdown=True,
)
CHANGES: tuple[Change, ...] = (
    Move("w3.2", date(2027, 3, 25), made=date(2027, 3, 1)),
    Move("w3.4", date(2027, 3, 24), swap=True, made=date(2027, 3, 2)),
    Skip("w4.1", made=date(2027, 3, 3)),
    Away(Spell(date(2027, 3, 5), date(2027, 3, 7), "sick"), made=date(2027, 3, 4)),
    Away(Spell(date(2027, 3, 28), date(2027, 4, 3), "away"), made=date(2027, 3, 5)),
    Away(
        Spell(date(2027, 4, 4), date(2027, 4, 5), "away", days=("mon", "sun")),
        made=date(2027, 3, 5),
    ),
    NewRaceDay(date(2027, 5, 8), made=date(2027, 3, 6)),
)
RESULTS = (
    Result(day=date(2027, 3, 8), distance="5k", time_s=1330.5),
    Result(day=date(2027, 3, 1), distance="mile", time_s=372.0, goal_s=358.0),
)
HAPPENED = ("changes", "results")
FROM_THE_PLAN = ("of_file", "custom_plan")
"""Of a profile, what no fitexport.toml says."""
"""Fields of a profile that the commented part of the file does not have."""


def athlete_file(folder: Path, text: str) -> Settings:
    path = folder / "fitexport.toml"
    path.write_text(text, encoding="utf-8")
    return read_athlete_file(path)


# --- reading ----------------------------------------------------------------------------


def test_every_key_of_the_file_is_read(tmp_path: Path) -> None:
    file = athlete_file(tmp_path, EVERYTHING)
    assert file == Settings(
        id="sam",
        mile_s=380.0,
        volume=WeeklyVolume(45, "km"),
        goal_s=359.5,
        age=42,
        level="advanced",
        units="km",
        surface="track",
        cross="aqua-jog",
        strength="home",
        bands="tight",
        easy_by="hr",
        max_hr=185,
        resting_hr=48,
        days=("mon", "tue", "thu", "sat"),
        long_run="sat",
        extra_at="start",
        season="mile-2027",
        plan="mile",
        race="1600m",
        weeks=10,
        race_day=date(2027, 5, 1),
        calendar_settings=AGENDA,
        changes=CHANGES,
        results=RESULTS,
    )
    assert [key.name for key in fields(Settings) if getattr(file, key.name) is None] == [
        "custom_plan"
    ]
    assert resolve(file)[1] == ()


def test_a_change_knows_its_line(alone: Path) -> None:
    """An error of a schedule points at it."""
    (alone / "fitexport.toml").write_text(EVERYTHING, encoding="utf-8")
    changes = read_athlete_file(Path("fitexport.toml")).changes
    lines = EVERYTHING.splitlines()
    numbers = [number for number, line in enumerate(lines, start=1) if line == "[[change]]"]
    assert [change.where for change in changes] == [f"fitexport.toml:{line}" for line in numbers]


def test_what_happened_keeps_the_order_of_the_file(tmp_path: Path) -> None:
    """The one for changes, which build on one another; results are put in order by their days
    where paces are made of them."""
    head, *entries = EVERYTHING.split("[[")
    backwards = head + "".join(f"[[{entry.rstrip()}\n" for entry in reversed(entries))
    file = athlete_file(tmp_path, backwards)
    assert (file.changes, file.results) == (CHANGES[::-1], RESULTS[::-1])


def test_an_empty_file_is_no_error(tmp_path: Path) -> None:
    assert athlete_file(tmp_path, "") == Settings()


def test_a_custom_plans_path_is_relative_to_the_file_that_names_it(tmp_path: Path) -> None:
    file = athlete_file(tmp_path, '[season]\nplan = "plans/mine.toml"\n')
    assert file.plan == str(tmp_path / "plans" / "mine.toml")


def test_a_text_is_read_as_the_file_that_it_will_be(alone: Path) -> None:
    """The path need not exist; a byte order mark and Windows line ends do not matter."""
    path = Path("runs") / "fitexport.toml"
    text = EVERYTHING.replace('"mile"\nrace', '"mine.toml"\nrace')
    read = settings_of(text, path)
    assert read.plan == str(Path("runs") / "mine.toml")
    assert (read.changes, read.results) == (CHANGES, RESULTS)
    assert {change.where.rpartition(":")[0] for change in read.changes} == {str(path)}
    assert settings_of("\ufeff" + text.replace("\n", "\r\n"), path) == read
    with pytest.raises(TemplateError) as caught:
        settings_of("[athlete]\nlevel = 3\n", path)
    assert str(caught.value).startswith(f"{path}:2:9: athlete.level: ")
    assert list(alone.iterdir()) == []


@pytest.mark.parametrize("table", ["change", "result"])
def test_a_diary_has_an_end(table: str) -> None:
    entry = {
        "change": '[[change]]\ndate = 2027-03-01\nskip = "w3.2"\n',
        "result": '[[result]]\ndate = 2027-03-01\ndistance = "mile"\ntime = "6:12"\n',
    }[table]
    head = "[season]\nrace-day = 2027-05-01\n"
    path = Path("fitexport.toml")
    assert MAX_ENTRIES == 100
    full = settings_of(head + 100 * entry, path)
    assert len(full.changes) + len(full.results) == 100
    with pytest.raises(TemplateError) as caught:
        settings_of(head + 101 * entry, path)
    assert str(caught.value) == (
        f"fitexport.toml:3:3: {table}: has more than 100 entries\n  [[{table}]]\n    ^\n  remove some"
    )


@pytest.mark.parametrize(("goal", "problem"), [("3:20", ""), ("3:10", "3:10 over 1500 m")])
def test_a_result_may_bring_a_goal_over_a_shorter_race(goal: str, problem: str) -> None:
    """1500 m in 3:20 are a mile in 3:36."""
    text = f"""[season]
race = "1500m"
[[result]]
date = 2027-03-01
distance = "1500m"
time = "3:31"
goal = "{goal}"
"""
    if not problem:
        assert settings_of(text, Path("fitexport.toml")).results[0].goal_s == 200
        return
    with pytest.raises(TemplateError, match=f"a goal of {problem} is faster than any human"):
        settings_of(text, Path("fitexport.toml"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "fitexport.toml"
    with pytest.raises(TemplateError) as caught:
        read_athlete_file(path)
    assert (
        str(caught.value)
        == f"{path}: cannot be read: No such file or directory\n  check its name and permissions"
    )


# --- errors -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(INVALID.glob("*.toml")), ids=lambda path: path.stem)
def test_all_errors_of_a_file_are_reported(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, expected = path.read_text(encoding="utf-8").partition("\n# expected:\n")
    written = [line.removeprefix("#").removeprefix(" ") for line in expected.splitlines()]
    assert written
    monkeypatch.chdir(path.parent)
    with pytest.raises(TemplateError) as caught:
        read_athlete_file(Path(path.name))
    assert str(caught.value) == "\n".join(written)


@pytest.mark.parametrize(
    ("setting", "column", "message", "remedy"),
    [
        (
            'strength = "heavy"',
            12,
            'athlete.strength: cannot be "heavy"',
            "write 'none', 'home' or 'gym'",
        ),
        (
            "strength = true",
            12,
            "athlete.strength: cannot be True",
            "write 'none', 'home' or 'gym'",
        ),
        (
            'easy-by = "heart"',
            11,
            'athlete.easy-by: cannot be "heart"',
            "write 'pace', 'hr' or 'effort'",
        ),
        (
            'easy_by = "hr"',
            1,
            "athlete.easy_by: is not a key here",
            'keys here: id, mile, volume, goal, age, level, units, surface, cross, strength, bands, easy-by, max-hr, resting-hr, days, long-run, extra-at; did you mean "easy-by"?',
        ),
        ("max-hr = 119", 10, "athlete.max-hr: is less than 120", "give 120 or more"),
        ("max-hr = 231", 10, "athlete.max-hr: is more than 230", "give 230 or less"),
        (
            "max-hr = 180.5",
            10,
            "athlete.max-hr: is not a whole number",
            "write it without quotes or a decimal point: 3",
        ),
        (
            'max-hr = "185"',
            10,
            "athlete.max-hr: is not a whole number",
            "write it without quotes or a decimal point: 3",
        ),
        (
            "max-hr = true",
            10,
            "athlete.max-hr: is not a whole number",
            "write it without quotes or a decimal point: 3",
        ),
        (
            "max_hr = 185",
            1,
            "athlete.max_hr: is not a key here",
            'keys here: id, mile, volume, goal, age, level, units, surface, cross, strength, bands, easy-by, max-hr, resting-hr, days, long-run, extra-at; did you mean "max-hr"?',
        ),
        ("days = []", 8, "athlete.days: is empty", "write at least one entry"),
        ('days = "mon"', 8, "athlete.days: is not a list", 'write it as ["a", "b"]'),
        (
            "days = [1]",
            9,
            "athlete.days[1]: cannot be 1",
            "write 'mon', 'tue', 'wed', 'thu', 'fri', 'sat' or 'sun'",
        ),
        (
            'days = ["mon", "funday"]',
            16,
            'athlete.days[2]: "funday" is not a day of the week',
            "write mon, tue, wed, thu, fri, sat, sun",
        ),
        (
            "days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'mon']",
            8,
            "athlete.days: has more than 7 entries",
            "remove some",
        ),
        (
            'long-run = "noday"',
            12,
            'athlete.long-run: "noday" is not a day of the week',
            "write mon, tue, wed, thu, fri, sat, sun",
        ),
        (
            "long-run = 7",
            12,
            "athlete.long-run: cannot be 7",
            "write 'mon', 'tue', 'wed', 'thu', 'fri', 'sat' or 'sun'",
        ),
        (
            'long_run = "sun"',
            1,
            "athlete.long_run: is not a key here",
            'keys here: id, mile, volume, goal, age, level, units, surface, cross, strength, bands, easy-by, max-hr, resting-hr, days, long-run, extra-at; did you mean "long-run"?',
        ),
        (
            'extra-at = "middle"',
            12,
            'athlete.extra-at: cannot be "middle"',
            "write 'start' or 'end'",
        ),
        (
            'extra_at = "end"',
            1,
            "athlete.extra_at: is not a key here",
            'keys here: id, mile, volume, goal, age, level, units, surface, cross, strength, bands, easy-by, max-hr, resting-hr, days, long-run, extra-at; did you mean "extra-at"?',
        ),
        ("weeks = 0", 9, "season.weeks: is less than 1", "give 1 or more"),
        ("weeks = 53", 9, "season.weeks: is more than 52", "give 52 or less"),
        (
            "weeks = 8.0",
            9,
            "season.weeks: is not a whole number",
            "write it without quotes or a decimal point: 3",
        ),
        (
            'weeks = "8"',
            9,
            "season.weeks: is not a whole number",
            "write it without quotes or a decimal point: 3",
        ),
        (
            "change = []",
            1,
            "season.change: is not a key here",
            "keys here: id, plan, race, weeks, race-day",
        ),
    ],
)
def test_a_wrong_value_is_named_by_place_and_key(
    setting: str, column: int, message: str, remedy: str, alone: Path
) -> None:
    table = message.partition(".")[0]
    (alone / "fitexport.toml").write_text(f"[{table}]\n\n{setting}\n", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        read_athlete_file(Path("fitexport.toml"))
    caret = " " * (column - 1) + "^"
    assert str(caught.value) == (
        f"fitexport.toml:3:{column}: {message}\n  {setting}\n  {caret}\n  {remedy}"
    )


# --- writing ----------------------------------------------------------------------------


def _ids() -> st.SearchStrategy[str]:
    """What TOML has to escape, and what it must not: quotes, backslashes, two- to four-byte
    characters."""
    awkward = st.sampled_from("\"'\\#=[]{}u0 \u00fc\u901f\U0001f3c3\U00020000")
    letters = st.characters(exclude_categories=("C", "Z"))
    return st.text(awkward | letters, min_size=1, max_size=80).filter(str.isprintable)


def _clocks() -> st.SearchStrategy[float]:
    return st.integers(0, 599_999).map(lambda tenths: tenths / 10)


def _days() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7).map(tuple)


def _dates() -> st.SearchStrategy[date]:
    return st.dates(date(2000, 1, 1), date(2099, 12, 31))


def _keys() -> st.SearchStrategy[str]:
    numbers = st.integers(1, 62), st.integers(1, 30)
    return st.builds("w{}.{}".format, *numbers)


@st.composite
def _spells(draw: st.DrawFn) -> Spell:
    """Only trips have open days; reversed dates are the schedule's to refuse, not the file's."""
    first = draw(_dates())
    last = first + timedelta(days=draw(st.integers(-30, 30)))
    match draw(st.sampled_from(("sick", "injured", "away"))):
        case "injured":
            return Spell(
                first,
                draw(st.sampled_from((last, OPEN_END))),
                "injured",
                cross_training=draw(st.booleans()),
            )
        case "away":
            days = draw(st.lists(st.sampled_from(WEEKDAYS), max_size=7).map(tuple))
            return Spell(first, last, "away", days)
        case _:
            return Spell(first, last, "sick")


def _changes() -> st.SearchStrategy[Change]:
    return st.one_of(
        st.builds(Move, _keys(), _dates(), st.booleans(), made=_dates()),
        st.builds(Skip, _keys(), made=_dates()),
        st.builds(Away, _spells(), made=_dates()),
        st.builds(NewRaceDay, _dates(), made=_dates()),
    )


@st.composite
def _results(draw: st.DrawFn) -> Result:
    """Of miles that there are paces for, run by humans."""
    others = st.sampled_from(("3200m", "2mi", "8km", "1.5 miles"))
    distance = draw(st.sampled_from(sorted(DISTANCES_M)) | others)
    index = fitness_index(MILE_M, draw(st.floats(240, 890)))
    time_s = round(race_time(distance_m(distance), index), 1)
    goal_s = draw(st.none() | st.integers(2100, 9000).map(lambda tenths: tenths / 10))
    return Result(day=draw(_dates()), distance=distance, time_s=time_s, goal_s=goal_s)


def _calendar_settings() -> st.SearchStrategy[CalendarSettings]:
    minutes = st.integers(0, 1439)
    made = st.builds(
        CalendarSettings,
        timezone=st.none() | st.sampled_from(("UTC", "America/New_York", "Asia/Kathmandu")),
        at=st.just({})
        | minutes.map(lambda at: dict.fromkeys(WEEKDAYS, at))
        | st.dictionaries(st.sampled_from(WEEKDAYS), minutes, min_size=1),
        strength_at=st.none() | minutes,
        race_at=st.none() | minutes,
        remind_min=st.none() | st.integers(1, 1440),
        rest_days=st.booleans(),
        week_summaries=st.booleans(),
        countdown=st.booleans(),
    )
    return made.filter(
        lambda calendar_settings: calendar_settings != CalendarSettings()
    )  # which is written as nothing


_VALUES: dict[str, st.SearchStrategy[object]] = {
    "id": _ids(),
    "mile_s": _clocks(),
    "volume": st.builds(
        WeeklyVolume, st.integers(15, 200).map(float), st.sampled_from(("mi", "km", "min"))
    ),
    "goal_s": _clocks(),
    "age": st.integers(10, 99),
    "level": st.sampled_from(get_args(Level)),
    "units": st.sampled_from(get_args(Units)),
    "surface": st.sampled_from(get_args(Surface)),
    "cross": st.sampled_from(get_args(CrossSport)),
    "strength": st.sampled_from(get_args(Strength)),
    "bands": st.sampled_from(get_args(Bands)),
    "easy_by": st.sampled_from(get_args(EasyBy)),
    "max_hr": st.integers(120, 230),
    "resting_hr": st.integers(25, 110),
    "days": _days(),
    "long_run": st.sampled_from(WEEKDAYS),
    "extra_at": st.sampled_from(get_args(ExtraAt)),
    "season": _ids(),
    "plan": _ids() | st.just("/plans/mine.toml"),  # a relative one stands beside its file
    "race": st.sampled_from(get_args(Race)),
    "weeks": st.integers(1, 52),
    "race_day": _dates(),
    "calendar_settings": _calendar_settings(),
}
_HAPPENED: dict[str, st.SearchStrategy[object]] = {
    "changes": st.lists(_changes(), max_size=5).map(tuple),
    "results": st.lists(_results(), max_size=3).map(tuple),
}


def profiles() -> st.SearchStrategy[Settings]:
    options = {field: st.none() | values for field, values in _VALUES.items()}
    return st.builds(Settings, **options, **_HAPPENED).map(_with_its_changes)


def _with_its_changes(profile: Settings) -> Settings:
    """Results by their days, as they are written; changes only where days are fixed."""
    results = {result.day: result for result in profile.results}
    return replace(
        profile,
        results=tuple(results[day] for day in sorted(results)),
        changes=profile.changes if profile.race_day else (),
    )


def test_a_profile_is_tried_with_all_its_fields() -> None:
    assert [*_VALUES, *_HAPPENED, *FROM_THE_PLAN] == [field.name for field in fields(Settings)]
    assert tuple(_HAPPENED) == HAPPENED


@given(profile=profiles())
def test_what_is_written_is_read_again(
    profile: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert athlete_file(folder, format_athlete_file(profile)) == profile


def test_every_file_that_was_there_is_kept_and_its_new_path_returned(tmp_path: Path) -> None:
    path = tmp_path / "fitexport.toml"
    (tmp_path / "fitexport.toml.old2").write_text("somebody's")
    kept = [write_athlete_file(path, text) for text in ("first", "second", "third é")]
    assert kept == [None, tmp_path / "fitexport.toml.old", tmp_path / "fitexport.toml.old3"]
    assert {each.name: each.read_text(encoding="utf-8") for each in tmp_path.iterdir()} == {
        "fitexport.toml": "third é",
        "fitexport.toml.old": "first",
        "fitexport.toml.old2": "somebody's",
        "fitexport.toml.old3": "second",
    }


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), OSError(errno.ENOSPC, "full")])
def test_a_copy_does_not_stay_if_its_file_was_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: BaseException
) -> None:
    path = tmp_path / "fitexport.toml"
    write_athlete_file(path, "first")

    def write(at: Path, data: bytes, **more: Any) -> None:
        if at == path:
            raise stop
        write_whole(at, data, **more)

    monkeypatch.setattr(settings_text, "write_whole", write)
    with pytest.raises((KeyboardInterrupt, WriteError)):
        write_athlete_file(path, "second")
    assert tree(tmp_path) == {"fitexport.toml": b"first"}


def test_a_file_says_what_is_known_and_shows_every_key(tmp_path: Path) -> None:
    written = format_athlete_file(athlete_file(tmp_path, EVERYTHING))
    document = tomllib.loads(written)
    wanted = tomllib.loads(EVERYTHING)
    assert list(document) == ["athlete", "season", "calendar", "change", "result"]
    for table in ("athlete", "season", "calendar"):
        assert list(document[table]) == list(wanted[table])
    commented, _, _ = written.partition("\n[[")
    assert all("  # " in line for line in commented.splitlines() if " = " in line)


def test_entries_are_at_the_end_of_the_file_as_the_commands_write_them() -> None:
    """Changes in their order, results among them by their days."""
    happened = format_athlete_file(Settings(changes=CHANGES[:2], results=RESULTS))
    assert happened == format_athlete_file(Settings()) + (
        "\n"
        '[[change]]\ndate = 2027-03-01\nmove = "w3.2"\nto = 2027-03-25\n\n'
        '[[result]]\ndate = 2027-03-01\ndistance = "mile"\ntime = "6:12"\ngoal = "5:58"\n\n'
        '[[change]]\ndate = 2027-03-02\nmove = "w3.4"\nto = 2027-03-24\nswap = true\n\n'
        '[[result]]\ndate = 2027-03-08\ndistance = "5k"\ntime = "22:10.5"\n'
    )


def test_every_example_in_a_comment_can_be_used_as_it_is(tmp_path: Path) -> None:
    """One at a time, as a runner would take the # away, and all at once."""
    lines = format_athlete_file(Settings()).splitlines()
    commented = [number for number, line in enumerate(lines) if " = " in line]
    assert tomllib.loads("\n".join(lines)) == {"athlete": {}, "season": {}, "calendar": {}}
    keys = [field.name for field in fields(Settings) if field.name not in HAPPENED + FROM_THE_PLAN]
    assert len(commented) == len(keys) - 1 + len(CalendarSettings._fields)
    for number in commented:
        assert lines[number].startswith("# ")
        one = [*lines[:number], lines[number].removeprefix("# "), *lines[number + 1 :]]
        file = athlete_file(tmp_path, "\n".join(one))
        given = [key for key in keys if getattr(file, key) is not None]
        assert len(given) == 1, lines[number]
    in_use = [
        line.removeprefix("# ") if number in commented else line
        for number, line in enumerate(lines)
    ]
    everything = athlete_file(tmp_path, "\n".join(in_use))
    assert None not in (getattr(everything, key) for key in keys)
    assert list(tomllib.loads("\n".join(in_use))["athlete"]) == list(
        tomllib.loads(EVERYTHING)["athlete"]
    )


_WRONG = st.sampled_from(
    [
        *("3", "-1", "1e400", "nan", "true", "2027-05-01", "06:30:00", "2027-05-01T06:30:00Z"),
        *('""', '"x"', '"\\u0000"', "[]", "[[1]]", "[{}]", "{}", "{a = 1}", "9" * 30, '["mon", 3]'),
    ]
)
_EVERY_KEY = [
    *((table, key) for table, key, *_ in SETTINGS),
    *(("[change]", key) for key in ("date", "move", "to", "swap", "skip", "sick", "until", "days")),
    *(("[result]", key) for key in ("date", "distance", "time", "goal")),
    *(("", key) for key in ("athlete", "season", "calendar", "change", "result")),
]


@given(
    settings=st.dictionaries(st.sampled_from(_EVERY_KEY), _WRONG, min_size=1, max_size=4),
)
def test_a_wrong_kind_of_value_anywhere_is_an_error_with_place_and_remedy(
    settings: dict[tuple[str, str], str],
) -> None:
    by_table: dict[str, list[str]] = {}
    for (table, key), value in settings.items():
        by_table.setdefault(table, []).append(f"{key} = {value}\n")
    text = "".join(by_table.pop("", ()))
    text += "".join(f"[{table}]\n{''.join(lines)}" for table, lines in by_table.items())
    caught = None
    try:
        settings_of(text, Path("x.toml"))
    except TemplateError as error:
        caught = error
    for problem in map(str, caught.problems if caught else ()):
        assert re.match(r"x\.toml:\d+:\d+: ", problem), problem
        assert len(problem.split("\n")) == 4 or "not TOML" in problem
