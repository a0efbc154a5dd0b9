"""FIT files that mean harm: read, judged, written down and compared, or refused; nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import many
from support.fit_build import EVERY_STEP, STRENGTH, definition, fit_file, repaired
from support.fit_foreign import (
    ENUM,
    OTHERS,
    TEXT,
    UINT16,
    UINT32,
    Fields,
    about,
    file_id,
    message,
    repeat,
    schedule_file,
    step,
    workout_file,
)
from support.in_words import fit_is_read
from support.limited import cost, costs_little

from fitexport.fit.witness import witness
from fitexport.fit.workout_file import encode_workout

FILES = [
    *OTHERS.values(),
    encode_workout(EVERY_STEP, 0x8000_0001).data,
    encode_workout(STRENGTH, 0x8000_0001).data,
    schedule_file([(1067860800, 5, 6), (1067947200, 5, 6)]),
]


# --- mutations --------------------------------------------------------------------------


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A file with bytes changed, cut off, doubled or put elsewhere; its checksums are right."""
    data = bytearray(draw(st.sampled_from(FILES)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(14, max(len(data) - 3, 14)))
        match draw(st.sampled_from(("set", "flip", "cut", "double"))):
            case "set":
                data[at] = draw(st.sampled_from((0, 1, 6, 7, 0x40, 0x7F, 0x80, 0xFF)))
            case "flip":
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del data[at : at + draw(st.integers(1, 9))]
            case _:
                data[at:at] = data[at : at + draw(st.integers(1, 40))]
    return repaired(bytes(data))


@given(mutated())
def test_mutated_files_are_read_or_refused(data: bytes) -> None:
    fit_is_read(data)


@pytest.mark.slow
@given(mutated())
@many(200)
def test_many_mutated_files_are_read_or_refused_by_both_readers(data: bytes) -> None:
    fit_is_read(data)
    fit_is_read(data, witness)


_NUMBERS = st.sampled_from(
    (None, 0, 1, 2, 5, 99, 100, 101, 255, 1000, 1001, 3704, 65_535, 86_400_001, 2**31, 2**32 - 1)
)
_NOTES = st.sampled_from(
    (
        *(None, "", "walk", "float, on", "Last one", "Last one: x", "Last round: ", "\x1b[2J"),
        *("up to 5 min more, then lap", "up to 1:30 min more easy", "up to 9 km more, then x"),
        *("bounding 5 reps", "bounding 0-0 reps, x", "back squat 6-8 reps", '# ; \n \\ "'),
    )
)


@st.composite
def steps(draw: st.DrawFn) -> Fields:
    """A workout_step of any numbers."""
    more: dict[str, tuple[int, int | bytes]] = {}
    if draw(st.booleans()):
        more["f10"] = (UINT16, draw(st.sampled_from((28, 3, 0xFFFF))))
        more["f11"] = (UINT16, draw(st.sampled_from((6, 12, 0xFFFF))))
    if draw(st.integers(0, 5)) == 0:
        more["f19"] = (ENUM, draw(st.integers(0, 15)))
        more["f21"] = more["f22"] = (UINT32, draw(st.integers(0, 2000)))
    if draw(st.integers(0, 5)) == 0:
        more["f0"] = (TEXT, b"\xff\xfe\0stale")
    return step(
        draw(st.integers(0, 33) | st.sampled_from((6, 6, 6, 0, 1, 29))),
        draw(_NUMBERS | st.integers(0, 5)),
        draw(st.none() | st.integers(0, 15)),
        draw(_NUMBERS),
        draw(_NUMBERS),
        draw(_NUMBERS),
        draw(st.none() | st.integers(0, 7)),
        draw(_NOTES),
        **more,
    )


WHOLE_FILES = st.builds(
    lambda rows, sport, sub_sport: workout_file(
        rows, about("x", len(rows), sport, f11=(ENUM, sub_sport))
    ),
    st.lists(steps(), max_size=8),
    st.sampled_from((0, 1, 2, 4, 5, 10, 15, 17, 99, 255)),
    st.sampled_from((255, 20, 15, 17, 99)),
)


@given(WHOLE_FILES)
def test_steps_of_any_numbers_are_read(data: bytes) -> None:
    assert fit_is_read(data)


@pytest.mark.slow
@given(WHOLE_FILES)
@many(200)
def test_many_steps_of_any_numbers_are_read_by_both_readers(data: bytes) -> None:
    assert fit_is_read(data)
    assert fit_is_read(data, witness)


# --- bombs ------------------------------------------------------------------------------


def _head() -> bytes:
    return message(0, file_id())


def _deep(depth: int) -> bytes:
    return workout_file([step(), *(repeat(0, 99) for _ in range(depth))])


BOMBS = {
    "empty": b"",
    "text": "Läufe".encode("latin-1") * 50_000,
    "zeros": bytes(1_000_000),
    "oversized": OTHERS["connect.fit"] * 10_000,
    "no fields, then zeros": fit_file(_head() + definition(1, 27, []) + b"\1" * 250_000),
    "definitions alone": fit_file(_head() + definition(1, 27, []) * 40_000),
    "wide definitions": fit_file(
        _head() + (definition(1, 27, [(n, 1, 2) for n in range(255)]) + b"\1" + bytes(255)) * 250
    ),
    "one wide definition": fit_file(
        _head() + definition(1, 27, [(n, 1, 2) for n in range(255)]) + (b"\1" + bytes(255)) * 900
    ),
    "the same field 255 times": fit_file(
        _head() + definition(1, 27, [(8, 255, 7)] * 255) + (b"\1" + b"a" * 65_025) * 3
    ),
    "many steps": workout_file([step(notes="Last one: x")] * 480),
    "many steps of one kind": fit_file(
        _head()
        + definition(2, 27, [(254, 2, 0x84), (1, 1, 0), (2, 4, 0x86)])
        + b"\2\0\0\0\1\0\0\0" * 30_000
    ),
    "repeats in repeats": _deep(3),
    "as deep as there is room": _deep(480),
    "every repeat doubles": workout_file(
        [row for n in range(150) for row in (step(), repeat(n, 2), repeat(0, 99))]
    ),
    "long notes": workout_file([step(notes="n" * 250)] * 400),
    "many entries": schedule_file([(1067860800 + n, 5, 6) for n in range(480)]),
    "far too many entries": schedule_file([(1067860800 + n, 5, 6) for n in range(4000)]),
    "length of nothing": OTHERS["connect.fit"][:4] + b"\0\0\0\0" + OTHERS["connect.fit"][8:],
    "length of everything": OTHERS["connect.fit"][:4] + b"\xff" * 4 + OTHERS["connect.fit"][8:],
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_or_refused(name: str) -> None:
    fit_is_read(BOMBS[name])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
@pytest.mark.one_in(3)
@pytest.mark.parametrize("command", ["read", "check"])
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_a_command_little(tmp_path: Path, command: str, name: str) -> None:
    (tmp_path / "bomb.fit").write_bytes(BOMBS[name])
    found = cost(command, "bomb.fit", folder=tmp_path)
    costs_little(found)
    assert found.exit_code in (0, 1, 5)
