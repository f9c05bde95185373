"""The convergence gate: what a fit must show before a number may be drawn from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.constants import HOME_UNIT, REACH_YEARS
from planodds.errors import ConvergenceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.forecasting.types import Posterior

_MAX_RHAT = 1.01
_MIN_ESS = 400
_MAX_MCSE = 0.01


def convergence_summary(arrays: Mapping[str, np.ndarray], *, divergences: int) -> dict[str, Any]:
    """Largest R-hat and smallest effective sample sizes over all elements.

    Parameters
    ----------
    arrays : mapping of ndarray (chain, draw, ...)
        Sampled parameters or continuous quantities.
    divergences : int
        Divergent transitions after warm-up.

    Returns
    -------
    dict
        ``max_rhat``, ``min_ess_bulk``, ``min_ess_tail`` with the worst names, ``divergences``,
        ``passed``. A value that is not finite counts as a miss.
    """
    from arviz_stats.base import array_stats

    functions = {
        "max_rhat": lambda x: array_stats.rhat(x, chain_axis=0, draw_axis=1),
        "min_ess_bulk": lambda x: array_stats.ess(x, chain_axis=0, draw_axis=1, method="bulk"),
        "min_ess_tail": lambda x: array_stats.ess(
            x, chain_axis=0, draw_axis=1, method="tail", prob=(0.05, 0.95)
        ),
    }
    row: dict[str, Any] = {}
    for key, function in functions.items():
        values = {name: np.atleast_1d(function(x)) for name, x in arrays.items()}
        row[key], row[f"{key}_of"] = _worst(values, largest=key == "max_rhat")
    row["divergences"] = int(divergences)
    row["passed"] = bool(
        row["max_rhat"] <= _MAX_RHAT
        and row["min_ess_bulk"] >= _MIN_ESS
        and row["min_ess_tail"] >= _MIN_ESS
        and divergences == 0
    )
    return row


def _worst(values: Mapping[str, np.ndarray], *, largest: bool) -> tuple[float, str]:
    """Worst value and its name; NaN is worse than anything."""
    pick = np.max if largest else np.min
    worst = {name: float(pick(x)) for name, x in values.items()}
    broken = [name for name, x in worst.items() if not np.isfinite(x)]
    if broken:
        return float("nan"), broken[0]
    name = (max if largest else min)(worst, key=worst.get)
    return worst[name], name


def path_convergence(
    forecast: Any,
    members: np.ndarray,
    *,
    unit: str,
    chains: int,
    years: tuple[int, ...],
    place: int = 30,
) -> dict[str, Any]:
    """Hold the continuous quantities behind the events to the same gate.

    The log level of ``unit`` and its log gap to the ``place``-th unit, in each of ``years``, one
    path a posterior draw, in chain order. Event indicators are exempt: without hits their R-hat
    does not exist.

    Parameters
    ----------
    forecast : Forecast
        Unconditioned paths.
    members : ndarray of bool (unit,)
        Units that are ranked.
    """
    _, first = np.unique(forecast.posterior_draw_index, return_index=True)
    quantities: dict[str, np.ndarray] = {}
    for year in years:
        column = forecast.year_index(year)
        levels = forecast.log_gdp[members][:, first, column].astype(float)
        own = forecast.log_gdp[forecast.unit_index(unit), first, column].astype(float)
        revenue = forecast.log_revenue[forecast.unit_index(unit), first, column].astype(float)
        threshold = -np.partition(-levels, place - 1, axis=0)[place - 1]
        for name, values in (("log_gdp", own), ("gap", own - threshold), ("log_revenue", revenue)):
            quantities[f"{name}_{year}"] = values.reshape(chains, -1)
    row = convergence_summary(quantities, divergences=0)
    return row | {
        "block": "paths",
        "chains": chains,
        "draws": len(first) // chains,
        "information": forecast.information.name,
        "evidence": forecast.evidence,
    }


def check_convergence(posterior: Posterior, forecast: Any) -> Posterior:
    """Add the paths' row to the posterior's diagnostics.

    Raises
    ------
    ConvergenceError
        If the quantities behind the events miss the gate, unless the settings allow it.
    """
    years = tuple(year for year in REACH_YEARS if year in forecast.years)
    row = path_convergence(
        forecast,
        np.ones(len(forecast.units), bool),
        unit=HOME_UNIT,
        chains=posterior.chains,
        years=years,
    )
    row |= {"refit": False, "seconds": 0.0, "tune": posterior.settings.tune}
    if not row["passed"] and not posterior.settings.allow_gate_failure:
        raise ConvergenceError(
            f"the paths miss the convergence gate: {row['max_rhat_of']}",
            where=f"information set {posterior.information.name}",
            expected=f"R-hat <= {_MAX_RHAT}, ESS >= {_MIN_ESS}",
            remedy="draw longer, or mend the model",
        )
    return replace(posterior, diagnostics=(*posterior.diagnostics, row))
