"""Sessions by name: shipped ones (`mile-intermediate V1.2`), and those in libraries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from fitexport.errors import UnitError, with_hint
from fitexport.plan.library import NamedSession
from fitexport.plan.model import DEFAULT_STRENGTH, Strength
from fitexport.plan.shipped import ShippedPlan, read_shipped, shipped_plans, template_path
from fitexport.session import ZONES
from fitexport.session.naming import title_of

_NAME = re.compile(r"([a-z0-9-]+)\s+(\w+)\.([0-9]{1,2})", re.ASCII | re.I)
_WRITTEN = 'plan, week and number, as in "mile-intermediate V1.2"'


class NamedSessions:
    """Looks up `session = "mile-intermediate V1.2"`, and sessions of libraries. A shipped plan is
    read when the first of its sessions is needed."""

    def __init__(
        self, own: Mapping[str, NamedSession], strength: Strength = DEFAULT_STRENGTH
    ) -> None:
        self.own, self.strength = own, strength
        self.stems = tuple(
            sorted(
                f"{name}-{level}" for name, levels in shipped_plans().items() for level in levels
            )
        )
        self._shipped: dict[str, ShippedPlan] = {}

    def find(self, name: str) -> NamedSession:
        """The session with this name.

        Raises:
            UnitError: there is none.
        """
        if name in self.own:
            return self.own[name]
        match = _NAME.fullmatch(name.strip())
        if match is None:
            known = f"in your libraries: {', '.join(self.own)}; " if self.own else ""
            raise UnitError(
                f'there is no session "{name[:40]}"',
                with_hint(f"{known}for a shipped one write {_WRITTEN}", name, self.own),
            )
        stem, week, number = match[1].lower(), match[2], int(match[3])
        if stem not in self.stems:
            raise _unknown(f'there is no shipped plan "{stem[:40]}"', stem, self.stems)
        weeks = self.shipped(stem).document["week"]
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

    def shipped(self, stem: str) -> ShippedPlan:
        """The tables of one level of a shipped plan, by file name."""
        if stem not in self._shipped:
            self._shipped[stem] = read_shipped(template_path(stem), self.strength)
        return self._shipped[stem]

    def workouts(self, stem: str, week: str) -> Iterator[NamedSession]:
        """The workouts of a shipped plan's week, in order."""
        plan = self.shipped(stem)
        for entry in plan.document["week"][week]["session"]:
            if entry["text"].strip() != "rest":
                yield NamedSession(
                    entry["text"],
                    entry["why"],
                    entry.get("title"),
                    entry.get("name"),
                    plan.library.blocks,
                )

    def listed(self) -> Iterator[tuple[str, str]]:
        """Name and title of every shipped session."""
        for stem in self.stems:
            for week in self.shipped(stem).document["week"]:
                for number, named in enumerate(self.workouts(stem, week), start=1):
                    title = named.title or title_of(named.session({}, ZONES))
                    yield f"{stem} {week}.{number}", title


def _unknown(problem: str, word: str, known: Collection[str]) -> UnitError:
    return UnitError(problem, with_hint(f"choose from {', '.join(known)}", word, known))
