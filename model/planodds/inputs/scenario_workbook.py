"""Read a scenario from an XLSX whose sheets have one row per assumption and year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args, get_origin

from planodds import constants
from planodds.errors import InputError, suggest
from planodds.inputs.importing.file_reader import read_grids
from planodds.inputs.scenarios.assumptions import (
    Condition,
    MomentCondition,
    RevenueMeasure,
    UnitGrowthShock,
)
from planodds.inputs.scenarios.references import check_references
from planodds.inputs.scenarios.scenario import Change, Scenario
from planodds.inputs.tables.yaml_models import AssumptionKind
from planodds.inputs.tables.yaml_reader import Location, YamlLocation, validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from planodds.inputs.importing.grid import CellValue, Grid
    from planodds.inputs.study import Study
    from planodds.inputs.tables.yaml_models import StrictModel

TEXT_SHEET = "scenario"  # name, label, narrative, references, readings
TEXT_KEYS = ("name", "label.zh", "label.en", "narrative.zh", "narrative.en", "references")
READINGS = "readings"
CHANGES = "changes"
SHEET_MODELS: Mapping[str, type[StrictModel]] = {
    "conditions": Condition,
    "tilts": MomentCondition,
    "own_growth": UnitGrowthShock,
    "measures": RevenueMeasure,
    CHANGES: Change,
}
_TIMES = ("ahead", "year")
_PER_YEAR = (*_TIMES, "value")
_PLAIN = "plain"  # the empty reading
_FEWEST_KEYS = 2  # by which a row of keys is recognised
_WHOLE = frozenset(("ahead", "year", "unit"))  # spreadsheets store them as 2026.0


@dataclass(frozen=True)
class CellLocation(YamlLocation):
    """A place of a scenario in a workbook; its text is ``x.xlsx conditions!D5``."""

    addresses: Mapping[Location, str] | None = None

    def __str__(self) -> str:
        addresses = self.addresses or {}
        for cut in range(len(self.location), -1, -1):
            if self.location[:cut] in addresses:
                return f"{self.path.name} {addresses[self.location[:cut]]}"
        return self.path.name


class _Row(NamedTuple):
    """Values of one row by column, and the cell of each."""

    values: dict[str, Any]
    cells: dict[str, str]


def read_scenario_workbook(path: Path, data_dir: Path) -> Scenario:
    """Read a scenario from a workbook and check it against a study.

    Successive rows that differ only in year and value become one assumption over those years.

    Parameters
    ----------
    path : Path
        XLSX with the sheets that ``planodds scenario export`` writes; a sheet without rows may be
        missing.
    data_dir : Path
        Folder of the study, whose units, series and sources are known.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        A sheet or column is unknown, or a value breaks a rule; the message names the cell.
    """
    grids = {grid.sheet: grid for grid in read_grids(path, whole_dates=True)}
    _check_names(grids, path)
    content, addresses = _read_texts(grids[TEXT_SHEET], path)
    for sheet in (name for name in SHEET_MODELS if name in grids):
        rows = list(_read_rows(grids[sheet], SHEET_MODELS[sheet], path))
        for row in rows:
            _check_row(row, SHEET_MODELS[sheet], path)
        entries = _join_years(rows)
        content[sheet] = [entry for entry, _ in entries]
        for index, (_, rows) in enumerate(entries):
            addresses |= dict(_locate_entry(sheet, index, rows))

    def locate(location: Location) -> CellLocation:
        return CellLocation(path, location, addresses)

    scenario = validate(Scenario, content, locate)
    scenario.record_locations({key: locate(key) for key in addresses})
    check_references(scenario, locate, data_dir)
    return scenario


def _check_names(grids: Mapping[str, Grid], path: Path) -> None:
    """Refuse a workbook of another kind, or a sheet that would be ignored."""
    known = [TEXT_SHEET, *SHEET_MODELS]
    if TEXT_SHEET not in grids:
        raise InputError(
            f"there is no sheet {TEXT_SHEET!r}",
            where=path.name,
            expected="a workbook of `planodds scenario export`",
            remedy="export a scenario and edit that workbook",
        )
    for name in grids:
        if name not in known:
            raise InputError(
                f"unknown sheet {name!r}",
                where=path.name,
                expected=", ".join(known),
                remedy=suggest(name, known, otherwise="delete or hide the sheet"),
            )


def _read_texts(grid: Grid, path: Path) -> tuple[dict[str, Any], dict[Location, str]]:
    """Return what the first sheet states, a key in column A and its text in column B."""
    content: dict[str, Any] = {}
    addresses: dict[Location, str] = {}
    known = [*TEXT_KEYS, READINGS]
    for number, row in enumerate(grid.cells):
        key, text = (_text(cell) for cell in (*row[:2], None, None)[:2])
        if not key:
            continue
        if key not in known:
            raise InputError(
                f"unknown key {key!r}",
                where=f"{path.name} {grid.address(number, 0)}",
                expected=", ".join(known),
                remedy=suggest(key, known, otherwise="delete the row"),
            )
        first, _, second = key.partition(".")
        location = (first, second) if second else (first,)
        addresses[location] = addresses[first,] = grid.address(number, 1)
        if second:
            content.setdefault(first, {})
        if not text:
            continue
        if second:
            content[first][second] = text
        else:
            content[first] = (
                text
                if first == "name"
                else [item if item != _PLAIN else "" for item in read_list(text)]
            )
    return content, addresses


def read_list(text: str) -> list[str]:
    """Return the items of a list written with commas or on lines.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Examples
    --------
    >>> read_list("a, b，c")
    ['a', 'b', 'c']
    """
    items = text.replace("，", ",").replace("\n", ",").split(",")
    return [item.strip() for item in items if item.strip()]


def allowed_words(sheet: str, key: str, study: Study) -> list[str]:
    """Return the words that a field may hold, where they are few.

    Parameters
    ----------
    sheet, key : str
        Kind of assumption, and its field.
    study : Study
        Names the series.

    Returns
    -------
    list of str
        Empty for a free text or a number.
    """
    if key == "series":
        series = constants.COUNTY_SERIES[: len(study.variables)]
        return [*(driver.name for driver in study.common), *series]
    if key == "kind":
        return list(get_args(AssumptionKind))
    annotation = SHEET_MODELS[sheet].model_fields[key].annotation
    parts = [annotation, *get_args(annotation)]
    words = [word for part in parts if get_origin(part) is Literal for word in get_args(part)]
    return [word for word in words if isinstance(word, str) and word]


def _read_rows(grid: Grid, model: type[StrictModel], path: Path) -> Iterator[_Row]:
    """Return the filled rows below the row of keys; what stands above it is for the reader."""
    fields = list(model.model_fields)
    named = [len({_text(cell) for cell in row} & set(fields)) for row in grid.cells]
    start = named.index(max(named)) if named else 0
    if not named or named[start] < _FEWEST_KEYS:
        raise InputError(
            "no row names the columns",
            where=f"{path.name} sheet {grid.sheet}",
            expected=", ".join(fields),
            remedy="restore the row of keys of the exported workbook",
        )
    keys = [_text(cell) for cell in grid.cells[start]]
    for column, key in enumerate(keys):
        if key and key not in fields:
            raise InputError(
                f"unknown column {key!r}",
                where=f"{path.name} {grid.address(start, column)}",
                expected=", ".join(fields),
                remedy=suggest(key, fields, otherwise="delete the column"),
            )
    for number in range(start + 1, len(grid.cells)):
        row = grid.cells[number]
        filled = {
            key: _value(key, row[column])
            for column, key in enumerate(keys)
            if key and _text(row[column])
        }
        if filled:
            cells = {key: grid.address(number, column) for column, key in enumerate(keys)}
            yield _Row(filled, cells)


def _check_row(row: _Row, model: type[StrictModel], path: Path) -> None:
    """Refuse a value here, where its own cell is known: later it is one of several years."""
    addresses: dict[Location, str] = {(key,): cell for key, cell in row.cells.items()}
    addresses[()] = next(iter(row.cells.values()))
    validate(model, row.values, lambda location: CellLocation(path, location, addresses))


def _join_years(rows: list[_Row]) -> list[tuple[dict[str, Any], list[_Row]]]:
    """Return the assumptions, each with its rows: those in succession that differ by year only."""
    joined: list[tuple[dict[str, Any], list[_Row]]] = []
    for row in rows:
        before = joined[-1][1][-1].values if joined else {}
        if before and _continues(row.values, before):
            joined[-1][1].append(row)
        else:
            joined.append(({}, [row]))
    for entry, members in joined:
        first = members[0].values
        entry |= first
        for key in _PER_YEAR:
            if key in first:
                entry[key] = [member.values[key] for member in members]
    return joined


def _continues(row: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Return whether a row is the same assumption for a later year."""
    (time, *_), rest = [key for key in _TIMES if key in row] or [""], set(row) - set(_PER_YEAR)
    if not time or set(row) != set(before) or any(row[key] != before[key] for key in rest):
        return False
    later = [row[time], before[time]]
    return all(isinstance(value, int) for value in later) and later[0] > later[1]


def _locate_entry(sheet: str, index: int, rows: list[_Row]) -> Iterator[tuple[Location, str]]:
    """Return the cell of each key of an assumption, and of each of its years."""
    first = rows[0].cells
    yield (sheet, index), next(iter(first.values()))
    for key, cell in first.items():
        yield (sheet, index, key), cell
    for number, row in enumerate(rows):
        for key in _PER_YEAR:
            if key in row.cells:
                yield (sheet, index, key, number), row.cells[key]


def _value(key: str, cell: CellValue) -> object:
    """Return a cell as the scenario's model expects it; a text stays for the model to refuse."""
    if isinstance(cell, float):
        if key in _WHOLE and cell.is_integer():
            return str(int(cell)) if key == "unit" else int(cell)
        return cell
    return _text(cell)


def _text(cell: CellValue) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return (cell or "").strip()
