"""Pins that cannot all hold: twice the same cell, or levels and growth that settle each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds import constants

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planodds.inputs.panels.county_panel import Panel

VARIABLES = {constants.COUNTY_GDP: constants.GDP, constants.COUNTY_REVENUE: constants.REVENUE}


def implied_by(pins: Sequence[object], new: object, panel: Panel) -> list[object]:
    """Return the hard pins that, with known figures, already settle a new hard pin.

    A level is the last known one plus the growth of the years after it, and at a change of
    census basis a step. A growth whose two levels are pinned, or a level whose way there is, has
    nothing left to say: at best it repeats them, at worst it contradicts them.

    Parameters
    ----------
    pins : sequence of ResolvedCondition
        Met before.
    new : ResolvedCondition

    Returns
    -------
    list of ResolvedCondition
        Empty where the new pin is free to hold.
    """
    about = (new.series, new.unit)
    hard = [pin for pin in pins if pin.sd == 0 and (pin.series, pin.unit) == about]
    if new.sd or not hard:
        return []
    known = _early_years(panel, *about)
    first = min([*known, *(pin.year for pin in (*hard, new)), _first_year(panel, new.series)])
    years = range(first, max([*known, *(pin.year for pin in (*hard, new))]) + 1)
    rows = [_row("level", year, years, new.series) for year in known]
    rows += [_row(pin.measure, pin.year, years, new.series) for pin in hard]
    added = [*rows, _row(new.measure, new.year, years, new.series)]
    full = np.linalg.matrix_rank(np.array(added)) == len(added)
    return [] if full else hard


def _row(measure: str, year: int, years: Iterable[int], series: str) -> np.ndarray:
    """Loading of a log growth or log level on the growth of each year and on each step."""
    growth = [float(step == year if measure == "growth" else step <= year) for step in years]
    steps = [
        float(
            measure == "level"
            and series == constants.COUNTY_GDP
            and at in constants.BENCHMARK_YEARS
            and at <= year
        )
        for at in years
    ]
    return np.array([*growth, *steps])


def _first_year(panel: Panel, series: str) -> int:
    if series in VARIABLES:
        return panel.information.county_to + 1
    known = np.flatnonzero(~np.isnan(panel.provincial_growth))
    return panel.driver_years[known[-1]] + 1


def _early_years(panel: Panel, series: str, unit: str) -> list[int]:
    """Years after the cross-section whose figure of this unit is known."""
    if series not in VARIABLES:
        return []
    early = panel.ragged_edge
    own = early[(early["code"] == unit) & (early["variable"] == VARIABLES[series])]
    return [int(year) for year in own["year"]]
