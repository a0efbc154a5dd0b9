"""What systems, shells and disks do to a command: it works as everywhere, or says why not.

Each row is a process of its own, since what is tried is decided when Python starts. What only
Windows and macOS have is faked where the code asks for it: docs/how-it-works.md names each place.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from support.folders import tree

import fitexport

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="needs a shell")]

_PACKAGE = Path(fitexport.__file__).parent.parent
_KEPT = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
TODAY = "--today 2027-03-01"
RUNNER = "--mile 6:20 --goal 6:00 --level intermediate --cross cycling --race-day 2027-05-01"
COMMANDS = (
    f"week 3 {RUNNER} {TODAY} --out OUT/week",
    "check OUT/week",
    f"workout '6x 400m @ mile, jog 200m' {TODAY} --out OUT/own",
    f"calendar {RUNNER} {TODAY} --out OUT/all.ics",
    f"init --mile 6:20 --goal 6:00 --race-day 2027-05-01 {TODAY} --config OUT/fitexport.toml --id a",
    "fitness SAMPLES/time-trial.fit",
    "plans check OUT/mine.toml",
)
"""The main job, one after the other."""

_DRIVER = """
import shlex, sys
BEFORE
from fitexport.cli.main import main
for line in sys.argv[1].splitlines():
    try:
        main(shlex.split(line), prog_name="fitexport")
    except SystemExit as end:
        if end.code:
            print(f"{line!r} ends with {end.code}", file=sys.stderr)
            sys.exit(end.code)
"""


class Given(NamedTuple):
    """What is unusual: the name of the folder, the environment, Python's options, what happens
    before fitexport is loaded, and the streams."""

    folder: str = "plain"
    environment: Mapping[str, str] = {}
    options: tuple[str, ...] = ()
    before: str = ""
    redirected: str = ""


_NO_ZONES = 'import zoneinfo; zoneinfo.reset_tzpath(to=[]); sys.modules["tzdata"] = None'
ASCII = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}

GIVEN = {
    "a path with blanks and quotes": Given(folder='Anna\'s  runs (old) & "new" $HOME #1;'),
    "a path in many scripts": Given(
        folder="Läufe \u8d70\u308b \u0431\u0435\u0433 \u202b\u05e8\u05d9\u05e6\u05d4"
    ),
    "a path that looks like an option": Given(folder="--out"),
    "a path of emoji and combining letters": Given(folder="\U0001f3c3\u200d\u2640\ufe0f Zoe\u0308"),
    "LANG=C": Given(environment={"LANG": "C"}),
    "ASCII only": Given(environment=ASCII),
    "-X utf8=0": Given(options=("-X", "utf8=0"), environment={"LC_ALL": "C.UTF-8"}),
    "Latin-1": Given(environment={"PYTHONIOENCODING": "latin-1"}),
    "a Turkish locale": Given(environment={"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"}),
    "no HOME": Given(),
    "a HOME that does not exist": Given(environment={"HOME": "/nonexistent/home"}),
    "a HOME that is a file": Given(environment={"HOME": "/dev/null"}),
    "a HOME that cannot be written": Given(environment={"HOME": "/proc"}),
    "no database of time zones": Given(before=_NO_ZONES),
    "a time zone that is none": Given(environment={"TZ": "Mars/Olympus"}),
    "-O": Given(options=("-O",)),
    "-OO": Given(options=("-OO",)),
    "-W error": Given(options=("-W", "error")),
    "-b, -I, no bytecode": Given(options=("-bb", "-B")),
    "no standard input": Given(redirected="<&-"),
    "no standard output": Given(redirected=">&-"),
    "no standard error": Given(redirected="2>&-"),
    "no streams at all": Given(redirected="<&- >&- 2>&-"),
    "standard error on a full disk": Given(redirected="2>/dev/full"),
    "a colour terminal that is none": Given(environment={"TERM": "dumb", "COLUMNS": "0"}),
    "hashes of another order": Given(environment={"PYTHONHASHSEED": "1"}),
}


def _tried(
    given: Given, out: Path, lines: tuple[str, ...] = COMMANDS
) -> subprocess.CompletedProcess[str]:
    """Run commands in the parent of a new folder, which they call OUT."""
    out.mkdir()
    (out / "mine.toml").write_bytes((_PACKAGE / "templates" / "new-plan.toml").read_bytes())
    here = f"./{out.name}" if out.name.startswith("-") else out.name
    places = {"OUT": here, "SAMPLES": str(_PACKAGE / "samples")}
    words = []
    for line in lines:
        found = shlex.split(line)
        for name, place in places.items():
            found = [word.replace(name, place) for word in found]
        words.append(shlex.join(found))
    code = _DRIVER.replace("BEFORE", given.before)
    program = [sys.executable, *given.options, "-c", code, "\n".join(words)]
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {given.redirected}', "sh", *program],
        cwd=out.parent,
        env={**_KEPT, "PYTHONPATH": str(_PACKAGE), **given.environment},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | bytes | None]:
    """What these commands write where nothing is unusual."""
    folder = tmp_path_factory.mktemp("usual")
    done = _tried(Given(environment={"HOME": str(folder)}), folder / "plain")
    assert done.returncode == 0, done.stderr
    found = tree(folder / "plain")
    assert len(found) > 10
    return found


@pytest.mark.one_in(5)
@pytest.mark.parametrize("name", GIVEN)
def test_the_main_job_is_done_as_everywhere(
    name: str, tmp_path: Path, usual: dict[str, str | bytes | None]
) -> None:
    given = GIVEN[name]
    done = _tried(given, tmp_path / given.folder)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr
    assert tree(tmp_path / given.folder) == usual


def _clock(day: str) -> str:
    """Another day on the computer's clock."""
    return (
        "import datetime\n"
        f"_day = datetime.date.fromisoformat({day!r})\n"
        "class _Date(datetime.date):\n"
        "    today = classmethod(lambda cls: _day)\n"
        "datetime.date = _Date"
    )


class Refused(NamedTuple):
    """A command that cannot be done, and how it says so."""

    command: str
    exit_code: int
    message: str
    given: Given = Given()


_FULL = Given(redirected=">/dev/full")
_NO_ROOM = "Error: No space left on device\n"
REFUSED = {
    "a full disk under the result": Refused(
        f"week 3 {RUNNER} {TODAY} --out OUT/a", 6, _NO_ROOM, _FULL
    ),
    "a full disk under JSON": Refused("check --json SAMPLES/week-03", 6, _NO_ROOM, _FULL),
    "a full disk under help": Refused("--help", 6, _NO_ROOM, _FULL),
    "a full disk under a group's help": Refused("watch --help", 6, _NO_ROOM, _FULL),
    "an empty battery": Refused(
        f"week 3 {RUNNER} --out OUT/a",
        2,
        "this computer's clock says 1969-12-31; set it, or give a day",
        Given(before=_clock("1969-12-31")),
    ),
    "a clock far ahead": Refused(
        "today --mile 6:20",
        2,
        "this computer's clock says 2107-02-07; set it, or give a day",
        Given(before=_clock("2107-02-07")),
    ),
    "no time zones": Refused(
        f"calendar {RUNNER} {TODAY} --timezone Europe/Berlin --out OUT/a.ics",
        2,
        "there is no database of time zones on this computer; install it: pip install tzdata",
        Given(before=_NO_ZONES),
    ),
    "a folder that is a device": Refused(
        f"week 3 {RUNNER} {TODAY} --out /dev/null", 6, "/dev/null is a file"
    ),
    "a folder of the system": Refused(f"week 3 {RUNNER} {TODAY} --out /proc/a", 6, "/proc/a: "),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_done_says_so(name: str, tmp_path: Path) -> None:
    refused = REFUSED[name]
    done = _tried(refused.given, tmp_path / "out", (refused.command,))
    assert (done.returncode, "Traceback" in done.stderr) == (refused.exit_code, False)
    assert refused.message in done.stderr
    assert refused.given is _FULL or {*tree(tmp_path / "out")} == {"mine.toml"}


def test_the_first_and_the_last_days_that_a_watch_can_show_make_a_plan(tmp_path: Path) -> None:
    for number, day in enumerate(("2000-01-01", "2098-06-30", "2028-02-29")):
        given = Given(before=_clock(day))
        done = _tried(
            given, tmp_path / str(number), ("week 3 --mile 6:20 --out OUT/a", "check OUT/a")
        )
        assert done.returncode == 0, done.stderr
