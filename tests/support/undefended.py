"""A process that runs each test with changed sources of fitexport. It has loaded every library, but
nothing of fitexport or its tests, and forks for each test: this takes half a second instead of three.

Each line of standard input is a test's name as JSON; the answer is a line of JSON with exit status and
output. Run it in the folder that contains fitexport/ and tests/; see `tests/test_threats.py`.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import sys
from contextlib import suppress
from pathlib import Path

import pytest

_OURS = ("fitexport", "support", "tests", "conftest")
_LOADED = "ignore::pytest.PytestAssertRewriteWarning"
"""A warning about plugins that are already loaded."""
_QUIETLY = ("-q", "-n", "0", "-m", "", "-p", "no:cacheprovider", "-p", "no:randomly", "-W", _LOADED)


def _load_libraries() -> None:
    """Load every library that our modules import, then forget our own modules."""
    import fitexport

    for module in pkgutil.walk_packages(fitexport.__path__, "fitexport."):
        if not module.name.endswith("__main__"):
            with suppress(ImportError):  # of an extra that is not installed
                importlib.import_module(module.name)
    pytest.main([*_QUIETLY, "--collect-only", "tests/test_units.py"])
    for name in [*sys.modules]:
        if name.partition(".")[0] in _OURS:
            del sys.modules[name]
    gc.collect()
    gc.freeze()


def _serve(log: Path) -> None:
    """Run tests until standard input ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    _to(log)
    _load_libraries()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _to(log)
            options = ("-x", "--tb=line", f"--basetemp={log.parent / 'made'}")
            status = pytest.main([*_QUIETLY, *options, f"tests/{json.loads(line)}"])
            sys.stdout.flush()
            os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        output = log.read_text(encoding="utf-8", errors="replace")
        out.write(json.dumps({"status": status, "output": output}) + "\n")
        out.flush()


def _to(log: Path) -> None:
    opened = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(opened, 1)
    os.dup2(opened, 2)
    os.close(opened)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
