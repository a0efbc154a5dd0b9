"""The library: its public names, and the code of docs/library.md, which is run here."""

from __future__ import annotations

import doctest
import inspect
import re
import shutil
from pathlib import Path

import pytest

import fitexport

LIBRARY = Path(__file__).parent.parent / "docs" / "library.md"


def test_the_code_of_the_page_does_what_it_says(alone: Path) -> None:
    shutil.copytree(LIBRARY.parent.parent / "samples", alone / "samples")
    failed, tried = doctest.testfile(str(LIBRARY), module_relative=False, encoding="utf-8")
    assert (failed, tried > 30) == (0, True)


def test_three_lines_make_a_file(alone: Path) -> None:
    first = LIBRARY.read_text(encoding="utf-8").partition("```python\n")[2].partition("\n\n```")[0]
    lines = [line.removeprefix(">>> ") for line in first.splitlines() if line.startswith(">>> ")]
    assert len(lines) == 3
    exec("\n".join(lines), {})
    assert (alone / "tue.fit").read_bytes()[8:12] == b".FIT"


@pytest.mark.parametrize("name", fitexport.__all__)
def test_every_public_name_is_explained_and_shown(name: str) -> None:
    assert inspect.getdoc(getattr(fitexport, name))
    reference = LIBRARY.with_name("reference.md").read_text(encoding="utf-8")
    assert f"\n::: fitexport.{name}\n" in reference
    assert re.search(rf"\b{name}\b", LIBRARY.read_text(encoding="utf-8"))


def test_public_names_are_what_an_editor_sees() -> None:
    assert list(fitexport.__all__) == sorted(
        fitexport.__all__, key=lambda name: (name.islower(), name)
    )
    assert set(fitexport.__all__) < set(dir(fitexport))
    with pytest.raises(AttributeError):
        fitexport.compile_year  # type: ignore[attr-defined]  # noqa: B018 (there is none)
