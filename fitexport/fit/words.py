"""What was found in a FIT file, step by step, as a watch will lead it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fitexport.fit.found import FoundRepeat, FoundStep
from fitexport.fit.meaning import INTENSITIES
from fitexport.pace.outline import duration_text, target_text
from fitexport.pace.workout import OtherTarget, SpeedTarget, Target
from fitexport.session import HUMAN_SPEEDS
from fitexport.units import Units


def found_lines(
    steps: Sequence[FoundStep | FoundRepeat], units: Units, indent: str = ""
) -> Iterator[str]:
    """A line a step, repeats indented."""
    for step in steps:
        if isinstance(step, FoundRepeat):
            yield f"{indent}{step.until or f'{step.count} times'}:"
            yield from found_lines(step.steps, units, indent + "  ")
        else:
            yield indent + found_line(step, units)


def found_line(step: FoundStep, units: Units) -> str:
    """`go 400 m at 6:47-7:20/mi: 400 m in 1:45`."""
    what = step.exercise.words if step.exercise else INTENSITIES.get(step.intensity or 0, "go")
    target = target_words(step.target, units)
    line = f"{what} {duration_text(step.duration)}" + (f" at {target}" if target else "")
    line += "".join(f", {words}" for words in step.also)
    return f"{line}: {step.note}" if step.note else line


def target_words(target: Target | OtherTarget, units: Units) -> str:
    """A target, whatever its numbers; nothing for none."""
    match target:
        case SpeedTarget(low, high) if not is_human(low) or not is_human(high):
            return f"{low:g}-{high:g} m/s"  # a pace of 0:00 would say nothing
        case _:
            return target_text(target, units)


def is_human(m_per_s: float) -> bool:
    """Whether somebody may run at this speed."""
    slowest, fastest = HUMAN_SPEEDS
    return slowest <= m_per_s <= fastest
