"""A file's text put in the place of the old one, all of it or nothing."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from fitexport.errors import WriteError
from fitexport.files.lock import alone_in
from fitexport.files.toml import read_text


def read_raw(path: Path) -> str:
    """The file as it is, line ends and all.

    Raises:
        TemplateError: it cannot be read, or is no text.
    """
    read_text(path, str(path))
    return path.read_bytes().decode("utf-8")


def rewrite(path: Path, before: str, after: str) -> None:
    """Put a text in the place of a file's, all of it or nothing; a link stays a link.

    Raises:
        WriteError: the file is no longer what it was read as, or the folder cannot take it; the
            file is as it was.
    """
    target = path.resolve()
    with alone_in(target.parent):
        if read_raw(path) != before:
            raise WriteError(
                f"{path} was changed by somebody else just now",
                "nothing was written; give the command again",
            )
        try:
            mode = target.stat().st_mode & 0o777
            with written_beside(target, after.encode("utf-8"), mode) as new:
                new.chmod(mode)  # what the umask took away, too
                new.replace(target)
        except OSError as error:
            raise WriteError(
                f"{error.strerror or error}",
                "nothing was changed; see that it may be written",
                where=error.filename or path,
            ) from error


@contextlib.contextmanager
def written_beside(path: Path, data: bytes, mode: int = 0o666) -> Iterator[Path]:
    """A new file `<path>.new` to put in another's place; gone if nobody did.

    Raises:
        OSError: the folder cannot take it, or somebody has a file of that name.
    """
    new = path.with_name(f"{path.name}.new")
    binary = getattr(os, "O_BINARY", 0)  # Windows
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | binary, mode), "wb") as file:
        file.write(data)
    try:
        yield new
    finally:
        with contextlib.suppress(OSError):
            new.unlink()
