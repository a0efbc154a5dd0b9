"""Custom plans: zones, sessions by name, and every error at once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.errors import TemplateError
from fitexport.plan.custom import read_custom_plan
from fitexport.plan.load import load_plan
from fitexport.plan.model import Plan, Strength
from fitexport.plan.named import NamedSessions
from fitexport.season.athlete import resolve
from fitexport.season.season import plan_for
from fitexport.season.settings import Settings
from fitexport.session import words
from fitexport.session.format import format_session

HEAD = """\
name = "mine"
title = "Mine"
level = "beginner"
about = "Two runs."
weeks = ["A"]
"""
WEEK = """
[week.A]
phase = "base"
focus = "Run."
"""
ZONES = """
[zones]
steady = "79-83%"
quick = "mile - 2s/400m"
"""
LIBRARY = """\
[block.quick-strides]
about = "Short and quick."
text = "{count=4}x stride 20s, walk 60s"

[session.cruise]
text = "warm-up 10min; use quick-strides; 3x 6min @ steady, jog 60s"
title = "Cruising"
why = "Firm, not hard."

[session.shakeout]
text = "easy 20min"
why = "Loosens the legs."
"""


def session(day: int, *lines: str) -> str:
    return "\n".join(["", "[[week.A.session]]", f"day = {day}", *lines, ""])


def written(folder: Path, *parts: str, library: str = LIBRARY) -> Path:
    (folder / "mine-lib.toml").write_text(library, encoding="utf-8")
    path = folder / "mine.toml"
    path.write_text("".join(parts), encoding="utf-8")
    return path


def plan(path: Path, strength: Strength = "gym") -> Plan:
    return read_custom_plan(path, path.name, strength).plan()


def errors_of(path: Path) -> str:
    with pytest.raises(TemplateError) as caught:
        plan(path)
    return str(caught.value)


# --- zones --------------------------------------------------------------------------------


def test_sessions_in_a_custom_zone_count_as_the_zone_it_is_like(tmp_path: Path) -> None:
    sessions = (
        session(1, 'text = "3x 6min @ steady, jog 60s"', 'why = "x"'),
        session(3, 'text = "8x 200m @ quick, jog 200m"', 'why = "x"'),
    )
    week = plan(written(tmp_path, HEAD, ZONES, WEEK, *sessions)).weeks[0]
    assert [each.kind for each in week.sessions] == ["threshold", "speed"]
    assert [each.name for each in week.sessions] == ["3x6'", "8x200"]


def test_a_runner_of_such_a_plan_has_its_zones_and_its_level(tmp_path: Path) -> None:
    """Also after a result, and without asking for them."""
    path = written(tmp_path, HEAD, ZONES, WEEK, session(1, 'text = "20min @ steady"', 'why = "x"'))
    profile = Settings(plan=str(path), mile_s=380.0, goal_s=360.0)
    athlete, assumed = resolve(profile)
    assert (athlete.level, assumed) == ("beginner", ())
    assert athlete.table.band("quick").fast == pytest.approx(380 / 1609.344 - 2 / 400)
    assert plan_for(profile, athlete).zones == athlete.table.own
    assert load_plan(str(path), "advanced").zones == athlete.table.own


def test_a_given_level_overrides_the_one_in_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD, WEEK, session(1, 'text = "rest"', 'why = "x"'))
    assert resolve(Settings(plan=str(path), level="advanced"))[0].level == "advanced"


@pytest.mark.parametrize(
    "content", ["", "level = 3\nzones = 4\n", 'level = "x"\n[zones]\nmile = "1"', "["]
)
def test_a_file_with_errors_makes_no_runner(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(content, encoding="utf-8")
    for file in (path, tmp_path / "none.toml"):
        with pytest.raises(TemplateError):
            resolve(Settings(plan=str(file)))


def test_errors_in_zones_are_reported_once_in_their_place(tmp_path: Path) -> None:
    """The sessions that use a zone with an error are right."""
    zones = '\n[zones]\nsteady = "79-83"\nmile = "90%"\nfast = 3\n'
    uses = session(1, 'text = "20min @ steady; 5min @ fast; 5min @ stedy"', 'why = "x"')
    known = "easy, long, threshold, vo2max, mile, goal, 800m, 1500m, 3k, 5k, 10k, half, marathon, steady, fast"
    assert errors_of(written(tmp_path, HEAD, zones, WEEK, uses)) == (
        "mine.toml:8:16: zones.steady: 79-83 what?\n"
        '  steady = "79-83"\n'
        "                 ^\n"
        '  a share of the fitness index has a %: "79-83%"\n'
        "mine.toml:9:1: zones.mile: the zone mile is built in\n"
        '  mile = "90%"\n'
        "  ^\n"
        "  give yours another name\n"
        "mine.toml:10:8: zones.fast: is not text\n"
        "  fast = 3\n"
        "         ^\n"
        "  put it in quotes\n"
        'mine.toml:18:45: week.A.session[1].text: unknown zone "stedy"\n'
        '  text = "20min @ steady; 5min @ fast; 5min @ stedy"\n'
        "                                              ^\n"
        f'  zones: {known}; did you mean "steady"?'
    )


def test_a_plan_has_at_most_twenty_zones(tmp_path: Path) -> None:
    zones = "\n[zones]\n" + "".join(f'z{number} = "70%"\n' for number in range(21))
    message = errors_of(
        written(tmp_path, HEAD, zones, WEEK, session(1, 'text = "rest"', 'why = "x"'))
    )
    assert message == (
        "mine.toml:7:2: zones: has more than 20 entries\n  [zones]\n   ^\n  remove some"
    )


# --- sessions by name ---------------------------------------------------------------------


def test_a_shipped_session_is_used_by_name(tmp_path: Path) -> None:
    """With its blocks, which the plan need not include, and the lifting that the runner can do."""
    own = (
        session(1, 'session = "mile-intermediate V1.2"'),
        session(2, 'session = "MILE-intermediate v1.3"', 'title = "Lift"', 'why = "Strong legs."'),
    )
    path = written(tmp_path, HEAD, WEEK, *own)
    shipped = load_plan("mile", "intermediate", ["V1"]).weeks[0].sessions
    second, third = (next(each for each in shipped if each.place == place) for place in (2, 3))
    first, lift = plan(path).weeks[0].sessions
    assert (first.session, first.title, first.why) == (second.session, second.title, second.why)
    assert (lift.session, lift.title, lift.why) == (third.session, "Lift", "Strong legs.")
    assert lift.name == third.name
    at_home = plan(path, "home").weeks[0].sessions[1].session
    assert (
        at_home
        == load_plan("mile", "intermediate", ["V1"], "home")
        .weeks[0]
        .sessions[shipped.index(third)]
        .session
    )


def test_every_shipped_session_is_listed_and_found() -> None:
    """As the plan itself has it."""
    sessions = NamedSessions({})
    listed = dict(sessions.listed())
    count = 0
    for level in ("beginner", "intermediate", "advanced"):
        weeks = ("B1", "B2", "B3", "V1", "V2", "VT", "S1", "S2", "S3", "TW", "R1")
        for week in load_plan("mile", level, weeks).weeks:
            for planned in week.sessions:
                if planned.place:
                    name = f"mile-{level} {week.name}.{planned.place}"
                    assert listed[name] == planned.title
                    found = sessions.find(name)
                    assert found.session({}, dict.fromkeys(words.ZONES, "")) == planned.session
                    count += 1
    assert len(listed) == count


def test_a_library_brings_sessions_that_use_the_plans_zones_and_blocks(tmp_path: Path) -> None:
    own = (session(1, 'session = "cruise"'), session(2, 'session = "shakeout"', 'name = "Easy"'))
    head = HEAD + 'include = ["mine-lib.toml"]\n'
    first, second = plan(written(tmp_path, head, ZONES, WEEK, *own)).weeks[0].sessions
    assert format_session(first.session).splitlines() == [
        "warm-up 10min",
        "4x stride 20s, walk 60s",
        "3x 6min @ steady, jog 60s",
    ]
    assert (first.title, first.why) == ("Cruising", "Firm, not hard.")
    assert (second.title, second.name) == ("Easy 20 min", "Easy")


_A_NAME = 'for a shipped one write plan, week and number, as in "mile-intermediate V1.2"'


@pytest.mark.parametrize(
    ("name", "message", "remedy"),
    [
        ("mile-intermediat V1.2", 'there is no shipped plan "mile-intermediat"', 'choose from mile-advanced, mile-beginner, mile-intermediate; did you mean "mile-intermediate"?'),
        ("mile-beginner W1.2", 'mile-beginner has no week "W1"', 'choose from B1, B2, B3, V1, V2, VT, S1, S2, S3, TW, R1'),
        ("mile-beginner V1.9", "mile-beginner V1 has 7 workouts, not 9", "give V1.1 to V1.7; fitexport plans sessions mile-beginner lists them"),
        ("mile-beginner V1.0", "mile-beginner V1 has 7 workouts, not 0", "give V1.1 to V1.7; fitexport plans sessions mile-beginner lists them"),
        ("cruse", 'there is no session "cruse"', f'in your libraries: cruise, shakeout; {_A_NAME}; did you mean "cruise"?'),
    ],
)  # fmt: skip
def test_an_unknown_session_is_refused(
    tmp_path: Path, name: str, message: str, remedy: str
) -> None:
    path = written(
        tmp_path,
        HEAD,
        'include = ["mine-lib.toml"]\n',
        ZONES,
        WEEK,
        session(1, f'session = "{name}"'),
    )
    assert errors_of(path) == (
        f"mine.toml:18:11: week.A.session[1].session: {message}\n"
        f'  session = "{name}"\n'
        "            ^\n"
        f"  {remedy}"
    )


def test_a_session_is_written_or_named(tmp_path: Path) -> None:
    both = session(1, 'text = "rest"', 'session = "mile-beginner V1.1"')
    neither = session(2, 'why = "x"')
    assert errors_of(written(tmp_path, HEAD, WEEK, both, neither)) == (
        "mine.toml:14:11: week.A.session[1].session: cannot be used together with text\n"
        '  session = "mile-beginner V1.1"\n'
        "            ^\n"
        "  remove one of the two: write the session or name one\n"
        "mine.toml:16:10: week.A.session[2].text: is missing\n"
        "  [[week.A.session]]\n"
        "           ^\n"
        '  write text = "easy 30min", or session = "mile-intermediate V1.2"'
    )


# --- every error at once ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong", "hint"),
    [
        ("level", "levle", "level"),
        ("weeks =", "weks =", "weeks"),
        ("text", "txt", "text"),
        ("why", "wy", "why"),
        ("day", "dya", "day"),
        ('text = "rest"\nwhy = "x"', 'sesion = "mile-beginner V1.1"', "session"),
    ],
)
def test_a_misspelt_key_is_not_also_reported_missing(
    tmp_path: Path, right: str, wrong: str, hint: str
) -> None:
    text = HEAD + WEEK + session(1, 'text = "rest"', 'why = "x"')
    message = errors_of(written(tmp_path, text.replace(right, wrong)))
    assert len(message.splitlines()) == 4
    assert message.endswith(f'; did you mean "{hint}"?')


def test_errors_in_a_plan_and_its_libraries_are_reported_together(tmp_path: Path) -> None:
    """What is in a library that cannot be read is not missed as well."""
    head = HEAD + 'include = ["mine-lib.toml", "none.toml", "block"]\n'
    own = session(1, 'text = "use quick-strides; easy 30"', 'why = "x"')
    path = written(tmp_path, head, WEEK, own, library='[block.quick-strides]\nabout = ""\n')
    assert errors_of(path) == (
        'mine.toml:6:29: include[2]: there is no library "none.toml"\n'
        '  include = ["mine-lib.toml", "none.toml", "block"]\n'
        "                              ^\n"
        "  name a shipped one (blocks, strength) or a file beside the plan (my-blocks.toml)\n"
        'mine.toml:6:42: include[3]: there is no library "block"\n'
        '  include = ["mine-lib.toml", "none.toml", "block"]\n'
        "                                           ^\n"
        "  name a shipped one (blocks, strength) or a file beside the plan (my-blocks.toml);"
        ' did you mean "blocks"?\n'
        "mine.toml:14:33: week.A.session[1].text: 30 what?\n"
        '  text = "use quick-strides; easy 30"\n'
        "                                  ^\n"
        "  every number has a unit: 30min, 30s, 30km or 30mi\n"
        "mine-lib.toml:1:8: block.quick-strides.text: is missing\n"
        "  [block.quick-strides]\n"
        "         ^\n"
        '  write text = "warm-up {minutes=15}min"\n'
        "mine-lib.toml:2:9: block.quick-strides.about: is empty\n"
        '  about = ""\n'
        "          ^\n"
        "  write something between the quotes, or remove the key"
    )


@given(
    before=st.lists(
        st.sampled_from(["easy 5min", "6x 400m @ mile, jog 200m", 'run 3min "a \\"b"'])
    ),
    after=st.lists(st.sampled_from(["walk 60s", "2x (100m; jog 100m)"])),
    how=st.sampled_from(["line", "lines", "literal lines", "inline"]),
    comment=st.text("# \"'[]=abc", max_size=10),
)
def test_the_caret_is_under_the_very_word(
    before: list[str],
    after: list[str],
    how: str,
    comment: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """However the text is written in the file."""
    lines = [*before, "easy 5min; jig 90s", *after]
    text = {
        "line": json.dumps("\n".join(lines)),
        "lines": '"""\n' + "\n".join(lines).replace("\\", "\\\\") + '\n"""',
        "literal lines": "'''" + "\n".join(lines) + "'''",
        "inline": json.dumps("; ".join(lines)),
    }[how]
    table = f"{{day = 1, why = 'x', text = {text}}}" if how == "inline" else ""
    week = f"\n[week.A]\nphase = 'base'\nfocus = 'Run.' # {comment}\n"
    own = (
        f"session = [{table}]"
        if table
        else f"\n[[week.A.session]]\nday = 1\ntext = {text}\nwhy = 'x'"
    )
    path = written(tmp_path_factory.getbasetemp(), HEAD, week, own)
    first, shown, caret, _ = errors_of(path).split("\n")
    line, column = map(int, re.findall(r":(\d+):(\d+): ", first)[0])
    file = path.read_text(encoding="utf-8").split("\n")
    assert file[line - 1][column - 1 :].startswith("jig 90s")
    assert shown[caret.index("^") :].startswith("jig 90s")


def test_every_error_in_a_text_is_reported(tmp_path: Path) -> None:
    lines = ('text = """', "esy 30min", "6x (400m @ mlie; jog 200)", 'walk 2 "a;b"; run 5min @ fast', '"""', 'why = "x"')  # fmt: skip
    message = errors_of(written(tmp_path, HEAD, WEEK, session(1, *lines)))
    places = [line.split(" ")[0] for line in message.splitlines() if line.startswith("mine.toml")]
    assert places == ["mine.toml:14:1:", "mine.toml:15:12:", "mine.toml:16:6:", "mine.toml:16:26:"]


_ANY = st.recursive(
    st.sampled_from(["3", "-1", "nan", "true", "2027-05-01", '""', '"x"', '"rest"', "9" * 30])
    | st.sampled_from(['"\\u0000"', '"mile-beginner V1.1"', '"easy 30min"', "'''\na\nb'''"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda found: f"[{', '.join(found)}]")
        | st.dictionaries(
            st.sampled_from(["A", "day", "text", "why", "session", "phase", "focus", "steady"]),
            inner,
            max_size=4,
        ).map(
            lambda found: "{" + ", ".join(f"{key} = {value}" for key, value in found.items()) + "}"
        )
    ),
    max_leaves=8,
)
_KEYS = ("name", "title", "level", "about", "include", "weeks", "zones", "week", "block", "x")


@given(
    plan_of=st.dictionaries(st.sampled_from(_KEYS), _ANY, max_size=8),
    library=st.dictionaries(
        st.sampled_from(["block", "session", "weeks", "default-weeks", "x"]), _ANY, max_size=4
    ),
)
def test_any_value_in_a_plan_is_read_or_an_error_with_place_and_remedy(
    plan_of: dict[str, str], library: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    texts = [
        "".join(f"{key} = {value}\n" for key, value in found.items())
        for found in ({"include": '["mine-lib.toml"]', **plan_of}, library)
    ]
    path = written(tmp_path_factory.getbasetemp(), texts[0], library=texts[1])
    for problem in _problems(path):
        if " is not TOML" not in problem:
            assert re.match(r"mine(-lib)?\.toml:\d+:\d+: \S+: .*\n(  .*\n)*  .+", problem), problem


def _problems(path: Path) -> tuple[str, ...]:
    try:
        plan(path)
    except TemplateError as error:
        return tuple(map(str, error.problems))
    return ()
