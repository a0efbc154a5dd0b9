"""Test files that show what a watch does, and what it holds afterwards -> one row of findings.

We do not have every watch. A probe bundle asks what no published file answers: does a watch
replace a workout by its serial, how many calendar entries does it keep, does it repeat within
repeats, where does it cut names and notes. It is written message by message, because normal
exports never contain such files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fitexport.errors import FitFormatError, WatchError
from fitexport.files.transaction import alone_and_whole, change_files, is_taken
from fitexport.fit.decode import decode
from fitexport.fit.identity import MAX_WEEK, Identity, file_id, serial_number, version
from fitexport.fit.profile import (
    CAPABILITIES_TCX,
    WORKOUT,
    WORKOUT_STEP,
    DurationType,
    FileType,
    TargetType,
)
from fitexport.fit.reader import read
from fitexport.fit.schedule_file import ScheduleEntry, encode_schedule
from fitexport.fit.wire import Values, encode_file, encode_records
from fitexport.watch.contents import Contents
from fitexport.watch.device import Device
from fitexport.watch.limits import Limits

if TYPE_CHECKING:
    from fitexport.watch.connected import Watch

ENTRIES = 31
"""One more than a fenix 7 is known to show."""
_SEASON = "fitexport-probe"
_RUNNING = 1
_NOTE = "".join(f"{end:.>10}" for end in range(10, 251, 10))
"""Each ten characters end in the count so far, so that the watch shows where it cuts."""


class _Probe(NamedTuple):
    """One workout of the bundle: its place, file, name and steps."""

    place: int
    file: str
    name: str
    steps: Sequence[Values]


def _step(index: int, **values: float | int | str) -> Values:
    """Ten seconds without a target, unless `values` say otherwise."""
    usual: Values = {
        "message_index": index,
        "duration_type": DurationType.TIME,
        "duration_time": 10,
        "target_type": TargetType.OPEN,
        "target_value": 0,
        "intensity": 0,
    }
    return usual | values


def _jump(index: int, first: int, times: int) -> Values:
    return {
        "message_index": index,
        "duration_type": DurationType.REPEAT_UNTIL_STEPS_CMPLT,
        "duration_step": first,
        "target_repeat_steps": times,
    }


_HEART = _step(0, target_type=TargetType.HEART_RATE, heart_rate_low=150, heart_rate_high=160)
_PROBES = (
    _Probe(1, "probe-1-version.fit", "Probe version 1", [_step(0)]),
    _Probe(2, "probe-2-fifty-steps.fit", "Probe 50 steps", [_step(i) for i in range(50)]),
    _Probe(
        3,
        "probe-3-nested.fit",
        "Probe nested",
        [_step(0), _step(1), _jump(2, 1, 2), _step(3), _jump(4, 0, 3)],
    ),
    _Probe(
        4,
        "probe-4-intensities.fit",
        "Probe intensity",
        [_step(i, intensity=i, notes=f"intensity {i}") for i in range(7)],
    ),
    _Probe(5, "probe-5-name.fit", "Probe16Character", [_step(0)]),
    _Probe(6, "probe-6-note.fit", "Probe long note", [_step(0, notes=_NOTE)]),
    _Probe(7, "probe-7-heart.fit", "Probe heart", [_HEART]),
)
_SECOND = _Probe(
    1, "probe-1-version.fit", "Probe version 2", [_step(0), _step(1, notes="second version")]
)


def probe_bundle(today: date) -> dict[str, dict[str, bytes]]:
    """Folder -> file name -> bytes. `first` goes on first; `second`, with other contents under the
    first serial and two days in its calendar, once the watch has imported `first`."""
    return {
        "first": _folder(_PROBES, today, ENTRIES),
        "second": _folder((_SECOND, *_PROBES[1:]), today, 2),
    }


def write_probes(out: Path, today: date) -> int:
    """Write a probe bundle into a folder, over an older one; returns the number of files.

    Raises:
        WatchError: another file is in the way.
    """
    files = {
        f"{name}/{file}": data
        for name, folder in probe_bundle(today).items()
        for file, data in folder.items()
    }
    with alone_and_whole(out):
        for path in files:
            if is_taken(out / path) and not _is_probe(out / path):
                raise WatchError(
                    f"{out / path} is in the way", "choose another --out, or move it away"
                )
        change_files(out, dict(files))
    return len(files)


def _folder(probes: Sequence[_Probe], today: date, days: int) -> dict[str, bytes]:
    made = [(probe.file, *_encode(probe)) for probe in probes]
    identities = [identity for _, identity, _ in made]
    entries = [
        ScheduleEntry(today + timedelta(days=day + 1), identities[day % len(identities)])
        for day in range(days)
    ]
    schedule = encode_schedule(entries, _serial(0), most=len(entries))
    return {file: data for file, _, data in made} | {"schedule.fit": schedule}


def _encode(probe: _Probe) -> tuple[Identity, bytes]:
    about: Values = {
        "wkt_name": probe.name,
        "sport": _RUNNING,
        "capabilities": CAPABILITIES_TCX,
        "num_valid_steps": len(probe.steps),
    }
    records = encode_records([(WORKOUT, about), *((WORKOUT_STEP, step) for step in probe.steps)])
    identity = Identity(_serial(probe.place), version(records))
    return identity, encode_file(file_id(FileType.WORKOUT, identity) + records)


def _serial(place: int) -> int:
    return serial_number(_SEASON, "", MAX_WEEK, place)


_SERIALS = {_serial(place): place for place in range(len(_PROBES) + 1)}


class Finding(NamedTuple):
    """One question and the answer found in the watch's files."""

    question: str
    answer: str


def findings_of(watch: Watch) -> list[Finding]:
    """What a connected watch did with the probes.

    Raises:
        WatchError: it holds none.
    """
    held = watch.contents()
    if not has_probes(held):
        raise WatchError(
            f"{watch.device.title} has no probe files on it",
            "put them on first: fitexport watch probe, then samples/watch-test/CHECKLIST.md",
        )
    return findings(held, watch.device, watch.limits, watch.limits_from)


def findings(held: Contents, device: Device, limits: Limits, limits_from: str) -> list[Finding]:
    """What the watch did with the probes, from the files that it keeps after importing them."""
    kept: dict[int, list[bytes]] = {}
    names: dict[int, list[str]] = {}
    for file, content in held.workouts:
        if content.identity.serial in _SERIALS and not file.waits:
            place = _SERIALS[content.identity.serial]
            kept.setdefault(place, []).append(file.data)
            names.setdefault(place, []).append(file.title)
    entries = [each for each in held.calendar if each.workout.serial in _SERIALS]
    bound = {content.identity for file, content in held.workouts if not file.waits}
    found = {place: _of_one(place, data[0]) for place, data in kept.items()}
    return [
        Finding("model", device.model or "?"),
        Finding("software", device.software or "?"),
        Finding("limits", f"{limits} ({limits_from})"),
        Finding("imported", f"{len(kept)} of {len(_PROBES)}"),
        Finding("versions of one serial", ", ".join(sorted(names.get(1, ()))) or "none"),
        Finding(f"of {ENTRIES} calendar entries", str(len(entries))),
        Finding("of those, with a workout", str(sum(each.workout in bound for each in entries))),
        *(
            Finding(question, found.get(place, "not there"))
            for place, question in _QUESTIONS.items()
        ),
    ]


_QUESTIONS: Mapping[int, str] = {
    2: "of 50 steps",
    3: "repeat in a repeat",
    4: "intensities 0 to 6",
    5: "of a 16-character name",
    6: "of a note of 250",
    7: "heart rate 150-160",
}


def _of_one(place: int, data: bytes) -> str:
    """What is left of a probe in the file that the watch keeps."""
    messages = read(data)
    steps = [each.values for each in messages if each.number == WORKOUT_STEP.number]
    number = {name: field.number for name, field in WORKOUT_STEP.fields.items()}
    match place:
        case 2:
            return str(len(steps))
        case 3:
            jumps = [
                (each.get(number["duration_step"]), each.get(number["target_repeat_steps"]))
                for each in steps
                if each.get(number["duration_type"]) == DurationType.REPEAT_UNTIL_STEPS_CMPLT
            ]
            return "kept" if jumps == [(1, 2), (0, 3)] else f"changed: {jumps}"
        case 4:
            return " ".join(str(each.get(number["intensity"], "-")) for each in steps)
        case 5:
            about = next(each.values for each in messages if each.number == WORKOUT.number)
            return str(len(str(about.get(WORKOUT.fields["wkt_name"].number, ""))))
        case 6:
            return str(len(str(steps[0].get(number["notes"], "")))) if steps else "0"
        case 7:
            low, high = (steps[0].get(number[f"heart_rate_{end}"]) for end in ("low", "high"))
            return "kept" if (low, high) == (250, 260) else f"changed: {low}, {high}"
        case _:
            return "there"


def table_row(found: Sequence[Finding]) -> Iterator[str]:
    """The findings as a heading and a row of a Markdown table."""
    yield "| " + " | ".join(each.question for each in found) + " |"
    yield "|" + "---|" * len(found)
    yield "| " + " | ".join(each.answer for each in found) + " |"


def has_probes(held: Contents) -> bool:
    """Whether any probe is on the watch, imported or not."""
    return any(content.identity.serial in _SERIALS for _, content in held.workouts)


def _is_probe(path: Path) -> bool:
    """Whether a file is from a probe bundle of any day."""
    try:
        return decode(path.read_bytes()).identity.serial in _SERIALS
    except (OSError, FitFormatError):
        return False
