"""Find hard conditions that other hard conditions already imply or contradict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds import constants

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.scenarios.resolved import ResolvedCondition

VARIABLES = {constants.COUNTY_GDP: constants.GDP, constants.COUNTY_REVENUE: constants.REVENUE}


def implied_by(
    conditions: Sequence[ResolvedCondition], new: ResolvedCondition, panel: Panel
) -> list[ResolvedCondition]:
    """Return the hard conditions that, with the data, already determine a new hard condition.

    A growth rate between two fixed levels, or a level implied by fixed growth rates, is
    redundant or contradictory.

    Parameters
    ----------
    conditions : sequence of ResolvedCondition
        The earlier conditions of the scenario.
    new : ResolvedCondition
    panel : Panel

    Returns
    -------
    list of ResolvedCondition
        Empty where the new condition is soft, or independent of the others.

    Notes
    -----
    A level is the last observed level plus the growth of the years after it, plus a step at a
    change of census basis. Each condition is a row of loadings on these unknowns; the new one
    is redundant if it does not raise the rank of the matrix.
    """
    hard = [
        item
        for item in conditions
        if item.sd == 0 and (item.series, item.unit) == (new.series, new.unit)
    ]
    if new.sd or not hard:
        return []
    observed = _ragged_edge_years(panel, new.series, new.unit)
    concerned = [*observed, *(item.year for item in (*hard, new))]
    years = range(min(*concerned, _first_year(panel, new.series)), max(concerned) + 1)
    rows = [_loadings(panel, "level", year, years, new.series) for year in observed]
    rows += [_loadings(panel, item.measure, item.year, years, new.series) for item in (*hard, new)]
    full = np.linalg.matrix_rank(np.array(rows)) == len(rows)
    return [] if full else hard


def _loadings(
    panel: Panel, measure: str, year: int, years: Iterable[int], series: str
) -> np.ndarray:
    """Return the loadings of a log growth or level on each year's growth and census step."""
    growth = [float(step == year if measure == "growth" else step <= year) for step in years]
    steps = [
        float(
            measure == "level"
            and series == constants.COUNTY_GDP
            and step in panel.study.benchmark_years
            and step <= year
        )
        for step in years
    ]
    return np.array([*growth, *steps])


def _first_year(panel: Panel, series: str) -> int:
    if series in VARIABLES:
        return panel.information.county_to + 1
    observed = np.flatnonzero(~np.isnan(panel.driver_growth[-1]))
    return panel.driver_years[observed[-1]] + 1


def _ragged_edge_years(panel: Panel, series: str, unit: str) -> list[int]:
    """Return the years after ``county_to`` with a figure of this unit."""
    if series not in VARIABLES:
        return []
    edge = panel.ragged_edge
    rows = edge[(edge["code"] == unit) & (edge["variable"] == VARIABLES[series])]
    return [int(year) for year in rows["year"]]
