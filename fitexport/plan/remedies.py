"""What another plan may have, and which library to include for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from fitexport.errors import NotationError
from fitexport.plan.shipped import library_with

NO_ZONE, NO_BLOCK = "unknown zone", "there is no block"


UNKNOWN = re.compile(rf'({NO_ZONE}|{NO_BLOCK}) "(.*)"')
"""What another plan may have."""


def say_what_to_include(errors: Iterable[NotationError], names: Collection[object]) -> None:
    """Of blocks that are not there but in a shipped library, that it is to be included."""
    for error in errors:
        unknown = UNKNOWN.match(error.problem)
        library = library_with(unknown[2]) if unknown and unknown[1] == NO_BLOCK else None
        if library and library not in names:
            error.remedy = (
                f'add "{library}" to include' if names else f'add include = ["{library}"]'
            )
