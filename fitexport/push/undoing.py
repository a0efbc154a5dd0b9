"""What the last push did + what is there now -> the actions that undo it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from fitexport.push.deciding import is_over, plan_gone, plan_wanted, read_known
from fitexport.push.planned import WORKOUT, Planned, Remote, without_mark
from fitexport.push.remembered import Pushed, Step
from fitexport.sync.actions import Action, Do, Publication


def step_of(action: Action[Remote], written: Sequence[str], pushed: Pushed) -> Step:
    """What to remember of an action, to undo it."""
    there = action.remote
    if there is None:
        return Step(tuple(written), None)
    seen, sent = read_known(pushed.known.get(action.uid, "")).seen, pushed.sent.get(action.uid)
    if sent and seen and seen[WORKOUT] == there.parts[WORKOUT]:
        before = replace(sent, start=there.start, name=there.name, sport=there.sport)
    else:
        before = Planned(
            uid=there.uid,
            start=there.start,
            name=there.name,
            sport=there.sport,
            description=without_mark(there.description),
        )
    return Step(tuple(written), before)


def plan_undo(pushed: Pushed, remote: Sequence[Remote], today: date) -> Publication[Remote]:
    """The actions that undo the last push: delete what it added, restore what it changed or deleted.
    What the runner has edited since stays, and so does what is past or done."""
    there = {each.uid: each for each in remote}
    made = (
        _undone(uid, step, there.get(uid), pushed.known, today) for uid, step in pushed.last.items()
    )
    return Publication(tuple(each for each in made if each))


def _undone(
    uid: str, step: Step, there: Remote | None, known: Mapping[str, str], today: date
) -> Action[Remote] | None:
    about = read_known(known.get(uid, ""))
    if there is not None and is_over(there, today):
        return Action(Do.SAME, uid, there.name, known.get(uid, ""), remote=there)
    if step.before is None:
        return None if there is None else plan_gone(there, about, force=False)
    if there is None and step.before.day < today:
        return None
    return plan_wanted(step.before, there, about, only=step.written)
