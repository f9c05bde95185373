"""Steps of the county block that concern a unit's own growth: slow part, shock, benchmark step.

Scales and unit scales move with drift and slow deviation integrated out, the mixture weights
held; then the states are drawn, unit scales move with the weights integrated out, and weights
are drawn. Median and spread of the shocks move with the units' scales held and with the scales'
standardised values held (Yu and Meng 2011, doi:10.1198/jcgs.2011.203main).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from model.forecast.gibbs_data import CountyData, encode_priors, pack_lanes, unpack_lanes
from model.forecast.gibbs_lanes import (
    move_center,
    move_scales,
    move_spread,
    move_units_filtered,
    move_units_given,
)
from model.forecast.gibbs_slow import SlowScales, draw_slow
from model.forecast.gibbs_steps import (
    Metropolis,
    draw_mixture,
    log_prior,
    log_t,
    slice_sample,
)
from model.inputs.priors import Priors

SLOW = ("drift_scale", "slow_scale", "slow_persistence")
SPREAD = ("shock_median", "shock_spread")
SCALES = (*SLOW, *SPREAD)
FIRST_STEP = np.array([0.004, 0.006, 0.6, 0.08, 0.1])
REPEATS = {"slow": 32, "free": 4, "centred": 8}
# In posterior sd of a unit's log scale, about .4 after five years and .2 after twenty.
UNIT_STEP = 2.4
UNIT_REPEATS = 3


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
        self._encoded = encode_priors([self.prior[name] for name in SCALES])
        self._center = np.array([self.prior[name].center for name in SLOW])
        years, chains, units = data.growth.shape
        x |= {name: prior.draw(generator, chains) for name, prior in self.prior.items()}
        z = generator.standard_normal((chains, units))
        x["shock_scale"] = x["shock_median"][:, None] * np.exp(x["shock_spread"][:, None] * z)
        x["shock_mixture"] = np.ones((years, chains, units))
        x["benchmark_mixture"] = np.ones((chains, units))
        self._moves = {"slow": Metropolis(FIRST_STEP, chains, data.group),
                       "free": Metropolis(FIRST_STEP[3:], chains, data.group),
                       "centred": Metropolis(FIRST_STEP[3:], chains, data.group)}
        self._seen = pack_lanes(data.seen)
        # A log scale is known to about sqrt((nu + 3) / (2 nu n)) after n years.
        count = np.maximum(pack_lanes(data.seen.sum(axis=0)), 1.0)
        known = (self.degrees + 3.0) / (2.0 * self.degrees * count)
        self._unit_step = UNIT_STEP * np.sqrt(1.0 / (1.0 / known + 1.0 / 0.36))

    def noise(self) -> np.ndarray:
        """Variance of shock and benchmark step given the weights, (year, chain, unit)."""
        return self.x["shock_scale"] ** 2 / self.x["shock_mixture"] + self._step_noise()

    def slow_scales(self) -> SlowScales:
        """Scales of drift and slow deviation as the sample uses them."""
        learn = self.data.learn
        return SlowScales(*(learn * self.x[name] + (1.0 - learn) * self.prior[name].center
                            for name in SLOW))

    def move(self, residual: np.ndarray, *, adapt: bool) -> np.ndarray:
        """All steps, given growth above the shared terms; returns drift + slow deviation."""
        self._move_filtered(residual, adapt)
        slow = self._draw_states(residual)
        left = residual - slow
        step = self.draw_step(left)
        shock = left - self.data.benchmark[:, None, None] * step
        self._move_step_scale(step)
        self._move_given(shock, adapt)
        self._draw_weights(shock, step)
        return slow

    def draw_step(self, left: np.ndarray) -> np.ndarray:
        """Draw the unit's benchmark step given step + shock, or its prior, (chain, unit)."""
        data, x = self.data, self.x
        prior = x["benchmark_scale"][:, None] ** 2 / x["benchmark_mixture"]
        year = int(data.benchmark.argmax())
        total, shock = left[year], x["shock_scale"] ** 2 / x["shock_mixture"][year]
        weight = data.step_seen * prior / (prior + shock)
        spread = np.sqrt(prior * (1.0 - weight))
        return weight * total + spread * self.generator.standard_normal(prior.shape)

    def _step_noise(self) -> np.ndarray:
        step = self.x["benchmark_scale"][:, None] ** 2 / self.x["benchmark_mixture"]
        return self.data.benchmark[:, None, None] * step

    def _move_filtered(self, residual: np.ndarray, adapt: bool) -> None:
        """Move all scales, then every unit's, states integrated out and weights held.

        Slow deviations and shocks share what a county's growth varies by: moved apart, each
        would hold the other.
        """
        x, units = self.x, residual.shape[-1]
        lanes = (pack_lanes(residual), pack_lanes(1.0 / x["shock_mixture"]),
                 pack_lanes(self._step_noise()), self._seen)
        z = self._standardised_scales()
        rho = x["slow_persistence"]
        point = np.stack([x["drift_scale"], x["slow_scale"], np.log(rho) - np.log1p(-rho),
                          np.log(x["shock_median"]), np.log(x["shock_spread"])], axis=1)
        self._run("slow", move_scales, point, adapt, self._encoded, self._center, self.data.learn,
                  *lanes, pack_lanes(z))
        x.update(zip(SCALES, _unfold(point), strict=True))
        value = pack_lanes(np.log(_unit_scales([x[name] for name in SPREAD], z)))
        steps, exponentials = self._unit_noise(value.shape)
        move_units_filtered(value, np.log(x["shock_median"]), x["shock_spread"], steps,
                            exponentials, self.slow_scales().as_rows(), *lanes)
        x["shock_scale"] = np.exp(unpack_lanes(value, units))

    def _move_given(self, shock: np.ndarray, adapt: bool) -> None:
        """Move unit scales, their median and spread given the shocks, weights integrated out."""
        x, lanes = self.x, (pack_lanes(shock), self._seen)
        value = pack_lanes(np.log(x["shock_scale"]))
        steps, exponentials = self._unit_noise((UNIT_REPEATS, *value.shape))
        move_units_given(value, np.log(x["shock_median"]), x["shock_spread"], steps, exponentials,
                         *lanes, self.degrees)
        x["shock_scale"] = np.exp(unpack_lanes(value, shock.shape[-1]))
        self._move_centred(adapt)
        z = self._standardised_scales()
        point = np.log(np.stack([x[name] for name in SPREAD], axis=1))
        self._run("free", move_spread, point, adapt, self._encoded[3:], pack_lanes(z), *lanes,
                  self.degrees)
        x.update(zip(SPREAD, np.exp(point).T, strict=True))
        x["shock_scale"] = _unit_scales([x[name] for name in SPREAD], z)

    def _run(self, name: str, loop: Callable, point: np.ndarray, adapt: bool, *arguments) -> None:
        self._moves[name].run(loop, point, self.generator, arguments, adapt=adapt,
                              repeats=REPEATS[name])

    def _unit_noise(self, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Steps of the units' log scales and what they are accepted by."""
        return (self._unit_step * self.generator.standard_normal(shape),
                self.generator.standard_exponential(shape))

    def _draw_states(self, residual: np.ndarray) -> np.ndarray:
        """Draw drift and slow deviation; their sum, (year, chain, unit)."""
        drift, slow = draw_slow(residual, self.noise(), self.data.seen, self.slow_scales(),
                                self.generator)
        self.x["drift"], self.x["slow_last"] = drift, slow[self.data.last]
        return drift + slow

    def _move_step_scale(self, step: np.ndarray) -> None:
        """Move the scale of the benchmark step given the steps, weights integrated out."""
        def log_density(log_scale):
            scale = np.exp(log_scale)
            steps = self.data.step_seen * log_t(step, scale[:, None], self.degrees)
            return steps.sum(axis=1) + log_scale + log_prior(self.prior["benchmark_scale"], scale)

        self.x["benchmark_scale"] = np.exp(slice_sample(
            np.log(self.x["benchmark_scale"]), log_density, self.generator, width=0.5))

    def _move_centred(self, adapt: bool) -> None:
        """Move median and spread of the shocks given the units' scales."""
        value = np.log(self.x["shock_scale"])
        count, mean = float(value.shape[1]), value.mean(axis=1)
        square = ((value - mean[:, None]) ** 2).sum(axis=1)

        point = np.log(np.stack([self.x[name] for name in SPREAD], axis=1))
        self._run("centred", move_center, point, adapt, self._encoded[3:], count, mean, square)
        self.x.update(zip(SPREAD, np.exp(point).T, strict=True))

    def _standardised_scales(self) -> np.ndarray:
        """z of ``scale = median exp(spread z)``, (chain, unit)."""
        median, spread = (self.x[name][:, None] for name in SPREAD)
        return np.log(self.x["shock_scale"] / median) / spread

    def _draw_weights(self, shock: np.ndarray, step: np.ndarray) -> None:
        x = self.x
        x["shock_mixture"] = draw_mixture(self.generator, shock / x["shock_scale"],
                                          self.data.seen, self.degrees)
        x["benchmark_mixture"] = draw_mixture(
            self.generator, step / x["benchmark_scale"][:, None], self.data.step_seen,
            self.degrees)


def _unfold(point: np.ndarray) -> list[np.ndarray]:
    """Scales from coordinates: sd as they are, persistence by its logit, the rest by logs."""
    rho = 1.0 / (1.0 + np.exp(-np.clip(point[:, 2], -30.0, 30.0)))
    return [point[:, 0], point[:, 1], rho, *np.exp(point[:, 3:]).T]


def _unit_scales(spread: Sequence[np.ndarray], z: np.ndarray) -> np.ndarray:
    """``median exp(spread z)``, (chain, unit)."""
    return spread[0][:, None] * np.exp(spread[1][:, None] * z)
