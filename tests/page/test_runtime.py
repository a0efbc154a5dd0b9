"""Python for browsers: the right package, from wherever it comes, or a clear refusal."""

from __future__ import annotations

import io
import subprocess
import tarfile
import threading
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha512
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path

import pytest

from fitexport.errors import FitexportError
from fitexport.page import runtime
from fitexport.page.runtime import COMPILED, RUNTIME_FILES, VERSION, compiled_wheel, runtime_files

CORE = version(COMPILED)
WHEEL = f"pydantic_core-{CORE}-cp314-cp314-pyemscripten_2026_0_wasm32.whl"


def package() -> bytes:
    """A package of npm with the files that are wanted, and one more."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name in (*RUNTIME_FILES, "README.md"):
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(name)
            archive.addfile(entry, io.BytesIO(name.encode()))
    return made.getvalue()


PACKAGE = package()
PINNED = b64encode(sha512(PACKAGE).digest()).decode()


@pytest.fixture(autouse=True)
def _pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "_INTEGRITY", PINNED)


@pytest.fixture
def registry() -> Iterator[str]:
    """A server with the package under one name, and something else under another."""

    class Registry(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers = {"/pyodide.tgz": PACKAGE, "/other.tgz": b"other"}
            self.send_response(200 if self.path in answers else 404)
            self.end_headers()
            self.wfile.write(answers.get(self.path, b""))

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def refusal(source: str) -> str:
    with pytest.raises(FitexportError) as refused:
        runtime_files(source)
    return str(refused.value)


def test_the_files_come_from_an_address_or_a_file(registry: str, tmp_path: Path) -> None:
    (tmp_path / "here.tgz").write_bytes(PACKAGE)
    wanted = {name: name.encode() for name in RUNTIME_FILES}
    assert runtime_files(f"{registry}/pyodide.tgz") == wanted
    assert runtime_files(str(tmp_path / "here.tgz")) == wanted


def test_another_package_is_refused(registry: str) -> None:
    assert refusal(f"{registry}/other.tgz") == (
        f"{registry}/other.tgz is not Pyodide {VERSION} as npm has it: its SHA-512 differs\n"
        f"  give the package of this version: {runtime.PACKAGE_URL}"
    )


@pytest.mark.usefixtures("alone")
def test_a_package_that_is_not_there_is_named(registry: str) -> None:
    elsewhere = "check the connection, or download the package and give --runtime FILE.tgz"
    assert refusal(f"{registry}/none.tgz") == (
        f"cannot download {registry}/none.tgz: Not Found\n  {elsewhere}"
    )
    assert refusal("http://127.0.0.1:1/x.tgz").endswith(f"Connection refused\n  {elsewhere}")
    assert refusal("none.tgz") == (
        f"none.tgz: No such file or directory\n  give a file or an address such as {runtime.PACKAGE_URL}"
    )


def test_a_package_without_end_is_not_read_to_its_end(
    registry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "_MOST_BYTES", 100)
    assert refusal(f"{registry}/pyodide.tgz").startswith(
        f"{registry}/pyodide.tgz is larger than 64 MB"
    )


# --- the compiled library ---------------------------------------------------------------


def test_the_wheel_for_the_runtime_is_taken_from_a_folder(tmp_path: Path) -> None:
    for name in (WHEEL, WHEEL.replace("pyemscripten_2026_0_wasm32", "manylinux_2_17_x86_64")):
        (tmp_path / name).write_bytes(name.encode())
    assert compiled_wheel(tmp_path) == (WHEEL, WHEEL.encode())


def test_a_folder_without_that_wheel_is_refused(tmp_path: Path) -> None:
    (tmp_path / WHEEL.replace(CORE, "2.0.0")).touch()
    with pytest.raises(FitexportError) as refused:
        compiled_wheel(tmp_path)
    assert str(refused.value) == (
        f"{tmp_path} has no wheel of pydantic-core {CORE} for pyemscripten_2026_0_wasm32\n"
        "  check the connection and that pip is installed here; or download that wheel"
        " (pydantic-core, Python 3.14, pyemscripten_2026_0_wasm32) and give --wheels FOLDER"
    )


def test_what_pip_reports_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def no_pip(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.extend(command)
        return subprocess.CompletedProcess(command, 1, "", "trying\nERROR: no network\n")

    monkeypatch.setattr(subprocess, "run", no_pip)
    with pytest.raises(FitexportError) as refused:
        compiled_wheel()
    assert refused.value.problem == (
        f"cannot download pydantic-core {CORE} for the browser: ERROR: no network"
    )
    assert asked[-1] == f"pydantic-core=={CORE}"
