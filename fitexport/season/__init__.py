"""A runner and a plan on days, adapted to what happens.

In come settings from fitexport.toml or the command line, and a plan. Out come an `Athlete` and a
`Schedule`: every session on its date, after illness, travel, moves and results. Start with
`season.py`.
"""
