"""Two events, and all the ways in which one can change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from fitexport.calendar.ics import Event

PLAN = "2f8c2f5e-6f5c-5b0e-8c55-0d6ec1f0a001"
EASY = Event(
    uid="7f5ff96c-72e5-5f6c-b8c2-0b9a3a5f4b0e",
    day=date(2027, 3, 22),
    summary="Easy",
    description="easy 30min\n\nBecause.",
    categories=("Running", "easy"),
    plan=PLAN,
)
LONG = replace(EASY, uid="1d0a3f9e-5f0b-5c5b-9c9e-0a4b8a3b2c1d", summary="Long")
HARD = replace(EASY, uid="5b1c9f0e-1111-5c5b-9c9e-0a4b8a3b2c1d", summary="Hard; 6x 400 m, fast")
_SPAN = (datetime(2027, 3, 22, 6, tzinfo=UTC), datetime(2027, 3, 22, 7, tzinfo=UTC))
CHANGES: list[Event] = [
    replace(EASY, day=date(2027, 3, 23)),
    replace(EASY, summary="Easier"),
    replace(EASY, description="easy 35min"),
    replace(EASY, categories=("Running",)),
    replace(EASY, days=2),
    replace(EASY, cancelled=True),
    replace(EASY, span=_SPAN),
    replace(EASY, span=_SPAN, remind_min=30),
]
"""What a runner, or the plan, may make of EASY."""
