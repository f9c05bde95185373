"""Odds over a partition of the future: the baseline's draws in each cell, weighted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError
from planodds.inputs.scenarios.resolve_years import first_unknown_year
from planodds.probability.events.probability import MIN_CONDITION_HITS
from planodds.probability.questions.targets import compute_odds

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.panels.indicator_series import IndicatorTable
    from planodds.inputs.plan import Plan
    from planodds.inputs.scenarios.weights import Weights

_KEYS = (
    "information",
    "origin",
    "unit",
    "roster",
    "target",
    "reading",
    "evidence",
    "year",
    "threshold",
)
_VALUES = ("probability", "mcse", "lower", "upper", "lowest", "highest")
MIXTURE_COLUMNS = (*_KEYS, "weights", *_VALUES, "status")
_RANGE = (0.05, 0.95)
_WEIGHT_DRAWS = 20_000


def assign_cells(forecast: Forecast, panel: Panel, weights: Weights) -> np.ndarray:
    """Return the cell of a partition in which each draw of a forecast lies.

    Parameters
    ----------
    forecast : Forecast
    panel : Panel
        Of the same information set; decides which year is the first ahead.
    weights : Weights
        A partition by the growth of one common series over years ahead.

    Returns
    -------
    ndarray of int, shape (draw,)
        Position of the cell; a draw on an edge is in the upper one.
    """
    first = first_unknown_year(panel, weights.series)
    years = [forecast.year_index(first + ahead - 1) for ahead in weights.ahead]
    growth = forecast.common[:, forecast.series.index(weights.series)][:, years].sum(axis=1)
    edges = np.log1p([cell.below for cell in weights.cells[:-1] if cell.below is not None])
    return np.searchsorted(edges, growth, side="right")


def compute_cell_odds(
    forecast: Forecast,
    panel: Panel,
    plan: Plan,
    weights: Weights,
    indicators: IndicatorTable | None = None,
) -> pd.DataFrame:
    """Return the odds within each cell of a partition: P(event | cell), from draws inside it.

    No scenario represents the cell: one path inside it has other odds than the paths inside it
    together, and less spread.

    Parameters
    ----------
    forecast : Forecast
        The baseline.
    panel : Panel
    plan : Plan
    weights : Weights
    indicators : IndicatorTable, optional
        As in ``compute_odds``.

    Returns
    -------
    DataFrame
        As ``compute_odds``, one block per cell; ``scenario`` is the one that illustrates the
        cell. A cell with fewer than ``MIN_CONDITION_HITS`` draws is ``not_computable``.
    """
    position = assign_cells(forecast, panel, weights)
    blocks = []
    for number, cell in enumerate(weights.cells):
        inside = np.flatnonzero(position == number)
        enough = len(inside) >= MIN_CONDITION_HITS
        draws = replace(forecast.take(inside) if enough else forecast, scenario=cell.scenario)
        odds = compute_odds(draws, panel, plan, indicators)
        blocks.append(odds if enough else _without_probability(odds))
    return pd.concat(blocks, ignore_index=True)


def _without_probability(odds: pd.DataFrame) -> pd.DataFrame:
    """Return the odds with every open event not computable."""
    is_open = odds["status"] == constants.OPEN
    columns = ["probability", "mcse", "lower", "upper"]
    return odds.assign(
        **{name: odds[name].mask(is_open) for name in columns},
        status=odds["status"].mask(is_open, constants.NOT_COMPUTABLE),
    )


def mix_cell_odds(
    odds: pd.DataFrame, weights: Weights, *, generator: np.random.Generator
) -> pd.DataFrame:
    """Return the odds over a partition of the future.

    P = sum_c w_c P(event | cell c) with w ~ Dirichlet(concentration), at the mean of w and, for
    the range, over draws of w. Where an event has a condition, each weight counts times
    P(condition | cell c), over their sum. Weights equal to the baseline's own shares of the cells
    give the baseline's odds. Draws of different cells may share a posterior draw, so that the
    error is bounded by sum_c E[w_c] mcse_c.

    Parameters
    ----------
    odds : DataFrame
        From ``compute_cell_odds``.
    weights : Weights
        The same partition.
    generator : numpy.random.Generator
        For the draws of the weights.

    Returns
    -------
    DataFrame
        information, origin, unit, roster, target, reading, evidence, year, threshold, weights
        (name of the partition), probability (at the mean of the weights), mcse (bound), lower and
        upper (5 and 95 % points over the weights), lowest and highest (over the cells: the range
        under any weights), status. A decided event keeps its status; one that some cell cannot
        answer is ``not_computable``.

    Raises
    ------
    UsageError
        If a cell has no row for an event that another cell has.
    """
    cells = [cell.scenario for cell in weights.cells]
    concentration = np.array(weights.concentration)
    drawn = generator.dirichlet(concentration, _WEIGHT_DRAWS)
    size = odds.groupby("scenario")["draws"].max().reindex(cells).to_numpy(dtype=float)
    mixed = []
    for key, group in odds.groupby(list(_KEYS), sort=False, dropna=False):
        by_cell = group.set_index("scenario")
        if set(cells) != set(by_cell.index) or by_cell.index.has_duplicates:
            raise UsageError(
                f"{key[4]!r} has {len(group)} rows for {len(cells)} cells",
                where="mix_cell_odds",
                expected=f"one row each of {', '.join(cells)}",
                remedy="pass the table of compute_cell_odds for the same partition",
            )
        mixed.append(
            {
                **dict(zip(_KEYS, key, strict=True)),
                "weights": weights.name,
                **_mix_event(by_cell.loc[cells], size, concentration, drawn),
            }
        )
    return pd.DataFrame(mixed, columns=list(MIXTURE_COLUMNS))


def mix_probability(
    probability: np.ndarray, concentration: np.ndarray, drawn: np.ndarray
) -> tuple[float, float, float]:
    """Return sum w P / sum w at the mean of uncertain weights, and its 5 and 95 % points.

    Parameters
    ----------
    probability : ndarray of float, shape (cell,)
    concentration : ndarray of float, shape (cell,)
        Proportional to the mean of the weights.
    drawn : ndarray of float, shape (draw, cell)
        Draws of the weights, up to a factor per draw.

    Returns
    -------
    tuple of float
        Value at the mean, lower and upper point.

    Examples
    --------
    >>> mix_probability(np.array([0.2, 0.6]), np.array([3.0, 1.0]), np.array([[0.75, 0.25]]))[0]
    0.3
    """
    mean = float(concentration @ probability / concentration.sum())
    lower, upper = np.quantile(drawn @ probability / drawn.sum(axis=1), _RANGE)
    return round(mean, 15), float(lower), float(upper)


def _mix_event(
    cells: pd.DataFrame, size: np.ndarray, concentration: np.ndarray, drawn: np.ndarray
) -> dict[str, object]:
    """Return the mixture of one event from its rows, one per cell of ``size`` draws."""
    statuses, odds = set(cells["status"]), cells["probability"].to_numpy(dtype=float)
    if statuses != {constants.OPEN}:
        status = statuses.pop() if len(statuses) == 1 else constants.NOT_COMPUTABLE
        return {**dict.fromkeys(_VALUES, float("nan")), "status": status}
    reached = cells["draws"].to_numpy(dtype=float) / size  # P(condition | cell); 1 without one
    weight = concentration * reached
    mean, lower, upper = mix_probability(odds, weight, drawn * reached)
    error = weight @ cells["mcse"].to_numpy(dtype=float) / weight.sum()
    values = (mean, float(error), lower, upper, float(odds.min()), float(odds.max()))
    return {**dict(zip(_VALUES, values, strict=True)), "status": constants.OPEN}
