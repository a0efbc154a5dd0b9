"""What is written becomes the workout that the command makes of it; what is wrong is shown in its
place; and so it is in a real browser."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from support.browser import check_for_everybody, questions_held, serious_faults, watched_page
from support.command import run

from fitexport.page.calls import Answer, Asked, answer
from fitexport.page.session_view import EXAMPLES, example, session, session_files

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Download, Page

REPS = "warm-up 15min; 6x 400m @ mile, jog 200m; cool-down 10min"
MARKUP = "<img src=x onerror=alert(1)>"


def asked(text: str, **others: Any) -> Asked:
    values = {"mile": "6:20", "units": "mi", "name": "", "day": "", "today": "2027-03-01"}
    return Asked(values | {"text": text, "at": len(text), "typing": False} | others)


def written(text: str, **others: Any) -> Answer:
    return session(asked(text, **others))


def plain(html: str) -> str:
    """What a fragment says, blanks as one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


# --- what it will be --------------------------------------------------------------------


def test_a_session_is_shown_with_its_paces_and_splits() -> None:
    made = written(REPS)
    assert made.data["ready"]
    result, steps = (plain(made.html[f"session-{part}"]) for part in ("result", "steps"))
    assert result.startswith("6 x 400 m at mile pace 4.8 mi, 42 min speed at the paces of a 6:20")
    assert "mile pace and faster 9:27" in result
    assert "400 m 6:05-6:35/mi 400 m in 1:34" in steps
    assert made.data["spoken"] == "6 x 400 m at mile pace, 4.8 mi, 42 min"


def test_it_is_what_the_command_prints() -> None:
    made = written(REPS, mile="5k 22:00", units="km")
    printed = run("workout", REPS, "--mile", "5k 22:00", "--units", "km").stdout
    pace, split = re.findall(r"go 400 m at ([\d:-]+/km): (400 m in [\d:]+)", printed)[0]
    assert f"{pace} {split}" in plain(made.html["session-steps"])
    assert ", ".join(printed.splitlines()[0].split(", ")[-2:]) in made.data["spoken"]


@pytest.mark.parametrize("mile", ["3:50", "7:04", "14:30"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_makes_a_workout(name: str, mile: str) -> None:
    made = written(EXAMPLES[name], mile=mile)
    assert (made.data["ready"], made.html["session-usual"]) == (True, "")


def test_the_page_opens_with_what_python_will_say() -> None:
    first = example()
    made = written(next(iter(first["texts"].values())), mile="")
    assert {name: made.html[name] for name in first["html"]} == first["html"]
    assert "the average runner's" in first["html"]["session-result"]


# --- the usual form ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("6X400m@mile,jog 200m", "6x 400m @ mile, jog 200m"),
        ("wu 15 minutes; 20min tempo", "warm-up 15min; tempo 20min"),
        ("wu 15 minutes\n20min tempo", "warm-up 15min tempo 20min"),
        ("USE strides; easy 10 min", "use strides; easy 10min"),
        (REPS, ""),
        (f"{REPS};\n", ""),
        (REPS.replace("; ", "\n"), ""),
        ("6X400m@mile # lap counter", ""),
    ],
)
def test_the_usual_form_is_offered_where_it_is_another(text: str, usual: str) -> None:
    shown = plain(written(text).html["session-usual"])
    assert shown.removeprefix("As it is usually written Use it ") == usual


# --- what is wrong ----------------------------------------------------------------------


def test_every_error_is_shown_with_its_caret_and_remedy_and_marked() -> None:
    text = "warm-up 15min\n6x 400m @ mlie, jog 200m\ncool-down 10mni"
    made = written(text)
    faults = unescape(made.html["session-faults"])
    assert 'unknown zone "mlie"' in faults
    assert "<pre>  6x 400m @ mlie, jog 200m\n            ^</pre>" in faults
    assert 'did you mean "mile"?' in faults
    assert 'unknown unit "mni"' in faults
    assert [text[begin:end] for begin, end in made.data["marks"]] == ["mlie", "mni"]
    assert (made.data["ready"], made.data["field"]) == (False, "text")
    assert "session-result" not in made.html


def test_an_error_in_a_block_is_marked_where_the_block_is_used() -> None:
    text = "easy 20min; use strides (count 0)"
    ((begin, end),) = written(text).data["marks"]
    assert text[begin:end] == "strides"


def test_what_makes_no_file_is_named() -> None:
    for text, words in (
        ("rest", "a rest makes no file"),
        ("cross-training 30min", "without a sport"),
        ("; ".join(["easy 5min; walk 1min"] * 40), "steps"),
    ):
        made = written(text)
        assert words in made.html["session-faults"]
        assert (made.data["field"], made.data["marks"]) == ("text", [])


@pytest.mark.parametrize(
    ("field", "value"),
    [("mile", "fast"), ("mile", "2:00"), ("name", "a\x07"), ("day", "1812-01-01")],
)
def test_a_wrong_field_beside_the_text_is_named(field: str, value: str) -> None:
    made = written(REPS, **{field: value})
    assert (made.data["field"], made.data["ready"]) == (field, False)
    assert f">{field}</span>" in made.html["session-faults"]


@pytest.mark.parametrize("text", ["6x 400m @ mi", "6x 400m @ ", "easy 3", "war"])
def test_a_word_that_is_only_begun_is_not_wrong_yet(text: str) -> None:
    typed = written(text, typing=True)
    assert (typed.html["session-faults"], typed.data["marks"]) == ("", [])
    assert not typed.data["ready"]
    assert written(text).data["marks"]


def test_a_wrong_mile_is_shown_while_a_word_is_typed() -> None:
    made = written("war", typing=True, at=0, mile="fast")
    assert made.data["field"] == "mile"


def test_of_hundreds_of_errors_the_first_are_shown() -> None:
    made = written("easy 10mni\n" * 900)
    assert (len(made.data["marks"]), made.html["session-faults"].count("<pre>")) == (20, 5)


def test_an_error_elsewhere_is_shown_while_a_word_is_typed() -> None:
    text = "easy 20mni; 6x 400m @ mi"
    assert written(text, typing=True).data["marks"] == [(7, 10)]


# --- words ------------------------------------------------------------------------------


def test_zones_are_offered_with_their_paces() -> None:
    made = written("6x 400m @ mi", typing=True, units="km")
    assert plain(made.html["session-words"]) == "mile 3:56/km"
    assert made.data["replaced"] == {"begin": 10, "end": 12, "whole": False}


def test_words_are_offered_even_if_the_mile_is_wrong() -> None:
    assert plain(written("6x 400m @ mi", typing=True, mile="x").html["session-words"]) == "mile"


# --- files ------------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("day", "name"), [("", ""), ("2027-03-16", "Läufe & Tempo"), ("2027-02-01", "")]
)
def test_the_files_are_those_of_the_command(day: str, name: str) -> None:
    heading = (*(("--date", day) if day else ()), *(("--name", name) if name else ()))
    options = ("--mile", "6:20", "--units", "km", "--today", "2027-03-01", *heading)
    assert run("workout", REPS, *options, "--out", "made").exit_code == 0
    values = {"day": day, "name": name, "units": "km"}
    (zipped,) = session_files(asked(REPS, **values, what="zip")).files.values()
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        found = {each: archive.read(each) for each in archive.namelist()}
    assert found == contents(Path("made"))
    for what in ("fit", "ics") if day else ("fit",):
        assert session_files(asked(REPS, **values, what=what)).files.items() <= found.items()


# --- hostile input ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", [MARKUP, f'easy 30min "{MARKUP}"', f"use {MARKUP}", f"easy 30min @ {MARKUP}"]
)
def test_markup_is_shown_as_text(text: str) -> None:
    for typing in (False, True):
        made = written(text, name=MARKUP, typing=typing)
        assert [html for html in made.html.values() if "<img" in html] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "99x (99x (99x 10m, walk 10m))",
        "🏃" * 500,
        "(" * 5000,
        '"',
        "9" * 400,
        "6x" * 3000,
        "easy 5min;" * 3000,
        "\\",
    ],
)
def test_whatever_is_written_gets_an_answer(text: str) -> None:
    values = asked(text, typing=True).values
    made, _ = answer("session", json.dumps(dict(values)))
    assert '"ready": false' in made


# --- in a real browser ------------------------------------------------------------------

SHOWN_MS = 60_000
"""A busy machine may take that long for what takes a moment."""


@pytest.fixture(scope="module")
def window(browser: Browser, address: str) -> Iterator[Page]:
    """The page with Python ready, shared: each test writes its own text."""
    granted = ["clipboard-read", "clipboard-write"]
    with watched_page(browser, address, permissions=granted) as opened:
        opened.set_default_timeout(SHOWN_MS)
        opened.goto(address)
        opened.locator("[data-files=fit]:enabled").wait_for()
        yield opened


def write(page: Page, text: str, **fields: str) -> None:
    """Fill the form, and wait for what Python makes of it."""
    for name, value in {"mile": "6:20", "name": "", "day": "", **fields}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=text]").fill("")
    page.locator("#session-outcome.stale").wait_for()
    page.locator("[name=text]").fill(text)
    page.locator("[name=text]").blur()


def shown(page: Page, part: str) -> str:
    return " ".join(page.locator(f"#session-{part}").inner_text().split())


def closed_up(words: str) -> str:
    return "".join(words.split())


def wait_until_ready(page: Page) -> None:
    try:
        page.locator("#session-outcome:not(.stale)").wait_for()
    except Exception as error:
        error.add_note(f"{page.locator('[name=text]').input_value()!r}: {shown(page, 'faults')}")
        raise


@pytest.mark.slow
def test_what_is_typed_is_shown_as_the_library_computes_it(window: Page) -> None:
    write(window, "")
    window.locator("[name=text]").focus()
    window.keyboard.type(REPS)
    window.keyboard.press("Tab")
    window.get_by_label("Chart: 42 min, 6 × 400 m").wait_for()  # what is typed half is ready, too
    wait_until_ready(window)
    made = written(REPS)
    assert closed_up(shown(window, "steps")) == closed_up(plain(made.html["session-steps"]))
    chart = window.locator("#session-result svg.chart")
    assert chart.get_attribute("aria-label") == "Chart: 42 min, 6 × 400 m"
    assert chart.locator("rect.bar.mile").count() == 6
    assert shown(window, "result").startswith("6 x 400 m at mile pace 4.8 mi, 42 min")


@pytest.mark.slow
def test_an_error_shows_caret_and_remedy_and_its_place(window: Page) -> None:
    write(window, "warm-up 15min\n6x 400m @ mlie, jog 200m 🏃")
    fault = window.locator("#session-faults .error").first
    fault.wait_for()
    assert "            ^" in fault.locator("pre").inner_text()
    assert 'did you mean "mile"?' in fault.inner_text()
    assert window.locator("#session-mirror mark").first.inner_text() == "mlie"
    assert window.locator("[name=text]").get_attribute("aria-invalid") == "true"
    fault.get_by_role("button").click()
    field = window.locator("[name=text]")
    selected = field.evaluate("each => each.value.slice(each.selectionStart, each.selectionEnd)")
    assert selected == "mlie"
    assert window.locator("[data-files=fit]").is_disabled()


@pytest.mark.slow
def test_escape_also_dismisses_the_words_that_are_still_to_come(window: Page) -> None:
    write(window, "")
    words = window.locator("#session-words")
    window.locator("[name=text]").focus()
    window.keyboard.type("e")
    words.get_by_role("option", name="easy", selected=True).wait_for()
    with questions_held(window):
        window.keyboard.type("a")
        window.keyboard.press("Escape")
        window.evaluate(
            "() => { window.answered = new Promise((resolve) => new MutationObserver(resolve)"
            ".observe(document.getElementById('session-words'), { childList: true })) }"
        )
    window.evaluate("() => window.answered.then(() => null)")
    assert words.locator("li").count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("key", ["Tab", "Enter", "ArrowDown", "a click"])
def test_who_types_faster_than_python_answers_takes_no_word_for_an_earlier_text(
    window: Page, key: str
) -> None:
    write(window, "")
    field, words = window.locator("[name=text]"), window.locator("#session-words")
    field.focus()
    window.keyboard.type("6x 400m @ thr")
    word = words.get_by_role("option", name="threshold", selected=True)
    word.wait_for()
    with questions_held(window):
        window.keyboard.type("eshold, jog 200m")
        if key == "a click":
            word.click()
        else:
            window.keyboard.press(key)
        if key == "ArrowDown":
            window.keyboard.press("Enter")
        assert field.input_value().strip() == "6x 400m @ threshold, jog 200m"
    wait_until_ready(window)


@pytest.mark.slow
def test_words_are_completed_by_the_keyboard_alone(window: Page) -> None:
    write(window, "")
    field, words = window.locator("[name=text]"), window.locator("#session-words")
    field.focus()
    window.keyboard.type("6x 400m @ thr")
    words.get_by_role("option", name="threshold", selected=True).wait_for()
    assert field.get_attribute("aria-activedescendant") == "session-word-0"
    window.keyboard.press("Tab")
    assert field.input_value() == "6x 400m @ threshold"
    wait_until_ready(window)
    window.keyboard.type(", ")
    words.get_by_role("option", name="walk").wait_for()
    window.keyboard.press("ArrowDown")
    words.get_by_role("option", name="float", selected=True).wait_for()
    window.keyboard.press("ArrowDown")
    window.keyboard.press("ArrowDown")
    window.keyboard.press("Enter")
    assert field.input_value() == "6x 400m @ threshold, walk"
    window.keyboard.type(" 60s")
    wait_until_ready(window)
    window.locator("#session-text:not([aria-activedescendant])").wait_for()  # Enter takes no word
    window.keyboard.press("Enter")
    window.keyboard.type("eas")
    words.get_by_role("option", name="easy", selected=True).wait_for()
    window.keyboard.press("Escape")
    assert words.locator("li").count() == 0
    window.keyboard.press("Tab")
    assert field.input_value() == "6x 400m @ threshold, walk 60s\neas"
    assert window.evaluate("document.activeElement.id") != "session-text"


@pytest.mark.slow
def test_the_usual_form_and_the_examples_are_written_by_a_click(window: Page) -> None:
    write(window, "6X400m@mile,jog 200m")
    window.get_by_role("button", name="Use it").click()
    assert window.locator("[name=text]").input_value() == "6x 400m @ mile, jog 200m"
    window.locator("[name=text]").blur()
    for name, text in EXAMPLES.items():
        window.get_by_role("button", name=name, exact=True).click()
        assert window.locator("[name=text]").input_value() == text


@pytest.mark.slow
@pytest.mark.usefixtures("alone")
def test_downloads_are_the_files_of_the_command(window: Page) -> None:
    given = {"day": "2027-03-16", "name": "Läufe <b>", "mile": "5k 22:00"}
    options = ("--date", given["day"], "--name", given["name"], "--mile", given["mile"])
    assert run("workout", REPS, *options, "--out", "made").exit_code == 0
    expected = contents(Path("made"))
    write(window, REPS, **given)
    wait_until_ready(window)
    for what in ("fit", "ics"):
        name, data = downloaded(window, what)
        assert expected[name] == data
    _, data = downloaded(window, "zip")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {each: archive.read(each) for each in archive.namelist()} == expected
    window.locator("[name=day]").fill("")
    assert run("workout", REPS, *options[2:], "--out", "tue.fit").exit_code == 0
    window.locator("[data-files=zip]").wait_for(state="hidden")
    assert downloaded(window, "fit")[1] == Path("tue.fit").read_bytes()


def downloaded(page: Page, what: str) -> tuple[str, bytes]:
    with page.expect_download() as started:
        page.locator(f"[data-files={what}]").click()
    saved: Download = started.value
    return saved.suggested_filename, saved.path().read_bytes()


@pytest.mark.slow
def test_a_link_holds_the_session_and_opens_it(window: Page, address: str) -> None:
    text = f'easy 20min "{MARKUP} + 100% & 🏃"\n6x 400m @ mile, jog 200m'
    write(window, text, name=MARKUP)
    window.locator("#session-share").click()
    window.get_by_text("The link is copied.").wait_for()
    link = window.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}#write?text=")
    assert "6%3A20" not in link
    with window.context.new_page() as opened:
        opened.set_default_timeout(SHOWN_MS)
        opened.goto(link)
        assert opened.locator("[name=text]").input_value() == text
        assert opened.locator("[name=name]").input_value() == MARKUP
        opened.get_by_role("heading", name=MARKUP).wait_for()
        assert opened.locator("#session-form img").count() == 0
        opened.goto(f"{address}#write?text={quote(MARKUP * 4000)}")
        opened.locator("#session-faults", has_text="the session is too long").wait_for()


@pytest.mark.slow
def test_too_long_a_session_gets_no_link(window: Page) -> None:
    write(window, f'easy 10min "{"easy " * 20}"\n' * 90)
    window.locator("#session-share").click()
    window.get_by_text("too long for a link").wait_for()
    assert window.locator("#session-link").is_hidden()


@pytest.mark.slow
def test_session_and_runner_are_there_again(window: Page) -> None:
    write(window, "easy 25min", mile="5:10")
    window.get_by_label("per km").check()
    window.reload()
    window.locator("[data-files=fit]:enabled").wait_for()
    assert window.locator("[name=text]").input_value() == "easy 25min"
    assert window.evaluate("localStorage['fitexport.runner']") == '{"mile":"5:10","units":"km"}'
    assert "5:10" in shown(window, "result")
    window.get_by_label("per mile").check()


@pytest.mark.slow
def test_a_result_is_there_before_python_is(browser: Browser, address: str) -> None:
    with watched_page(browser, address, java_script_enabled=False) as opened:
        opened.goto(address)
        assert opened.locator("#session-result svg.chart").is_visible()
        assert plain(example()["html"]["session-result"]).startswith(
            opened.locator("#session-result h2").inner_text()
        )


@pytest.mark.slow
def test_nothing_sticks_out_and_everybody_can_read_it(window: Page, axe: Path) -> None:
    for text in (EXAMPLES["Time trial"], "6x 400m @ mlie\n" * 3, "6X400m@mile"):
        write(window, text, name="A name of one long word: " + "m" * 70)
        window.locator("#session-faults .error, .usual, #session-steps").last.wait_for()
        check_for_everybody(window, axe)
    window.locator("[name=text]").focus()
    window.keyboard.type(" @ ")
    window.locator("#session-words li").first.wait_for()
    assert serious_faults(window, axe) == []
