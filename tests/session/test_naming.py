from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import sessions

from fitexport.plan.load import load_plan
from fitexport.plan.model import LEVELS
from fitexport.session import Session
from fitexport.session.naming import LONGEST_NAME, NAME_BYTES, labelled, short_name, title_of
from fitexport.session.parse import parse

FRAME = (
    "warm-up 15-20min; drills until lap; 4x stride 20s, walk 60s; walk 2min; {}; cool-down 10min"
)


def named(text: str) -> tuple[str, str]:
    session = parse(text)
    return short_name(session), title_of(session)


@pytest.mark.parametrize(
    ("main_set", "name", "title"),
    [
        ("8x 200m @ mile, jog 2x rep", "8x200 mile", "8 x 200 m at mile pace"),
        ("10x 200m @ mile, jog 2x rep", "10x200", "10 x 200 m at mile pace"),
        ("4x 400m @ goal, jog 2x rep", "4x400 goal", "4 x 400 m at goal pace"),
        ("4x 2min @ vo2max, jog 1x rep", "4x2' hard", "4 x 2 min hard"),
        ("4x 2:30 @ vo2max, jog 0.8x rep", "4x2:30", "4 x 2 min 30 s hard"),
        ("3x 5min @ threshold, jog 60s", "3x5' tempo", "3 x 5 min at threshold pace"),
        ("tempo 15min", "Tempo 15'", "15 min tempo run"),
        ("tempo 15-20min", "Tempo 15'", "15 min tempo run"),
        ("15min @ threshold", "15' tempo", "15 min at threshold pace"),
        (
            "4x 300m @ mile, jog 2x rep; jog 2.5x rep; 2x 200m @ mile, jog 2x rep",
            "4x300+200s",
            "4 x 300 m, 2 x 200 m at mile pace",
        ),
        (
            "3x 600m @ goal, jog 2x rep; jog 2x rep; 200m @ goal",
            "3x600+200",
            "3 x 600 m, 200 m at goal pace",
        ),
        (
            "2x 400m @ goal, jog 2x rep; jog 2min; 2x 300m @ goal, jog 2x rep; jog 2min; 200m @ goal",
            "2x400+300s",
            "2 x 400 m, 2 x 300 m, 200 m at goal pace",
        ),
        (
            "800m @ goal; jog 2min; 2x 400m @ goal, jog 2x rep; jog 2min; 4x 200m @ goal, jog 2x rep",
            "800+2x400",
            "800 m, 2 x 400 m, 4 x 200 m at goal pace",
        ),
        (
            "5x 3min @ vo2max, jog 0.8x rep; jog 3min; 4x 200m @ mile, jog 2x rep",
            "5x3'+4x200",
            "5 x 3 min hard, 4 x 200 m at mile pace",
        ),
        (
            "20min @ threshold; jog 3min; 6x 200m @ mile, jog 2x rep",
            "20'+6x200",
            "20 min at threshold pace, 6 x 200 m at mile pace",
        ),
        (
            "2x (4x 400m @ goal, jog 200m), walk 4min",
            "2x(4x400)",
            "2 sets of 4 x 400 m at goal pace",
        ),
        ("3x 1.5mi @ threshold, jog 60s", "3x1.5mi", "3 x 1.5 mi at threshold pace"),
        ("3x 1km @ 5k, jog 60s", "3x1km 5k", "3 x 1 km at 5k pace"),
        ("6x 400m, jog 60s", "6x400", "6 x 400 m"),
        ("3x (400m @ mile; jog 60s)", "3x400 mile", "3 x 400 m at mile pace"),
        ("race 1mi", "Mile race", "Mile race"),
        ("race 1609m", "Mile race", "Mile race"),
        ("race 5km", "5km race", "5 km race"),
        ("time-trial 1mi", "Mile trial", "Mile time trial"),
        ("time-trial 3km", "3km trial", "3 km time trial"),
    ],
)
def test_hard_runs_are_called_by_their_main_set(main_set: str, name: str, title: str) -> None:
    assert named(FRAME.format(main_set)) == (name, title)


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("easy 45min @ effort 5", "Easy 45min", "Easy 45 min"),
        ("easy 30-40min", "Easy 30min", "Easy 30 min"),
        ("easy 5km", "Easy 5km", "Easy 5 km"),
        ("long 1h30min @ effort 6", "Long 90min", "Long run 90 min"),
        (
            "easy 15min; walk 60s; 3x stride 20s, walk 60s",
            "Easy+strides",
            "Easy 15 min and 3 strides",
        ),
        (
            "easy 50min; jog until lap; 4x hill 8s, walk 90s; jog until lap",
            "Easy+hills",
            "Easy 50 min and 4 hill sprints of 8 s",
        ),
        (
            "easy 35min; 3x stride 20s, walk 60s; jog until lap; 3x hill 8s, walk 90s",
            "Easy+hills",
            "Easy 35 min, 3 strides and 3 hill sprints of 8 s",
        ),
        (
            "long 90min; 3x 1min @ threshold, jog 60s",
            "90'+3x1'",
            "Long 90 min, 3 x 1 min at threshold pace",
        ),
        ("swimming 1500m", "Swimming", "Swimming 1500 m"),  # no room: no number cut in half
        ("cycling 40min", "Cycling40'", "Cycling 40 min"),
        ("easy until lap", "Easy", "Easy"),
        ("easy 15h; easy 23h", "Easy", "Easy"),  # together longer than any time
        ("easy 4:30", "Easy 4:30", "Easy 4 min 30 s"),
        (
            "2x (3x (2x 100m @ mile, jog 100m), walk 2min), walk 4min",
            "Mile reps",
            "2 sets of 3 sets of 2 x 100 m at mile pace",
        ),
        ("6x hill 10s, walk 90s", "6x10s", "6 hill sprints of 10 s"),
        (
            "jog 10min",
            "Jog 10'",
            "Jog 10 min",
        ),  # nothing but a pause: then the pause is the session
        ("warm-up 15min; cool-down 10min", "15'+10'", "Warm-up 15 min, cool-down 10 min"),
        ("4x stride 20s, walk 60s", "4x20s", "4 strides"),
        ("cross-training 35min @ effort 4", "Cross 35'", "Cross-training 35 min"),
        ("rowing 2km", "Rowing 2km", "Rowing 2 km"),
        ("hiking 90min", "Hiking 90'", "Hiking 90 min"),
        ("warm-up 5min; 5x rowing 3min, rest 60s", "Rowing5x3'", "Rowing 5 x 3 min"),
        ("2x back squat 6reps, rest 60s", "Strength", "Strength"),
        ("rest", "", "Rest day"),
    ],
)
def test_other_sessions_are_called_by_what_they_are(text: str, name: str, title: str) -> None:
    assert named(text) == (name, title)


def test_the_shipped_plans_have_short_names_and_titles() -> None:
    """Whole names, but for those of strength, which a template gives."""
    for level in LEVELS:
        for week in load_plan("mile", level, 10).weeks:
            for planned in week.sessions:
                assert len(planned.name) <= LONGEST_NAME
                assert len(planned.title) <= 60
                assert planned.name.count("(") == planned.name.count(")")
                assert bool(planned.name) is not planned.session.is_rest


@given(sessions())
def test_every_session_has_a_name_and_a_title_that_fit(session: Session) -> None:
    name, title = short_name(session), title_of(session)
    assert bool(name.strip()) is not session.is_rest
    assert title.strip()
    assert len(name) <= LONGEST_NAME
    assert len(title) <= 60
    assert (name + title).isascii()
    assert (name + title).isprintable()


@pytest.mark.parametrize(
    ("label", "text", "shown"),
    [
        ("W3.2", "8x 200m @ mile, jog 2x rep", "W3.2 8x200 mile"),
        ("W10.2", "8x 200m @ mile, jog 2x rep", "W10.2 8x200"),
        ("W3.4", "easy 15min; 3x stride 20s, walk 60s", "W3.4 Strides"),
        ("W10.3", "long 1h; 3x stride 20s, walk 60s", "W10.3 Strides"),
        ("W9.5", "easy 50min; 4x hill 8s, walk 90s", "W9.5 Easy+hills"),
        ("W10.5", "easy 50min; 4x hill 8s, walk 90s", "W10.5 Hills"),
        ("W10.1", "easy 45min", "W10.1 Easy 45'"),
        ("W10.1", "2x 400m @ goal, jog 2min; jog 2min; 2x 200m @ goal, jog 2min", "W10.1 2x400"),
        ("W10.5", "time-trial 1mi", "W10.5 Trial"),
        ("W10.5", "race 1mi", "W10.5 Mile race"),
        ("W10.2", "elliptical 40min", "W10.2 Elliptica"),
        ("W52.30", "3x 1km @ 5k, jog 60s", "W52.30 3x1km 5k"),
    ],
)
def test_a_watch_shows_the_place_and_as_much_of_the_name_as_it_has_room_for(
    label: str, text: str, shown: str
) -> None:
    session = parse(text)
    assert labelled(label, short_name(session), session) == shown


@given(sessions(), st.sampled_from(["W1.1", "W10.1", "W52.30"]))
def test_no_watch_cuts_a_name(session: Session, label: str) -> None:
    for name in ("Strength A", "ABCDEFGHIJ", short_name(session)):
        assert len(labelled(label, name, session)) <= NAME_BYTES
