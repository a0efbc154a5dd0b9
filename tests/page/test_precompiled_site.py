"""The site as Node.js compiles it: in a browser, test_pages and others use it."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from fitexport.page.archives import library_archive, own_archive
from fitexport.page.precompiling import ARCHIVES, precompiled
from fitexport.page.site import is_compiled

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not here"),
]


def test_what_a_start_loads_is_compiled(site: Path) -> None:
    assert is_compiled(site)
    for archive, module in (
        ("python_stdlib.zip", "encodings/__init__"),
        ("libraries.zip", "jinja2/environment"),
        ("fitexport.zip", "fitexport/page/session_view"),
        ("fitexport.zip", "fitexport/page/plan_view"),
    ):
        with zipfile.ZipFile(site / "python" / archive) as files:
            assert f"{module}.pyc" in files.namelist()
            assert f"{module}.py" not in files.namelist()


@pytest.mark.whole
def test_the_same_sources_make_the_same_bytes(site: Path, runtime: dict[str, bytes]) -> None:
    release = json.loads((site / "release.json").read_bytes())
    assert release["compiled_from"]
    archives = {"fitexport.zip": own_archive(), "libraries.zip": library_archive()}
    again = precompiled(runtime | archives)
    assert again == {name: (site / "python" / name).read_bytes() for name in ARCHIVES}
    assert all(zipfile.ZipFile(io.BytesIO(data)).testzip() is None for data in again.values())
