"""A .zip of recordings -> its members one by one, bounded.

Services and watch makers provide one recording, a folder of thousands, or a folder with
archives in it. Nothing is unpacked to disk, and a name in an archive is never a path.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from fitexport.errors import RecordingError, printable
from fitexport.recording.catalogue import is_list

SIGNATURES = (b"PK\3\4", b"PK\5\6")
"""Of an archive, and of an empty one."""
SUFFIXES = (".gpx", ".tcx", ".fit")
PACKED, ARCHIVE = ".gz", ".zip"

_MAX_DIRECTORY = 8 * 1024 * 1024
"""The list of members is read whole: some 80,000 of them."""
_MAX_DEPTH = 3
_FREE, _RATIO = 64 * 1024 * 1024, 50
"""The limit of unpacked bytes: a fixed amount, and a multiple of the archive's size. GPX
compresses to a tenth or a twentieth."""
_LEAST = 16 * 1024
"""The bytes that even the smallest member counts for."""

_REMEDY = "unpack it and give the folder"
BROKEN = (BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError)
"""Raised by zipfile for an archive that is damaged or uses unsupported features."""


class Allowance:
    """The bytes that may still be unpacked from an archive and those inside it."""

    def __init__(self, archive_bytes: int) -> None:
        self.left = _FREE + _RATIO * archive_bytes

    @property
    def is_used_up(self) -> bool:
        return self.left < 0

    def spend(self, unpacked: int) -> None:
        """Count unpacked bytes.

        Raises:
            RecordingError: the allowance is used up.
        """
        self.left -= max(unpacked, _LEAST)
        if self.left < 0:
            raise RecordingError(f"it unpacks to more than {_RATIO} times its size", _REMEDY)


def is_recording(name: str) -> bool:
    """Whether a file of that name may hold recordings."""
    path = PurePosixPath(name.lower())
    # macOS stores metadata under such names on other systems' disks and in archives.
    if path.name.startswith("._"):
        return False
    return path.name.removesuffix(PACKED).endswith(SUFFIXES) or path.suffix == ARCHIVE


class _Careful:
    """A file that refuses large reads: zipfile reads the whole list of members at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _MAX_DIRECTORY:
            raise RecordingError("it has too many members", _REMEDY)
        return self._file.read(size)


def members(
    file: BinaryIO, allowance: Allowance, depth: int = 1
) -> Iterator[tuple[str, BinaryIO | RecordingError]]:
    """The recordings and archives in an archive: names, and files to read them from. Lists of
    activities come first.

    Raises:
        RecordingError: it is damaged, or nothing in it is a recording.
    """
    if depth > _MAX_DEPTH:
        raise RecordingError("archives in archives in archives", _REMEDY)
    try:
        archive = ZipFile(cast("BinaryIO", _Careful(file)))
    except (*BROKEN, OSError) as error:
        raise broken(error) from error
    # By position: an archive inside another is read forwards only.
    wanted = [each for each in archive.infolist() if is_recording(each.filename)]
    found = sorted(wanted, key=lambda info: info.header_offset)
    if not found:
        raise RecordingError("there are no recordings in it", "give an archive of GPX, TCX or FIT")
    lists = (each for each in archive.infolist() if is_list(PurePosixPath(each.filename)))
    for info in (*lists, *found):
        try:
            yield info.filename, _opened(archive, info, allowance)
        except RecordingError as error:
            yield info.filename, error


def _opened(archive: ZipFile, info: ZipInfo, allowance: Allowance) -> BinaryIO:
    if info.flag_bits & 1:
        raise RecordingError("it is protected by a password", _REMEDY)
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise RecordingError(f"compressed by method {info.compress_type}, not deflate", _REMEDY)
    allowance.spend(info.file_size if info.filename.lower().endswith(ARCHIVE) else 0)
    try:
        member = archive.open(info)
        member.read(1)
        member.seek(0)
        return cast("BinaryIO", member)
    except (*BROKEN, OSError) as error:
        raise broken(error) from error


def broken(error: Exception) -> RecordingError:
    """The error for an exception in BROKEN."""
    what = printable(str(error), 80)
    return RecordingError(f"the archive is damaged: {what}", "download it again")
