"""Plausible amounts of a step: one table for session text and FIT files.

Anything outside is a wrong unit: `3m` for three minutes, `long 1:30` for an hour and a half.
"""

from __future__ import annotations

from typing import NamedTuple

from fitexport.errors import UnitError
from fitexport.session.amounts import MAX_DISTANCE_M, MAX_TIME_S, Amount, Distance, Time
from fitexport.session.exercises import Exercise
from fitexport.session.sports import CROSS_SPORTS
from fitexport.session.targets import HeartRate, HeartRateZone, Pace, Target, Zone
from fitexport.session.words import RECOVERIES, What
from fitexport.units import KM_M, UNIT_M


class Plausible(NamedTuple):
    """The least and the most of a step, both included."""

    times_s: tuple[float, float] = (3, MAX_TIME_S)
    distances_m: tuple[float, float] = (10, MAX_DISTANCE_M)


ANY = Plausible()
"""For any step, such as those in FIT files, of which nothing else is known."""

_WHOLE_RUN = Plausible(distances_m=(100, MAX_DISTANCE_M))
# Bounding is over 20 m, walks back are as short as the sprint, pools are 25 m long, and hills
# of 60 m are common.
_KINDS: dict[What | Exercise, Plausible] = {
    What.WARM_UP: Plausible((30, MAX_TIME_S), (50, MAX_DISTANCE_M)),
    What.COOL_DOWN: Plausible((30, MAX_TIME_S), (50, MAX_DISTANCE_M)),
    What.EASY: _WHOLE_RUN,
    What.TEMPO: _WHOLE_RUN,
    What.LONG: Plausible((180, MAX_TIME_S), (400, MAX_DISTANCE_M)),
    What.STRIDE: Plausible((3, 180), (10, 400)),
    What.HILL: Plausible(distances_m=(20, MAX_DISTANCE_M)),
    What.DRILLS: Plausible(distances_m=(15, MAX_DISTANCE_M)),
    What.RACE: Plausible(distances_m=(50, MAX_DISTANCE_M)),
    What.TIME_TRIAL: Plausible(distances_m=(50, MAX_DISTANCE_M)),
    **dict.fromkeys(RECOVERIES - {What.WALK}, Plausible(distances_m=(20, MAX_DISTANCE_M))),
    **dict.fromkeys({What.CROSS_TRAINING, *CROSS_SPORTS} - {What.SWIMMING}, _WHOLE_RUN),
}
_ALONE: dict[What | Exercise, Plausible] = {
    **dict.fromkeys(
        (What.RUN, What.EASY, What.TEMPO), Plausible((180, MAX_TIME_S), (200, MAX_DISTANCE_M))
    ),
    What.LONG: Plausible((600, MAX_TIME_S), (1000, MAX_DISTANCE_M)),
    **dict.fromkeys(
        (What.CROSS_TRAINING, *CROSS_SPORTS), Plausible((300, MAX_TIME_S), (200, MAX_DISTANCE_M))
    ),
}
"""For the first step of a session, if it is the only running and not a rep."""

_SHARP_ZONES = frozenset({"mile", "goal", "800m", "1500m"})
"""Paces that may be run over a few metres; slower ones may not."""
_STEADY_EFFORT = 6

_NAMES: dict[What | Exercise, str] = {
    **{What.EASY: "easy run", What.LONG: "long run", What.TEMPO: "tempo run"},
    **{What.DRILLS: "drill", What.TIME_TRIAL: "time trial", What.AQUA_JOG: "aqua jog"},
    **{What.CYCLING: "ride", What.ROWING: "row", What.SWIMMING: "swim", What.HIKING: "hike"},
    **{What.CROSS_TRAINING: "session", What.ELLIPTICAL: "session"},
}


def plausible(what: What | Exercise, target: Target | None, effort: int | None) -> Plausible:
    """The plausible amounts of such a step."""
    kind = _KINDS.get(what, ANY)
    if not _is_steady(target, effort):
        return kind
    least, most = kind.distances_m
    return kind._replace(distances_m=(max(least, _WHOLE_RUN.distances_m[0]), most))


def check_plausible(
    what: What | Exercise, amount: Amount, target: Target | None, effort: int | None
) -> None:
    """Raise UnitError unless the amount is plausible for such a step.

    >>> check_plausible(What.RUN, Distance(3), None, None)
    Traceback (most recent call last):
    fitexport.errors.UnitError: 3 metres? no run is that short
      minutes are written min: 3min, miles mi: 3mi; the shortest is 10m
    """
    name = _name(what)
    if _is_steady(target, effort):
        name += " at this target"
    _check(amount, plausible(what, target, effort), name, miles=what not in RECOVERIES)


def check_alone(
    what: What | Exercise, amount: Amount, target: Target | None, effort: int | None
) -> None:
    """Raise UnitError unless such a step may be the only running of a session."""
    aims = target is not None or effort is not None
    if isinstance(target, Zone | Pace) or (aims and not _is_steady(target, effort)):
        return  # a rep
    if what in _ALONE:
        _check(amount, _ALONE[what], f"{_name(what)} by itself", miles=True)


def _name(what: What | Exercise) -> str:
    return _NAMES.get(what, str(what))


def _is_steady(target: Target | None, effort: int | None) -> bool:
    """Whether it is a steady pace, which nobody runs over a few metres."""
    match target:
        case None:
            return effort is not None and effort <= _STEADY_EFFORT
        case Zone(name, like):
            return (like or name) not in _SHARP_ZONES
        case Pace():
            return target.per_m >= KM_M
        case _:
            return isinstance(target, HeartRate | HeartRateZone)


def _check(amount: Amount, allowed: Plausible, name: str, *, miles: bool) -> None:
    (least_s, most_s), (least_m, most_m) = allowed
    match amount:
        case Time(s) if s < least_s:
            least = f"{least_s / 60:g}min" if least_s >= 60 else f"{least_s:g}s"
            remedy = f"{_meant(s)}; the shortest is {least}"
            raise UnitError(f"{s} s? no {name} is that short", remedy)
        case Time(s, to_s) if (to_s or s) > most_s:
            long = f"{(to_s or s) / 60:g} min? no {name} is that long"
            raise UnitError(long, f"seconds are written s; the longest is {most_s / 60:g}min")
        case Distance(value, unit) if amount.m < least_m:
            least = f"the shortest is {least_m:g}m"
            if unit == "m":
                meant = f"{value:g}min" + (f", miles mi: {value:g}mi" if miles else "")
                least = f"minutes are written min: {meant}; {least}"
            short = f"{value:g} {'metres' if unit == 'm' else unit}? no {name} is that short"
            raise UnitError(short, least)
        case Distance(value, unit, to) if (to or value) * UNIT_M[unit] > most_m:
            long = f"{to or value:g} {unit}? no {name} is that long"
            raise UnitError(long, f"the longest is {most_m:g}m")
        case _:
            pass


def _meant(s: int) -> str:
    """How to write the longer time that `30s` or `1:30` may have meant."""
    hours, minutes = divmod(s, 60)
    if not hours:
        return f"minutes are written min: {s}min"
    return f"hours are written h: {hours}h" + (f"{minutes}min" if minutes else "")
