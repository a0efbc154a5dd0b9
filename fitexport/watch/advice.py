"""Instructions for the user: copying files by hand, and what to do after an install."""

from __future__ import annotations

from shlex import quote

_MTP = {
    "Darwin": (
        "Newer watches show no drive on a Mac, and no program can write to them there. By hand:",
        "  1. quit Garmin Express, which blocks the watch",
        "  2. install OpenMTP (free) or Android File Transfer, open it, connect the watch",
        "  3. open GARMIN, then NewFiles, and drag all .fit files of {folder} there together",
        "  4. disconnect the watch: it imports them",
    ),
    "Windows": (
        "Newer watches show no drive letter. By hand:",
        "  1. quit Garmin Express, which blocks the watch",
        "  2. in File Explorer, open This PC, your watch, Internal Storage, GARMIN, NewFiles",
        "  3. copy all .fit files of {folder} there together",
        "  4. disconnect the watch: it imports them",
    ),
    "Linux": (
        "Newer watches show no drive; gvfs reaches them (sudo apt install gvfs-backends gvfs-fuse"
        " libglib2.0-bin):",
        "  1. on the watch, choose MTP: Settings, System, USB Mode",
        "  2. connect it, wait ten seconds, open it once in the file manager",
        "  3. run this command again, or copy {folder} by hand:",
        '     for f in {folder}/*.fit; do gio copy "$f" "mtp://.../GARMIN/NewFiles/"; done',
        "     with the address that `gio mount -l -i` prints",
    ),
}


def nothing_found(system: str, folder: str = "./watch") -> str:
    """The message that no watch was found, with how to copy a folder's files by hand."""
    steps = (line.format(folder=quote(folder)) for line in _MTP.get(system, _MTP["Linux"]))
    return "\n".join(
        (
            "no Garmin watch found on this computer",
            "  connect it by cable and wait ten seconds; if its drive is mounted elsewhere, give"
            " that with --at",
            *(f"  {step}" for step in steps),
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
