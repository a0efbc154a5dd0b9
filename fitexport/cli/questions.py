"""The questions that `init` asks in a terminal, each answer checked before the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import click

from fitexport.cli.options import parsed
from fitexport.errors import FitexportError
from fitexport.season.questions import QUESTIONS, Question
from fitexport.season.settings import Settings


def asked(wanted: Settings, before: Settings, today: date) -> Settings:
    """What is wanted, with answers for what it leaves open; `before` are the usual ones.

    Raises:
        FitexportError: what is wanted cannot be.
    """
    click.echo("A few questions; Enter takes what stands in brackets.", err=True)
    for field, question_for in QUESTIONS.items():
        question = question_for(wanted, before, today)
        value = getattr(wanted, field)
        if value is None:
            value = _ask(question)
        elif question.check_given:
            question.check(value)
        wanted = replace(wanted, **{field: value})
    return wanted


def _ask(question: Question) -> Any:
    """The answer; one that cannot be is asked for again."""

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
