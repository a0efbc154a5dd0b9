"""The watch in the page, without a browser: what is shown, what is written, what is refused."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from support.command import SEASON, run
from support.handles import Buffer, Drive, FolderHandle, handle_of, opened, wait
from support.payloads import used
from support.watches import FENIX, Firmware, all_files, files_of, make_drive

from fitexport.errors import FitexportError, UsageError, WatchError
from fitexport.page import watch_view
from fitexport.page.calls import Answer, Asked
from fitexport.page.watch_view import (
    Browser,
    watch_files,
    watch_install,
    watch_plan,
    watch_status,
    watch_undo,
    watch_undo_plan,
)
from fitexport.watch.storage import Name

TODAY = "2027-03-20"
Call = Callable[[Asked], Answer]


def agreed_in(html: Mapping[str, str]) -> str:
    """The changes that are shown."""
    shown = html["watch-changes"]
    found = re.search(r'data-agreed="([0-9a-f]{64})"', shown)
    assert found is not None, shown
    return found[1]


class Page:
    """A page with a watch chosen, and what the browser keeps for it."""

    def __init__(self, root: FolderHandle) -> None:
        self.root, self.own = root, FolderHandle("watches", Drive())

    def call(self, call: Call, **values: object) -> dict[str, str]:
        asked = {"today": TODAY, "text": SEASON, "week": "3", "alone": True, **values}
        return dict(call(Asked(asked, folder=self.root)).html)

    def agreed(self, call: Call, **values: object) -> str:
        """The changes that a call shows."""
        return agreed_in(self.call(call, **values))

    def install(self, **values: object) -> dict[str, str]:
        return self.call(watch_install, agreed=self.agreed(watch_plan, **values), **values)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Page:
    made = Page(handle_of(FENIX))
    monkeypatch.setattr(watch_view, "_RECORDS", tmp_path / "records")
    monkeypatch.setattr(watch_view, "browser", lambda: Browser(wait, Buffer, lambda _: made.own))
    return made


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(FitexportError) as caught:
        act()
    return str(caught.value)


def test_a_week_goes_on_as_the_command_puts_it_and_undo_takes_it_off(
    page: Page, alone: Path
) -> None:
    shown = page.call(watch_status)["watch-status"]
    assert "fenix 6X Pro Solar" in shown
    assert "0 workouts on it" in shown
    changes = page.call(watch_plan)["watch-changes"]
    assert changes.count("<td>new</td>") == 8
    done = page.install()
    assert "9 files written to GARMIN and read back." in done["watch-done"]
    assert "waits to be imported" in done["watch-status"]
    Path("fitexport.toml").write_text(SEASON, "utf-8")
    drive = make_drive(alone / "copy", FENIX)
    assert run("week", "3", "--today", TODAY, "--out", "watch").exit_code == 0
    assert (
        run("watch", "install", "watch", "--at", "copy", "--today", TODAY, "--yes").exit_code == 0
    )
    written = {
        path.relative_to(drive).as_posix(): path.read_bytes()
        for path in drive.rglob("*")
        if path.is_file()
    }
    assert all_files(opened(page.root)) == written
    assert "Nothing to do" in page.call(watch_plan)["watch-changes"]

    page.call(watch_undo, agreed=page.agreed(watch_undo_plan))
    assert all_files(opened(page.root)) == files_of(FENIX)
    assert "Nothing to undo" in page.call(watch_undo_plan)["watch-changes"]


@pytest.mark.slow
def test_the_next_14_days_are_compared_with_the_plan(page: Page) -> None:
    page.install(week="")
    Firmware(FENIX, opened(page.root)).disconnect()
    assert "up to date" in page.call(watch_status)["watch-status"]
    assert "The last install was imported." in page.call(watch_status)["watch-status"]
    faster = SEASON.replace("6:20", "6:10")
    assert "out of date" in page.call(watch_status, text=faster)["watch-status"]


def test_the_record_outlives_the_tab(page: Page, tmp_path: Path) -> None:
    page.install()
    assert [name.name for name in opened(page.own).names("")] == [
        path.name for path in (tmp_path / "records").iterdir()
    ]
    (tmp_path / "records").rename(tmp_path / "gone")
    assert "Undo" in page.call(watch_undo_plan)["watch-changes"]


def test_without_room_for_the_record_nothing_is_written(page: Page) -> None:
    page.own.drive.room = 10
    assert refusal(page.install) == (
        "the browser cannot keep the record of this watch: No space left on device\n"
        "  make room on this computer, then try again; nothing more was changed"
    )
    assert all_files(opened(page.root)) == files_of(FENIX)
    page.own.drive.room = 1 << 30
    page.install()
    assert Name("schedule.fit", False) in opened(page.root).names("Garmin/NewFiles")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("NotReadableError", "Input/output error"),
        ("NotAllowedError", "the browser does not let this page change the watch"),
        ("QuotaExceededError", "No space left on device"),
    ],
)
def test_an_install_that_stops_half_way_is_completed_by_the_next(
    page: Page, name: str, told: str
) -> None:
    agreed, closed = page.agreed(watch_plan), [0]

    def fault(operation: str) -> str | None:
        closed[0] += operation == "close"
        return name if closed[0] > 5 else None

    page.root.drive.fault = fault
    message = refusal(lambda: page.call(watch_install, agreed=agreed))
    assert message.startswith("GARMIN: stopped half-way: ")
    assert told in message
    assert message.endswith(
        "some are missing; connect it again, choose it, and press\n"
        "  Install (to start again) or Undo (to go back)"
    )
    page.root.drive.fault = lambda _: None
    status = page.call(watch_status)["watch-status"]
    assert "stopped half-way: Install starts again, Undo goes back." in status
    assert "what it had done is undone first" in page.call(watch_plan)["watch-changes"]
    assert "9 files written" in page.install()["watch-done"]


@pytest.mark.slow
@pytest.mark.parametrize("written", range(18))
def test_after_a_stop_at_any_file_the_next_install_completes(page: Page, written: int) -> None:
    """Nine files are written under temporary names, then nine under their own."""
    agreed, left = page.agreed(watch_plan), [written]

    def fault(operation: str) -> str | None:
        left[0] -= operation == "close"
        return "NotReadableError" if left[0] < 0 else None

    page.root.drive.fault = fault
    assert "stopped half-way" in refusal(lambda: page.call(watch_install, agreed=agreed))
    page.root.drive.fault = lambda _: None
    done = page.install()
    if written >= 9:  # by then a file, perhaps still empty, had its own name
        assert (
            "stopped half-way and has now been undone: look at the new list" in done["watch-done"]
        )
        assert "stopped half-way" not in done["watch-status"]
        done = page.call(watch_install, agreed=agreed_in(done))
    assert "9 files written" in done["watch-done"]


def test_only_what_was_shown_is_changed(page: Page) -> None:
    agreed = page.agreed(watch_plan)
    storage = opened(page.root)
    storage.write("Garmin/NewFiles/schedule.fit", b"mine")
    before = all_files(storage)
    again = page.call(watch_install, agreed=agreed)
    assert "look at the new list of changes" in again["watch-done"]
    assert "data-agreed" in again["watch-changes"]
    assert all_files(storage) == before
    assert "has changed since" in refusal(lambda: page.call(watch_undo, agreed=agreed))


def test_a_calendar_of_others_is_replaced_only_if_that_is_asked_for(page: Page) -> None:
    used(FENIX, opened(page.root))
    before = all_files(opened(page.root))
    agreed = page.agreed(watch_plan)
    assert refusal(lambda: page.call(watch_install, agreed=agreed)) == (
        "the watch's calendar has entries of others, which would be gone\n"
        "  tick the box to replace its calendar; nothing was changed"
    )
    assert all_files(opened(page.root)) == before
    assert (
        "9 files written" in page.call(watch_install, agreed=agreed, replace=["yes"])["watch-done"]
    )


def test_another_tab_is_waited_for(page: Page) -> None:
    agreed = page.agreed(watch_plan)
    message = refusal(lambda: page.call(watch_install, agreed=agreed, alone=False))
    assert message == refusal(lambda: page.call(watch_undo, agreed=agreed, alone=False))
    assert message == (
        "GARMIN: another tab is using this watch\n"
        "  wait until it has finished, or close it, then try again"
    )
    assert all_files(opened(page.root)) == files_of(FENIX)


def test_what_is_chosen_must_be_a_watch(page: Page) -> None:
    page.root = FolderHandle("Photos", Drive())
    assert refusal(lambda: page.call(watch_status)) == (
        "Photos: no GARMIN/GarminDevice.xml there, so not a Garmin watch\n"
        "  give the drive of a watch: the folder with GARMIN in it"
    )
    with pytest.raises(UsageError, match="no watch is chosen"):
        watch_status(Asked({"today": TODAY}))


def test_a_drive_that_is_gone_is_reported(page: Page) -> None:
    page.root.drive.fault = lambda operation: "InvalidStateError" if operation == "values" else None
    with pytest.raises(WatchError, match="check the cable, then choose the watch again"):
        page.call(watch_status)


def test_markup_in_names_is_shown_and_not_carried_out(page: Page) -> None:
    page.root.name = "<b>x</b>"
    assert "<b>" not in page.install()["watch-done"]


def test_the_files_to_copy_by_hand_are_those_that_go_on(page: Page) -> None:
    page.install()
    on = {
        path.rpartition("/")[2]: data
        for path, data in all_files(opened(page.root)).items()
        if path not in files_of(FENIX)
    }
    asked = Asked({"today": TODAY, "text": SEASON, "week": "3"})
    ((name, data),) = watch_files(asked).files.items()
    archive = zipfile.ZipFile(BytesIO(data))
    assert name == "watch-week-03.zip"
    assert {each: archive.read(each) for each in archive.namelist()} == on


@pytest.mark.parametrize("week", ["x", "-1", "1000", "٣", "99"])
def test_a_week_that_is_none_is_refused(week: str) -> None:
    with pytest.raises(FitexportError, match="week"):
        watch_files(Asked({"today": TODAY, "text": SEASON, "week": week}))
