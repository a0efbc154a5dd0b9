"""The probe bundle, and what the report says of watches that treat it well or badly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from support.fit_build import pack, unpack
from support.fit_dump import fit_tool_raw, fitdecode_raw
from support.folders import tree
from support.payloads import opened
from support.watches import FENIX, FORERUNNER, Firmware, Kind, MemoryStorage, in_memory

from fitexport.files.transaction import STAGING
from fitexport.watch.probe import findings, has_probes, probe_bundle, table_row, write_probes

BUNDLE = probe_bundle(date(2027, 3, 1))


def _put(storage: MemoryStorage, kind: Kind, payload: str) -> None:
    """As the checklist has it: all files of a folder into the import folder, by hand."""
    for name, data in BUNDLE[payload].items():
        storage.write(f"{kind.folder}/{kind.import_folder}/{name}", data)


def _answers(storage: MemoryStorage, tmp_path: Path) -> dict[str, str]:
    watch = opened(storage, tmp_path)
    found = findings(watch.contents(), watch.device, watch.limits, watch.limits_from)
    return {each.question: each.answer for each in found}


def test_every_file_is_read_by_two_decoders_that_are_not_ours() -> None:
    for payload in BUNDLE.values():
        for data in payload.values():
            assert fit_tool_raw(data) == fitdecode_raw(data)


def test_the_bundle_asks_what_it_says_it_asks() -> None:
    first = {name: fitdecode_raw(data) for name, data in BUNDLE["first"].items()}
    steps = {
        name: [values for number, values in messages if number == 27]
        for name, messages in first.items()
    }
    assert len(steps["probe-2-fifty-steps.fit"]) == 50
    jumps = [(v[2], v[4]) for v in steps["probe-3-nested.fit"] if v[1] == 6]
    assert jumps == [(1, 2), (0, 3)]  # the second jump goes back over the first
    assert [v[7] for v in steps["probe-4-intensities.fit"]] == list(range(7))
    (name,) = [values[8] for number, values in first["probe-5-name.fit"] if number == 26]
    assert isinstance(name, str)
    assert len(name) == 16
    (note,) = [v[8] for v in steps["probe-6-note.fit"]]
    assert isinstance(note, str)
    assert (len(note), note[:10], note[-3:]) == (250, "........10", "250")
    (heart,) = steps["probe-7-heart.fit"]
    assert (heart[3], heart[4], heart[5], heart[6]) == (1, 0, 250, 260)
    entries = [values for number, values in first["schedule.fit"] if number == 28]
    assert len(entries) == 31
    versions = [fitdecode_raw(BUNDLE[each]["probe-1-version.fit"])[0][1] for each in BUNDLE]
    assert versions[0][3] == versions[1][3]
    assert versions[0][4] != versions[1][4]


def test_a_watch_that_accepts_everything(tmp_path: Path) -> None:
    kind = replace(FENIX, shown_entries=200)
    storage = in_memory(kind)
    _put(storage, kind, "first")
    assert has_probes(opened(storage, tmp_path).contents())
    Firmware(kind, storage).disconnect()
    assert _answers(storage, tmp_path) == {
        "model": "fenix 6X Pro Solar",
        "software": "28.02",
        "limits": "25 workouts, 50 steps in each, 30 calendar entries (DEVICE.FIT, which states 200"
        " entries: watches are known to show 30)",
        "imported": "7 of 7",
        "versions of one serial": "Probe version 1",
        "of 31 calendar entries": "31",
        "of those, with a workout": "31",
        "of 50 steps": "50",
        "repeat in a repeat": "kept",
        "intensities 0 to 6": "0 1 2 3 4 5 6",
        "of a 16-character name": "16",
        "of a note of 250": "250",
        "heart rate 150-160": "kept",
    }


def test_a_watch_that_cuts_and_changes(tmp_path: Path) -> None:
    storage = in_memory(FORERUNNER)
    _put(storage, FORERUNNER, "first")
    Firmware(FORERUNNER, storage).disconnect()
    for path, data in list(storage.files.items()):
        if "/WORKOUTS/" in path:
            storage.files[path] = _maimed(data)
    assert {
        question: answer
        for question, answer in _answers(storage, tmp_path).items()
        if question not in ("model", "software", "limits")
    } == {
        "imported": "7 of 7",
        "versions of one serial": "Probe version 1",
        "of 31 calendar entries": "30",
        "of those, with a workout": "30",
        "of 50 steps": "20",
        "repeat in a repeat": "changed: [(1, 2)]",
        "intensities 0 to 6": "0 1 2 3 4 0 0",
        "of a 16-character name": "15",
        "of a note of 250": "49",
        "heart rate 150-160": "changed: 150, 160",
    }


def _maimed(data: bytes) -> bytes:
    """What a careless firmware might keep of a workout."""
    messages = unpack(data)
    steps = [each for each in messages if each.number == 27]
    jumps = [each for each in steps if each.get(1) == 6]
    for extra in (*steps[20:], *jumps[1:]):
        messages.remove(extra)
    for message in messages:
        if message.number == 26:
            message.set(8, message.fields[8][1].decode().strip("\0")[:15])
        if message.number == 27:
            if 8 in message.fields:
                message.set(8, message.fields[8][1].decode()[:49])
            if 7 in message.fields and message.get(7) > 4:
                message.set(7, 0)
            if 5 in message.fields:
                message.set(5, 150)
                message.set(6, 160)
    return pack(messages)


def test_two_versions_and_a_replaced_one_are_reported(
    tmp_path: Path,
) -> None:
    storage = in_memory(FENIX)
    _put(storage, FENIX, "first")
    Firmware(FENIX, storage).disconnect()
    _put(storage, FENIX, "second")
    Firmware(FENIX, storage).disconnect()
    answers = _answers(storage, tmp_path)
    assert answers["versions of one serial"] == "Probe version 1, Probe version 2"
    assert answers["of 31 calendar entries"] == "2"


def test_before_the_import_nothing_is_there(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    _put(storage, FENIX, "first")
    answers = _answers(storage, tmp_path)
    assert answers["imported"] == "0 of 7"
    assert answers["of 50 steps"] == "not there"


def test_the_row_is_a_markdown_table() -> None:
    watch = in_memory(FENIX)
    opened_watch = opened(watch, Path("/nowhere"))
    found = findings(opened_watch.contents(), opened_watch.device, opened_watch.limits, "x")
    heading, rule, row = table_row(found)
    assert heading.count("|") == rule.count("|") == row.count("|") == len(found) + 1


def test_what_a_killed_command_left_is_no_hindrance(tmp_path: Path) -> None:
    out = tmp_path / "probe"
    write_probes(out, date(2027, 3, 1))
    whole = tree(out)
    (out / STAGING / "new").mkdir(parents=True)
    (out / STAGING / "new/0").write_bytes(b"half")
    write_probes(out, date(2027, 3, 1))
    assert tree(out) == whole
