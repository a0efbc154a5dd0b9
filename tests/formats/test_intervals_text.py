"""Workouts as intervals.icu's text, read back by a reader made from its guides."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from support.intervals_reader import Read, read_text
from support.strategies import sessions

from fitexport.errors import EncodeError, PaceError, SessionError
from fitexport.formats.intervals_text import intervals_text, prose
from fitexport.formats.losses import Arrival, loss_lines
from fitexport.pace.pacing import pace_session
from fitexport.pace.table import pace_table
from fitexport.pace.workout import (
    LAP,
    DistanceDuration,
    HeartRatePercentTarget,
    HeartRateZoneTarget,
    Intensity,
    OpenTarget,
    OtherDuration,
    PowerTarget,
    RepeatStep,
    SpeedTarget,
    TimeDuration,
    Workout,
    WorkoutStep,
    every_step,
    unrolled,
)
from fitexport.plan.load import load_plan
from fitexport.session import Session
from fitexport.session.parse import parse
from fitexport.units import UNIT_M, Units

TABLE = pace_table(380, 360)


def workout(session: Session | str) -> Workout:
    session = parse(session) if isinstance(session, str) else session
    return Workout(name="", sport="running", steps=pace_session(session, TABLE))


def lines(session: str) -> list[str]:
    return intervals_text(workout(session), "mi").text.split("\n")


def reads_back(made: Workout, units: Units) -> None:
    """What the report says of each step is so in the text."""
    text, report = intervals_text(made, units)
    found = {(each.step, each.aspect): each.fidelity for each in report.arrivals}
    numbers = {id(step): number for number, step in enumerate(every_step(made.steps), 1)}
    for step, read in zip(unrolled(made.steps), read_text(text), strict=True):
        number = numbers[id(step)]
        assert read.intensity == Intensity(step.intensity).name.lower()
        match step.duration:
            case TimeDuration(seconds):
                assert abs(read.seconds - seconds) <= 0.5
                assert (read.seconds == seconds) == (found[number, "duration"] == "exact")
            case DistanceDuration(m):
                assert read.metres == pytest.approx(m, abs=0.005)
                assert found[number, "duration"] == "exact"
            case _:
                assert read.until_lap
                assert read.seconds
                assert found[number, "duration"] == "degraded"
        if isinstance(step.target, SpeedTarget):
            assert read.pace is not None
            slow, fast, unit = read.pace
            assert (unit, found[number, "target"]) == (units, "exact")
            assert UNIT_M[units] / step.target.low_m_per_s == pytest.approx(slow, abs=0.51)
            assert UNIT_M[units] / step.target.high_m_per_s == pytest.approx(fast, abs=0.51)
        else:
            assert read.pace is None
            structured = PowerTarget | HeartRatePercentTarget | HeartRateZoneTarget
            assert bool(read.target) == isinstance(step.target, structured)
        if found.get((number, "note")) == "exact":
            assert read.cue.startswith(step.note)
        elif step.note or step.exercise:
            assert read.cue


@pytest.mark.parametrize(
    "level",
    [
        "intermediate",
        pytest.param("beginner", marks=pytest.mark.slow),
        pytest.param("advanced", marks=pytest.mark.slow),
    ],
)
def test_every_session_of_the_plans_reads_back_step_for_step(level: str) -> None:
    plan = load_plan("mile", level, 10)  # type: ignore[arg-type]  # one of the three
    planned = {each.session for week in plan.weeks for each in week.sessions if each.place}
    for session in planned:
        reads_back(workout(session), "mi")


@given(sessions())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_session_that_can_be_written_reads_back(session: Session) -> None:
    try:
        made = workout(session)
    except (PaceError, EncodeError, SessionError):
        return
    if len(list(unrolled(made.steps))) < 2000:
        reads_back(made, "km")


STEPS: dict[str, tuple[str, list[str]]] = {
    "run 3min 30s": ("- 3m30s intensity=active", []),
    "run 1h 2min": ("- 1h2m intensity=active", []),
    "run 400m": ("- 400mtr intensity=active", []),
    "run 1.5km": ("- 1500mtr intensity=active", []),
    "run 5km": ("- 5km intensity=active", []),
    "run 0.25mi": ("- 0.25mi intensity=active", []),
    "run 12345.67m": ("- 12.34567km intensity=active", []),
    "run 3mi": ("- 3mi intensity=active", []),
    "walk 2min": ("- walk 2m intensity=recovery", []),
    "jog 400m": ("- jog 400mtr intensity=recovery", []),
    "rest 3min": ("- 3m intensity=rest", []),
    "warm-up 10min": ("- 10m intensity=warmup", []),
    "cool-down 10min": ("- 10m intensity=cooldown", []),
    "1mi @ 6:30-6:40/mi": (
        "- one mi in six thirty to six forty 1mi 6:40-6:30/mi Pace intensity=active",
        ["note of step 1 (1 mi in 6:30-6:40): becomes a cue with numbers in words"],
    ),
    "run 20min @ 65-79%max": (
        "- 20m 65-79% HR intensity=active",
        ["target of step 1"],
    ),
    "run 20min @ hr zone 2": ("- 20m Z2 HR intensity=active", ["target of step 1"]),
    "run 5min @ 250-270W": ("- 5m 250-270w intensity=active", []),
    "run 20min @ 140-150bpm": (
        "- one hundred forty to one hundred fifty bpm 20m intensity=active",
        ["target of step 1"],
    ),
    "run 1min @ 180-186spm": (
        "- one hundred eighty to one hundred eighty-six steps a minute 1m intensity=active",
        ["target of step 1"],
    ),
    "rest until lap": ("- Press lap 1m intensity=rest", ["duration of step 1"]),
    "jog until hr <120bpm": (
        "- Press lap jog, until the heart rate is below one hundred twenty bpm 1m"
        " intensity=recovery",
        ["duration of step 1"],
    ),
    "squat 8 reps": (
        "- Press lap squat, eight reps 32s intensity=active",
        ["duration of step 1", "exercise of step 1"],
    ),
    "plank 30s": ("- plank 30s intensity=active", ["exercise of step 1"]),
}


@pytest.mark.parametrize("written", STEPS)
def test_a_step_of_each_kind(written: str) -> None:
    line, losses = STEPS[written]
    text, report = intervals_text(workout(written), "mi")
    assert text == line
    found = list(loss_lines([("", report)]))
    assert len(found) == len(losses)
    for said, begin in zip(found, losses, strict=True):
        assert said.startswith(begin.partition(" (")[0])


def test_a_repeat_stands_between_empty_lines() -> None:
    assert lines("warm-up 10min; 6x 1min @ mile, jog 1min; cool-down 10min; rest 1min")[:7] == [
        "- 10m intensity=warmup",
        "",
        "5x",
        "- mile six twenty/mi 1m 6:35-6:05/mi Pace intensity=active",
        "- jog 1m intensity=recovery",
        "",
        "- Last one: mile six twenty/mi 1m 6:35-6:05/mi Pace intensity=active",
    ]


def test_repeats_in_a_repeat_are_written_out_and_named() -> None:
    text, report = intervals_text(workout("3x (4x (run 10s; walk 20s); rest 1min)"), "mi")
    inner = "4x\n- 10s intensity=active\n- walk 20s intensity=recovery\n\n- 1m intensity=rest"
    assert text == "\n\n".join([inner] * 3)
    assert report.losses == (Arrival(1, "repeat", "steps 1-3, 3 times", report.losses[0].becomes),)
    assert list(loss_lines([("W3.2", report)])) == [
        "repeat of W3.2 steps 1-3, 3 times: rounds written out one after the other"
    ]


def test_repeats_that_only_other_programs_write() -> None:
    run, rest = (WorkoutStep(duration=TimeDuration(s)) for s in (60, 30))
    made = Workout(
        name="",
        sport="running",
        steps=(
            RepeatStep(2, (run, rest), skips_last=True),
            RepeatStep(0, (run,), until="until 10 km are run"),
            WorkoutStep(duration=OtherDuration("until 300 kcal are burnt"), intensity=9),
        ),
    )
    text, report = intervals_text(made, "km")
    assert [step.seconds for step in read_text(text)] == [60, 30, 60, 60, 60]
    assert text.endswith("- Press lap until three hundred kcal are burnt 1m")
    assert [(each.aspect, each.fidelity) for each in report.losses] == [
        ("repeat", "degraded"),
        ("repeat", "lost"),
        ("duration", "degraded"),
        ("intensity", "lost"),
    ]


@pytest.mark.parametrize(
    ("note", "cue"),
    [
        ("6x 400m in 1:45.5", "six times four hundred m in one forty-five point five"),
        ("- 10m 80% HR", "ten m eighty percent HR"),
        ("Z2, then 5' at 4:00/km", "Z two, then five ' at four flat/km"),
        ("rampant", "rampant"),
        ("press  LAP, ramp up, freeride", "press the lap button, build up, ride freely"),
        ("max effort intensity=rest 60^30", "all-out effort intensity rest sixty thirty"),
        ("<b>one</b>\n- two\r\n\n3x", "b one/b - two three times"),
        ("Größe 💪 ٣ km", "Größe three km"),
        ("100 %", "one hundred percent"),
        ("💪", ""),
    ],
)
def test_no_cue_changes_its_step(note: str, cue: str) -> None:
    step = WorkoutStep(duration=TimeDuration(60), target=OpenTarget(), note=note)
    text, report = intervals_text(Workout(name="", sport="running", steps=(step,)), "mi")
    assert list(read_text(text)) == [Read(cue=cue, seconds=60, intensity="active")]
    assert report.arrivals[-1].fidelity == (
        "exact" if cue == note else "degraded" if cue else "lost"
    )


def test_the_paragraph_above_is_no_step_and_no_repeat() -> None:
    step = WorkoutStep(duration=LAP, expected_s=90)
    made = Workout(name="", sport="running", steps=(RepeatStep(2, (step,)),))
    text = intervals_text(made, "mi", "6x 400m\n- run <i>3X</i> 2x3\n\nOur 10x").text
    assert text == "6 × 400m\nrun 3 × 2 ×3\n\nOur 10 ×\n\n2x\n- Press lap 1m30s intensity=active"
    assert len(list(read_text(text))) == 2
    assert prose("a < b > c") == "a  b  c"


def test_half_seconds_are_rounded_and_named() -> None:
    step = WorkoutStep(duration=TimeDuration(37.5))
    text, report = intervals_text(Workout(name="", sport="running", steps=(step,)), "mi")
    assert (text, report.losses[0].becomes) == ("- 38s intensity=active", "whole seconds")
