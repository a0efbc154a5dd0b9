"""What of a workout arrives in another program's format: exact, degraded, or not at all.

A format encodes each aspect of a step as an `Encoded`: the value to write, and what the aspect becomes
there. Both the file and the report are made from these, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from fitexport.pace.outline import INTENSITY_WORDS, duration_text, target_text
from fitexport.pace.workout import OPEN, RepeatStep, Workout, WorkoutStep
from fitexport.units import Units, cut

Aspect = Literal["duration", "target", "intensity", "note", "exercise", "repeat"]
Fidelity = Literal["exact", "degraded", "lost"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Encoded(Generic[_T]):
    """One aspect of a step in a format: the value to write, and what the aspect becomes there: None
    if it is exact, "" if it is lost. `in_words`: the text shown with the step includes it."""

    value: _T
    becomes: str | None = None
    in_words: bool = False


EncodedStep = Mapping[Aspect, Encoded[Any]]
"""A step in a format, aspect by aspect; a missing aspect is lost."""

IN_WORDS = "words shown with the step"
NO_BUTTON = "the time expected for it: no button ends a step"
_SHOWN = 40
"""Bytes of a note quoted in a list of losses."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One aspect of one step. Steps are numbered from 1, without repetitions; a repeat has the number of
    its first step."""

    step: int
    aspect: Aspect
    was: str
    becomes: str | None

    @property
    def fidelity(self) -> Fidelity:
        return "exact" if self.becomes is None else "degraded" if self.becomes else "lost"


@dataclass(frozen=True, slots=True)
class Report:
    """Every aspect of every step of a workout, and how it arrives in a format."""

    arrivals: tuple[Arrival, ...]

    @property
    def losses(self) -> tuple[Arrival, ...]:
        """What is degraded or lost."""
        return tuple(each for each in self.arrivals if each.becomes is not None)

    def count(self, fidelity: Fidelity) -> int:
        return sum(each.fidelity == fidelity for each in self.arrivals)


def plain_arrivals(report: Report) -> list[dict[str, Any]]:
    """A report as plain data."""
    return [
        {
            "step": each.step,
            "aspect": each.aspect,
            "fidelity": each.fidelity,
            "was": each.was,
            "becomes": each.becomes or None,
        }
        for each in report.arrivals
    ]


class Converted(NamedTuple):
    """A workout in another program's format."""

    text: str
    report: Report


def report_on(
    workout: Workout,
    units: Units,
    encode: Callable[[WorkoutStep], EncodedStep],
    encode_repeat: Callable[[RepeatStep], str | None],
) -> Report:
    """The report on a workout in a format, which encodes steps and says what a repeat becomes."""
    return Report(tuple(_arrivals(workout.steps, 1, units, encode, encode_repeat)))


def _arrivals(
    steps: Sequence[WorkoutStep | RepeatStep],
    number: int,
    units: Units,
    encode: Callable[[WorkoutStep], EncodedStep],
    encode_repeat: Callable[[RepeatStep], str | None],
) -> Iterator[Arrival]:
    for step in steps:
        if isinstance(step, RepeatStep):
            inside = step_count(step.steps)
            of = f"steps {number}-{number + inside - 1}" if inside > 1 else f"step {number}"
            times = step.until or f"{step.count} times"
            yield Arrival(number, "repeat", f"{of}, {times}", encode_repeat(step))
            yield from _arrivals(step.steps, number, units, encode, encode_repeat)
            number += inside
        else:
            encoded = encode(step)
            for aspect, was in _aspects(step, units):
                found = encoded.get(aspect)
                yield Arrival(number, aspect, was, found.becomes if found else "")
            number += 1


def step_count(steps: Iterable[WorkoutStep | RepeatStep]) -> int:
    """How many steps there are, each counted once."""
    return sum(step_count(s.steps) if isinstance(s, RepeatStep) else 1 for s in steps)


def _aspects(step: WorkoutStep, units: Units) -> Iterator[tuple[Aspect, str]]:
    """The aspects that a step has, in words."""
    yield "duration", duration_text(step.duration)
    if step.target != OPEN:
        yield "target", target_text(step.target, units)
    yield "intensity", INTENSITY_WORDS.get(step.intensity, f"intensity {step.intensity}")
    if step.note:
        yield "note", step.note
    if step.exercise:
        yield "exercise", step.exercise.words


def wording(step: WorkoutStep, units: Units, duration: Encoded[Any], target: Encoded[Any]) -> str:
    """The text to show with a step in a format without exercises: its note, its exercise, and those of
    its duration and target that are put into words."""
    more = (
        step.exercise.words if step.exercise else "",
        duration_text(step.duration) if duration.in_words else "",
        target_text(step.target, units) if target.in_words else "",
    )
    return ", ".join(filter(None, (step.note, *(each for each in more if each not in step.note))))


def loss_lines(reports: Iterable[tuple[str, Report]]) -> Iterator[str]:
    """Losses in words, one line for each kind, with the steps. With several workouts, each has a label.

    >>> steps = [Arrival(step, "duration", "until lap", "2 minutes") for step in (2, 3, 4, 9)]
    >>> print(*loss_lines([("", Report((*steps, Arrival(2, "note", "jog", ""))))]), sep="\\n")
    duration of steps 2-4, 9: until lap becomes 2 minutes
    note of step 2: jog is lost
    """
    kinds: dict[tuple[Aspect, str], dict[str, list[Arrival]]] = {}
    for label, report in reports:
        for each in report.losses:
            by_label = kinds.setdefault((each.aspect, each.becomes or ""), {})
            by_label.setdefault(label, []).append(each)
    for (aspect, becomes), found in kinds.items():
        words = list(dict.fromkeys(each.was for arrivals in found.values() for each in arrivals))
        if aspect == "repeat":
            of = "; ".join(
                f"{label} {_each(arrivals)}".strip() for label, arrivals in found.items()
            )
            yield f"repeat of {of}: {becomes or 'lost'}"
            continue
        of = "; ".join(f"{label} {_steps(arrivals)}".strip() for label, arrivals in found.items())
        was = cut(words[0], _SHOWN) + (", ..." if len(words) > 1 or len(words[0]) > _SHOWN else "")
        yield f"{aspect} of {of}: {was} " + (f"becomes {becomes}" if becomes else "is lost")


def _each(repeats: Sequence[Arrival]) -> str:
    return "; ".join(each.was for each in repeats)


def _steps(arrivals: Sequence[Arrival]) -> str:
    """`steps 2-4, 9`."""
    runs: list[list[int]] = []
    for each in arrivals:
        if runs and each.step == runs[-1][-1] + 1:
            runs[-1].append(each.step)
        else:
            runs.append([each.step])
    parts = (f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return f"step{'s' if len(arrivals) > 1 else ''} {', '.join(parts)}"
