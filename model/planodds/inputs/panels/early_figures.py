"""Figures of the year after the last complete cross-section: exact ones and uncertain ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.errors import InputError
from planodds.inputs.tables.files import PANEL_FILE
from planodds.inputs.tables.plausible_figures import check_new_figures

if TYPE_CHECKING:
    from pathlib import Path

    from planodds.inputs.panels.information import InformationSet
    from planodds.inputs.study import Study

_RAGGED_EDGE_COLUMNS = ["code", "year", "variable", "value", "source_id"]
_EARLY_COLUMNS = ["code", "group", "year", "variable", "value", "log_sd", "kind", "source_id"]
_NUMBERS = {"year": "int64", "value": "float64", "log_sd": "float64"}


def ragged_edge_cells(
    cells: pd.DataFrame, information: InformationSet, study: Study, path: Path
) -> pd.DataFrame:
    """Return the published figures of single units for the year after ``county_to``.

    Parameters
    ----------
    cells : DataFrame
        As from ``read_county_panel``, the figures that are fitted.
    information : InformationSet
    study : Study
    path : Path
        The panel file, for messages.

    Returns
    -------
    DataFrame
        code, year, variable, value, source_id; empty unless the set is "latest".

    Raises
    ------
    InputError
        A figure is for a later year, or more than three times the unit's last one, or less than
        a third of it.
    """
    if not information.ragged:
        return _empty(_RAGGED_EDGE_COLUMNS)
    variables = _roles(study)
    later = cells[(cells["year"] > information.county_to) & cells["indicator"].isin(variables)]
    too_late = later[later["year"] > information.county_to + 1]
    if not too_late.empty:
        row = too_late.iloc[0]
        raise InputError(
            f"{row['indicator']} of {row['code']} for {row['year']}",
            where=f"{PANEL_FILE} row {too_late.index[0]}",
            expected=f"figures to {information.county_to + 1}: all units have a GDP "
            f"to {information.county_to}",
            remedy="add the other units' figures of the year before first",
        )
    key = ["code", "indicator"]
    earlier = cells[cells["year"] <= information.county_to].sort_values("year")
    last = earlier.drop_duplicates(key, keep="last").set_index(key)["value"]
    before = last.reindex(pd.MultiIndex.from_frame(later[key])).set_axis(later.index)
    check_new_figures(later, before, path)
    later = later.assign(variable=later["indicator"].map(variables))
    return later[_RAGGED_EDGE_COLUMNS].sort_values(["code", "variable"], ignore_index=True)


def no_early_figures() -> pd.DataFrame:
    """Return the table ``Panel.early_figures`` without rows.

    Returns
    -------
    DataFrame
        code, group, year, variable, value, log_sd, kind, source_id.
    """
    return _empty(_EARLY_COLUMNS)


def early_figures_of(
    figures: pd.DataFrame, ragged_edge: pd.DataFrame, information: InformationSet, study: Study
) -> pd.DataFrame:
    """Return the uncertain figures that condition a forecast.

    Parameters
    ----------
    figures : DataFrame
        As from ``read_early_figures``.
    ragged_edge : DataFrame
        Published figures of units; they replace expected ones.
    information : InformationSet
    study : Study

    Returns
    -------
    DataFrame
        code or group, year, variable, value, log_sd (``log(1 + sd)``, sd as a fraction), kind,
        source_id: those of the year after ``county_to``; empty unless the set is "latest".
    """
    if not information.ragged or figures.empty:
        return no_early_figures()
    rows = figures[figures["year"] == information.county_to + 1]
    rows = rows.assign(
        variable=rows["indicator"].map(_roles(study)), log_sd=np.log1p(rows["sd_percent"] / 100.0)
    )
    published = pd.MultiIndex.from_frame(ragged_edge[["code", "variable"]])
    known = pd.MultiIndex.from_frame(rows[["code", "variable"]]).isin(published)
    return rows[~known][_EARLY_COLUMNS].sort_values(
        ["group", "code", "variable"], ignore_index=True
    )


def _roles(study: Study) -> dict[str, str]:
    """Return the role of each variable by its indicator."""
    return {
        item.indicator: role
        for role, item in zip(study.roles, study.variables.values(), strict=True)
    }


def _empty(columns: list[str]) -> pd.DataFrame:
    dtypes = {name: dtype for name, dtype in _NUMBERS.items() if name in columns}
    return pd.DataFrame(columns=columns).astype(dtypes)
