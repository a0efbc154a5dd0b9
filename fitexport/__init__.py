"""Compile a training plan for a faster mile into files for a GPS watch and a calendar.

>>> from datetime import date
>>> from fitexport import Settings, compile_week, season_of
>>> season = season_of(Settings(mile_s="6:20", goal_s="6:00", race_day=date(2027, 5, 1)))
>>> bundle = compile_week(season, 3, today=date(2027, 3, 1))
>>> sorted(bundle.files())[0]
'2027-03-22-w03-4x2-30.fit'

Or a single workout, in three lines; docs/library.md has more of them.

>>> from fitexport import compile_workout
>>> workout = compile_workout("6x 400m @ mile, jog 200m", season.athlete)
>>> workout.file, workout.data[8:12]
('6x400-mile.fit', b'.FIT')
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

__version__ = "0.1.0"


@cache
def _modules() -> dict[str, str]:
    """Public name -> its module, imported when the name is first used. The command line needs none of
    these names, so it does not even read them."""
    import re
    from pkgutil import get_data

    stub = (get_data(__name__, "__init__.pyi") or b"").decode()
    return {name: module for module, name in re.findall(r"(?m)^from (\S+) import (\w+)", stub)}


def __dir__() -> list[str]:
    return [*sorted(_modules()), "__version__"]


def __getattr__(name: str) -> object:
    if name == "__all__":
        return sorted(_modules())
    if name not in _modules():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_modules()[name]), name)
