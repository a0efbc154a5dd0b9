"""`--from garmin`: recordings fetched from an account, judged and reviewed as files are."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from support.answering import Reply
from support.command import error_of, run
from support.executed import Ran, activity
from support.field_recordings import zipped
from support.fit_foreign import DISTANCE, SPEED, step, workout_file
from support.garmin_account import KEY, TOKEN, Account, account
from support.json_schemas import held
from support.run_folders import easy, mile

pytest.importorskip("httpx2")
pytestmark = pytest.mark.usefixtures("alone")

FITNESS = ("fitness", "--from", "garmin", "--today", "2027-04-10")
REVIEW = ("review", "--last", "--from", "garmin", "--today", "2027-04-10")
LED = activity([step(DISTANCE, 40_000, SPEED, 0, 3704, 4000)], [Ran(0, 104, 400)])
EASY = easy(date(2027, 4, 2), 30)
ASKS = "note: asking Garmin Connect for your activities since 2026-12-11\n"
MAKE_ONE = "  make one at https://connect.garmin.com/app/settings/personalApiToken\n"
CYCLING = {"activityType": {"typeKey": "road_biking"}}


@pytest.fixture
def garmin(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """Three easy runs, a faster one, a ride, and one typed in."""
    with account() as held_:
        monkeypatch.setenv("FITEXPORT_GARMIN_URL", held_.url)
        monkeypatch.setenv("FITEXPORT_GARMIN_KEY", KEY)
        monkeypatch.setattr("fitexport.cli.garmin.time.sleep", pytest.fail)
        for day in (1, 2, 3):
            held_.add(100 + day, f"2027-04-0{day} 08:00:00", easy(date(2027, 4, day), 30))
        held_.add(104, "2027-04-04 08:00:00", mile(date(2027, 4, 4), 500))
        held_.add(105, "2027-04-05 08:00:00", b"", **CYCLING)
        held_.add(106, "2027-04-06 08:00:00", None)
        yield held_


def fetching(garmin: Account, *args: str) -> tuple[int, str, str]:
    result = run(*args)
    assert KEY not in result.output
    assert TOKEN not in result.output
    return result.exit_code, result.stdout, result.stderr.replace(garmin.url, "GARMIN")


CUT = Reply(body=b"PK\3\4" * 9, cut=True)
AWAY = Reply(302, headers={"Location": "https://b.example/"})


def torn(archive: bytes) -> bytes:
    return archive[:200] + bytes(20) + archive[220:]


# --- as with a folder -------------------------------------------------------------------


def test_what_is_fetched_is_judged_as_a_folder_is(garmin: Account) -> None:
    code, out, err = fetching(garmin, *FITNESS, "--keep", "runs")
    # Only Garmin Connect knows the titles.
    untitled = out.replace("  Munich Track", "").replace("  Name        ", "")
    assert (code, untitled) == (0, run("fitness", "runs", "--today", "2027-04-10").stdout)
    assert untitled != out
    assert "4 runs, 11.5 mi; the best is worth a mile in 8:" in out
    assert err == (
        f"{ASKS}note: skipped: 1 x typed in by hand, 1 x cycling (--verbose lists them)\n"
    )
    assert garmin.fetched == [104, 103, 102, 101]


def test_without_a_folder_nothing_is_kept(garmin: Account, alone: Path) -> None:
    code, out, _ = fetching(garmin, *FITNESS)
    assert code == 0
    assert "garmin/104.zip: 104_ACTIVITY.fit" in out
    assert not list(alone.iterdir())


def test_what_is_kept_is_neither_fetched_again_nor_overwritten(
    garmin: Account, alone: Path
) -> None:
    (alone / "runs").mkdir()
    (alone / "runs" / "103.zip").write_bytes(b"mine")
    fetching(garmin, *FITNESS, "--keep", "runs")
    assert garmin.fetched == [104, 102, 101]
    files = sorted(path.name for path in (alone / "runs").iterdir())
    assert files == ["101.zip", "102.zip", "103.zip", "104.zip"]
    assert (alone / "runs" / "103.zip").read_bytes() == b"mine"
    garmin.add(107, "2027-04-07 08:00:00", easy(date(2027, 4, 7), 30))
    assert fetching(garmin, *FITNESS, "--keep", "runs")[1].count("2027-04-0") > 4
    assert garmin.fetched == [104, 102, 101, 107]


def test_since_says_how_far_back(garmin: Account) -> None:
    fetching(garmin, *FITNESS, "--since", "2027-04-03")
    assert garmin.fetched == [104, 103]
    assert garmin.seen[1].query["startDate"] == "2027-04-03"


def test_files_and_what_is_fetched_go_together(garmin: Account, alone: Path) -> None:
    (alone / "own.fit").write_bytes(easy(date(2027, 3, 1), 30))
    assert "5 runs," in fetching(garmin, *FITNESS, "own.fit")[1]


def test_many_activities_come_page_by_page(garmin: Account) -> None:
    for number in range(200, 250):
        garmin.add(number, "2027-04-05 09:00:00", b"", **CYCLING)
    assert "51 x cycling" in fetching(garmin, *FITNESS)[2]
    pages = [each.query for each in garmin.seen if "start" in each.query]
    assert pages == [
        {"start": start, "limit": "20", "startDate": "2026-12-11"} for start in ("0", "20", "40")
    ]


def test_a_list_that_never_ends_is_abandoned(garmin: Account) -> None:
    for number in range(200, 214):
        garmin.add(number, "2027-04-05 09:00:00", b"", **CYCLING)
    garmin.faults["/activities"] = [Reply(body=json.dumps(garmin.rows).encode())] * 9
    assert fetching(garmin, *FITNESS)[0] == 0
    assert len(garmin.faults["/activities"]) == 7


def test_the_type_in_the_account_counts(garmin: Account) -> None:
    garmin.add(90, "2027-03-09 08:00:00", easy(date(2027, 3, 9), 30, sport=0))
    garmin.add(91, "2027-03-10 08:00:00", easy(date(2027, 3, 10), 30, sport=0), activityType=None)
    runs = {run["name"]: run["sport"] for run in held(run(*FITNESS, "--json").stdout)["runs"]}
    assert (runs["90_ACTIVITY.fit"], runs["91_ACTIVITY.fit"]) == ("running", "")


def test_without_activities_the_error_is_not_about_files(garmin: Account, alone: Path) -> None:
    garmin.rows.clear()
    for args in (FITNESS, REVIEW):
        assert fetching(garmin, *args)[::2] == (
            5,
            f"{ASKS}Error: Garmin Connect has no activities since 2026-12-11\n"
            "  sync your watch with it; fitness goes further back with --since\n",
        )
    (alone / "own.fit").write_bytes(EASY)
    assert fetching(garmin, *FITNESS, "own.fit")[0] == 0


def test_the_key_is_kept_once_it_is_accepted(
    garmin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[str, str, str]] = []
    keyring = SimpleNamespace(set_password=lambda *row: kept.append(row))
    monkeypatch.setattr("fitexport.cli.secrets._keyring", lambda: keyring)
    garmin.faults["/token"] = [Reply(401)]
    assert fetching(garmin, *FITNESS, "--keep-key")[0] == 6
    assert not kept
    assert fetching(garmin, *FITNESS, "--keep-key")[0] == 0
    assert kept == [("fitexport", garmin.url.removeprefix("http://"), KEY)]


# --- the newest workout -----------------------------------------------------------------


def test_the_newest_guided_run_is_reviewed_and_no_older_one_fetched(garmin: Account) -> None:
    garmin.add(90, "2027-03-15 08:00:00", LED)
    garmin.add(91, "2027-04-03 20:00:00", LED)
    code, out, err = fetching(garmin, *REVIEW, "--units", "km")
    assert (code, err) == (0, ASKS)
    assert out.startswith("6x400 mile, Mon 15 Mar 2027\n")
    assert out.endswith("1 of 1 within their target.\n")
    assert garmin.fetched == [104, 91]


def test_no_guided_run_says_so(garmin: Account) -> None:
    assert fetching(garmin, *REVIEW)[::2] == (
        5,
        f"{ASKS}Error: no workout guided any of these 4 runs, or the watch did not record it\n"
        "  review a FIT recording of a workout; fitexport fitness shows what a run is worth\n",
    )


def test_the_newest_of_files_folders_and_archives_is_found(alone: Path) -> None:
    (alone / "runs").mkdir()
    (alone / "runs" / "a.fit").write_bytes(LED)
    steps, laps = [step(DISTANCE, 80_000)], [Ran(0, 240, 800)]
    newer = activity(steps, laps, began=1_174_032_000 + 86_400)
    (alone / "export.zip").write_bytes(
        zipped({"b.fit": easy(date(2027, 4, 1), 30), "c.fit": newer})
    )
    for paths in (("runs", "export.zip"), ("export.zip", "runs")):
        assert run("review", "--last", *paths).stdout.startswith("6x400 mile, Tue 16 Mar 2027\n")
    assert error_of(run("review", "runs")) == (
        2,
        "Error: one run is reviewed at a time\n  add --last for the newest workout\n",
    )


# --- what goes wrong --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "reply", "message"),
    [
        ("/token", Reply(401), "no access token: it refuses your Personal API key (401)"),
        ("/token", Reply(body=b"<html>\n"), "no access token: it does not answer as"),
        (
            "/activities",
            Reply(400, json.dumps({"error": TOKEN}).encode()),
            "refuses this (400: ***)",
        ),
        ("/activities", Reply(403), "activities cannot be listed: it refuses your Personal"),
        ("/activities", Reply(500), "activities cannot be listed: it answers 500\n"),
        ("/activities", Reply(body=b"{"), "cannot be listed: it does not answer as"),
        ("/activities", Reply(body=b"[[[" * 99_999), "cannot be listed: it does not answer as"),
        ("/activities", Reply(body=b'{"a": 1}'), "cannot be listed: it does not answer as"),
        ("/activities", Reply(body=b'[{"activityId": "../1"}]'), "it does not answer as"),
        ("/activities", Reply(body=b'[{"activityId": -1}]'), "it does not answer as"),
        ("/activities", Reply(body=b'[{"activityId": 0.5}]'), "it does not answer as"),
        ("/activities", CUT, "it cannot be reached, or closed the connection"),
        ("/activities", Reply(body=b" " * (16 << 20) + b"[]"), "larger than 16 MB"),
        (
            "/activities",
            AWAY,
            "it redirects to https://b",
        ),
        (
            "/activities",
            Reply(429, headers={"Retry-After": "3600"}),
            "too many requests (429)\n  wait 60 min",
        ),
    ],
)
def test_without_a_list_the_error_gives_the_reason(
    garmin: Account, path: str, reply: Reply, message: str
) -> None:
    garmin.faults[path] = [reply]
    code, out, err = fetching(garmin, *FITNESS, "--keep", "runs")
    assert (code, out) == (6, "")
    assert message in err
    assert err.startswith(f"{ASKS}Error: GARMIN: ")
    assert not garmin.fetched


_BAD: list[tuple[str, Reply]] = [
    ("Garmin Connect has no file for it", Reply(404)),
    ("not fetched: it answers 500", Reply(500)),
    ("there are no recordings in it", Reply(body=zipped({}))),
    ("not fetched: it refuses this (406)", Reply(406)),
    ("a.fit: neither GPX nor TCX nor FIT", Reply(body=zipped({"a.fit": b"\x0e no more"}))),
    ("not fetched: it cannot be reached, or closed", CUT),
    ("a.fit: the archive is damaged", Reply(body=torn(zipped({"a.fit": EASY})))),
    ("not fetched: it redirects to https://b", AWAY),
    ("a.fit: a FIT file of type 5", Reply(body=zipped({"a.fit": workout_file([])}))),
    ("not fetched: it does not answer as", Reply(body=b"<html>Sign in</html>")),
]


def test_bad_recordings_are_named_and_hide_no_others(garmin: Account, alone: Path) -> None:
    for number, (_, reply) in enumerate(_BAD):
        garmin.add(200 + number, f"2027-03-{number + 1:02} 08:00:00", b"")
        garmin.faults[f"/{200 + number}"] = [reply]
    code, out, err = fetching(garmin, *FITNESS, "--keep", "runs", "--verbose")
    assert code == 0
    assert "4 runs, " in out
    for number, (reason, _) in enumerate(_BAD):
        assert f"note: runs/{200 + number}.zip: {reason}" in err
    assert "note: 5 recordings were not fetched: " in err
    kept = {path.stem for path in (alone / "runs").iterdir()}
    assert kept == {"101", "102", "103", "104", "208"}


def test_short_waits_are_waited_out_and_long_ones_reported(
    garmin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("fitexport.cli.garmin.time.sleep", waited.append)
    busy = Reply(429, headers={"Retry-After": "14"})
    garmin.faults = {"/103": [busy, busy], "/102": [Reply(429, headers={"Retry-After": "600"})]}
    code, out, err = fetching(garmin, *FITNESS)
    assert (code, waited) == (0, [14, 14])
    assert "2 runs, " in out
    assert "note: Garmin Connect asks to wait 14 s\n" in err
    assert "skipped: 2 x not fetched, " in err
    assert err.endswith(
        "note: 2 recordings were not fetched: it received too many requests (429); wait 10 min, as"
        " it asks, then run the command again: it continues from there (--keep FOLDER saves what is"
        " fetched)\n"
    )
    assert garmin.fetched == [104, 103, 103, 103, 102]


def test_a_failing_server_is_not_asked_again_and_again(garmin: Account) -> None:
    garmin.faults = {f"/{number}": [Reply(502)] for number in (101, 102, 103, 104)}
    assert fetching(garmin, *FITNESS) == (
        6,
        "",
        f"{ASKS}note: skipped: 4 x not fetched, 1 x typed in by hand, 1 x cycling (--verbose lists"
        " them)\n"
        "note: 4 recordings were not fetched: it answers 502; check that the server is up, then run"
        " the command again: it continues from there (--keep FOLDER saves what is fetched)\n"
        "Error: GARMIN: activity 102 cannot be fetched: it answers 502\n"
        "  check that the server is up, then run the command again: it continues from there\n",
    )
    assert garmin.fetched == [104, 103, 102]


def test_no_key_is_sent_to_where_a_redirect_leads(garmin: Account) -> None:
    with account() as other:
        garmin.faults["/104"] = [Reply(302, headers={"Location": f"{other.url}/104"})]
        fetching(garmin, *FITNESS)
        assert not other.seen


def test_json_names_what_was_not_fetched(garmin: Account) -> None:
    garmin.faults["/102"] = [CUT]
    facts = held(run(*FITNESS, "--json").stdout)
    assert {
        "file": "garmin/102.zip",
        "reason": "not fetched: it cannot be reached, or closed the connection",
    } in facts["skipped"]
    assert len(facts["runs"]) == 3


# --- the command line -------------------------------------------------------------------


@pytest.mark.parametrize("url", ["http://garmin.example/", "ftp://a/", "https://me:pw@a.example/"])
def test_no_key_goes_where_it_is_not_safe(
    garmin: Account, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("FITEXPORT_GARMIN_URL", url)
    monkeypatch.delenv("FITEXPORT_GARMIN_KEY")
    code, message = error_of(run(*FITNESS))
    assert code == 2
    assert "pw" not in message
    assert "no Personal API key" not in message, "asked for first"
    assert not garmin.seen


def test_without_a_key_the_error_says_where_to_get_one(
    garmin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FITEXPORT_GARMIN_KEY")
    code, _, err = fetching(garmin, *FITNESS)
    assert code == 2
    assert err.startswith("Error: no Personal API key for ")
    assert "make one at https://connect.garmin.com/app/settings/personalApiToken; set " in err
    for key in ("", "two words", "schlüssel"):
        monkeypatch.setenv("FITEXPORT_GARMIN_KEY", key)
        assert fetching(garmin, *FITNESS)[2] == (
            f"{ASKS}Error: that is no Personal API key\n{MAKE_ONE}"
        )


@pytest.mark.usefixtures("garmin")
def test_without_the_client_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", None)
    assert "pip install 'fitexport[garmin]'" in error_of(run(*FITNESS))[1]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("fitness", "a.fit", "--keep", "x"), "--keep and --keep-key are for what is fetched"),
        (("review", "a.fit", "--keep-key"), "--keep and --keep-key are for what is fetched"),
        (("review", "--from", "garmin"), "one run is reviewed at a time"),
        ((*FITNESS, "--plot", "a.svg"), "a chart needs a file"),
        (("fitness",), "Missing argument 'PATH...'"),
        (("review", "--last"), "Missing argument 'RUN...'"),
    ],
)
def test_options_without_effect_are_refused(args: tuple[str, ...], message: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert message in result.stderr
