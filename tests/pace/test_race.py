from __future__ import annotations

import json
import re
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from fitexport.pace.race import EXTRA_M, LAP_M, ExtraAt, lap_plan, road_laps, track_laps
from fitexport.units import MILE_M, parse_clock

PLANS = json.loads(
    (Path(__file__).parents[1] / "data" / "pace_vectors.json").read_text(encoding="utf-8")
)["lap_plans"]


GOALS_S = [tenths / 10 for tenths in range(2100, 9001)]
"""3:30 to 15:00 in tenths: every goal that can be written."""
TRIALS_S = [around + n / 20 for around in (223, 300, 412, 599.5, 880) for n in range(-100, 101)]
"""Halfway between a mile and a goal: steps of 0.05 s, so not every one is a tenth."""

_TIME = r"(\d+:\d\d(?:\.\d)?|\d\d(?:\.\d)? s)"
_LAPS = (
    rf"Lap 1 in {_TIME}, 200 m not under {_TIME}",
    rf"Lap 2 in {_TIME}, 800 m in {_TIME}: on pace",
    rf"Lap 3 in {_TIME}, 1200 m in {_TIME}: hang on",
)
_LAPS_AFTER_THE_EXTRA = (
    rf"Lap 1 \(409 m\) in {_TIME}, 209 m not under {_TIME}",
    rf"Lap 2 in {_TIME}, 809 m in {_TIME}: on pace",
    rf"Lap 3 in {_TIME}, 1209 m in {_TIME}: hang on",
)
_PIECE = rf"Lap 4, (?:100 m|last 109 m) in {_TIME}, [a-z ]+"


def _tenths(shown: str) -> int:
    """`1:30.5`, `22.7 s` and `22.7` in tenths of a second, without a float."""
    minutes, _, rest = shown.removesuffix(" s").rpartition(":")
    seconds, _, tenth = rest.partition(".")
    return 600 * int(minutes or 0) + 10 * int(seconds) + int(tenth or 0)


def _shown(pattern: str, note: str) -> list[int]:
    found = re.fullmatch(pattern, note)
    assert found, note
    return [_tenths(shown) for shown in found.groups()]


@pytest.mark.parametrize("vector", PLANS, ids=lambda vector: vector["goal"])
def test_lap_plan_of_the_guide(vector: dict[str, Any]) -> None:
    plan = lap_plan(parse_clock(vector["goal"]))
    first, second, third = plan.laps
    found = {
        "check_200": round(plan.check_200_s, 1),
        "lap_1": first,
        "at_800": round(first + second, 1),
        "at_1200": round(first + second + third, 1),
        "pieces": list(plan.pieces),
    }
    assert found == {key: vector[key] for key in found}
    # What is left after rounding: the guide's own numbers do not add up to its goal.
    assert third == pytest.approx(vector["split"], abs=0.11)
    assert plan.extra_s == pytest.approx(vector["extra"], abs=0.21)


def test_four_laps_and_the_extra_are_a_mile() -> None:
    assert pytest.approx(4 * LAP_M + EXTRA_M) == MILE_M
    assert pytest.approx(9.344) == EXTRA_M


@pytest.mark.slow
def test_every_plan_is_in_tenths_close_to_even_splits() -> None:
    for total_s in (*GOALS_S[::7], *TRIALS_S[::3]):
        plan = lap_plan(total_s)
        first, second, third = plan.laps
        split = total_s * LAP_M / MILE_M
        times = (plan.total_s, *plan.laps, *plan.pieces, plan.extra_s)
        assert times == tuple(round(time, 1) for time in times)
        assert first == pytest.approx(split + 1, abs=0.051)
        assert first + second == pytest.approx(2 * split, abs=0.051)
        assert first + second + third == pytest.approx(3 * split, abs=0.051)
        for piece, share in zip(plan.pieces, (1.015, 1.005, 0.995, 0.985), strict=True):
            assert piece == pytest.approx(split / 4 * share, abs=0.051)
        assert plan.extra_s == pytest.approx(total_s * EXTRA_M / MILE_M, abs=0.31)
        assert plan.extra_s > 0
        assert plan.check_200_s == pytest.approx(split / 2, abs=0.01)


@pytest.mark.parametrize("times", [GOALS_S, TRIALS_S], ids=["goals", "trials"])
@pytest.mark.slow
def test_the_times_a_runner_reads_add_up_to_the_goal(times: list[float]) -> None:
    for total_s in times:
        plan = lap_plan(total_s)
        total = round(10 * round(total_s, 1))
        on_the_road = [step.note for step in road_laps(plan)]
        *on_a_track, last = [step.note for step in track_laps(plan)]
        for notes, end in ((on_the_road[:3], ""), (on_a_track, "; lap at the line")):
            (lap_1, at_200), (lap_2, at_800), (lap_3, at_1200) = (
                _shown(lap + end, note) for lap, note in zip(_LAPS, notes, strict=True)
            )
            assert lap_1 + lap_2 == at_800, total_s
            assert at_800 + lap_3 == at_1200, total_s
            assert abs(lap_1 - 10 - 2 * at_200) <= 1, total_s
        pieces = [_shown(_PIECE, note)[0] for note in on_the_road[3:]]
        assert at_1200 + sum(pieces) == total, total_s
        found = re.fullmatch(
            r"Lap 4, finish 9 m past the line; 100s in ([\d. ]+): faster each", last
        )
        assert found, last
        hundreds = [_tenths(shown) for shown in found[1].split()]
        assert len(hundreds) == len(pieces) == 4
        assert all(later < earlier for earlier, later in pairwise(hundreds)), total_s
        assert hundreds[:3] == pieces[:3], total_s
        assert at_1200 + sum(hundreds) + round(10 * plan.extra_s) == total, total_s


@pytest.mark.parametrize("extra_at", ["start", "end"])
@pytest.mark.slow
def test_the_rows_end_at_a_mile_and_at_the_goal_to_the_tenth(extra_at: ExtraAt) -> None:
    for total_s in (*GOALS_S, *TRIALS_S):
        plan = lap_plan(total_s, extra_at)
        rows = plan.rows()
        assert len(rows) == 7
        so_far = 0
        for _, seconds, at in rows:  # in whole tenths: floats would need a tolerance
            so_far += round(10 * seconds)
            assert (seconds, at) == (round(seconds, 1), so_far / 10), total_s
        metres, _, at = rows[-1]
        assert metres == pytest.approx(MILE_M, abs=1e-6)
        assert at == round(total_s, 1)
        lead_m, lead_s = (EXTRA_M, plan.extra_s) if extra_at == "start" else (0.0, 0.0)
        starts = [lead_m + 400 * n for n in (1, 2, 3)] + [
            lead_m + 1200 + 100 * n for n in (1, 2, 3)
        ]
        assert [m for m, _, _ in rows[:-1]] == pytest.approx(starts)
        assert rows[1][2] == pytest.approx(2 * total_s * LAP_M / MILE_M + lead_s, abs=0.051)
        pieces = [seconds for _, seconds, _ in rows[3:]]
        if extra_at == "end":
            pieces[-1] -= plan.extra_s
        assert all(later < earlier - 0.05 for earlier, later in pairwise(pieces)), total_s


@pytest.mark.slow
def test_where_the_extra_metres_are_run_changes_no_lap() -> None:
    for total_s in GOALS_S:
        first, last = lap_plan(total_s, "start"), lap_plan(total_s)
        assert first._replace(extra_at="end") == last
        assert (first.lead_s, last.lead_s) == (first.extra_s, 0)
        assert first.check_200_s == last.check_200_s + first.extra_s


@pytest.mark.parametrize("extra_at", ["start", "end"])
@pytest.mark.slow
def test_the_steps_take_the_times_they_show(extra_at: ExtraAt) -> None:
    for total_s in GOALS_S:
        plan = lap_plan(total_s, extra_at)
        for laps in (road_laps(plan), track_laps(plan)):
            assert sum(lap.expected_s for lap in laps) == pytest.approx(total_s)
            assert sum(lap.expected_m for lap in laps) == pytest.approx(MILE_M)


@pytest.mark.slow
def test_the_times_read_after_the_extra_metres_are_those_of_the_rows() -> None:
    for total_s in GOALS_S:
        plan = lap_plan(total_s, "start")
        rows = [(round(10 * seconds), round(10 * at)) for _, seconds, at in plan.rows()]
        check = abs(10 * plan.check_200_s)
        on_the_road = [step.note for step in road_laps(plan)]
        *on_a_track, last = [step.note for step in track_laps(plan)]
        for notes, end in ((on_the_road[:3], ""), (on_a_track, "; lap at the line")):
            (lap_1, at_209), *others = (
                _shown(lap + end, note)
                for lap, note in zip(_LAPS_AFTER_THE_EXTRA, notes, strict=True)
            )
            assert lap_1 == rows[0][0], total_s
            assert abs(at_209 - check) <= 0.51, total_s
            assert others == [list(row) for row in rows[1:3]], total_s
        pieces = [_shown(_PIECE, note)[0] for note in on_the_road[3:]]
        assert pieces == [seconds for seconds, _ in rows[3:]], total_s
        assert not any("109 m" in note for note in on_the_road)
        found = re.fullmatch(r"Lap 4; 100s in ([\d. ]+): faster each", last)
        assert found, last
        assert [_tenths(shown) for shown in found[1].split()] == pieces, total_s


def test_a_race_from_the_mile_start_line_begins_nine_metres_behind_the_finish() -> None:
    laps = track_laps(lap_plan(300, "start"))
    assert [lap.note for lap in laps] == [
        "Lap 1 (409 m) in 1:17.4, 209 m not under 39.1 s; lap at the line",
        "Lap 2 in 1:13.5, 809 m in 2:30.9: on pace; lap at the line",
        "Lap 3 in 1:14.6, 1209 m in 3:45.5: hang on; lap at the line",
        "Lap 4; 100s in 18.9 18.7 18.5 18.4: faster each",
    ]
    assert [lap.expected_m for lap in laps] == pytest.approx([409.344, 400, 400, 400])


def test_the_first_lap_is_a_second_slow_and_says_what_is_too_fast() -> None:
    first, *_ = road_laps(lap_plan(360))
    assert first.note == "Lap 1 in 1:30.5, 200 m not under 44.7 s"


def test_round_times_have_no_idle_tenths() -> None:
    notes = [lap.note for lap in road_laps(lap_plan(240 * MILE_M / 1600))]  # 60 s a lap
    assert notes == [
        "Lap 1 in 1:01, 200 m not under 30 s",
        "Lap 2 in 59 s, 800 m in 2:00: on pace",
        "Lap 3 in 1:00, 1200 m in 3:00: hang on",
        "Lap 4, 100 m in 15.2 s, stand tall",
        "Lap 4, 100 m in 15.1 s, quicker feet",
        "Lap 4, 100 m in 14.9 s, drive the arms",
        "Lap 4, last 109 m in 16.2 s, all you have",
    ]


@pytest.mark.slow
def test_on_a_track_the_first_50_bytes_give_the_lap_time_or_where_it_ends() -> None:
    ends: tuple[ExtraAt, ...] = ("start", "end")
    for total_s, extra_at in product(range(210, 901), ends):
        *laps, last = (lap.note for lap in track_laps(lap_plan(total_s, extra_at)))
        for note in laps:
            plan, _, end = note.partition("; ")
            assert len(plan.encode()) <= 50
            assert end == "lap at the line"
        assert ("finish 9 m past the line" in last[:50]) is (extra_at == "end")
