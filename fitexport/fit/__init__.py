"""Workouts and schedules as FIT bytes, proven; anybody's FIT file in words.

In come a `Workout` and an identity, or the bytes of a file. Out come bytes that have been read
back, or what a file holds, its faults and its text. Start with `workout_file.py` for writing and
`decode.py` for reading.
"""
