"""What spreadsheets make of a cell, and what it becomes again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import many

from fitexport.errors import UnitError
from fitexport.squad.cells import cell_text, for_spreadsheet, iso_date, run_times, time_of_day
from fitexport.squad.columns import column_of, race_mile

# What a cell into which a coach typed 6:20 arrives as, and where from.
SIX_TWENTY: list[tuple[str, object]] = [
    ("as typed", "6:20"),
    ("Excel, CSV in Germany: hh:mm", "06:20"),
    ("LibreOffice, CSV: HH:MM:SS", "06:20:00"),
    ("Excel, CSV, a cell of the format Time: h:mm:ss AM/PM", "6:20:00 AM"),
    ("Google Sheets, CSV, a cell of the format Time", "6:20:00 AM"),
    ("macOS in some languages", "6:20:00 a.m."),
    ("Excel, CSV, a cell of the format h:mm AM/PM", "6:20 AM"),
    ("Excel, CSV, a cell of the format Number, nine decimals", "0.263888889"),
    ("Excel, CSV, the same in Germany", "0,263888889"),
    ("XLSX, a cell of the format h:mm", time(6, 20)),
    ("XLSX, a cell of the format [h]:mm:ss", timedelta(hours=6, minutes=20)),
    ("XLSX, a cell of the format General", 0.2638888888888889),
    ("typed as 0:06:20, CSV", "0:06:20"),
    ("typed as 0:06:20, LibreOffice, CSV", "00:06:20"),
    ("typed as 0:06:20, Google Sheets, CSV, format Duration", "0:06:20.000"),
    ("typed as 0:06:20, CSV, format Number", "0.00439814814814815"),
    ("typed as 0:06:20, CSV, format Scientific", "4.39814815E-03"),
    ("typed as 0:06:20, XLSX", time(0, 6, 20)),
    ("typed as 0:06:20, XLSX, format [h]:mm:ss", timedelta(minutes=6, seconds=20)),
    ("typed as 0:06:20, XLSX, format General", 0.004398148148148148),
    ("with a no-break space from a web page", "\u00a06:20 "),
    ("with a zero-width space", "6:20\u200b"),
]


@pytest.mark.parametrize(
    "value", [value for _, value in SIX_TWENTY], ids=[s for s, _ in SIX_TWENTY]
)
@pytest.mark.parametrize("heading", ["Mile", "Goal"])
def test_six_minutes_twenty_survives_every_spreadsheet(heading: str, value: object) -> None:
    column = column_of(heading)
    assert column is not None
    assert column.read(cell_text(value)) == 380


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("6:20.5", 380.5),
        ("6:20,5", 380.5),  # LibreOffice in Germany, MM:SS,0
        (time(0, 6, 20, 500000), 380.5),  # Excel reads a time with tenths as minutes
        ("12:20:00 PM", 740),  # a mile of 12:20 in a cell of the format Time
        ("12:05 PM", 725),
        (time(14, 0), 840),
    ],
)
def test_other_miles_survive_as_well(value: object, seconds: float) -> None:
    column = column_of("mile")
    assert column is not None
    assert column.read(cell_text(value)) == seconds


@pytest.mark.parametrize(
    ("distance", "value", "minutes"),
    [
        ("5k", "22:00", 22),
        ("5k", "22:00:00", 22),
        ("5k", "10:00:00 PM", 22),
        ("5k", time(22, 0), 22),
        ("5k", datetime(1900, 1, 1, 1, 30), 25.5),  # 25:30 typed, of the format h:mm
        ("5k", timedelta(hours=25, minutes=30), 25.5),
        ("5k", "25:30:00", 25.5),
        ("5k", "0:25:30", 25.5),
        ("5k", "1.0625000", 25.5),  # of the format Number, in CSV
        ("5k", "1.041666667", 25),
        ("10k", datetime(1900, 1, 2, 0, 0), 48),  # 48:00 typed: midnight of the second day
        ("10k", "1:05:00", 65),  # 1:05 is faster than any human
        ("10k", time(1, 5), 65),
        ("10k", "1:02:30", 62.5),
        ("800m", "2:05:00", 2 + 5 / 60),
        ("800m", "1:57:00", 1.95),
    ],
)
def test_a_race_has_the_only_time_that_is_possible(
    distance: str, value: object, minutes: float
) -> None:
    race = race_mile(distance, cell_text(value))
    assert race.race.endswith(
        f" in {int(minutes // 60)}:{int(minutes % 60):02d}:{round(60 * minutes % 60):02d}"
        if minutes >= 60
        else f" in {int(minutes)}:{round(60 * minutes % 60):02d}"
    )


def test_an_impossible_time_is_reported_as_it_was_typed() -> None:
    with pytest.raises(UnitError) as raised:
        race_mile("5k", "02:00:00")
    assert str(raised.value).startswith("5k in 2:00 is faster than any human")


@pytest.mark.parametrize(
    "value", ["6.20", "380", "6:75", "6:20:30", 6.2, 380, "6'20", "1.5", "next year"]
)
def test_what_may_mean_several_miles_is_refused(value: object) -> None:
    column = column_of("mile")
    assert column is not None
    with pytest.raises(UnitError) as raised:
        column.read(cell_text(value))
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (datetime(2027, 5, 1), "2027-05-01"),
        (date(2027, 5, 1), "2027-05-01"),
        ("2027-05-01T00:00:00", "2027-05-01"),
        ("01.05.2027", "2027-05-01"),
        ("5/5/2027", "2027-05-05"),
        ("13/05/2027", "2027-05-13"),
        ("5/13/2027 0:00", "2027-05-13"),
        ("May 1", "May 1"),
    ],
)
def test_a_date_that_can_mean_one_day_is_that_day(value: object, day: str) -> None:
    assert iso_date(cell_text(value)) == day


def test_a_date_that_may_be_two_days_is_refused_with_both() -> None:
    with pytest.raises(UnitError) as raised:
        iso_date("05/01/2027")
    assert str(raised.value) == (
        "05/01/2027 may be one of two days\n  write year-month-day: 2027-05-01 or 2027-01-05"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(time(6, 30), "6:30"), ("6:30:00 AM", "6:30"), ("17:30", "17:30"), ("0.270833333", "6:30")],
)
def test_a_time_of_day_stays_one(value: object, text: str) -> None:
    assert time_of_day(cell_text(value)) == text


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("=A1", '"=A1" is a formula without its value'),
        ("#N/A", "#N/A is an error of the spreadsheet"),
        ("#REF!", "#REF! is an error of the spreadsheet"),
        ("########", "######## is an error of the spreadsheet"),
        ("Err:502", "Err:502 is an error of the spreadsheet"),
        ("Ren\ufffde", '"Ren\ufffde" has a byte that fits no encoding'),
    ],
)
def test_what_is_no_value_is_refused(value: str, problem: str) -> None:
    with pytest.raises(UnitError) as raised:
        cell_text(value)
    assert raised.value.problem == problem
    assert raised.value.remedy


@given(st.text())
@many(200, plain=20)
def test_no_spreadsheet_takes_what_we_write_for_a_formula(text: str) -> None:
    written = for_spreadsheet(text)
    assert written.removeprefix("'") == text.removeprefix("'")
    assert not written.strip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff20"))


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-5", "@Anna", "\t=1+1", "\r=1", "  =1"])
def test_what_was_escaped_is_read_back(text: str) -> None:
    assert for_spreadsheet(text) == f"'{text}"
    assert cell_text(f"'{text}") == text.strip()


@given(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.times()
    )
    | st.datetimes()
    | st.timedeltas()
    | st.lists(st.text())
    | st.dictionaries(st.text(), st.text())
)
@many(300, plain=60)
def test_every_cell_is_text_on_one_line_or_refused(value: object) -> None:
    try:
        text = cell_text(value)
    except UnitError:
        return
    assert text == " ".join(text.split()) or not isinstance(value, str)
    assert list(run_times(text))
    time_of_day(text)
