"""Messages for users of commands -> the words of a page, which has fields and buttons instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from fitexport.season.settings_table import SETTINGS, Setting

_Row = tuple[str, str | Callable[[re.Match[str]], str]]

_LABELS = {
    "mile_s": "What you can run today",
    "volume": "Running in a week",
    "goal_s": "Goal",
    "cross": "Cross-training",
    "strength": "Lifting",
    "bands": "Pace targets",
    "easy_by": "Easy runs by",
    "max_hr": "Highest heart rate",
    "resting_hr": "Heart rate at rest",
    "extra_at": "The 9 m of a mile",
    "at": "Runs begin at",
    "strength_at": "Lifting begins at",
    "race_at": "The race begins at",
    "timezone": "Time zone",
    "remind_min": "Reminder",
}
"""Where the key of the file is too short for people."""


def label(setting: Setting) -> str:
    """What people call a setting: `Race day`."""
    return _LABELS.get(setting.field, setting.key.replace("-", " ").capitalize())


def _options() -> Sequence[_Row]:
    """Options of commands, which are fields of the form; longer names first."""
    settings = sorted(SETTINGS, key=lambda each: -len(each.option))
    return [(re.escape(each.option), f'"{label(each)}"') for each in settings]


PLAN: Sequence[_Row] = (
    (r"`?fitexport move race DATE`?", "move the race"),
    (r"fitexport init --overwrite( --race-day DATE)?", 'press "Start over"'),
    (r" \(for another runner make a fitexport\.toml: fitexport init\)", ""),
    (r", or another --out", ""),
    (r" \(fitexport week next\)", ""),
    (r" \(fitexport undo, then [^()]*\)", ' ("Goal")'),
    (r"`?fitexport undo`?", '"Undo the last change"'),
    (r": fitexport result\b", ""),
    (r"`?fitexport result`?", 'under "A new result"'),
    (r": fitexport injured (\S+ LAST|FIRST)", ' under "Ill, injured, away"'),
    (r"\(--swap\)", "(by a swap)"),
    (r" \(--[^()]*\)", ""),
    ("--extra-at start puts them first", 'set "The 9 m of a mile" to start to run them first'),
    (r"\bgive (--[\w-]+) (?!in )(?=\w)", r"set \1 to "),
    *_options(),
    (r'as no ("[^"]+") is given', r"as \1 is empty"),
)
"""Of messages on a plan and its runner."""

WATCH: Sequence[_Row] = (
    (r"`?fitexport watch status`?", "this page"),
    (r"connect it again and run$", "connect it again, choose it, and press"),
    (r"the same command \(to start again\)", "Install (to start again)"),
    (r"run the command again", "try again"),
    (r"[Rr]un it again", "press that again"),
    (r" \(fitexport watch clean\)", ""),
    (r"`?fitexport watch (\w+)`?", lambda found: found[1].capitalize()),
    (r"give (another drive|its drive) with --at", r"choose \1"),
    (r"another fitexport is using this watch", "another tab is using this watch"),
    (r"(T|t)his computer (has|cannot)", r"\1his browser \2"),
)
"""Of messages on a watch."""


def in_page_words(text: str, table: Sequence[_Row] = PLAN) -> str:
    """A message in the words of the page.

    >>> in_page_words("no goal given: 6:07 (--goal)")
    'no goal given: 6:07'
    >>> in_page_words("close what uses it, then run the command again", WATCH)
    'close what uses it, then try again'
    """
    for pattern, words in table:
        text = re.sub(pattern, words, text)
    return text
