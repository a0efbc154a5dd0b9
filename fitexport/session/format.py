"""Session -> its canonical text, which `parse` reads back as the same session."""

from __future__ import annotations

from functools import lru_cache
from typing import assert_never

from fitexport.session import (
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
    RepTime,
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
from fitexport.session.words import PACE_UNITS
from fitexport.units import clock


@lru_cache(maxsize=1024)  # the sessions of a plan are those of many runners
def format_session(session: Session, separator: str = "\n") -> str:
    """The session's items, one per line or separated by `"; "`.

    >>> from fitexport.session.parse import parse
    >>> format_session(parse("6X400m@mile,jog 200m; run 10 min @ easy"), "; ")
    '6x 400m @ mile, jog 200m; easy 10min'
    """
    if session.is_rest:
        return "rest"
    return separator.join(map(format_item, session.items))


def format_item(item: Item) -> str:
    """A step, a repeat with its recovery, or a block's name."""
    match item:
        case Step():
            return format_step(item)
        case Repeat():
            return _repeat(item)
        case Use():
            values = ", ".join(f"{name} {value}" for name, value in item.values)
            return f"use {item.block}" + (f" ({values})" if values else "")
        case _:
            assert_never(item)


def format_step(step: Step) -> str:
    """`400m @ mile "smooth"`."""
    words = [format_amount(step.amount)]
    targets = []
    if step.target is not None:
        targets.append(format_target(step.target))
    if step.effort is not None:
        targets.append(f"effort {step.effort}")
    if step.what is not What.RUN or not targets:
        words.insert(0, str(step.what))
    if targets:
        words += ["@", *targets]
    if step.note:
        words.append(_quote(step.note))
    return " ".join(words)


def format_amount(amount: Amount) -> str:
    """`15-20min`, `400m`, `until lap`."""
    match amount:
        case RepTime(s):
            return clock(s)
        case Time(s, to_s):
            return _time(s) if to_s is None else _shared(_time(s), _time(to_s))
        case Distance(value, unit, to):
            low = f"{_number(value)}{unit}"
            return low if to is None else f"{_number(value)}-{_number(to)}{unit}"
        case Reps(count, to):
            return f"{count}reps" if to is None else f"{count}-{to}reps"
        case UntilLap():
            return "until lap"
        case UntilHeartRate(value, unit, above):
            return f"until heart rate {'above' if above else 'below'} {value}{unit}"
        case TimesRep(ratio):
            return f"{_number(ratio)}x rep"
        case _:
            assert_never(amount)


def format_target(target: Target) -> str:
    """`mile`, `82-84s/400m`, `140-150bpm`."""
    match target:
        case Zone(name, percent=percent):
            return name if percent == 100 else f"{percent}% {name}"
        case Pace():
            return _pace(target)
        case HeartRate(low, high, unit):
            return f"{low}-{high}{unit}"
        case HeartRateZone(zone):
            return f"hr zone {zone}"
        case Power(low, high):
            return f"{low}-{high}W"
        case Cadence(low, high):
            return f"{low}-{high}spm"
        case _:
            assert_never(target)


def _repeat(repeat: Repeat) -> str:
    match repeat.items:
        case (Step() as step,):
            body = format_step(step)
        case items:
            body = f"({'; '.join(map(format_item, items))})"
    recovery = f", {format_step(repeat.recovery)}" if repeat.recovery else ""
    return f"{repeat.count}x {body}{recovery}"


def _time(seconds: int) -> str:
    """`90s` below two minutes, then `15min`, `2:30` or `1h10min`: as coaches write it."""
    if seconds < 120:
        return f"{seconds}s"
    if seconds < 3600:
        return clock(seconds) if seconds % 60 else f"{seconds // 60}min"
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}h" + (f"{minutes}min" if minutes else "") + (f"{rest}s" if rest else "")


def _shared(low: str, high: str) -> str:
    """`15-20min` rather than `15min-20min`, where both ends are a number with the same unit."""
    for unit in ("min", "s", "h"):
        number, stem = low.removesuffix(unit), high.removesuffix(unit)
        if number.isdigit() and stem.isdigit():
            return f"{number}-{stem}{unit}"
    return f"{low}-{high}"


def _pace(pace: Pace) -> str:
    unit = next((name for name, m in PACE_UNITS.items() if m == pace.per_m), None)
    seconds_only = unit is None and pace.slow_s < 90
    ends = [pace.fast_s] if pace.fast_s == pace.slow_s else [pace.fast_s, pace.slow_s]
    if seconds_only:
        text = "-".join(map(_number, ends)) + "s"
    else:
        text = "-".join(clock(end, 1.0 if end == int(end) else 0.1) for end in ends)
    return f"{text}/{unit or _number(pace.per_m) + 'm'}"


def _number(value: float) -> str:
    """`400`, `1.25`: the shortest decimal that reads back the same."""
    return str(int(value)) if value == int(value) else repr(value)


def _quote(note: str) -> str:
    escaped = note.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
