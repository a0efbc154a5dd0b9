"""Paths on the command line -> the runs recorded in them, and settings that `init` may use."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from fitexport.cli.inputs import say
from fitexport.cli.terminal import counted, progress
from fitexport.errors import RecordingError, UsageError, printable
from fitexport.export.from_recordings import NO_OFFER, Offer, accepted, offered
from fitexport.recording.archive import ARCHIVE
from fitexport.recording.recording import Recording
from fitexport.recording.runs import FoundRuns, Source, find_runs, recording_files
from fitexport.season.settings import Settings
from fitexport.units import DEFAULT_UNITS


class _Counted:
    """An archive, its recordings counted as they are read: a whole export takes minutes."""

    def __init__(self, source: Source) -> None:
        self.path, self.in_folder, self._source = source.path, source.in_folder, source

    def recordings(self) -> Iterator[Recording | RecordingError]:
        """The runs in it."""
        return counted(self._source.recordings(), "Reading")


@contextmanager
def reading(sources: Sequence[Source]) -> Iterator[Iterable[Source]]:
    """The sources, with a progress bar; of a single archive the recordings are counted."""
    if len(sources) == 1 and sources[0].path.name.lower().endswith(ARCHIVE):
        yield [_Counted(sources[0])]
        return
    with progress(sources, "Reading") as shown:
        yield shown


def found_runs(
    sources: Sequence[Source], *, verbose: bool = False, lists: str = "--verbose"
) -> FoundRuns:
    """The runs, read with a progress bar; errors and skipped files are reported, with the option that
    `lists` them."""
    with reading(sources) as shown:
        found = find_runs(shown)
    for refusal in found.refused:
        click.echo(f"Error: {refusal}", err=True)
    if found.skipped:
        reasons = Counter(each.reason for each in found.skipped)
        counted = ", ".join(f"{count} x {reason}" for reason, count in reasons.most_common())
        say(f"skipped: {counted}{'' if verbose else f' ({lists} lists them)'}")
    if verbose:
        say(*(printable(each.error.headline, 300) for each in found.skipped))
    if not found.runs and not found.refused:
        raise RecordingError("there is no run among these files", "give the recording of a run")
    return found


def found_offer(paths: Sequence[Path], wanted: Settings, before: Settings, today: date) -> Offer:
    """What recordings offer a runner; gaps, and values that disagree with those given, are
    reported."""
    if not paths:
        return NO_OFFER
    found = found_runs(recording_files(paths), lists="fitexport fitness --verbose")
    if found.refused:
        sys.exit(found.refused[0].exit_code)
    units = wanted.units or before.units or DEFAULT_UNITS
    offer = offered(found.runs, today, before, units)
    say(*offer.remarks, *offer.disagreements(wanted))
    return offer


def accept(offer: Offer, wanted: Settings, before: Settings, today: date, *, yes: bool) -> Settings:
    """The settings wanted, with those offered if `yes` accepts them.

    Raises:
        UsageError: nothing is offered, or it was not accepted.
    """
    open_ = offer.open_to(wanted)
    if offer.remarks and not offer.found:
        raise UsageError(
            "nothing was written: the recordings show nothing about your mile, your week or your days",
            "give --mile, --volume and --days, and leave out --from",
        )
    if open_ and not yes:
        say(*(f"offered: {each.sentence(name)}" for name, each in open_.items()))
        raise UsageError(
            "nothing was written: what the recordings offer was not accepted",
            "add --yes to accept it, or give --mile, --volume and --days yourself",
        )
    wanted, remarks = accepted(offer, wanted, before, today)
    say(*remarks)
    return wanted
