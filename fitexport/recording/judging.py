"""A recording -> what it says of a runner's mile, and how sure that is.

The shape of a run alone does not tell a race: of runs in seven people's libraries that looked like
one, four in five were slower than their best of two months by more than 3 %. The heart and the
mile that is known have to agree.
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

Kind = Literal["race", "lower-bound"]
_BASIS_M = 1500.0
"""From here on a time says something of a mile; shorter ones only where there is nothing else."""
_SHORT_M, _VERY_SHORT_M = 3000.0, 2000.0
"""A whole recording of such a length can be a race without a faster finish or heart than usual."""
_HARDEST, _HARD, _EASY = 0.95, 0.9, 0.88
"""Shares of the maximum heart rate: nobody trains at the first for minutes; 10 km are raced at the
second; below the third nobody races."""
_AS_KNOWN = 0.95
"""Of the speed of the mile that is known: what is slower was no race."""
_NEARLY = 0.98
"""A race effort is worth as much as the best part of any other length, or nearly: who could run
faster in the same run did not race."""
_DOWNHILL_M = 10.0
_RECORD_400_S = 43.03
"""Van Niekerk, Rio de Janeiro 2016."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a runner beside the recording; None: nothing."""

    max_hr: float | None = None
    mile_s: SecondsField[float | None] = SecondsField(None)
    mile_is: str = "your mile"
    """What to call it in a sentence."""
    mile_from: date | None = None
    """The first day that it says something of; None: it does of all."""


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitness:
    """What a recording says."""

    efforts: tuple[Effort, ...]
    basis: Effort
    """The effort that it is taken from."""
    kind: Kind
    why: str
    """Why it is taken for a race effort, or for a lower bound, in words."""
    is_sure: bool
    """Whether the mile that is known, or a heart at its most, says race as well."""
    measured_by: MeasuredBy
    doubt: float
    """The share by which its time may be wrong."""
    index: float
    index_doubt: float
    """The index may be so much higher or lower."""
    drop_m: float | None
    """How far the basis fell from its start to its end; None: no altitudes."""
    heart_bpm: float | None
    """Over the basis, once it has followed; None: not measured."""
    doubts: tuple[str, ...]
    """Why the basis cannot be relied on, in words."""
    looks: tuple[Look, ...] = field(repr=False)
    """What it could be taken from, where more is known."""

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
    """What a recording says of its runner's mile; `max_hr` is the most that the heart can do,
    `mile_s` the mile that is known, in seconds or as on a clock.

    Raises:
        NoRunError: a ride, a walk, or faster than any human.
        RecordingError: nothing in it is as long as 800 m in one piece.
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
    """What efforts say, by what the recording shows of some and what else is known."""
    told, verdict = _most_telling([(each, _verdict(each, known)) for each in looks])
    basis = told.effort
    slow, fast = (
        fitness_index(basis.distance_m, basis.time_s * (1 + sign * told.doubt)) for sign in (1, -1)
    )
    return Fitness(
        efforts=efforts,
        basis=basis,
        kind=verdict.kind,
        why=verdict.why,
        is_sure=verdict.is_sure,
        measured_by=told.measured_by,
        doubt=told.doubt,
        index=_index(basis),
        index_doubt=(fast - slow) / 2,
        drop_m=told.drop_m,
        heart_bpm=told.heart_bpm,
        doubts=told.doubts,
        looks=looks,
    )


def _with_laps(efforts: tuple[Effort, ...], laps: Effort | None) -> tuple[Effort, ...]:
    """The mile that was pressed in place of the one that was measured."""
    if laps is None:
        return efforts
    others = (each for each in efforts if each.distance != laps.distance)
    return tuple(sorted((*others, laps), key=lambda each: each.distance_m))


def _candidates(efforts: Sequence[Effort], laps: Effort | None) -> list[Effort]:
    """What says something of a mile; what is longer than laps of a track, or they themselves."""
    least_m = _BASIS_M if laps is None else laps.distance_m
    long = [each for each in efforts if each.distance_m >= least_m]
    return long or [each for each in efforts if each.distance == "800m"]


def _index(effort: Effort) -> float:
    return fitness_index(effort.distance_m, effort.time_s)


def _mile_s(effort: Effort) -> float:
    return effort.time_s if effort.distance_m == MILE_M else race_time(MILE_M, _index(effort))


def _possible(recording: Recording, efforts: tuple[Effort, ...]) -> tuple[Effort, ...]:
    """The efforts; 400 m faster than any human cost nothing else, longer ones all.

    Raises:
        NoRunError: it is a ride, or a fault of GPS.
    """
    for effort in efforts:
        if effort.distance_m >= 800 and effort.time_s < record_s(effort.distance_m):
            unsure = "" if recording.sport else " (the file does not say which sport it is)"
            raise NoRunError(
                f"{effort.distance} in {clock(effort.time_s, 0.1)}, faster than any human{unsure}:"
                " a ride, or a fault of GPS",
                "faster than any human",
            )
    return tuple(each for each in efforts if each.time_s >= _RECORD_400_S)


def _check_mile(recording: Recording, mile_s: float) -> None:
    fastest, slowest = MILE_RANGE_S
    if mile_s > slowest:
        what = "slow for a run" if recording.sport else "a walk"
        raise NoRunError(
            f"{what}: at its best worth a mile in {clock(mile_s)}, and there are paces up to"
            f" {clock(slowest)}",
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


def _most_telling(judged: Sequence[tuple[Look, _Verdict]]) -> tuple[Look, _Verdict]:
    """The best of all; a race effort even if another is a little better, and of these the mile:
    who raced one has run 1500 m in it, too."""
    best = max(_index(seen.effort) for seen, _ in judged)
    races = [
        row for row in judged if row[1].kind == "race" and _index(row[0].effort) >= _NEARLY * best
    ]
    mile = next((row for row in races if row[0].effort.distance_m == MILE_M), None)
    return mile or max(races or judged, key=lambda row: _index(row[0].effort))


def _verdict(seen: Look, known: Known) -> _Verdict:
    doubts = _doubts(seen, known)
    if doubts:
        return _Verdict("lower-bound", doubts)
    heart = _heart_share(seen, known)
    is_hardest = heart is not None and heart >= _HARDEST
    if is_hardest:
        return _Verdict("race", f"the heart was at {heart:.0%} of its maximum", is_sure=True)
    sign = _sign(seen, known, heart)
    if sign:
        on_track = seen.measured_by == "laps on a track"
        return _Verdict("race", sign, is_sure=on_track or known.mile_s is not None)
    if seen.is_repeated:
        return _Verdict("lower-bound", "elsewhere in the run as fast a pace was held")
    return _Verdict(
        "lower-bound", "it is the whole recording, and nothing tells a race from an even run"
    )


def _doubts(seen: Look, known: Known) -> str:
    """Why it was no race; "": nothing speaks against one."""
    if seen.against:
        return seen.against
    heart = _heart_share(seen, known)
    if heart is not None and heart < _EASY:
        return f"the heart was at no more than {heart:.0%} of its maximum"
    if known.mile_s is not None:
        slower = _mile_s(seen.effort) / known.mile_s
        if slower > 1 / _AS_KNOWN:
            return f"it is worth a mile {slower - 1:.0%} slower than {known.mile_is}"
    return ""


def _sign(seen: Look, known: Known, heart: float | None) -> str:
    """What speaks for a race; "": nothing does."""
    if seen.stands_out:
        return "nothing before or after it was nearly as fast"
    metres, is_known = seen.effort.distance_m, known.mile_s is not None
    if not seen.is_whole or not (is_known or heart is not None):
        return ""  # a warm-up saved as a file of its own is as short
    if metres <= _VERY_SHORT_M or (metres <= _SHORT_M and not seen.is_repeated):
        return "it is the whole recording"
    if heart is not None and heart >= _HARD and seen.is_very_even:
        return f"it is the whole recording, even, with the heart at {heart:.0%} of its maximum"
    if known.mile_s is not None and _mile_s(seen.effort) <= known.mile_s:
        return f"it is the whole recording, and worth as much as {known.mile_is}"
    return ""


def _heart_share(seen: Look, known: Known) -> float | None:
    if seen.heart_bpm is None or known.max_hr is None:
        return None
    return seen.heart_bpm / known.max_hr
