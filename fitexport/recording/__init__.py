"""Recordings of runs: GPX, TCX and FIT files -> best efforts, and what they say of a mile."""
