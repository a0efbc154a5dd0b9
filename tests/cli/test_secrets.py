"""Keys and passwords: never printed, logged or kept, not even in a traceback, whatever a server
answers and whatever option is given."""

from __future__ import annotations

import traceback
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import pytest
from click.testing import Result
from support.answering import Reply, Request, answering
from support.command import run

pytest.importorskip("httpx2")
pytestmark = pytest.mark.usefixtures("alone")

KEY = "k3y-0f-4nna"
BASIC = b64encode(f"API_KEY:{KEY}".encode()).decode()
PUSH = ("push", "intervals", "--yes")
TODAY = ("--today", "2027-03-01")
COMMANDS = {
    "push": (*PUSH, *TODAY),
    "push as JSON": (*PUSH, *TODAY, "--json"),
    "garmin": ("fitness", "--from", "garmin", *TODAY),
}


def _echoing(asked: Request) -> Iterator[Reply]:
    """Answers that repeat what was sent, in every place that we read."""
    sent = f"{asked.headers.get('authorization', '')} {KEY}"
    yield Reply(401, f'{{"error": "not {sent}"}}'.encode())
    yield Reply(422, f'{{"message": "{sent}"}}'.encode())
    yield Reply(500, f"<h1>{sent}</h1>".encode())
    yield Reply(500, f"<h1>{'x' * 155} {KEY}</h1>".encode())
    yield Reply(302, b"", {"Location": f"https://evil.example/?sent={sent}"})
    yield Reply(200, f"<html>{sent}".encode())
    yield Reply(200, f'[{{"id": "{sent}", "name": "{sent}"}}]'.encode())
    yield Reply(429, sent.encode(), {"Retry-After": sent})
    yield Reply(200, sent.encode() * 99, cut=True)
    yield Reply(cut_at_once=True)


@contextmanager
def _server(number: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that gives one of these answers to everything."""
    with answering(lambda asked: [*_echoing(asked)][number]) as running:
        for service in ("INTERVALS", "GARMIN"):
            monkeypatch.setenv(f"FITEXPORT_{service}_URL", running.url)
            monkeypatch.setenv(f"FITEXPORT_{service}_KEY", KEY)
        yield


def _shown(result: Result) -> str:
    """What the command printed, and the traceback that --debug would have shown."""
    error = result.exc_info
    trace = "".join(traceback.format_exception(*error)) if error and error[1] else ""
    return f"{result.output}{trace}"


@pytest.mark.slow
@pytest.mark.parametrize("command", ["push", "push as JSON", "garmin"])
def test_no_secret_is_printed_or_kept_whatever_a_server_answers(
    command: str, alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fitexport.cli.garmin.time.sleep", pytest.fail)
    assert run("init", "--mile", "6:20", *TODAY).exit_code == 0
    for number in range(10):
        with _server(number, monkeypatch):
            shown = _shown(run("--debug", *COMMANDS[command]))
        assert "Traceback" in shown
        assert KEY[:4] not in shown
        assert BASIC not in shown
    for path in chain(alone.rglob("*"), (alone.parent / "home").rglob("*")):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path


def test_a_secret_is_no_option_where_other_programs_could_read_it() -> None:
    for name in ("push", "fitness", "review", "calendar publish"):
        options = run(*name.split(), *(["intervals"] if name == "push" else []), "--help").stdout
        assert "--keep-" in options
        assert "--key " not in options
        assert "--password " not in options
