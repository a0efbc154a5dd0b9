"""Session text and sessions: what each rule reads, how it is printed, how every error is reported."""

from __future__ import annotations

import random
import re
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import sessions

from fitexport.errors import NotationError
from fitexport.session import (
    ZONES,
    Cadence,
    Distance,
    HeartRate,
    HeartRateZone,
    Pace,
    Power,
    Repeat,
    Reps,
    Session,
    Step,
    Target,
    Time,
    TimesRep,
    UntilLap,
    Use,
    What,
    Zone,
)
from fitexport.session.exercises import EXERCISES
from fitexport.session.format import format_session, format_step
from fitexport.session.parse import MAX_TEXT, Blocks, parse
from fitexport.session.spellings import UNIT_SPELLINGS, WORD_SPELLINGS, ZONE_SPELLINGS
from fitexport.session.step_text import MAX_STEPS
from fitexport.session.words import AMOUNT_UNITS, WHATS
from fitexport.units import MILE_M

LAP_AT_MILE = Step(Distance(400), target=Zone("mile"))
JOG_200 = Step(Distance(200), What.JOG)


def canonical(text: str, blocks: Blocks | None = None) -> str:
    return format_session(parse(text, blocks=blocks), "; ")


def refusal(text: str, blocks: Blocks | None = None) -> NotationError:
    with pytest.raises(NotationError) as caught:
        parse(text, blocks=blocks)
    return caught.value


# --- the rules ---------------------------------------------------------------------------


def test_session_of_the_design_is_its_own_canonical_text() -> None:
    text = """\
warm-up 15-20min
drills until lap "leg swings, high knees, walking lunges, bounding"
4x stride 20s, walk 60s
2x (4x 400m @ mile, jog 200m), walk 4min
cool-down 10min"""
    session = parse(text)
    assert format_session(session) == text
    assert session == Session(
        (
            Step(Time(900, 1200), What.WARM_UP),
            Step(
                UntilLap(),
                What.DRILLS,
                note="leg swings, high knees, walking lunges, bounding",
            ),
            Repeat(4, (Step(Time(20), What.STRIDE),), Step(Time(60), What.WALK)),
            Repeat(2, (Repeat(4, (LAP_AT_MILE,), JOG_200),), Step(Time(240), What.WALK)),
            Step(Time(600), What.COOL_DOWN),
        )
    )


@pytest.mark.parametrize("text", ["rest", " REST ", "rest # sick", "\n;rest;\n", "# sick\nrest"])
def test_rest_alone_is_a_rest_day(text: str) -> None:
    assert parse(text) == Session(())
    assert canonical(text) == "rest"


def test_rest_with_an_amount_is_a_step() -> None:
    assert parse("rest 5min") == Session((Step(Time(300), What.REST),))


@pytest.mark.parametrize("separator", ["\n", ";", " ; ", "\r\n", "\n\n ; \n", " # one\n# two\n"])
def test_items_are_separated_by_newlines_or_semicolons(separator: str) -> None:
    assert canonical(f"easy 5min{separator}jog 5min") == "easy 5min; jog 5min"


def test_text_may_begin_and_end_with_separators() -> None:
    assert canonical("\n ;; easy 5min ;\n\n") == "easy 5min"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("6x400m@mile", "6x 400m @ mile"),
        ("6x400m@mile,jog200m", "6x 400m @ mile, jog 200m"),
        ("4xstride20s,walk60s", "4x stride 20s, walk 60s"),
        ("  6  x  400  m  @  mile  ,  jog  200  m", "6x 400m @ mile, jog 200m"),
        ("6\u00d7 400m", "6x run 400m"),
        ("easy 1\u00a0h\t10 min", "easy 1h10min"),
        ("easy 15 - 20 min", "easy 15-20min"),
        ("easy 15\u201320min", "easy 15-20min"),
        ("easy 30min@65 - 79 % max", "easy 30min @ 65-79%max"),
        ("400m@5:30-5:40 / mi", "400m @ 5:30-5:40/mi"),
        ("400m @ 82-84 s / 400 m", "400m @ 82-84s/400m"),
        ("easy30min@hr zone2", "easy 30min @ hr zone 2"),
        (
            "3x(2x(400m@mile;jog1x rep),walk4min;run1km)",
            "3x (2x (400m @ mile; jog 1x rep), walk 4min; run 1km)",
        ),
    ],
)
def test_spaces_are_free(text: str, printed: str) -> None:
    assert canonical(text) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Warm-Up 15MIN", "warm-up 15min"),
        ("6X 400M @ MILE, JOG 1X REP", "6x 400m @ mile, jog 1x rep"),
        ("EASY 5KM @ HR ZONE 2 EFFORT 4", "easy 5km @ hr zone 2 effort 4"),
        ("run 5min @ 250-270w", "5min @ 250-270W"),
        ("Back Squat 5Reps", "back squat 5reps"),
        ("DRILLS UNTIL LAP", "drills until lap"),
        ("USE Strength-A (SETS 3, Pace 5K)", "use strength-a (sets 3, pace 5k)"),
    ],
)
def test_case_does_not_matter(text: str, printed: str) -> None:
    assert canonical(text) == printed


def test_case_of_a_note_is_kept() -> None:
    assert canonical('EASY 5min "With Ann"') == 'easy 5min "With Ann"'


def test_comment_runs_to_the_end_of_its_line() -> None:
    assert canonical('easy 5min # slow; really ) "\njog 5min#end') == "easy 5min; jog 5min"


def test_hash_in_a_note_is_text() -> None:
    assert canonical('easy 5min "lap #3"') == 'easy 5min "lap #3"'


def test_comma_after_a_repeat_brings_a_recovery_between_the_rounds() -> None:
    assert parse("6x 400m @ mile, jog 200m") == Session((Repeat(6, (LAP_AT_MILE,), JOG_200),))


def test_recovery_in_the_group_comes_after_each_round() -> None:
    assert parse("6x (400m @ mile; jog 200m)") == Session((Repeat(6, (LAP_AT_MILE, JOG_200)),))


def test_recovery_may_follow_its_comma_on_the_next_line() -> None:
    assert canonical("6x 400m @ mile,\n  jog 200m") == "6x 400m @ mile, jog 200m"


@pytest.mark.parametrize("word", ["jog", "walk", "rest", "float"])
def test_recovery_has_amount_target_and_note(word: str) -> None:
    text = f'6x 400m @ mile, {word} 90s @ hr zone 2 effort 3 "shake"'
    assert canonical(text) == text


@pytest.mark.parametrize("separator", [",", ";", "\n", ",\n", ";;", " ; # slowly\n"])
def test_steps_of_a_group_are_printed_with_semicolons(separator: str) -> None:
    assert canonical(f"3x (400m @ mile{separator}jog 200m)") == "3x (400m @ mile; jog 200m)"


def test_comma_after_a_repeat_inside_a_group_brings_its_recovery_too() -> None:
    inner = Repeat(4, (LAP_AT_MILE,), JOG_200)
    assert parse("2x (4x 400m @ mile, jog 200m, walk 1min)") == Session(
        (Repeat(2, (inner, Step(Time(60), What.WALK))),)
    )


def test_group_of_one_step_is_printed_without_brackets() -> None:
    assert canonical("3x (\n400m @ mile;\n)") == "3x 400m @ mile"


def test_repeats_nest_three_deep() -> None:
    text = "2x (3x (4x 100m @ mile, walk 30s), walk 60s), walk 5min"
    assert canonical(text) == text


# --- steps -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "what", [what for what in What if what not in (What.RACE, What.TIME_TRIAL, What.STRIDE)]
)
def test_every_word_is_read(what: What) -> None:
    assert parse(f"{what} 10min") == Session((Step(Time(600), what),))


@pytest.mark.parametrize("word", ["race", "time-trial"])
def test_race_has_a_distance(word: str) -> None:
    assert parse(f"{word} 1mi") == Session((Step(Distance(1, "mi"), What(word)),))


@pytest.mark.parametrize("words", EXERCISES)
def test_every_exercise_is_read(words: str) -> None:
    assert parse(f"{words} 10reps") == Session((Step(Reps(10), EXERCISES[words]),))


def test_step_without_a_word_is_a_run() -> None:
    assert parse("400m @ mile") == parse("run 400m @ mile")
    assert canonical("run 400m @ mile") == "400m @ mile"
    assert canonical("400m") == "run 400m"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("run 50min @ easy", "easy 50min"),
        ("easy 50min @ easy", "easy 50min"),
        ("run 90min @ long", "long 1h30min"),
        ("tempo 20min @ threshold", "tempo 20min"),
        ("run 20min @ threshold", "20min @ threshold"),
        ("easy 50min @ easy effort 4", "easy 50min @ effort 4"),
        ("jog 5min @ easy", "jog 5min @ easy"),
    ],
)
def test_target_implied_by_the_word_is_not_printed(text: str, printed: str) -> None:
    assert canonical(text) == printed


@pytest.mark.parametrize(
    ("text", "amount", "printed"),
    [
        ("15min", Time(900), "15min"),
        ("20s", Time(20), "20s"),
        ("1h", Time(3600), "1h"),
        ("1:30", Time(90), "90s"),
        ("2:30", Time(150), "2:30"),
        ("90min", Time(5400), "1h30min"),
        ("1h10min", Time(4200), "1h10min"),
        ("1h 10min 5s", Time(4205), "1h10min5s"),
        ("2min30s", Time(150), "2:30"),
        ("0.5h", Time(1800), "30min"),
        ("1.5min", Time(90), "90s"),
        ("60min", Time(3600), "1h"),
        ("15-20min", Time(900, 1200), "15-20min"),
        ("15min-20min", Time(900, 1200), "15-20min"),
        ("1:30-2:00", Time(90, 120), "90s-2min"),
        ("50min-1h10min", Time(3000, 4200), "50min-1h10min"),
        ("400m", Distance(400), "400m"),
        ("5km", Distance(5, "km"), "5km"),
        ("2mi", Distance(2, "mi"), "2mi"),
        ("1.5mi", Distance(1.5, "mi"), "1.5mi"),
        ("5.0km", Distance(5, "km"), "5km"),
        ("999999.999m", Distance(999_999.999), "999999.999m"),
        ("4-5mi", Distance(4, "mi", 5), "4-5mi"),
        ("until lap", UntilLap(), "until lap"),
    ],
)
def test_amounts(text: str, amount: Time | Distance | UntilLap, printed: str) -> None:
    assert parse(f"jog {text}") == Session((Step(amount, What.JOG),))
    assert canonical(f"jog {text}") == f"jog {printed}"


@pytest.mark.parametrize(
    ("text", "amount"),
    [("10reps", Reps(10)), ("4-5reps", Reps(4, 5)), ("4reps-5 reps", Reps(4, 5))],
)
def test_reps_of_an_exercise(text: str, amount: Reps) -> None:
    assert parse(f"push-up {text}") == Session((Step(amount, EXERCISES["push-up"]),))


@pytest.mark.parametrize("word", ["jog", "walk", "rest", "float"])
@pytest.mark.parametrize(
    ("text", "ratio"), [("1.25x rep", 1.25), ("2 X Rep", 2), ("1\u00d7rep", 1)]
)
def test_recovery_in_times_of_the_rep(word: str, text: str, ratio: float) -> None:
    session = parse(f"8x 200m @ mile, {word} {text}")
    recovery = Step(TimesRep(ratio), What(word))
    assert session.items == (Repeat(8, (Step(Distance(200), target=Zone("mile")),), recovery),)
    assert format_step(recovery) == f"{word} {ratio:g}x rep"


@pytest.mark.parametrize("name", ZONES)
def test_every_zone_is_a_target(name: str) -> None:
    assert parse(f"jog 1min @ {name}") == Session((Step(Time(60), What.JOG, Zone(name)),))


@pytest.mark.parametrize(
    ("text", "target", "printed"),
    [
        ("5:30-5:40/mi", Pace(330, 340, MILE_M), "5:30-5:40/mi"),
        ("3:25/km", Pace(205, 205, 1000), "3:25/km"),
        ("3:25/1000m", Pace(205, 205, 1000), "3:25/km"),
        ("82-84s/400m", Pace(82, 84, 400), "82-84s/400m"),
        ("82s-84s/400m", Pace(82, 84, 400), "82-84s/400m"),
        ("1:22-1:24/400m", Pace(82, 84, 400), "82-84s/400m"),
        ("1:38-1:40/400m", Pace(98, 100, 400), "1:38-1:40/400m"),
        ("98s-1:40/400m", Pace(98, 100, 400), "1:38-1:40/400m"),
        ("82.5s/400m", Pace(82.5, 82.5, 400), "82.5s/400m"),
        ("5:30.5/mi", Pace(330.5, 330.5, MILE_M), "5:30.5/mi"),
        ("140-150bpm", HeartRate(140, 150), "140-150bpm"),
        ("140bpm-150bpm", HeartRate(140, 150), "140-150bpm"),
        ("65-79%max", HeartRate(65, 79, "%max"), "65-79%max"),
        ("hr zone 2", HeartRateZone(2), "hr zone 2"),
        ("250-270W", Power(250, 270), "250-270W"),
        ("180-186spm", Cadence(180, 186), "180-186spm"),
    ],
)
def test_targets(text: str, target: Target, printed: str) -> None:
    assert parse(f"400m @ {text}") == Session((Step(Distance(400), target=target),))
    assert canonical(f"400m @ {text}") == f"400m @ {printed}"
    both = f"400m @ {text} effort 8"
    assert parse(both) == Session((Step(Distance(400), target=target, effort=8),))


def test_effort_is_given_alone_or_after_a_target() -> None:
    assert parse("easy 5min @ effort 4") == Session((Step(Time(300), What.EASY, effort=4),))
    assert canonical("easy 5min@effort4") == "easy 5min @ effort 4"


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ('"smooth"', "smooth"),
        (r'"say \"go\""', 'say "go"'),
        (r'"a\\b"', r"a\b"),
        (r'"one\ntwo"', "one\ntwo"),
        ('"Z\u00fcrich, 2x (fast); # {x}"', "Z\u00fcrich, 2x (fast); # {x}"),
    ],
)
def test_note_is_the_text_between_quotes(written: str, note: str) -> None:
    assert parse(f"easy 5min {written}") == Session((Step(Time(300), What.EASY, note=note),))
    assert canonical(f"easy 5min{written}") == f"easy 5min {written}"


def test_empty_note_is_none() -> None:
    assert canonical('easy 5min ""') == "easy 5min"


def test_zones_may_be_those_of_another_table() -> None:
    session = parse("400m @ half-marathon", zones=["half-marathon"])
    assert session == Session((Step(Distance(400), target=Zone("half-marathon")),))


# --- blocks ------------------------------------------------------------------------------

BLOCKS = {
    "strides": '{count=4}x stride 20s "build up", walk 60s\nwalk 2min',
    "strength-a": "{sets}x (back squat {reps}reps; rest 2min)",
    "twice": "use strides (count {n}); use strides (count {n})",
    "nothing": " # to do\n",
    "broken": "easy 10min\nesay {minutes=5}min",
    "outer": "jog 5min; use broken",
    "me": "easy 1min; use me",
    "ping": "use pong",
    "pong": "use ping",
    "later-default": "easy 1{x}min; easy {x=4}min",
    "rep": "400m @ mile",
    "untimed": "run until lap; jog 1x rep",
}


def test_block_is_kept_by_name_where_no_blocks_are_known() -> None:
    session = parse("use warm-up; Use Strength-A ( Sets 3 , reps 8-10 )")
    assert session == Session(
        (Use("warm-up"), Use("strength-a", (("sets", "3"), ("reps", "8-10"))))
    )
    assert format_session(session, "; ") == "use warm-up; use strength-a (sets 3, reps 8-10)"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("use strides", '4x stride 20s "build up", walk 60s; walk 2min'),
        ("use strides (count 6)", '6x stride 20s "build up", walk 60s; walk 2min'),
        ("use strength-a (sets 3, reps 8-10)", "3x (back squat 8-10reps; rest 2min)"),
        ("3x (use rep, jog 1x rep)", "3x (400m @ mile; jog 1x rep)"),
        ("use later-default", "easy 14min; easy 4min"),
        ("use later-default (x 2)", "easy 12min; easy 2min"),
    ],
)
def test_block_is_filled_in(text: str, printed: str) -> None:
    assert canonical(text, BLOCKS) == printed


@pytest.mark.parametrize(
    "text",
    [
        "2x (\n400m @ mile\njog 200m\n), walk 3min\njog 1min; walk 2min # then",
        "4x 400m @ mile,\n\njog 200m",
    ],
)
def test_items_of_a_block_may_go_over_several_lines(text: str) -> None:
    assert parse("use sets", blocks={"sets": text}) == parse(text)


def test_block_may_use_another_and_hand_on_its_values() -> None:
    one = '2x stride 20s "build up", walk 60s; walk 2min'
    assert canonical("use twice (n 2)", BLOCKS) == f"{one}; {one}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "use stride",
            """\
line 1, column 5: there is no block "stride"
  use stride
      ^
  blocks: broken, later-default, me, nothing, outer, ping, pong, rep, strength-a, strides, twice, untimed; did you mean "strides"?""",
        ),
        (
            "easy 5min; use strides (counts 6)",
            """\
line 1, column 16: block strides has no "counts"
  easy 5min; use strides (counts 6)
                 ^
  it accepts count""",
        ),
        (
            "use rep (x 6)",
            """\
line 1, column 5: block rep has no "x"
  use rep (x 6)
      ^
  it accepts no values""",
        ),
        (
            "use strength-a (sets 3)",
            """\
line 1, column 5: block strength-a needs reps
  use strength-a (sets 3)
      ^
  write use strength-a (reps ...)""",
        ),
        (
            "use nothing",
            """\
line 1, column 5: block nothing is empty
  use nothing
      ^
  write at least one step in it""",
        ),
        (
            "use me",
            """\
block me, line 1, column 16: blocks are nested too deeply: me > me
  easy 1min; use me
                 ^
  write the steps out""",
        ),
        (
            "use ping",
            """\
block ping > pong, line 1, column 5: blocks are nested too deeply: ping > pong > ping
  use ping
      ^
  write the steps out""",
        ),
        (
            "use broken (minutes 7)",
            """\
block broken, line 2, column 1: unknown word "esay"
  esay 7min
  ^
  did you mean "easy"?""",
        ),
        (
            "use outer",
            """\
block outer > broken, line 2, column 1: unknown word "esay"
  esay 5min
  ^
  did you mean "easy"?""",
        ),
        (
            "use strides (count 0)",
            """\
block strides, line 1, column 1: 0x repeats nothing
  0x stride 20s "build up", walk 60s
  ^
  give 1 to 99 repeats""",
        ),
        (
            "easy 5min\nuse untimed",
            """\
line 2, column 5: the rep before this has no known time
  use untimed
      ^
  give a time: jog 90s""",
        ),
        (
            "2x (2x (2x (use strides)))",
            """\
line 1, column 1: repeats are nested too deeply
  2x (2x (2x (use strides)))
  ^
  nest at most 3""",
        ),
    ],
)
def test_error_with_a_block_is_reported(text: str, message: str) -> None:
    assert str(refusal(text, BLOCKS)) == message


def test_unknown_block_where_there_are_none() -> None:
    assert str(refusal("use strides", {})) == (
        'line 1, column 5: there is no block "strides"\n  use strides\n      ^\n  blocks: none here'
    )


def test_blocks_four_deep_are_read_and_five_are_not() -> None:
    chain = {f"b{n}": f"use b{n + 1}" for n in range(1, 5)} | {"b5": "easy 5min"}
    assert canonical("use b2", chain) == "easy 5min"
    assert str(refusal("use b1", chain)) == (
        "block b1 > b2 > b3 > b4, line 1, column 5: "
        "blocks are nested too deeply: b1 > b2 > b3 > b4 > b5\n"
        "  use b5\n      ^\n  write the steps out"
    )


# --- the whiteboard's spellings ----------------------------------------------------------

# As coaches write it => as it is printed.
SPELLINGS = """
6x400m @ mile, 200m jog => 6x 400m @ mile, jog 200m
6x400m @ mile, 90s rest => 6x 400m @ mile, rest 90s
6x400m @ mile w/ 200m jog => 6x 400m @ mile, jog 200m
6x400m with 200m easy jog => 6x run 400m, jog 200m
6 x 400m at mile pace (200m jog) => 6x 400m @ mile, jog 200m
6x400m @ mile pace => 6x 400m @ mile
10 min easy => easy 10min
2km warm-up => warm-up 2km
2 mile warm up => warm-up 2mi
warmup 15min => warm-up 15min
warm up 15 min easy => warm-up 15min
wu 15min; cd 10min => warm-up 15min; cool-down 10min
15 min cooldown => cool-down 15min
tempo 20 minutes => tempo 20min
20 min tempo run => tempo 20min
3 miles easy => easy 3mi
easy run 40 mins => easy 40min
easy 5k => easy 5km
1 hour 10 minutes easy => easy 1h10min
6x 1 mile @ threshold => 6x 1mi @ threshold
5x3' => 5x run 3min
5x 3′ @ I, 90″ jog => 5x 3min @ vo2max, jog 90s
4x30" @ mile, 90" rest => 4x 30s @ mile, rest 90s
2:30 @ vo2max "tall" => 2:30 @ vo2max "tall"
5'30" @ mile => 5:30 @ mile
440yd @ mile => 440yd @ mile
100 yards @ mile => 100yd @ mile
4x 20s strides, 60s walk => 4x stride 20s, walk 60s
8 x 200m hills, 2 min walking => 8x hill 200m, walk 2min
- wu 10min => warm-up 10min
* wu 10min => warm-up 10min
• wu 10min => warm-up 10min
2) 20' @ T => 20min @ threshold
3*10min @ T => 3x 10min @ threshold
2 x (4x400m @ mile, 200m jog), 4min walk => 2x (4x 400m @ mile, jog 200m), walk 4min
4x 400m @ mile ( jog 200m ) => 4x 400m @ mile, jog 200m
15–20min easy => easy 15-20min
15—20min easy => easy 15-20min
15 to 20 min easy => easy 15-20min
40min @ E => easy 40min
20min @ M => 20min @ marathon
20min @ T pace => 20min @ threshold
3min @ I => 3min @ vo2max
200m @ R => 200m @ mile
10km @ marathon pace => 10km @ marathon
20min @ half => 20min @ half
20min @ half marathon pace => 20min @ half
2min @ 10 km pace => 2min @ 10k
12min @ 12km/h => 12min @ 5:00/km
12min @ 10-12 km/h => 12min @ 5:00-6:00/km
10min @ 7.5mph => 10min @ 8:00/mi
10min @ 12 kph => 10min @ 5:00/km
400m @ 95% mile => 400m @ 95% mile
rest until hr below 120 bpm => rest until heart rate below 120bpm
6x 400m @ mile, jog until heart rate < 65%max => 6x 400m @ mile, jog until heart rate below 65%max
easy until heart rate above 150bpm => easy until heart rate above 150bpm
rest until heart rate below 30bpm => rest until heart rate below 30bpm
easy until heart rate above 250bpm => easy until heart rate above 250bpm
drills until lap button => drills until lap
400m @ 105 % of mile pace => 400m @ 105% mile
20min @ 90% of threshold effort 6 => 20min @ 90% threshold effort 6
"""  # noqa: RUF001


@pytest.mark.parametrize(
    ("written", "printed"), [line.split(" => ") for line in SPELLINGS.strip().splitlines()]
)
def test_whiteboard_spelling_is_printed_in_the_canonical_one(written: str, printed: str) -> None:
    assert canonical(written) == printed
    assert canonical(printed) == printed


def test_spelling_gives_way_to_a_zone_of_that_name() -> None:
    zones = {"threshold": "", "t": "easy"}
    assert parse("20min @ t", zones=zones) == Session((Step(Time(1200), target=Zone("t", "easy")),))


@pytest.mark.parametrize(
    ("table", "known"),
    [
        (WORD_SPELLINGS, set(WHATS)),
        (UNIT_SPELLINGS, set(AMOUNT_UNITS)),
        (ZONE_SPELLINGS, set(ZONES)),
    ],
)
def test_spellings_are_of_words_that_exist(table: dict[str, str], known: set[str]) -> None:
    assert set(table.values()) <= known
    assert not set(table) & known


# --- every error and its message ---------------------------------------------------------

# Text, =>, the whole message; cases are separated by ----
MISTAKES = r"""
easy 5:99
=>
line 1, column 6: 5:99 is not a time
  easy 5:99
       ^
  minutes and seconds, 00 to 59: 5:09
----
easy 0min
=>
line 1, column 6: the time is 0
  easy 0min
       ^
  give more than 0
----
0x 400m
=>
line 1, column 1: 0x repeats nothing
  0x 400m
  ^
  give 1 to 99 repeats
----
easy 40:00-20:00
=>
line 1, column 6: a range with its ends reversed
  easy 40:00-20:00
       ^
  put the lower end first: 15-20min
----
400m @ 84-82s/400m
=>
line 1, column 8: the slower pace comes first
  400m @ 84-82s/400m
         ^
  put the faster pace first: 82-84s/400m
----
400m @ 150-140bpm
=>
line 1, column 8: a target with its ends reversed
  400m @ 150-140bpm
         ^
  put the lower end first: 140-150
----
jog 1x rep
=>
line 1, column 1: there is no rep before this
  jog 1x rep
  ^
  give a time: jog 90s
----
esay 30min
=>
line 1, column 1: unknown word "esay"
  esay 30min
  ^
  did you mean "easy"?
----
easy 30
=>
line 1, column 6: 30 what?
  easy 30
       ^
  every number has a unit: 30min, 30s, 30km or 30mi
----
easy 2,027-
=>
line 1, column 6: 2,027 what?
  easy 2,027-
       ^
  every number has a unit: 2,027m or 2,027s
----
easy 1,000-2,000km
=>
line 1, column 6: 1,000 what?
  easy 1,000-2,000km
       ^
  use a decimal point: 2.000km; thousands have no comma: 2000km
----
easy
=>
line 1, column 5: how long? easy has no amount
  easy
      ^
  add a time, a distance or until lap: 10min
----
easy; jog 5min
=>
line 1, column 5: how long? easy has no amount
  easy; jog 5min
      ^
  add a time, a distance or until lap: 10min
----
easy 30min?
=>
line 1, column 11: unexpected "?"
  easy 30min?
            ^
  write one step per line, or separate them by ;
----
{x}min
=>
line 1, column 1: unexpected "{x}min"
  {x}min
  ^
  a step is a word and an amount: easy 30min, 400m @ mile, drills until lap
----
8x30/30
=>
line 1, column 3: 30 what?
  8x30/30
    ^
  write work and recovery: 30s @ vo2max, jog 30s
----
rest until heart rate
=>
line 1, column 12: until what?
  rest until heart rate
             ^
  write until lap, or until heart rate below 120bpm
----
rest until heart rate below 120
=>
line 1, column 29: 120 what?
  rest until heart rate below 120
                              ^
  write a heart rate: 120bpm, 65%max
----
1km @ 5-10km
=>
line 1, column 7: unknown target unit "km"
  1km @ 5-10km
        ^
  targets: /mi, /km, /400m, bpm, %max, W, spm
----
rest until heart rate below 400bpm
=>
line 1, column 29: 400 is not a heart rate in bpm
  rest until heart rate below 400bpm
                              ^
  stay within 30 to 250
----
8x 0% mile
=>
line 1, column 4: 0 what?
  8x 0% mile
     ^
  every number has a unit: 0min, 0s, 0km or 0mi
----
400m @ 95%
=>
line 1, column 8: 95% of what?
  400m @ 95%
         ^
  write 95% mile, or 95%max for the heart rate
----
400m @ 95% 95% mile
=>
line 1, column 12: unexpected "95%"
  400m @ 95% 95% mile
             ^
  a zone must follow the %: 95% mile
----
400m @ 20% mile
=>
line 1, column 8: nobody trains at 20 % of the speed of mile
  400m @ 20% mile
         ^
  give 50 to 130 %: 95% mile is a little slower than mile pace
----
400m @ 0km/h
=>
line 1, column 8: the speed is 0
  400m @ 0km/h
         ^
  give the treadmill's speed: 12km/h, 7.5mph
----
400m @ 12-10km/h
=>
line 1, column 8: a target with its ends reversed
  400m @ 12-10km/h
         ^
  put the lower end first: 10-12km/h
----
6x 400m @ mile, 200m
=>
line 1, column 17: a recovery must follow the comma of a repeat
  6x 400m @ mile, 200m
                  ^
  write jog, walk, rest or float and how long: 6x 400m @ mile, jog 200m
----
6x 400m @ mile (jog 200m
=>
line 1, column 25: the text ends here
  6x 400m @ mile (jog 200m
                          ^
  close the bracket of the recovery with )
----
6x400
=>
line 1, column 3: 400 what?
  6x400
    ^
  every number has a unit: 400m or 400s
----
easy 30 furlongs
=>
line 1, column 9: unknown unit "furlongs"
  easy 30 furlongs
          ^
  units: s, min, h, m, km, mi, yd, reps
----
400m @ mlie
=>
line 1, column 8: unknown zone "mlie"
  400m @ mlie
         ^
  zones: easy, long, threshold, vo2max, mile, goal, 800m, 1500m, 3k, 5k, 10k, half, marathon; did you mean "mile"?
----
400m @ 5k5
=>
line 1, column 10: unexpected "5"
  400m @ 5k5
           ^
  write one step per line, or separate them by ;
----
easy 30min jog 5min
=>
line 1, column 12: unexpected "jog"
  easy 30min jog 5min
             ^
  write one step per line, or separate them by ;
----
easy 30min, jog 5min
=>
line 1, column 11: unexpected ","
  easy 30min, jog 5min
            ^
  write one step per line, or separate them by ;
----
easy 30min )
=>
line 1, column 12: unexpected ")"
  easy 30min )
             ^
  write one step per line, or separate them by ;
----
6x 400m @ mile, easy 5min
=>
line 1, column 17: a recovery must follow the comma of a repeat
  6x 400m @ mile, easy 5min
                  ^
  write jog, walk, rest or float and how long: 6x 400m @ mile, jog 200m
----
6x 400m @ mile,
=>
line 1, column 16: a recovery must follow the comma of a repeat
  6x 400m @ mile,
                 ^
  write jog, walk, rest or float and how long: 6x 400m @ mile, jog 200m
----
6x (400m @ mile; jog 200m
=>
line 1, column 4: this bracket is never closed
  6x (400m @ mile; jog 200m
     ^
  close it with )
----
6x (400m @ mile] jog 200m)
=>
line 1, column 16: unexpected "]"
  6x (400m @ mile] jog 200m)
                 ^
  separate the steps by ; and close the bracket with )
----
6x ()
=>
line 1, column 1: there is nothing to repeat
  6x ()
  ^
  write the steps between the brackets
----
6x
=>
line 1, column 3: the text ends here
  6x
    ^
  a step is a word and an amount: easy 30min, 400m @ mile, drills until lap
----
6x 4x 400m
=>
line 1, column 4: a repeat or block right after a count
  6x 4x 400m
     ^
  put it between brackets: 2x (4x 400m @ mile, jog 200m)
----
3x use strides
=>
line 1, column 4: a repeat or block right after a count
  3x use strides
     ^
  put it between brackets: 2x (4x 400m @ mile, jog 200m)
----
2x (2x (2x (2x 100m)))
=>
line 1, column 13: repeats are nested too deeply
  2x (2x (2x (2x 100m)))
              ^
  nest at most 3
----
100x 400m
=>
line 1, column 1: 100x is too many repeats
  100x 400m
  ^
  give 1 to 99 repeats
----
1234567890x 400m
=>
line 1, column 1: a number with too many digits
  1234567890x 400m
  ^
  at most 9
----
drills until
=>
line 1, column 13: until what?
  drills until
              ^
  write until lap, or until heart rate below 120bpm
----
drills until lunch
=>
line 1, column 14: until what?
  drills until lunch
               ^
  write until lap, or until heart rate below 120bpm
----
easy 15min-20
=>
line 1, column 6: a range with two units
  easy 15min-20
       ^
  use one unit for both ends: 15-20min
----
easy 15min-5km
=>
line 1, column 6: a range with two units
  easy 15min-5km
       ^
  use one unit for both ends: 15-20min
----
easy 1-2:00
=>
line 1, column 6: 1 what?
  easy 1-2:00
       ^
  every number has a unit: 1min, 1s, 1km or 1mi
----
easy 10-1h10min
=>
line 1, column 6: 10 what?
  easy 10-1h10min
       ^
  every number has a unit: 10min, 10s, 10km or 10mi
----
easy 20-
=>
line 1, column 6: 20 what?
  easy 20-
       ^
  every number has a unit: 20min, 20s, 20km or 20mi
----
easy 1:30:00
=>
line 1, column 6: 1:30:00 is not a time
  easy 1:30:00
       ^
  write hours as 1h30min
----
easy 1.5:30
=>
line 1, column 6: 1.5:30 is not a time
  easy 1.5:30
       ^
  write hours as 1h30min
----
easy 1:5
=>
line 1, column 6: 1:5 is not a time
  easy 1:5
       ^
  minutes and seconds, 00 to 59: 5:09
----
easy 1.5s
=>
line 1, column 6: a fraction of a second
  easy 1.5s
       ^
  times are whole seconds
----
easy 30min @
=>
line 1, column 13: the text ends here
  easy 30min @
              ^
  a target is a zone or a range: @ mile, @ 5:30-5:40/mi, @ effort 6
----
easy 30min @ effort
=>
line 1, column 20: the text ends here
  easy 30min @ effort
                     ^
  effort is a whole number from 1 to 10: effort 6
----
easy 30min @ effort 6.5
=>
line 1, column 21: unexpected "6.5"
  easy 30min @ effort 6.5
                      ^
  effort is a whole number from 1 to 10: effort 6
----
easy 30min @ effort 11
=>
line 1, column 14: there is no effort 11
  easy 30min @ effort 11
               ^
  efforts go from 1 to 10
----
easy 30min @ effort 6 mile
=>
line 1, column 23: unexpected "mile"
  easy 30min @ effort 6 mile
                        ^
  write one step per line, or separate them by ;
----
easy 30min @ hr
=>
line 1, column 16: the text ends here
  easy 30min @ hr
                 ^
  write hr zone 1 to 5, or a range in bpm: 140-150bpm
----
easy 30min @ hr zone
=>
line 1, column 21: the text ends here
  easy 30min @ hr zone
                      ^
  zones are 1 to 5: hr zone 2
----
easy 30min @ hr zone 6
=>
line 1, column 14: there is no heart-rate zone 6
  easy 30min @ hr zone 6
               ^
  watches have zones 1 to 5
----
easy 30min @ ?
=>
line 1, column 14: unexpected "?"
  easy 30min @ ?
               ^
  a target is a zone or a range: @ mile, @ 5:30-5:40/mi, @ effort 6
----
easy 30min @ 140-150
=>
line 1, column 14: 140 what?
  easy 30min @ 140-150
               ^
  a target has a unit: /mi, /km, /400m, bpm, %max, W, spm
----
easy 30min @ 65-79%
=>
line 1, column 14: 65-79% of what?
  easy 30min @ 65-79%
               ^
  write 65% mile, or 65-79%max for the heart rate
----
easy 30min @ 5:30
=>
line 1, column 14: 5:30 over what distance?
  easy 30min @ 5:30
               ^
  write 5:30/mi or 5:30/km
----
easy 30min @ 140-150bmp
=>
line 1, column 14: unknown target unit "bmp"
  easy 30min @ 140-150bmp
               ^
  targets: /mi, /km, /400m, bpm, %max, W, spm; did you mean "bpm"?
----
easy 30min @ 140bpm-150
=>
line 1, column 14: a range with two units
  easy 30min @ 140bpm-150
               ^
  use one unit for both ends: 140-150bpm
----
easy 30min @ 140bpm-150W
=>
line 1, column 14: a range with two units
  easy 30min @ 140bpm-150W
               ^
  use one unit for both ends: 140-150bpm
----
easy 30min @ 140bpm
=>
line 1, column 14: a target without a range
  easy 30min @ 140bpm
               ^
  give the watch some room: 135-145
----
easy 30min @ 140.5-150bpm
=>
line 1, column 14: a fraction of a beat, watt or step
  easy 30min @ 140.5-150bpm
               ^
  give whole numbers
----
easy 30min @ 5:30/mile
=>
line 1, column 18: a pace per what?
  easy 30min @ 5:30/mile
                   ^
  use /mi, /km or a distance such as /400m
----
easy 30min @ 82s/400
=>
line 1, column 17: a pace per what?
  easy 30min @ 82s/400
                  ^
  use /mi, /km or a distance such as /400m
----
easy 30min @ 5/mi
=>
line 1, column 14: a pace is written in minutes and seconds
  easy 30min @ 5/mi
               ^
  write 5:30/mi or 82-84s/400m
----
easy 30min @ 5:30-40/mi
=>
line 1, column 19: a pace is written in minutes and seconds
  easy 30min @ 5:30-40/mi
                    ^
  write 5:30/mi or 82-84s/400m
----
easy 30min @ 82-1:24/400m
=>
line 1, column 14: a pace is written in minutes and seconds
  easy 30min @ 82-1:24/400m
               ^
  write 5:30/mi or 82-84s/400m
----
easy 30min @ 80s/0m
=>
line 1, column 14: a pace per 0 m
  easy 30min @ 80s/0m
               ^
  use /mi, /km or whole metres such as /400m
----
easy 30min @ 5s/400m
=>
line 1, column 14: no human runs at this pace
  easy 30min @ 5s/400m
               ^
  check the number and its unit: 400 m in 5 s
----
easy 30min @ 5:30.55/mi
=>
line 1, column 14: a pace is finer than a tenth of a second
  easy 30min @ 5:30.55/mi
               ^
  give at most one decimal
----
back squat 5.5reps
=>
line 1, column 12: half a rep
  back squat 5.5reps
             ^
  reps are whole numbers
----
back squat 0reps
=>
line 1, column 12: the number of reps is 0
  back squat 0reps
             ^
  give more than 0
----
back squat 400m
=>
line 1, column 1: back squat is measured in reps or time
  back squat 400m
  ^
  give reps, a time or until lap
----
easy 5reps
=>
line 1, column 1: reps of easy cannot be counted
  easy 5reps
  ^
  use reps with an exercise
----
easy 1x rep
=>
line 1, column 1: only a recovery can be measured by a rep, not easy
  easy 1x rep
  ^
  use it with jog, walk, rest or float
----
jog 11x rep
=>
line 1, column 5: 11x rep is not a recovery
  jog 11x rep
      ^
  give 0.1 to 10 times the rep, with at most two decimals: 1.25x rep
----
400m; jog 1x rep
=>
line 1, column 7: the rep before this has no known time
  400m; jog 1x rep
        ^
  give a time: jog 90s
----
stride 20s @ mile
=>
line 1, column 14: stride is run by feel
  stride 20s @ mile
               ^
  give an effort or a note: stride 20s "build to fast"
----
race 10min
=>
line 1, column 1: a race needs a distance
  race 10min
  ^
  write race 1mi
----
race 1mi @ goal
=>
line 1, column 12: race has its own pace plan
  race 1mi @ goal
             ^
  leave the target out
----
cycling 30min @ mile
=>
line 1, column 17: only running workouts can have pace targets
  cycling 30min @ mile
                  ^
  use bpm, %max, W or effort instead
----
cycling 30min; easy 10min
=>
line 1, column 16: cycling and run in one session: a workout has one sport
  cycling 30min; easy 10min
                 ^
  write two sessions
----
easy 30min "never closed
=>
line 1, column 12: this note is never closed
  easy 30min "never closed
             ^
  close it with " on the same line
----
easy 30min "a\b"
=>
line 1, column 14: unknown escape \b
  easy 30min "a\b"
               ^
  in a note, write \" \\ or \n
----
use
=>
line 1, column 4: which block?
  use
     ^
  name it: use warm-up
----
use strength-a (
=>
line 1, column 17: the text ends here
  use strength-a (
                  ^
  write name and value: use strength-a (sets 3, reps 8)
----
use strength-a ()
=>
line 1, column 17: unexpected ")"
  use strength-a ()
                  ^
  write name and value: use strength-a (sets 3, reps 8)
----
use strength-a (sets)
=>
line 1, column 17: unexpected "sets"
  use strength-a (sets)
                  ^
  write name and value: use strength-a (sets 3, reps 8)
----
use strength-a (sets 3 reps 8)
=>
line 1, column 24: unexpected "reps"
  use strength-a (sets 3 reps 8)
                         ^
  separate the values by , and close the bracket with )
----
use strength-a (sets 3, sets 4)
=>
line 1, column 25: "sets" is given twice
  use strength-a (sets 3, sets 4)
                          ^
  give it once
----
easy 25h
=>
line 1, column 6: the time is too large
  easy 25h
       ^
  give at most 24h
----
easy 1001km
=>
line 1, column 6: the distance is too large
  easy 1001km
       ^
  give at most 1000km
----
easy 1.2345km
=>
line 1, column 6: 1.2345 km is finer than a watch can measure
  easy 1.2345km
       ^
  give at most three decimals: 1.234km or 1234.5m
----
easy 400m-400m
=>
line 1, column 6: a range with both ends the same
  easy 400m-400m
       ^
  write the number once
----
rest; easy 30min
=>
line 1, column 5: how long? rest has no amount
  rest; easy 30min
      ^
  add a time, a distance or until lap: 10min
----
warm-up 10min
  6x 400m @ mlie, jog 200m
=>
line 2, column 13: unknown zone "mlie"
    6x 400m @ mlie, jog 200m
              ^
  zones: easy, long, threshold, vo2max, mile, goal, 800m, 1500m, 3k, 5k, 10k, half, marathon; did you mean "mile"?
----
400m @ mile # smooth

  esay 30min # done
=>
line 3, column 3: unknown word "esay"
    esay 30min # done
    ^
  did you mean "easy"?
----
easy 30min "long long long long long long long long long long long long long long long long long long long long " oops
=>
line 1, column 115: unexpected "oops"
  long long long long long long long long long long long long long long " oops
                                                                          ^
  write one step per line, or separate them by ;
----
eésy 30min
=>
line 1, column 1: unknown word "eésy"
  eésy 30min
  ^
  did you mean "easy"?
----
easy 30min ☺
=>
line 1, column 12: unexpected "☺"
  easy 30min ☺
             ^
  write one step per line, or separate them by ;
----
3x (, jog 200m)
=>
line 1, column 5: unexpected ","
  3x (, jog 200m)
      ^
  a step is a word and an amount: easy 30min, 400m @ mile, drills until lap
----
3x (2x 200m, 400m)
=>
line 1, column 14: a recovery must follow the comma of a repeat
  3x (2x 200m, 400m)
               ^
  write jog, walk, rest or float and how long: 6x 400m @ mile, jog 200m
----
6 times 400m
=>
line 1, column 3: unknown unit "times"
  6 times 400m
    ^
  units: s, min, h, m, km, mi, yd, reps; did you mean "x"?
----
12345678901km
=>
line 1, column 1: a number with too many digits
  12345678901km
  ^
  at most 9
----
easy 10min, jog 5min
=>
line 1, column 11: unexpected ","
  easy 10min, jog 5min
            ^
  write one step per line, or separate them by ;
----
easy 10min30
=>
line 1, column 11: unexpected "30"
  easy 10min30
            ^
  write one step per line, or separate them by ;
----
easy 5,5km
=>
line 1, column 6: 5 what?
  easy 5,5km
       ^
  use a decimal point: 5.5km
----
run 400m @ 75s
=>
line 1, column 12: 75s over what distance?
  run 400m @ 75s
             ^
  write 75s/400m
----
6x 400m @ mile jog 200m
=>
line 1, column 16: a comma is missing before the recovery
  6x 400m @ mile jog 200m
                 ^
  write it with a comma: 6x 400m @ mile, jog 200m
----
400m @ mile “smooth”
=>
line 1, column 13: unexpected "“smooth”"
  400m @ mile “smooth”
              ^
  put notes between straight double quotes: "smooth"
----
run 30min @ 82s-84/mi
=>
line 1, column 13: no human runs at this pace
  run 30min @ 82s-84/mi
              ^
  check the number and its unit: 1609.34 m in 82 s
----
easy 24h10min
=>
line 1, column 6: the time is too large
  easy 24h10min
       ^
  give at most 24h
----
race 1-2mi
=>
line 1, column 1: a race needs a distance
  race 1-2mi
  ^
  write race 1mi
----
400m @ 4:00:00/mi
=>
line 1, column 8: 4:00:00 is not a time
  400m @ 4:00:00/mi
         ^
  write hours as 1h30min
----
use strength-a (sets 33333333333333333333333333333333333333333)
=>
line 1, column 22: the value is too long
  use strength-a (sets 33333333333333333333333333333333333333333)
                       ^
  at most 40 characters
----
2x (400m; jog 1x rep)
=>
line 1, column 11: the rep before this has no known time
  2x (400m; jog 1x rep)
            ^
  give a time: jog 90s
----
plank 40s @ mile
=>
line 1, column 13: only running workouts can have pace targets
  plank 40s @ mile
              ^
  use bpm, %max, W or effort instead
----
hill 20s @ hr zone 5
=>
line 1, column 12: hill is run by feel
  hill 20s @ hr zone 5
             ^
  give an effort or a note: stride 20s "build to fast"
----
swim 30min
=>
line 1, column 1: unknown word "swim"
  swim 30min
  ^
  did you mean "swimming"?
----
squats 5reps
=>
line 1, column 1: unknown word "squats"
  squats 5reps
  ^
  did you mean "squat"?
----
easy 30min @ 3k @ effort 6
=>
line 1, column 17: unexpected "@"
  easy 30min @ 3k @ effort 6
                  ^
  write one step per line, or separate them by ;
----
400m @ 20-10W
=>
line 1, column 8: a target with its ends reversed
  400m @ 20-10W
         ^
  put the lower end first: 10-20
----
400m @ 5000W
=>
line 1, column 8: 5000 is not a power in W
  400m @ 5000W
         ^
  stay within 1 to 3000
----
400m @ 180spm
=>
line 1, column 8: a target without a range
  400m @ 180spm
         ^
  give the watch some room: 175-185
----
400m @ 5mi
=>
line 1, column 8: unknown target unit "mi"
  400m @ 5mi
         ^
  targets: /mi, /km, /400m, bpm, %max, W, spm
----
400m @ 1h
=>
line 1, column 8: unknown target unit "h"
  400m @ 1h
         ^
  targets: /mi, /km, /400m, bpm, %max, W, spm"""


def errors() -> Iterator[tuple[str, str]]:
    for case in MISTAKES.strip("\n").split("\n----\n"):
        text, _, message = case.partition("\n=>\n")
        yield text, message


@pytest.mark.parametrize(("text", "message"), list(errors()))
def test_error_is_reported_with_place_and_remedy(text: str, message: str) -> None:
    assert str(refusal(text)) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "",
            'line 1, column 1: there is no step\n  \n  ^\n  write one, such as "easy 30min", or "rest"',
        ),
        (
            "\n# soon\n",
            'line 3, column 1: there is no step\n  \n  ^\n  write one, such as "easy 30min", or "rest"',
        ),
        (
            "6x\n400m",
            "line 1, column 3: the line ends here\n  6x\n    ^\n"
            "  a step is a word and an amount: easy 30min, 400m @ mile, drills until lap",
        ),
        (
            'easy 5min "one\ntwo"',
            "line 1, column 11: this note is never closed\n"
            '  easy 5min "one\n            ^\n  close it with " on the same line',
        ),
        (
            'easy 5min "a\tb"',
            "line 1, column 1: the note has U+0009, which no watch can show\n"
            '  easy 5min "a b"\n  ^\n  write plain text; \\n starts a new line',
        ),
        (
            f'easy 5min "{"a" * 201}"',
            "line 1, column 1: the note has 201 characters\n"
            f'  easy 5min "{"a" * 65}\n  ^\n  a watch shows 200 at most: shorten it',
        ),
        (
            "easy 5min \x1b[31m",
            'line 1, column 11: unexpected "U+001B[31m"\n'
            "  easy 5min  [31m\n            ^\n  write one step per line, or separate them by ;",
        ),
    ],
)
def test_error_with_awkward_characters_is_reported(text: str, message: str) -> None:
    assert str(refusal(text)) == message


def test_error_knows_its_place_and_parts() -> None:
    error = refusal("easy 5min\n  6x 400m @ mlie")
    assert (error.line, error.column) == (2, 13)
    assert (error.problem, error.within) == ('unknown zone "mlie"', "")
    assert str(error) == f"line 2, column 13: {error.problem}\n{error.details}"


# --- properties --------------------------------------------------------------------------


@given(sessions())
def test_every_session_is_read_back_from_its_text(session: Session) -> None:
    assert parse(format_session(session)) == session
    assert parse(format_session(session, "; ")) == session


_PIECE = re.compile(r'("(?:[^"\\]|\\.)*")|(\n)|( )|(.)')


def noisy(text: str, luck: random.Random) -> str:
    """The same session as others would write it: spaces, case, comments, blank lines."""
    made: list[str] = []
    for line in text.split("\n"):
        for match in _PIECE.finditer(line):
            note, _, space, char = match.groups()
            if note:
                made.append(note)
            elif space:
                needed = _is_needed(line[: match.start()], line[match.end() :])
                made.append(
                    luck.choice((" ", "  ", "\t\u00a0") if needed else ("", " ", "  ", "\t"))
                )
            else:
                made.append(luck.choice((char.upper(), char.lower())) if char.isascii() else char)
        made.append(luck.choice(("\n", ";", " # easy 5min; (\n", "\n\n ;\r\n", " ; ")))
    return "".join(made)


def _is_needed(before: str, after: str) -> bool:
    """Whether the space between these halves of a line parts two words."""
    if "use " in before + after:
        return before[-1].isalnum() and after[0].isalnum()
    if re.search(r"(?:^|[ (])[0-9]+x$", before) and not after.startswith("rep"):
        return False  # `4x stride` is `4xstride`
    return before[-1].isalnum() and after[0].isalpha()


@given(sessions(), st.integers(0, 2**32))
def test_spacing_case_and_comments_change_nothing(session: Session, seed: int) -> None:
    text = noisy(format_session(session), random.Random(seed))
    assert parse(text) == session, text
    again = format_session(parse(text))
    assert format_session(parse(again)) == again


def read_or_refused(text: str, blocks: Blocks | None = None) -> None:
    """Nothing but a session or a bounded refusal that points into the text."""
    error: NotationError | None = None
    try:
        session = parse(text, blocks=blocks)
    except NotationError as refused:
        error = refused
    if error is None:
        assert parse(format_session(session)) == session
        return
    message = str(error)
    assert len(message) < 700
    assert all(char == "\n" or char.isprintable() for char in message)
    assert message.count("\n") == 3
    assert error.remedy
    if not error.within:
        lines = text[:MAX_TEXT].split("\n")
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1


WORDS = (
    *What,
    *("back squat", "push-up", "use", "strides", "strength-a", "until", "lap", "rep", "reps"),
    *ZONES,
    *(
        "effort",
        "hr",
        "zone",
        "x",
        "\u00d7",
        "@",
        "(",
        ")",
        ",",
        ";",
        "\n",
        "-",
        "\u2013",
        "/",
        ":",
        ".",
    ),
    *("#", '"', "\\", "{x}", "%max", "bpm", "W", "spm", "s", "min", "h", "m", "km", "mi", "yd"),
    *("%", "'", "w/", "with", "at", "pace", "to", "*", "mph", "half", "km/h", "\u2022", "wu"),
    *(
        "0",
        "1",
        "2",
        "6",
        "20",
        "400",
        "1.25",
        "5:30",
        "99999999999",
        "\u0130",
        "\u0660",
        "\x00",
        "\ud800",
    ),
)


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(("", " "))), max_size=12))
def test_soup_of_the_grammars_own_words_is_read_or_refused(soup: list[tuple[str, str]]) -> None:
    text = "".join(word + space for word, space in soup)
    read_or_refused(text)
    read_or_refused(text, BLOCKS)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refused(text)
    read_or_refused(f"easy 5min {text}")
    read_or_refused(f'3x ({text}) "')


@given(sessions(), st.data())
def test_valid_text_with_pieces_lost_doubled_or_added_is_read_or_refused(
    session: Session, data: st.DataObject
) -> None:
    text = format_session(session)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 8)))
        change = data.draw(st.sampled_from(("lose", "double", "add")))
        middle = {
            "lose": "",
            "double": text[start:end] * 2,
            "add": data.draw(st.sampled_from(WORDS)),
        }
        text = text[:start] + middle[change] + text[end:]
    read_or_refused(text)


# --- bounds ------------------------------------------------------------------------------


@pytest.fixture
def cpu_limit() -> Iterator[None]:
    """Turn a hang inside a regular expression into a failure: 5 s of this process."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise AssertionError(f"still reading after 5 s: signal {signum}, {frame}")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 5)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def calls(work: Callable[[], object]) -> int:
    """How many functions, Python's own too, are called meanwhile."""
    count = 0

    def count_call(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        work()
    except NotationError:
        pass
    finally:
        sys.setprofile(before)
    return count


HOSTILE = (
    *(
        "(",
        ")",
        "1",
        "1x",
        "1x ",
        "1x (",
        "2x (2x (",
        "x",
        "easy",
        "easy ",
        "rest ",
        "use ",
        "use a (x 1)",
    ),
    *(
        "easy 1min;",
        "400m @ mile\n",
        "2x 400m, jog 1min\n",
        "1h ",
        "1h1min1s",
        "1-",
        "1:",
        "1.",
        ".",
    ),
    *(
        "@",
        "@ ",
        "%",
        "/",
        "-",
        ",",
        ";",
        " ",
        "\t",
        "\n",
        "#",
        "# \n",
        "#\n#",
        '"',
        '"\\',
        '\\"',
        '"" ',
    ),
    *(
        "a'",
        "a-",
        "{",
        "{x}",
        "{x=",
        "\u00d7",
        "\u0130",
        "\u00df",
        "\ud800",
        "a b ",
        "until ",
        "rep ",
    ),
)
OPENINGS = (
    "",
    "rest",
    "rest ",
    "easy 5min ",
    'easy 5min "',
    "2x (easy 1min;",
    "easy 5min @ ",
    "use a (x ",
)


@pytest.mark.usefixtures("cpu_limit")
@pytest.mark.parametrize("opening", ["", "easy 5min ", "2x (easy 1min;", "use a (x "])
@pytest.mark.slow
def test_work_grows_with_the_text_and_no_faster(opening: str) -> None:
    def work(piece: str, size: int) -> int:
        return calls(lambda: parse(opening + (piece * size)[:size]))

    for piece in HOSTILE:
        for size in (250, 3000):
            assert work(piece, 4 * size) <= 5 * work(piece, size) + 100, (piece, size)


@pytest.mark.usefixtures("cpu_limit")
@pytest.mark.parametrize("opening", OPENINGS)
def test_hostile_text_is_read_or_refused(opening: str) -> None:
    for piece in HOSTILE:
        for closing in ("", "\n?"):
            text = opening + (piece * 4000)[:4000] + closing
            read_or_refused(text)


def test_text_has_a_maximum_length() -> None:
    fits = "easy 5min" + " " * (MAX_TEXT - 9)
    assert canonical(fits) == "easy 5min"
    assert str(refusal(fits + "\n")) == (
        f"line 1, column 20001: the session is too long\n  {'':75}\n".replace(" " * 75, "")
        + f"  {' ' * 76}^\n  at most 20000 characters"
    )


def test_session_has_a_maximum_number_of_steps() -> None:
    assert len(parse("jog 3s;" * MAX_STEPS).items) == MAX_STEPS
    error = refusal("jog 3s;" * (MAX_STEPS + 1))
    assert (error.column, error.problem, error.remedy) == (
        7 * MAX_STEPS + 1,
        "the session has too many steps",
        "at most 500",
    )


def test_steps_of_blocks_count_too() -> None:
    blocks = {"b": "jog 3s;" * 100}
    assert len(parse("use b;" * 5, blocks=blocks).items) == MAX_STEPS
    error = refusal("use b;" * 6, blocks)
    assert (error.column, error.problem) == (35, "the session has too many steps")


@pytest.mark.usefixtures("cpu_limit")
def test_blocks_that_multiply_end_in_an_error_after_little_work() -> None:
    laughs = {f"b{n}": f"use b{n + 1};" * 2000 for n in range(4)} | {"b4": "jog 3s"}
    work = calls(lambda: parse("use b1;" * 2000, blocks=laughs))
    assert work < 2 * MAX_STEPS * calls(lambda: parse("use b4", blocks=laughs))
    error = refusal("use b1;" * 2000, laughs)
    assert (error.within, error.problem) == ("b1 > b2 > b3", "the session has too many steps")


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ("{x}" * 6_000, f"use b (x {'1' * 40})"),
        ("easy 5min" + " " * MAX_TEXT, "use b"),
    ],
)
def test_filled_block_has_a_maximum_length(block: str, text: str) -> None:
    error = refusal(text, {"b": block})
    assert (error.column, error.problem, error.remedy) == (
        5,
        "block b is too long",
        "at most 20000 characters",
    )


# --- what ever broke ---------------------------------------------------------------------

REGRESSIONS = [
    "rest" + "#" * 2_000 + "\neasy 5min",  # the rest day's pattern took 2^n steps to say no
    "run 1234.567m",  # too many digits, though a Distance prints so
    "run 999999.999-1000000m",
    "400m @ 0s/0m",  # was a pace; nobody could be paced by it
    "run 1-2:00",  # was 1 s to 2 min: a guessed unit
    "run 10-1h10min",  # was 10 s to 70 min
    "400m @ 82-1:24/400m",  # was 82 s
    "400m @ 5:30-40/mi",
    "run 5min @ 140bpm-150",  # did you mean "bpm"? it was bpm
    "run 5min @ hr\n",  # a newline inside the message
    "run 5min \x1b[31m",  # a control character inside the message
    'run 5min "\\\x1b"',
    "use \u0130",  # its lower case is no block's name
    "use a (\u0130 1)",
    "use a (x \u0130)",
    f"use a (x {'9' * 5_000})",
    "easy 5" + "q" * 5_000,  # the whole word stood in the message
    "easy 1:" + "0" * 5_000,
    "use a ({0} 1, {0} 1)".format("x" * 5_000),
    "easy 5min @ hr zone",
    "3x\n5min",
]


@pytest.mark.usefixtures("cpu_limit")
@pytest.mark.parametrize("text", REGRESSIONS, ids=lambda text: ascii(text[:30]))
def test_what_ever_broke_is_read_or_refused(text: str) -> None:
    read_or_refused(text)
    read_or_refused(text, BLOCKS)


@pytest.mark.parametrize(
    "text", ["run 1-2:00", "run 10-1h10min", "400m @ 82-1:24/400m", "400m @ 0s/0m"]
)
def test_no_unit_is_guessed(text: str) -> None:
    refusal(text)
