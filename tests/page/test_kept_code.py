"""Compiled modules that outlast a visit."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

from fitexport.page import kept_code


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    kept_code._code.clear()
    yield
    kept_code._code.clear()


def value(loader: type[SourceFileLoader], path: Path, text: str) -> object:
    """What a module of this text defines as `value`."""
    path.write_text(text)
    code = loader("given", str(path)).get_code("given")
    assert code is not None
    defined: dict[str, object] = {}
    exec(code, defined)
    return defined["value"]


def a_visit(kept: bytes | None) -> type[SourceFileLoader]:
    loader = type("Loader", (SourceFileLoader,), {})
    kept_code._code.clear()
    kept_code.use(kept, (loader,))
    return loader


def test_a_module_is_compiled_once_for_all_visits(tmp_path: Path) -> None:
    first = a_visit(None)
    assert kept_code.unsaved() is None
    assert value(first, tmp_path / "given.py", "value = 1") == 1
    kept = kept_code.unsaved()
    assert kept_code.unsaved() is None
    assert value(a_visit(kept), tmp_path / "given.py", "value = 2") == 1
    assert kept_code.unsaved() is None


@pytest.mark.parametrize("kept", [b"", b"x", b"\xfb\x01", b"not marshalled"])
def test_what_cannot_be_read_is_compiled_again(tmp_path: Path, kept: bytes) -> None:
    assert value(a_visit(kept), tmp_path / "given.py", "value = 2") == 2
    assert kept_code.unsaved()
