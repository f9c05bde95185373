"""Time-series benchmarks of statsmodels, by unit: ETS, ARIMA, theta, unobserved components.

Warnings of a fit are caught, counted and recorded, never discarded; the fit is used as it is.
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
from planodds.evaluation.benchmarks.random_walks import fit_unit_drift, increments

if TYPE_CHECKING:
    from collections.abc import Callable

# Fewest levels from which the parameters of a model can be estimated.
_MIN_LEVELS = {"ets_damped": 10, "arima": 10, "theta": 4, "components": 10}
# Orders (p, q) of growth, with a constant; the corrected Akaike criterion selects one.
_ORDERS = ((0, 0), (1, 0), (0, 1), (1, 1), (2, 0))


def _fit_ets(y: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Fit exponential smoothing with additive error and damped additive trend.

    Returns mean (horizon,) and covariance (horizon, horizon). The response of the level to a shock
    j years ago is ``alpha + beta (phi + ... + phi^j)``.
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    model = ETSModel(y, error="add", trend="add", damped_trend=True)
    # From the default start many fits end at a constant level; the one with the higher
    # likelihood is used.
    starts = (model.start_params, [0.9, 0.2, 0.9, *model.start_params[3:]])
    fit = max((model.fit(start, disp=False) for start in starts), key=lambda result: result.llf)
    p = dict(zip(fit.model.param_names, fit.params, strict=True))
    psi = np.ones(horizon)
    phi = p["damping_trend"] ** np.arange(1, horizon)
    psi[1:] = p["smoothing_level"] + p["smoothing_trend"] * np.cumsum(phi)
    _warn_unless_converged(fit)
    variance = np.sum(np.square(fit.resid)) / (len(y) - len(fit.params))
    return np.asarray(fit.forecast(horizon)), innovation_covariance(psi, variance)


def _fit_arima(y: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Fit an ARMA model of growth with a constant, its order by the corrected Akaike criterion."""
    from statsmodels.tsa.arima.model import ARIMA

    growth = np.diff(y)
    fits = [ARIMA(growth, order=(p, 0, q), trend="c").fit() for p, q in _ORDERS]
    fit = min(fits, key=lambda result: result.aicc)
    _warn_unless_converged(fit)
    psi = np.cumsum(fit.impulse_responses(horizon - 1))
    degrees = len(growth) - (len(fit.params) - 1)
    variance = np.sum(np.square(fit.resid)) / degrees
    return y[-1] + np.cumsum(fit.forecast(horizon)), innovation_covariance(psi, variance)


def fit_theta(y: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Fit the theta method (Assimakopoulos and Nikolopoulos 2000).

    Parameters
    ----------
    y : ndarray of float, shape (year,)
        Log levels without gaps.
    horizon : int
        Years ahead.

    Returns
    -------
    mean : ndarray of float, shape (horizon,)
    covariance : ndarray of float, shape (horizon, horizon)

    Notes
    -----
    doi:10.1016/S0169-2070(00)00066-2. The variance is that of its exponential smoothing,
    ``sigma^2 (1 + (h - 1) alpha^2)``; statsmodels has ``1 + (alpha - 1)^2`` in place of
    ``alpha^2``, which is equal for alpha = 1 only.
    """
    import pandas as pd
    from statsmodels.tsa.forecasting.theta import ThetaModel

    fit = ThetaModel(pd.Series(y), period=1, deseasonalize=False).fit()
    psi = np.full(horizon, fit.params["alpha"])
    psi[0] = 1.0
    return np.asarray(fit.forecast(horizon)), innovation_covariance(psi, fit.sigma2)


def fit_components(y: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Fit a local linear trend by maximum likelihood, with the uncertainty of the state.

    Parameters
    ----------
    y : ndarray of float, shape (year,)
        Log levels without gaps.
    horizon : int
        Years ahead.

    Returns
    -------
    mean : ndarray of float, shape (horizon,)
    covariance : ndarray of float, shape (horizon, horizon)
    """
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    fit = UnobservedComponents(y, "lltrend").fit(disp=False)
    _warn_unless_converged(fit)
    ssm, filtered = fit.model.ssm, fit.filter_results
    selection = ssm["selection"]
    covariance = state_covariance(
        ssm["design"][0],
        ssm["transition"],
        selection @ ssm["state_cov"] @ selection.T,
        float(ssm["obs_cov"][0, 0]),
        filtered.predicted_state_cov[..., -1],
        horizon,
    )
    return np.asarray(fit.forecast(horizon)), covariance


SERIES_MODELS: dict[str, Callable[[np.ndarray, int], tuple[np.ndarray, np.ndarray]]] = {
    "ets_damped": _fit_ets,
    "arima": _fit_arima,
    "theta": fit_theta,
    "components": fit_components,
}


def fit_series(levels: np.ndarray, model: str, *, horizon: int) -> GaussianPathForecast | None:
    """Fit one time-series model to each unit's unbroken series of levels up to the origin.

    Parameters
    ----------
    levels : ndarray of float, shape (unit, year)
        Log levels up to the origin, which is the last column; NaN where missing.
    model : str
        A name of ``SERIES_MODELS``.
    horizon : int
        Years ahead.

    Returns
    -------
    GaussianPathForecast or None
        A unit whose series is too short or constant has the random walk with unit drift and is
        counted in ``fallbacks``; None if that applies to every unit.
    """
    forecast = fit_unit_drift(increments(levels), horizon=horizon)
    series = [unbroken_series(row) for row in levels]
    # Of a constant series theta makes nonsense (9.7 after fifteen years of 4.6).
    fitted = [
        unit for unit, y in enumerate(series) if len(y) >= _MIN_LEVELS[model] and np.ptp(y) > 0
    ]
    if not fitted:
        return None
    notes: list[str] = []
    warned = 0
    for unit in fitted:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            mean, covariance = SERIES_MODELS[model](series[unit], horizon)
        forecast.mean[unit], forecast.covariance[unit] = mean, covariance
        warned += bool(caught)
        notes += [_short_message(item) for item in caught]
    return replace(
        forecast,
        warnings=warned,
        fallbacks=len(series) - len(fitted),
        notes=tuple(sorted(set(notes))),
    )


def unbroken_series(row: np.ndarray) -> np.ndarray:
    """Return the figures after the last gap.

    Parameters
    ----------
    row : ndarray of float, shape (year,)
        NaN where missing.

    Returns
    -------
    ndarray of float, shape (figure,)

    Examples
    --------
    >>> unbroken_series(np.array([1.0, np.nan, 2.0, 3.0])).tolist()
    [2.0, 3.0]
    """
    gaps = np.flatnonzero(~np.isfinite(row))
    return row[gaps[-1] + 1 :] if len(gaps) else row


def _warn_unless_converged(fit: object) -> None:
    """Warn if the results of a fit state that it did not converge."""
    result = getattr(fit, "mle_retvals", None)
    if isinstance(result, dict):
        converged = result.get("converged")
    else:
        converged = getattr(result, "converged", None)
    if converged is False:
        warnings.warn("the optimiser did not converge", RuntimeWarning, stacklevel=2)


def _short_message(item: warnings.WarningMessage) -> str:
    """Return the category and the first line of a warning."""
    return f"{item.category.__name__}: {str(item.message).strip().splitlines()[0][:80]}"
