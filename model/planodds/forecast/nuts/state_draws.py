"""Draw the county states that the fit integrated out: drift, slow deviation, benchmark step.

A forward filter and one backward pass, vectorised over (draw, unit); NumPy only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.priors import Priors


def draw_states(
    arrays: Mapping[str, np.ndarray],
    data: Mapping[str, Any],
    priors: Priors,
    *,
    generator: np.random.Generator,
) -> dict[str, np.ndarray]:
    """Draw the states at the information set given each posterior draw.

    Parameters
    ----------
    arrays : mapping
        Posterior of the county block, (draw, ...).
    data : mapping
        As from ``county_data``.
    priors : Priors
        For what a short sample leaves at the prior's centre.
    generator : numpy.random.Generator

    Returns
    -------
    dict
        ``drift`` and ``slow_last`` (draw, unit), log points a year; ``benchmark`` (draw, unit),
        the step of the sample's benchmark year (zero if there is none).
    """
    years = np.flatnonzero(data["mask"].any(axis=0))
    last = int(years[-1]) if len(years) else 0
    scales = _scales(arrays, data, priors)
    residual, noise, center, step_variance = _residuals(arrays, data, last)
    seen = data["mask"].T[: last + 1, None, :]
    alpha, slow, _ = _sample_path(residual, noise, seen, scales, generator)
    result = {"drift": alpha, "slow_last": slow[-1], "benchmark": np.zeros_like(alpha)}
    census = np.flatnonzero(data["benchmark"][: last + 1])
    if len(census):
        t = int(census[0])
        left = residual[t] - alpha - slow[t]
        result["benchmark"] = center + _split_step(
            left, noise[t] - step_variance, step_variance, seen[t], generator
        )
    return result


def _scales(arrays, data, priors):
    learn = float(data["learn"])
    names = ("drift_scale", "slow_scale", "slow_persistence")
    return tuple(
        (learn * arrays[name] + (1 - learn) * priors[f"county.{name}"].center)[:, None]
        for name in names
    )


def _residuals(arrays, data, last):
    """Growth above all that was sampled, (year, draw, unit), and its noise variance."""
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
        noise.append(arrays["shock_scale"] ** 2 / arrays["shock_mixture"][:, :, t] + step * flag)
    return np.array(residual), np.array(noise), center, step


def _sample_path(x, noise, seen, scales, generator):
    """Forward filter, backward sample of (alpha, a_t); returns alpha, a (year, ...), moments."""
    drift, slow, persistence = scales
    innovation = slow**2 * (1.0 - persistence**2)
    zero = np.zeros(x.shape[1:])
    state = (zero, zero, zero + drift**2, zero, zero + slow**2)
    filtered = []
    for t in range(len(x)):
        state = _update(state, x[t], noise[t], seen[t])
        filtered.append(state)
        m_alpha, m_a, p_aa, p_ab, p_bb = state
        state = (
            m_alpha,
            persistence * m_a,
            p_aa,
            persistence * p_ab,
            persistence**2 * p_bb + innovation,
        )
    m_alpha, _, p_aa, _, _ = filtered[-1]
    alpha = m_alpha + np.sqrt(np.maximum(p_aa, 0)) * generator.standard_normal(zero.shape)
    path = [None] * len(x)
    for t in reversed(range(len(x))):
        mean, variance = _given_alpha(filtered[t], alpha)
        if t < len(x) - 1:
            ahead = persistence**2 * variance + innovation
            gain = persistence * variance / ahead
            mean = mean + gain * (path[t + 1] - persistence * mean)
            variance = variance - gain * persistence * variance
        path[t] = mean + np.sqrt(np.maximum(variance, 0)) * generator.standard_normal(zero.shape)
    return alpha, np.array(path), filtered


def _update(state, x, noise, seen):
    m_alpha, m_a, p_aa, p_ab, p_bb = state
    to_alpha, to_a = p_aa + p_ab, p_ab + p_bb
    spread = to_alpha + to_a + noise
    error = x - m_alpha - m_a
    gain_alpha, gain_a = seen * to_alpha / spread, seen * to_a / spread
    return (
        m_alpha + gain_alpha * error,
        m_a + gain_a * error,
        p_aa - gain_alpha * to_alpha,
        p_ab - gain_alpha * to_a,
        p_bb - gain_a * to_a,
    )


def _given_alpha(state, alpha):
    m_alpha, m_a, p_aa, p_ab, p_bb = state
    slope = np.divide(p_ab, p_aa, out=np.zeros_like(p_ab), where=p_aa > 1e-14)
    return m_a + slope * (alpha - m_alpha), p_bb - slope * p_ab


def _split_step(left, shock_variance, step_variance, seen, generator):
    """Draw the step given shock + step = left; unseen cells get the step's prior."""
    weight = step_variance / (step_variance + shock_variance)
    mean = np.where(seen > 0, weight * left, 0.0)
    variance = np.where(seen > 0, weight * shock_variance, step_variance)
    return mean + np.sqrt(variance) * generator.standard_normal(left.shape)
