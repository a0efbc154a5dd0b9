"""One step of session text: a word, an amount, a target, a note."""

from __future__ import annotations

import re

from fitexport.errors import UnitError, nearest
from fitexport.session import Step, Target, What
from fitexport.session.cursor import GAP, NUMBER, WORD, after, shown
from fitexport.session.exercises import Exercise
from fitexport.session.plausible import check_plausible
from fitexport.session.quantities import PART_OF_A_MILE
from fitexport.session.spellings import AT, STOP, TIMES, WORD_SPELLINGS
from fitexport.session.target_text import Targets
from fitexport.session.words import FRAME, RECOVERIES, WHATS

MAX_STEPS = 500
"""Most steps as written, blocks filled in: ten times what a watch accepts."""

COUNT = re.compile(rf"([0-9]+)[^\S\n]*[{TIMES}](?![^\S\n]*rep\b)", re.I)
"""How often a repeat is run."""
_NOTE = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {'"': '"', "\\": "\\", "n": "\n"}


_EASY = re.compile(r"easy\b[^\S\n]*", re.I)
_ALWAYS_EASY = (FRAME | RECOVERIES) - {What.FLOAT}
"""Steps for which `easy` adds nothing: `warm-up 15min easy`."""


class Steps(Targets):
    """Parses steps; `places` are the offsets of the steps and unread blocks, in reading order."""

    places: list[int]

    def step(self) -> Step:
        at = self.at
        what = self.what()
        worded = self.at > at
        self.skip(GAP)
        amount_at = self.at
        amount = self.amount(what if worded else None)
        self.skip(GAP)
        if not worded:
            what = self.what_after()
        elif what in _ALWAYS_EASY:
            self.at = after(_EASY, self.text, self.at)
        self.skip(GAP)
        target: Target | None = None
        effort: int | None = None
        target_at = at
        if sign := AT.match(self.text, self.at):
            self.at = sign.end()
            self.skip(GAP)
            target_at = self.at
            target, effort = self.target()
            self.skip(GAP)
        note = self.note() if self.sees('"') else ""
        self.place(at)
        try:
            return Step(amount, what, target, effort, note)
        except UnitError:  # find the part that it is about
            self.make(amount_at, lambda: check_plausible(what, amount, target, effort))
            self.make(at, lambda: Step(amount, what, note=note))
            return self.make(target_at, lambda: Step(amount, what, target, effort, note))

    def what_after(self) -> What | Exercise:
        """The word in `10min easy`, `200m jog`; if an amount follows, it belongs to the next step."""
        before = self.at
        self.words()
        follows = NUMBER.match(self.text, self.at) or self.sees_word("until")
        end, self.at = self.at, before
        if follows or end == before:
            return What.RUN
        return self.what()

    def sees_word(self, wanted: str) -> bool:
        word = WORD.match(self.text, self.at)
        return word is not None and word[0].lower() == wanted

    def words(self) -> str:
        words: list[str] = []
        word = WORD.match(self.text, self.at)
        while (
            word
            and not STOP.match(self.text, self.at)
            and not PART_OF_A_MILE.match(self.text, self.at)
        ):
            words.append(word[0].lower())
            self.at = word.end()
            self.skip(GAP)
            word = WORD.match(self.text, self.at)
        return " ".join(words)

    def what(self) -> What | Exercise:
        start = self.at
        written = self.words()
        if not written:
            return What.RUN
        name = WORD_SPELLINGS.get(written, written)
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

    def recovery(self) -> Step:
        """The recovery between rounds: `jog 200m`, `200m jog`."""
        at = self.at
        begins = NUMBER.match(self.text, at) and not COUNT.match(self.text, at)
        step = self.step() if begins or self.sees_recovery() else None
        if step is None or not step.is_recovery:
            self.fail(
                at,
                "a recovery must follow the comma of a repeat",
                "write jog, walk, rest or float and how long: 6x 400m @ mile, jog 200m",
            )
        return step

    def sees_recovery(self) -> bool:
        before = self.at
        name = self.words()
        self.at = before
        return WORD_SPELLINGS.get(name, name) in RECOVERIES

    def place(self, at: int) -> None:
        """Remember where the next step in reading order begins."""
        if len(self.places) == MAX_STEPS:
            self.fail(at, "the session has too many steps", f"at most {MAX_STEPS}")
        self.places.append(at)
