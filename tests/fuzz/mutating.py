"""Inputs from inputs: for where there is no fuzzer that sees which lines of code they reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from fuzz.seeds import Seeds

_MOST_CHANGES = 8
_MOST_LONGER = 4
"""Times the length of an input: to take long over a long input is no fault."""
_LONGEST = 64
"""Bytes that are doubled, taken out or put elsewhere at a time."""
_VALUE = re.compile(rb'(?<=")[^"<>\n]+(?=")|(?<=>)[^<>\s][^<>]*(?=<)|[-+]?\d[\d.:+-]*', re.ASCII)
"""What is in quotes or in an XML element, or a number."""
_PIECE = re.compile(rb"<(\w+)\b[^<>]*(?:/>|>.*?</\1>)\s*|(?<=\n)[^\n<]*\n", re.DOTALL)
"""An XML element with its content, or a line."""
_BYTES = (0x00, 0x01, 0x0A, 0x20, 0x22, 0x2C, 0x3C, 0x40, 0x7F, 0x80, 0xFE, 0xFF)


def inputs(seeds: Seeds, seed: int = 1) -> Iterator[bytes]:
    """The seeds as they are, then changed ones, the same each time, without end."""
    yield from seeds.inputs
    dice = Random(seed)
    while True:
        data = _one_of(seeds, dice)
        yield refilled(data, seeds, dice) if dice.random() < 0.5 else changed(data, seeds, dice)


def _one_of(seeds: Seeds, dice: Random) -> bytes:
    """One of the seeds: earlier ones, which are shorter, more often than later ones."""
    last = len(seeds.inputs) - 1
    return seeds.inputs[min(int(dice.expovariate(3 / (last + 1))), last)]


def refilled(begin: bytes, seeds: Seeds, dice: Random) -> bytes:
    """An input with some values replaced, and elements or lines removed, repeated or moved. It is often
    still well-formed, so it is refused late or not at all."""
    data = bytearray(begin)
    for _ in range(dice.randint(1, _MOST_CHANGES)):
        at = dice.randint(0, len(data))
        value, piece = _VALUE.search(data, at), _PIECE.search(data, at)
        match dice.randrange(6):
            case 0 if value:
                _number(data, value.start(), dice)
            case 1 if value:
                data[value.start() : value.end()] = dice.choice(seeds.words)
            case 2 if value and (other := _VALUE.search(data, dice.randint(0, len(data)))):
                data[value.start() : value.end()] = other[0]
            case 3 if piece:
                del data[piece.start() : piece.end()]
            case 4 if piece:
                data[piece.start() : piece.start()] = piece[0] * dice.choice((1, 1, 1, 2, 50))
            case 5 if piece and (before := _PIECE.search(data, dice.randint(0, at))):
                data[before.start() : before.start()] = piece[0]
        if len(data) > _MOST_LONGER * max(len(begin), _LONGEST):
            break
    return bytes(data)


def changed(begin: bytes, seeds: Seeds, dice: Random) -> bytes:
    """An input with a few changes to its bytes."""
    data = bytearray(begin)
    for _ in range(dice.randint(1, _MOST_CHANGES)):
        at = dice.randint(0, len(data))
        length = dice.randint(1, _LONGEST)
        match dice.randrange(8):
            case 0:
                data[at : at + 1] = bytes([dice.choice(_BYTES)])
            case 1 if at < len(data):
                data[at] ^= 1 << dice.randrange(8)
            case 2:
                del data[at : at + length]
            case 3:
                data[at:at] = data[at : at + length] * dice.choice((1, 1, 1, 2, 50))
            case 4:
                data[at:at] = dice.choice(seeds.words)
            case 5:
                data[at : at + length] = dice.choice(seeds.words)
            case 6:
                other = dice.choice(seeds.inputs)
                there = dice.randint(0, len(other))
                data[at : at + length] = other[there : there + dice.randint(1, 4 * _LONGEST)]
            case _:
                _number(data, at, dice)
    return bytes(data)


def _number(data: bytearray, at: int, dice: Random) -> None:
    """Change the next digit, if there is one near."""
    for place in range(at, min(at + 200, len(data))):
        if 0x30 <= data[place] <= 0x39:
            data[place : place + 1] = dice.choice(
                (b"0", b"9", b"-1", b"1e9", b"99999999999", b".5")
            )
            return
