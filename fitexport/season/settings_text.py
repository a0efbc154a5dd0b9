"""Settings -> the commented fitexport.toml that `init` writes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from fitexport.errors import WriteError, reason
from fitexport.files.replace import write_whole
from fitexport.pace.results import Result
from fitexport.season.changes import Change
from fitexport.season.edits import entry
from fitexport.season.settings import Settings
from fitexport.season.settings_table import CALENDAR, SETTINGS

_COMMENT_AT = 38


def format_athlete_file(settings: Settings) -> str:
    """A commented fitexport.toml with these settings; unset ones are comments with an
    example, so that every key can be found there."""
    lines = [
        "# Who runs and for which race. fitexport finds this file in the folder you work in;",
        "# options on the command line override it. Lines that begin with # are not read.",
    ]
    table = ""
    for setting in SETTINGS:
        if setting.table != table:
            table = setting.table
            lines += ["", f"[{table}]"]
        values = settings.calendar_settings if table == CALENDAR else settings
        value = getattr(values, setting.field, None)
        if value is None or value is False or value == {}:
            line = f"# {setting.key} = {setting.example}"
        else:
            line = f"{setting.key} = {setting.kind.written(value)}"
        lines.append(f"{line:<{_COMMENT_AT}}  # {setting.comment}")
    return "\n".join((*lines, "", *map(entry, _entries(settings))))


def _entries(settings: Settings) -> Iterator[Change | Result]:
    """Changes in their order, which counts; results among them by their days."""
    results = sorted(settings.results, key=lambda result: result.day)[::-1]
    for change in settings.changes:
        while results and results[-1].day < change.made:
            yield results.pop()
        yield change
    yield from reversed(results)


def write_athlete_file(path: Path, text: str) -> Path | None:
    """Write a fitexport.toml; an existing one is kept, and its new path returned:
    `<path>.old`, or with a number if there are older ones.

    Raises:
        WriteError: it cannot be written there; nothing has changed.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise WriteError(
            "the name of the plan's file is not UTF-8, and cannot be written there",
            "rename that file",
            where=path,
        ) from error
    kept = None
    try:
        kept = _kept_name(path) if path.exists() else None
        with _copy(path, kept) if kept and not kept.exists() else contextlib.nullcontext():
            write_whole(path, data)
    except OSError as error:
        raise WriteError(
            reason(error),
            "nothing was changed; choose another --config",
            where=path,
        ) from error
    return kept


@contextlib.contextmanager
def _copy(path: Path, kept: Path) -> Iterator[None]:
    """Keep a copy, unless the file is still the same when an error or Ctrl-C ends the writing."""
    before = path.read_bytes()
    try:
        write_whole(kept, before, new=True, like=path)
        yield
    except FileExistsError:
        raise  # another program's copy
    except BaseException:
        with contextlib.suppress(OSError):
            if kept.read_bytes() == before == path.read_bytes():
                kept.unlink()
        raise


def _kept_name(path: Path) -> Path:
    """The name for a copy: a new one, or that of a copy which a killed command has made already."""
    data = path.read_bytes()
    return next(
        name
        for name in _old_names(path)
        if not name.exists() or (name.is_file() and name.read_bytes() == data)
    )


def _old_names(path: Path) -> Iterator[Path]:
    for number in count(1):
        yield path.with_name(f"{path.name}.old{number if number > 1 else ''}")
