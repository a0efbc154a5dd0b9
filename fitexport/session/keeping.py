"""Frozen values that keep their hash: what is made of them is kept, and looked up again and again."""

from __future__ import annotations

from dataclasses import fields
from functools import cache


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
            kind: type = type(self)
            values = tuple(getattr(self, name) for name in _hashed(kind))
            object.__setattr__(self, "_hash", hash(values))
            return self._hash


@cache
def _hashed(kind: type) -> tuple[str, ...]:
    """The fields that make the hash, as in other dataclasses."""
    every = fields(kind)
    return tuple(each.name for each in every if (each.compare if each.hash is None else each.hash))
