"""Reader of early_figures.csv: expected figures of units and totals of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planodds.execution.caching import cache_by_file_content
from planodds.inputs.crosswalk.figures import check_in_force, keep_units_of_day
from planodds.inputs.study import load_study
from planodds.inputs.tables import files, schemas
from planodds.inputs.tables.csv_reader import raise_for_rows
from planodds.inputs.tables.csv_tables import (
    expected_basis,
    read_if_present,
    read_sources,
    read_timeline,
    read_units,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def read_early_figures(data_dir: Path, as_of: date | None = None) -> pd.DataFrame:
    """Read early_figures.csv in one edition.

    Parameters
    ----------
    data_dir : Path
    as_of : date, optional
        Without the rows that were recorded after this day; all rows if None. Of several figures
        for one area, year and indicator, the one recorded last counts.

    Returns
    -------
    DataFrame
        Index ``line``; code (of a unit, or empty), group (name of a group, or empty), year (int),
        indicator, value (float), unit, basis, kind, sd_percent (float), source_id, recorded, note.

    Raises
    ------
    InputError
        A cell or a column breaks its rule; an area-year-indicator appears twice on one day; a unit
        of measurement or a basis does not belong to its indicator and year; a code was not in
        force in the year of its figure.
    """
    figures = _read_all(data_dir)
    timeline = read_timeline(data_dir)
    if timeline.steps:
        units = figures["code"] != ""
        own = keep_units_of_day(figures[units], timeline, as_of)
        figures = pd.concat([own, figures[~units]]).sort_index()
    if as_of is not None:
        figures = figures[figures[schemas.RECORDED] <= as_of.isoformat()]
    newest = figures.sort_values(schemas.RECORDED, kind="stable").drop_duplicates(
        ["code", "group", "year", "indicator"], keep="last"
    )
    return newest.sort_index()


@cache_by_file_content(
    files.STUDY_FILE, files.UNITS_FILE, files.SOURCES_FILE, files.CROSSWALK_FILE, files.EARLY_FILE
)
def _read_all(data_dir: Path) -> pd.DataFrame:
    path = data_dir / files.EARLY_FILE
    units, study, timeline = read_units(data_dir), load_study(data_dir), read_timeline(data_dir)
    groups = pd.concat([units["group_en"], units["group_zh"]])
    names = dict(zip(groups, [*units["group_en"]] * 2, strict=True)) if study.groups else {}
    schema = schemas.early_figures_table(
        [*timeline.codes, *names], read_sources(data_dir)["source_id"], study
    )
    figures = read_if_present(path, schema)
    measures = {name: item.unit for name, item in study.panel_indicators.items()}
    measure = figures["indicator"].map(measures)
    basis = expected_basis(figures["indicator"], figures["year"], study)
    figures = figures.assign(
        code=figures["area"].where(figures["area"].isin(timeline.codes), ""),
        group=figures["area"].map(names).fillna(""),
        unit=figures["unit"].where(figures["unit"] != "", measure),
        basis=figures["basis"].where(figures["basis"] != "", basis),
    )
    check_in_force(figures[figures["code"] != ""], timeline, path)
    recorded = figures[schemas.RECORDED].str[:4].astype(int)
    raise_for_rows(
        figures,
        (figures["year"] < study.first_year) | (figures["year"] > recorded),
        path,
        "year",
        expected=f"a year from {study.first_year} to that of the day of recording",
        remedy="correct the year, or the day in the column recorded",
    )
    raise_for_rows(
        figures,
        figures["unit"] != measure,
        path,
        "unit",
        expected="the unit of its indicator in study.yaml",
        remedy="convert the value and correct the unit",
    )
    raise_for_rows(
        figures,
        (basis != "") & (figures["basis"] != basis),
        path,
        "basis",
        expected="the basis of its indicator and year in study.yaml",
        remedy="write the basis on which the figure was announced",
    )
    return figures.drop(columns="area")
