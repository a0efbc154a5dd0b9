"""Which row had a key first, for a million keys in 25 MB."""

from __future__ import annotations

from array import array
from hashlib import blake2b


class FirstRows:
    """Keys and the rows they were first in, as 64-bit hashes: twelve bytes a place where a dictionary
    of the same needs a hundred."""

    def __init__(self) -> None:
        self._count = 0
        self._reserve(1 << 10)

    def _reserve(self, places: int) -> None:
        self._mask = places - 1
        self._hashes = array("Q", bytes(8 * places))
        self._rows = array("I", bytes(4 * places))

    def add(self, key: str, row: int) -> int:
        """The row of an earlier key that is the same; 0 if there is none, and it is kept."""
        digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return self._add(int.from_bytes(digest, "little") or 1, row)

    def _add(self, wanted: int, row: int) -> int:
        at = wanted & self._mask
        while (found := self._hashes[at]) and found != wanted:
            at = (at + 1) & self._mask
        if found:
            return self._rows[at]
        self._hashes[at], self._rows[at] = wanted, row
        self._count += 1
        if 3 * self._count > 2 * self._mask:
            kept = zip(self._hashes, self._rows, strict=True)
            self._reserve(2 * (self._mask + 1))
            self._count = 0
            for each, where in kept:
                if each:
                    self._add(each, where)
        return 0
