"""A squad on a Dask cluster: the same bytes, whoever is lost on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.command import run as run_here
from support.dask_cluster import HOME, Cluster, scheduler
from support.folders import tree

from fitexport.errors import UsageError
from fitexport.export.manifest import MANIFEST_NAME
from fitexport.squad import cluster as module
from fitexport.squad.cluster import ClusterError, cluster
from fitexport.squad.running import in_order

pytestmark = pytest.mark.usefixtures("alone")

COUNT = 40
NOTES = {"squad-summary.csv", "squad-summary.html", ".fitexport-squad.json"}
"""They tell which athletes were written again, because a worker was lost before it could report."""


# --- without one --------------------------------------------------------------------------


def test_dask_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as raised, cluster("tcp://127.0.0.1:1"):
        pass
    assert str(raised.value) == (
        "--cluster needs Dask\n  install it: pip install 'fitexport[cluster]'"
    )


def test_jobs_and_cluster_exclude_each_other() -> None:
    made = run_here("squad", "x.csv", "--jobs", "2", "--cluster", "tcp://127.0.0.1:1")
    assert made.exit_code == 2
    assert "give one of them" in made.stderr


def test_a_folder_that_a_worker_does_not_see_is_refused() -> None:
    seen = []

    def asked(question: Any) -> dict[str, bool]:
        seen.append(question())
        return {"tcp://10.0.0.7:4": False}

    with pytest.raises(ClusterError) as raised:
        module._check_folder(SimpleNamespace(run=asked, id="one"), Path("out"))  # type: ignore[arg-type]
    assert seen == [True]
    assert not Path("out").exists()
    assert str(raised.value) == (
        f"the worker tcp://10.0.0.7:4 does not see the folder {Path('out').resolve()} of this"
        " computer\n  give --out a folder that all of them share under this path, or a store:"
        " s3://bucket/squad"
    )


# --- with one -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with scheduler(tmp_path_factory.mktemp("cluster")) as made:
        yield made


@pytest.fixture
def dask(started: Cluster) -> Iterator[Cluster]:
    """A scheduler that has no workers yet."""
    yield started
    started.kill()


def command(out: str, *more: str) -> list[str]:
    rows = "".join(
        f"{each},Athlete {each},{4 + each % 9}:{10 + each % 50},2027-05-{1 + each % 28:02d}\n"
        for each in range(COUNT)
    )
    Path("athletes.csv").write_text(f"id,name,mile,race day\n{rows}", encoding="utf-8")
    given = ("--today", "2027-03-01", "--week", "3", "--out", out)
    return [sys.executable, "-m", "fitexport", "squad", "athletes.csv", *given, *more]


def begun(out: str, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(out, *more),
        env=os.environ | {"PYTHONPATH": str(HOME)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def complete(out: str) -> int:
    return len(list(Path(out).glob(f"*/{MANIFEST_NAME}")))


@pytest.mark.slow
def test_a_worker_that_is_killed_leaves_no_trace(dask: Cluster) -> None:
    dask.start(2)
    with begun("many", "--cluster", dask.address) as process:
        while process.poll() is None and complete("many") < 10:
            pass
        assert process.poll() is None, process.stderr and process.stderr.read()
        dask.workers[0].kill()
        out, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")
    assert out.startswith(f"{COUNT} athletes in {Path('many').resolve()}: ")
    assert dask.workers[1].poll() is None
    with begun("one", "--jobs", "1") as alone:
        alone.communicate()
    whole, found = tree(Path("one")), tree(Path("many"))
    assert complete("one") == complete("many") == COUNT
    assert {path for path in whole | found if whole.get(path) != found.get(path)} <= NOTES


@pytest.mark.slow
def test_when_all_workers_are_lost_the_error_says_so(dask: Cluster) -> None:
    dask.start(1)

    def work() -> None:
        with cluster(dask.address, patience_s=60.0, lost_s=2.0) as executor:
            for done, _ in enumerate(in_order(list, range(4000), executor, chunk=2)):
                if done == 10:
                    dask.kill()

    with pytest.raises(ClusterError) as raised:
        work()
    assert str(raised.value) == (
        f"all workers are lost, or the scheduler: {dask.address}\n"
        "  finished athletes are complete: run the same command again for the rest"
    )


@pytest.mark.slow
def test_a_scheduler_without_workers_is_an_error(dask: Cluster) -> None:
    with pytest.raises(ClusterError) as raised, cluster(dask.address, patience_s=3.0):
        pass
    assert str(raised.value) == (
        f"the scheduler at {dask.address} has no workers\n  start some: dask worker {dask.address}"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "has"),
    [('__version__ = "0.0.1"\n', "fitexport 0.0.1"), ("raise ImportError\n", "no fitexport")],
)
def test_workers_with_another_fitexport_are_refused(
    dask: Cluster, tmp_path: Path, content: str, has: str
) -> None:
    (tmp_path / "fitexport").mkdir()
    (tmp_path / "fitexport" / "__init__.py").write_text(content)
    dask.start(1, tmp_path)
    with pytest.raises(ClusterError) as raised, cluster(dask.address, patience_s=30.0):
        pass
    assert f" has {has}; here it is " in raised.value.problem


@pytest.mark.slow
def test_no_scheduler_is_one_error_with_a_remedy() -> None:
    pytest.importorskip("distributed")
    for address, problem in (
        ("tcp://127.0.0.1:1", "no Dask scheduler answers at tcp://127.0.0.1:1"),
        ("nonsense://here", '"nonsense://here" is no address of a scheduler'),
    ):
        with pytest.raises((ClusterError, UsageError)) as raised, cluster(address, patience_s=1.0):
            pass
        assert raised.value.problem.startswith(problem)
