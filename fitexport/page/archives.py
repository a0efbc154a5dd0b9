"""fitexport and the libraries it needs, as archives that Python in a browser unpacks.

They are copied from the running installation: the page computes with the code that this command
was started from. Equal files make equal bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path

import fitexport
from fitexport.files.packaged import packaged

LIBRARIES = (
    *("pydantic", "annotated-types", "typing-extensions", "typing-inspection"),
    *("jinja2", "markupsafe", "anyascii", "defusedxml", "fit-tool", "tzdata"),
    *("icalendar", "python-dateutil", "six"),
)
"""What the library needs, and what that needs, without compiled parts: `markupsafe` does without its
own, that of `pydantic` is a wheel beside this archive."""
_LEFT_OUT = (".so", ".pyd", ".c", ".pyc", ".mo", "RECORD", "INSTALLER", "direct_url.json")
_TESTS = ("tests", "test", "__pycache__")
_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP can state."""


def own_archive() -> bytes:
    """The package `fitexport` with its templates."""
    package, templates = Path(fitexport.__file__).parent, packaged("templates")
    files = {f"fitexport/{name}": path for name, path in _below(package)}
    files |= {f"fitexport/templates/{name}": path for name, path in _below(templates)}
    return _zipped(files.items())


def library_archive() -> bytes:
    """The libraries."""
    return _zipped(entry for name in LIBRARIES for entry in _installed(name))


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


def _zipped(files: Iterable[tuple[str, Path]]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, path in sorted(files):
            made.writestr(zipfile.ZipInfo(name, _TIME), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return archive.getvalue()
