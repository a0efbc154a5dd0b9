"""`--format`: the option, and the losses of workouts in other programs' formats, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from fitexport.errors import UsageError
from fitexport.export.other_formats import OtherFile, losses, refusals
from fitexport.formats.registry import FORMATS

FORMAT = click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(list(FORMATS)),
    help="Also write each workout in this format, beside its FIT file; may be repeated.",
)

_OTHER = "choose another --format, or use the FIT file"


def what_arrives(others: Iterable[OtherFile]) -> Iterator[str]:
    """For each format, a line that counts what is exact, then one for each kind of loss, with its steps."""
    others = list(others)
    for name in dict.fromkeys(each.format for each in others):
        of_it = [each for each in others if each.format == name]
        written = [each for each in of_it if not each.refused]
        count = {
            fidelity: sum(each.report.count(fidelity) for each in written)
            for fidelity in ("exact", "degraded", "lost")
        }
        total = sum(count.values())
        files = f"{len(written)} file{'s' if len(written) != 1 else ''}"
        yield f"{name}: {files}, {count['exact']} of {total} values exact; {FORMATS[name].about}"
        labels = [_label(each) if len(of_it) > 1 else "" for each in written]
        yield from (f"  {line}" for line in losses(written, labels))
        for (_, why), without in refusals(of_it).items():
            yield f"  no file for {', '.join(map(_label, without))}: {why}"


def the_only_text(others: Sequence[OtherFile]) -> str:
    """The text of the only workout in the only format, to print.

    Raises:
        UsageError: there are several, or it cannot be written in that format.
    """
    if len(others) > 1:
        raise UsageError(
            f"only one text can be printed, and there are {len(others)}",
            "add --out FOLDER to write a file for each",
        )
    (only,) = others
    if only.refused:
        raise UsageError(f"this workout cannot be written as {only.format}: {only.refused}", _OTHER)
    return only.text.rstrip("\n")


def _label(each: OtherFile) -> str:
    return each.workout.label or each.workout.workout.name
