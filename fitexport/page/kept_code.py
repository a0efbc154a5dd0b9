"""Modules as an earlier visit compiled them: in a browser that takes as long as all else they do.

The worker keeps the bytes in the browser's own storage, for the very files that it loads.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from types import CodeType
from typing import Any
from zipimport import zipimporter

_code: dict[str, CodeType | None] = {}
"""By the name of a module: what was kept, and what has been compiled since."""
_saved = [0]
"""How many modules the browser's copy has."""


def use(kept: bytes | None, loaders: tuple[Any, ...] = (SourceFileLoader, zipimporter)) -> None:
    """Load modules from what was kept, from now on; compile the others and remember them.

    Bytes that cannot be read count as none.
    """
    try:
        _code.update(marshal.loads(bytes(kept)) if kept else {})
    except (EOFError, TypeError, ValueError):
        _code.clear()
    _saved[0] = len(_code)
    for loader in loaders:
        loader.get_code = _keeping(loader.get_code)


def unsaved() -> bytes | None:
    """Everything compiled so far, to be kept; None if nothing is new."""
    if len(_code) == _saved[0]:
        return None
    _saved[0] = len(_code)
    return marshal.dumps(_code)


def _keeping(compiled: Callable[[Any, str], CodeType | None]) -> Callable[[Any, str], object]:
    def get_code(self: Any, name: str) -> CodeType | None:
        if name not in _code:
            _code[name] = compiled(self, name)
        return _code[name]

    return get_code
