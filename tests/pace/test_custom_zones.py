"""Custom zones: what they mean, the paces they give, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.errors import NotationError, PaceError, UnitError
from fitexport.pace.custom_zones import (
    CustomZone,
    Offset,
    RacePace,
    Rule,
    Share,
    check_name,
    format_rule,
    like,
    parse_rule,
)
from fitexport.pace.table import PaceTable, pace_table
from fitexport.pace.volume import volume_of
from fitexport.session import ZONES
from fitexport.session.format import format_session
from fitexport.session.kinds import HARD_KINDS, kind_of
from fitexport.session.naming import short_name, title_of
from fitexport.session.parse import parse
from fitexport.units import MILE_M, clock, race_clock


def table_with(text: str, mile_s: float = 380, goal_s: float = 360) -> PaceTable:
    return pace_table(mile_s, goal_s, own=(CustomZone("mine", parse_rule(text)),))


@pytest.mark.parametrize(
    ("text", "rule", "canonical"),
    [
        ("79-83%", Share(79, 83), "79-83%"),
        (" 79 \u2013 83 % ", Share(79, 83), "79-83%"),
        ("97.5%", Share(97.5, 97.5), "97.5%"),
        ("mile + 4s/400m", Offset("mile", 4, 400), "mile + 4s/400m"),
        ("Mile+4 s / 400 m", Offset("mile", 4, 400), "mile + 4s/400m"),
        ("5k - 3s/km", Offset("5k", -3, 1000), "5k - 3s/km"),
        ("5k \u2212 3.5s/km", Offset("5k", -3.5, 1000), "5k - 3.5s/km"),
        ("goal + 0:10/mi", Offset("goal", 10, MILE_M), "goal + 10s/mi"),
        ("easy + 1:05/km", Offset("easy", 65, 1000), "easy + 65s/km"),
        ("race 15km", RacePace(15, "km"), "race 15km"),
        ("RACE 42.195 km", RacePace(42.195, "km"), "race 42.195km"),
        ("race 26.22mi", RacePace(26.22, "mi"), "race 26.22mi"),
        ("race 800m", RacePace(800, "m"), "race 800m"),
    ],
)
def test_a_rule_is_read_and_written_again(text: str, rule: Rule, canonical: str) -> None:
    assert (parse_rule(text), format_rule(rule)) == (rule, canonical)
    assert parse_rule(canonical) == rule


@pytest.mark.parametrize(
    ("text", "paces"),
    [
        ("88%", ["7:23"]),  # the fast edge of threshold
        ("83-88%", ["7:23", "7:44"]),  # threshold
        ("97.5%", ["6:47"]),  # vo2max
        ("mile + 4s/400m", ["6:36"]),  # 1:34.5 + 4 s for 400 m
        ("goal - 0:10/mi", ["5:50"]),
        ("threshold + 10s/mi", ["7:33", "7:54"]),  # both edges move
        ("race 5km", ["6:57"]),  # as the built-in 5k
    ],
)
def test_a_rule_gives_paces_from_the_runners_mile(text: str, paces: list[str]) -> None:
    band = table_with(text).band("mine")
    assert [clock(pace * MILE_M) for pace in dict.fromkeys(band)] == paces


def test_race_paces_are_those_of_the_index() -> None:
    times = {
        text: race_clock(table_with(f"race {text}").band("mine").fast * m)
        for text, m in (("10km", 10_000), ("42.195km", 42_195))
    }
    assert times == {"10km": "44:44", "42.195km": "3:26:04"}


def _rules() -> st.SearchStrategy[Rule]:
    share = st.integers(400, 1200).map(lambda tenths: tenths / 10)
    shares = st.tuples(share, share).map(lambda ends: Share(min(ends), max(ends)))
    seconds = st.integers(-600, 6000).map(lambda tenths: tenths / 10)
    offsets = st.builds(
        Offset,
        base=st.sampled_from(ZONES),
        seconds=seconds,
        per_m=st.sampled_from([400.0, 1000.0, MILE_M]),
    )
    races = st.builds(
        RacePace, value=st.integers(8, 421).map(lambda tenths: tenths / 10), unit=st.just("km")
    )
    return shares | offsets | races.filter(lambda race: race.m >= 800)


@given(rule=_rules())
def test_what_is_written_is_read_again(rule: Rule) -> None:
    assert parse_rule(format_rule(rule)) == rule


@given(rule=_rules(), mile_s=st.integers(223, 900))
def test_every_band_has_its_slow_end_first_or_is_refused(rule: Rule, mile_s: int) -> None:
    refused = None
    try:
        table = pace_table(mile_s, mile_s, own=(CustomZone("mine", rule),))
    except PaceError as error:
        refused = str(error)
    if refused is not None:
        assert refused.startswith('the zone mine = "')
        return
    band = table.band("mine")
    assert 1 / 12.5 <= band.fast <= band.slow <= 2
    assert {name: table.zones[name] for name in ZONES} == pace_table(mile_s, mile_s).zones
    if isinstance(rule, Offset):
        moved = rule.seconds / rule.per_m
        assert band == pytest.approx([edge + moved for edge in table.band(rule.base)])


@given(text=st.text(max_size=80) | st.text("0123456789.:%/+- milekrac", max_size=30))
def test_any_text_is_a_rule_or_an_error_at_its_place(text: str) -> None:
    caught = None
    try:
        rule = parse_rule(text)
    except NotationError as error:
        caught = error
    if caught is None:
        assert parse_rule(format_rule(rule)) == rule
    else:
        assert 0 <= caught.at <= len(text)
        assert caught.remedy


_FORMS = 'write it as "79-83%", "mile + 4s/400m" or "race 15km"'


@pytest.mark.parametrize(
    ("text", "column", "problem", "remedy"),
    [
        ("4:30-4:40/km", 1, "a zone depends on the runner: it is not a fixed pace", "write it in the session: @ 4:30-4:40/km"),
        ("1:38/400m", 1, "a zone depends on the runner: it is not a fixed pace", "write it in the session: @ 1:38/400m"),
        ("83-79%", 1, "the ends are in the wrong order", "put the lower first: 79-83%"),
        ("200%", 1, "200 % of the fitness index is not a training pace", "give 40 to 120 %; 70 is easy, 97.5 hard repeats"),
        ("1.2.3%", 1, '"1.2.3" is not a number', _FORMS),
        ("79-83", 6, "79-83 what?", 'a share of the fitness index has a %: "79-83%"'),
        ("mlie + 4s/400m", 1, 'there is no zone "mlie" to count from', f'zones: {", ".join(ZONES)}; did you mean "mile"?'),
        ("steady + 4s/400m", 1, 'there is no zone "steady" to count from', f'zones: {", ".join(ZONES)}; did you mean "easy"?'),
        ("mile", 5, "how far from it?", 'write it as "mile + 4s/400m"'),
        ("mile + 4/400m", 5, "how far from it?", 'write it as "mile + 4s/400m"'),
        ("mile + 4s/m", 11, "a pace per metre", "use /mi, /km or a distance such as /400m"),
        ("mile + 4s/2km", 11, "a pace per what?", "use /mi, /km or a distance such as /400m"),
        ("mile + 4s/50m", 1, "an offset over less than 100 m", "use /mi, /km or a distance such as /400m"),
        ("mile + 11:00/km", 1, "this is far from the zone", "count from a nearer zone"),
        ("race", 1, "which race?", 'write its distance with a unit: "race 15km"'),
        ("race 5", 1, "which race?", 'write its distance with a unit: "race 15km"'),
        ("race 50km", 6, "a mile does not predict the pace of 50 km", "give a race of 800 m to 42.195 km"),
        ("race 400m", 6, "a mile does not predict the pace of 400 m", "give a race of 800 m to 42.195 km"),
        ("rase 5km", 1, "this is not a zone", f'{_FORMS}; did you mean "race"?'),
        ("fast", 1, "this is not a zone", _FORMS),
        ("", 1, "the text is empty", _FORMS),
        ("x" * 61, 1, "this is too long", _FORMS),
    ],
)  # fmt: skip
def test_an_invalid_rule_is_refused_with_its_place(
    text: str, column: int, problem: str, remedy: str
) -> None:
    with pytest.raises(NotationError) as caught:
        parse_rule(text)
    error = caught.value
    assert (error.column, error.problem, error.remedy) == (column, problem, remedy)


@pytest.mark.parametrize("name", ["steady", "12k", "100m", "half-marathon", "e1"])
def test_many_zone_names_are_allowed(name: str) -> None:
    check_name(name)
    assert format_session(parse(f"30min @ {name}", zones={name: "easy"})) == f"30min @ {name}"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mile", "the zone mile is built in\n  give yours another name"),
        ("5k", "the zone 5k is built in\n  give yours another name"),
        ("tempo", '"tempo" is a word of the notation\n  give the zone another name'),
        ("back squat", '"back squat" is a word of the notation\n  give the zone another name'),
        ("bpm", '"bpm" is a word of the notation\n  give the zone another name'),
        ("effort", '"effort" is a word of the notation\n  give the zone another name'),
        (
            "Steady",
            '"Steady" cannot be a zone name\n  use lowercase letters, digits and hyphens, a letter first: steady, half-marathon',
        ),
        (
            "5k2",
            '"5k2" cannot be a zone name\n  use lowercase letters, digits and hyphens, a letter first: steady, half-marathon',
        ),
        (
            "a b",
            '"a b" cannot be a zone name\n  use lowercase letters, digits and hyphens, a letter first: steady, half-marathon',
        ),
    ],
)
def test_a_reserved_zone_name_is_refused(name: str, message: str) -> None:
    with pytest.raises(UnitError) as caught:
        check_name(name)
    assert str(caught.value) == message


def test_a_pace_that_no_human_runs_is_refused_when_there_is_a_runner() -> None:
    with pytest.raises(PaceError) as caught:
        table_with("800m - 2:30/km", mile_s=300, goal_s=290)
    assert str(caught.value) == (
        'the zone mine = "800m - 150s/km" comes to 0:26/km here: no human runs at this pace\n'
        "  change its rule under [zones] of the plan"
    )


# --- in sessions --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_like", "kind"),
    [
        ("70-80%", "easy", "easy run"),
        ("79-82%", "easy", "easy run"),
        ("79-83%", "threshold", "threshold"),
        ("91.9%", "threshold", "threshold"),
        ("92%", "vo2max", "VO2max"),
        ("mile + 4s/400m", "mile", "speed"),
        ("goal + 1s/400m", "goal", "race pace"),
        ("easy + 10s/km", "easy", "easy run"),
        ("race 1000m", "800m", "speed"),
        ("race 2mi", "3k", "VO2max"),
        ("race 4km", "3k", "VO2max"),
        ("race 8km", "10k", "threshold"),
        ("race 10km", "10k", "threshold"),
        ("race 21.1km", "threshold", "threshold"),
    ],
)
def test_a_custom_zone_counts_as_the_one_that_it_is_like(
    text: str, is_like: str, kind: str
) -> None:
    rule = parse_rule(text)
    session = parse("warm-up 15min; 3x 6min @ mine, jog 2min", zones={"mine": like(rule)})
    assert (like(rule), kind_of(session)) == (is_like, kind)
    hard = volume_of([session], table_with(text)).hard_s
    assert (hard > 0) == (kind in HARD_KINDS)
    assert parse(format_session(session), zones={"mine": like(rule)}) == session


def test_sessions_in_a_custom_zone_are_named_after_it() -> None:
    zones = {"steady": "easy", "cruise": "threshold"}
    reps = parse("warm-up 15min; 4x 6min @ cruise, jog 60s", zones=zones)
    run = parse("50min @ steady", zones=zones)
    assert (short_name(reps), title_of(reps)) == ("4x6'", "4 x 6 min at cruise pace")
    assert (short_name(run), title_of(run)) == ("50' steady", "50 min at steady pace")
    assert title_of(parse("easy 50min @ steady", zones=zones)) == "Easy 50 min"
