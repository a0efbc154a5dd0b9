"""Compiled workouts -> the same in other programs' formats, and what arrives there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fitexport.errors import EncodeError
from fitexport.export.compiled import CompiledWorkout
from fitexport.formats.registry import FORMATS, convert_workout
from fitexport.season.athlete import Athlete

if TYPE_CHECKING:  # most exports have no other format
    from fitexport.formats.losses import Report


class OtherFile(NamedTuple):
    """A workout in another format, with the report of what arrives there; or why it has none."""

    workout: CompiledWorkout
    format: str
    text: str
    report: Report
    refused: str = ""

    @property
    def file(self) -> str:
        """Its file: the name of the FIT file with the format's suffix."""
        return self.workout.file.removesuffix(".fit") + FORMATS[self.format].suffix


def refusals(others: Iterable[OtherFile]) -> dict[tuple[str, str], list[OtherFile]]:
    """A format, and why it refuses -> the workouts that have no file for that reason."""
    found: dict[tuple[str, str], list[OtherFile]] = {}
    for each in others:
        if each.refused:
            found.setdefault((each.format, each.refused), []).append(each)
    return found


def in_formats(
    workouts: Iterable[CompiledWorkout], formats: Sequence[str], athlete: Athlete
) -> tuple[OtherFile, ...]:
    """Every workout in every one of these formats."""
    formats = tuple(dict.fromkeys(formats))
    return tuple(_in_format(made, each, athlete) for made in workouts for each in formats)


def _in_format(made: CompiledWorkout, into: str, athlete: Athlete) -> OtherFile:
    table = athlete.table_on(made.day)
    try:
        text, report = convert_workout(
            made.workout,
            into,
            mile_s=table.mile_s,
            units=athlete.units,
            max_hr=table.max_hr,
            day=made.day,
        )
    except EncodeError as error:
        from fitexport.formats.losses import Report

        return OtherFile(made, into, "", Report(()), error.problem)
    return OtherFile(made, into, text, report)


def losses(others: Sequence[OtherFile], labels: Sequence[str]) -> Iterator[str]:
    """A line for each kind of loss in one format, with its steps; `labels` name the workouts."""
    from fitexport.formats.losses import loss_lines

    return loss_lines(zip(labels, (each.report for each in others), strict=True))


def plain_others(others: Iterable[OtherFile]) -> dict[str, Any]:
    """What arrives of workouts in other formats, as plain data; nothing without formats."""
    plain = [_plain(each) for each in others]
    return {"formats": plain} if plain else {}


def _plain(each: OtherFile) -> dict[str, Any]:
    from fitexport.formats.losses import plain_arrivals

    return {
        "workout": each.workout.workout.name,
        "format": each.format,
        "file": None if each.refused else each.file,
        "refused": each.refused or None,
        "arrivals": plain_arrivals(each.report),
    }
