"""fitexport and the libraries it needs, as archives that Python in a browser unpacks.

They are copied from the running installation: the page computes with the code that this command
was started from. Equal files make equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

import fitexport
from fitexport.files.packaged import packaged
from fitexport.page.runtime import COMPILED
from fitexport.page.zipped import zipped

_LIBRARIES = ("pydantic", "jinja2", "anyascii", "defusedxml", "fit-tool", "icalendar")
"""What the library needs itself; the command line's own libraries stay behind."""
_LEFT_OUT = (".so", ".pyd", ".c", ".pyc", ".mo", "RECORD", "INSTALLER", "direct_url.json")
_NAME = re.compile(r"[\w.-]+", re.ASCII)
_TESTS = ("tests", "test", "__pycache__")


def own_archive() -> bytes:
    """The package `fitexport` with its templates."""
    package, templates = Path(fitexport.__file__).parent, packaged("templates")
    files = {f"fitexport/{name}": path for name, path in _below(package)}
    files |= {f"fitexport/templates/{name}": path for name, path in _below(templates)}
    return zipped((name, path.read_bytes()) for name, path in files.items())


def library_archive() -> bytes:
    """The libraries."""
    return zipped(
        (name, path.read_bytes()) for library in libraries() for name, path in _installed(library)
    )


def libraries() -> set[str]:
    """What the library needs and what that needs in turn, by the installed releases: others may need
    more or less. Compiled parts stay behind: `markupsafe` does without its own, that of `pydantic`
    is a wheel beside this archive."""
    found: set[str] = set()
    waiting = [*_LIBRARIES]
    while waiting:
        name = waiting.pop()
        if name in found or name == COMPILED:
            continue
        try:
            needs = requires(name) or ()
        except PackageNotFoundError:  # for another system, or another Python
            continue
        found.add(name)
        waiting += [_name(need) for need in needs if "extra ==" not in need]
    return found


def _name(requirement: str) -> str:
    """`typing_extensions>=4.6` -> `typing-extensions`."""
    name = _NAME.match(requirement)
    assert name is not None, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and _belongs(name) and name.parts[0] != "samples":
            yield name.as_posix(), path


def _installed(name: str) -> Iterator[tuple[str, Path]]:
    for file in distribution(name).files or ():
        path = Path(str(file.locate()))
        if ".." not in file.parts and _belongs(Path(file)) and path.is_file():
            yield file.as_posix(), path


def _belongs(name: Path) -> bool:
    return not name.name.endswith(_LEFT_OUT) and not set(_TESTS) & set(name.parts)
