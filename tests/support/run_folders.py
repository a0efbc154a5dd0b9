"""Folders of small recordings: so many minutes of running on so many days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from support.recordings import Course, Fix, Leg, Session, fit_activity, recorded, trial

SPEED = 2.75
"""m/s: 9:45 a mile."""
_EASY_BPM, _MOST_BPM, NO_HEART = 150, 176, 255
"""The heart on easy runs, up the hills at the end of long ones, and where nothing was measured."""
_HILLS = 40
"""Points."""
_LONG_MIN = 60


@cache
def easy(
    day: date,
    minutes: float,
    *,
    sport: int = 1,
    kind: int = 0,
    still_min: float = 0,
    cadence: int | None = None,
) -> bytes:
    """An easy run, after which the watch is forgotten for a while; without steps, a ride."""
    third_s = 20 * minutes
    legs = [Leg(third_s * faster * SPEED, faster * SPEED) for faster in (1.05, 0.9, 1.05)]
    if still_min:
        legs.append(Leg(0.01 * 60 * still_min, 0.01))
    fixes = recorded(Course.road(), legs, every_s=10)
    hills = len(fixes) - (_HILLS if minutes > _LONG_MIN else 0)
    fixes = [
        replace(fix, cadence=cadence, heart=_EASY_BPM if n < hills else _MOST_BPM)
        for n, fix in enumerate(fixes)
    ]
    return _fit(day, fixes, sport, kind)


@cache
def mile(day: date, mile_s: float, heart: int = 170, drop_m: float = 0) -> bytes:
    """A mile at full effort between easy kilometres."""
    fixes = recorded(Course.road(), trial(mile_s), every_s=5, drop_m=drop_m)
    return _fit(day, [replace(fix, heart=heart) for fix in fixes])


def _fit(day: date, fixes: Sequence[Fix], sport: int = 1, kind: int = 0) -> bytes:
    session = Session(0, fixes[-1].time_s, sport, kind)
    return fit_activity(fixes, sessions=[session], start=datetime.combine(day, time(8), UTC))


def run_folder(folder: Path, first: date, weeks: Sequence[Mapping[str, float]]) -> Path:
    """Recordings of weeks that begin on a Monday: weekday -> minutes."""
    folder.mkdir(exist_ok=True)
    weekdays = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    for number, week in enumerate(weeks):
        for weekday, minutes in week.items():
            day = first + timedelta(days=7 * number + weekdays.index(weekday))
            (folder / f"{day}.fit").write_bytes(easy(day, minutes))
    return folder
