"""A new study in a folder: read the table, propose, write all files or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds.errors import InputError
from planodds.execution.atomic import staged_folder
from planodds.inputs.importing.vocabulary import UNKNOWN_MEASURE
from planodds.inputs.new_study.flat_table import SHORT_YEARS, read_flat_table
from planodds.inputs.new_study.proposal import propose_study
from planodds.inputs.new_study.study_files import render_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planodds.inputs.new_study.columns import Choices
    from planodds.inputs.new_study.flat_table import FlatTable
    from planodds.inputs.new_study.proposal import Proposal

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SHOWN = 5


@dataclass(frozen=True)
class NewStudy:
    """A study that was written.

    Attributes
    ----------
    folder : Path
    table : FlatTable
        The table as it was understood.
    proposal : Proposal
    files : tuple of str
        Paths below the folder.
    """

    folder: Path
    table: FlatTable
    proposal: Proposal
    files: tuple[str, ...]

    @property
    def understood(self) -> tuple[tuple[str, str], ...]:
        """Findings about the table: subject and text."""
        return tuple(_describe(self.table, self.proposal))

    @property
    def open_questions(self) -> tuple[tuple[str, str], ...]:
        """Statements that the table lacks: the key or option to edit, and what was assumed."""
        return tuple(_questions(self.table, self.proposal))


def create_study(path: Path, folder: Path, choices: Choices) -> NewStudy:
    """Write a study from one flat table.

    Parameters
    ----------
    path : Path
        CSV, XLSX or XLS.
    folder : Path
        Folder of the study: new, or empty.
    choices : Choices
        What the user states about the table.

    Returns
    -------
    NewStudy

    Raises
    ------
    InputError
        The folder has files, or as ``read_flat_table``; nothing is written then.
    UsageError
        A column or a unit of measure that the user names cannot be used.
    """
    _check_folder(folder)
    table = read_flat_table(path, choices)
    proposal = propose_study(table, title=folder.name, choices=choices)
    files = render_files(table, proposal)
    with staged_folder(folder) as staging:
        for name, text in files.items():
            target = staging / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        _check_folder(folder)
        if folder.is_dir():
            folder.rmdir()
    return NewStudy(folder, table, proposal, tuple(files))


def _check_folder(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists():
        raise InputError(
            f"{folder.name} {'is not empty' if folder.is_dir() else 'is a file'}",
            where=str(folder),
            expected="a new or an empty folder",
            remedy="name another folder; nothing is overwritten",
        )


def _describe(table: FlatTable, proposal: Proposal) -> Iterator[tuple[str, str]]:
    layout, headings = table.layout, table.layout.headings
    if table.separator:
        yield "file", f"{table.encoding}, separated by {_SEPARATORS[table.separator]}"
    else:
        yield "file", "workbook, first visible sheet"
    yield "numbers", table.number_format.label
    form = "years as columns" if layout.year is None else f"years in {headings[layout.year]!r}"
    yield "layout", form
    names = [c for c in (layout.code, layout.name_zh, layout.name_en) if c is not None]
    columns = ", ".join(repr(headings[c]) for c in names)
    yield "units", f"{len(table.units)} in {columns}, such as {table.units[0].label}"
    if layout.group is not None:
        count = len({unit.group for unit in table.units})
        yield "groups", f"{count} in {headings[layout.group]!r}"
    years = table.years
    yield "years", f"{years[0]}-{years[-1]}, all units have {years[-1]}; {table.gaps} gaps"
    if table.fiscal_year:
        yield "", f"fiscal years are written as their first year: {table.fiscal_year}"
    ranked = layout.variables[0].heading or "the year columns"
    yield "ranked", f"{ranked!r} as {proposal.ranked.indicator} in {proposal.ranked.measure}"
    yield "home", f"{proposal.home.label}, the largest"
    if table.left_out:
        yield "left out", f"{len(table.left_out)}"
        for name, reason in table.left_out.items():
            yield "", f"{name}: {reason}"


def _questions(table: FlatTable, proposal: Proposal) -> Iterator[tuple[str, str]]:
    layout, headings = table.layout, table.layout.headings
    if not table.number_format.certain:
        yield (
            "--decimal",
            f"figures such as 1,234 can be read in two ways; assumed: {table.number_format.label}",
        )
    if proposal.ranked.measure == UNKNOWN_MEASURE:
        yield "variables.gdp.unit", "no unit of measure is stated (--unit-of-measure)"
    others = layout.variables[1:]
    if others:
        yield (
            "variables",
            f"{layout.variables[0].heading!r} is ranked (--value-column for another); "
            + (
                f"{others[0].heading!r} follows its growth"
                if proposal.linked
                else f"{others[0].heading!r} is in panel.csv and can be linked (--linked-column)"
            ),
        )
    if others[1:]:
        names = ", ".join(repr(item.heading) for item in others[1:][:_SHOWN])
        yield "indicators", f"not imported: {names}"
    if layout.group is None:
        yield "groups", "no column groups the units (--group-column)"
    elif layout.other_groups:
        names = ", ".join(map(repr, layout.other_groups[:_SHOWN]))
        yield (
            "groups",
            f"{headings[layout.group]!r} groups the units; {names} could (--group-column)",
        )
    if not table.has_codes:
        yield "units.csv code", "the table has no codes: serial numbers in its order"
    elif _zeros_are_missing(table):
        yield "units.csv code", "some codes have one digit less: leading zeros may be lost"
    if layout.name_zh is None and layout.name_en is None:
        yield "units.csv name_en", "the table has no names: codes are shown"
    elif layout.name_en is None:
        yield (
            "languages",
            "no English names: reports in Chinese only. For English add the column name_en to "
            "units.csv, English words under nouns, label and rosters, and 'en' here",
        )
    if len(table.years) < SHORT_YEARS:
        yield (
            "first_year",
            f"WARNING: {len(table.years)} years only: forecasts rest mostly on the priors",
        )
    yield "label, nouns", "title, and the words for units, groups and the region"
    yield "bases", "all years are taken as comparable; name the breaks of the statistics, if any"
    yield "home.plan", "plans/example.yaml has made-up thresholds: write your targets"


def _zeros_are_missing(table: FlatTable) -> bool:
    codes = [unit.code for unit in table.units]
    return all(map(str.isdigit, codes)) and max(map(len, codes)) - min(map(len, codes)) == 1
