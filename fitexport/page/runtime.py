"""Python for the browser: the Pyodide package of npm, pinned, and the one compiled library.

Whatever else a page needs is pure Python and comes from the running installation: `archives`.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from base64 import b64encode
from hashlib import sha512
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from fitexport.errors import UsageError, WriteError, reason

VERSION = "314.0.7"
"""Of Pyodide; the first number is its Python's, 3.14."""
PACKAGE_URL = f"https://registry.npmjs.org/pyodide/-/pyodide-{VERSION}.tgz"
_INTEGRITY = (
    "0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
)
"""SHA-512 of the package, as the registry of npm states it."""
PYTHON = "3.14"
_PLATFORM = "pyemscripten_2026_0_wasm32"
"""What the runtime loads compiled wheels of: `abi_version` in its lock file."""
RUNTIME_FILES = (
    *("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"),
    "pyodide-lock.json",
)
COMPILED = "pydantic-core"
"""The one library that is not pure Python."""
_MOST_BYTES = 64 * 2**20
_TIMEOUT_S = 60
_ELSEWHERE = "check the connection, or download the package and give --runtime FILE.tgz"


def runtime_files(source: str = PACKAGE_URL) -> dict[str, bytes]:
    """The files of the Python runtime, by name, from its npm package: an address or a file.

    Raises:
        UsageError: the package is not the pinned one, or there is no such file.
        WriteError: it cannot be downloaded.
    """
    package = _package(source)
    if b64encode(sha512(package).digest()).decode() != _INTEGRITY:
        raise UsageError(
            f"{source} is not Pyodide {VERSION} as npm has it: its SHA-512 differs",
            f"give the package of this version: {PACKAGE_URL}",
        )
    with tarfile.open(fileobj=io.BytesIO(package), mode="r:gz") as archive:
        return {name: _member(archive, f"package/{name}") for name in RUNTIME_FILES}


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    assert file is not None, name
    return file.read()


def _package(source: str) -> bytes:
    scheme = urlsplit(source).scheme
    if scheme not in ("http", "https"):
        try:
            return Path(source).read_bytes()
        except OSError as error:
            raise UsageError(
                f"{source}: {reason(error)}", f"give a file or an address such as {PACKAGE_URL}"
            ) from error
    try:
        with urlopen(source, timeout=_TIMEOUT_S) as answer:
            data: bytes = answer.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        cause = error.reason if isinstance(error, URLError) else error
        if isinstance(error, HTTPError):
            error.close()
        raise WriteError(f"cannot download {source}: {cause}", _ELSEWHERE) from error
    if len(data) > _MOST_BYTES:
        raise WriteError(f"{source} is larger than 64 MB", _ELSEWHERE)
    return data


def compiled_wheel(folder: Path | None = None) -> tuple[str, bytes]:
    """Name and bytes of the compiled library's wheel for the runtime, of the version in use here:
    from a folder of wheels, otherwise from the package index, through pip and its settings.

    Raises:
        WriteError: there is none.
    """
    wanted = version(COMPILED)
    if folder is not None:
        return _wheel(folder, wanted)
    with TemporaryDirectory() as downloads:
        command = (
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--only-binary=:all:", "--platform", _PLATFORM),
            *("--python-version", PYTHON, "--implementation", "cp", "--dest", downloads),
            f"{COMPILED}=={wanted}",
        )
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
            raise WriteError(
                f"cannot download {COMPILED} {wanted} for the browser: {last}", _wheel_remedy()
            )
        return _wheel(Path(downloads), wanted)


def _wheel(folder: Path, wanted: str) -> tuple[str, bytes]:
    stem = f"{COMPILED.replace('-', '_')}-{wanted}-"
    found = sorted(path for path in folder.glob(f"{stem}*_wasm32.whl") if _PLATFORM in path.name)
    if not found:
        raise WriteError(
            f"{folder} has no wheel of {COMPILED} {wanted} for {_PLATFORM}", _wheel_remedy()
        )
    return found[0].name, found[0].read_bytes()


def _wheel_remedy() -> str:
    return (
        f"check the connection and that pip is installed here; or download that wheel"
        f" ({COMPILED}, Python {PYTHON}, {_PLATFORM}) and give --wheels FOLDER"
    )
