"""Sessions by name: shipped ones (`mile-intermediate V1.2`), and those of libraries."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from fitexport.errors import UnitError, nearest
from fitexport.session import ZONES, Session
from fitexport.session.naming import title_of
from fitexport.session.parse import Blocks, ZoneNames, parse

_NAME = re.compile(r"([a-z0-9-]+)\s+(\w+)\.([0-9]{1,2})", re.ASCII | re.I)
_WRITTEN = 'as in "mile-intermediate V1.2": plan, week, and the number of the workout in it'


class NamedSession(NamedTuple):
    """What a session takes over from the one that it names. The blocks are those that its text
    may use; None stands for those of the plan."""

    text: str
    title: str | None
    name: str | None
    why: str
    blocks: Blocks | None

    def says(self) -> dict[str, str]:
        """What a session that names it need not say itself."""
        said = {"name": self.name, "title": self.title, "why": self.why}
        return {key: value for key, value in said.items() if value}

    def session(self, blocks: Blocks, zones: ZoneNames) -> Session:
        """The session itself, in a plan that has these.

        Raises:
            NotationError: its text cannot be read there.
        """
        return parse(self.text, blocks=blocks if self.blocks is None else self.blocks, zones=zones)


class Shipped(NamedTuple):
    """A shipped plan's tables, and the blocks that its sessions use."""

    weeks: Mapping[str, Any]
    blocks: Blocks


class NamedSessions:
    """Where sessions are looked up; a shipped plan is read when the first of its is asked for."""

    def __init__(
        self,
        own: Mapping[str, NamedSession],
        stems: tuple[str, ...],
        read: Callable[[str], Shipped],
    ) -> None:
        self.own, self.stems, self._read = own, stems, read
        self._shipped: dict[str, Shipped] = {}

    def find(self, name: str) -> NamedSession:
        """The session of this name.

        Raises:
            UnitError: there is none.
        """
        if name in self.own:
            return self.own[name]
        match = _NAME.fullmatch(name.strip())
        if match is None:
            hint = nearest(name, self.own)
            known = f"of your libraries: {', '.join(self.own)}; " if self.own else ""
            raise UnitError(
                f'there is no session "{name[:40]}"',
                f"{known}a shipped one {_WRITTEN}" + (f"; {hint}" if hint else ""),
            )
        stem, week, number = match[1].lower(), match[2], int(match[3])
        if stem not in self.stems:
            raise _unknown(f'there is no shipped plan "{stem[:40]}"', stem, self.stems)
        weeks = self.shipped(stem).weeks
        week = next((each for each in weeks if each.lower() == week.lower()), week)
        if week not in weeks:
            raise _unknown(f'{stem} has no week "{week[:40]}"', week, weeks)
        workouts = list(self.workouts(stem, week))
        if not 1 <= number <= len(workouts):
            raise UnitError(
                f"{stem} {week} has {len(workouts)} workouts, not {number}",
                f"give {week}.1 to {week}.{len(workouts)}; fitexport plans sessions {stem} lists them",
            )
        return workouts[number - 1]

    def shipped(self, stem: str) -> Shipped:
        if stem not in self._shipped:
            self._shipped[stem] = self._read(stem)
        return self._shipped[stem]

    def workouts(self, stem: str, week: str) -> Iterator[NamedSession]:
        """The workouts of a shipped plan's week, in the order of their numbers."""
        weeks, blocks = self.shipped(stem)
        for entry in weeks[week]["session"]:
            if entry["text"].strip() != "rest":
                yield NamedSession(
                    entry["text"], entry.get("title"), entry.get("name"), entry["why"], blocks
                )

    def listed(self) -> Iterator[tuple[str, str]]:
        """Every shipped session: its name and its title."""
        for stem in self.stems:
            for week in self.shipped(stem).weeks:
                for number, named in enumerate(self.workouts(stem, week), start=1):
                    title = named.title or title_of(named.session({}, ZONES))
                    yield f"{stem} {week}.{number}", title


def _unknown(problem: str, word: str, known: Collection[str]) -> UnitError:
    hint = nearest(word, known)
    return UnitError(problem, f"there are {', '.join(known)}" + (f"; {hint}" if hint else ""))
