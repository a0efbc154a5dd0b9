"""What tools may use: the user's folders, and the clock and random ids of the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from fitexport.agents.folders import Folders
from fitexport.errors import UsageError

MAX_READING_S = 60.0
"""For the recordings of one call."""

_Item = TypeVar("_Item")


class InTime(Protocol):
    """Lets items pass as long as there is time; raises UsageError after that."""

    def __call__(self, items: Iterable[_Item], /) -> Iterator[_Item]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What tools may use: the folders, and the clock and random ids of the command line."""

    folders: Folders
    this_day: Callable[[], date]
    clock: Callable[[], float]
    """Seconds, from any beginning."""
    new_id: Callable[[], str]
    """Something random for a new runner."""

    def deadline(self) -> InTime:
        """For all that one call reads."""
        begin = self.clock()

        def in_time(items: Iterable[_Item], /) -> Iterator[_Item]:
            for item in items:
                if self.clock() - begin > MAX_READING_S:
                    raise UsageError(
                        f"reading takes longer than {MAX_READING_S:.0f} seconds",
                        "name a smaller folder, or files one by one",
                    )
                yield item

        return in_time
