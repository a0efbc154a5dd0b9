"""Every setting of a runner, once: its place in a fitexport.toml, its option, its texts.

Options, the commented file, its check, its JSON Schema and the questions of `init` are made from
these rows, in this order.
"""

from __future__ import annotations

from typing import NamedTuple

from fitexport.pace.distances import DEFAULT_RACE, Race
from fitexport.pace.pacing import DEFAULT_SURFACE, Surface
from fitexport.pace.race import DEFAULT_EXTRA_AT, ExtraAt
from fitexport.pace.table import (
    DEFAULT_BANDS,
    DEFAULT_EASY_BY,
    MAX_HR_RANGE,
    MILE_RANGE_S,
    RESTING_HR_RANGE,
    Bands,
    EasyBy,
)
from fitexport.plan.model import DEFAULT_STRENGTH, MAX_WEEKS, Level, Strength
from fitexport.plan.shipped import DEFAULT_PLAN
from fitexport.season.age import AGES
from fitexport.season.levels import AVERAGE_MILE_S
from fitexport.season.setting_kinds import (
    BEFORE,
    CLOCK,
    DATE,
    DAY,
    DAYS,
    FLAG,
    ID,
    MILE,
    OPEN_DAYS,
    PLAN,
    RACE_CLOCK,
    RACE_DISTANCE,
    SESSION_KEY,
    TIME_OF_DAY,
    TIMES,
    TIMEZONE,
    VOLUME,
    Kind,
    choice,
    whole_number,
)
from fitexport.session.sports import CrossSport
from fitexport.units import DEFAULT_UNITS, Units, clock


class Setting(NamedTuple):
    """A row: a setting."""

    table: str
    """Of the file: athlete, season or calendar."""
    key: str
    field: str
    """Of `Settings`; of `CalendarSettings` for the calendar."""
    kind: Kind
    example: str
    """Its value in the file as long as it is not set."""
    comment: str
    """Its comment in the file; editors show it too."""
    help: str
    """Its text in `--help`."""
    without: str = ""
    """Its default in `--help`, in words."""
    default: str = ""
    """Its default, if that is one of its choices."""
    option_name: str = ""
    """If it is not the key."""

    @property
    def option(self) -> str:
        return f"--{self.option_name or self.key}"


CALENDAR = "calendar"
_A, _S, _C = "athlete", "season", CALENDAR

SETTINGS = (
    Setting(
        *(_A, "id", "id", ID, '"anna"'),
        "keep it: your watch and calendar identify your sessions by it",
        "Identifies the sessions in watch and calendar.",
        "random",
    ),
    Setting(
        *(_A, "mile", "mile_s", MILE, '"6:20"'),
        'the mile you can run today, or a race: "5k 22:00"',
        f"Current mile time, {clock(MILE_RANGE_S[0])} to {clock(MILE_RANGE_S[1])}, or a recent race:"
        ' "5k 22:00".',
        clock(AVERAGE_MILE_S),
    ),
    Setting(
        *(_A, "volume", "volume", VOLUME, '"25mi"'),
        "what you run a week now, in mi, km or min",
        "Usual weekly running now: 25mi, 40km, 180min.",
        "a careful one",
    ),
    Setting(
        *(_A, "goal", "goal_s", CLOCK, '"6:00"'),
        "what you train for: a mile, or a time over race",
        "Goal time for the mile, or over --race-distance.",
        "by level",
    ),
    Setting(
        *(_A, "age", "age", whole_number(*AGES, "YEARS"), "64"),
        "on race day: from 50 and under 17 the plan is gentler",
        "Age on race day: from 50 and under 17 the plan is gentler.",
    ),
    Setting(
        *(_A, "level", "level", choice(Level), '"intermediate"'),
        "beginner, intermediate or advanced",
        "How much training the runner is used to.",
        "by volume",
    ),
    Setting(
        *(_A, "units", "units", choice(Units), '"mi"'),
        "paces per mi or per km",
        "Paces per mile or per km.",
        default=DEFAULT_UNITS,
    ),
    Setting(
        *(_A, "surface", "surface", choice(Surface), '"road"'),
        "on a track, reps end by the lap button",
        "On a track, reps end by the lap button.",
        default=DEFAULT_SURFACE,
    ),
    Setting(
        *(_A, "cross", "cross", choice(CrossSport), '"cycling"'),
        "your other sport: or swimming, rowing, elliptical, aqua-jog, hiking",
        "Sport on cross-training days; without it they make no watch file.",
    ),
    Setting(
        *(_A, "strength", "strength", choice(Strength), '"gym"'),
        "gym (barbells), home (dumbbells or nothing), none",
        "Lifting at home (dumbbells or nothing) or with barbells.",
        DEFAULT_STRENGTH,
        DEFAULT_STRENGTH,
    ),
    Setting(
        *(_A, "bands", "bands", choice(Bands), '"normal"'),
        "pace targets: tight, normal, wide, or none",
        "How wide the pace targets are; none: no pace alerts.",
        default=DEFAULT_BANDS,
    ),
    Setting(
        *(_A, "easy-by", "easy_by", choice(EasyBy), '"pace"'),
        "easy and long runs by pace, hr or effort",
        "What keeps easy and long runs easy.",
        DEFAULT_EASY_BY,
        DEFAULT_EASY_BY,
    ),
    Setting(
        *(_A, "max-hr", "max_hr", whole_number(*MAX_HR_RANGE, "BPM"), "185"),
        "your highest heart rate, for easy-by hr",
        "Maximum heart rate.",
        "by age, else the one set on the watch",
    ),
    Setting(
        *(_A, "resting-hr", "resting_hr", whole_number(*RESTING_HR_RANGE, "BPM"), "52"),
        "on waking: heart rates then agree with your paces",
        "Heart rate on waking: with it, heart rates agree with the paces.",
    ),
    Setting(
        *(_A, "days", "days", DAYS, '["mon", "tue", "thu", "sat"]'),
        "the days you can train on",
        "Training days: mon,tue,thu,sat,sun. Three at least; three or four have fewer hard runs.",
        "the plan's own",
    ),
    Setting(
        *(_A, "long-run", "long_run", DAY, '"sat"'),
        "the day of the long run",
        "The day of the long run: sun.",
    ),
    Setting(
        *(_A, "extra-at", "extra_at", choice(ExtraAt), '"end"'),
        "a mile is four laps and 9 m: at the start or end",
        "Where to run the 9 m that make four laps a mile.",
        DEFAULT_EXTRA_AT,
        DEFAULT_EXTRA_AT,
    ),
    Setting(
        *(_S, "id", "season", ID, '"mile-2027-05-01"'),
        "keep it until the race is run",
        "What this season is called.",
        "by race day",
        option_name="season",
    ),
    Setting(
        *(_S, "plan", "plan", PLAN, '"mile"'),
        'a shipped plan, or a file of your own: "my-plan.toml"',
        "A shipped plan, or a file such as my-plan.toml.",
        DEFAULT_PLAN,
        DEFAULT_PLAN,
    ),
    Setting(
        *(_S, "race", "race", choice(Race), '"mile"'),
        "what the mile plan leads to: mile, 1600m or 1500m",
        "The race at the end of the mile plan; --goal is a time over it.",
        DEFAULT_RACE,
        DEFAULT_RACE,
        "race-distance",
    ),
    Setting(
        *(_S, "weeks", "weeks", whole_number(1, MAX_WEEKS, "N"), "8"),
        "how long the plan is; the mile plan: 6 to 10",
        "How long the plan is; the mile plan: 6 to 10 weeks.",
        "8",
    ),
    Setting(
        *(_S, "race-day", "race_day", DATE, "2027-05-01"),
        "the day of the race, the last of the plan",
        "The day of the race, the plan's last: 2027-05-01.",
        "the plan starts next Monday",
    ),
    Setting(
        *(_C, "at", "at", TIMES, '"06:30"'),
        'when runs begin; or some days: { mon = "06:30", sat = "8:00" }',
        "When runs begin: 06:30, or mon=06:30,sat=8:00.",
        "all-day events",
    ),
    Setting(
        *(_C, "strength-at", "strength_at", TIME_OF_DAY, '"17:30"'),
        "when lifting begins",
        "When lifting begins: 17:30.",
        "an all-day event beside a run",
    ),
    Setting(
        *(_C, "race-at", "race_at", TIME_OF_DAY, '"10:15"'),
        "when the race begins",
        "When the race begins: 10:15.",
        "an all-day event",
    ),
    Setting(
        *(_C, "timezone", "timezone", TIMEZONE, '"America/New_York"'),
        "the time zone of these times",
        "The time zone of these times: America/New_York.",
    ),
    Setting(
        *(_C, "remind", "remind_min", BEFORE, '"30min"'),
        "an alarm before sessions that have a time",
        "An alarm before sessions that have a time: 30min.",
    ),
    Setting(
        *(_C, "rest-days", "rest_days", FLAG, "true"),
        "include rest days",
        "Include rest days.",
    ),
    Setting(
        *(_C, "week-summaries", "week_summaries", FLAG, "true"),
        "an event for each week",
        "Add an event for each week.",
    ),
    Setting(
        *(_C, "countdown", "countdown", FLAG, "true"),
        "weeks to the race in the titles",
        "Show the weeks to the race in titles.",
    ),
)
BY_FIELD = {setting.field: setting for setting in SETTINGS}
CALENDAR_FIELDS = tuple(setting.field for setting in SETTINGS if setting.table == CALENDAR)


class EntryKey(NamedTuple):
    """A row: a key of a change or result."""

    key: str
    kind: Kind
    comment: str
    """Its text in editors."""
    example: str = ""
    """Its value in the file, for a required key."""

    @property
    def required(self) -> bool:
        return bool(self.example)


ENTRIES = {
    "change": (
        EntryKey("date", DATE, "The day on which it was written.", "2027-04-09"),
        EntryKey(
            "move", SESSION_KEY, "The session that moves, named as in tables and on the watch."
        ),
        EntryKey("to", DATE, "Its new day."),
        EntryKey("swap", FLAG, "Whether the two days swap sessions."),
        EntryKey("skip", SESSION_KEY, "The session that is left out."),
        EntryKey("sick", DATE, "The first day of an illness."),
        EntryKey("injured", DATE, "The first day of an injury; without until, it goes on."),
        EntryKey("travel", DATE, "The first day of a trip."),
        EntryKey("until", DATE, "Its last day."),
        EntryKey("days", OPEN_DAYS, "The days of the week that are open to training on a trip."),
        EntryKey("cross-training", FLAG, "Whether cross-training goes on during an injury."),
        EntryKey("race-day", DATE, "The new day of the race."),
    ),
    "result": (
        EntryKey("date", DATE, "The day on which it was run.", "2027-04-09"),
        EntryKey(
            *("distance", RACE_DISTANCE),
            "mile, 800m, 1500m, 3k, 5k, 10k, or another: 3200m, 2mi, 8km.",
            '"mile"',
        ),
        EntryKey("time", RACE_CLOCK, "Its time.", '"6:12"'),
        EntryKey("goal", CLOCK, "What you train for from then on, over the season's race."),
    ),
}
"""The keys of a `[[change]]` and of a `[[result]]`."""
