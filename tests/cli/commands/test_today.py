"""`fitexport today`: what is on, in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import SEASON, run

FILE = Path("fitexport.toml")


@pytest.fixture(autouse=True)
def season(alone: Path) -> None:
    (alone / FILE).write_text(SEASON, encoding="utf-8")


def today(day: str, *options: str) -> str:
    result = run("today", "--today", day, *options)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def change(*args: str) -> None:
    assert run(*args, "--today", "2027-03-20").exit_code == 0


def test_the_whole_page_of_a_day_with_two_sessions() -> None:
    page = today("2027-03-22")
    run_text, strength = page.split("\n\nW3.3 ")
    assert run_text == (
        "Mon 22 Mar 2027: day 2 of week 3 of 8 (build), 40 days to the race\n"
        "\n"
        "W3.2 4 x 2 min 30 s hard, about 5.1 mi, 52 min\n"
        "Makes heart and lungs work near their limit; effort 8 to 9, hard but even, so that the last"
        " matches\nthe first.\n"
        "Paces: vo2max 6:47/mi\n"
        "  warm-up 15:00\n"
        "  warm-up until lap: up to 5 min more easy, then leg swings, 10 a leg; then 10 side to side\n"
        "  warm-up until lap: high knees, 2x 20 m; quick feet, walk back\n"
        "  warm-up until lap: walking lunges, 2x 10; tall, knee over the foot\n"
        "  warm-up until lap: bounding, 2x 20 m; long springy steps, walk back\n"
        "  3 times:\n"
        "    go 0:20: Stride: build up, fastest at the end\n"
        "    recover 1:00: walk\n"
        "  go 0:20: Stride, last one: build up, fastest at the end\n"
        "  recover 2:00: walk, shake out, the main set is next\n"
        "  3 times:\n"
        "    go 2:30 at 6:37-6:58/mi: vo2max 6:47/mi\n"
        "    recover 2:00: jog\n"
        "  go 2:30 at 6:37-6:58/mi: Last one: vo2max 6:47/mi\n"
        "  cool-down 10:00"
    )
    assert strength.startswith("Strength A: strong legs, about 46 min\n")
    assert strength.endswith("\n\nNext: Tue 23 Mar 2027, W3.4 Easy 25 min and 4 strides\n")


@pytest.mark.parametrize(
    ("day", "first"),
    [
        ("2027-01-03", "Sun 3 Jan 2027: the plan begins on Sun 7 Mar 2027, in 63 days"),
        ("2027-03-06", "Sat 6 Mar 2027: the plan begins on Sun 7 Mar 2027, in 1 day"),
        ("2027-03-07", "Sun 7 Mar 2027: day 1 of week 1 of 8 (base), 55 days to the race"),
        ("2027-03-20", "Sat 20 Mar 2027: day 7 of week 2 of 8 (base), 42 days to the race"),
        ("2027-03-21", "Sun 21 Mar 2027: day 1 of week 3 of 8 (build), 41 days to the race"),
        ("2027-04-30", "Fri 30 Apr 2027: day 6 of week 8 of 8 (taper), 1 day to the race"),
        ("2027-05-01", "Sat 1 May 2027: day 7 of week 8 of 8 (taper), race day"),
    ],
)
def test_where_a_day_is_in_the_plan(day: str, first: str) -> None:
    assert today(day).splitlines()[0] == first


def test_before_the_plan_only_the_next_session_is_shown() -> None:
    assert today("2027-03-06") == (
        "Sat 6 Mar 2027: the plan begins on Sun 7 Mar 2027, in 1 day\n"
        "\n"
        "Next: Mon 8 Mar 2027, W1.1 8 x 200 m at mile pace\n"
    )


def test_after_the_race_comes_a_week_of_recovery_and_then_nothing() -> None:
    assert today("2027-05-02") == (
        "Sun 2 May 2027: day 1 of recovery week (week 9), 1 day after the race\n"
        "\n"
        "Rest day. A hard mile does a little damage, and a day without training begins to mend"
        " it.\n"
        "\n"
        "Next: Mon 3 May 2027, W9.1 Cross-training 30 min\n"
    )
    assert "\nNext: " not in today("2027-05-08")
    assert today("2027-05-09") == "Sun 9 May 2027: the plan ended on Sat 8 May 2027\n"


def test_a_rest_day_says_why() -> None:
    assert today("2027-04-09") == (
        "Fri 9 Apr 2027: day 6 of week 5 of 8 (build), 22 days to the race\n"
        "\n"
        "Rest day. An all-out trial asks a lot of you, so give your body a whole day for quiet"
        " repairs.\n"
        "\n"
        "Next: Sat 10 Apr 2027, W5.6 Long run 45 min\n"
    )


def test_race_day_has_its_laps() -> None:
    page = today("2027-05-01")
    assert "\nW8.5 Mile race, about 4.2 mi, 43 min\n" in page
    assert "\nPaces: goal 6:00/mi\n" in page
    assert "\n  go 400 m: Lap 1 in 1:30.5, 200 m not under 44.7 s\n" in page


def test_options_override_the_file() -> None:
    page = today("2027-03-22", "--units", "km", "--mile", "6:10")
    assert "\nW3.2 4 x 2 min 30 s hard, about 8.4 km, 52 min\n" in page
    assert "\nPaces: vo2max 4:07/km\n" in page


def test_what_is_skipped_is_named_on_its_day() -> None:
    change("skip", "w3.4")
    assert today("2027-03-23") == (
        "Tue 23 Mar 2027: day 3 of week 3 of 8 (build), 39 days to the race\n"
        "Left out: W3.4 Easy+strides (skipped).\n"
        "\n"
        "Rest day. A free day: rest, walk or stretch, whatever leaves you fresh for the next run.\n"
        "\n"
        "Next: Wed 24 Mar 2027, W3.5 Easy 30 min and 6 hill sprints of 10 s\n"
    )


def test_what_moved_is_on_its_new_day() -> None:
    change("move", "w3.4", "fri")
    assert "\nW3.4 Easy 25 min and 4 strides, about 3.1 mi, 30 min\n" in today("2027-03-26")
    assert "W3.4" not in today("2027-03-23")
    assert today("2027-03-25").endswith("\nNext: Fri 26 Mar 2027, W3.4 Easy 25 min and 4 strides\n")


def test_an_illness_and_the_way_back_from_it() -> None:
    change("sick", "2027-03-22", "2027-03-24")
    assert today("2027-03-23").splitlines()[:3] == [
        "Tue 23 Mar 2027: day 3 of week 3 of 8 (build), 39 days to the race",
        "You are ill from Mon 22 Mar to Wed 24 Mar. Rest until you are well.",
        "Left out: W3.4 Easy+strides (ill from Mon 22 Mar to Wed 24 Mar).",
    ]
    assert today("2027-03-25") == (
        "Thu 25 Mar 2027: day 5 of week 3 of 8 (build), 37 days to the race\n"
        "You were ill from Mon 22 Mar to Wed 24 Mar. Easy and short while you build back up.\n"
        "Left out: W3.7 Strength B (no lifting while coming back from an illness).\n"
        "\n"
        "W3.6 Easy 25 min, about 2.7 mi, 25 min\n"
        "Coming back from your illness: half of what was planned, and easy; stop if it feels"
        " like more than\nthat.\n"
        "Paces: easy 8:52-9:46/mi\n"
        "  go 25:00 at 8:52-9:46/mi: easy 8:52-9:46/mi\n"
        "\n"
        "Next: Sat 27 Mar 2027, W3.8 Easy 45 min\n"
    )
    for day in ("2027-03-21", "2027-03-28"):
        assert "ill" not in today(day).split("\n\n")[0]


def test_an_ill_runner_reads_no_praise_of_rest_days() -> None:
    """Friday is a rest day of the plan."""
    change("sick", "2027-03-26")
    assert today("2027-03-26") == (
        "Fri 26 Mar 2027: day 6 of week 3 of 8 (build), 36 days to the race\n"
        "You are ill on Fri 26 Mar. Rest until you are well.\n"
        "\n"
        "Next: Sat 27 Mar 2027, W3.8 Easy 30 min\n"
    )


@pytest.mark.parametrize(
    ("last", "message"),
    [
        ("2027-04-29", "You were ill from Wed 28 Apr to Thu 29 Apr. Race only if you are well."),
        ("2027-05-01", "You are ill from Wed 28 Apr to Sat  1 May."),
    ],
)
def test_a_runner_who_is_ill_before_the_race_decides_about_it(last: str, message: str) -> None:
    change("sick", "2027-04-28", last, "--force")
    page = today("2027-05-01").splitlines()
    assert page[1] == message
    assert page[3].startswith("W8.5 Mile race")


def test_a_trip_is_shown_on_its_days() -> None:
    change("travel", "2027-03-21", "2027-03-27", "--days", "mon,wed,fri")
    assert today("2027-03-26").splitlines()[1] == (
        "You are away from Sun 21 Mar to Sat 27 Mar (mon,wed,fri open)."
    )
    for day in ("2027-03-20", "2027-03-28"):
        assert "away" not in today(day)


def test_defaults_are_reported() -> None:
    FILE.unlink()
    result = run("today", "--today", "2027-03-01", "--race-day", "2027-05-01")
    assert (result.exit_code, result.stderr) == (
        0,
        "note: no mile time given: 7:04, the average runner's (--mile)\n"
        "note: level intermediate, for a careful 180min a week, as no --volume is given:"
        " 4 or 5 runs a week, 3 to 4 h (--level)\n"
        "note: no goal given: 6:51, what intermediate runners may hope for (--goal)\n",
    )
