"""Rivals from statsmodels, fitted unit by unit: damped ETS, ARIMA, theta, unobserved components.

A warning of a fit is caught, counted and kept, never silenced; the fit is used as it came.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from planodds.evaluation.benchmarks.gaussian_paths import (
    GaussianPathForecast,
    innovation_covariance,
    state_covariance,
)
from planodds.evaluation.benchmarks.random_walks import increments, walk_unit_drift

if TYPE_CHECKING:
    from collections.abc import Callable

# Levels without which the parameters of a rival cannot be told.
_SHORTEST = {"ets_damped": 10, "arima": 10, "theta": 4, "components": 10}
# Orders (p, q) of growth, constant included; the corrected information criterion chooses.
_ORDERS = ((0, 0), (1, 0), (0, 1), (1, 1), (2, 0))


def _fit_ets(y: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Additive error and damped additive trend; mean (horizon,), covariance.

    A shock of j years ago moves the level by ``alpha + beta (phi + .. + phi^j)``.
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    model = ETSModel(y, error="add", trend="add", damped_trend=True)
    # From the default start many fits end at a level that never moves; the likelier one counts.
    starts = (model.start_params, [0.9, 0.2, 0.9, *model.start_params[3:]])
    fit = max((model.fit(start, disp=False) for start in starts), key=lambda one: one.llf)
    p = dict(zip(fit.model.param_names, fit.params, strict=True))
    psi = np.ones(horizon)
    phi = p["damping_trend"] ** np.arange(1, horizon)
    psi[1:] = p["smoothing_level"] + p["smoothing_trend"] * np.cumsum(phi)
    _require_converged(fit)
    variance = np.sum(np.square(fit.resid)) / (len(y) - len(fit.params))
    return np.asarray(fit.forecast(horizon)), innovation_covariance(psi, variance)


def _fit_arima(y: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """ARMA of growth with a constant, its order by the corrected Akaike criterion."""
    from statsmodels.tsa.arima.model import ARIMA

    growth = np.diff(y)
    fits = [ARIMA(growth, order=(p, 0, q), trend="c").fit() for p, q in _ORDERS]
    fit = min(fits, key=lambda one: one.aicc)
    _require_converged(fit)
    psi = np.cumsum(fit.impulse_responses(horizon - 1))
    free = len(growth) - (len(fit.params) - 1)
    variance = np.sum(np.square(fit.resid)) / free
    return y[-1] + np.cumsum(fit.forecast(horizon)), innovation_covariance(psi, variance)


def fit_theta(y: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Theta method (Assimakopoulos and Nikolopoulos 2000, doi:10.1016/S0169-2070(00)00066-2).

    The variance is that of its exponential smoothing, ``sigma^2 (1 + (h - 1) alpha^2)``;
    statsmodels prints ``1 + (alpha - 1)^2`` in place of ``alpha^2``, the same where alpha is one.
    """
    import pandas as pd
    from statsmodels.tsa.forecasting.theta import ThetaModel

    fit = ThetaModel(pd.Series(y), period=1, deseasonalize=False).fit()
    psi = np.full(horizon, fit.params["alpha"])
    psi[0] = 1.0
    return np.asarray(fit.forecast(horizon)), innovation_covariance(psi, fit.sigma2)


def fit_components(y: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Local linear trend by maximum likelihood, state uncertainty included."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    fit = UnobservedComponents(y, "lltrend").fit(disp=False)
    _require_converged(fit)
    ssm, found = fit.model.ssm, fit.filter_results
    selection = ssm["selection"]
    covariance = state_covariance(
        ssm["design"][0],
        ssm["transition"],
        selection @ ssm["state_cov"] @ selection.T,
        float(ssm["obs_cov"][0, 0]),
        found.predicted_state_cov[..., -1],
        horizon,
    )
    return np.asarray(fit.forecast(horizon)), covariance


FITS: dict[str, Callable[[np.ndarray, int], tuple[np.ndarray, np.ndarray]]] = {
    "ets_damped": _fit_ets,
    "arima": _fit_arima,
    "theta": fit_theta,
    "components": fit_components,
}


def fit_series(levels: np.ndarray, rival: str, *, horizon: int) -> GaussianPathForecast | None:
    """Fit one rival to every unit's unbroken run of levels up to the origin.

    Parameters
    ----------
    levels : ndarray (unit, year)
        Log levels to the origin, the last column; NaN where unknown.
    rival : str
        A name of ``FITS``.
    horizon : int

    Returns
    -------
    GaussianPathForecast or None
        A unit with too short a run, or one that never moves, takes the own-drift walk and is
        counted; None where that is every unit: then the rival has nothing to say of this panel.
    """
    law = walk_unit_drift(increments(levels), horizon=horizon)
    runs = [_last_run(row) for row in levels]
    # Of levels that never move theta makes nonsense (9.7 a year after fifteen times 4.6).
    able = [i for i, run in enumerate(runs) if len(run) >= _SHORTEST[rival] and np.ptp(run) > 0]
    if not able:
        return None
    notes: list[str] = []
    warned = 0
    for unit in able:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            mean, covariance = FITS[rival](runs[unit], horizon)
        law.mean[unit], law.covariance[unit] = mean, covariance
        warned += bool(caught)
        notes += [_first_words(item) for item in caught]
    return replace(
        law, warnings=warned, fallbacks=len(runs) - len(able), notes=tuple(sorted(set(notes)))
    )


def _last_run(row: np.ndarray) -> np.ndarray:
    """The unbroken run of figures that ends at the origin."""
    holes = np.flatnonzero(~np.isfinite(row))
    return row[holes[-1] + 1 :] if len(holes) else row


def _require_converged(fit: object) -> None:
    """Warn where a fit says by its results alone that it did not converge."""
    result = getattr(fit, "mle_retvals", None)
    converged = (
        getattr(result, "converged", None)
        if not isinstance(result, dict)
        else (result.get("converged"))
    )
    if converged is False:
        warnings.warn("the optimiser did not converge", RuntimeWarning, stacklevel=2)


def _first_words(item: warnings.WarningMessage) -> str:
    return f"{item.category.__name__}: {str(item.message).strip().splitlines()[0][:80]}"
