"""A few inputs for each target, the same each time; and every one that ever broke something.

By hand, for as long as one likes, with other inputs each time:

    cd tests && PYTHONPATH=.. python -m fuzz --seconds 600 --seed 2
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from fuzz.judging import Fault, fault_of
from fuzz.mutating import inputs
from fuzz.targets import TARGETS, Target

KEPT = Path(__file__).parents[1] / "data" / "fuzz"
"""A folder for each target."""
GATE = 4
"""Without `--whole`, the seeds and one run in so many."""
BY_NAME = {target.name: target for target in TARGETS}


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS, ids=list(BY_NAME))
def test_changed_files_are_read_or_refused_in_a_second_and_100_mb(
    target: Target, *, whole: bool
) -> None:
    wrong: dict[Fault, bytes] = {}
    seeds = target.seeds()
    runs = target.runs if whole else len(seeds.inputs) + target.runs // GATE
    for data in islice(inputs(seeds), runs):
        if fault := fault_of(target, data):
            wrong.setdefault(fault, data)
    assert wrong == {}


@pytest.mark.parametrize(
    "path", sorted(KEPT.rglob("*.*")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_what_once_broke_something_does_no_longer(path: Path) -> None:
    assert fault_of(BY_NAME[path.parent.name], path.read_bytes()) is None


@pytest.mark.slow
def test_each_target_reads_some_of_its_seeds() -> None:
    """Not all of them may be refused: then nothing beyond the first check would be tried."""
    assert len(BY_NAME) == len(TARGETS)
    for target in TARGETS:
        assert any(map(target.is_read, target.seeds().inputs)), target.name
