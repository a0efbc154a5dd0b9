"""Texts in FIT files: UTF-8, as the protocol prescribes, and what some programs write instead."""

from __future__ import annotations

NOT_UTF8 = (
    "a text is not in UTF-8, FIT's encoding: read as Windows-1252, a watch may show other letters"
)


class Guessed(str):
    """A text in another encoding, read as Windows-1252: Latin-1 and a few more characters."""

    __slots__ = ()


def text_of(data: bytes) -> str:
    r"""The text before the first NUL, without a character that is cut off at the end.

    >>> text_of(b"L\xc3\xa4ufe\0..."), text_of(b"L\xe4ufe"), text_of(b"Ol\xe9")
    ('Läufe', 'Läufe', 'Olé')
    >>> text_of(b"L\xc3\xa4uf\xc3")
    'Läuf'
    """
    text = data.partition(b"\0")[0]
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        whole, rest = text[: error.start].decode(), text[error.start :]
        if error.reason == "unexpected end of data" and not (whole.isascii() and len(rest) == 1):
            return whole
        return Guessed(text.decode("cp1252", "replace"))
