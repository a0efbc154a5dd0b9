"""The watch in the page: a real Chromium, whose own storage stands in for the watch's drive."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.browser import check_for_everybody, serious_faults, watched_page
from support.command import SEASON, run
from support.handles import DomError, Drive, FolderHandle, wait

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "samples"
TODAY = "2027-03-20"
IDLE = "#watch[aria-busy=false]"
PATIENCE_MS = 300_000
DRIVE = """async () => {
  const own = await navigator.storage.getDirectory();
  return await own.getDirectoryHandle("GARMIN", { create: true });
}"""
WRITE = """async ([path, data]) => {
  let folder = await showDirectoryPicker();
  const parts = path.split("/");
  for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part, { create: true });
  const stream = await (await folder.getFileHandle(parts.at(-1), { create: true })).createWritable();
  await stream.write(new Uint8Array(data));
  await stream.close();
}"""
READ = """async () => {
  const files = {};
  const look = async (folder, above) => {
    for await (const entry of folder.values()) {
      const path = above + entry.name;
      if (entry.kind === "directory") await look(entry, path + "/");
      else files[path] = [...new Uint8Array(await (await entry.getFile()).arrayBuffer())];
    }
  };
  await look(await showDirectoryPicker(), "");
  return files;
}"""

FORGET = """async () => {
  const own = await navigator.storage.getDirectory();
  for await (const name of own.keys()) await own.removeEntry(name, { recursive: true });
}"""

HALF_WAY = """async () => {
  const garmin = await (await showDirectoryPicker()).getDirectoryHandle("Garmin");
  for (let looks = 0; looks < 10_000; looks++) {
    let parts = 0;
    await new Promise((done) => setTimeout(done, 5));
    const folder = await garmin.getDirectoryHandle("NewFiles", { create: true });
    for await (const name of folder.keys()) parts += name.endsWith(".fitexport");
    if (parts >= 3) return;
  }
  throw new Error("nothing was ever half-way");
}"""
"""Done as soon as some files are written under their temporary names."""


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def kept_open(browser: Browser, address: str) -> Iterator[Page]:
    """The page on a day of spring 2027, with a drive to choose."""
    with watched_page(browser, address) as page:
        page.clock.set_fixed_time(f"{TODAY}T12:00:00")
        page.add_init_script(f"window.showDirectoryPicker = {DRIVE}")
        page.goto(f"{address}#watch")
        yield page


@pytest.fixture
def opened(kept_open: Page) -> Page:
    """The page just opened, a runner's plan in it, a fake watch to choose."""
    kept_open.evaluate(FORGET)
    kept_open.evaluate(
        "text => localStorage.setItem('fitexport.plan', JSON.stringify(text))", SEASON
    )
    put_fake_watch(kept_open)
    kept_open.reload()
    kept_open.locator("body.ready").wait_for(timeout=PATIENCE_MS)
    return kept_open


def put_fake_watch(page: Page) -> None:
    for path, data in files(SAMPLES / "fake-watch").items():
        page.evaluate(WRITE, [path, list(data)])


def on_watch(page: Page) -> dict[str, bytes]:
    return {path: bytes(data) for path, data in page.evaluate(READ).items()}


def press(page: Page, name: str, *, fails: bool = False) -> str:
    """Press a button and wait until Python has answered; what the page complains of."""
    page.get_by_role("button", name=name, exact=True).click()
    page.locator(IDLE).wait_for(timeout=PATIENCE_MS)
    assert page.locator("#failed").is_hidden(), page.locator("#failed").text_content()
    complaint = page.locator("#watch-error").text_content() or ""
    assert bool(complaint) == fails, complaint
    return complaint


def test_week_3_is_on_the_watch_as_the_command_puts_it(
    opened: Page, alone: Path, axe: Path
) -> None:
    before = on_watch(opened)
    assert before == files(SAMPLES / "fake-watch")
    press(opened, "Choose the watch's drive")
    assert "fenix 6X Pro Solar" in opened.locator("#watch-status").inner_text()
    opened.get_by_label("What to put on it").select_option("3")
    press(opened, "Show what changes")
    assert opened.locator("#watch-changes tbody tr").count() == 8
    check_for_everybody(opened, axe)
    press(opened, "Install")
    assert "9 files written" in opened.locator("#watch-done").inner_text()
    assert serious_faults(opened, axe) == []

    Path("fitexport.toml").write_text(SEASON, "utf-8")
    shutil.copytree(SAMPLES / "fake-watch", "copy")
    run("week", "3", "--today", TODAY, "--out", "watch")
    done = run("watch", "install", "watch", "--at", "copy", "--today", TODAY, "--yes")
    assert done.exit_code == 0, done.output
    assert on_watch(opened) == files(alone / "copy")
    assert len(on_watch(opened)) == len(before) + 9

    opened.reload()  # what was changed is remembered, by this browser
    opened.locator("body.ready").wait_for(timeout=PATIENCE_MS)
    press(opened, "Choose the watch's drive")
    assert "waiting: disconnect the watch" in opened.locator("#watch-status").inner_text()
    press(opened, "Undo the last change")
    press(opened, "Undo")
    assert on_watch(opened) == before


def test_another_tab_and_a_pulled_drive_are_reported_and_the_next_install_completes(
    opened: Page,
) -> None:
    press(opened, "Choose the watch's drive")
    press(opened, "Show what changes")
    other = opened.context.new_page()
    other.goto(f"{opened.url.partition('#')[0]}icon.svg")
    other.evaluate(
        "() => void navigator.locks.request('fitexport-watch', () => new Promise(() => {}))"
    )
    assert "another tab is using this watch" in press(opened, "Install", fails=True)
    other.close()
    assert on_watch(opened) == files(SAMPLES / "fake-watch")

    opened.evaluate(
        "async () => (await navigator.storage.getDirectory()).removeEntry('GARMIN', { recursive: true })"
    )
    assert "GARMIN" in press(opened, "Install", fails=True)
    put_fake_watch(opened)
    press(opened, "Show what changes")
    press(opened, "Install")
    assert "files written" in opened.locator("#watch-done").inner_text()


def test_after_a_tab_that_was_closed_half_way_the_next_install_completes(opened: Page) -> None:
    press(opened, "Choose the watch's drive")
    opened.get_by_label("What to put on it").select_option("3")
    press(opened, "Show what changes")
    opened.get_by_role("button", name="Install", exact=True).click()
    opened.evaluate(HALF_WAY)
    opened.reload()
    opened.locator("body.ready").wait_for(timeout=PATIENCE_MS)
    press(opened, "Choose the watch's drive")
    assert "stopped half-way" in opened.locator("#watch-status").inner_text()
    opened.get_by_label("What to put on it").select_option("3")
    press(opened, "Show what changes")
    press(opened, "Install")
    # The tab may have been closed before or after the first file got its own name.
    if "has now been undone" in opened.locator("#watch-done").inner_text():
        press(opened, "Install")
    assert "9 files written" in opened.locator("#watch-done").inner_text()
    new = [path for path in on_watch(opened) if path.startswith("Garmin/NewFiles/")]
    assert len(new) == 9
    assert all(path.endswith(".fit") for path in new)


def test_by_keyboard_alone(opened: Page) -> None:
    for name in ("Choose the watch's drive", "Show what changes", "Install"):
        button = opened.get_by_role("button", name=name, exact=True)
        button.focus()
        opened.keyboard.press("Enter")
        opened.locator(IDLE).wait_for(timeout=PATIENCE_MS)
    assert "files written" in opened.locator("#watch-done").inner_text()


def test_a_browser_without_drives_offers_files_and_steps(browser: Browser, address: str) -> None:
    with watched_page(browser, address, user_agent="Mozilla/5.0 (Windows NT 10.0)") as page:
        page.add_init_script("delete window.showDirectoryPicker")
        page.clock.set_fixed_time(f"{TODAY}T12:00:00")
        page.goto(f"{address}#watch")
        page.locator("body.ready").wait_for(timeout=PATIENCE_MS)
        assert page.get_by_role("button", name="Choose the watch's drive").is_hidden()
        assert page.locator("#watch-none").is_visible()
        steps = page.locator(".guide[open]").inner_text()
        assert "File Explorer" in steps
        assert "Finder" not in steps
        with page.expect_download(timeout=PATIENCE_MS) as made:
            page.get_by_role("button", name="Download the files").click()
        names = zipfile.ZipFile(made.value.path()).namelist()
        assert "schedule.fit" in names
        assert len(names) > 5


# --- the model of the handles -----------------------------------------------------------

_ACTS: tuple[tuple[str, str, str, bool], ...] = tuple(
    (folder, method, name, create)
    for name in ("a.fit", "Sub", "none", "", ".", "..", "a/b", "/", "a.fit ", "é", "a\nb")
    for folder, method, create in (
        ("", "getFileHandle", False),
        ("", "getDirectoryHandle", False),
        ("Sub", "getFileHandle", True),
        ("Sub", "getDirectoryHandle", True),
        ("Sub", "removeEntry", False),
        ("", "removeEntry", False),
    )
)
_CARRY_OUT = """async acts => {
  const root = await showDirectoryPicker();
  await root.getFileHandle("a.fit", { create: true });
  await (await root.getDirectoryHandle("Sub", { create: true })).getFileHandle("kept", { create: true });
  const done = [];
  for (const [folder, method, name, create] of acts) {
    const at = folder ? await root.getDirectoryHandle(folder) : root;
    try {
      await at[method](name, ...(method === "removeEntry" ? [] : [{ create }]));
      done.push("done");
    } catch (error) {
      done.push(error.name);
    }
  }
  return done;
}"""


async def _carried_out(root: FolderHandle) -> list[str]:
    await root.getFileHandle("a.fit", create=True)
    await (await root.getDirectoryHandle("Sub", create=True)).getFileHandle("kept", create=True)
    done = []
    for folder, method, name, create in _ACTS:
        at = await root.getDirectoryHandle(folder) if folder else root
        try:
            await getattr(at, method)(
                name, **({} if method == "removeEntry" else {"create": create})
            )
            done.append("done")
        except DomError as error:
            done.append(error.name)
    return done


def test_the_model_of_the_handles_fails_as_chromium_does(browser: Browser, address: str) -> None:
    page = browser.new_context().new_page()
    page.add_init_script(f"window.showDirectoryPicker = {DRIVE}")
    page.goto(f"{address}icon.svg")
    real = page.evaluate(_CARRY_OUT, [list(each) for each in _ACTS])
    page.context.close()
    modelled = wait(_carried_out(FolderHandle("GARMIN", Drive())))
    different = [each for each in zip(_ACTS, real, modelled, strict=True) if each[1] != each[2]]
    assert different == []
    assert {"NotFoundError", "TypeMismatchError", "InvalidModificationError"} < set(real)
