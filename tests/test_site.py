"""The site of docs/: built without a warning, and whole without a network."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_LOADS = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "srcset"}
_CODE = ("pre", "script", "style")
_MARKUP = re.compile(r"^(?:- |\d+\. |\||#+ |>>>|```)|\]\(|\*\*", re.M)
"""Markdown that was not understood."""
_ELSEWHERE = ("http:", "https:", "//")


class _Page(HTMLParser):
    """What a page loads when it is shown, and its text outside code."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.text = ""
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loaded += [value for name, value in attrs if value and _LOADS.get(tag) == name]
        self._code += tag in _CODE

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in _CODE

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.text += data


@pytest.mark.slow
def test_the_site_is_built_without_a_warning_and_loads_nothing_from_elsewhere(
    tmp_path: Path,
) -> None:
    for package in ("mkdocs", "material", "mkdocstrings"):
        pytest.importorskip(package, reason="pip install --group docs")
    build = (sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path))
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = sorted(tmp_path.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        parser = _Page()
        parser.feed(page.read_text(encoding="utf-8"))
        assert parser.loaded
        assert [each for each in parser.loaded if each.startswith(_ELSEWHERE)] == [], page.name
        assert _MARKUP.findall(parser.text) == [], page.name
    for style in tmp_path.rglob("*.css"):
        loaded = re.findall(r"(?:url\(|@import\s)[\"']?([^\"')]+)", style.read_text("utf-8"))
        assert [each for each in loaded if each.startswith(_ELSEWHERE)] == [], style.name
    commands = (tmp_path / "commands.html").read_text(encoding="utf-8")
    assert "Usage: fitexport watch install" in commands
    reference = (tmp_path / "reference.html").read_text(encoding="utf-8")
    assert 'id="fitexport.compile_week"' in reference
