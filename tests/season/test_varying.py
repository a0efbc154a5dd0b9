from __future__ import annotations

from fitexport.plan.load import load_plan
from fitexport.season.varying import varied


def test_a_repeated_week_has_other_hard_runs_of_the_plan_with_their_own_names() -> None:
    plan = load_plan("mile", "intermediate", 8)
    of_plan = load_plan("mile", "intermediate", 10).weeks
    known = {
        (each.name, each.title, each.why, each.session) for w in of_plan for each in w.sessions
    }
    weeks = (*plan.weeks[:3], plan.weeks[1], *plan.weeks[3:])
    made = varied(weeks, 3, of_plan)
    assert (made[:3], made[4:]) == (weeks[:3], weeks[4:])
    before, after = (
        [(each.name, each.title, each.why, each.session) for each in week.sessions]
        for week in (weeks[3], made[3])
    )
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert changed
    assert known.issuperset(changed)
    assert varied(weeks, 4, of_plan) == weeks
