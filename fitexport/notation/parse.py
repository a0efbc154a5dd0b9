"""Session text -> Session, or a NotationError that points at the place.

A recursive descent over one regular expression a token; each only moves forward, so that
reading is linear in the text. Numbers and depth are bounded before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal, NoReturn, TypeVar, cast

from fitexport.errors import NotationError, SessionError, UnitError
from fitexport.exercises import Exercise
from fitexport.notation.words import (
    AMOUNT_UNITS,
    PACE_UNITS,
    SECONDS,
    TARGET_UNITS,
    WHATS,
    nearest,
)
from fitexport.session import (
    MAX_DEPTH,
    RECOVERIES,
    ZONES,
    Amount,
    Cadence,
    Distance,
    HeartRate,
    HeartRateZone,
    Item,
    Pace,
    Power,
    Repeat,
    Reps,
    Session,
    Step,
    Target,
    Time,
    TimesRep,
    UntilLap,
    Use,
    What,
    Zone,
)

Blocks = Mapping[str, str]
"""Block name -> its text, with {holes} or {holes=default}."""

MAX_TEXT = 20_000
"""Characters of one session: a long one has 600."""
MAX_STEPS = 500
"""Steps as written, blocks filled in: ten times what a watch takes."""
MAX_DIGITS = 9
MAX_BLOCK_DEPTH = 4
MAX_VALUE = 40
"""Characters of a block's value: it fills every hole of its name, so that long ones multiply."""

_GAP = re.compile(r"(?:[^\S\n]|#[^\n]*)*")
_LINES = re.compile(r"(?:[\s;]|#[^\n]*)*")
_REST_DAY = re.compile(r"rest(?:[\s;]|#[^\n]*+)*+\Z", re.I)  # possessive: it may fail after them
# x and the multiplication sign, - and the en dash: word processors make the latter of each.
_COUNT = re.compile(r"([0-9]+)[^\S\n]*[x\u00d7](?![^\S\n]*rep\b)", re.I)
_NESTED = re.compile(rf"{_COUNT.pattern}|use\b(?!-)", re.I)
_TIMES_REP = re.compile(r"([0-9]+(?:\.[0-9]+)?)[^\S\n]*[x\u00d7][^\S\n]*rep\b", re.I)
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?::([0-9]+(?:\.[0-9]+)?)(:[0-9.]*)?)?")
_UNIT = re.compile(r"[^\S\n]*(%[^\S\n]*max|[^\W\d_]+)", re.I)
_DASH = re.compile(r"[^\S\n]*[-\u2013][^\S\n]*(?=[0-9])")  # en dash: word processors make it
_SLASH = re.compile(r"[^\S\n]*/[^\S\n]*(?:([0-9]+)[^\S\n]*)?([^\W\d_]*)")
_ZONE = re.compile(r"[0-9]+[mk]\b(?![^\S\n]*/)|[^\W\d_]\w*(?:-\w+)*", re.I)
_NOTE = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {'"': '"', "\\": "\\", "n": "\n"}
_BLOCK_NAME = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_VALUE = re.compile(r"([A-Za-z]+(?:-[A-Za-z]+)*)[^\S\n]+([A-Za-z0-9_.:%+-]+)")
_HOLE = re.compile(r"\{([a-z-]+)(?:=([^{}\n]*))?\}")
_FOUND = re.compile(r"[^\s;,()\"@]+|.", re.S)

_END_OF_STEP = "write one step a line, or part them by ;"
_Made = TypeVar("_Made")


def parse(text: str, *, blocks: Blocks | None = None, zones: Collection[str] = ZONES) -> Session:
    """The session that `text` describes.

    With `blocks`, every `use` is replaced by what it stands for; without, it stays a `Use`.

    Raises:
        NotationError: with line, column, caret and remedy; nothing else, whatever the text.
    """
    if len(text) > MAX_TEXT:
        raise NotationError(
            text[:MAX_TEXT],
            MAX_TEXT,
            "a session goes on too long",
            f"at most {MAX_TEXT} characters",
        )
    start = _after(_LINES, text, 0)
    if _REST_DAY.match(text, start):
        return Session(())
    parser = _Parser(text, blocks, zones)
    items = parser.all_items()
    if not items:
        parser.fail(start, "there is no step", 'write one, such as "easy 30min", or "rest"')
    try:
        return Session(items)
    except SessionError as error:
        parser.fail(parser.places[error.step], error.problem, error.remedy)


@dataclass(frozen=True, slots=True)
class _End:
    """One end of an amount or target: a number with its unit, seconds if it was a time."""

    value: float
    unit: str
    at: int
    unit_at: int
    digits: str


class _Parser:
    def __init__(
        self, text: str, blocks: Blocks | None, zones: Collection[str], within: tuple[str, ...] = ()
    ) -> None:
        self.text, self.blocks, self.zones, self.within = text, blocks, zones, within
        self.at = 0
        self.places: list[int] = []
        """Where each step (or unread block) stands, in reading order."""

    # --- items --------------------------------------------------------------------------

    def all_items(self) -> tuple[Item, ...]:
        items: list[Item] = []
        self.skip(_LINES)
        while self.at < len(self.text):
            items += self.item(0)
            self.skip(_GAP)
            if self.at < len(self.text) and self.text[self.at] not in ";\n":
                self.unexpected(_END_OF_STEP)
            self.skip(_LINES)
        return tuple(items)

    def item(self, depth: int) -> tuple[Item, ...]:
        """A step, a repeat, or the items of a block."""
        count = _COUNT.match(self.text, self.at)
        if count:
            return (self.repeat(count, depth),)
        word = _WORD.match(self.text, self.at)
        if word and word[0].lower() == "use":
            return self.use(word.end())
        return (self.step(),)

    def repeat(self, count: re.Match[str], depth: int) -> Repeat:
        at = self.at
        if depth == MAX_DEPTH:
            self.fail(
                at,
                "repeats stand too deep in each other",
                f"write at most {MAX_DEPTH} in one another",
            )
        self.at = count.end()
        self.skip(_GAP)
        rounds = int(self.number(count[1], at))
        if _NESTED.match(self.text, self.at):
            self.fail(
                self.at,
                "a repeat or block right after a count",
                "put it between brackets: 2x (4x 400m @ mile, jog 200m)",
            )
        items = self.group(depth) if self.sees("(") else (self.step(),)
        self.skip(_GAP)
        recovery = None
        if self.sees(","):
            self.at += 1
            self.skip(_LINES)
            word = _WORD.match(self.text, self.at)
            if word is None or word[0].lower() not in RECOVERIES:
                self.fail(
                    self.at,
                    "after a repeat's comma comes its recovery",
                    "write jog, walk, rest or float and how long: 6x 400m @ mile, jog 200m",
                )
            recovery = self.step()
        return self.make(at, lambda: Repeat(rounds, items, recovery))

    def group(self, depth: int) -> tuple[Item, ...]:
        opened = self.at
        self.at += 1
        self.skip(_LINES)
        items: list[Item] = []
        while not self.sees(")"):
            if self.at == len(self.text):
                self.fail(opened, "this bracket is never closed", "close it with )")
            items += self.item(depth + 1)
            self.skip(_GAP)
            if self.at < len(self.text) and self.text[self.at] not in ";,)\n":
                self.unexpected("part the steps by ; and close the bracket with )")
            if self.sees(","):
                self.at += 1
            self.skip(_LINES)
        self.at += 1
        return tuple(items)

    # --- blocks -------------------------------------------------------------------------

    def use(self, after: int) -> tuple[Item, ...]:
        at = self.at
        self.at = after
        self.skip(_GAP)
        name = _BLOCK_NAME.match(self.text, self.at)
        if name is None:
            self.fail(self.at, "which block?", "name it: use warm-up")
        block_at, self.at = self.at, name.end()
        values = self.values()
        if self.blocks is None:
            self.place(at)
            return (Use(name[0].lower(), values),)
        return self.filled(name[0].lower(), dict(values), block_at)

    def values(self) -> tuple[tuple[str, str], ...]:
        before = self.at
        self.skip(_GAP)
        if not self.sees("("):
            self.at = before
            return ()
        self.at += 1
        found: dict[str, str] = {}
        while True:
            self.skip(_GAP)
            pair = _VALUE.match(self.text, self.at)
            if pair is None:
                self.unexpected("write name and value: use strength-a (sets 3, reps 8)")
            if pair[1].lower() in found:
                self.fail(self.at, f'"{_shown(pair[1].lower())}" is given twice', "give it once")
            if len(pair[2]) > MAX_VALUE:
                self.fail(
                    pair.start(2), "a value goes on too long", f"at most {MAX_VALUE} characters"
                )
            found[pair[1].lower()] = pair[2].lower()
            self.at = pair.end()
            self.skip(_GAP)
            if self.sees(")"):
                self.at += 1
                return tuple(found.items())
            if not self.sees(","):
                self.unexpected("part the values by , and close the bracket with )")
            self.at += 1

    def filled(self, name: str, values: dict[str, str], at: int) -> tuple[Item, ...]:
        """The items of a block, its holes filled."""
        assert self.blocks is not None
        if name not in self.blocks:
            known = ", ".join(sorted(self.blocks)) or "none here"
            hint = nearest(name, self.blocks)
            self.fail(at, f'there is no block "{_shown(name)}"', f"blocks: {known}{_then(hint)}")
        if name in self.within or len(self.within) == MAX_BLOCK_DEPTH:
            chain = " > ".join((*self.within, name))
            self.fail(at, f"blocks use each other too deep: {chain}", "write the steps out")
        if len(self.blocks[name]) > MAX_TEXT:
            self.fail(at, f"block {name} goes on too long", f"at most {MAX_TEXT} characters")
        holes: dict[str, str] = {}
        for hole, default in _HOLE.findall(self.blocks[name]):
            holes[hole] = holes.get(hole) or default
        for given in values:
            if given not in holes:
                takes = f"it takes {', '.join(holes)}" if holes else "it takes no values"
                self.fail(at, f'block {name} has no "{_shown(given)}"', takes)
        for hole, default in holes.items():
            if not default and hole not in values:
                self.fail(at, f"block {name} needs {hole}", f"write use {name} ({hole} ...)")
        text = _HOLE.sub(lambda hole: values.get(hole[1], holes[hole[1]]), self.blocks[name])
        if len(text) > MAX_TEXT:
            self.fail(at, f"block {name} goes on too long", f"at most {MAX_TEXT} characters")
        inner = _Parser(text, self.blocks, self.zones, (*self.within, name))
        items = inner.all_items()
        if not items:
            self.fail(at, f"block {name} is empty", "write at least one step in it")
        for _ in inner.places:
            self.place(at)
        return items

    # --- steps --------------------------------------------------------------------------

    def step(self) -> Step:
        at = self.at
        what = self.what()
        worded = self.at > at
        self.skip(_GAP)
        amount = self.amount(what if worded else None)
        self.skip(_GAP)
        target: Target | None = None
        effort: int | None = None
        if self.sees("@"):
            self.at += 1
            self.skip(_GAP)
            target, effort = self.target()
            self.skip(_GAP)
        note = self.note() if self.sees('"') else ""
        self.place(at)
        return self.make(at, lambda: Step(amount, what, target, effort, note))

    def what(self) -> What | Exercise:
        start = self.at
        words: list[str] = []
        word = _WORD.match(self.text, self.at)
        while word and word[0].lower() != "until":
            words.append(word[0].lower())
            self.at = word.end()
            self.skip(_GAP)
            word = _WORD.match(self.text, self.at)
        if not words:
            return What.RUN
        name = " ".join(words)
        if name not in WHATS:
            hint = nearest(name.replace(" ", "-"), WHATS) or nearest(name, WHATS)
            self.fail(
                start,
                f'unknown word "{_shown(name)}"',
                hint or "a step begins with a word such as run, easy, jog, warm-up or an exercise",
            )
        return WHATS[name]

    def note(self) -> str:
        match = _NOTE.match(self.text, self.at)
        if match is None:
            self.fail(self.at, "this note is never closed", 'close it with " on the same line')
        for escape in _ESCAPE.finditer(match[1]):
            if escape[1] not in _ESCAPED:
                at = self.at + 1 + escape.start()
                self.fail(
                    at, f"unknown escape \\{_shown(escape[1])}", 'in a note, write \\" \\\\ or \\n'
                )
        self.at = match.end()
        return _ESCAPE.sub(lambda escape: _ESCAPED[escape[1]], match[1])

    # --- amounts ------------------------------------------------------------------------

    def amount(self, what: What | Exercise | None) -> Amount:
        """What follows the step's word, if one was written."""
        at = self.at
        word = _WORD.match(self.text, at)
        if word:  # `what` stops at no other word than "until"
            self.at = word.end()
            self.skip(_GAP)
            lap = _WORD.match(self.text, self.at)
            if lap is None or lap[0].lower() != "lap":
                self.fail(
                    self.at, "until what?", "write until lap: until the lap button is pressed"
                )
            self.at = lap.end()
            return UntilLap()
        times = _TIMES_REP.match(self.text, at)
        if times:
            self.at = times.end()
            ratio = self.number(times[1], at)
            return self.make(at, lambda: TimesRep(ratio))
        if _NUMBER.match(self.text, at) is None:
            self.no_amount(what)
        return self.quantity()

    def quantity(self) -> Amount:
        at = self.at
        low, high = self.ends()
        unit = low.unit or (high.unit if high else "")
        if not unit or (unit == ":" and not low.unit):
            self.fail(
                at, f"{low.digits} what?", "every number has a unit: s, min, h, m, km, mi or reps"
            )
        for end in filter(None, (low, high)):
            if end.unit and end.unit not in (*AMOUNT_UNITS, ":"):
                hint = nearest(end.unit, AMOUNT_UNITS)
                self.fail(
                    end.unit_at,
                    f'unknown unit "{_shown(end.unit)}"',
                    f"units: {', '.join(AMOUNT_UNITS)}{_then(hint)}",
                )
        family = _family(unit)
        if high is not None and (not high.unit or _family(high.unit) != family):
            self.fail(at, "a range of two kinds", "give both ends one unit: 15-20min")
        if family == "time":
            low_s = self.seconds(low, unit)
            high_s = None if high is None else self.seconds(high, high.unit)
            return self.make(at, lambda: Time(low_s, high_s))
        to = None if high is None else high.value
        if family == "reps":
            if low.value % 1 or (to is not None and to % 1):
                self.fail(at, "half a rep", "reps are whole numbers")
            whole = None if to is None else int(to)
            return self.make(at, lambda: Reps(int(low.value), whole))
        return self.make(
            at, lambda: Distance(low.value, cast(Literal["m", "km", "mi"], family), to)
        )

    def ends(self) -> tuple[_End, _End | None]:
        """A number, or two with a dash between."""
        low = self.end()
        dash = _DASH.match(self.text, self.at)
        if dash is None:
            return low, None
        self.at = dash.end()
        return low, self.end()

    def end(self) -> _End:
        """A number and its unit: `400 m`, `1:30`, `1h10min`."""
        at = self.at
        match = _NUMBER.match(self.text, at)
        if match is None:
            self.unexpected("a number is wanted here")
        self.at = match.end()
        value = self.number(match[1], at)
        if match[2] is not None:
            return self.clock(match, value)
        unit = _UNIT.match(self.text, self.at)
        if unit is None or unit[1].lower() in ("x", "until"):
            return _End(value, "", at, self.at, match[0])
        self.at = unit.end()
        name = re.sub(r"\s", "", unit[1].lower())
        end = _End(value, name, at, unit.start(1), match[0])
        return self.longer(end) if name in ("h", "min") else end

    def clock(self, match: re.Match[str], minutes: float) -> _End:
        at = match.start()
        whole = match[2].partition(".")[0]
        if match[3] or "." in match[1]:
            self.fail(at, f"{_shown(match[0])} is not a time", "write hours as 1h30min")
        if len(whole) != 2 or int(whole) > 59:
            self.fail(
                at, f"{_shown(match[0])} is not a time", "minutes and seconds, 00 to 59: 5:09"
            )
        seconds = minutes * 60 + self.number(match[2], at)
        return _End(seconds, ":", at, match.end(), match[0])

    def longer(self, end: _End) -> _End:
        """`1h10min30s` after `1h`: smaller units that follow without a sign between."""
        value, smaller = end.value * SECONDS[end.unit], {"h": ("min", "s"), "min": ("s",)}[end.unit]
        followed = False
        while smaller:
            at = _after(_GAP, self.text, self.at)
            match = _NUMBER.match(self.text, at)
            unit = _UNIT.match(self.text, match.end()) if match and match[2] is None else None
            if match is None or unit is None or unit[1].lower() not in smaller:
                break
            value += self.number(match[1], at) * SECONDS[unit[1].lower()]
            smaller = smaller[smaller.index(unit[1].lower()) + 1 :]
            self.at, followed = unit.end(), True
        return _End(value, ":", end.at, end.unit_at, end.digits) if followed else end

    def seconds(self, end: _End, unit: str) -> int:
        value = end.value * SECONDS.get(unit if not end.unit else end.unit, 1)
        if abs(value - round(value)) > 1e-6:
            self.fail(end.at, "a part of a second", "times are whole seconds")
        return round(value)

    # --- targets ------------------------------------------------------------------------

    def target(self) -> tuple[Target | None, int | None]:
        """What stands after @: a target, an effort, or a target and an effort."""
        effort = self.effort()
        if effort is not None:
            return None, effort
        target = self.zone_or_range()
        self.skip(_GAP)
        return target, self.effort()

    def effort(self) -> int | None:
        word = _WORD.match(self.text, self.at)
        if word is None or word[0].lower() != "effort":
            return None
        self.at = word.end()
        return self.whole("effort is a whole number from 1 to 10: effort 6")

    def zone_or_range(self) -> Target:
        at = self.at
        word = _ZONE.match(self.text, at)
        if word is None:
            if _NUMBER.match(self.text, at) is None:
                self.unexpected("a target is a zone or a range: @ mile, @ 5:30-5:40/mi, @ effort 6")
            return self.range()
        name = word[0].lower()
        self.at = word.end()
        if name == "hr":
            self.skip(_GAP)
            zone_word = _WORD.match(self.text, self.at)
            if zone_word is None or zone_word[0].lower() != "zone":
                self.unexpected("write hr zone 1 to 5, or a range in bpm: 140-150bpm")
            self.at = zone_word.end()
            zone = self.whole("zones are 1 to 5: hr zone 2")
            return self.make(at, lambda: HeartRateZone(zone))
        if name not in self.zones:
            hint = nearest(name, self.zones)
            self.fail(
                at, f'unknown zone "{_shown(name)}"', f"zones: {', '.join(self.zones)}{_then(hint)}"
            )
        return Zone(name)

    def range(self) -> Target:
        at = self.at
        low, high = self.ends()
        slash = _SLASH.match(self.text, self.at)
        if slash:
            self.at = slash.end()
            return self.pace(low, high, slash)
        unit = low.unit or (high.unit if high else "")
        if unit in ("s", ":", "min", ""):
            self.fail(
                at, f"{low.digits} what?", "a target has a unit: /mi, /km, /400m, bpm, %max, W, spm"
            )
        units = tuple(name.lower() for name in TARGET_UNITS)
        if unit not in units:
            hint = nearest(unit, units)
            self.fail(
                at,
                f'unknown target unit "{_shown(unit)}"',
                f"targets: /mi, /km, /400m, bpm, %max, W, spm{_then(hint)}",
            )
        if high is not None and high.unit != unit:
            self.fail(at, "a range of two kinds", "give both ends one unit: 140-150bpm")
        if low.value % 1 or (high is not None and high.value % 1):
            self.fail(at, "a part of a beat, watt or step", "give whole numbers")
        first = int(low.value)
        last = first if high is None else int(high.value)
        if unit in ("bpm", "%max"):
            return self.make(at, lambda: HeartRate(first, last, cast(Literal["bpm", "%max"], unit)))
        return self.make(at, lambda: Power(first, last) if unit == "w" else Cadence(first, last))

    def pace(self, fast: _End, slow: _End | None, slash: re.Match[str]) -> Pace:
        unit = slash[2].lower()
        if slash[1] is None and unit in PACE_UNITS:
            per_m = PACE_UNITS[unit]
        elif slash[1] is not None and unit == "m":
            per_m = self.number(slash[1], slash.start(1))
        else:
            self.fail(slash.start(), "a pace by what?", "count it by /mi, /km or a distance: /400m")
        unit = fast.unit or (slow.unit if slow else "")
        for end in filter(None, (fast, slow)):
            if end.unit != ":" and (end.unit or unit) != "s":
                self.fail(end.at, "a pace is minutes and seconds", "write 5:30/mi or 82-84s/400m")
        last = fast.value if slow is None else slow.value
        return self.make(fast.at, lambda: Pace(fast.value, last, per_m))

    # --- the ground ---------------------------------------------------------------------

    def skip(self, gap: re.Pattern[str]) -> None:
        self.at = _after(gap, self.text, self.at)

    def place(self, at: int) -> None:
        """Remember where the next step in reading order stands."""
        if len(self.places) == MAX_STEPS:
            self.fail(at, "a session of too many steps", f"at most {MAX_STEPS}")
        self.places.append(at)

    def sees(self, char: str) -> bool:
        return self.text.startswith(char, self.at)

    def number(self, digits: str, at: int) -> float:
        if len(digits.replace(".", "")) > MAX_DIGITS:
            self.fail(at, "a number with too many digits", f"at most {MAX_DIGITS}")
        return float(digits)

    def whole(self, remedy: str) -> int:
        self.skip(_GAP)
        match = _NUMBER.match(self.text, self.at)
        if match is None or not match[0].isdigit():
            self.unexpected(remedy)
        value = int(self.number(match[0], self.at))
        self.at = match.end()
        return value

    def make(self, at: int, build: Callable[[], _Made]) -> _Made:
        """Build a value; what it refuses is reported at its place in the text."""
        try:
            return build()
        except UnitError as error:
            self.fail(at, error.problem, error.remedy)

    def no_amount(self, what: What | Exercise | None) -> NoReturn:
        if what and (self.at >= len(self.text) or self.text[self.at] in '\n;,)@"'):
            self.fail(
                self.at,
                f"how long? {what} has no amount",
                "add a time, a distance or until lap: 10min",
            )
        self.unexpected("a step is a word and an amount: easy 30min, 400m @ mile, drills until lap")

    def unexpected(self, remedy: str) -> NoReturn:
        found = _FOUND.match(self.text, self.at)
        if found is None or found[0] == "\n":
            self.fail(self.at, f"the {'line' if found else 'text'} ends here", remedy)
        self.fail(self.at, f'unexpected "{_shown(found[0])}"', remedy)

    def fail(self, at: int, problem: str, remedy: str) -> NoReturn:
        raise NotationError(self.text, at, problem, remedy, " > ".join(self.within)) from None


def _after(gap: re.Pattern[str], text: str, at: int) -> int:
    match = gap.match(text, at)
    return match.end() if match else at


def _shown(text: str) -> str:
    """Somebody's text in a message: short, and with nothing in it that could steer a terminal."""
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text[:40])


def _family(unit: str) -> str:
    return "time" if unit in SECONDS or unit == ":" else unit


def _then(hint: str) -> str:
    return f"; {hint}" if hint else ""
