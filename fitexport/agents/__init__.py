"""Tools for language models over the library, offered by the Model Context Protocol.

In come the name of a tool and its arguments as JSON. Out comes plain data, the same as commands
print with --json, or an error with its place and its remedy. Start with `tools.py`, the table of
tools; `protocol.py` alone knows the protocol.
"""
