"""SVG -> PNG, by resvg, which needs nothing of the system but its fonts."""

from __future__ import annotations

from fitexport.errors import UsageError

_ZOOM = 2


def png_of(svg: str) -> bytes:
    """A picture as PNG, twice as large, for sharp screens.

    Raises:
        UsageError: resvg is not installed.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError as error:
        raise UsageError("a PNG needs resvg-py", "pip install 'fitexport[png]'") from error
    return svg_to_bytes(svg_string=svg, zoom=_ZOOM)
