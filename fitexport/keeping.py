"""Frozen values that share their methods, or also keep their hash; and results kept by key."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import Field, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar


class Value:
    """A base for frozen dataclasses with slots: `@dataclass(frozen=True, slots=True, eq=False, repr=False)`.

    They compare, hash and print like other dataclasses. Those have their methods compiled class by class,
    which took a tenth of a command's time.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        kind: Any = type(self)
        values = _compared(kind)
        return bool(values(self) == values(other))

    def __hash__(self) -> int:
        kind: Any = type(self)
        return hash(_hashed(kind)(self))

    def __repr__(self) -> str:
        kind: Any = type(self)
        shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(kind) if each.repr)
        return f"{kind.__qualname__}({', '.join(shown)})"


class KeepsHash(Value):
    """A `Value` that is often a key, so that it keeps its hash.

    The hash is computed when it is first needed, and never pickled: hashes of texts differ from
    process to process.
    """

    __slots__ = ("_hash",)
    _hash: int

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            kind: Any = type(self)
            object.__setattr__(self, "_hash", hash(_hashed(kind)(self)))
            return self._hash


Values = Callable[[object], Any]
"""Gives the values of some fields of an object."""


@cache
def _compared(kind: type[Any]) -> Values:
    return _values([each for each in fields(kind) if each.compare])


@cache
def _hashed(kind: type[Any]) -> Values:
    """The fields that make the hash, as in other dataclasses."""
    every = fields(kind)
    return _values([each for each in every if (each.compare if each.hash is None else each.hash)])


def _values(of: list[Field[Any]]) -> Values:
    names = [each.name for each in of]
    return attrgetter(*names) if names else lambda _: ()


_Key = TypeVar("_Key")
_Made = TypeVar("_Made")
_MOST = 1024


class Remembered(dict[_Key, _Made]):
    """Results made once for each key. Unlike an `lru_cache`, one can belong to a single runner, and be
    dropped with the runner."""

    @abstractmethod
    def make(self, key: _Key) -> _Made: ...

    def __missing__(self, key: _Key) -> _Made:
        if len(self) >= _MOST:
            self.clear()
        self[key] = made = self.make(key)
        return made
