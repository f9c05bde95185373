"""Gibbs fits of simulated datasets, and their event probabilities."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planodds.forecasting import Forecast, forecast_paths
from planodds.forecasting.block_data.common import common_data
from planodds.forecasting.block_data.county import county_data
from planodds.forecasting.gibbs.sampler import (
    GibbsSettings,
    build_posterior,
    sample_common,
    sample_county,
)
from tests.recovery.simulator import ORIGIN, SimulatedDataset
from tests.shanxi import STUDY

SETTINGS = GibbsSettings(draws=500, tune=500, chains=2)
HORIZON = 6


def fit_commons(
    datasets: list[SimulatedDataset], priors: object, *, generator: np.random.Generator
) -> list[dict[str, np.ndarray]]:
    """Fit the common blocks of many simulated datasets together."""
    data = [common_data(dataset.panel, last_year=ORIGIN, priors=priors) for dataset in datasets]
    return sample_common(data, priors, settings=SETTINGS, generator=generator, drivers=STUDY.common)


def forecast_dataset(
    dataset: SimulatedDataset,
    common: dict[str, np.ndarray],
    priors: object,
    *,
    generator: np.random.Generator,
    paths: int,
) -> Forecast:
    """Fit the county block of a simulated dataset and draw its joint paths."""
    panel = dataset.panel
    data = county_data(panel, first_year=panel.years[1], last_year=ORIGIN, priors=priors)
    (county,) = sample_county([data], priors, settings=SETTINGS, generator=generator)
    posterior = build_posterior(
        panel, priors, {"common": common, "county": county}, chains=SETTINGS.chains
    )
    posterior = replace(
        posterior, constants={**posterior.constants, "last_growth_year": len(panel.years) - 2}
    )
    return forecast_paths(
        posterior,
        panel,
        paths=paths,
        seed=int(generator.integers(1 << 30)),
        final_year=ORIGIN + HORIZON,
    )


def log_share(log_gdp: np.ndarray) -> np.ndarray:
    """Log share of each unit in the sum of all, axis 0 the units."""
    return log_gdp - np.log(np.exp(log_gdp).sum(axis=0))


def event_odds(log_gdp: np.ndarray, start: np.ndarray, place: int) -> dict[str, np.ndarray]:
    """Probability of events for every unit, (unit,), from draws (unit, draw, year)."""
    out = {}
    for h in (0, 3, HORIZON - 1):
        gain = log_share(log_gdp[:, :, h]) - log_share(start)[:, None]
        for cut in (-0.15, -0.05, 0.0, 0.05, 0.15):
            out[f"share gains {cut:+.2f} in {h + 1}"] = (gain >= cut).mean(axis=1)
        rank = 1 + np.argsort(np.argsort(-log_gdp[:, :, h], axis=0), axis=0)
        # The sum over all units is the rank itself: only units that start below it can err.
        below = np.argsort(np.argsort(-start)) >= place
        out[f"climbs to {place} in {h + 1}"] = (rank <= place).mean(axis=1)[below]
    return out
