"""Workouts and schedules as FIT bytes, proven; any FIT file in words.

In come a `Workout` and an identity, or the bytes of a file. Out come bytes that have been read
back, or the `Workout` that a file holds, its faults and its text. Start with `workout_file.py` for
writing; for reading with `assemble.py`, whose rows `decode.py` and `witness.py` fill.
"""
