"""A planned workout as it is sent, as it is on the service, and the properties that are merged."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from fitexport.sync.merging import Parts, part

DAY, NAME, SPORT, WORKOUT = PROPERTIES = ("day", "name", "sport", "workout")
DIRECT = (DAY, NAME, SPORT)
"""Properties that the service stores as they are sent; workouts it converts."""
CATEGORY = "WORKOUT"

_MARK = re.compile(r"^fitexport ([0-9a-f]{8})-([0-9a-f]{8})(?:-(\d{8}\.\d{3}))?$", re.MULTILINE)


class Mark(NamedTuple):
    """The last line of a description: what was sent with it, for computers that did not send it."""

    direct: frozenset[str]
    workout: frozenset[str]
    edition: str = ""
    """The edition of the plan (`fitexport.sync.editions`)."""

    def __str__(self) -> str:
        (direct,), (workout,) = self.direct, self.workout
        return f"fitexport {direct}-{workout}" + (f"-{self.edition}" if self.edition else "")


def mark_of(parts: Parts, edition: str = "") -> Mark:
    """The mark of what is sent now."""
    return Mark(_together(parts), parts[WORKOUT], edition)


def _together(parts: Parts) -> frozenset[str]:
    """The hash of all that the service keeps as it is sent."""
    return part(" ".join(each for name in DIRECT for each in sorted(parts[name])))


def without_mark(description: str) -> str:
    """The description as it was written, without spaces at the ends of lines, which servers strip.

    >>> without_mark("- 30m Z2 HR \\r\\n\\nfitexport 0123abcd-0123abcd-20270401.002")
    '- 30m Z2 HR'
    """
    lines = (line.rstrip() for line in _MARK.sub("", description).splitlines())
    return "\n".join(lines).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a session is to be on the service."""

    uid: str
    """Its external_id, made from the plan and the session's place in it, not from its day."""
    start: str
    """Its local day, as a time: 2027-03-16T00:00:00."""
    name: str
    sport: str
    """One of the service's types: Run, WeightTraining."""
    description: str
    filename: str = ""
    file: str = ""
    """A FIT file in base64; "" if the description has the steps."""

    @property
    def day(self) -> date:
        return day_of(self.start)

    @property
    def parts(self) -> Parts:
        return _parts(self, CATEGORY, self.file)


class Remote(NamedTuple):
    """A planned workout on the service."""

    id: int
    uid: str
    start: str
    name: str
    sport: str
    category: str
    description: str
    steps: str
    """The service's own form of the steps, as JSON."""
    is_done: bool
    """Whether an activity is paired with it."""
    is_alone: bool
    """Whether no other event has its external_id; a copy made by hand does."""

    @property
    def day(self) -> date:
        return day_of(self.start)

    @property
    def parts(self) -> Parts:
        return _parts(self, self.category, self.steps)

    @property
    def text(self) -> frozenset[str]:
        """The hash of its workout, if it was sent as text and not edited since."""
        return part(f"{without_mark(self.description)}\0")

    @property
    def mark(self) -> Mark | None:
        found = _MARK.search(self.description)
        return found and Mark(frozenset([found[1]]), frozenset([found[2]]), found[3] or "")

    @property
    def is_as_marked(self) -> bool:
        """Whether all but the workout is as it was sent."""
        return self.mark is not None and self.mark.direct == _together(self.parts)


def _parts(workout: Planned | Remote, category: str, content: str) -> Parts:
    return {
        DAY: part(workout.start),
        NAME: part(workout.name),
        SPORT: part(f"{category} {workout.sport}"),
        WORKOUT: part(f"{without_mark(workout.description)}\0{content}"),
    }


def day_of(start: str) -> date:
    """The day of a local time."""
    return date.fromisoformat(start[:10])


def body_of(
    planned: Planned, there: Remote | None, written: Collection[str], parts: Parts, edition: str
) -> dict[str, Any]:
    """The JSON to send. If the workout is `written`: every property, with the runner's values of
    those that are not; otherwise only those that are. `parts` is what will have been sent last."""
    whole = there is None or WORKOUT in written
    body: dict[str, Any] = {}

    def put(name: str, key: str, ours: str, theirs: str) -> None:
        if name in written or there is None:
            body[key] = ours
        elif whole:
            body[key] = theirs

    put(DAY, "start_date_local", planned.start, there.start if there else "")
    put(NAME, "name", planned.name, there.name if there else "")
    put(SPORT, "type", planned.sport, there.sport if there else "")
    put(SPORT, "category", CATEGORY, there.category if there else "")
    if whole:
        body["external_id"] = planned.uid
        body["description"] = "\n\n".join(
            filter(None, (planned.description, str(mark_of(parts, edition))))
        )
        if planned.file:
            body |= {"filename": planned.filename, "file_contents_base64": planned.file}
    return body


def read_event(event: Mapping[str, Any]) -> Remote:
    """An event of the service's answer.

    Raises:
        ValueError: it is not an event.
    """
    number, start = event.get("id"), event.get("start_date_local")
    if not isinstance(number, int) or not isinstance(start, str):
        raise ValueError("an event without an id or a day")
    day_of(start)
    texts = {}
    for key in ("external_id", "name", "type", "category", "description"):
        text = event.get(key)
        if not isinstance(text, str | None):
            raise ValueError(f"an event whose {key} is no text")
        texts[key] = text or ""
    document = event.get("workout_doc")
    steps = document.get("steps") if isinstance(document, dict) else None
    return Remote(
        id=number,
        uid=texts["external_id"],
        start=start[:19],
        name=texts["name"],
        sport=texts["type"],
        category=texts["category"],
        description=texts["description"],
        steps=json.dumps(steps, sort_keys=True) if steps else "",
        is_done=bool(event.get("paired_activity_id")),
        is_alone=True,
    )
