"""Files of sessions: what `read_sessions` takes, writes back, and refuses with its place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import sessions

from fitexport.errors import TemplateError, UnitError
from fitexport.session.parse import parse
from fitexport.session.sessions_file import (
    MAX_CHARACTERS,
    MAX_SESSIONS,
    SessionText,
    format_sessions,
    read_sessions,
)

EASY = parse("easy 30min")
WEEK = """\
# My week.

2027-03-16 Track Tuesday:   # the good one
# spikes!
warm-up 15min
6x 400m @ mile, jog 200m "see #3: fast"

  Easy:
easy 30min

2027-03-18:
easy 30min; 4x stride 20s, walk 60s


rest
"""


def _errors(text: str, source: str = "week.txt") -> str:
    with pytest.raises(TemplateError) as raised:
        read_sessions(text, source=source)
    return str(raised.value)


_AWKWARD = [
    *(
        "Läufe am Dienstag",
        "朝ラン",
        "Long hills by the sea in May",
        "Track #3",
        "#1",
        '"Yasso" 800s',
    ),
    *("2027-03-16 Tempo", "1.5.27 Track", "May 10 miles", "a\\", "\\x", "x:", '5" hill'),
]


@pytest.mark.parametrize("name", _AWKWARD)
@pytest.mark.parametrize("day", [None, date(2027, 3, 16)])
def test_a_name_is_kept_whatever_it_is(name: str, day: date | None) -> None:
    written = SessionText(session=EASY, day=day, name=name)
    assert read_sessions(format_sessions([written])) == (written,)


def _names() -> st.SearchStrategy[str]:
    letters = st.characters(codec="utf-8", categories=("L", "N", "P", "S")) | st.sampled_from(
        ' "#\\'
    )
    return st.text(letters, max_size=20).map(str.strip) | st.sampled_from(
        ["", "4x2:30", "a:", ":", "rest", "800s (10)", "2027-03", "easy 30min;", *_AWKWARD]
    )


def _texts() -> st.SearchStrategy[SessionText]:
    days = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))
    return st.builds(SessionText, session=sessions(), day=days, name=_names())


# --- reading ----------------------------------------------------------------------------


def test_empty_lines_separate_sessions_and_headings_name_them() -> None:
    assert read_sessions(WEEK) == (
        SessionText(
            session=parse('warm-up 15min; 6x 400m @ mile, jog 200m "see #3: fast"'),
            day=date(2027, 3, 16),
            name="Track Tuesday",
        ),
        SessionText(session=EASY, name="Easy"),
        SessionText(session=parse("easy 30min; 4x stride 20s, walk 60s"), day=date(2027, 3, 18)),
        SessionText(session=parse("rest")),
    )


@pytest.mark.parametrize(
    "text",
    [
        "easy 30min",
        "\ufeffeasy 30min\n",
        "\r\n\r\neasy 30min\r\n",
        "\r# old Macs\r\reasy 30min\r",
        "\n \t \n# nothing\n\n  # nothing either:\n\neasy 30min # a note to self:\n   ",
        "easy 30min;\n# then\n;",
    ],
)
def test_marks_line_ends_and_comments_are_no_part_of_a_session(text: str) -> None:
    assert read_sessions(text) == (SessionText(session=EASY),)


def test_a_note_that_looks_like_the_end_of_a_heading_is_a_note() -> None:
    text = 'easy 30min "friends: # 3"'
    assert read_sessions(text) == (SessionText(session=parse(text)),)


def test_blocks_are_filled_in() -> None:
    (found,) = read_sessions("use b", blocks={"b": "easy 30min"})
    assert found == SessionText(session=EASY)


def test_a_file_has_a_maximum_length() -> None:
    text = "easy 30min\n\n" * MAX_SESSIONS
    assert len(read_sessions(text)) == MAX_SESSIONS
    assert _errors(text + "easy 30min") == "week.txt: too many sessions\n  at most 200 in one file"
    assert len(read_sessions("easy 30min".ljust(MAX_CHARACTERS, "\n"))) == 1
    long = "easy 30min".ljust(MAX_CHARACTERS + 1)
    assert _errors(long) == "week.txt: too long\n  at most 200000 characters"


# --- writing ----------------------------------------------------------------------------


@given(st.lists(_texts(), min_size=1, max_size=2))
def test_what_is_written_reads_back_the_same(written: list[SessionText]) -> None:
    text = format_sessions(written)
    assert read_sessions(text) == tuple(written)
    assert format_sessions(read_sessions(text)) == text


def test_what_is_written_is_what_a_coach_would_write() -> None:
    assert format_sessions(read_sessions(WEEK)) == (
        "2027-03-16 Track Tuesday:\n"
        "warm-up 15min\n"
        '6x 400m @ mile, jog 200m "see #3: fast"\n'
        "\n"
        "Easy:\n"
        "easy 30min\n"
        "\n"
        "2027-03-18:\n"
        "easy 30min\n"
        "4x stride 20s, walk 60s\n"
        "\n"
        "rest\n"
    )
    assert format_sessions([]) == ""


# --- errors ---------------------------------------------------------------------------


def test_the_errors_of_all_sessions_are_reported_in_the_lines_of_the_file() -> None:
    text = (
        "# week 1\n\n2027-03-16:\nwarm-up 15min\n  8x 400m @ mlie, jog 200m\n\n"
        "easy 30min\n\n16.3.2027 Track:\neasy 30min\n\n\n6x400 @ mile"
    )
    assert _errors(text) == (
        'week.txt:5:13: unknown zone "mlie"\n'
        "    8x 400m @ mlie, jog 200m\n"
        "              ^\n"
        "  zones: easy, long, threshold, vo2max, mile, goal, 800m, 1500m, 3k, 5k, 10k, half, marathon;"
        ' did you mean "mile"?\n'
        'week.txt:9:1: "16.3.2027" is not a date\n'
        "  16.3.2027 Track:\n"
        "  ^\n"
        "  begin the heading with year-month-day: 2027-03-16 Track:\n"
        "week.txt:13:3: 400 what?\n"
        "  6x400 @ mile\n"
        "    ^\n"
        "  every number has a unit: 400m or 400s"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'there is no session\n  write one, such as "6x 400m @ mile, jog 200m"'),
        (
            "\n # only words\n\n",
            'there is no session\n  write one, such as "6x 400m @ mile, jog 200m"',
        ),
        (
            "Track:\n\neasy 30min",
            "line 1, column 1: a heading without a session\n  Track:\n  ^\n"
            "  write the steps in the lines below it",
        ),
        (
            "\n  : # no name\neasy 30min",
            "line 2, column 3: an empty heading\n    : # no name\n    ^\n"
            "  write a day or a name: 2027-03-16 Track Tuesday:",
        ),
        (
            "easy 30min\n2027-03-18:\neasy 40min",
            "line 2, column 1: a heading in the middle of a session\n  2027-03-18:\n  ^\n"
            "  leave an empty line before it",
        ),
        (
            "2027-02-30 A:\neasy 30min",
            "line 1, column 1: there is no 2027-02-30 in the calendar\n  2027-02-30 A:\n  ^\n"
            "  begin the heading with year-month-day: 2027-03-16 Track:",
        ),
        (
            "1999-12-31:\neasy 30min",
            "line 1, column 1: 1999-12-31 is not in 2000 to 2099\n  1999-12-31:\n  ^\n"
            "  check the year",
        ),
        (
            f"2027-03-16  {'a' * 101}:\neasy 30min",
            f'line 1, column 13: the name "{"a" * 40}" has 101 characters\n'
            f"  2027-03-16  {'a' * 64}\n              ^\n"
            "  leave out 1",
        ),
        (
            "2027-03-18\neasy 30min",
            "line 1, column 1: a date is not a step\n  2027-03-18\n  ^\n"
            "  end a heading with a colon: 2027-03-16 Track:",
        ),
        (
            "Wed 17 March Hills:\neasy 30min",
            "line 1, column 5: a date in words\n  Wed 17 March Hills:\n      ^\n"
            "  begin the heading with year-month-day: 2027-03-16 Track:",
        ),
        (
            "Tue 2027-03-16:\neasy 30min",
            "line 1, column 5: a date in words\n  Tue 2027-03-16:\n      ^\n"
            "  begin the heading with year-month-day: 2027-03-16 Track:",
        ),
        (
            "2027-02-30:\neasy\n6x400 @ mile",
            "line 1, column 1: there is no 2027-02-30 in the calendar\n  2027-02-30:\n  ^\n"
            "  begin the heading with year-month-day: 2027-03-16 Track:\n"
            "line 2, column 5: how long? easy has no amount\n  easy\n      ^\n"
            "  add a time, a distance or until lap: 10min\n"
            "line 3, column 3: 400 what?\n  6x400 @ mile\n    ^\n"
            "  every number has a unit: 400m or 400s",
        ),
        (
            "A:\neasy",
            "line 2, column 5: how long? easy has no amount\n  easy\n      ^\n"
            "  add a time, a distance or until lap: 10min",
        ),
        (
            "2x (400m @ mile;\n\njog 200m)",
            "line 1, column 4: this bracket is never closed\n  2x (400m @ mile;\n     ^\n"
            "  close it with )\n"
            'line 3, column 9: unexpected ")"\n  jog 200m)\n          ^\n'
            "  write one step per line, or separate them by ;",
        ),
    ],
)
def test_an_error_has_its_place_and_a_remedy(text: str, message: str) -> None:
    assert _errors(text, "") == message


def test_an_error_in_a_block_has_its_place_there() -> None:
    with pytest.raises(TemplateError) as raised:
        read_sessions("\n\nuse b", source="a.txt", blocks={"b": "easy"})
    assert str(raised.value).startswith("a.txt:3: block b, line 1, column 5: how long?")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("a" * 101, f'the name "{"a" * 40}" has 101 characters'),
        ("a\x1b[2J", 'the name "aU+001B[2J" has characters that cannot be shown'),
        ("a\nb", 'the name "aU+000Ab" has characters that cannot be shown'),
        (" a", 'the name " a" begins or ends with a space'),
        ("   ", 'the name "   " begins or ends with a space'),
    ],
)
def test_a_name_that_cannot_be_in_a_heading_is_refused(name: str, problem: str) -> None:
    with pytest.raises(UnitError) as raised:
        SessionText(session=EASY, name=name)
    assert raised.value.problem == problem
    assert raised.value.remedy


@given(st.text() | st.text(st.sampled_from('easy 30min;:#"\n (x,)2027-03-16'), max_size=60))
def test_any_text_is_read_or_refused_with_a_remedy(text: str) -> None:
    try:
        found = read_sessions(text)
    except TemplateError as refusal:
        problems = refusal.problems
    else:
        assert read_sessions(format_sessions(found)) == found
        return
    assert problems
    assert all(problem.remedy for problem in problems)


@pytest.mark.slow
@pytest.mark.parametrize("char", [" ", "#", ":", '"', ";", "\n", "(", "0", "x", "a", "\t", ": "])
def test_what_is_long_is_read_in_no_time(char: str) -> None:
    with pytest.raises(TemplateError):
        read_sessions(char * (MAX_CHARACTERS // len(char)))


@pytest.mark.slow
@pytest.mark.parametrize("separator", [";", "\n"])
def test_too_many_steps_are_one_error_a_session_and_cost_no_time(separator: str) -> None:
    """2,400 steps a session: each one too many was an error that searched the whole text."""
    with pytest.raises(TemplateError) as raised:
        read_sessions(f"{('jog 10s' + separator) * 2400}\n\n" * 2)
    assert [problem.problem for problem in raised.value.problems] == [
        "the session has too many steps"
    ] * 2
