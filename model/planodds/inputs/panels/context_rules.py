"""Rules of indicators.csv that concern several cells: one name per code, like figures alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from planodds.inputs.panels.indicator_series import measure_factor
from planodds.inputs.tables.csv_reader import raise_for_rows
from planodds.inputs.tables.csv_tables import read_context, read_county_panel, read_units
from planodds.inputs.tables.files import INDICATORS_FILE, POLICY_FILE, PROJECTS_FILE
from planodds.inputs.tables.plausible_figures import MEANT_FLAG

if TYPE_CHECKING:
    from pathlib import Path

    from planodds.inputs.study import Study

_MAX_FACTOR = 20.0  # between a figure and the others of its unit; the largest shipped one is 6
_PERCENT = "percent"
_PARTS = re.compile(r"(?:^|_)(?:share|cover)(?:$|_)")  # of a whole: from 1 to 100 per cent
_ONE_FIGURE = ["unit_code", "year", "indicator", "unit", "basis", "source_id", "flag"]
_REMEDY = f"correct the figure or its unit of measurement; if it is right, flag it {MEANT_FLAG}"


def check_context(data_dir: Path, study: Study) -> None:
    """Check the rows of indicators.csv, projects.csv and policy_events.csv against one another.

    Parameters
    ----------
    data_dir : Path
    study : Study

    Raises
    ------
    InputError
        A code has two names, or another than in units.csv; a year is after the horizon; units of
        measurement of one indicator cannot be converted; a figure is far from the others of its
        unit, or looks like a fraction where per cent are due; a capacity has no unit; a file that
        the study lists has no row.
    """
    tables = read_context(data_dir)
    for name in (INDICATORS_FILE, PROJECTS_FILE, POLICY_FILE):
        if name in study.files and tables[name].empty:
            _refuse_empty(data_dir / name)
    indicators, path = tables[INDICATORS_FILE], data_dir / INDICATORS_FILE
    _check_names(indicators, data_dir, path)
    _check_one_figure(indicators, path)
    raise_for_rows(
        indicators,
        indicators["year"].str[-4:].where(indicators["year"].str.fullmatch(r"[0-9-]*"), "")
        > str(study.horizon),
        path,
        "year",
        expected=f"a year up to {study.horizon}, the horizon of the study",
        remedy="correct the year",
    )
    for figures in (rows for _, rows in indicators.groupby("indicator", sort=False)):
        _check_measures(figures, path)
    _check_per_cent(indicators, path)
    _check_levels(indicators, read_county_panel(data_dir), path)
    projects = tables[PROJECTS_FILE]
    raise_for_rows(
        projects,
        (projects["capacity"] != "") & (projects["capacity_unit"] == ""),
        data_dir / PROJECTS_FILE,
        "capacity",
        expected="a capacity with its unit in the next column",
        remedy="add the unit, or remove the capacity",
    )


def _refuse_empty(path: Path) -> None:
    from planodds.errors import InputError
    from planodds.inputs.tables.input_file import display_path

    raise InputError(
        f"{path.name} has no row",
        where=display_path(path),
        expected="data rows below the header: the study lists the file",
        remedy="restore it from version control, or remove it from the key files of study.yaml",
    )


def _check_names(rows: pd.DataFrame, data_dir: Path, path: Path) -> None:
    units = read_units(data_dir)
    known = dict(zip(units["code"], units["name_zh"], strict=True))
    first = rows.drop_duplicates("unit_code").set_index("unit_code")["unit_zh"].to_dict()
    codes = rows.drop_duplicates("unit_zh").set_index("unit_zh")["unit_code"].to_dict()
    codes |= {name: code for code, name in known.items() if name in codes}
    raise_for_rows(
        rows,
        (rows["unit_zh"] != rows["unit_code"].map(first | known))
        | (rows["unit_code"] != rows["unit_zh"].map(codes)),
        path,
        "unit_zh",
        expected="one name for each code, that of units.csv where the code is listed there",
        remedy="correct the code or the name",
    )


def _check_one_figure(rows: pd.DataFrame, path: Path) -> None:
    """Refuse two figures of one thing from one source, unless their flags differ."""
    raise_for_rows(
        rows,
        rows.duplicated(_ONE_FIGURE) & ~rows.duplicated([*_ONE_FIGURE, "value"]),
        path,
        "value",
        expected="one figure of a unit, year, indicator and basis from one source",
        remedy="remove the wrong one, or state with its flag how it was derived",
    )


def _check_measures(rows: pd.DataFrame, path: Path) -> None:
    usual = rows["unit"].value_counts().index[0]
    raise_for_rows(
        rows,
        rows["unit"].map(lambda measure: measure_factor(measure, usual) is None),
        path,
        "unit",
        expected=f"a unit that can be converted into {usual}, as the other rows of the indicator",
        remedy="correct the unit of measurement",
    )


def _check_per_cent(rows: pd.DataFrame, path: Path) -> None:
    """Refuse fractions where per cent are due, and shares of more than the whole."""
    rates = rows[(rows["unit"] == _PERCENT) & (rows["flag"] != MEANT_FLAG)]
    size = rates["value"].abs()
    part = rates["indicator"].str.contains(_PARTS) & ~rates["indicator"].str.contains("growth")
    fraction = (size > 0) & (size < 1) & part
    too_large = part & (rates["value"] > 100)
    for _, own in rates[~part].groupby("indicator"):
        for line in own.index[(size[own.index] > 0) & (len(own) > 2)]:
            others = size[own.index.drop(line)]
            usual = others[others >= 1].median()
            fraction[line] |= size[line] < 1 and usual / 2 <= 100 * size[line] <= 2 * usual
            too_large[line] |= size[line] > 100 and usual / 2 <= size[line] / 100 <= 2 * usual
    raise_for_rows(
        rates,
        fraction,
        path,
        "value",
        expected="a figure in per cent: 12.5, not 0.125",
        remedy=f"multiply it by 100; if it is right, flag it {MEANT_FLAG}",
    )
    raise_for_rows(
        rates,
        too_large | (part & (rates["value"] < 0)),
        path,
        "value",
        expected="a figure in per cent, of a part from 0 to 100: 12.5, not 1250",
        remedy=f"divide it by 100; if it is right, flag it {MEANT_FLAG}",
    )


def _check_levels(rows: pd.DataFrame, panel: pd.DataFrame, path: Path) -> None:
    """Refuse levels far from the others of the unit, in this file and in the panel."""
    levels = rows[rows["unit"] != _PERCENT]
    raise_for_rows(
        levels,
        levels["value"] < 0,
        path,
        "value",
        expected="a level, not below zero",
        remedy="correct the figure",
    )
    panel = panel[panel["indicator"].isin(levels["indicator"])]
    panel = panel[panel["code"].isin(levels["unit_code"]) & (panel["value"] > 0)]
    names = {"code": "unit_code"}
    columns = ["unit_code", "indicator", "unit", "value", "flag"]
    both = pd.concat(
        [levels[columns].assign(own=True), panel.rename(columns=names)[columns].assign(own=False)]
    )
    both = both.reset_index()
    usual = both.drop_duplicates("indicator").set_index("indicator")["unit"]
    both["size"] = [
        value * (measure_factor(unit, usual[name]) or 1.0)
        for value, unit, name in zip(both["value"], both["unit"], both["indicator"], strict=True)
    ]
    far = set()
    for _, series in both[both["size"] > 0].groupby(["unit_code", "indicator"]):
        if len(series) < 2:
            continue
        for row in series[series["own"] & (series["flag"] != MEANT_FLAG)].itertuples():
            others = series.loc[series.index != row.Index, "size"].median()
            if not 1 / _MAX_FACTOR < row.size / others < _MAX_FACTOR:
                far.add(row.line)
    raise_for_rows(
        levels,
        pd.Series(levels.index.isin(far), levels.index),
        path,
        "value",
        expected=f"a figure within a factor of {_MAX_FACTOR:g} of the others of its unit",
        remedy=_REMEDY,
    )
