"""How a command may end that was given hostile values."""

from __future__ import annotations

import re
from pathlib import Path

from support.command import run

SAMPLES = Path(__file__).parent.parent.parent / "samples"
STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def fault(args: list[str]) -> str:
    """What is wrong with how a command ended; nothing if it did something, or refused in words."""
    result = run(*args)
    text = result.output
    if result.exit_code not in range(7) or "bug in fitexport" in text:
        return f"exit code {result.exit_code}"
    if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
        return f"raised {result.exception!r}"
    if found := STEERS.search(text):
        return f"printed {found[0]!r}"
    if result.exit_code and re.match(r"Error: [A-Z][a-z ]+\n", result.stderr):
        return "names nothing"
    return ""
