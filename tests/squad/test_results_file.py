"""results.csv: whom it re-paces, and what is wrong with its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from fitexport.errors import TemplateError
from fitexport.season.athlete import resolve
from fitexport.squad.results_file import read_results
from fitexport.squad.roster import BadRow, Member, read_roster

SQUAD = (
    "id,name,mile\n11,Anna Berg,6:20\n12,Ben O'Hara,7:00\n13,Chloé Durand,5:40\n14,Anna Berg,8:00\n"
)
HEAD = "date,athlete,distance,time\n"


class Repaced(NamedTuple):
    """A squad after its results, and what is wrong with some of them."""

    members: list[Member]
    bad: tuple[BadRow, ...]

    @property
    def remarks(self) -> list[str]:
        return [f"{each.name}: {remark}" for each in self.members for remark in each.remarks]


Ran = Callable[..., Repaced]


@pytest.fixture
def ran(tmp_path: Path) -> Ran:
    """A squad after the results of a file."""

    def after(results: str, today: date = date(2027, 4, 20), squad: str = SQUAD) -> Repaced:
        (tmp_path / "squad.csv").write_text(squad, encoding="utf-8")
        (tmp_path / "results.csv").write_text(results, encoding="utf-8")
        roster = read_roster(tmp_path / "squad.csv")
        found = read_results(tmp_path / "results.csv", roster, today)
        members = [each for each in map(found.after, roster) if isinstance(each, Member)]
        return Repaced(members, found.bad)

    return after


def _mile(member: Member, day: date | None = None) -> float:
    return resolve(member.settings)[0].table_on(day).mile_s


def test_a_name_that_cannot_be_read_is_not_shown(ran: Ran) -> None:
    assert [each.name for each in ran(HEAD + "2027-04-09,=A1,mile,6:40\n").bad] == [""]


def test_several_results_count_in_order_of_date(ran: Ran) -> None:
    made = ran(
        HEAD
        + "2027-04-10,12,mile,6:40\n2027-03-20,Ben O'Hara,5k,23:30\n1.4.2027,chloé  durand,1600m,5:30\n"
    )
    assert made.bad == ()
    assert [(each.day.isoformat(), each.distance) for each in made.members[1].settings.results] == [
        ("2027-03-20", "5k"), ("2027-04-10", "mile"),
    ]  # fmt: skip
    ben = made.members[1]
    assert [_mile(ben, day) for day in (date(2027, 3, 20), date(2027, 4, 10), date(2027, 4, 11))] == [
        420, 415.7, 400,
    ]  # fmt: skip
    assert made.remarks == [
        "Ben O'Hara: 5k on 2027-03-20: mile 7:00, now 6:55.7",
        "Ben O'Hara: mile on 2027-04-10: mile 6:55.7, now 6:40, as fast as the goal of 6:47: 6:28 would fit",
        "Chloé Durand: 1600m on 2027-04-01: mile 5:40, now 5:32.1",
    ]


def test_every_row_with_an_error_is_reported_and_stops_no_other(ran: Ran) -> None:
    made = ran(
        HEAD
        + "2027-04-09,Dora,mile,6:12\n"
        + "2027-04-09,Ben O'Hara,mile,3:00\n"
        + "2027-04-09,Anna Berg,mile,6:00\n"
        + "04/09/2027,Ben O'Hara,marathon,3:10:00\n"
        + "2027-05-09,Ben O'Hara,mile,6:50\n"
        + "2027-04-08,Ben O'Hara,mile,6:50\n"
        + "2027-04-08,Ben O'Hara,mile,6:51\n"
        + ",Ben O'Hara,mile,\n"
        + "2027-04-08,Ben O'Hra,mile,6:51\n"
    )
    assert [(x.row, x.name, [(y.where, y.problem, y.remedy) for y in x.problems]) for x in made.bad] == [
        (2, "Dora", [("athlete", 'nobody in the squad is called "Dora"', "check the name, or add a row to the squad's file")]),
        (3, "Ben O'Hara", [("time", "mile in 3:00 is faster than any human", "the record is 3:43.13; check both")]),
        (4, "Anna Berg", [("athlete", "2 athletes are called Anna Berg", "give the id, in a column id")]),
        (5, "Ben O'Hara", [
            ("distance", '"marathon" is not a distance', "write 800m, 1500m, mile, 3k, 5k, 10k, or as 3200m, 2mi, 8km"),
            ("date", "04/09/2027 may be one of two days", "write year-month-day: 2027-04-09 or 2027-09-04"),
        ]),
        (6, "Ben O'Hara", [("time", "a result on 2027-05-09 is in the future: today is 2027-04-20", "give the day on which it was run")]),
        (8, "Ben O'Hara", [("time", "there is already a mile on 2027-04-08", made.bad[5].problems[0].remedy)]),
        (9, "Ben O'Hara", [("date", "has no date", "write the day it was run on: 2027-04-09"), ("time", "has no time", "write the time: 6:12")]),
        (10, "Ben O'Hra", [("athlete", 'nobody in the squad is called "Ben O\'Hra"', 'did you mean "Ben O\'Hara"?')]),
    ]  # fmt: skip
    assert made.bad[5].problems[0].remedy.startswith("remove one of them from ")
    assert [each.settings.results != () for each in made.members] == [False, True, False, False]


def test_times_as_spreadsheets_write_them_and_ids_in_a_column(ran: Ran) -> None:
    made = ran("Day;ID;Event;Time\n2027-04-09;14;1600;07:50:00\n2027-04-09;99;mile;6:00\n")
    assert _mile(made.members[3]) == pytest.approx(472.7, abs=1)
    assert [(x.row, x.problems[0].problem) for x in made.bad] == [
        (3, 'nobody in the squad has the id "99"')
    ]


def test_a_result_far_from_the_mile_is_doubted(ran: Ran) -> None:
    assert ran(HEAD + "2027-04-09,11,mile,5:00\n").remarks == [
        "Anna Berg: mile on 2027-04-09: mile 6:20, now 5:00, which is far from it: check distance and time"
    ]


def test_a_result_of_a_row_with_errors_is_not_lost(ran: Ran) -> None:
    made = ran(HEAD + "2027-04-09,Ben,mile,6:00\n", squad="name,mile\nAnna,6:20\nBen,6:99\n")
    assert [each.problems[0].problem for each in made.bad] == ["the squad's row of Ben has errors"]


def test_an_error_is_reported_once_however_often_the_squad_is_read(tmp_path: Path) -> None:
    (tmp_path / "squad.csv").write_text("name,mile\nAnna,6:20\n")
    (tmp_path / "results.csv").write_text(HEAD + "2027-04-09,Anna,mile,3:00\n")
    roster = read_roster(tmp_path / "squad.csv")
    found = read_results(tmp_path / "results.csv", roster, date(2027, 4, 20))
    for _ in range(2):
        assert [isinstance(each, Member) and each.remarks for each in map(found.after, roster)] == [
            ()
        ]
    assert [each.row for each in found.bad] == [2]


def test_a_file_of_something_else_is_refused_with_the_headings_of_results(ran: Ran) -> None:
    with pytest.raises(TemplateError, match="such as date,athlete,distance,time"):
        ran("when,who\n2027-04-09,Ben\n")


def test_a_missing_column_is_reported_once(ran: Ran) -> None:
    with pytest.raises(TemplateError) as caught:
        ran("athlete,when,distance,seconds\n" + "Ben O'Hara,2027-04-09,mile,400\n" * 50)
    assert [each.problem for each in caught.value.problems] == [
        'has no column "date"',
        'has no column "time"',
    ]


def test_an_empty_row_of_json_has_no_column(ran: Ran) -> None:
    with pytest.raises(TemplateError) as caught:
        ran("{}")
    assert [each.problem for each in caught.value.problems] == [
        f'has no column "{each}"' for each in ("date", "name", "distance", "time")
    ]
