"""Whatever a service answers: bounded, explained, and the key goes nowhere else."""

from __future__ import annotations

import gzip
import sys
from base64 import b64encode

import pytest
from support.answering import Answering, Reply, answering

from fitexport.errors import ServerError, UsageError
from fitexport.sync.answers import BusyError, RefusedError
from fitexport.sync.http import MAX_BYTES, Server
from fitexport.sync.services import Service

pytest.importorskip("httpx2")

KEY = "s3cret-key"
TOKEN = b64encode(f"API_KEY:{KEY}".encode()).decode()
SERVICE = Service("API key", "EXAMPLE_KEY", "https://api.example.com", "push", "make a new one")
AGAIN = "then run the command again: it continues from there"


def _ask(running: Answering, total_s: float = 20) -> object:
    with Server(running.url, SERVICE, auth=("API_KEY", KEY), total_s=total_s) as server:
        return server.ask_json("GET", "/things", "the things cannot be read", query={"a": "b c"})


def _error(reply: Reply, total_s: float = 20) -> ServerError:
    """The error that a runner sees; the key is never in it."""
    with answering(lambda _: reply) as running, pytest.raises(ServerError) as caught:
        _ask(running, total_s)
    error = caught.value
    assert error.where == f"{running.url}: the things cannot be read"
    assert len(running.seen) == 1, "asked once, whatever the answer"
    assert not any(each in str(error) for each in (KEY, TOKEN))
    return error


def test_a_request_has_the_key_and_its_answer_is_read() -> None:
    with answering(lambda _: Reply(body=b'[{"id": 1}]')) as running:
        assert _ask(running) == [{"id": 1}]
    (seen,) = running.seen
    assert (seen.method, seen.path, seen.query) == ("GET", "/things", {"a": "b c"})
    assert seen.headers["authorization"] == f"Basic {TOKEN}"
    assert seen.headers["user-agent"].startswith("fitexport/")


@pytest.mark.parametrize(
    ("reply", "problem", "remedy"),
    [
        (
            Reply(401, b'{"status": 401, "error": "Unauthorized"}'),
            "it refuses your API key (401: Unauthorized)",
            "make a new one",
        ),
        (Reply(403, b""), "it refuses your API key (403)", "make a new one"),
        (
            Reply(429, b"", {"Retry-After": "90"}),
            "it received too many requests (429)",
            f"wait 90 s, as it asks, {AGAIN}",
        ),
        (
            Reply(429, b"", {"Retry-After": "Mon, 30 Nov 2026 07:28:00 GMT"}),
            "it received too many requests (429)",
            f"wait until Mon, 30 Nov 2026 07:28:00 GMT, as it asks, {AGAIN}",
        ),
        (
            Reply(503, b"", {"Retry-After": "9" * 400}),
            "it is not available at the moment (503)",
            f"wait a while, {AGAIN}",
        ),
        (
            Reply(500, b"<h1>Oops</h1>"),
            "it answers 500: Oops",
            f"check that the server is up, {AGAIN}",
        ),
        (
            Reply(302, b"", {"Location": f"https://evil.example/?key={KEY}"}),
            "it redirects to https://evil.example/?key=***",
            "give that address if you trust it",
        ),
        (
            Reply(200, b"[1, 2"),
            "it does not answer as api.example.com does (no JSON)",
            "check the address; if it is right, try again later",
        ),
        (
            Reply(200, b"[" * 200_000),
            "it does not answer as api.example.com does (no JSON)",
            "check the address; if it is right, try again later",
        ),
        (
            Reply(200, b"x" * 1000, cut=True),
            "it cannot be reached, or closed the connection",
            f"check that the server is up, {AGAIN}",
        ),
        (
            Reply(cut_at_once=True),
            "it cannot be reached, or closed the connection",
            f"check that the server is up, {AGAIN}",
        ),
        (
            Reply(200, gzip.compress(bytes(1 << 20)), {"Content-Encoding": "gzip"}),
            "its answer is compressed, which was not asked for",
            f"check that the server is up, {AGAIN}",
        ),
        (
            Reply(200, bytes(MAX_BYTES + 1)),
            "its answer is larger than 16 MB",
            "check the address",
        ),
    ],
    ids=lambda each: str(each[0]) if isinstance(each, Reply) else "",
)
def test_an_error_answer_is_explained(reply: Reply, problem: str, remedy: str) -> None:
    error = _error(reply)
    assert (error.problem, error.remedy) == (problem, remedy)


@pytest.mark.slow
def test_a_silent_server_times_out() -> None:
    assert _error(Reply(silent=True), total_s=0.3).problem == "it did not answer in 0.3 s"


def test_what_a_server_refuses_for_good_has_its_reason_and_no_key() -> None:
    error = _error(Reply(422, f'{{"error": "No date; you sent Basic {TOKEN}"}}'.encode()))
    assert isinstance(error, RefusedError)
    assert error.short == "422: No date; you sent Basic ***"
    assert error.problem == f"it refuses this ({error.short})"


def test_no_redirect_is_followed_and_no_other_server_gets_the_key() -> None:
    with (
        answering(lambda _: Reply()) as other,
        answering(lambda _: Reply(307, b"", {"Location": other.url})) as running,
        pytest.raises(ServerError, match="it redirects to"),
    ):
        _ask(running)
    assert other.seen == []


def test_a_proxy_never_gets_a_key_without_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(lambda _: Reply()) as proxy, answering(lambda _: Reply()) as running:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        assert _ask(running) == {}
    assert proxy.seen == []


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://api.example.com", "http sends your API key unencrypted"),
        ("http://127.0.0.1.example.com", "http sends your API key unencrypted"),
        ("ftp://api.example.com", '"ftp://api.example.com" is not the address of a server'),
        ("https://me:pw@api.example.com", "the address has a password in it"),
        ("https://a-key@api.example.com", "the address has more in it"),
        ("https://api.example.com/?key=a-key", "the address has more in it"),
        ("https://api.example.com/\n", "the address has more in it"),
    ],
)
def test_an_unsafe_address_is_refused_before_anything_is_sent(url: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        Server(url, SERVICE)


def test_a_missing_library_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", None)
    with pytest.raises(UsageError, match=r"pip install 'fitexport\[push\]'"):
        Server("https://api.example.com", SERVICE)


def test_a_server_that_asks_to_wait_says_how_long() -> None:
    error = _error(Reply(429, headers={"Retry-After": "7"}))
    assert isinstance(error, BusyError)
    assert error.wait_s == 7
    assert error.remedy.startswith("wait 7 s, as it asks")


def test_a_token_is_sent_with_its_request_and_hidden_from_then_on() -> None:
    with (
        answering(lambda _: Reply(500, b'{"error": "no t0ken"}')) as running,
        Server(running.url, SERVICE) as server,
    ):
        server.hide("t0ken")
        with pytest.raises(ServerError, match=r"no [*]{3}\n"):
            server.ask("GET", "/", "nothing", headers={"Authorization": "Bearer t0ken"})
    assert running.seen[0].headers["authorization"] == "Bearer t0ken"


def test_an_answer_without_a_reason_has_none() -> None:
    assert _error(Reply(500)).problem == "it answers 500"
