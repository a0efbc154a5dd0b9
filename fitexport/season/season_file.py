"""fitexport.toml as a season, and the edits that add or remove an entry.

An edit is prepared first, so that its effect can be shown; `Edit.write` writes it to the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from fitexport.errors import FitexportError, ScheduleError
from fitexport.files.replace import read_raw, rewrite
from fitexport.pace.results import Result
from fitexport.season.changes import Change
from fitexport.season.edits import entry, with_entry, without_last
from fitexport.season.proposing import advice_after, propose, refusal, remarks_on_change
from fitexport.season.result_judgement import check_new_result, remarks_on_result
from fitexport.season.schedule_diff import Difference, differences
from fitexport.season.season import Season, season_of


@dataclass(frozen=True, slots=True)
class SeasonFile:
    """A fitexport.toml as it was read, and the season it describes."""

    path: Path
    text: str
    season: Season


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A fitexport.toml before and after an entry is added or removed."""

    path: Path
    entry: str
    """Its text in the file."""
    old: str
    new: str
    seasons: tuple[Season, Season] | None
    """Before and after; None where the file describes no season, before or after."""
    remarks: tuple[str, ...]
    """A coach's remarks on it."""
    advice: tuple[str, ...] = ()
    """Advice once it is written."""

    def differences(self) -> Iterator[Difference]:
        """What changes for the runner, in words."""
        if self.seasons is not None:
            before, after = self.seasons
            yield from differences(before.schedule, after.schedule)

    def write(self) -> None:
        """Replace the old text with the new one, all of it or nothing.

        Raises:
            WriteError: the file has been changed since, or cannot be written.
        """
        rewrite(self.path, self.old, self.new)


def read_season(path: Path) -> SeasonFile:
    """The season that a fitexport.toml describes.

    Raises:
        TemplateError: it cannot be read, or has errors.
        PaceError, ScheduleError: settings that do not go together.
    """
    return season_file_of(path, read_raw(path))


def season_file_of(path: Path, text: str, before: Season | None = None) -> SeasonFile:
    """The season of a file's text; a custom plan that the season before it has is not read again."""
    from fitexport.season.settings_file import settings_of  # pydantic

    custom_plan = before.settings.custom_plan if before else None
    settings = replace(settings_of(text, path), custom_plan=custom_plan)
    return SeasonFile(path, text, season_of(settings))


def add_change(file: SeasonFile, change: Change, *, force: bool = False) -> Edit:
    """The edit that adds a change to the file, unless it breaks a rule of the plan and is not
    forced.

    Raises:
        ScheduleError: a change of an unknown session, or one that breaks a rule.
        WriteError: the file is formatted so that nothing can be added to it.
    """
    from fitexport.season.settings_file import settings_of  # pydantic

    season = file.season
    proposal = propose(season, change)
    if proposal.broken and not force:
        raise ScheduleError(refusal(season, change, proposal))
    text = with_entry(file.text, change)
    changes = settings_of(text, file.path).changes  # the next command can read it
    return Edit(
        path=file.path,
        entry=entry(change).rstrip("\n"),
        old=file.text,
        new=text,
        seasons=(
            replace(season, schedule=proposal.before),
            replace(
                season,
                settings=replace(season.settings, changes=changes),
                schedule=proposal.after,
            ),
        ),
        remarks=tuple(remarks_on_change(season, change, proposal)),
        advice=tuple(advice_after(season, change, proposal)),
    )


def add_result(file: SeasonFile, result: Result, *, today: date) -> Edit:
    """The edit that adds a result to the file: its paces hold from the day after it.

    Raises:
        PaceError: a distance, time or goal that there are no paces for.
        UsageError: a day in the future, or a result that exists already.
        WriteError: the file is formatted so that nothing can be added to it.
    """
    if_twice = f"remove it from {file.path} first (fitexport undo, if it was the last)"
    check_new_result(result, file.season.settings, today, if_twice)
    text = with_entry(file.text, result)
    after = season_file_of(file.path, text, file.season).season
    return Edit(
        path=file.path,
        entry=entry(result).rstrip("\n"),
        old=file.text,
        new=text,
        seasons=(file.season, after),
        remarks=tuple(remarks_on_result(result, file.season, after)),
    )


def undo_last(path: Path) -> Edit:
    """The edit that removes the last change or result from a fitexport.toml, as if it had never
    been written.

    Raises:
        TemplateError: there is none, or the file cannot be read.
        WriteError: the file is formatted so that the entry cannot be removed.
    """
    return undone(path, read_raw(path))


def undone(path: Path, before: str) -> Edit:
    """The same for the text of a file."""
    after, cut = without_last(before)
    seasons: tuple[Season, Season] | None = None
    remarks: tuple[str, ...] = ()
    try:
        season = season_file_of(path, before).season
        seasons = (season, season_file_of(path, after, season).season)
    except FitexportError as error:
        remarks = (f"what it changed cannot be shown: {error.headline}",)
    return Edit(path=path, entry=cut, old=before, new=after, seasons=seasons, remarks=remarks)
