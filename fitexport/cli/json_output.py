"""What commands print for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from fitexport.export.json_envelope import enveloped


def show_json(schema: str, data: Mapping[str, Any]) -> None:
    """Print a result as its schema says, in ASCII and unfolded, on any terminal."""
    stream = getattr(sys.stdout, "stream", sys.stdout)
    stream.write(json.dumps(enveloped(schema, data), indent=1) + "\n")
