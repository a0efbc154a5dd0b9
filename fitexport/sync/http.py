"""Requests to a service with a key: bounded, never redirected, with errors that runners understand."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from threading import Thread
from types import ModuleType, TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from fitexport import __version__
from fitexport.errors import FitexportError, ServerError, UsageError, printable
from fitexport.sync.answers import (
    ONCE_UP,
    UNREACHABLE,
    BusyError,
    NotDoneError,
    RefusedError,
    is_refusal,
    reason_of,
    redirected,
    timed_out,
    to_wait,
)
from fitexport.sync.services import Service, check_address, is_loopback

MAX_BYTES = 16 * 1024 * 1024
"""The largest answer that is read."""
_TOTAL_S = 60.0
"""The longest a request may last, whatever arrives meanwhile."""
_SILENCE_S = 30.0
"""The longest a server may send nothing."""
_MAX_WAIT_DIGITS = 7


class Answer(NamedTuple):
    """A success: what the server sent."""

    status: int
    headers: Mapping[str, str]
    data: bytes


def check_installed(service: Service) -> ModuleType:
    """The HTTP library.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import httpx2
    except ImportError:
        raise UsageError(
            "this needs the httpx2 library, which is not installed",
            f"install it: pip install 'fitexport[{service.extra}]'",
        ) from None
    return httpx2


class Server:
    """A service at an address, accessed with a key.

    The address must be https unless the server is on this computer. No redirect is followed, so the
    key goes nowhere else. Answers are bounded in size and time. Failures are `ServerError`s that say
    what is wrong and what to do, and contain none of the `secrets`.
    """

    def __init__(
        self,
        url: str,
        service: Service,
        *,
        auth: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        secrets: tuple[str, ...] = (),
        meanings: Mapping[int, tuple[str, str]] | None = None,
        total_s: float = _TOTAL_S,
    ) -> None:
        """`auth` is a user and password for basic authentication. `meanings`: status -> what is
        wrong and what to do, where this service differs from others."""
        check_address(url, service)
        if set("@?#") & set(url) or not url.isprintable():  # it is shown in messages
            raise UsageError(
                "the address has more in it than a server and a path",
                f"give one such as {service.example}",
            )
        self.url, self._service, self._total_s = url.rstrip("/"), service, total_s
        self._http = check_installed(service)
        self._secrets = [each for each in (*secrets, *_spellings(auth)) if each]
        self._meanings = meanings or {}
        # Not to a server on this computer: a proxy would get the key unencrypted.
        trust_env = not is_loopback(urlsplit(url).hostname or "")
        self._client = self._http.Client(
            auth=auth,
            headers={
                "User-Agent": f"fitexport/{__version__}",
                "Accept-Encoding": "identity",  # a compressed answer can unpack to any size
                **(headers or {}),
            },
            timeout=min(_SILENCE_S, total_s),
            trust_env=trust_env,
            verify=_certificates(trust_env),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def ask(
        self,
        method: str,
        path: str,
        what: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer to a request. `what` begins the messages of errors: "events cannot be read".

        Raises:
            RefusedError: the server rejects the request permanently.
            BusyError: it asks to wait.
            ServerError: it fails, or does not answer within the bounds.
        """
        try:
            answer = self._in_time(method, path, query, body, content_type, headers or {})
            self._check(answer)
        except ServerError as error:
            raise error.located(what).located(self.url) from None
        return answer

    def ask_json(self, method: str, path: str, what: str, **more: Any) -> Any:
        """The same, for an answer in JSON."""
        answer = self.ask(method, path, what, **more)
        try:
            return json.loads(answer.data)
        except (ValueError, RecursionError):
            raise self.unexpected(what, "no JSON") from None

    def hide(self, secret: str) -> None:
        """Keep one more secret out of every message."""
        self._secrets.append(secret)

    def unexpected(self, what: str, why: str) -> ServerError:
        """The error for a successful answer that this service would not give."""
        return ServerError(
            f"it does not answer as {urlsplit(self._service.example).hostname} does ({why})",
            "check the address; if it is right, try again later",
            f"{self.url}: {what}",
        )

    def _in_time(self, *request: Any) -> Answer:
        """The answer, awaited in a thread: the library limits each pause, not the total time."""
        found: list[Answer | BaseException] = []

        def run() -> None:
            try:
                found.append(self._send(*request))
            except BaseException as error:
                found.append(error)

        worker = Thread(target=run, daemon=True)
        worker.start()
        worker.join(self._total_s)
        if not found:
            raise ServerError(*timed_out(self._total_s))
        if isinstance(found[0], Answer):
            return found[0]
        raise self._explained(found[0]) from None

    def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: bytes | None,
        content_type: str,
        headers: Mapping[str, str],
    ) -> Answer:
        if body is not None:
            headers = {"Content-Type": content_type, **headers}
        with self._client.stream(
            method, f"{self.url}{path}", params=query, content=body, headers=headers
        ) as response:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise ServerError("its answer is compressed, which was not asked for", ONCE_UP)
            data = bytearray()
            for piece in response.iter_raw():
                data += piece
                if len(data) > MAX_BYTES:
                    raise ServerError(
                        f"its answer is larger than {MAX_BYTES >> 20} MB", "check the address"
                    )
            return Answer(response.status_code, response.headers, bytes(data))

    def _explained(self, error: BaseException) -> BaseException:
        http = self._http
        match error:
            case FitexportError():
                return error
            case http.TimeoutException():
                return ServerError(*timed_out(min(_SILENCE_S, self._total_s)))
            case http.TransportError() if "certificate" in str(error).casefold():
                return ServerError(
                    "its certificate is not trusted", "check the address and this computer's clock"
                )
            case http.TransportError() | OSError():
                return ServerError(*UNREACHABLE)
            case http.HTTPError() | http.InvalidURL() | ValueError():
                return ServerError(
                    printable(self._hidden(str(error).partition("\n")[0]), 200), ONCE_UP
                )
            case _:
                return error

    def _check(self, answer: Answer) -> None:
        """Raise unless it is a success."""
        status = answer.status
        if 200 <= status < 300:
            return
        # Before it is shortened, which may cut a secret in two, and after, for what JSON escapes.
        said = self._hidden(answer.data[:10_000].decode("utf-8", "replace"))
        reason = self._hidden(_reason(said))
        about = f"{status}{f': {reason}' if reason else ''}"
        service = self._service
        if status in self._meanings:
            raise NotDoneError(*self._meanings[status])
        if 300 <= status < 400:
            raise NotDoneError(*redirected(self._hidden(answer.headers.get("Location", ""))))
        if status in (401, 403):
            remedy = service.hint or f"check {service.variable}"
            raise NotDoneError(f"it refuses your {service.secret} ({about})", remedy)
        if status in (429, 503):
            after = answer.headers.get("Retry-After", "").strip()
            if after.isdecimal():
                raise BusyError(status, int(after) if len(after) <= _MAX_WAIT_DIGITS else None)
            raise NotDoneError(*to_wait(status, until=self._hidden(after)))
        if is_refusal(status):
            raise RefusedError(status, reason)
        raise ServerError(f"it answers {about}", ONCE_UP)

    def _hidden(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


@cache
def _certificates(trust_env: bool) -> Any:
    """The `SSLContext` with the certificates to trust. The library would read them for each client,
    which takes longer than most requests."""
    import httpx2

    return httpx2.create_ssl_context(trust_env=trust_env)


def _spellings(auth: tuple[str, str] | None) -> tuple[str, ...]:
    """The forms in which a server may echo a password: plain, and as in the header."""
    return (auth[1], b64encode(":".join(auth).encode()).decode()) if auth else ()


def _reason(text: str) -> str:
    """The server's reason: the message in JSON, or the words of a page.

    >>> _reason('{"status": 422, "error": "Invalid date"}')
    'Invalid date'
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return reason_of(text)
    if isinstance(content, dict):
        for name in ("error_description", "message", "error", "detail"):
            if isinstance(content.get(name), str):
                return reason_of(content[name])
        return ""
    return reason_of(text)
