"""Sdist, wheel, editable install and checkout: each has all it needs, all make the same files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
from email import message_from_string
from functools import cache
from hashlib import sha256
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import click
import pytest
from support.folders import tree

import fitexport

ROOT = Path(__file__).parent.parent
_SITE = str(Path(click.__file__).parent.parent)
"""Where the dependencies are; it may hold a fitexport as well, so it always comes last."""
_CLONE = (
    *("fitexport", "templates", "samples", "docs", "tests", "benchmarks", ".ci", ".github"),
    *(
        "pyproject.toml",
        "mkdocs.yml",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "CITATION.cff",
    ),
    ".gitignore",
)


def _call(*command: str, cwd: Path, path: str = "") -> str:
    """Run a command that sees no checkout; what it prints on stdout."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "TMPDIR") if key in os.environ}
    environment = kept | {
        "HOME": str(cwd),
        "PYTHONPATH": path,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INDEX": "1",
    }
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _exported(cwd: Path, python: str, path: str, home: Path) -> dict[str, str | bytes | None]:
    """The folder of `python -m fitexport week 3` in an empty folder, by the fitexport of `home`."""
    cwd.mkdir()
    where = "import fitexport; print(fitexport.__file__)"
    found = _call(python, "-c", where, cwd=cwd, path=path).strip()
    assert Path(found).is_relative_to(home), found
    _call(
        *(python, "-m", "fitexport", "week", "3", "--today", "2027-03-01", "--out", "watch"),
        cwd=cwd,
        path=path,
    )
    return tree(cwd / "watch")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a clone has, so that building leaves nothing behind here."""
    return _clone(tmp_path_factory.mktemp("clone") / "fitexport")


def _clone(copy: Path) -> Path:
    copy.mkdir(parents=True)
    ignore = shutil.ignore_patterns("__pycache__")
    for name in _CLONE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=ignore)
        else:
            shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    return _built("wheel", checkout)


def _built(kind: str, checkout: Path) -> Path:
    build = f"import sys, hatchling.build; print(hatchling.build.build_{kind}(sys.argv[1]))"
    name = _call(sys.executable, "-c", build, str(checkout.parent), cwd=checkout).split()[-1]
    return checkout.parent / name


@pytest.fixture(scope="module")
def from_checkout(checkout: Path) -> dict[str, str | bytes | None]:
    path = os.pathsep.join((str(checkout), _SITE))
    return _exported(checkout.parent / "a", sys.executable, path, checkout)


def _files(folder: Path) -> set[str]:
    """Files of a folder, below the one that it is in."""
    inside = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder.parent).as_posix() for path in inside}


@pytest.mark.slow
def test_the_sdist_holds_all_that_a_clone_has_but_what_the_host_runs(checkout: Path) -> None:
    path = _built("sdist", checkout)
    top = f"fitexport-{fitexport.__version__}"
    assert path.name == f"{top}.tar.gz"
    with tarfile.open(path) as archive:
        names = {member.name.removeprefix(f"{top}/") for member in archive if member.isfile()}
    cloned = (checkout / name for name in _CLONE if name not in (".ci", ".github"))
    files = set().union(*(_files(each) if each.is_dir() else {each.name} for each in cloned))
    assert names == files | {"PKG-INFO"}


@pytest.mark.slow
def test_the_wheel_holds_package_templates_samples_one_page_and_nothing_else(
    checkout: Path, wheel: Path
) -> None:
    assert wheel.name == f"fitexport-{fitexport.__version__}-py3-none-any.whl"
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        info = f"fitexport-{fitexport.__version__}.dist-info"
        entry_points = archive.read(f"{info}/entry_points.txt").decode()
        metadata = message_from_string(archive.read(f"{info}/METADATA").decode())
    package = _files(checkout / "fitexport")
    for folder in ("templates", "samples"):
        package |= {f"fitexport/{path}" for path in _files(checkout / folder)}
    package.add("fitexport/docs/notation.md")  # which agents read
    about = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    assert names == package | {f"{info}/{name}" for name in about}
    assert {
        "fitexport/py.typed",
        "fitexport/season/schemas/plan.json",
        "fitexport/templates/mile-intermediate.toml",
        "fitexport/samples/time-trial.gpx",
    } <= names
    assert entry_points == "[console_scripts]\nfitexport = fitexport.__main__:run\n"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Author"] == "the fitexport developers"
    assert metadata["Description-Content-Type"] == "text/markdown"
    page = metadata.get_payload()
    assert isinstance(page, str)
    assert re.findall(r"\]\((?!https?:|#)|src(?:set)?=\"(?!https?:)", page) == []


def test_the_citation_is_of_this_version() -> None:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {fitexport.__version__}\n" in text


@pytest.mark.slow
def test_an_installed_wheel_makes_the_same_files_as_the_checkout(
    tmp_path: Path, wheel: Path, from_checkout: dict[str, str | bytes | None]
) -> None:
    target = tmp_path / "site"
    _call(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"),
        *("--no-compile", "--target", str(target), str(wheel)),
        cwd=tmp_path,
    )
    path = os.pathsep.join((str(target), _SITE))
    assert _exported(tmp_path / "b", sys.executable, path, target) == from_checkout
    _call(sys.executable, "-m", "fitexport", "samples", "--out", "copy", cwd=tmp_path, path=path)
    assert tree(tmp_path / "copy") == tree(target / "fitexport" / "samples")


@pytest.mark.slow
def test_an_editable_install_makes_the_same_files_as_the_checkout(
    tmp_path: Path, checkout: Path, from_checkout: dict[str, str | bytes | None]
) -> None:
    home = tmp_path / "venv"
    _call(sys.executable, "-m", "venv", "--without-pip", str(home), cwd=tmp_path)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / "python")
    bases = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", "venv", vars=bases))
    (site / "zz-dependencies.pth").write_text(f"{_SITE}\n")  # after fitexport's own .pth
    _call(
        *(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps"),
        *("--no-index", "--no-build-isolation", "--no-compile", "--editable", str(checkout)),
        cwd=tmp_path,
    )
    assert _exported(tmp_path / "c", python, "", checkout) == from_checkout
    assert _call(str(scripts / "fitexport"), "--version", cwd=tmp_path) == (
        f"fitexport, version {fitexport.__version__}\n"
    )


def test_every_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    tables = tomllib.loads(text)
    lists = (
        tables["project"]["dependencies"],
        *tables["project"]["optional-dependencies"].values(),
        *tables["dependency-groups"].values(),
    )
    wanted = [each for each in chain(*lists) if isinstance(each, str)]
    for requirement in wanted:
        if not requirement.startswith("fitexport["):  # an extra, whose own lines say it
            line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
            assert "  # " in line, line


# --- supply chain -----------------------------------------------------------------------


@pytest.mark.slow
def test_sdist_and_wheel_are_the_same_bytes_whoever_builds_them_and_when(tmp_path: Path) -> None:
    """Built in two folders, from files of two ages and modes, under two umasks."""
    made = []
    for number, mask in enumerate((0o022, 0o077)):
        copy = tmp_path / f"clone-{number}" / "fitexport"
        _clone(copy)
        for path in copy.rglob("*"):
            if path.is_file():
                path.chmod(0o644 if number else 0o600)
                os.utime(path, (1_700_000_000 + number * 86_400,) * 2)
        before = os.umask(mask)
        try:
            built = [_built(kind, copy) for kind in ("sdist", "wheel")]
        finally:
            os.umask(before)
        made.append([(path.name, sha256(path.read_bytes()).hexdigest()) for path in built])
    assert made[0] == made[1]


_WITHOUT = """
import sys
sys.modules.update(dict.fromkeys(sys.argv[1].split()))
from fitexport.cli.main import main
for words in (
    ["week", "3", "--today", "2027-03-01", "--out", "week"],
    ["check", "week"],
    ["workout", "6x 400m @ mile, jog 200m", "--out", "own"],
):
    try:
        main(words, prog_name="fitexport")
    except SystemExit as end:
        assert not end.code, (words, end.code)
"""


def _project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return table


@cache
def _extras() -> dict[str, set[str]]:
    """Each extra with the modules of what it installs by name."""
    table = _project()
    needed = {_distribution(each) for each in table["dependencies"]}
    modules: dict[str, set[str]] = {}
    for module, names in packages_distributions().items():
        for name in names:
            modules.setdefault(name.lower().replace("_", "-"), set()).add(module)
    return {
        extra: {
            module
            for wanted in wants
            if (name := _distribution(wanted)) not in {*needed, "fitexport"}
            for module in modules.get(name, {name.replace("-", "_")})
        }
        for extra, wants in table["optional-dependencies"].items()
    }


def _distribution(requirement: str) -> str:
    return re.split(r"[\[<>=;! ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.mark.slow
@pytest.mark.one_in(2)
@pytest.mark.parametrize("extra", _project()["optional-dependencies"])
def test_without_an_extra_the_main_job_is_done(extra: str, tmp_path: Path) -> None:
    """A broken or missing one breaks only what it is for."""
    missing = sorted(_extras()[extra]) if extra != "garmin" else ["httpx2", "keyring"]
    assert missing
    path = os.pathsep.join((str(ROOT), _SITE))
    _call(sys.executable, "-c", _WITHOUT, " ".join(missing), cwd=tmp_path, path=path)
    assert (tmp_path / "own").is_dir()
