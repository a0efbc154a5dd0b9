"""One file written whole, wherever the program that writes it is stopped."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from support.folders import in_child, tree

from fitexport.calendar.memory import remember
from fitexport.calendar.revisions import Revision
from fitexport.errors import TemplateError, WriteError
from fitexport.files import replace
from fitexport.files.replace import read_raw, rewrite, write_whole
from fitexport.season.settings_text import write_athlete_file

# --- every way of writing one, stopped at every line -------------------------------------

_Tree = dict[str, str | bytes | None]


def _write_memory(folder: Path) -> None:
    remember(folder / "a", lambda before: before.with_revisions({"uid": Revision("hash", 1)}))


_MEMORY = (
    b'{\n "fitexport-calendar": 1,\n "events": {\n  "uid": [\n   "hash",\n   1\n  ]\n },\n'
    b' "published": {}\n}\n'
)

# name -> how a file is written; what the folder has before; what it has after
_WRITES: dict[str, tuple[Callable[[Path], object], _Tree, _Tree]] = {
    "first": (lambda folder: write_whole(folder / "a", b"new"), {}, {"a": b"new"}),
    "replacing": (lambda folder: write_whole(folder / "a", b"new"), {"a": b"old"}, {"a": b"new"}),
    "new": (lambda folder: write_whole(folder / "a", b"new", new=True), {}, {"a": b"new"}),
    "rewriting": (
        lambda folder: rewrite(folder / "a", "old", "new"),
        {"a": b"old"},
        {"a": b"new"},
    ),
    "keeping": (
        lambda folder: write_athlete_file(folder / "a", "new"),
        {"a": b"old", "a.old": b"older"},
        {"a": b"new", "a.old": b"older", "a.old2": b"old"},
    ),
    "remembering": (_write_memory, {"b": b"b"}, {"a": _MEMORY, "b": b"b"}),
}
every_write = pytest.mark.parametrize("write", _WRITES)


def _built(folder: Path, content: _Tree) -> Path:
    folder.mkdir()
    for name, data in content.items():
        assert isinstance(data, bytes)
        (folder / name).write_bytes(data)
    return folder


def _stopped_at(line: int, stop: Callable[[], None], act: Callable[[], object]) -> bool:
    """Whether `act` came to an end before the module that writes files came to its n-th line,
    where `stop` is called."""
    left = line

    def at_each_line(frame: FrameType, event: str, arg: object) -> Any:
        del arg
        nonlocal left
        if frame.f_code.co_filename != replace.__file__:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                sys.settrace(None)
                stop()
        return at_each_line

    before = sys.gettrace()
    sys.settrace(at_each_line)
    try:
        act()
    finally:
        sys.settrace(before)
    return left > 0


def _interrupt() -> None:
    raise KeyboardInterrupt


def _fail() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _kill() -> None:
    os._exit(9)


def _is_whole(found: _Tree, before: _Tree, after: _Tree) -> bool:
    """Whether a folder has the old or the new file, perhaps with a kept copy of the old one."""
    return found in (before, after) or found == {**after, "a": b"old"}


@every_write
@pytest.mark.parametrize("stop", [pytest.param(_interrupt, marks=pytest.mark.slow), _fail])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a file not closed
def test_a_write_that_is_stopped_at_any_line_leaves_old_or_new_and_the_next_one_works(
    tmp_path: Path, write: str, stop: Callable[[], None]
) -> None:
    act, before, after = _WRITES[write]
    for line in range(1, 200):
        folder = _built(tmp_path / str(line), before)
        try:
            if _stopped_at(line, stop, lambda folder=folder: act(folder)):  # type: ignore[misc]
                break
        except (KeyboardInterrupt, OSError, WriteError):
            pass
        found = {name: data for name, data in tree(folder).items() if not name.startswith(".fit")}
        assert _is_whole(found, before, after), line
        write_whole(folder / "z", b"z")
        assert tree(folder) == {**found, "z": b"z"}, line
    else:
        pytest.fail("it never came to an end")
    assert line > 10
    assert tree(folder) == after


@pytest.mark.slow
@every_write
def test_a_write_that_is_killed_at_any_line_leaves_old_or_new_and_the_next_one_sweeps(
    tmp_path: Path, write: str
) -> None:
    act, before, after = _WRITES[write]
    left_some = False
    for line in range(1, 200):
        folder = _built(tmp_path / str(line), before)
        if in_child(lambda: _stopped_at(line, _kill, lambda: act(folder))) != 9:  # noqa: B023
            break
        found = {name: data for name, data in tree(folder).items() if not name.startswith(".fit")}
        left_some |= found != tree(folder)
        assert _is_whole(found, before, after), line
        write_whole(folder / "z", b"z")
        assert tree(folder) == {**found, "z": b"z"}, line
    assert left_some
    assert tree(folder) == after


@pytest.mark.parametrize("step", ["_write", "_rename"])
def test_an_interrupted_write_leaves_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whatever was done by then, the part is gone when the interrupt goes on."""
    done = getattr(replace, step)

    def interrupted(*args: Any, **options: Any) -> None:
        done(*args, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(replace, step, interrupted)
    for new in (False, True):
        with pytest.raises(KeyboardInterrupt):
            write_whole(tmp_path / f"a{new}", b"new", new=new)
    assert tree(tmp_path) == ({} if step == "_write" else {"aFalse": b"new", "aTrue": b"new"})


def test_a_part_that_is_a_folder_is_swept_and_what_a_link_leads_to_stays(tmp_path: Path) -> None:
    for path in (".fitexport-1.part/inside", "theirs/inside"):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_bytes(b"x")
    (tmp_path / ".fitexport-2.part").symlink_to(tmp_path / "theirs")
    write_whole(tmp_path / "a", b"a")
    assert tree(tmp_path) == {"a": b"a", "theirs": None, "theirs/inside": b"x"}


@pytest.mark.slow
def test_two_programs_that_write_at_once_do_not_sweep_each_other(tmp_path: Path) -> None:
    children = []
    for name in "abcd":
        pid = os.fork()
        if pid == 0:
            status = 99
            try:
                for _ in range(50):
                    write_whole(tmp_path / "same", name.encode() * 9999)
                status = 0
            finally:
                os._exit(status)
        children.append(pid)
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children] == [0] * 4
    assert set(tree(tmp_path)) == {"same"}


def test_a_link_that_is_planted_under_the_random_name_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever guesses it, or fills a folder that all may write to."""
    mine = tmp_path / "mine.txt"
    mine.write_bytes(b"mine")
    folder = tmp_path / "out"
    folder.mkdir()
    part = folder / f".fitexport-{bytes(8).hex()}.part"

    def guessed(_: int) -> bytes:
        return bytes(8)

    def planted(_: Path) -> None:
        part.symlink_to(mine)

    monkeypatch.setattr(os, "urandom", guessed)
    monkeypatch.setattr(replace, "_remove_parts", planted)
    with pytest.raises(FileExistsError):
        write_whole(folder / "a", b"new")
    assert mine.read_bytes() == b"mine"
    assert not (folder / "a").exists()


# --- whose file it becomes --------------------------------------------------------------


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o007])
def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        write_whole(tmp_path / "a", b"a")
        write_whole(tmp_path / "b", b"b", new=True)
    finally:
        os.umask(before)
    for name in "ab":
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o666 & ~mask


def test_a_copy_that_is_kept_is_as_private_as_its_file(tmp_path: Path) -> None:
    path = tmp_path / "fitexport.toml"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o600)
    kept = write_athlete_file(path, "new")
    assert kept is not None
    assert [each.stat().st_mode & 0o777 for each in (path, kept)] == [0o600] * 2


@pytest.mark.parametrize("there", [b"mine", None, "-> nowhere"])
def test_a_new_file_replaces_no_other(tmp_path: Path, there: str | bytes | None) -> None:
    path = tmp_path / "a"
    if isinstance(there, bytes):
        path.write_bytes(there)
    elif there is None:
        path.mkdir()
    else:
        path.symlink_to("nowhere")
    for works in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not works:
                patch.setattr(Path, "hardlink_to", _no_links)
            with pytest.raises(FileExistsError) as raised:
                write_whole(path, b"new", new=True)
        assert (raised.value.filename, raised.value.strerror) == (str(path), "File exists")
        assert tree(tmp_path) == {"a": there}


def _no_links(*_: Path) -> None:
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def test_new_files_are_written_on_drives_without_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "hardlink_to", _no_links)
    write_whole(tmp_path / "a", b"new", new=True)
    assert tree(tmp_path) == {"a": b"new"}


def test_a_link_to_itself_can_take_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.symlink_to("a")
    with pytest.raises(OSError, match="symbolic links") as raised:
        write_whole(path, b"new")
    assert (raised.value.filename, raised.value.errno) == (str(path), errno.ELOOP)
    assert tree(tmp_path) == {"a": "-> a"}


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    """Of the names that once were guessed, too."""
    others = {"a.new": b"mine", "a.part": b"mine", ".fitexport.part": b"mine"}
    for name, data in others.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / ".fitexport-staging").mkdir()
    write_whole(tmp_path / "a", b"new")
    assert tree(tmp_path) == {**others, ".fitexport-staging": None, "a": b"new"}


# --- a text in the place of a file's ----------------------------------------------------


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "fitexport.toml"
    path.write_bytes("\ufeff# Łódź\r\n\n".encode())
    assert read_raw(path) == "\ufeff# Łódź\r\n\n"


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fitexport.toml"
    path.write_bytes(b"# one\n# caf\xe9\n")
    with pytest.raises(TemplateError) as raised:
        read_raw(path)
    assert str(raised.value) == (
        f"{path}:2:6: is not UTF-8 text (byte 11)\n  # caf\ufffd\n       ^\n  save it as UTF-8"
    )


def test_a_rewritten_file_has_exactly_the_text_and_leaves_no_other_file(
    tmp_path: Path,
) -> None:
    path = tmp_path / "fitexport.toml"
    path.write_bytes(b"old\r\n")
    rewrite(path, "old\r\n", "\ufeff# Łódź\r\n")
    assert tree(tmp_path) == {"fitexport.toml": "\ufeff# Łódź\r\n".encode()}


def test_a_link_stays_a_link_and_its_file_is_rewritten(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "dotfiles" / "run.toml").write_text("old\n", encoding="utf-8")
    path = tmp_path / "fitexport.toml"
    path.symlink_to("dotfiles/run.toml")
    rewrite(path, "old\n", "new\n")
    assert tree(tmp_path) == {
        "dotfiles": None,
        "dotfiles/run.toml": b"new\n",
        "fitexport.toml": "-> dotfiles/run.toml",
    }


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664])
def test_a_file_keeps_who_may_read_it(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "fitexport.toml"
    path.write_text("old\n", encoding="utf-8")
    path.chmod(mode)
    rewrite(path, "old\n", "new\n")
    assert path.stat().st_mode & 0o777 == mode


def test_a_deleted_file_is_not_created_again(tmp_path: Path) -> None:
    path = tmp_path / "fitexport.toml"
    with pytest.raises(TemplateError) as raised:
        rewrite(path, "old\n", "new\n")
    assert str(raised.value) == (
        f"{path}: cannot be read: No such file or directory\n  check its name and permissions"
    )
    assert tree(tmp_path) == {}


CHANGED = "has just been changed by something else\n  nothing was written; run the command again"


def test_changes_by_others_are_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "fitexport.toml"
    path.write_bytes(b"old\r\n")
    for before in ("old\n", "older\r\n", ""):
        with pytest.raises(WriteError) as raised:
            rewrite(path, before, "new\n")
        assert str(raised.value) == f"{path} {CHANGED}"
    assert tree(tmp_path) == {"fitexport.toml": b"old\r\n"}


def test_who_waited_for_another_command_sees_what_it_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is compared once nobody else can write to it, whatever links to it."""
    (tmp_path / "dotfiles").mkdir()
    file = tmp_path / "dotfiles" / "run.toml"
    file.write_bytes(b"old\n")
    path = tmp_path / "fitexport.toml"
    path.symlink_to("dotfiles/run.toml")
    locked: list[Path] = []

    @contextlib.contextmanager
    def waited(folder: Path) -> Iterator[None]:
        locked.append(folder)
        file.write_bytes(b"theirs\n")
        yield

    monkeypatch.setattr(replace, "alone_in", waited)
    with pytest.raises(WriteError) as raised:
        rewrite(path, "old\n", "new\n")
    assert str(raised.value) == f"{path} {CHANGED}"
    assert locked == [file.parent.resolve()]
    assert file.read_bytes() == b"theirs\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_reported_and_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "fitexport.toml"
    path.write_text("old\n", encoding="utf-8")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(WriteError) as raised:
            rewrite(path, "old\n", "new\n")
    finally:
        tmp_path.chmod(0o700)
    assert str(raised.value) == (
        f"{path}: Permission denied\n  nothing was changed; check that it is writable"
    )
    assert tree(tmp_path) == {"fitexport.toml": b"old\n"}
