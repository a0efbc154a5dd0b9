"""`fitexport check`: what files will make a watch do, and what would fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command import error_of, run, usage_error, week
from support.fit_build import repaired
from support.fit_foreign import OTHERS, about, file_id, schedule_file, step, workout_file
from support.json_schemas import held

from fitexport.errors import FitFormatError
from fitexport.fit.faults import workout_faults
from fitexport.fit.found import FoundWorkout
from fitexport.fit.witness import witness
from fitexport.pace.outline import step_lines

pytestmark = pytest.mark.usefixtures("alone")

FAILS = (
    "Error: 1 of these would fail on a watch\n"
    "  export that week again, or make the files again with the tool they came from\n"
)
VO2 = "2027-03-22-w03-4x2-30.fit"


@pytest.fixture
def exported(alone: Path) -> Path:
    assert week("3").exit_code == 0
    return alone / "watch"


def test_our_own_folder_passes(exported: Path) -> None:
    result = run("check", "watch")
    assert (result.exit_code, result.stderr) == (0, "")
    for path in exported.glob("*.fit"):
        assert f"watch/{path.name}: " in result.stdout
    assert "fault" not in result.stdout
    assert "\nwatch/schedule.fit: schedule, 8 entries\n" in result.stdout
    assert f'\n  Mon 22 Mar 2027: "W3.2 4x2:30" ({VO2})\n' in result.stdout


@pytest.mark.usefixtures("exported")
def test_one_workout_is_shown_step_by_step() -> None:
    result = run("check", f"watch/{VO2}")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(
        f'watch/{VO2}: "W3.2 4x2:30", running, 15 steps\n  warm-up 15:00\n'
    )
    assert "  3 times:\n    go 2:30 at " in result.stdout
    assert result.stdout.endswith("  cool-down 10:00\n\n")
    assert "/km" in run("check", "--units", "km", f"watch/{VO2}").stdout


@pytest.mark.usefixtures("exported")
def test_a_workout_of_one_step_has_no_steps() -> None:
    name = "2027-03-21-w03-cross-35.fit"
    result = run("check", f"watch/{name}")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f'watch/{name}: "W3.1 Cross 35\'", cycling, 1 step\n')


@pytest.mark.usefixtures("exported")
def test_a_schedule_alone_finds_the_workouts_beside_it() -> None:
    result = run("check", "watch/schedule.fit")
    assert result.exit_code == 0
    assert result.stdout.startswith("watch/schedule.fit: schedule, 8 entries\n")
    assert result.stdout.count(".fit)") == 8


def test_an_entry_without_its_workout_is_a_fault(exported: Path) -> None:
    (exported / VO2).unlink()
    result = run("check", "watch/schedule.fit")
    assert (result.exit_code, result.stderr) == (
        1,
        FAILS,
    )
    assert (
        "\n  Mon 22 Mar 2027\n    fault: no workout beside it has this identity (serial "
        in result.stdout
    )


def test_a_workout_in_another_folder_does_not_count(exported: Path) -> None:
    (exported / "away").mkdir()
    (exported / VO2).rename(exported / "away" / VO2)
    assert run("check", "watch").exit_code == 1


def test_several_weeks_are_checked_folder_by_folder() -> None:
    week("3-4")
    result = run("check", "watch")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.count("schedule.fit: schedule, ") == 2


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda _: b"", "byte 8: not a FIT file (no .FIT signature)"),
        (lambda _: b"BEGIN:VCALENDAR", "byte 8: not a FIT file (no .FIT signature)"),
        (
            lambda data: data[:-1],
            "byte 4: the header says {size} bytes, the file has {less}",
        ),
        (
            lambda data: data[:-1] + bytes([data[-1] ^ 1]),
            "byte {crc}: the file's checksum is wrong",
        ),
        (
            lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:],
            "byte {crc}: the file's checksum is wrong",
        ),
        (lambda data: data * 100, "byte 262144: larger than any workout file (262145 bytes)"),
    ],
)
def test_a_damaged_file_is_a_fault_and_the_others_are_still_shown(
    exported: Path, damage: object, message: str
) -> None:
    assert callable(damage)
    good = (exported / VO2).read_bytes()
    data = damage(good) if message[5] != "2" else good * (1 + 262144 // len(good))
    (exported / VO2).write_bytes(data)
    size = len(good)
    shown = message.format(size=size, less=size - 1, crc=size - 2)
    result = run("check", f"watch/{VO2}", "watch/2027-03-23-w03-easy-strides.fit")
    assert (result.exit_code, result.stderr) == (
        1,
        FAILS,
    )
    assert result.stdout.startswith(f"watch/{VO2}: fault: {shown}\n")
    assert '"W3.4 Strides"' in result.stdout
    assert "Traceback" not in result.output


@pytest.mark.slow
def test_every_flipped_byte_is_an_answer_and_never_a_traceback(exported: Path) -> None:
    good = (exported / "schedule.fit").read_bytes()
    for at in range(0, len(good), 61):
        (exported / "schedule.fit").write_bytes(
            good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :]
        )
        assert run("check", "watch/schedule.fit").exit_code == 1


@pytest.mark.parametrize("name", ["none", "watch/none.fit"])
@pytest.mark.usefixtures("exported")
def test_a_missing_path_is_refused(name: str) -> None:
    assert error_of(run("check", name)) == (
        2,
        f"Error: {name}: there is no such file or folder\n  give FIT files or a folder of them\n",
    )


def test_a_name_that_is_too_long_is_refused() -> None:
    name = "n" * 300
    assert error_of(run("check", name)) == (
        2,
        f"Error: {name}: cannot be read: File name too long\n  give FIT files or a folder of them\n",
    )


def test_a_folder_without_fit_files_is_refused(alone: Path) -> None:
    (alone / "empty" / "folder.fit").mkdir(parents=True)
    assert error_of(run("check", "empty")) == (
        2,
        "Error: empty: there are no FIT files in it\n  give a folder that has some\n",
    )


def test_a_path_has_to_be_given() -> None:
    assert error_of(run("check")) == usage_error("Missing argument 'PATH...'.", "check")


def _damaged(data: bytes, every: int) -> Iterator[bytes]:
    """Files with one byte changed and the checksums right, as a hostile one would have."""
    for at in range(14, len(data) - 2, every):
        for value in (0, 255)[at % 2 :: 2]:
            if data[at] != value:
                yield repaired(data[:at] + bytes([value]) + data[at + 1 :])


@pytest.mark.parametrize(
    "name",
    [
        "schedule.fit",
        pytest.param(VO2, marks=pytest.mark.slow),
        pytest.param("2027-03-24-w03-easy-hills.fit", marks=pytest.mark.slow),
    ],
)
def test_one_wrong_byte_under_a_right_checksum_is_read_or_refused(
    exported: Path, name: str, *, whole: bool
) -> None:
    refused = 0
    for data in _damaged((exported / name).read_bytes(), 1 if whole else 7):
        try:
            found = witness(data)
        except FitFormatError:
            refused += 1
        else:
            if isinstance(found, FoundWorkout):
                assert list(step_lines(found.steps, "mi")) or not found.steps
                refused += any(fault.fails for fault in workout_faults(found))
    assert refused > (30 if whole else 4)


def test_text_in_a_file_cannot_steer_the_terminal(exported: Path) -> None:
    good = (exported / VO2).read_bytes()
    (exported / VO2).write_bytes(repaired(good.replace(b"4x2:30", b"4\x1b[2J\x07", 1)))
    result = run("check", f"watch/{VO2}")
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert '"W3.2 4U+001B[2JU+0007"' in result.stdout


def test_other_programs_files_are_shown_with_all_their_faults(alone: Path) -> None:
    (alone / "a.fit").write_bytes(OTHERS["thousand.fit"])
    (alone / "b.fit").write_bytes(OTHERS["thousand.fit"])
    (alone / "c.fit").write_bytes(
        workout_file([step(notes="one\ntwo")], about("A name too long for it"))
    )
    midnight = 1067860800 - 43_200
    (alone / "s.fit").write_bytes(schedule_file([(midnight, 129330220, 931521374)]))
    (alone / "t.fit").write_bytes(schedule_file([(midnight, 7, 7)], file_id(7, 0)))
    result = run("check", ".")
    assert result.exit_code == 1
    faults = (
        "  fault: it says 4 steps and has 5\n"
        "  fault: step 2: 4733 m/s, which no human runs: 4.733 m/s, if the unit is off by a factor"
        " of 1000\n"
        "  fault: step 2: 4877 m/s, which no human runs: 4.877 m/s, if the unit is off by a factor"
        " of 1000\n"
    )
    steps = "  go 15:00\n  6 times:\n    go 400 m at 4733-4877 m/s\n    rest 200 m\n  go 10:00\n"
    assert result.stdout == (
        f'a.fit: "6x400", running, 5 steps\n{steps}{faults}\n'
        f'b.fit: "6x400", running, 5 steps\n{steps}{faults}'
        "  fault: to a watch it is the same workout as a.fit (same identity)\n\n"
        'c.fit: "A name too long for it", running, 1 step\n  go 1:00: one / two\n'
        '  note: a name of 22 bytes: small watches show "A name too long"\n\n'
        "s.fit: schedule, 1 entry\n"
        '  Thu  2 Nov 2023: "A name too long for it" (c.fit)\n'
        "    fault: at midnight: west of Greenwich that is the day before\n"
        "  fault: a watch has one calendar, but there is also t.fit\n\n"
        "t.fit: schedule, 1 entry\n"
        "  Thu  2 Nov 2023\n"
        "    fault: no workout beside it has this identity (serial 7)\n"
        "    fault: at midnight: west of Greenwich that is the day before\n"
        "  fault: no serial number: a watch cannot tell it from others\n"
        "  fault: a watch has one calendar, but there is also s.fit\n\n"
    )
    assert result.stderr.startswith("Error: 4 of these would fail on a watch\n")


def test_notes_alone_fail_nothing(alone: Path) -> None:
    (alone / "c.fit").write_bytes(workout_file([step()], about("A name too long for it")))
    result = run("check", "c.fit")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "  note: a name of 22 bytes" in result.stdout


def test_programs_get_json(alone: Path) -> None:
    (alone / "a.fit").write_bytes(OTHERS["thousand.fit"])
    (alone / "b.fit").write_bytes(b"nothing")
    (alone / "s.fit").write_bytes(schedule_file([(1067860800, 7, 7)], file_id(7, 0)))
    result = run("check", ".", "--json")
    assert result.exit_code == 1
    workout, broken, schedule = held(result.stdout)["files"]
    assert (workout["file"], workout["kind"], workout["name"]) == ("a.fit", "workout", "6x400")
    assert workout["faults"][0] == {"problem": "it says 4 steps and has 5", "fails": True}
    assert workout["steps"][1]["repeat"] == 6
    assert broken == {
        "file": "b.fit",
        "kind": "unreadable",
        "faults": [{"problem": "byte 8: not a FIT file (no .FIT signature)", "fails": True}],
    }
    assert schedule["entries"] == [
        {
            "day": "2023-11-02",
            "workout": {"serial": 7, "version": 7, "manufacturer": 1, "product": 65534},
            "file": None,
            "name": None,
        }
    ]
    assert [(each["entry"], each["fails"]) for each in schedule["faults"]] == [
        (None, True),
        (0, True),
    ]


def test_a_calendar_is_no_file_for_a_watch(exported: Path) -> None:
    assert error_of(run("check", "watch/mile-week-03.ics")) == (
        2,
        "Error: watch/mile-week-03.ics: a calendar, which no watch reads\n"
        "  fitexport read prints its events\n",
    )
    assert exported.is_dir()
