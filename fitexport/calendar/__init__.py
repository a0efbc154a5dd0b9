"""Events as iCalendar: written, read back, compared, published to a server.

In come `Event` values, which know nothing of plans. Out come bytes for a calendar program,
revisions that rise when an event changes, and requests to a CalDAV server. Start with `ics.py`.
"""
