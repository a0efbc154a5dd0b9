"""A process that has loaded every library, and nothing of fitexport or its tests: it forks for each
test that is to run with other sources than the one before, which costs half a second, not three.

The names of tests come as lines on standard input, exit status and output leave as lines of JSON.
Run it in the folder that has fitexport/ and tests/ in it; see `tests/test_threats.py`.
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
"""Plugins are already loaded."""
_QUIETLY = ("-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:randomly", "-W", _LOADED)


def _load_libraries() -> None:
    """Whatever ours import, without ours."""
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
            status = pytest.main([*_QUIETLY, *options, f"tests/{line.strip()}"])
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
