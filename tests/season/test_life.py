"""Random lives of random plans: whatever happens, the rules hold, and all of it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st
from support.examples import few
from support.life_rules import Written, broken_life_rules

from fitexport.errors import PaceError, ScheduleError
from fitexport.export.compile import compile_week
from fitexport.export.compiled import CompiledWorkout
from fitexport.files.replace import read_raw, rewrite
from fitexport.pace.distances import DISTANCES_M
from fitexport.pace.fitness import fitness_index, race_time
from fitexport.pace.results import Result, check_result
from fitexport.pace.table import MILE_RANGE_S
from fitexport.plan.load import load_plan
from fitexport.plan.model import LEVELS, Level, Strength
from fitexport.season.athlete import Athlete
from fitexport.season.changes import Away, Change, Move, NewRaceDay, Skip
from fitexport.season.edits import with_entry, without_last
from fitexport.season.proposing import propose
from fitexport.season.schedule import Schedule, ScheduledSession
from fitexport.season.season import Season, season_of
from fitexport.season.settings import Settings
from fitexport.season.settings_file import read_athlete_file
from fitexport.season.settings_text import format_athlete_file
from fitexport.season.spells import OPEN_END, Spell
from fitexport.season.weekdays import WEEKDAYS
from fitexport.season.weekly_volume import WeeklyVolume
from fitexport.units import MILE_M

MOST_CHANGES = 8
FIRST_RACE_DAY = date(2027, 5, 1)
DAY = timedelta(days=1)

OWN_PLAN = """\
name = "own"
title = "My own plan"
level = "intermediate"
about = "Five weeks of mine."
weeks = ["one", "two", "easier", "three", "last"]

[week.one]
phase = "base"
focus = "Begin."
session = [
  { day = 1, why = "Free.", text = "rest" },
  { day = 2, why = "Legs.", text = "warm-up 15min; 8x 200m @ mile, jog 2x rep; cool-down 10min" },
  { day = 2, why = "Lift.", text = "3x (goblet squat 8reps; rest 2min)" },
  { day = 3, why = "Free.", text = "rest" },
  { day = 4, why = "Easy.", text = "easy 40min" },
  { day = 5, why = "Steady.", text = "warm-up 15min; tempo 15min; cool-down 10min" },
  { day = 6, why = "Free.", text = "rest" },
  { day = 7, why = "Long.", text = "long 60min" },
]

[week.two]
phase = "build"
focus = "More."
session = [
  { day = 1, why = "Ride.", text = "cross-training 30min @ effort 4" },
  { day = 2, why = "Lungs.", text = "warm-up 15min; 4x 3min @ vo2max, jog 2min; cool-down 10min" },
  { day = 3, why = "Free.", text = "rest" },
  { day = 4, why = "Easy.", text = "easy 40min" },
  { day = 5, why = "Steady.", text = "warm-up 15min; tempo 18min; cool-down 10min" },
  { day = 6, why = "Free.", text = "rest" },
  { day = 7, why = "Long.", text = "long 65min" },
]

[week.easier]
phase = "build"
focus = "Rest, and a trial."
cut-back = true
session = [
  { day = 1, why = "Free.", text = "rest" },
  { day = 2, why = "Easy.", text = "easy 30min" },
  { day = 3, why = "Free.", text = "rest" },
  { day = 4, why = "Free.", text = "rest" },
  { day = 5, why = "See.", text = "warm-up 20min; time-trial 1mi; cool-down 10min" },
  { day = 6, why = "Free.", text = "rest" },
  { day = 7, why = "Long.", text = "long 45min" },
]

[week.three]
phase = "specific"
focus = "Race pace."
session = [
  { day = 1, why = "Free.", text = "rest" },
  { day = 2, why = "Goal.", text = "warm-up 15min; 4x 400m @ goal, jog 1.25x rep; cool-down 10min" },
  { day = 3, why = "Free.", text = "rest" },
  { day = 4, why = "Easy.", text = "easy 40min" },
  { day = 5, why = "Steady.", text = "warm-up 15min; tempo 15min; cool-down 10min" },
  { day = 6, why = "Free.", text = "rest" },
  { day = 7, why = "Long.", text = "long 60min" },
]

[week.last]
phase = "taper"
focus = "Race."
session = [
  { day = 1, why = "Free.", text = "rest" },
  { day = 2, why = "Goal.", text = "warm-up 15min; 3x 200m @ goal, jog 2.5x rep; cool-down 10min" },
  { day = 3, why = "Free.", text = "rest" },
  { day = 4, why = "Easy.", text = "easy 20min" },
  { day = 5, why = "Free.", text = "rest" },
  { day = 6, why = "Free.", text = "rest" },
  { day = 7, why = "Race.", text = "warm-up 20min; race 1mi; cool-down 10min" },
]
"""


# --- a season and its file --------------------------------------------------------------


@dataclass(frozen=True)
class Followed:
    """What a fitexport.toml says, and what comes of it."""

    season: Season
    written: Written

    @property
    def profile(self) -> Settings:
        return self.season.settings

    @property
    def athlete(self) -> Athlete:
        return self.season.athlete

    @property
    def schedule(self) -> Schedule:
        return self.season.schedule

    @cached_property
    def files(self) -> dict[str, CompiledWorkout]:
        """The workout file of every session."""
        bundles = (
            compile_week(self.season, number, today=self.schedule.start)
            for number in range(1, self.schedule.weeks + 1)
        )
        return {session.key: session for bundle in bundles for session in bundle.workouts}


def season_in(path: Path) -> Followed:
    season = season_of(read_athlete_file(path))
    return Followed(season, written_for(season.settings, season.athlete))


def written_for(profile: Settings, athlete: Athlete) -> Written:
    if profile.plan is None:
        return _shipped(athlete.level, profile.strength or "gym")
    plan = load_plan(profile.plan, athlete.level)
    places = {
        week.name: [each.place for each in week.sessions if each.place] for week in plan.weeks
    }
    return Written(places, lighter=("easier", "last"), no_load=("easier", "three", "last"))


@cache
def _shipped(level: Level, strength: Strength) -> Written:
    plan = load_plan("mile", level, 10, strength)
    return Written(
        {week.name: [each.place for each in week.sessions if each.place] for week in plan.weeks}
    )


LAYOUTS: dict[str, Callable[[str], str]] = {
    "as init writes it": lambda text: text,
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "no line break at the end": lambda text: text.rstrip("\n"),
    "Windows, no line break at the end": lambda text: text.rstrip("\n").replace("\n", "\r\n"),
    "a byte order mark": lambda text: f"\ufeff{text}",
    "a comment at the end": lambda text: f"{text}\n# call the physio\n",
    "a comment at the very end": lambda text: f"{text}\n# call the physio",
    "blank lines at the end": lambda text: f"{text}\n\n\n",
    "spaces at the end": lambda text: f"{text}\n  \t",
    "the tables the other way round": lambda text: "\n\n".join(
        ("[season]" + text.partition("[season]")[2], text.partition("[season]")[0])
    ),
}


# --- what can happen --------------------------------------------------------------------


def minutes_a_week(minutes: float) -> WeeklyVolume:
    return WeeklyVolume(minutes, "min")


@st.composite
def profiles(draw: st.DrawFn, levels: Sequence[Level], *, own: bool) -> Settings:
    level = draw(st.sampled_from(levels))
    fastest, slowest = MILE_RANGE_S
    days = st.sets(st.sampled_from(WEEKDAYS), min_size=3, max_size=7)
    return Settings(
        id=draw(st.none() | st.just("anna")),
        mile_s=draw(st.integers(int(fastest), int(slowest)).map(float)),
        level=level,
        volume=draw(st.none() | st.sampled_from((60, 200, 500)).map(minutes_a_week)),
        cross=draw(st.sampled_from((None, "cycling", "rowing"))),
        strength=draw(st.sampled_from((None, "home"))),
        days=draw(st.none() | days.map(lambda days: tuple(sorted(days, key=WEEKDAYS.index)))),
        plan="own.toml" if own else None,
        weeks=None if own else draw(st.integers(6, 10)),
        race_day=FIRST_RACE_DAY + draw(st.integers(0, 6)) * DAY,
    )


def some_days(first: date, least: int, most: int) -> st.SearchStrategy[date]:
    return st.integers(least, most).map(lambda number: first + number * DAY)


@st.composite
def happenings(draw: st.DrawFn, season: Followed, today: date) -> Change | Result:
    """Something that a runner could say on a day; much of it is refused."""
    kind = draw(
        st.sampled_from(
            ("move", "move", "move", "skip", "sick", "injured", "travel", "race", "ran")
        )
    )
    match kind:
        case "move":
            session = draw(a_session(season, today))
            near = max(session.day, today)
            free = [each.day for each in season.schedule.sessions if not each.place]
            free = [day for day in free if today <= day and abs((day - near).days) <= 7]
            to = draw(st.sampled_from(free or [near]) | some_days(near, -4, 5))
            return Move(session.key, to, draw(st.booleans()), made=today)
        case "skip":
            return Skip(draw(a_session(season, today)).key, made=today)
        case "sick":
            first = draw(some_days(today, -8, 3))
            last = draw(some_days(first, 0, 9) | some_days(first, 0, 29))
            return Away(Spell(first, last, "sick"), made=today)
        case "injured":
            open_before = [each for each in season.schedule.spells if each.is_open]
            first = open_before[0].first if open_before else draw(some_days(today, -8, 3))
            last = draw(some_days(max(first, today), 0, 12) | st.just(OPEN_END))
            keep = draw(st.booleans())
            return Away(Spell(first, last, "injured", cross_training=keep), made=today)
        case "travel":
            first = draw(some_days(today, -3, 12))
            last = draw(some_days(first, 0, 10))
            days = draw(st.sets(st.sampled_from(WEEKDAYS), max_size=4))
            open_ = tuple(sorted(days, key=WEEKDAYS.index))
            return Away(Spell(first, last, "away", days=open_), made=today)
        case "race":
            return NewRaceDay(draw(some_days(season.schedule.race_day, -21, 28)), made=today)
        case _:
            return draw(results(season, today))


@st.composite
def a_session(draw: st.DrawFn, season: Followed, today: date) -> ScheduledSession:
    """One of these weeks', or any, or one that was missed."""
    every = [
        *(each for each in season.schedule.sessions if each.place),
        *(entry.session for entry in season.schedule.missed),
    ]
    near = [each for each in every if abs((each.day - today).days) <= 8]
    return draw(st.sampled_from(near or every) | st.sampled_from(every))


@st.composite
def results(draw: st.DrawFn, season: Followed, today: date) -> Result:
    """A race faster or slower than the mile of the season."""
    mile_s = season.athlete.table.mile_s * draw(st.integers(850, 1150)) / 1000
    distance = draw(st.sampled_from(sorted(DISTANCES_M)))
    time_s = round(race_time(DISTANCES_M[distance], fitness_index(MILE_M, mile_s)), 1)
    goal_s = draw(st.none() | st.just(float(int(0.97 * mile_s))))
    day = draw(some_days(today, -6, 0))
    return Result(day=day, distance=distance, time_s=time_s, goal_s=goal_s)


def accepted(path: Path, happened: Change | Result, today: date) -> str:
    """The file's text with this written to it, as the commands do it; "" if they refuse."""
    season = season_in(path)
    try:
        if isinstance(happened, Result):
            check_result(happened, today)
        else:
            proposal = propose(season.season, happened)
            assert proposal.before == season.schedule
            if proposal.broken:
                return ""
    except (ScheduleError, PaceError):
        return ""
    return with_entry(read_raw(path), happened)


# --- what has to hold -------------------------------------------------------------------


def check_step(before: Followed, after: Followed, happened: Change | Result) -> None:
    """What has to hold from one entry of the file to the next."""
    broken = list(broken_life_rules(after.schedule, after.athlete, after.written))
    assert broken == []
    if isinstance(happened, Result):
        assert after.profile == replace(before.profile, results=(*before.profile.results, happened))
    else:
        assert after.profile == replace(before.profile, changes=(*before.profile.changes, happened))
    check_identities(before.files, after.files)
    if isinstance(happened, Result):
        check_result_counts(before, after, happened)
    else:
        check_rest_stays(before, after, happened)


def check_identities(old: dict[str, CompiledWorkout], new: dict[str, CompiledWorkout]) -> None:
    """A session keeps its serial number; another time_created says that its content is another."""
    serials = [session.identity.serial for session in new.values()]
    assert len(serials) == len(set(serials))
    for key in old.keys() & new.keys():
        was, now = old[key], new[key]
        assert was.identity.serial == now.identity.serial, key
        assert (was.identity.version == now.identity.version) == (content(was) == content(now)), key


def content(session: CompiledWorkout) -> bytes:
    """A workout file's records less header, checksum and time_created."""
    version = session.identity.version.to_bytes(4, "little")
    return session.data[14:-2].replace(version, bytes(4), 1)


def check_result_counts(before: Followed, after: Followed, result: Result) -> None:
    """Nothing until the day of a result changes; what follows has its paces, to the next one."""
    days = {each.key: each.day for each in before.schedule.sessions}
    assert {each.key: each.day for each in after.schedule.sessions} == days
    later = min(
        (each.day for each in before.profile.results if each.day > result.day), default=date.max
    )
    for key, file in before.files.items():
        if days[key] <= result.day:
            assert file.data == after.files[key].data, key
        elif days[key] <= later:
            table = after.athlete.table_on(days[key])
            assert table.mile_s == result.mile_s, key
            assert table.goal_s == (result.goal_s or before.athlete.table_on(days[key]).goal_s)


def check_rest_stays(before: Followed, after: Followed, change: Change) -> None:
    """What a change does not speak of keeps its day, and what it is."""
    if any(each.is_long for each in (*before.schedule.breaks, *after.schedule.breaks)):
        return check_past_stays(before, after, change)
    touched = set(touched_by(change, before.schedule, after.schedule))
    was, now = by_key(before.schedule), by_key(after.schedule)
    for key in sorted({*was, *now} - touched):
        assert key in was, key
        assert key in now, key
        assert was[key].day == now[key].day, key
        smaller = (
            isinstance(change, Away) and change.spell.unwell and was[key].day > change.spell.last
        )
        if smaller:  # weeks that follow grow from the last one without illness
            assert was[key].planned.kind == now[key].planned.kind, key
        elif not before.profile.results:
            assert was[key].planned == now[key].planned, key
    if isinstance(change, Move | NewRaceDay):
        past = {key: each.day for key, each in now.items() if each.day < change.made}
        assert past.items() <= {key: each.day for key, each in was.items()}.items()
    return None


def check_past_stays(before: Followed, after: Followed, change: Change) -> None:
    """After a long break all that is to come may change; what lies before it and before the day
    of the change does not."""
    first = min((each.first for each in after.schedule.breaks), default=date.max)
    was, now = by_key(before.schedule), by_key(after.schedule)
    touched = set(touched_by(change, before.schedule, after.schedule))
    for key in sorted({*was, *now} - touched):
        if key in was and was[key].day < min(first, change.made):
            assert now[key].day == was[key].day, key
            if not before.profile.results:
                assert now[key].planned == was[key].planned, key


def by_key(schedule: Schedule) -> dict[str, ScheduledSession]:
    return {each.key: each for each in schedule.sessions if each.place}


def touched_by(change: Change, before: Schedule, after: Schedule) -> Iterator[str]:
    """The sessions that a change speaks of, by what the commands say of themselves."""
    was, now = by_key(before), by_key(after)
    yield from before.gentle ^ after.gentle
    trials = [each for each in (*was.values(), *now.values()) if each.planned.is_trial]
    for trial in trials:  # it waits until the runner is ready, and takes a hard run's day
        yield trial.key
        yield from (key for key, each in (*was.items(), *now.items()) if each.day == trial.day)
    match change:
        case Skip():
            yield change.session
        case Move():
            yield change.session
            moved = now.get(change.session)
            old = was.get(change.session)
            if old and (old.planned.is_hard or old.planned.is_long):
                yield from (
                    key
                    for key, each in was.items()
                    if each.day == old.day and each.planned.kind == "strength"
                )
            if change.swap:
                yield from (key for key, each in was.items() if each.day == change.to)
            assert moved is None or moved.day == change.to
        case Away(spell) if spell.unwell:
            # An earlier entry of illness may make a relapse of a later one.
            back = max(each.return_ends for each in after.breaks)
            for key, each in was.items():
                if spell.first <= each.day <= back:
                    yield key
        case Away(spell):
            # Lifting on the way is that of a plan for home. What the return from an illness took
            # away may come back on another day.
            yield from (
                key
                for key, each in was.items()
                if each.planned.kind == "strength" and spell.first <= each.day <= spell.last
            )
            every = [*was.values(), *(entry.session for entry in before.missed)]
            for number in range(1, before.weeks + 1):
                here = [each for each in every if before.week_on(each.day) == number]
                shut = [each for each in here if spell.closes(each.day)]
                if any(not each.planned.is_race for each in shut):
                    yield from (each.key for each in here if each.day >= change.made)
                    yield from (each.key for each in shut)
        case NewRaceDay():
            begun = max(0, before.week_on(change.made))
            for key, each in (*was.items(), *now.items()):
                if each.week > begun or each.planned.is_race:
                    yield key
            # The easy run on the day before goes with the race, and takes the place of another.
            eves = {before.race_day - DAY, after.race_day - DAY}
            yield from (key for key, each in was.items() if each.day in eves)


# --- the properties ---------------------------------------------------------------------


def live_and_undo(
    data: st.DataObject, path: Path, levels: Sequence[Level] = LEVELS, *, own: bool = False
) -> None:
    profile = data.draw(profiles(("intermediate",) if own else levels, own=own), "profile")
    layout = data.draw(st.sampled_from(sorted(LAYOUTS)), "layout")
    first = LAYOUTS[layout](format_athlete_file(profile))
    path.write_bytes(first.encode())
    try:
        season = start = season_in(path)
    except ScheduleError:  # no plan fits on these days
        assume(False)
        raise
    broken = list(broken_life_rules(season.schedule, season.athlete, season.written))
    if not season.season.plan.shipped:  # on three days it may be so from the beginning
        near = ("long runs near each other", "three hard or long days")
        assume(not any(rule.startswith(near) for rule in broken))
    assert not broken
    today = season.schedule.start + data.draw(st.integers(-10, 30), "first day") * DAY
    texts = [first]
    for _ in range(data.draw(st.integers(1, MOST_CHANGES), "changes")):
        today += data.draw(st.integers(0, 12)) * DAY
        happened = data.draw(happenings(season, today))
        text = accepted(path, happened, today)
        note(f"{'done' if text else 'refused'}: {happened}")
        if text:
            rewrite(path, texts[-1], text)
            texts.append(text)
            before, season = season, season_in(path)
            check_step(before, season, happened)
    last = texts[-1]
    while len(texts) > 1:
        text, _ = without_last(texts.pop())
        assert text == texts[-1]
    rewrite(path, last, texts[0])
    assert path.read_bytes() == first.encode()
    assert season_in(path).schedule == start.schedule


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
@given(data=st.data())
@few(12)
def test_through_many_changes_of_many_plans(
    data: st.DataObject, level: Level, tmp_path_factory: pytest.TempPathFactory
) -> None:
    live_and_undo(data, tmp_path_factory.mktemp("life") / "fitexport.toml", (level,))


@pytest.mark.slow
@given(data=st.data())
@few(12)
def test_the_rules_hold_through_many_changes_of_a_custom_plan(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    live_and_undo(data, custom_plan_in(tmp_path_factory), own=True)


def custom_plan_in(folders: pytest.TempPathFactory) -> Path:
    folder = folders.mktemp("own")
    (folder / "own.toml").write_text(OWN_PLAN, encoding="utf-8")
    return folder / "fitexport.toml"
