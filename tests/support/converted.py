"""Workouts of every kind for the tests of formats, and readers of what formats write: written from
each format's description, sharing nothing with the writers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from fitexport.pace.pacing import pace_session
from fitexport.pace.table import pace_table
from fitexport.pace.workout import Workout
from fitexport.plan.load import load_plan
from fitexport.session import Session
from fitexport.session.parse import parse

TABLE = pace_table(380, 360)
ONE_EACH = (
    *("run 3min 30s", "run 400m", "run 1.5km", "run 0.25mi", "walk 2min", "jog 400m", "rest 3min"),
    *("warm-up 10min", "cool-down 10min", "1mi @ 6:30-6:40/mi", "run 20min @ 65-79%max"),
    *("run 20min @ hr zone 2", "run 5min @ 250-270W", "run 20min @ 140-150bpm", "race 1mi"),
    *("run 1min @ 180-186spm", "rest until lap", "jog until hr <120bpm", "jog until hr >70%max"),
    *(
        "squat 8 reps",
        "plank 30s",
        "3x (4x (run 10s; walk 20s); rest 1min)",
        "4x run 10s, rest 45s",
    ),
    *("run 10min \"<b>&'quick'</b> \\\\ é\"", "warm-up 15-20min; 4x stride 20s, walk 60s"),
)


def workout(session: Session | str, name: str = "", sport: str = "running") -> Workout:
    """The workout of a session, or of its text."""
    session = parse(session) if isinstance(session, str) else session
    return Workout(name=name, sport=sport, steps=pace_session(session, TABLE))


@cache
def planned() -> tuple[Workout, ...]:
    """Each different session of the shipped plans that makes a workout."""
    found: dict[Session, str] = {}
    for level in ("beginner", "intermediate", "advanced"):
        for week in load_plan("mile", level, 10).weeks:
            for each in week.sessions:
                sport = each.session.sport()
                if each.place and sport is not None:
                    found.setdefault(each.session, sport)
    return tuple(workout(session, "W3.2 Session", sport) for session, sport in found.items())


# --- TCX ----------------------------------------------------------------------------------

_TCX = "{http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2}"
_KIND = "{http://www.w3.org/2001/XMLSchema-instance}type"
_INSIDE = {
    "Time_t": ("Seconds",),
    "Distance_t": ("Meters",),
    "UserInitiated_t": (),
    "HeartRateBelow_t": ("HeartRate",),
    "HeartRateAbove_t": ("HeartRate",),
    "None_t": (),
    "Speed_t": ("SpeedZone",),
    "HeartRate_t": ("HeartRateZone",),
    "CustomSpeedZone_t": ("ViewAs", "LowInMetersPerSecond", "HighInMetersPerSecond"),
    "PredefinedHeartRateZone_t": ("Number",),
    "CustomHeartRateZone_t": ("Low", "High"),
    "HeartRateInBeatsPerMinute_t": ("Value",),
    "HeartRateAsPercentOfMax_t": ("Value",),
}
"""The elements of each type, in order, as Garmin's schema of the format has them."""


class Tcx:
    """A workout of TCX, held to Garmin's schema: order, types, ranges and lengths."""

    def __init__(self, text: str) -> None:
        root = fromstring(text)
        assert root.tag == f"{_TCX}TrainingCenterDatabase"
        ((made,),) = root
        tags = [each.tag.removeprefix(_TCX) for each in made]
        assert re.fullmatch("Name(,Step)+(,ScheduledOn)?(,Notes)?", ",".join(tags)), tags
        assert made.get("Sport") in ("Running", "Biking", "Other")
        self.name = _token(made[0])
        self.day = made.findtext(f"{_TCX}ScheduledOn")
        self.notes = made.findtext(f"{_TCX}Notes")
        self.ids: list[int] = []
        self.steps = [step for each in made.findall(f"{_TCX}Step") for step in self._step(each)]
        assert self.ids == list(range(1, len(self.ids) + 1))
        assert len(self.ids) <= 20

    def _step(self, made: Element) -> Iterator[dict[str, Any]]:
        parts = {each.tag.removeprefix(_TCX): each for each in made}
        self.ids.append(int(parts["StepId"].text or ""))
        if made.get(_KIND) == "Repeat_t":
            times = int(parts["Repetitions"].text or "")
            assert 2 <= times <= 99
            children = made.findall(f"{_TCX}Child")
            assert len(children) == len(made) - 2 > 0
            yield from [step for child in children for step in self._step(child)] * times
            return
        names = ["StepId", *(["Name"] if "Name" in parts else [])]
        assert [*parts] == [*names, "Duration", "Intensity", "Target"]
        assert made.get(_KIND) == "Step_t"
        assert parts["Intensity"].text in ("Active", "Resting")
        yield {
            "name": _token(parts["Name"]) if "Name" in parts else "",
            "duration": _value(parts["Duration"]),
            "intensity": parts["Intensity"].text,
            "target": _value(parts["Target"]),
        }


def _token(element: Element) -> str:
    text = element.text or ""
    assert 1 <= len(text) <= 15
    assert text == " ".join(text.split())
    return text


def _value(element: Element) -> Any:
    kind = element.get(_KIND)
    if kind is None:
        text = element.text or ""
        return int(text) if text.isdecimal() else float(text) if text[0].isdecimal() else text
    assert tuple(each.tag.removeprefix(_TCX) for each in element) == _INSIDE[kind]
    inside = [_value(each) for each in element]
    if kind in ("Time_t", "Distance_t"):
        assert 0 < inside[0] <= 65535
    return (kind.removesuffix("_t"), *inside)


# --- Zwift --------------------------------------------------------------------------------


def zwo(text: str) -> tuple[dict[str, str], list[tuple[int, float | None, str]]]:
    """The head of a Zwift workout, and its blocks: length, share of the mile's speed, message."""
    root = fromstring(text)
    assert root.tag == "workout_file"
    head = {each.tag: each.text or "" for each in root if each.tag != "workout"}
    assert [*head] == ["author", "name", "description", "sportType", "durationType", "tags"]
    assert head["sportType"] == "run"
    found = []
    for block in root.iterfind("workout/*"):
        share = None
        if block.tag == "SteadyState":
            assert {*block.keys()} == {"Duration", "Power", "pace"}
            assert block.get("pace") == "0"
            share = float(block.get("Power") or "")
            assert 0.2 < share < 2
        else:
            assert (block.tag, *block.keys()) == ("FreeRide", "Duration")
        offset = "timeoffset" if head["durationType"] == "time" else "distoffset"
        messages = [event.get("message", "") for event in block]
        assert all(event.attrib.keys() == {offset, "message"} for event in block)
        assert len(messages) < 2
        length = int(block.get("Duration") or "")
        assert length > 0
        found.append((length, share, "".join(messages)))
    return head, found


# --- Suunto -------------------------------------------------------------------------------


def suunto(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A SuuntoPlus Guide, and its screens in running order, held to the limits of its description."""
    guide = json.loads(text)
    assert (guide["type"], guide["usage"]) == ("sequence", "workout")
    for key, most in (("name", 60), ("description", 256), ("shortDescription", 23), ("owner", 64)):
        assert 1 <= len(guide[key]) <= most
    assert guide["url"].startswith("https://")
    screens: list[dict[str, Any]] = []
    for step in guide["steps"]:
        times, inside = (step["times"], step["steps"]) if step["type"] == "repeat" else (1, [step])
        assert 1 <= times <= 100
        for screen in inside:
            assert screen["type"] == "fields"
            assert 1 <= len(screen["title"]) <= 13
            (left,) = screen["transitions"]
            assert left["condition"]["type"] in ("stepDuration", "stepDistance", "manualLap")
            notification = screen.get("notification", {"title": "-", "text": "-"})
            assert 1 <= len(notification["text"]) <= 54
            assert notification["text"].isascii()
            for field in screen["fields"]:
                assert field.get("value", 1) > 0
                assert 0 <= field.get("min", 0) <= field.get("max", 0)
        screens += inside * times
    return guide, screens


# --- Wahoo --------------------------------------------------------------------------------

_TARGETS = {"hr", "speed", "watts", "max_hr"}


def wahoo(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The header of a Wahoo plan, and its intervals in running order."""
    plan = json.loads(text)
    header = plan["header"]
    assert (header["version"], header["workout_type_family"] in (0, 1)) == ("1.0.0", True)
    return header, list(_intervals(plan["intervals"], header))


def _intervals(made: list[dict[str, Any]], header: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in made:
        if each["exit_trigger_type"] == "repeat":
            assert each.keys() == {"exit_trigger_type", "exit_trigger_value", "intervals"}
            inside = list(_intervals(each["intervals"], header))
            yield from inside * (1 + each["exit_trigger_value"])
            continue
        assert each["exit_trigger_type"] in ("time", "distance")
        assert each["exit_trigger_value"] > 0
        assert each["intensity_type"] in ("active", "wu", "cd", "recover", "rest")
        for target in each.get("targets", ()):
            assert target["type"] in _TARGETS
            assert 0 < target["low"] <= target["high"]
            assert target["type"] != "max_hr" or header["max_hr"]
        yield each
