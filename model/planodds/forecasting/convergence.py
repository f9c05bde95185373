"""Convergence criteria of fits and paths: R-hat, effective sample sizes, divergences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.errors import ConvergenceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.forecasting.types import Forecast, Posterior
    from planodds.inputs.panels.county_panel import Panel

_MAX_RHAT = 1.01
_MIN_ESS = 400


def convergence_summary(arrays: Mapping[str, np.ndarray], *, divergences: int) -> dict[str, Any]:
    """Compute the largest R-hat and the smallest effective sample sizes over all elements.

    Parameters
    ----------
    arrays : mapping of str to ndarray, shape (chain, draw, ...)
        Sampled parameters or continuous quantities.
    divergences : int
        Divergent transitions after warm-up.

    Returns
    -------
    dict
        ``max_rhat``, ``min_ess_bulk``, ``min_ess_tail`` with the worst names, ``divergences``,
        ``passed``. A value that is not finite counts as a failure.

    Notes
    -----
    Rank-normalised split R-hat, bulk and tail ESS: Vehtari, Gelman, Simpson, Carpenter and Bürkner
    (2021), doi:10.1214/20-BA1221. Criteria: R-hat <= 1.01, ESS >= 400, no divergences.
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
    """Return the worst value and its name; NaN is worse than any number."""
    pick = np.max if largest else np.min
    worst = {name: float(pick(x)) for name, x in values.items()}
    broken = [name for name, x in worst.items() if not np.isfinite(x)]
    if broken:
        return float("nan"), broken[0]
    name = (max if largest else min)(worst, key=lambda key: worst[key])
    return worst[name], name


def path_convergence(
    forecast: Forecast,
    members: np.ndarray,
    *,
    unit: str,
    chains: int,
    years: tuple[int, ...],
    rank: int = 30,
) -> dict[str, Any]:
    """Compute R-hat and effective sample sizes of the quantities behind the events.

    These are, in each of ``years``, log GDP and log revenue of ``unit`` and the gap of its log GDP
    to the unit at ``rank``, one path per posterior draw, in chain order. Event indicators are not
    checked: without hits their R-hat does not exist.

    Parameters
    ----------
    forecast : Forecast
        Unconditioned paths.
    members : ndarray of bool, shape (unit,)
        Units that are ranked.
    unit : str
        Code of the unit.
    chains : int
    years : tuple of int
    rank : int
        Rank of the unit to which the gap is measured.

    Returns
    -------
    dict
        As from ``convergence_summary``, with the columns of a block's row.
    """
    _, first = np.unique(forecast.posterior_draw_index, return_index=True)
    quantities: dict[str, np.ndarray] = {}
    for year in years:
        column = forecast.year_index(year)
        levels = forecast.log_gdp[:, first, column][members].astype(float)
        gdp = forecast.log_gdp[forecast.unit_index(unit), first, column].astype(float)
        revenue = forecast.log_revenue[forecast.unit_index(unit), first, column].astype(float)
        threshold = -np.partition(-levels, rank - 1, axis=0)[rank - 1]
        checked = {"log_gdp": gdp, "gap": gdp - threshold, "log_revenue": revenue}
        for name, values in checked.items():
            if np.isnan(values).all():  # the study has no linked variable
                continue
            quantities[f"{name}_{year}"] = values.reshape(chains, -1)
    row = convergence_summary(quantities, divergences=0)
    return row | {
        "block": "paths",
        "chains": chains,
        "draws": len(first) // chains,
        "information": forecast.information.name,
        "evidence": forecast.evidence,
    }


def check_convergence(posterior: Posterior, forecast: Forecast, panel: Panel) -> Posterior:
    """Add the convergence of the paths to the posterior's diagnostics.

    Parameters
    ----------
    posterior : Posterior
    forecast : Forecast
        Unconditioned paths of this posterior.
    panel : Panel
        Its study names the unit and the years of the events.

    Returns
    -------
    Posterior
        With one more row in ``diagnostics``.

    Raises
    ------
    ConvergenceError
        If the quantities behind the events fail the convergence criteria, unless the settings
        allow it.
    """
    years = tuple(year for year in panel.study.report_years if year in forecast.years)
    row = path_convergence(
        forecast,
        np.ones(len(forecast.units), bool),
        unit=panel.study.home.unit,
        chains=posterior.chains,
        years=years,
        rank=min(30, len(forecast.units)),
    )
    row |= {"refit": False, "seconds": 0.0, "tune": posterior.settings.tune}
    if not row["passed"] and not posterior.settings.allow_gate_failure:
        raise ConvergenceError(
            f"the paths fail the convergence criteria: {row['max_rhat_of']}",
            where=f"information set {posterior.information.name}",
            expected=f"R-hat <= {_MAX_RHAT}, ESS >= {_MIN_ESS}",
            remedy="draw more samples, or revise the model",
        )
    return replace(posterior, diagnostics=(*posterior.diagnostics, row))
