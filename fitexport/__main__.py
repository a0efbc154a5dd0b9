"""`fitexport` and `python -m fitexport`: Ctrl-C ends both in silence, from the first import on."""

import gc
import signal

_THRESHOLDS = 20_000, 20
"""The garbage collector's. A command makes many objects that stay and hardly any cycles; with Python's
defaults, the collector would scan the same modules and plans dozens of times."""


def run() -> None:
    """Run the command line.

    While modules are imported, and once a command is done, there is nothing to clean up: Ctrl-C ends
    the process at once, which a shell shows as 130. In between, it is `main` that ends with 130.
    """
    gc.set_threshold(*_THRESHOLDS)

    # Ignored if a shell has started it in the background: so it stays.
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from fitexport.cli.main import main

    if ours:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        main(prog_name="fitexport")
    finally:
        gc.freeze()  # what is left ends with the process: Python need not look through it once more
        if ours:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


if __name__ == "__main__":
    run()
