"""A watch's drive that the user has opened to a web page, through the File System Access API.

Its handles answer with promises; `wait` blocks until one is settled. The API cannot rename outside
a browser's own storage, and cannot sync. What it writes goes to a swap file beside the target and
takes the target's place when it is closed (https://fs.spec.whatwg.org; measured in Chromium 156).
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable
from typing import Any

from fitexport.errors import WatchError, printable
from fitexport.fit.reader import MAX_BYTES
from fitexport.watch.storage import MAX_NAMES, Name, is_usual, parts_of, too_many

SWAP = ".crswap"
"""What Chromium adds to the name of a file while it writes it; a pulled cable may leave it."""
_ERRNO = {
    "NotFoundError": errno.ENOENT,
    "QuotaExceededError": errno.ENOSPC,
    "NoModificationAllowedError": errno.EBUSY,  # another tab is writing to it
    "TypeError": errno.EINVAL,  # a name that the browser refuses
}
"""What went wrong, by the name of the exception; with all others the drive failed."""
_REFUSED = ("NotAllowedError", "SecurityError")


class BrowserStorage:
    """A watch behind the handle of its drive.

    `wait` returns the result of a promise, or raises its error, whose `name` says what went wrong;
    `to_js` makes bytes a JavaScript buffer.
    """

    def __init__(
        self, root: Any, wait: Callable[[Any], Any], to_js: Callable[[bytes], Any]
    ) -> None:
        self.where = printable(str(root.name), 80) or "the drive"
        self._root, self._wait, self._to_js = root, wait, to_js

    def names(self, folder: str) -> list[Name]:
        found: list[Name] = []
        try:
            entries = self._folder(parts_of(folder)).values()
            while not (step := self._result(entries.next(), folder)).done:
                if len(found) == MAX_NAMES:
                    raise too_many(f"{self.where}/{folder}".removesuffix("/"))
                if is_usual(step.value.name):
                    found.append(Name(step.value.name, step.value.kind == "directory"))
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(found)

    def read(self, path: str, most: int) -> bytes:
        file = self._result(self._file(path).getFile(), path)
        data: bytes = self._result(file.slice(0, most).arrayBuffer(), path).to_bytes()
        return data

    def write(self, path: str, data: bytes) -> None:
        self._check_free(path)
        self._put(path, data)

    def rename(self, path: str, name: str) -> None:
        target = f"{path.rpartition('/')[0]}/{name}".removeprefix("/")
        data = self.read(path, MAX_BYTES)
        self._put(target, data)
        if self.read(target, MAX_BYTES) != data:
            raise OSError(errno.EIO, "the file reads back with other contents", target)
        self.remove(path)

    def remove(self, path: str) -> None:
        self._file(path)  # or an empty folder would be removed as well
        self._drop(path)
        self._drop_swap(path)

    def make_folder(self, path: str) -> None:
        self._check_free(path)
        *folders, name = parts_of(path)
        self._result(self._folder(folders).getDirectoryHandle(name, create=True), path)

    def _put(self, path: str, data: bytes) -> None:
        """Write a file in one step. If that fails, it is as before; a new one may be empty."""
        file = self._file(path, create=True)
        self._drop_swap(path)
        stream = self._result(file.createWritable(), path)
        try:
            self._result(stream.write(self._to_js(data)), path)
            self._result(stream.close(), path)
        except BaseException:
            with contextlib.suppress(OSError, WatchError):  # it may have failed by itself
                self._result(stream.abort(), path)
            raise

    def _drop(self, path: str) -> None:
        *folders, name = parts_of(path)
        self._result(self._folder(folders).removeEntry(name), path)

    def _drop_swap(self, path: str) -> None:
        """Remove what an earlier write of this file left."""
        with contextlib.suppress(OSError):
            self._drop(path + SWAP)

    def _check_free(self, path: str) -> None:
        """Raise FileExistsError if there is something of this name."""
        with contextlib.suppress(FileNotFoundError):
            with contextlib.suppress(IsADirectoryError):
                self._file(path)
            raise _error(errno.EEXIST, path)

    def _file(self, path: str, *, create: bool = False) -> Any:
        """The handle of a file."""
        *folders, name = parts_of(path) or [""]
        above = self._folder(folders)
        return self._result(above.getFileHandle(name, create=create), path, errno.EISDIR)

    def _folder(self, parts: list[str]) -> Any:
        """The handle of a folder."""
        handle = self._root
        for part in parts:
            found = handle.getDirectoryHandle(part)
            handle = self._result(found, "/".join(parts), errno.ENOTDIR)
        return handle

    def _result(self, promise: Any, path: str, mismatch: int = errno.EIO) -> Any:
        """The result of a promise.

        Raises:
            OSError: the drive failed; with `mismatch` if a file is a folder, or the reverse.
            WatchError: the user does not allow it, or not any more.
        """
        try:
            return self._wait(promise)
        except Exception as error:
            name = getattr(error, "name", None)
            if name is None:
                raise
            if name in _REFUSED:
                raise WatchError(
                    "the browser does not let this page change the watch",
                    "choose the watch again, and allow the page to view and edit its files",
                    where=self.where,
                ) from error
            number = mismatch if name == "TypeMismatchError" else _ERRNO.get(name, errno.EIO)
            raise _error(number, path) from error


def _error(number: int, path: str) -> OSError:
    return OSError(number, os.strerror(number), path)
