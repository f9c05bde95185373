"""Revenue block of the Gibbs sampler, on the arrays of ``revenue_data``.

A sweep, compiled in ``gibbs.revenue.sweep``:

    1. reversion, coefficients and target ratios integrated out; then these, jointly Gaussian
    2. unit scales, their median and spread, mixture weights and hidden growth integrated out;
       then mixture weights, and the growth that a benchmark year hides
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.compiled_chains import CompiledChains
from planodds.forecasting.gibbs.encoded_priors import encode_priors, normal_parameters
from planodds.forecasting.gibbs.revenue.chain_types import (
    COAL,
    COMMON,
    INTERCEPT,
    MEDIAN,
    RELATIVE,
    REVERSION,
    SPREAD,
    YEAR,
    RevenueData,
    RevenueState,
)
from planodds.forecasting.gibbs.revenue.sweep import sweep_chain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.inputs.priors import Priors

_COEFFICIENTS = {
    "intercept": INTERCEPT,
    "common_elasticity": COMMON,
    "coal_slope": COAL,
    "relative_elasticity": RELATIVE,
}
_POSITIVE = {"reversion": REVERSION, "shock_median": MEDIAN, "shock_spread": SPREAD}


class RevenueSampler(CompiledChains[RevenueState, RevenueData]):
    """Gibbs sampler of the revenue block for all chains.

    Parameters
    ----------
    panels : sequence of mapping
        As from ``revenue_data``, all of one shape.
    priors : Priors
    chains : int
        Chains per panel.
    generator : numpy.random.Generator

    """

    def __init__(
        self,
        panels: Sequence[Mapping[str, np.ndarray]],
        priors: Priors,
        chains: int,
        generator: np.random.Generator,
    ) -> None:
        data = [d for panel in panels for d in [_build_data(panel, priors)] * chains]
        super().__init__(_initial_states(data, priors, generator), data, sweep_chain, generator)
        self._center = np.repeat([float(panel["center"]) for panel in panels], chains)

    def record(self) -> dict[str, np.ndarray]:
        """Return the state under the names of the revenue block, the chain as first axis."""
        state = self.state
        return {
            **{name: state.coefficient[:, k] for name, k in _COEFFICIENTS.items()},
            **{name: np.exp(state.scalars[:, k]) for name, k in _POSITIVE.items()},
            "target_ratio": state.target + self._center[:, None],
            "revenue_shock_scale": np.exp(state.log_scale),
        }


def _initial_states(
    data: Sequence[RevenueData], priors: Priors, generator: np.random.Generator
) -> RevenueState:
    """Return scales, reversion and the relative elasticity drawn from their priors, weights one."""
    chains, (units, years) = len(data), data[0].growth.shape
    names = sorted(_POSITIVE, key=_POSITIVE.__getitem__)
    scalars = np.log(
        np.stack([priors[f"revenue.{name}"].draw(generator, chains) for name in names], axis=1)
    )
    center, spread = scalars[:, MEDIAN, None], np.exp(scalars[:, SPREAD, None])
    coefficient = np.zeros((chains, len(data[0].coefficient)))
    coefficient[:, RELATIVE] = priors["revenue.relative_elasticity"].draw(generator, chains)
    return RevenueState(
        scalars=scalars,
        coefficient=coefficient,
        target=np.zeros((chains, units)),
        log_scale=center + spread * generator.standard_normal((chains, units)),
        weight=np.ones((chains, units, years)),
        hidden=np.zeros((chains, units, years)),
    )


def _build_data(panel: Mapping[str, np.ndarray], priors: Priors) -> RevenueData:
    """Return data and priors of the chains of one panel."""
    years = panel["growth"].shape[1]
    coefficient = np.zeros((YEAR + years, 2))
    coefficient[YEAR:, 1] = priors.value("revenue.year_scale") ** -2
    for name, position in _COEFFICIENTS.items():
        mean, sd = normal_parameters(priors[f"revenue.{name}"])
        coefficient[position] = mean, sd**-2
    reversion, median, spread = encode_priors([priors[f"revenue.{name}"] for name in _POSITIVE])
    arrays = {
        name: np.array(panel[name], float, order="C")
        for name in ("growth", "relative", "growth_scale", "ratio", "mask", "common")
    }
    return RevenueData(
        **arrays,
        coal=np.multiply.outer(panel["share"], panel["coal"]),
        coefficient=coefficient,
        reversion=reversion,
        median=median,
        spread=spread,
        ratio_precision=priors.value("revenue.ratio_scale") ** -2,
        degrees=float(priors.value("revenue.degrees")),
    )
