"""FIT activities of workouts that a watch led, byte by byte: steps, laps with their step, points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fit_build import fit_file
from fit_foreign import ENUM, UINT8, UINT16, UINT32, Fields, about, file_id, message

BEGAN = 1_174_032_000
"""FIT seconds of 2027-03-15 08:00 UTC."""

MANUAL, TIME, DISTANCE, END = 0, 1, 2, 7


class Ran(NamedTuple):
    """One lap: the step it belongs to (None: none), how long, how far, what ended it."""

    step: int | None
    time_s: float
    metres: float
    trigger: int = MANUAL
    bpm: int = 150


def activity(
    steps: Sequence[Fields], laps: Sequence[Ran], workout: Fields | None = None, sport: int = 1
) -> bytes:
    """The recording of a workout, a point a second."""
    records = [message(0, file_id(4))]
    if steps:
        records.append(message(26, workout or about("6x400 mile", len(steps)), local=1))
    records += [
        message(27, {254: (UINT16, n), **fields}, local=2) for n, fields in enumerate(steps)
    ]
    at_s = at_m = 0.0
    for lap in laps:
        whole = round(lap.time_s)
        for second in range(whole):
            share = second / lap.time_s
            records.append(
                message(
                    20,
                    {
                        253: (UINT32, BEGAN + round(at_s) + second),
                        3: (UINT8, lap.bpm),
                        5: (UINT32, round(100 * (at_m + share * lap.metres))),
                    },
                    local=3,
                )
            )
        index: Fields = {} if lap.step is None else {71: (UINT16, lap.step)}
        records.append(
            message(
                19,
                {
                    253: (UINT32, BEGAN + round(at_s + lap.time_s)),
                    2: (UINT32, BEGAN + round(at_s)),
                    7: (UINT32, round(1000 * lap.time_s)),
                    9: (UINT32, round(100 * lap.metres)),
                    24: (ENUM, lap.trigger),
                    **index,
                },
                local=4,
            )
        )
        at_s += lap.time_s
        at_m += lap.metres
    records.append(
        message(
            18,
            {
                253: (UINT32, BEGAN + round(at_s)),
                2: (UINT32, BEGAN),
                5: (ENUM, sport),
                7: (UINT32, round(1000 * at_s)),
            },
            local=5,
        )
    )
    return fit_file(b"".join(records))
