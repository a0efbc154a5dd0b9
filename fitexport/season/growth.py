"""How much running a week may be, by the weeks before it.

Weeks grow by 12 % at most (beginners 15 %; injuries rise with growth, Nielsen 2014), a cut-back
week keeps below 90 % and race week below 65 % of the highest (a taper of 41 to 60 % without the
race, Bosquet 2007), a week of recovery below 50 % (judgement). Walked recoveries do not count as running.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fitexport.plan.model import Level, Plan, TrainingWeek

GROWTH: dict[Level, float] = {"beginner": 1.15, "intermediate": 1.12, "advanced": 1.12}
"""A week's running, by the last week's that was no cut-back week."""
CUT_BACK = 0.90
"""A cut-back week's running, by the highest week's before; so are taper weeks before the last."""
CUT_BACK_LEAST = 0.65
"""The least that a healthy cut-back week keeps of it: lighter, not idle (judgement)."""
TAPER = 0.65
"""Race week's running, the mile included."""
TAPER_WITHOUT_RACE = 0.50
"""Race week's running without the race."""
RECOVERY = 0.50
"""The running of a week of recovery."""
_LONG_SHARE: dict[Level, float] = {"beginner": 0.37, "intermediate": 0.30, "advanced": 0.30}
"""The long run, by its week's running: Daniels' 25 to 30 %, a little more of a beginner's few runs."""
_LONG_SHARE_OF_FEW: dict[int, dict[Level, float]] = {
    3: {"beginner": 0.40, "intermediate": 0.40, "advanced": 0.40},
    4: {"beginner": 0.37, "intermediate": 0.35, "advanced": 0.35},
}
"""The same for so many runs a week. Judgement: three equal runs would be a third each."""
HARD_SHARE = 0.185
"""The hard share of a week's running: a fifth, less the time a race may exceed its goal by."""

Rule = Literal["growth", "cut-back", "taper", "recovery"]
_SHARES: dict[Rule, float] = {"cut-back": CUT_BACK, "taper": TAPER, "recovery": RECOVERY}


def long_share(plan: Plan) -> float:
    """The largest share of a week's running for its long run."""
    return _LONG_SHARE_OF_FEW.get(plan.days, _LONG_SHARE)[plan.level]


@dataclass(slots=True, eq=False, repr=False)
class Growth:
    """The weeks so far; `last_s` and `highest_s` in seconds of running."""

    level: Level
    last_s: float = 0.0
    highest_s: float = 0.0

    def rule(self, week: TrainingWeek, *, is_last: bool) -> Rule:
        """What the next week is measured by; `is_last`: it is race week."""
        if week.phase == "recovery":
            return "recovery"
        if week.cut_back or (week.phase == "taper" and not is_last):
            return "cut-back"
        return "taper" if week.phase == "taper" else "growth"

    def limit_s(self, rule: Rule, race_s: float | None = None) -> float:
        """The most running that the next week may be, `race_s` of it on the day of the race; 0
        where nothing is before it."""
        if rule == "growth":
            return GROWTH[self.level] * self.last_s
        if rule == "taper" and race_s is not None:
            return min(TAPER * self.highest_s, TAPER_WITHOUT_RACE * self.highest_s + race_s)
        return _SHARES[rule] * self.highest_s

    def add(self, running_s: float, *, counts: bool) -> None:
        """The next week; what was cut back, or done ill, is no measure for those after it."""
        if counts:
            self.last_s = running_s
        self.highest_s = max(self.highest_s, running_s)
