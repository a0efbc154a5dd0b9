"""A session and its athlete -> the reviewer of runs whose laps were pressed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fitexport.errors import UsageError
from fitexport.export.compile import workout_of
from fitexport.export.compiled import CustomSession
from fitexport.pace.workout import Workout
from fitexport.recording.pressed_review import review_pressed
from fitexport.recording.recording import Recording
from fitexport.recording.review import Reviewer
from fitexport.recording.reviewed import Review
from fitexport.season.athlete import Athlete
from fitexport.session import Sport
from fitexport.session.sessions_file import SessionText


def reviewer_of(written: SessionText, athlete: Athlete) -> Reviewer:
    """A function that holds a recording's laps to a session, at the athlete's paces on its day.

    Raises:
        UsageError: it is no run.
    """
    # Reps keep their distances: on a track, a watch would leave their ends to the lap button.
    athlete = replace(athlete, surface="road")

    def workout_on(day: date | None) -> Workout:
        workout = workout_of(CustomSession(replace(written, day=day)), athlete)
        if workout is None or workout.sport != Sport.RUNNING:
            raise UsageError("the session is not a run", "give the text of a run: 6x 400m @ mile")
        return workout

    def reviewer(recording: Recording) -> Review:
        return review_pressed(recording, workout_on(recording.day))

    workout_on(None)
    return reviewer
