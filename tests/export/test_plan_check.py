"""Warnings for a custom plan: rules that it breaks, at their places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fitexport.errors import TemplateError
from fitexport.export.plan_check import PlanCheck, check_plan
from fitexport.plan.custom import read_custom_plan
from fitexport.plan.model import Level
from fitexport.season.settings import Settings

RUNNER = Settings(mile_s=380, goal_s=365, level="intermediate")


def judged(folder: Path, weeks: str, level: Level = "intermediate", /, **tables: str) -> PlanCheck:
    """The warnings for such a plan, except that it has no race: most of these have none."""
    found = all_warnings(folder, weeks, level, **tables)
    warnings = tuple(each for each in found.warnings if "the plan has no race" not in each)
    return replace(found, warnings=warnings)


def all_warnings(
    folder: Path, weeks: str, level: Level = "intermediate", /, **tables: str
) -> PlanCheck:
    """A plan of these weeks; of each the lines of its table, then day and text of each session."""
    lines = ['name = "p"', 'title = "P"', f'level = "{level}"', 'about = "x"']
    lines.append(f"weeks = [{', '.join(repr(name) for name in weeks)}]")
    for name, sessions in tables.items():
        phase, _, rest = sessions.partition("|")
        lines += ["", f"[week.{name}]", f"phase = '{phase.split()[0]}'", "focus = 'x'"]
        lines += ["cut-back = true"] if "cut" in phase else []
        for entry in rest.split("|"):
            day, _, text = entry.strip().partition(" ")
            lines += [
                "",
                f"[[week.{name}.session]]",
                f"day = {day}",
                f"text = '{text}'",
                "why = 'x'",
            ]
    path = folder / "p.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return check_plan(read_custom_plan(path, "p.toml"), RUNNER)


@pytest.mark.parametrize(
    ("level", "minutes", "message"),
    [
        ("intermediate", 112, ""),
        (
            "intermediate",
            113,
            "1 h 53 of running; the limit is 1 h 52, 12% more than the last heavy week",
        ),
        ("beginner", 115, ""),
        (
            "beginner",
            116,
            "1 h 56 of running; the limit is 1 h 55, 15% more than the last heavy week",
        ),
    ],
)
def test_a_week_grows_no_more_than_allowed(
    tmp_path: Path, level: Level, minutes: int, message: str
) -> None:
    found = judged(tmp_path, "AB", level, A="base | 2 easy 100min", B=f"base | 2 easy {minutes}min")
    expected = (f"p.toml:16:7: warning: week 2 has {message}",) if message else ()
    assert found.warnings == expected


def test_a_cut_back_week_is_measured_by_the_highest_and_measures_nothing(tmp_path: Path) -> None:
    tables = {
        "A": "base | 2 easy 100min",
        "B": "base cut | 2 easy 91min",
        "C": "build | 2 easy 110min",
        "D": "build cut | 2 easy 60min",
    }
    assert judged(tmp_path, "ABCD", **tables).warnings == (
        "p.toml:16:7: warning: week 2 has 1 h 31 of running;"
        " the limit is 1 h 30, 90% of the highest week, as a lighter one",
    )


@pytest.mark.parametrize(
    ("race", "easy_min", "message"),
    [
        ("race 1mi", 58, ""),
        ("race 1mi", 60, "1 h 06 of running; the limit is 1 h 05, 65% of the highest week"),
        ("race 5km", 50, ""),
        (
            "race 5km",
            51,
            "51 min of running; the limit is 50 min, half of the highest week, without the race",
        ),
        ("race 42.195km", 50, ""),
    ],
)
def test_race_week_is_small(tmp_path: Path, race: str, easy_min: int, message: str) -> None:
    found = judged(
        tmp_path, "AR", A="base | 2 easy 100min", R=f"taper | 2 easy {easy_min}min | 7 {race}"
    )
    assert found.warnings == ((f"p.toml:16:7: warning: week 2 has {message}",) if message else ())


def test_taper_weeks_before_race_week_are_lighter_ones(tmp_path: Path) -> None:
    tables = {
        "A": "base | 2 easy 100min",
        "B": "taper | 2 easy 89min",
        "C": "taper | 2 easy 91min",
        "R": "taper | 2 easy 40min | 7 race 10km",
    }
    assert judged(tmp_path, "ABCR", **tables).warnings == (
        "p.toml:25:7: warning: week 3 has 1 h 31 of running;"
        " the limit is 1 h 30, 90% of the highest week, as a lighter one",
    )


def test_a_week_run_twice_is_named_by_its_number(tmp_path: Path) -> None:
    found = judged(tmp_path, "AA", A="base | 1 tempo 20min | 2 tempo 20min")
    assert found.warnings == (
        "p.toml:16:10: warning: hard runs must be two days apart (W1.1 Tempo 20', W1.2 Tempo 20')",
        "p.toml:16:10: warning: hard runs must be two days apart (W2.1 Tempo 20', W2.2 Tempo 20')",
    )


def test_rest_days_do_not_count_as_places(tmp_path: Path) -> None:
    found = judged(tmp_path, "A", A="base | 1 rest | 2 tempo 20min | 3 rest | 3 tempo 20min")
    assert [warning.split(": ")[0] for warning in found.warnings] == ["p.toml:26:10"]


def test_no_date_is_named_that_was_not_given(tmp_path: Path) -> None:
    found = judged(tmp_path, "A", A="base | 2 easy 20min | 2 easy 30min")
    assert found.warnings == (
        "p.toml:16:10: warning: day 2 of week 1 already has a run"
        " (W1.1 Easy 20min, W1.2 Easy 30min)",
    )


def test_every_session_that_no_watch_can_hold_is_an_error(tmp_path: Path) -> None:
    much = "; ".join(["400m @ mile; jog 60s"] * 26)
    with pytest.raises(TemplateError) as caught:
        judged(tmp_path, "A", A=f"base | 1 {much} | 3 easy 5min | 5 {much}")
    assert [str(problem).split(": ")[:2] for problem in caught.value.problems] == [
        ["p.toml:13:8", "week.A.session[1].text"],
        ["p.toml:23:8", "week.A.session[3].text"],
    ]


# --- what is easily forgotten -----------------------------------------------------------


@pytest.mark.parametrize(
    ("weeks", "last", "message"),
    [
        ("AB", "2 easy 20min", "16:7: warning: the plan has no race: put one such as race 5km on day 7 of this, its last week"),
        ("BA", "2 race 5km", ""),
        ("AB", "7 race 5km", ""),
        ("A", "7 race 5km", "7:7: warning: the plan has no race: put one such as race 5km on day 7 of this, its last week\n"
         'p.toml:16:7: warning: week "B" is not in weeks, so it is never run'),
    ],
)  # fmt: skip
def test_a_plan_ends_in_a_race_and_all_its_weeks_are_run(
    tmp_path: Path, weeks: str, last: str, message: str
) -> None:
    found = all_warnings(tmp_path, weeks, A="base | 2 easy 20min", B=f"taper | {last}")
    growth = [each for each in found.warnings if "running" in each]
    others = [each for each in found.warnings if each not in growth]
    assert "\n".join(others) == (f"p.toml:{message}" if message else "")
