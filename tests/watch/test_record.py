"""What this computer remembers of a watch."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from support.payloads import TODAY, install, opened, payload, quiet
from support.watches import BAND, FENIX, device_xml, foreign_workout, in_memory

from fitexport.errors import WatchError
from fitexport.fit.identity import ExportedSeason, Identity
from fitexport.watch.device import Device
from fitexport.watch.payload import Payload
from fitexport.watch.record import Record, read_record, record_path, write_record


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    watch = opened(in_memory(FENIX), tmp_path)
    install(watch, payload(most=3))
    record = watch.record()
    write_record(tmp_path / "again.json", record)
    assert read_record(tmp_path / "again.json") == record
    last = record.last
    assert last is not None
    assert (last.what, last.finished, len(last.changes)) == ("install", True, 4)
    assert sorted(record.days.values()) == [date(2027, 3, 21), *[date(2027, 3, 22)] * 2]


def test_the_first_start_and_all_days_are_kept_by_later_installs(tmp_path: Path) -> None:
    watch = opened(in_memory(FENIX), tmp_path)
    for mile_s, most, start in ((380, 2, date(2027, 3, 8)), (372, 4, date(2027, 3, 15))):
        held = watch.contents()
        installation = watch.plan_install(payload(mile_s=mile_s, most=most), held, TODAY)
        watch.install(installation, held, quiet, start)
    record = watch.record()
    assert record.start == date(2027, 3, 8)
    assert len(record.days) == 4
    held = watch.contents()
    watch.install(
        watch.plan_install(payload(today=date(2027, 3, 25), most=1), held, TODAY), held, quiet
    )
    assert len(watch.record().days) == 5


def test_only_the_days_of_our_own_workouts_are_kept(tmp_path: Path) -> None:
    ours, other, undated = payload(most=3).workouts
    from_coach = other._replace(
        data=foreign_workout(7), identity=Identity(7, 1_067_733_431, 1, 65534)
    )
    wanted = Payload((ours, from_coach, undated._replace(day=None)), (), schedule_serial=1)
    watch = opened(in_memory(FENIX), tmp_path)
    assert len(install(watch, wanted).going) == 3
    assert watch.record().days == {ours.identity.serial: ours.day}


def test_the_season_of_the_last_install_that_had_one_is_kept(tmp_path: Path) -> None:
    watch = opened(in_memory(FENIX), tmp_path)
    spring = ExportedSeason("mile-2027", "anna", date(2027, 3, 8), date(2027, 5, 2))
    for mile_s, season in ((380, spring), (372, None)):
        held = watch.contents()
        installation = watch.plan_install(payload(mile_s=mile_s, most=2), held, TODAY)
        watch.install(installation, held, quiet, season=season)
        assert watch.record().season == spring


def test_nothing_is_remembered_of_a_watch_never_seen(tmp_path: Path) -> None:
    assert read_record(tmp_path / "none.json") == Record()


def test_two_watches_have_two_records_with_and_without_a_number(tmp_path: Path) -> None:
    fenix, band = device_xml(FENIX), device_xml(BAND)
    paths = {
        record_path(tmp_path, Device(unit="1"), fenix),
        record_path(tmp_path, Device(unit="2"), fenix),
        record_path(tmp_path, Device(), fenix),
        record_path(tmp_path, Device(), band),
        record_path(tmp_path, Device(unit="../../x"), fenix),
    }
    assert len(paths) == 5
    assert {path.parent for path in paths} == {tmp_path}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"fitexport": 2}',
        '{"surprise": 1}',
        '{"days": {"x": 1}}',
        '{"last": {"what": "install", "finished": 1, "changes": [["a", "*", null]]}}',
        "\x00",
        "[" * 100_000,
    ],
)
def test_an_invalid_record_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "watch.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WatchError) as caught:
        read_record(path)
    assert str(caught.value) == (
        f"{path} is not a record that fitexport can read\n"
        "  it holds what was last put on this watch; move it away to continue without undo"
    )
    assert path.read_text(encoding="utf-8") == text


def test_without_a_record_the_watch_is_left_alone(tmp_path: Path) -> None:
    storage = in_memory(FENIX)
    before = dict(storage.files)
    (tmp_path / "file").write_text("")
    watch = opened(storage, tmp_path / "file" / "records")
    with pytest.raises(WatchError) as caught:
        install(watch, payload(most=1))
    assert "Not a directory" in str(caught.value)
    assert storage.files == before


def test_a_record_is_json_that_people_can_look_into(tmp_path: Path) -> None:
    path = tmp_path / "watch.json"
    write_record(path, Record(model="fenix", start=date(2027, 3, 1), days={5: date(2027, 3, 2)}))
    assert json.loads(path.read_text()) == {
        "fitexport": 1,
        "model": "fenix",
        "start": "2027-03-01",
        "season": None,
        "days": {"5": "2027-03-02"},
        "last": None,
        "previous": None,
    }
