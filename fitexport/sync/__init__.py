"""Keep our items on somebody's server up to date, without losing what their owner edited there.

In come three versions of an item: last published, in the plan, on the server. Out come actions that
bring the server up to date, carried out one by one even if some fail, and messages for runners. What
the items are and how to talk to the server is left to callers. Start with `merging.py`.
"""
