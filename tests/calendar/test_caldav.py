"""What the library for calendar servers does besides."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from support.answering import Reply, Request, answering

from fitexport.calendar.caldav import open_calendar

_LISTS_ONE_WITHOUT_DATA = """\
<?xml version="1.0"?>
<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:response><D:href>/anna/</D:href><D:propstat><D:prop>
<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>
</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
<D:response><D:href>/anna/1.ics</D:href><D:propstat><D:prop>
<D:getetag>"1"</D:getetag><C:calendar-data>BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x
BEGIN:VEVENT
UID:1
DTSTART:20270322T100000Z
SUMMARY:Run
END:VEVENT
END:VCALENDAR
</C:calendar-data></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
<D:response><D:href>/anna/2.ics</D:href><D:propstat><D:prop><D:getetag>"1"</D:getetag></D:prop>
<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
</D:multistatus>
"""


class _Logged(logging.Handler):
    """Keeps log records. pytest's own plugin would slow down every test, so it is switched off."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def logged() -> Iterator[list[logging.LogRecord]]:
    handler, root = _Logged(), logging.getLogger()
    root.addHandler(handler)
    yield handler.records
    root.removeHandler(handler)


def test_a_server_that_lists_some_events_without_data_causes_no_traceback(
    logged: list[logging.LogRecord],
) -> None:
    def answer(_: Request) -> Reply:
        return Reply(207, _LISTS_ONE_WITHOUT_DATA.encode(), {"Content-Type": "text/xml"})

    pytest.importorskip("caldav")
    with (
        answering(answer) as server,
        open_calendar(
            f"{server.url}/anna/", "anna", "secret", name="x", key="x", into=True
        ) as calendar,
    ):
        assert [each.found.uid for each in calendar.events()] == ["1"]
    assert logged == []


def test_what_others_log_is_shown(logged: list[logging.LogRecord]) -> None:
    logging.getLogger().error("of somebody else")
    assert [record.getMessage() for record in logged] == ["of somebody else"]
