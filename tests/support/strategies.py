"""Every kind of session value, for property tests: valid ones only, of every shape.

Strategies are cached: hypothesis would validate a new one at each draw, which took half of the time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from hypothesis import reject
from hypothesis import strategies as st

from fitexport.errors import SessionError
from fitexport.session import (
    CROSS_SPORTS,
    IMPLIED_ZONE,
    MAX_COUNT,
    MAX_DEPTH,
    MAX_DISTANCE_M,
    MAX_NOTE,
    MAX_TIME_S,
    ZONES,
    Amount,
    Cadence,
    Distance,
    HeartRate,
    HeartRateZone,
    Item,
    Pace,
    Power,
    Repeat,
    Reps,
    Session,
    Step,
    Target,
    Time,
    TimesRep,
    UntilHeartRate,
    UntilLap,
    Use,
    What,
    Zone,
)
from fitexport.session.exercises import EXERCISES, Exercise
from fitexport.session.plausible import plausible
from fitexport.units import MILE_M, UNIT_M

# --- amounts ----------------------------------------------------------------------------


@cache
@st.composite
def times(draw: st.DrawFn) -> Time:
    """Seconds, round minutes, whole hours; some of them ranges."""
    ends = st.one_of(
        st.integers(1, MAX_TIME_S),
        st.integers(1, 200),
        st.integers(1, 90).map(lambda minutes: minutes * 60),
        st.integers(1, 24).map(lambda hours: hours * 3600),
    )
    s, other = draw(ends), draw(st.none() | ends)
    return Time(s) if other is None or other == s else Time(*sorted((s, other)))


@cache
def _metres(unit: str) -> st.SearchStrategy[float]:
    most = int(MAX_DISTANCE_M / UNIT_M[unit])
    finest = 100 if unit == "m" else 1000
    parts = st.integers(1, most * finest).map(lambda value: value / finest)
    return st.one_of(st.integers(1, most).map(float), parts)


@cache
@st.composite
def distances(draw: st.DrawFn, ranges: bool = True) -> Distance:
    units: tuple[Literal["m", "km", "mi", "yd"], ...] = ("m", "km", "mi", "yd")
    unit = draw(st.sampled_from(units))
    value = draw(_metres(unit))
    other = draw(st.none() | _metres(unit)) if ranges else None
    if other is None or other == value:
        return Distance(value, unit)
    return Distance(min(value, other), unit, max(value, other))


@cache
@st.composite
def reps(draw: st.DrawFn) -> Reps:
    count = draw(st.integers(1, 999))
    return Reps(count, draw(st.none() | st.integers(count + 1, 999)) if count < 999 else None)


@cache
def times_reps() -> st.SearchStrategy[TimesRep]:
    return st.integers(10, 1000).map(lambda hundredths: TimesRep(hundredths / 100))


@cache
def until_laps() -> st.SearchStrategy[UntilLap | UntilHeartRate]:
    """Until the lap button, or a heart rate."""
    bpm = st.builds(UntilHeartRate, st.integers(30, 250), st.just("bpm"), st.booleans())
    share = st.builds(UntilHeartRate, st.integers(30, 100), st.just("%max"), st.booleans())
    return st.one_of(st.just(UntilLap()), bpm, share)


# --- targets ----------------------------------------------------------------------------


@cache
def zones() -> st.SearchStrategy[Zone]:
    """Built-in zones; some at a share of their speed."""
    shares = st.one_of(st.just(100), st.integers(50, 130))
    return st.builds(lambda name, share: Zone(name, percent=share), st.sampled_from(ZONES), shares)


@cache
@st.composite
def paces(draw: st.DrawFn) -> Pace:
    """By mile, kilometre or any distance, as one number or a band, to a tenth of a second."""
    per_m = draw(st.sampled_from((MILE_M, 1000.0, 400.0, 200.0, 100.0, 1.0)) | _whole_metres())
    lowest, highest = int(per_m / 12.5 * 10) + 1, int(per_m / 0.5 * 10)
    tenths = st.integers(lowest, highest)
    fast, slow = sorted((draw(tenths), draw(tenths)))
    shape = draw(st.sampled_from(("one", "band", "seconds")))
    if shape == "one":
        return Pace(fast / 10, fast / 10, per_m)
    if shape == "seconds" and -(-fast // 10) <= slow // 10:
        return Pace(float(-(-fast // 10)), float(slow // 10), per_m)
    return Pace(fast / 10, slow / 10, per_m)


@cache
def _whole_metres() -> st.SearchStrategy[float]:
    return st.integers(1, 100_000).map(float)


@cache
@st.composite
def _pairs(draw: st.DrawFn, lowest: int, highest: int) -> tuple[int, int]:
    low = draw(st.integers(lowest, highest - 1))
    return low, draw(st.integers(low + 1, highest))


@cache
def efforts() -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(1, 10)


@cache
def targets_without_pace() -> st.SearchStrategy[Target]:
    return st.one_of(
        _pairs(30, 250).map(lambda ends: HeartRate(*ends)),
        _pairs(30, 100).map(lambda ends: HeartRate(*ends, "%max")),
        st.integers(1, 5).map(HeartRateZone),
        _pairs(1, 3000).map(lambda ends: Power(*ends)),
    )


@cache
def cadences() -> st.SearchStrategy[Target]:
    return _pairs(20, 400).map(lambda ends: Cadence(*ends))


@cache
def targets() -> st.SearchStrategy[Target]:
    return st.one_of(zones(), paces(), cadences(), targets_without_pace())


# --- steps ------------------------------------------------------------------------------


@cache
def notes() -> st.SearchStrategy[str]:
    """No note, and notes that have to be escaped or are not ASCII."""
    awkward = st.sampled_from('ab "\\\n,;()#@x/{}\u00d7\u00fc\u901f\U0001f3c3')
    printable = st.characters(categories=("L", "N", "P", "S"))
    text = st.text(awkward | printable, max_size=8)
    return st.one_of(st.just(""), st.just(""), text, st.just("\\n" * (MAX_NOTE // 2)))


@dataclass(frozen=True)
class _Kind:
    """What one session may hold: its words, and whether it may have paces."""

    words: tuple[What | str, ...]
    recoveries: tuple[What, ...]
    paced: bool = False


_FRAME = (What.WARM_UP, What.COOL_DOWN)
_BY_FEEL = (What.STRIDE, What.HILL, What.DRILLS)
_OWN_LAPS = (What.RACE, What.TIME_TRIAL)
_RUNNING = _Kind(
    words=(*_FRAME, *_BY_FEEL, *_OWN_LAPS, What.RUN, *IMPLIED_ZONE),
    recoveries=(What.JOG, What.WALK, What.REST, What.FLOAT),
    paced=True,
)
_STRENGTH = _Kind(words=(What.WARM_UP, What.DRILLS, *EXERCISES), recoveries=(What.WALK, What.REST))
_KINDS = (
    *([_RUNNING] * 6),  # most sessions are runs
    _STRENGTH,
    *(
        _Kind(words=(*_FRAME, sport), recoveries=(What.WALK, What.REST))
        for sport in sorted((What.CROSS_TRAINING, *CROSS_SPORTS))
    ),
)


@cache
def _targets_of(kind: _Kind) -> st.SearchStrategy[Target | None]:
    return st.none() | (targets() if kind.paced else targets_without_pace())


@cache
def _run_amounts() -> st.SearchStrategy[Amount]:
    return st.one_of(times(), distances(), until_laps())


def step_of(
    amount: Amount,
    what: What | Exercise,
    target: Target | None = None,
    effort: int | None = None,
    note: str = "",
) -> Step:
    """With the nearest amount that makes sense."""
    if what is What.RUN and isinstance(target, Zone) and target.name in ("easy", "long"):
        what = What(target.name)  # as the step itself does
    (least_s, most_s), (least_m, most_m) = plausible(what, target, effort)
    match amount:
        case Time(s, to_s) if s < least_s or (to_s or s) > most_s:
            amount = Time(int(min(max(s, least_s), most_s)))
        case Distance(value, unit, to) if (
            amount.m < least_m or (to or value) * UNIT_M[unit] > most_m
        ):
            amount = Distance(float(min(max(round(amount.m), least_m), most_m)))
        case _:
            pass
    return Step(amount, what, target, effort, note)


@cache
@st.composite
def _work(draw: st.DrawFn, kind: _Kind) -> Step:
    word = draw(st.sampled_from(kind.words))
    effort, note = draw(efforts()), draw(notes())
    if not isinstance(word, What):
        amount = draw(st.one_of(reps(), times(), until_laps()))
        target = draw(st.none() | targets_without_pace())
        return step_of(amount, EXERCISES[word], target, effort, note)
    if word in _OWN_LAPS:
        return step_of(draw(distances(ranges=False)), word, None, effort, note)
    target = None if word in _BY_FEEL else draw(_targets_of(kind))
    return step_of(draw(_run_amounts()), word, target, effort, note)


@cache
@st.composite
def _recovery(draw: st.DrawFn, kind: _Kind) -> Step:
    word = draw(st.sampled_from(kind.recoveries))
    amount = draw(_run_amounts())
    return step_of(amount, word, draw(_targets_of(kind)), draw(efforts()), draw(notes()))


@cache
@st.composite
def uses(draw: st.DrawFn) -> Use:
    block = draw(st.sampled_from(("a", "strength-a", "6x400", "warm-up", "use", "rest")))
    pairs = st.tuples(
        st.sampled_from(("sets", "reps", "min-rest", "x")),
        st.sampled_from(("3", "8-12", "1:30", "5k", "65%max", "1.25", "vo2max", "a_b")),
    )
    values = draw(st.lists(pairs, max_size=3, unique_by=lambda pair: pair[0]))
    return Use(block, tuple(values))


@cache
@st.composite
def _items(draw: st.DrawFn, kind: _Kind, depth: int, blocks: bool) -> tuple[Item, ...]:
    """One to three items with at most `depth` repeats in one another."""
    shapes = ("step", "step", "recovery") + ("use",) * blocks + ("repeat", "repeat") * (depth > 0)
    made: list[Item] = []
    for _ in range(draw(st.integers(1, 3))):
        shape = draw(st.sampled_from(shapes))
        if shape == "step":
            made.append(draw(_work(kind)))
        elif shape == "recovery":
            made.append(draw(_recovery(kind)))
        elif shape == "use":
            made.append(draw(uses()))
        else:
            inner = draw(_items(kind, depth - 1, blocks))
            between = draw(st.none() | _recovery(kind))
            made.append(Repeat(draw(st.integers(1, MAX_COUNT)), inner, between))
    return tuple(made)


@cache
def sessions() -> st.SearchStrategy[Session]:
    """Runs, strength, every cross-training sport, and the rest day."""
    return st.just(Session(())) | st.sampled_from(_KINDS).flatmap(_session)


@cache
def sessions_for_watches() -> st.SearchStrategy[Session]:
    """Sessions that a watch can have, unless they have too many steps: no rest days, no unfilled blocks."""
    return st.sampled_from(_KINDS).flatmap(lambda kind: _session(kind, blocks=False))


@cache
@st.composite
def _session(draw: st.DrawFn, kind: _Kind, blocks: bool = True) -> Session:
    items = draw(_items(kind, draw(st.integers(0, MAX_DEPTH)), blocks))
    items, _ = _measured_by_reps(items, draw(st.lists(times_reps(), max_size=4)))
    try:
        return Session(items)
    except SessionError:  # a lone run that is too short to be one
        return Session((*items, Use("a"))) if blocks else reject()


def _measured_by_reps(
    items: tuple[Item, ...], ratios: list[TimesRep], *, timed: bool = False
) -> tuple[tuple[Item, ...], bool]:
    """The items with `ratios` as the amounts of recoveries, wherever the rep before has a time.

    `timed` tells whether the rep before these items has one; so does the second result
    for the rep before what follows them.
    """

    def recovered(step: Step) -> Step:
        return replace(step, amount=ratios.pop()) if timed and ratios else step

    made: list[Item] = []
    for item in items:
        if isinstance(item, Use):
            timed = True  # a block may end with a rep: nothing is checked behind it
            made.append(item)
        elif isinstance(item, Repeat):
            _, later = _measured_by_reps(item.items, [], timed=timed)
            inner, timed = _measured_by_reps(item.items, ratios, timed=timed and later)
            between = item.recovery and recovered(item.recovery)
            made.append(Repeat(item.count, inner, between))
        elif item.is_recovery:
            made.append(recovered(item))
        else:
            timed = _has_time(item) if item.is_work else timed
            made.append(item)
    return tuple(made), timed


def _has_time(rep: Step) -> bool:
    if isinstance(rep.amount, Distance):
        return rep.zone is not None or isinstance(rep.target, Pace)
    return isinstance(rep.amount, Time)
