"""A reader of intervals.icu's workout text, written from its guides and from what its server was
measured to make of a line. Stricter than the server: it refuses what the server would misread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_METRES = {"mtr": 1.0, "km": 1000.0, "mi": 1609.344}
_TIME = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_DISTANCE = re.compile(r"(\d+(?:\.\d+)?)(mtr|km|mi)")
_PACE = re.compile(r"(\d+):(\d\d)(?:-(\d+):(\d\d))?/(km|mi)")
_REPEAT = re.compile(r"(?:^|\s)(\d+)x(?:\s|$)", re.IGNORECASE)
_KEYWORD = re.compile(r"\b(ramp|freeride|maxeffort|hidepower)\b|<|>|\^", re.IGNORECASE)


@dataclass(frozen=True)
class Read:
    """A step as the service understands it."""

    cue: str = ""
    until_lap: bool = False
    seconds: int = 0
    metres: float = 0
    pace: tuple[int, int, str] | None = None
    """Seconds at the slow and the fast end, and their unit."""
    target: str = ""
    intensity: str = ""


def read_text(text: str) -> Iterator[Read]:
    """Its steps in running order."""
    for block in re.split(r"\n\s*\n", text):
        times = 1
        steps: list[Read] = []
        for line in block.split("\n"):
            if line.startswith("-"):
                steps.append(_step(line[1:].strip()))
            elif repeat := _REPEAT.search(line):
                if steps:
                    raise ValueError(f"no empty line before the repeat: {line}")
                times = int(repeat[1])
        yield from steps * times


def _step(line: str) -> Read:
    pressing = re.compile(r"press\s+lap\s*", re.IGNORECASE)
    lap = len(pressing.findall(line))
    words = pressing.sub("", line).split()
    if _KEYWORD.search(line) or lap > 1:
        raise ValueError(f"a keyword in {line}")
    begin = next((at for at, word in enumerate(words) if re.search(r"[\d=%]", word)), len(words))
    cue, rest = " ".join(words[:begin]), words[begin:]
    found: dict[str, object] = {"cue": cue, "until_lap": bool(lap)}
    while rest:
        word = rest.pop(0)
        if (time := _TIME.fullmatch(word)) and word and "seconds" not in found:
            hours, minutes, seconds = (int(each or 0) for each in time.groups())
            found["seconds"] = 3600 * hours + 60 * minutes + seconds
        elif (distance := _DISTANCE.fullmatch(word)) and "metres" not in found:
            found["metres"] = float(distance[1]) * _METRES[distance[2]]
        elif (pace := _PACE.fullmatch(word)) and rest[:1] == ["Pace"]:
            slow = 60 * int(pace[1]) + int(pace[2])
            fast = 60 * int(pace[3]) + int(pace[4]) if pace[3] else slow
            found["pace"] = slow, fast, pace[5]
            rest.pop(0)
        elif re.fullmatch(r"\d+(-\d+)?%|Z\d", word) and rest[:1] == ["HR"]:
            found["target"] = f"{word} {rest.pop(0)}"
        elif re.fullmatch(r"\d+(-\d+)?w", word):
            found["target"] = word
        elif kind := re.fullmatch(
            r"intensity=(active|rest|warmup|cooldown|recovery|interval|other)", word
        ):
            found["intensity"] = kind[1]
        else:
            raise ValueError(f"{word} in {line}")
    if ("seconds" in found) == ("metres" in found):
        raise ValueError(f"not one duration in {line}")
    return Read(**found)  # type: ignore[arg-type]  # as collected above
