"""The site: what is in it, what is left alone, who may see it."""

from __future__ import annotations

import http.client
import io
import json
import shutil
import threading
import zipfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Never

import pytest
from support.command import run

from fitexport.errors import UsageError, WriteError
from fitexport.page import archives, site
from fitexport.page.archives import libraries, library_archive, own_archive
from fitexport.page.precompiling import ARCHIVES
from fitexport.page.runtime import COMPILED, RUNTIME_FILES
from fitexport.page.server import SiteServer
from fitexport.page.site import POLICY, is_compiled, site_files, write_site

WHEEL = f"{COMPILED.replace('-', '_')}-2.50.5-cp314-cp314-pyemscripten_2026_0_wasm32.whl"


def runtime() -> dict[str, bytes]:
    """A runtime that nobody can run."""
    return {name: name.encode() for name in (*RUNTIME_FILES, WHEEL)}


def no_runtime() -> Never:
    raise AssertionError("the runtime is there already")


@pytest.fixture(scope="module", autouse=True)
def _small_archives() -> Iterator[None]:
    """Archives whose content does not matter here: compressing it takes a second. Nothing compiles
    them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "precompiled", lambda _: {})
        patch.setattr(site, "own_archive", lambda: b"fitexport")
        patch.setattr(site, "library_archive", lambda: b"libraries")
        yield


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that is only looked at."""
    out = tmp_path_factory.mktemp("site")
    write_site(out, runtime)
    return out


def all_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_site_lists_its_files_with_their_sizes(written: Path) -> None:
    files = all_files(written)
    release = json.loads(files.pop("release.json"))
    assert {path: facts["bytes"] for path, facts in release["files"].items()} == {
        path: len(data) for path, data in files.items()
    }
    assert {"index.html", "worker.js", "python/fitexport.zip", f"python/{WHEEL}"} < set(files)


def test_every_file_is_kept_for_use_offline(written: Path) -> None:
    files = all_files(written)
    worker = files["service-worker.js"].decode()
    listed = json.loads(worker[worker.index("PATHS = ") + 8 : worker.index(";\n\n")].rstrip(";"))
    assert sorted(listed) == ["./", *sorted(set(files) - {"service-worker.js"})]


def test_the_page_states_its_policy(written: Path) -> None:
    html = (written / "index.html").read_text("utf-8")
    assert f'http-equiv="Content-Security-Policy" content="{POLICY}"'.replace("'", "&#39;") in html


def test_the_same_fitexport_makes_the_same_bytes(written: Path, tmp_path: Path) -> None:
    write_site(tmp_path, runtime)
    assert all_files(tmp_path) == all_files(written)


def test_a_runtime_that_is_there_is_not_asked_for(tmp_path: Path) -> None:
    steps: list[str] = []
    write_site(tmp_path, runtime, steps.append)
    assert [step.split()[0] for step in steps] == ["fetching", "compiling"]
    again = write_site(tmp_path, no_runtime, steps.append)
    assert [step.split()[0] for step in steps[2:]] == ["compiling"]
    assert (again.added, again.replaced, again.removed) == ((), (), ())


def test_archives_are_compiled_once_for_the_same_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Mapping[str, bytes]] = []

    def compiled(files: Mapping[str, bytes]) -> dict[str, bytes]:
        asked.append(files)
        return {name: files[name].upper() for name in ARCHIVES}

    monkeypatch.setattr(site, "precompiled", compiled)
    write_site(tmp_path, runtime)
    assert is_compiled(tmp_path)
    assert (tmp_path / "python" / "fitexport.zip").read_bytes() == b"FITEXPORT"
    assert write_site(tmp_path, no_runtime).replaced == ()
    assert len(asked) == 1
    # Other sources are compiled anew; the library of Python itself is there as it was compiled.
    monkeypatch.setattr(site, "own_archive", lambda: b"newer")
    write_site(tmp_path, no_runtime)
    assert (tmp_path / "python" / "fitexport.zip").read_bytes() == b"NEWER"
    assert asked[1]["python_stdlib.zip"] == b"PYTHON_STDLIB.ZIP"
    # Where nothing can compile them any more, they are there as sources.
    monkeypatch.setattr(site, "precompiled", lambda _: {})
    monkeypatch.setattr(site, "own_archive", lambda: b"newest")
    write_site(tmp_path, no_runtime)
    assert (tmp_path / "python" / "fitexport.zip").read_bytes() == b"newest"
    assert not is_compiled(tmp_path)


def test_a_damaged_runtime_is_asked_for(tmp_path: Path) -> None:
    write_site(tmp_path, runtime)
    (tmp_path / "python" / "pyodide.mjs").unlink()
    assert write_site(tmp_path, runtime).added == ("python/pyodide.mjs",)


def test_an_earlier_compiled_library_is_removed(tmp_path: Path) -> None:
    write_site(tmp_path, lambda: runtime() | {WHEEL.replace("50.5", "50.4"): b"earlier"})
    (tmp_path / "python" / WHEEL).unlink()
    done = write_site(tmp_path, runtime)
    assert done.removed == (f"python/{WHEEL.replace('50.5', '50.4')}",)


def test_files_of_the_user_stay(tmp_path: Path) -> None:
    (tmp_path / "robots.txt").write_text("mine")
    write_site(tmp_path, runtime)
    write_site(tmp_path, runtime)
    assert (tmp_path / "robots.txt").read_text() == "mine"


@pytest.mark.parametrize("path", ["index.html", "python/fitexport.zip"])
def test_what_the_user_wrote_is_not_overwritten(tmp_path: Path, path: str) -> None:
    write_site(tmp_path, runtime)
    (tmp_path / path).write_text("mine")
    before = all_files(tmp_path)
    with pytest.raises(WriteError) as refused:
        write_site(tmp_path, runtime)
    assert str(refused.value) == (
        f"{tmp_path}: {path} is in the way: fitexport did not write it, or it was changed since\n"
        "  move it away, or choose another --out"
    )
    assert all_files(tmp_path) == before


def test_a_link_in_place_of_its_folder_is_not_followed(tmp_path: Path) -> None:
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "site"
    elsewhere.mkdir()
    out.mkdir()
    (out / "python").symlink_to(elsewhere)
    with pytest.raises(WriteError, match="python is in the way"):
        write_site(out, runtime)
    assert all_files(elsewhere) == all_files(out) == {}


@pytest.mark.parametrize("text", ["", "[]", '{"files": 3}', '{"files": {"a": 1}}', "[" * 100_000])
def test_a_list_of_files_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "release.json").write_text(text)
    with pytest.raises(WriteError, match="not a list of files that fitexport page wrote"):
        write_site(tmp_path, runtime)
    assert all_files(tmp_path) == {"release.json": text.encode()}


@pytest.mark.parametrize("path", ["../mine.txt", "/etc/hostname", "a/b/c", "python/../../mine.txt"])
def test_a_list_with_files_of_somebody_else_is_refused(tmp_path: Path, path: str) -> None:
    """A folder from a stranger would have them shown to every program here, and removed."""
    mine, out = tmp_path / "mine.txt", tmp_path / "site"
    mine.write_text("mine")
    out.mkdir()
    facts = {"sha256": sha256(b"mine").hexdigest()}
    (out / "release.json").write_text(json.dumps({"files": {path: facts}}))
    for do in (lambda: write_site(out, runtime), lambda: SiteServer(out, 0)):
        with pytest.raises(WriteError, match="not a list of files that fitexport page wrote"):
            do()
    assert mine.read_text() == "mine"


# --- the archives -----------------------------------------------------------------------


def names(archive: bytes) -> set[str]:
    return set(zipfile.ZipFile(io.BytesIO(archive)).namelist())


def test_the_package_has_its_templates_and_stub_but_no_samples() -> None:
    found = names(own_archive())
    assert {"fitexport/__init__.pyi", "fitexport/templates/mile-weeks.toml"} < found
    assert "fitexport/templates/page/index.html.j2" in found
    assert not [name for name in found if "__pycache__" in name or "/samples/" in name]


@pytest.mark.slow
def test_the_libraries_are_pure_python() -> None:
    found = names(library_archive())
    packages = {name.split("/")[0] for name in found}
    assert {"pydantic", "jinja2", "markupsafe", "fit_tool", "icalendar"} < packages
    assert len([name for name in packages if name.endswith(".dist-info")]) == len(libraries())
    assert not [name for name in found if name.endswith((".so", ".pyd"))]


def test_the_libraries_are_those_that_the_installed_releases_need(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An index may give a release without a library that an earlier one needed."""
    needs: dict[str, list[str] | None] = {
        "pydantic": ["Typing_Extensions>=4.6", "pydantic-core==2.50.5", "tz; extra == 'zone'"],
        "typing-extensions": None,
        "jinja2": ["MarkupSafe>=2.0"],
        "markupsafe": [],
        **dict.fromkeys(("anyascii", "defusedxml", "fit-tool")),
        "icalendar": ["python-dateutil (>=2.8)", "tomli; python_version < '3.11'"],
        "python-dateutil": ["icalendar"],
    }

    def requires(name: str) -> list[str] | None:
        if name not in needs:
            raise PackageNotFoundError(name)
        return needs[name]

    monkeypatch.setattr(archives, "requires", requires)
    assert libraries() == set(needs)


# --- serving ----------------------------------------------------------------------------


@pytest.fixture
def server(written: Path) -> Iterator[SiteServer]:
    with SiteServer(written, 0) as opened:
        threading.Thread(target=opened.serve_forever, args=(0.01,), daemon=True).start()
        yield opened
        opened.shutdown()


def ask(
    server: SiteServer, path: str, method: str = "GET", headers: Mapping[str, str] | None = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, answer.headers, data


def test_a_file_is_served_with_the_policy(server: SiteServer, written: Path) -> None:
    for path in ("/", "/index.html", "/index.html?x=1"):
        status, headers, data = ask(server, path)
        assert (status, data) == (200, (written / "index.html").read_bytes())
    assert headers["Content-Security-Policy"] == f"{POLICY}; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Server"] == "fitexport"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("worker.js", "text/javascript; charset=utf-8"),
        ("python/pyodide.mjs", "text/javascript; charset=utf-8"),
        ("python/pyodide.asm.wasm", "application/wasm"),
        ("python/fitexport.zip", "application/octet-stream"),
    ],
)
def test_files_have_the_types_that_browsers_insist_on(
    server: SiteServer, path: str, kind: str
) -> None:
    assert ask(server, f"/{path}")[1]["Content-Type"] == kind


def test_a_file_that_the_browser_has_is_not_sent_again(server: SiteServer) -> None:
    tag = ask(server, "/style.css")[1]["ETag"]
    status, _, data = ask(server, "/style.css", headers={"If-None-Match": tag})
    assert (status, data) == (304, b"")
    assert ask(server, "/style.css", headers={"If-None-Match": '"other"'})[0] == 200


def test_only_the_head_is_sent_where_that_is_asked(server: SiteServer) -> None:
    status, headers, data = ask(server, "/index.html", "HEAD")
    assert (status, data) == (200, b"")
    assert int(headers["Content-Length"]) > 1000


@pytest.mark.parametrize(
    "path",
    ["/python/", "/python", "/../secret.txt", "/%2e%2e/secret.txt", "//etc/passwd", "/mine.txt"],
)
def test_nothing_else_is_served(server: SiteServer, written: Path, path: str) -> None:
    (written / "mine.txt").write_text("not of the site")
    (written.parent / "secret.txt").write_text("secret")
    assert ask(server, path)[0] == 404


@pytest.mark.parametrize("path", ["style.css", "python/fitexport.zip"])
def test_a_link_that_has_taken_the_place_of_a_file_is_not_followed(
    server: SiteServer, written: Path, tmp_path: Path, path: str
) -> None:
    (tmp_path / "fitexport.zip").write_text("secret")
    place = written / Path(path).parts[0]
    shutil.move(place, tmp_path / "kept")
    try:
        place.symlink_to(tmp_path if "/" in path else tmp_path / "fitexport.zip")
        assert ask(server, f"/{path}")[0] == 404
    finally:
        place.unlink(missing_ok=True)
        shutil.move(tmp_path / "kept", place)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "", "localhost"])
def test_another_name_is_refused(server: SiteServer, host: str) -> None:
    """A page elsewhere, whose name leads here, could otherwise read along."""
    assert ask(server, "/", headers={"Host": host})[0] == 421


def test_localhost_is_this_computer(server: SiteServer) -> None:
    assert ask(server, "/", headers={"Host": f"localhost:{server.server_port}"})[0] == 200


def test_nothing_can_be_sent_here(server: SiteServer) -> None:
    assert ask(server, "/", "POST")[0] == 501


def test_a_port_that_is_taken_is_named(server: SiteServer, written: Path) -> None:
    with pytest.raises(UsageError) as refused:
        SiteServer(written, server.server_port)
    assert str(refused.value) == (
        f"cannot serve on port {server.server_port}: Address already in use\n"
        "  give another --port; 0 is any"
    )


def test_a_site_without_files_serves_none(tmp_path: Path) -> None:
    assert site_files(tmp_path) == {}


# --- the command ------------------------------------------------------------------------


@pytest.mark.usefixtures("alone")
def test_a_runtime_that_is_not_the_pinned_one_is_refused() -> None:
    Path("other.tgz").write_bytes(b"other")
    Path("wheels").mkdir()
    done = run("page", "--runtime", "other.tgz", "--wheels", "wheels")
    assert (done.exit_code, Path("site").exists()) == (6, False)
    assert "wheels has no wheel of pydantic-core" in done.stderr
