"""The description of a workout file, and the session that is read back from a lone file."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from support.strategies import sessions

from fitexport.errors import FitexportError
from fitexport.export.compile import compile_sessions
from fitexport.export.compiled import CompiledWorkout
from fitexport.export.custom_workouts import compile_workout
from fitexport.export.reading import read_files
from fitexport.fit.description import describe_custom, describe_planned, session_in
from fitexport.fit.witness import witness
from fitexport.fit.workout_file import encode_workout
from fitexport.pace.pacing import Surface, pace_session
from fitexport.pace.table import pace_table
from fitexport.pace.workout import Workout
from fitexport.plan.model import Level
from fitexport.season.athlete import Athlete
from fitexport.season.season import season_of
from fitexport.season.settings import Settings
from fitexport.session import Session, Sport
from fitexport.session.format import format_session
from fitexport.session.parse import parse
from fitexport.session.sessions_file import read_sessions

TABLE = pace_table(380, 360)
SURFACES: tuple[Surface, ...] = ("road", "track")
MILES: dict[Level, int] = {"beginner": 480, "intermediate": 380, "advanced": 330}


@cache
def planned() -> tuple[CompiledWorkout, ...]:
    """Each session of the shipped levels and lengths that a watch gets, once for each reason."""
    made: dict[tuple[str, Session], CompiledWorkout] = {}
    for (level, mile_s), weeks in product(MILES.items(), range(6, 11)):
        settings = Settings(mile_s=mile_s, level=level, weeks=weeks, race_day=date(2027, 5, 1))
        season = season_of(settings)
        for week in range(1, weeks + 1):
            for each in compile_sessions(season.schedule.week(week), season):
                if isinstance(each, CompiledWorkout):
                    made.setdefault((each.why, each.session), each)
    return tuple(made.values())


def read_alone(folder: Path, data: bytes) -> tuple[Session, str]:
    """The session that `read` prints of a file that lies alone, and its name."""
    (folder / "one.fit").write_bytes(data)
    ((reading,), refused) = read_files([folder / "one.fit"])
    assert not refused
    (own,) = read_sessions(reading.text)
    return own.session, own.name


_PARTS = 25
each_part = pytest.mark.parametrize(
    "part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, _PARTS))]
)
"""The first part has one session in 25; the others, always slow, have the rest."""


@pytest.mark.slow
@each_part
def test_each_planned_session_is_read_back_from_its_lone_file(tmp_path: Path, part: int) -> None:
    assert len(planned()) > 150
    for made in planned()[part::_PARTS]:
        assert read_alone(tmp_path, made.data) == (made.session, made.workout.name)


@each_part
def test_a_watch_shows_first_why_and_the_text_whole_but_in_strength(part: int) -> None:
    for made in planned()[part::_PARTS]:
        shown = witness(made.data)
        assert shown.description == made.workout.description  # type: ignore[union-attr]
        why, _, text = made.workout.description.partition("\n")
        assert why == made.why
        assert made.kind == "strength" or not text.endswith(" ...")


WAYS = [
    {"surface": "track"},
    {"surface": "track", "extra_at": "start"},
    {"easy_by": "hr"},
    {"easy_by": "hr", "max_hr": 190},
    {"easy_by": "effort"},
    {"units": "km", "bands": "none"},
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(map(str, way.values())))
def test_a_session_paced_in_another_way_is_read_back(way: dict[str, object]) -> None:
    settings = Settings(mile_s=330, level="advanced", race_day=date(2027, 5, 1), **way)  # type: ignore[arg-type]
    season = season_of(settings)
    for week in (1, 5, 8):
        for made in compile_sessions(season.schedule.week(week), season):
            if made.workout and made.kind != "strength":
                text = made.workout.description.partition("\n")[2]
                assert session_in(text, made.workout.steps) == made.session


@pytest.mark.parametrize(
    "text",
    [
        'easy 20-30min; 4x stride 20s "loose", walk 60s "shake"',
        'jog 20min "jog tall"; walk 2min "Walk it off, or stand"; rest 60s "rest"',
        '2x (4x 200m @ mile "one, two", jog 200m "slow"), walk 3min "sip"',
        '200m @ mile; 2x (jog 1x rep "a"; 400m @ goal effort 9 "3 laps, 4:15 to go")',
        '10-12km @ 4:30-4:40/km "ends, effort 3 of 10"; cool-down 59s',
        'warm-up 10-15min; race 1mi "smile"; cool-down 10min "slow, 5:00/km"',
        'warm-up 15min; rest until lap; 3x 1km @ steady "s", jog 1x rep "down"',
        "cycling 40min @ 150-160W; walk 59s; cycling 59s",
        'time-trial 3km "even"',
        'drills until lap "a; b"; drills until lap; 4x drills until lap "c"; drills 5min; hill 10s',
    ],
)
def test_notes_and_times_come_back_from_the_steps(text: str) -> None:
    session = parse(text, zones=("mile", "goal", "steady"))
    table = pace_table(300, 290)
    table = type(table)(
        300, 290, table.index, {**table.zones, "steady": table.band("easy")}, "normal"
    )
    for surface in SURFACES:
        steps = pace_session(session, table, surface=surface)
        for reason in ("Why.", "W" * 150, "W" * (253 - len(describe_planned("", session)))):
            shown = describe_planned(reason, session).partition("\n")[2]
            assert shown.endswith(" ...") or session_in(shown, steps) == session


@given(sessions())
def test_what_is_read_back_makes_the_same_steps(session: Session) -> None:
    try:
        steps = pace_session(session, TABLE)
        encode_workout(Workout(name="x", sport=Sport.RUNNING, steps=steps), 0x8000_0001)
    except FitexportError:  # not filled in, or nothing for a watch
        return
    description = describe_planned("x" * 60, session)
    assert len(description.encode()) <= 254
    again = session_in(description.partition("\n")[2], steps)
    if again is not None:
        assert pace_session(again, TABLE) == steps


def test_a_custom_session_leaves_out_notes_before_it_is_cut(tmp_path: Path) -> None:
    athlete = Athlete(table=TABLE, level="intermediate")
    notes = "; ".join(f'run {n}min "{"as you feel, " * 9}{n}"' for n in range(4, 8))
    made = compile_workout(f"warm-up 10min; {notes}", athlete, name="Läufe am Dienstag")
    assert made.workout.description == (
        "Läufe am Dienstag:\nwarm-up 10min; run 4min; run 5min; run 6min; run 7min ..."
    )
    assert read_alone(tmp_path, made.data) == (made.session, "Läufe am Dienstag")


def test_a_session_that_has_no_room_is_read_step_by_step(tmp_path: Path) -> None:
    athlete = Athlete(table=TABLE, level="intermediate")
    text = "; ".join(f"{n * 100}m @ mile; jog {n * 100}m" for n in range(1, 13))
    made = compile_workout(text, athlete, name="A name that no watch shows")
    assert made.workout.description.endswith(" ...")
    session, name = read_alone(tmp_path, made.data)
    assert name == "A name that no watch shows"
    assert "jog 100m\nrun 200m" in format_session(session)


def test_a_text_of_other_steps_is_no_session_of_theirs() -> None:
    steps = pace_session(parse("easy 20min; 4x stride 20s, walk 60s"), TABLE)
    for text in ("easy 20min", "easy 2mi; 4x stride, walk", "easy 20min; 5x stride, walk", "x", ""):
        assert session_in(text, steps) is None
    assert describe_custom("", parse("easy 20min")) == "easy 20min"
