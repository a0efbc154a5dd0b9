"""A watch at the end of a cable: files only, no plan.

In come a folder or a drive and a batch of workout files. Out come the changes that put them on
the watch, within its limits, and a record by which they can be undone. Start with
`connected.py`.
"""
