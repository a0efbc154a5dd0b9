"""Workouts as other programs read them, and what of each step arrives there.

In comes a `Workout`. Out comes a text in another program's format, and a `Report`: each step's
duration, target, intensity, note and exercise, and each repeat, exact, degraded or lost. Start with
`losses.py`, which all formats share.
"""
