"""A session <-> the description of its workout file, by which a single file is read back.

A watch shows all of a description, and it holds 254 bytes. Notes and the times of recoveries may
be left out: the steps have them, and reading takes them from there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from itertools import count, product

from fitexport.errors import FitexportError
from fitexport.fit.flat_steps import Jump, flatten
from fitexport.fit.workout_file import DESCRIPTION_BYTES
from fitexport.pace.outline import outline
from fitexport.pace.pacing import Surface, pace_session
from fitexport.pace.race import ExtraAt
from fitexport.pace.table import EasyBy, pace_table
from fitexport.pace.workout import RepeatStep, TimeDuration, WorkoutStep
from fitexport.session import RECOVERIES, Amount, Session, Step, Time, UntilLap, What
from fitexport.session.format import format_amount, format_session
from fitexport.session.parse import parse
from fitexport.session.words import BY_FEEL, FRAME
from fitexport.units import cut

ABRIDGED = " ..."
"""The end of a text that leaves something out."""

_SHORT: frozenset[What] = FRAME | BY_FEEL | RECOVERIES
"""Words whose times may be left out: whatever is around and between the reps."""
_ANY_TIME = Time(59)
_LEFT_OUT: dict[What, Amount] = {**dict.fromkeys(_SHORT, _ANY_TIME), What.DRILLS: UntilLap()}
"""What a word without an amount means: a time that the steps have, or drills until lap."""
_AMOUNTS = [(rf"\b({word})", format_amount(amount)) for word, amount in _LEFT_OUT.items()]
_ANY_AMOUNT = "|".join(rf"{word} {amount}\b" for word, amount in _AMOUNTS)
_A_DRILL = f"{What.DRILLS} {format_amount(UntilLap())}"
_DRILLS, _COUNTED = rf"{_A_DRILL}(; {_A_DRILL})+", r"\b(\d\d?) drills\b"
_BLANKS = r"(?<=[;,@]) | (?=@)"

_ZONE = r"@ ?([a-z][a-z0-9-]*)(?=[;, )]|\Z)"
_TARGET_WORDS = ("hr", "effort")
_PACES = pace_table(420, 400)
_SURFACES: tuple[Surface, ...] = ("road", "track")
_EXTRAS_AT: tuple[ExtraAt, ...] = ("end", "start")
_EASY_BY: tuple[EasyBy, ...] = ("pace", "hr", "effort")
"""Settings that change the steps of a session, besides paces: each is tried."""
_NUMBER = r"\d[\d:.]*(?: s)?(?:-\d[\d:.]*(?: s)?)?"
_MARK = r"\{(\d+)\}"

_Steps = Sequence[WorkoutStep | RepeatStep]


@lru_cache(maxsize=1024)  # shared by all runners of a plan
def describe_planned(why: str, session: Session) -> str:
    """Why a planned session is run and, on the next line, its text, which `session_in` reads back
    unless it had to be cut."""
    return _fitting(f"{why}\n{text}" for text in _abridged(session))


def describe_custom(heading: str, session: Session) -> str:
    """The heading of a custom session and its text, whole if that fits."""
    whole = format_session(session, "; ")
    shorter = (f"{text}{ABRIDGED}" for text in _abridged(session))
    return _fitting(heading + text for text in (whole, *shorter))


def _fitting(texts: Iterable[str]) -> str:
    """The first text that fits; if none does, the beginning of the first."""
    first = ""
    for text in texts:
        if len(text.encode()) <= DESCRIPTION_BYTES:
            return text
        first = first or text
    return cut(first, DESCRIPTION_BYTES - len(ABRIDGED)) + ABRIDGED


def _abridged(session: Session) -> Iterator[str]:
    """The text without notes, then without the times of recoveries, then without blanks too."""
    yield re.sub(_DRILLS, _counted, outline(session))
    text = re.sub(_DRILLS, _counted, outline(session.with_steps(_at_any_time)))
    text = re.sub(_ANY_AMOUNT, lambda step: step[0].partition(" ")[0], text)
    yield text
    yield re.sub(_BLANKS, "", text)


def _at_any_time(step: Step) -> Step:
    is_exact = isinstance(step.amount, Time) and step.amount.to_s is None
    if is_exact and step.what in _SHORT - {What.DRILLS} and step.target is None:
        return replace(step, amount=_ANY_TIME)
    return step


def _counted(drills: re.Match[str]) -> str:
    """`4 drills`, which is not valid notation."""
    return f"{drills[0].count(_A_DRILL)} drills"


def _with_amounts(text: str) -> str:
    text = re.sub(_COUNTED, lambda drills: "; ".join([_A_DRILL] * int(drills[1])), text)
    for word, amount in _AMOUNTS:
        text = re.sub(rf"{word}(?= ?[;,)@]|\Z)", rf"\1 {amount}", text)
    return text


# --- and back ---------------------------------------------------------------------------


def session_in(text: str, steps: _Steps) -> Session | None:
    """The session of an abridged text, with notes and times from the steps of its file; None if the
    text is of another kind, or the steps are of another session."""
    names = {name for name in re.findall(_ZONE, text) if name not in _TARGET_WORDS}
    zones = {**dict.fromkeys(names, _PACES.zones["easy"]), **_PACES.zones}
    with suppress(FitexportError):
        whole = parse(_with_amounts(text), zones=tuple(zones))
        bare = whole.with_steps(lambda step: replace(step, note=""))
        for surface, extra_at, easy_by in product(_SURFACES, _EXTRAS_AT, _EASY_BY):
            table = replace(_PACES, zones=zones, easy_by=easy_by)
            paced = partial(pace_session, table=table, surface=surface, extra_at=extra_at)
            if found := _found_in(flatten(steps), bare, paced):
                return found
    return None


def _found_in(
    theirs: Sequence[WorkoutStep | Jump], bare: Session, paced: Callable[[Session], _Steps]
) -> Session | None:
    """The session with notes and times from its file; None if it was paced in another way.

    Each step is paced with its number as its note: text around the number is not part of the note."""
    written, numbers = list(bare.steps()), count()
    marked = bare.with_steps(lambda step: replace(step, note=f"{{{next(numbers)}}}"))
    plain, noted = flatten(paced(bare)), flatten(paced(marked))
    found: dict[int, Step] = {}
    if len(plain) != len(theirs):
        return None
    for ours, with_mark, their in zip(plain, noted, theirs, strict=True):
        if not (isinstance(ours, WorkoutStep) and isinstance(with_mark, WorkoutStep)):
            if ours != their:
                return None
        elif isinstance(their, Jump) or type(ours.duration) is not type(their.duration):
            return None
        elif mark := re.search(_MARK, with_mark.note):
            step, around = written[int(mark[1])], re.split(_MARK, with_mark.note)
            note = _note_of(step, their.note, ours.note, around[0], around[-1])
            if note is None:
                return None
            amount = step.amount
            if amount == _ANY_TIME and isinstance(their.duration, TimeDuration):
                amount = Time(round(their.duration.s))
            found.setdefault(int(mark[1]), replace(step, amount=amount, note=note))
        elif not re.fullmatch(_pattern(ours.note), their.note):
            return None
    again = count()
    return bare.with_steps(lambda _: found[next(again)]) if len(found) == len(written) else None


def _note_of(step: Step, shown: str, without: str, before: str, after: str) -> str | None:
    """The note of a step that a watch shows as `shown`: a step `without` a note is shown like that,
    and a note has `before` and `after` around it. None if it does not fit."""
    if re.fullmatch(_pattern(without), shown):
        return ""
    word = f"{step.what}, "  # a recovery is named, unless its note does
    for begin in (before, before.removesuffix(word)):
        match = re.fullmatch(f"{_pattern(begin)}(.+?){_pattern(after)}", shown, re.S)
        if match and (begin == before or match[1].lower().startswith(str(step.what))):
            return match[1]
    return None


def _pattern(cue: str) -> str:
    """A pattern for a cue at any runner's paces, in miles or kilometres."""
    words = _NUMBER.join(map(re.escape, re.split(_NUMBER, cue)))
    return re.sub("/(?:mi|km)", "/(?:mi|km)", words)
