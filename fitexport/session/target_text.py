"""Targets: what follows the @ in session text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, cast

from fitexport.errors import with_hint
from fitexport.session import (
    Cadence,
    HeartRate,
    HeartRateZone,
    Pace,
    Power,
    Target,
    Zone,
)
from fitexport.session.cursor import GAP, NUMBER, WORD, after, shown
from fitexport.session.quantities import End, Quantities
from fitexport.session.spellings import PACE_WORD, ZONE_SPELLINGS
from fitexport.session.words import PACE_UNITS, TARGET_UNITS
from fitexport.units import KM_M, MILE_M

_SLASH = re.compile(r"[^\S\n]*/[^\S\n]*(?:([0-9]+)[^\S\n]*)?([^\W\d_]*)")
_SHARE = re.compile(r"([0-9]+)[^\S\n]*%[^\S\n]*(?!max)(?:of[^\S\n]+)?(?=[^\W_])", re.I)
_ZONE = re.compile(
    r"[0-9]+[mk]\b(?![^\S\n]*/)|half(?:[^\S\n]+|-)marathon\b|[^\W\d_]\w*(?:-\w+)*", re.I
)
_SPEEDS = {"kph": KM_M, "kmh": KM_M, "mph": MILE_M}
"""Treadmill units besides km/h and mi/h."""


class Targets(Quantities):
    """Parses targets; `zones` are the known zones, custom ones with the built-in zone that each is
    like."""

    zones: Mapping[str, str]

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
        share = _SHARE.match(self.text, at)
        if share:
            percent = int(self.number(share[1], at))
            self.at = share.end()
            word = _ZONE.match(self.text, self.at)
            if word is None:
                self.unexpected("a zone must follow the %: 95% mile")
            zone = self.zone(word)
            return self.make(at, lambda: replace(zone, percent=percent))
        word = _ZONE.match(self.text, at)
        if word is None:
            if NUMBER.match(self.text, at) is None:
                self.unexpected("a target is a zone or a range: @ mile, @ 5:30-5:40/mi, @ effort 6")
            return self.range()
        if word[0].lower() == "hr":
            self.at = word.end()
            self.skip(GAP)
            zone_word = WORD.match(self.text, self.at)
            if zone_word is None or zone_word[0].lower() != "zone":
                self.unexpected("write hr zone 1 to 5, or a range in bpm: 140-150bpm")
            self.at = zone_word.end()
            number = self.whole("zones are 1 to 5: hr zone 2")
            return self.make(at, lambda: HeartRateZone(number))
        return self.zone(word)

    def zone(self, word: re.Match[str]) -> Zone:
        name = word[0].lower()
        self.at = after(PACE_WORD, self.text, word.end())
        if name not in self.zones:
            name = ZONE_SPELLINGS.get(" ".join(name.split()), name)
        if name not in self.zones:
            self.fail(
                word.start(),
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
        unit = low.unit or (high.unit if high else "")
        if slash:
            self.at = slash.end()
            if slash[2].lower() == "h" and unit in PACE_UNITS:
                return self.speed(low, high, PACE_UNITS[unit])
            return self.pace(low, high, slash)
        if unit in _SPEEDS:
            return self.speed(low, high, _SPEEDS[unit])
        if unit in ("s", ":", "min"):
            time = self.text[at : self.at].strip()
            pace = f"{time}/mi or {time}/km" if ":" in time else f"{time}/400m"
            self.fail(at, f"{shown(time)} over what distance?", f"write {shown(pace)}")
        if not unit and self.sees("%"):
            share = self.text[at : self.at].strip() + "%"
            remedy = f"write {low.digits}% mile, or {share}max for the heart rate"
            self.fail(at, f"{shown(share)} of what?", remedy)
        if not unit:
            self.fail(
                at, f"{low.digits} what?", "a target has a unit: /mi, /km, /400m, bpm, %max, W, spm"
            )
        units = tuple(name.lower() for name in TARGET_UNITS)
        if unit not in units:
            race = f"{low.digits}{unit.removesuffix('m') or 'm'}"  # 5 km is the zone 5k
            if race in self.zones and high is None:
                self.at = after(PACE_WORD, self.text, self.at)
                return Zone(race, self.zones[race])
            remedy = "targets: /mi, /km, /400m, bpm, %max, W, spm"
            self.fail(at, f'unknown target unit "{shown(unit)}"', with_hint(remedy, unit, units))
        if high is not None and high.unit != unit:
            self.fail(at, "a range with two units", "use one unit for both ends: 140-150bpm")
        if low.value % 1 or (high is not None and high.value % 1):
            self.fail(at, "a fraction of a beat, watt or step", "give whole numbers")
        first = int(low.value)
        last = first if high is None else int(high.value)
        if unit in ("bpm", "%max"):
            return self.make(at, lambda: HeartRate(first, last, cast(Literal["bpm", "%max"], unit)))
        return self.make(at, lambda: Power(first, last) if unit == "w" else Cadence(first, last))

    def speed(self, slow: End, fast: End | None, per_m: float) -> Pace:
        """A treadmill's `12km/h` or `7.5mph`, as a pace."""
        if 0 in (slow.value, fast and fast.value):
            self.fail(slow.at, "the speed is 0", "give the treadmill's speed: 12km/h, 7.5mph")
        if fast and fast.value < slow.value:
            self.fail(
                slow.at, "a target with its ends reversed", "put the lower end first: 10-12km/h"
            )
        slowest = round(3600 / slow.value, 1)
        fastest = slowest if fast is None else round(3600 / fast.value, 1)
        return self.make(slow.at, lambda: Pace(fastest, slowest, per_m))

    def pace(self, fast: End, slow: End | None, slash: re.Match[str]) -> Pace:
        unit = slash[2].lower()
        if slash[1] is None and unit in PACE_UNITS:
            per_m = PACE_UNITS[unit]
        elif slash[1] is not None and unit == "m":
            per_m = self.number(slash[1], slash.start(1))
        else:
            self.fail(slash.start(), "a pace per what?", "use /mi, /km or a distance such as /400m")
        unit = fast.unit or (slow.unit if slow else "")
        for end in filter(None, (fast, slow)):
            if end.unit != ":" and (end.unit or unit) != "s":
                self.fail(
                    end.at,
                    "a pace is written in minutes and seconds",
                    "write 5:30/mi or 82-84s/400m",
                )
        last = fast.value if slow is None else slow.value
        return self.make(fast.at, lambda: Pace(fast.value, last, per_m))
