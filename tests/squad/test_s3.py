"""A squad in a bucket of S3, of a server on this computer: whole, continued, and what goes wrong there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from support.answering import Reply, answering
from support.bucket import BUCKET, SECRET, Bucket, bucket, environment_of, silent_url
from support.folders import tree

import fitexport
from fitexport.export.manifest import MANIFEST_NAME
from fitexport.squad.remote_folders import UNFINISHED

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("alone")]

COUNT = 7
NOTES = ("squad-summary.csv", "squad-summary.html", ".fitexport-squad.json")
HOME = str(Path(fitexport.__file__).parent.parent)
DENIED = b"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    with bucket(tmp_path_factory.mktemp("store")) as made:
        yield made


def command(out: str, *more: str) -> list[str]:
    rows = "".join(
        f"{each},Athlete {each},{4 + each % 8}:{10 + each},2027-05-01\n" for each in range(COUNT)
    )
    Path("athletes.csv").write_text(f"id,name,mile,race day\n{rows}", encoding="utf-8")
    given = ("--today", "2027-03-01", "--week", "3", "--out", out)
    return [sys.executable, "-m", "fitexport", "squad", "athletes.csv", *given, *more]


def run(
    out: str, *more: str, environment: Mapping[str, str] = {}
) -> subprocess.CompletedProcess[str]:
    made = subprocess.run(
        command(out, *more),
        env=os.environ | {"PYTHONPATH": HOME} | dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert SECRET not in made.stdout + made.stderr
    assert "Traceback" not in made.stderr
    return made


def in_folder(*more: str) -> dict[str, Any]:
    """What the same command writes into a folder."""
    made = run("folder", "--jobs", "1", *more)
    assert made.returncode == 0, made.stderr
    return {path: data for path, data in tree(Path("folder")).items() if data is not None}


@pytest.mark.parametrize("more", [(), pytest.param(("--zip",), marks=pytest.mark.whole)])
def test_a_bucket_gets_what_a_folder_gets_and_the_next_run_leaves_it(
    store: Bucket, more: tuple[str, ...]
) -> None:
    out = f"whole{len(more)}"
    made = run(f"s3://{BUCKET}/{out}", "--jobs", "2", *more, environment=store.environment)
    assert (made.returncode, made.stderr) == (0, "")
    assert store.files(out) == in_folder(*more)
    again = run(f"s3://{BUCKET}/{out}", "--jobs", "2", *more, environment=store.environment)
    assert f"{COUNT} unchanged" in again.stdout


def test_a_run_that_is_killed_is_completed_by_the_next(store: Bucket) -> None:
    out = f"s3://{BUCKET}/killed"
    environment = os.environ | {"PYTHONPATH": HOME} | store.environment
    with subprocess.Popen(command(out, "--jobs", "2"), env=environment) as process:
        while process.poll() is None and _complete(store.keys("killed")) < 2:
            pass
        assert process.poll() is None
        process.kill()
    whole, found = in_folder(), store.files("killed")
    assert 0 < _complete(found) < COUNT
    for path, data in found.items():
        assert path.endswith(UNFINISHED) or data == whole[path]
    made = run(out, "--jobs", "2", environment=store.environment)
    assert made.returncode == 0, made.stderr
    found = store.files("killed")
    assert {path for path in whole | found if whole.get(path) != found.get(path)} <= set(NOTES)


def _complete(found: Iterable[str]) -> int:
    return sum(path.endswith(f"/{MANIFEST_NAME}") for path in found)


def test_what_the_coach_put_there_stays(store: Bucket) -> None:
    out = f"s3://{BUCKET}/kept"
    store.put("kept/Athlete 1_1/notes.txt", b"left knee")
    assert run(out, environment=store.environment).returncode == 0
    store.put("kept/Athlete 1_1/mile-week-03.ics", b"mine")
    made = run(out, "--level", "beginner", environment=store.environment)
    assert made.returncode == 1
    assert f"{out}/Athlete 1_1/mile-week-03.ics" in made.stderr
    found = store.files("kept")
    assert found["Athlete 1_1/mile-week-03.ics"] == b"mine"
    assert found["Athlete 1_1/notes.txt"] == b"left knee"


def test_a_bucket_that_is_not_there_is_named_and_not_made(store: Bucket) -> None:
    made = run("s3://no-such-bucket/squad", environment=store.environment)
    assert (made.returncode, made.stdout) == (6, "")
    assert "there is no such bucket or folder in the store" in made.stderr
    assert made.stderr.count("Error") == 1
    again = run("s3://no-such-bucket/squad", environment=store.environment)
    assert again.returncode == 6


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_store_that_denies_access_is_one_error(jobs: str) -> None:
    with answering(lambda _: Reply(403, DENIED, {"Content-Type": "application/xml"})) as server:
        made = run(f"s3://{BUCKET}/squad", "--jobs", jobs, environment=environment_of(server.url))
    assert (made.returncode, made.stdout) == (6, "")
    assert "the store denies access (Access Denied)" in made.stderr
    assert made.stderr.count("Error") == 1


@pytest.mark.parametrize("cut", [False, True])
def test_a_store_that_does_not_answer_is_one_error(cut: bool) -> None:
    with answering(lambda _: Reply(cut_at_once=True)) as server:
        url = server.url if cut else silent_url()
        environment = environment_of(url) | {"AWS_MAX_ATTEMPTS": "1"}  # five take a minute
        made = run(f"s3://{BUCKET}/squad", environment=environment)
    assert (made.returncode, made.stdout) == (6, "")
    assert "the store cannot be used (" in made.stderr
    assert made.stderr.count("Error") == 1


def test_without_keys_the_error_says_so(store: Bucket) -> None:
    environment = store.environment | {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    made = run(f"s3://{BUCKET}/squad", environment=environment)
    assert made.returncode == 6
    assert "credentials" in made.stderr
