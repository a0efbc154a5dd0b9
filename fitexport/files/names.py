"""Names of files and folders that every system accepts."""

from __future__ import annotations

import re

_DEVICES = frozenset(
    [
        "con",
        "prn",
        "aux",
        "nul",
        "clock$",
        *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
    ]
)
"""Source: Microsoft, "Naming Files, Paths, and Namespaces"."""
_FORBIDDEN = frozenset([*'<>"|?*/\\:', *map(chr, range(32)), *map(chr, range(0xD800, 0xDC80))])
"""Characters that Windows forbids, and lone surrogates that stand for no byte."""
_FOLDER = re.compile(r"[a-z0-9-]+")


def is_device(name: str) -> bool:
    """Whether Windows takes this name for a device, whatever its ending.

    >>> is_device("CON"), is_device("nul.fit"), is_device("console.fit")
    (True, True, False)
    """
    return name.partition(".")[0].lower() in _DEVICES


def may_write(path: str) -> bool:
    """Whether fitexport may change this file, in a folder or one level below: not hidden, and with a
    name that every system accepts.

    >>> may_write("W3.2 400s.fit"), may_write("athlete/plan.ics"), may_write("../plan.ics")
    (True, True, False)
    """
    folder, inside, name = path.rpartition("/")
    return (
        _FORBIDDEN.isdisjoint(name)
        and not name.startswith(".")
        and not name.endswith((".", " "))
        and not is_device(name)
        and name != ""
        and (not inside or _FOLDER.fullmatch(folder) is not None)
    )
