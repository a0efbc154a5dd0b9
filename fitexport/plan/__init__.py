"""Weeks of sessions, shipped with fitexport or custom.

In come TOML templates. Out comes a `Plan`, which has no dates and no speeds, or every error in
the file. Start with `model.py` for the values and `load.py` for how they are read.
"""
