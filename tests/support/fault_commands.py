"""Every command that writes, with a folder to run it in: what the harness of `tests/faults` tries."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from support.publisher import PLAN
from support.recordings import Course, gpx, recorded, trial
from support.run_folders import easy, mile
from support.servers import USER
from support.watches import FENIX, files_of, folders_of, foreign_workout

from fitexport.files.packaged import packaged

TODAY = "--today 2027-03-01"
_RUNNER = "--mile 6:20 --goal 6:00 --level intermediate --cross cycling --race-day 2027-05-01"
_SEASON = """\
[athlete]
id = "anna"
mile = "6:20"
goal = "6:00"
level = "intermediate"
cross = "cycling"

[season]
id = "spring-2027"
weeks = 8
race-day = 2027-05-01
"""
_TOML = {"here/fitexport.toml": _SEASON.encode()}
_SHORT = {
    "here/short.toml": PLAN.encode(),
    "here/fitexport.toml": _SEASON.replace("weeks = 8", 'plan = "short.toml"').encode(),
}
"""A season of one week, for servers."""


@dataclass(frozen=True)
class Case:
    """A command that writes."""

    args: str
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    """What is there before; None: a folder."""
    earlier: Sequence[str] = ()
    """Commands that were run before."""
    apart: Sequence[str] = ()
    """Files and folders that are each old or new, whatever the others are: patterns of paths."""
    stepwise: Sequence[str] = ()
    """Files among them that change more than once: in between they are neither, but whole."""
    vague: Sequence[str] = ()
    """Files that a rerun may leave otherwise than an undisturbed run would."""
    service: str = ""
    """What answers on loopback."""
    needs: str = ""
    """An optional package that it needs."""
    call: tuple[str, Mapping[str, Any]] | None = None
    """The tool that a client calls, with its arguments; only for `mcp`."""
    until: str = ""
    """Ctrl-C ends the command once it has printed this."""
    step: int = 1
    """Disturb every Nth call in the long run: some commands write hundreds of similar files."""
    statuses: Sequence[int] = (0,)
    has_rows: bool = False
    """Whether an athlete whose files cannot be written is left out and named, with exit code 1."""
    is_watch: bool = False
    """Whether the next command completes what is half done on a watch."""
    is_store: bool = False
    """Whether it writes to a store, where an athlete's files may be partly written until the rerun."""


@cache
def _watch() -> Mapping[str, bytes | None]:
    at = "here/fake-watch"
    folders = {f"{at}/{each}": None for each in folders_of(FENIX)}
    files = {f"{at}/{path}": data for path, data in files_of(FENIX).items()}
    foreign = {f"{at}/Garmin/Workouts/97AG1431.FIT": foreign_workout(name="Tempo")}
    return {**folders, **files, **foreign, **_TOML}


@cache
def _squad() -> Mapping[str, bytes | None]:
    lines = (packaged("samples") / "squad.csv").read_text(encoding="utf-8").splitlines(True)
    slower = "".join(lines[:4]).replace("6:20", "6:25")
    many = [line.replace("1", f"{number}", 1) for number in (1, 2, 3) for line in lines[1:4]]
    return {
        "here/squad.csv": "".join(lines[:4]).encode(),
        "here/later.csv": slower.encode(),
        "here/many.csv": "".join((lines[0], *many)).encode(),
    }


@cache
def _run() -> Mapping[str, bytes | None]:
    recording = gpx(recorded(Course.track(), trial(mile_s=370, before_m=0, after_m=0)))
    return {
        **_TOML,
        "here/run.gpx": recording.encode() if isinstance(recording, str) else recording,
    }


_WEEK = f"week 3 --out watch {TODAY}"
_PUBLISH = f"calendar publish {{url}} --user {USER} --today 2027-04-01"
_PUSH = "push intervals --yes --today 2027-04-20"
_AT = "--at fake-watch --yes"
_INSTALL = f"watch install {_AT} --limits workouts=6 --today 2027-03-20"
_SQUAD = f"squad squad.csv --week 3 --jobs 1 --out squad {TODAY}"
_TEXT = '"warm-up 15min; 6x 400m @ mile, jog 200m; cool-down 10min"'
_EACH = ("here/squad/*",)
_SUMMARY_RECORD = "here/squad/.fitexport-squad.json"
_SUMMARY: Mapping[str, Any] = {
    "stepwise": [_SUMMARY_RECORD],
    "vague": ["here/squad/squad-summary.csv", _SUMMARY_RECORD],
}
"""A rerun calls unchanged what the run before has written; the record knows both versions meanwhile."""
_STORED = f"squad squad.csv --week 3 --jobs 1 --out shelf://squad {TODAY}"
_IN_STORE: Mapping[str, Any] = {
    **_SUMMARY,
    "apart": [_SUMMARY_RECORD, *_EACH],
    "has_rows": True,
    "is_store": True,
}
_MEMORY = "here/fitexport-calendar.json"
_SETTINGS = "here/fitexport.toml"
_RECORDS = "home/.config/fitexport/watches/*"
_PUSHED = "here/fitexport-push.json"
_LIFE = f"--force {TODAY}"
_DAY = {"today": "2027-03-01"}
_SKIP = {"change": {"kind": "skip", "session": "w3.2"}, **_DAY}
_WHO = {"settings": {"mile": "6:20", "race-day": "2027-05-01"}, **_DAY}
_TOOLS: Sequence[tuple[str, Mapping[str, Any], Mapping[str, bytes | None], Sequence[str]]] = (
    ("write_settings", _WHO, {}, []),
    ("write_weeks", {"weeks": [3], **_DAY}, _TOML, []),
    ("write_workouts", {"text": "easy 40min", **_DAY}, _TOML, []),
    ("make_change", _SKIP, _TOML, []),
    ("undo_change", {}, _TOML, [f"skip w3.2 {_LIFE}"]),
)
"""The tools that write, each with its arguments, the files before, and earlier commands."""

CASES: Mapping[str, Case] = {
    "week, first": Case(f"week 3 --out watch {_RUNNER} {TODAY}"),
    "week, another": Case(f"week 4 --out watch {TODAY}", _TOML, [_WEEK], apart=[_MEMORY]),
    "week 3-4": Case(f"week 3-4 --out watch {TODAY}", _TOML, [_WEEK], apart=[_MEMORY]),
    "week --format": Case(
        f"week 3 --format zwo --out watch {TODAY}", _TOML, [_WEEK], apart=[_MEMORY]
    ),
    "week all": Case(f"week all --out watch {TODAY}", _TOML, apart=[_MEMORY], step=9),
    "workout, file": Case(
        f"workout {_TEXT} --out tue.fit --date 2027-03-16 {TODAY}", _TOML, apart=[_MEMORY]
    ),
    "workout, again": Case(
        f"workout {_TEXT} --out tue.fit {TODAY}",
        _TOML,
        [f'workout "easy 40min" --out tue.fit --date 2027-03-16 {TODAY}'],
        apart=[_MEMORY],
    ),
    "workout, folder": Case(
        f"workout {_TEXT} --date 2027-03-16 --out own {TODAY}", _TOML, apart=[_MEMORY]
    ),
    "workout --squad": Case(
        f"workout {_TEXT} --squad squad.csv --out squad {TODAY}",
        _squad(),
        apart=_EACH,
        has_rows=True,
    ),
    "init": Case(f"init --id anna --season spring {_RUNNER} {TODAY}"),
    "init --overwrite": Case(
        f"init --overwrite --mile 6:10 {TODAY}", _TOML, apart=[f"{_SETTINGS}.old"]
    ),
    "init --from": Case(
        "init --id anna --season spring --from run.gpx --yes --race-day 2027-06-26"
        " --today 2027-04-10",
        {"here/run.gpx": _run()["here/run.gpx"]},
    ),
    "move": Case(f"move w3.2 thu --swap {_LIFE}", _TOML, statuses=(0, 2)),
    "skip": Case(f"skip w3.2 {_LIFE}", _TOML),
    "sick": Case(f"sick 2027-03-20 2027-03-23 {_LIFE}", _TOML),
    "injured": Case(f"injured 2027-03-20 2027-03-29 {_LIFE}", _TOML),
    "travel": Case(f"travel 2027-03-20 2027-03-29 {_LIFE}", _TOML),
    "result": Case("result 2027-04-09 mile 6:12 --today 2027-04-10", _TOML),
    "undo": Case("undo", _TOML, [f"skip w3.2 {_LIFE}"]),
    "calendar": Case(f"calendar --out mile.ics {TODAY}", _TOML, apart=[_MEMORY]),
    "calendar, again": Case(
        f"calendar --out mile.ics {TODAY}",
        _TOML,
        [f"calendar --out mile.ics {TODAY}", f"skip w3.2 {_LIFE}"],
        apart=[_MEMORY],
    ),
    "calendar --feed": Case(
        f"calendar --feed public {TODAY}", _TOML, apart=[_MEMORY], stepwise=[_MEMORY]
    ),
    "calendar --feed, again": Case(
        f"calendar --feed public {TODAY}",
        _TOML,
        [f"calendar --feed public {TODAY}", f"skip w3.2 {_LIFE}"],
        apart=[_MEMORY],
    ),
    "calendar --new-address": Case(
        f"calendar --feed public --new-address {TODAY}",
        _TOML,
        [f"calendar --feed public {TODAY}"],
        apart=[_MEMORY],
        stepwise=[_MEMORY],
    ),
    "calendar serve": Case(
        f"calendar serve --port 0 {TODAY}",
        _TOML,
        apart=[_MEMORY],
        stepwise=[_MEMORY],
        until="Ctrl-C stops it",
    ),
    "calendar publish": Case(
        _PUBLISH, _SHORT, apart=[_MEMORY], stepwise=[_MEMORY], service="caldav", step=3
    ),
    "push intervals": Case(_PUSH, _SHORT, apart=[_PUSHED], stepwise=[_PUSHED], service="intervals"),
    "push intervals, again": Case(
        _PUSH,
        _SHORT,
        [_PUSH, f"skip w1.2 {_LIFE}"],
        apart=[_PUSHED],
        stepwise=[_PUSHED],
        vague=[_PUSHED],
        service="intervals",
    ),
    "push undo": Case(
        "push undo --yes",
        _SHORT,
        [_PUSH],
        apart=[_PUSHED],
        stepwise=[_PUSHED],
        vague=[_PUSHED],
        service="intervals",
    ),
    "watch install": Case(_INSTALL, _watch(), apart=[_RECORDS], stepwise=[_RECORDS], is_watch=True),
    "watch install, folder": Case(
        f"watch install watch {_AT} --today 2027-03-01",
        _watch(),
        [_WEEK],
        apart=[_RECORDS],
        stepwise=[_RECORDS],
        is_watch=True,
    ),
    "watch install, again": Case(
        f"{_INSTALL} --mile 6:12",
        _watch(),
        [_INSTALL],
        apart=[_RECORDS],
        stepwise=[_RECORDS],
        is_watch=True,
    ),
    "watch undo": Case(
        f"watch undo {_AT}",
        _watch(),
        [_INSTALL],
        apart=[_RECORDS],
        stepwise=[_RECORDS],
        is_watch=True,
    ),
    "watch clean": Case(
        f"watch clean {_AT} --today 2027-04-28",
        _watch(),
        [_INSTALL],
        apart=[_RECORDS],
        stepwise=[_RECORDS],
        is_watch=True,
    ),
    "watch probe": Case(f"watch probe --out probe {TODAY}", step=5),
    "page": Case("page --out site"),
    "preview": Case(f"preview --out plan.html {TODAY}", _TOML),
    "preview --svg": Case(f"preview w3.2 --svg tue.svg {TODAY}", _TOML),
    "preview --png": Case(f"preview w3.2 --png tue.png {TODAY}", _TOML),
    "squad": Case(_SQUAD, _squad(), apart=_EACH, has_rows=True, **_SUMMARY),
    "squad, again": Case(
        f"squad later.csv --week 3 --jobs 1 --out squad {TODAY}",
        _squad(),
        [_SQUAD],
        apart=_EACH,
        has_rows=True,
        **_SUMMARY,
    ),
    "squad --jobs 2": Case(
        f"squad many.csv --week 3 --jobs 2 --out squad {TODAY}",
        _squad(),
        apart=_EACH,
        has_rows=True,
        step=9,
        **_SUMMARY,
    ),
    "squad --format": Case(
        f"{_SQUAD} --format zwo", _squad(), apart=_EACH, has_rows=True, step=5, **_SUMMARY
    ),
    "squad, file://": Case(
        f"squad squad.csv --week 3 --jobs 1 --out file://{{here}}/squad {TODAY}",
        _squad(),
        apart=_EACH,
        has_rows=True,
        step=7,
        **_SUMMARY,
    ),
    "squad, store": Case(_STORED, _squad(), needs="fsspec", **_IN_STORE),
    "squad, store, again": Case(
        f"squad later.csv --week 3 --jobs 1 --out shelf://squad {TODAY}",
        _squad(),
        [_STORED],
        needs="fsspec",
        **_IN_STORE,
    ),
    "squad --zip, store": Case(f"{_STORED} --zip", _squad(), needs="fsspec", **_IN_STORE),
    "squad --zip": Case(f"{_SQUAD} --zip", _squad(), apart=_EACH, has_rows=True, **_SUMMARY),
    "squad --zip, again": Case(
        f"squad later.csv --week 3 --jobs 1 --out squad --zip {TODAY}",
        _squad(),
        [f"{_SQUAD} --zip"],
        apart=_EACH,
        has_rows=True,
        **_SUMMARY,
    ),
    "plans new": Case("plans new my-plan.toml"),
    "samples": Case("samples --out samples", step=7),
    "fitness --plot": Case("fitness run.gpx --plot run.svg --today 2027-04-10", _run()),
    "fitness --save": Case("fitness run.gpx --save --as race --today 2027-04-10", _run()),
    "fitness --keep": Case(
        "fitness --from garmin --keep runs --today 2027-04-10",
        _TOML,
        service="garmin",
        apart=["here/runs/*"],
    ),
    "review --keep": Case(
        "review --last --from garmin --keep runs --today 2027-04-10",
        _TOML,
        service="garmin",
        apart=["here/runs/*"],
    ),
    **{
        f"mcp {tool}": Case(
            "mcp --write .",
            files,
            earlier,
            apart=[_MEMORY],
            needs="mcp",
            call=(tool, given),
        )
        for tool, given, files, earlier in _TOOLS
    },
}
"""`--today`, ids and all else that a command would choose are given, so that a rerun is the same."""

RUNS = {day: easy(date(2027, 4, day), 30) for day in (1, 2, 3)} | {
    4: mile(date(2027, 4, 4), 380),
    5: (packaged("samples") / "track-tuesday.fit").read_bytes(),
}
"""What is on the Garmin account, by its day in April."""


def words(command: str, **values: str) -> list[str]:
    """A command as the shell would hand it over."""
    given = [f"{{{name}}}" for name in values]
    return [
        each.format(**values) if any(name in each for name in given) else each
        for each in shlex.split(command)
    ]
