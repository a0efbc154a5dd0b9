"""A recording -> the mile that it is worth, and how sure that is.

The shape of a run alone does not prove a race: of runs in seven people's libraries that looked like
one, four in five were more than 3 % slower than their best of two months. The heart rate and the
known mile have to agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from fitexport.errors import NoRunError, RecordingError
from fitexport.pace.fitness import fitness_index, race_time
from fitexport.pace.results import record_s
from fitexport.pace.table import MILE_RANGE_S
from fitexport.recording.efforts import Effort, best_efforts
from fitexport.recording.laps import track_mile
from fitexport.recording.recording import Recording
from fitexport.recording.signs import DOUBT, Look, MeasuredBy, look, measured_by
from fitexport.units import MILE_M, SecondsField, clock

Kind = Literal["race", "at-least"]
BASIS_M = 1500.0
"""The shortest distance that predicts a mile; shorter ones only if there is nothing else."""
_SHORT_M, _VERY_SHORT_M = 3000.0, 2000.0
"""A whole recording this short can be a race without further signs."""
_HARDEST, _HARD, _EASY = 0.95, 0.9, 0.88
"""Shares of the maximum heart rate: nobody trains at the first for minutes; 10 km are raced at the
second; nobody races below the third."""
_STRAP = 1.15
"""A maximum estimated from age may be a tenth too low; a heart rate that exceeds it by more than this
is an error of the strap."""
_AS_KNOWN = 0.95
"""A share of the known mile's speed: slower efforts were not races."""
_NEARLY = 0.98
"""A race effort is worth at least this share of the best effort of any length: a runner who was
faster elsewhere in the run did not race."""
_DOWNHILL_M = 10.0
_RECORD_400_S = 43.03
"""Van Niekerk, Rio de Janeiro 2016."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known about a runner besides the recording; None: nothing."""

    max_hr: float | None = None
    mile_s: SecondsField[float | None] = SecondsField(None)
    mile_is: str = "your mile"
    """What to call it in a sentence."""
    mile_from: date | None = None
    """The first day that it applies to; None: it applies to all."""


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitness:
    """The mile that a recording is worth, and how sure that is."""

    efforts: tuple[Effort, ...]
    basis: Effort
    """The effort that it is based on."""
    kind: Kind
    why: str
    """Why it counts as a race effort or not, in words."""
    is_sure: bool
    """Whether the known mile, laps on a track, the title, or a heart rate near its maximum also shows a race."""
    measured_by: MeasuredBy
    doubt: float
    """The share by which its time may be wrong."""
    index: float
    index_doubt: float
    """How much higher or lower the index may be."""
    drop_m: float | None
    """The drop from start to end of the basis; None: no altitudes."""
    heart_bpm: float | None
    """Over the basis, once it has risen; None: not measured."""
    doubts: tuple[str, ...]
    """Why the basis cannot be relied on, in words."""
    looks: tuple[Look, ...] = field(repr=False)
    """The candidates for the basis, to judge again when more is known."""

    @property
    def mile_s(self) -> float:
        """The mile that it is worth, to a tenth of a second."""
        return round(_mile_s(self.basis), 1)

    @property
    def is_downhill(self) -> bool:
        return self.drop_m is not None and self.drop_m > _DOWNHILL_M


def judge(
    recording: Recording, max_hr: float | None = None, mile_s: float | str | None = None
) -> Fitness:
    """The mile that a recording is worth; `max_hr` is the maximum heart rate, `mile_s` the known
    mile, in seconds or as on a clock.

    Raises:
        NoRunError: a ride, a walk, or faster than any human.
        RecordingError: it has no 800 m in one piece.
    """
    if recording.sport not in ("", "running"):
        raise NoRunError(f"a recording of {recording.sport}, not of a run", recording.sport)
    laps = track_mile(recording)
    by = measured_by(recording)
    doubt = 0.0 if recording.is_indoor else DOUBT[by]
    efforts = _possible(recording, _with_laps(best_efforts(recording, doubt), laps))
    candidates = _candidates(efforts, laps)
    if not candidates:
        raise RecordingError(
            f"no 800 m in one piece: {recording.total_m:.0f} m in all"
            f"{', with breaks' if recording.breaks else ''}",
            "give a longer run",
        )
    looks = tuple(
        look(recording, each, "laps on a track" if each is laps else by) for each in candidates
    )
    fitness = fitness_of(efforts, looks, Known(max_hr=max_hr, mile_s=mile_s))
    _check_mile(recording, race_time(MILE_M, fitness.index))
    return fitness


def fitness_of(efforts: tuple[Effort, ...], looks: tuple[Look, ...], known: Known) -> Fitness:
    """Judge the candidates in `looks`, with what else is known."""
    best, verdict = _best_evidence([(each, _verdict(each, known)) for each in looks])
    basis = best.effort
    slow, fast = (
        fitness_index(basis.distance_m, basis.time_s * (1 + sign * best.doubt)) for sign in (1, -1)
    )
    return Fitness(
        efforts=efforts,
        basis=basis,
        kind=verdict.kind,
        why=verdict.why,
        is_sure=verdict.is_sure,
        measured_by=best.measured_by,
        doubt=best.doubt,
        index=_index(basis),
        index_doubt=(fast - slow) / 2,
        drop_m=best.drop_m,
        heart_bpm=best.heart_bpm,
        doubts=best.doubts,
        looks=looks,
    )


def _with_laps(efforts: tuple[Effort, ...], laps: Effort | None) -> tuple[Effort, ...]:
    """The efforts, with the mile of track laps in place of the measured one."""
    if laps is None:
        return efforts
    others = (each for each in efforts if each.distance != laps.distance)
    return tuple(sorted((*others, laps), key=lambda each: each.distance_m))


def _candidates(efforts: Sequence[Effort], laps: Effort | None) -> list[Effort]:
    """The efforts that predict a mile: with laps of a track, those and longer ones."""
    least_m = BASIS_M if laps is None else laps.distance_m
    long = [each for each in efforts if each.distance_m >= least_m]
    return long or [each for each in efforts if each.distance == "800m"]


def _index(effort: Effort) -> float:
    return fitness_index(effort.distance_m, effort.time_s)


def _mile_s(effort: Effort) -> float:
    return effort.time_s if effort.distance_m == MILE_M else race_time(MILE_M, _index(effort))


def _possible(recording: Recording, efforts: tuple[Effort, ...]) -> tuple[Effort, ...]:
    """The efforts without an impossible 400 m.

    Raises:
        NoRunError: a longer one is impossible: a ride, or a GPS error.
    """
    for effort in efforts:
        if effort.distance_m >= 800 and effort.time_s < record_s(effort.distance_m):
            unsure = "" if recording.sport else " (the file does not state its sport)"
            raise NoRunError(
                f"{effort.distance} in {clock(effort.time_s, 0.1)}, faster than any human{unsure}:"
                " a ride, or a GPS error",
                "faster than any human",
            )
    return tuple(each for each in efforts if each.time_s >= _RECORD_400_S)


def _check_mile(recording: Recording, mile_s: float) -> None:
    fastest, slowest = MILE_RANGE_S
    if mile_s > slowest:
        what = "slow for a run" if recording.sport else "a walk"
        raise NoRunError(
            f"{what}: worth a mile in {clock(mile_s)} at best, and paces go up to {clock(slowest)}",
            what,
        )
    if mile_s < fastest:
        raise NoRunError(
            f"worth a mile in {clock(mile_s, 0.1)}, faster than any human", "faster than any human"
        )


# --- race effort, or part of a training run ----------------------------------------------


class _Verdict(NamedTuple):
    kind: Kind
    why: str
    is_sure: bool = False


def _best_evidence(judged: Sequence[tuple[Look, _Verdict]]) -> tuple[Look, _Verdict]:
    """The best effort, or a race effort that is nearly as good; among those the mile, since a
    raced mile also contains 1500 m."""
    best = max(_index(seen.effort) for seen, _ in judged)
    races = [
        row for row in judged if row[1].kind == "race" and _index(row[0].effort) >= _NEARLY * best
    ]
    mile = next((row for row in races if row[0].effort.distance_m == MILE_M), None)
    return mile or max(races or judged, key=lambda row: _index(row[0].effort))


def _verdict(seen: Look, known: Known) -> _Verdict:
    doubts = _doubts(seen, known)
    if doubts:
        return _Verdict("at-least", doubts)
    heart = _heart_share(seen, known)
    is_hardest = heart is not None and heart >= _HARDEST
    if is_hardest:
        return _Verdict("race", f"the heart rate was {heart:.0%} of its maximum", is_sure=True)
    if seen.is_named and (seen.is_whole or seen.stands_out):
        return _Verdict("race", "its title says so", is_sure=True)
    sign = _sign(seen, known, heart)
    if sign:
        on_track = seen.measured_by == "laps on a track"
        return _Verdict("race", sign, is_sure=on_track or known.mile_s is not None)
    if seen.is_repeated:
        return _Verdict("at-least", "another part of the run was as fast")
    return _Verdict("at-least", "it is the whole recording, and may just be an even run")


def _doubts(seen: Look, known: Known) -> str:
    """Why it was not a race; "": nothing rules one out."""
    if seen.against:
        return seen.against
    heart = _heart_share(seen, known)
    if heart is not None and heart < _EASY:
        return f"the heart rate was only {heart:.0%} of its maximum"
    if known.mile_s is not None:
        slower = _mile_s(seen.effort) / known.mile_s
        if slower > 1 / _AS_KNOWN:
            return f"it is worth a mile {slower - 1:.0%} slower than {known.mile_is}"
    return ""


def _sign(seen: Look, known: Known, heart: float | None) -> str:
    """A sign of a race; "": none."""
    if seen.stands_out:
        return "nothing before or after it was nearly as fast"
    metres, is_known = seen.effort.distance_m, known.mile_s is not None
    if not seen.is_whole or not (is_known or heart is not None):
        return ""  # a warm-up saved as a separate file is as short
    if metres <= _VERY_SHORT_M or (metres <= _SHORT_M and not seen.is_repeated):
        return "it is the whole recording"
    if heart is not None and heart >= _HARD and seen.is_very_even:
        return f"it is the whole recording, even, at {heart:.0%} of the maximum heart rate"
    if known.mile_s is not None and _mile_s(seen.effort) <= known.mile_s:
        return f"it is the whole recording, and worth at least {known.mile_is}"
    return ""


def _heart_share(seen: Look, known: Known) -> float | None:
    """The share of the maximum heart rate: the known one, unless a higher one was measured."""
    if seen.heart_bpm is None or known.max_hr is None:
        return None
    most = _STRAP * known.max_hr
    return seen.heart_bpm / max(known.max_hr, min(seen.peak_bpm or 0.0, most))
