"""A range of paces."""

from __future__ import annotations

from typing import NamedTuple


class Band(NamedTuple):
    """A range of paces in s/m; if `single`, one pace to aim at, which gets a band when used."""

    fast: float
    slow: float

    @property
    def middle(self) -> float:
        return (self.fast + self.slow) / 2

    @property
    def single(self) -> bool:
        return self.fast == self.slow
