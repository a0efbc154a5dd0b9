"""The questions that `init` asks in a terminal, each answer checked before the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import click

from fitexport.cli.options import parsed
from fitexport.errors import FitexportError
from fitexport.export.from_recordings import NO_OFFER, Offer, Offered, refusal
from fitexport.season.questions import QUESTIONS, Question
from fitexport.season.settings import Settings


def asked(wanted: Settings, before: Settings, today: date, offer: Offer = NO_OFFER) -> Settings:
    """The settings `wanted`, completed by answers; suggested answers come from `before`, or from what
    recordings offer.

    Raises:
        FitexportError: `wanted` is impossible.
    """
    click.echo("A few questions; Enter accepts the value in brackets.", err=True)
    for field, question_for in QUESTIONS.items():
        question = question_for(wanted, before, today)
        value = getattr(wanted, field)
        if value is None:
            if field in offer.found:
                question = _offered(field, offer.found[field], wanted, before, today)
            value = _ask(question)
        elif question.check_given:
            question.check(value)
        wanted = replace(wanted, **{field: value})
    return wanted


def _offered(
    field: str, offered: Offered, wanted: Settings, before: Settings, today: date
) -> Question:
    """A question that suggests the value offered, unless this runner cannot have it."""
    problem = refusal(field, offered.value, wanted, before, today)
    hint = f"  From the recordings: {offered.source}"
    if problem:
        hint = f"  Not offered from the recordings: {offered.sentence(field)} But {problem}"
    else:
        before = replace(before, **{field: offered.value})
    question = QUESTIONS[field](wanted, before, today)
    return question._replace(hints=(*question.hints, hint))


def _ask(question: Question) -> Any:
    """The answer; an impossible one is asked for again."""

    def checked(text: str) -> Any:
        value = parsed(text, question.read)
        try:
            question.check(value)
        except FitexportError as error:
            raise click.UsageError(str(error)) from None
        return value

    for hint in question.hints:
        click.echo(hint, err=True)
    return click.prompt(question.text, default=question.usual, value_proc=checked, err=True)
