"""The amounts of steps: the numbers of session text, each with its unit."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, NoReturn, cast

from fitexport.errors import with_hint
from fitexport.session import (
    Amount,
    Distance,
    Reps,
    Time,
    TimesRep,
    UntilHeartRate,
    UntilLap,
    What,
)
from fitexport.session.amounts import HEART_RATES
from fitexport.session.cursor import GAP, NUMBER, WORD, Cursor, after, shown
from fitexport.session.exercises import Exercise
from fitexport.session.spellings import DASHES, STOP, UNIT_SPELLINGS
from fitexport.session.words import AMOUNT_UNITS, SECONDS

_TIMES_REP = re.compile(r"([0-9]+(?:\.[0-9]+)?)[^\S\n]*[x\u00d7][^\S\n]*rep\b", re.I)
PART_OF_A_MILE = re.compile(
    r"(half|quarter)(?:[^\S\n]+(?:of[^\S\n]+)?an?)?(?:[^\S\n]|-)+miles?\b", re.I
)
_COMMA = re.compile(r",((?:([0-9]{3})(?![0-9])|[0-9]+)[^\W\d_]*)")
# `1,000m`, `10,000m`; not `(60,100m)`, where a unit is missing.
_THOUSANDS = re.compile(
    rf"([1-9]|[1-4][0-9](?=,[05]00)),([0-9]{{3}})(?![0-9.:])(?=[^\S\n]*(?:m\b|[{DASHES}]))", re.I
)
_LIKE_THOUSANDS = re.compile(r"[0-9]{1,2}\.[0-9]{3}")
_MINUTES = re.compile(r"[0-5][0-9](?![0-9.:]|[^\S\n]*[^\W\d_])")
"""Of `1h30`."""
_DASH = re.compile(rf"[^\S\n]*(?:[{DASHES}]|to\b)[^\S\n]*(?=[0-9])", re.I)
_UNIT = re.compile(r"[^\S\n]*(%[^\S\n]*max|[^\W\d_]+)|('{1,2}|[\"\u2019\u201d\u2032\u2033])", re.I)
_LAP = re.compile(r"lap(?:[^\S\n]+button)?\b", re.I)
_HEART_RATE = re.compile(
    r"(?:heart[^\S\n-]*-?rate|hr)\b[^\S\n]*(?:is[^\S\n]+)?(below|under|above|over|[<>])"
    r"[^\S\n]*(?=[0-9])",
    re.I,
)
_ON_AND_OFF = re.compile(r"([0-9]+)/([0-9]+)\b")


class End(NamedTuple):
    """One end of an amount or target: a number with its unit; times in seconds."""

    value: float
    unit: str
    at: int
    unit_at: int
    digits: str


class Quantities(Cursor):
    """Parses amounts, and the numbers of targets."""

    def amount(self, what: What | Exercise | None) -> Amount:
        """The amount after the step's word, if there is one."""
        at = self.at
        part = PART_OF_A_MILE.match(self.text, at)
        if part:
            self.at = part.end()
            return Distance(0.5 if part[1].lower() == "half" else 0.25, "mi")
        word = WORD.match(self.text, at)
        if word:  # `what` stops at no other word than "until"
            self.at = word.end()
            return self.end_of_step()
        times = _TIMES_REP.match(self.text, at)
        if times:
            self.at = times.end()
            ratio = self.number(times[1], at)
            return self.make(at, lambda: TimesRep(ratio))
        if NUMBER.match(self.text, at) is None:
            self.no_amount(what)
        return self.quantity()

    def end_of_step(self) -> UntilLap | UntilHeartRate:
        """What follows `until`."""
        self.skip(GAP)
        at = self.at
        if lap := _LAP.match(self.text, at):
            self.at = lap.end()
            return UntilLap()
        heart = _HEART_RATE.match(self.text, at)
        if heart is None:
            self.fail(at, "until what?", "write until lap, or until heart rate below 120bpm")
        self.at = heart.end()
        end = self.end()
        if end.unit not in HEART_RATES or end.value % 1:
            self.fail(end.at, f"{end.digits} what?", "write a heart rate: 120bpm, 65%max")
        unit = cast(Literal["bpm", "%max"], end.unit)
        above = heart[1].lower() in (">", "above", "over")
        return self.make(end.at, lambda: UntilHeartRate(int(end.value), unit, above))

    def quantity(self) -> Amount:
        at = self.at
        low, high = self.ends()
        unit = low.unit or (high.unit if high else "")
        if not unit or (unit == ":" and not low.unit):
            last, comma = high or low, _COMMA.match(self.text, self.at)
            remedy = _readings(low)
            if work := _ON_AND_OFF.match(self.text, at):
                remedy = f"write work and recovery: {work[1]}s @ vo2max, jog {work[2]}s"
            if comma:
                remedy = f"use a decimal point: {last.digits}.{comma[1]}"
                if comma[2]:
                    remedy += f"; thousands have no comma: {last.digits}{comma[1]}"
            self.fail(at, f"{low.digits} what?", remedy)
        for end in filter(None, (low, high)):
            if end.unit and end.unit not in (*AMOUNT_UNITS, ":"):
                self.fail(
                    end.unit_at,
                    f'unknown unit "{shown(end.unit)}"',
                    with_hint(f"units: {', '.join(AMOUNT_UNITS)}", end.unit, AMOUNT_UNITS),
                )
        family = _family(unit)
        if high is not None and (not high.unit or _family(high.unit) != family):
            self.fail(at, "a range with two units", "use one unit for both ends: 15-20min")
        if family == "time":
            low_s = self.seconds(low, unit)
            high_s = None if high is None else self.seconds(high, high.unit)
            return self.make(at, lambda: Time(low_s, high_s))
        for end in filter(None, (low, high)):
            if family == "m" and _LIKE_THOUSANDS.fullmatch(end.digits):
                metres = f"{1000 * end.value:g}m"
                self.fail(
                    end.at,
                    f"{end.digits} m: {end.value:g} or {1000 * end.value:g} metres?",
                    f"write {metres}, or {end.value:g}m",
                )
        to = None if high is None else high.value
        if family == "reps":
            if low.value % 1 or (to is not None and to % 1):
                self.fail(at, "half a rep", "reps are whole numbers")
            whole = None if to is None else int(to)
            return self.make(at, lambda: Reps(int(low.value), whole))
        return self.make(
            at, lambda: Distance(low.value, cast(Literal["m", "km", "mi", "yd"], family), to)
        )

    def ends(self) -> tuple[End, End | None]:
        """One number, or two with a dash between them."""
        low = self.end()
        dash = _DASH.match(self.text, self.at)
        if dash is None:
            return low, None
        self.at = dash.end()
        return low, self.end()

    def end(self) -> End:
        """A number and its unit: `400 m`, `1:30`, `1h10min`."""
        at = self.at
        match = NUMBER.match(self.text, at)
        if match is None:
            self.unexpected("a number is expected here")
        thousands = _THOUSANDS.match(self.text, at)
        if thousands:
            self.at = thousands.end()
            return self.with_unit(float(thousands[1] + thousands[2]), at, thousands[0])
        self.at = match.end()
        value = self.number(match[1], at)
        if match[2] is not None:
            return self.clock(match, value)
        return self.with_unit(value, at, match[0])

    def with_unit(self, value: float, at: int, digits: str) -> End:
        """A number with its unit, if there is one."""
        unit = _UNIT.match(self.text, self.at)
        unit_at = after(GAP, self.text, self.at)
        if unit is None or STOP.match(self.text, unit_at):
            return End(value, "", at, self.at, digits)
        name, self.at = _unit_name(unit), unit.end()
        end = End(value, name, at, unit_at, digits)
        return self.longer(end) if name in ("h", "min") else end

    def clock(self, match: re.Match[str], minutes: float) -> End:
        at = match.start()
        whole = match[2].partition(".")[0]
        if match[3] or "." in match[1]:
            self.fail(at, f"{shown(match[0])} is not a time", "write hours as 1h30min")
        if len(whole) != 2 or int(whole) > 59:
            self.fail(at, f"{shown(match[0])} is not a time", "minutes and seconds, 00 to 59: 5:09")
        seconds = minutes * 60 + self.number(match[2], at)
        return End(seconds, ":", at, match.end(), match[0])

    def longer(self, end: End) -> End:
        """`1h10min30s` after `1h`: smaller units that follow directly; `1h30`."""
        minutes = _MINUTES.match(self.text, self.at) if end.unit == "h" else None
        if minutes:
            self.at = minutes.end()
            return end._replace(value=3600 * end.value + 60 * int(minutes[0]), unit=":")
        value, smaller = end.value * SECONDS[end.unit], {"h": ("min", "s"), "min": ("s",)}[end.unit]
        followed = False
        while smaller:
            at = after(GAP, self.text, self.at)
            match = NUMBER.match(self.text, at)
            unit = _UNIT.match(self.text, match.end()) if match and match[2] is None else None
            name = _unit_name(unit)
            if match is None or unit is None or name not in smaller:
                break
            value += self.number(match[1], at) * SECONDS[name]
            smaller = smaller[smaller.index(name) + 1 :]
            self.at, followed = unit.end(), True
        return End(value, ":", end.at, end.unit_at, end.digits) if followed else end

    def seconds(self, end: End, unit: str) -> int:
        value = end.value * SECONDS.get(unit if not end.unit else end.unit, 1)
        if abs(value - round(value)) > 1e-6:
            self.fail(end.at, "a fraction of a second", "times are whole seconds")
        return round(value)

    def no_amount(self, what: What | Exercise | None) -> NoReturn:
        if what and (self.at >= len(self.text) or self.text[self.at] in '\n;,)@"'):
            self.fail(
                self.at,
                f"how long? {what} has no amount",
                "add a time, a distance or until lap: 10min",
            )
        self.unexpected("a step is a word and an amount: easy 30min, 400m @ mile, drills until lap")


def _readings(number: End) -> str:
    """What a number without a unit could mean."""
    *first, last = ("min", "s", "km", "mi") if number.value < 100 else ("m", "s")
    readings = ", ".join(number.digits + unit for unit in first)
    return f"every number has a unit: {readings} or {number.digits}{last}"


def _unit_name(unit: re.Match[str] | None) -> str:
    """A unit in its canonical form, or as written if it is unknown."""
    written = "" if unit is None else re.sub(r"\s", "", unit[0].lower())
    return UNIT_SPELLINGS.get(written, written)


def _family(unit: str) -> str:
    return "time" if unit in SECONDS or unit == ":" else unit
