"""What another plan may have, and which library to include for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from fitexport.errors import NotationError
from fitexport.plan.shipped import library_with


def say_what_to_include(errors: Iterable[NotationError], names: Collection[object]) -> None:
    """Of blocks that are not there but in a shipped library, that it is to be included."""
    for error in errors:
        library = library_with(error.name) if error.kind == "unknown block" else None
        if library and library not in names:
            error.remedy = (
                f'add "{library}" to include' if names else f'add include = ["{library}"]'
            )
