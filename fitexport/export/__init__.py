"""A season and a runner as proven files: in a folder, in one file, or on a watch.

In come a schedule and an athlete, or session texts. Out comes a `Bundle`: workouts, schedule and
calendar that refer to each other, every FIT file read back before it is written. Start with
`compile.py`, which is the whole program in a few lines.
"""
