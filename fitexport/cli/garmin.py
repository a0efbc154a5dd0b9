"""What commands that fetch recordings from Garmin Connect share."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from fitexport.cli.inputs import say
from fitexport.cli.options import folder
from fitexport.cli.secrets import keep_secret, secret_of
from fitexport.errors import RecordingError, UsageError
from fitexport.files.folders import made
from fitexport.recording.garmin import GARMIN, Original, opened
from fitexport.recording.habits import RECENT_DAYS
from fitexport.sync.http import check_installed
from fitexport.sync.services import check_address

FROM = click.option(
    "--from",
    "service",
    type=click.Choice(["garmin"]),
    help="Fetch your runs from Garmin Connect.",
)
KEEP = click.option(
    "--keep",
    type=folder,
    metavar="FOLDER",
    help="Save fetched recordings there; next time only new ones are fetched.",
)
KEEP_KEY = click.option(
    "--keep-key", is_flag=True, help="Save the key for Garmin Connect in this computer's keyring."
)


def check_fetching(service: str | None, keep: Path | None, *, keep_key: bool) -> None:
    """Raise UsageError for options about fetching if nothing is fetched."""
    if service is None and (keep or keep_key):
        raise UsageError("--keep and --keep-key are for what is fetched", "add --from garmin")


def last_days(today: date) -> date:
    """The first day of the activities to fetch by default."""
    return today - timedelta(days=RECENT_DAYS)


@contextmanager
def originals(
    service: str | None, since: date, keep: Path | None, *, keep_key: bool
) -> Iterator[list[Original]]:
    """The recordings since a day, the newest first, each fetched when it is read; none without a
    service. At the end, report how many were not fetched, and why.

    Raises:
        UsageError: there is no key, or the address is not safe for one.
        ServerError: Garmin Connect does not answer, or does not accept the key.
    """
    if service is None:
        yield []
        return
    url = os.environ.get("FITEXPORT_GARMIN_URL") or GARMIN.example
    check_address(url, GARMIN)
    check_installed(GARMIN)
    host = urlsplit(url).netloc
    key = secret_of(GARMIN, host).strip()
    say(f"asking Garmin Connect for your activities since {since}")
    with made(keep) if keep else nullcontext(), opened(url, key, _wait) as account:
        activities = list(account.activities(since))
        if keep_key:
            keep_secret(GARMIN, host, "", key)
        try:
            yield [Original(account, each, keep) for each in activities]
        except RecordingError:
            if account.error is not None:  # the reason why there are no runs
                raise account.error from None
            if not activities:
                raise RecordingError(
                    f"Garmin Connect has no activities since {since}",
                    "sync your watch with it; fitness goes further back with --since",
                ) from None
            raise
        finally:
            if account.error is not None:
                count = account.not_fetched
                what = "1 recording was" if count == 1 else f"{count} recordings were"
                say(
                    f"{what} not fetched: {account.error.problem}; {account.error.remedy}"
                    + ("" if keep else " (--keep FOLDER saves what is fetched)")
                )


def _wait(seconds: float) -> None:
    say(f"Garmin Connect asks to wait {seconds:.0f} s")
    time.sleep(seconds)
