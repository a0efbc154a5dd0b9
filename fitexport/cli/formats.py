"""`--format`: the option, and in words what arrives of workouts in other programs' formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from fitexport.errors import UsageError
from fitexport.export.other_formats import OtherFile
from fitexport.formats.losses import loss_lines
from fitexport.formats.registry import FORMATS

FORMAT = click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(list(FORMATS)),
    help="Write each workout in this format, too, beside its FIT file; may be repeated.",
)

_OTHER = "choose another --format, or use the FIT file"


def what_arrives(others: Iterable[OtherFile]) -> Iterator[str]:
    """For each format a line of how much arrives, then one for each kind of loss, with the steps."""
    others = list(others)
    for name in dict.fromkeys(each.format for each in others):
        of_it = [each for each in others if each.format == name]
        written = [each for each in of_it if not each.refused]
        count = {
            fate: sum(each.report.count(fate) for each in written)
            for fate in ("exact", "degraded", "lost")
        }
        total = sum(count.values())
        files = f"{len(written)} file{'s' if len(written) != 1 else ''}"
        yield f"{name}: {files}, {count['exact']} of {total} values exact; {FORMATS[name].about}"
        labels = [_label(each) if len(of_it) > 1 else "" for each in written]
        reports = [each.report for each in written]
        yield from (f"  {line}" for line in loss_lines(zip(labels, reports, strict=True)))
        for why in dict.fromkeys(each.refused for each in of_it if each.refused):
            names = ", ".join(_label(each) for each in of_it if each.refused == why)
            yield f"  none for {names}: {why}"


def the_only_text(others: Sequence[OtherFile]) -> str:
    """The text of a single workout in a single format, to print.

    Raises:
        UsageError: there are several, or it cannot be written in that format.
    """
    if len(others) > 1:
        raise UsageError(
            f"one text can be printed, and these are {len(others)}",
            "add --out FOLDER, which gets a file for each",
        )
    (only,) = others
    if only.refused:
        raise UsageError(f"no {only.format} of this workout: {only.refused}", _OTHER)
    return only.text.rstrip("\n")


def _label(each: OtherFile) -> str:
    return each.workout.label or each.workout.workout.name
