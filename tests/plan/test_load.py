from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from textwrap import dedent

import pytest

from fitexport.errors import TemplateError, UsageError
from fitexport.plan.custom import read_custom_plan
from fitexport.plan.load import load_plan, load_shipped
from fitexport.plan.model import LEVELS, Level, Plan, Strength
from fitexport.plan.shipped import shipped_plans, template_folder
from fitexport.session.format import format_session

PLAN = """\
name = "my-mile"
title = "My mile"
level = "advanced"
about = "For a test."
include = ["blocks", "mine.toml"]
weeks = ["A", "B", "A"]

[week.A]
phase = "build"
focus = "Run."

[[week.A.session]]
day = 1
title = "Rest day"
text = "rest"
why = "Rest."

[[week.A.session]]
day = 2
name = "Easy"
title = "Easy and quick"
text = "easy 30min; use pickups"
why = "Because."

[[week.A.session]]
day = 2
name = "Lift"
title = "Lift"
text = "3x (back squat 5reps; rest 2min)"
why = "Because."

[week.B]
phase = "taper"
focus = "Race."

[[week.B.session]]
day = 7
name = "Race"
title = "Race"
text = '''
use warm-up (minutes 20)
race 1mi'''
why = "Because."
"""
BLOCKS = """\
[block.pickups]
about = "Short and quick."
text = "{count=4}x stride 20s, walk 60s"
"""


def plan_from(folder: Path, text: str = PLAN, blocks: str = BLOCKS) -> Plan:
    (folder / "mine.toml").write_text(dedent(blocks), encoding="utf-8")
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return load_plan(str(path), "beginner")


def test_a_custom_plan_is_read_whatever_its_level(tmp_path: Path) -> None:
    plan = plan_from(tmp_path)
    assert (plan.name, plan.title, plan.level) == ("my-mile", "My mile", "advanced")
    assert [week.phase for week in plan.weeks] == ["build", "taper", "build"]
    assert [week.name for week in plan.weeks] == ["A", "B", "A"]
    assert plan.weeks[0] == plan.weeks[2]
    assert not plan.shipped


def test_blocks_come_from_shipped_libraries_and_from_those_beside_the_plan(tmp_path: Path) -> None:
    plan = plan_from(tmp_path)
    _, easy, _ = plan.weeks[0].sessions
    assert format_session(easy.session) == "easy 30min\n4x stride 20s, walk 60s"
    (race,) = plan.weeks[1].sessions
    assert format_session(race.session) == "warm-up 20min\nrace 1mi"


def test_a_later_library_replaces_blocks_of_an_earlier_one(tmp_path: Path) -> None:
    plan = plan_from(
        tmp_path, blocks=BLOCKS + '[block.warm-up]\nabout = "Mine."\ntext = "jog {minutes}min"'
    )
    (race,) = plan.weeks[1].sessions
    assert format_session(race.session) == "jog 20min\nrace 1mi"


def test_workouts_are_counted_from_1_and_rest_days_are_not(tmp_path: Path) -> None:
    sessions = plan_from(tmp_path).weeks[0].sessions
    assert [(planned.place, planned.title) for planned in sessions] == [
        (0, "Rest day"),
        (1, "Easy and quick"),
        (2, "Lift"),
    ]


def test_a_rest_day_needs_no_name(tmp_path: Path) -> None:
    assert plan_from(tmp_path).weeks[0].sessions[0].name == ""


def test_a_plan_cannot_be_changed(tmp_path: Path) -> None:
    plan = plan_from(tmp_path)
    with pytest.raises(FrozenInstanceError):
        plan.name = "another"  # type: ignore[misc]  # that is what is tested


def test_an_error_in_a_library_names_the_library(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        plan_from(tmp_path, blocks="[block.pickups]\nabout = 5\n")
    assert str(caught.value) == (
        "mine.toml:1:8: block.pickups.text: is missing\n"
        "  [block.pickups]\n"
        "         ^\n"
        '  write text = "warm-up {minutes=15}min"\n'
        "mine.toml:2:9: block.pickups.about: is not text\n"
        "  about = 5\n"
        "          ^\n"
        "  put it in quotes"
    )


def test_a_block_that_uses_itself_is_an_error_not_an_endless_loop(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        plan_from(tmp_path, blocks='[block.pickups]\nabout = "Me."\ntext = "use pickups"\n')
    assert str(caught.value) == (
        "mine.toml:3:13: block.pickups.text: blocks are nested too deeply: pickups > pickups\n"
        '  text = "use pickups"\n'
        "              ^\n"
        "  write the steps out"
    )


def test_the_shipped_plans_and_their_levels_come_from_file_names() -> None:
    plans = shipped_plans()
    assert plans == {"mile": ("beginner", "intermediate", "advanced")}
    for name, levels in plans.items():
        for level in levels:
            plan = load_plan(name, level)
            assert (plan.name, plan.level, plan.shipped) == (name, level, True)


def test_every_shipped_template_is_found() -> None:
    names = {path.name for path in template_folder().glob("*.toml")}
    assert names == {
        "blocks.toml",
        "mile-beginner.toml",
        "mile-intermediate.toml",
        "mile-advanced.toml",
        "mile-weeks.toml",
        "new-plan.toml",
        "strength-gym.toml",
        "strength-home.toml",
    }


def test_an_unknown_plan_names_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        load_plan("marathon", "beginner")
    assert str(caught.value) == (
        'there is no plan "marathon"\n'
        f"  plans: {', '.join(shipped_plans())}; or a file of your own: my-plan.toml"
    )
    assert caught.value.exit_code == 2


def test_a_missing_plan_file_is_named_as_it_was_given() -> None:
    with pytest.raises(TemplateError) as caught:
        load_plan("no/such.toml", "beginner")
    assert (
        str(caught.value)
        == "no/such.toml: cannot be read: No such file or directory\n  check its name and permissions"
    )


def test_errors_in_a_plan_name_it_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN.replace('"advanced"', '"elite"'), encoding="utf-8")
    (tmp_path / "mine.toml").write_text(BLOCKS, encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        read_custom_plan(path, "the plan")
    assert str(caught.value) == (
        'the plan:3:9: level: cannot be "elite"\n'
        '  level = "elite"\n'
        "          ^\n"
        "  write 'beginner', 'intermediate' or 'advanced'"
    )


@pytest.mark.parametrize("strength", ["gym", "home"])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.slow
def test_a_shipped_plan_is_the_same_checked_or_not(level: Level, strength: Strength) -> None:
    path = template_folder() / f"mile-{level}.toml"
    for weeks in (None, 6, 10):
        checked = read_custom_plan(path, path.name, strength).plan(weeks)
        assert not checked.shipped
        assert load_plan("mile", level, weeks, strength) == replace(checked, shipped=True)


def test_a_shipped_plan_that_was_damaged_is_checked(tmp_path: Path) -> None:
    shipped = (template_folder() / "mile-intermediate.toml").read_text(encoding="utf-8")
    path = tmp_path / "mile-intermediate.toml"
    path.write_text(shipped.replace("4x 3min @ vo2max", "4x 3min @ vo3max", 1), encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        load_shipped(path)
    place, _, message = str(caught.value).partition(": week.V2.session[2].text: ")
    assert place.startswith("templates/mile-intermediate.toml:")
    assert message.startswith('unknown zone "vo3max"\n  4x 3min @ vo3max, jog 0.8x rep\n')
