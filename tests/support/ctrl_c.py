"""Ctrl-C in the processes that tests start."""

from __future__ import annotations

import signal


def listen() -> None:
    """For `preexec_fn`: a shell has its background jobs ignore Ctrl-C, and so what these start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
