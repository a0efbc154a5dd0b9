"""Compile a training plan for a faster mile into files for a GPS watch and a calendar."""

__version__ = "0.1.0"
