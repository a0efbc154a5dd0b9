"""A runner's paces, and sessions paced by them.

In come one race result and a session without speeds. Out comes a `Workout`: steps with durations,
speeds in m/s and cues. Start with `table.py` for the paces and `pacing.py` for the workout.
"""
