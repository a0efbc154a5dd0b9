"""Instructions for the user: copying files by hand, and what to do after an install."""

from __future__ import annotations

from shlex import quote
from typing import NamedTuple


class ByHand(NamedTuple):
    """How to copy files to a watch; steps may have `{files}`, `{folder}` and `{again}`."""

    intro: str
    steps: tuple[str, ...]


_QUIT = "quit Garmin Express, which blocks the watch"
_IMPORT = "disconnect the watch: it imports them"
WITHOUT_DRIVE = {
    "Darwin": ByHand(
        "Newer watches show no drive on a Mac, and no program can write to them there. By hand:",
        (
            _QUIT,
            "install OpenMTP (free) or Android File Transfer, open it, connect the watch",
            "open GARMIN, then NewFiles, and drag {files} there together",
            _IMPORT,
        ),
    ),
    "Windows": ByHand(
        "Newer watches show no drive letter. By hand:",
        (
            _QUIT,
            "in File Explorer, open This PC, your watch, Internal Storage, GARMIN, NewFiles",
            "copy {files} there together",
            _IMPORT,
        ),
    ),
    "Linux": ByHand(
        "Newer watches show no drive; gvfs reaches them (sudo apt install gvfs-backends gvfs-fuse"
        " libglib2.0-bin):",
        (
            "on the watch, choose MTP: Settings, System, USB Mode",
            "connect it, wait ten seconds, open it once in the file manager",
            "{again}:\n"
            '   for f in {folder}/*.fit; do gio copy "$f" "mtp://.../GARMIN/NewFiles/"; done\n'
            "   with the address that `gio mount -l -i` prints",
        ),
    ),
}
"""By the name of the system: a watch that shows no drive."""


def nothing_found(system: str, folder: str = "./watch") -> str:
    """The message that no watch was found, with how to copy a folder's files by hand."""
    named = quote(folder)
    by_hand = WITHOUT_DRIVE.get(system, WITHOUT_DRIVE["Linux"])
    steps = [
        step.format(
            files=f"all .fit files of {named}",
            folder=named,
            again=f"run this command again, or copy {named} by hand",
        )
        for step in by_hand.steps
    ]
    numbered = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    return "\n".join(
        (
            "no Garmin watch found on this computer",
            "  connect it by cable and wait ten seconds; if its drive is mounted elsewhere, give"
            " that with --at",
            f"  {by_hand.intro}",
            *(f"    {line}" for line in numbered.split("\n")),
        )
    )


def after_install(*, calendar: bool) -> tuple[str, ...]:
    """What to do on a watch once files are on it; `calendar` if they are in its calendar."""
    start = "from the calendar, or " if calendar else ""
    return (
        "Next: eject the watch, then disconnect it. It imports the workouts, and may restart.",
        f"On the watch: {start}Run, options, Training, Workouts. For these runs, turn off Auto Lap and"
        " Auto Pause:",
        "they would end your reps early and stop the clock during walks. Next time you connect it,"
        " `fitexport watch status` shows whether everything was imported.",
    )
