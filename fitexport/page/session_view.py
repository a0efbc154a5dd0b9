"""Write a session: its text, and what a watch will do with it."""

from __future__ import annotations

from fitexport.page.calls import Answer, Asked
from fitexport.session.format import format_session
from fitexport.session.parse import parse


def session(asked: Asked) -> Answer:
    """The session that is being written: its usual form."""
    return Answer(data={"text": format_session(parse(asked.values["text"]))})
