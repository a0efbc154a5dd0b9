"""What commands print for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from fitexport.export.json_results import RESULTS


def show_json(schema: str, data: Mapping[str, Any]) -> None:
    """Print a result as its schema says, in ASCII and unfolded, on any terminal."""
    envelope = {"schema": schema, "version": RESULTS[schema].version, **data}
    stream = getattr(sys.stdout, "stream", sys.stdout)
    stream.write(json.dumps(envelope, indent=1) + "\n")
