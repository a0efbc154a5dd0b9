"""Files of ours and others' with hostile values, one by one: a command ignores the value or
refuses it in words, and nothing in them steers the terminal."""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from support.command import run
from support.hostile import SAMPLES, fault
from support.watches import FENIX, make_drive

pytestmark = pytest.mark.usefixtures("alone")

TODAY = ("--today", "2027-03-20")
ESCAPE = "\x1b]0;owned\x07"
VALUES: tuple[Any, ...] = (
    *(float("inf"), 10**400, -1, None, [], {}, "", "\ud800", ESCAPE),
    *("x" * 300, "0001-01-01", "9999-12-31T23:59:59-12:00"),
)


def mutations(document: Any) -> Iterator[Any]:
    """The document with each value, and each key, replaced in turn by each hostile one."""
    for path in _paths(document):
        for value in VALUES:
            changed = copy.deepcopy(document)
            place = changed
            for key in path[:-1]:
                place = place[key]
            if path:
                place[path[-1]] = value
            yield changed if path else value
            if isinstance(place, dict) and path and isinstance(value, str):
                place[value] = place.pop(path[-1])
                yield changed


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inside = list(enumerate(value))[:1] if isinstance(value, list) else []
    if isinstance(value, dict):  # by file, event or day, all alike; or keys of ours
        inside = list(value.items())[: 1 if len(value) > 20 or "." in next(iter(value), "") else 20]
    for key, each in inside:
        yield from _paths(each, (*path, key))


def refused(path: Path, *commands: tuple[str, ...], whole: bool) -> dict[str, str]:
    """What goes wrong with mutations of a JSON file, all or one in three; the commands take turns."""
    document = json.loads(path.read_bytes())
    wrong = {}
    chosen = islice(mutations(document), 0, None, 1 if whole else 3)
    for changed, command in zip(chosen, cycle(commands)):
        text = json.dumps(changed)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        if message := fault([*command]):
            wrong[f"{' '.join(command)}: {text[:150]}"] = message
    return wrong


@pytest.mark.slow
def test_a_memory_of_calendars(*, whole: bool) -> None:
    shutil.copy(SAMPLES / "fitexport.toml", "fitexport.toml")
    assert run("calendar", *TODAY).exit_code == 0
    assert run("skip", "w3.2", "--force").exit_code == 0
    memory = Path("fitexport-calendar.json")
    content = json.loads(memory.read_text())
    content["published"] = {"https://example.com/": dict.fromkeys(content["events"], "a b c")}
    content["editions"] = {"https://example.com/": "20270301.001"}
    memory.write_text(json.dumps(content))
    assert refused(memory, ("calendar", *TODAY), ("week", "3", *TODAY), whole=whole) == {}


@pytest.mark.slow
def test_a_manifest_of_strangers(*, whole: bool) -> None:
    make_drive(Path("drive"), FENIX)
    shutil.copytree(SAMPLES / "week-03", "watch")
    install = ("watch", "install", "watch", "--at", "drive", "--dry-run", *TODAY)
    commands = (
        *(("read", "watch"), ("diff", "watch", *TODAY), ("init", "--config", "a.toml", *TODAY)),
        *(install, ("week", "3", "--race-day", "2027-05-01", *TODAY)),
    )
    assert refused(Path("watch/fitexport-manifest.json"), *commands, whole=whole) == {}


@pytest.mark.slow
def test_a_journal_of_a_stopped_export(*, whole: bool) -> None:
    journal = Path("watch/.fitexport-staging/journal.json")
    journal.parent.mkdir(parents=True)
    journal.write_text('[["a.fit", "x", "y"], ["w03/a.fit", null, "y"]]')
    assert refused(journal, ("week", "3", *TODAY), whole=whole) == {}


@pytest.mark.slow
def test_a_record_of_a_watch(alone: Path, *, whole: bool) -> None:
    make_drive(Path("drive"), FENIX)
    options = ("--mile", "6:20", "--race-day", "2027-05-01", *TODAY)
    assert run("watch", "install", "--at", "drive", "--yes", *options).exit_code == 0
    (record,) = (alone.parent / "home").rglob("watch-*.json")
    commands = (
        *(("watch", "status", "--at", "drive"), ("watch", "undo", "--at", "drive", "--dry-run")),
        *(("watch", "install", "--at", "drive", "--dry-run", *TODAY), ("init", *options)),
    )
    assert refused(record, *commands, whole=whole) == {}


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("watch/.fitexport-staging/journal.json", '[["\\ud800.fit", null, "x"]]'),
        ("fitexport-calendar.json", '{"fitexport-calendar": 1, "events": {"a": ["x", Infinity]}}'),
        ("watch/fitexport-manifest.json", '{"fitexport": Infinity, "files": {"\\ud800": 1}}'),
        ("fitexport.toml", f"[athlete]\nmax-hr = 0x{'f' * 3600}"),
        ("fitexport.toml", "[athlete]\nid = 'x'\n" + "#" * 300),
    ],
)
def test_a_damaged_file_of_ours(file: str, content: str) -> None:
    shutil.copy(SAMPLES / "fitexport.toml", "fitexport.toml")
    path = Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    assert fault(["week", "3", *TODAY]) == ""


def _lines_replaced(text: str, by: str) -> Iterator[str]:
    """The text with the value of each line replaced in turn."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        head = re.match(r"[^:=>]*[:=>]", line)
        if head:
            yield "\n".join((*lines[:number], head[0] + by, *lines[number + 1 :]))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["week-03/mile-week-03.ics", "sessions.txt", "fitexport.toml"])
@pytest.mark.parametrize(
    "value",
    [f" {ESCAPE}", "0x" + "f" * 3600, "00010101T000000", '"\\u001b[31m\\u202e"', "9" * 5000, "inf"],
    ids=["escape", "hexadecimal", "year 1", "escaped", "digits", "infinity"],
)
def test_a_text_file_line_by_line(name: str, value: str, *, whole: bool) -> None:
    """Every line is tried with every command; in the gate, the commands take turns."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    path = Path(Path(name).name)
    if name.endswith(".ics"):
        text = text[: text.index("END:VEVENT")] + "END:VEVENT\nEND:VCALENDAR\n"
        commands: tuple[tuple[str, ...], ...] = (
            ("read", path.name),
            ("diff", path.name, path.name),
            ("calendar", "--since", path.name, "--out", "a.ics", *TODAY),
        )
    elif name.endswith(".txt"):
        commands = (("workout", path.name),)
    else:
        commands = (("paces",), ("week", "3", *TODAY), ("skip", "w3.2", "--dry-run"))
    turns = cycle([commands] if whole else [[each] for each in commands])
    for changed, some in zip(_lines_replaced(text, value), turns, strict=False):
        path.write_text(changed, encoding="utf-8")
        for command in some:
            assert fault([*command]) == "", (command, changed[:200])
    path.unlink()


@pytest.mark.parametrize(
    "zone",
    [
        "America/New_York",
        *(
            pytest.param(each, marks=pytest.mark.slow)
            for each in ("Europe/Berlin", "Asia/Kiritimati")
        ),
    ],
)
def test_a_calendar_of_the_first_and_the_last_year(zone: str) -> None:
    for day in ("00010101T000000", "00010101T233000", "99991231T000000", "99991231T233000"):
        Path("a.ics").write_text(
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//fitexport//x\nBEGIN:VEVENT\nUID:1\n"
            f"DTSTART;TZID={zone}:{day}\nSUMMARY:Run\nEND:VEVENT\nEND:VCALENDAR\n"
        )
        for command in (
            *(("read", "a.ics"), ("diff", "a.ics", "a.ics")),
            ("calendar", "--since", "a.ics", "--out", "b.ics", *TODAY),
        ):
            assert fault([*command]) == ""
