"""What watches and other people's tools write, for tests/data/field/watch: its README says who."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from support.fit_build import fit_file
from support.fit_foreign import (
    ACTIVE,
    CADENCE,
    COOLDOWN,
    DISTANCE,
    ENUM,
    HEART,
    INTERVAL,
    NOTHING,
    OPEN,
    POWER,
    RECOVERY,
    REST,
    SPEED,
    TIME,
    UINT8,
    UINT16,
    UINT32,
    UINT32Z,
    WARMUP,
    Fields,
    about,
    file_id,
    message,
    repeat,
    schedule_file,
    step,
    workout_file,
)

from fitexport.fit.schedule_file import scheduled_time

FOLDER = Path(__file__).parents[1] / "data/field/watch"
_STROKE = 11
_NOBODY: Fields = {
    0: (ENUM, 255),
    1: (UINT16, 65535),
    2: (UINT16, 65535),
    3: (UINT32Z, 0),
    4: (UINT32, NOTHING),
}
_CREATOR = message(49, {0: (UINT16, 2802), 1: (UINT8, 255)}, local=1)


@cache
def files() -> dict[str, bytes]:
    """Path below the folder -> bytes."""
    return {
        "calendar/Schedule.fit": _own_calendar(),
        "calendar/Intervals.fit": _run("Intervals", 771_014_817, 1_067_733_431),
        "calendar/Tempo.fit": _run("Tempo", 771_014_820, 1_067_733_431),
        "one-serial/Easy.fit": _run("Easy", 1, 1_000_000_000),
        "one-serial/Long.fit": _run("Long", 1, 1_000_000_001),
        "one-serial/Tempo.fit": _run("Tempo", 1, 1_000_000_002),
        "one-serial/Schedule.fit": schedule_file(
            [(_noon(16 + n), 1, 1_000_000_000 + n) for n in range(3)], file_id(7, 1)
        ),
        "shipped/97AG1431.FIT": _run("Tempo", 129_330_220, 931_521_374),
        "shipped/INTRVL/INTVRUN.FIT": workout_file(
            [
                step(OPEN, None, intensity=WARMUP),
                step(DISTANCE, 100_000),
                step(DISTANCE, 60_000, intensity=REST),
                repeat(1, 4),
                step(OPEN, None, intensity=COOLDOWN),
            ],
            about("", 5),
            _NOBODY,
        ),
        "shipped/GUIDED/RNTEST.FIT": workout_file(
            [
                step(OPEN, None, intensity=WARMUP),
                step(TIME, 240_000, HEART, 0, 240, 260, intensity=INTERVAL),
            ],
            about("", 2),
            {**_NOBODY, 0: (ENUM, 5)},
        ),
        "settings.fit": fit_file(
            _CREATOR
            + message(0, {3: (UINT32Z, 3_327_738_592), 1: (UINT16, 1), 0: (ENUM, 2)}, local=1)
            + message(3, {4: (UINT16, 700), 1: (ENUM, 1)}, local=2)
        ),
        "pool-swim.fit": _pool_swim(),
        "reversed-pace.fit": workout_file(
            [step(DISTANCE, 100_000, SPEED, 0, 4000, 3704)], about("Reversed"), file_id(serial=12)
        ),
        "no-header-checksum.fit": fit_file(_run("Tempo", 14, 931_521_374)[14:-2], header_crc=0),
        "flagged-indexes.fit": _flagged(),
        "second-target.fit": _bike(),
    }


def _noon(day: int) -> int:
    return scheduled_time(date(2027, 3, day))


def _run(name: str, serial: int, created: int) -> bytes:
    return workout_file(
        [step(OPEN, None, intensity=WARMUP), step(TIME, 600_000)],
        about(name, 2),
        file_id(serial=serial, created=created),
    )


def _own_calendar() -> bytes:
    head: Fields = {**_NOBODY, 0: (ENUM, 7), 1: (UINT16, 1), 2: (UINT16, 3291)}
    records = message(0, {**head, 3: (UINT32Z, 3_402_915_577)}) + _CREATOR
    for day, serial in ((16, 771_014_817), (18, 771_014_820)):
        entry: Fields = {
            **{2: (UINT32Z, serial), 3: (UINT32, 1_067_733_431), 6: (UINT32, _noon(day))},
            **{0: (UINT16, 1), 1: (UINT16, 65534), 7: (UINT16, 0xFFFF)},
            **{4: (ENUM, 0), 5: (ENUM, 0), 9: (ENUM, 255)},
        }
        records += message(28, entry, local=2)
    return fit_file(records)


def _pool_swim() -> bytes:
    lengths = ((0, WARMUP, 255), (2, ACTIVE, 2), (255, RECOVERY, 255), (5, COOLDOWN, 0))
    steps = [
        step(DISTANCE, 20_000, _STROKE, stroke, intensity=intensity, f9=(ENUM, equipment))
        for stroke, intensity, equipment in lengths
    ]
    more = {"f11": (ENUM, 17), "f14": (UINT16, 2500), "f15": (ENUM, 0)}
    return workout_file(steps, about("Pool", 4, 5, **more), file_id(serial=11))


def _flagged() -> bytes:
    steps = (message(27, {254: (UINT16, n | 0x8000), **step()}, local=2) for n in range(2))
    return fit_file(message(0, file_id()) + message(26, about("Flags", 2)) + b"".join(steps))


def _bike() -> bytes:
    steps = [
        step(
            *(TIME, 1_200_000, POWER, 0, 1150, 1200),
            f19=(ENUM, CADENCE),
            f20=(UINT32, 0),
            f21=(UINT32, 85),
            f22=(UINT32, 95),
        ),
        step(TIME, 60_000, POWER, 0, 0, 55, f12=(UINT16, 4250)),
    ]
    return workout_file(steps, about("Bike", 2, 2), file_id(serial=13))


def write() -> None:
    for path, data in files().items():
        (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / path).write_bytes(data)


if __name__ == "__main__":
    write()
