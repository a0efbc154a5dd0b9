from __future__ import annotations

import re
from datetime import date

import pytest
from support.examples import swept

from fitexport.export.compile import workout_of
from fitexport.pace.outline import (
    duration_text,
    outline,
    step_line,
    step_lines,
    structure,
    target_text,
    without_notes,
    zone_paces,
)
from fitexport.pace.pacing import pace_session
from fitexport.pace.table import EasyBy, pace_table
from fitexport.pace.workout import (
    LAP,
    OPEN,
    CadenceTarget,
    DistanceDuration,
    Duration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    Intensity,
    OtherTarget,
    PowerTarget,
    RepeatStep,
    RepsDuration,
    SpeedTarget,
    Target,
    TimeDuration,
    WorkoutStep,
)
from fitexport.plan.load import load_plan
from fitexport.season.athlete import resolve
from fitexport.season.lay_out import lay_out
from fitexport.season.settings import Settings
from fitexport.session import HUMAN_SPEEDS, Sport
from fitexport.session.exercises import EXERCISES
from fitexport.session.format import format_item
from fitexport.session.kinds import kind_of, main_set
from fitexport.session.parse import parse
from fitexport.units import Units

AVERAGE = pace_table(mile_s=424, goal_s=400)

_LEAD_IN = "warm-up 15-20min; " + "drills until lap; " * 4 + "4x stride 20s, walk 60s; walk 2min; "
_RACE = (
    "warm-up 15-20min; "
    + "drills until lap; " * 4
    + "4x stride 20s, walk 60s; walk 2min; rest until lap; "
    "{}; cool-down {}"
)


def _easy(minutes: int, then: str = "") -> str:
    return f"easy {minutes}min @ effort 5" + (f"; {then}" if then else "")


def _hills(count: int, seconds: int) -> str:
    return f"jog until lap; {count}x hill {seconds}s, walk 90s; jog until lap"


def _heavy(sets: int, reps: int) -> str:
    return f"{sets}x (back squat {reps}reps; rest 2min); {sets}x (deadlift {reps}reps; rest 2min)"


def _strength_a(sets: int, reps: int, others: int = 3) -> str:
    return (
        f"{_heavy(sets, reps)}; "
        f"{others}x (barbell split squat 6-8reps; rest 90s); {others}x (hip thrust 8reps; rest 90s); "
        f"{others}x (barbell calf raise 12reps; rest 60s); {others}x (push-up 8-12reps; rest 60s); "
        f"{others}x (plank 40s; rest 60s)"
    )


def _strength_b(sets: int, reps: int, others: int = 3, jumps: int = 3) -> str:
    return (
        f"{jumps}x (box jump 5reps; rest 90s); {jumps}x (single-leg bounding 6reps; rest 90s); "
        f"{jumps}x (burpee 6reps; rest 90s); {sets}x (barbell step-up {reps}reps; rest 2min); "
        f"{sets}x (barbell lunge {reps}reps; rest 2min); {others}x (pull-up 4-8reps; rest 90s); "
        f"{others}x (side plank 30s; side plank 30s; rest 30s); "
        f"{others}x (dead bug 8-12reps; rest 60s)"
    )


_STRIDES = "walk 60s; 4x stride 20s, walk 60s"

SHIPPED = [
    ("w1.rest1", "rest", "rest"),
    ("w1.1", "speed", "8x 200m @ mile, jog 2x rep"),
    ("w1.2", "strength", _strength_a(2, 10, 2)),
    ("w1.3", "cross-training", "cross-training 35min @ effort 4"),
    ("w1.4", "easy run", _easy(50, _hills(4, 8))),
    ("w1.5", "threshold", "tempo 15min"),
    ("w1.6", "strength", _strength_b(2, 10, 2, 2)),
    ("w1.rest6", "rest", "rest"),
    ("w1.7", "long run", "long 55min @ effort 6"),
    ("w2.rest1", "rest", "rest"),
    ("w2.1", "speed", "4x 300m @ mile, jog 2x rep; jog 2.5x rep; 2x 200m @ mile, jog 2x rep"),
    ("w2.2", "strength", _strength_a(3, 8)),
    ("w2.3", "cross-training", "cross-training 35min @ effort 4"),
    ("w2.4", "easy run", _easy(50, _hills(6, 8))),
    ("w2.5", "threshold", "2x 8min @ threshold, jog 90s"),
    ("w2.6", "strength", _strength_b(3, 8)),
    ("w2.rest6", "rest", "rest"),
    ("w2.7", "long run", "long 1h @ effort 6"),
    ("w3.1", "cross-training", "cross-training 35min @ effort 4"),
    ("w3.2", "VO2max", "4x 2:30 @ vo2max, jog 0.8x rep"),
    ("w3.3", "strength", _strength_a(3, 6)),
    ("w3.4", "easy run", _easy(25, _STRIDES)),
    ("w3.5", "easy run", _easy(30, _hills(6, 10))),
    ("w3.6", "threshold", "4x 4min @ threshold, jog 60s"),
    ("w3.7", "strength", _strength_b(3, 6)),
    ("w3.rest6", "rest", "rest"),
    ("w3.8", "long run", "long 1h @ effort 6"),
    ("w4.1", "cross-training", "cross-training 35min @ effort 4"),
    ("w4.2", "VO2max", "4x 3min @ vo2max, jog 0.8x rep"),
    ("w4.3", "strength", _strength_a(3, 5)),
    ("w4.4", "easy run", _easy(20, "easy 10min @ effort 6")),
    ("w4.5", "easy run", _easy(35, _hills(8, 10))),
    ("w4.6", "speed", "5x 300m @ mile, jog 2x rep"),
    ("w4.7", "strength", _strength_b(3, 5)),
    ("w4.rest6", "rest", "rest"),
    ("w4.8", "long run", "long 1h5min @ effort 6"),
    ("w5.rest1", "rest", "rest"),
    ("w5.1", "speed", "6x 200m @ mile, jog 2x rep"),
    ("w5.2", "strength", _heavy(2, 5)),
    ("w5.3", "easy run", _easy(25, _STRIDES)),
    ("w5.4", "easy run", _easy(25)),
    ("w5.5", "time trial", "time-trial 1mi"),
    ("w5.rest6", "rest", "rest"),
    ("w5.6", "long run", "long 45min @ effort 6"),
    ("w6.1", "cross-training", "cross-training 35min @ effort 4"),
    (
        "w6.2",
        "race pace",
        "3x 400m @ goal, jog 1.25x rep; jog 2:30; 2x 200m @ goal, jog 1.5x rep",
    ),
    ("w6.3", "strength", _strength_a(3, 5)),
    ("w6.4", "easy run", _easy(10, f"6x run 30s, jog 90s; {_easy(10)}")),
    ("w6.5", "easy run", _easy(35, _hills(8, 10))),
    (
        "w6.6",
        "threshold",
        "2x 6min @ threshold, jog 90s; jog 2min; 4x 200m @ 800m, jog 2.5x rep",
    ),
    ("w6.7", "strength", _strength_b(3, 5)),
    ("w6.rest6", "rest", "rest"),
    ("w6.8", "long run", "long 1h10min @ effort 6"),
    ("w7.1", "cross-training", "cross-training 30min @ effort 4"),
    (
        "w7.2",
        "race pace",
        "600m @ goal; walk 3min; 2x 400m @ goal, walk 90s; walk 2min; 200m @ goal",
    ),
    ("w7.3", "strength", _heavy(2, 4)),
    ("w7.4", "easy run", _easy(30, _STRIDES)),
    ("w7.5", "easy run", _easy(30, _hills(4, 10))),
    (
        "w7.6",
        "VO2max",
        "3x 3min @ vo2max, jog 0.8x rep; jog 2:30; 4x 200m @ 800m, jog 2.5x rep",
    ),
    ("w7.rest6", "rest", "rest"),
    ("w7.7", "long run", "long 55min @ effort 6"),
    ("w8.rest1", "rest", "rest"),
    ("w8.1", "race pace", "2x 400m @ goal, jog 2x rep; jog 2x rep; 2x 200m @ goal, jog 2x rep"),
    ("w8.2", "easy run", _easy(25)),
    ("w8.3", "easy run", _easy(20, _STRIDES)),
    ("w8.rest5", "rest", "rest"),
    ("w8.4", "easy run", "easy 15min @ effort 4; walk 60s; 3x stride 20s, walk 60s"),
    ("w8.5", "race", "race 1mi"),
    ("w9.rest1", "rest", "rest"),
    ("w9.1", "cross-training", "cross-training 30min @ effort 4"),
    ("w9.2", "easy run", _easy(25)),
    ("w9.rest4", "rest", "rest"),
    ("w9.3", "easy run", _easy(30)),
    ("w9.rest6", "rest", "rest"),
    ("w9.4", "easy run", _easy(40)),
]
"""Every session of the shipped plan: its key, its kind, its main set."""

_PLAN = load_plan("mile", "intermediate")
_SESSIONS = {
    session.key: session.planned.session for session in lay_out(_PLAN, date(2027, 5, 1)).sessions
}


def _whole(kind: str, main: str) -> str:
    """The session with what comes before and after its main set."""
    if kind == "rest":
        return ""
    if kind == "strength":
        return f"warm-up 5min; {main}"
    if kind == "time trial":
        return _RACE.format(main, "10min")
    if kind == "race":
        return _RACE.format(main, "10-15min")
    if kind in ("easy run", "long run", "cross-training"):
        return main
    return f"{_LEAD_IN}{main}; cool-down 10min"


def _any_jog(text: str) -> str:
    return re.sub(r"jog ([\d.]+x rep|\d+:\d\d)", "jog ...", text)


def test_the_table_has_every_session_of_the_shipped_plan() -> None:
    assert list(_SESSIONS) == [key for key, _, _ in SHIPPED]


@pytest.mark.parametrize(("key", "kind", "main"), SHIPPED)
def test_a_shipped_session_in_words(key: str, kind: str, main: str) -> None:
    session = _SESSIONS[key]
    assert kind_of(session) == kind
    assert _any_jog(structure(session, AVERAGE)) == _any_jog(main)
    assert "x rep" not in structure(session, AVERAGE)
    assert outline(session) == _whole(kind, main)


# --- sessions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("warm-up 10min; easy 30min; cool-down 5min", "easy 30min"),
        ("easy 30min; 4x stride 20s, walk 60s", "easy 30min; 4x stride 20s, walk 60s"),
        ("warm-up 5min; stride 20s; walk 1min; tempo 10min", "tempo 10min"),
        ("walk 5min; run 1mi @ mile", "1mi @ mile"),
        ("warm-up 10min; cool-down 5min", "warm-up 10min; cool-down 5min"),
        ("4x stride 20s, walk 60s", "4x stride 20s, walk 60s"),
        ("2x (stride 20s; walk 60s); tempo 10min", "tempo 10min"),
        ("jog 400m; 400m @ mile", "jog 400m; 400m @ mile"),
        (
            'tempo 10min "steady"; 2x (400m @ mile "go"; jog 30s), walk 60s "slow"',
            "tempo 10min; 2x (400m @ mile; jog 30s), walk 60s",
        ),
    ],
)
def test_the_main_set_is_what_the_session_is_about(text: str, main: str) -> None:
    assert structure(parse(text), AVERAGE) == main


def test_an_unfilled_block_is_part_of_the_main_set() -> None:
    session = parse("warm-up 10min; use strides (count 3)")
    assert [format_item(item) for item in main_set(session)] == ["use strides (count 3)"]
    assert without_notes(session.items[1]) is session.items[1]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("rest", "rest"),
        ("3x (back squat 5reps; rest 2min)", "strength"),
        ("cycling 40min", "cross-training"),
        ("cross-training 40min", "cross-training"),
        ("easy 30min", "easy run"),
        ("run 30min @ 140-150bpm", "easy run"),
        ("easy 30min; 5x 400m @ goal, jog 60s", "race pace"),
        ("5x 400m @ 1500m, jog 60s", "speed"),
        ("5x 1km @ 5k, jog 60s", "VO2max"),
        ("3x 2km @ 10k, jog 60s", "threshold"),
        ("long 90min", "long run"),
        ("long 90min; 4x 200m @ mile, jog 60s", "speed"),
        ("run 30min @ effort 6", "easy run"),
        ("run 30min @ effort 7", "hard run"),
        ("long 60min @ effort 7", "hard run"),
        ("8x hill 29s, jog 2min", "easy run"),
        ("8x hill 30s, jog 2min", "hard run"),
        ("5x 3min @ 160-170bpm, jog 2min", "hard run"),
        ("5x 1km @ 4:00/km, jog 2min", "hard run"),
        ("5x 1km @ 250-270W, jog 2min", "hard run"),
        ("race 5km", "race"),
        ("4x 200m @ mile, jog 60s; time-trial 1mi", "time trial"),
    ],
)
def test_the_hardest_part_decides_the_kind(text: str, kind: str) -> None:
    assert kind_of(parse(text)) == kind


@pytest.mark.parametrize(
    ("easy_by", "max_hr", "paces"),
    [
        ("pace", 185, "easy 9:47-10:45/mi, mile 7:04/mi"),
        ("hr", 185, "easy 120-146 bpm, mile 7:04/mi"),
        ("hr", None, "easy 65-79 % of maximum heart rate, mile 7:04/mi"),
        ("effort", 185, "mile 7:04/mi"),
    ],
)
def test_heart_rates_are_shown_where_they_guide_a_run(
    easy_by: EasyBy, max_hr: int | None, paces: str
) -> None:
    table = pace_table(424, 400, easy_by=easy_by, max_hr=max_hr)
    assert zone_paces(parse("easy 30min; 4x 200m @ mile, jog 60s"), table, "mi") == paces
    asked = "easy 30min @ 140-150bpm; 200m @ mile"  # the coach's own words, not the runner's
    assert zone_paces(parse(asked), table, "mi") == "mile 7:04/mi"


@pytest.mark.parametrize(
    ("text", "units", "paces"),
    [
        ("rest", "mi", ""),
        ("8x 200m @ mile, jog 2x rep", "mi", "mile 7:04/mi"),
        ("8x 200m @ mile, jog 2x rep", "km", "mile 4:23/km"),
        ("400m @ goal; 200m @ mile; 400m @ goal", "mi", "goal 6:40/mi, mile 7:04/mi"),
        ("tempo 15min", "km", "threshold 5:04-5:18/km"),
        ("race 1mi", "mi", "goal 6:40/mi"),
        ("time-trial 1mi", "km", "trial 4:16/km"),
    ],
)
def test_the_paces_of_a_session_are_shown_once_each(text: str, units: Units, paces: str) -> None:
    assert zone_paces(parse(text), AVERAGE, units) == paces


# --- steps ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (TimeDuration(900), "15:00"),
        (TimeDuration(59.5), "0:59.5"),
        (TimeDuration(4200), "70:00"),
        (DistanceDuration(400), "400 m"),
        (DistanceDuration(109.344), "109.34 m"),
        (DistanceDuration(1609.344), "1 mi"),
        (DistanceDuration(4828.03), "3 mi"),
        (DistanceDuration(3701.49), "2.3 mi"),
        (DistanceDuration(2345.67), "2.34567 km"),
        (DistanceDuration(2000), "2 km"),
        (DistanceDuration(5500), "5.5 km"),
        (RepsDuration(10), "10 reps"),
        (LAP, "until lap"),
    ],
)
def test_a_duration_in_words(duration: Duration, text: str) -> None:
    assert duration_text(duration) == text


@pytest.mark.parametrize(
    ("target", "in_miles", "in_km"),
    [
        (OPEN, "", ""),
        (SpeedTarget(3.8, 4.0), "6:42-7:04/mi", "4:10-4:23/km"),
        (SpeedTarget(4.0, 4.0), "6:42/mi", "4:10/km"),
        (SpeedTarget(HUMAN_SPEEDS[0], 4.0), "6:42-53:39/mi", "4:10-33:20/km"),
        (SpeedTarget(0.0, 4.0), *["0-4 m/s"] * 2),
        (SpeedTarget(4.0, 99.0), *["4-99 m/s"] * 2),
        (HeartRateTarget(140, 150), "140-150 bpm", "140-150 bpm"),
        (HeartRatePercentTarget(65, 79), *["65-79 % of maximum heart rate"] * 2),
        (HeartRateZoneTarget(2), *["heart-rate zone 2"] * 2),
        (PowerTarget(250, 270), "250-270 W", "250-270 W"),
        (CadenceTarget(180, 186), *["180-186 steps a minute"] * 2),
        (OtherTarget("cadence zone 4"), *["cadence zone 4"] * 2),
    ],
)
def test_a_target_in_both_units(target: Target, in_miles: str, in_km: str) -> None:
    assert (target_text(target, "mi"), target_text(target, "km")) == (in_miles, in_km)


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (WorkoutStep(duration=TimeDuration(900), intensity=Intensity.WARMUP), "warm-up 15:00"),
        (WorkoutStep(duration=LAP, intensity=Intensity.REST), "rest until lap"),
        (
            WorkoutStep(duration=TimeDuration(85), intensity=Intensity.RECOVERY, note="easy"),
            "recover 1:25: easy",
        ),
        (WorkoutStep(duration=TimeDuration(600), intensity=Intensity.COOLDOWN), "cool-down 10:00"),
        (
            WorkoutStep(
                duration=DistanceDuration(400), target=SpeedTarget(3.8, 4.0), note="400 m in 1:45"
            ),
            "go 400 m at 6:42-7:04/mi: 400 m in 1:45",
        ),
        (
            WorkoutStep(duration=TimeDuration(60), target=HeartRateZoneTarget(2)),
            "go 1:00 at heart-rate zone 2",
        ),
        (
            WorkoutStep(duration=RepsDuration(10), exercise=EXERCISES["back squat"], note="heavy"),
            "back squat 10 reps: heavy",
        ),
    ],
)
def test_a_step_in_one_line(step: WorkoutStep, line: str) -> None:
    assert step_line(step, "mi") == line


def test_repeats_are_indented() -> None:
    rep = WorkoutStep(duration=DistanceDuration(400))
    steps = (RepeatStep(2, (RepeatStep(3, (rep,), skips_last=True), rep)), rep)
    assert list(step_lines(steps, "mi")) == [
        "2 times:",
        "  3 times, the last without its last step:",
        "    go 400 m",
        "  go 400 m",
        "go 400 m",
    ]


def test_a_workout_line_by_line() -> None:
    athlete, _ = resolve(Settings(mile_s=424.0, goal_s=400.0))
    scheduled = lay_out(_PLAN, date(2027, 5, 1)).week(6)[1]
    workout = workout_of(scheduled, athlete)
    assert workout is not None
    assert scheduled.planned.session.sport() is Sport.RUNNING
    assert list(step_lines(workout.steps, "mi")) == [
        "warm-up 15:00",
        "warm-up until lap: up to 5 min more easy, then leg swings, 10 a leg; then 10 side to side",
        "warm-up until lap: high knees, 2x 20 m; quick feet, walk back",
        "warm-up until lap: walking lunges, 2x 10; tall, knee over the foot",
        "warm-up until lap: bounding, 2x 20 m; long springy steps, walk back",
        "3 times:",
        "  go 0:20: Stride: build up, fastest at the end",
        "  recover 1:00: walk",
        "go 0:20: Stride, last one: build up, fastest at the end",
        "recover 2:00: walk, shake out, the main set is next",
        "2 times:",
        "  go 400 m at 6:24-6:56/mi: 400 m in 1:39",
        "  recover 2:05: jog",
        "go 400 m at 6:24-6:56/mi: Last one: 400 m in 1:39",
        "recover 2:30: jog",
        "go 200 m: 200 m in 49.5 s",
        "recover 1:15: jog",
        "go 200 m: Last one: 200 m in 49.5 s",
        "cool-down 10:00",
    ]


@swept(7, 3)
@pytest.mark.parametrize("units", ["mi", "km"])
def test_a_pace_reads_alike_in_the_note_and_after_the_rounding_of_a_file(
    units: Units, every: int
) -> None:
    for mile_s in range(223, 901, every):
        table = pace_table(mile_s, max(0.97 * mile_s, 210))
        (step,) = pace_session(parse("easy 30min"), table, units=units)
        assert isinstance(step, WorkoutStep)
        assert isinstance(step.target, SpeedTarget)
        ends = (step.target.low_m_per_s, step.target.high_m_per_s)
        as_in_a_file = SpeedTarget(*(round(1000 * end) / 1000 for end in ends))
        assert step.note == f"easy {target_text(as_in_a_file, units)}"
