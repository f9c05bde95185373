"""The step of a published level between two census bases, split into growth and revision.

Growth at constant prices on the new basis and the prices of the year give growth at current prices
within the new basis; what is left of the step is the revision by the census.

    log(after / before) = real + deflator + revision
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.forecasting.indicators.deflator import DEGREES, UNIT_PRIOR
from planodds.inputs.panels.indicator_series import REAL_GROWTH
from planodds.probability.series.real_growth import price_data, region_deflators

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.panels.indicator_series import IndicatorTable

_PROBABILITIES = (0.1, 0.5, 0.9)
COLUMNS = (
    "unit",
    "year",
    "before",
    "after",
    "step_percent",
    "real_percent",
    "growth_percent",
    "growth_q10",
    "growth_q90",
    "revision_percent",
    "revision_q10",
    "revision_q90",
)


def split_census_steps(panel: Panel, indicators: IndicatorTable) -> pd.DataFrame:
    """Split each step between two bases for which growth or a revised level is published.

    Parameters
    ----------
    panel : Panel
    indicators : IndicatorTable
        Real growth in the first year on a new basis, of units and of groups (the sum of their
        units); levels of earlier years that were revised to a later basis.

    Returns
    -------
    DataFrame
        unit (code, or name of a group), year, before and after (levels on the old and the new
        basis; of the same year if the level was revised), step_percent, real_percent (published),
        growth_percent at current prices within the new basis and revision_percent, each with an
        80 % interval from the deflator (``_q10``, ``_q90``).
    """
    rows = [*_steps_with_growth(panel, indicators), *_revised_levels(panel, indicators)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _steps_with_growth(panel: Panel, indicators: IndicatorTable) -> Iterator[dict[str, object]]:
    figures = indicators.figures
    real = figures[
        (figures["indicator"] == REAL_GROWTH) & figures["year"].isin(panel.study.benchmark_years)
    ]
    for row in real.itertuples():
        area, units = _members(panel, row.unit, row.name)
        if not units or row.year not in panel.years[1:]:
            continue
        column = panel.year_index(row.year)
        before, after = (float(panel.gdp[units, c].sum()) for c in (column - 1, column))
        if not np.isfinite(before * after):
            continue
        rate = float(np.log1p(row.value / 100))
        growth = rate + _deflators(panel, indicators, row.year)
        step = np.log(after / before)
        yield {
            **_level_columns(area, row.year, before, after),
            "real_percent": row.value,
            **_summary("growth", growth),
            **_summary("revision", step - growth[::-1]),
        }


def _revised_levels(panel: Panel, indicators: IndicatorTable) -> Iterator[dict[str, object]]:
    """Yield levels of the panel's years that were published again on a later basis."""
    figures = indicators.figures
    known = set(panel.gdp_basis)
    levels = figures[
        (figures["indicator"] == panel.study.variables[panel.study.ranked].indicator)
        & figures["year"].isin(panel.years)
        & figures["basis"].isin(known)
    ]
    for row in levels.itertuples():
        column = panel.year_index(row.year)
        area, units = _members(panel, row.unit, row.name)
        if not units or row.unit in panel.units or row.basis == panel.gdp_basis[column]:
            continue
        before = float(panel.gdp[units, column].sum())
        yield {
            **_level_columns(area, row.year, before, row.value),
            **_summary("revision", np.full(3, np.log(row.value / before))),
        }


def _deflators(panel: Panel, indicators: IndicatorTable, year: int) -> np.ndarray:
    """Return quantiles of the deflator of a unit, log points.

    That of the aggregate, where it is published, and a deviation whose scale is that of the units
    with published real growth, with the declared prior scale; Student-t.
    """
    from scipy.stats import t

    known = region_deflators(indicators, panel).get(year, np.nan)
    deviations = price_data(indicators, panel).units[:, 1]
    degrees = DEGREES + len(deviations)
    squares = DEGREES * UNIT_PRIOR[2] ** 2 + float(deviations @ deviations)
    return np.asarray(known + np.sqrt(squares / degrees) * t.ppf(_PROBABILITIES, degrees))


def _members(panel: Panel, code: str, name: str) -> tuple[str, list[int]]:
    """Return code and position of a unit, or English name and positions of a group; else none."""
    if code in panel.units:
        return code, [panel.unit_index(code)]
    units = panel.group_units(name)
    return (str(panel.unit_table["group_en"].iloc[units[0]]) if units else "", units)


def _level_columns(area: str, year: int, before: float, after: float) -> dict[str, object]:
    step = 100.0 * (after / before - 1.0)
    return {"unit": area, "year": year, "before": before, "after": after, "step_percent": step}


def _summary(name: str, quantiles: np.ndarray) -> dict[str, float]:
    low, middle, high = (100.0 * np.expm1(quantiles)).tolist()
    return {f"{name}_percent": middle, f"{name}_q10": low, f"{name}_q90": high}
