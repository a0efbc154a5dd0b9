"""A file of athletes -> the files of every one, and the coach's summary: the whole of `fitexport squad`."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from fitexport.errors import FitexportError, Problem, UsageError
from fitexport.files.folders import made
from fitexport.files.lock import alone_in
from fitexport.files.transaction import check_folder, reporting
from fitexport.season.asked_weeks import check_asked
from fitexport.season.settings import Settings
from fitexport.squad.compiling import Change, Job, Line, compile_rows, completed
from fitexport.squad.remote import Remote, is_address, place_of
from fitexport.squad.remote_folders import RemoteFolders
from fitexport.squad.results_file import Results
from fitexport.squad.roster import BadRow, Member, Roster, read_roster
from fitexport.squad.running import in_order
from fitexport.squad.seen import FirstRows
from fitexport.squad.stores import OnDisk
from fitexport.squad.summary import Summary, write_summary
from fitexport.squad.targets import Folders, Target, Zips


class SquadError(FitexportError):
    """Rows with errors, where nothing may be written then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadExport:
    """What became of a squad."""

    counts: Mapping[Change, int]
    """How many athletes' files are new, changed, unchanged, not written."""
    summary: Summary
    left: tuple[str, ...]
    """Folders of athletes who are no longer in the file: they stay."""
    notes: tuple[Problem, ...]
    """Columns that are not known."""

    @property
    def failed(self) -> int:
        """Rows of which nothing was written."""
        return self.counts.get("not written", 0)


def export_squad(
    file: Path,
    out: Path | str,
    *,
    today: date,
    week: str = "next",
    defaults: Mapping[str, Any] | None = None,
    formats: Sequence[str] = (),
    as_zip: bool = False,
    strict: bool = False,
    results: Results | None = None,
    executor: Executor | None = None,
    on_line: Callable[[Line], None] = lambda _: None,
) -> SquadExport:
    """Write the weeks of every athlete in a CSV, TOML or JSON Lines file below `out`, and a summary.

    `out` is a folder, or the address of one in a store, as `s3://bucket/squad` is.
    `week` is 3, 3-6, next or all; `defaults` are fields of `Settings` where a row has none;
    `formats` are other programs' formats (`zwo`) that each workout is written in, too;
    `results` set paces by what athletes ran; `on_line` is called for each row in order. Rows with
    errors stop no other, unless `strict`.

    Raises:
        TemplateError: the file cannot be read, or has no athletes; so does a plan in `defaults`.
        UsageError: `week` names none; `out` is no address of a folder, or a package is missing for it.
        SquadError: there are rows with errors, here or in `results`, and `strict`; nothing was
            written.
        WriteError: the disk is full, or `out` is not writable; finished athletes are complete.
    """
    check_asked(week)
    completed(Settings(), defaults or {})  # the file of a plan that many rows need
    place = place_of(out) if isinstance(out, str) and is_address(out) else Path(out)
    store, target = _opened(place, as_zip=as_zip)
    if executor and isinstance(place, Remote) and place.is_of_this_process:
        raise UsageError(f"{place.root} is out of reach for other processes", "use one: --jobs 1")
    job = Job(target=target, week=week, on=today, defaults=defaults or {}, formats=tuple(formats))
    if strict:
        _try(replace(job, write=False), file, results, executor, on_line)
    roster = read_roster(file)
    rows = iter(_after(results, roster))
    first = next(rows)  # before a folder is made for nobody
    with _held(place) as scratch, TemporaryFile(dir=scratch) as spool:
        made = _Made(spool)
        for line in in_order(partial(compile_rows, job), chain([first], rows), executor):
            made.add(line)
            on_line(line)
        left = tuple(sorted(made.left(target)))
        summary = write_summary(
            store,
            made.lines,
            week=week,
            today=today,
            left=left,
            unused=results.bad if results else (),
        )
    return SquadExport(counts=made.counts, summary=summary, left=left, notes=tuple(roster.notes))


def _after(results: Results | None, roster: Roster) -> Iterable[Member | BadRow]:
    return map(results.after, roster) if results else roster


def _opened(place: Path | Remote, *, as_zip: bool) -> tuple[OnDisk | Remote, Target]:
    """Where the summary goes, and where the athletes do."""
    store = OnDisk(place) if isinstance(place, Path) else place
    if as_zip:
        return store, Zips(store)
    return store, Folders(place) if isinstance(place, Path) else RemoteFolders(place)


@contextmanager
def _held(place: Path | Remote) -> Iterator[Path | None]:
    """Make a folder and keep other runs out, which a store elsewhere has no way to do; the place for
    temporary files."""
    if isinstance(place, Remote):
        yield None
        return
    with reporting(place, half_way=True), ExitStack() as held:
        with reporting(place):
            held.enter_context(alone_in(place))
            check_folder(place)
            held.enter_context(made(place))
        yield place


def _try(
    job: Job,
    file: Path,
    results: Results | None,
    executor: Executor | None,
    on_line: Callable[[Line], None],
) -> None:
    """Compile every row, and write none.

    Raises:
        SquadError: some have errors.
    """
    failed = rows = 0
    for line in in_order(partial(compile_rows, job), _after(results, read_roster(file)), executor):
        rows += 1
        if line.problems:
            failed += 1
            on_line(line)
    if failed:
        raise SquadError(
            f"{failed} of {rows} rows have errors, so nothing was written",
            "fix these rows, or leave out --strict",
        )
    if results and results.bad:
        raise SquadError(
            f"results with errors: {len(results.bad)}, so nothing was written",
            "fix them, or leave out --strict",
        )


class _Made:
    """The lines of a squad, on disk: memory does not grow with them."""

    def __init__(self, spool: IO[bytes]) -> None:
        self.counts: Counter[Change] = Counter()
        self._spool = spool
        self._folders = FirstRows()

    def add(self, line: Line) -> None:
        self.counts[line.change] += 1
        self._folders.add(line.folder.casefold(), 1)
        pickle.dump(line, self._spool, pickle.HIGHEST_PROTOCOL)

    def lines(self) -> Iterator[Line]:
        """All of them, again."""
        self._spool.seek(0)
        for _ in range(self.counts.total()):
            line = pickle.load(self._spool)
            assert isinstance(line, Line)
            yield line

    def left(self, target: Target) -> Iterator[str]:
        """Exports of athletes who are no longer in the file."""
        for name in target.names():
            if not self._folders.add(name.casefold(), 1):
                with suppress(FitexportError):
                    if target.earlier(name).season is not None:
                        yield name
