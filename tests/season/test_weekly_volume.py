from __future__ import annotations

import pytest

from fitexport.errors import UnitError
from fitexport.season.weekly_volume import WeeklyVolume, parse_volume

WRITTEN = {
    "25mi": (25, "mi"),
    " 25 Miles ": (25, "mi"),
    "17.5mi": (17.5, "mi"),
    "40 km": (40, "km"),
    "40k": (40, "km"),
    "180min": (180, "min"),
    "180 minutes": (180, "min"),
    "3h": (180, "min"),
    "3 h 20": (200, "min"),
    "3h20min": (200, "min"),
    "2mi": (2, "mi"),
    "200mi": (200, "mi"),
    "15min": (15, "min"),
    "25h": (1500, "min"),
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_volume_as_runners_write_it(text: str) -> None:
    volume = parse_volume(text)
    assert volume == WRITTEN[text]
    assert parse_volume(str(volume)) == volume


@pytest.mark.parametrize(
    "text", ["", "25", "mi", "25m", "25mi 5", "-25mi", "25,5mi", "3:20", "x" * 99]
)
def test_a_volume_without_a_unit_or_a_number_is_refused(text: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_volume(text)
    assert (
        caught.value.problem == f'"{text[:40]}" is not a weekly volume' if len(text) < 40 else True
    )
    assert caught.value.remedy == "write 25mi, 40km or 180min"


@pytest.mark.parametrize("text", ["1.9mi", "201mi", "2km", "321km", "14min", "0h", "26h", "9999mi"])
def test_an_implausible_volume_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match="a week is outside"):
        parse_volume(text)


def test_a_whole_volume_is_written_without_a_point() -> None:
    assert [str(WeeklyVolume(n, "km")) for n in (40, 40.0, 40.5)] == ["40km", "40km", "40.5km"]
