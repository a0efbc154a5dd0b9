"""The chart of a plan: the running of its weeks side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from fitexport.page.svg import ROW, Mark, Svg, in_rows, words_at
from fitexport.season.totals import WeekTotal
from fitexport.units import UNIT_M, Units, round_minutes

_PLOT = 120
"""Height of the longest week."""


def weeks_chart(totals: Sequence[WeekTotal], units: Units) -> Svg:
    """The distance of each week, at its foot the share of the running time that is hard, under it the
    phases."""
    wide = 100 / len(totals)
    most_m = max(total.distance_m for total in totals) or 1.0
    foot = ROW + _PLOT
    spoken = "; ".join(
        f"week {total.week}, {total.phase}: {_week_words(total, units)}" for total in totals
    )
    parts = []
    for place, total in enumerate(totals):
        x, size = wide * (place + 0.2), wide * 0.6
        high = round(_PLOT * total.distance_m / most_m, 1)
        hard = round(high * total.hard_share, 1)
        words = f"<title>Week {total.week}: {_week_words(total, units)}</title>"
        for look, y, part in (("easy", foot - high, high - hard), ("mile", foot - hard, hard)):
            parts.append(
                f'<rect class="bar {look}" x="{x:.4g}%" y="{y:g}" width="{size:.4g}%"'
                f' height="{part:g}">{words}</rect>'
            )
        middle = f"{wide * (place + 0.5):.4g}%"
        distance = f"{total.distance_m / UNIT_M[units]:.0f}"
        parts.append(words_at("value", middle, foot - high - 5, distance, "middle"))
        parts.append(words_at("tick share", middle, foot + 15, f"{total.hard_share:.0%}", "middle"))
        parts.append(words_at("tick total", middle, foot + 33, str(total.week), "middle"))
    for row, phase in in_rows(_phases(totals)):
        begin, end = f"{phase.begin:.4g}%", f"{phase.end:.4g}%"
        parts.append(
            f'<line class="phase" x1="{begin}" x2="{end}" y1="{foot + 42}" y2="{foot + 42}"/>'
            + words_at(
                "tick low" if row else "tick",
                f"{(phase.begin + phase.end) / 2:.4g}%",
                foot + 57,
                phase.words,
                "middle",
            )
        )
    return Svg(
        f'<svg class="chart weeks" role="img" aria-label="{escape(f"Running by week: {spoken}")}"'
        f' width="100%" height="{foot + 78}">{"".join(parts)}</svg>'
    )


def _phases(totals: Sequence[WeekTotal]) -> Iterator[Mark]:
    wide = 100 / len(totals)
    for phase, of_phase in groupby(enumerate(totals), key=lambda each: each[1].phase):
        places = [place for place, _ in of_phase]
        yield Mark(wide * (places[0] + 0.06), wide * (places[-1] + 0.94), phase, "phase")


def _week_words(total: WeekTotal, units: Units) -> str:
    return (
        f"{total.distance_m / UNIT_M[units]:.1f} {units}, {round_minutes(total.time_s)},"
        f" {total.hard_share:.0%} hard"
    )
