"""A run that is killed, told to stop, or out of room; the next one completes it."""

from __future__ import annotations

import contextlib
import csv
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support import ctrl_c
from support.folders import tree

import fitexport

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="signals of Unix"),
]
_MANIFEST = "fitexport-manifest.json"
Tree = dict[str, str | bytes | None]
COUNT = 60
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(fitexport.__file__).parent.parent)}


def _write_athletes() -> None:
    """Miles from 3:50 to 13:40, and all kinds of settings."""
    with Path("athletes.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "name", "mile", "race day", "days", "units", "cross"))
        for number in range(COUNT):
            minutes, seconds = divmod(230 + 10 * number, 60)
            days = ("", "mon,wed,sat", "mon,tue,thu,sat,sun")[number % 3]
            units, cross = ("mi", "km")[number % 2], ("", "cycling")[number // 2 % 2]
            day = f"2027-05-{1 + number % 28:02d}"
            mile = f"{minutes}:{seconds:02d}"
            rows.writerow((number, f"Athlete {number}", mile, day, days, units, cross))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """What a run that nobody disturbs writes."""
    with contextlib.chdir(tmp_path_factory.mktemp("whole")):
        _write_athletes()
        assert run("out", "--jobs", "1").returncode == 0
        return tree(Path("out"))


@pytest.fixture(autouse=True)
def athletes(alone: Path) -> Path:
    _write_athletes()
    return alone


def command(out: str, *more: str) -> list[str]:
    given = ("squad", "athletes.csv", "--today", "2027-03-01", "--week", "3", "--out", out)
    return [sys.executable, "-m", "fitexport", *given, *more]


def run(out: str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(out, *more), env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


@contextmanager
def begun(out: str, *more: str, finished: int) -> Iterator[subprocess.Popen[str]]:
    """A run that has finished so many athletes. Its processes may be asked to stop together."""
    with subprocess.Popen(
        command(out, *more),
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=ctrl_c.listen,
    ) as process:
        while process.poll() is None and len(complete(out)) < finished:
            pass
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        yield process


def complete(out: str) -> set[str]:
    return {path.parent.name for path in Path(out).glob(f"*/{_MANIFEST}")}


def check_finished(out: str, whole: Tree) -> None:
    """Every finished athlete is as in a run that nobody disturbed."""
    finished = complete(out)
    assert 0 < len(finished) < COUNT
    for path, data in tree(Path(out)).items():
        if path.partition("/")[0] in finished and ".fitexport-staging" not in path:
            assert data == whole[path]


def check_completed_by_the_next_run(out: str, jobs: str, whole: Tree) -> None:
    """And so is everything, after the next run."""
    check_finished(out, whole)
    again = run(out, "--jobs", jobs)
    assert again.returncode == 0, again.stderr
    made = tree(Path(out))
    summary = {"squad-summary.csv", "squad-summary.html", ".fitexport-squad.json"}
    assert {path for path in whole | made if whole.get(path) != made.get(path)} <= summary


def test_processes_write_what_one_writes(whole: Tree) -> None:
    assert run("two", "--jobs", "2").returncode == 0
    assert tree(Path("two")) == whole


@pytest.mark.parametrize(("jobs", "finished"), [("1", 1), ("2", 20)])
def test_a_run_that_is_killed_is_completed_by_the_next(
    whole: Tree, jobs: str, finished: int
) -> None:
    with begun("out", "--jobs", jobs, finished=finished) as process:
        process.kill()
        process.communicate()  # until the last of its processes has closed the pipe, and ended
    check_completed_by_the_next_run("out", jobs, whole)


@pytest.mark.parametrize(
    ("jobs", "sent", "code"),
    [
        pytest.param("1", signal.SIGINT, 130, marks=pytest.mark.whole),
        ("2", signal.SIGINT, 130),
        ("2", signal.SIGTERM, 143),
    ],
)
def test_a_run_that_is_told_to_stop_finishes_what_it_has_begun(
    whole: Tree, jobs: str, sent: signal.Signals, code: int
) -> None:
    with begun("out", "--jobs", jobs, finished=10) as process:
        while process.poll() is None:  # by somebody who is impatient
            if sent is signal.SIGINT:
                os.killpg(process.pid, sent)  # as a terminal does
            else:
                process.send_signal(sent)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
        _, errors = process.communicate()
    assert process.returncode in (code, -sent), "a shell shows one as the other"
    assert errors.splitlines()[-1].startswith("Stopped: ")
    assert "Traceback" not in errors
    assert "run the same command again for the rest" in errors
    if jobs != "1":  # in one process Ctrl-C may come while a folder is tidied: the next run does it
        assert not list(Path("out").rglob(".fitexport-*"))
    assert len(list(Path("out").iterdir())) == len(complete("out"))
    check_completed_by_the_next_run("out", jobs, whole)


def test_a_disk_without_room_is_one_clear_error(whole: Tree, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=1800k", "tmpfs", str(small)]
    if subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        made = run(str(small / "squad"), "--jobs", "2")
        assert (made.returncode, made.stdout) == (6, "")
        assert "No space left on device" in made.stderr
        assert "make room" in made.stderr
        assert f" of {COUNT} athletes are complete: the same command does the rest" in made.stderr
        assert made.stderr.count("Error") == 1
        check_finished(str(small / "squad"), whole)
    finally:
        subprocess.run(["umount", str(small)], check=True)
