"""Every command that writes, disturbed: the old state or the new one, and a rerun completes it.

Here a few faults for each; `by_hand.py` tries all of them.
"""

from __future__ import annotations

import importlib.util

import pytest
from support.fault_commands import CASES
from support.fault_trials import trial
from support.faults import FAULTS, Forks

pytestmark = pytest.mark.slow

_FAULTS_EACH, _FEWEST = 4, 2
"""Faults for each command; fewer for those that write hundreds of similar files."""
_NEEDS = {"caldav": ("caldav", "radicale"), "intervals": ("httpx2",), "garmin": ("httpx2",)}


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", CASES)
def test_a_disturbed_command_leaves_old_or_new_and_the_next_one_completes_it(
    running: Forks, name: str
) -> None:
    case = CASES[name]
    for needed in (*_NEEDS.get(case.service, ()), *filter(None, [case.needs])):
        if importlib.util.find_spec(needed) is None:
            pytest.skip(f"this needs {needed}")
    with trial(case, running) as tried:
        pairs = [
            (fault, at)
            for at, kind in enumerate(tried.calls)
            for fault in FAULTS
            if kind in fault.kinds
        ]
        every = len(pairs) // max(_FAULTS_EACH // case.step, _FEWEST) + 1
        begin = list(CASES).index(name) % every  # not the same faults for all
        wrong = [
            f"{fault.name} at {at} ({tried.calls[at]}): {each}"
            for fault, at in pairs[begin::every]
            for each in tried.disturbed(fault, at).wrong
        ]
    assert not wrong, "\n".join(wrong)
