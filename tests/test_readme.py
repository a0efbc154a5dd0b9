"""What README.md shows is what happens: its commands are run, its Python too."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"

_CONSOLE = re.compile(r"(?<=```console\n)(\$ .*?\n)(.*?)(?=```\n)", re.S)


def test_every_command_shown_prints_what_is_shown(alone: Path, update_samples: bool) -> None:
    shutil.copytree(ROOT / "samples" / "fake-watch", alone / "fake-watch")
    shutil.copytree(ROOT / "samples", alone / "samples")
    text = README.read_text(encoding="utf-8")
    shown = _CONSOLE.findall(text)
    assert len(shown) >= 2
    printed = {command: _run(command.removeprefix("$ "), alone) for command, _ in shown}
    if update_samples:
        README.write_text(_CONSOLE.sub(lambda m: m[1] + printed[m[1]], text), encoding="utf-8")
    else:
        assert dict(shown) == printed


def test_the_python_shown_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    found: dict[str, object] = {}
    exec(code, found)
    assert len(found["files"]) == 11 - 1  # type: ignore[arg-type]  # a dict: no cross-training file


def test_the_error_shown_is_the_error_given() -> None:
    command = [
        sys.executable,
        "-c",
        "from fitexport import parse; parse('8x 400m @ mlie, jog 200m')",
    ]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stderr
    shown = re.search(r"```\n(8x 400m @ mlie.*?)```", README.read_text(encoding="utf-8"), re.S)
    assert shown is not None
    for line in shown[1].splitlines():
        assert line in said


def test_the_session_shown_is_canonical_notation() -> None:
    from fitexport import format_session, parse

    shown = re.search(r"```\n(warm-up 15-20min.*?)```", README.read_text(encoding="utf-8"), re.S)
    assert shown is not None
    assert format_session(parse(shown[1])) + "\n" == shown[1]


def test_every_file_that_is_named_exists() -> None:
    named = re.findall(
        r"`((?:templates|samples|fitexport|tests)/[\w./-]*)`", README.read_text("utf-8")
    )
    assert named
    for path in named:
        assert (ROOT / path).exists(), path


def _run(command: str, folder: Path) -> str:
    """What a terminal would show."""
    name, *arguments = shlex.split(command)
    assert name == "fitexport"
    result = subprocess.run(
        [sys.executable, "-m", "fitexport", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert result.returncode == 0 or "Error: " in result.stdout, result.stdout
    return result.stdout
