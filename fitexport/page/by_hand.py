"""How to copy the files that the page made onto a watch, for every system."""

from __future__ import annotations

from typing import NamedTuple

from fitexport.watch.advice import WITHOUT_DRIVE, ByHand


class Guide(NamedTuple):
    """What to do on one system."""

    key: str
    """How the browser's script knows it."""
    title: str
    ways: tuple[ByHand, ...]


_UNPACK = "download the files above and unpack the archive"
_FILES = "all of its .fit files"


def _with_drive(manager: str) -> ByHand:
    return ByHand(
        f"If {manager} shows the watch as a drive:",
        (
            _UNPACK,
            f"in {manager}, open the drive, then GARMIN, then NewFiles",
            f"copy {_FILES} there together, schedule.fit included",
            "eject the drive, then disconnect the watch: it imports them",
        ),
    )


def _without_drive(system: str) -> ByHand:
    found = WITHOUT_DRIVE[system]
    again = "copy the unpacked files from a terminal"
    steps = (each.format(files=_FILES, folder="watch", again=again) for each in found.steps)
    return found._replace(steps=(_UNPACK, *steps))


GUIDES = (
    Guide("Windows", "Windows", (_with_drive("File Explorer"), _without_drive("Windows"))),
    Guide("Darwin", "Mac", (_with_drive("Finder"), _without_drive("Darwin"))),
    Guide("Linux", "Linux", (_with_drive("the file manager"), _without_drive("Linux"))),
    Guide(
        "Android",
        "Android",
        (
            ByHand(
                "Some phones reach a watch through its cable, with a USB-C adapter; if yours shows"
                " nothing, use a computer.",
                (
                    _UNPACK + " in the Files app",
                    "connect the watch to the phone; Files lists it under other devices",
                    f"copy {_FILES} into GARMIN, NewFiles, together",
                    "disconnect the watch: it imports them",
                ),
            ),
        ),
    ),
    Guide(
        "iOS",
        "iPhone and iPad",
        (
            ByHand(
                "An iPhone or iPad cannot put files on a Garmin watch. Use a computer, or a friend's:",
                (
                    "download the files above, then send the archive to the computer"
                    " (AirDrop, mail)",
                    "go on as described for Windows or Mac",
                ),
            ),
        ),
    ),
)
