"""docs/threats.md: each defence has a test that exists, and that fails without the defence."""

from __future__ import annotations

import ast
import os
import re
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from support.asking import Asked, asking
from support.defences import DEFENCES, Defence

ROOT = Path(__file__).parent.parent
_PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
_NAMED = re.findall(r"`([\w/]+\.py::\w+)`", _PAGE)


@cache
def _tests_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}


def test_every_test_that_the_page_names_exists() -> None:
    named = [test.split("::") for test in {*_NAMED}]
    assert [(file, name) for file, name in named if name not in _tests_in(file)] == []


def test_every_line_of_the_page_has_a_test_and_each_of_these_a_defence_to_take_out() -> None:
    rows = [line for line in _PAGE.splitlines() if re.match(r"\| (?!-|Who )", line)]
    assert len(rows) > 30
    assert [row for row in rows if "::" not in row] == []
    assert {*_NAMED} == {each.test for each in DEFENCES}


def test_the_words_of_every_defence_are_found_once() -> None:
    package = ROOT / "fitexport"
    texts = {each.file: (package / each.file).read_text(encoding="utf-8") for each in DEFENCES}
    wrong = [each for each in DEFENCES if texts[each.file].count(each.words) != 1]
    assert wrong == []


class Undefended:
    """A copy of the package and its tests to take defences out of, and the process that runs its tests."""

    def __init__(self, folder: Path, process: Asked) -> None:
        self._folder, self._process = folder, process
        self._tried = 0

    def run(self, defence: Defence) -> tuple[int, str]:
        """Exit status and output of the test, with the defence taken out."""
        path = self._folder / "fitexport" / defence.file
        whole, was = path.read_text(encoding="utf-8"), path.stat().st_mtime
        path.write_text(whole.replace(defence.words, defence.without), encoding="utf-8")
        # A new time, so that Python does not load bytecode of a source of the same time and length.
        self._tried += 1
        os.utime(path, (was + 10 * self._tried,) * 2)
        try:
            answer = self._process.ask(defence.test)
        finally:
            path.write_text(whole, encoding="utf-8")
            os.utime(path, (was, was))
        return answer["status"], answer["output"]


@pytest.fixture(scope="module")
def undefended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undefended]:
    copy = tmp_path_factory.mktemp("undefended")
    for name in ("fitexport", "templates", "samples", "docs", "tests"):
        shutil.copytree(ROOT / name, copy / name)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, copy / name)
    command = [sys.executable, str(copy / "tests/support/undefended.py"), str(copy / "log")]
    path = f"{copy}{os.pathsep}{copy / 'tests'}"
    with asking(command, os.environ | {"PYTHONPATH": path}, copy) as process:
        yield Undefended(copy, process)


@pytest.mark.slow
@pytest.mark.one_in(4)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.parametrize(
    "defence", DEFENCES, ids=lambda each: f"{each.test.rpartition(':')[2]}, {each.words[:30]}"
)
def test_without_its_defence_a_test_fails(defence: Defence, undefended: Undefended) -> None:
    status, output = undefended.run(defence)
    assert status == 1, output
    assert re.search(r"^1 failed", output, re.M), output


# --- what has no line to take out ---------------------------------------------------------


_PROGRAMS = {
    "watch/mtp.py": "gio, which writes to watches without a drive",
    "page/runtime.py": "pip, which fetches what the page is made of",
    "page/precompiling.py": "Node.js, which compiles the modules of the page",
}
"""What may start other programs, and which: by lists of arguments, never through a shell."""
_UNPACK = {
    "squad/exporting.py": "its own lines, from a file that has no name",
}
"""What may unpack Python objects or code, and which."""
_RUNS_CODE = {"eval", "exec", "compile", "__import__"}
_LOADERS = {"pickle", "marshal", "shelve", "yaml", "dill"}
_OS = {"system", "popen", "startfile"}
_SUSPECT = re.compile("|".join({*_RUNS_CODE, *_LOADERS, *_OS, "shell", "subprocess"}))
"""Without one of these words a file need not be parsed."""


@pytest.mark.slow
def test_nothing_that_is_read_is_executed() -> None:
    wrong = []
    for path in sorted((ROOT / "fitexport").rglob("*.py")):
        name = path.relative_to(ROOT / "fitexport").as_posix()
        text = path.read_text(encoding="utf-8")
        if not _SUSPECT.search(text):
            continue
        for node in ast.walk(ast.parse(text)):
            found = set()
            if isinstance(node, ast.Call):
                if isinstance(node.func, ast.Name):
                    found = _RUNS_CODE & {node.func.id}
                found |= {each.arg for each in node.keywords if each.arg == "shell"}
            elif isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "os":
                found = _OS & {node.attr}
            elif isinstance(node, ast.Import | ast.ImportFrom):
                names = {each.name for each in node.names} | {getattr(node, "module", None)}
                found = {each for each in names if each in _LOADERS and name not in _UNPACK}
                found |= {"subprocess"} & names if name not in _PROGRAMS else set()
            wrong += [f"{name}:{getattr(node, 'lineno', 0)}: {each}" for each in found]
    assert wrong == []
