"""Folders that every system can hold, one for each athlete."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import many

from fitexport.squad.folders import folder_name, id_of_name, is_coded, same_name

NAMES = st.one_of(
    st.text(max_size=90),
    st.text("aA.- _'/\\:*?\u00e9\u0301", max_size=8),
    st.sampled_from(["..", ".", "CON", "nul", "com1", "LPT9", "aux.txt", "a" * 300, "\u5f18", "~"]),
)
IDS = st.one_of(st.just(""), st.text(min_size=1, max_size=80), st.from_regex(r"[a-z0-9_-]{1,9}"))


@given(NAMES, IDS)
@many(500, plain=50)
def test_every_folder_is_safe(name: str, own_id: str) -> None:
    folder = folder_name(name, own_id)
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 '._-]{0,89}", folder)
    assert folder[-1] not in ". "
    assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", folder, re.I)
    assert re.search(r"\.\S", folder) is None, "an ending, or a folder above"
    assert folder_name(name, own_id) == folder


@pytest.mark.slow
@given(st.lists(st.tuples(NAMES, IDS), min_size=2, max_size=20))
@many(200)
def test_no_two_athletes_share_a_folder(athletes: list[tuple[str, str]]) -> None:
    people = {same_name(own_id or id_of_name(name)): (name, own_id) for name, own_id in athletes}
    folders = [folder_name(*each).casefold() for each in people.values()]
    assert len(set(folders)) == len(folders)


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Anna Berg", "Anna Berg"),
        ("Sean O'Hara", "Sean O'Hara"),
        ("Mary-Jane Smith", "Mary-Jane Smith"),
        ("J. Smith", "J. Smith"),
        ("  Anna   Berg ", "Anna Berg"),
        ("Smith, Joe", "Smith Joe_"),
        ("Zo\u00eb", "Zoe_"),
        ("\u0414\u043c\u0438\u0442\u0440\u0438\u0439", "Dmitriy_"),
        ("../../etc/passwd", "etc-passwd_"),
        ("C:\\Windows", "C-Windows_"),
        ("nul", "nul_"),
        ("\U0001f3c3", "person-running_"),
        ("\u200b", "athlete_"),
        ("Anna.", "Anna_"),
        ("anna.txt", "anna-txt_"),
        ("x" * 60, "x" * 48 + "_"),
    ],
)
def test_names_of_every_kind_have_a_folder(name: str, folder: str) -> None:
    made = folder_name(name)
    assert made == folder or (folder.endswith("_") and made.startswith(folder) and is_coded(made))


def test_an_id_tells_namesakes_apart() -> None:
    assert folder_name("Anna Berg", "17") == "Anna Berg_17"
    assert folder_name("Anna Berg", "a/b") != folder_name("Anna Berg", "a-b") == "Anna Berg_a-b"
    assert folder_name("Anna Berg", "0123abcd") != "Anna Berg_0123abcd", "as if it were a code"
