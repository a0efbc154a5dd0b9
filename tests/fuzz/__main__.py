"""Fuzz by hand: `python -m fuzz --seconds 600 gpx tcx`, in tests/; without a name, every target.

With atheris (pip install atheris) new inputs are made of those that reached new lines of code; without
it, of the seeds alone. What a target must not do is printed once, and its input is written to `--out`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

try:
    import atheris
except ImportError:
    atheris = None

with (
    atheris.instrument_imports(include=["fitexport", "icalendar"])
    if atheris is not None and "--one" in sys.argv and "--plain" not in sys.argv
    else contextlib.nullcontext()
):
    from fuzz.judging import fault_of
    from fuzz.mutating import inputs, refilled
    from fuzz.targets import TARGETS, Target

_REPORT_EVERY_S = 2.0


def main() -> None:
    arguments = _arguments()
    names = [each.name for each in TARGETS]
    chosen = arguments.targets or names
    if unknown := set(chosen) - set(names):
        sys.exit(f"no such target: {', '.join(sorted(unknown))}; targets: {', '.join(names)}")
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.one:
        (target,) = (each for each in TARGETS if each.name in chosen)
        _fuzz(target, arguments)
        return
    with ThreadPoolExecutor(arguments.jobs) as pool:
        done = pool.map(lambda name: _apart(name, arguments), chosen)
        rows = [(name, *figures) for name, figures in zip(chosen, done, strict=True)]
    print("| target | inputs | s | a second | faults |\n|---|---|---|---|---|")
    for name, count, seconds, faults in rows:
        print(f"| {name} | {count:,} | {seconds:.0f} | {count / max(seconds, 1):.0f} | {faults} |")
    print(f"| all | {sum(row[1] for row in rows):,} | | | {sum(row[3] for row in rows)} |")
    sys.exit(any(row[3] for row in rows))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target")
    parser.add_argument("--jobs", type=int, default=1, help="targets at once")
    parser.add_argument("--seed", type=int, default=1, help="another one tries other inputs")
    parser.add_argument("--out", type=Path, default=Path("fuzzed"), help="for inputs with faults")
    parser.add_argument("--plain", action="store_true", help="without atheris")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _apart(name: str, arguments: argparse.Namespace) -> tuple[int, float, int]:
    """A target in a process of its own: inputs, seconds, and how many faults it showed."""
    given: tuple[str, ...] = (
        f"--seconds={arguments.seconds}",
        f"--seed={arguments.seed}",
        f"--out={arguments.out}",
    )
    if arguments.plain:
        given += ("--plain",)
    with subprocess.Popen(
        [sys.executable, "-m", "fuzz", "--one", *given, name],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        last: dict[str, Any] = {"inputs": 0, "seconds": 0.0, "faults": 0}
        for line in process.stdout:
            if line.startswith("{"):
                last = json.loads(line)
            else:
                print(f"{name}: {line}", end="", flush=True)
    if process.returncode != 0:
        print(f"{name}: ended with {process.returncode}", flush=True)
        last["faults"] += 1
    return last["inputs"], last["seconds"], last["faults"]


# --- one target ---------------------------------------------------------------------------


class _Tried:
    """What has been tried of a target, and found."""

    def __init__(self, target: Target, out: Path) -> None:
        self.target, self.out = target, out
        self.count, self.began, self.reported = 0, time.monotonic(), 0.0
        self.faults: dict[object, int] = {}

    def __call__(self, data: bytes) -> None:
        self.count += 1
        fault = fault_of(self.target, data)
        if fault is not None and fault not in self.faults:
            path = self.out / f"{self.target.name}-{len(self.faults)}"
            path.write_bytes(data)
            print(f"{fault.kind} at {fault.place}: {path}", flush=True)
        if fault is not None:
            self.faults[fault] = self.faults.get(fault, 0) + 1
        if time.monotonic() - self.reported > _REPORT_EVERY_S:
            self.report()

    def report(self) -> None:
        self.reported = time.monotonic()
        figures = {"inputs": self.count, "seconds": self.reported - self.began}
        print(json.dumps(figures | {"faults": len(self.faults)}), flush=True)


def _fuzz(target: Target, arguments: argparse.Namespace) -> None:
    seconds, seed, out = arguments.seconds, arguments.seed, arguments.out
    tried, begins = _Tried(target, out), target.seeds()
    if atheris is None or arguments.plain:
        for data in inputs(begins, seed):
            tried(data)
            if time.monotonic() - tried.began > seconds:
                break
        tried.report()
        return
    corpus = out / f"{target.name}-corpus"
    corpus.mkdir(exist_ok=True)
    for number, data in enumerate(begins.inputs):
        (corpus / f"seed-{number}").write_bytes(data)
    words = out / f"{target.name}.dict"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in begins.words if word))
    most = 2 * max(map(len, begins.inputs))
    options = (
        *(f"-max_total_time={seconds:.0f}", f"-seed={seed}", f"-dict={words}", f"-max_len={most}"),
        *("-timeout=60", "-rss_limit_mb=2000", "-print_final_stats=0", f"-artifact_prefix={out}/"),
        str(corpus),
    )

    def mutated(data: bytes, most_bytes: int, seed: int) -> bytes:
        made = refilled(data, begins, Random(seed)) if seed % 2 else b""
        return made if 0 < len(made) <= most_bytes else atheris.Mutate(data, most_bytes)

    atheris.Setup([sys.argv[0], *options], tried, custom_mutator=mutated)
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main()
