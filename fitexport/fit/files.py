"""FIT files on disk: those at given paths, and what each holds, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path

from fitexport.errors import FitFormatError, UsageError, reason
from fitexport.fit.found import Found
from fitexport.fit.reader import MAX_BYTES

Reader = Callable[[bytes], Found]


def files_by_folder(paths: Sequence[Path]) -> Iterator[tuple[Path, list[Path]]]:
    """The FIT files at these paths, by folder: those of one folder go onto a watch together.

    Raises:
        UsageError: there is no such file or folder, or no FIT file in it.
    """
    found: dict[Path, list[Path]] = {}
    for path in paths:
        try:
            is_file, inside = path.is_file(), fit_files(path, "**/") if path.is_dir() else None
        except OSError as error:
            raise UsageError(
                f"cannot be read: {reason(error)}",
                "give FIT files or a folder of them",
                where=path,
            ) from error
        if not is_file and inside is None:
            raise UsageError(
                "there is no such file or folder", "give FIT files or a folder of them", where=path
            )
        if inside == []:
            raise UsageError(
                "there are no FIT files in it", "give a folder that has some", where=path
            )
        for file in inside or [path]:
            of_folder = found.setdefault(file.parent, [])
            if file not in of_folder:
                of_folder.append(file)
    yield from found.items()


def fit_files(folder: Path, below: str = "") -> list[Path]:
    """The FIT files of a folder, in order; with `**/` those of its subfolders too."""
    return sorted(file for file in folder.glob(f"{below}*.[fF][iI][tT]") if file.is_file())


def read_fit(path: Path, reader: Reader) -> Found | FitFormatError:
    """What a file holds, or what is wrong with it.

    Raises:
        UsageError: it cannot be read at all.
    """
    try:
        return reader(read_start(path, MAX_BYTES + 1))
    except FitFormatError as error:
        return error


def neighbours(
    folder: Path, known: Container[Path], reader: Reader
) -> dict[Path, Found | FitFormatError]:
    """The other FIT files of a folder, each read or as the error that reading it gave."""
    found: dict[Path, Found | FitFormatError] = {}
    for path in fit_files(folder):
        if path not in known:
            try:
                found[path] = read_fit(path, reader)
            except UsageError as error:
                found[path] = FitFormatError(error.problem, error.remedy, error.where)
    return found


def read_start(path: Path, most: int) -> bytes:
    """The first `most` bytes of a file.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise UsageError(
            f"cannot be read: {reason(error)}", "check that you may read it", where=path
        ) from error
