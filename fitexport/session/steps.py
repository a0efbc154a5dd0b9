"""Repeats of steps, blocks and sessions. Each validates itself, so that any instance can be printed and paced."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from fitexport.errors import SessionError, UnitError
from fitexport.keeping import KeepsHash, Value
from fitexport.session.amounts import Distance, Time, TimesRep
from fitexport.session.plausible import check_alone
from fitexport.session.sports import SPORT_OF_WORD, Sport
from fitexport.session.step import SportWord, Step, refusal_of, sport_word
from fitexport.session.targets import Pace
from fitexport.session.words import (
    BY_FEEL,
    What,
)

MAX_COUNT = 99
MAX_DEPTH = 3
"""Nesting of repeats: sets of reps of pairs is the deepest that coaches write."""
_BLOCK_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_VALUE_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")
_VALUE = re.compile(r"[a-z0-9_.:%+-]{1,40}")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Repeat(KeepsHash):
    """`6x 400m @ mile, jog 200m`: the recovery is run between the rounds, not after the last."""

    count: int
    items: tuple[Item, ...]
    recovery: Step | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MAX_COUNT:
            problem = "repeats nothing" if self.count < 1 else "is too many repeats"
            raise UnitError(f"{self.count}x {problem}", f"give 1 to {MAX_COUNT} repeats")
        if not self.items:
            raise UnitError("there is nothing to repeat", "write the steps between the brackets")
        if self.recovery is not None and not self.recovery.is_recovery:
            raise UnitError(
                f"{self.recovery.what} is not a recovery", "recover with jog, walk, rest or float"
            )
        if _depth(self) > MAX_DEPTH:
            raise UnitError("repeats are nested too deeply", f"nest at most {MAX_DEPTH}")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Use(Value):
    """`use strength-a (sets 3, reps 8)`: a block by name, not yet filled in."""

    block: str
    values: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not _BLOCK_NAME.fullmatch(self.block):
            raise UnitError(f'"{self.block}" is not a block name', "use a name like strength-a")
        names = [name for name, _ in self.values]
        for name, value in self.values:
            if not (_VALUE_NAME.fullmatch(name) and _VALUE.fullmatch(value)):
                raise UnitError(
                    f'"{name} {value}" is not a name and a value', "write them as in sets 3"
                )
            if names.count(name) > 1:
                raise UnitError(f'"{name}" is given twice', "give it once")


Item = Step | Repeat | Use


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Session(KeepsHash):
    """One thing to do on one day. No items: a rest day.

    Its sport is looked up so often that it is kept.
    """

    items: tuple[Item, ...]
    _sport: Sport | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        steps = [*_walk(self.items)]
        word = _check_sport(steps)
        _check_session(self.items, steps, word)
        object.__setattr__(self, "_sport", _sport_of(word))

    @property
    def is_rest(self) -> bool:
        return not self.items

    def steps(self) -> Iterator[Step]:
        """Every step once, in reading order, recoveries after what they follow."""
        for step in _walk(self.items):
            if step is not None:
                yield step

    def with_steps(self, change: Callable[[Step], Step]) -> Session:
        """The session with each step changed, in reading order."""
        return Session(tuple(with_steps(item, change) for item in self.items))

    def sport(self) -> Sport | None:
        """The sport of the watch; None: the athlete's choice of cross-training."""
        return self._sport


def with_steps(item: Item, change: Callable[[Step], Step]) -> Item:
    """The item with each of its steps changed, in reading order; itself if none is."""
    match item:
        case Step():
            return change(item)
        case Repeat(count, items, recovery):
            inside = tuple(with_steps(each, change) for each in items)
            between = recovery and change(recovery)
            return (
                item if (inside, between) == (items, recovery) else Repeat(count, inside, between)
            )
        case Use():
            return item


def first_step(item: Item) -> Step | None:
    """The first step of an item; None if that is an unfilled block."""
    while isinstance(item, Repeat):
        item = item.items[0]
    return item if isinstance(item, Step) else None


def reps(items: Iterable[Item], rounds: int = 1) -> Iterator[tuple[int, Step]]:
    """Each step without recoveries, in reading order, with how often it is run."""
    for item in items:
        match item:
            case Step():
                yield rounds, item
            case Repeat(count, inner):
                yield from reps(inner, rounds * count)
            case Use():
                pass


# --- checks -----------------------------------------------------------------------------


def _check_session(
    items: tuple[Item, ...], steps: list[Step | None], sport: SportWord | None
) -> None:
    """Raise unless targets, recoveries measured by reps and a lone run are right."""
    _check_lone_run(items, steps)
    for index, step in enumerate(steps):
        if step is not None and (refusal := refusal_of(step.target, sport)):
            raise SessionError(index, *refusal)
    if any(step is not None and isinstance(step.amount, TimesRep) for step in steps):
        _check_recoveries(items)


def _check_recoveries(items: tuple[Item, ...]) -> None:
    """Raise unless each recovery measured by a rep follows one with a time."""
    rep: Step | None = None
    known, last = True, -1
    for index, step in _two_rounds(items):
        if step is None:  # a block: it may end with a rep
            known = False
        elif step.is_work:
            rep, known = step, True
        elif isinstance(step.amount, TimesRep) and known:
            if rep is None:
                raise SessionError(index, "there is no rep before this", "give a time: jog 90s")
            if not _has_time(rep):
                later = "from the second round on, " if index <= last else ""
                raise SessionError(
                    index, f"{later}the rep before this has no known time", "give a time: jog 90s"
                )
        last = max(last, index)


def _two_rounds(items: tuple[Item, ...], index: int = 0) -> Iterator[tuple[int, Step | None]]:
    """Steps with their places in reading order, and None for each block. Those of repeats come twice,
    as a second round follows the end of the first."""
    for item in items:
        if isinstance(item, Repeat):
            round_ = (*item.items, item.recovery) if item.recovery else item.items
            once = [*_two_rounds(round_, index)]
            yield from once * min(item.count, 2)
            index, _ = once[-1]
        else:
            yield index, item if isinstance(item, Step) else None
        index += 1


def _sport_of(word: SportWord | None) -> Sport | None:
    if word is None:
        return Sport.RUNNING
    return Sport.STRENGTH if word == "strength" else SPORT_OF_WORD.get(word)


def _check_sport(steps: list[Step | None]) -> SportWord | None:
    sport: SportWord | None = None
    for index, step in enumerate(steps):
        own = None if step is None else sport_word(step)
        if own is not None and sport is not None and own != sport:
            raise SessionError(
                index,
                f"{sport} and {own} in one session: a workout has one sport",
                "write two sessions",
            )
        sport = own or sport
    return sport


def _check_lone_run(items: tuple[Item, ...], steps: list[Step | None]) -> None:
    """Raise unless a run that is the session's only running is long enough."""
    running = [step for step in steps if step is None or _is_running(step)]
    match items, running:
        case ((Step() as first, *_), [Step() as run]) if run is first:
            try:
                check_alone(run.what, run.amount, run.target, run.effort)
            except UnitError as error:
                raise SessionError(0, error.problem, error.remedy) from None
        case _:
            pass


def _is_running(step: Step) -> bool:
    """Anything but drills, strides, hills and the pauses between them."""
    return step.what is What.JOG or not (step.is_recovery or step.what in BY_FEEL)


def _has_time(rep: Step) -> bool:
    if isinstance(rep.amount, Distance):
        return rep.zone is not None or isinstance(rep.target, Pace)
    return isinstance(rep.amount, Time)


def _walk(items: tuple[Item, ...]) -> Iterator[Step | None]:
    """Steps in reading order, and None for each block."""
    for item in items:
        match item:
            case Step():
                yield item
            case Repeat():
                yield from _walk(item.items)
                if item.recovery is not None:
                    yield item.recovery
            case Use():
                yield None


def _depth(item: Item) -> int:
    return 1 + max(map(_depth, item.items)) if isinstance(item, Repeat) else 0
