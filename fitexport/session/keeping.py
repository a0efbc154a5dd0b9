"""Frozen values that share their methods; such that keep their hash, and what is made of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import Field, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar


class Value:
    """A base for frozen dataclasses with slots: `@dataclass(frozen=True, slots=True, eq=False, repr=False)`.

    They compare, hash and print as other dataclasses do, whose methods are compiled for each class: of
    those that a command loads, that takes a tenth of its time.
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
    """A `Value` that things are made of which are kept, and looked up again and again.

    Its hash is worked out when it is needed first, and never pickled: hashes of texts differ from
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
"""Of an object, the values of some fields."""


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
    if len(names) > 1:
        return attrgetter(*names)
    alone = [attrgetter(name) for name in names]
    return lambda value: tuple([get(value) for get in alone])  # as a tuple, too


_Key = TypeVar("_Key")
_Made = TypeVar("_Made")
_MOST = 1024


class Remembered(dict[_Key, _Made]):
    """What is made of keys, made once. Unlike `lru_cache` it can be made for one runner, and go
    with the runner."""

    @abstractmethod
    def make(self, key: _Key) -> _Made: ...

    def __missing__(self, key: _Key) -> _Made:
        if len(self) >= _MOST:
            self.clear()
        self[key] = made = self.make(key)
        return made
