"""A compiled session -> the workout to send, in the form that loses less."""

from __future__ import annotations

from base64 import b64encode
from typing import Literal, NamedTuple

from fitexport.calendar.ics import plan_uid
from fitexport.export.compiled import CompiledWorkout, PacedSession
from fitexport.formats.intervals_text import intervals_text, prose
from fitexport.formats.losses import Encoded, EncodedStep, Report, report_on
from fitexport.pace.workout import (
    DistanceDuration,
    OtherTarget,
    RepeatStep,
    TimeDuration,
    Workout,
    WorkoutStep,
)
from fitexport.push.planned import Planned
from fitexport.season.season import Season
from fitexport.session import Sport
from fitexport.units import Units

Form = Literal["fit", "text"]

_TYPES = {
    Sport.RUNNING: "Run",
    Sport.STRENGTH: "WeightTraining",
    Sport.CYCLING: "Ride",
    Sport.SWIMMING: "Swim",
    Sport.ROWING: "Rowing",
    Sport.ELLIPTICAL: "Elliptical",
    Sport.HIKING: "Hike",
}
_ANY_TYPE = "Workout"
"""The service's types of activity, from its OpenAPI document; it has none for aqua jogging."""

_UNDOCUMENTED = "what the service makes of it, which is not documented"
_WHOLE_S = "whole seconds"
_WRITTEN_OUT = "rounds written out"


class Formed(NamedTuple):
    """A session as it is sent."""

    planned: Planned
    form: Form | None
    """None for one without steps."""
    report: Report
    """How each aspect of each step arrives on the service."""


def uid_prefix(season: Season) -> str:
    """The beginning of the external_id of this plan's workouts, and of no others."""
    return f"fitexport-{plan_uid(season.id, season.athlete.id)}-"


def formed(session: PacedSession, season: Season, form: Form | None = None) -> Formed:
    """The session in a form, or in the one that loses less."""
    units = season.athlete.units
    about = [session.why, session.paces]
    chosen, text, report = None, "", Report(())
    file = {}
    if isinstance(session, CompiledWorkout):
        written = intervals_text(session.workout, units, "\n".join(filter(None, about)))
        as_fit = fit_report(session.workout, units)
        chosen = form or ("fit" if _lost(as_fit) < _lost(written.report) else "text")
        report = as_fit if chosen == "fit" else written.report
        text = written.text
        if chosen == "fit":
            file = {"filename": session.file, "file": b64encode(session.data).decode()}
    if chosen != "text":
        about = about if chosen else [session.why, session.main_set]
        text = prose("\n".join(filter(None, about)))
    assert session.day is not None
    planned = Planned(
        uid=uid_prefix(season) + session.key,
        start=f"{session.day}T00:00:00",
        name=f"{session.title} ({session.label})",
        sport=_type(session),
        description=text,
        **file,
    )
    return Formed(planned, chosen, report)


def _type(session: PacedSession) -> str:
    sport = session.workout.sport if session.workout else session.session.sport()
    return _TYPES.get(Sport(sport), _ANY_TYPE) if sport else _ANY_TYPE


def _lost(report: Report) -> tuple[int, int]:
    return report.count("lost"), report.count("degraded")


def fit_report(workout: Workout, units: Units) -> Report:
    """How a FIT file arrives. The service does not keep it but makes its own steps from it. Which
    fields reach them is not documented, so notes and lap-button steps count as degraded."""
    return report_on(workout, units, _encode, _encode_repeat)


def _encode(step: WorkoutStep) -> EncodedStep:
    match step.duration:
        case TimeDuration(s):
            duration = Encoded("", None if s == round(s) else _WHOLE_S)
        case DistanceDuration():
            duration = Encoded("")
        case _:
            duration = Encoded("", _UNDOCUMENTED)
    known = not isinstance(step.target, OtherTarget)
    return {
        "duration": duration,
        "target": Encoded("", None if known else _UNDOCUMENTED),
        "intensity": Encoded(""),
        "note": Encoded("", _UNDOCUMENTED),
        "exercise": Encoded("", _UNDOCUMENTED),
    }


def _encode_repeat(repeat: RepeatStep) -> str | None:
    nested = any(isinstance(step, RepeatStep) for step in repeat.steps)
    return _WRITTEN_OUT if nested else None
