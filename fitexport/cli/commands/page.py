"""`fitexport page`: the page that runs in a browser, as a site, or served here."""

from __future__ import annotations

import contextlib
from pathlib import Path
from shlex import quote

import click

from fitexport.cli.groups import Command
from fitexport.cli.inputs import say
from fitexport.cli.options import folder, out_folder
from fitexport.cli.terminal import progress_stream
from fitexport.cli.written import what_was_written
from fitexport.page.runtime import PACKAGE_URL, compiled_wheel, runtime_files
from fitexport.page.server import SiteServer
from fitexport.page.site import is_compiled, write_site


@click.command("page", cls=Command)
@out_folder("site", "The folder for the site.")
@click.option("--serve", is_flag=True, help="Serve it on this computer, until Ctrl-C.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8017,
    show_default=True,
    help="Where to serve it; 0 is any. Browsers keep your plan for each port apart.",
)
@click.option(
    "--runtime",
    default=PACKAGE_URL,
    metavar="URL|FILE",
    help="Python for browsers, as npm packs it.  [default: from the npm registry]",
)
@click.option(
    "--wheels",
    type=folder,
    metavar="FOLDER",
    help="Where the one compiled library lies as a wheel.  [default: from your package index]",
)
def command(out: Path, port: int, runtime: str, wheels: Path | None, *, serve: bool) -> None:
    """Write a web page that does what fitexport does, without installing anything: write a session,
    make a plan, look at a run, put workouts on the watch.

    Any web server can host the folder. Everything is computed in the browser, nothing leaves it.
    The first time, Python for browsers (7 MB) is downloaded into the folder.

    \b
    fitexport page --out site
    fitexport page --serve
    """

    def python() -> dict[str, bytes]:
        name, data = compiled_wheel(wheels)
        return runtime_files(runtime) | {name: data}

    def report(step: str) -> None:
        if stream := progress_stream():
            click.echo(f"{step} ...", file=stream)

    written = write_site(out, python, report)
    click.echo("\n".join(what_was_written(out, written)))
    if not is_compiled(out):
        say("written with Node.js 20 or newer on this computer, the page would start twice as fast")
    if not serve:
        click.echo(
            f"Next: fitexport page --out {quote(str(out))} --serve, or put it on a web server"
        )
        return
    with SiteServer(out, port) as server, contextlib.suppress(KeyboardInterrupt):
        click.echo(f"{server.address}  (Ctrl-C stops it)")
        server.serve_forever()
