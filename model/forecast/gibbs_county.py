"""County block of the second engine: partially collapsed Gibbs in NumPy, all chains at once.

    y_it = w_t + s_i L_t + p_kt + alpha_i + a_it + e_it + b_t (mu + m_k + c s_i + u_i)

on the arrays of ``county_data``. A sweep:

    1. scales of the prefecture terms   (shared terms and unit states integrated out)
    2. shared terms jointly             (unit states integrated out)
    3. all scales, mixture weights      (unit states integrated out)
    4. drift, slow part, benchmark step (filter forward, sample backward)
    5. scales of the shocks             (mixture weights integrated out)
    6. mixture weights

In this order collapsing keeps the target: van Dyk and Park (2008), doi:10.1198/016214508000000409.
"""

from __future__ import annotations

import numpy as np

from model.forecast.gibbs_data import CountyData
from model.forecast.gibbs_shared import SharedPosterior, SharedPrior, solve_shared, weigh_shared
from model.forecast.gibbs_steps import (
    Metropolis,
    draw_gaussian,
    log_prior,
    read_normal,
)
from model.forecast.gibbs_units import UnitSteps
from model.inputs.priors import Priors

PREFECTURE = ("prefecture_scale", "prefecture_persistence", "benchmark_prefecture_scale")
REPEATS = 4


class CountySampler:
    """State of all chains and the sweep that moves it."""

    def __init__(self, data: CountyData, priors: Priors, generator: np.random.Generator) -> None:
        self.data, self.generator = data, generator
        self.chains = data.growth.shape[1]
        self.x: dict[str, np.ndarray] = {}
        self._units = UnitSteps(data, priors, self.x, generator)
        self._prior = {name: priors[f"county.{name}"] for name in PREFECTURE}
        self.x |= {name: p.draw(generator, self.chains) for name, p in self._prior.items()}
        self._slope = read_normal(priors["county.coal_slope"])
        self._industry = priors.value("county.industry_scale")
        self._shared_prior = build_shared_prior(data, priors)
        self._move = Metropolis(np.array([0.005, 0.1, 0.02]), self.chains, data.group)

    def sweep(self, *, adapt: bool) -> None:
        """One pass over all steps."""
        shared = self._move_prefecture(adapt)
        residual = self.data.growth - self._draw_shared(shared)
        self._units.move(residual, adapt=adapt)

    def record(self) -> dict[str, np.ndarray]:
        """The state under the names of the fit's county block, chain first."""
        out = dict(self.x)
        step = out.pop("benchmark_step")
        out["benchmark"] = (np.zeros_like(step) if self.data.census is None
                            else self._center + step)
        out["shock_mixture"] = self.x["shock_mixture"].transpose(1, 2, 0)
        return out

    def _solve(self, evidence, point: np.ndarray) -> SharedPosterior:
        learn = self.data.learn
        scale, persistence = (learn * point[:, j] + (1.0 - learn) * self._prior[name].center
                              for j, name in enumerate(PREFECTURE[:2]))
        return solve_shared(evidence, self._shared_prior, scale=scale, persistence=persistence,
                            step_scale=point[:, 2])

    def _move_prefecture(self, adapt: bool) -> SharedPosterior:
        """Move the scales of the prefecture terms with all Gaussian terms integrated out."""
        data = self.data
        precision = self._units.precision(self._units.noise())
        evidence = weigh_shared(precision, data.growth, data.benchmark, data.share, data.member)

        def log_density(point):
            prior = sum(log_prior(self._prior[name], point[:, j])
                        for j, name in enumerate(PREFECTURE))
            safe = np.where(np.isfinite(prior)[:, None], point, 0.1)
            return self._solve(evidence, safe).log_density + prior

        start = np.stack([self.x[name] for name in PREFECTURE], axis=1)
        point = self._move.step(start, log_density, self.generator, adapt=adapt, repeats=REPEATS)
        self.x.update(zip(PREFECTURE, point.T, strict=True))
        return self._solve(evidence, point)

    def _draw_shared(self, shared: SharedPosterior) -> np.ndarray:
        """Draw the shared terms; their sum, (year, chain, unit)."""
        data, x = self.data, self.x
        years = len(data.benchmark)
        n = years + 1
        corner, effect = shared.draw(self.generator)
        x["mean_wedge"], x["benchmark_mean"] = corner[:, :years], corner[:, years]
        x["industry_loading"], x["benchmark_slope"] = corner[:, n:-1], corner[:, -1]
        x["prefecture_factor"], x["benchmark_prefecture"] = effect[..., :years], effect[..., years]
        self._draw_slope()
        terms = effect[:, data.prefecture] + corner[:, None, :n] + (
            corner[:, None, n:] * data.share[:, None])
        self._center = terms[..., years]
        total = terms[..., :years] + data.benchmark * self._center[..., None]
        return np.ascontiguousarray(total.transpose(2, 0, 1))

    def _draw_slope(self) -> None:
        """Draw the slope on coal given the years' loadings."""
        mean, sd = self._slope
        weight, coal = self._industry**-2, self.data.coal
        precision = sd**-2 + weight * (coal**2).sum(axis=1)
        pull = mean * sd**-2 + weight * (coal * self.x["industry_loading"]).sum(axis=1)
        self.x["coal_slope"] = draw_gaussian(self.generator, precision[:, None, None],
                                             pull[:, None])[:, 0]


def build_shared_prior(data: CountyData, priors: Priors) -> SharedPrior:
    """Gaussian prior of the terms that all units share, the slope on coal integrated out.

    In the order mean wedges, mean of the benchmark step, industry loadings
    ``L ~ N(slope z, industry^2)``, slope of the benchmark step on the share.
    """
    coal = data.coal
    years, chains = coal.shape[1], len(coal)
    n, diagonal = years + 1, np.arange(years)
    mean, covariance = np.zeros((chains, 2 * n)), np.zeros((chains, 2 * n, 2 * n))
    slope, slope_sd = read_normal(priors["county.coal_slope"])
    covariance[:, diagonal, diagonal] = priors.value("county.mean_wedge") ** 2
    covariance[:, n:-1, n:-1] = slope_sd**2 * coal[:, :, None] * coal[:, None, :]
    covariance[:, n + diagonal, n + diagonal] += priors.value("county.industry_scale") ** 2
    mean[:, n:-1] = slope * coal
    for place, name in ((years, "benchmark_mean"), (2 * n - 1, "benchmark_slope")):
        center, sd = read_normal(priors[f"county.{name}"])
        mean[:, place], covariance[:, place, place] = center, sd**2
    precision = np.linalg.inv(covariance)
    return SharedPrior(precision, np.einsum("cij,cj->ci", precision, mean))
