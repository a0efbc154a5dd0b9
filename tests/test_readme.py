"""README.md and docs/ show what happens: their commands are run, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from support.command import run
from support.picture import readme_picture

ROOT = Path(__file__).parent.parent
README, DOCS = ROOT / "README.md", ROOT / "docs"
PAGES = (README, *sorted(DOCS.glob("*.md")))
PICTURE = DOCS / "images" / "week.svg"

_CONSOLE = re.compile(r"(?<=```console\n)(\$ .*?\n)(.*?)(?=```\n)", re.S)
_REFUSED = (
    "fitexport check samples/others/thousand.fit",
    'fitexport workout "8x 400m @ mlie',
    "fitexport move w4.2 wed",
)
"""The commands that are shown because they end in an error."""
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```$", re.S | re.M)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "page", [page for page in PAGES if _CONSOLE.search(_text(page))], ids=lambda page: page.stem
)
def test_every_command_shown_prints_what_is_shown(
    page: Path, alone: Path, update_samples: bool
) -> None:
    shutil.copytree(ROOT / "samples", alone / "samples")
    shown = _CONSOLE.findall(_text(page))
    printed = {command: _output(command.removeprefix("$ ")) for command, _ in shown}
    if update_samples:
        text = _CONSOLE.sub(lambda match: match[1] + printed[match[1]], _text(page))
        page.write_text(text, encoding="utf-8")
    else:
        assert dict(shown) == printed


def _output(command: str) -> str:
    """What a terminal would show."""
    name, *arguments = shlex.split(command)
    assert name == "fitexport"
    result = run(*arguments)
    assert (result.exit_code == 0) != command.startswith(_REFUSED), result.output
    return result.output


def test_the_picture_is_what_the_program_makes(update_samples: bool) -> None:
    if update_samples:
        PICTURE.write_text(readme_picture(), encoding="utf-8")
    assert _text(PICTURE) == readme_picture()
    assert "http" not in readme_picture().removeprefix('<svg xmlns="http://www.w3.org/2000/svg"')


def test_the_readme_is_read_in_five_minutes() -> None:
    assert 6000 <= len(_text(README)) <= 8000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(_FENCED.sub("", _text(page))):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.is_file(), link
        assert page == README or DOCS in target.parents, f"{link} is not on the site"
        assert not anchor or anchor in _anchors(target), link


def _anchors(page: Path) -> list[str]:
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", _text(page)), re.M)
    return [re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", each).lower()) for each in headings]


def test_every_page_is_on_the_site_and_in_the_readme() -> None:
    site = _text(ROOT / "mkdocs.yml")
    for page in DOCS.glob("*.md"):
        assert re.search(rf": {page.name}$", site, re.M), page.name
        assert page.stem == "reference" or f"](docs/{page.name})" in _text(README), page.name


def test_the_session_shown_is_canonical_notation() -> None:
    from fitexport import format_session, parse

    shown = re.search(r"```\n(warm-up 15-20min.*?)```", _text(DOCS / "notation.md"), re.S)
    assert shown is not None
    assert format_session(parse(shown[1])) + "\n" == shown[1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_file_that_is_named_exists(page: Path) -> None:
    for path in re.findall(r"`((?:templates|samples|fitexport|tests)/[\w./-]*)`", _text(page)):
        assert (ROOT / path).exists(), path
