"""Readers of the CSV data files, with the rules that concern several cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planodds.execution.caching import cache_by_file_content
from planodds.inputs.crosswalk.changes import read_steps
from planodds.inputs.crosswalk.figures import (
    bring_keys_to_day,
    bring_to_day,
    check_in_force,
    distinguish_units,
    names_then,
)
from planodds.inputs.crosswalk.timeline import Timeline
from planodds.inputs.study import load_study
from planodds.inputs.tables import files, schemas
from planodds.inputs.tables.csv_reader import raise_for_rows, read_table
from planodds.inputs.tables.plausible_figures import check_magnitude, check_steps
from planodds.inputs.tables.unit_rules import check_units

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from planodds.inputs.study import Study


@cache_by_file_content(files.STUDY_FILE, files.UNITS_FILE)
def read_units(data_dir: Path) -> pd.DataFrame:
    """Read units.csv.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    DataFrame
        One row per county-level unit, index ``line``; code, name_zh, name_en, prefecture_zh,
        prefecture_en, type, predecessor_code, predecessor_zh, change_year, all str.

    Raises
    ------
    InputError
        A cell or a column breaks its rule, or a code appears twice.
    """
    study = load_study(data_dir)
    units = read_table(data_dir / files.UNITS_FILE, schemas.units_table(study))
    check_units(units, study, data_dir)
    return units.assign(
        **{
            f"group_{language}": units[f"{study.groups}_{language}"] if study.groups else ""
            for language in ("zh", "en")
        }
    )


@cache_by_file_content(files.SOURCES_FILE)
def read_sources(data_dir: Path) -> pd.DataFrame:
    """Read sources.csv.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    DataFrame
        Index ``line``; source_id, title, title_zh, publisher, publisher_zh, location, licence,
        quality, published, all str. An empty ``published`` means the default rule of
        data/README.md.

    Raises
    ------
    InputError
        A cell or a column breaks its rule, or a source_id appears twice.
    """
    return read_if_present(data_dir / files.SOURCES_FILE, schemas.SOURCES_TABLE)


@cache_by_file_content(files.STUDY_FILE, files.UNITS_FILE, files.SOURCES_FILE, files.CROSSWALK_FILE)
def read_timeline(data_dir: Path) -> Timeline:
    """Read the units of all periods: units.csv, and their changes from crosswalk.csv.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    Timeline
        With the present units only if the study has no crosswalk.

    Raises
    ------
    InputError
        A cell or a column breaks its rule; the rows of a day do not agree with their kind; a code
        does not exist at the time.
    """
    units, study = read_units(data_dir), load_study(data_dir)
    steps = read_steps(data_dir, units, _source_ids(data_dir), study)
    return Timeline(units, steps, groups=study.groups or "", path=data_dir)


def read_units_on(data_dir: Path, day: date | None) -> pd.DataFrame:
    """Read the units of a day.

    Parameters
    ----------
    data_dir : Path
    day : date or None
        The present units if None.

    Returns
    -------
    DataFrame
        As ``read_units``; a unit that has another code today is listed under that.

    Raises
    ------
    InputError
        As ``read_timeline``.
    """
    timeline = read_timeline(data_dir)
    return timeline.units_on(day) if timeline.steps else read_units(data_dir)


def read_county_panel(data_dir: Path, as_of: date | None = None) -> pd.DataFrame:
    """Read panel.csv in one edition, figures under former codes brought to its units.

    Parameters
    ----------
    data_dir : Path
    as_of : date, optional
        Edition of that day, with the units of that day; the newest if None.

    Returns
    -------
    DataFrame
        As ``read_stated_cells``; each row under the last code of its unit. A merged unit has the
        sums of its parts for the years before the change.

    Raises
    ------
    InputError
        As ``read_panel_vintages``.
    """
    return bring_to_day(read_stated_cells(data_dir, as_of), read_timeline(data_dir), as_of)


def read_stated_cells(data_dir: Path, as_of: date | None = None) -> pd.DataFrame:
    """Read panel.csv in one edition, with codes and figures as the file states them.

    Parameters
    ----------
    data_dir : Path
    as_of : date, optional
        Without the rows that were recorded after this day; all rows if None. Of several preferred
        figures for one unit, year and indicator, the one recorded last counts.

    Returns
    -------
    DataFrame
        Index ``line``; code, name_zh, year (int), indicator, value (float), unit, basis, kind,
        flag, source_id, note. Money in cny_1e8 at current prices.

    Raises
    ------
    InputError
        As ``read_panel_vintages``.
    """
    cells = read_panel_vintages(data_dir)
    if schemas.RECORDED not in cells.columns:
        return cells
    return select_vintage(cells, as_of).drop(columns=schemas.RECORDED)


def select_vintage(cells: pd.DataFrame, as_of: date | None = None) -> pd.DataFrame:
    """Select the rows of one edition.

    Parameters
    ----------
    cells : DataFrame
        With the column ``recorded`` (ISO day, empty for the original edition).
    as_of : date, optional
        Last day of recording; all if None.

    Returns
    -------
    DataFrame
        The rows recorded by then, in their order; of preferred ones with the same code, year and
        indicator the one that was recorded last.
    """
    recorded = cells[schemas.RECORDED]
    if as_of is not None:
        cells = cells[recorded <= as_of.isoformat()]  # ISO days sort as text, and '' before them
    preferred = cells[cells["kind"] == "preferred"].sort_values(schemas.RECORDED, kind="stable")
    older = preferred.index[preferred.duplicated(["code", "year", "indicator"], keep="last")]
    return cells.drop(index=older)


@cache_by_file_content(
    files.STUDY_FILE, files.UNITS_FILE, files.SOURCES_FILE, files.CROSSWALK_FILE, files.PANEL_FILE
)
def read_panel_vintages(data_dir: Path) -> pd.DataFrame:
    """Read all rows of panel.csv, those that a later one replaces included.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    DataFrame
        As ``read_stated_cells``; also ``recorded`` if the file has that column.

    Raises
    ------
    InputError
        A cell or a column breaks its rule; a unit-year-indicator appears twice (preferred figures
        may, if they were recorded on different days); a name does not belong to its code; a code
        was not in force in the year of its figure; a unit or a basis does not belong to its
        indicator and year; money is not positive.
    """
    path = data_dir / files.PANEL_FILE
    timeline, study = read_timeline(data_dir), load_study(data_dir)
    cells = read_table(path, schemas.panel_table(timeline.codes, _source_ids(data_dir), study))
    check_in_force(cells, timeline, path)
    cells = _fill_cells(cells, timeline, study)
    _check_names(cells, timeline, path)
    _check_measure_units(cells, study, path)
    _check_bases(cells, study, path)
    check_magnitude(cells, path)
    positive = [name for name, item in study.panel_indicators.items() if item.positive]
    raise_for_rows(
        cells,
        cells["indicator"].isin(positive) & (cells["value"] <= 0),
        path,
        "value",
        expected="a figure above zero",
        remedy="correct the cell",
    )
    forecast = cells["indicator"].isin([item.indicator for item in study.variables.values()])
    vintages = [schemas.RECORDED] if schemas.RECORDED in cells.columns else []
    newest = cells[forecast & (cells["kind"] == "preferred")].sort_values(vintages or "year")
    newest = newest.drop_duplicates(["code", "year", "indicator"], keep="last")
    check_steps(distinguish_units(newest, timeline), ("code", "indicator"), path)
    return cells


def _fill_cells(cells: pd.DataFrame, timeline: Timeline, study: Study) -> pd.DataFrame:
    """Fill names, units of measurement and bases that the file leaves empty."""
    names = names_then(cells, timeline)
    measures = {name: item.unit for name, item in study.panel_indicators.items()}
    return cells.assign(
        name_zh=cells["name_zh"].where(cells["name_zh"] != "", names),
        unit=cells["unit"].where(cells["unit"] != "", cells["indicator"].map(measures)),
        basis=cells["basis"].where(
            cells["basis"] != "", expected_basis(cells["indicator"], cells["year"], study)
        ),
    )


@cache_by_file_content(files.STUDY_FILE, files.SOURCES_FILE, files.DRIVERS_FILE)
def read_drivers(data_dir: Path) -> pd.DataFrame:
    """Read drivers.csv.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    DataFrame
        Index ``line``; series, year (int), value (float), unit, basis, status, flag, source_id,
        note.

    Raises
    ------
    InputError
        A cell or a column breaks its rule; a unit does not belong to its series; a level is not
        positive; a series that the model uses has two values for one year and basis.
    """
    path = data_dir / files.DRIVERS_FILE
    study = load_study(data_dir)
    schema = schemas.drivers_table(_source_ids(data_dir), study)
    drivers = read_table(path, schema) if study.drivers else read_if_present(path, schema)
    measure_units = drivers["series"].map(study.driver_series)
    drivers = drivers.assign(unit=drivers["unit"].where(drivers["unit"] != "", measure_units))
    raise_for_rows(
        drivers,
        drivers["unit"] != measure_units,
        path,
        "unit",
        expected=f"the unit of its series: {', '.join(sorted(set(study.driver_series.values())))}",
        remedy="convert the value and correct the unit",
    )
    check_magnitude(drivers, path)
    raise_for_rows(
        drivers,
        (measure_units != "percent") & (drivers["value"] <= 0),
        path,
        "value",
        expected="a level above zero",
        remedy="correct the cell",
    )
    raise_for_rows(
        drivers,
        drivers["series"].isin([driver.series for driver in study.drivers])
        & drivers.duplicated(["series", "year", "basis"]),
        path,
        "value",
        expected="one value for each series, year, basis",
        remedy="remove all but one of the rows",
    )
    check_steps(drivers[measure_units != "percent"], ("series", "basis", "source_id"), path)
    return drivers


def read_exclusions(data_dir: Path, as_of: date | None = None) -> pd.DataFrame:
    """Read exclusions.csv: panel cells that stay in the data but are not fitted.

    Parameters
    ----------
    data_dir : Path
    as_of : date, optional
        The units are those of that day; the present ones if None. A cell of a part of a merged unit
        excludes the sum.

    Returns
    -------
    DataFrame
        Index ``line``; code, name_zh, year (int), indicator, reason.

    Raises
    ------
    InputError
        As ``read_stated_exclusions``.
    """
    return bring_keys_to_day(read_stated_exclusions(data_dir), read_timeline(data_dir), as_of)


@cache_by_file_content(
    files.STUDY_FILE, files.UNITS_FILE, files.CROSSWALK_FILE, files.EXCLUSIONS_FILE
)
def read_stated_exclusions(data_dir: Path) -> pd.DataFrame:
    """Read exclusions.csv, with codes as the file states them.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    DataFrame
        As ``read_exclusions``.

    Raises
    ------
    InputError
        A cell or a column breaks its rule; a unit-year-indicator appears twice; a name does not
        belong to its code; a code was not in force in that year.
    """
    path = data_dir / files.EXCLUSIONS_FILE
    timeline = read_timeline(data_dir)
    schema = schemas.exclusions_table(timeline.codes, load_study(data_dir))
    exclusions = read_if_present(path, schema)
    check_in_force(exclusions, timeline, path)
    _check_names(exclusions, timeline, path)
    return exclusions


@cache_by_file_content(
    files.SOURCES_FILE, files.INDICATORS_FILE, files.PROJECTS_FILE, files.POLICY_FILE
)
def read_context(data_dir: Path) -> dict[str, pd.DataFrame]:
    """Read the tables that scenarios and their narratives cite.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    dict of str to DataFrame
        indicators.csv, projects.csv and policy_events.csv by file name; index ``line``, columns as
        in ``planodds.inputs.tables.schemas``, all str but the indicators' ``value``.

    Raises
    ------
    InputError
        A cell or a column breaks its rule, or a project appears twice.
    """
    sources = _source_ids(data_dir)
    tables = _read_context_tables(data_dir, sources)
    check_magnitude(tables[files.INDICATORS_FILE], data_dir / files.INDICATORS_FILE)
    return tables


def _read_context_tables(data_dir: Path, sources: pd.Series) -> dict[str, pd.DataFrame]:
    schema_of = {
        files.INDICATORS_FILE: schemas.indicators_table,
        files.PROJECTS_FILE: schemas.projects_table,
        files.POLICY_FILE: schemas.policy_table,
    }
    return {
        name: read_if_present(data_dir / name, schema(sources))
        for name, schema in schema_of.items()
    }


def read_if_present(path: Path, schema: schemas.TableSchema) -> pd.DataFrame:
    """Read a file that a study may leave out.

    Parameters
    ----------
    path : Path
    schema : TableSchema

    Returns
    -------
    DataFrame
        As ``read_table``; without rows if there is no such file.

    Raises
    ------
    InputError
        As ``read_table``, or the study lists the file among its files and it is missing.
    """
    if path.is_file() or path.name in load_study(path.parent).files:
        return read_table(path, schema)
    dtypes = dict.fromkeys(schema.numbers, "float64") | dict.fromkeys(schema.integers, "int64")
    return pd.DataFrame(columns=list(schema.columns), dtype=str).astype(dtypes)


def _source_ids(data_dir: Path) -> pd.Series:
    return read_sources(data_dir)["source_id"]


def _check_names(cells: pd.DataFrame, timeline: Timeline, path: Path) -> None:
    """Refuse a name that its code has neither today nor in the year of the figure."""
    today = {unit.code: row["name_zh"] for unit, row in timeline.periods[-1].records.items()}
    raise_for_rows(
        cells,
        (cells["name_zh"] != "")
        & (cells["name_zh"] != cells["code"].map(today))
        & (cells["name_zh"] != names_then(cells, timeline)),
        path,
        "name_zh",
        expected="the name of this code in units.csv",
        remedy="correct the code or the name",
    )


def _check_measure_units(cells: pd.DataFrame, study: Study, path: Path) -> None:
    measures = {name: item.unit for name, item in study.panel_indicators.items()}
    raise_for_rows(
        cells,
        cells["unit"] != cells["indicator"].map(measures),
        path,
        "unit",
        expected="the unit of its indicator in study.yaml: "
        + ", ".join(sorted(set(measures.values()))),
        remedy="convert the value and correct the unit",
    )


def _check_bases(cells: pd.DataFrame, study: Study, path: Path) -> None:
    expected = expected_basis(cells["indicator"], cells["year"], study)
    periods = "; ".join(
        ", ".join(f"{basis.name} from {basis.from_}" for basis in bases if basis.name)
        for bases in study.bases.values()
    )
    raise_for_rows(
        cells,
        (expected != "") & (cells["basis"] != expected),
        path,
        "basis",
        expected=f"the basis of its indicator and year in study.yaml ({periods})",
        remedy="write the basis on which the figure was published",
    )


def expected_basis(indicator: pd.Series, year: pd.Series, study: Study) -> pd.Series:
    """Return the basis on which a figure of this indicator and year is published.

    Parameters
    ----------
    indicator, year : Series
        On the same index.
    study : Study

    Returns
    -------
    Series of str
        Empty where any basis will do.
    """
    pairs = pd.MultiIndex.from_arrays([indicator, year])
    known = {pair: study.expected_basis(*pair) or "" for pair in pairs.unique()}
    return pd.Series([known[pair] for pair in pairs], index=indicator.index, dtype=object)
