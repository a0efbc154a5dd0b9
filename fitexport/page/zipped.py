"""Files in one ZIP: equal files make equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP can state."""


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Names and bytes as a ZIP, sorted by name."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in sorted(files):
            made.writestr(zipfile.ZipInfo(name, _TIME), data, zipfile.ZIP_DEFLATED)
    return archive.getvalue()
