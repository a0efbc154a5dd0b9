"""Files dropped on the page say what the commands say of them; in a real Chromium, too."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.browser import check_for_everybody, questions_held, watched_page
from support.command import run
from support.fit_foreign import about, file_id, step, workout_file

from fitexport.page import dropped
from fitexport.page.calls import answer
from fitexport.recording.read import MAX_BYTES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.usefixtures("alone")

SAMPLES = Path(__file__).parents[2] / "samples"
TRIAL, TUESDAY = SAMPLES / "time-trial.fit", SAMPLES / "track-tuesday.fit"
WORKOUT = SAMPLES / "others" / "connect.fit"
MARKUP = "<img src=x onerror=alert(1)>"
TODAY = "2026-05-01"


@pytest.fixture
def here(alone: Path) -> Path:
    """A folder with samples, as commands name their files."""
    for path in (TRIAL, TRIAL.with_suffix(".gpx"), TUESDAY, WORKOUT):
        shutil.copy(path, alone)
    return alone


def ask(name: str, values: object = None, *uploads: tuple[str, bytes]) -> dict[str, Any]:
    text, files = answer(name, json.dumps(values or {}), uploads)
    made: dict[str, Any] = json.loads(text)
    assert "error" not in made, made
    assert files == []
    return made


def drop(*files: tuple[str, bytes], **values: str) -> dict[str, Any]:
    """What the page shows of files, and tells programs; see drop.js."""
    about = [
        {"name": name, "size": len(data), "head": data[: dropped.HEAD].hex()}
        for name, data in files
    ]
    for index in ask("drop_begin", {"files": about})["data"]:
        ask("drop_file", {"name": files[index][0]}, files[index])
        while ask("drop_next")["data"] is not None:
            pass
    made = ask("drop_results", {"today": TODAY, **values})
    return {"html": made["html"]["drop-results"], **made["data"]}


def file(path: Path) -> tuple[str, bytes]:
    return path.name, path.read_bytes()


def archive(*files: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files:
            out.writestr(name, data)
    return made.getvalue()


def refusals(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["file"], each["problem"]) for each in found["refused"]]


def words(html: str) -> str:
    """The text of a fragment, blanks between words made one."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def printed(*args: str) -> Any:
    """What a command prints as JSON."""
    return json.loads(run(*args, "--json").stdout)


def without_head(facts: Any) -> Any:
    return {key: value for key, value in facts.items() if key not in ("schema", "version")}


# --- as the commands say it -------------------------------------------------------------


@pytest.mark.slow
def test_runs_are_judged_as_fitness_judges_them(here: Path) -> None:
    names = ["time-trial.fit", "time-trial.gpx", "track-tuesday.fit"]
    found = drop(*(file(here / name) for name in names))
    assert found["fitness"] == without_head(printed("fitness", *names, "--today", TODAY))


def test_one_run_has_the_words_of_fitness(here: Path) -> None:
    found = drop(file(here / TRIAL.name))
    text = words(found["html"]).replace("±", "+-")
    for line in run("fitness", TRIAL.name).stdout.splitlines():
        for cell in re.split(r" {2,}", line.removeprefix(f"{TRIAL.name}: ")):
            assert cell in text


@pytest.mark.slow
def test_the_mile_that_is_known_counts(here: Path) -> None:
    slow = drop(file(here / TRIAL.name), mile="5:00")
    assert slow["fitness"]["runs"][0]["why"] == "it is worth a mile 24% slower than your mile"
    assert "Better not: it was no race effort, and your mile of 5:00" in words(slow["html"])
    assert "Better not" not in drop(file(here / TRIAL.name), mile="6:20")["html"]
    assert "far from your mile of 9:00" in words(drop(file(here / TRIAL.name), mile="9:00")["html"])


@pytest.mark.slow
def test_a_led_workout_is_reviewed_as_review_does(here: Path) -> None:
    found = drop(file(here / TUESDAY.name))
    (reviewed,) = found["reviews"]
    assert reviewed == without_head(printed("review", TUESDAY.name))
    lines = run("review", TUESDAY.name).stdout.splitlines()[3:]
    for line in lines:
        for cell in re.split(r" {2,}| (?=\d of)", line):
            assert cell in words(found["html"])


def test_a_workout_is_checked_and_read_as_check_and_read_do(here: Path) -> None:
    found = drop(file(here / WORKOUT.name))
    assert found["check"] == printed("check", WORKOUT.name)["files"]
    (read,) = printed("read", WORKOUT.name)["files"]
    assert words(read["text"]) in words(found["html"])
    assert "8 × 400 m" in found["html"]


@pytest.mark.slow
def test_a_week_in_an_archive_is_checked_as_a_folder(here: Path) -> None:
    paths = sorted((SAMPLES / "week-03").glob("*.fit"))
    week = archive(*((f"w/{path.name}", path.read_bytes()) for path in paths))
    shutil.copytree(SAMPLES / "week-03", here / "week.zip" / "w")
    expected = printed("check", "week.zip/w")["files"]
    found = drop(("week.zip", week))
    assert found["check"] == expected
    assert found["refused"] == found["fitness"]["skipped"] == []
    texts = [each["text"] for each in printed("read", "week.zip/w")["files"] if "text" in each]
    assert len(texts) == 8
    for text in texts:
        assert words(text) in words(found["html"])


@pytest.mark.slow
def test_units_are_the_runners(here: Path) -> None:
    file_of = file(here / TUESDAY.name)
    assert "6:15/mi" in drop(file_of)["html"]
    in_km = drop(file_of, units="km")["html"]
    assert "3:53/km" in in_km
    assert "6:15/mi" not in in_km.partition('<table class="paces">')[0]


def test_another_of_several_runs_is_shown_when_asked_for(here: Path) -> None:
    found = drop(file(here / TUESDAY.name), file(here / TRIAL.name))
    assert "6x400 mile" not in found["html"]
    shown = ask("drop_run", {"run": "1", "today": TODAY})["html"]
    assert list(shown) == ["run-1"]
    assert "6x400 mile: 4 of 6 within their target" in shown["run-1"]


def test_of_very_many_runs_the_best_keep_their_points(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dropped, "_KEPT", 1)
    found = drop(file(here / TUESDAY.name), file(here / TRIAL.name))
    assert "best mile: 6:12" in found["html"]
    other = ask("drop_run", {"run": "1", "today": TODAY})["html"]["run-1"]
    assert "Worth a mile in 7:27.3" in other
    assert '<svg class="chart' not in other


# --- what cannot be used ----------------------------------------------------------------


def test_every_file_that_cannot_be_used_is_named_and_the_others_work(here: Path) -> None:
    found = drop(
        ("notes.txt", b"hello"),
        ("cut.fit", TRIAL.read_bytes()[:300]),
        ("plan.ics", b"BEGIN:VCALENDAR\r\n"),
        ("settings.fit", workout_file([], head=file_id(2))),
        ("empty.gpx", b""),
        file(here / TRIAL.name),
    )
    assert [run["file"] for run in found["fitness"]["runs"]] == ["time-trial.fit"]
    assert refusals(found) == [
        ("plan.ics", "a calendar, which no watch reads"),
        (
            "settings.fit",
            "a FIT file of type 2 (settings), neither a workout (5) nor a schedule (7)",
        ),
        ("notes.txt", "neither GPX nor TCX nor FIT nor ZIP"),
        ("cut.fit", "no 800 m in one piece: 23 m in all"),
        ("empty.gpx", "an empty file"),
    ]
    assert "give a GPX, TCX or FIT file from your watch or its app" in words(found["html"])


def test_files_that_are_too_large_are_refused_unread() -> None:
    zipped, plain = archive(file(TRIAL))[:100], b"<gpx>"
    files = [
        {"name": "years.zip", "size": dropped.MAX_ARCHIVE_BYTES + 1, "head": zipped.hex()},
        {"name": "days.gpx", "size": MAX_BYTES + 1, "head": plain.hex()},
        {"name": "gone.gpx", "size": 5, "head": None},
        {"name": "run.gpx", "size": MAX_BYTES, "head": plain.hex()},
    ]
    assert ask("drop_begin", {"files": files})["data"] == [3]
    ask("drop_file", {"name": "run.gpx"})
    assert refusals(ask("drop_results", {"today": TODAY})["data"]) == [
        ("years.zip", "an archive larger than 256 MB, which a page cannot hold"),
        ("days.gpx", "larger than 32 MB, days of running"),
        ("gone.gpx", "the browser cannot read it: it was moved, or may not be read"),
        ("run.gpx", "the browser cannot read it: it was moved, or may not be read"),
    ]


def test_parts_of_an_archive_that_are_no_runs_are_listed() -> None:
    found = drop(("all.zip", archive(file(TRIAL), ("x.gpx", b"hello"), ("b.fit", b"PK"))))
    assert len(found["fitness"]["runs"]) == 1
    assert [each["file"] for each in found["fitness"]["skipped"]] == [
        "all.zip: x.gpx",
        "all.zip: b.fit",
    ]
    assert "Skipped: 2 x neither GPX nor TCX nor FIT nor ZIP" in words(found["html"])


def test_a_damaged_workout_is_named_with_a_remedy() -> None:
    found = drop(("cut.fit", WORKOUT.read_bytes()[:-20]))
    assert "the header says 283 bytes, the file has 263" in words(found["html"])
    assert "copy it again, or make it again" in words(found["html"])


def test_two_files_of_one_name_are_both_checked() -> None:
    found = drop(file(WORKOUT), file(WORKOUT))
    assert [each["file"] for each in found["check"]] == ["connect (2).fit", "connect.fit"]
    assert "Fails on a watch" in found["html"]


def test_markup_is_shown_wherever_it_comes_from() -> None:
    named = workout_file([step(1, 40_000, notes=MARKUP)], workout=about(MARKUP, 1))
    found = drop(
        (f"{MARKUP}.txt", b"hello"),
        (f"{MARKUP}.fit", TUESDAY.read_bytes()),
        (f"w{MARKUP}.fit", named),
        ("z.zip", archive((f"{MARKUP}.gpx", b"hello"))),
    )
    assert found["check"][0]["name"] == MARKUP
    assert "<img" not in found["html"]
    assert found["html"].count("&lt;img src=x onerror=alert(1)&gt;") >= 6


def test_a_new_drop_forgets_the_one_before(here: Path) -> None:
    drop(file(here / TRIAL.name), ("notes.txt", b"hello"))
    found = drop(file(here / WORKOUT.name))
    assert found["fitness"]["runs"] == found["refused"] == []


# --- in a browser -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept_open(browser: Browser, address: str) -> Iterator[Page]:
    """The page, with Python loaded once for these tests."""
    with watched_page(browser, address) as page:
        page.set_default_timeout(180_000)
        page.goto(address)
        page.locator("body.ready").wait_for()
        yield page


@pytest.fixture
def page(kept_open: Page) -> Page:
    """The page as a new visitor sees it, with nothing dropped on it."""
    kept_open.evaluate(
        """() => {
          localStorage.clear();
          location.hash = "write";
          document.getElementById("drop-results").replaceChildren();
          document.getElementById("drop-form").reset();
        }"""
    )
    return kept_open


def show(page: Page, *paths: Path) -> str:
    """Choose files, wait for what the page makes of them; its HTML."""
    page.locator(".tabs a[href='#run']").click()
    page.locator("#drop-files").set_input_files(list(paths))
    expect_done(page)
    return page.locator("#drop-results").inner_html()


def expect_done(page: Page) -> None:
    page.locator("#drop-results > *").first.wait_for(timeout=180_000)
    page.locator("#drop-progress").wait_for(state="hidden")


@pytest.fixture
def mixed(here: Path) -> list[Path]:
    """Runs, workouts, an archive, and files of no use."""
    both = archive(file(TRIAL), file(TRIAL.with_suffix(".gpx")))
    (here / "both.zip").write_bytes(both)
    (here / "broken.fit").write_bytes(WORKOUT.read_bytes()[:-20])
    (here / f"{MARKUP}.txt").write_bytes(b"hello")
    named = workout_file([step(1, 40_000, notes=MARKUP)], workout=about(MARKUP, 1))
    (here / "named.fit").write_bytes(named)
    return sorted(here.iterdir())


@pytest.mark.slow
def test_the_browser_shows_what_python_here_makes_of_the_files(
    page: Page, mixed: list[Path]
) -> None:
    expected = drop(*map(file, mixed))
    assert len(expected["check"]) == 3
    assert words(show(page, *mixed)) == words(expected["html"])
    assert page.locator("#drop-results img").count() == 0
    # In other units; before the page has them, the first run is closed and the second opened.
    with questions_held(page):
        page.get_by_label("km", exact=True).check()
        page.locator("[data-run='0'] summary").click()
        page.locator("[data-run='1'] summary").click()
    page.locator("#run-1 article").filter(has_text="/km").wait_for()
    assert page.locator("#drop-results details[open]").get_attribute("data-run") == "1"
    drop(*map(file, mixed), units="km")
    more = ask("drop_run", {"run": "1", "units": "km", "today": TODAY})["html"]["run-1"]
    assert words(page.locator("#run-1").inner_html()) == words(more)


@pytest.mark.slow
def test_the_page_loads_no_file_that_is_too_large(page: Page, here: Path) -> None:
    page.evaluate(
        """() => {
          const read = Blob.prototype.arrayBuffer;
          window.loaded = 0;
          Blob.prototype.arrayBuffer = function () { window.loaded += this.size; return read.call(this); };
        }"""
    )
    huge = here / "huge.gpx"
    with huge.open("wb") as out:
        out.write(b"<gpx>")
        out.truncate(MAX_BYTES + 1)
    html = show(page, huge, here / WORKOUT.name)
    assert "huge.gpx : larger than 32 MB, days of running" in words(html)
    assert "Track Tuesday" in html
    assert page.evaluate("window.loaded") == dropped.HEAD + 2 * WORKOUT.stat().st_size


@pytest.mark.slow
def test_a_run_is_dropped_anywhere_and_its_mile_is_used(page: Page) -> None:
    page.locator(".tabs a[href='#plan']").click()
    page.evaluate(
        """(data) => {
          const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
          const carried = new DataTransfer();
          carried.items.add(new File([bytes], "mine.fit"));
          for (const kind of ["dragover", "drop"])
            document.body.dispatchEvent(
              new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""",
        base64.b64encode(TRIAL.read_bytes()).decode(),
    )
    expect_done(page)
    assert page.evaluate("location.hash") == "#run"
    page.get_by_role("button", name="Use this mile").click()
    page.get_by_text("Your mile is 6:12 now, in sessions and in your plan.").wait_for()
    assert json.loads(page.evaluate("localStorage['fitexport.runner']"))["mile"] == "6:12"


@pytest.mark.slow
def test_who_has_no_run_looks_at_one_of_ours(page: Page) -> None:
    page.evaluate("localStorage['fitexport.plan'] = JSON.stringify('[[result]]\\ntime = \"6:20\"')")
    page.locator(".tabs a[href='#run']").click()
    page.get_by_role("button", name="a time trial").click()
    expect_done(page)
    page.get_by_role("button", name="Use this mile").click()
    page.get_by_text('enter this one there, under "A new result"').wait_for()


@pytest.mark.slow
def test_a_keyboard_is_enough(page: Page, here: Path) -> None:
    page.on("filechooser", lambda _: None)  # from here on: set up later, it may miss the key
    page.locator(".tabs a[href='#run']").focus()
    page.keyboard.press("Enter")
    page.locator("#run h1").wait_for()
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "drop-files":
            break
    page.locator("#drop-files:focus").wait_for()
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Space")
    chosen.value.set_files([here / TUESDAY.name, here / TRIAL.name])
    expect_done(page)
    assert page.evaluate("document.activeElement.id") == "drop-results"
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Use this mile":
            break
    page.keyboard.press("Enter")
    page.get_by_text("Your mile is 6:12 now").wait_for()
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.parentElement.dataset.run") == "1":
            break
    page.keyboard.press("Enter")
    page.get_by_text("4 of 6 within their target").wait_for()


@pytest.mark.slow
def test_reading_shows_how_far_it_is_and_can_be_stopped(page: Page, here: Path) -> None:
    runs = ((f"{number}.fit", TUESDAY.read_bytes()) for number in range(60))
    (here / "many.zip").write_bytes(archive(*runs))
    page.locator(".tabs a[href='#run']").click()
    page.locator("#drop-files").set_input_files(here / "many.zip")
    reading = re.compile(r"Reading 1 of 1: many\.zip, \d+ read, \d+\.fit")
    page.get_by_text(reading).wait_for(timeout=180_000)
    page.get_by_role("button", name="Stop").click()
    expect_done(page)
    assert 1 <= page.locator(".drop-run").count() < 60


@pytest.mark.slow
def test_the_view_is_whole_at_every_width_and_for_everyone(
    page: Page, axe: Path, mixed: list[Path]
) -> None:
    show(page, *mixed, SAMPLES / "six-400s.tcx")
    for number in (1, 2):
        page.locator(f"[data-run='{number}'] summary").click()
        page.locator(f"#run-{number} article").wait_for()
    check_for_everybody(page, axe)
