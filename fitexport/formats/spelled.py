"""Numbers in words, for programs that read figures in a step's text as a duration or target."""

from __future__ import annotations

import re
import unicodedata

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

_NUMBER = re.compile(r"\d+(?::\d\d)*(?:\.\d+)?")
_BETWEEN = re.compile(r"(?<=\d)\s*[-\u2013]\s*(?=\d)")
_TIMES = re.compile(r"(?<=\d)\s*[x×](?![^\W\d_])", re.IGNORECASE)
_PUNCTUATION = frozenset(" ,.;:'\u2019()/&!?-\u2013")


def spelled(text: str) -> str:
    """The text with letters and plain punctuation only, on one line.

    >>> spelled("6x 400 m in 1:45, effort 8 of 10")
    'six times four hundred m in one forty-five, effort eight of ten'
    >>> spelled("5k 7:00-7:05/mi, 29.5 s"), spelled("<b>85 %</b> 💪")
    ('five k seven flat to seven oh five/mi, twenty-nine point five s', 'b eighty-five percent/b')
    """
    text = _TIMES.sub(" times ", _BETWEEN.sub(" to ", text)).replace("%", " percent ")
    text = _NUMBER.sub(lambda found: f" {_words(found[0])} ", text)
    kept = "".join(
        c if c in _PUNCTUATION or unicodedata.category(c)[0] in "LM" else " " for c in text
    )
    return re.sub(r" (?=[,.;:!?/)])|(?<=[(]) ", "", " ".join(kept.split()))


def _words(number: str) -> str:
    """`1:45.5` as a runner says it: one forty-five point five."""
    clock, _, decimals = number.partition(".")
    first, *parts = clock.split(":")
    words = [_whole(int(first)), *(_after_a_colon(int(part)) for part in parts)]
    if decimals:
        words += ["point", *(_SMALL[int(digit)] for digit in decimals)]
    return " ".join(words)


def _after_a_colon(value: int) -> str:
    return f"oh {_SMALL[value]}" if 0 < value < 10 else _whole(value) if value else "flat"


def _whole(number: int) -> str:
    """
    >>> _whole(15), _whole(99), _whole(110), _whole(1609), _whole(12_000), _whole(2_000_000)
    ('fifteen', 'ninety-nine', 'one hundred ten', 'one thousand six hundred nine', 'twelve thousand', 'two zero zero zero zero zero zero')
    """
    if number < 20:
        return _SMALL[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_SMALL[rest]}" if rest else "")
    if number >= 1_000_000:
        return " ".join(_SMALL[int(digit)] for digit in str(number))
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    many, rest = divmod(number, size)
    return f"{_whole(many)} {name}" + (f" {_whole(rest)}" if rest else "")
