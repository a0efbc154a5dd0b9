"""Frozen values that keep their hash: what is made of them is kept, and looked up again and again."""

from __future__ import annotations


class KeepsHash:
    """A base for frozen dataclasses with slots. Each has to take the hash over by name, as dataclasses
    write one of their own: `__hash__ = KeepsHash.__hash__`.

    It is worked out when it is needed first, and never pickled: hashes of texts differ from process
    to process.
    """

    __slots__ = ("_hash",)
    _hash: int

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            values = tuple(getattr(self, name) for name in type(self).__slots__)
            object.__setattr__(self, "_hash", hash(values))
            return self._hash
