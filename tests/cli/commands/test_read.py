"""`fitexport read`: FIT files and calendars back into words."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import RUNNER, error_of, run, week
from support.fit_foreign import (
    COOLDOWN,
    DISTANCE,
    OPEN,
    RECOVERY,
    SPEED,
    TIME,
    WARMUP,
    about,
    file_id,
    repeat,
    schedule_file,
    step,
    workout_file,
)
from support.json_schemas import held
from support.recordings import Course, Leg, fit_activity, recorded

from fitexport.export.manifest import MANIFEST_NAME
from fitexport.session.parse import parse
from fitexport.session.sessions_file import read_sessions

pytestmark = pytest.mark.usefixtures("alone")

VO2 = "2027-03-22-w03-4x2-30.fit"
CONNECT = workout_file(
    [
        step(OPEN, None, intensity=WARMUP),
        step(DISTANCE, 40_000, SPEED, 0, 3704, 4000),
        step(2, 220, intensity=RECOVERY),
        repeat(1, 8),
        step(TIME, 300_000, intensity=COOLDOWN),
    ],
    about("8x400", 5),
)


@pytest.fixture
def exported(alone: Path) -> Path:
    assert week("3").exit_code == 0
    return alone / "watch"


def printed(*args: str) -> str:
    result = run("read", *args)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


AS_WRITTEN = (
    f"# watch/{VO2}\n"
    "W3.2 4x2:30:\n"
    "warm-up 15-20min\n"
    'drills until lap "leg swings, 10 a leg; then 10 side to side"\n'
    'drills until lap "high knees, 2x 20 m; quick feet, walk back"\n'
    'drills until lap "walking lunges, 2x 10; tall, knee over the foot"\n'
    'drills until lap "bounding, 2x 20 m; long springy steps, walk back"\n'
    '4x stride 20s "build up, fastest at the end", walk 60s\n'
    'walk 2min "shake out, the main set is next"\n'
    "4x 2:30 @ vo2max, jog 0.8x rep\n"
    "cool-down 10min\n"
)


@pytest.mark.usefixtures("exported")
def test_a_workout_of_ours_is_printed_as_it_was_written() -> None:
    assert printed(f"watch/{VO2}") == AS_WRITTEN


def test_a_lone_file_of_ours_is_printed_as_it_was_written(exported: Path) -> None:
    (exported / MANIFEST_NAME).unlink()
    assert printed(f"watch/{VO2}") == AS_WRITTEN


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b'{"files": []}', b'{"files": {"a": 3}}', b"[" * 100_000, b"\xff"],
)
def test_a_manifest_that_says_nothing_does_not_matter(exported: Path, manifest: bytes) -> None:
    (exported / MANIFEST_NAME).write_bytes(manifest)
    assert printed(f"watch/{VO2}") == AS_WRITTEN


def test_a_file_that_was_changed_since_is_not_what_the_manifest_says(exported: Path) -> None:
    (exported / VO2).write_bytes(CONNECT)
    assert "W3.2" not in printed(f"watch/{VO2}")


def test_a_workout_of_others_says_what_has_no_notation(alone: Path) -> None:
    (alone / "theirs.fit").write_bytes(CONNECT)
    assert printed("--units", "km", "theirs.fit") == (
        "# theirs.fit\n"
        "8x400:\n"
        "warm-up until lap\n"
        "8x (400m @ 4:10-4:30/km; jog until heart rate below 120bpm)\n"
        "cool-down 5min\n"
    )


def test_a_schedule_is_printed_day_by_day(exported: Path) -> None:
    text = printed("watch/schedule.fit")
    assert text.startswith("# watch/schedule.fit: schedule, 8 entries\n")
    assert f"\n# Mon 22 Mar 2027: W3.2 4x2:30 ({VO2})\n" in text
    (exported / VO2).unlink()
    assert "\n# Mon 22 Mar 2027: no workout beside it (serial " in printed("watch/schedule.fit")


@pytest.mark.usefixtures("exported")
def test_a_folder_means_its_fit_files_and_all_of_it_is_notation() -> None:
    text = printed("watch")
    assert text.count("\n# watch/") == 8
    assert [each.name for each in read_sessions(text)] == [
        part.split("\n")[1].removesuffix(":")
        for part in text.split("\n\n")
        if not part.startswith("# watch/schedule")
    ]
    sessions = [part for part in text.split("\n\n") if not part.startswith("# watch/schedule")]
    assert len(sessions) == 8
    for part in sessions:
        file, name, body = part.split("\n", 2)
        assert file.startswith("# watch/2027-03-")
        assert name.startswith("W3.")
        assert name.endswith(":")
        assert parse(body).items


@pytest.mark.usefixtures("exported")
def test_a_calendar_is_printed_event_by_event() -> None:
    text = printed("watch/mile-week-03.ics")
    first, second, *_ = text.split("\n")
    assert first == "# watch/mile-week-03.ics: calendar, 8 events"
    assert second == "# Sun 21 Mar 2027: Cross-training 35 min (W3.1)"
    timed = week("3", "--out", "timed", "--at", "06:30", "--timezone", "Europe/Berlin")
    assert timed.exit_code == 0
    assert "\n# Mon 22 Mar 2027 05:30-06:" in printed("timed/mile-week-03.ics")


def test_a_cancelled_event_says_so(alone: Path) -> None:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART;VALUE=DATE:20270301\r\nSUMMARY:{title}\r\n"
        "STATUS:CANCELLED\r\nEND:VEVENT\r\n"
        for n, title in enumerate(("Cancelled: Easy 30 min", "Yoga"))
    )
    calendar = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n"
    (alone / "c.ics").write_text(calendar, newline="")
    assert printed("c.ics").splitlines()[1:] == [
        "# Mon 1 Mar 2027: Easy 30 min (cancelled)",
        "# Mon 1 Mar 2027: Yoga (cancelled)",
    ]


@pytest.mark.usefixtures("exported")
def test_programs_get_json(alone: Path) -> None:
    (alone / "theirs.fit").write_bytes(CONNECT)
    facts = held(
        printed(
            "--json", "theirs.fit", f"watch/{VO2}", "watch/schedule.fit", "watch/mile-week-03.ics"
        )
    )
    theirs, ours, schedule, calendar = facts["files"]
    assert theirs["kind"] == ours["kind"] == "workout"
    assert theirs["identity"] == {
        "serial": 129330220,
        "version": 931521374,
        "manufacturer": 1,
        "product": 65534,
    }
    assert (theirs["as_written"], ours["as_written"]) == (False, True)
    assert theirs["remarks"] == []
    assert theirs["steps"][1] == {
        "repeat": 8,
        "steps": [
            {
                "intensity": "active",
                "duration": {"type": "distance", "m": 400.0},
                "target": {"type": "speed", "low_m_per_s": 3.704, "high_m_per_s": 4.0},
                "note": "",
            },
            {
                "intensity": "recovery",
                "duration": {"type": "heart_rate", "value": 120, "unit": "bpm", "above": False},
                "target": {"type": "open"},
                "note": "",
            },
        ],
    }
    assert parse(ours["text"]) == parse("\n".join(ours["text"].split("\n")))
    assert schedule["kind"] == "schedule"
    assert {"day": "2027-03-22", "file": VO2, "workout": ours["identity"]} in schedule["entries"]
    assert calendar["kind"] == "calendar"
    assert calendar["events"][0]["begin"] == "2027-03-21"


def test_unreadable_files_are_reported_and_the_rest_is_printed(exported: Path) -> None:
    (exported / "broken.fit").write_bytes(b"nothing")
    (exported / "run.fit").write_bytes(workout_file([step()], head=file_id(4)))
    result = run("read", "watch/broken.fit", f"watch/{VO2}", "watch/run.fit")
    assert result.exit_code == 5
    assert result.stdout.startswith(f"# watch/{VO2}\n")
    assert result.stderr == (
        "Error: watch/broken.fit: byte 8: not a FIT file (no .FIT signature)\n"
        "Error: watch/run.fit: a FIT file of type 4 (activity), neither a workout (5) nor a"
        " schedule (7)\n  it is a recording: fitexport fitness reads those\n"
    )


@pytest.mark.parametrize("metres", [1000, 30_000], ids=["long", "longer than any workout file"])
def test_a_recording_is_sent_to_the_command_for_it(alone: Path, metres: float) -> None:
    data = fit_activity(recorded(Course.road(), [Leg(metres, 3)]))
    (alone / "run.fit").write_bytes(data)
    assert error_of(run("read", "run.fit")) == (
        5,
        "Error: run.fit: a FIT file of type 4 (activity), neither a workout (5) nor a schedule (7)\n"
        "  it is a recording: fitexport fitness reads those\n",
    )


@pytest.mark.parametrize(
    ("name", "data", "exit_code", "message"),
    [
        ("empty.fit", b"", 5, "empty.fit: byte 8: not a FIT file (no .FIT signature)"),
        (
            "half.ics",
            b"BEGIN:VCALENDAR\r\nVERSION:2.0",
            3,
            "half.ics: not a readable calendar: no complete VCALENDAR in it\n  give an .ics file",
        ),
    ],
)
def test_a_file_that_is_nothing_is_refused(
    alone: Path, name: str, data: bytes, exit_code: int, message: str
) -> None:
    (alone / name).write_bytes(data)
    assert error_of(run("read", name)) == (exit_code, f"Error: {message}\n")


def test_a_missing_file_is_refused(alone: Path) -> None:
    assert error_of(run("read", "none.fit")) == (
        2,
        "Error: none.fit: there is no such file\n  give FIT files or a calendar\n",
    )
    (alone / "nothing").mkdir()
    assert error_of(run("read", "nothing")) == (
        2,
        "Error: nothing: there are no FIT files in it\n  give a folder that has some\n",
    )


def test_a_folder_names_its_files_of_other_kinds(alone: Path) -> None:
    folder = alone / "GARMIN"
    folder.mkdir()
    (folder / "A.FIT").write_bytes(CONNECT)
    (folder / "SETTINGS.FIT").write_bytes(schedule_file([], file_id(2, 1)))
    (folder / "TOTALS.FIT").write_bytes(schedule_file([], file_id(10, 1)))
    text = printed("GARMIN")
    assert "\n8x400:\n" in text
    assert text.splitlines()[-3:] == [
        "# GARMIN/SETTINGS.FIT: a FIT file of type 2 (settings), neither a workout (5) nor a schedule (7)",
        "",
        "# GARMIN/TOTALS.FIT: a FIT file of type 10 (totals), neither a workout (5) nor a schedule (7)",
    ]
    facts = held(printed("--json", "GARMIN"))["files"]
    assert [each["kind"] for each in facts] == ["workout", "other", "other"]
    assert run("read", "GARMIN/SETTINGS.FIT").exit_code == 5


def test_nothing_in_a_file_steers_the_terminal(alone: Path) -> None:
    (alone / "a.fit").write_bytes(
        workout_file([step(TIME, 600_000, notes="\x1b[2J\nlast")], about("\x1b[2J: x", 1))
    )
    text = printed("a.fit")
    assert "\x1b" not in text
    assert text == (
        '# a.fit\n# "U+001B[2J: x"\nrun 10min " [2J\\nlast"\n'
        "# step 1: control characters in its note: no notation\n"
    )


def test_a_schedule_of_others(alone: Path) -> None:
    (alone / "s.fit").write_bytes(schedule_file([(1067860800, 5, 6)]))
    assert printed("s.fit") == (
        "# s.fit: schedule, 1 entry\n# Thu 2 Nov 2023: no workout beside it (serial 5)\n"
    )


def test_a_week_on_the_track_reads_too() -> None:
    assert (
        run("week", "3", *RUNNER, "--race-day", "2027-05-01", "--surface", "track").exit_code == 0
    )
    assert "lap at the line" not in printed("watch")
