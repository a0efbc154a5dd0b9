"""Templates: what a plan says is shown, never executed, and no name is missing."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from fitexport.page.render import environment, kind_class

CARD = "{% import 'macros.html.j2' as m %}{{ m.chip(kind) }}"


def test_markup_is_escaped() -> None:
    made = environment().from_string(CARD).render(kind="<b>&")
    assert "<b>" not in made
    assert "&lt;b&gt;&amp;" in made


def test_a_name_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string(CARD).render()


def test_a_kind_is_a_class() -> None:
    assert kind_class("VO2max") == "kind-vo2max"
    assert kind_class("long run") == "kind-long-run"
