"""Imports run one way, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import fitexport

PACKAGE = Path(fitexport.__file__).parent
_SAMPLES = PACKAGE.parent / "samples"

# A room imports from the floors below its own; nothing on its own floor, nothing above it.
_FLOORS = (
    {"errors"},
    {"units", "keeping", "files", "sync"},
    {"session", "calendar"},
    {"pace"},
    {"plan", "fit", "formats"},
    {"season", "recording", "watch"},
    {"export"},
    {"page", "agents", "push"},
    {"squad"},
    {"cli", "__init__"},
    {"__main__"},
)
_FLOOR = {room: number for number, rooms in enumerate(_FLOORS) for room in rooms}

# Where third-party packages may be imported from.
_HOMES = {
    "anyascii": ("session/naming.py",),
    "click": ("cli/",),
    "rich": ("cli/terminal.py",),
    "pydantic": (
        "files/tables.py",
        "plan/schema.py",
        "plan/values.py",
        "watch/record.py",
        "agents/arguments.py",
        "agents/given.py",
    ),
    "mcp": ("agents/protocol.py",),
    "mcp_types": ("agents/protocol.py",),
    "anyio": ("agents/protocol.py",),
    "defusedxml": ("watch/device.py",),
    "jinja2": ("page/render.py",),
    "resvg_py": ("page/raster.py",),
    "icalendar": ("calendar/reading.py", "season/calendar_settings.py"),
    "caldav": ("calendar/caldav.py", "calendar/answers.py"),
    "matplotlib": ("recording/drawing.py",),
    "plotille": ("recording/drawing.py",),
    "niquests": ("calendar/caldav.py", "calendar/answers.py"),
    "httpx2": ("sync/http.py",),
    "openpyxl": ("squad/workbook.py",),
    "fsspec": ("squad/remote.py",),
    "distributed": ("squad/cluster.py",),
    "keyring": ("cli/secrets.py",),
    "pydantic_core": ("files/validate.py", "season/settings_file.py"),
    "js": ("page/watch_view.py",),  # the browser, in Pyodide
    "pyodide": ("page/watch_view.py",),
    "fit_tool": ("fit/witness.py",),
}

# Modules and names that would make the same input give other output tomorrow.
_IMPURE_MODULES = {"time", "random", "secrets", "locale", "tempfile", "socket", "getpass"}
_TEMPORARY = (
    *("files/lock.py", "page/precompiling.py", "page/runtime.py", "squad/exporting.py"),
    *("squad/remote.py", "watch/mtp.py"),
)
"""What may make temporary files: for a lock, for what Node.js compiles and pip downloads, for the
lines of a squad and what is uploaded of them, for what `gio` copies from."""
_SOCKETS = ("files/web_server.py",)
"""What may open sockets: a server."""
_ALLOWED = {"tempfile": _TEMPORARY, "socket": _SOCKETS}
_IMPURE_NAMES = {
    *("today", "now", "utcnow", "environ", "getenv", "uuid1", "uuid4", "getcwd", "cwd", "urandom")
}
_RANDOM = ("files/replace.py",)
"""What may draw a random name: that of a file which is to be renamed."""


@cache
def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def _nodes(path: Path) -> list[ast.AST]:
    """All of a file that these tests ask for: what it imports, and what may be impure."""
    return [
        node
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Attribute) and node.attr in _IMPURE_NAMES)
        or (isinstance(node, ast.Name) and node.id in ("print", "input"))
    ]


@cache
def _imports_at_once(path: Path) -> list[str]:
    """What may be loaded as soon as a file is."""
    return [name for node in _tree(path).body for name in _names(node)]


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, also inside functions and for types."""
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)} has a relative import"
            assert node.module is not None
            if node.module == "fitexport":
                yield from (f"fitexport.{alias.name}" for alias in node.names)
            else:
                yield node.module


def _module(path: Path) -> str:
    name = path.relative_to(PACKAGE.parent).with_suffix("").as_posix().replace("/", ".")
    return name.removesuffix(".__init__")


@cache
def _imported() -> dict[str, set[str]]:
    """Module -> the modules it imports, inside functions and for types as well."""
    modules = {_module(path) for path in _modules()}
    graph: dict[str, set[str]] = {module: set() for module in modules}
    for path in _modules():
        for node in _nodes(path):
            if isinstance(node, ast.ImportFrom) and node.module in modules:
                below = {f"{node.module}.{alias.name}" for alias in node.names}
                graph[_module(path)] |= (below & modules) or {node.module}
            elif isinstance(node, ast.Import):
                graph[_module(path)] |= {alias.name for alias in node.names} & modules
    return graph


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def test_every_room_has_its_floor_and_there_is_no_other_room() -> None:
    assert {_room(_module(path)) for path in _modules()} == set(_FLOOR)


def test_every_room_imports_only_from_the_floors_below_it() -> None:
    wrong = {
        f"{module} imports {other}"
        for module, others in _imported().items()
        if module != "fitexport"  # loads the public names when they are asked for
        for other in others
        if _room(other) not in (_room(module), "__init__")
        and _FLOOR[_room(other)] >= _FLOOR[_room(module)]
    }
    assert wrong == set()


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = _imported() | {"fitexport": set()}
    while leaves := {module for module, others in graph.items() if not others}:
        graph = {
            module: others - leaves for module, others in graph.items() if module not in leaves
        }
    assert graph == {}


def test_every_file_is_read_in_one_sitting() -> None:
    lines = {_name(path): path.read_text(encoding="utf-8").count("\n") for path in _modules()}
    assert {name: count for name, count in lines.items() if count > 350} == {}
    assert sorted(lines.values())[len(lines) // 2] <= 130


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
            if name in _IMPURE_MODULES and _name(path) not in _ALLOWED.get(name, ())
        ]
        for node in _nodes(path):
            if isinstance(node, ast.Attribute) and node.attr in _IMPURE_NAMES:
                if node.attr == "urandom" and _name(path) in _RANDOM:
                    continue
                wrong.append(f"{_name(path)}:{node.lineno} reads .{node.attr}")
            if isinstance(node, ast.Name) and node.id in ("print", "input"):
                wrong.append(f"{_name(path)}:{node.lineno} calls {node.id}")
    assert wrong == []


# What is heavy to import, and why an import of it may be inside the function that needs it.
_HEAVY = frozenset(_HOMES) - {"click"}


def _heavy(module: str, seen: set[str]) -> bool:
    """Whether a module loads a heavy package as soon as it is imported."""
    if module.partition(".")[0] in _HEAVY:
        return True
    path = PACKAGE.parent / Path(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if module in seen or not module.startswith("fitexport") or not path.exists():
        return False
    seen.add(module)
    return any(_heavy(name, seen) for name in _imports_at_once(path))


def _names(node: ast.stmt) -> list[str]:
    """The modules that a statement imports, or may: `from a import b` is `a` and `a.b`."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module is not None:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def test_commands_import_at_the_top_all_that_is_not_heavy() -> None:
    wrong = [
        f"{_name(path)}:{node.lineno} imports {names[0]}"
        for path in sorted((PACKAGE / "cli").rglob("*.py"))
        if path.name != "main.py"  # which `--help` runs alone
        for function in ast.walk(_tree(path))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        if (names := _names(node)) and not any(_heavy(name, set()) for name in names)
    ]
    assert wrong == []


def _run(*args: str) -> str:
    return (
        "from fitexport.cli.main import main\n"
        f"try: main({list(args)!r})\n"
        "except SystemExit as end: assert end.code == 0, end.code"
    )


Stage = tuple[str, str, set[str]]
"""A name, code, and what must not be loaded after it, nor after those before it."""

_STAGES: list[Stage] = [
    (
        "package",
        "import fitexport",
        {"click", "pydantic", "fit_tool", "tomllib", "json", "dataclasses"},
    ),
    (
        "main",
        "import fitexport.cli.main",
        {"pydantic", "fit_tool", "fitexport.plan", "fitexport.fit"},
    ),
    (
        "--help",
        _run("--help"),
        {
            "pydantic",
            "fit_tool",
            "fitexport.plan",
            "fitexport.fit",
            "fitexport.cli.commands.week",
        },
    ),
    (
        "week",
        _run("week", "3"),
        {
            "fit_tool",
            "icalendar",
            "fitexport.fit.witness",
            "fitexport.export.custom_workouts",
            "pydantic",
        }
        | {"fitexport.plan.custom", "fitexport.pace.custom_zones"}
        | {"fitexport.files.places", "fitexport.files.toml_problems"},
    ),
    (
        "week of a fitexport.toml",
        _run("week", "3", "--config", str(_SAMPLES / "midseason.toml"), "--out", "other"),
        {"fit_tool", "icalendar", "pydantic"}
        | {"fitexport.files.findings", "fitexport.files.toml_problems"},
    ),
    (
        "workout",
        _run("workout", "6x 400m @ mile, jog 200m", "--date", "2027-03-16", "--out", "a.fit"),
        {"pydantic", "fit_tool", "icalendar", "fitexport.fit.witness"},
    ),
    (
        "fitness of FIT",
        _run("fitness", str(_SAMPLES / "time-trial.fit")),
        {"pydantic", "fit_tool", "fitexport.plan.schema", "defusedxml"},
    ),
    (
        "check",
        _run("check", str(_SAMPLES / "week-03")),
        {"pydantic", "icalendar", "matplotlib"},
    ),
]
_HELP: list[Stage] = [
    (
        "help of commands",
        "\n".join(_run(name, "--help") for name in ("watch", "week", "workout", "fitness", "mcp")),
        {"mcp", "pydantic", "defusedxml", "fit_tool", "icalendar", "matplotlib"},
    ),
]
_GPX: list[Stage] = [
    (
        "fitness of GPX",
        _run("fitness", str(_SAMPLES / "time-trial.gpx")),
        {"pydantic", "fit_tool", "fitexport.plan.schema", "fitexport.fit.reader"},
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("stages", [_STAGES, _HELP, _GPX], ids=["stages", "help", "GPX"])
def test_heavy_modules_are_loaded_only_where_they_are_needed(
    tmp_path: Path, stages: list[Stage]
) -> None:
    """One after the other in a process, as each start costs a fifth of a second."""
    code = "\n".join(f"{code}\nimport sys\nprint('LOADED', *sys.modules)" for _, code, _ in stages)
    unmeasured = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")}
    done = subprocess.run(  # coverage.py would load modules of its own
        [sys.executable, "-c", code],
        env=unmeasured | {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("LOADED ")]
    for (name, _, never), (_, *loaded) in zip(stages, lines, strict=True):
        assert "fitexport" in loaded, name
        assert never.isdisjoint(loaded), name
