"""What an export did to a folder, in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fitexport.export.folder import Written


def what_was_written(out: Path, written: Written) -> Iterator[str]:
    """How many files, then what was replaced and removed, by name."""
    total = len(written.added) + len(written.replaced) + len(written.unchanged)
    files = f"{total} file{'s' if total != 1 else ''}"
    yield (
        f"{files} in {out}: {len(written.added)} new, {len(written.replaced)} replaced,"
        f" {len(written.unchanged)} as before"
    )
    for verb, paths in (("replaced", written.replaced), ("removed", written.removed)):
        for path in paths:
            yield f"  {verb} {path}"


def what_was_kept(out: Path, written: Written) -> Iterator[str]:
    """A remark for each file that was edited since."""
    for path in written.kept:
        yield f"kept {out / path}: it was changed since fitexport wrote it"
