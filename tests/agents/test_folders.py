"""Agents reach what is in the folders that the user named, by no name and no link anything else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.agents import SETTINGS, call, reach, refused

from fitexport.agents.folders import Folders
from fitexport.errors import UsageError

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
OUT = [
    *("..", "../out", "in/../../out", "./in", "in//a", "/etc/passwd", "..\\out", "in\\a", "C:\\x"),
    *("C:/x", "\\\\host\\share", "in/..", ".hidden", "con", "NUL.fit", "in/com1.txt", "a\x00b", "a\nb"),
    *("in/a.", "\ud800", "//host/share", "in/.", "...", "a" * 300 + "/.."),
]  # fmt: skip


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """A folder for agents beside one that they must not reach."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.fit").write_bytes(b"secret")
    (tmp_path / "out" / "plan.toml").write_text('secret = "plan"\n')
    (tmp_path / "box" / "in").mkdir(parents=True)
    return tmp_path / "box"


@pytest.mark.parametrize("name", OUT)
def test_no_name_leads_out(name: str, box: Path) -> None:
    folders = Folders(read=box, write=box)
    with pytest.raises(UsageError):
        folders.target(name)
    with pytest.raises(UsageError):
        folders.existing(name)


def test_a_folder_that_a_shell_takes_for_a_home_is_not_made(box: Path) -> None:
    for name in ("~", "~/x", "x/~anna"):
        with pytest.raises(UsageError):
            Folders(read=box, write=box).target(name)


def test_names_inside_are_found_in_either_folder(tmp_path: Path) -> None:
    read, write = tmp_path / "r", tmp_path / "w"
    for folder in (read, write):
        (folder / "in").mkdir(parents=True)
    (read / "in" / "18:30 a?.fit").touch()
    (write / "in" / "b.fit").touch()
    folders = Folders(read=read, write=write)
    assert folders.existing("in/18:30 a?.fit") == read / "in" / "18:30 a?.fit"
    assert folders.existing("in/b.fit") == write / "in" / "b.fit"
    assert folders.existing(".") == read
    assert folders.target("in/new/c") == write / "in" / "new" / "c"
    assert folders.target("") == write


def test_without_folders_nothing_is_read_or_written(box: Path) -> None:
    assert "--read FOLDER" in refused(reach(), "check_files", path=".").text
    assert "there is no tool" in refused(reach(box), "write_weeks").text
    with pytest.raises(UsageError, match="--write FOLDER"):
        Folders(read=box).target("in")


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_links_lead_nowhere_else(kind: str, box: Path) -> None:
    out = box.parent / "out"
    link = box / "link.fit"
    link.symlink_to(out / "secret.fit" if kind == "file" else out)
    at = reach(box, box)
    names = ["link.fit"] if kind == "file" else ["link.fit", "link.fit/secret.fit"]
    for name in names:
        for tool in ("check_files", "read_files", "find_fitness", "review_run"):
            made = refused(at, tool, path=name)
            assert "a link leads out of the folder" in made.text
            assert str(box) not in made.text
        for tool, given in _writing_to(name).items():
            assert "a link leads out of the folder" in refused(at, tool, **given).text
    assert sorted(each.name for each in out.iterdir()) == ["plan.toml", "secret.fit"]


def _writing_to(name: str) -> dict[str, dict[str, Any]]:
    return {
        "write_workouts": {"text": "easy 30min", "folder": name},
        "write_weeks": {"folder": f"{name}/weeks"},
        "write_settings": {"settings": SETTINGS, "file": f"{name}/a.toml"},
        "make_change": {"change": {"kind": "skip", "session": "w1.1"}, "file": name},
        "undo_change": {"file": name},
    }


def test_a_folder_with_a_file_from_elsewhere_is_not_searched(box: Path) -> None:
    shutil.copy(SAMPLES / "time-trial.fit", box / "in" / "a.fit")
    assert call(reach(box), "find_fitness", path="in")["runs"]
    (box / "in" / "b.fit").symlink_to(box.parent / "out" / "secret.fit")
    for tool in ("check_files", "read_files", "find_fitness"):
        for path in (".", "in"):
            assert "in/b.fit: a link leads out" in refused(reach(box), tool, path=path).text
    assert "a link leads out" in refused(reach(box), "check_files", path="in/a.fit").text


def test_links_that_stay_inside_are_followed(box: Path) -> None:
    shutil.copy(SAMPLES / "time-trial.fit", box / "in" / "a.fit")
    (box / "latest.fit").symlink_to(box / "in" / "a.fit")
    assert call(reach(box), "find_fitness", path="latest.fit")["runs"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_only_regular_files_are_opened(box: Path) -> None:
    os.mkfifo(box / "pipe.fit")
    made = refused(reach(box), "check_files", path="pipe.fit")
    assert "no such file" in made.text


PLAN = 'include = ["{include}"]\nname = "x"\n'


@pytest.mark.parametrize(
    "plan",
    [
        "../out/plan.toml",
        "{out}/plan.toml",
        "in/link.toml",
        "in/including.toml",
        "in/absolute.toml",
    ],
)
def test_a_plan_is_in_the_folder_and_so_is_what_it_includes(plan: str, box: Path) -> None:
    out = box.parent / "out"
    (box / "in" / "link.toml").symlink_to(out / "plan.toml")
    (box / "in" / "including.toml").write_text('include = ["../../out/plan.toml"]\n')
    (box / "in" / "absolute.toml").write_text(f'include = ["{out}/plan.toml"]\n')
    plan = plan.format(out=out)
    (box / "fitexport.toml").write_text(f'[season]\nplan = "{plan}"\nrace-day = 2027-05-01\n')
    change = {"kind": "skip", "session": "w1.1"}
    for given in ({}, {"file": "fitexport.toml"}, {"settings": {"plan": plan}}):
        made = refused(reach(box, box), "show_plan", **given)
        assert "secret" not in made.text
        assert "leads out" in made.text or "is not a name inside" in made.text
    for tool in ("make_change", "propose_change"):
        made = refused(reach(box, box), tool, change=change, file="fitexport.toml")
        assert "leads out" in made.text
    assert "leads out" in refused(reach(box, box), "undo_change").text
    made = refused(reach(box, box), "write_settings", settings={"plan": plan}, file="b.toml")
    assert "secret" not in made.text
    assert not (box / "b.toml").exists()


def test_a_plan_of_your_own_is_read(box: Path, alone: Path) -> None:
    from support.command import run

    assert run("plans", "new", "my-plan.toml").exit_code == 0
    shutil.copy(alone / "my-plan.toml", box / "in" / "my-plan.toml")
    settings = {**SETTINGS, "plan": "in/my-plan.toml"}
    made = call(reach(box, box), "write_settings", settings=settings)
    assert 'plan = "in/my-plan.toml"' in made["text"]
    assert call(reach(box, box), "show_plan")["plan"] == "my-plan"


def test_a_list_of_activities_beside_the_folder_is_not_read(box: Path) -> None:
    shutil.copy(SAMPLES / "time-trial.gpx", box / "in" / "1.gpx")
    listed = "ID,Date,Name,Type,File\n1,x,A ride,Ride,in/1.gpx\n".replace("in/", "activities/")
    activities = box.parent / "activities"
    shutil.move(box / "in", activities)
    (box.parent / "activities.csv").write_text(listed)
    assert call(reach(activities), "find_fitness", path=".")["runs"]
    assert "no run" in refused(reach(box.parent), "find_fitness", path="activities").text


def test_paths_are_shown_as_seen_from_the_folders(box: Path) -> None:
    folders = Folders(read=box, write=box / "in")
    assert (
        folders.shown(f"{box}/a.fit, {box}/in/b.fit, {box}, {box}er/c")
        == f"a.fit, b.fit, ., {box}er/c"
    )
    assert str(box) not in refused(reach(box), "read_files", path="in").text
