"""Days in a row without a run, whatever the reason, and the return to training after them.

After a break come as many easy days as it took (Hansons Half-Marathon Method, chapter 5, "Program
Modifications"), the first half of them at 50 % of what was planned and the second at 75 % (J.
Daniels, Running Formula, on unplanned time off). Both books give this for six days off and more;
applying it to a day or two of illness as well is judgement. `returning.py` limits the weeks after a
long break.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fitexport.keeping import Value
from fitexport.season.spells import Spell

LONG_BREAK = 6
"""Days without a run after which the weeks that follow are limited."""
MAX_DAYS_OFF = 28
"""After more than four weeks off, the return is longer than a plan has room for."""

_FIRST_HALF, _SECOND_HALF = 0.50, 0.75
_DAYS_WITHOUT_LOSS = 5
_LOST_A_DAY = 0.003
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Break(Value):
    """The days from `first` to `last`, on which runs were missed."""

    first: date
    last: date
    without_a_run: bool
    """Whether there was no run for six days or more, adjoining rest days included."""
    spell: Spell | None = None
    """The illness or injury that is part of it."""
    before: int = 0
    """Days of an earlier break, if training had not fully returned before this one."""

    @property
    def is_long(self) -> bool:
        """Whether the weeks after it are limited: a relapse counts with what was before it."""
        return self.without_a_run or (self.before > 0 and self.days_off >= LONG_BREAK)

    @property
    def days_off(self) -> int:
        """How many days off the return makes up for."""
        return (self.last - self.first).days + 1 + self.before

    @property
    def return_ends(self) -> date:
        """The last day of the return."""
        return self.last + self.days_off * _DAY

    def share(self, day: date) -> float:
        """The share of a day's training to do during the return; 1 on other days."""
        since = (day - self.last).days
        if not 1 <= since <= self.days_off:
            return 1.0
        return _FIRST_HALF if 2 * since <= self.days_off + 1 else _SECOND_HALF

    @property
    def fitness_kept(self) -> float:
        """The share of the fitness index left after it: all of it after five days, then
        0.3 % less a day (J. Daniels' factors for time off without other training: 0.997 after
        6 days, 0.931 after 28)."""
        return 1 - _LOST_A_DAY * max(0, self.days_off - _DAYS_WITHOUT_LOSS)

    @property
    def name(self) -> str:
        """What a runner calls it."""
        if self.spell is None:
            return "break"
        return "injury" if self.spell.cause == "injured" else "illness"


def linked(breaks: Iterable[Break]) -> tuple[Break, ...]:
    """The breaks in order: overlapping ones merged, relapses linked to what came before."""
    made: list[Break] = []
    for each in sorted(breaks, key=lambda each: each.first):
        last = made[-1] if made else None
        if last is not None and each.first <= last.last:
            made[-1] = replace(
                last,
                last=max(last.last, each.last),
                without_a_run=last.without_a_run or each.without_a_run,
                spell=each.spell or last.spell,
            )
        elif last is not None and (each.first - last.return_ends).days <= 1:
            made.append(replace(each, before=last.days_off))
        else:
            made.append(each)
    return tuple(made)
