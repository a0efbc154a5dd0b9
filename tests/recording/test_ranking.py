"""Which run of many is believed, judged by the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fitexport.recording.doubts import cut_text
from fitexport.recording.efforts import Effort
from fitexport.recording.judging import Known, fitness_of
from fitexport.recording.ranking import Ranking, rank
from fitexport.recording.report import best_rows, headline, run_row
from fitexport.recording.runs import Run, find_runs, recording_files
from fitexport.recording.signs import DOUBT, Look, MeasuredBy

SHAPE = Look(
    effort=Effort("mile", 1609.344, 300.0, 700.0, 900.0),
    measured_by="the watch's own distance",
    doubt=0.01,
    against="",
    stands_out=True,
    is_repeated=False,
    is_whole=False,
    is_very_even=True,
    heart_bpm=None,
    drop_m=None,
)
EASY = replace(SHAPE, stands_out=False, is_repeated=True)


def run(
    name: str,
    mile_s: float,
    day: int = 0,
    *,
    look: Look = SHAPE,
    sport: str = "running",
    kind: str = "",
    total_m: float = 8000,
    cut_m: float = 0,
    heart: float | None = None,
    peak: float | None = None,
    by: MeasuredBy = "the watch's own distance",
) -> Run:
    begin = datetime(2027, 1, 10, 8, tzinfo=UTC) + timedelta(days=day)
    effort = replace(look.effort, end_s=look.effort.start_s + mile_s)
    cut = cut_text(cut_m, total_m) if cut_m >= 0.03 * (cut_m + total_m) else ""
    doubts = tuple(filter(None, (kind, cut)))
    seen = replace(
        look, effort=effort, heart_bpm=heart, measured_by=by, doubt=DOUBT[by], doubts=doubts
    )
    return Run(
        path=Path(name),
        name=name,
        sport=sport,
        kind=kind,
        is_indoor=kind == "treadmill",
        day=begin.date(),
        begin_s=begin.timestamp(),
        total_m=total_m,
        elapsed_s=2700,
        ran_s=2700,
        on_wheels=bool(cut),
        cut_m=cut_m,
        peak_bpm=peak,
        notes=(),
        fitness=fitness_of((effort,), (seen,), Known()),
    )


USUAL = [run(f"{n}.fit", 480 + n, 7 * n, look=EASY) for n in range(6)]


def names(ranking: Ranking) -> list[str]:
    return [each.name for each in ranking.runs]


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (run("a.fit", 251, 3, cut_m=17_000, total_m=9000), "17 km of 26 cut"),
        (run("a.fit", 300, 3, kind="treadmill"), "treadmill"),
        (run("a.gpx", 400, 3, sport=""), "no sport"),
        (run("a.fit", 400, 3), "20% faster than any other run"),
    ],
)
def test_an_incredible_run_is_never_first(odd: Run, reason: str) -> None:
    ranking = rank([odd, *USUAL], Known())
    assert [(each.run.name, each.reason) for each in ranking.set_aside] == [(odd.name, reason)]
    assert names(ranking)[0] == "0.fit"
    assert headline(ranking, "km").endswith("the best is worth a mile in 8:00.0")


def test_what_is_slower_stays_in_its_place_with_a_remark() -> None:
    slow = [
        run("cut.fit", 600, 1, cut_m=800, total_m=7200),
        run("belt.fit", 601, 2, kind="treadmill"),
        run("app.gpx", 602, 3, sport="", cut_m=12, total_m=8000),
    ]
    ranking = rank([*slow, *USUAL], Known())
    assert not ranking.set_aside
    assert [(each.name, run_row(each, "km")[6]) for each in ranking.runs[-3:]] == [
        ("cut.fit", "800 m of 8 km cut"),
        ("belt.fit", "treadmill"),
        ("app.gpx", "no sport, 12 m of 8 km cut"),
    ]


@pytest.mark.parametrize("odd", [{"heart": 176.0}, {"by": "laps on a track"}])
def test_a_heart_at_work_or_the_line_of_a_track_vouch_for_a_fast_run(
    odd: dict[str, object],
) -> None:
    usual = [replace(each, peak_bpm=184.0) for each in USUAL]
    fast = run("race.fit", 400, 20, **odd)  # type: ignore[arg-type]  # one of two fields
    ranking = rank([fast, *usual], Known())
    assert names(ranking)[0] == "race.fit"
    assert ranking.runs[0].fitness.kind == "race"


def test_of_few_runs_none_is_too_fast() -> None:
    """A time trial and two easy runs."""
    assert names(rank([run("trial.fit", 372), *USUAL[1:3]], Known()))[0] == "trial.fit"


def test_if_no_file_names_its_sport_the_best_run_is_marked_unsure() -> None:
    ranking = rank([replace(each, sport="") for each in USUAL], Known())
    assert headline(ranking, "km") == (
        "6 runs, 48.0 km; the best is worth a mile in 8:00.0, if it was a run: no file states its sport"
    )
    indoors = rank([run("belt.fit", 400, kind="treadmill")] * 2, Known())
    assert headline(indoors, "km").endswith("; none can be relied on (see the remarks)")


def test_a_warm_up_among_faster_runs_is_no_race() -> None:
    ranking = rank([run("warm-up.fit", 560, 3), *USUAL], Known())
    (warm_up,) = [each for each in ranking.runs if each.name == "warm-up.fit"]
    assert (warm_up.fitness.kind, warm_up.fitness.why) == (
        "at-least",
        "it is worth a mile 17% slower than the best of two months",
    )


def test_runs_of_another_year_say_nothing() -> None:
    old = run("old.fit", 560, -400)
    ranking = rank([old, *USUAL], Known(mile_s=470, mile_from=USUAL[0].day))
    kinds = {each.name: each.fitness.kind for each in ranking.runs}
    assert kinds["old.fit"] == "race"
    assert not {each.fitness.is_sure for each in ranking.runs if each.name == "old.fit"} - {False}


def test_another_persons_run_does_not_make_training_of_all_races() -> None:
    """What is set aside is no measure for the others."""
    races = [run(f"race {n}.fit", 480 + n, 7 * n) for n in range(4)]
    ranking = rank([run("lent.fit", 300, 10), *races], Known())
    assert [each.fitness.kind for each in ranking.runs] == ["race"] * 4


def test_the_heart_rates_of_a_folder_give_the_maximum() -> None:
    runs = [run(f"{n}.fit", 480 + n, n, heart=150.0, peak=180.0 + n) for n in range(6)]
    ranking = rank([replace(runs[0], peak_bpm=230.0), *runs[1:]], Known())
    # 230 is a strap's; the third highest is 184.
    assert {each.fitness.why for each in ranking.runs} == {
        "the heart rate was only 82% of its maximum"
    }


@pytest.mark.parametrize(
    ("second", "metres", "once"), [(30, 8100, True), (300, 8100, False), (30, 4000, False)]
)
def test_a_run_recorded_twice_is_counted_once(second: int, metres: float, once: bool) -> None:
    gpx = run("b.gpx", 470, by="positions", total_m=metres)
    gpx = replace(gpx, begin_s=(gpx.begin_s or 0) + second)
    ranking = rank([gpx, run("b.fit", 480), *USUAL[1:]], Known())
    assert [each.run.name for each in ranking.twice] == (["b.gpx"] if once else [])
    assert ("b.gpx" in names(ranking)) != once


@pytest.mark.parametrize(
    ("hours", "elapsed", "once"), [(6, 2700, True), (6, 2710, False), (6.1, 2700, False)]
)
def test_a_run_recorded_twice_is_found_in_another_time_zone(
    hours: float, elapsed: float, once: bool
) -> None:
    first, second = run("a.fit", 480), run("b.gpx", 470, by="positions", total_m=8010)
    moved = replace(second, begin_s=(second.begin_s or 0) + 3600 * hours, elapsed_s=elapsed)
    assert [each.run.name for each in rank([first, moved], Known()).twice] == ["b.gpx"] * once


def test_undated_recordings_are_kept_unless_they_are_equal() -> None:
    undated = [replace(each, day=None, begin_s=None) for each in USUAL]
    assert len(rank(undated, Known()).runs) == len(USUAL)
    copy = replace(undated[2], path=Path("copy.fit"), name="copy.fit")
    ranking = rank([*undated, copy], Known())
    assert [each.run.name for each in ranking.twice] == ["copy.fit"]
    assert len(ranking.runs) == len(USUAL)


@pytest.mark.parametrize(
    ("cut", "total", "text"),
    [(0, 8000, ""), (17_000, 9000, "17 km of 26 cut"), (313, 11_440, "313 m of 12 km cut")],
)
def test_what_was_cut_is_reported(cut: float, total: float, text: str) -> None:
    assert cut_text(cut, total) == text


def test_a_folder_says_once_what_is_no_run(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.gpx").write_bytes(b"<gpx><trk>")
    found = find_runs(recording_files([tmp_path]))
    assert [each.reason for each in found.skipped] == ["not XML"] * 3
    assert not found.refused


def test_a_mile_guessed_from_800_m_comes_after_all_others() -> None:
    over_800 = replace(SHAPE, effort=Effort("800m", 800.0, 300.0, 700.0, 900.0))
    short = run("short.fit", 170, 3, look=over_800)  # a mile in 6:09
    best = run("best.fit", 470, 5)
    ranking = rank([short, best, *USUAL], Known())
    assert short.fitness.mile_s < 400
    assert ranking.runs[0].name == "best.fit"
    assert ranking.runs[-1].name == "short.fit"
    assert ranking.runs[0].fitness.kind == "race"  # a guessed mile does not count against it
    assert "no 1500 m" in run_row(ranking.runs[-1], "km")
    assert headline(ranking, "km").endswith("a mile in 7:50.0")
    rows = best_rows(ranking.believed, "km")
    assert next(rows)[-1] == "short.fit"  # its 800 m are the best 800 m
    assert rank([short], Known()).believed == (rank([short], Known()).runs[0],)
