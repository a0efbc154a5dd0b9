"""One file written whole: the new bytes take the place of the old in one step, or not at all.

They are written beside the target under a random name, then renamed. The next write in the folder
removes what a killed program left under such a name.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from fitexport.errors import WriteError, reason
from fitexport.files.lock import alone_in
from fitexport.files.toml import read_text

_BEGINS, _ENDS = ".fitexport-", ".part"


@contextlib.contextmanager
def unnamed(folder: Path, *, tidy: bool = True) -> Iterator[Path]:
    """A random path in `folder` for a file that is written before it gets its name. It is removed
    afterwards if it is still there, and so, beforehand, are those that killed programs left. Without
    `tidy` those stay: in a folder of many files, looking for them each time would take the longest.

    Raises:
        WriteError: another program has been writing there for a minute.
    """
    part = folder / f"{_BEGINS}{os.urandom(8).hex()}{_ENDS}"
    with _alone_with_parts(folder):
        if tidy:
            _remove_parts(folder)
        try:
            yield part
        finally:
            _remove(part)


def write_whole(
    path: Path,
    data: bytes | Iterable[bytes],
    *,
    new: bool = False,
    like: Path | None = None,
    private: bool = False,
    tidy: bool = True,
) -> None:
    """Write a file, all at once or part by part, with the mode of the one it replaces; a link stays a link. Interrupted
    anywhere, it leaves the old file or the new one, and nothing beside it.

    With `new`, an existing file is never replaced; the mode may be copied from a file `like`. A
    `private` file is its owner's alone, whoever could read the one before. Without `tidy`, what killed programs left in the
    folder stays, for `remove_parts` to remove: in a folder of many files that takes long.

    Raises:
        OSError: it cannot be written (FileExistsError: the name is taken).
    """
    target = path if new else Path(os.path.realpath(path))
    try:
        with unnamed(target.parent, tidy=tidy) as part:
            _write(part, data, 0o600 if private else _mode_of(like or target))
            _rename(part, target, new=new)
    except OSError as error:
        error.filename, error.filename2 = str(path), None  # the part's name would puzzle the reader
        raise


def read_raw(path: Path) -> str:
    """The file as it is, line ends and all.

    Raises:
        TemplateError: it cannot be read, or is not text.
    """
    read_text(path, str(path))
    return path.read_bytes().decode("utf-8")


def rewrite(path: Path, before: str, after: str) -> None:
    """Replace a file's text, whole or not at all; a link stays a link.

    Raises:
        WriteError: the file has changed since it was read, or cannot be written; it stays as it is.
    """
    with alone_in(path.resolve().parent):
        if read_raw(path) != before:
            raise WriteError(
                f"{path} has just been changed by something else",
                "nothing was written; run the command again",
            )
        try:
            write_whole(path, after.encode("utf-8"))
        except OSError as error:
            raise WriteError(
                reason(error),
                "nothing was changed; check that it is writable",
                where=path,
            ) from error


def _mode_of(target: Path) -> int | None:
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        return None


def _write(part: Path, data: bytes | Iterable[bytes], mode: int | None) -> None:
    """Write a file with the permissions of the one it replaces."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)  # Windows
    with os.fdopen(os.open(part, flags, 0o666 if mode is None else mode), "wb") as file:
        file.writelines([data] if isinstance(data, bytes) else data)
    if mode is not None:
        part.chmod(mode)  # undo the umask


def _rename(part: Path, target: Path, *, new: bool) -> None:
    if not new:
        part.replace(target)
        return
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # FAT has no hard links
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        part.replace(target)


def remove_parts(folder: Path) -> None:
    """Remove the temporary files that killed programs left there.

    Raises:
        OSError: the folder cannot be read.
    """
    with _alone_with_parts(folder):
        _remove_parts(folder)


def _alone_with_parts(folder: Path) -> contextlib.AbstractContextManager[None]:
    return alone_in(folder / f"{_BEGINS}{_ENDS}")  # another program's would be removed, too


def _remove_parts(folder: Path) -> None:
    for part in folder.glob(f"{_BEGINS}*{_ENDS}"):
        _remove(part)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            import shutil  # slow to import, and folders are rare

            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
