"""A workout found in a FIT file -> session text, with remarks for whatever has no notation.

The text can be read back: `parse` gives a session whose steps have the durations, targets and kinds
of those in the file, except where a remark says otherwise. Paces are rounded to a tenth of a
second; notes stay as they are on the watch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from fitexport.errors import SessionError, UnitError
from fitexport.fit.found import FoundWorkout
from fitexport.fit.rounds import Line, as_coaches_write, comment
from fitexport.fit.transcript_amounts import (
    amount_of,
    clean,
    is_cue,
    named_in,
    pace_between,
)
from fitexport.pace.outline import INTENSITY_WORDS, duration_text, step_line, target_text
from fitexport.pace.pacing import pace_session
from fitexport.pace.table import PaceTable, pace_table
from fitexport.pace.workout import (
    CadenceTarget,
    HeartRatePercentTarget,
    HeartRateTarget,
    HeartRateZoneTarget,
    Intensity,
    OpenTarget,
    PowerTarget,
    RepeatStep,
    SpeedTarget,
    WorkoutStep,
    unrolled,
)
from fitexport.pace.workout import Target as WatchTarget
from fitexport.session import (
    MAX_COUNT,
    Cadence,
    HeartRate,
    HeartRateZone,
    Power,
    Repeat,
    Session,
    Step,
    Target,
    UntilLap,
    What,
)
from fitexport.session.exercises import EXERCISES, Exercise
from fitexport.session.format import format_amount
from fitexport.session.sports import SPORT_OF_WORD, Sport
from fitexport.units import DEFAULT_UNITS, UNIT_M, Units


@dataclass(frozen=True, slots=True)
class Transcript:
    """A workout in the notation; `remarks` are about the whole."""

    lines: tuple[Line, ...]
    remarks: tuple[str, ...]

    def every_remark(self) -> Iterator[str]:
        """What the file says and the notation cannot, in the order of the file."""
        yield from self.remarks
        yield from (remark for line in self.lines for remark in line.remarks)

    def text(self) -> str:
        """Session text, remarks as comments in it."""
        return "\n".join([*map(comment, self.remarks), *(line.text() for line in self.lines)])


_WORD_OF = {
    Intensity.REST: What.REST,
    Intensity.WARMUP: What.WARM_UP,
    Intensity.COOLDOWN: What.COOL_DOWN,
}
_RECOVERY_WORDS = (What.WALK, What.JOG, What.FLOAT)
_WORK = (Intensity.ACTIVE, Intensity.INTERVAL)
_NOTATED = (Intensity.ACTIVE, Intensity.RECOVERY, *_WORD_OF)
"""Intensities that the notation has a word for."""
_SPORT_WORDS: dict[str, What] = {sport: word for word, sport in SPORT_OF_WORD.items()}
_MOST_ROUNDS = 5000
"""Steps as they are run: nested repeats of a hostile file make millions."""


@cache
def _any_runner() -> PaceTable:
    """A transcript has its paces written out, so any runner's table will do."""
    return pace_table(420, 400)


def transcribe(found: FoundWorkout, units: Units = DEFAULT_UNITS) -> Transcript:
    """The workout in the notation, paces by mile or km: as a coach writes it if that gives the same
    steps, else step by step."""
    plain = _Scribe(found, units, lambda lines: lines).transcript()
    written = _Scribe(found, units, as_coaches_write).transcript()
    if written == plain:
        return plain
    steps = _steps_of(plain)
    return written if steps is not None and _steps_of(written) == steps else plain


def _steps_of(transcript: Transcript) -> list[object] | None:
    """What a watch gets of a transcript, without notes; None if that is no valid session, or too
    long."""
    try:
        session = Session(tuple(line.item for line in transcript.lines if line.item is not None))
    except UnitError:
        return None
    steps = list(islice(unrolled(pace_session(session, _any_runner())), _MOST_ROUNDS + 1))
    if len(steps) > _MOST_ROUNDS:
        return None
    return [(step.duration, step.target, step.intensity, step.exercise) for step in steps]


class _Scribe:
    def __init__(
        self,
        found: FoundWorkout,
        units: Units,
        folded: Callable[[Sequence[Line]], Sequence[Line]],
    ) -> None:
        self.found, self.units, self.folded = found, units, folded
        self.is_run, self.is_strength = found.sport == Sport.RUNNING, found.sport == Sport.STRENGTH
        self.indexes, self.written = found.indexes, 0
        self.word = _SPORT_WORDS.get(found.sport, What.CROSS_TRAINING)

    def transcript(self) -> Transcript:
        lines = self.folded(list(self.lines(self.found.steps)))
        return Transcript(tuple(_with_a_run(lines)), tuple(self.about()))

    def about(self) -> Iterator[str]:
        if not self.is_strength and self.word is What.CROSS_TRAINING:
            yield f"sport {self.found.sport}: no notation, written as cross-training"
        yield from (f"{words}: no notation" for words in self.found.also)
        yield from self.found.faults

    def lines(self, steps: Sequence[WorkoutStep | RepeatStep]) -> Iterator[Line]:
        for step in steps:
            if isinstance(step, RepeatStep):
                yield from self.repeat(step)
            else:
                yield self.step(step)

    def repeat(self, repeat: RepeatStep) -> Sequence[Line]:
        """The repeat; or its contents and a remark, if the notation cannot repeat them."""
        first = self.indexes[self.written]
        inside = self.folded(list(self.lines(repeat.steps)))
        remarks = [remark for line in inside for remark in line.remarks]
        count = min(max(repeat.count, 1), MAX_COUNT)
        where = f"step {self.next_index() + 1}"
        if repeat.until:
            remarks.append(f"{where}: repeated {repeat.until}, not by a count: no notation")
        elif count != repeat.count:
            remarks.append(f"{where}: repeated {repeat.count} times: no notation")
        try:
            items = tuple(line.item for line in inside if line.item is not None)
            if not repeat.skips_last or not items:
                return [Line(Repeat(count, items), tuple(remarks))]
            *body, last = items
            if count > 1 and isinstance(last, Step) and last.is_recovery:
                return [Line(Repeat(count, tuple(body), last), tuple(remarks))]
            remarks.append(f"{where}: the last round without its last step: no notation")
            return [Line(Repeat(count, items), tuple(remarks))]
        except UnitError:  # nothing in it, or too deep
            words = repeat.until or f"{repeat.count} times"
            what = f"{where}: back to step {first + 1}, {words}: no notation"
            return [*inside, Line(None, (what,))]

    # --- one step -----------------------------------------------------------------------

    def next_index(self) -> int:
        self.written += 1
        return self.indexes[self.written - 1]

    def step(self, found: WorkoutStep) -> Line:
        index = self.next_index()
        lost: list[str] = []
        what, note = self.what(found, lost)
        if what is None:
            words = step_line(found, self.units)
            return Line(None, (f"step {index + 1}: {words}: no notation",))
        amount, note = amount_of(found.duration, what, note, lost)
        target = self.target(found.target, lost)
        note = clean(note, lost)
        lost += found.also
        step = Step(UntilLap(), what, note=note)
        for part, words in (
            ({"amount": amount}, duration_text(found.duration)),
            ({"target": target}, f"at {target_text(found.target, self.units)}"),
        ):
            try:
                step = replace(step, **part)
            except UnitError as error:
                lost.append(f"{words} ({error.problem})")
        remarks = [f"step {index + 1}: {each}: no notation" for each in lost]
        faults = (fault for of, fault in self.found.step_faults if of == index)
        remarks += [f"step {index + 1}: {fault}" for fault in faults]
        return Line(step, tuple(remarks))

    def what(self, found: WorkoutStep, lost: list[str]) -> tuple[What | Exercise | None, str]:
        """The word for a step, None if there is none, and what its note says besides."""
        exercise = found.exercise
        if self.is_strength and exercise is None and found.intensity in _WORK:
            exercise = named_in(found.note)
        if exercise is not None:
            if EXERCISES.get(exercise.words) == exercise and self.is_strength:
                return exercise, found.note
            lost.append(exercise.words)
        intensity = found.intensity
        if intensity not in _NOTATED:
            lost.append(f"intensity {INTENSITY_WORDS.get(intensity, intensity)}")
        if intensity == Intensity.RECOVERY:
            return self.recovery(found.note, lost)
        if isinstance(intensity, Intensity) and intensity in _WORD_OF:
            return _WORD_OF[intensity], found.note
        return (None if self.is_strength else self.word), found.note

    def recovery(self, note: str, lost: list[str]) -> tuple[What, str]:
        """Jog, unless the note names another; nobody jogs on a bike or in a boat."""
        word = next((each for each in _RECOVERY_WORDS if note.lower().startswith(each)), None)
        if word is not None and (self.is_run or word is What.WALK):
            return word, note[len(word) :].removeprefix(", ") if is_cue(note, word) else note
        if self.is_run:
            return What.JOG, note
        lost.append("intensity recovery")
        return (What.REST if self.is_strength else self.word), note

    def target(self, target: WatchTarget, lost: list[str]) -> Target | None:
        try:
            match target:
                case OpenTarget():
                    return None
                case SpeedTarget(low, high) if self.is_run:
                    return pace_between(low, high, UNIT_M[self.units])
                case HeartRateTarget(low, high):
                    return HeartRate(low, high)
                case HeartRatePercentTarget(low, high):
                    return HeartRate(low, high, "%max")
                case HeartRateZoneTarget(zone):
                    return HeartRateZone(zone)
                case PowerTarget(low, high):
                    return Power(low, high)
                case CadenceTarget(low, high) if self.word in (What.RUN, What.HIKING):
                    return Cadence(low, high)
                case _:
                    pass
        except UnitError:
            pass
        lost.append(f"at {target_text(target, self.units)}")
        return None


def _with_a_run(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines; a single run that is too short for a session becomes a step until lap."""
    try:
        Session(tuple(line.item for line in lines if line.item is not None))
    except SessionError as error:
        first = lines[0]
        if error.step == 0 and isinstance(first.item, Step):
            lost = f"step 1: {format_amount(first.item.amount)} ({error.problem}): no notation"
            item = replace(first.item, amount=UntilLap())
            return [Line(item, (*first.remarks, lost)), *lines[1:]]
    except UnitError:
        pass
    return lines
