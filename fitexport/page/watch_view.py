"""The watch: what is on it, what would change, and the change, through the browser's handles.

Each call opens the drive afresh, so that it sees what has happened to the watch since. A change is
made only if it is still the one that was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from fitexport.errors import UsageError, WatchError, reason
from fitexport.export.for_watch import first_day_after, plan_now
from fitexport.page.calls import Answer, Asked
from fitexport.page.render import render
from fitexport.page.watch_records import Records
from fitexport.page.watch_source import Wanted, wanted
from fitexport.page.words import WATCH, in_page_words
from fitexport.page.zipped import zipped
from fitexport.units import parse_date
from fitexport.watch.advice import after_install
from fitexport.watch.browser import BrowserStorage
from fitexport.watch.changing import Change
from fitexport.watch.connected import Watch, open_watch
from fitexport.watch.contents import Contents
from fitexport.watch.installing import Installation
from fitexport.watch.status import status_of
from fitexport.watch.undoing import outcome

_RECORDS = Path("/tmp/fitexport-watches")
"""In Python's own files, which the browser keeps in memory."""


class Browser(NamedTuple):
    """What the browser gives Python."""

    wait: Callable[[Any], Any]
    to_js: Callable[[bytes], Any]
    own_folder: Callable[[str], Any]
    """The handle of a folder in the browser's own storage."""


def browser() -> Browser:
    """The browser that Python runs in."""
    from js import navigator  # type: ignore[import-not-found]
    from pyodide.ffi import run_sync, to_js  # type: ignore[import-not-found]

    def own_folder(name: str) -> Any:
        own = run_sync(navigator.storage.getDirectory())
        return run_sync(own.getDirectoryHandle(name, create=True))

    return Browser(run_sync, to_js, own_folder)


# --- calls ------------------------------------------------------------------------------


def watch_status(asked: Asked) -> Answer:
    """What is on the watch, compared with the plan if there is one."""
    with _opened(asked) as watch:
        return Answer(html=_status(watch, asked) | {"watch-changes": "", "watch-done": ""})


def watch_plan(asked: Asked) -> Answer:
    """What an install would change."""
    with _opened(asked) as watch:
        recovering = watch.unfinished() is not None
        want, installation, held = _planned(watch, asked)
    return Answer(html={"watch-changes": _changes(watch, want, installation, held, recovering)})


def watch_install(asked: Asked) -> Answer:
    """Make the changes that were shown."""
    with _opened(asked) as watch, _alone(watch, asked):
        recovered = watch.recover(_quiet)
        want, installation, held = _planned(watch, asked)
        if _digest(installation.changes) != asked.values.get("agreed"):
            shown = _changes(watch, want, installation, held, False)
            why = (
                "The last change had stopped half-way and has now been undone"
                if recovered
                else "The watch has changed since this was shown"
            )
            again = f"{why}: look at the new list of changes."
            return Answer(
                html=_status(watch, asked, want)
                | {"watch-changes": shown, "watch-done": _done([again])}
            )
        if installation.foreign and "yes" not in asked.values.get("replace", ()):
            raise WatchError(
                "the watch's calendar has entries of others, which would be gone",
                "tick the box to replace its calendar; nothing was changed",
            )
        season = want.season
        watch.install(installation, held, _quiet, season.schedule.start, season.exported)
        return Answer(
            html=_status(watch, asked, want)
            | {"watch-changes": "", "watch-done": _done(_installed(watch, installation))}
        )


def watch_undo_plan(asked: Asked) -> Answer:
    """What undoing the last change would change."""
    with _opened(asked) as watch:
        held = watch.contents()
        undoing = watch.plan_undo(held)
    nothing = undoing is None or not (undoing.changes or watch.unfinished())
    shown = render(
        "watch_undo.html.j2",
        undoing=None if nothing else undoing,
        parts=held.parts,
        agreed=_digest(undoing.changes) if undoing else "",
    )
    return Answer(html={"watch-changes": shown, "watch-done": ""})


def watch_undo(asked: Asked) -> Answer:
    """Undo the last change, as it was shown."""
    with _opened(asked) as watch, _alone(watch, asked):
        held = watch.contents()
        undoing = watch.plan_undo(held)
        if undoing is None or _digest(undoing.changes) != asked.values.get("agreed"):
            raise WatchError(
                "the watch has changed since this was shown",
                "press Undo again to see what it is now",
            )
        watch.undo(undoing, held, _quiet)
        lines = [f"{watch.storage.where} is as it was before."]
        if undoing.imported:
            lines.append(
                "Next: eject the watch, then disconnect it, so that it imports its old calendar."
            )
        return Answer(
            html=_status(watch, asked) | {"watch-changes": "", "watch-done": _done(lines)}
        )


def watch_files(asked: Asked) -> Answer:
    """The files to be copied to a watch by hand."""
    want = wanted(asked.values)
    name = f"watch-week-{want.week:02d}.zip" if want.week else "watch.zip"
    return Answer(files={name: zipped(want.files().items())})


# --- the watch --------------------------------------------------------------------------


@contextmanager
def _opened(asked: Asked) -> Iterator[Watch]:
    """The watch on the drive that the user chose; errors are in the words of the page.

    Raises:
        UsageError: none was chosen.
        WatchError: it is none, or it failed.
    """
    if asked.folder is None:
        raise UsageError("no watch is chosen", "choose the watch's drive first")
    reach = browser()
    storage = BrowserStorage(asked.folder, reach.wait, reach.to_js)
    own = BrowserStorage(reach.own_folder("watches"), reach.wait, reach.to_js)
    records = Records(own, _RECORDS)
    try:
        records.load()
        yield open_watch(storage, records.folder, records.keep)
    except OSError as error:
        raise WatchError(
            f"{error.filename}: {reason(error)}" if error.filename else reason(error),
            "check the cable, then choose the watch again",
            where=storage.where,
        ) from error
    except WatchError as error:
        error.problem, error.remedy = _words(error.problem), _words(error.remedy)
        raise


@contextmanager
def _alone(watch: Watch, asked: Asked) -> Iterator[None]:
    """Refuse unless the page holds the lock that keeps other tabs out."""
    if not asked.values.get("alone"):
        raise WatchError(
            "another tab is using this watch",
            "wait until it has finished, or close it, then try again",
            where=watch.storage.where,
        )
    yield


def _planned(watch: Watch, asked: Asked) -> tuple[Wanted, Installation, Contents]:
    want = wanted(asked.values, lambda: watch.record().kept)
    held = watch.contents()
    return want, watch.plan_install(want.payload(watch.limits), held, want.day), held


def _words(text: str) -> str:
    return in_page_words(text, WATCH)


def _digest(changes: Sequence[Change]) -> str:
    return sha256(repr(changes).encode()).hexdigest()


def _quiet(_: str) -> None:
    """The page cannot follow while Python waits for the watch."""


# --- what is shown ----------------------------------------------------------------------


def _status(watch: Watch, asked: Asked, want: Wanted | None = None) -> dict[str, str]:
    plan = None
    if asked.values.get("text"):  # the days of an invented plan would say nothing
        want = want or wanted(asked.values, lambda: watch.record().kept)
        plan = plan_now(want.season, want.day, watch.limits)
    status = status_of(watch, plan, parse_date(asked.values["today"]))
    last = _words(outcome(status.last, status.held))
    return {"watch-status": render("watch_status.html.j2", status=status, outcome=last)}


def _changes(
    watch: Watch, want: Wanted, installation: Installation, held: Contents, recovering: bool
) -> str:
    days = {entry.workout: entry.day for entry in reversed(installation.payload.entries)}
    rows = [
        (days.get(each.workout.identity, each.workout.day), each.workout.name, str(each.action))
        for each in installation.going
    ]
    rows += [(each.day, each.name, f"left out: {each.why}") for each in installation.left_out]
    return render(
        "watch_changes.html.j2",
        watch=watch,
        rows=rows,
        plan=installation,
        held=held,
        recovering=recovering,
        remarks=want.remarks,
        come_back=first_day_after(
            installation, want.season if want.week is None else None, want.day
        ),
        agreed=_digest(installation.changes),
    )


def _installed(watch: Watch, installation: Installation) -> Iterator[str]:
    """What was done, and what happens next."""
    written = sum(change.new is not None for change in installation.changes)
    removed = len(installation.changes) - written
    older = f", {removed} older ones removed" if removed else ""
    yield f"{written} files written to {watch.storage.where} and read back{older}."
    sent = installation.sent
    eject, *before_running = after_install(calendar=bool(sent and sent.entries))
    yield from (eject, _words(" ".join(before_running)))


def _done(lines: Iterator[str] | Sequence[str]) -> str:
    return render("watch_done.html.j2", lines=list(lines))
