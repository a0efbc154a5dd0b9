"""Rows -> athletes, or all that is wrong with a row."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from squad.conftest import Read
from support.examples import many

from fitexport.season.athlete import resolve
from fitexport.squad.roster import BadRow, Member, read_roster
from fitexport.squad.seen import FirstRows
from fitexport.watch.limits import Limits

SAMPLE = Path(__file__).parents[2] / "samples" / "squad.csv"


def _problems(row: Member | BadRow) -> list[str]:
    assert isinstance(row, BadRow)
    return [str(each) for each in row.problems]


def test_every_athlete_of_the_sample_is_read_and_has_paces() -> None:
    roster = read_roster(SAMPLE)
    members = [each for each in roster if isinstance(each, Member)]
    assert [member.row for member in members] == list(range(2, 12))
    assert roster.notes == []
    for member in members:
        resolve(member.settings)
        assert member.settings.race_day == date(2027, 5, 1)
    assert [member.folder for member in members][:4] == [
        "Anna Berg_11",
        "Ben O'Hara_12",
        "Chloe Durand_13",
        "Dmitriy Orlov_14",
    ]
    assert members[8].limits == Limits(steps=40)


def test_all_problems_of_all_rows_are_reported_with_their_columns(squad: Read) -> None:
    rows = squad(
        "Name,Mile time,Race day,Volume,Watch\n"
        "Anna,6:75,05/01/2027,25,steps=x\n"
        "Ben,7:00,2027-05-01,40km,\n"
        "Cleo,=B2,,,\n"
    )
    assert _problems(rows[0]) == [
        'Mile time: "6:75" is not a time\n  write minutes and seconds: 6:20 or 6:20.5',
        "Race day: 05/01/2027 may be one of two days\n"
        "  write year-month-day: 2027-05-01 or 2027-01-05",
        'Volume: "25" is not a weekly volume\n  write 25mi, 40km or 180min',
        'Watch: "steps=x" is not a limit\n'
        "  write workouts=25,steps=50,entries=30, or one or two of these",
    ]
    assert isinstance(rows[1], Member)
    assert _problems(rows[2]) == [
        'Mile time: "=B2" is a formula without its value\n'
        "  write the value, or save the sheet in a spreadsheet program that computes it"
    ]


def test_unknown_columns_are_noted_once_and_stop_nothing(tmp_path: Path) -> None:
    path = tmp_path / "squad.csv"
    path.write_text("Name,Gaol,Coach notes,\nAnna,6:00,1,x\nBen,6:00,2,\n")
    roster = read_roster(path)
    assert all(isinstance(each, Member) for each in roster)
    assert len(list(roster)) == 2, "read again"
    assert [str(each) for each in roster.notes] == [
        'the column "Gaol" is not known and is ignored\n  did you mean "goal"?',
        'the column "Coach notes" is not known and is ignored',
    ]


def test_an_athlete_keeps_its_identity_and_folder_when_rows_move(squad: Read) -> None:
    first = squad("Name\nAnna Berg\nZo\u00eb\nBen\n")
    moved = squad("Name\nCleo\nBEN\n  Zoe\u0308 \nanna  berg\n")

    def identities(rows: list[Member | BadRow]) -> dict[str | None, str]:
        return {each.settings.id: each.folder.lower() for each in rows if isinstance(each, Member)}

    assert identities(first).items() <= identities(moved).items()
    assert set(identities(first)) == {"anna berg", "zo\u00eb", "ben"}


def test_two_rows_of_one_name_need_ids(squad: Read) -> None:
    rows = squad("Name\nAnna Berg\nBen\nanna  berg\n")
    assert _problems(rows[2]) == [
        "Name: is the same name as in row 2\n  give each of them a different id, in a column id"
    ]
    with_ids = squad("Id,Name\n1,Anna Berg\n2,Anna Berg\n")
    folders = [each.folder for each in with_ids if isinstance(each, Member)]
    assert folders == ["Anna Berg_1", "Anna Berg_2"]


def test_two_rows_of_one_id_are_refused_with_both_rows(squad: Read) -> None:
    rows = squad("Id,Name\na1,Anna\nA1,Ben\n,a1\n")
    assert _problems(rows[1]) == [
        "Id: is the same id as in row 2\n  give each of them a different id, in a column id"
    ]
    assert _problems(rows[2]) == [
        "Name: is the same name as in row 2\n  give each of them a different id, in a column id"
    ]


def test_an_id_that_cannot_be_read_is_not_taken_for_a_name(squad: Read) -> None:
    rows = squad("Id,Name\n=A1,Anna\n#REF!,Anna\n")
    assert [[each.partition(":")[0] for each in _problems(row)] for row in rows] == [["Id"], ["Id"]]


def test_a_name_is_one_cell_or_two_or_the_id(squad: Read) -> None:
    rows = squad("Id,First name,Last name\n,Anna,Berg\n17,,\n,,Obi\n")
    assert [(each.name, each.folder) for each in rows if isinstance(each, Member)] == [
        ("Anna Berg", "Anna Berg"),
        ("17", "17"),
        ("Obi", "Obi"),
    ]
    (nobody,) = squad("Name,Mile\n,6:20\n")
    assert _problems(nobody) == ["name: has no name\n  write a name or an id"]


def test_a_mile_or_one_race_is_wanted(squad: Read) -> None:
    rows = squad(
        "Name,Mile,5k,Distance,Time\n"
        "Anna,,22:00,,\n"
        "Ben,,,5k,22:00\n"
        "Cleo,6:20,22:00,,\n"
        "Dan,,,5k,\n"
        "Eve,,,,22:00\n"
        "Fay,,,50 feet,22:00\n"
    )
    assert [each.settings.mile_s for each in rows if isinstance(each, Member)] == [387.9, 387.9]
    assert [_problems(each) for each in rows[2:]] == [
        ['5k: is also given in "Mile"\n  keep the one that shows what the athlete can run today'],
        ["Distance: is a race without its time\n  write its time, too"],
        ["Time: is a race without its distance\n  write its distance, too"],
        [
            'Distance: "50 feet" is not a distance\n'
            "  write 800m, 1500m, mile, 3k, 5k, 10k, or as 3200m, 2mi, 8km"
        ],
    ]


def test_a_plan_file_is_found_beside_the_squad(squad: Read, tmp_path: Path) -> None:
    anna, ben = squad("Name,Plan\nAnna,my-plan.toml\nBen,mile\n")
    assert isinstance(anna, Member)
    assert isinstance(ben, Member)
    assert (anna.settings.plan, ben.settings.plan) == (str(tmp_path / "my-plan.toml"), "mile")


def test_a_member_goes_to_another_process_and_back() -> None:
    for member in read_roster(SAMPLE):
        again = pickle.loads(pickle.dumps(member))
        assert again == member
        if isinstance(member, Member):
            race = getattr(member.settings.mile_s, "race", "")
            assert getattr(again.settings.mile_s, "race", "") == race


@given(st.lists(st.text(max_size=3) | st.integers(0, 3000).map(str), max_size=3000))
@many(20)
def test_the_table_of_rows_is_a_dictionary(keys: list[str]) -> None:
    seen, known = FirstRows(), dict[str, int]()
    for row, key in enumerate(keys, start=1):
        assert seen.add(key, row) == known.get(key, 0)
        known.setdefault(key, row)
