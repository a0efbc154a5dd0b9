"""What tests download, kept from one run to the next: a folder that all workers share, packages
of npm."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fitexport.files.lock import alone_in


@contextmanager
def kept(tmp_path_factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """The folder of a name, for one worker at a time."""
    own = tmp_path_factory.getbasetemp()
    folder = next((each for each in own.parents if "pytest-of-" in each.name), own) / name
    folder.mkdir(exist_ok=True)
    with alone_in(folder):
        yield folder


def npm_packages(tmp_path_factory: pytest.TempPathFactory, *packages: str) -> Path:
    """The folder in whose `node_modules` packages such as `ical.js@2` are; skips without npm."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not here")
    name = "-".join(package.strip("@").replace("/", "-") for package in packages)
    with kept(tmp_path_factory, name) as folder:
        if not (folder / "installed").exists():
            command = (npm, "install", "--no-audit", "--no-fund", "--fetch-retries=0")
            installed = subprocess.run(
                [*command, "--prefix", str(folder), *packages],
                capture_output=True,
                text=True,
                timeout=300,
            )
            if installed.returncode:
                pytest.skip(f"npm cannot install {name}: {installed.stderr.strip()[-200:]}")
            (folder / "installed").touch()
        return folder
