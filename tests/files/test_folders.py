"""Folders that commands make."""

from __future__ import annotations

from pathlib import Path

import pytest

from fitexport.files.folders import made


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_new_folders_that_stayed_empty_are_removed(
    tmp_path: Path, error: type[BaseException]
) -> None:
    def work() -> None:
        with made(tmp_path / "a/b/c"):
            assert (tmp_path / "a/b/c").is_dir()
            raise error

    with pytest.raises(error):
        work()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_stays_and_so_do_those_above(tmp_path: Path) -> None:
    def work() -> None:
        with made(tmp_path / "a/b/c"):
            (tmp_path / "a/b/file").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert [each.name for each in (tmp_path / "a/b").iterdir()] == ["file"]


def test_an_empty_folder_of_the_user_stays(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), made(tmp_path):
        raise OSError("full")
    assert tmp_path.is_dir()


def test_ctrl_c_may_come_just_as_the_last_folder_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = Path.mkdir

    def interrupted(folder: Path, mode: int = 0o777, *, parents: bool, exist_ok: bool) -> None:
        make(folder, mode, parents=parents, exist_ok=exist_ok)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "mkdir", interrupted)
    with pytest.raises(KeyboardInterrupt), made(tmp_path / "a/b"):
        raise AssertionError("not reached")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_program_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".fitexport-0123456789abcdef.part").touch()
    (tmp_path / "run.fit").touch()
    with made(tmp_path):
        assert [each.name for each in tmp_path.iterdir()] == ["run.fit"]
