"""A progress bar with rate and time left, for work that lasts longer than a second."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from fitexport.cli.terminal import progress_stream

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_QUIET_S = 1.0
"""Work that is done by then has no bar."""


class Rated:
    """A count that is shown on a terminal."""

    def __init__(self, total: int, label: str) -> None:
        stream = progress_stream() if total > 1 else None
        self._bar: ProgressBar[int] | None = None
        self._shown = False
        self._waiting = 0
        if stream:
            self._bar = click.progressbar(
                length=total,
                label=label,
                file=stream,
                show_pos=True,
                item_show_func=lambda _: self._rate(),
            )

    def advance(self) -> None:
        """Count one more."""
        self._waiting += 1
        bar = self._bar
        if bar and (self._shown or time.time() - bar.start > _QUIET_S):
            self._shown = True
            bar.update(self._waiting)
            self._waiting = 0

    def clear(self) -> None:
        """Make room for a message."""
        if self._bar and self._shown:
            self._bar.file.write("\r\x1b[K")

    def finish(self) -> None:
        """Leave the bar as it is."""
        if self._bar and self._shown:
            self._bar.update(self._waiting)
            self._bar.render_finish()

    def _rate(self) -> str:
        each_s = self._bar.time_per_iteration if self._bar else 0
        return f"{1 / each_s:.{0 if each_s < 0.1 else 1}f}/s" if each_s else ""


@contextmanager
def rated(total: int, label: str) -> Iterator[Rated]:
    """A progress bar, which is ended whatever happens."""
    bar = Rated(total, label)
    try:
        yield bar
    finally:
        bar.finish()
