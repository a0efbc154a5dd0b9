"""Twenty commands at once on one folder, or on one watch: as if one had come after the other."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from support.command import SEASON, run
from support.fault_commands import words
from support.folders import tree
from support.watches import FENIX, make_drive

from fitexport.cli.main import main

pytestmark = pytest.mark.slow

COPIES = 20
TODAY = "--today 2027-03-01"
INSTALL = "watch install --at fake-watch --yes --limits workouts=6 --today 2027-03-20"


def at_once(commands: Sequence[str]) -> list[int]:
    """The exit statuses of commands that begin at the same moment, in processes of their own."""
    begin, started = os.pipe()
    children = []
    for command in commands:
        if (pid := os.fork()) == 0:
            status = 99
            try:
                os.close(started)
                os.read(begin, 1)  # until the parent closes its end
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, 1)
                os.dup2(nowhere, 2)
                main(words(command), prog_name="fitexport")
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else 0
            finally:
                os._exit(status)
        children.append(pid)
    os.close(begin)
    os.close(started)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]


def alone_in_turn(commands: Sequence[str], folder: Path) -> dict[str, str | bytes | None]:
    """What a folder has after commands, one by one."""
    for command in commands:
        done = run(*words(command))
        assert done.exit_code == 0, done.output
    return tree(folder)


def test_exports_into_one_folder_leave_one_of_them(alone: Path) -> None:
    (alone / "fitexport.toml").write_text(SEASON, encoding="utf-8")
    commands = [f"week {week} --out watch {TODAY}" for week in ("3", "4", "3-4", "all")]
    possible = []
    for command in commands:
        possible.append(alone_in_turn([command], alone / "watch"))
        shutil.rmtree(alone / "watch")
    for turn in range(2):
        asked = [commands[(turn + each) % len(commands)] for each in range(COPIES)]
        assert at_once(asked) == [0] * COPIES
        assert tree(alone / "watch") in possible


def test_changes_of_one_season_are_all_there(alone: Path) -> None:
    """Each is made on what the one before has written, or is refused since it has just changed."""
    (alone / "fitexport.toml").write_text(SEASON, encoding="utf-8")
    skips = [
        f"skip w{week}.{number} --force {TODAY}" for week in range(2, 7) for number in (2, 4, 5, 6)
    ]
    statuses = at_once(skips)
    assert set(statuses) <= {0, 6}
    text = (alone / "fitexport.toml").read_text(encoding="utf-8")
    for status, command in zip(statuses, skips, strict=True):
        assert text.count(f'skip = "{command.split()[1]}"') == (status == 0), command
    assert not list(alone.glob(".fitexport-*"))


def test_installs_on_one_watch_leave_one_of_them(alone: Path) -> None:
    (alone / "fitexport.toml").write_text(SEASON, encoding="utf-8")
    slow, fast = INSTALL, f"{INSTALL} --mile 6:12"
    home = Path.home()

    def afresh() -> Path:
        for folder in (alone / "fake-watch", home):
            shutil.rmtree(folder, ignore_errors=True)
        home.mkdir()
        return make_drive(alone / "fake-watch", FENIX)

    possible = [
        alone_in_turn(turns, afresh())
        for turns in ([slow, fast], [fast, slow], [slow, fast, slow], [fast, slow, fast])
    ]
    drive = afresh()
    assert at_once([slow, fast] * (COPIES // 2)) == [0] * COPIES
    assert tree(drive) in possible
    assert not list(home.rglob("*.part"))
