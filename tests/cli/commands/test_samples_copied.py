"""`fitexport samples`: whole, into a new folder, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import error_of, run
from support.folders import tree

SAMPLES = Path(__file__).parents[3] / "samples"


def test_all_samples_are_copied_into_a_new_folder(alone: Path) -> None:
    expected = tree(SAMPLES)
    count = sum(data is not None for data in expected.values())
    result = run("samples", "--out", "new/mine")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{count} files copied to new/mine\n"
    assert tree(alone / "new/mine") == expected
    assert list((alone / "new").iterdir()) == [alone / "new/mine"]


def test_what_exists_is_left_alone(alone: Path) -> None:
    (alone / "samples").mkdir()
    assert error_of(run("samples")) == (
        2,
        "Error: samples already exists\n  give another name; nothing was changed\n",
    )
    assert tree(alone) == {"samples": None}


def test_a_place_without_room_for_a_folder_is_named(alone: Path) -> None:
    (alone / "file").write_text("")
    assert error_of(run("samples", "--out", "file/mine")) == (
        6,
        "Error: file/mine: File exists\n  give another place\n",
    )
    assert tree(alone) == {"file": b""}


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    "command", ["fitness samples/time-trial.gpx", "watch find --at samples/fake-watch"]
)
def test_the_examples_in_its_help_work(command: str) -> None:
    run("samples", "--out", "samples")
    assert run(*command.split()).exit_code == 0
