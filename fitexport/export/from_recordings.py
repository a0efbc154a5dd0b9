"""Recorded runs -> settings to suggest for a new fitexport.toml, with their sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import takewhile
from types import MappingProxyType
from typing import Any, NamedTuple

from fitexport.errors import FitexportError
from fitexport.pace.table import MILE_RANGE_S, pace_table
from fitexport.pace.volume import RETURN_GROWTH, RETURN_SHARE
from fitexport.recording import habits
from fitexport.recording.judging import Known
from fitexport.recording.ranking import Ranking, SetAside, rank
from fitexport.recording.report import conclusions, place, set_aside_line
from fitexport.recording.runs import Run
from fitexport.season.athlete import training
from fitexport.season.levels import AVERAGE_MILE_S
from fitexport.season.questions import QUESTIONS
from fitexport.season.settings import Settings
from fitexport.season.settings_table import BY_FIELD
from fitexport.season.weekdays import WEEKDAYS
from fitexport.season.weekly_volume import BOUNDS, WeeklyVolume
from fitexport.units import Units, clock, date_text, distance_text, exact_clock

_SAME_MILE, _SAME_VOLUME = 0.02, 0.25
"""Given and offered values that differ by less than these shares count as equal."""
_FIVE_MIN_S = 300.0
_LEAST_DAYS, _WEEK_DAYS = 3, 7
_NAMED = 3
"""The number of excluded runs to name."""


class Offered(NamedTuple):
    """A value for a setting, and its source in words."""

    value: Any
    source: str
    at_least: bool = False
    """Whether it is a minimum: a mile from training."""

    def sentence(self, field: str) -> str:
        """`--mile 6:12: where it comes from`."""
        return f"{option_text(field, self.value)}: {self.source}"


@dataclass(frozen=True)
class Offer:
    """Settings from recordings: `mile_s`, `volume` and `days`, as far as known."""

    found: Mapping[str, Offered] = field(default_factory=lambda: MappingProxyType({}))
    remarks: tuple[str, ...] = ()
    """Settings that are not offered, and why."""

    @property
    def settings(self) -> Settings:
        """All offered settings."""
        return Settings(**{name: each.value for name, each in self.found.items()})

    def open_to(self, wanted: Settings) -> dict[str, Offered]:
        """Offers for settings that are not given."""
        return {name: each for name, each in self.found.items() if getattr(wanted, name) is None}

    def disagreements(self, wanted: Settings) -> Iterator[str]:
        """Notes on given settings that differ from the offer; the given ones stay."""
        for name, each in self.found.items():
            given = getattr(wanted, name)
            if given is not None and _differs(name, given, each, wanted.mile_s):
                yield f"{option_text(name, given)} is used; the recordings show {each.sentence(name)}"


NO_OFFER = Offer()


def known_of(settings: Settings, today: date) -> Known:
    """What is known of a runner, to judge recordings by; the mile is that of the newest result."""
    newest = max(settings.results, key=lambda result: result.day, default=None)
    return Known(
        max_hr=settings.max_hr,
        mile_s=settings.mile_s if newest is None else newest.mile_s,
        mile_from=today - timedelta(days=habits.RECENT_DAYS),
    )


def offered(
    runs: Sequence[Run], today: date, before: Settings = NO_OFFER.settings, units: Units = "mi"
) -> Offer:
    """The offer from runs up to today; `before` are the known settings."""
    dated = [run for run in runs if run.day is None or run.day <= today]
    ranking = rank(dated, known_of(before, today))
    weeks = habits.last_weeks(ranking, today)
    answers = {
        "mile_s": _mile(ranking, today, before.mile_s),
        "volume": _volume(weeks, units),
        "days": _days(weeks),
    }
    found = {name: each for name, each in answers.items() if isinstance(each, Offered)}
    remarks = [each for each in answers.values() if isinstance(each, str)]
    aside = [each for each in ranking.set_aside if habits.is_recent(each.run, today)]
    aside += _downhill([run for run in ranking.believed if habits.is_recent(run, today)])
    remarks += [f"{set_aside_line(each)} (--mile if it counts)" for each in aside[:_NAMED]]
    if left_out := sum(week.doubtful for week in weeks):
        remarks.append(
            f"not counted in your weeks: {left_out} that may have been walked, ridden or driven"
            " (fitexport fitness --all shows the doubts)"
        )
    return Offer(found, tuple(dict.fromkeys(remarks)))


def accepted(
    offer: Offer, wanted: Settings, before: Settings, today: date
) -> tuple[Settings, tuple[str, ...]]:
    """The given settings completed by the offer, and a sentence about each offered one."""
    remarks: list[str] = []
    for name, each in offer.open_to(wanted).items():
        problem = refusal(name, each.value, wanted, before, today)
        if problem:
            remarks.append(f"not used: {each.sentence(name)} But {problem}")
        else:
            wanted = replace(wanted, **{name: each.value})
            remarks.append(f"from the recordings: {each.sentence(name)}")
    return wanted, tuple(remarks)


def refusal(name: str, value: Any, wanted: Settings, before: Settings, today: date) -> str:
    """Why a value is not allowed for a setting, or ""."""
    try:
        level = wanted.level or (before.level if wanted.volume is None else None)
        level = training(replace(wanted, level=level, plan=None)).level
        QUESTIONS[name](replace(wanted, level=level), before, today).check(value)
    except FitexportError as error:
        return error.problem
    return ""


def option_text(name: str, value: Any) -> str:
    """A setting as an option: `--mile 6:12`."""
    texts: dict[str, Callable[[Any], str]] = {"mile_s": exact_clock, "days": ",".join}
    return f"{BY_FIELD[name].option} {texts.get(name, str)(value)}"


def _differs(name: str, given: Any, offer: Offered, mile_s: float | None) -> bool:
    match name:
        case "mile_s":
            off = offer.value / given - 1
            return bool(off < -_SAME_MILE or (off > _SAME_MILE and not offer.at_least))
        case "volume":
            paces = pace_table(*2 * (mile_s or AVERAGE_MILE_S,))
            given_s, offered_s = (each.running_s(paces) for each in (given, offer.value))
            return bool(abs(given_s / offered_s - 1) > _SAME_VOLUME)
        case _:
            return set(given) != set(offer.value)


# --- each setting: an offer, or why there is none -----------------------------------------


def _mile(ranking: Ranking, today: date, known_s: float | None) -> Offered | str:
    level = (run for run in ranking.believed if not run.fitness.is_downhill)
    best = next((run for run in level if habits.is_recent(run, today)), None)
    if best is None or best.day is None:
        return (
            f"no mile: no run of the last {habits.RECENT_DAYS} days is long enough and beyond doubt"
            " (--mile; fitexport fitness shows what there is)"
        )
    mile_s, at_least = best.fitness.mile_s, best.fitness.kind == "at-least"
    low_s, high_s = MILE_RANGE_S
    if not low_s <= mile_s <= high_s:
        return (
            f"no mile: the best, {exact_clock(mile_s)} in {place(best)}, is outside"
            f" {clock(low_s)} to {clock(high_s)} (--mile)"
        )
    if at_least and known_s and known_s <= mile_s:
        return f"no mile: part of training shows {exact_clock(mile_s)} or faster, but {exact_clock(known_s)} is known"
    worth, *more = conclusions(best)
    return Offered(
        mile_s, f"{place(best)}, {date_text(best.day)}. {worth}. {' '.join(more)}", at_least
    )


def _downhill(runs: Sequence[Run]) -> Iterator[SetAside]:
    """Runs that would rank first but were downhill."""
    for run in takewhile(lambda run: run.fitness.is_downhill, runs):
        yield SetAside(run, f"downhill, {run.fitness.drop_m:.0f} m")


def _volume(weeks: Sequence[habits.Week], units: Units) -> Offered | str:
    usual = habits.usual_week(weeks)
    if usual is None:
        return _too_few(weeks)
    least, most = BOUNDS["min"]
    minutes = min(max(5 * round(usual.running_s / _FIVE_MIN_S), least), most)
    low, high = (f"{seconds / 60:.0f}" for seconds in (usual.least_s, usual.most_s))
    limits = {
        "": "",
        "growth": f", which is {usual.median_s / 60:.0f} min; held to {RETURN_GROWTH:g} times the"
        " larger of the last two",
        "break": f", which is {usual.median_s / 60:.0f} min; {RETURN_SHARE:.0%} of it, as the"
        " last two have no run",
    }
    return Offered(
        WeeklyVolume(float(minutes), "min"),
        f"about {distance_text(usual.distance_m, units)}: the median of the {usual.weeks} weeks with"
        f" running of the last {habits.WEEKS} complete ones ({low} to {high} min)"
        f"{limits[usual.limited_by]}.",
    )


def _days(weeks: Sequence[habits.Week]) -> Offered | str:
    usual = habits.usual_days(weeks)
    if usual is None:
        return _too_few(weeks)
    count = "one day" if usual.number == 1 else f"{usual.number} days"
    if usual.number < _LEAST_DAYS:
        return f"no days: you run on {count} a week, and the plan needs three (--days)"
    if usual.number == _WEEK_DAYS:
        return "no days: you run on every day of the week, so the plan's own days will do (--days)"
    if not usual.days:
        return f"no days: you run on {count} a week, but not always the same ones (--days)"
    running = sum(bool(week.days) for week in weeks)
    return Offered(
        tuple(WEEKDAYS[day] for day in usual.days),
        f"a usual week has {usual.number} days with a run, most often these (in"
        f" {', '.join(map(str, usual.times))} of {running} weeks).",
    )


def _too_few(weeks: Sequence[habits.Week]) -> str:
    running = sum(bool(week.days) for week in weeks)
    count = ("no complete week has", "only one complete week has", "only two complete weeks have")
    return (
        f"no weekly volume and no days: {count[running]} running since"
        f" {date_text(weeks[0].monday)}; three are needed to show what is usual (--volume, --days)"
    )
