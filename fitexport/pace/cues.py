"""Cues: what the watch shows with a step. Split or pace first, then the coach's words."""

from __future__ import annotations

from dataclasses import replace

from fitexport.pace.band import Band
from fitexport.pace.workout import RepeatStep, WorkoutStep
from fitexport.session import Distance, Reps, Step, Time, What
from fitexport.session.exercises import Exercise
from fitexport.units import Units, clock, pace_range_text, split_text

_EASY_GOING = frozenset({What.WARM_UP, What.COOL_DOWN, What.EASY, What.LONG, What.JOG})

_NAMED: dict[str, str] = {What.STRIDE: "Stride", What.HILL: "Hill"}
"""Steps without a pace that a watch only calls "go": their notes begin with the name."""

_LONGEST_SPLIT_M = 2000
"""Longer steps get a pace, not a split."""


def cue(step: Step, aim: Band | None, units: Units, *, by_lap: bool) -> str:
    """The note of a step; `by_lap`: its distance is measured by the track, not the watch.

    Every watch shows the first 50 bytes, so the split comes there.
    """
    name = _NAMED.get(str(step.what), "")
    parts = [] if aim is None else [_pace_cue(step, aim, units)]
    if by_lap:
        if aim is None:
            parts.append(length_text(step) if name else f"{step.what} {length_text(step)}")
        elif not _has_split(step):
            parts.append(length_text(step))  # nothing else shows where its lap ends
        parts += [more_text(step), "lap at the line"]
    if isinstance(step.what, Exercise):
        parts.append(_exercise_cue(step, step.what))
    elif step.is_recovery and not (by_lap and aim is None):
        parts.append(_recovery_cue(step, step.what))
    text = joined(*parts, *remarks(step))
    return ": ".join(filter(None, (name, text)))


def last_round(
    body: tuple[WorkoutStep | RepeatStep, ...], label: str
) -> tuple[WorkoutStep | RepeatStep, ...]:
    """The round written out by itself, labelled: `Last one: smooth`, but `Stride, last one: smooth`.
    Sets inside it are not labelled, to avoid repeating it."""
    first, *others = body
    if isinstance(first, RepeatStep):
        return body
    name, colon, rest = first.note.partition(": ")
    if name in _NAMED.values():
        note = f"{name}, {label.lower()}{colon}{rest}"
    else:
        note = f"{label}: {first.note}" if first.note else label
    return (replace(first, note=note), *others)


def remarks(step: Step) -> tuple[str, str]:
    """The coach's own words: the note, then the effort."""
    return step.note, "" if step.effort is None else f"effort {step.effort} of 10"


def joined(*parts: str) -> str:
    """The non-empty parts, separated by commas."""
    return ", ".join(filter(None, parts))


def more_text(step: Step) -> str:
    """`up to 5 min more easy`: what a range still allows after its lower amount."""
    match step.amount:
        case Time(s, int(to_s)):
            amount = _time_text(to_s - s)
        case Distance(value, unit, float() | int() as to):
            amount = f"{to - value:g} {unit}"
        case _:
            return ""
    return f"up to {amount} more" + (" easy" if is_easy_going(step) else "")


def named_by(note: str) -> str:
    """`stride` or `hill`, if a note says that its step is one; else empty."""
    name = note.partition(":")[0].partition(",")[0]
    return name.lower() if name in _NAMED.values() else ""


def is_easy_going(step: Step) -> bool:
    """Whether more of it may be run on the way into the next step."""
    return step.what in _EASY_GOING


def length_text(step: Step) -> str:
    """`400 m`; nothing for a step that has no distance."""
    amount = step.amount
    return f"{amount.value:g} {amount.unit}" if isinstance(amount, Distance) else ""


def _pace_cue(step: Step, aim: Band, units: Units) -> str:
    """`400 m in 1:45`, or `vo2max 7:30/mi` for timed and long steps."""
    if isinstance(step.amount, Distance) and _has_split(step):
        m = step.amount.m
        fast, slow = rep_split(m, aim.fast), rep_split(m, aim.slow)
        both_in_s = fast.endswith(" s") and slow.endswith(" s")
        first = fast.removesuffix(" s") if both_in_s else fast
        return f"{length_text(step)} in " + (fast if fast == slow else f"{first}-{slow}")
    return f"{step.zone_text} {pace_range_text(aim.fast, aim.slow, units)}".strip()


def _has_split(step: Step) -> bool:
    return isinstance(step.amount, Distance) and step.amount.m <= _LONGEST_SPLIT_M


def _recovery_cue(step: Step, what: What) -> str:
    """`jog` or `walk`, which the watch just calls "recover"; rests it names itself."""
    is_named = what is What.REST or step.note.lower().startswith(what)
    return "" if is_named else str(what)


def _exercise_cue(step: Step, exercise: Exercise) -> str:
    """A range of reps is written out, not split: the runner ends the set. An exercise without a name
    in FIT is named only here."""
    match step.amount:
        case Reps(count, int(to)):
            return f"{exercise.words} {count}-{to} reps"
        case Reps(count) if exercise.fit is None:
            return f"{exercise.words} {count} reps"
        case _:
            return exercise.words if exercise.fit is None else ""


def rep_split(m: float, pace: float) -> str:
    """A rep's time at a pace in s/m, to half a second up to 300 m, to a second beyond, as coaches
    give it."""
    return split_text(m * pace, 0.5 if m <= 300 else 1.0)


def _time_text(seconds: int) -> str:
    if seconds % 60 == 0:
        return f"{seconds // 60} min"
    return f"{clock(seconds)} min" if seconds > 60 else f"{seconds} s"
