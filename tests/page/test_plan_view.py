"""The plan on the page: a form becomes a file, and the file a season, its files and its changes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.command import run

from fitexport.page.calls import answer
from fitexport.season.changes import NewRaceDay
from fitexport.season.settings_file import settings_of

TODAY = "2027-03-01"
FORM = {"mile_s": "6:20", "goal_s": "6:00", "race_day": "2027-05-01", "cross": "cycling"}
CHANGED = """
[[change]]
date = 2027-03-01
skip = "w3.2"

[[result]]
date = 2027-03-20
distance = "mile"
time = "6:12"
"""


def asked(name: str, *uploads: tuple[str, bytes], **values: Any) -> Any:
    text, files = answer(name, json.dumps({"today": TODAY, **values}), uploads)
    return json.loads(text) | {"files": dict(files)}


def made(form: dict[str, Any], base: str = "", today: str = TODAY) -> Any:
    return asked("plan", base=base, form=form, id="anna", today=today)


@pytest.fixture(scope="module")
def text() -> str:
    return str(made(FORM)["data"]["text"])


@pytest.mark.slow
def test_a_form_makes_a_file_that_means_the_same_to_the_command(text: str, tmp_path: Path) -> None:
    path = tmp_path / "fitexport.toml"
    path.write_text(text)
    shown = json.loads(run("show", "--json", "--config", str(path), "--today", TODAY).stdout)
    assert (shown["mile_s"], shown["goal_s"], shown["race_day"]) == (380, 360, "2027-05-01")
    html = made({}, text)["html"]["plan-season"]
    for week in shown["weeks"]:
        for session in week["sessions"]:
            assert (f'href="#{session["key"]}"' in html) == (session["kind"] != "rest")


def test_it_is_the_file_that_init_writes(text: str, tmp_path: Path) -> None:
    path = tmp_path / "fitexport.toml"
    options = ("--mile", "6:20", "--goal", "6:00", "--race-day", "2027-05-01", "--cross", "cycling")
    run("init", *options, "--id", "anna", "--today", TODAY, "--config", str(path))
    assert path.read_text() == text


def test_a_file_stays_byte_for_byte_until_something_changes(text: str) -> None:
    own = text.replace("[season]", "# my own words\n[season]") + CHANGED
    assert made({}, own)["data"]["text"] == own
    assert made({"mile_s": "6:20", "days": [], "rest_days": []}, own)["data"]["text"] == own
    assert made({"units": "km"}, own)["data"]["text"] != own


def test_changes_and_results_outlast_a_change_of_the_form(text: str) -> None:
    settings = settings_of(made({"units": "km"}, text + CHANGED)["data"]["text"], Path())
    assert (len(settings.changes), len(settings.results)) == (1, 1)
    found = made({}, text + CHANGED)["data"]
    assert (found["mile"], found["results"]) == ("6:12", True)


def test_what_is_emptied_is_a_default_again(text: str) -> None:
    settings = settings_of(made({"cross": "", "age": ""}, text)["data"]["text"], Path())
    assert settings.cross is None
    assert made({"race_day": ""}, text)["data"]["values"]["race_day"] == "2027-05-02"


def test_errors_of_all_fields_come_at_once() -> None:
    wrong = made({"mile_s": "x", "race_day": "2020-01-01", "weeks": "99", "goal_s": "9:00"})
    assert sorted(wrong["data"]["errors"]) == ["mile_s", "race_day", "weeks"]
    assert wrong["html"] == {}
    assert list(made({"mile_s": "1:00", "goal_s": "6:00"})["data"]["errors"]) == ["mile_s"]


def test_times_of_day_need_a_time_zone() -> None:
    assert list(made({"at": "06:30"})["data"]["errors"]) == ["timezone"]
    assert "text" in made({"at": "06:30", "timezone": "America/New_York"})["data"]


@pytest.mark.slow
def test_a_week_is_the_week_of_the_command(text: str, tmp_path: Path) -> None:
    path = tmp_path / "fitexport.toml"
    path.write_text(text)
    for what, week in (("week 3", "3"), ("all", "all")):
        out = tmp_path / week
        run("week", week, "--config", str(path), "--out", str(out), "--today", TODAY)
        ((name, data),) = asked("plan_files", text=text, what=what)["files"].items()
        assert name.endswith(".zip")
        assert unpacked(data) == {
            file.relative_to(out).as_posix(): file.read_bytes()
            for file in out.rglob("*")
            if file.is_file()
        }


def test_the_calendar_is_the_calendar_of_the_command(text: str, tmp_path: Path) -> None:
    path, out = tmp_path / "fitexport.toml", tmp_path / "mile.ics"
    path.write_text(text)
    run("calendar", "--config", str(path), "--out", str(out), "--today", TODAY)
    assert asked("plan_files", text=text, what="calendar")["files"] == {
        "mile.ics": out.read_bytes()
    }


def test_a_session_is_downloaded_alone(text: str) -> None:
    files = asked("plan_files", text=text, what="w3.2")["files"]
    week = unpacked(asked("plan_files", text=text, what="week 3")["files"]["mile-week-03.zip"])
    assert list(files.values()) == [week[name] for name in files]
    assert asked("plan_files", text=text, what="w3.rest1")["error"]["problem"]


def test_settings_and_preview_are_downloaded_as_the_page_has_them(text: str) -> None:
    assert asked("plan_files", text=text, what="settings")["files"] == {
        "fitexport.toml": text.encode()
    }
    ((name, page),) = asked("plan_files", text=text, what="preview")["files"].items()
    assert re.fullmatch(r"mile-20\d\d-\d\d-\d\d\.html", name)
    assert page.startswith(b"<!doctype html>")


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_file_is_opened_or_every_error_in_it_is_shown(text: str) -> None:
    opened = asked("plan_open", ("fitexport.toml", text.encode()))
    assert opened["data"]["text"] == text
    wrong = asked("plan_open", ("<b>.toml", b'[athlete]\nmile = 6\nfoo = "<i>"\n'))
    html = wrong["html"]["plan-opened"]
    assert wrong["data"]["text"] is None
    assert "fitexport.toml:2:8" in html
    assert "fitexport.toml:3:1" in html
    assert "<b>.toml" not in html
    assert "<i>" not in html


@pytest.mark.parametrize("data", [b"\xff", b"x" * 2**22, b'[season]\nplan = "my-plan.toml"\n'])
def test_what_is_no_plan_for_the_page_is_refused(data: bytes) -> None:
    wrong = asked("plan_open", ("fitexport.toml", data))
    assert wrong["data"]["text"] is None
    assert 'role="alert"' in wrong["html"]["plan-opened"]


def test_a_session_has_its_steps_and_can_be_edited(text: str) -> None:
    html = asked("plan_session", text=text, key="w3.2")["html"]["plan-session"]
    assert 'href="#write?text=warm-up' in html
    assert 'class="steps"' in html


def test_markup_in_a_file_is_shown_as_text(text: str) -> None:
    bad = text.replace('"anna"', '"<img src=x onerror=alert(1)>"')
    html = made({"units": "km"}, bad)["html"]["plan-season"]
    assert "<img" not in html


def test_a_session_moves_unless_a_rule_is_broken_and_is_put_back(text: str) -> None:
    change = {"text": text, "kind": "move", "session": "w3.2"}
    season = json.loads(
        answer("plan", json.dumps({"today": TODAY, "base": text, "form": {}, "id": ""}))[0]
    )
    assert season["data"]["text"] == text
    refused = asked("plan_change", **change, to="2027-03-20")["data"]
    assert refused["refused"][0] == "the rules of the plan do not allow that:"
    assert not any("--" in line for line in refused["refused"])
    forced = asked("plan_change", **change, to="2027-03-20", force=True)
    assert settings_of(forced["data"]["text"], Path()).changes[0].made == date(2027, 3, 1)
    assert asked("plan_change", text=forced["data"]["text"], kind="undo")["data"]["text"] == text


def test_a_result_sets_the_paces_of_later_days(text: str) -> None:
    result = {"kind": "result", "distance": "5k", "time": "20:48", "day": TODAY}
    found = asked("plan_change", text=text, **result)
    settings = settings_of(found["data"]["text"], Path())
    assert [(each.distance, each.time_s) for each in settings.results] == [("5k", 1248)]
    assert "From Tue 2 Mar 2027 on, the paces are those of a 6:05" in found["html"]["plan-changed"]
    assert made({}, found["data"]["text"])["data"]["results"]
    assert asked("plan_change", text=found["data"]["text"], kind="undo")["data"]["text"] == text
    later = asked("plan_change", text=text, **result | {"day": "2027-03-02"})
    assert "in the future" in later["error"]["problem"]


def test_the_race_moves_with_the_weeks_before_it(text: str) -> None:
    race = {"session": "w8.5", "to": "2027-05-08", "force": True}
    html = made({}, text)["html"]["plan-season"]
    assert re.search(r'href="#w8.5"><b>Mile race', html)
    moved = asked("plan_change", text=text, kind="move", **race)["data"]["text"]
    assert settings_of(moved, Path()).changes == (
        NewRaceDay(date(2027, 5, 8), made=date(2027, 3, 1)),
    )


@pytest.mark.parametrize(
    ("today", "heading"),
    [
        (TODAY, r"Next, Mon +8 Mar</span> 8 x 200 m"),
        ("2027-05-01", r"Today</span> Mile race"),
        ("2027-06-01", None),
    ],
)
def test_what_is_next_comes_first(text: str, today: str, heading: str | None) -> None:
    html = made({}, text, today)["html"]["plan-season"]
    assert ("plan-next" in html) == bool(heading)
    if heading:
        assert re.search(heading, html.split('id="plan-weeks"')[0])


@pytest.mark.parametrize("kind", ["sick", "injured", "away"])
def test_days_off_are_written_down(text: str, kind: str) -> None:
    found = asked(
        "plan_change", text=text, kind=kind, first="2027-03-20", last="2027-03-22", force=True
    )
    assert len(settings_of(found["data"]["text"], Path()).changes) == 1
    assert "<table" in found["html"]["plan-changed"]
