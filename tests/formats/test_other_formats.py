"""Workouts in Zwift's, Garmin's and Wahoo's formats, read back by readers made from their
descriptions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from support.converted import ONE_EACH, Tcx, planned, suunto, wahoo, workout, zwo
from support.examples import swept
from support.intervals_reader import read_text
from support.strategies import sessions

from fitexport.errors import EncodeError, PaceError, SessionError, UsageError
from fitexport.formats.losses import Report
from fitexport.formats.registry import FORMATS, convert_workout
from fitexport.pace.workout import (
    DistanceDuration,
    HeartRateDuration,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    Intensity,
    OpenDuration,
    OpenTarget,
    PowerTarget,
    RepeatStep,
    SpeedTarget,
    TimeDuration,
    Workout,
    WorkoutStep,
    every_step,
    listed,
    unrolled,
)
from fitexport.session import Session
from fitexport.units import MILE_M

MILE_S = 380.0
READERS: dict[str, Callable[[str], object]] = {
    "zwo": zwo,
    "tcx": Tcx,
    "intervals": lambda text: list(read_text(text)),
    "suunto": suunto,
    "wahoo": wahoo,
}
WRITTEN = [workout(text) for text in ONE_EACH]


def convert(made: Workout, into: str, **more: object) -> tuple[str, Report]:
    return convert_workout(made, into, mile_s=MILE_S, **more)  # type: ignore[arg-type]  # as named


def fidelity(report: Report, made: Workout, step: WorkoutStep, aspect: str) -> str:
    """How an aspect of a step arrives; empty if the step has none."""
    number = next(i for i, each in enumerate(every_step(made.steps), 1) if each is step)
    found = [e.fidelity for e in report.arrivals if (e.step, e.aspect) == (number, aspect)]
    return found[0] if found else ""


@swept(13, 3)
@pytest.mark.parametrize("into", FORMATS)
def test_every_step_of_every_session_is_in_the_report(into: str, every: int) -> None:
    for made in (*WRITTEN, *planned()[::every]):
        try:
            report = convert(made, into, max_hr=190)[1]
        except EncodeError:
            continue
        steps = list(every_step(made.steps))
        sure = [each for each in report.arrivals if each.aspect in ("duration", "intensity")]
        assert len(sure) == 2 * len(steps)
        for aspect, has in (
            ("target", [step for step in steps if step.target != OpenTarget()]),
            ("note", [step for step in steps if step.note]),
            ("exercise", [step for step in steps if step.exercise]),
        ):
            assert sum(each.aspect == aspect for each in report.arrivals) == len(has)


@pytest.mark.slow
def test_tcx_says_what_the_report_says() -> None:
    """Compared with each step, of all sessions that have 20 steps or fewer."""
    read = 0
    for made in (*WRITTEN, *planned()):
        try:
            text, report = convert(made, "tcx", day=date(2027, 3, 16))
        except EncodeError:
            assert len(list(listed(made.steps))) > 20 or made.sport == "strength"
            continue
        tcx = Tcx(text)
        assert tcx.day == "2027-03-16"
        read += 1
        for step, found in zip(unrolled(made.steps), tcx.steps, strict=True):
            exact = fidelity(report, made, step, "duration") == "exact"
            match step.duration:
                case TimeDuration(s):
                    assert (found["duration"], exact) == (("Time", round(s)), s == round(s))
                case DistanceDuration(m):
                    assert (found["duration"], exact) == (("Distance", round(m)), m == round(m))
                case HeartRateDuration(value, unit, above):
                    kind = "InBeatsPerMinute" if unit == "bpm" else "AsPercentOfMax"
                    way = "HeartRateAbove" if above else "HeartRateBelow"
                    assert found["duration"] == (way, (f"HeartRate{kind}", value))
                case duration:
                    assert found["duration"] == ("UserInitiated",)
                    assert exact == isinstance(duration, OpenDuration)
            lost = fidelity(report, made, step, "target") == "degraded"
            match step.target:
                case SpeedTarget(low, high):
                    _, zone = found["target"]
                    assert zone[1:] == ("Pace", round(low, 4), round(high, 4))
                case HeartRateTarget(low, high) | HeartRatePercentTarget(low, high):
                    kind, (zone, *ends) = found["target"]
                    assert (kind, zone) == ("HeartRate", "CustomHeartRateZone")
                    assert [value for _, value in ends] == [low, high]
                case HeartRateZoneTarget(number):
                    assert found["target"] == ("HeartRate", ("PredefinedHeartRateZone", number))
                case target:
                    assert (found["target"], lost) == (("None",), target != OpenTarget())
            rests = step.intensity in (Intensity.REST, Intensity.RECOVERY)
            assert found["intensity"] == ("Resting" if rests else "Active")
            if fidelity(report, made, step, "note") == "exact":
                assert found["name"].startswith(step.note)
            elif step.note:
                assert step.note.startswith(found["name"])
                assert step.note in (tcx.notes or "")
    assert read > 100


@pytest.mark.slow
def test_zwo_says_what_the_report_says() -> None:
    for made in (*WRITTEN, *planned()):
        if made.sport != "running":
            with pytest.raises(EncodeError, match="Zwift files are for running only"):
                convert(made, "zwo")
            continue
        text, report = convert(made, "zwo")
        head, blocks = zwo(text)
        led = [s for s in unrolled(made.steps) if fidelity(report, made, s, "duration") != "lost"]
        by_distance = head["durationType"] == "distance"
        for step, (length, share, message) in zip(led, blocks, strict=True):
            if fidelity(report, made, step, "duration") == "exact":
                assert step.duration == (
                    DistanceDuration(length) if by_distance else TimeDuration(length)
                )
            elif by_distance:
                assert isinstance(step.duration, DistanceDuration)
            else:
                assert length == max(round(step.expected_s), 1)
            if isinstance(step.target, SpeedTarget):
                middle = (step.target.low_m_per_s + step.target.high_m_per_s) / 2
                assert share == pytest.approx(middle * MILE_S / MILE_M, abs=1e-4)
                assert fidelity(report, made, step, "target") == "degraded"
            else:
                assert share is None
                assert (step.target == OpenTarget()) or message
            assert step.note in message


def test_wahoo_says_what_the_report_says() -> None:
    for made in (*WRITTEN, *planned()):
        if made.sport != "running":
            with pytest.raises(EncodeError, match="running and cycling"):
                convert(made, "wahoo")
            continue
        text, report = convert(made, "wahoo", max_hr=190)
        _, intervals = wahoo(text)
        led = [s for s in unrolled(made.steps) if fidelity(report, made, s, "duration") != "lost"]
        for step, found in zip(led, intervals, strict=True):
            exit_ = found["exit_trigger_type"], found["exit_trigger_value"]
            match step.duration:
                case TimeDuration(s):
                    assert exit_ == ("time", s)
                case DistanceDuration(m):
                    assert exit_ == ("distance", pytest.approx(m, abs=0.005))
                case _:
                    assert exit_ == ("time", round(step.expected_s))
            (target,) = found.get("targets", [None])
            match step.target:
                case SpeedTarget(low, high):
                    assert target == {"type": "speed", "low": round(low, 4), "high": round(high, 4)}
                case HeartRateTarget(low, high):
                    assert target == {"type": "hr", "low": low, "high": high}
                case HeartRatePercentTarget(low, high):
                    assert target == {"type": "max_hr", "low": low / 100, "high": high / 100}
                case PowerTarget(low, high):
                    assert target == {"type": "watts", "low": low, "high": high}
                case OpenTarget():
                    assert target is None
                case _:
                    assert fidelity(report, made, step, "target") == "degraded"
                    assert found["name"]
            assert step.note in found.get("name", "")


@pytest.mark.slow
def test_suunto_says_what_the_report_says() -> None:
    for made in (*WRITTEN, *planned()):
        text, report = convert(made, "suunto", max_hr=190, day=date(2027, 3, 16))
        guide, screens = suunto(text)
        assert guide["localDate"] == "2027-03-16"
        for step, found in zip(unrolled(made.steps), screens, strict=True):
            condition = found["transitions"][0]["condition"]
            *targets, field = found["fields"]
            match step.duration:
                case TimeDuration(s):
                    assert condition == {"type": "stepDuration", "value": s}
                    assert field == {"type": "stepDurationCountdown", "value": s}
                case DistanceDuration(m):
                    assert condition["type"] == "stepDistance"
                    assert condition["value"] == field["value"] == pytest.approx(m, abs=0.005)
                case duration:
                    assert condition == {"type": "manualLap"}
                    exact = fidelity(report, made, step, "duration") == "exact"
                    assert exact == isinstance(duration, OpenDuration)
            ends = [(each["type"], each["min"], each["max"]) for each in targets]
            match step.target:
                case SpeedTarget(low, high):
                    assert ends == [("targetPace", round(low, 4), round(high, 4))]
                case HeartRateTarget(low, high):
                    assert ends == [("targetHeartRate", low, high)]
                case HeartRatePercentTarget(65, 79):
                    assert ends == [("targetHeartRate", 124, 150)]
                case PowerTarget(low, high):
                    assert ends == [("targetPower", low, high)]
                case target:
                    assert ends == []
                    assert (target == OpenTarget()) or found["notification"]
            if fidelity(report, made, step, "note") == "exact":
                assert found["notification"]["text"].startswith(step.note)


@pytest.mark.parametrize(("into", "most"), [("tcx", 99), ("suunto", 100)])
def test_more_rounds_than_a_format_counts_to_are_counted_again(into: str, most: int) -> None:
    steps = (RepeatStep(most + 51, (WorkoutStep(duration=TimeDuration(60)),)),)
    text, report = convert(Workout(name="x", sport="running", steps=steps), into)
    read = Tcx(text).steps if into == "tcx" else suunto(text)[1]
    assert len(read) == most + 51
    assert report.losses == () or {each.aspect for each in report.losses} == {"intensity"}


@pytest.mark.parametrize("into", FORMATS)
def test_hostile_texts_stay_texts(into: str) -> None:
    evil = "</name><x y='\"'>&amp;\0\x1b]]>\n- 3x 🏃"
    step = WorkoutStep(duration=TimeDuration(60), note=evil)
    made = Workout(name=evil, sport="running", steps=(step,), description=evil)
    text, _ = convert(made, into)
    assert "\0" not in text
    assert "\x1b" not in text
    if into == "zwo":
        head, ((_, _, message),) = zwo(text)
        assert head["name"] == evil.replace("\0", "").replace("\x1b", "")
        assert message == head["name"]
    elif into == "tcx":
        tcx = Tcx(text)
        assert tcx.name == "</name><x"
        assert "]]>" in (tcx.notes or "")
    elif into == "suunto":
        guide, (screen,) = suunto(text)
        assert guide["name"].startswith("</name><x y='\"'>&amp;")
        assert screen["notification"]["text"].isprintable()
    elif into == "wahoo":
        header, (interval,) = wahoo(text)
        assert header["name"] == interval["name"] == evil


def test_a_heart_rate_in_percent_needs_the_maximum_at_wahoo() -> None:
    made = workout("run 20min @ 65-79%max")
    text, report = convert(made, "wahoo")
    assert wahoo(text)[1][0]["name"] == "65-79 % of maximum heart rate"
    assert report.losses[0].fidelity == "degraded"


def test_zwift_measures_by_distance_what_is_all_distances() -> None:
    head, blocks = zwo(convert(workout("400m @ 6:20/mi; 200m @ 6:20/mi"), "zwo")[0])
    assert (head["durationType"], [length for length, *_ in blocks]) == ("distance", [400, 200])
    assert zwo(convert(workout("400m @ mile; rest 1min"), "zwo")[0])[0]["durationType"] == "time"


def test_a_workout_that_tcx_cannot_hold_is_refused() -> None:
    steps = tuple(WorkoutStep(duration=TimeDuration(s)) for s in range(1, 22))
    with pytest.raises(EncodeError, match='"Long" has 21 steps, TCX allows 20'):
        convert(Workout(name="Long", sport="running", steps=steps), "tcx")
    with pytest.raises(EncodeError, match='"Long" has no steps'):
        convert(Workout(name="Long", sport="running", steps=()), "tcx")


def test_repeats_of_others_are_written_out_or_named() -> None:
    run, rest = (WorkoutStep(duration=TimeDuration(s)) for s in (60, 30))
    skips = RepeatStep(2, (run, rest), skips_last=True)
    until = RepeatStep(0, (run,), until="until 10 km are run")
    made = Workout(name="x", sport="running", steps=(skips, until))
    tcx, of_tcx = convert(made, "tcx")
    plan, of_plan = convert(made, "wahoo")
    for_zwift, of_zwift = convert(made, "zwo")
    assert (len(Tcx(tcx).steps), len(wahoo(plan)[1]), len(zwo(for_zwift)[1])) == (4, 4, 4)
    for report in (of_tcx, of_plan, of_zwift):
        repeats = [each for each in report.arrivals if each.aspect == "repeat"]
        assert [each.fidelity for each in repeats] == ["degraded", "lost"]


@given(sessions())
def test_every_session_that_can_be_written_is_converted_or_refused(session: Session) -> None:
    try:
        made = workout(session)
    except (PaceError, SessionError):
        return
    if len(list(unrolled(made.steps))) > 2000:
        return
    for into, read in READERS.items():
        try:
            text, report = convert(made, into, max_hr=190)
        except EncodeError:
            continue
        read(text)
        assert report.count("exact") + len(report.losses) == len(report.arrivals)


def test_what_has_no_meaning_in_fit_is_lost() -> None:
    made = Workout(
        name="x", sport="running", steps=(WorkoutStep(duration=TimeDuration(0.3), intensity=9),)
    )
    for into, expected in {"zwo": "lost", "tcx": "degraded", "intervals": "lost"}.items():
        report = convert(made, into)[1]
        assert [each.fidelity for each in report.losses] == ["degraded", expected]
    assert [each.aspect for each in convert(made, "wahoo")[1].losses] == ["intensity"]


KINDS = {
    "time": ("run 10min", "duration"),
    "distance": ("run 1.5km; rest 3min", "duration"),
    "lap button": ("rest until lap", "duration"),
    "until a heart rate": ("jog until hr <120bpm", "duration"),
    "reps of an exercise": ("squat 8 reps", "duration"),
    "pace": ("1mi @ 6:30-6:40/mi", "target"),
    "heart rate in beats": ("run 20min @ 140-150bpm", "target"),
    "heart rate in percent": ("run 20min @ 65-79%max", "target"),
    "heart-rate zone": ("run 20min @ hr zone 2", "target"),
    "power": ("run 5min @ 250-270W", "target"),
    "cadence": ("run 1min @ 180-186spm", "target"),
    "warm-up, recovery, rest...": ("warm-up 10min", "intensity"),
    "notes": ('run 10min "tall, nose to tail, quietly, and the last of it at 6:40 a mile"', "note"),
    "repeats": ("4x run 10s, rest 45s; rest 3min", "repeat"),
}
"""The rows of the table in docs/formats.md, a session for each, and the aspect that it shows."""


@pytest.mark.parametrize("row", KINDS)
def test_the_table_of_the_docs_says_what_arrives_exactly(row: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    (line,) = [each for each in page.splitlines() if each.startswith(f"| {row} |")]
    written, aspect = KINDS[row]
    made = workout(written)
    for into, cell in zip(FORMATS, line.split("|")[2:7], strict=True):
        report = convert(made, into)[1]
        found = {each.fidelity for each in report.arrivals if each.aspect == aspect}
        degraded = cell.strip() not in ("exact", "whole seconds", "whole metres") and not (
            row == "repeats" and cell.strip() == "sets inside sets written out"
        )
        if cell.strip() != "-":
            assert ("degraded" in found) == degraded, (into, cell)


def test_a_format_that_does_not_exist() -> None:
    with pytest.raises(UsageError) as caught:
        convert(WRITTEN[0], "zwp")
    assert str(caught.value) == (
        'there is no format "zwp"\n  formats: zwo, tcx, intervals, suunto, wahoo; did you mean "zwo"?'
    )
