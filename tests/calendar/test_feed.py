"""A calendar to subscribe to: its address, and who gets it from its server."""

from __future__ import annotations

import http.client
import json
import os
import threading
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path

import pytest

from fitexport.calendar import feed
from fitexport.calendar.feed import Addresses, FeedServer, addresses, feed_tokens
from fitexport.errors import UsageError, WriteError
from fitexport.files.web_server import LOOPBACK

TOKEN, OTHER = "0123456789abcdef" * 2, "f" * 32


# --- its address ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "web"),
    [
        ("https://example.org/cal/", "https://example.org/cal/T.ics"),
        ("https://example.org", "https://example.org/T.ics"),
        ("webcal://example.org:8443/a/b", "https://example.org:8443/a/b/T.ics"),
        ("http://192.168.1.20:8018/", "http://192.168.1.20:8018/T.ics"),
        ("HTTPS://Example.org/Ä%20".replace("Ä", "%C3%84"), "https://Example.org/%C3%84%20/T.ics"),
    ],
)
def test_the_address_is_that_of_the_folder_and_the_file(folder: str, web: str) -> None:
    assert addresses(folder, "T") == Addresses(web, f"webcal:{web.partition(':')[2]}")


@pytest.mark.parametrize(
    "folder",
    [
        *("", "example.org/cal", "ftp://example.org/", "https://", "https:///cal", "file:///srv"),
        *("https://anna:pw@example.org/", "https://example.org/?a=1", "https://example.org/#a"),
        *(
            "https://example.org/a b",
            "https://example.org/\n",
            "https://example.org:x/",
            "https://[",
        ),
        *("https://example.org\\@evil.example/", "javascript:alert(1)"),
    ],
)
def test_what_is_no_folder_on_the_web_is_refused(folder: str) -> None:
    with pytest.raises(UsageError) as refused:
        addresses(folder, TOKEN)
    assert refused.value.problem == f'"{folder}" is not the address of a folder on the web'
    assert TOKEN not in str(refused.value)


def test_a_token_is_remembered_for_each_settings_file(tmp_path: Path) -> None:
    memory = tmp_path / "memory.json"
    assert feed_tokens(memory, "anna.toml", TOKEN) == (TOKEN,)
    assert feed_tokens(memory, "anna.toml", OTHER) == (TOKEN,)
    assert feed_tokens(memory, "ben.toml", OTHER) == (OTHER,)
    assert feed_tokens(memory, "anna.toml", OTHER, renew=True) == (OTHER, TOKEN)
    assert feed_tokens(memory, "anna.toml", "a" * 32) == (OTHER, TOKEN)


@pytest.mark.skipif(os.name != "posix", reason="modes of Unix")
def test_only_its_owner_can_read_where_the_token_is_kept(tmp_path: Path) -> None:
    """Whoever has it can read the calendar."""
    memory = tmp_path / "memory.json"
    feed_tokens(memory, "anna.toml", TOKEN)
    assert memory.stat().st_mode & 0o777 == 0o600
    memory.chmod(0o664)  # as earlier versions left it
    feed_tokens(memory, "ben.toml", OTHER)
    assert memory.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("tokens", [["../../etc/passwd"], [], ["0" * 31], [TOKEN, 5], "0" * 32])
def test_a_memory_with_another_token_is_not_ours(tmp_path: Path, tokens: object) -> None:
    """A file would be written under that name."""
    memory = tmp_path / "memory.json"
    feed_tokens(memory, "anna.toml", TOKEN)
    content = json.loads(memory.read_text()) | {"feeds": {"anna.toml": tokens}}
    memory.write_text(json.dumps(content))
    with pytest.raises(WriteError, match="is not a file that fitexport can read"):
        feed_tokens(memory, "anna.toml", OTHER)


# --- its server -------------------------------------------------------------------------


class Log(list[tuple[str, HTTPStatus]]):
    """What the server says of its clients."""

    def __call__(self, client: str, status: HTTPStatus) -> None:
        self.append((client, status))


class Plan:
    """A calendar that changes."""

    def __init__(self) -> None:
        self.data, self.made = b"BEGIN:VCALENDAR\r\n", 0

    def __call__(self) -> bytes:
        self.made += 1
        return self.data


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def plan() -> Plan:
    return Plan()


@pytest.fixture
def server(log: Log, plan: Plan) -> Iterator[FeedServer]:
    with FeedServer(LOOPBACK, 0, TOKEN, plan, log) as opened:
        threading.Thread(target=opened.serve_forever, args=(0.01,), daemon=True).start()
        yield opened
        opened.shutdown()


def ask(
    server: FeedServer, path: str, method: str = "GET", headers: Mapping[str, str] | None = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(LOOPBACK, server.server_port, timeout=10)
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, answer.headers, data


def test_the_calendar_is_under_its_token_and_made_when_asked_for(
    server: FeedServer, plan: Plan
) -> None:
    status, headers, data = ask(server, f"/{TOKEN}.ics")
    assert (status, data) == (200, plan.data)
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    plan.data = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    known = {"If-None-Match": headers["ETag"]}
    assert ask(server, f"/{TOKEN}.ics", headers=known)[::2] == (200, plan.data)
    known = {"If-None-Match": ask(server, f"/{TOKEN}.ics", "HEAD")[1]["ETag"]}
    assert ask(server, f"/{TOKEN}.ics", headers=known)[::2] == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        *("/", "", f"/{TOKEN}", f"/{TOKEN}.ics/", f"/{TOKEN[:-1]}e.ics", f"/{OTHER}.ics"),
        *(f"/{TOKEN.upper()}.ics", "/*", f"/x/../{TOKEN}.ics", "/%C3%A9.ics"),
        *("/fitexport.toml", "/../fitexport.toml", "/%2e%2e/fitexport-calendar.json", "/%ff.ics"),
    ],
)
def test_whoever_guesses_learns_nothing(
    server: FeedServer, plan: Plan, log: Log, path: str
) -> None:
    status, _, data = ask(server, path)
    assert (status, data) == (404, b"Not Found\n")
    assert plan.made == 0  # nor makes this computer work
    assert log == [(LOOPBACK, HTTPStatus.NOT_FOUND)]


def test_a_near_miss_takes_as_long_as_any_other(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(feed, "compare_digest", compare)
    for guess in ("a.ics", f"{TOKEN[:-1]}e.ics", f"{TOKEN}.ics"):
        ask(server, f"/{guess}")
        assert compared.pop() == (guess.encode(), f"{TOKEN}.ics".encode())


def test_another_site_gets_nothing_even_with_the_token(server: FeedServer, plan: Plan) -> None:
    """A page elsewhere may ask; its browser shows it nothing without Access-Control headers. Under
    a name of its own that leads here, there is nothing."""
    origin = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    headers = ask(server, f"/{TOKEN}.ics", headers=origin)[1]
    assert not [name for name in headers if name.lower().startswith("access-control")]
    assert ask(server, f"/{TOKEN}.ics", "OPTIONS", origin)[0] == 501
    plan.made = 0
    for host in ("evil.example", f"evil.example:{server.server_port}"):
        assert ask(server, f"/{TOKEN}.ics", headers={"Host": host})[0] == 421
    assert plan.made == 0


def test_the_token_stays_out_of_what_others_see(server: FeedServer, log: Log) -> None:
    """Neither a log nor a link from here has it, whatever a client sends."""
    own = f"http://{LOOPBACK}:{server.server_port}/{TOKEN}.ics"
    status, headers, _ = ask(server, f"/{TOKEN}.ics?{TOKEN}", headers={"Referer": own})
    assert (status, headers["Referrer-Policy"]) == (200, "no-referrer")
    assert TOKEN not in f"{log}{headers}"
