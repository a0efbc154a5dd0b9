"""Easy and long runs guided by heart rate or effort, for runners who ask for it."""

from __future__ import annotations

from dataclasses import replace

from fitexport.pace.table import PaceTable
from fitexport.session import HeartRate, Step, What

_EFFORT = {What.EASY: 5, What.LONG: 6}


def guided(step: Step, table: PaceTable) -> Step:
    """The step with this runner's guidance; it replaces only the implied pace of `easy` and `long`,
    never a target that the coach wrote."""
    if step.target is not None or step.what not in _EFFORT or table.easy_by == "pace":
        return step
    if table.easy_by == "effort":
        effort = step.effort or _EFFORT[What(str(step.what))]
        return replace(step, what=What.RUN, effort=effort)
    if heart := table.heart_band(str(step.what)):
        return replace(step, target=HeartRate(*heart))
    from fitexport.pace.zones import ZONE_FACTS  # few runners need it

    percent = ZONE_FACTS[str(step.what)].heart_percent
    assert percent is not None
    low, high = percent
    if table.max_hr is None:  # then the watch counts from the maximum set on it
        return replace(step, target=HeartRate(low, high, "%max"))
    return replace(
        step,
        target=HeartRate(round(table.max_hr * low / 100), round(table.max_hr * high / 100)),
    )
