"""Workouts are recognised by their identity, or by name or file where that is not unique."""

from __future__ import annotations

from typing import Any

from support.fit_foreign import TIME, about, file_id, step, workout_file

from fitexport.fit.decode import decode
from fitexport.fit.found import FoundWorkout
from fitexport.fit.workout_diff import compared, dated, plain_change


def made(seconds: int, name: str = "", serial: int | None = None) -> FoundWorkout:
    head = None if serial is None else file_id(serial=serial)
    found = decode(workout_file([step(TIME, 1000 * seconds)], about(name), head=head))
    assert isinstance(found, FoundWorkout)
    return found


def changes(old: dict[str, FoundWorkout], new: dict[str, FoundWorkout]) -> list[dict[str, Any]]:
    pairs = compared(dated(old, {}), dated(new, {}), "km")
    kept = ("name", "what", "old_name", "another", "steps")
    return [{key: plain_change(each)[key] for key in kept} for each in pairs]


def test_a_workout_of_the_same_identity_is_the_same_whatever_its_file_and_name() -> None:
    old = {"a.fit": made(60, "Easy", 7), "b.fit": made(90, "Hard", 8)}
    new = {"b.fit": made(60, "Easier", 7), "a.fit": made(120, "Hard", 8)}
    assert changes(old, new) == [
        {**_ALIKE, "name": "Easier", "what": "changed", "old_name": "Easy"},
        {**_ALIKE, "name": "Hard", "what": "changed", "steps": ["- go 1:30", "+ go 2:00"]},
    ]


def test_workouts_that_share_an_identity_are_told_apart_by_name_or_file() -> None:
    old = {"a.fit": made(60), "b.fit": made(90)}
    assert changes(old, {"b.fit": made(60), "a.fit": made(90)}) == [
        {**_ALIKE, "name": "a.fit", "what": "changed", "steps": ["- go 1:00", "+ go 1:30"]},
        {**_ALIKE, "name": "b.fit", "what": "changed", "steps": ["- go 1:30", "+ go 1:00"]},
    ]
    assert changes(old, {"a.fit": made(60), "b.fit": made(90, "Named")}) == [
        {**_ALIKE, "name": "a.fit", "what": "same"},
        {**_ALIKE, "name": "b.fit", "what": "gone"},
        {**_ALIKE, "name": "Named", "what": "new"},
    ]


_ALIKE: dict[str, Any] = {"old_name": None, "another": False, "steps": []}
