"""Print how fast fitexport is, as ratios: machines differ, ratios hold.

    python benchmarks/run.py [--squad 1000] [--quick]

Start-up: cold processes, interleaved, the median of the ratios. Encoding: the same twelve-message workouts by
us and by fit-tool. Pipeline: text -> session -> paced steps -> FIT bytes -> proof, in memory. Recordings:
10,000 points of each format, beside the library that would read them; and the memory of a folder of many.
Plans: seasons of athletes who all differ, compiled and proven in memory, with calendar and manifest.
Squads: whole commands, written to disk.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import cycle
from operator import truediv
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

import click
from workloads import (
    TEXT,
    encode_with_fit_tool,
    example,
    recorded_files,
    row,
    settings_of,
)

from fitexport.fit.proof import prove_workout
from fitexport.fit.workout_file import encode_workout
from fitexport.pace.pacing import pace_session
from fitexport.pace.table import pace_table
from fitexport.pace.workout import Workout
from fitexport.session import Sport
from fitexport.session.parse import parse

CLICK = "import click"
FIT_TOOL = "from fit_tool.fit_file_builder import FitFileBuilder"
RUNNERS = 2000
"""More than anything is kept for, so that what a runner has alone is made again each time."""
PACE2FIT_BAR = 1.5
"""0.65 of the time of pace2fit's command for one workout, which takes 2.35 times as long as this import
(medians of 15 pairs, pace2fit 0.1.3 and fit-tool 0.9.16)."""
SCRIPT = "from fitexport.__main__ import run; run()"  # what the installed command does
MODEL = "import click, pydantic\nclass M(pydantic.BaseModel): x: int"


@click.command()
@click.option("--squad", default=1000, show_default=True, help="Athletes in the largest squad.")
@click.option("--quick", is_flag=True, help="Fewer rounds, files and athletes, and no squads.")
def main(squad: int, quick: bool) -> None:
    """Print how fast fitexport is, as ratios."""
    part = 4 if quick else 1
    startup(rounds=5 if quick else 16)  # fewer would say little
    encoding(rounds=12 // part)
    pipeline(rounds=12 // part)
    recordings()
    folder_of_recordings(1000 // part**2)
    plans(seasons=60 // part, weeks=1000 // part)
    if not quick:
        squads(squad)


def startup(rounds: int) -> None:
    """The bars: `--help` takes at most 1.3 times as long as click, `week` 1.3 times as long as click
    with a pydantic model, or 1.4 times if its fitexport.toml has changes and results. Each ratio is
    the median of pairs run one after the other, since other work slows both of a pair."""
    with tempfile.TemporaryDirectory() as folder:
        samples = Path(folder) / "samples"  # a copy: an export is remembered beside its config
        samples.mkdir()
        for name in ("fitexport.toml", "midseason.toml"):
            shutil.copy(Path(__file__).parent.parent / "samples" / name, samples)
        out = str(Path(folder) / "watch")
        week = [sys.executable, "-c", SCRIPT, "week", "3", "--out", out]
        commands = {
            "click": [sys.executable, "-c", CLICK],
            "model": [sys.executable, "-c", MODEL],
            "help": [sys.executable, "-c", SCRIPT, "--help"],
            "week": week,
            "configured": [*week, "--config", str(samples / "fitexport.toml")],
            "changed": [*week, "--config", str(samples / "midseason.toml")],
            "fit-tool": [sys.executable, "-c", FIT_TOOL],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                started = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True, cwd=folder)
                times[name].append(time.perf_counter() - started)
    ratios = (
        ("fitexport --help : import click", "help", "click", 1.3),
        ("fitexport week 3 : click and a pydantic model", "week", "model", 1.3),
        ("  with a fitexport.toml", "configured", "model", 1.3),
        ("  with changes and results in it", "changed", "model", 1.4),
        ("fitexport week 3 : import fit-tool", "week", "fit-tool", PACE2FIT_BAR),
    )
    for title, ours, floor, bar in ratios:
        ratio = median(map(truediv, times[ours], times[floor]))
        print(f"{title:<45} {ratio:5.2f}  (bar {bar})")


def encoding(rounds: int) -> None:
    workouts = cycle([example(number) for number in range(RUNNERS)])
    ours, theirs = rates(
        lambda: encode_workout(next(workouts), 0x80000001),
        lambda: encode_with_fit_tool(next(workouts)),
        rounds=rounds,
    )
    print(f"encoder : fit-tool                          {ours / theirs:5.1f}  (bar 30)")


def pipeline(rounds: int) -> None:
    table = pace_table(424, 411)

    def whole() -> None:
        steps = pace_session(parse(TEXT), table)
        workout = Workout(name="W3.2 6x400 mile", sport=Sport.RUNNING, steps=steps)
        encoded = encode_workout(workout, 0x80000001)
        prove_workout(encoded.data, workout, encoded.identity)

    print(
        f"text to proof, workouts a second            {rates(whole, rounds=rounds)[0]:5.0f}  (bar 1500)"
    )


def recordings() -> None:
    """From bytes to best efforts; the libraries only read."""
    import fitdecode  # type: ignore[import-untyped]  # ships no py.typed
    import gpxpy

    def by_fitdecode() -> None:
        with fitdecode.FitReader(files["FIT"]) as reader:
            list(reader)

    files = recorded_files(metres=30_000)
    readers: dict[str, tuple[str, Callable[[], object]]] = {
        "GPX": ("gpxpy", lambda: gpxpy.parse(files["GPX"].decode())),
        "TCX": ("ElementTree", lambda: ElementTree.fromstring(files["TCX"])),
        "FIT": ("fitdecode", by_fitdecode),
    }
    for name, (library, reader) in readers.items():
        data = files[name]
        ours, theirs = rates(partial(efforts_of, data), reader, rounds=4)
        print(
            f"{name} to efforts : {library} alone".ljust(44)
            + f"{theirs / ours:5.2f}  ({10 * ours:.0f},000 points a second)"
        )


def efforts_of(data: bytes) -> object:
    from fitexport.recording.efforts import best_efforts
    from fitexport.recording.read import read

    return [best_efforts(recording) for recording in read(data, "run")]


def folder_of_recordings(most: int) -> None:
    """The most memory that a folder of that many files takes, against one of 10."""
    files = recorded_files(metres=3000)
    memory = {}
    for count in (10, most):
        with tempfile.TemporaryDirectory() as folder:
            for number in range(count):
                suffix, data = list(files.items())[number % 10 % 3]
                Path(folder, f"{number:04}.{suffix.lower()}").write_bytes(data)
            started = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", SCRIPT_OF_MEMORY, "fitness", folder],
                check=True,
                capture_output=True,
                text=True,
            )
            seconds = time.perf_counter() - started
            memory[count] = int(done.stderr.split()[-1]) / 1000
    print(
        f"memory of {most:,} recordings : of 10".ljust(44) + f"{memory[most] / memory[10]:5.2f}"
        f"  ({memory[most]:.0f} MB, {most / seconds:.0f} files of 1,000 points a second)"
    )


def plans(seasons: int, weeks: int) -> None:
    """FIT files a second on one core, each with its share of pacing, proof, calendar and manifest."""
    rest = encode_rate_of_fit_tool()
    every, third = best_rate(range(seasons), 4), best_rate(range(weeks), 25, week=3)
    for title, rate in (("whole plans", every), ("week 3 of each", third)):
        print(f"FIT files a second, {title:<24}  {rate:5.0f}  (bar 2000)")
        print(f"  : workouts encoded by fit-tool alone        {rate / rest:5.1f}")


def best_rate(athletes: range, together: int, week: int | None = None) -> float:
    """The best rate of any group of `together` athletes: other work can only make a group slower."""
    from fitexport.export.weeks import compile_weeks
    from fitexport.season.season import season_of

    best = 0.0
    for first in range(0, len(athletes), together):
        files, started = 0, time.perf_counter()
        for settings in map(settings_of, athletes[first : first + together]):
            season = season_of(settings, asked=lambda schedule: week or schedule.weeks)
            weeks = range(1, season.schedule.weeks + 1) if week is None else [week]
            for bundle in compile_weeks(season, weeks, today=date(2027, 1, 1)):
                files += sum(name.endswith(".fit") for name in bundle.files())
        best = max(best, files / (time.perf_counter() - started))
    return best


def encode_rate_of_fit_tool() -> float:
    workout = example(0)
    return rates(lambda: encode_with_fit_tool(workout), rounds=4)[0]


def squads(largest: int) -> None:
    """The week of squads of a hundredth, a tenth and all of `largest` athletes, written: whole
    commands."""
    few_of, some = largest // 100, largest // 10
    with tempfile.TemporaryDirectory() as folder:
        seconds, memory = {}, {}
        for count, jobs in ((few_of, 1), (some, 1), (largest, 1), (largest, 2)):
            file = Path(folder, f"{count}.csv")
            file.write_text(
                "\n".join(("id,name,mile,race day,days,units", *map(row, range(count))))
            )
            command = [sys.executable, "-c", SCRIPT_OF_MEMORY, "squad", str(file)]
            out = ["--jobs", str(jobs), "--out", f"{folder}/{count}-{jobs}"]
            given = ["--week", "3", "--today", "2027-03-01"]
            started = time.perf_counter()
            done = subprocess.run(
                [*command, *given, *out], check=True, capture_output=True, text=True
            )
            seconds[count, jobs] = time.perf_counter() - started
            memory[count, jobs] = int(done.stderr.split()[-1]) / 1000
    few = (seconds[some, 1] - seconds[few_of, 1]) / (some - few_of)
    many = (seconds[largest, 1] - seconds[some, 1]) / (largest - some)
    print(f"squad's week, athletes a second on one core {1 / many:5.0f}")
    speed = seconds[largest, 1] / seconds[largest, 2]
    print(f"  on two cores : on one                     {speed:5.2f}  (bar 1.8)")
    print(f"  an athlete of {largest} : of {some}, seconds{many / few:9.2f}  (bar 1.1)")
    growth = memory[largest, 1] / memory[some, 1]
    print(f"  memory of {largest} : of {some}{growth:18.2f}  (bar 1.1)")
    print(f"  memory of {largest}, MB{memory[largest, 1]:22.0f}  (bar 120)")


SCRIPT_OF_MEMORY = """
import sys
from pathlib import Path
from fitexport.__main__ import run
try:
    run()
finally:
    status = Path("/proc/self/status").read_text()  # Linux; the maximum since this program began
    print(status.partition("VmHWM:")[2].split()[0], file=sys.stderr)
"""


def rates(*functions: Callable[[], object], rounds: int, slice_s: float = 0.15) -> list[float]:
    """Calls a second of each, the best of interleaved slices: other work only ever slows."""
    best = [0.0] * len(functions)
    for _ in range(rounds):
        for index, function in enumerate(functions):
            calls, started = 0, time.perf_counter()
            while time.perf_counter() - started < slice_s:
                function()
                calls += 1
            best[index] = max(best[index], calls / (time.perf_counter() - started))
    return best


if __name__ == "__main__":
    main()
