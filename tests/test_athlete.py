from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fitexport.athlete import Athlete, Profile, level_of, resolve
from fitexport.athlete_file import read_athlete_file
from fitexport.errors import PaceError, TemplateError
from fitexport.plan.model import Level

INVALID = Path(__file__).parent / "data" / "invalid" / "athlete"

EVERYTHING = """\
[athlete]
id = "sam"
mile = "6:20"
goal = "5:59.5"
level = "advanced"
units = "km"
surface = "track"
cross = "aqua-jog"
bands = "tight"

[season]
id = "mile-2027"
plan = "mile"
race-day = 2027-05-01
"""


def athlete_file(folder: Path, text: str) -> Profile:
    path = folder / "fitexport.toml"
    path.write_text(text, encoding="utf-8")
    return read_athlete_file(path)


def resolved(**options: Any) -> tuple[Athlete, tuple[str, ...]]:
    return resolve(Profile(**options))


# --- the file ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(INVALID.glob("*.toml")), ids=lambda path: path.stem)
def test_a_file_with_mistakes_says_all_of_them(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, expected = path.read_text(encoding="utf-8").partition("\n# expected:\n")
    said = [line.removeprefix("#").removeprefix(" ") for line in expected.splitlines()]
    assert said
    monkeypatch.chdir(path.parent)
    with pytest.raises(TemplateError) as caught:
        read_athlete_file(Path(path.name))
    assert str(caught.value) == "\n".join(said)


def test_every_key_of_the_file_is_read(tmp_path: Path) -> None:
    file = athlete_file(tmp_path, EVERYTHING)
    athlete, said = resolve(file)
    assert said == ()
    assert (athlete.table.mile_s, athlete.table.goal_s) == (380, 359.5)
    assert (athlete.level, athlete.units, athlete.surface) == ("advanced", "km", "track")
    assert (athlete.cross, athlete.table.bands, athlete.id) == ("aqua-jog", "tight", "sam")
    assert (file.season, file.plan) == ("mile-2027", "mile")
    assert file.race_day == date(2027, 5, 1)


def test_an_empty_file_is_no_mistake(tmp_path: Path) -> None:
    assert athlete_file(tmp_path, "") == Profile()


def test_a_plan_of_ones_own_stands_beside_the_file_that_names_it(tmp_path: Path) -> None:
    file = athlete_file(tmp_path, '[season]\nplan = "plans/mine.toml"\n')
    assert file.plan == str(tmp_path / "plans" / "mine.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "fitexport.toml"
    with pytest.raises(TemplateError) as caught:
        read_athlete_file(path)
    assert (
        str(caught.value)
        == f"{path}: cannot be read: No such file or directory\n  check its name, and that you may read it"
    )


# --- defaults ---------------------------------------------------------------------------


def test_the_average_runner_is_said_aloud() -> None:
    athlete, said = resolved()
    assert said == (
        "no mile time given: 7:04, the average runner's (--mile)",
        "level intermediate, as the mile suggests (--level)",
        "no goal given: 6:51, what intermediate runners may hope for (--goal)",
    )
    assert (athlete.table.mile_s, athlete.table.goal_s) == (424, 411)
    assert (athlete.units, athlete.surface, athlete.cross) == ("mi", "road", None)
    assert (athlete.table.bands, athlete.id) == ("normal", "")


def test_only_defaults_that_were_taken_are_said() -> None:
    assert resolved(mile_s=380.0, goal_s=360.0, level="beginner")[1] == ()
    assert resolved(mile_s=380.0, goal_s=360.0)[1] == (
        "level intermediate, as the mile suggests (--level)",
    )
    assert resolved(mile_s=380.0, level="beginner")[1] == (
        "no goal given: 6:01, what beginner runners may hope for (--goal)",
    )


@pytest.mark.parametrize(
    ("mile_s", "level"),
    [
        (223.0, "advanced"),
        (375.0, "advanced"),
        (375.1, "intermediate"),
        (376.0, "intermediate"),
        (465.0, "intermediate"),
        (465.1, "beginner"),
        (466.0, "beginner"),
        (900.0, "beginner"),
    ],
)
def test_the_level_follows_the_mile_with_borders_at_6_15_and_7_45(
    mile_s: float, level: Level
) -> None:
    assert level_of(mile_s) == level
    assert resolved(mile_s=mile_s)[0].level == level


@pytest.mark.parametrize(
    ("level", "goal_s"), [("beginner", 456), ("intermediate", 466), ("advanced", 470)]
)
def test_the_goal_follows_the_level(level: Level, goal_s: float) -> None:
    """5, 3 and 2 % off a mile in 8:00, to the second."""
    assert resolved(mile_s=480.0, level=level)[0].table.goal_s == goal_s


def test_every_mile_has_a_level_and_a_goal_faster_than_itself() -> None:
    for mile_s in range(223, 901):
        athlete, _ = resolved(mile_s=float(mile_s))
        assert athlete.table.goal_s < mile_s


# --- options ----------------------------------------------------------------------------


def test_options_override_the_file_key_by_key(tmp_path: Path) -> None:
    file = athlete_file(tmp_path, EVERYTHING)
    options: dict[str, Any] = {
        "id": "kim",
        "mile_s": 370.0,
        "goal_s": 355.0,
        "level": "beginner",
        "units": "mi",
        "surface": "road",
        "cross": "rowing",
        "bands": "none",
    }
    before, _ = resolve(file)
    for key, value in options.items():
        changed, _ = resolve(replace(file, **{key: value}))
        table = changed.table
        found = {"mile_s": table.mile_s, "goal_s": table.goal_s, "bands": table.bands}
        assert found.get(key, getattr(changed, key, None)) == value
        assert changed != before
    both, _ = resolve(replace(file, **options))
    assert (both.id, both.level, both.cross) == ("kim", "beginner", "rowing")


def test_a_goal_slower_than_the_mile_is_refused() -> None:
    with pytest.raises(PaceError) as caught:
        resolved(mile_s=380.0, goal_s=400.0)
    assert str(caught.value) == (
        "the goal 6:40 is not faster than the mile 6:20\n"
        "  give a faster goal, or a slower --mile if that is not what you can run today"
    )
