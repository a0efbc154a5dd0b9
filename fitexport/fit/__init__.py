"""Workouts and schedules as FIT bytes, read back and proven."""
