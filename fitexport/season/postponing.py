"""Move the race: weeks that have begun stay, the coming ones are chosen again.

They are the weeks of a plan of the new length, if that plan begins as this one did. Otherwise
weeks that only longer plans have are dropped, or weeks that were left out are added, or one is
repeated. Race week, the lighter week before it and a coming time trial stay, and there are never
more than four heavier weeks in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fitexport.errors import ScheduleError
from fitexport.plan.model import MAX_WEEKS, Plan
from fitexport.season.lay_out import check_year, lay_out
from fitexport.season.rules import LIFTING_TO_RACE
from fitexport.season.schedule import Missed, Schedule, ScheduledSession
from fitexport.season.weekdays import Weekday
from fitexport.units import date_text

_HEAVY_IN_A_ROW = 4
_MOST_TWICE = 2
_LEAST_OF_A_WEEK = 4
"""Days that race week needs at least; the work of its first days was done the week before."""
_MOST_OF_A_WEEK = 7 + _LEAST_OF_A_WEEK - 1


@dataclass(frozen=True, slots=True)
class Template:
    """What new weeks are made from: week names by length of plan, the weeks, the athlete's days."""

    orders: Mapping[int, tuple[str, ...]]
    weeks: Callable[[Sequence[str]], Plan]
    days: Collection[Weekday] = ()
    long_run: Weekday | None = None

    def to_the_race(self, recovery: int) -> Template:
        """The same without the weeks that follow the race."""
        orders = {
            length - recovery: order[: length - recovery] for length, order in self.orders.items()
        }
        return replace(self, orders=orders)


def postponed(schedule: Schedule, race_day: date, today: date, template: Template) -> Schedule:
    """The schedule with the race on another day; weeks begun by `today` stay as they are.

    The first of the new weeks is up to three days longer or shorter, so that the last one ends
    with the race; a shorter week loses its first days.

    Raises:
        ScheduleError: the new day is too soon, or too far away.
    """
    check_year(race_day)
    if race_day == schedule.race_day:
        raise ScheduleError(f"the race is on {date_text(race_day)} already", "give another day")
    if today > schedule.race_day:
        raise ScheduleError(
            f"the race was on {date_text(schedule.race_day)}: the season is over",
            "begin the next one: fitexport init --overwrite --race-day DATE",
        )
    begun = max(0, schedule.week_on(today))
    if begun == 0:
        return _moved_whole(schedule, race_day, today, template)
    end = schedule.last_day(begun)
    in_race_week = begun == schedule.race_week
    if in_race_week and abs((race_day - schedule.race_day).days) < _LEAST_OF_A_WEEK:
        return _moved_in_race_week(schedule, race_day, today)
    after_race = schedule.days_after_race % 7  # in race week itself
    left = (race_day - end).days + after_race
    count = (left + 7 - _LEAST_OF_A_WEEK) // 7
    if count < 1:
        first = end + timedelta(days=_LEAST_OF_A_WEEK - after_race)
        why = "stays as it is, and race week needs four days of its own"
        if in_race_week:
            first = max(today, schedule.race_day - timedelta(days=_LEAST_OF_A_WEEK - 1))
            why = "is race week: the race can move by three days in it"
        raise ScheduleError(
            f"{date_text(race_day)} is too soon: week {begun} has begun and {why}",
            f"the first race day that goes is {date_text(first)}",
        )
    recovery = schedule.weeks - schedule.race_week
    if begun + count + recovery > MAX_WEEKS:
        raise ScheduleError(
            f"{date_text(race_day)} makes more than {MAX_WEEKS} weeks of the plan",
            "choose an earlier race day, or a new season: fitexport init --overwrite",
        )
    names = [week.name for week in schedule.plan.weeks]
    to_race = names[begun : schedule.race_week]
    coming = chosen_weeks(names[:begun], to_race, count, template.to_the_race(recovery))
    plan = template.weeks([*names[:begun], *coming, *names[schedule.race_week :]])
    plan = replace(plan, weeks=(*schedule.plan.weeks[:begun], *plan.weeks[begun:]))
    return _joined(schedule, plan, begun, race_day, today, template)


def _moved_whole(schedule: Schedule, race_day: date, today: date, template: Template) -> Schedule:
    """Before the first week: the same plan on other days, or a shorter one if time is short."""
    after_race = timedelta(days=schedule.days_after_race)
    room = ((race_day + after_race - today).days + 1) // 7
    count = max(
        (n for n in (schedule.weeks, *template.orders) if n <= min(room, schedule.weeks)), default=0
    )
    if count == 0:
        fewest = min(template.orders)
        raise ScheduleError(
            f"{date_text(race_day)} is too soon: the shortest plan takes {fewest} weeks",
            "the first race day that goes is"
            f" {date_text(today + timedelta(7 * fewest - 1) - after_race)}",
        )
    plan = schedule.plan if count == schedule.weeks else template.weeks(template.orders[count])
    laid = lay_out(plan, race_day, template.days, template.long_run)
    laid = replace(laid, spells=schedule.spells, first_race_day=schedule.first_race_day)
    return _still_skipped(laid, schedule)


def _moved_in_race_week(schedule: Schedule, race_day: date, today: date) -> Schedule:
    """In race week: move the race alone, by three days at most.

    Sessions on its new day or after it are missed, and return if the race moves back.
    """
    if race_day < today:
        raise ScheduleError(f"{date_text(race_day)} is past", "give a day to come")
    delay = race_day - schedule.race_day
    length = race_day - schedule.first_day(schedule.race_week)
    if length.days + schedule.days_after_race % 7 >= _MOST_OF_A_WEEK:
        raise ScheduleError(
            f"race week would be longer than {_MOST_OF_A_WEEK} days with the race on"
            f" {date_text(race_day)}",
            f"put it off by {_LEAST_OF_A_WEEK} days or more, for another race week",
        )
    back = [entry for entry in schedule.missed if entry.cause == "race day"]
    raced = (
        replace(session, day=session.day + delay) if schedule.is_race_or_later(session) else session
        for session in (*schedule.sessions, *(entry.session for entry in back))
    )
    missed = tuple(entry for entry in schedule.missed if entry not in back)
    moved = replace(
        schedule,
        race_day=race_day,
        starts=tuple(
            start + delay if start > schedule.race_day else start for start in schedule.starts
        ),
        missed=missed,
    ).with_sessions(raced)
    gone = [
        session
        for session in moved.sessions
        if session.day >= race_day and not schedule.is_race_or_later(session)
    ]
    return moved.without(gone, "race day", "the race is on this day, or before it")


def _joined(
    schedule: Schedule, plan: Plan, begun: int, race_day: date, today: date, template: Template
) -> Schedule:
    """The weeks begun, then the new ones, scheduled backwards from the race."""
    end = schedule.last_day(begun)
    tail = lay_out(
        replace(plan, weeks=plan.weeks[begun:]), race_day, template.days, template.long_run
    )
    kept = [session for session in schedule.sessions if session.week <= begun]
    gone = [
        session
        for session in kept
        if session.day >= today
        and (session.planned.is_race or _is_lifting_before(race_day, session))
    ]
    early = [
        session
        for session in schedule.sessions
        if session.week > begun and session.day <= end and _is_in(plan, schedule.plan, session)
    ]
    done = {(session.week, session.place) for session in early}
    later = (replace(session, week=session.week + begun) for session in tail.sessions)
    later = (session for session in later if (session.week, session.place) not in done)
    later_on = replace(
        schedule,
        plan=plan,
        race_day=race_day,
        days_after_race=tail.days_after_race,
        starts=(*schedule.starts[:begun], end + timedelta(days=1), *tail.starts[1:]),
        sessions=(*(session for session in kept if session not in gone), *early, *later),
        left_out=(
            *(entry for entry in schedule.left_out if entry[0] <= begun),
            *((week + begun, planned) for week, planned in tail.left_out),
        ),
        missed=(
            *(missed for missed in schedule.missed if missed.session.week <= begun),
            *(Missed(session, "race day", "the race has another day") for session in gone),
        ),
    )
    return _still_skipped(later_on, schedule)


def _still_skipped(schedule: Schedule, before: Schedule) -> Schedule:
    """Keep sessions skipped that were skipped, in weeks that the new plan still has."""
    keys = {
        missed.session.key
        for missed in before.missed
        if missed.cause == "skipped" and _is_in(schedule.plan, before.plan, missed.session)
    }
    gone = [session for session in schedule.sessions if session.key in keys]
    return schedule.without(gone, "skipped", "skipped")


def _is_lifting_before(race_day: date, session: ScheduledSession) -> bool:
    days = (race_day - session.day).days
    return session.planned.kind == "strength" and days < LIFTING_TO_RACE


def _is_in(plan: Plan, before: Plan, session: ScheduledSession) -> bool:
    """Whether the week of a session done early is also in the new plan."""
    return session.week <= len(plan.weeks) and (
        plan.weeks[session.week - 1].name == before.weeks[session.week - 1].name
    )


# --- which weeks ------------------------------------------------------------------------


def chosen_weeks(
    begun: Sequence[str], coming: Sequence[str], count: int, template: Template
) -> tuple[str, ...]:
    """The names of the `count` weeks that follow those begun.

    Raises:
        ScheduleError: so many would be more than four heavier weeks in a row.
    """
    order = template.orders.get(len(begun) + count, ())
    if list(order[: len(begun)]) == list(begun):
        return tuple(order[len(begun) :])
    choice = _Choice(begun, coming, template)
    while len(choice.coming) > count:
        choice.leave_one_out()
    while len(choice.coming) < count:
        if not choice.add_one():
            most = len(choice.coming)
            raise ScheduleError(
                f"that leaves {count} weeks, and the plan has work for {most}:"
                " more than four heavier weeks in a row would be too much",
                "choose an earlier race day, or a new season: fitexport init --overwrite"
                " --race-day DATE",
            )
    return tuple(choice.coming)


class _Choice:
    """The coming weeks while they are being chosen."""

    def __init__(self, begun: Sequence[str], coming: Sequence[str], template: Template) -> None:
        self.orders = template.orders.values()
        self.longest = max(self.orders, key=len)
        known = template.weeks(self.longest)
        self.weeks = {week.name: week for week in known.weeks}
        self.begun = list(begun)
        self.coming = list(coming) or [self.longest[-1]]

    def leave_one_out(self) -> None:
        """Drop a week that is repeated, else one that only longer plans have; the earliest first."""
        places = [n for n, name in enumerate(self.coming) if not self.stays(name)] or [0]
        idle = sorted(places, key=lambda place: self.idleness(self.coming[place]), reverse=True)
        tried = [[*self.coming[:place], *self.coming[place + 1 :]] for place in idle]
        self.coming = next(filter(self.is_bearable, tried), tried[0])

    def add_one(self) -> bool:
        """Add a week that was left out, else repeat one; False if there is none."""
        last = self.begun[-1]
        after = self.longest[self.longest.index(last) + 1 :] if last in self.longest else ()
        new = [name for name in after if name not in (*self.begun, *self.coming)]
        for name in sorted(new, key=self.idleness):
            rank = self.longest.index(name)
            later = (
                place
                for place, other in enumerate(self.coming)
                if other in self.longest and self.longest.index(other) > rank
            )
            if self.insert(next(later, len(self.coming) - 1), name):
                return True
        heavy = ((place, name) for place, name in enumerate(self.coming) if self.is_heavy(name))
        return any(self.insert(place, name) for place, name in heavy) or any(
            self.insert(0, name) for name in self.to_do_again()
        )

    def to_do_again(self) -> Sequence[str]:
        """The weeks of the phase that was reached, the last first."""
        phases = [self.weeks[name].phase for name in self.begun if name in self.weeks]
        reached = next((phase for phase in reversed(phases) if phase != "taper"), "")
        return [
            name
            for name in reversed(self.longest)
            if self.weeks[name].phase == reached and not self.has_trial(name)
        ]

    def insert(self, place: int, name: str) -> bool:
        """Insert a week unless it would be there three times, or too many heavy ones in a row."""
        tried = [*self.coming[:place], name, *self.coming[place:]]
        if [*self.begun, *tried].count(name) > _MOST_TWICE:
            return False
        if not self.is_bearable(tried):
            return False
        self.coming = tried
        return True

    def is_bearable(self, coming: Sequence[str]) -> bool:
        """Whether there are at most four heavier weeks in a row."""
        marks = "".join("#" if self.is_heavy(each) else " " for each in (*self.begun, *coming))
        return max(map(len, marks.split()), default=0) <= _HEAVY_IN_A_ROW

    def is_heavy(self, name: str) -> bool:
        week = self.weeks.get(name)
        return week is not None and not week.cut_back and not self.is_before_the_race(name)

    def stays(self, name: str) -> bool:
        return self.has_trial(name) or self.is_before_the_race(name)

    def is_before_the_race(self, name: str) -> bool:
        """Race week, and the lighter week before it."""
        return any(name in order[-2:] for order in self.orders)

    def has_trial(self, name: str) -> bool:
        week = self.weeks.get(name)
        return week is not None and any(planned.is_trial for planned in week.sessions)

    def idleness(self, name: str) -> tuple[bool, int]:
        """Whether the week is repeated; then the length of the shortest plan that has it."""
        lengths = (len(order) for order in self.orders if name in order)
        return [*self.begun, *self.coming].count(name) > 1, min(lengths, default=0)
