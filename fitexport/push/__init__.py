"""A season's workouts as planned workouts of intervals.icu, which syncs them to watches.

In come a season and a key. Out come requests that bring the service's calendar up to date with
the plan, by the rules of `fitexport.sync`. Start with `season_push.py`.
"""
