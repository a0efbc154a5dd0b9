"""A drive as the File System Access API shows it: handles whose methods are asynchronous.

Built after https://fs.spec.whatwg.org; `tests/watch/test_browser.py` compares it with Chromium.
"""

# ruff: noqa: N802 -- methods are named as in the browser

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

from support.watches import Kind, files_of, folders_of

from fitexport.watch.browser import BrowserStorage


class DomError(Exception):
    """A browser's error, as Pyodide raises it: its name says what went wrong."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def wait(promise: Awaitable[Any]) -> Any:
    """What `pyodide.ffi.run_sync` does; nothing here ever waits for something else."""
    try:
        cast(Any, promise).send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits")


@dataclass
class Buffer:
    data: bytes

    def to_bytes(self) -> bytes:
        return self.data


def _checked(name: str) -> str:
    if name in ("", ".", "..") or "/" in name or "\\" in name:
        raise DomError("TypeError")
    return name


@dataclass
class Drive:
    """What a test does to a drive: `fault` is asked before every operation that may fail, with
    its name; `room` is how many bytes can be written."""

    fault: Callable[[str], str | None] = lambda _: None
    room: int = 1 << 30

    def ask(self, operation: str) -> None:
        if (name := self.fault(operation)) is not None:
            raise DomError(name)


@dataclass
class FileHandle:
    name: str
    drive: Drive
    above: FolderHandle
    data: bytes = b""
    kind: str = "file"

    async def getFile(self) -> Blob:
        self.drive.ask("getFile")
        if self.above.entries.get(self.name) is not self:
            raise DomError("NotFoundError")
        return Blob(self.drive, self.data)

    async def createWritable(self) -> Writable:
        self.drive.ask("createWritable")
        swap = FileHandle(f"{self.name}.crswap", self.drive, self.above)
        self.above.entries[swap.name] = swap
        return Writable(self, swap)


@dataclass
class Blob:
    drive: Drive
    data: bytes

    def slice(self, start: int, end: int) -> Blob:
        return Blob(self.drive, self.data[start:end])

    async def arrayBuffer(self) -> Buffer:
        self.drive.ask("arrayBuffer")
        return Buffer(self.data)


@dataclass
class Writable:
    """Changes nothing until it is closed."""

    file: FileHandle
    swap: FileHandle
    closed: bool = False

    async def write(self, data: Buffer) -> None:
        assert isinstance(data, Buffer), "Python's bytes mean nothing to a browser"
        self.file.drive.ask("write")
        if len(data.data) > self.file.drive.room:
            raise DomError("QuotaExceededError")
        self.file.drive.room -= len(data.data)
        self.swap.data += data.data

    async def close(self) -> None:
        assert not self.closed
        self.file.drive.ask("close")
        self.closed = True
        self._drop_swap()
        self.file.data = self.swap.data
        self.file.above.entries[self.file.name] = self.file

    async def abort(self) -> None:
        self.file.drive.ask("abort")
        self._drop_swap()

    def _drop_swap(self) -> None:
        if self.file.above.entries.get(self.swap.name) is self.swap:
            del self.file.above.entries[self.swap.name]


@dataclass
class Steps:
    """An asynchronous iterator as JavaScript has it."""

    drive: Drive
    left: Iterator[Any]

    async def next(self) -> SimpleNamespace:
        self.drive.ask("values")
        value = next(self.left, None)
        return SimpleNamespace(done=value is None, value=value)


@dataclass
class FolderHandle:
    name: str
    drive: Drive
    entries: dict[str, Any] = field(default_factory=dict)
    kind: str = "directory"

    async def getFileHandle(self, name: str, create: bool = False) -> FileHandle:
        return cast(FileHandle, self._entry(name, FileHandle, create=create))

    async def getDirectoryHandle(self, name: str, create: bool = False) -> FolderHandle:
        return cast(FolderHandle, self._entry(name, FolderHandle, create=create))

    async def removeEntry(self, name: str) -> None:
        self.drive.ask("removeEntry")
        entry = self.entries.get(_checked(name))
        if entry is None:
            raise DomError("NotFoundError")
        if isinstance(entry, FolderHandle) and entry.entries:
            raise DomError("InvalidModificationError")
        del self.entries[name]

    def values(self) -> Steps:
        return Steps(self.drive, iter(list(self.entries.values())))

    def _entry(self, name: str, kind: type, *, create: bool) -> object:
        self.drive.ask("create" if create else "get")
        entry = self.entries.get(_checked(name))
        if entry is None and create:
            entry = FileHandle(name, self.drive, self)
            if kind is FolderHandle:
                entry = FolderHandle(name, self.drive)
            self.entries[name] = entry
        if entry is None:
            raise DomError("NotFoundError")
        if not isinstance(entry, kind):
            raise DomError("TypeMismatchError")
        return entry


def opened(root: FolderHandle) -> BrowserStorage:
    """The storage that a page has of a drive."""
    return BrowserStorage(root, wait, Buffer)


def handle_of(kind: Kind, drive: Drive | None = None) -> FolderHandle:
    """The handle of a watch that nobody has used."""
    root = FolderHandle("GARMIN", drive or Drive())
    for path in folders_of(kind):
        wait(_folder(root, path))
    for path, data in files_of(kind).items():
        folder, _, name = path.rpartition("/")
        above = wait(_folder(root, folder))
        above.entries[name] = FileHandle(name, root.drive, above, data)
    return root


async def _folder(handle: FolderHandle, path: str) -> FolderHandle:
    for part in path.split("/"):
        handle = await handle.getDirectoryHandle(part, create=True)
    return handle
