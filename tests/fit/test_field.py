"""Files as watches and other tools write them: read, checked and compared as what they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.field_watch import FOLDER, files
from support.fit_build import fit_file
from support.fit_foreign import UINT32, file_id, message

from fitexport.errors import OtherFileError
from fitexport.export.comparing import exported_workouts
from fitexport.fit.checking import Checked, check_files
from fitexport.fit.decode import decode
from fitexport.fit.files import files_by_folder
from fitexport.fit.found import FoundWorkout
from fitexport.fit.witness import witness
from fitexport.fit.workout_diff import compared
from fitexport.pace.outline import step_lines

WORKOUTS = sorted(path for path in files() if path != "settings.fit")


def checked(*paths: Path) -> dict[str, Checked]:
    """Each file that `check` tells of, by its name."""
    return {
        each.path.name: each
        for folder, inside in files_by_folder(paths)
        for each in check_files(folder, inside, "km", witness, paths)
    }


def lines(name: str) -> tuple[str, ...]:
    return checked(FOLDER / name)[name].lines


def test_the_files_are_what_their_makers_write() -> None:
    kept = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.[fF][iI][tT]")}
    assert kept == set(files())
    assert all((FOLDER / path).read_bytes() == data for path, data in files().items())


@pytest.mark.parametrize("path", WORKOUTS)
def test_both_readers_agree_and_name_what_is_unknown(path: str) -> None:
    assert decode(files()[path]) == witness(files()[path])


def test_the_calendar_of_a_watch_has_no_faults() -> None:
    found = checked(FOLDER / "calendar")
    assert not any(each.fails for each in found.values())
    assert found["Schedule.fit"].lines == (
        "schedule, 2 entries",
        '  Tue 16 Mar 2027: "Intervals" (Intervals.fit)',
        '  Thu 18 Mar 2027: "Tempo" (Tempo.fit)',
    )


@pytest.mark.parametrize("path", ["one-serial", "one-serial/Schedule.fit"])
def test_one_serial_for_many_workouts_that_a_calendar_names_is_a_fault(path: str) -> None:
    schedule = checked(FOLDER / path)["Schedule.fit"]
    assert schedule.fails
    assert schedule.lines[-1] == (
        "  fault: 3 of its workouts share the serial number 1: a watch cannot tell them apart,"
        " and its calendar stays empty"
    )


def test_what_came_with_a_watch_is_read_and_left_alone() -> None:
    found = checked(FOLDER / "shipped")
    assert not any(each.fails for each in found.values())
    assert found["INTVRUN.FIT"].lines == (
        '"", running, 5 steps',
        "  warm-up until lap",
        "  4 times:",
        "    go 1000 m",
        "    rest 600 m",
        "  cool-down until lap",
        "  note: it came with the watch, so it is not checked",
    )
    there = exported_workouts(FOLDER / "shipped")
    assert len(there) == 3
    assert not any(each.is_change for each in compared(there, there, "km"))


def test_elsewhere_a_file_without_name_and_numbers_fails(tmp_path: Path) -> None:
    (tmp_path / "mine.fit").write_bytes(files()["shipped/INTRVL/INTVRUN.FIT"])
    assert sum("fault: " in line for line in checked(tmp_path)["mine.fit"].lines) == 5


def test_a_long_file_of_another_kind_and_one_without_a_file_id_are_skipped(
    tmp_path: Path,
) -> None:
    """As a watch's folders of courses and of temporary files have them."""
    course = message(0, file_id(6)) + message(32, {1: (UINT32, 5)}, local=1) * 600
    (tmp_path / "course.fit").write_bytes(fit_file(course))
    (tmp_path / "HRDATA.FIT").write_bytes(fit_file(message(20, {1: (UINT32, 5)})))
    assert checked(tmp_path) == {}
    assert exported_workouts(tmp_path) == ()
    with pytest.raises(OtherFileError, match=r"of type 6 \(course\)"):
        witness(fit_file(course))


def test_files_of_other_kinds_are_reported_if_named_and_skipped_in_a_folder() -> None:
    with pytest.raises(OtherFileError, match="of type 2"):
        decode(files()["settings.fit"])
    assert checked(FOLDER / "settings.fit")["settings.fit"].fails
    assert "settings.fit" not in checked(FOLDER)
    assert len(exported_workouts(FOLDER)) == len(WORKOUTS) - 2


def test_strokes_equipment_and_the_pool_are_named() -> None:
    assert lines("pool-swim.fit") == (
        '"Pool", swimming, lap swimming, a pool of 25 m, 4 steps',
        "  warm-up 200 m at freestyle",
        "  go 200 m at breaststroke, kickboard",
        "  recover 200 m at any stroke",
        "  cool-down 200 m at mixed strokes",
    )


def test_a_pace_the_other_way_round_is_read_with_a_note() -> None:
    assert lines("reversed-pace.fit")[1:] == (
        "  go 1000 m at 4:10-4:30/km",
        "  note: step 1: its slow end is faster than its fast end: watches use the range between"
        " them",
    )
    assert not checked(FOLDER / "reversed-pace.fit")["reversed-pace.fit"].fails


def test_no_checksum_in_the_header_and_flags_in_an_index_are_no_faults() -> None:
    for name in ("no-header-checksum.fit", "flagged-indexes.fit"):
        assert not any("fault" in line or "says" in line for line in lines(name))


def test_second_targets_weights_and_power_from_zero_are_shown() -> None:
    assert lines("second-target.fit")[1:] == (
        "  go 20:00 at 150-200 W, a second target: 85-95 rpm",
        "  go 1:00 at 0-55 % of threshold power, a weight of 42.5 kg",
    )
    found = decode(files()["second-target.fit"])
    assert isinstance(found, FoundWorkout)
    assert (
        tuple(f"  {line}" for line in step_lines(found.steps, "km"))
        == lines("second-target.fit")[1:]
    )
