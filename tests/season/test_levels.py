from __future__ import annotations

import pytest

from fitexport.errors import PaceError
from fitexport.season.levels import check_goal


def test_a_goal_over_another_distance_is_compared_with_what_the_mile_is_worth_there() -> None:
    with pytest.raises(PaceError) as caught:
        check_goal(380, 360, "intermediate", "1500m")
    assert caught.value.problem == (
        "the goal 6:00 is not faster than 5:51.6, what a mile in 6:20 is worth over 1500 m"
    )
    with pytest.raises(PaceError) as caught:
        check_goal(380, 380, "intermediate")
    assert caught.value.problem == "the goal 6:20 is not faster than the mile 6:20"
