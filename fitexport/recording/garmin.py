"""A runner's own recordings in Garmin Connect, through its Personal API, which only reads.

Paths, parameters and fields are those of Garmin's documentation and of its own Python client;
docs/sources.md names both, and what others measured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import is_zipfile

from fitexport.errors import NoRunError, RecordingError, ServerError, UsageError, printable
from fitexport.files.replace import write_whole
from fitexport.recording.catalogue import Entry, as_listed
from fitexport.recording.read import recordings, recordings_in
from fitexport.recording.recording import Recording
from fitexport.recording.sports import sport_named
from fitexport.sync.answers import BusyError, RefusedError
from fitexport.sync.http import Answer, Server
from fitexport.sync.services import Service

GARMIN = Service(
    secret="Personal API key",
    variable="FITEXPORT_GARMIN_KEY",
    example="https://personal.connectapi.garmin.com",
    extra="garmin",
    hint="make one at https://connect.garmin.com/app/settings/personalApiToken",
)
_TOKEN = "/personalapitoken-service/personal-api/personal-api-key/token"
_LIST = "/activitylist-service/activities/search/activities"
_FILE = "/download-service/files/activity/{}"
_ZIP = "application/x-zip-compressed"
"""Any other type is refused (406)."""
_PAGE, _MAX_PAGES = 20, 500
"""Activities a page: above some 45 the server fails."""
_WAITS, _LONGEST_WAIT_S = 3, 60
"""How often it may ask to wait before it answers one request, and for how long."""
_FAILURES = 3
"""After this many in a row nothing more is requested."""
_MAY_BE_RUNS = ("multi_sport", "other", "uncategorized", "")


class Activity(NamedTuple):
    """An activity as its owner sees it in the list."""

    id: int
    day: date | None
    title: str
    kind: str
    """Garmin's word, such as trail_running; "" if there is none."""
    by_hand: bool
    """Whether it was typed in, so that there is no recording."""

    @property
    def file_name(self) -> str:
        """As Garmin Connect names an original that one downloads there."""
        return f"{self.id}.zip"

    @property
    def no_run(self) -> NoRunError | None:
        """Why it need not be fetched."""
        if self.by_hand:
            return NoRunError("typed in by hand: there is no recording", "typed in by hand")
        sport, _ = sport_named(self.kind)
        if sport == "running" or self.kind in _MAY_BE_RUNS:
            return None
        what = printable(sport or self.kind.replace("_", " "), 40)
        return NoRunError(f"{what}, according to Garmin Connect", what)


class Account:
    """The activities that a Personal API key opens. After repeated failures nothing more is requested."""

    def __init__(self, server: Server, token: str, wait: Callable[[float], None]) -> None:
        self._server, self._token, self._wait = server, token, wait
        self._failures = 0
        self.not_fetched = 0
        self.error: ServerError | None = None
        """The last reason why something was not fetched."""

    def activities(self, since: date) -> Iterator[Activity]:
        """The activities since a day, the newest first.

        Raises:
            ServerError: it does not answer, or not as documented.
        """
        seen: set[int] = set()
        what = "activities cannot be listed"
        for page in range(_MAX_PAGES):
            query = {"start": str(page * _PAGE), "limit": str(_PAGE)}
            query["startDate"] = since.isoformat()
            answer = self._ask(_LIST, "application/json", what, query)
            try:
                found = [_activity(row) for row in json.loads(answer.data)]
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                raise self._server.unexpected(what, "no list of activities") from None
            new = [each for each in found if each.id not in seen]
            seen.update(each.id for each in new)
            yield from (each for each in new if each.day is None or each.day >= since)
            if len(found) < _PAGE or not new:
                return

    def original(self, activity: Activity) -> bytes:
        """The file that was uploaded, in a ZIP.

        Raises:
            RecordingError: there is none, or it was not fetched.
        """
        what = f"activity {activity.id} cannot be fetched"
        try:
            if self._failures >= _FAILURES and self.error is not None:
                raise self.error
            data = self._ask(_FILE.format(activity.id), _ZIP, what).data
            if not is_zipfile(BytesIO(data)):  # reads only the end
                raise self._server.unexpected(what, "not a complete ZIP")
        except ServerError as error:
            if isinstance(error, RefusedError) and error.status == 404:
                raise NoRunError("Garmin Connect has no file for it", "without a file") from None
            self._failures += _FAILURES if isinstance(error, BusyError) else 1
            self.not_fetched += 1
            self.error = error
            raise RecordingError(f"not fetched: {error.problem}", error.remedy) from None
        self._failures = 0
        return data

    def _ask(
        self, path: str, accept: str, what: str, query: Mapping[str, str] | None = None
    ) -> Answer:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": accept}
        ask = partial(self._server.ask, "GET", path, what, query=query, headers=headers)
        return _patiently(ask, self._wait)


@contextmanager
def opened(url: str, key: str, wait: Callable[[float], None]) -> Iterator[Account]:
    """The account of a key; `wait` waits for so many seconds when the server asks to.

    Raises:
        UsageError: it is no key, or the address is not safe for one.
        ServerError: the server does not answer, or does not accept the key.
    """
    if not re.fullmatch(r"[!-~]+", key):
        raise UsageError(f"that is no {GARMIN.secret}", GARMIN.hint)
    what = "no access token"
    by_key = {"Authorization": f"ApiKey {key}"}
    with Server(url, GARMIN, secrets=(key,)) as server:
        answer = _patiently(lambda: server.ask("POST", _TOKEN, what, headers=by_key), wait)
        token = answer.data.decode("ascii", "replace").strip().strip('"')
        if not re.fullmatch(r"[\w.~+/=-]{1,16384}", token, re.ASCII):  # RFC 6750, 2.1
            raise server.unexpected(what, "no token")
        server.hide(token)
        yield Account(server, token, wait)


def _patiently(ask: Callable[[], Answer], wait: Callable[[float], None]) -> Answer:
    """The answer; if the server asks to wait for a moment, it is asked again."""
    for _ in range(_WAITS):
        try:
            return ask()
        except BusyError as error:
            if error.wait_s is None or error.wait_s > _LONGEST_WAIT_S:
                raise
            wait(error.wait_s)
    return ask()


def _activity(row: Any) -> Activity:
    number = row["activityId"]
    if not isinstance(number, int) or not 0 < number < 2**63:
        raise ValueError(number)
    began = row.get("startTimeLocal")
    return Activity(
        id=number,
        day=date.fromisoformat(began[:10]) if began else None,
        title=str(row.get("activityName") or ""),
        kind=str((row.get("activityType") or {}).get("typeKey") or "").lower(),
        by_hand=row.get("isManualActivity") is True,
    )


class Original:
    """An activity's recording, fetched when it is read, and kept in a folder if one is given."""

    in_folder = True

    def __init__(self, account: Account, activity: Activity, keep: Path | None) -> None:
        self._account, self._activity, self._keep = account, activity, keep
        self.path = (keep or Path("garmin")) / activity.file_name

    def recordings(self) -> Iterator[Recording | RecordingError]:
        """The runs in it. What is in the folder already is not fetched, and never overwritten.

        Raises:
            OSError: the folder cannot be written to.
        """
        activity = self._activity
        listed = {
            "/".join(self.path.parts[-2:]): Entry(activity.title, *sport_named(activity.kind))
        }
        if self._keep and self.path.exists():
            yield from recordings(self.path, listed)
            return
        try:
            if activity.no_run:
                raise activity.no_run
            data = self._account.original(activity)
            found = list(recordings_in(BytesIO(data), self.path.name, len(data)))
        except RecordingError as error:
            yield error
            return
        if self._keep and any(isinstance(each, Recording | NoRunError) for each in found):
            with suppress(FileExistsError):  # fetched meanwhile by another command
                write_whole(self.path, data, new=True)
        for each in found:
            yield each if isinstance(each, RecordingError) else as_listed(each, self.path, listed)
