"""The page's archives with the modules that it loads compiled already: compiling them takes a browser
longer than all else at its start.

Only the page's own Python can do it, so Node.js runs it, where there is one; a page without is slower,
and the same otherwise.
"""

from __future__ import annotations

import io
import py_compile
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from fitexport.files.packaged import packaged
from fitexport.page.zipped import zipped

ARCHIVES = {
    "python_stdlib.zip": "/lib/python314.zip",
    "libraries.zip": "/lib/libraries.zip",
    "fitexport.zip": "/lib/python3.14/site-packages",
}
"""What is compiled, and where start.js and the runtime put it: an archive, or a folder."""
_SCRIPTS = ("start.js", "precompile.mjs")
_TIMEOUT_S = 300


def precompiled(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The archives among the files of the runtime, compiled; none of them without a Node.js
    that can run this Python."""
    node = shutil.which("node")
    if node is None:
        return {}
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path, data in files.items():
            (folder / path).write_bytes(data)
        for script in _SCRIPTS:
            shutil.copy(packaged("templates") / "page" / script, folder)
        (folder / "package.json").write_text('{"type": "module"}')  # start.js is one
        made = folder / "compiled"
        made.mkdir()
        command = [node, "precompile.mjs", *ARCHIVES]
        try:
            subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=_TIMEOUT_S)
        except (OSError, subprocess.SubprocessError):
            return {}
        return {archive: (made / archive).read_bytes() for archive in ARCHIVES}


# --- in the page's Python ---------------------------------------------------------------------


def with_compiled(name: str, archive: bytes) -> bytes:
    """An archive in which every module that is loaded by now is compiled, instead of its source."""
    specs = (getattr(module, "__spec__", None) for module in [*sys.modules.values()])
    loaded = {spec.origin for spec in specs if spec is not None}
    root = ARCHIVES[name]
    with zipfile.ZipFile(io.BytesIO(bytes(archive))) as files:
        return zipped(
            (f"{path}c", _compiled(files.read(path), f"{root}/{path}"))
            if path.endswith(".py") and f"{root}/{path}" in loaded
            else (path, files.read(path))
            for path in files.namelist()
        )


def _compiled(source: bytes, path: str) -> bytes:
    """A module that is never compared with its source, since it comes without one."""
    with TemporaryDirectory() as folder:
        written = Path(folder) / "module.py"
        written.write_bytes(source)
        made = py_compile.compile(
            str(written),
            dfile=path,
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        assert made is not None
        return Path(made).read_bytes()
