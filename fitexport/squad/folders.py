"""An athlete -> a folder's name that is safe on every system, and the same whoever else is there.

A name in plain letters is its folder. Whatever had to be changed ends in a code made from the name
as it was written, so that Zoe and Zoë differ; an id that the coach gave is appended as it is. So a
folder depends on nothing but its own row, and rows may come, go and move.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from unicodedata import normalize

from fitexport.files.names import is_device
from fitexport.session.naming import ascii_text

MAX_NAME, MAX_ID = 48, 32
"""Characters of a folder's name: with those of a path around it, fewer than the 260 of Windows."""

_UNSAFE = re.compile(r"[^A-Za-z0-9 '.-]+|\.(?! )")
"""A full stop only after an initial: no endings, no folder above."""
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_CODE = re.compile(r"[0-9a-f]{8}")


def same_name(name: str) -> str:
    """A name as others are compared with it: case, blanks and how accents are encoded do not count.

    >>> same_name(" Anna  BERG"), same_name("Zoe\\u0308") == same_name("Zo\\u00eb")
    ('anna berg', True)
    """
    return " ".join(normalize("NFC", normalize("NFC", name).casefold()).split())


def folder_name(name: str, own_id: str = "") -> str:
    """The folder of an athlete; `own_id` is the id that the file gives, if it does.

    >>> folder_name("Anna Berg"), folder_name("Anna Berg", "17"), folder_name("J. Smith")
    ('Anna Berg', 'Anna Berg_17', 'J. Smith')
    >>> folder_name("Zoë"), folder_name("../etc"), folder_name("CON")
    ('Zoe_e230831e', 'etc_cffeae39', 'CON_ac266703')
    """
    base = _UNSAFE.sub("-", ascii_text(normalize("NFC", name)))
    base = re.sub(r"[\s-]* [\s-]*", " ", base).strip(" -.'")[:MAX_NAME].rstrip(" -.'") or "athlete"
    if own_id:
        if len(own_id) <= MAX_ID and _SAFE_ID.fullmatch(own_id) and not _CODE.fullmatch(own_id):
            return f"{base}_{own_id}"
        return f"{base}_{_code(own_id, b'id')}"
    if base.casefold() == same_name(name) and not is_device(base):
        return base
    return f"{base}_{_code(name)}"


def id_of_name(name: str) -> str:
    """The identity of an athlete whose file gives none: watch and calendar keep it while the name
    stays.

    >>> id_of_name("Anna  Berg")
    'anna berg'
    """
    same = "".join(each for each in same_name(name) if each.isprintable())
    return same if len(same) <= MAX_NAME else f"{same[:MAX_NAME]}_{_code(name)}"


def is_coded(folder: str) -> bool:
    """Whether a folder ends in a code, which another may share by a chance of one in four thousand
    million."""
    return _CODE.fullmatch(folder.rpartition("_")[2]) is not None


def _code(text: str, of: bytes = b"name") -> str:
    data = same_name(text).encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=4, person=of).hexdigest()
