"""Two calendars -> what the second adds, changes, moves, cancels and removes, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from difflib import SequenceMatcher

from fitexport.calendar.reading import FoundEvent
from fitexport.units import date_text


def when_text(event: FoundEvent) -> str:
    """`Tue 16 Mar 2027`, or `Tue 16 Mar 2027 05:30-06:25 UTC`."""
    begin, end = event.begin, event.end
    if isinstance(begin, datetime) and isinstance(end, datetime):
        return f"{date_text(begin)} {begin:%H:%M}-{end:%H:%M} UTC"
    return date_text(begin)


def calendar_changes(old: Sequence[FoundEvent], new: Sequence[FoundEvent]) -> Iterator[list[str]]:
    """Lines for each event that differs, by day."""
    before, after = ({event.uid: event for event in events} for events in (old, new))
    both = [(before.get(uid), after.get(uid)) for uid in {**before, **after}]
    for was, now in sorted(both, key=lambda pair: _when(pair[1] or pair[0])):
        lines = list(_lines(was, now))
        if lines:
            yield lines


def _when(event: FoundEvent | None) -> tuple[str, str]:
    assert event is not None
    return str(event.begin), event.uid


def _lines(was: FoundEvent | None, now: FoundEvent | None) -> Iterator[str]:
    if was is None or now is None:
        there = was or now
        assert there is not None
        yield f"{there.title}: " + (
            f"new, {when_text(there)}" if was is None else f"gone, was on {when_text(there)}"
        )
        return
    changes = []
    if now.cancelled != was.cancelled:
        changes.append("cancelled" if now.cancelled else "no longer cancelled")
    if (was.begin, was.end) != (now.begin, now.end):
        changes.append(f"moved from {when_text(was)} to {when_text(now)}")
    old, new = ([each.title, *each.description.split("\n")] for each in (was, now))
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        # A cancelled event may have another text, which adds nothing.
        if tag != "equal" and now.cancelled == was.cancelled:
            changes += [f"- {line}" for line in old[i1:i2]] + [f"+ {line}" for line in new[j1:j2]]
    if changes:
        yield f"{now.title}, {when_text(now)}: changed"
        yield from (f"  {change}" for change in changes)
