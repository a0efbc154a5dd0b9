from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitexport.errors import TemplateError, WriteError
from fitexport.pace.results import Result
from fitexport.season.changes import Away, Change, Move, NewRaceDay, Skip
from fitexport.season.edits import entry, with_entry, without_last
from fitexport.season.spells import Spell

MADE = date(2027, 3, 1)
MOVE = Move("w3.2", date(2027, 3, 25), made=MADE)
SKIP = Skip("w3.4", made=date(2027, 3, 2))
RAN = Result(day=date(2027, 3, 6), distance="mile", time_s=372.0)

MOVED = """\
[[change]]
date = 2027-03-01
move = "w3.2"
to = 2027-03-25
"""
SKIPPED = """\
[[change]]
date = 2027-03-02
skip = "w3.4"
"""
RESULT = """\
[[result]]
date = 2027-03-06
distance = "mile"
time = "6:12"
"""

FILE = """\
# Anna's spring

[athlete]
mile = "6:20"   # on the track in Ghent

[season]
race-day = 2027-05-01
"""

NOTHING_TO_UNDO = "nothing to undo: no change and no result is written there"


# --- an entry ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("happened", "text"),
    [
        (MOVE, MOVED),
        (Move("w3.2", date(2027, 3, 25), swap=True, made=MADE), f"{MOVED}swap = true\n"),
        (SKIP, SKIPPED),
        (
            Away(Spell(date(2027, 3, 2), date(2027, 3, 7), "sick"), made=MADE),
            "[[change]]\ndate = 2027-03-01\nsick = 2027-03-02\nuntil = 2027-03-07\n",
        ),
        (
            Away(Spell(date(2027, 3, 2), date(2027, 3, 7), "away"), made=MADE),
            "[[change]]\ndate = 2027-03-01\ntravel = 2027-03-02\nuntil = 2027-03-07\n",
        ),
        (
            Away(
                Spell(date(2027, 3, 2), date(2027, 3, 7), "away", days=("mon", "wed")),
                made=MADE,
            ),
            "[[change]]\ndate = 2027-03-01\ntravel = 2027-03-02\nuntil = 2027-03-07\n"
            'days = ["mon", "wed"]\n',
        ),
        (
            NewRaceDay(date(2027, 5, 8), made=MADE),
            "[[change]]\ndate = 2027-03-01\nrace-day = 2027-05-08\n",
        ),
        (RAN, RESULT),
        (
            Result(day=date(2027, 3, 6), distance="5k", time_s=1330.5, goal_s=355.5),
            '[[result]]\ndate = 2027-03-06\ndistance = "5k"\ntime = "22:10.5"\ngoal = "5:55.5"\n',
        ),
        (
            Result(day=date(2027, 3, 6), distance="10k", time_s=3750.0),
            '[[result]]\ndate = 2027-03-06\ndistance = "10k"\ntime = "62:30"\n',
        ),
    ],
)
def test_an_entry_is_a_separate_table(happened: Change | Result, text: str) -> None:
    assert entry(happened) == text


# --- adding one and taking it back ------------------------------------------------------

LAYOUTS = {
    "as it is": (FILE, f"{FILE}\n{MOVED}"),
    "no line break at the end": (FILE.rstrip(), f"{FILE}\n{MOVED}".rstrip()),
    "blank lines at the end": (f"{FILE}\n\n", f"{FILE}\n\n\n{MOVED}"),
    "spaces at the end": (f"{FILE}  ", f"{FILE}  \n\n{MOVED}".rstrip()),
    "a comment at the end": (f"{FILE}# soon\n", f"{FILE}# soon\n\n{MOVED}"),
    "a comment at the very end": (f"{FILE}# soon", f"{FILE}# soon\n\n{MOVED}".rstrip()),
    "a byte order mark": (f"\ufeff{FILE}", f"\ufeff{FILE}\n{MOVED}"),
    "nothing": ("", f"\n\n{MOVED}".rstrip()),
    "only a line break": ("\n", f"\n\n{MOVED}"),
    "letters of all the world": (f"{FILE}# Łódź, 日本\n", f"{FILE}# Łódź, 日本\n\n{MOVED}"),
    "a bracket in a text": (
        f"{FILE}id = '''\n[[change]]\n'''\n",
        f"{FILE}id = '''\n[[change]]\n'''\n\n{MOVED}",
    ),
    "dotted keys": ('athlete.mile = "6:20"\n', f'athlete.mile = "6:20"\n\n{MOVED}'),
    "an inline table": (
        'athlete = { mile = "6:20" }\n',
        f'athlete = {{ mile = "6:20" }}\n\n{MOVED}',
    ),
}

each_layout = pytest.mark.parametrize(("before", "after"), LAYOUTS.values(), ids=LAYOUTS)


@each_layout
def test_an_entry_is_added_below_all_that_is_there_and_cut_out_again(
    before: str, after: str
) -> None:
    assert with_entry(before, MOVE) == after
    assert without_last(after) == (before, MOVED.rstrip())


@each_layout
def test_a_file_of_windows_stays_one(before: str, after: str) -> None:
    if "\n" not in before:  # nothing says that it is one
        return
    before, after = (text.replace("\n", "\r\n") for text in (before, after))
    assert with_entry(before, MOVE) == after
    assert without_last(after) == (before, MOVED.rstrip())


@each_layout
def test_changes_and_results_take_turns_and_go_in_the_opposite_order(
    before: str, after: str
) -> None:
    texts = [before]
    for happened in (MOVE, RAN, SKIP, RAN):
        texts.append(with_entry(texts[-1], happened))
    assert texts[1] == after
    document = tomllib.loads(texts[-1].removeprefix("\ufeff"))
    assert document["change"] == tomllib.loads(f"{MOVED}{SKIPPED}")["change"]
    assert document["result"] == 2 * tomllib.loads(RESULT)["result"]
    for gone in (RESULT, SKIPPED, RESULT, MOVED):
        last = texts.pop()
        assert without_last(last) == (texts[-1], gone.rstrip())


def test_the_last_entry_is_the_lowest_of_the_file_whatever_its_day() -> None:
    text = f"{FILE}\n{SKIPPED}\n{RESULT}\n{MOVED}"
    assert without_last(text) == (f"{FILE}\n{SKIPPED}\n{RESULT}", MOVED.rstrip())


def test_an_entry_has_the_line_ends_of_the_last_line() -> None:
    for first, last in (("\n", "\r\n"), ("\r\n", "\n")):
        text = f"# Anna{first}# Ghent{last}"
        assert with_entry(text, SKIP) == f"{text}{last}{SKIPPED.replace(chr(10), last)}"


LINES = st.sampled_from(["", "# soon", "  ", "# one\u2028two", "# one\u0085two", "# one\u2029two"])


@given(
    lines=st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r\n"])), max_size=6),
    end=LINES,
    happened=st.lists(st.sampled_from([MOVE, SKIP, RAN]), min_size=1, max_size=4),
)
def test_whatever_the_line_ends_undo_gives_the_file_back_to_the_byte(
    lines: list[tuple[str, str]], end: str, happened: list[Change | Result]
) -> None:
    """Mixed ones too; what only Unicode calls the end of a line is none in TOML."""
    texts = ["".join(line + newline for line, newline in lines) + end]
    for each in happened:
        texts.append(with_entry(texts[-1], each))
    for each in reversed(happened):
        last = texts.pop()
        assert without_last(last) == (texts[-1], entry(each).rstrip())


# --- what a user wrote ------------------------------------------------------------------


def test_a_comment_below_an_entry_stays_when_the_entry_is_removed() -> None:
    noted = f"{with_entry(FILE, MOVE)}\n# call the physio\n"
    assert without_last(noted) == (f"{FILE}\n# call the physio\n", MOVED.rstrip())


def test_a_comment_between_two_entries_stays_when_either_is_removed() -> None:
    noted = f"{with_entry(FILE, MOVE)}# better so\n"
    twice = with_entry(noted, SKIP)
    assert without_last(twice) == (noted, SKIPPED.rstrip())
    assert without_last(noted) == (f"{FILE}# better so\n", MOVED.rstrip())


def test_a_comment_within_an_entry_is_removed_with_it_and_shown() -> None:
    commented = MOVED.replace("\nto =", "\n# the track was closed\nto =") + "# rain\n"
    noted = f"{FILE}\n{commented}"
    twice = with_entry(noted, RAN)
    assert twice == f"{noted}\n{RESULT}"
    assert without_last(twice) == (noted, RESULT.rstrip())
    assert without_last(noted) == (f"{FILE}# rain\n", commented.removesuffix("# rain\n").rstrip())


def test_a_table_below_the_entries_stays() -> None:
    text = f"{MOVED}\n{RESULT}\n{FILE}"
    assert without_last(text) == (f"{MOVED}\n{FILE}", RESULT.rstrip())
    added = with_entry(text, SKIP)
    assert added == f"{text}\n{SKIPPED}"
    assert without_last(added) == (text, SKIPPED.rstrip())


def test_an_entry_with_a_list_over_many_lines_is_cut_out_whole() -> None:
    written = "[[change]]\ndate = 2027-03-01\ntravel = 2027-03-02\nuntil = 2027-03-07\n"
    written += 'days = [\n  "mon",  # at the hotel\n  "wed",\n]\n'
    assert without_last(f"{FILE}\n{written}") == (FILE, written.rstrip())


# --- what cannot be edited --------------------------------------------------------------


@pytest.mark.parametrize(
    "below", ['  [athlete]\n  mile = "6:20"\n', '[change.more]\nnote = "hot"\n']
)
def test_an_entry_that_cannot_be_separated_from_the_text_below_is_not_removed(below: str) -> None:
    text = f"[season]\nrace-day = 2027-05-01\n\n{MOVED}\n{below}"
    with pytest.raises(WriteError) as raised:
        without_last(text)
    assert str(raised.value) == (
        "the last change, on line 4, cannot be removed\n  remove it by hand"
    )


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        "",
        "# [[change]]\n",
        f'{FILE}id = """\n[[change]]\n"""\n',
    ],
)
def test_without_an_entry_there_is_nothing_to_undo(text: str) -> None:
    with pytest.raises(TemplateError) as raised:
        without_last(text)
    assert str(raised.value) == NOTHING_TO_UNDO


def test_a_file_that_is_not_toml_is_refused_with_its_line() -> None:
    for act in (without_last, lambda text: with_entry(text, SKIP)):
        with pytest.raises(TemplateError) as raised:
            act("[athlete]\nmile = 6:20\n")
        assert str(raised.value) == (
            "the file:2:9: is not TOML: Expected newline or end of document after a statement\n"
            "  mile = 6:20\n"
            "          ^\n"
            '  write one setting per line, and text in quotes: mile = "7:04"'
        )
