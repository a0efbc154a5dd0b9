"""What a runner's title says about a run: a race, or training."""

from __future__ import annotations

import re
from typing import Literal

# Whole words, in languages of services and watches; not those of default titles, such as Strava's
# `Carrera de mañana` and `Course à pied`.
_RACE = re.compile(
    r"\b(?:races?|parkrun|time[ -]trial|ekiden|wettkampf|volkslauf|stadtlauf|comp[ée]tition"
    r"|competici[óo]n|gara|wedstrijd|t[äa]vling)\b"
    r"|(?:比|精英|邀请|挑战|锦标|选拔|公开|大奖|接力)赛|杯",
    re.IGNORECASE,
)
_TRAINING = re.compile(
    r"\b(?:warm(?:ing)?[ -]?up|cool(?:ing)?[ -]?down|wu|cd|easy|recovery|jog(?:ging)?|shake[ -]?out"
    r"|tempo|threshold|intervals?|reps|repeats|fartlek|strides|workout|training|long run|base"
    r"|pace|prep|pre|post|before|after|week|practice"
    r"|einlaufen|auslaufen|dauerlauf|intervalle|locker|[ée]chauffement|r[ée]cup\w*|footing"
    r"|entra[iî]nement|calentamiento|entrenamiento|riscaldamento|allenamento)\b"
    r"|热身|轻松|慢跑|恢复|间歇|训|赛前|赛后",
    re.IGNORECASE,
)


def said_of(title: str) -> Literal["race", "training", ""]:
    """What it was by its title; "" if it does not say, or says both.

    >>> said_of("Ekiden 2026"), said_of("Race pace, 3x 1 mi"), said_of("Cool down"), said_of("Run")
    ('race', '', 'training', '')
    """
    found = [word for word, pattern in _WORDS if pattern.search(title[:200])]
    return found[0] if len(found) == 1 else ""


_WORDS: tuple[tuple[Literal["race", "training"], re.Pattern[str]], ...] = (
    ("race", _RACE),
    ("training", _TRAINING),
)
