"""A JSON file beside fitexport.toml that remembers what was written elsewhere: read with a bound,
changed by one program at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from fitexport.errors import WriteError, reason
from fitexport.files.lock import alone_in
from fitexport.files.replace import write_whole

_FORMAT = 1
_MAX_BYTES = 16 * 1024 * 1024
State = TypeVar("State")


class Kind(NamedTuple):
    """A sort of file that remembers."""

    key: str
    """The key with its format."""
    without: str
    """What to do if the file cannot be read."""
    records: str
    """What it records."""
    private: bool = False
    """Whether it has a secret in it: then only its owner may read it."""


def read_state(
    path: Path, kind: Kind, parse: Callable[[dict[str, Any]], State], empty: State
) -> State:
    """What `parse` makes of the file's content; `empty` if there is no such file.

    Raises:
        WriteError: the file is not one of ours.
    """
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(_MAX_BYTES))
        if content[kind.key] != _FORMAT:
            raise ValueError("of another version of fitexport")
        return parse(content)
    except FileNotFoundError:
        return empty
    except OSError as error:
        raise WriteError(reason(error), "check that it is readable", where=path) from error
    except (
        *(ValueError, KeyError, IndexError, TypeError),
        *(AttributeError, RecursionError, OverflowError),
    ) as error:
        raise WriteError(f"{path} is not a file that fitexport can read", kind.without) from error


def change_state(
    path: Path,
    kind: Kind,
    read: Callable[[Path], State],
    change: Callable[[State], State],
    plain: Callable[[State], dict[str, object]],
) -> None:
    """Change what is remembered, one program at a time; nothing is written if nothing changes.

    Raises:
        WriteError: it cannot be written; the old state stays.
    """
    try:
        with alone_in(path):
            before = read(path)
            after = change(before)
            if after != before:
                content = {kind.key: _FORMAT, **plain(after)}
                data = (json.dumps(content, indent=1) + "\n").encode()
                write_whole(path, data, private=kind.private)
    except OSError as error:
        remedy = f"it records {kind.records}; make the folder writable"
        raise WriteError(reason(error), remedy, where=path) from error
