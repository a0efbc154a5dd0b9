"""What the page asks Python: a name and JSON in, fragments of HTML, JSON and files out.

The worker of the page knows `answer` alone; each call is a function of a view, loaded when it is
first asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, NamedTuple

from fitexport.errors import FitexportError, UsageError

_CALLS = {
    **dict.fromkeys(
        ("drop_begin", "drop_file", "drop_next", "drop_results", "drop_run"), "drop_view"
    ),
    "session": "session_view",
    "session_files": "session_view",
    "watch_status": "watch_view",
    "watch_plan": "watch_view",
    "watch_install": "watch_view",
    "watch_undo_plan": "watch_view",
    "watch_undo": "watch_view",
    "watch_files": "watch_view",
    "plan": "plan_view",
    "plan_open": "plan_view",
    "plan_session": "plan_view",
    "plan_files": "plan_files",
    "plan_change": "plan_changes",
}
"""Name of a call, which is that of its function -> its module."""


class Upload(NamedTuple):
    """A file that was dropped on the page."""

    name: str
    data: bytes


class Asked(NamedTuple):
    """What a call is asked."""

    values: Mapping[str, Any]
    """The fields of a form, and whatever else the page tells, from JSON."""
    uploads: Sequence[Upload] = ()
    folder: Any = None
    """The browser's handle of a folder that the user chose."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call gives back."""

    html: Mapping[str, str] = field(default_factory=dict)
    """Id of an element of the page -> what it shows from now on."""
    data: Any = None
    """Whatever JSON can say."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Name -> bytes, to be downloaded."""


Call = Callable[[Asked], Answer]


def answer(
    name: str,
    values: str,
    uploads: Sequence[tuple[str, bytes]] = (),
    folder: Any = None,
) -> tuple[str, list[tuple[str, bytes]]]:
    """Carry out a call: JSON, and the files to download.

    The JSON has `html` and `data`, or `error` with `problem`, `remedy`, `where` and `excerpt`, and
    `at`, the place in a text, where there is one.
    """
    try:
        asked = Asked(
            json.loads(values), [Upload(each, bytes(data)) for each, data in uploads], folder
        )
        made = _call(name)(asked)
    except FitexportError as error:
        return json.dumps({"error": plain_error(error)}), []
    return json.dumps({"html": dict(made.html), "data": made.data}), list(made.files.items())


def load_all() -> None:
    """Load the modules of all calls."""
    for name in _CALLS:
        _call(name)


def plain_error(error: FitexportError) -> dict[str, Any]:
    """An error in JSON."""
    return {
        "problem": error.problem,
        "remedy": error.remedy,
        "where": error.where,
        "excerpt": error.excerpt,
        "at": getattr(error, "at", None),
    }


def _call(name: str) -> Call:
    if name not in _CALLS:
        raise UsageError(f'the page has no call "{name}"', "reload the page")
    call: Call = getattr(import_module(f"fitexport.page.{_CALLS[name]}"), name)
    return call
