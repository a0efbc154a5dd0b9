"""Files read with the place of every problem, and written whole or not at all.

In come paths and texts. Out come tables in which every key has its line and column, validated
values or a list of all problems, and files replaced in one step or left as they were. Start with
`toml.py` for reading and `transaction.py` for writing.
"""
