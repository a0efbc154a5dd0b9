from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fitexport.pace.race import EXTRA_M, LAP_M, lap_plan, road_laps, track_laps
from fitexport.units import MILE_M, parse_clock

PLANS = json.loads(
    (Path(__file__).parents[1] / "data" / "pace_vectors.json").read_text(encoding="utf-8")
)["lap_plans"]


@pytest.mark.parametrize("vector", PLANS, ids=lambda vector: vector["goal"])
def test_lap_plan_of_the_guide(vector: dict[str, Any]) -> None:
    plan = lap_plan(parse_clock(vector["goal"]))
    first, second, third = plan.laps
    found = {
        "goal": vector["goal"],
        "split": round(third, 1),
        "check_200": round(plan.check_200_s, 1),
        "lap_1": round(first, 1),
        "at_800": round(first + second, 1),
        "at_1200": round(first + second + third, 1),
        "pieces": [round(piece, 1) for piece in plan.pieces],
        "extra": round(plan.extra_s, 1),
    }
    assert found == vector


def test_four_laps_and_the_extra_are_a_mile() -> None:
    assert pytest.approx(4 * LAP_M + EXTRA_M) == MILE_M
    assert pytest.approx(9.344) == EXTRA_M


def test_every_plan_sums_to_its_goal_and_ends_faster_and_faster() -> None:
    for total_s in range(210, 901):
        plan = lap_plan(total_s)
        first, second, third = plan.laps
        split = total_s * LAP_M / MILE_M
        total = sum(plan.laps) + sum(plan.pieces) + plan.extra_s
        assert total == pytest.approx(total_s, abs=0.05)
        assert first == pytest.approx(split + 1)
        assert first + second == pytest.approx(2 * split)
        assert third == pytest.approx(split)
        assert sum(plan.pieces) == pytest.approx(split)
        assert plan.check_200_s == pytest.approx(split / 2)
        assert all(later < earlier for earlier, later in pairwise(plan.pieces))
        assert plan.pieces[0] * 0.99 == pytest.approx(plan.pieces[1], rel=1e-3)


def test_round_times_have_no_idle_tenths() -> None:
    notes = [lap.note for lap in road_laps(lap_plan(240 * MILE_M / 1600))]  # 60 s a lap
    assert notes == [
        "Lap 1 in 1:01, 200 m in 30 s: hold back",
        "Lap 2 in 59 s, 800 m in 2:00: on pace",
        "Lap 3 in 1:00, 1200 m in 3:00: hang on",
        "Lap 4, 100 m in 15.2 s, stand tall",
        "Lap 4, 100 m in 15.1 s, quicker feet",
        "Lap 4, 100 m in 14.9 s, drive the arms",
        "Lap 4, last 109 m in 16.2 s, all you have",
    ]


def test_on_a_track_the_first_50_bytes_say_what_a_lap_takes_or_where_it_ends() -> None:
    for total_s in range(210, 901):
        *laps, last = (lap.note for lap in track_laps(lap_plan(total_s)))
        for note in laps:
            plan, _, end = note.partition("; ")
            assert len(plan.encode()) <= 50
            assert end == "lap at the line"
        assert "finish 9 m past the line" in last[:50]
