"""Recordings of a known mile: a runner runs a course, and an imperfect watch records it.

    fixes = recorded(Course.track(), trial(mile_s=380), noise=Noise(2, 20, 0.5), seed=1)
    data = gpx(fixes)

Everything comes from the seed. The writers share no code with the readers.
"""

from __future__ import annotations

import gzip
import random
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from math import atan2, cos, exp, pi, radians, sin, sqrt

from support.fit_build import definition, fit_file

MILE_M = 1609.344
START = datetime(2027, 4, 9, 16, 0, tzinfo=UTC)
LATITUDE, LONGITUDE = 48.1, 11.5


# --- who runs where ---------------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """Metres run -> metres east and north of the start."""

    at: Callable[[float], tuple[float, float]]

    @staticmethod
    def track() -> Course:
        """400 m on the line that is measured: two straights of 84.39 m, bends of radius 36.8."""
        straight = 84.39
        bend = 200 - straight
        radius = bend / pi

        def at(metres: float) -> tuple[float, float]:
            side, along = divmod(metres % 400, 200)
            if along <= straight:
                x, y = along, 0.0
            else:
                angle = (along - straight) / radius
                x, y = straight + radius * sin(angle), radius * (1 - cos(angle))
            return (x, y) if not side else (straight - x, 2 * radius - y)

        return Course(at)

    @staticmethod
    def road() -> Course:
        """To the north-east, in curves of 300 m radius."""
        radius = 300.0

        def at(metres: float) -> tuple[float, float]:
            half, along = divmod(metres, radius * pi / 2)
            angle = along / radius
            x, y = radius * sin(angle), radius * (1 - cos(angle))
            if int(half) % 2:
                x, y = y, x
            return half * radius + x, half * radius + y

        return Course(at)


@dataclass(frozen=True)
class Leg:
    """So many metres at one speed; 0 m/s: so many seconds on the spot."""

    metres: float
    speed: float
    stopped_s: float = 0.0
    """The watch is stopped before it for so long."""

    @property
    def seconds(self) -> float:
        return self.metres / self.speed


def trial(mile_s: float, *, before_m: float = 1200, after_m: float = 800) -> list[Leg]:
    """An easy warm-up, a mile, an easy way home: the mile is the quickest, and all of it."""
    speed = MILE_M / mile_s
    legs = [Leg(before_m, 0.65 * speed), Leg(MILE_M, speed), Leg(after_m, 0.6 * speed)]
    return [leg for leg in legs if leg.metres]


# --- what a watch makes of it -----------------------------------------------------------


@dataclass(frozen=True)
class Noise:
    """Errors of each axis: one that wanders (sd, how long it is remembered), one that does not."""

    slow_m: float = 0.0
    tau_s: float = 30.0
    white_m: float = 0.0


@dataclass(frozen=True)
class Fix:
    """A point as the watch writes it down."""

    time_s: float
    latitude: float
    longitude: float
    altitude: float
    heart: int
    metres: float
    begins: bool = False
    cadence: int | None = None
    """Steps of one foot a minute."""


def recorded(
    course: Course,
    legs: Sequence[Leg],
    *,
    every_s: float = 1.0,
    smart: bool = False,
    noise: Noise = Noise(),
    seed: int = 0,
    device_error: float = 0.0,
    drop_m: float = 0.0,
    spikes: int = 0,
    duplicates: int = 0,
    backwards: int = 0,
) -> list[Fix]:
    """The points. `smart`: only where the direction or the speed changes, or after 8 s.

    `device_error` is the share by which the watch's own distance is too long, `drop_m` how far
    the course falls from its start to its end.
    """
    rng = random.Random(seed)
    total_m = sum(leg.metres for leg in legs)
    keep = exp(-every_s / noise.tau_s)
    exact = noise == Noise()
    east_off, north_off = (rng.gauss(0, noise.slow_m) for _ in range(2))
    fixes: list[Fix] = []
    clock_s = run_m = 0.0
    due_s = 0.0
    for leg in legs:
        begins = leg.stopped_s > 0
        if begins:
            clock_s += leg.stopped_s
            due_s = clock_s
        end_s = clock_s + leg.seconds
        while due_s <= end_s + 1e-9:
            metres = run_m + (due_s - clock_s) * leg.speed
            x, y = course.at(metres)
            if not exact:
                east_off = keep * east_off + rng.gauss(0, noise.slow_m * sqrt(1 - keep**2))
                north_off = keep * north_off + rng.gauss(0, noise.slow_m * sqrt(1 - keep**2))
                x += east_off + rng.gauss(0, noise.white_m)
                y += north_off + rng.gauss(0, noise.white_m)
            latitude, longitude = _degrees(x, y)
            fixes.append(
                Fix(
                    time_s=due_s,
                    latitude=latitude,
                    longitude=longitude,
                    altitude=500 - drop_m * metres / total_m,
                    heart=round(120 + 12 * leg.speed),
                    metres=metres * (1 + device_error),
                    begins=begins,
                )
            )
            begins = False
            due_s += every_s
        clock_s, run_m = end_s, run_m + leg.metres
    if smart:
        fixes = list(_smart(fixes))
    return _with_faults(fixes, rng, spikes, duplicates, backwards)


def _radii() -> tuple[float, float]:
    """Of WGS84 to the north and along the parallel, by its radii of curvature; written out again,
    not taken from the product."""
    phi = radians(LATITUDE)
    e2 = 0.00669437999014
    w = 1 - e2 * sin(phi) ** 2
    return 6378137 * (1 - e2) / w**1.5, 6378137 / sqrt(w) * cos(phi)


_NORTH_M, _EAST_M = _radii()


def _degrees(x: float, y: float) -> tuple[float, float]:
    return LATITUDE + y / _NORTH_M * 180 / pi, LONGITUDE + x / _EAST_M * 180 / pi


def _smart(fixes: Sequence[Fix]) -> Iterable[Fix]:
    last = fixes[0]
    yield last
    for before, fix in pairwise(fixes[1:]):
        turn = abs(_heading(last, before) - _heading(before, fix))
        turn = min(turn, 2 * pi - turn)
        if turn > 0.35 or before.time_s - last.time_s >= 8 or before.begins or fix.begins:
            yield before
            last = before
    yield fixes[-1]


def _heading(a: Fix, b: Fix) -> float:
    return atan2(b.latitude - a.latitude, (b.longitude - a.longitude) * cos(radians(LATITUDE)))


def _with_faults(
    fixes: list[Fix], rng: random.Random, spikes: int, duplicates: int, backwards: int
) -> list[Fix]:
    inner = range(5, len(fixes) - 5)
    for at in rng.sample(inner, spikes):
        off = rng.choice((-1, 1)) * rng.uniform(60, 400) / 111_000
        fixes[at] = replace(fixes[at], latitude=fixes[at].latitude + off)
    for at in sorted(rng.sample(inner, duplicates), reverse=True):
        fixes.insert(at, fixes[at])
    for at in rng.sample(range(5, len(fixes) - 5), backwards):
        fixes[at] = replace(fixes[at], time_s=fixes[at].time_s - 3)
    return fixes


# --- GPX --------------------------------------------------------------------------------


def _iso(time_s: float, start: datetime = START) -> str:
    when = start + timedelta(seconds=time_s)
    text = when.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{when.microsecond // 1000:03d}Z" if when.microsecond else f"{text}Z"


_GARMIN = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"
_CLUETRUST = "http://www.cluetrust.com/XML/GPXDATA/1/0"


def gpx(
    fixes: Sequence[Fix],
    *,
    version: str = "1.1",
    sport: str = "running",
    hearts: bool = False,
    distances: bool = False,
    prefix: str = "",
    start: datetime = START,
) -> bytes:
    """`hearts` by Garmin's extension, `distances` by Cluetrust's (1.1 only)."""
    p = f"{prefix}:" if prefix else ""
    own = f"http://www.topografix.com/GPX/{version.replace('.', '/')}"
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<{p}gpx version="{version}" creator="tests"',
        f' xmlns{":" + prefix if prefix else ""}="{own}"',
        f' xmlns:gpxtpx="{_GARMIN}" xmlns:gpxdata="{_CLUETRUST}">\n',
        f"<{p}trk><{p}name>{'Run' if sport else 'Track'}</{p}name>",
        f"<{p}type>{sport}</{p}type>" if sport and version == "1.1" else "",
        f"<{p}trkseg>\n",
    ]
    for fix in fixes:
        if fix.begins:
            out.append(f"</{p}trkseg><{p}trkseg>\n")
        more = "" if fix.cadence is None else f"<gpxtpx:cad>{fix.cadence}</gpxtpx:cad>"
        if hearts:
            more += (
                "<gpxtpx:TrackPointExtension>"
                f"<gpxtpx:hr>{fix.heart}</gpxtpx:hr></gpxtpx:TrackPointExtension>"
            )
        if distances:
            more += f"<gpxdata:distance>{fix.metres:.2f}</gpxdata:distance>"
        out.append(
            f'<{p}trkpt lat="{fix.latitude:.7f}" lon="{fix.longitude:.7f}">'
            f"<{p}ele>{fix.altitude:.1f}</{p}ele><{p}time>{_iso(fix.time_s, start)}</{p}time>"
            + (f"<{p}extensions>{more}</{p}extensions>" if more else "")
            + f"</{p}trkpt>\n"
        )
    out.append(f"</{p}trkseg></{p}trk></{p}gpx>\n")
    return "".join(out).encode()


# --- TCX --------------------------------------------------------------------------------


@dataclass(frozen=True)
class LapMark:
    """A lap, in seconds since the start."""

    start_s: float
    end_s: float
    metres: float
    trigger: str = "manual"
    step: int | None = None
    timer_s: float | None = None


def laps_of(legs: Sequence[Leg], metres: float = 1000.0) -> list[LapMark]:
    """What auto-lap marks every so many metres of legs without stops."""
    total = sum(leg.metres for leg in legs)
    cuts = [min(total, n * metres) for n in range(int(total // metres) + 2)]
    return [
        LapMark(time_at(legs, begin), time_at(legs, end), end - begin, "distance")
        for begin, end in pairwise(cuts)
        if end > begin
    ]


def time_at(legs: Sequence[Leg], metres: float) -> float:
    """When the runner has come so far."""
    clock_s = 0.0
    for leg in legs:
        clock_s += leg.stopped_s
        if metres <= leg.metres:
            return clock_s + metres / leg.speed
        metres -= leg.metres
        clock_s += leg.seconds
    return clock_s


def tcx(
    fixes: Sequence[Fix],
    *,
    sport: str = "Running",
    distances: bool = True,
    laps: Sequence[LapMark] = (),
    start: datetime = START,
) -> bytes:
    marks = laps or [LapMark(0, fixes[-1].time_s + 1, fixes[-1].metres)]
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase'
        ' xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">\n'
        f'<Activities><Activity Sport="{sport}"><Id>{_iso(0, start)}</Id>\n'
    ]
    for number, mark in enumerate(marks):
        last = number == len(marks) - 1
        out.append(
            f'<Lap StartTime="{_iso(mark.start_s, start)}">'
            f"<TotalTimeSeconds>{mark.end_s - mark.start_s:.2f}</TotalTimeSeconds>"
            f"<DistanceMeters>{mark.metres:.2f}</DistanceMeters>"
            f"<TriggerMethod>{mark.trigger.title()}</TriggerMethod><Track>\n"
        )
        for fix in fixes:
            if not mark.start_s <= fix.time_s < mark.end_s and not (
                last and fix.time_s >= mark.end_s
            ):
                continue
            if fix.begins:
                out.append("</Track><Track>\n")
            out.append(
                f"<Trackpoint><Time>{_iso(fix.time_s, start)}</Time><Position>"
                f"<LatitudeDegrees>{fix.latitude:.7f}</LatitudeDegrees>"
                f"<LongitudeDegrees>{fix.longitude:.7f}</LongitudeDegrees></Position>"
                f"<AltitudeMeters>{fix.altitude:.1f}</AltitudeMeters>"
                + (f"<DistanceMeters>{fix.metres:.2f}</DistanceMeters>" if distances else "")
                + f"<HeartRateBpm><Value>{fix.heart}</Value></HeartRateBpm>"
                + ("" if fix.cadence is None else f"<Cadence>{fix.cadence}</Cadence>")
                + "</Trackpoint>\n"
            )
        out.append("</Track></Lap>\n")
    out.append("</Activity></Activities></TrainingCenterDatabase>\n")
    return "".join(out).encode()


# --- FIT --------------------------------------------------------------------------------

_ENUM, _UINT8, _UINT16, _SINT32, _UINT32, _TEXT = 0, 2, 0x84, 0x85, 0x86, 7
_UINT32Z = 0x8C
_CODES = {_ENUM: "B", _UINT8: "B", _UINT16: "H", _SINT32: "i", _UINT32: "I", _UINT32Z: "I"}
_PACK = {base: struct.Struct(f"<{code}").pack for base, code in _CODES.items()}
_TRIGGERS = {"manual": 0, "time": 1, "distance": 2, "end": 7}

Rows = Sequence[tuple[int, int, int | bytes]]
"""(field, base type, value) of one message."""


_LEG_SPRING = b"\x07\x07"
"""A value of the developer's field below."""


def fit_message(local: int, number: int, rows: Rows, *, developer: bool = False) -> bytes:
    """A definition and one record."""
    fields, data = _packed(rows)
    made = definition(local, number, fields, developer=[(0, 2, 0)] if developer else None)
    return made + bytes([local]) + data + (_LEG_SPRING if developer else b"")


def _packed(rows: Rows) -> tuple[list[tuple[int, int, int]], bytes]:
    fields, data = [], b""
    for field, base, value in rows:
        raw = value if isinstance(value, bytes) else _PACK[base](value)
        fields.append((field, len(raw), base))
        data += raw
    return fields, data


def fit_seconds(time_s: float, start: datetime = START) -> int:
    return round((start - datetime(1989, 12, 31, tzinfo=UTC)).total_seconds() + time_s)


@dataclass(frozen=True)
class Session:
    """A leg of a file, in seconds since the start."""

    start_s: float
    end_s: float
    sport: int = 1
    kind: int = 0
    metres: float | None = None
    timer_s: float | None = None
    stamped_at_start: bool = False


def fit_activity(
    fixes: Sequence[Fix],
    *,
    sessions: Sequence[Session] | None = None,
    laps: Sequence[LapMark] = (),
    compressed: bool = False,
    developer: bool = False,
    distances: bool = True,
    positions: bool = True,
    workout: Iterable[bytes] = (),
    utc_offset_s: int = 7200,
    start: datetime = START,
) -> bytes:
    """An activity: file_id, the timer's events, records, laps, sessions, activity; a second that
    is no whole one is rounded, and records alike are defined once, as watches do."""
    end_s = max(fix.time_s for fix in fixes)
    if sessions is None:
        sessions = [Session(0, end_s)]
    out = [
        fit_message(
            0,
            0,
            [
                *((0, _ENUM, 4), (1, _UINT16, 1), (2, _UINT16, 2697)),
                *((3, _UINT32Z, 12345), (4, _UINT32, fit_seconds(0, start))),
            ],
        ),
        *((_DEVELOPER_FIELD,) if developer else ()),
        *workout,
        _timer(0, 0, start),
    ]
    last: int | None = None
    defined: dict[int, list[tuple[int, int, int]]] = {}

    def record(local: int, rows: Rows, head: int, more: bytes = b"") -> None:
        fields, data = _packed(rows)
        if defined.get(local) != fields:
            defined[local] = fields
            out.append(definition(local, 20, fields, developer=[(0, 2, 0)] if more else None))
        out.append(bytes([head]) + data + more)

    for before, fix in zip((fixes[0], *fixes), fixes, strict=False):
        second = fit_seconds(fix.time_s, start)
        rows: list[tuple[int, int, int | bytes]] = []
        if positions:
            rows += [
                (0, _SINT32, round(fix.latitude * 2**31 / 180)),
                (1, _SINT32, round(fix.longitude * 2**31 / 180)),
            ]
        rows += [(3, _UINT8, fix.heart), (78, _UINT32, round((fix.altitude + 500) * 5))]
        if fix.cadence is not None:
            rows.append((4, _UINT8, fix.cadence))
        if distances:
            rows.append((5, _UINT32, round(fix.metres * 100)))
        if fix.begins:
            out += [_timer(before.time_s, 4, start), _timer(fix.time_s, 0, start)]
        if compressed and last is not None and 0 <= second - last < 32:
            record(2, rows, 0x80 | 2 << 5 | second & 31)
        else:
            rows.insert(0, (253, _UINT32, second))
            record(3, rows, 3, _LEG_SPRING if developer else b"")
        last = second
    out.append(_timer(end_s, 4, start))
    for mark in laps:
        rows = [
            (253, _UINT32, fit_seconds(mark.end_s, start)),
            (2, _UINT32, fit_seconds(mark.start_s, start)),
            (7, _UINT32, round((mark.end_s - mark.start_s) * 1000)),
            (9, _UINT32, round(mark.metres * 100)),
            (24, _ENUM, _TRIGGERS[mark.trigger]),
        ]
        if mark.step is not None:
            rows.append((71, _UINT16, mark.step))
        if mark.timer_s is not None:
            rows.append((8, _UINT32, round(mark.timer_s * 1000)))
        out.append(fit_message(4, 19, rows))
    for session in sessions:
        stamp_s = session.start_s if session.stamped_at_start else session.end_s
        rows = [
            (253, _UINT32, fit_seconds(stamp_s, start)),
            (2, _UINT32, fit_seconds(session.start_s, start)),
            *((5, _ENUM, session.sport), (6, _ENUM, session.kind)),
        ]
        if session.stamped_at_start:
            rows.append((7, _UINT32, round((session.end_s - session.start_s) * 1000)))
        if session.timer_s is not None:
            rows.append((8, _UINT32, round(session.timer_s * 1000)))
        if session.metres is not None:
            rows.append((9, _UINT32, round(session.metres * 100)))
        out.append(fit_message(5, 18, rows))
    local = fit_seconds(end_s, start) + utc_offset_s
    out.append(fit_message(6, 34, [(253, _UINT32, fit_seconds(end_s, start)), (5, _UINT32, local)]))
    return fit_file(b"".join(out))


_DEVELOPER_FIELD = fit_message(9, 207, [(3, _UINT8, 0)]) + fit_message(
    9, 206, [(0, _UINT8, 0), (1, _UINT8, 0), (2, _UINT8, _UINT8), (3, _TEXT, b"Leg spring\0")]
)
"""Who defines a field of a developer's own, and the field: two bytes of it in every record."""


def _timer(time_s: float, kind: int, start: datetime) -> bytes:
    rows = [(253, _UINT32, fit_seconds(time_s, start)), (0, _ENUM, 0), (1, _ENUM, kind)]
    return fit_message(7, 21, rows)


def packed(data: bytes) -> bytes:
    """Gzipped, to the same bytes every time: Python versions name different systems in the header."""
    packed = gzip.compress(data, mtime=0)
    return packed[:9] + b"\x03" + packed[10:]


# --- samples/ ---------------------------------------------------------------------------


SAMPLES_START = datetime(2026, 4, 10, 16, 0, tzinfo=UTC)
"""In the past, so that they can be saved today."""


@cache
def samples(start: datetime = SAMPLES_START) -> dict[str, bytes]:
    """What a newcomer can try `fitexport fitness` with: a mile in 6:12 each time.

    A trial on a track as GPX, positions alone; the same as FIT, with the laps pressed; and 6 times
    400 m in 1:33 as TCX, from a watch that measured.
    """
    legs = trial(372, before_m=800, after_m=400)
    watch = Noise(2, 60, 0.1)
    on_track = recorded(Course.track(), legs, noise=watch, seed=12, device_error=0.008)
    cuts = [0.0, 800.0, 1200.0, 1600.0, 2000.0, 2400.0, sum(leg.metres for leg in legs)]
    laps = [LapMark(time_at(legs, a), time_at(legs, b), (b - a) * 1.008) for a, b in pairwise(cuts)]
    reps = [Leg(1600, 2.7), *[Leg(400, 4.3), Leg(200, 2.3)] * 6, Leg(800, 2.6)]
    on_road = recorded(Course.road(), reps, every_s=4, noise=watch, seed=3)
    last_week = start - timedelta(days=7)
    return {
        "time-trial.gpx": gpx(
            recorded(Course.track(), legs, noise=watch, seed=12), hearts=True, start=start
        ),
        "time-trial.fit": fit_activity(on_track, laps=laps, start=start),
        "six-400s.tcx": tcx(on_road, start=last_week, laps=laps_of(reps, 1609.344)),
    }
