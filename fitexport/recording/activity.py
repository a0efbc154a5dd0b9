"""FIT activities -> the runs in them, by our own bounded reader.

Numbers: Garmin FIT settings 21.218, sheets Types and Messages. Of a multi-sport file each
running session is a run of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isnan, nan

from fitexport.errors import FitFormatError, NoRunError, RecordingError
from fitexport.fit.decode import whole, workout_within
from fitexport.fit.found import MAX_MESSAGES as MAX_WORKOUT_MESSAGES
from fitexport.fit.found import FoundWorkout
from fitexport.fit.identity import Identity
from fitexport.fit.meaning import sport_of
from fitexport.fit.profile import FILE_ID, FIT_EPOCH_S, WORKOUT, WORKOUT_STEP, FileType
from fitexport.fit.reader import RawMessage, messages
from fitexport.recording.chain import Link, links
from fitexport.recording.points import (
    MAX_LAPS,
    MAX_POINTS,
    MAX_RUNS,
    Fault,
    Points,
    Raw,
    check_count,
)
from fitexport.recording.recording import Lap

MAX_MESSAGES = 2 * MAX_POINTS
"""Besides its points, a watch writes heartbeats, battery states and undocumented messages."""

_DEGREES = 180 / 2**31

_SPORT, _SESSION, _LAP, _RECORD, _EVENT, _ACTIVITY, _TRAINING_FILE = 12, 18, 19, 20, 21, 34, 72
_WANTED = frozenset(
    (
        *(FILE_ID.number, WORKOUT.number, WORKOUT_STEP.number),
        *(_SPORT, _SESSION, _LAP, _RECORD, _EVENT, _ACTIVITY, _TRAINING_FILE),
    )
)
_TIMESTAMP = 253
# record
_LATITUDE, _LONGITUDE, _ALTITUDE, _HEART, _CADENCE, _DISTANCE, _FINE_ALTITUDE = 0, 1, 2, 3, 4, 5, 78
_SPEED_AND_DISTANCE = 8
# session and lap
_START, _SESSION_SPORT, _SESSION_KIND, _ELAPSED, _TIMER_TIME, _TOTAL_M = 2, 5, 6, 7, 8, 9
_TRIGGER, _STEP_INDEX = 24, 71
_TRIGGERS = {
    **{0: "manual", 1: "time", 2: "distance", 3: "position", 4: "position", 5: "position"},
    **{6: "position", 7: "end", 8: "machine"},
}
# event
_EVENT_KIND, _EVENT_TYPE, _TIMER = 0, 1, 0
_STOPS = {1, 4, 8, 9}
_LOCAL_TIME = 5  # activity
_RUNNING = 1
_ANY_SPORT, _ON_THE_SPOT = (None, 0, 4, 10), (1, 45)
"""Generic, fitness equipment and training; on a treadmill or indoors they are runs."""

_NO_ACTIVITY = "FIT, but no recording"


_NOBODY = Identity(0, 0, 0, 0)


@dataclass(slots=True)
class _Session:
    start_s: float
    end_s: float
    sport: int | None
    kind: int | None
    timer_s: float | None = None
    distance_m: float | None = None


@dataclass(slots=True)
class _Activity:
    """Everything read from a file; times in seconds since 1970."""

    points: Points = field(default_factory=Points)
    sessions: list[_Session] = field(default_factory=list)
    laps: list[Lap] = field(default_factory=list)
    stops: list[float] = field(default_factory=list)
    sport: tuple[int | None, int | None] = (None, None)
    utc_offset_s: float | None = None
    workout: list[RawMessage] = field(default_factory=list)
    training: Identity = _NOBODY
    sixteenths: int = 0
    """The distance in 1/16 m, where records give only its last twelve bits."""
    fault: Fault = ""


def read_activities(data: bytes, name: str) -> Iterator[Raw | RecordingError]:
    """The runs of a FIT activity and of those chained to it; an error for each that is no run."""
    try:
        for link in links(data):
            try:
                yield from _runs(data, link, name)
            except FitFormatError as error:
                yield _damaged(error)
            except RecordingError as error:
                yield error
    except FitFormatError as error:
        yield _damaged(error)


def _damaged(error: FitFormatError) -> RecordingError:
    return RecordingError(error.problem, "copy it from the watch again", error.where)


def _runs(data: bytes, link: Link, name: str) -> Iterator[Raw]:
    activity = _read(data, link)
    points = activity.points
    if not len(points):
        raise RecordingError("no points in it", "give the recording of a run")
    workout = workout_within(activity.workout, activity.training)
    legs = activity.sessions or [_Session(nan, nan, *activity.sport)]
    for leg in legs:
        if leg.kind in _ON_THE_SPOT and leg.sport in _ANY_SPORT:
            leg.sport = _RUNNING
    runs = [leg for leg in legs if leg.sport in (None, 0, _RUNNING)]
    if not runs:
        sports = ", ".join(dict.fromkeys(sport_of(leg.sport, None)[0] for leg in legs))
        raise NoRunError(f"a recording of {sports}, not of a run", sports)
    for leg in runs:
        raw = _leg(activity, leg, alone=len(legs) == 1, name=name, workout=workout)
        raw.fault = activity.fault
        yield raw


def _leg(
    activity: _Activity, leg: _Session, *, alone: bool, name: str, workout: FoundWorkout | None
) -> Raw:
    sport, kind = ("", "") if leg.sport in (None, 0) else sport_of(leg.sport, leg.kind)
    points, laps = activity.points, activity.laps
    if not alone:
        points = _between(points, leg)
        laps = [lap for lap in laps if leg.start_s <= (lap.start_s + lap.end_s) / 2 <= leg.end_s]
    for stop_s in activity.stops:
        at = bisect_right(points.time_s, stop_s)
        if 0 < at < len(points):
            points.begins.add(at)
    return Raw(
        name=name,
        points=points,
        sport=sport,
        kind=kind,
        laps=laps,
        workout=workout,
        utc_offset_s=activity.utc_offset_s,
        summary_m=leg.distance_m,
        timer_s=leg.timer_s,
    )


def _between(points: Points, leg: _Session) -> Points:
    made = Points()
    for row in zip(*points.columns, strict=True):
        if leg.start_s <= row[0] <= leg.end_s:
            made.add(*row)
    return made


def _read(data: bytes, link: Link) -> _Activity:
    activity = _Activity()
    stream = messages(data, link.first, link.end, MAX_MESSAGES, _WANTED)
    head = next(stream, None)
    if head is None or head.number != FILE_ID.number:
        raise NoRunError("a FIT file without a file type", _NO_ACTIVITY)
    file_type = whole(head, FILE_ID.fields["type"].number)
    if file_type != FileType.ACTIVITY:
        what = {FileType.WORKOUT: " (a workout)", FileType.SCHEDULE: " (a schedule)"}
        raise NoRunError(
            f"a FIT file of type {file_type}{what.get(file_type or 0, '')}, not a recording (4)",
            _NO_ACTIVITY,
            "give the recording of a run; fitexport read prints workouts and schedules",
        )
    activity.fault = link.fault
    try:
        _read_all(activity, stream)
    except FitFormatError:
        if not link.fault:
            raise
        activity.fault = "cut off"
    return activity


def _read_all(activity: _Activity, stream: Iterator[RawMessage]) -> None:
    last = 0
    for message in stream:
        stamp = whole(message, _TIMESTAMP)
        if stamp is not None:
            last = stamp
        elif message.offset_s is not None:
            # Five bits of the second: the next one after the last that ends in them.
            last += (message.offset_s - last) & 0x1F
            stamp = last
        time_s = nan if stamp is None else float(stamp + FIT_EPOCH_S)
        _read_message(activity, message, time_s)


def _read_message(activity: _Activity, message: RawMessage, time_s: float) -> None:
    kind = message.number
    if kind == _RECORD:
        _read_record(activity, message, time_s)
    elif kind == _LAP:
        _read_lap(activity, message)
    elif kind == _SESSION:
        start = whole(message, _START)
        start_s = nan if start is None else float(start + FIT_EPOCH_S)
        check_count(len(activity.sessions), MAX_RUNS, "sessions")
        sport, sub_sport = whole(message, _SESSION_SPORT), whole(message, _SESSION_KIND)
        elapsed_s = _scaled(message, _ELAPSED, 1000) or 0.0
        activity.sessions.append(
            _Session(
                start_s,
                # Some watches stamp a session with its start.
                time_s if isnan(start_s) else max(start_s + elapsed_s, time_s),
                sport,
                sub_sport,
                timer_s=_scaled(message, _TIMER_TIME, 1000),
                distance_m=_scaled(message, _TOTAL_M, 100),
            )
        )
    elif kind == _EVENT:
        is_timer = whole(message, _EVENT_KIND) == _TIMER
        if is_timer and whole(message, _EVENT_TYPE) in _STOPS and not isnan(time_s):
            check_count(len(activity.stops), MAX_LAPS, "stops")
            activity.stops.append(time_s)
    elif kind == _SPORT:
        activity.sport = whole(message, 0), whole(message, 1)
    elif kind == _ACTIVITY:
        local = whole(message, _LOCAL_TIME)
        offset_s = nan if local is None else local + FIT_EPOCH_S - time_s
        if abs(offset_s) <= 15 * 3600:
            activity.utc_offset_s = offset_s
    elif kind == _TRAINING_FILE:
        if whole(message, 0) == FileType.WORKOUT:
            maker, product, serial, made = (whole(message, each) or 0 for each in (1, 2, 3, 4))
            activity.training = Identity(serial, made, maker, product)
    elif len(activity.workout) < MAX_WORKOUT_MESSAGES:
        activity.workout.append(message)


def _scaled(message: RawMessage, number: int, scale: int) -> float | None:
    value = whole(message, number)
    return None if value is None else value / scale


def _read_record(activity: _Activity, message: RawMessage, time_s: float) -> None:
    latitude, longitude = whole(message, _LATITUDE), whole(message, _LONGITUDE)
    altitude = whole(message, _FINE_ALTITUDE)
    if altitude is None:
        altitude = whole(message, _ALTITUDE)
    heart, cadence = whole(message, _HEART), whole(message, _CADENCE)
    distance = _scaled(message, _DISTANCE, 100)
    if distance is None:
        distance = _compressed_m(activity, message)
    activity.points.add(
        time_s,
        nan if latitude is None else latitude * _DEGREES,
        nan if longitude is None else longitude * _DEGREES,
        nan if altitude is None else altitude / 5 - 500,
        nan if heart is None else float(heart),
        nan if distance is None else distance,
        nan if cadence is None else float(cadence),
    )


def _compressed_m(activity: _Activity, message: RawMessage) -> float | None:
    """Metres of older watches: the last twelve bits of three bytes count 1/16 m and start again
    after 256 m."""
    value = message.values.get(_SPEED_AND_DISTANCE)
    if not isinstance(value, tuple) or len(value) != 3 or value == (255, 255, 255):
        return None
    counted = int(value[1]) >> 4 | int(value[2]) << 4
    activity.sixteenths += (counted - activity.sixteenths) & 0xFFF
    return activity.sixteenths / 16


def _read_lap(activity: _Activity, message: RawMessage) -> None:
    start, elapsed = whole(message, _START), whole(message, _ELAPSED)
    if start is None or elapsed is None:
        return
    check_count(len(activity.laps), MAX_LAPS, "laps")
    start_s = float(start + FIT_EPOCH_S)
    trigger = whole(message, _TRIGGER)
    activity.laps.append(
        Lap(
            start_s=start_s,
            end_s=start_s + elapsed / 1000,
            distance_m=_scaled(message, _TOTAL_M, 100),
            timer_s=_scaled(message, _TIMER_TIME, 1000),
            trigger="" if trigger is None else _TRIGGERS.get(trigger, ""),
            wkt_step_index=whole(message, _STEP_INDEX),
        )
    )
