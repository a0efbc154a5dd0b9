"""The plan in a real browser: the form, the files, the changes, by keyboard, at every width."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from page.test_plan_view import CHANGED, unpacked
from support.browser import check_for_everybody, questions_held, serious_faults, watched_page
from support.command import run

from fitexport.units import distance_text, round_minutes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

TODAY = "2027-03-01"
FORM = {"mile_s": "6:20", "goal_s": "6:00", "race_day": "2027-05-01"}
_PATIENCE_MS = 180_000
"""Browsers of other tests run at the same time."""
_FULL = (
    "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"
)


def open_plan(page: Page, address: str) -> None:
    page.set_default_timeout(_PATIENCE_MS)
    page.clock.set_fixed_time(f"{TODAY}T12:00:00")
    page.goto(f"{address}#plan")
    page.locator(".calendar").wait_for()


@pytest.fixture(scope="module")
def kept_open(browser: Browser, address: str) -> Iterator[Page]:
    """The page, with Python loaded once for these tests."""
    with watched_page(browser, address) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        open_plan(page, address)
        yield page


@pytest.fixture
def plan(kept_open: Page) -> Page:
    """The plan of somebody of whom nothing is known."""
    if kept_open.locator("#plan-dialog[open]").count():
        kept_open.keyboard.press("Escape")
    kept_open.get_by_role("button", name="Start over").click()
    kept_open.locator("#plan-season:not([aria-busy])").wait_for()
    kept_open.locator(".plan-goal b").first.filter(has_text="7:04").wait_for()
    return kept_open


def fill(page: Page, form: dict[str, str]) -> None:
    fill_in(page, form)
    goal_is(page, form["goal_s"])


def fill_in(page: Page, form: dict[str, str]) -> None:
    for name, value in form.items():
        page.locator(f"#plan-{name}").fill(value)


def goal_is(page: Page, goal: str) -> None:
    page.locator(".plan-goal b").nth(1).filter(has_text=goal).wait_for()


def saved(page: Page, what: str) -> tuple[str, bytes]:
    """The file that a button offers."""
    with page.expect_download() as waiting:
        page.locator(f'[data-download="{what}"]').click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def opened(page: Page, name: str, text: str) -> None:
    page.locator("#plan-file").set_input_files(
        {"name": name, "mimeType": "", "buffer": text.encode()}
    )


def shown_by_command(path: Path) -> Any:
    return json.loads(run("show", "--json", "--config", str(path), "--today", TODAY).stdout)


def weeks_are(page: Page, shown: Any) -> None:
    """The page has the weeks, totals and sessions that the command shows."""
    words = [about.inner_text() for about in page.locator(".calendar .about").all()]
    assert len(words) == len(shown["weeks"])
    for about, week in zip(words, shown["weeks"], strict=True):
        assert f"Week {week['week']}" in about
        assert distance_text(week["running_m"], "mi") in about
        assert round_minutes(week["running_s"]) in about
    keys = [tile.get_attribute("href") for tile in page.locator("a.tile").all()]
    sessions = [each for week in shown["weeks"] for each in week["sessions"]]
    assert keys == [f"#{each['key']}" for each in sessions if each["kind"] != "rest"]


def test_what_the_page_makes_of_a_form_is_what_the_command_makes_of_its_file(
    plan: Page, tmp_path: Path
) -> None:
    fill(plan, FORM)
    name, data = saved(plan, "settings")
    path = tmp_path / name
    path.write_bytes(data)
    shown = shown_by_command(path)
    assert (shown["mile_s"], shown["goal_s"], shown["race_day"]) == (380, 360, "2027-05-01")
    weeks_are(plan, shown)
    for what, week in (("week 3", "3"), ("all", "all")):
        out = tmp_path / week
        run("week", week, "--config", str(path), "--out", str(out), "--today", TODAY)
        assert unpacked(saved(plan, what)[1]) == {
            file.relative_to(out).as_posix(): file.read_bytes()
            for file in out.rglob("*")
            if file.is_file()
        }


@pytest.mark.parametrize("asked", [False, True], ids=["before the pause", "after it"])
def test_what_was_typed_a_moment_ago_is_in_the_file_and_outlasts_a_change(
    plan: Page, asked: bool
) -> None:
    fill(plan, FORM)
    with plan.expect_download() as waiting, questions_held(plan):
        plan.locator("#plan-race_day").fill("2027-05-08")
        if asked:
            plan.wait_for_function("() => window.held.length > 0")
        plan.locator('[data-download="settings"]').click()
    assert b"race-day = 2027-05-08" in Path(waiting.value.path()).read_bytes()
    plan.get_by_text("A new result", exact=True).click()
    plan.get_by_label("Time", exact=True).fill("6:10")
    with questions_held(plan):
        plan.locator("#plan-race_day").fill("2027-05-15")
        if asked:
            plan.wait_for_function("() => window.held.length > 0")
        plan.get_by_role("button", name="Use it from the next day on").click()
    plan.get_by_text("From Tue 2 Mar 2027 on, the paces are those of a 6:10 mile.").wait_for()
    assert b"race-day = 2027-05-15" in saved(plan, "settings")[1]


def test_what_was_typed_wrong_a_moment_ago_saves_nothing_and_stays(plan: Page) -> None:
    fill(plan, FORM)
    downloads: list[str] = []
    plan.on("download", lambda each: downloads.append(each.suggested_filename))
    with questions_held(plan):
        plan.locator("#plan-mile_s").fill("6:zz")
        plan.locator('[data-download="settings"]').click()
    plan.locator("#plan-mile_s-error").wait_for()
    plan.locator('[data-download="settings"]:not([aria-busy])').wait_for()
    plan.get_by_text("A new result", exact=True).click()
    plan.get_by_label("Time", exact=True).fill("6:10")
    with questions_held(plan):
        plan.locator("#plan-mile_s").fill("6:yy")
        plan.get_by_role("button", name="Use it from the next day on").click()
    plan.locator("#plan-mile_s-error").filter(has_text="6:yy").wait_for()
    assert plan.locator("#plan-mile_s").input_value() == "6:yy"
    assert downloads == []


def test_a_result_may_be_typed_while_the_plan_is_made(plan: Page) -> None:
    with questions_held(plan):
        fill_in(plan, FORM)
        plan.get_by_text("A new result", exact=True).click()
        plan.get_by_label("Time", exact=True).press_sequentially("6:1")
    goal_is(plan, FORM["goal_s"])
    plan.keyboard.type("0")
    assert plan.get_by_label("Time", exact=True).input_value() == "6:10"


def test_a_file_is_opened_with_its_changes_and_is_kept_as_it_is(plan: Page, tmp_path: Path) -> None:
    path = tmp_path / "fitexport.toml"
    options = ("--mile", "6:20", "--goal", "5:50", "--race-day", "2027-05-01")
    run("init", *options, "--id", "<img src=x>", "--today", TODAY, "--config", str(path))
    text = path.read_text() + CHANGED
    path.write_text(text)
    opened(plan, "fitexport.toml", text)
    goal_is(plan, "5:50")
    weeks_are(plan, shown_by_command(path))
    assert plan.locator('a.tile[href="#w3.2"]').count() == 0
    assert saved(plan, "settings")[1].decode() == text
    assert plan.locator("#plan img").count() == 0
    opened(plan, "<img src=x>.toml", "[athlete]\nmile = 6\n")
    error = plan.locator("#plan-opened .error")
    error.wait_for()
    assert "fitexport.toml:2:8" in error.inner_text()
    assert 'write it as m:ss, in quotes: "6:20"' in error.inner_text()
    assert saved(plan, "settings")[1].decode() == text


def test_errors_stand_beside_their_fields_and_the_plan_stays(plan: Page) -> None:
    fill(plan, FORM)
    plan.locator("#plan-mile_s").fill("6:zz")
    plan.locator("#plan-volume").fill("a lot")
    plan.locator("#plan-volume-error").wait_for()
    assert '"6:zz" is not a time' in plan.locator("#plan-mile_s-error").inner_text()
    assert plan.locator("#plan-mile_s").get_attribute("aria-invalid") == "true"
    assert plan.locator(".calendar").is_visible()
    plan.locator("#plan-volume").fill("")
    plan.locator("#plan-mile_s").fill("6:10")
    plan.locator(".plan-goal b").first.filter(has_text="6:10").wait_for()
    assert plan.locator(".field-error:visible").count() == 0


def test_a_session_opens_moves_and_comes_back_by_keyboard_alone(plan: Page) -> None:
    fill(plan, FORM)
    tile = plan.locator('a.tile[href="#w3.2"]')
    tile.focus()
    plan.keyboard.press("Enter")
    dialog = plan.locator("#plan-dialog")
    dialog.locator(".steps").first.wait_for()
    copy = dialog.get_by_role("link", name="Edit a copy").get_attribute("href") or ""
    assert copy.startswith("#write?text=warm-up")
    plan.keyboard.press("Escape")
    assert tile.evaluate("tile => tile === document.activeElement")
    plan.keyboard.press("Enter")
    dialog.locator("[name=to]").wait_for()
    dialog.locator("[name=to]").fill("2027-03-20")
    dialog.get_by_role("button", name="Move it").press("Enter")
    dialog.get_by_role("button", name="Do it anyway").press("Enter")
    undo = plan.get_by_role("button", name="Undo the last change")
    undo.wait_for()
    assert "[[change]]" in saved(plan, "settings")[1].decode()
    undo.press("Enter")
    undo.wait_for(state="detached")
    assert "[[change]]" not in saved(plan, "settings")[1].decode()


def test_the_plan_is_there_when_the_page_is_opened_again(plan: Page) -> None:
    fill(plan, FORM)
    known = saved(plan, "settings")
    plan.reload()
    goal_is(plan, "6:00")
    assert plan.locator("#plan-mile_s").input_value() == "6:20"
    assert saved(plan, "settings") == known
    # What is next comes first, the form is folded.
    assert plan.locator("#plan-mile_s").is_hidden()
    assert plan.locator("#plan-next").inner_text().startswith("Next, Mon 8 Mar")


def change_a_session(plan: Page) -> None:
    """Give a new result, of which the page shows which sessions it changes."""
    plan.get_by_text("A new result", exact=True).click()
    plan.get_by_label("Time", exact=True).fill("5:30")
    plan.get_by_role("button", name="Use it from the next day on").click()
    plan.locator("#plan-changed table").wait_for()


def test_a_result_changes_the_paces_and_is_taken_back(plan: Page) -> None:
    fill(plan, FORM)
    before = saved(plan, "settings")
    plan.get_by_text("A new result", exact=True).click()
    plan.get_by_label("Time", exact=True).fill("6:1x")
    plan.get_by_role("button", name="Use it from the next day on").click()
    plan.locator("#plan-error").filter(has_text='"6:1x" is not a time').wait_for()
    plan.get_by_label("Time", exact=True).fill("6:10")
    plan.get_by_role("button", name="Use it from the next day on").click()
    plan.get_by_text("From Tue 2 Mar 2027 on, the paces are those of a 6:10 mile.").wait_for()
    assert b"[[result]]" in saved(plan, "settings")[1]
    plan.get_by_role("button", name="Undo the last change").click()
    plan.get_by_role("button", name="Undo the last change").wait_for(state="detached")
    assert saved(plan, "settings") == before


def test_without_storage_everything_else_works(browser: Browser, address: str) -> None:
    with watched_page(browser, address) as page:
        page.add_init_script(_FULL)
        open_plan(page, address)
        fill(page, FORM)
        page.locator("#plan-storage").wait_for()
        assert saved(page, "calendar")[1].startswith(b"BEGIN:VCALENDAR")


def test_starting_over_forgets_what_the_last_change_did(plan: Page) -> None:
    change_a_session(plan)
    plan.get_by_role("button", name="Start over").click()
    plan.locator("#plan-changed table").wait_for(state="detached")


def test_the_plan_fits_every_width_and_has_no_serious_fault(plan: Page, axe: Path) -> None:
    change_a_session(plan)  # its table is the widest thing there
    check_for_everybody(plan, axe)
    plan.locator("a.tile").nth(1).click()
    plan.locator("#plan-dialog .steps").first.wait_for()
    assert serious_faults(plan, axe) == []
