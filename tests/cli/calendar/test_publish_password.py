"""Only the server at the address may see the password."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.command import run
from support.publisher import Runner, says_no_password
from support.servers import PASSWORD, USER, Fault, Server, free_port, proxy, radicale

import fitexport
from fitexport.sync.services import CALDAV

slow = pytest.mark.slow
with_a_password = pytest.mark.parametrize("running", ["radicale"], indirect=True, scope="session")
LOCKED_OUT = (
    "cannot be opened: it refuses your login (401 or 403)\n"
    "  check --user and the password; some servers want an app password\n"
)


# --- refused before anything is sent: needs no server ---------------------------------------


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (
            "https://anna:hunter2@dav.example.com/",
            "the address has a password in it, which others on this computer can see\n"
            "  leave it out; you are asked for it, or FITEXPORT_CALDAV_PASSWORD or the keyring"
            " has it",
        ),
        (
            "http://dav.example.com/",
            "http sends your password unencrypted\n  give an https:// address",
        ),
        (
            "http://localhost.example.com/",
            "http sends your password unencrypted\n  give an https:// address",
        ),
        (
            "http://127.0.0.1@dav.example.com/",
            "http sends your password unencrypted\n  give an https:// address",
        ),
        *(
            (
                url,
                f'"{url.rpartition("@")[2]}" is not the address of a server\n'
                "  give one such as https://dav.example.com/",
            )
            for url in (
                *("dav.example.com", "ftp://dav.example.com/", "https://", ""),
                *("anna:secret@dav.example.com", "ftp://anna:se/cr@t@dav.example.com/"),
                *("https//anna:secret@dav.example.com", "https://anna:secret@[::1/"),
                *("https://[::1/", "https://dav.example.com:99999/", "https://a.com:0/"),
            )
        ),
    ],
)
def test_an_address_that_would_give_the_password_away_is_refused(
    alone: Path, url: str, message: str
) -> None:
    done = run("calendar", "publish", url, "--user", USER)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"Error: {message}\n")
    assert list(alone.iterdir()) == []


def test_without_the_library_it_says_what_to_install(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("caldav", "caldav.davclient", "keyring"):
        monkeypatch.setitem(sys.modules, module, None)
    done = run("calendar", "publish", "https://dav.example.com/", "--user", USER)
    assert (done.exit_code, done.stdout, done.stderr) == (
        2,
        "",
        "Error: publishing needs the caldav library, which is not installed\n"
        "  install it: pip install 'fitexport[caldav]'\n",
    )
    assert list(alone.iterdir()) == []


# --- where it comes from --------------------------------------------------------------------


@pytest.fixture
def kept(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[tuple[str, str], str]]:
    """A keyring in memory, and what is in it; nothing in the environment."""
    assert runner.proxy.seen == []
    keyring = pytest.importorskip("keyring")
    content: dict[tuple[str, str], str] = {}

    class Memory(keyring.backend.KeyringBackend):  # type: ignore[misc,name-defined]  # may be missing
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            return content.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            content[service, username] = password

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    monkeypatch.delenv(CALDAV.variable)
    yield content
    keyring.set_keyring(before)


def entry(runner: Runner) -> tuple[str, str]:
    """What a password is kept under."""
    return "fitexport", f"{USER}@{runner.proxy.url.split('/')[2]}"


@slow
@with_a_password
def test_a_wrong_password_is_reported_and_tried_once(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wrong in ("hunter2", ""):
        monkeypatch.setenv(CALDAV.variable, wrong)
        runner.proxy.reset()
        done = runner.publish()
        assert (done.exit_code, done.stdout) == (6, "")
        assert done.stderr == f"Error: {runner.proxy.url}: {LOCKED_OUT}"
        assert len(runner.proxy.seen) <= 2  # more would lock some accounts
    assert not runner.memory.exists()
    assert runner.server.calendars() == {}


@slow
@with_a_password
def test_the_one_in_the_environment_comes_before_the_keyring_s(
    runner: Runner, kept: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept[entry(runner)] = "an older one"
    monkeypatch.setenv(CALDAV.variable, PASSWORD)
    assert runner.counts() == (5, 0, 0, 0)


@slow
@with_a_password
def test_it_is_kept_in_the_keyring_once_it_has_proved_right(
    runner: Runner, kept: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CALDAV.variable, "hunter2")
    assert runner.publish("--keep-password").exit_code == 6
    assert kept == {}
    monkeypatch.setenv(CALDAV.variable, PASSWORD)
    done = runner.publish("--keep-password")
    assert (done.exit_code, done.stderr) == (0, "")
    assert kept == {entry(runner): PASSWORD}
    monkeypatch.delenv(CALDAV.variable)
    again = runner.publish()
    assert (again.exit_code, again.stderr) == (0, "")
    assert says_no_password(runner, done, again)


@slow
@with_a_password
@pytest.mark.usefixtures("kept")
def test_a_missing_password_without_a_terminal_is_reported(runner: Runner) -> None:
    done = runner.publish()
    assert (done.exit_code, done.stdout, done.stderr) == (
        2,
        "",
        f"Error: no password for {USER}\n"
        "  set FITEXPORT_CALDAV_PASSWORD, save one in the keyring (--keep-password), or run the"
        " command in a terminal\n",
    )
    assert runner.proxy.seen == []


@slow
@with_a_password
def test_a_keyring_that_does_not_work_stops_nothing(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = pytest.importorskip("keyring")
    before = keyring.get_keyring()
    keyring.set_keyring(pytest.importorskip("keyring.backends.fail").Keyring())
    try:
        done = runner.publish("--keep-password")
        monkeypatch.delenv(CALDAV.variable)
        without = runner.publish()
    finally:
        keyring.set_keyring(before)
    assert done.exit_code == 0
    assert done.stderr.startswith("note: the password is not saved: ")
    assert without.stderr.startswith(f"Error: no password for {USER}\n")


@slow
@with_a_password
def test_a_system_without_keyrings_is_reported(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    done = runner.publish("--keep-password")
    assert (done.exit_code, done.stderr) == (
        0,
        "note: the password is not saved: pip install 'fitexport[caldav]' installs the keyring\n",
    )


@slow
@with_a_password
@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX's")
def test_in_a_terminal_it_is_asked_for_and_not_shown(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pty

    monkeypatch.delenv(CALDAV.variable)
    ours, theirs = pty.openpty()
    source = str(Path(fitexport.__file__).parent.parent)
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "fitexport", "calendar", "publish", runner.proxy.url),
            *("--user", USER, "--config", str(runner.toml), "--today", "2027-04-01"),
        ],
        env=os.environ
        | {"PYTHONPATH": source, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
        start_new_session=True,  # without a terminal of its own, the one given is taken
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        while b": " not in shown:
            shown += os.read(ours, 1000)
        os.write(ours, f"{PASSWORD}\n".encode())
        try:
            while data := os.read(ours, 1000):
                shown += data
        except OSError:  # the other end was closed
            pass
    os.close(ours)
    assert process.returncode == 0, shown
    assert shown.decode().startswith(f"Password of {USER} at 127.0.0.1:")
    assert "5 added" in shown.decode()
    assert PASSWORD not in shown.decode()


@slow
@with_a_password
def test_the_user_may_be_in_the_address(runner: Runner) -> None:
    url = runner.proxy.url.replace("//", f"//{USER.replace('@', '%40')}@")
    done = runner.run("calendar", "publish", url)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(runner.proxy.url)
    assert runner.counts() == (0, 0, 0, 5)


@slow
@pytest.mark.parametrize("running", ["xandikos"], indirect=True, scope="session")
@pytest.mark.usefixtures("kept")
def test_a_server_that_lets_everybody_in_needs_neither_user_nor_password(runner: Runner) -> None:
    done = runner.run("calendar", "publish", runner.proxy.url)
    assert (done.exit_code, done.stderr) == (0, "")
    assert not any("Authorization" in headers for _, _, headers in runner.proxy.seen)


# --- whom it is sent to -----------------------------------------------------------------------


@slow
@with_a_password
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_server_that_sends_on_to_another_does_not_send_the_password_there(
    runner: Runner, status: int
) -> None:
    runner.published()
    runner.did("move", "w1.2", "wed")
    runner.proxy.reset()
    runner.published("--dry-run")
    requests = len(runner.proxy.seen)
    with proxy(runner.server) as other:
        for at in range(requests + 1):  # the last one writes
            away = (("Location", other.url.replace("127.0.0.1", "localhost")),)
            other.reset()
            runner.proxy.reset(Fault(status, at, lasting=True, reading=True, headers=away))
            done = runner.publish()
            assert (done.exit_code, done.stdout) == (6, ""), done.output
            assert not any("Authorization" in headers for _, _, headers in other.seen)


@slow
@with_a_password
@pytest.mark.parametrize("named", ["current-user-principal", "calendar-home-set"])
def test_a_server_that_names_an_address_without_tls_is_not_followed_there(
    runner: Runner, named: str
) -> None:
    """Such as one behind another that does its TLS, and does not know of it."""
    space, number, why = {
        "current-user-principal": (
            *("DAV:", 1),  # the first one is asked for a password
            "it does not answer as a calendar server does (ValueError)\n  check the address",
        ),
        "calendar-home-set": (
            *("urn:ietf:params:xml:ns:caldav", 2),
            "it redirects to http://dav.example.com/anna/, where your password would not be"
            " encrypted\n  have the server redirect to its https:// address",
        ),
    }[named]
    body = (
        f'<multistatus xmlns="DAV:"><response><href>/</href><propstat><prop><x:{named}'
        f' xmlns:x="{space}"><href>http://dav.example.com/anna/</href></x:{named}></prop>'
        "<status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"
    ).encode()
    runner.proxy.reset(Fault(207, number, reading=True, body=body))
    done = runner.publish()
    assert (done.exit_code, done.stdout) == (6, "")
    assert done.stderr == f"Error: {runner.proxy.url}: cannot be opened: {why}\n"
    assert runner.proxy.writes == []


# --- TLS --------------------------------------------------------------------------------------


class Certificates:
    """Made by an unknown maker."""

    def __init__(self, folder: Path) -> None:
        trustme = pytest.importorskip("trustme")
        self._folder = folder
        self._maker: Any = trustme.CA()
        self.ca_file = folder / "ca.pem"
        self._maker.cert_pem.write_to_path(str(self.ca_file))
        self.another = folder / "another.pem"
        trustme.CA().cert_pem.write_to_path(str(self.another))

    def of(self, host: str) -> tuple[Path, Path, Path]:
        made = self._maker.issue_cert(host)
        chain, key = self._folder / f"{host}.pem", self._folder / f"{host}.key"
        made.private_key_pem.write_to_path(str(key))
        for part in made.cert_chain_pems:
            part.write_to_path(str(chain), append=True)
        return chain, key, self.ca_file


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def secured(
    certificates: Certificates, alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Runner]:
    """A server with a self-signed certificate."""
    monkeypatch.setenv(CALDAV.variable, PASSWORD)
    folder = tmp_path / "server"
    folder.mkdir()
    with (
        radicale(folder, certificates.of("127.0.0.1")) as server,
        proxy(Server(free_port(), "/")) as unused,
    ):
        yield Runner(alone, server, unused)


UNTRUSTED = (
    "cannot be opened: its certificate is not trusted\n"
    "  check the address; for a server of your own give its --ca-file\n"
)


@slow
@pytest.mark.usefixtures("library")
def test_an_unknown_certificate_is_refused_without_its_issuer_s(
    secured: Runner, certificates: Certificates, alone: Path
) -> None:
    url = secured.server.url
    for options in ((), ("--ca-file", str(certificates.another))):
        done = secured.publish(*options, url=url)
        assert (done.exit_code, done.stderr) == (6, f"Error: {url}: {UNTRUSTED}")
    assert not secured.memory.exists()

    garbage = alone / "garbage.pem"
    garbage.write_text("no certificate\n")
    done = secured.publish("--ca-file", str(garbage), url=url)
    assert (done.exit_code, done.stderr) == (6, f"Error: {url}: {UNTRUSTED}")

    trusted = ("--ca-file", str(certificates.ca_file))
    assert secured.counts(*trusted, url=url) == (5, 0, 0, 0)
    assert len(secured.titles()) == 5
    assert secured.counts(*trusted, url=url) == (0, 0, 0, 5)


@slow
@with_a_password
def test_a_server_without_tls_is_not_reported_as_a_bad_certificate(runner: Runner) -> None:
    url = runner.server.url.replace("http:", "https:")
    done = runner.publish(url=url)
    assert done.exit_code == 6
    assert done.stderr.startswith(
        f"Error: {url}: cannot be opened: it cannot be reached, or closed"
    )


@slow
@pytest.mark.usefixtures("library")
def test_a_certificate_of_another_host_is_refused(
    certificates: Certificates, alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CALDAV.variable, PASSWORD)
    with (
        radicale(tmp_path, certificates.of("dav.example.com")) as server,
        proxy(Server(free_port(), "/")) as unused,
    ):
        runner = Runner(alone, server, unused)
        done = runner.publish("--ca-file", str(certificates.ca_file), url=server.url)
        assert (done.exit_code, done.stderr) == (6, f"Error: {server.url}: {UNTRUSTED}")
