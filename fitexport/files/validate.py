"""Check a file's tables with pydantic; every error by place and key.

Words for errors are loaded with the first error: most files have none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic_core import PydanticCustomError, ValidationError

from fitexport.errors import NotationError, TemplateError
from fitexport.files.shapes import Shape, tables_in
from fitexport.files.toml import TomlFile

if TYPE_CHECKING:
    from fitexport.files.findings import Context
    from fitexport.files.places import KeyPath

_Checked = TypeVar("_Checked")


def refused_text(errors: Sequence[NotationError]) -> PydanticCustomError:
    """The error of a text's check, with the place of each error in the text. (Checks of other values
    raise a UnitError.)"""
    return PydanticCustomError("text", "has errors", {"notation": list(errors)})


def checked(
    shape: Shape,
    check: Callable[[object], _Checked],
    file: TomlFile,
    context: Context | None = None,
    texts: Mapping[KeyPath, Sequence[NotationError]] | None = None,
) -> _Checked:
    """Check a file of this shape with `check`, which is pydantic's; the errors in its `texts` are
    already known.

    Raises:
        TemplateError: all its errors, in the order of its lines.
    """
    refusals = [
        ((*path, *refusal.keys), refusal)
        for table, values, path in tables_in(shape, file.document)
        for refusal in table.problems(values, context)
    ]
    texts = {key: errors for key, errors in (texts or {}).items() if errors}
    entries: list[Any] = []
    try:
        read = check(file.document)
        if not refusals and not texts:
            return read
    except ValidationError as error:
        entries = error.errors(include_url=False)
    from fitexport.files.findings import findings

    read_texts = sum(map(len, texts.values())) if context is None else len(context.errors)
    raise TemplateError(*findings(shape, file, entries, refusals, texts, read_texts))
