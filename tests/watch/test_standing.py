"""The watch held against the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from support.field_watch import files
from support.payloads import TODAY, install, opened, payload, season
from support.watches import FENIX, Firmware, foreign_workout, in_memory

from fitexport.export.for_watch import plan_now
from fitexport.season.changes import Skip
from fitexport.season.living import live
from fitexport.watch.record import Record
from fitexport.watch.standing import State, standings


def _states(watch_mile: int, plan_mile: int, today: date, tmp_path: Path) -> dict[str, State]:
    storage = in_memory(FENIX)
    storage.write("Garmin/Workouts/A.FIT", foreign_workout())
    storage.write("Garmin/Workouts/B.FIT", b"nothing that can be read")
    watch = opened(storage, tmp_path)
    install(watch, payload(mile_s=watch_mile, most=6))
    plan = plan_now(season(plan_mile), today)
    found = standings(watch.contents(), watch.record(), plan, today)
    return {each.name: each.state for each in found}


def test_what_the_plan_would_write_today_is_up_to_date(tmp_path: Path) -> None:
    states = _states(380, 380, TODAY, tmp_path)
    ours = {name: state for name, state in states.items() if name.startswith("W3")}
    assert set(ours.values()) == {State.CURRENT}
    assert states["Intervals"] == states["cannot be read"] == State.NOT_OURS


def test_other_paces_put_running_sessions_out_of_date(tmp_path: Path) -> None:
    states = _states(380, 372, TODAY, tmp_path)
    assert states["W3.2 4x2:30"] is State.STALE
    assert states["W3.3 Strength A"] is State.CURRENT


def test_a_finished_week_is_past_and_the_current_one_is_not(tmp_path: Path) -> None:
    assert _states(380, 380, date(2027, 3, 27), tmp_path / "a")["W3.1 Cross 35'"] is State.CURRENT
    assert _states(380, 380, date(2027, 3, 28), tmp_path / "b")["W3.1 Cross 35'"] is State.PAST
    # After the plan, every day before today is.
    assert _states(380, 380, date(2027, 6, 1), tmp_path / "c")["W3.1 Cross 35'"] is State.PAST


def test_workouts_in_the_calendar_from_today_on_are_not_past(tmp_path: Path) -> None:
    """The plan was put forward, the watch does not know yet."""
    storage = in_memory(FENIX)
    watch = opened(storage, tmp_path)
    install(watch, payload(most=6))
    Firmware(FENIX, storage).disconnect()
    plan = plan_now(season(), TODAY)
    earlier = {serial: day - timedelta(days=7) for serial, day in plan.days.items()}
    moved = plan._replace(days=earlier)
    found = standings(watch.contents(), watch.record(), moved, TODAY)
    assert {each.state for each in found} == {State.CURRENT}


def test_a_session_that_was_skipped_is_not_in_the_plan_any_more(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    watch = opened(storage, tmp_path)
    install(watch, payload(most=6))
    skipped = live(season().schedule, (Skip("w3.2", made=TODAY),), None)  # type: ignore[arg-type]  # for a new race day only
    plan = plan_now(replace(season(), schedule=skipped), TODAY)
    states = {e.name: e.state for e in standings(watch.contents(), watch.record(), plan, TODAY)}
    assert states["W3.2 4x2:30"] is State.GONE
    assert states["W3.1 Cross 35'"] is State.CURRENT


def test_another_season_is_another_plan_until_its_days_are_past(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    watch = opened(storage, tmp_path)
    install(watch, payload(most=6))
    autumn = season(named="autumn")
    plan = plan_now(autumn, TODAY)
    found = standings(watch.contents(), Record(), plan, TODAY)
    assert {each.state for each in found} == {State.ELSEWHERE}
    late = plan_now(autumn, date(2027, 5, 2))
    # The record knows the days, although neither plan nor calendar does.
    Firmware(FENIX, storage).disconnect()
    storage.remove("Garmin/Schedule/Schedule.fit")
    held = watch.contents()
    assert {e.state for e in standings(held, Record(), late, date(2027, 5, 2))} == {State.ELSEWHERE}
    known = standings(held, watch.record(), late, date(2027, 5, 2))
    assert {each.state for each in known} == {State.PAST}


def test_without_a_plan_only_the_past_is_known(tmp_path: Path) -> None:
    watch = opened(in_memory(FENIX), tmp_path)
    install(watch, payload(most=6))
    states = [e.state for e in standings(watch.contents(), watch.record(), None, date(2027, 3, 23))]
    assert states == [State.PAST] + [State.UNKNOWN] * 5  # the week began on Monday the 22nd


def test_workouts_are_sorted_by_day_those_without_last(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    storage.write("Garmin/Workouts/A.FIT", foreign_workout())
    watch = opened(storage, tmp_path)
    install(watch, replace(payload(most=6)))
    plan = plan_now(season(), TODAY)
    found = standings(watch.contents(), watch.record(), plan, TODAY)
    days = [each.day for each in found]
    assert days[-1] is None
    assert sorted(day for day in days if day) == days[:-1]


def test_the_plan_knows_a_day_better_than_what_was_installed_and_foreign_ones_have_none(
    tmp_path: Path,
) -> None:
    storage = in_memory(FENIX)
    watch, wanted = opened(storage, tmp_path), payload(most=1)
    install(watch, wanted)
    serial = wanted.workouts[0].identity.serial
    storage.write("Garmin/Workouts/A.FIT", foreign_workout(serial))
    plan = plan_now(season(), TODAY)
    plan = plan._replace(days={serial: date(2027, 4, 1)})
    found = standings(watch.contents(), watch.record(), plan, TODAY)
    assert [each.day for each in found] == [date(2027, 4, 1), None]


def test_workouts_that_came_with_the_watch_are_recognised(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    storage.make_folder("Garmin/Workouts/GUIDED")
    storage.write("Garmin/Workouts/GUIDED/TEST.FIT", files()["shipped/GUIDED/RNTEST.FIT"])
    (found,) = standings(opened(storage, tmp_path).contents(), Record(), None, TODAY)
    assert (found.name, found.state) == ("TEST.FIT", State.SHIPPED)
