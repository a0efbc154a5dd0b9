from __future__ import annotations

import errno
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from fitexport.errors import WriteError
from fitexport.files import lock
from fitexport.files.lock import alone_in

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has a temporary folder a user")

_HOLD = """
import sys
from pathlib import Path
from fitexport.files.lock import alone_in
with alone_in(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where locks may lie, all below a folder of the test's."""
    found = [tmp_path / "run", tmp_path / "tmp", tmp_path / "home"]
    monkeypatch.setattr(lock, "_candidates", lambda _: iter(found))
    return found


def locks_in(folder: Path) -> int:
    return len(list(folder.glob("fitexport-*.lock")))


def test_a_lock_is_in_the_first_folder_and_readable_only_by_its_owner(
    places: list[Path], tmp_path: Path
) -> None:
    with alone_in(tmp_path / "out"):
        assert locks_in(places[0]) == 1
    assert places[0].stat().st_mode & 0o777 == 0o700
    assert not places[1].exists()


@pytest.mark.parametrize("squatted", ["a link", "open to others", "another user's", "a file"])
def test_a_folder_that_others_can_write_to_is_skipped(
    places: list[Path], tmp_path: Path, squatted: str
) -> None:
    first = places[0]
    match squatted:
        case "a link":
            (tmp_path / "theirs").mkdir(mode=0o700)
            first.symlink_to(tmp_path / "theirs")
        case "open to others":
            first.mkdir()
            first.chmod(0o777)
        case "another user's":
            first.mkdir()
            try:
                os.chown(first, 12345, -1)
            except PermissionError:
                pytest.skip("only root can give a folder away")
        case _:
            first.write_bytes(b"")
    with alone_in(tmp_path / "out"):
        assert locks_in(places[1]) == 1
    assert not (first.is_dir() and locks_in(first))


def test_without_any_safe_folder_the_error_lists_those_tried(
    places: list[Path], tmp_path: Path
) -> None:
    for place in places:
        place.write_bytes(b"")
    with pytest.raises(WriteError) as raised, alone_in(tmp_path / "out"):
        pass
    assert str(raised.value) == (
        "there is no folder for locks that only you can write to\n"
        f"  make one of these writable by you alone: {', '.join(map(str, places))}"
    )


def test_a_lock_leaves_nothing_behind(places: list[Path], tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), alone_in(tmp_path / "out"):
        assert 1 / 0
    assert locks_in(places[0]) == 0


def test_a_lock_that_cannot_be_closed_hides_no_other_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the export reports what state it is in, not the lock."""

    def close(descriptor: int) -> None:
        really(descriptor)
        raise OSError(errno.ENOSPC, "full")

    really = os.close
    with monkeypatch.context() as patch:
        patch.setattr(os, "close", close)
        with pytest.raises(WriteError, match="half-way"), alone_in(tmp_path / "out"):
            raise WriteError("stopped half-way")
        with alone_in(tmp_path / "out"):
            pass


def test_who_waited_for_a_lock_that_was_removed_takes_a_new_one(
    places: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[int] = []

    def wait(descriptor: int, _: Path) -> None:
        if not waited:  # the one before has finished
            next(places[0].glob("*.lock")).unlink()
        waited.append(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(lock, "_wait_for", wait)
    with alone_in(tmp_path / "out"):
        held = next(places[0].glob("*.lock")).stat().st_ino
    assert (len(waited), waited[-1]) == (2, held)


_COUNT = """
import sys
from pathlib import Path
from fitexport.files.lock import alone_in
path = Path(sys.argv[1])
for _ in range(60):
    with alone_in(path.parent):
        path.write_text(str(int(path.read_text()) + 1))
"""


@pytest.mark.slow
def test_many_at_once_are_never_two(tmp_path: Path) -> None:
    path = tmp_path / "count"
    path.write_text("0")
    command = [sys.executable, "-c", _COUNT, str(path)]
    counting = [subprocess.Popen(command) for _ in range(4)]
    assert [each.wait() for each in counting] == [0] * 4
    assert path.read_text() == "240"


@pytest.mark.slow
def test_waiting_too_long_is_an_error_and_waiting_briefly_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    monkeypatch.setattr(lock, "_PATIENCE_S", 0.1)
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(out)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(WriteError) as raised, alone_in(out):
            pass
        assert str(raised.value) == (
            f"{out}: another fitexport has been writing there for 0 seconds\n"
            "  wait until it has finished, or stop it, then run the command again"
        )
        with alone_in(tmp_path / "elsewhere"):  # another folder is free
            pass
        monkeypatch.setattr(lock, "_PATIENCE_S", 60.0)
        other.stdin.close()
        with alone_in(out):
            pass


@pytest.mark.slow
def test_windows_locks_a_byte_and_waits_while_it_is_locked(
    places: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock of a system without fcntl; msvcrt is faked."""
    asked: list[tuple[int, int]] = []
    refusals = [OSError(13, "Permission denied")] * 2

    def locking(_: int, how: int, count: int) -> None:
        asked.append((how, count))
        if refusals:
            raise refusals.pop()

    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_NBLCK=2, locking=locking))
    spec = importlib.util.spec_from_file_location("lock_of_windows", lock.__file__)
    assert spec is not None
    assert spec.loader is not None
    there = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(there)
    monkeypatch.setattr(there, "_candidates", lambda _: iter(places))
    with there.alone_in(tmp_path / "out"):
        assert locks_in(places[0]) == 1
    assert asked == [(2, 1)] * 3
    refusals += [OSError(13, "Permission denied")] * 99
    monkeypatch.setattr(there, "_PATIENCE_S", 0.1)
    expected = pytest.raises(WriteError, match="another fitexport has been writing there")
    with expected, there.alone_in(tmp_path / "out"):
        pass
