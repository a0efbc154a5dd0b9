"""A command that meets faults: run undisturbed, then disturbed at a call, judged, and run again."""

from __future__ import annotations

import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import NamedTuple

from support.fault_commands import Case, words
from support.fault_services import Service, service
from support.fault_sessions import ANSWERED, ended, session
from support.faults import Fault, Forks, Outcome, Tree, tree_of

from fitexport.errors import WriteError
from fitexport.files.transaction import STAGING, recover
from fitexport.squad.remote_folders import UNFINISHED

_REFUSED = 2
_REMOVING = ("unlink", "rmdir")
_PART = re.compile(r"\.fitexport-.*\.part")


class End(NamedTuple):
    """How a command ended: exit status, files, what a server holds."""

    status: int
    tree: Tree
    served: object

    @property
    def files(self) -> Tree:
        """Without folders, and what the next command removes."""
        return _files(self.tree)


class Ran(NamedTuple):
    """A command that was disturbed: what it left, and what is wrong with that."""

    outcome: Outcome
    left: str
    """`old` or `new`; `mixed` where parts stand apart, or the next command completes it."""
    wrong: tuple[str, ...]


class Trial:
    """A command and the folder that it finds each time."""

    def __init__(self, case: Case, forks: Forks, server: Service) -> None:
        self.case, self._forks, self._service = case, forks, server
        self._before = forks.scratch / "before"
        self._reruns: dict[str, tuple[Outcome, End]] = {}
        nothing = server.state()
        self._build()
        for command in (*case.earlier, case.args):
            self._run(command, warm=True)
        server.restore(nothing)
        self._build()
        for command in self.case.earlier:
            done = self._run(command)
            assert done.status == 0, (command, done)
        self._served = server.state()
        shutil.copytree(forks.folder, self._before, symlinks=True)
        self.old = End(0, tree_of(forks.folder), self._served.shown)
        first = self._run()
        assert first.status in case.statuses, (case, first)
        self.new = self._end(first)
        self.calls = tuple(call.partition(" ")[0] for call in first.calls)
        self.again = self._end(self._run())
        self.restore()
        second = self._run()
        assert self._end(second) == self.new, _differences(self._end(second).tree, self.new.tree)
        assert len(second.calls) == len(first.calls)

    def _build(self) -> None:
        folder = self._forks.folder
        shutil.rmtree(folder, ignore_errors=True)
        for name in ("home", "here"):
            (folder / name).mkdir(parents=True)
        for path, data in self.case.files.items():
            if data is None:
                (folder / path).mkdir(parents=True, exist_ok=True)
            else:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data)

    def _run(
        self, command: str = "", fault: Fault | None = None, at: int = -1, *, warm: bool = False
    ) -> Outcome:
        case, folder = self.case, self._forks.folder
        args = words(command or case.args, url=self._service.url, here=str(folder / "here"))
        is_case = command in ("", case.args)
        ran = self._forks.run(
            args,
            fault,
            at,
            env=self._service.env,
            text=session(*case.call) if case.call and is_case else "",
            until=(ANSWERED if case.call else case.until) if is_case else "",
            warm=warm,
        )
        if case.call and is_case and not warm:
            status, err = ended(ran.status, ran.out, ran.err)
            return ran._replace(status=status, err=err)
        return ran

    def _end(self, outcome: Outcome) -> End:
        return End(outcome.status, tree_of(self._forks.folder), self._service.state().shown)

    def restore(self) -> None:
        """Everything as it was before the command."""
        shutil.rmtree(self._forks.folder)
        shutil.copytree(self._before, self._forks.folder, symlinks=True)
        self._service.restore(self._served)

    def disturbed(self, fault: Fault, at: int) -> Ran:
        """The command with a fault at the call of this number, then again without."""
        self.restore()
        outcome = self._run("", fault, at)
        end = self._end(outcome)
        left, wrong = self._left(end)
        wrong = [*wrong, *self._ended_badly(fault, outcome, end, left)]
        rerun, last = self._rerun(end)
        allowed = {"old": [self.new], "new": [self.again]}.get(left, [self.new, self.again])
        # Its file is already there, so it wrote and tidied nothing.
        refused = rerun.status and rerun.status in (_REFUSED, self.again.status)
        tidied = {path: each for path, each in last.tree.items() if not _is_leftover(path)}
        compared = last._replace(tree=tidied) if refused else last
        if all(self._but_vague(compared) != self._but_vague(each) for each in allowed):
            differ = _differences(last.tree, allowed[0].tree)
            served = "" if last.served == allowed[0].served else ", another server"
            wrong.append(f"rerun: exit {rerun.status}, {differ}{served}: {rerun.err}")
        return Ran(outcome, left, tuple(wrong))

    def _but_vague(self, end: End) -> End:
        kept = {path: each for path, each in end.tree.items() if path not in self.case.vague}
        return end._replace(tree=kept)

    def _rerun(self, end: End) -> tuple[Outcome, End]:
        """The command again, after what a disturbed one left: the same leads to the same."""
        key = repr((sorted(_plain(end.tree)), end.served))
        if key not in self._reruns:
            rerun = self._run()
            self._reruns[key] = rerun, self._end(rerun)
        return self._reruns[key]

    # --- what is left -----------------------------------------------------------------------

    def _left(self, end: End) -> tuple[str, list[str]]:
        """Old or new, in every part; and what is neither."""
        files = _files(self._recovered(end.tree))
        parts = {_part_of(path, self.case) for path in (*files, *self.old.files, *self.new.files)}
        found = {
            part: {
                name
                for name, was in (("old", self.old.files), ("new", self.new.files))
                if self._part(files, part) == self._part(was, part)
            }
            for part in parts
        }
        served = {
            name
            for name, was in (("old", self.old.served), ("new", self.new.served))
            if end.served == was
        }
        if self.case.is_watch and self._is_half_way():
            return "mixed", []
        may_be_neither = self._stepwise(parts) | self._begun(files)
        if self.case.has_rows and end.status == 1:
            may_be_neither = parts
        wrong = [
            f"{part or 'files'}: neither old nor new"
            for part, ends in found.items()
            if not ends and part not in may_be_neither
        ]
        for name in ("old", "new"):
            if all(name in ends for ends in (served, *found.values())):
                return name, wrong
        return "mixed", wrong

    def _stepwise(self, parts: set[str]) -> set[str]:
        """Those that change more than once."""
        return {part for part in parts for each in self.case.stepwise if fnmatchcase(part, each)}

    def _begun(self, files: Tree) -> set[str]:
        """Athletes in a store whose files are only partly written."""
        notes = (path for path in files if path.endswith(f"/{UNFINISHED}"))
        return {_part_of(path, self.case) for path in notes if self.case.is_store}

    def _part(self, files: Tree, part: str) -> Tree:
        return {path: each for path, each in files.items() if _part_of(path, self.case) == part}

    def _recovered(self, tree: Tree) -> Tree:
        """The files once a change that stopped half-way is completed or undone, as the next command
        in that folder does first."""
        staged = [path for path in tree if path.rpartition("/")[2] == STAGING]
        if not staged:
            return tree
        copy = self._before.with_name("copy")
        shutil.copytree(self._forks.folder, copy, symlinks=True)
        try:
            for path in staged:
                recover((copy / path).parent)
            return tree_of(copy)
        except WriteError as error:
            return {f"cannot be recovered: {error}": (0, b"")}
        finally:
            shutil.rmtree(copy)

    def _is_half_way(self) -> bool:
        records = (self._forks.folder / "home/.config/fitexport/watches").glob("watch-*.json")
        return any(b'"finished":false' in path.read_bytes() for path in records)

    # --- how it ended -----------------------------------------------------------------------

    def _ended_badly(self, fault: Fault, outcome: Outcome, end: End, left: str) -> Iterator[str]:
        status, err, kind = outcome.status, outcome.err, outcome.hit
        if "Traceback" in err or "this is a bug" in err or status in (70, 256):
            yield f"exit {status}: {err}"
        if fault.is_kill:
            return
        if status in (0, self.new.status) and left != "new":
            yield f"exit {status}, but not new"
        # What cannot be removed stays until the next command.
        if status == 0 and kind not in _REMOVING and _leftovers(end.tree):
            yield f"exit 0, but leaves {_leftovers(end.tree)}"
        if fault.is_signal:  # Ctrl-C
            if status not in (0, 130, -signal.SIGINT):
                yield f"interrupted, exit {status}: {err}"
        elif status not in (0, self.new.status):
            if status != 6 and not (status == 1 and self.case.has_rows):
                yield f"exit {status}: {err}"
            if "Error: " not in err or "\n  " not in err.partition("Error: ")[2]:
                yield f"no remedy: {err}"
            yield from self._untrue(err, end)
        if left == "old" and not fault.lasting and kind not in _REMOVING:
            was, now = (_below_here(each.tree) for each in (self.old, end))
            if was != now:
                yield f"leaves {_differences(now, was)}"

    def _untrue(self, err: str, end: End) -> Iterator[str]:
        """Where the message says that nothing was changed, and something was."""
        said = re.search(r"nothing was (?:changed|written)(?: in (.*?)[;:]| on disk)?", err)
        if said is None:
            return
        begin = f"here/{said[1]}/" if said[1] else ""
        for path, was in self.old.files.items():
            if path.startswith(begin) and end.files.get(path) != was:
                yield f"says that nothing changed, but {path} has: {err}"


def _files(tree: Tree) -> Tree:
    return {
        path: (mode, data)
        for path, (mode, data) in tree.items()
        if data is not None and not _is_leftover(path)
    }


def _is_leftover(path: str) -> bool:
    """Whether the next command removes it: staged files, and temporary ones."""
    parts = path.split("/")
    return any(part == STAGING or _PART.fullmatch(part) for part in parts)


def _plain(tree: Tree) -> Iterator[tuple[str, int, bytes | None]]:
    """A tree without the random in names of temporary files."""
    for path, (mode, data) in tree.items():
        yield _PART.sub("PART", path), mode, data


def _below_here(tree: Tree) -> Tree:
    """Without the home: folders for settings may be made there at any time."""
    return {path: each for path, each in tree.items() if path.startswith("here/")}


def _leftovers(tree: Tree) -> list[str]:
    return [path for path in tree if _is_leftover(path)]


def _part_of(path: str, case: Case) -> str:
    """The file or folder of `apart` that a path is in; empty for all others."""
    parts = path.split("/")
    for pattern in case.apart:
        begin = "/".join(parts[: pattern.count("/") + 1])
        if fnmatchcase(begin, pattern):
            return begin
    return ""


def _differences(one: Tree, other: Tree) -> str:
    """Where two trees differ, in a few words."""
    found = [
        *(f"+{path}" for path in one if path not in other),
        *(f"-{path}" for path in other if path not in one),
        *(f"~{path}" for path in one if path in other and one[path] != other[path]),
    ]
    return " ".join(found[:6]) or "same files"


@contextmanager
def trial(case: Case, forks: Forks) -> Iterator[Trial]:
    """A case with its server, in a folder of its own."""
    shutil.rmtree(forks.scratch, ignore_errors=True)
    forks.scratch.mkdir()
    with service(case.service, forks.scratch) as server:
        yield Trial(case, forks, server)
