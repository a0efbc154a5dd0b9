"""How much and at what target: the numbers of session text, each with its unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple, NoReturn, cast

from fitexport.errors import with_hint
from fitexport.session import (
    Amount,
    Cadence,
    Distance,
    HeartRate,
    HeartRateZone,
    Pace,
    Power,
    Reps,
    Target,
    Time,
    TimesRep,
    UntilLap,
    What,
    Zone,
)
from fitexport.session.cursor import GAP, NUMBER, WORD, Cursor, after, shown
from fitexport.session.exercises import Exercise
from fitexport.session.words import AMOUNT_UNITS, PACE_UNITS, SECONDS, TARGET_UNITS

# x and the multiplication sign, - and the en dash: word processors make the latter of each.
_TIMES_REP = re.compile(r"([0-9]+(?:\.[0-9]+)?)[^\S\n]*[x\u00d7][^\S\n]*rep\b", re.I)
PART_OF_A_MILE = re.compile(
    r"(half|quarter)(?:[^\S\n]+(?:of[^\S\n]+)?an?)?(?:[^\S\n]|-)+miles?\b", re.I
)
_COMMA = re.compile(r",((?:([0-9]{3})(?![0-9])|[0-9]+)[^\W\d_]*)")
# `1,000m`, `10,000m`; not `(60,100m)`, where a unit is missing.
_THOUSANDS = re.compile(
    r"([1-9]|[1-4][0-9](?=,[05]00)),([0-9]{3})(?![0-9.:])(?=[^\S\n]*(?:m\b|[-\u2013]))", re.I
)
_LIKE_THOUSANDS = re.compile(r"[0-9]{1,2}\.[0-9]{3}")
_MINUTES = re.compile(r"[0-5][0-9](?![0-9.:]|[^\S\n]*[^\W\d_])")
"""Of `1h30`."""
_DASH = re.compile(r"[^\S\n]*[-\u2013][^\S\n]*(?=[0-9])")
_UNIT = re.compile(r"[^\S\n]*(%[^\S\n]*max|[^\W\d_]+)", re.I)
_SLASH = re.compile(r"[^\S\n]*/[^\S\n]*(?:([0-9]+)[^\S\n]*)?([^\W\d_]*)")
_ZONE = re.compile(r"[0-9]+[mk]\b(?![^\S\n]*/)|[^\W\d_]\w*(?:-\w+)*", re.I)


class _End(NamedTuple):
    """One end of an amount or target: a number with its unit, seconds if it was a time."""

    value: float
    unit: str
    at: int
    unit_at: int
    digits: str


class Quantities(Cursor):
    """Reads amounts and targets; `zones` are the names a target may have, each with the built-in
    zone that it is like, if it is a custom one."""

    zones: Mapping[str, str]

    # --- amounts ------------------------------------------------------------------------

    def amount(self, what: What | Exercise | None) -> Amount:
        """What follows the step's word, if one was written."""
        at = self.at
        part = PART_OF_A_MILE.match(self.text, at)
        if part:
            self.at = part.end()
            return Distance(0.5 if part[1].lower() == "half" else 0.25, "mi")
        word = WORD.match(self.text, at)
        if word:  # `what` stops at no other word than "until"
            self.at = word.end()
            self.skip(GAP)
            lap = WORD.match(self.text, self.at)
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
        if NUMBER.match(self.text, at) is None:
            self.no_amount(what)
        return self.quantity()

    def quantity(self) -> Amount:
        at = self.at
        low, high = self.ends()
        unit = low.unit or (high.unit if high else "")
        if not unit or (unit == ":" and not low.unit):
            comma = _COMMA.match(self.text, self.at)
            remedy = "every number has a unit: s, min, h, m, km, mi or reps"
            if comma:
                remedy = f"parts of a number stand after a point: {low.digits}.{comma[1]}"
                if comma[2]:
                    remedy += f"; thousands have no comma: {low.digits}{comma[1]}"
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
            self.fail(at, "a range of two kinds", "give both ends one unit: 15-20min")
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
        match = NUMBER.match(self.text, at)
        if match is None:
            self.unexpected("a number is wanted here")
        thousands = _THOUSANDS.match(self.text, at)
        if thousands:
            self.at = thousands.end()
            return self.with_unit(float(thousands[1] + thousands[2]), at, thousands[0])
        self.at = match.end()
        value = self.number(match[1], at)
        if match[2] is not None:
            return self.clock(match, value)
        return self.with_unit(value, at, match[0])

    def with_unit(self, value: float, at: int, digits: str) -> _End:
        """A number with the unit after it, if one is there."""
        unit = _UNIT.match(self.text, self.at)
        if unit is None or unit[1].lower() in ("x", "until"):
            return _End(value, "", at, self.at, digits)
        self.at = unit.end()
        name = re.sub(r"\s", "", unit[1].lower())
        end = _End(value, name, at, unit.start(1), digits)
        return self.longer(end) if name in ("h", "min") else end

    def clock(self, match: re.Match[str], minutes: float) -> _End:
        at = match.start()
        whole = match[2].partition(".")[0]
        if match[3] or "." in match[1]:
            self.fail(at, f"{shown(match[0])} is not a time", "write hours as 1h30min")
        if len(whole) != 2 or int(whole) > 59:
            self.fail(at, f"{shown(match[0])} is not a time", "minutes and seconds, 00 to 59: 5:09")
        seconds = minutes * 60 + self.number(match[2], at)
        return _End(seconds, ":", at, match.end(), match[0])

    def longer(self, end: _End) -> _End:
        """`1h10min30s` after `1h`: smaller units that follow without a sign between; `1h30`."""
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

    def no_amount(self, what: What | Exercise | None) -> NoReturn:
        if what and (self.at >= len(self.text) or self.text[self.at] in '\n;,)@"'):
            self.fail(
                self.at,
                f"how long? {what} has no amount",
                "add a time, a distance or until lap: 10min",
            )
        self.unexpected("a step is a word and an amount: easy 30min, 400m @ mile, drills until lap")

    # --- targets ------------------------------------------------------------------------

    def target(self) -> tuple[Target | None, int | None]:
        """What follows the @: a target, an effort, or a target and an effort."""
        effort = self.effort()
        if effort is not None:
            return None, effort
        target = self.zone_or_range()
        self.skip(GAP)
        return target, self.effort()

    def effort(self) -> int | None:
        word = WORD.match(self.text, self.at)
        if word is None or word[0].lower() != "effort":
            return None
        self.at = word.end()
        return self.whole("effort is a whole number from 1 to 10: effort 6")

    def zone_or_range(self) -> Target:
        at = self.at
        word = _ZONE.match(self.text, at)
        if word is None:
            if NUMBER.match(self.text, at) is None:
                self.unexpected("a target is a zone or a range: @ mile, @ 5:30-5:40/mi, @ effort 6")
            return self.range()
        name = word[0].lower()
        self.at = word.end()
        if name == "hr":
            self.skip(GAP)
            zone_word = WORD.match(self.text, self.at)
            if zone_word is None or zone_word[0].lower() != "zone":
                self.unexpected("write hr zone 1 to 5, or a range in bpm: 140-150bpm")
            self.at = zone_word.end()
            zone = self.whole("zones are 1 to 5: hr zone 2")
            return self.make(at, lambda: HeartRateZone(zone))
        if name not in self.zones:
            self.fail(
                at,
                f'unknown zone "{shown(name)}"',
                with_hint(f"zones: {', '.join(self.zones)}", name, self.zones),
                "unknown zone",
                name,
            )
        return Zone(name, self.zones[name])

    def range(self) -> Target:
        at = self.at
        low, high = self.ends()
        slash = _SLASH.match(self.text, self.at)
        if slash:
            self.at = slash.end()
            return self.pace(low, high, slash)
        unit = low.unit or (high.unit if high else "")
        if unit in ("s", ":", "min"):
            time = self.text[at : self.at].strip()
            pace = f"{time}/mi or {time}/km" if ":" in time else f"{time}/400m"
            self.fail(at, f"{shown(time)} over what distance?", f"write {shown(pace)}")
        if not unit:
            self.fail(
                at, f"{low.digits} what?", "a target has a unit: /mi, /km, /400m, bpm, %max, W, spm"
            )
        units = tuple(name.lower() for name in TARGET_UNITS)
        if unit not in units:
            race = f"{low.digits}{unit.removesuffix('m') or 'm'}"  # 5km is the zone 5k
            remedy = "targets: /mi, /km, /400m, bpm, %max, W, spm"
            if race in self.zones:
                remedy += f'; did you mean "{race}"?'
            else:
                remedy = with_hint(remedy, unit, units)
            self.fail(
                at,
                f'unknown target unit "{shown(unit)}"',
                remedy,
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


def _family(unit: str) -> str:
    return "time" if unit in SECONDS or unit == ":" else unit
