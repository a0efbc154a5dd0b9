"""What any runner gets, read again by software we did not write: fit-tool, fitdecode, icalendar, vobject."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from support.examples import few, many
from support.round_trips import SESSIONS, WEEKS, session_read_again, week_read_again

from fitexport.season.season import Season
from fitexport.season.settings import Settings
from fitexport.session import Session

pytestmark = pytest.mark.slow


@given(**SESSIONS)
@many(100)
def test_any_session_of_any_runner(session: Session, runner: Settings, day: date | None) -> None:
    assert session_read_again(session, runner, day)


@given(**WEEKS)
@few(20)
def test_any_week_of_any_season(season: Season, week: int, since: int) -> None:
    assert week_read_again(season, week, since)
