"""Untrusted XML -> its elements one by one.

A document type is refused, and with it entities and everything they allow; depth, elements and
the length of a tag are bounded. Nothing is kept, so a long recording needs no more memory than its
bytes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol
from xml.parsers.expat import ExpatError, ParserCreate

from fitexport.errors import RecordingError, printable

_CHUNK = 64 * 1024
_LONGEST_TAG = 1024 * 1024
_MAX_DEPTH = 64
_MAX_ELEMENTS = 1_200_000
"""More than a file can hold: points have one in 30 bytes."""
_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}?\?>")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_BLANKS = b" \t\r\n"
_UTF_16 = (
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
    *((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")),
)
_AS_IT_IS = (b"utf-8", b"utf8", b"us-ascii", b"utf-16")
"""The last cannot be true if the declaration is readable, but some programs write it."""
REMEDY = "export it again from your watch or its app"


class Handler(Protocol):
    """Receives the elements of a document by their names without prefixes."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


def as_utf8(data: bytes) -> bytes:
    """The document in UTF-8 from its first `<` on; its declaration is left unchanged.

    Some services put blanks before the declaration, which XML does not allow.

    Raises:
        RecordingError: it is not in its declared encoding.
    """
    for mark, encoding in _UTF_16:
        if data.startswith(mark):
            return _recoded(data, encoding).lstrip(_BLANKS)
    data = data.removeprefix(codecs.BOM_UTF8).lstrip(_BLANKS)
    declaration = _DECLARATION.match(data)
    declared = _ENCODING.search(declaration[0]) if declaration else None
    if declared is None or declared[1].lower() in _AS_IT_IS:
        return data
    return _recoded(data, declared[1].decode("ascii"))


def _recoded(data: bytes, encoding: str) -> bytes:
    try:
        return data.decode(encoding).encode("utf-8")
    except (LookupError, UnicodeError, ValueError) as error:
        raise RecordingError(f"its text is not in {encoding}", REMEDY) from error


@lru_cache(maxsize=256)
def _local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def walk(data: bytes, handler: Handler, root: str) -> None:
    """Pass every element of a UTF-8 document with the root element `root` to `handler`.

    Raises:
        RecordingError: not XML, hostile XML, or raised by the handler.
    """
    # Namespaces are ignored: many programs use prefixes that they do not declare.
    expat = ParserCreate("utf-8")
    depth = elements = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > _MAX_DEPTH:
            raise RecordingError(f"more than {_MAX_DEPTH} levels of elements", REMEDY)
        if elements > _MAX_ELEMENTS:
            raise RecordingError(f"more than {_MAX_ELEMENTS} elements", REMEDY)
        if depth == 1 and _local(name) != root:
            found = printable(_local(name), 40)
            raise RecordingError(f"it begins with <{found}>, not <{root}>", REMEDY)
        handler.start(_local(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(_local(name))

    def refuse(*_: object) -> None:
        raise RecordingError(
            "it declares a document type or entities, which no watch does",
            f"none of it was used; {REMEDY}",
        )

    expat.StartElementHandler, expat.EndElementHandler = start, end
    expat.StartDoctypeDeclHandler = expat.EntityDeclHandler = refuse
    expat.CharacterDataHandler = handler.text
    try:
        for at in range(0, len(data), _CHUNK):
            expat.Parse(data[at : at + _CHUNK])
            if at - expat.CurrentByteIndex > _LONGEST_TAG:
                raise RecordingError(f"a tag of more than {_LONGEST_TAG} bytes", REMEDY)
        expat.Parse(b"", True)
    except (ExpatError, ValueError, LookupError) as error:
        raise RecordingError(f"not XML: {printable(str(error), 100)}", REMEDY) from error
