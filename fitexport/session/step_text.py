"""One step of session text: a word, an amount, a target, a note."""

from __future__ import annotations

import re

from fitexport.errors import UnitError, nearest
from fitexport.session import Step, Target, What
from fitexport.session.cursor import GAP, WORD, shown
from fitexport.session.exercises import Exercise
from fitexport.session.plausible import check_plausible
from fitexport.session.quantities import PART_OF_A_MILE, Quantities
from fitexport.session.words import WHATS

MAX_STEPS = 500
"""Steps as written, blocks filled in: ten times what a watch takes."""

_NOTE = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {'"': '"', "\\": "\\", "n": "\n"}


class Steps(Quantities):
    """Reads steps; `places` is where each of them (or unread block) begins, in reading order."""

    places: list[int]

    def step(self) -> Step:
        at = self.at
        what = self.what()
        worded = self.at > at
        self.skip(GAP)
        amount_at = self.at
        amount = self.amount(what if worded else None)
        self.skip(GAP)
        target: Target | None = None
        effort: int | None = None
        target_at = at
        if self.sees("@"):
            self.at += 1
            self.skip(GAP)
            target_at = self.at
            target, effort = self.target()
            self.skip(GAP)
        note = self.note() if self.sees('"') else ""
        self.place(at)
        self.make(amount_at, lambda: check_plausible(what, amount, target, effort))
        try:
            return Step(amount, what, target, effort, note)
        except UnitError:
            self.make(at, lambda: Step(amount, what, note=note))
            return self.make(target_at, lambda: Step(amount, what, target, effort, note))

    def what(self) -> What | Exercise:
        start = self.at
        words: list[str] = []
        word = WORD.match(self.text, self.at)
        while word and word[0].lower() != "until" and not PART_OF_A_MILE.match(self.text, self.at):
            words.append(word[0].lower())
            self.at = word.end()
            self.skip(GAP)
            word = WORD.match(self.text, self.at)
        if not words:
            return What.RUN
        name = " ".join(words)
        if name not in WHATS:
            hint = nearest(name.replace(" ", "-"), WHATS) or nearest(name, WHATS)
            self.fail(
                start,
                f'unknown word "{shown(name)}"',
                hint or "a step begins with a word such as run, easy, jog, warm-up or an exercise",
                "unknown word",
                name,
            )
        return WHATS[name]

    def note(self) -> str:
        match = _NOTE.match(self.text, self.at)
        if match is None:
            self.fail(self.at, "this note is never closed", 'close it with " on the same line')
        for escape in _ESCAPE.finditer(match[1]):
            if escape[1] not in _ESCAPED:
                at = self.at + 1 + escape.start()
                self.fail(
                    at, f"unknown escape \\{shown(escape[1])}", 'in a note, write \\" \\\\ or \\n'
                )
        self.at = match.end()
        return _ESCAPE.sub(lambda escape: _ESCAPED[escape[1]], match[1])

    def place(self, at: int) -> None:
        """Remember where the next step in reading order begins."""
        if len(self.places) == MAX_STEPS:
            self.fail(at, "a session of too many steps", f"at most {MAX_STEPS}")
        self.places.append(at)
