"""Workouts of no plan: what they hold, who they are, what is linked to them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.encoder import nothing_kept
from support.fit_dump import fit_tool_raw, fitdecode_raw
from support.ics_lint import lint, unfolded
from support.strategies import sessions

from fitexport.calendar.reading import read_events
from fitexport.calendar.revisions import Revision
from fitexport.errors import EncodeError, FitexportError, NotationError, ProofError, UsageError
from fitexport.export.bundle import Bundle
from fitexport.export.custom_workouts import compile_workout, compile_workouts
from fitexport.export.manifest import MANIFEST_NAME
from fitexport.fit.profile import WORKOUT_STEP
from fitexport.fit.schedule_file import scheduled_time
from fitexport.pace.results import Result
from fitexport.season.athlete import Athlete, resolve
from fitexport.season.calendar_settings import CalendarSettings
from fitexport.season.settings import Settings
from fitexport.session import Session
from fitexport.session.format import format_session
from fitexport.session.parse import parse
from fitexport.session.sessions_file import SessionText, read_sessions

TEXT = "warm-up 15min; 6x 400m @ mile, jog 200m; cool-down 10min"
LONG_AGO = date(2000, 1, 1)
TUESDAY, THURSDAY = date(2027, 3, 16), date(2027, 3, 18)
TWO_DAYS = """\
2027-03-18:
easy 40min

2027-03-16 Track Tuesday:
6x 400m @ mile, jog 200m

easy 40min

rest
"""


def athlete(mile_s: float = 380, name: str = "", **known: object) -> Athlete:
    profile = Settings(mile_s=mile_s, goal_s=360, level="intermediate", id=name)
    return resolve(replace(profile, **known))[0]  # type: ignore[arg-type]  # some of its fields


ANNA = athlete()


def compiled(
    text: str, runner: Athlete = ANNA, *, today: date = LONG_AGO, file: str = ""
) -> Bundle:
    return compile_workouts(read_sessions(text), runner, today=today, file=file)


def serials(bundle: Bundle) -> list[int]:
    return [each.identity.serial for each in bundle.workouts]


# --- what is in a file ------------------------------------------------------------------


def test_other_peoples_readers_find_the_session_in_the_file() -> None:
    made = compile_workout(TEXT, ANNA, name="Track Tuesday")
    head, about, *steps = fitdecode_raw(made.data)
    assert fit_tool_raw(made.data)[0] == head
    serial, version = made.identity.serial, made.identity.version
    assert head == (0, {0: 5, 1: 1, 2: 65534, 3: serial, 4: version})
    assert about[1] == {
        8: "Track Tuesday",
        4: 1,
        5: 32,
        6: 6,
        17: "warm-up 15min; 6x 400m @ mile, jog 200m; cool-down 10min",
    }
    mile = 1609.344 / 380
    low, high = round(mile / 1.04 * 1000), round(mile / 0.96 * 1000)
    four_hundred = {1: 1, 2: 40000, 3: 0, 4: 0, 5: low, 6: high, 7: 0}
    assert [values for _, values in steps] == [
        {254: 0, 1: 0, 2: 900_000, 3: 2, 4: 0, 7: 2},
        {254: 1, **four_hundred, 8: "400 m in 1:34"},
        {254: 2, 1: 1, 2: 20000, 3: 2, 4: 0, 7: 4, 8: "jog"},
        {254: 3, 1: 6, 2: 1, 4: 5},
        {254: 4, **four_hundred, 8: "Last one: 400 m in 1:34"},
        {254: 5, 1: 0, 2: 600_000, 3: 2, 4: 0, 7: 3},
    ]


def test_a_name_follows_from_the_session_where_none_is_given() -> None:
    made = compile_workout(parse(TEXT), ANNA, day=TUESDAY)
    assert (made.workout.name, made.file) == ("6x400 mile", "2027-03-16-6x400-mile.fit")
    assert compile_workout("use strength-a (sets 2, reps 8)", ANNA).file == "strength.fit"


def test_paces_are_those_of_the_day_and_without_one_the_latest() -> None:
    faster = athlete(results=(Result(day=TUESDAY, distance="mile", time_s=370.0),))
    before = compile_workout(TEXT, faster, day=TUESDAY)
    after = compile_workout(TEXT, faster, day=THURSDAY)
    assert before.workout == compile_workout(TEXT, ANNA).workout
    assert after.workout == compile_workout(TEXT, faster).workout != before.workout


def test_cross_training_uses_the_athletes_sport_and_is_refused_without_one() -> None:
    assert (
        compile_workout("cross-training 30min", athlete(cross="rowing")).workout.sport == "rowing"
    )
    with pytest.raises(UsageError) as raised:
        compile_workout("cross-training 30min", ANNA)
    assert str(raised.value) == (
        "cross-training makes no watch file without a sport\n"
        "  add --cross cycling, or write cycling in place of cross-training"
    )


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("rest", EncodeError, "a rest makes no file\n  write a session with steps: easy 30min"),
        (
            "6x400 @ mile",
            NotationError,
            "line 1, column 3: 400 what?\n  6x400 @ mile\n    ^\n"
            "  every number has a unit: 400m or 400s",
        ),
        (
            "; ".join(f"easy {n}min" for n in range(1, 52)),
            EncodeError,
            '"Easy 1326\'" has 51 steps, a watch accepts 50\n'
            "  repeat equal steps (6x ...) instead of writing them out, or split the session;"
            " sets inside sets are written out on the watch",
        ),
    ],
)
def test_a_session_without_a_watch_file_is_refused(
    text: str, error: type[FitexportError], message: str
) -> None:
    with pytest.raises(error) as raised:
        compile_workout(text, ANNA)
    assert str(raised.value) == message


@given(sessions().filter(lambda session: not session.is_rest), st.sampled_from([None, TUESDAY]))
def test_any_session_is_proven_or_refused(session: Session, day: date | None) -> None:
    runner = athlete(cross="cycling")
    try:
        made = compile_workout(session, runner, day=day)
    except FitexportError:  # too many steps, a block that is not filled in
        return
    again = compile_workouts([SessionText(session=session, day=day)], runner, today=LONG_AGO)
    assert again.workouts == (made,)
    assert lint(again.calendar) == [] if day else again.calendar == b""
    read = compile_workout(format_session(session), runner, day=day)
    assert (read.identity, read.data) == (made.identity, made.data)


# --- identity ---------------------------------------------------------------------------


def test_other_paces_and_names_are_new_versions_of_the_same_workout() -> None:
    first = compile_workout(TEXT, ANNA)
    for made in (compile_workout(TEXT, athlete(375)), compile_workout(TEXT, ANNA, name="Track")):
        assert made.identity.serial == first.identity.serial
        assert made.identity.version != first.identity.version
    assert compile_workout(TEXT.upper().replace(" ", "  "), ANNA) == first
    assert compile_workout("easy 30min", ANNA) == compile_workout("run 30min @ easy", ANNA)


def test_text_day_place_and_athlete_make_another_workout() -> None:
    made = [
        compile_workout(TEXT, ANNA),
        compile_workout(TEXT.replace("6x", "5x"), ANNA),
        compile_workout(TEXT, ANNA, day=TUESDAY),
        compile_workout(TEXT, ANNA, day=THURSDAY),
        compile_workout(TEXT, ANNA, ordinal=2),
        compile_workout(TEXT, athlete(name="ben")),
    ]
    assert len({each.identity.serial for each in made}) == len(made)
    assert all(each.identity.is_ours for each in made)


def test_equal_sessions_are_numbered_and_others_keep_their_identity() -> None:
    easy, track = "easy 40min", "6x 400m @ mile, jog 200m"
    first = serials(compiled(f"{easy}\n\n{track}\n\n{easy}"))
    assert len(set(first)) == 3
    assert serials(compiled(f"{track}\n\n{easy}\n\n{easy}")) == [first[1], first[0], first[2]]
    assert serials(compiled(f"A:\n{easy}\n\nB:\n{easy}")) == [first[0], first[2]]
    assert first[0] == compile_workout(easy, ANNA).identity.serial
    assert first[2] == compile_workout(easy, ANNA, ordinal=2).identity.serial


@pytest.mark.parametrize("text", ["2027-03-16:\neasy 40min", TWO_DAYS])
def test_the_schedules_serial_does_not_depend_on_paces(text: str) -> None:
    bundle, faster = compiled(text), compiled(text, athlete(375))
    assert bundle.schedule_serial not in serials(bundle)
    assert bundle.schedule_serial == faster.schedule_serial
    assert bundle.schedule != faster.schedule
    assert compiled("2027-03-17:\neasy 40min").schedule_serial != bundle.schedule_serial


# --- the files of a batch ---------------------------------------------------------------


def test_the_files_of_a_batch_are_linked() -> None:
    bundle = compiled(TWO_DAYS)
    files = bundle.files()
    assert list(files) == [
        "2027-03-18-easy-40min.fit",
        "2027-03-16-track-tuesday.fit",
        "easy-40min.fit",
        "schedule.fit",
        "workouts.ics",
        MANIFEST_NAME,
    ]
    easy, track, _ = (each.identity for each in bundle.workouts)
    rows = [values for number, values in fitdecode_raw(files["schedule.fit"]) if number == 28]
    assert rows == [
        {0: 1, 1: 65534, 2: each.serial, 3: each.version, 4: 0, 5: 0, 6: scheduled_time(day)}
        for day, each in ((TUESDAY, track), (THURSDAY, easy))
    ]
    assert lint(files["workouts.ics"]) == []
    events = read_events(files["workouts.ics"])
    assert [event.summary for event in events] == [
        "Easy 40 min",
        "Track Tuesday: 6 x 400 m at mile pace",
    ]


def test_the_manifest_has_each_text() -> None:
    files = compiled(TWO_DAYS, athlete(name="anna", units="km")).files()
    manifest = json.loads(files[MANIFEST_NAME])
    listed = manifest.pop("files")
    assert manifest == {"fitexport": 1, "export": "workouts", "athlete": "anna", "units": "km"}
    assert {name: entry.pop("sha256") for name, entry in listed.items()} == {
        name: sha256(data).hexdigest() for name, data in files.items() if name != MANIFEST_NAME
    }
    track = listed["2027-03-16-track-tuesday.fit"]
    assert (track["day"], track["text"]) == ("2027-03-16", "6x 400m @ mile, jog 200m")
    assert "day" not in listed["easy-40min.fit"]


def test_past_days_are_left_out_of_the_schedule_but_not_of_the_calendar() -> None:
    for today, days in (
        (TUESDAY, [TUESDAY, THURSDAY]),
        (date(2027, 3, 17), [THURSDAY]),
        (date(2027, 3, 19), []),
    ):
        bundle = compiled(TWO_DAYS, today=today)
        assert [entry.day for entry in bundle.entries] == days
        assert ("schedule.fit" in bundle.files()) == bool(days)
        assert bundle.calendar == compiled(TWO_DAYS).calendar


def test_without_a_day_there_is_neither_schedule_nor_calendar() -> None:
    assert list(compiled("easy 40min").files()) == ["easy-40min.fit", MANIFEST_NAME]


def test_a_single_file_gives_its_name_to_schedule_and_calendar() -> None:
    bundle = compiled("2027-03-16:\neasy 40min", file="Tue 1.FIT")
    assert list(bundle.contents()) == ["Tue 1.FIT", "Tue 1-schedule.fit", "Tue 1.ics"]
    assert "X-FITEXPORT-FILE:Tue 1.FIT" in unfolded(bundle.calendar)


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["schedule"], ["schedule-2.fit"]),
        (["A", "a!", "A 2"], ["a.fit", "a-2.fit", "a-2-2.fit"]),
        (["***", ""], ["session.fit", "easy-40min.fit"]),
    ],
)
def test_no_two_files_are_of_one_name(names: Sequence[str], files: Sequence[str]) -> None:
    text = "\n\n".join(f"{name}:\neasy 40min" if name else "easy 40min" for name in names)
    assert [each.file for each in compiled(text).workouts] == files


def test_more_days_than_a_watch_shows_are_refused() -> None:
    text = "\n\n".join(f"2027-03-{day:02d}:\neasy 40min" for day in range(1, 32))
    with pytest.raises(EncodeError) as raised:
        compiled(text)
    assert str(raised.value) == (
        "31 sessions in one schedule, a watch shows 30\n"
        "  export fewer weeks, or sessions, at a time"
    )


def test_an_encoder_that_writes_something_else_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times as far: a wrong scale in the table of the encoder."""
    field = WORKOUT_STEP.fields["duration_distance"]
    monkeypatch.setitem(WORKOUT_STEP.fields, "duration_distance", replace(field, scale=1000))
    with nothing_kept(), pytest.raises(ProofError):
        compile_workout(TEXT, ANNA)
    with nothing_kept(), pytest.raises(ProofError):
        compiled(TEXT)


def test_a_batch_with_one_wrong_byte_is_not_proven() -> None:
    bundle = compiled(TWO_DAYS)
    for index, made in enumerate(bundle.workouts):
        at = len(made.data) // 2
        spoilt = made.data[:at] + bytes([made.data[at] ^ 1]) + made.data[at + 1 :]
        changed = [*bundle.workouts]
        changed[index] = replace(made, data=spoilt)
        with pytest.raises(FitexportError):
            replace(bundle, sessions=tuple(changed)).prove()
    lost = replace(bundle, sessions=bundle.workouts[:1])
    with pytest.raises(ProofError):
        lost.prove()


# --- the calendar -----------------------------------------------------------------------


def test_events_have_the_time_of_day_of_the_calendar_settings() -> None:
    calendar_settings = CalendarSettings(timezone="Europe/Paris", at={"tue": 390}, remind_min=30)
    lines = unfolded(compiled(TWO_DAYS, athlete(calendar_settings=calendar_settings)).calendar)
    assert [line for line in lines if line.startswith(("DTSTART", "DTEND", "TRIGGER"))] == [
        "DTSTART;VALUE=DATE:20270318",
        "DTEND;VALUE=DATE:20270319",
        "DTSTART:20270316T053000Z",
        "DTEND:20270316T055000Z",
        "TRIGGER:-PT30M",
    ]


def test_only_the_first_session_of_a_day_begins_at_its_time() -> None:
    calendar_settings = CalendarSettings(timezone="Europe/Paris", at={"tue": 390}, strength_at=1080)
    text = "\n\n".join(
        f"2027-03-16:\n{session}"
        for session in ("easy 40min", "swimming 30min", "3x (back squat 8reps; rest 2min)")
    )
    lines = unfolded(compiled(text, athlete(calendar_settings=calendar_settings)).calendar)
    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART:20270316T053000Z",
        "DTSTART;VALUE=DATE:20270316",
        "DTSTART:20270316T170000Z",
    ]


def test_an_event_has_the_paces_of_its_day() -> None:
    ran = athlete(results=(Result(day=TUESDAY, distance="mile", time_s=370.0),))
    for day, pace in (("16", "6:20"), ("17", "6:10")):
        (event,) = read_events(compiled(f"2027-03-{day}:\n400m @ mile", ran).calendar)
        assert event.description.startswith(f"400m @ mile (mile {pace}/mi)\n")


def test_an_event_shows_the_session_its_paces_steps_and_file() -> None:
    lines = unfolded(compiled("2027-03-16:\neasy 40min").calendar)
    assert (
        r"DESCRIPTION:easy 40min (easy 8:52-9:46/mi)\n\n"
        r"go 40:00 at 8:52-9:46/mi: easy 8:52-9:46/mi\n\n"
        r"About 4.3 mi\, 40 min. On the watch: Easy 40min (2027-03-16-easy-40min.fit)" in lines
    )


def test_an_event_keeps_its_uid_and_counts_its_changes() -> None:
    texts = read_sessions(TWO_DAYS)
    first = compile_workouts(texts, ANNA, today=LONG_AGO)
    known = {uid: Revision(*revision) for uid, revision in first.revisions.items()}
    same = compile_workouts(texts, ANNA, today=LONG_AGO, known=known)
    assert same.calendar == first.calendar
    faster = compile_workouts(texts, athlete(375), today=LONG_AGO, known=known)
    assert faster.revisions.keys() == first.revisions.keys()
    assert "SEQUENCE:1" in unfolded(faster.calendar)
    uids = {uid for text in (TEXT, "easy 1h") for uid in _uids(text)}
    assert len(uids | first.revisions.keys()) == 2 + 2


def _uids(text: str) -> list[str]:
    return list(compiled(f"2027-03-16:\n{text}").revisions)
