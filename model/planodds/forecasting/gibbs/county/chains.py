"""County block of the Gibbs sampler: partially collapsed Gibbs, chains of several panels together.

    y_it = w_t + s_i L_t + p_kt + alpha_i + a_it + e_it + b_t (mu + m_k + c s_i + u_i)

on the arrays of ``county_data``. A sweep:

    1. all scales, unit scales            (unit states integrated out)
    2. drift, slow part, benchmark step   (forward filtering, backward sampling)
    3. scales of shocks, benchmark steps  (mixture weights integrated out)
    4. mixture weights
    5. scales of the prefecture terms     (those terms and benchmark steps integrated out)
    6. shared terms jointly               (benchmark steps integrated out)
    7. benchmark steps

In this order collapsing preserves the target: van Dyk and Park (2008),
doi:10.1198/016214508000000409. The sweep of a chain is compiled (``gibbs.county.sweep``,
docs/decisions/0006).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.adaptive_metropolis import Metropolis
from planodds.forecasting.gibbs.county.arrays import pack_lanes, unpack_lanes
from planodds.forecasting.gibbs.county.chain_types import (
    SCALARS,
    ChainData,
    ChainState,
    ProposalFactors,
)
from planodds.forecasting.gibbs.county.sweep import draw_shared_terms, sufficient_sums, sweep_chain
from planodds.forecasting.gibbs.encoded_priors import encode_priors, normal_parameters

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.county.arrays import CountyData
    from planodds.inputs.priors import Priors

# Initial proposal sd of the joint updates, in their coordinates.
_SCALES_STEP = np.array([0.004, 0.006, 0.6, 0.08, 0.1])
_GROUP_STEP = np.array([0.005, 0.1, 0.02])
# In posterior sd of a unit's log scale, about 0.4 after five years and 0.2 after twenty.
_UNIT_STEP = 2.4
_LOG_MEDIAN = 3  # position in the coordinates of the first update


class CountySampler:
    """Gibbs sampler of the county block for all chains.

    Parameters
    ----------
    data : CountyData
    priors : Priors
    generator : numpy.random.Generator

    Attributes
    ----------
    state : ChainState
        Every array with the chain as first axis.
    x : dict of str to ndarray of float, shape (chain,)
        Scalars by name, views of ``state.scalars``, and the slope on coal.
    """

    def __init__(self, data: CountyData, priors: Priors, generator: np.random.Generator) -> None:
        self.data, self.generator = data, generator
        self.chains = len(data.growth)
        self.state = _initial_states(data, priors, generator)
        self.x = dict(zip(SCALARS, self.state.scalars.T, strict=True))
        self._slope = normal_parameters(priors["county.coal_slope"])
        self._industry = priors.value("county.industry_scale")
        chain_data = _build_chain_data(data, priors)
        start = _to_coordinates(chain_data[0].center, np.zeros(()))
        steps = (_SCALES_STEP, _SCALES_STEP[3:], _SCALES_STEP[3:], _GROUP_STEP)
        self._updates = [
            Metropolis(step, self.chains, data.chains_per_panel, mean)
            for step, mean in zip(steps, start, strict=True)
        ]
        self._year_weights = _weigh_years(data.observed)
        self._per_chain = [
            (ChainState(*(a[c] for a in self.state)), chain_data[c]) for c in range(self.chains)
        ]
        for state, known in self._per_chain:
            draw_shared_terms(
                state,
                known,
                generator,
                sufficient_sums(state, known, known.growth.copy(), np.empty(known.growth.shape)),
            )
        self._draw_slope()

    adapts = True

    def sweep(self, *, adapt: bool, repeats: int = 1) -> None:
        """Run some sweeps over all steps.

        Parameters
        ----------
        adapt : bool
            Whether the proposals adapt to the chains after each sweep (warm-up).
        repeats : int
            Number of sweeps.
        """
        for _ in range(repeats):
            self._sweep_once(adapt=adapt)

    def _sweep_once(self, *, adapt: bool) -> None:
        """Run one sweep of every chain, then adapt the proposals."""
        scales = self._updates[0]
        assert scales.mean is not None  # the update was created with one
        mean = scales.mean.copy()
        mean[:, _LOG_MEDIAN] -= self._mean_volatility()
        factors = [*(update.factor() for update in self._updates), mean, scales.root()]
        acceptance = np.array(
            [
                sweep_chain(*chain, ProposalFactors(*(f[c] for f in factors)), self.generator)
                for c, chain in enumerate(self._per_chain)
            ]
        )
        self._draw_slope()
        if adapt:
            points = _to_coordinates(self.state.scalars, self._mean_volatility())
            for update, point, rate in zip(self._updates, points, acceptance.T, strict=True):
                update.adapt(point, rate)

    def _mean_volatility(self) -> np.ndarray:
        """Return each chain's mean volatility of the years that it observes."""
        return (self._year_weights * self.state.volatility).sum(axis=1)

    @property
    def shock_mixture(self) -> np.ndarray:
        """Mixture weights of past shocks, (chain, unit, year); no forecast needs them."""
        weights = 1.0 / self.state.inverse_weight
        return unpack_lanes(weights, self.data.units).swapaxes(1, 2)

    def record(self) -> dict[str, np.ndarray]:
        """Return the state under the names of the county block, the chain as first axis."""
        s, data, years = self.state, self.data, len(self.data.benchmark)
        lanes = {
            "drift": s.drift,
            "slow_last": s.slow[:, :, data.last],
            "shock_scale": np.exp(s.log_scale),
            "benchmark_mixture": 1.0 / s.step_inverse,
            "benchmark": (s.step_center + s.step) * (data.census is not None),
        }
        return {
            **self.x,
            **{name: unpack_lanes(x, data.units) for name, x in lanes.items()},
            "mean_wedge": s.coefficients[:, :years],
            "benchmark_mean": s.coefficients[:, years],
            "industry_loading": s.coefficients[:, years + 1 : -1],
            "benchmark_slope": s.coefficients[:, -1],
            "volatility": s.volatility,
            "prefecture_factor": s.prefecture_effect[..., :years],
            "benchmark_prefecture": s.prefecture_effect[..., years],
        }

    def _draw_slope(self) -> None:
        """Draw the slope on coal given the years' loadings."""
        mean, sd = self._slope
        weight, coal = self._industry**-2, self.data.coal
        loading = self.state.coefficients[:, coal.shape[1] + 1 : -1]
        precision = sd**-2 + weight * (coal**2).sum(axis=1)
        pull = mean * sd**-2 + weight * (coal * loading).sum(axis=1)
        z = self.generator.standard_normal(self.chains)
        self.x["coal_slope"] = pull / precision + z / np.sqrt(precision)


def _to_coordinates(scalars: np.ndarray, volatility: np.ndarray) -> list[np.ndarray]:
    """Return scalars (..., scalar) in the coordinates of the joint updates.

    The proposals adapt to the median shock at the mean ``volatility`` of the observed years, which
    the data determine. Given the volatility, the median itself moves as little; the spread of its
    marginal posterior, which does not shrink as units are added, would be far too long a step.
    """
    drift, slow, rho, median, spread, _, *group, _ = np.moveaxis(scalars, -1, 0)
    shocks = [np.log(median) + volatility, np.log(spread)]
    scales = [drift, slow, np.log(rho) - np.log1p(-rho), *shocks]
    return [np.stack(point, axis=-1) for point in (scales, shocks, shocks, group)]


def _weigh_years(observed: np.ndarray) -> np.ndarray:
    """Return the share of each year in the observations of a chain; equal shares without any."""
    count = observed.sum(axis=(1, 3))
    none = count.sum(axis=1, keepdims=True) == 0
    count = np.where(none, 1.0, count)
    return count / count.sum(axis=1, keepdims=True)


def _initial_states(data: CountyData, priors: Priors, generator: np.random.Generator) -> ChainState:
    """Return scalars and unit scales drawn from their priors, weights one, the rest zero."""
    chains, blocks, years, lanes = data.growth.shape
    scalars = np.stack([priors[f"county.{name}"].draw(generator, chains) for name in SCALARS], 1)
    median, spread = scalars[:, 3:5, None, None].swapaxes(0, 1)
    z = pack_lanes(generator.standard_normal((chains, data.units)))
    unit = (chains, blocks, lanes)
    return ChainState(
        scalars=scalars,
        log_scale=np.log(median) + spread * z,
        step_inverse=np.ones(unit),
        drift=np.zeros(unit),
        step=np.zeros(unit),
        step_center=np.zeros(unit),
        inverse_weight=np.ones(data.growth.shape),
        slow=np.zeros(data.growth.shape),
        coefficients=np.zeros((chains, 2 * years + 2)),
        prefecture_effect=np.zeros((chains, data.prefectures, years + 1)),
        volatility=np.zeros((chains, years)),
    )


def _build_chain_data(data: CountyData, priors: Priors) -> list[ChainData]:
    """Return data and priors of each chain."""
    declared = [priors[f"county.{name}"] for name in SCALARS]
    degrees, count = priors.value("county.degrees"), data.observed.sum(axis=2)
    # The posterior variance of a log scale is about (nu + 3) / (2 nu n) after n years.
    variance = (degrees + 3.0) / (2.0 * degrees * np.maximum(count, 1.0))
    length = _UNIT_STEP / np.sqrt(1.0 / variance + 1.0 / 0.36)
    precision, shift = _build_shared_prior(data, priors)
    return [
        ChainData(
            growth=data.growth[c],
            observed=data.observed[c],
            observed_years=count[c],
            step_length=length[c],
            share=data.share,
            prefecture=data.prefecture,
            step_observed=data.step_observed[c],
            benchmark=data.benchmark,
            units=data.units,
            prior=encode_priors(declared),
            center=np.array([prior.center for prior in declared]),
            learn=data.learn,
            degrees=degrees,
            persistence=priors.value("county.volatility_persistence"),
            precision=precision[c],
            shift=shift[c],
        )
        for c in range(len(data.growth))
    ]


def _build_shared_prior(data: CountyData, priors: Priors) -> tuple[np.ndarray, np.ndarray]:
    """Return prior precision, and precision times mean, of the shared coefficients.

    The slope on coal is integrated out. In the order mean wedges, mean of the benchmark step,
    industry loadings ``L ~ N(slope z, industry^2)``, slope of the benchmark step on the share.
    """
    coal = data.coal
    years, chains = coal.shape[1], len(coal)
    n, diagonal = years + 1, np.arange(years)
    mean, covariance = np.zeros((chains, 2 * n)), np.zeros((chains, 2 * n, 2 * n))
    slope, slope_sd = normal_parameters(priors["county.coal_slope"])
    covariance[:, diagonal, diagonal] = priors.value("county.mean_wedge") ** 2
    covariance[:, n:-1, n:-1] = slope_sd**2 * coal[:, :, None] * coal[:, None, :]
    covariance[:, n + diagonal, n + diagonal] += priors.value("county.industry_scale") ** 2
    mean[:, n:-1] = slope * coal
    for position, name in ((years, "benchmark_mean"), (2 * n - 1, "benchmark_slope")):
        center, sd = normal_parameters(priors[f"county.{name}"])
        mean[:, position], covariance[:, position, position] = center, sd**2
    precision = np.linalg.inv(covariance)
    return precision, np.einsum("cij,cj->ci", precision, mean)
