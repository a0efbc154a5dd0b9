"""What a runner runs a week and on which days, from hand-made weeks and from recordings."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from support.run_folders import SPEED, easy, run_folder

from fitexport.recording.habits import Week, last_weeks, usual_days, usual_week
from fitexport.recording.judging import NOTHING_KNOWN
from fitexport.recording.ranking import rank
from fitexport.recording.runs import find_runs, recording_files

MONDAY = date(2027, 1, 4)
TODAY = date(2027, 3, 1)


def weeks(*minutes: float, days: str = "012") -> tuple[Week, ...]:
    """Weeks of so many minutes, all on the same days."""
    on = frozenset(map(int, days))
    return tuple(
        Week(MONDAY + timedelta(weeks=n), 60 * each, 165 * each, on if each else frozenset(), 0)
        for n, each in enumerate(minutes)
    )


@pytest.mark.parametrize(
    ("minutes", "usual", "limited_by"),
    [
        ((100, 120, 140, 160, 180, 200, 150, 150), 150, ""),
        ((100, 0, 140, 160, 0, 200, 150, 150), 150, ""),  # weeks in bed are no running
        ((100, 120, 140, 600, 180, 200, 150, 150), 150, ""),  # nor is a week of 10 h usual
        ((200, 200, 200, 200, 0, 0, 40, 60), 78, "growth"),  # 1.3 times 60
        ((200, 200, 200, 200, 200, 200, 154, 20), 200, ""),  # 1.3 times 154 is as much
        ((200, 200, 200, 200, 200, 200, 0, 0), 120, "break"),  # 60 %
        ((0, 0, 0, 0, 0, 90, 100, 110), 100, ""),
    ],
)
def test_a_usual_week_is_the_median_and_careful(
    minutes: tuple[float, ...], usual: float, limited_by: str
) -> None:
    found = usual_week(weeks(*minutes))
    assert found is not None
    assert (round(found.running_s / 60), found.limited_by) == (usual, limited_by)
    assert round(found.distance_m / found.running_s, 2) == 2.75


def test_two_weeks_say_nothing() -> None:
    few = weeks(0, 0, 0, 0, 0, 0, 100, 110)
    assert usual_week(few) is None
    assert usual_days(few) is None


@pytest.mark.parametrize(
    ("days", "number", "usual"),
    [
        (["135"] * 8, 3, (1, 3, 5)),
        (["135", "135", "12356", "135", "", "134", "1356", "135"], 3, (1, 3, 5)),
        (["0246", "1356", "0246", "1356", "0246", "1356", "0246", "1356"], 4, ()),
        (["01", "23", "45", "60", "12", "34", "56", "01"], 2, ()),
        (["0", "0", "0", "0"], 1, (0,)),
    ],
)
def test_usual_days_are_those_with_a_run_in_most_weeks(
    days: list[str], number: int, usual: tuple[int, ...]
) -> None:
    found = usual_days(
        [Week(MONDAY, 60.0 * len(each), 0, frozenset(map(int, each)), 0) for each in days]
    )
    assert found is not None
    assert (found.number, found.days) == (number, usual)


def found_weeks(folder: Path, today: date = TODAY) -> tuple[Week, ...]:
    return last_weeks(rank(find_runs(recording_files([folder])).runs, NOTHING_KNOWN), today)


@pytest.mark.slow
def test_weeks_are_those_before_this_one(tmp_path: Path) -> None:
    """Eight of them; neither the one that today is in nor those before them."""
    folder = run_folder(tmp_path, MONDAY - timedelta(weeks=1), [{"tue": 5, "sun": 5}] * 10)
    found = found_weeks(folder)
    assert [week.monday for week in found] == [MONDAY + timedelta(weeks=n) for n in range(8)]
    assert {(round(week.running_s), week.days) for week in found} == {(600, frozenset({1, 6}))}
    assert found_weeks(folder, TODAY + timedelta(days=6)) == found
    assert found_weeks(folder, TODAY + timedelta(days=7))[0].monday == MONDAY + timedelta(weeks=1)


@pytest.mark.parametrize(
    ("odd", "minutes", "doubtful"),
    [
        ({"sport": 4, "kind": 1}, 60, 0),  # a treadmill: its time is right
        ({"still_min": 600}, 60, 0),  # a watch that was forgotten
        ({"sport": 2}, 30, 0),  # a ride is no run
        ({"cadence": 0}, 30, 1),  # a ride that says it is a run
    ],
)
def test_running_is_counted_and_nothing_else(
    tmp_path: Path, odd: dict[str, int], minutes: float, doubtful: int
) -> None:
    day = TODAY - timedelta(days=3)
    (tmp_path / "plain.fit").write_bytes(easy(day, 30))
    (tmp_path / "again.fit").write_bytes(easy(day, 30))  # recorded twice, counted once
    (tmp_path / "odd.fit").write_bytes(easy(day - timedelta(days=1), 30, **odd))
    week = found_weeks(tmp_path)[-1]
    assert (round(week.running_s / 60), week.doubtful) == (minutes, doubtful)
    assert round(week.distance_m / SPEED / 60) == pytest.approx(minutes, abs=7)
