"""The limits on XML from anywhere, each by itself."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from fitexport.errors import RecordingError
from fitexport.recording import xml_events
from fitexport.recording.xml_events import walk


class Kept:
    def __init__(self) -> None:
        self.events: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.events.append(f"<{name} {dict(attributes)}")

    def end(self, name: str) -> None:
        self.events.append(f"{name}>")

    def text(self, text: str) -> None:
        self.events.append(text)


def refusal(data: bytes) -> str:
    with pytest.raises(RecordingError) as caught:
        walk(data, Kept(), "gpx")
    return caught.value.problem


def test_elements_come_in_order_without_their_prefixes() -> None:
    kept = Kept()
    walk(b'<g:gpx><trk n="1">a</trk></g:gpx>', kept, "gpx")
    assert kept.events == ["<gpx {}", "<trk {'n': '1'}", "a", "trk>", "gpx>"]


def test_depth_elements_and_tags_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    nested = b"<gpx>" + b"<a>" * 63 + b"</a>" * 63 + b"</gpx>"
    walk(nested, Kept(), "gpx")
    assert refusal(nested.replace(b"<a></a>", b"<a><a></a></a>")) == (
        "more than 64 levels of elements"
    )
    assert refusal(b'<gpx a="' + b"x" * 1_200_000) == "a tag of more than 1048576 bytes"
    monkeypatch.setattr(xml_events, "_MAX_ELEMENTS", 5)
    walk(b"<gpx>" + b"<a/>" * 4 + b"</gpx>", Kept(), "gpx")
    assert refusal(b"<gpx>" + b"<a/>" * 5 + b"</gpx>") == "more than 5 elements"


def test_another_kind_of_file_is_named() -> None:
    assert refusal(b"<x:kml><gpx/></x:kml>") == "it begins with <kml>, not <gpx>"
