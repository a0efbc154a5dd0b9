"""Session text <-> Session: one grammar, both ways.

>>> from fitexport.notation import format_session, parse
>>> print(format_session(parse("Warm-Up 15-20 min; 6x400m@mile,jog 200m")))
warm-up 15-20min
6x 400m @ mile, jog 200m
"""

from fitexport.notation.blocks import block_mistakes
from fitexport.notation.format import format_item, format_session, format_step
from fitexport.notation.parse import Blocks, ZoneNames, mistakes, parse

__all__ = [
    "Blocks",
    "ZoneNames",
    "block_mistakes",
    "format_item",
    "format_session",
    "format_step",
    "mistakes",
    "parse",
]
