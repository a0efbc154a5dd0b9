"""A watch connected by USB: files only, no plan.

In come a folder or a drive, and a payload: workout files that go on together. Out come the
changes that put them on the watch within its limits, and a record for undoing them. Start with
`connected.py`.
"""
