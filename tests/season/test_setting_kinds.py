from __future__ import annotations

from typing import Literal

import pytest

from fitexport.errors import UnitError
from fitexport.season.setting_kinds import choice


def test_a_choice_is_one_of_its_words_in_any_case() -> None:
    kind = choice(Literal["road", "track"])
    assert kind.parse(" Track ") == "track"
    with pytest.raises(UnitError) as caught:
        kind.parse("trail")
    assert str(caught.value) == '"trail" is not one of the choices\n  write road, track'
