"""Archives with compiled modules: what is in them, and what there is without Node.js."""

from __future__ import annotations

import importlib
import io
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fitexport.page.precompiling import ARCHIVES, precompiled, with_compiled
from fitexport.page.zipped import zipped

SOURCES = {
    "loaded_here/__init__.py": b"from loaded_here.inner import VALUE\n",
    "loaded_here/inner.py": b'VALUE = 3 if "b" in {"a", "b"} else 4\n',
    "loaded_here/other.py": b"VALUE = 5\n",
    "loaded_here/data.txt": b"text",
}


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An archive on Python's path, of which a package and one of its modules are loaded."""
    path = tmp_path / "modules.zip"
    path.write_bytes(zipped(SOURCES.items()))
    monkeypatch.setitem(ARCHIVES, "modules.zip", str(path))
    monkeypatch.syspath_prepend(path)
    assert importlib.import_module("loaded_here").VALUE == 3
    yield path
    _forget()


def _forget() -> None:
    for name in [each for each in sys.modules if each.startswith("loaded_here")]:
        del sys.modules[name]
    importlib.invalidate_caches()


def test_what_is_loaded_is_compiled_and_works_without_its_source(archive: Path) -> None:
    compiled = with_compiled("modules.zip", archive.read_bytes())
    assert sorted(zipfile.ZipFile(io.BytesIO(compiled)).namelist()) == [
        "loaded_here/__init__.pyc",
        "loaded_here/data.txt",
        "loaded_here/inner.pyc",
        "loaded_here/other.py",
    ]
    archive.write_bytes(compiled)
    _forget()
    again = importlib.import_module("loaded_here")
    assert again.VALUE == 3
    assert str(again.__file__).endswith("__init__.pyc")
    assert importlib.import_module("loaded_here.other").VALUE == 5


def test_what_is_compiled_already_stays(archive: Path) -> None:
    once = with_compiled("modules.zip", archive.read_bytes())
    archive.write_bytes(once)
    _forget()
    importlib.import_module("loaded_here")
    assert with_compiled("modules.zip", once) == once


def test_without_node_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert precompiled(dict.fromkeys(ARCHIVES, b"")) == {}


@pytest.mark.skipif(os.name != "posix", reason="a shell script in place of Node.js")
def test_with_a_node_that_cannot_run_it_nothing_is_compiled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\nexit 9\n")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert precompiled(dict.fromkeys(ARCHIVES, b"")) == {}
