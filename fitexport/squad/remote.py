"""A store elsewhere, such as a bucket of S3: whatever fsspec has a file system for (`fitexport[cloud]`).

fsspec finds the credentials, where its file system for the store always does: in its own
configuration, that of the store's tools, or the environment. An address has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

from fitexport.errors import FitexportError, UsageError, one_line
from fitexport.squad.refusing import StoreError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_SPECIAL = re.compile(r"[?#*\[\]\s\x00-\x1f]")
"""What may begin a query with a key in it, or is a pattern to fsspec."""
_HERE = ("file", "local")
_OF_THIS_PROCESS = "memory"
_WITHOUT_FOLDERS = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "oci", "oss", "obs"})
"""Object stores: a key with slashes needs no folder, and s3fs would make a missing bucket for one."""
_USER = re.compile(r"//[^/\s@]*@")
_PART_BYTES = 1 << 20
_AGAIN = "finished athletes are complete: run the same command again for the rest"


def is_address(text: str) -> bool:
    """Whether this is an address, not the path of a folder."""
    return "://" in text


def place_of(address: str) -> Path | Remote:
    """The folder of this computer that a `file://` names, or the store elsewhere.

    Raises:
        UsageError: it is no address of a folder, or has a password or a query in it: neither is
            repeated in the message.
    """
    scheme, _, rest = address.partition("://")
    if not _SCHEME.fullmatch(scheme):
        raise UsageError(
            "an address begins with the name of its kind, as s3://bucket/squad does",
            "write it with small letters, and with one :// only",
        )
    try:
        parts = urlsplit(address)
        secret = parts.password is not None
    except ValueError as error:
        raise UsageError("this is no address", "one is s3://bucket/squad") from error
    if secret or _SPECIAL.search(rest) or "://" in rest:
        raise UsageError(
            "the address of a folder has no password, no query, and none of ? # * [ ] or blanks",
            "leave them out; fsspec finds passwords and keys in its configuration, or where the"
            " store's own tools keep them",
        )
    if scheme in _HERE:
        return Path(url2pathname(parts.path) if parts.path else ".")
    if not rest.strip("/"):
        raise UsageError(f"{scheme}:// alone names no place", f"one is {scheme}://bucket/squad")
    _check_installed(scheme)
    return Remote(f"{scheme}://{rest.rstrip('/')}")


def _check_installed(scheme: str) -> None:
    """Raise UsageError unless fsspec knows this kind of store, and has what it needs for it."""
    try:
        from fsspec import get_filesystem_class  # an extra

        get_filesystem_class(scheme)
    except ImportError as error:
        raise UsageError(
            f"{scheme}:// needs {_missing(error)}",
            "pip install 'fitexport[cloud]' has all that s3:// needs; other kinds need a package"
            " of their own as well",
        ) from error
    except ValueError as error:
        raise UsageError(
            f"fsspec knows no {scheme}://", "some that it knows are s3://, gs://, az:// and sftp://"
        ) from error


def _missing(error: ImportError) -> str:
    """The package: fsspec says "Install s3fs to access S3"."""
    asked = re.match(r"Install (\S+)", str(error))
    return asked[1] if asked else error.name or "a package that is not installed"


@dataclass(frozen=True, slots=True)
class Remote:
    """A store, or a folder in it, by its address."""

    root: str

    @property
    def is_of_this_process(self) -> bool:
        """Whether other processes see nothing of it."""
        return self.root.startswith(f"{_OF_THIS_PROCESS}://")

    def at(self, name: str) -> str:
        return f"{self.root}/{name}"

    def read(self, name: str) -> bytes | None:
        return self.read_many([name]).get(name)

    def digest(self, name: str) -> str | None:
        found = sha256()
        with self._opened(name) as (files, path):
            try:
                with files.open(path, "rb") as file:
                    while part := file.read(_PART_BYTES):
                        found.update(part)
            except FileNotFoundError:
                return None
        return found.hexdigest()

    def write(self, name: str, parts: Iterable[bytes]) -> None:
        with TemporaryDirectory() as folder:  # an upload that breaks off could be kept as it is
            whole = Path(folder, "whole")
            with whole.open("wb") as file:
                file.writelines(parts)
            with self._opened(name) as (files, path):
                self._make_folders(files, [path])
                files.put_file(str(whole), path)

    def names(self) -> Iterator[str]:
        with self._opened("") as (files, path):
            try:
                for each in files.ls(path, detail=True):
                    name = each["name"].rstrip("/").rpartition("/")[2]
                    yield f"{name}/" if each["type"] == "directory" else name
            except FileNotFoundError:
                return

    def sizes(self, folder: str) -> dict[str, int]:
        """Path below a folder -> its bytes, for every file in it and in the folders in it.

        Raises:
            WriteError: the store cannot be reached.
        """
        with self._opened(folder) as (files, path):
            try:
                found = files.find(path, detail=True)
            except FileNotFoundError:
                return {}
        return {
            at[len(path) + 1 :]: int(facts.get("size") or 0)
            for at, facts in found.items()
            if at.startswith(f"{path}/")
        }

    def read_many(self, names: Iterable[str]) -> dict[str, bytes]:
        """What is in each of these files that is there, read at once.

        Raises:
            WriteError: one cannot be read.
        """
        with self._opened("") as (files, root):
            wanted = {f"{root}/{name}": name for name in names}
            found = files.cat(list(wanted), on_error="return") if wanted else {}
            read = {}
            for path, data in found.items():
                if isinstance(data, bytes):
                    read[wanted[path]] = data
                elif not isinstance(data, FileNotFoundError | IsADirectoryError):
                    raise data
            return read

    def write_many(self, contents: Mapping[str, bytes]) -> None:
        """Write these files at once, in any order.

        Raises:
            WriteError: one cannot be written; others may have been.
        """
        with self._opened("") as (files, root):
            paths = {f"{root}/{name}": data for name, data in contents.items()}
            self._make_folders(files, paths)
            if paths:
                files.pipe(paths)

    def remove(self, name: str) -> None:
        """Remove a file.

        Raises:
            WriteError: it cannot be removed.
        """
        with self._opened(name) as (files, path):
            files.rm_file(path)

    def _make_folders(self, files: AbstractFileSystem, paths: Iterable[str]) -> None:
        kinds = (files.protocol,) if isinstance(files.protocol, str) else files.protocol
        if _WITHOUT_FOLDERS.isdisjoint(kinds):
            for folder in dict.fromkeys(path.rpartition("/")[0] for path in paths):
                files.makedirs(folder, exist_ok=True)

    @contextmanager
    def _opened(self, name: str) -> Iterator[tuple[AbstractFileSystem, str]]:
        """The file system, and a path in it; what goes wrong with it is a StoreError.

        It is opened each time: fsspec keeps one for each process and thread, and none over a fork.
        """
        files, root = _file_system(self.root)
        files.invalidate_cache()  # listings of which would be old, and never let go
        try:
            yield files, f"{root}/{name}" if name else root
        except FitexportError:
            raise
        except FileNotFoundError as error:
            raise StoreError(
                "there is no such bucket or folder in the store",
                "make it first, or choose another --out",
                where=self.at(name),
            ) from error
        except PermissionError as error:
            raise StoreError(
                f"the store denies access ({_reason(error)})",
                f"check the credentials, and what they may do there; {_AGAIN}",
                where=self.at(name),
            ) from error
        except Exception as error:  # every store's library has its own
            raise StoreError(
                f"the store cannot be used ({_reason(error)})",
                f"check network, address and credentials; {_AGAIN}",
                where=self.at(name),
            ) from error


def _file_system(address: str) -> tuple[AbstractFileSystem, str]:
    """fsspec's file system of an address, and the path in it.

    Raises:
        StoreError: it is not installed here, or refuses its configuration.
    """
    try:
        from fsspec.core import url_to_fs  # an extra

        return cast("tuple[AbstractFileSystem, str]", url_to_fs(address))
    except Exception as error:  # every store's library has its own
        raise StoreError(
            f"the store cannot be opened ({_reason(error)})",
            "check address and configuration",
            where=address,
        ) from error


def _reason(error: BaseException) -> str:
    """What a library reports, without whatever may be a password in an address."""
    return one_line(_USER.sub("//", str(error))) or type(error).__name__
