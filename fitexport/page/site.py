"""The page as a static site: any web server can host it, and nothing leaves the browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from fitexport import __version__
from fitexport.errors import WriteError
from fitexport.export.folder import Written, carry_out, in_the_way
from fitexport.files.names import may_write
from fitexport.files.packaged import packaged
from fitexport.files.transaction import alone_and_whole, digest
from fitexport.page.archives import library_archive, own_archive
from fitexport.page.plan_form import distances, groups
from fitexport.page.precompiling import precompiled
from fitexport.page.render import render
from fitexport.page.runtime import COMPILED, RUNTIME_FILES
from fitexport.page.session_view import example

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
"""What a browser lets the page do: load what lies beside it, and nothing else. The worker starts
from a blob, since such a worker is bound by the page's policy, whatever the server sends."""

_RELEASE = "release.json"
_PYTHON = "python"
"""The folder of the runtime and the archives."""
_STATIC = (".css", ".js", ".svg", ".webmanifest")
SAMPLES = ("time-trial.fit", "track-tuesday.fit")
"""Recordings to look at, for who has none at hand."""
_RENDERED = ("index.html", "service-worker.js")

Runtime = Callable[[], Mapping[str, bytes]]
"""Makes the runtime's files and the compiled wheel, by name; asked only if the site has none."""
Report = Callable[[str], None]
"""Called with each step that takes seconds, before it begins."""


def write_site(out: Path, runtime: Runtime, report: Report = lambda _: None) -> Written:
    """Write the site into a folder, or bring the one there up to date: all of it, or nothing.

    Files that are not the site's stay. A runtime that is there already is not asked for.
    `report` is called before each step that takes seconds.

    Raises:
        WriteError: files of the user are in the way, or the folder cannot be written.
    """
    with alone_and_whole(out):
        ours = site_files(out)
        python, sources = _python(out, ours, runtime, report)
        wanted = _files(python, sources)
        found = {path: digest(out / path) for path in wanted | ours}
        if blocked := in_the_way(out, wanted, found, ours):
            raise WriteError(
                f"{blocked[0].relative_to(out).as_posix()} is in the way: fitexport did not write"
                " it, or it was changed since",
                "move it away, or choose another --out",
                where=out,
            )
        gone = [path for path in ours if path not in wanted and found[path] == ours[path]]
        return carry_out(out, wanted, found, None, removed=gone)


def site_files(out: Path) -> dict[str, str]:
    """Path of each file of the site in a folder -> its hash when it was written; none without one.

    Raises:
        WriteError: its list of files cannot be read.
    """
    path = out / _RELEASE
    if not path.is_file():
        return {}
    try:
        files = _release(out)["files"]
        listed = {str(name): str(facts["sha256"]) for name, facts in files.items()}
        if not all(map(may_write, listed)):
            raise ValueError("a path that no site of ours has")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise WriteError(
            "this is not a list of files that fitexport page wrote",
            "move it away, or choose another --out",
            where=path,
        ) from error
    return listed | {_RELEASE: digest(path) or ""}


def is_compiled(out: Path) -> bool:
    """Whether the page need not compile its modules in the browser."""
    return bool(_release(out)["compiled_from"])


def _release(out: Path) -> Any:
    return json.loads((out / _RELEASE).read_bytes())


def _python(
    out: Path, ours: Mapping[str, str], runtime: Runtime, report: Report
) -> tuple[dict[str, bytes], str]:
    """The files of Python's folder, and a hash of what their modules are compiled from, "" where they
    are not. What an earlier write compiled from the same serves again."""
    there = _runtime_there(out, ours)
    if not there:  # first, so that a wrong --runtime or a missing network is reported at once
        report("fetching Python for browsers")
    python = there or dict(runtime())
    archives = {"fitexport.zip": own_archive(), "libraries.zip": library_archive()}
    sources = sha256(b"".join(archives.values())).hexdigest()
    if there and _release(out).get("compiled_from") == sources:
        kept = _as_written(out, ours, archives)
        if kept:
            return python | kept, sources
    report("compiling modules, if Node.js is installed (about 20 seconds)")
    compiled = precompiled(python | archives)
    return python | archives | compiled, sources if compiled else ""


def _runtime_there(out: Path, ours: Mapping[str, str]) -> dict[str, bytes]:
    """The runtime of an earlier write, by name, if it is whole and as it was written."""
    compiled = f"{_PYTHON}/{COMPILED.replace('-', '_')}-"
    wheels = [path.removeprefix(f"{_PYTHON}/") for path in ours if path.startswith(compiled)]
    return _as_written(out, ours, [*RUNTIME_FILES, *wheels]) if wheels else {}


def _as_written(out: Path, ours: Mapping[str, str], names: Iterable[str]) -> dict[str, bytes]:
    """These files of Python's folder, if all of them are as they were written."""
    paths = {name: f"{_PYTHON}/{name}" for name in names}
    if any(path not in ours or digest(out / path) != ours[path] for path in paths.values()):
        return {}
    return {name: (out / path).read_bytes() for name, path in paths.items()}


def _files(python: Mapping[str, bytes], sources: str) -> dict[str, bytes]:
    """Path below the site -> bytes, the list of files last."""
    files = {f"{_PYTHON}/{name}": data for name, data in python.items()}
    folder = packaged("templates") / "page"
    files |= {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.suffix in _STATIC and path.name not in _RENDERED
    }
    files |= {name: (packaged("samples") / name).read_bytes() for name in SAMPLES}
    files["index.html"] = render(
        "index.html.j2",
        policy=POLICY,
        version=__version__,
        example=example(),
        groups=groups(),
        distances=distances(),
    ).encode()
    release = sha256(b"".join(sha256(files[path]).digest() for path in sorted(files))).hexdigest()
    files["service-worker.js"] = render(
        "service-worker.js.j2", release=release[:16], paths=["./", _RELEASE, *sorted(files)]
    ).encode()
    facts = {
        path: {"bytes": len(data), "sha256": sha256(data).hexdigest()}
        for path, data in sorted(files.items())
    }
    listed = {"fitexport": __version__, "compiled_from": sources, "files": facts}
    text = json.dumps(listed, indent=1)
    return files | {_RELEASE: text.encode()}
