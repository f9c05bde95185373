"""Growth of a panel's sum: moving mean, one lag, drivers and Student-t shocks, by Gibbs sampling.

    g_t - m_t = rho (g_{t-1} - m_{t-1}) + sum_k b_k x_{k,t-1} + s e_t,   e_t Student-t
    m_t = m_{t-1} + u_t                            within the sample
    m_t = A + 0.85 (m_{t-1} - A) + u_t             beyond it, A the anchor

This is the provincial equation of the common block without coal and nation, under the same priors
except for the scale, whose prior is vague. x are optional drivers: growth over the sample's sd in
the year before, so that no future values are needed; beyond the first year they are set to their
mean. The means are drawn jointly given the rest, lag and b from their normal conditional, the
scale with the mixture weights integrated out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.mcmc_kernels import (
    draw_gaussian,
    draw_mixture_weights,
    log_student_t,
    normal_parameters,
    slice_sample,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.priors import Priors

_ANCHOR_SD = 0.02
_START_SD = 0.05
# Scale of the yearly shock to the sum of units: between one and ten points.
SCALE_MEDIAN, SCALE_LOG_SD = 0.03, 0.6
# A change of a driver by one sd changes the next year's growth by about one point.
_DRIVER_SD = 0.01


class TrendSampler:
    """Gibbs sampler of the growth of panels' sums, for all chains.

    Parameters
    ----------
    growth : ndarray of float, shape (panel, year)
        Log growth of the panel's sum; NaN where not observed.
    anchor : ndarray of float, shape (panel,)
        Long-run growth, log points per year; also the prior mean of the first trend.
    priors : Priors
        ``common.own_lag``, ``common.trend_innovation``, ``common.degrees``.
    chains : int
        Chains per panel.
    generator : numpy.random.Generator
    drivers : ndarray of float, shape (panel, series, year), optional
        Standardised growth of the drivers; zero where not observed.
    """

    def __init__(
        self,
        growth: np.ndarray,
        anchor: np.ndarray,
        priors: Priors,
        *,
        chains: int,
        generator: np.random.Generator,
        drivers: np.ndarray | None = None,
    ) -> None:
        self.generator = generator
        observed = np.isfinite(growth)
        self.growth = np.repeat(np.where(observed, growth, 0.0), chains, axis=0)
        self.observed = np.repeat(observed, chains, axis=0).astype(float)
        self.anchor = np.repeat(anchor, chains)
        self.innovation = priors.value("common.trend_innovation")
        self.degrees = priors.value("common.degrees")
        self.lag_prior = normal_parameters(priors["common.own_lag"])
        count, self.years = self.growth.shape
        if drivers is None:
            drivers = np.zeros((len(growth), 0, self.years))
        self.drivers = np.repeat(drivers, chains, axis=0).transpose(0, 2, 1)
        self.lag: np.ndarray = np.asarray(generator.normal(*self.lag_prior, count))
        self.effect = np.zeros((count, self.drivers.shape[2]))
        self.scale = SCALE_MEDIAN * np.exp(SCALE_LOG_SD * generator.standard_normal(count))
        self.weight = np.ones((count, self.years))
        self.mean = np.repeat(self.anchor[:, None], self.years, axis=1)

    def sweep(self, *, adapt: bool) -> None:
        """Run one sweep.

        Parameters
        ----------
        adapt : bool
            Without effect: there are no proposals to adapt.
        """
        self._draw_means()
        self._draw_lag()
        self._draw_scale()
        self.weight = draw_mixture_weights(
            self.generator, self._shock() / self.scale[:, None], self.observed, self.degrees
        )

    def record(self) -> dict[str, np.ndarray]:
        """Return the state, the chain as first axis; ``trend_mean`` is that of the last year."""
        deviation = self.observed[:, -1] * (self.growth[:, -1] - self.mean[:, -1])
        ahead = (self.drivers[:, -1] * self.effect).sum(axis=1)
        return {
            "trend_mean": self.mean[:, -1],
            "trend_lag": self.lag,
            "trend_scale": self.scale,
            "trend_deviation": deviation,
            "trend_driven": ahead,
        }

    def _before(self) -> np.ndarray:
        """Return one where the year before was also observed, so that the lag applies."""
        return np.concatenate([np.zeros((len(self.observed), 1)), self.observed[:, :-1]], axis=1)

    def _deviation(self) -> tuple[np.ndarray, np.ndarray]:
        """Return growth less its mean, and that of the year before, (chain, year)."""
        now = self.growth - self.mean
        lagged = np.concatenate([np.zeros((len(now), 1)), now[:, :-1]], axis=1)
        return now, lagged * self._before()

    def _lagged_drivers(self) -> np.ndarray:
        return np.concatenate([np.zeros_like(self.drivers[:, :1]), self.drivers[:, :-1]], axis=1)

    def _driven(self) -> np.ndarray:
        """Return the effect of last year's drivers on growth, (chain, year)."""
        return (self._lagged_drivers() * self.effect[:, None]).sum(axis=2)

    def _shock(self) -> np.ndarray:
        now, lagged = self._deviation()
        return now - self.lag[:, None] * lagged - self._driven()

    def _draw_means(self) -> None:
        """Draw the whole path of the mean: y_t = m_t - rho m_{t-1} + noise, tridiagonal."""
        chains, years = self.growth.shape
        design = np.repeat(np.eye(years)[None], chains, axis=0)
        index = np.arange(1, years)
        pull = self.lag[:, None] * self._before()
        design[:, index, index - 1] = -pull[:, 1:]
        lagged = np.concatenate([np.zeros((chains, 1)), self.growth[:, :-1]], axis=1)
        response = self.growth - pull * lagged - self._driven()
        weight = self.observed * self.weight / self.scale[:, None] ** 2
        step = np.diff(np.eye(years), axis=0)
        precision = (step.T @ step) / self.innovation**2 + np.swapaxes(design, 1, 2) @ (
            weight[:, :, None] * design
        )
        shift = np.einsum("cti,ct->ci", design, weight * response)
        precision[:, 0, 0] += _START_SD**-2
        shift[:, 0] += self.anchor * _START_SD**-2
        self.mean = draw_gaussian(self.generator, precision, shift)

    def _draw_lag(self) -> None:
        """Draw the lag and the drivers' effects: a weighted regression."""
        center, sd = self.lag_prior
        now, lagged = self._deviation()
        design = np.concatenate([lagged[..., None], self._lagged_drivers()], axis=2)
        weight = self.observed * self.weight / self.scale[:, None] ** 2
        prior = np.array([sd, *[_DRIVER_SD] * self.effect.shape[1]]) ** -2.0
        precision = np.swapaxes(design, 1, 2) @ (weight[..., None] * design) + np.diag(prior)
        pull = np.einsum("ctk,ct->ck", design, weight * now)
        pull[:, 0] += center * prior[0]
        drawn = draw_gaussian(self.generator, precision, pull)
        self.lag, self.effect = np.clip(drawn[:, 0], -0.95, 0.95), drawn[:, 1:]

    def _draw_scale(self) -> None:
        shock = self._shock()

        def log_density(log_scale: np.ndarray) -> np.ndarray:
            scale = np.exp(log_scale)[:, None]
            likelihood = (self.observed * log_student_t(shock, scale, self.degrees)).sum(axis=1)
            return likelihood - 0.5 * ((log_scale - np.log(SCALE_MEDIAN)) / SCALE_LOG_SD) ** 2

        self.scale = np.exp(
            slice_sample(np.log(self.scale), log_density, self.generator, width=0.5)
        )


def draw_trend(
    block: Mapping[str, np.ndarray],
    anchor: float,
    priors: Priors,
    *,
    horizon: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Draw the sum's growth beyond the sample, one path per draw.

    Parameters
    ----------
    block : mapping of str to ndarray, shape (draw,)
        As from ``TrendSampler.record``.
    anchor : float
        Mean of long-run growth; its sd is 0.02.
    priors : Priors
        ``common.trend_reversion``, ``common.trend_innovation``, ``common.degrees``.
    horizon : int
    generator : numpy.random.Generator

    Returns
    -------
    ndarray of float, shape (draw, horizon)
        Log growth per year.

    Notes
    -----
    ``m_t = A + rho (m_{t-1} - A) + u_t``, ``g_t = m_t + d_t``, ``d_t = lag d_{t-1} + s e_t``.
    """
    draws = len(block["trend_mean"])
    long_run = anchor + _ANCHOR_SD * generator.standard_normal(draws)
    reversion, degrees = priors.value("common.trend_reversion"), priors.value("common.degrees")
    innovation = priors.value("common.trend_innovation")
    mean, deviation = block["trend_mean"], block["trend_deviation"]
    out = np.empty((draws, horizon))
    for t in range(horizon):
        mean = (
            long_run + reversion * (mean - long_run) + innovation * generator.standard_normal(draws)
        )
        shock = block["trend_scale"] * generator.standard_t(degrees, draws)
        deviation = block["trend_lag"] * deviation + shock + (t == 0) * block["trend_driven"]
        out[:, t] = mean + deviation
    return out
