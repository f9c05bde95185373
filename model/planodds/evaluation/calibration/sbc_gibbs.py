"""Simulation-based calibration of the Gibbs sampler (Talts et al. 2018, arXiv:1804.06788).

Parameters are drawn from the priors, and a panel is simulated, fitted and forecast like the
published one. The rank of each true value among its posterior draws must be uniform; ties of
discrete quantities are broken at random. Run by ``make calibrate``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.evaluation.calibration.simulation import SimulatedDataset, simulate_dataset
from planodds.evaluation.scoring.scoring_rules import randomised_pit
from planodds.forecasting.block_data.common import common_data
from planodds.forecasting.block_data.county import county_data
from planodds.forecasting.gibbs.sampler import (
    GibbsSettings,
    build_posterior,
    sample_common,
    sample_county,
)
from planodds.forecasting.simulation.paths import forecast_paths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.forecasting.types import Posterior
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors

    type Blocks = Mapping[str, Mapping[str, np.ndarray]]  # block -> parameter -> (draw, ...)

_RANK_THRESHOLD = 30
_STATES = ("drift", "slow_last", "shock_scale", "benchmark")
# 4 x 25 stored draws of 4 x 500: twenty sweeps apart, twice the autocorrelation time of the
# slowest scale.
_SETTINGS = GibbsSettings(draws=25, tune=400, chains=4, thin=20)


def calibrate_batch(
    panel: Panel,
    priors: Priors,
    *,
    first: int,
    count: int,
    seed: int,
    settings: GibbsSettings = _SETTINGS,
) -> pd.DataFrame:
    """Simulate, fit and forecast datasets, and rank each true value among its draws.

    Parameters
    ----------
    panel : Panel
        Source of calendar, units, gaps and first levels.
    priors : Priors
    first : int
        Number of the first dataset; with ``seed`` it determines all random draws.
    count : int
        Number of datasets, fitted together.
    seed : int
    settings : GibbsSettings

    Returns
    -------
    DataFrame
        One row per dataset: ``simulation``, then one column per quantity with values in (0, 1),
        uniform if sampler and simulation are correct; ``top_30_probability`` and ``top_30_hit``
        are the forecast of the rank event and its outcome.
    """
    datasets = [
        simulate_dataset(panel, priors, np.random.default_rng((seed, first + j)))
        for j in range(count)
    ]
    generator = np.random.default_rng((seed, first, count))
    common = sample_common(
        [common_data(d.panel, last_year=panel.driver_years[-1], priors=priors) for d in datasets],
        priors,
        settings=settings,
        generator=generator,
        drivers=panel.study.common,
    )
    county = sample_county(
        [
            county_data(
                d.panel, priors=priors, first_year=panel.years[1], last_year=panel.years[-1]
            )
            for d in datasets
        ],
        priors,
        settings=settings,
        generator=generator,
    )
    rows = []
    for j, dataset in enumerate(datasets):
        blocks = {"common": common[j], "county": county[j]}
        ranks = rank_parameters(dataset, blocks, generator)
        posterior = build_posterior(dataset.panel, priors, blocks)
        ranks |= rank_forecast(dataset, posterior, generator, seed=first + j)
        rows.append({"simulation": first + j, **ranks})
    return pd.DataFrame(rows)


def rank_among(truth: float, draws: np.ndarray, generator: np.random.Generator) -> float:
    """Return the normalised rank of the true value among exchangeable draws (randomised PIT).

    Parameters
    ----------
    truth : float
    draws : ndarray of float, shape (draw,)
    generator : numpy.random.Generator
        Of the random rank among ties.

    Returns
    -------
    float
        Inside (0, 1).

    Examples
    --------
    >>> 0.5 < rank_among(2.5, np.array([1.0, 2.0, 3.0]), np.random.default_rng(1)) < 0.75
    True
    """
    return float(randomised_pit(np.array([truth]), draws[None, :], generator)[0])


def rank_parameters(
    dataset: SimulatedDataset, blocks: Blocks, generator: np.random.Generator
) -> dict[str, float]:
    """Rank the true scalars, last means and states of the home unit among their draws.

    Parameters
    ----------
    dataset : SimulatedDataset
    blocks : mapping of str to mapping of str to ndarray of float, shape (draw, ...)
        Block -> parameter -> posterior draws.
    generator : numpy.random.Generator

    Returns
    -------
    dict of str to float
        ``block.quantity`` -> rank in (0, 1).
    """
    home = dataset.panel.units.index(dataset.panel.study.home.unit)
    ranks = {}
    for block, truth in dataset.truth.items():
        for name, value in truth.items():
            if np.ndim(value) == 0:
                ranks[f"{block}.{name}"] = rank_among(float(value), blocks[block][name], generator)
    for name in ("national_mean", "provincial_mean"):
        index = blocks["common"][name].shape[1] - 2
        ranks[f"common.{name}"] = rank_state(dataset, blocks, "common", name, index, generator)
    for name in _STATES:
        ranks[f"county.{name}_home"] = rank_state(dataset, blocks, "county", name, home, generator)
    return ranks


def rank_state(
    dataset: SimulatedDataset,
    blocks: Blocks,
    block: str,
    name: str,
    index: int,
    generator: np.random.Generator,
) -> float:
    """Rank one element of a true vector among its posterior draws.

    Parameters
    ----------
    dataset : SimulatedDataset
    blocks : mapping of str to mapping of str to ndarray of float, shape (draw, ...)
    block, name : str
    index : int
        Year or unit.
    generator : numpy.random.Generator

    Returns
    -------
    float
        Normalised rank, inside (0, 1).
    """
    truth = np.asarray(dataset.truth[block][name])
    return rank_among(truth[index], blocks[block][name][:, index], generator)


def rank_forecast(
    dataset: SimulatedDataset,
    posterior: Posterior,
    generator: np.random.Generator,
    *,
    seed: int,
    log_revenue: np.ndarray | None = None,
) -> dict[str, float]:
    """Rank level, rank and rank event of the home unit at the horizon among the forecast's draws.

    Parameters
    ----------
    dataset : SimulatedDataset
    posterior : Posterior
    generator : numpy.random.Generator
    seed : int
        Of the forecast.
    log_revenue : ndarray of float, shape (unit, year), optional
        True revenue; its rank is added.

    Returns
    -------
    dict of str to float
    """
    forecast = forecast_paths(
        posterior, dataset.panel, paths=posterior.draws, seed=seed, final_year=dataset.years[-1]
    )
    home = dataset.panel.units.index(dataset.panel.study.home.unit)
    ranks = {}
    if log_revenue is not None:
        ranks["forecast.revenue"] = rank_among(
            log_revenue[home, -1], forecast.log_revenue[home, :, -1].astype(float), generator
        )
    everyone = np.ones(len(dataset.panel.units), dtype=bool)
    rank = forecast.rank(dataset.panel.study.home.unit, everyone)[:, -1]
    true_rank = 1 + int(np.sum(dataset.log_gdp[:, -1] > dataset.log_gdp[home, -1]))
    hits = rank <= _RANK_THRESHOLD
    return ranks | {
        "forecast.level": rank_among(
            dataset.log_gdp[home, -1], forecast.log_gdp[home, :, -1].astype(float), generator
        ),
        "forecast.rank": rank_among(true_rank, rank, generator),
        "forecast.top_30": rank_among(
            float(true_rank <= _RANK_THRESHOLD), hits.astype(float), generator
        ),
        "top_30_probability": float(hits.mean()),
        "top_30_hit": float(true_rank <= _RANK_THRESHOLD),
    }


def score_event(table: pd.DataFrame) -> dict[str, float]:
    """Test the number of occurrences of the rank event against its forecast probabilities.

    The number of occurrences is a sum of independent 0/1 variables with the forecast
    probabilities (a Poisson binomial distribution); ``tail`` is ``2 min(P(N <= hits),
    P(N >= hits))``, exact by convolution.

    Parameters
    ----------
    table : DataFrame
        From ``calibrate_batch``.

    Returns
    -------
    dict of str to float
        hits, expected, tail.

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
