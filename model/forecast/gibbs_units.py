"""Steps of the county block that concern a unit's own growth: slow part, shock, benchmark step.

Scales, unit scales and mixture weights move with drift and slow deviation integrated out; then
the states are drawn, and unit scales and weights move once more given the shocks, the weights
integrated out of the scales. Median and spread of the shocks move with the units' scales held
and with the scales' standardised values held (Yu and Meng 2011, doi:10.1198/jcgs.2011.203main).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from model.forecast.gibbs_data import CountyData
from model.forecast.gibbs_slow import SlowScales, draw_slow, filter_slow
from model.forecast.gibbs_steps import (
    Metropolis,
    draw_mixture,
    invert_masked,
    log_prior,
    log_t,
    slice_sample,
)
from model.inputs.priors import Priors

SLOW = ("drift_scale", "slow_scale", "slow_persistence")
SPREAD = ("shock_median", "shock_spread")
SCALES = (*SLOW, *SPREAD)
FIRST_STEP = np.array([0.004, 0.006, 0.6, 0.08, 0.1])
REPEATS = {"slow": 8, "free": 2, "centred": 2}
# One log point is about 2.4 posterior sd of a unit's log scale after five years.
UNIT_STEP = 1.0


class UnitSteps:
    """Moves ``x``, the state it shares with the sampler, by the steps of the units' own terms.

    Parameters
    ----------
    data : CountyData
    priors : Priors
    x : dict
        Filled with first values drawn from the priors; changed in place.
    generator : numpy.random.Generator
    """

    def __init__(self, data: CountyData, priors: Priors, x: dict[str, np.ndarray],
                 generator: np.random.Generator) -> None:
        self.data, self.x, self.generator = data, x, generator
        self.degrees = priors.value("county.degrees")
        self.prior = {n: priors[f"county.{n}"] for n in (*SCALES, "benchmark_scale")}
        years, chains, units = data.growth.shape
        x |= {name: prior.draw(generator, chains) for name, prior in self.prior.items()}
        z = generator.standard_normal((chains, units))
        x["shock_scale"] = x["shock_median"][:, None] * np.exp(x["shock_spread"][:, None] * z)
        x["shock_mixture"] = np.ones((years, chains, units))
        x["benchmark_mixture"] = np.ones((chains, units))
        self._moves = {"slow": Metropolis(FIRST_STEP, chains, data.group),
                       "free": Metropolis(FIRST_STEP[3:], chains, data.group),
                       "centred": Metropolis(FIRST_STEP[3:], chains, data.group)}
        self._step = np.zeros((chains, units))

    def noise(self) -> np.ndarray:
        """Variance of shock and benchmark step given the weights, (year, chain, unit)."""
        x = self.x
        step = x["benchmark_scale"][:, None] ** 2 / x["benchmark_mixture"]
        return (x["shock_scale"] ** 2 / x["shock_mixture"]
                + self.data.benchmark[:, None, None] * step)

    def slow_scales(self) -> SlowScales:
        """Scales of drift and slow deviation as the sample uses them."""
        return self._as_used(*(self.x[name] for name in SLOW))

    def precision(self, noise: np.ndarray) -> np.ndarray:
        """Precision of a unit's growth about the shared terms, (year, year, chain, unit)."""
        drift, slow, persistence = self.slow_scales().as_columns()
        years = len(noise)
        lag = np.abs(np.subtract.outer(np.arange(years), np.arange(years)))
        common = drift + slow * persistence ** lag[:, :, None, None]
        covariance = np.repeat(common, noise.shape[-1], axis=-1)
        covariance[range(years), range(years)] += noise
        return invert_masked(covariance, self.data.seen)

    def move(self, residual: np.ndarray, *, adapt: bool) -> None:
        """All steps, given growth above the shared terms; states are drawn on the way."""
        self._move_scales(residual, adapt)
        self._move_weights(residual)
        self._move_unit_scales(self._filtered_density(residual), repeats=1)
        shock = self._draw_states(residual)
        self._move_unit_scales(lambda scale: self._density(shock, scale), repeats=2)
        self._move_step_scale()
        self._move_centred(adapt)
        self._move_free(shock, adapt)
        self._draw_weights(shock)

    def _as_used(self, *values: np.ndarray) -> SlowScales:
        learn = self.data.learn
        return SlowScales(*(learn * value + (1.0 - learn) * self.prior[name].center
                            for name, value in zip(SLOW, values, strict=True)))

    def _filtered_density(self, residual: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        """Log density of each unit's growth by its scale, states integrated out."""
        weight, scales = self.x["shock_mixture"], self.slow_scales()
        step = self.noise() - self.x["shock_scale"] ** 2 / weight
        return lambda scale: filter_slow(residual, scale**2 / weight + step, self.data.seen,
                                         scales)[0]

    def _move_scales(self, residual: np.ndarray, adapt: bool) -> None:
        """Move all scales, states integrated out; the units' scales go along.

        Slow deviations and shocks share what a county's growth varies by: moved apart, each
        would hold the other.
        """
        x = self.x
        weight = x["shock_mixture"]
        step = self.noise() - x["shock_scale"] ** 2 / weight
        z = self._standardised_scales()

        def log_density(point):
            values = _unfold(point)
            noise = _unit_scales(values[3:], z) ** 2 / weight + step
            density, _ = filter_slow(residual, noise, self.data.seen, self._as_used(*values[:3]))
            prior = sum(log_prior(self.prior[name], value)
                        for name, value in zip(SCALES, values, strict=True))
            jacobian = np.log(values[2]) + np.log1p(-values[2]) + point[:, 3:].sum(axis=1)
            return density.sum(axis=1) + prior + jacobian

        rho = x["slow_persistence"]
        start = [x["drift_scale"], x["slow_scale"], np.log(rho) - np.log1p(-rho),
                 np.log(x["shock_median"]), np.log(x["shock_spread"])]
        point = self._moves["slow"].step(
            np.stack(start, axis=1), log_density, self.generator, adapt=adapt,
            repeats=REPEATS["slow"])
        x.update(zip(SCALES, _unfold(point), strict=True))
        x["shock_scale"] = _unit_scales([x[name] for name in SPREAD], z)

    def _move_weights(self, residual: np.ndarray) -> None:
        """Move mixture weights cell by cell, states integrated out.

        A cell given the unit's other years is N(m, v + noise): from the precision Omega, ``v +
        noise = 1 / Omega_tt`` and ``x - m = (Omega x)_t / Omega_tt``. Weights are proposed from
        their prior; Omega follows by a rank-one update.
        """
        x, data = self.x, self.data
        noise = self.noise()
        precision = self.precision(noise)
        pull = np.einsum("tscu,scu->tcu", precision, residual)
        for t in range(len(noise)):
            diagonal = np.where(data.seen[t] > 0, precision[t, t], 1.0)
            error, rest = pull[t] / diagonal, 1.0 / diagonal - noise[t]
            new = self._move_weight(x["shock_mixture"][t], x["shock_scale"] ** 2, noise[t],
                                    error, rest, data.seen[t])
            if data.benchmark[t]:
                new = self._move_weight(x["benchmark_mixture"],
                                        x["benchmark_scale"][:, None] ** 2, new, error, rest,
                                        data.seen[t])
            change = new - noise[t]
            factor = data.seen[t] * change / (1.0 + change * precision[t, t])
            row = precision[t].copy()
            pull -= factor * row * pull[t]
            precision -= (factor * row)[:, None] * row

    def _move_weight(self, weight, variance, noise, error, rest, seen):
        """Metropolis on one weight a unit, in place; the cell's noise after it."""
        half = 0.5 * self.degrees
        trial = self.generator.standard_gamma(half, weight.shape) / half
        new = np.where(seen > 0, noise + variance * (1.0 / trial - 1.0 / weight), noise)
        old_total, new_total = rest + noise, rest + new
        gain = 0.5 * seen * (np.log(old_total / new_total)
                             + error**2 * (1.0 / old_total - 1.0 / new_total))
        accept = -self.generator.standard_exponential(weight.shape) < gain
        weight[accept] = trial[accept]
        return np.where(accept, new, noise)

    def _draw_states(self, residual: np.ndarray) -> np.ndarray:
        """Draw drift, slow deviation and benchmark step; the shocks left, (year, chain, unit)."""
        drift, slow = draw_slow(residual, self.noise(), self.data.seen, self.slow_scales(),
                                self.generator)
        self.x["drift"], self.x["slow_last"] = drift, slow[self.data.last]
        left = residual - drift - slow
        self._step = self._draw_step(left)
        return left - self.data.benchmark[:, None, None] * self._step

    def _draw_step(self, left: np.ndarray) -> np.ndarray:
        """Draw the unit's benchmark step given step + shock, or its prior, (chain, unit)."""
        data, x = self.data, self.x
        prior = x["benchmark_scale"][:, None] ** 2 / x["benchmark_mixture"]
        total = np.tensordot(data.benchmark, left, axes=1)
        shock = np.tensordot(data.benchmark, x["shock_scale"] ** 2 / x["shock_mixture"], axes=1)
        weight = data.step_seen * prior / (prior + shock)
        spread = np.sqrt(prior * (1.0 - weight))
        return weight * total + spread * self.generator.standard_normal(prior.shape)

    def _density(self, shock: np.ndarray, scale: np.ndarray) -> np.ndarray:
        """Log density of each unit's shocks, weights integrated out, (chain, unit)."""
        return (self.data.seen * log_t(shock, scale, self.degrees)).sum(axis=0)

    def _move_unit_scales(self, likelihood: Callable[[np.ndarray], np.ndarray], *,
                          repeats: int) -> None:
        """Move every unit's scale given a log density by unit."""
        center = np.log(self.x["shock_median"])[:, None]
        spread = self.x["shock_spread"][:, None]

        def log_density(value):
            return likelihood(np.exp(value)) - 0.5 * ((value - center) / spread) ** 2

        value = np.log(self.x["shock_scale"])
        current = log_density(value)
        for _ in range(repeats):
            trial = value + UNIT_STEP * self.generator.standard_normal(value.shape)
            proposed = log_density(trial)
            accept = -self.generator.standard_exponential(value.shape) < proposed - current
            value, current = np.where(accept, trial, value), np.where(accept, proposed, current)
        self.x["shock_scale"] = np.exp(value)

    def _move_step_scale(self) -> None:
        """Move the scale of the benchmark step given the steps, weights integrated out."""
        def log_density(log_scale):
            scale = np.exp(log_scale)
            steps = self.data.step_seen * log_t(self._step, scale[:, None], self.degrees)
            return steps.sum(axis=1) + log_scale + log_prior(self.prior["benchmark_scale"], scale)

        self.x["benchmark_scale"] = np.exp(slice_sample(
            np.log(self.x["benchmark_scale"]), log_density, self.generator, width=0.5))

    def _move_centred(self, adapt: bool) -> None:
        """Move median and spread of the shocks given the units' scales."""
        value = np.log(self.x["shock_scale"])

        def log_density(point):
            z = (value - point[:, :1]) * np.exp(-point[:, 1:])
            return -value.shape[1] * point[:, 1] - 0.5 * (z**2).sum(axis=1)

        self._move_spread("centred", log_density, adapt)

    def _move_free(self, shock: np.ndarray, adapt: bool) -> None:
        """Move median and spread of the shocks, the units' scales going along."""
        z = self._standardised_scales()

        def log_density(point):
            return self._density(shock, _unit_scales(np.exp(point).T, z)).sum(axis=1)

        self._move_spread("free", log_density, adapt)
        self.x["shock_scale"] = _unit_scales([self.x[name] for name in SPREAD], z)

    def _move_spread(self, move: str, likelihood: Callable[[np.ndarray], np.ndarray],
                     adapt: bool) -> None:
        """Metropolis on log median and log spread."""
        def log_density(point):
            return likelihood(point) + sum(
                log_prior(self.prior[name], np.exp(point[:, j])) + point[:, j]
                for j, name in enumerate(SPREAD))

        point = np.log(np.stack([self.x[name] for name in SPREAD], axis=1))
        point = self._moves[move].step(point, log_density, self.generator, adapt=adapt,
                                       repeats=REPEATS[move])
        self.x.update(zip(SPREAD, np.exp(point).T, strict=True))

    def _standardised_scales(self) -> np.ndarray:
        """z of ``scale = median exp(spread z)``, (chain, unit)."""
        median, spread = (self.x[name][:, None] for name in SPREAD)
        return np.log(self.x["shock_scale"] / median) / spread

    def _draw_weights(self, shock: np.ndarray) -> None:
        x = self.x
        x["benchmark_step"] = self._step
        x["shock_mixture"] = draw_mixture(self.generator, shock / x["shock_scale"],
                                          self.data.seen, self.degrees)
        x["benchmark_mixture"] = draw_mixture(
            self.generator, self._step / x["benchmark_scale"][:, None], self.data.step_seen,
            self.degrees)


def _unfold(point: np.ndarray) -> list[np.ndarray]:
    """Scales from coordinates: sd as they are, persistence by its logit, the rest by logs."""
    rho = 1.0 / (1.0 + np.exp(-np.clip(point[:, 2], -30.0, 30.0)))
    return [point[:, 0], point[:, 1], rho, *np.exp(point[:, 3:]).T]


def _unit_scales(spread: Sequence[np.ndarray], z: np.ndarray) -> np.ndarray:
    """``median exp(spread z)``, (chain, unit)."""
    return spread[0][:, None] * np.exp(spread[1][:, None] * z)
