"""Which parts of a plan go into a runner's calendar, and at what time of day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from fitexport.errors import ScheduleError, UnitError, printable
from fitexport.season.weekdays import WEEKDAYS, Weekday, weekday_named

_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)"
_BEFORE = r"(?:(\d{1,2})h)?(?:(\d{1,3})min)?"
_MAX_BEFORE_MIN = 24 * 60
_GRID_S = 300


class CalendarSettings(NamedTuple):
    """How sessions appear in a calendar; by default, as all-day events.

    Times of day are minutes after midnight, wall clock in the time zone.
    """

    timezone: str | None = None
    """A name of the IANA time zone database: America/New_York."""
    at: Mapping[Weekday, int] = {}
    """When the first session of a day begins."""
    strength_at: int | None = None
    """When lifting begins; None: it has no time of its own."""
    race_at: int | None = None
    """When the race begins; None: all day. Training times do not apply to it."""
    remind_min: int | None = None
    """How many minutes before a timed session an alarm rings."""
    rest_days: bool = False
    week_summaries: bool = False
    countdown: bool = False
    """Whether titles say how many weeks are left to the race."""

    def begin(
        self, day: date, *, strength: bool, first: bool, race: bool = False
    ) -> datetime | None:
        """The instant, in UTC, at which a session begins; None for an all-day event.

        A time that clocks skip is moved as much later; of an hour that comes twice, the first
        counts.

        Raises:
            ScheduleError: a time of day without a time zone.
        """
        minutes = self.race_at if race else self.strength_at if strength else None
        if minutes is None and first and not race:
            minutes = self.at.get(WEEKDAYS[day.weekday()])
        if minutes is None:
            return None
        if self.timezone is None:
            raise ScheduleError(
                "a time of day needs a time zone",
                "give --timezone America/New_York, or timezone under [calendar] in fitexport.toml",
            )
        from zoneinfo import ZoneInfo

        local = datetime(day.year, day.month, day.day, *divmod(minutes, 60))
        return local.replace(tzinfo=ZoneInfo(self.timezone)).astimezone(UTC)

    def span(self, begin: datetime, seconds: float) -> tuple[datetime, datetime]:
        """Begin and end of a session of this duration, rounded up to five minutes."""
        return begin, begin + timedelta(seconds=-(-max(seconds, 1) // _GRID_S) * _GRID_S)


def parse_time(text: str) -> int:
    """Minutes after midnight of a time of day.

    >>> parse_time("6:30")
    390

    Raises:
        UnitError: it is not a time of day.
    """
    match = re.fullmatch(_CLOCK, text.strip(), re.ASCII)
    if match is None:
        raise UnitError(
            f'"{printable(text, 40)}" is not a time of day', "write hours and minutes: 06:30"
        )
    return int(match[1]) * 60 + int(match[2])


def parse_times(text: str) -> dict[Weekday, int]:
    """A time for every day, or for each: `06:30`, `mon=06:30,sat=8:00`.

    Raises:
        UnitError: neither.
    """
    if "=" not in text:
        return dict.fromkeys(WEEKDAYS, parse_time(text))
    times: dict[Weekday, int] = {}
    for part in text.split(","):
        day, _, time = part.partition("=")
        times[weekday_named(day)] = parse_time(time)
    return times


def parse_before(text: str) -> int:
    """Minutes of `30min`, `1h` or `1h30min`.

    Raises:
        UnitError: neither, nothing, or more than a day.
    """
    match = re.fullmatch(_BEFORE, text.strip().replace(" ", ""), re.ASCII)
    minutes = int(match[1] or 0) * 60 + int(match[2] or 0) if match else 0
    if not 0 < minutes <= _MAX_BEFORE_MIN:
        raise UnitError(
            f'"{printable(text, 40)}" is not a time before a session', "write 30min, 1h or 1h30min"
        )
    return minutes


def check_timezone(name: str) -> str:
    """The name of a time zone; the IANA name for one of Windows (`W. Europe Standard Time`).

    Raises:
        UnitError: there is none of this name.
    """
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # slow to load

        from fitexport.errors import nearest

        of_windows = {windows.lower(): usual for windows, usual in WINDOWS_TO_OLSON.items()}
        if name.strip().lower() in of_windows:
            return of_windows[name.strip().lower()]
        known = known_timezones()
        if not known:
            raise UnitError(
                "there is no database of time zones on this computer",
                "install it: pip install tzdata; or leave the time zone out",
            ) from None
        hint = nearest(name, known)
        raise UnitError(
            f'there is no time zone "{printable(name, 60)}"',
            f"write a name such as America/New_York or Europe/Paris{'; ' + hint if hint else ''}",
        ) from None
    return name


def known_timezones() -> list[str]:
    """The names of all time zones, sorted."""
    from zoneinfo import available_timezones  # loads sysconfig, too

    return sorted(available_timezones())


def time_text(minutes: int) -> str:
    """A time of day as it is written.

    >>> time_text(390)
    '06:30'
    """
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def before_text(minutes: int) -> str:
    """A time before a session as it is written.

    >>> before_text(90)
    '1h30min'
    """
    hours, rest = divmod(minutes, 60)
    return (f"{hours}h" if hours else "") + (f"{rest}min" if rest else "")
