"""Wheel, editable install and plain checkout: each has all it needs, all make the same files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from zipfile import ZipFile

import click
import pytest
from support.folders import tree

import fitexport

ROOT = Path(__file__).parent.parent
_SITE = str(Path(click.__file__).parent.parent)
"""Where the dependencies are; it may hold a fitexport as well, so it always comes last."""


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
    copy = tmp_path_factory.mktemp("clone") / "fitexport"
    copy.mkdir()
    ignore = shutil.ignore_patterns("__pycache__")
    for folder in ("fitexport", "templates", "tests"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    build = "import sys, hatchling.build; print(hatchling.build.build_wheel(sys.argv[1]))"
    name = _call(sys.executable, "-c", build, str(checkout.parent), cwd=checkout).split()[-1]
    return checkout.parent / name


@pytest.fixture(scope="module")
def from_checkout(checkout: Path) -> dict[str, str | bytes | None]:
    path = os.pathsep.join((str(checkout), _SITE))
    return _exported(checkout.parent / "a", sys.executable, path, checkout)


def test_the_wheel_holds_the_package_and_the_templates_and_nothing_else(
    checkout: Path, wheel: Path
) -> None:
    assert wheel.name == f"fitexport-{fitexport.__version__}-py3-none-any.whl"
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        info = f"fitexport-{fitexport.__version__}.dist-info"
        entry_points = archive.read(f"{info}/entry_points.txt").decode()
        metadata = archive.read(f"{info}/METADATA").decode()
    package = {
        path.relative_to(checkout).as_posix()
        for path in (checkout / "fitexport").rglob("*")
        if path.is_file()
    }
    templates = {
        f"fitexport/templates/{path.relative_to(checkout / 'templates').as_posix()}"
        for path in (checkout / "templates").rglob("*")
        if path.is_file()
    }
    about = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    assert names == package | templates | {f"{info}/{name}" for name in about}
    assert {
        "fitexport/py.typed",
        "fitexport/season/schemas/plan.json",
        "fitexport/templates/mile-intermediate.toml",
    } <= names
    assert entry_points == "[console_scripts]\nfitexport = fitexport.cli.main:main\n"
    assert "\nRequires-Python: >=3.11\n" in metadata


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
    project = tomllib.loads(text)["project"]
    extras = [each for extra in project["optional-dependencies"].values() for each in extra]
    wanted = [*project["dependencies"], *extras]
    for requirement in wanted:
        line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
        assert "  # " in line, line
