"""Merge three versions of an item - last published, in the plan, on the server - property by
property: which get the plan's value, and which keep the owner's.

A property is a set of hashes. Most have one value, so one hash; those with more may have others
beside ours, which are the owner's and always stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

Parts = Mapping[str, frozenset[str]]
"""Property -> hashes of its values."""

_VERSION, _NONE = "1", "0"
_HASH_DIGITS = 8
_ANYTHING = frozenset("?")


def unknown(names: Iterable[str]) -> Parts:
    """Nothing is known: whatever a server has counts as its owner's."""
    return dict.fromkeys(names, _ANYTHING)


def is_unknown(parts: Parts) -> bool:
    """Whether it is unknown what was published last."""
    return any(each >= _ANYTHING for each in parts.values())


def part(*values: str) -> frozenset[str]:
    """The hashes of a property's values.

    >>> part("Running") < part("Running", "easy")
    True
    """
    return frozenset(sha256(value.encode()).hexdigest()[:_HASH_DIGITS] for value in values)


def parts_text(parts: Parts, names: Collection[str]) -> str:
    """The properties with these `names` in one line, in characters that no server escapes."""
    return "-".join((_VERSION, *(".".join(sorted(parts[name])) or _NONE for name in names)))


def read_parts(text: str, names: Collection[str]) -> Parts | None:
    """What `parts_text` wrote; None for anything else.

    >>> parts = {"title": part("Run"), "place": part()}
    >>> read_parts(parts_text(parts, ["title", "place"]), ["title", "place"]) == parts
    True
    >>> read_parts("2-x", ["title"])
    """
    version, *fields = text.strip().split("-")
    if version != _VERSION or len(fields) != len(names):
        return None
    return {
        name: frozenset() if field == _NONE else frozenset(field.split("."))
        for name, field in zip(names, fields, strict=True)
    }


@dataclass(frozen=True, slots=True)
class Merge:
    """The decision for each property of an item."""

    written: tuple[str, ...]
    """Properties that get the plan's value."""
    kept: tuple[str, ...]
    """Properties that keep the owner's value."""
    base: Parts
    """What will have been published last, by property."""


_NO_MORE: Mapping[str, str] = {}


def merge(
    base: Parts,
    ours: Parts,
    theirs: Parts,
    *,
    force: bool = False,
    follows: Mapping[str, str] = _NO_MORE,
) -> Merge:
    """Decide for each property, in the order of `ours`. A property that `follows` another is
    not written if the other keeps its owner's value."""
    written, kept, after = [], [], {}
    for name, new in ours.items():
        last, there = base[name], theirs[name]
        with_kept = follows.get(name) in kept
        if new <= there and not (last - new) & there:
            after[name] = new
        elif not with_kept and (force or last <= there):
            written.append(name)
            after[name] = new
        else:
            after[name] = last
            if not with_kept:
                kept.append(name)
    return Merge(tuple(written), tuple(kept), after)
