"""Recorded runs: best efforts, the mile they are worth, and reviews of guided workouts.

In come GPX, TCX and FIT recordings. Out come a cleaned `Recording`, the best effort over each
distance and how far to trust it, laps beside their targets, and charts. Start with `read.py`.
"""
