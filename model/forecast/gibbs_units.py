"""Steps of the county block that concern a unit's own growth: slow part, shock, benchmark step.

Each scale is moved under two augmentations, which interweave (Yu and Meng 2011,
doi:10.1198/jcgs.2011.203main): with the mixture weights held and the states integrated out, and
with the standardised states held and the weights integrated out.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model.forecast.gibbs_data import CountyData
from model.forecast.gibbs_slow import SlowScales, draw_slow, filter_slow, run_slow
from model.forecast.gibbs_steps import Metropolis, draw_mixture, log_prior, log_t, slice_sample
from model.inputs.priors import Priors

SLOW = ("drift_scale", "slow_scale", "slow_persistence")
SPREAD = ("shock_median", "shock_spread")
SCALES = (*SLOW, *SPREAD)
FIRST_STEP = np.array([0.004, 0.006, 0.6, 0.08, 0.1])
REPEATS = {"slow": 2, "free": 4, "centred": 2}
# One log point is about 2.4 posterior sd of a unit's log scale after five years.
UNIT_STEP, UNIT_REPEATS = 1.0, 3


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
        self._moves = {"slow": Metropolis(FIRST_STEP[:3], chains),
                       "free": Metropolis(FIRST_STEP, chains),
                       "centred": Metropolis(FIRST_STEP[3:], chains)}
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

    def move(self, residual: np.ndarray, noise: np.ndarray, *, adapt: bool) -> None:
        """All steps, given growth above the shared terms; states are drawn on the way."""
        self._move_slow(residual, noise, adapt)
        shock = self._draw_states(residual, noise)
        self._move_unit_scales(shock)
        self._move_step_scale()
        self._move_centred(adapt)
        shock = self._move_free(shock, adapt)
        self._draw_weights(shock)

    def _as_used(self, *values: np.ndarray) -> SlowScales:
        learn = self.data.learn
        return SlowScales(*(learn * value + (1.0 - learn) * self.prior[name].center
                            for name, value in zip(SLOW, values, strict=True)))

    def _move_slow(self, residual: np.ndarray, noise: np.ndarray, adapt: bool) -> None:
        """Move the scales of drift and slow deviation, states integrated out by the filter."""
        def log_density(point):
            density, _ = filter_slow(residual, noise, self.data.seen,
                                     self._as_used(*_unfold(point)))
            return density + self._log_prior(SLOW, point)

        self._metropolis("slow", SLOW, log_density, adapt)

    def _draw_states(self, residual: np.ndarray, noise: np.ndarray) -> np.ndarray:
        """Draw drift, slow deviation and benchmark step; the shocks left, (year, chain, unit)."""
        self._drift, self._slow = draw_slow(residual, noise, self.data.seen, self.slow_scales(),
                                            self.generator)
        left = residual - self._drift - self._slow
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

    def _density(self, shock: np.ndarray, log_scale: np.ndarray) -> np.ndarray:
        """Log density of each unit's shocks, weights integrated out, (chain, unit)."""
        return (self.data.seen * log_t(shock, np.exp(log_scale), self.degrees)).sum(axis=0)

    def _move_unit_scales(self, shock: np.ndarray) -> None:
        """Move every unit's scale given its shocks, weights integrated out."""
        center = np.log(self.x["shock_median"])[:, None]
        spread = self.x["shock_spread"][:, None]

        def log_density(value):
            return self._density(shock, value) - 0.5 * ((value - center) / spread) ** 2

        value = np.log(self.x["shock_scale"])
        current = log_density(value)
        for _ in range(UNIT_REPEATS):
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
            prior = sum(log_prior(self.prior[name], np.exp(point[:, j])) + point[:, j]
                        for j, name in enumerate(SPREAD))
            return prior - value.shape[1] * point[:, 1] - 0.5 * (z**2).sum(axis=1)

        point = np.log(np.stack([self.x[name] for name in SPREAD], axis=1))
        point = self._moves["centred"].step(point, log_density, self.generator, adapt=adapt,
                                            repeats=REPEATS["centred"])
        self.x.update(zip(SPREAD, np.exp(point).T, strict=True))

    def _move_free(self, shock: np.ndarray, adapt: bool) -> np.ndarray:
        """Move all scales, standardised states and unit scales held; the shocks left."""
        x = self.x
        level, fresh = _standardise(self._drift, self._slow, self.slow_scales())
        z = np.log(x["shock_scale"] / x["shock_median"][:, None]) / x["shock_spread"][:, None]
        total = shock + self._drift + self._slow

        def rebuild(values):
            drift, slow = run_slow(level, fresh, self._as_used(*values[:3]))
            return drift, slow, np.log(values[3])[:, None] + values[4][:, None] * z

        def log_density(point):
            drift, slow, log_scale = rebuild(_unfold(point))
            density = self._density(total - drift - slow, log_scale).sum(axis=1)
            return density + self._log_prior(SCALES, point)

        self._metropolis("free", SCALES, log_density, adapt)
        self._drift, self._slow, log_scale = rebuild([x[name] for name in SCALES])
        x["shock_scale"] = np.exp(log_scale)
        x["drift"], x["slow_last"] = self._drift, self._slow[self.data.last]
        return total - self._drift - self._slow

    def _draw_weights(self, shock: np.ndarray) -> None:
        x = self.x
        x["benchmark_step"] = self._step
        x["shock_mixture"] = draw_mixture(self.generator, shock / x["shock_scale"],
                                          self.data.seen, self.degrees)
        x["benchmark_mixture"] = draw_mixture(
            self.generator, self._step / x["benchmark_scale"][:, None], self.data.step_seen,
            self.degrees)

    def _metropolis(self, move: str, names: tuple[str, ...],
                    log_density: Callable[[np.ndarray], np.ndarray], adapt: bool) -> None:
        """Metropolis on ``names`` in the coordinates of ``_unfold``; scales fold at zero."""
        x = self.x
        rho = x["slow_persistence"]
        start = [x["drift_scale"], x["slow_scale"], np.log(rho) - np.log1p(-rho),
                 np.log(x["shock_median"]), np.log(x["shock_spread"])][:len(names)]
        fold = np.arange(len(names)) < 2
        point = self._moves[move].step(
            np.stack(start, axis=1), log_density, self.generator, adapt=adapt,
            repeats=REPEATS[move], fold=lambda p: np.where(fold, np.abs(p), p))
        x.update(zip(names, _unfold(point), strict=True))

    def _log_prior(self, names: tuple[str, ...], point: np.ndarray) -> np.ndarray:
        """Log prior of the scales with the Jacobian of the coordinates."""
        values = _unfold(point)
        total = np.log(values[2]) + np.log1p(-values[2]) + point[:, 3:].sum(axis=1)
        return total + sum(log_prior(self.prior[name], value)
                           for name, value in zip(names, values, strict=True))


def _unfold(point: np.ndarray) -> list[np.ndarray]:
    """Scales from coordinates: sd as they are, persistence by its logit, the rest by logs."""
    rho = 1.0 / (1.0 + np.exp(-np.clip(point[:, 2], -30.0, 30.0)))
    return [point[:, 0], point[:, 1], rho, *np.exp(point[:, 3:]).T]


def _standardise(drift: np.ndarray, slow: np.ndarray, scales: SlowScales
                 ) -> tuple[np.ndarray, np.ndarray]:
    """Standard normals behind drift and slow deviation; inverse of ``run_slow``."""
    persistence = scales.persistence[:, None]
    fresh = slow / scales.slow[:, None]
    fresh[1:] = (fresh[1:] - persistence * fresh[:-1]) / np.sqrt(1.0 - persistence**2)
    return drift / scales.drift[:, None], fresh
