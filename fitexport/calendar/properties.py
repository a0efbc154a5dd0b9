"""The properties of an event by which three versions of it are merged."""

from __future__ import annotations

from collections.abc import Mapping

from fitexport.sync.merging import unknown

TIME, TITLE, DESCRIPTION, CATEGORIES = "time", "title", "description", "categories"
STATUS, BUSY, ALARM = "status", "free or busy", "alarm"
PROPERTIES: Mapping[str, tuple[str, ...]] = {
    TIME: ("DTSTART", "DTEND", "DURATION"),
    TITLE: ("SUMMARY",),
    DESCRIPTION: ("DESCRIPTION",),
    CATEGORIES: ("CATEGORIES",),
    STATUS: ("STATUS",),
    BUSY: ("TRANSP",),
    ALARM: (),  # a component
}
"""The properties of our events: a name for runners -> names in iCalendar."""

UNKNOWN = unknown(PROPERTIES)

OTHER_KIND = {BUSY: TIME, ALARM: TIME}
"""Where one of two events is all-day and the other timed, alarm and busy status go with the time they
were meant for."""
