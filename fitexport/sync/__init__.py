"""Keeping what is ours on somebody's server in step, and what its owner edited there as they have it.

In come three versions of an item: last published, in the plan, on the server. Out come the actions
that bring the server in step, carried out one by one even if some fail, and messages for runners.
What the items are, and how a server is spoken to, others know. Start with `merging.py`.
"""
