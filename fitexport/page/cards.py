"""A paced session -> what pages show of it: its chart, its steps, its size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fitexport.export.compiled import PacedSession
from fitexport.page.chart import PLOT, Steps, mini_chart, session_chart
from fitexport.page.joined_rounds import joined
from fitexport.page.svg import Svg
from fitexport.season.athlete import Athlete
from fitexport.units import Units


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A session as pages show it; the texts are the plan's, as they were written."""

    key: str
    day: date | None
    label: str
    name: str
    title: str
    kind: str
    why: str
    size: str
    main_set: str
    paces: str
    steps: Steps
    """With the last round of a repeat in it; none for rest."""
    led: Steps
    """The same as a watch has them."""
    plot: int
    """How high the bars of the chart may be."""
    mile_s: float
    units: Units

    @property
    def chart(self) -> Svg:
        """Drawn only where it is shown: a calendar has many sessions."""
        return session_chart(self.led, self.mile_s, self.units, self.plot)

    @property
    def mini(self) -> Svg:
        """The small chart of calendars, which nothing else shows."""
        return mini_chart(self.led, self.mile_s)


def card_of(session: PacedSession, athlete: Athlete, plot: int = PLOT) -> Card:
    """What pages show of a session, at the paces of its day; its chart with bars up to `plot` high."""
    mile_s, units = athlete.table_on(session.day).mile_s, athlete.units
    steps = session.workout.steps if session.workout else ()
    return Card(
        key=session.key,
        day=session.day,
        label=session.label,
        name=session.source.name,
        title=session.title,
        kind=session.kind,
        why=session.why,
        size=", ".join(filter(None, session.size(units))),
        main_set=session.main_set,
        paces=session.paces,
        steps=joined(steps),
        led=steps,
        plot=plot,
        mile_s=mile_s,
        units=units,
    )
