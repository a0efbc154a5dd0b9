"""How much a runner runs a week: `25mi`, `40km`, `180min`."""

from __future__ import annotations

import re
from typing import NamedTuple

from fitexport.errors import UnitError, printable
from fitexport.pace.table import PaceTable
from fitexport.units import UNIT_M

_WRITTEN = (
    r"(?P<amount>\d{1,4}(\.\d{1,2})?)\s*(?P<unit>miles|mi|km|k|minutes|min)"
    r"|(?P<hours>\d{1,2})\s*h\s*((?P<minutes>\d{1,2})\s*(min)?)?"
)
BOUNDS = {"mi": (2, 200), "km": (3, 320), "min": (15, 1500)}
"""Values outside are typing errors."""
_EXAMPLES = "25mi, 40km or 180min"


class WeeklyVolume(NamedTuple):
    """What a runner runs a week, as given."""

    amount: float
    unit: str
    """mi, km or min."""

    def __str__(self) -> str:
        return f"{self.amount:g}{self.unit}"

    def running_s(self, table: PaceTable) -> float:
        """Seconds of running; of miles and kilometres, at the middle of the runner's easy pace,
        as most of a week is easy."""
        if self.unit == "min":
            return 60 * self.amount
        return self.amount * UNIT_M[self.unit] * table.band("easy").middle


def parse_volume(text: str) -> WeeklyVolume:
    """The volume that a text means.

    >>> parse_volume("25 miles"), parse_volume("3h 20min")
    (WeeklyVolume(amount=25.0, unit='mi'), WeeklyVolume(amount=200.0, unit='min'))

    Raises:
        UnitError: it has no unit, or is implausible.
    """
    wanted = text.strip().lower()
    match = re.fullmatch(_WRITTEN, wanted, re.ASCII)
    if match is None:
        raise UnitError(
            f'"{printable(text.strip(), 40)}" is not a weekly volume', f"write {_EXAMPLES}"
        )
    if match["hours"]:
        volume = WeeklyVolume(60.0 * int(match["hours"]) + int(match["minutes"] or 0), "min")
    else:
        unit = {"miles": "mi", "k": "km", "minutes": "min"}.get(match["unit"], match["unit"])
        volume = WeeklyVolume(float(match["amount"]), unit)
    low, high = BOUNDS[volume.unit]
    if not low <= volume.amount <= high:
        raise UnitError(
            f"{volume} a week is outside {low} to {high} {volume.unit}",
            f"write the usual weekly running, as {_EXAMPLES}",
        )
    return volume
