"""Imports run one way, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import fitexport

PACKAGE = Path(fitexport.__file__).parent
_SAMPLES = PACKAGE.parent / "samples"

# A part may import from the parts of the lines above its own, and from its own line's right-hand
# side where it says so.
_LAYERS = (
    {"errors": (), "exercises": ()},
    {"units": ("errors",)},
    {"session": ()},
    {"notation": ()},
    {"workout": (), "manifest": ()},
    {
        "pace": (),
        "plan": ("pace",),
        "describe": ("pace",),
        "agenda": ("plan",),
        "plain": (),
    },
    {
        "athlete": (),
        "athlete_file": ("athlete", "diary"),
        "diary": ("lock",),
        "lock": (),
        "volume": (),
        "growth": (),
        "tailoring": ("growth", "volume"),
        "easing": ("athlete", "volume"),
        "fit": (),
        "calendar": ("athlete", "bundle", "lock", "lone", "volume"),
        "lone": ("fit",),
    },
    {"bundle": (), "transaction": (), "season": (), "schema": (), "recording": ()},
    {
        "compile": (),
        "compile_lone": ("compile",),
        "folder": (),
        "lone_file": ("folder",),
        "difference": (),
    },
    {"verdict": ()},
    {"watch": (), "preview": ()},
    {"cli": ()},
    {"__main__": ()},
)
_ALLOWED: dict[str, set[str]] = {}
_above: set[str] = set()
for _layer in _LAYERS:
    for _part, _beside in _layer.items():
        _ALLOWED[_part] = _above | set(_beside)
    _above = _above | set(_layer)

# Where third-party packages may be imported from.
_HOMES = {
    "click": ("cli/",),
    "pydantic": (
        "plan/tables.py",
        "plan/template.py",
        "plan/validate.py",
        "athlete_file.py",
        "watch/record.py",
    ),
    "defusedxml": ("watch/device.py", "recording/xml_events.py"),
    "gpxpy": ("recording/gpx.py",),
    "icalendar": ("calendar/reading.py",),
    "caldav": ("calendar/caldav.py",),
    "matplotlib": ("preview/chart.py",),
    "plotille": ("preview/chart.py",),
    "niquests": ("calendar/caldav.py",),
    "keyring": ("cli/calendar/password.py",),
    "pydantic_core": ("plan/tables.py",),
    "fit_tool": ("fit/witness.py",),
}

# Modules and names that would make the same input give other output tomorrow.
_IMPURE_MODULES = {"time", "random", "secrets", "locale", "tempfile", "socket", "getpass"}
_TEMPORARY = ("lock.py", "watch/mtp.py")
"""What may use the system's temporary folder: a lock, and what `gio` copies from."""
_IMPURE_NAMES = {"today", "now", "utcnow", "environ", "getenv", "uuid1", "uuid4", "getcwd", "cwd"}


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, also inside functions and for types."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)} has a relative import"
            assert node.module is not None
            if node.module == "fitexport":
                yield from (f"fitexport.{alias.name}" for alias in node.names)
            else:
                yield node.module


def _parts() -> dict[str, set[str]]:
    """Part -> the parts it imports."""
    found: dict[str, set[str]] = {}
    for path in _modules():
        part = _name(path).removesuffix(".py").partition("/")[0]
        found.setdefault(part, set()).update(
            name.split(".")[1] for name in _imports(path) if name.startswith("fitexport.")
        )
    return found


def test_every_part_imports_only_from_the_layers_below_it() -> None:
    wrong = {
        f"{part} imports {other}"
        for part, others in _parts().items()
        if part != "__init__"
        for other in others - _ALLOWED[part] - {part, "__version__"}
    }
    assert wrong == set()


def test_third_party_packages_have_one_home_each() -> None:
    wrong = []
    for path in _modules():
        for module in {name.partition(".")[0] for name in _imports(path)}:
            if module == "fitexport" or module in sys.stdlib_module_names:
                continue
            homes = _HOMES.get(module, ())
            if not any(_name(path).startswith(home) for home in homes):
                wrong.append(f"{_name(path)} imports {module}")
    assert wrong == []


def test_clock_dice_environment_and_terminal_belong_to_the_command_line() -> None:
    wrong = []
    for path in _modules():
        if _name(path).startswith("cli/"):
            continue
        wrong += [
            f"{_name(path)} imports {name}"
            for name in _imports(path)
            if name in _IMPURE_MODULES and (name != "tempfile" or _name(path) not in _TEMPORARY)
        ]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in _IMPURE_NAMES:
                wrong.append(f"{_name(path)}:{node.lineno} reads .{node.attr}")
            if isinstance(node, ast.Name) and node.id in ("print", "input"):
                wrong.append(f"{_name(path)}:{node.lineno} calls {node.id}")
    assert wrong == []


def _loaded(code: str, folder: Path) -> set[str]:
    """The modules of packages that are loaded after `code`; `heavy` ones by full name."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint('LOADED', *sys.modules)"],
        env=os.environ | {"PYTHONPATH": path},
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.rpartition("LOADED")[2].split())


def _run(*args: str) -> str:
    return (
        "from fitexport.cli.main import main\n"
        f"try: main({list(args)!r})\n"
        "except SystemExit as end: assert end.code == 0, end.code"
    )


@pytest.mark.parametrize(
    ("code", "never"),
    [
        ("import fitexport", {"click", "pydantic", "fit_tool", "tomllib", "json", "dataclasses"}),
        ("import fitexport.cli.main", {"pydantic", "fit_tool", "fitexport.plan", "fitexport.fit"}),
        (
            _run("--help"),
            {"pydantic", "fit_tool", "fitexport.plan", "fitexport.fit", "fitexport.cli.week"},
        ),
        (
            _run("watch", "--help"),
            {"pydantic", "defusedxml", "fit_tool", "fitexport.plan", "fitexport.watch"},
        ),
        (_run("week", "--help"), {"pydantic", "fit_tool", "fitexport.plan", "fitexport.fit"}),
        (
            _run("week", "3"),
            {
                "fit_tool",
                "gpxpy",
                "icalendar",
                "fitexport.fit.witness",
                "fitexport.lone",
                "pydantic",
            }
            | {"fitexport.plan.own", "fitexport.plan.named", "fitexport.pace.own_zones"},
        ),
        (_run("workout", "--help"), {"pydantic", "fit_tool", "fitexport.plan", "fitexport.fit"}),
        (
            _run("workout", "6x 400m @ mile, jog 200m", "--date", "2027-03-16", "--out", "a.fit"),
            {"pydantic", "fit_tool", "gpxpy", "icalendar", "fitexport.fit.witness", "tomllib"},
        ),
        (
            _run("fitness", "--help"),
            {"pydantic", "gpxpy", "defusedxml", "fitexport.recording", "fitexport.fit"},
        ),
        (
            _run("fitness", str(_SAMPLES / "time-trial.gpx")),
            {"pydantic", "fit_tool", "fitexport.plan.template", "fitexport.fit.reader"},
        ),
        (
            _run("fitness", str(_SAMPLES / "time-trial.fit")),
            {"pydantic", "fit_tool", "fitexport.plan.template", "gpxpy", "defusedxml"},
        ),
        (
            _run("check", str(_SAMPLES / "week-03")),
            {"pydantic", "fitexport.plan", "fitexport.athlete", "gpxpy", "icalendar"},
        ),
    ],
    ids=[
        "package",
        "main",
        "--help",
        "watch --help",
        "week --help",
        "week",
        "workout --help",
        "workout",
        "fitness --help",
        "fitness of GPX",
        "fitness of FIT",
        "check",
    ],
)
def test_heavy_modules_are_loaded_only_where_they_are_needed(
    tmp_path: Path, code: str, never: set[str]
) -> None:
    loaded = _loaded(code, tmp_path)
    assert "fitexport" in loaded
    assert loaded & never == set()
