"""Simulation-based calibration of the second engine: are the odds of simulated worlds honest?

Parameters are drawn from the priors, a panel is simulated, fitted and forecast as the real one
is; the rank of the truth among the draws must be uniform (Talts et al. 2018, arXiv:1804.06788).
Discrete truths are spread at random over their ties. Run it with ``make calibrate``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planodds.constants import HOME_UNIT
from planodds.evaluation.calibration.simulation import SimulatedDataset, simulate_dataset
from planodds.forecasting.gibbs.sampler import (
    GibbsSettings,
    build_posterior,
    sample_common,
    sample_county,
)
from planodds.forecasting.nuts.common import common_data
from planodds.forecasting.nuts.county import county_data
from planodds.forecasting.simulation.paths import forecast_paths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.forecasting.types import Posterior
    from planodds.inputs.priors import Priors

_HOME_RANK = 30
_STATES = ("drift", "slow_last", "shock_scale", "benchmark")
# 4 x 25 draws kept of 4 x 500: twenty sweeps apart, twice the autocorrelation time of the
# slowest scale.
_SETTINGS = GibbsSettings(draws=25, tune=400, chains=4, thin=20)


def calibrate_batch(
    panel: Any,
    priors: Priors,
    *,
    first: int,
    count: int,
    seed: int,
    settings: GibbsSettings = _SETTINGS,
) -> pd.DataFrame:
    """Simulate, fit and forecast ``count`` worlds; where each truth stands among its draws.

    Parameters
    ----------
    panel : Panel
        Gives calendar, units, gaps and first levels.
    priors : Priors
    first : int
        Number of the first world; with ``seed`` it fixes all that is drawn.
    count : int
        Worlds fitted side by side.
    seed : int
    settings : GibbsSettings

    Returns
    -------
    DataFrame
        A row a world: ``simulation``, then a column a quantity with values in (0, 1), uniform
        if the engine and the paths are right; ``top_30_probability`` and ``top_30_hit`` are the
        forecast of the rank event and what came.
    """
    worlds = [
        simulate_dataset(panel, priors, np.random.default_rng((seed, first + j)))
        for j in range(count)
    ]
    generator = np.random.default_rng((seed, first, count))
    span = {"first_year": panel.years[1], "last_year": panel.years[-1]}
    common = sample_common(
        [common_data(w.panel, last_year=panel.driver_years[-1], priors=priors) for w in worlds],
        priors,
        settings=settings,
        generator=generator,
    )
    county = sample_county(
        [county_data(w.panel, priors=priors, **span) for w in worlds],
        priors,
        settings=settings,
        generator=generator,
    )
    rows = []
    for j, world in enumerate(worlds):
        blocks = {"common": common[j], "county": county[j]}
        row = rank_parameters(world, blocks, generator)
        row |= rank_forecast(
            world, build_posterior(world.panel, priors, blocks), generator, seed=first + j
        )
        rows.append({"simulation": first + j, **row})
    return pd.DataFrame(rows)


def rank_among(truth: float, draws: np.ndarray, generator: np.random.Generator) -> float:
    """Place of the truth among n exchangeable draws, in (0, 1).

    ``u = (#{draw < truth} + v (1 + #{draw = truth})) / (n + 1)``, v uniform.

    Examples
    --------
    >>> 0.5 < rank_among(2.5, np.array([1.0, 2.0, 3.0]), np.random.default_rng(1)) < 0.75
    True
    """
    below, ties = np.sum(draws < truth), np.sum(draws == truth)
    return float((below + generator.random() * (1 + ties)) / (len(draws) + 1))


def rank_parameters(
    world: SimulatedDataset,
    blocks: Mapping[str, Mapping[str, np.ndarray]],
    generator: np.random.Generator,
) -> dict[str, float]:
    """YamlLocations of all scalars, of the last means and of the home unit's states."""
    home = world.panel.units.index(HOME_UNIT)
    row = {}
    for block, truth in world.truth.items():
        for name, value in truth.items():
            if np.ndim(value) == 0:
                row[f"{block}.{name}"] = rank_among(value, blocks[block][name], generator)
    for name in ("national_mean", "provincial_mean"):
        place = blocks["common"][name].shape[1] - 2
        row[f"common.{name}"] = rank_among(
            world.truth["common"][name][place], blocks["common"][name][:, place], generator
        )
    for name in _STATES:
        row[f"county.{name}_home"] = rank_among(
            world.truth["county"][name][home], blocks["county"][name][:, home], generator
        )
    return row


def rank_forecast(
    world: SimulatedDataset,
    posterior: Posterior,
    generator: np.random.Generator,
    *,
    seed: int,
    log_revenue: np.ndarray | None = None,
) -> dict[str, float]:
    """YamlLocations of the home unit's level and rank at the horizon, and the event of the top 30.

    Parameters
    ----------
    log_revenue : ndarray (unit, year), optional
        Revenue that came; its place is added.
    """
    forecast = forecast_paths(
        posterior, world.panel, paths=posterior.draws, seed=seed, final_year=world.years[-1]
    )
    home = world.panel.units.index(HOME_UNIT)
    everyone = np.ones(len(world.panel.units), dtype=bool)
    rank = forecast.rank(HOME_UNIT, everyone)[:, -1]
    came = 1 + int(np.sum(world.log_gdp[:, -1] > world.log_gdp[home, -1]))
    hits = rank <= _HOME_RANK
    revenue = (
        {}
        if log_revenue is None
        else {
            "forecast.revenue": rank_among(
                log_revenue[home, -1], forecast.log_revenue[home, :, -1].astype(float), generator
            )
        }
    )
    return revenue | {
        "forecast.level": rank_among(
            world.log_gdp[home, -1], forecast.log_gdp[home, :, -1].astype(float), generator
        ),
        "forecast.rank": rank_among(came, rank, generator),
        "forecast.top_30": rank_among(float(came <= _HOME_RANK), hits.astype(float), generator),
        "top_30_probability": float(hits.mean()),
        "top_30_hit": float(came <= _HOME_RANK),
    }


def score_event(table: pd.DataFrame) -> dict[str, float]:
    """Hits of the rank event against its probabilities, world by world.

    The number of hits is a sum of independent 0/1 with the forecast's probabilities; ``tail`` is
    ``2 min(P(N <= hits), P(N >= hits))``, exact by convolution.

    Examples
    --------
    >>> score_event(pd.DataFrame({"top_30_probability": [0.5] * 2, "top_30_hit": [1.0, 1.0]}))
    {'hits': 2.0, 'expected': 1.0, 'tail': 0.5}
    """
    probability, hits = table["top_30_probability"], int(table["top_30_hit"].sum())
    mass = np.ones(1)
    for p in probability:
        mass = np.convolve(mass, [1.0 - p, p])
    tail = 2.0 * min(mass[: hits + 1].sum(), mass[hits:].sum())
    return {
        "hits": float(hits),
        "expected": float(probability.sum()),
        "tail": float(min(1.0, tail)),
    }
