"""Names for sessions, from their steps: a short one for the watch, a title for people.

>>> from fitexport.session.parse import parse
>>> session = parse("warm-up 15min; 3x 400m @ goal, jog 200m; jog 2min; 2x 200m @ goal, jog 200m")
>>> short_name(session), title_of(session)
('3x400+200s', '3 x 400 m, 2 x 200 m at goal pace')
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from fitexport.session.amounts import MAX_TIME_S, Distance, Time, UntilHeartRate, UntilLap
from fitexport.session.kinds import main_set
from fitexport.session.sports import CROSS_SPORTS, Sport
from fitexport.session.step import Step
from fitexport.session.steps import Item, Repeat, Session, Use, first_step
from fitexport.session.words import OWN_LAPS, What
from fitexport.units import cut, is_mile

NAME_BYTES = 15
"""A Forerunner 920XT or 935 keeps 16 bytes of a name, NUL included."""
NAME_LENGTH = 10
"""Of these, `W3.2 ` takes five."""
LONGEST_NAME = len("Easy+strides")
"""The longest name where there is more room: in tables and file names."""

TITLE_LENGTH = 60
"""Calendars and tables show a title in one line."""

# A zone in the watch's name of a session, and in its title.
_ZONE_WORDS = {
    "mile": ("mile", "at mile pace"),
    "goal": ("goal", "at goal pace"),
    "800m": ("800m", "at 800 m pace"),
    "threshold": ("tempo", "at threshold pace"),
    "vo2max": ("hard", "hard"),
    "easy": ("easy", ""),
    "long": ("long", ""),
}

_STRIDES = "+strides"
_EXTRAS: dict[str, str] = {What.STRIDE: _STRIDES, What.HILL: "+hills"}
"""Endings of an easy run; any other is a quicker piece."""
_SPORTS = CROSS_SPORTS | {What.CROSS_TRAINING}


def ascii_text(text: str) -> str:
    """A text transliterated to the characters that every watch can show.

    >>> ascii_text("Läufe in Ålesund")
    'Laufe in Alesund'
    """
    if text.isascii():
        return text
    from anyascii import anyascii  # few names need it

    return anyascii(text).strip()


def watch_name(name: str, session: Session) -> str:
    """A name as a watch shows it: ASCII, cut between words; named after the session if nothing of
    it can be shown.

    >>> watch_name("Läufe am Dienstag", Session(()))
    'Laufe am'
    """
    return cut(ascii_text(name), NAME_BYTES) or short_name(session)


def labelled(label: str, name: str, session: Session) -> str:
    """A planned session as a watch shows it: `W3.2 6x400 mile`. Long names are shortened; those
    from the plan lose their spaces or are cut between words.

    >>> labelled("W10.2", "Strength A", Session(())), labelled("W10.3", "Fun and games", Session(()))
    ('W10.2 StrengthA', 'W10.3 Fun and')
    """
    room = NAME_BYTES - len(f"{label} ")
    if len(name) > room:
        closed_up = name.replace(" ", "")
        if name == short_name(session):
            name = short_name(session, room)
        else:
            name = closed_up if len(closed_up) <= room else cut(name, room)
    return f"{label} {name}"


@lru_cache(maxsize=4096)  # runners of a squad have the same sessions, if not the same paces
def short_name(session: Session, room: int = LONGEST_NAME) -> str:
    """At most 10 characters, `6x400 mile`, but for `Easy+strides`; nothing for a rest day."""
    if session.is_rest:
        return ""
    found = _race(session) or _other_sport(session) or _easy_run(session)
    most = min(room, NAME_LENGTH)
    candidates = list(found[0] if found else _reps_names(session, most))
    fitting = (
        name for name in candidates if len(name) <= (room if name.endswith(_STRIDES) else most)
    )
    return next(fitting, candidates[-1][:most])


@lru_cache(maxsize=4096)
def title_of(session: Session) -> str:
    """At most 60 characters, `6 x 400 m at mile pace`."""
    if session.is_rest:
        return "Rest day"
    found = _race(session) or _other_sport(session) or _easy_run(session)
    return cut(found[1] if found else _reps_title(session), TITLE_LENGTH)


# --- kinds with special names: short ones, the best first, and the title ------


def _race(session: Session) -> tuple[Sequence[str], str] | None:
    for step in session.steps():
        if step.what in OWN_LAPS:
            assert isinstance(step.amount, Distance)
            mile = is_mile(step.amount.m)
            short, length = ("Mile", "Mile") if mile else (_short(step), _length(step))
            if step.what is What.RACE:
                return [f"{short} race", "Race"], f"{length} race"
            return [f"{short} trial", "Time trial", "Trial"], f"{length} time trial"
    return None


def _other_sport(session: Session) -> tuple[Sequence[str], str] | None:
    sport = session.sport()
    if sport is Sport.RUNNING:
        return None
    if sport is Sport.STRENGTH:
        return ["Strength"], "Strength"
    main = main_set(session)
    word = (sport or What.CROSS_TRAINING).capitalize()
    short, short_word = _short_of(main[0]), word.removesuffix("-training")
    return [
        f"{short_word} {short}",
        f"{short_word}{short}",
        short_word,
    ], f"{word} {_long_of(main[0])}"


def _easy_run(session: Session) -> tuple[Sequence[str], str] | None:
    easy = [step for step in session.steps() if step.what in (What.EASY, What.LONG)]
    if not easy or any(step.like not in (None, "easy", "long") for step in session.steps()):
        return None
    run = _whole([step for step in easy if step in session.items] or easy[:1])
    extras = [
        item
        for item in session.items
        if isinstance(item, Repeat) and _first(item).what in (What.STRIDE, What.HILL, What.RUN)
    ]
    word, title = ("Easy", "Easy") if run.what is What.EASY else ("Long", "Long run")
    length = "" if isinstance(run.amount, UntilLap | UntilHeartRate) else _length(run)
    title = f"{title} {length}".rstrip()
    if not extras:
        if any((part.effort or 0) > (run.effort or 0) for part in easy):
            title += ", quicker at the end"
        return [f"{word} {length.replace(' ', '')}".rstrip(), f"{word} {_short(run)}", word], title
    kind = _first(extras[-1]).what
    extra = _EXTRAS.get(str(kind), "+quick")
    title += (", " if extras[1:] else " and ") + " and ".join(map(_long_of, extras))
    title += " quicker" if kind is What.RUN else ""
    return [word + extra, extra[1:].capitalize()], title


def _whole(parts: Sequence[Step]) -> Step:
    """The first part of an easy run, as long as all of them together if they are timed; of no known
    length if that is more than a step may last."""
    seconds = [part.amount.s for part in parts if isinstance(part.amount, Time)]
    first, *others = parts
    if not others or len(seconds) < len(parts):
        return first
    total_s = sum(seconds)
    return replace(first, amount=Time(total_s) if total_s <= MAX_TIME_S else UntilLap())


# --- reps -------------------------------------------------------------------------------


def _reps_names(session: Session, room: int) -> Iterator[str]:
    """Every part if there is room, else as many as fit; the zone as a last resort."""
    work = _work(session)
    name, *others = map(_short_of, work)
    label = _words(_zone(work[0]))[0]
    if not others:
        first = _first(work[0])
        if isinstance(work[0], Step) and first.what is not What.RUN:
            yield f"{str(first.what).capitalize()} {name}"
        yield from (f"{name} {label}".rstrip(), name)
    elif len(name) <= room:
        for part in others:
            plural = f"{part.partition('x')[2] or part}s"  # 3x400+200s
            longer = [f"{name}+{end}" for end in (part, plural)]
            fitting = next((each for each in longer if len(each) <= room), None)
            if fitting is None:
                break
            name = fitting
        yield name
    yield from (f"{label} reps".strip().capitalize(), "Reps")


def _reps_title(session: Session) -> str:
    """The parts, grouped by zone, each group with its pace."""
    work = _work(session)
    if len(work) == 1 and isinstance(work[0], Step) and work[0].what is What.TEMPO:
        return f"{_length(work[0])} tempo run"
    parts = []
    for zone, items in groupby(work, _zone):
        lengths = ", ".join(map(_long_of, items))
        parts.append(f"{lengths} {_words(zone)[1]}".rstrip())
    title = ", ".join(parts)
    return title[:1].upper() + title[1:]


def _work(session: Session) -> list[Item]:
    """The parts of the main set without the pauses between them; all of it if there are only pauses."""
    main = main_set(session)
    work = [item for item in main if not (isinstance(item, Step) and item.is_recovery)]
    return work or list(main)


def _first(item: Item) -> Step:
    """The first step of an item; an unfilled block counts as a run until lap."""
    return first_step(item) or Step(UntilLap())


def _zone(item: Item) -> str:
    return _first(item).zone or ""


def _words(zone: str) -> tuple[str, str]:
    return _ZONE_WORDS.get(zone, (zone, f"at {zone} pace" if zone else ""))


def _short_of(item: Item) -> str:
    """`6x400`, `2x(4x400)`."""
    match item:
        case Repeat(count, (Repeat() as inner, *_)):
            return f"{count}x({_short_of(inner)})"
        case Repeat(count, (first, *_)):
            return f"{count}x{_short_of(first)}"
        case Step():
            return _short(item)
        case _:
            return str(item.block) if isinstance(item, Use) else ""


def _long_of(item: Item) -> str:
    """`6 x 400 m`, `2 sets of 4 x 400 m`, `4 strides`, `6 hill sprints of 10 s`."""
    match item:
        case Repeat(count, (Step(what=What.STRIDE), *_)):
            return f"{count} strides"
        case Repeat(count, (Step(what=What.HILL) as step, *_)):
            return f"{count} hill sprints of {_length(step)}"
        case Repeat(count, (Repeat() as inner, *_)):
            return f"{count} sets of {_long_of(inner)}"
        case Repeat(count, (first, *_)):
            return f"{count} x {_long_of(first)}"
        case Step() if item.what in (What.RUN, What.TEMPO) or item.what in _SPORTS:
            return _length(item)
        case Step():
            known = not isinstance(item.amount, UntilLap | UntilHeartRate)
            return f"{item.what} {_length(item)}" if known else str(item.what)
        case _:
            return str(item.block) if isinstance(item, Use) else ""


def _short(step: Step) -> str:
    """`400`, `4'`, `2:30`, `20s`."""
    match step.amount:
        case Distance(value, unit):
            return f"{value:g}{'' if unit == 'm' else unit}"
        case Time(s) if s % 60 == 0:
            return f"{s // 60}'"
        case Time(s):
            return f"{s // 60}:{s % 60:02d}" if s > 60 else f"{s}s"
        case _:
            return str(step.what)


def _length(step: Step) -> str:
    """`400 m`, `4 min`, `2 min 30 s`, `20 s`."""
    match step.amount:
        case Distance(value, unit):
            return f"{value:g} {unit}"
        case Time(s):
            minutes, seconds = divmod(s, 60)
            return " ".join(f"{n} {unit}" for n, unit in ((minutes, "min"), (seconds, "s")) if n)
        case _:
            return str(step.what)
