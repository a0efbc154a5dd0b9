"""GarminDevice.xml -> what a watch is, and its folders for workouts and schedules.

The file describes every kind of data a device reads or writes: one DataType each, with a File
for each direction. Source: eight such files from watches and bike computers, and the tools
that read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from fitexport.errors import WatchError, printable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FOLDER = "GARMIN"
"""The top folder of a watch; its case differs by model."""
DESCRIPTION = "GarminDevice.xml"
MAX_BYTES = 512 * 1024
"""Real ones have 5 to 30 kB."""
_WORKOUTS, _SCHEDULES = "FIT_TYPE_5", "FIT_TYPE_7"
_MAX_DEPTH = 8


class Folders(NamedTuple):
    """Where files of one kind are imported from and where the watch keeps them, from its root."""

    into: str
    kept: str | None


@dataclass(frozen=True, slots=True)
class Device:
    """What a watch states about itself; "" where it states nothing."""

    model: str = ""
    part_number: str = ""
    software: str = ""
    unit: str = ""
    workouts: Folders | None = None
    """None: it accepts no FIT workouts."""
    schedules: Folders | None = None

    @property
    def title(self) -> str:
        """`Forerunner 935 (software 13.26)`."""
        name = self.model or "a watch without a name"
        return f"{name} (software {self.software})" if self.software else name

    def without_workouts(self) -> Device:
        """The same watch, accepting no workouts: its DEVICE.FIT says so."""
        return replace(self, workouts=None, schedules=None)


def read_device(data: bytes) -> Device:
    """What a GarminDevice.xml says. Namespaces and the case of its words do not matter.

    Raises:
        WatchError: it is some other file, a hostile one, or names a folder outside the watch.
    """
    root = _parsed(data)
    if _word(root) != "device":
        raise _refused(f"it begins with <{printable(_tag(root), 40)}>, not <Device>")
    model = next(_children(root, "model"), None)
    return Device(
        model=_text(model, "description"),
        part_number=_text(model, "partnumber"),
        software=_version(_text(model, "softwareversion")),
        unit=_text(root, "id"),
        workouts=_folders(root, _WORKOUTS),
        schedules=_folders(root, _SCHEDULES),
    )


def _parsed(data: bytes) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if len(data) > MAX_BYTES:
        raise _refused(f"larger than {MAX_BYTES // 1024} kB")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise _refused("it declares entities, which no watch does") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise _refused(f"not XML: {printable(str(error), 100)}") from error
    return root


def _folders(root: Element, name: str) -> Folders | None:
    """The folders of the data type of this name; None if nothing can be put in."""
    into = kept = None
    for mode in _children(root, "massstoragemode"):
        for data_type in _children(mode, "datatype"):
            if _text(data_type, "name").upper() != name:
                continue
            for file in _children(data_type, "file"):
                location = next(_children(file, "location"), None)
                direction = _text(file, "transferdirection").casefold()
                if _text(location, "fileextension").casefold() not in ("", "fit"):
                    continue
                if direction in ("inputtounit", "inputoutput") and into is None:
                    into = _path(_child_text(location, "path"))
                if direction in ("outputfromunit", "inputoutput") and kept is None:
                    kept = _path(_child_text(location, "path"))
    return None if into is None else Folders(into, kept)


def _path(path: str) -> str:
    """A folder below the root; anything else is refused."""
    parts = path.replace("\\", "/").removesuffix("/").split("/")
    plain = all(
        part.strip(" .") and part.isprintable() and not set(part) & set(':*?"<>|') for part in parts
    )
    if not plain or len(parts) > _MAX_DEPTH or len(path) > 200:
        raise _refused(f'it names a folder outside the watch: "{printable(path, 80)}"')
    return "/".join(parts)


def _children(element: Element | None, word: str) -> Iterator[Element]:
    return (child for child in (() if element is None else element) if _word(child) == word)


def _text(element: Element | None, word: str) -> str:
    """The text of the first child of this name, on one line and safe to show."""
    return printable(" ".join(_child_text(element, word).split()), 80)


def _child_text(element: Element | None, word: str) -> str:
    child = next(_children(element, word), None)
    return "" if child is None else (child.text or "").strip()


def _word(element: Element) -> str:
    return _tag(element).rpartition("}")[2].casefold()


def _tag(element: Element) -> str:
    """The tag; "" for a comment, whose tag is a function."""
    return element.tag if isinstance(element.tag, str) else ""


def _version(text: str) -> str:
    """`1326` is software 13.26.

    >>> _version("1326"), _version("5"), _version("2.1 beta")
    ('13.26', '0.05', '2.1 beta')
    """
    return f"{int(text) / 100:.2f}" if text.isascii() and text.isdigit() else text


def _refused(why: str) -> WatchError:
    return WatchError(
        f"{DESCRIPTION} is not valid: {why}",
        "nothing was written; is this a Garmin watch? restart it, or give its drive with --at",
    )
