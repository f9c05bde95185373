"""Forward filtering, backward sampling of the county states that the fit integrates out.

States are drift, slow deviation and benchmark step, vectorised over (draw, unit). Carter and Kohn
(1994), doi:10.1093/biomet/81.3.541; Frühwirth-Schnatter (1994), Journal of Time Series Analysis
15, 183-202.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.priors import Priors

    Moments = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
    Scales = tuple[np.ndarray, np.ndarray, np.ndarray]


def draw_states(
    arrays: Mapping[str, np.ndarray],
    data: Mapping[str, np.ndarray],
    priors: Priors,
    *,
    generator: np.random.Generator,
) -> dict[str, np.ndarray]:
    """Draw the states at the information set given each posterior draw.

    Parameters
    ----------
    arrays : mapping of str to ndarray, shape (draw, ...)
        Posterior of the county block.
    data : mapping of str to ndarray
        As from ``county_data``.
    priors : Priors
        Their centers replace scales that a short sample does not identify.
    generator : numpy.random.Generator

    Returns
    -------
    dict of str to ndarray of float, shape (draw, unit)
        ``drift`` and ``slow_last``, log points per year; ``benchmark``, the step of the sample's
        benchmark year, log points (zero if there is none).
    """
    years = np.flatnonzero(data["mask"].any(axis=0))
    last = int(years[-1]) if len(years) else 0
    scales = _slow_scales(arrays, data, priors)
    residual, variance, center, step_variance = _residuals(arrays, data, last)
    observed = data["mask"].T[: last + 1, None, :]
    drift, slow = sample_state_path(residual, variance, observed, scales, generator)
    result = {"drift": drift, "slow_last": slow[-1], "benchmark": np.zeros_like(drift)}
    census = np.flatnonzero(data["benchmark"][: last + 1])
    if len(census):
        t = int(census[0])
        total = residual[t] - drift - slow[t]
        result["benchmark"] = center + draw_step(
            total, variance[t] - step_variance, step_variance, observed[t], generator
        )
    return result


def _slow_scales(
    arrays: Mapping[str, np.ndarray], data: Mapping[str, np.ndarray], priors: Priors
) -> Scales:
    """Return sd of the drift, sd and persistence of the slow deviation, (draw, 1) each."""
    learn = float(data["learn"])
    drift, slow, persistence = (
        (learn * arrays[name] + (1 - learn) * priors[f"county.{name}"].center)[:, None]
        for name in ("drift_scale", "slow_scale", "slow_persistence")
    )
    return drift, slow, persistence


def _residuals(
    arrays: Mapping[str, np.ndarray], data: Mapping[str, np.ndarray], last: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return growth above all sampled terms, (year, draw, unit), and its noise variance.

    Also expected benchmark step and variance of its unit part, (draw, unit).
    """
    share, prefecture = data["share"], data["prefecture"]
    center = (
        arrays["benchmark_mean"][:, None]
        + arrays["benchmark_prefecture"][:, prefecture]
        + arrays["benchmark_slope"][:, None] * share
    )
    step = arrays["benchmark_scale"][:, None] ** 2 / arrays["benchmark_mixture"]
    residual, noise = [], []
    for t in range(last + 1):
        flag = data["benchmark"][t]
        location = (
            arrays["mean_wedge"][:, t, None]
            + arrays["industry_loading"][:, t, None] * share
            + arrays["prefecture_factor"][:, prefecture, t]
            + center * flag
        )
        residual.append(data["excess"][:, t] - location)
        scale = arrays["shock_scale"] * np.exp(arrays["volatility"][:, t, None])
        noise.append(scale**2 / arrays["shock_mixture"][:, :, t] + step * flag)
    return np.array(residual), np.array(noise), center, step


def sample_state_path(
    x: np.ndarray,
    variance: np.ndarray,
    observed: np.ndarray,
    scales: Scales,
    generator: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw drift and slow deviation by forward filtering, backward sampling.

    Parameters
    ----------
    x, variance : ndarray of float, shape (year, draw, unit)
        Observations and variance of their noise.
    observed : ndarray of float, shape (year, draw or 1, unit)
        One where observed.
    scales : tuple of ndarray, shape (draw, 1)
        sd of the drift, sd and persistence of the slow deviation.
    generator : numpy.random.Generator

    Returns
    -------
    drift : ndarray of float, shape (draw, unit)
    slow : ndarray of float, shape (year, draw, unit)

    Notes
    -----
    ``x_t = alpha + a_t + e_t``, ``a_t = rho a_{t-1} + N(0, slow^2 (1 - rho^2))``,
    ``alpha ~ N(0, drift^2)``, ``e_t ~ N(0, variance_t)``. alpha is drawn from its filtered
    distribution in the last year, then a_T, ..., a_1 given alpha and the following value.
    """
    _, slow, persistence = scales
    innovation = slow**2 * (1.0 - persistence**2)
    filtered = _filter(x, variance, observed, scales)
    m_alpha, _, p_aa, _, _ = filtered[-1]
    shape = x.shape[1:]
    alpha = m_alpha + np.sqrt(np.maximum(p_aa, 0)) * generator.standard_normal(shape)
    path = np.empty((len(x), *shape))
    for t in reversed(range(len(x))):
        mean, var = _given_alpha(filtered[t], alpha)
        if t < len(x) - 1:
            predicted = persistence**2 * var + innovation
            gain = persistence * var / predicted
            mean = mean + gain * (path[t + 1] - persistence * mean)
            var = var - gain * persistence * var
        path[t] = mean + np.sqrt(np.maximum(var, 0)) * generator.standard_normal(shape)
    return alpha, path


def _filter(
    x: np.ndarray, variance: np.ndarray, observed: np.ndarray, scales: Scales
) -> list[Moments]:
    """Run the Kalman filter; return the filtered moments of (alpha, a_t) of each year."""
    drift, slow, persistence = scales
    innovation = slow**2 * (1.0 - persistence**2)
    zero = np.zeros(x.shape[1:])
    state: Moments = (zero, zero, zero + drift**2, zero, zero + slow**2)
    filtered = []
    for t in range(len(x)):
        state = _update(state, x[t], variance[t], observed[t])
        filtered.append(state)
        m_alpha, m_a, p_aa, p_ab, p_bb = state
        state = (
            m_alpha,
            persistence * m_a,
            p_aa,
            persistence * p_ab,
            persistence**2 * p_bb + innovation,
        )
    return filtered


def _update(state: Moments, x: np.ndarray, variance: np.ndarray, observed: np.ndarray) -> Moments:
    """Return the moments given one more observation."""
    m_alpha, m_a, p_aa, p_ab, p_bb = state
    to_alpha, to_a = p_aa + p_ab, p_ab + p_bb
    total = to_alpha + to_a + variance
    error = x - m_alpha - m_a
    gain_alpha, gain_a = observed * to_alpha / total, observed * to_a / total
    return (
        m_alpha + gain_alpha * error,
        m_a + gain_a * error,
        p_aa - gain_alpha * to_alpha,
        p_ab - gain_alpha * to_a,
        p_bb - gain_a * to_a,
    )


def _given_alpha(state: Moments, alpha: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and variance of a_t given alpha."""
    m_alpha, m_a, p_aa, p_ab, p_bb = state
    slope = np.divide(p_ab, p_aa, out=np.zeros_like(p_ab), where=p_aa > 1e-14)
    return m_a + slope * (alpha - m_alpha), p_bb - slope * p_ab


def draw_step(
    total: np.ndarray,
    shock_variance: np.ndarray | float,
    step_variance: np.ndarray | float,
    observed: np.ndarray | float,
    generator: np.random.Generator,
) -> np.ndarray:
    """Draw the benchmark step given the sum of shock and step.

    Parameters
    ----------
    total : ndarray of float
        shock + step, log points.
    shock_variance, step_variance : ndarray of float
    observed : ndarray of float
        Cells that are not observed (0) get the prior N(0, step_variance).
    generator : numpy.random.Generator

    Returns
    -------
    ndarray of float, shape of ``total``
    """
    weight = step_variance / (step_variance + shock_variance)
    mean = np.where(observed > 0, weight * total, 0.0)
    variance = np.where(observed > 0, weight * shock_variance, step_variance)
    return mean + np.sqrt(variance) * generator.standard_normal(total.shape)
