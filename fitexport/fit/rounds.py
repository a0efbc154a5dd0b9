"""Items as a watch has them -> items as a coach writes them.

For `15-20min` a watch gets `15min` and a step for the rest; the last round of a repeat stands
alone, because no recovery follows it. Both are joined again if pacing would make the same steps.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fitexport.errors import UnitError, one_line
from fitexport.pace.cues import is_easy_going, more_text
from fitexport.session import MAX_COUNT, Amount, Distance, Item, Repeat, Step, Time, UntilLap, What
from fitexport.session.format import format_item

_LAST = re.compile(r"(Last one|Last round)(?:: (.*))?", re.S)
_LAST_NAMED = re.compile(r"(Stride|Hill), (last one|last round)(: .*)?", re.S)
_MORE = re.compile(
    r"up to (?:(\d{1,3}):)?(\d{1,6}(?:\.\d{1,3})?) (s|min|m|km|mi) more(?: easy)?(?:, then (.+))?",
    re.S,
)
_LONGEST_ROUND = 20
"""Items: comparing more would take time quadratic in the steps of a hostile file."""


@dataclass(frozen=True, slots=True)
class Line:
    """An item of a session, None if it has no notation, and what the file says besides."""

    item: Item | None
    remarks: tuple[str, ...] = ()

    def text(self) -> str:
        """The item, its remarks as comments below it."""
        item = [] if self.item is None else [format_item(self.item)]
        return "\n".join([*item, *map(comment, self.remarks)])


def comment(remark: str) -> str:
    """A remark as a comment in session text, on one line whatever the note holds."""
    return f"# {one_line(remark)}"


def split_last(note: str) -> tuple[str, str]:
    """`Last one: smooth` -> `Last one` and `smooth`: what pacing adds to the last round, and the note that
    all rounds have."""
    if match := _LAST.fullmatch(note):
        return match[1], match[2] or ""
    if match := _LAST_NAMED.fullmatch(note):
        return match[2].capitalize(), match[1] + (match[3] or "")
    return "", note


def as_coaches_write(lines: Iterable[Line]) -> list[Line]:
    """The lines with ranges and last rounds joined again."""
    return _with_last_rounds(_with_ranges(lines))


def _with_ranges(lines: Iterable[Line]) -> list[Line]:
    """Join `15min` and `up to 5 min more` into `15-20min`, if pacing would make just that of it."""
    made: list[Line] = []
    for line in lines:
        before, step = made[-1].item if made else None, line.item
        if isinstance(before, Step) and isinstance(step, Step) and step.amount == UntilLap():
            longer, rest = _range_of(before, step)
            if longer is not None:
                made[-1] = replace(made[-1], item=longer)
                if rest == "lap":
                    if line.remarks:
                        made.append(Line(None, line.remarks))
                    continue
                line = replace(line, item=replace(step, note=rest))
        made.append(line)
    return made


def _range_of(before: Step, step: Step) -> tuple[Step | None, str]:
    """The step with its range, and what else the next step's note says."""
    match = _MORE.fullmatch(step.note)
    if match is None:
        return None, ""
    more, unit, rest = float(match[2]), match[3], match[4] or ""
    if match[1]:
        more, unit = 60 * int(match[1]) + more, "s"
    try:
        match before.amount:
            case Time(s, None) if unit in ("s", "min"):
                amount: Amount = Time(s, s + round(more * (60 if unit == "min" else 1)))
            case Distance(value, of, None) if unit == of:
                amount = Distance(value, of, round(value + more, 3))
            case _:
                return None, ""
        longer = replace(before, amount=amount)
    except UnitError:
        return None, ""
    own_step = rest == "lap" and (step.what, step.target) == (before.what, before.target)
    pause = rest != "lap" and is_easy_going(longer) and _is_pause(step)
    fits = step.note == more_text(longer) + (f", then {rest}" if rest else "")
    return (longer, rest) if fits and (own_step or pause) else (None, "")


def _is_pause(step: Step) -> bool:
    return step.is_recovery or step.what in (What.WARM_UP, What.COOL_DOWN)


def _with_last_rounds(lines: list[Line]) -> list[Line]:
    """Join rounds and a last one that stands alone into one repeat with its recovery between."""
    made = list(lines)
    at = 0
    while at < len(made):
        alone = _alone(made[at])
        if alone is not None:
            at = _joined(made, at, alone)
        at += 1
    return made


def _alone(line: Line) -> Line | None:
    """The line without the words that make it a last round."""
    item = line.item
    if isinstance(item, Step) and not line.remarks:
        words, rest = split_last(item.note)
        if words:
            return Line(replace(item, note=rest))
    return None


def _joined(made: list[Line], at: int, alone: Line) -> int:
    """Join the rounds before `at` and the one there; return where the repeat is then."""
    match made[at - 1] if at else None:
        case Line(Repeat(count, (*body, Step() as recovery), None), ()) if (
            recovery.is_recovery and body and count < MAX_COUNT
        ):
            if _items([alone, *made[at + 1 : at + len(body)]]) == body:
                made[at - 1 : at + len(body)] = [Line(Repeat(count + 1, tuple(body), recovery))]
                return at - 1
        case Line(Step() as recovery, ()) if recovery.is_recovery:
            for length in range(1, min(at, _LONGEST_ROUND + 1)):
                first = at - 1 - length
                body = _items(made[first : at - 1])
                if body and _items([alone, *made[at + 1 : at + length]]) == body:
                    with contextlib.suppress(UnitError):  # too deep
                        made[first : at + length] = [Line(Repeat(2, tuple(body), recovery))]
                        return first
        case _:
            pass
    return at


def _items(lines: list[Line]) -> list[Item]:
    """The items of lines; empty if one of them says more than its item."""
    items = [line.item for line in lines if line.item is not None and not line.remarks]
    return items if len(items) == len(lines) else []
