"""`fitexport` and `python -m fitexport`: Ctrl-C ends both in silence, from the first import on."""

import signal


def run() -> None:
    """Run the command line.

    While modules are imported, and once a command is done, there is nothing to clean up: Ctrl-C ends
    the process at once, which a shell shows as 130. In between, it is `main` that ends with 130.
    """
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
        if ours:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


if __name__ == "__main__":
    run()
