"""FIT activities of workouts that a watch guided, byte by byte: steps, laps with their step, points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from support.fit_build import fit_file
from support.fit_foreign import (
    COOLDOWN,
    ENUM,
    RECOVERY,
    SPEED,
    UINT8,
    UINT16,
    UINT32,
    WARMUP,
    Fields,
    about,
    file_id,
    message,
    repeat,
    step,
)
from support.fit_foreign import DISTANCE as DISTANCE_STEP
from support.fit_foreign import TIME as TIME_STEP

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
    stopped_s: float = 0.0
    """The timer stood still for so long, half-way; the file then says how long it ran."""


def activity(
    steps: Sequence[Fields],
    laps: Sequence[Ran],
    workout: Fields | None = None,
    sport: int = 1,
    began: int = BEGAN,
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
            late_s = lap.stopped_s if share >= 0.5 else 0.0
            records.append(
                message(
                    20,
                    {
                        253: (UINT32, began + round(at_s + late_s) + second),
                        3: (UINT8, lap.bpm),
                        5: (UINT32, round(100 * (at_m + share * lap.metres))),
                    },
                    local=3,
                )
            )
        more: Fields = {} if lap.step is None else {71: (UINT16, lap.step)}
        if lap.stopped_s:
            more = {**more, 8: (UINT32, round(1000 * lap.time_s))}
        elapsed_s = lap.time_s + lap.stopped_s
        records.append(
            message(
                19,
                {
                    253: (UINT32, began + round(at_s + elapsed_s)),
                    2: (UINT32, began + round(at_s)),
                    7: (UINT32, round(1000 * elapsed_s)),
                    9: (UINT32, round(100 * lap.metres)),
                    24: (ENUM, lap.trigger),
                    **more,
                },
                local=4,
            )
        )
        at_s += elapsed_s
        at_m += lap.metres
    records.append(
        message(
            18,
            {
                253: (UINT32, began + round(at_s)),
                2: (UINT32, began),
                5: (ENUM, sport),
                7: (UINT32, round(1000 * at_s)),
            },
            local=5,
        )
    )
    return fit_file(b"".join(records))


SAMPLE = activity(
    [
        step(TIME_STEP, 900_000, intensity=WARMUP),
        step(DISTANCE_STEP, 40_000, SPEED, 0, 4066, 4405, notes="400 m in 1:34"),
        step(DISTANCE_STEP, 20_000, intensity=RECOVERY, notes="jog"),
        repeat(1, 5),
        step(DISTANCE_STEP, 40_000, SPEED, 0, 4066, 4405, notes="Last one: 400 m in 1:34"),
        step(TIME_STEP, 600_000, intensity=COOLDOWN),
    ],
    [
        Ran(0, 900, 2650, bpm=136),
        *(
            lap
            for time_s, bpm in ((93.1, 161), (94.8, 168), (89.6, 172), (96.0, 174), (101.3, 177))
            for lap in (Ran(1, time_s, 400, bpm=bpm), Ran(2, 84.5, 200, bpm=158))
        ),
        Ran(4, 92.4, 400, bpm=181),
        Ran(5, 600, 1740, bpm=148),
    ],
    began=BEGAN - 365 * 86_400,
)
"""samples/track-tuesday.fit: six quarters, one too fast and one too slow."""
