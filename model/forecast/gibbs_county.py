"""County block of the second engine: partially collapsed Gibbs, all chains of all panels at once.

    y_it = w_t + s_i L_t + p_kt + alpha_i + a_it + e_it + b_t (mu + m_k + c s_i + u_i)

on the arrays of ``county_data``. A sweep:

    1. all scales, unit scales            (unit states integrated out)
    2. drift, slow part, benchmark step   (filter forward, sample backward)
    3. scales of the shocks               (mixture weights integrated out)
    4. mixture weights
    5. scales of the prefecture terms     (those terms and benchmark steps integrated out)
    6. shared terms jointly               (benchmark steps integrated out)
    7. benchmark steps

In this order collapsing keeps the target: van Dyk and Park (2008), doi:10.1198/016214508000000409.
Loops over units and years are compiled (docs/decisions/0006).
"""

from __future__ import annotations

import numpy as np

from model.forecast.gibbs_data import CountyData, encode_priors
from model.forecast.gibbs_lanes import move_prefecture
from model.forecast.gibbs_shared import SharedEvidence, SharedPrior, solve_shared, weigh_shared
from model.forecast.gibbs_steps import Metropolis, read_normal
from model.forecast.gibbs_units import UnitSteps
from model.inputs.priors import Priors

PREFECTURE = ("prefecture_scale", "prefecture_persistence", "benchmark_prefecture_scale")
REPEATS = 16


class CountySampler:
    """State of all chains and the sweep that moves it."""

    def __init__(self, data: CountyData, priors: Priors, generator: np.random.Generator) -> None:
        self.data, self.generator = data, generator
        self.chains = data.growth.shape[1]
        self.x: dict[str, np.ndarray] = {}
        self._units = UnitSteps(data, priors, self.x, generator)
        self._prior = {name: priors[f"county.{name}"] for name in PREFECTURE}
        self._encoded = encode_priors(list(self._prior.values()))
        self.x |= {name: p.draw(generator, self.chains) for name, p in self._prior.items()}
        self._slope = read_normal(priors["county.coal_slope"])
        self._industry = priors.value("county.industry_scale")
        self._shared_prior = build_shared_prior(data, priors)
        self._move = Metropolis(np.array([0.005, 0.1, 0.02]), self.chains, data.group)
        self._draw_shared(self._weigh(data.growth)[0])

    def sweep(self, *, adapt: bool) -> None:
        """One pass over all steps."""
        slow = self._units.move(self.data.growth - self._sum_shared()[0], adapt=adapt)
        left = self.data.growth - slow
        evidence, weight = self._weigh(left)
        self._move_prefecture(left, weight, adapt)
        self._draw_shared(evidence)
        total, self._center = self._sum_shared()
        self.x["benchmark_step"] = self._units.draw_step(left - total)

    def record(self) -> dict[str, np.ndarray]:
        """The state under the names of the fit's county block, chain first."""
        out = dict(self.x)
        step = out.pop("benchmark_step")
        out["benchmark"] = (np.zeros_like(step) if self.data.census is None
                            else self._center + step)
        out["shock_mixture"] = self.x["shock_mixture"].transpose(1, 2, 0)
        return out

    def _weigh(self, left: np.ndarray) -> tuple[SharedEvidence, np.ndarray]:
        """Evidence on the shared terms in growth less slow parts; precision of every cell."""
        data = self.data
        weight = data.seen / self._units.noise()
        return weigh_shared(weight, left, data.benchmark, data.share, data.member), weight

    def _move_prefecture(self, left: np.ndarray, weight: np.ndarray, adapt: bool) -> None:
        """Move the scales of the prefecture terms, those terms integrated out."""
        data, x = self.data, self.x
        own = left - self._lay_out(x["mean_wedge"], x["benchmark_mean"]) - data.share * (
            self._lay_out(x["industry_loading"], x["benchmark_slope"]))
        precision = weight @ data.member
        mean = (weight * own) @ data.member / np.maximum(precision, 1e-300)
        point = np.stack([x[name] for name in PREFECTURE], axis=1)
        center = np.array([prior.center for prior in self._prior.values()])
        self._move.run(move_prefecture, point, self.generator,
                       (self._encoded, center, data.learn, mean, precision, data.benchmark),
                       adapt=adapt, repeats=REPEATS)
        x.update(zip(PREFECTURE, point.T.copy(), strict=True))

    def _lay_out(self, yearly: np.ndarray, step: np.ndarray) -> np.ndarray:
        """A term of the years and its part of the benchmark step, (year, chain, 1)."""
        return (yearly.T + self.data.benchmark[:, None] * step)[:, :, None]

    def _draw_shared(self, evidence: SharedEvidence) -> None:
        """Draw the terms that units share, and the slope on coal."""
        data, x = self.data, self.x
        scale, persistence = (data.learn * x[name] + (1.0 - data.learn) * self._prior[name].center
                              for name in PREFECTURE[:2])
        shared = solve_shared(evidence, self._shared_prior, scale=scale, persistence=persistence,
                              step_scale=x[PREFECTURE[2]])
        years = len(data.benchmark)
        corner, effect = shared.draw(self.generator)
        x["mean_wedge"], x["benchmark_mean"] = corner[:, :years], corner[:, years]
        x["industry_loading"], x["benchmark_slope"] = corner[:, years + 1:-1], corner[:, -1]
        x["prefecture_factor"], x["benchmark_prefecture"] = effect[..., :years], effect[..., years]
        self._draw_slope()

    def _sum_shared(self) -> tuple[np.ndarray, np.ndarray]:
        """Sum of the shared terms, (year, chain, unit), and the step's center (chain, unit)."""
        data, x = self.data, self.x
        center = (x["benchmark_mean"][:, None] + x["benchmark_slope"][:, None] * data.share
                  + x["benchmark_prefecture"][:, data.prefecture])
        factor = x["prefecture_factor"].transpose(2, 0, 1)[:, :, data.prefecture]
        total = (x["mean_wedge"].T[:, :, None] + data.share * x["industry_loading"].T[:, :, None]
                 + factor + data.benchmark[:, None, None] * center)
        return np.ascontiguousarray(total), center

    def _draw_slope(self) -> None:
        """Draw the slope on coal given the years' loadings."""
        mean, sd = self._slope
        weight, coal = self._industry**-2, self.data.coal
        precision = sd**-2 + weight * (coal**2).sum(axis=1)
        pull = mean * sd**-2 + weight * (coal * self.x["industry_loading"]).sum(axis=1)
        z = self.generator.standard_normal(self.chains)
        self.x["coal_slope"] = pull / precision + z / np.sqrt(precision)


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
