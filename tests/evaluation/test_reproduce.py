"""The committed record is reproduced within Monte Carlo error with other random numbers."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from planodds.evaluation.backtest.designs import US_STATES, us_states_design
from planodds.evaluation.backtest.jobs import BacktestSettings
from planodds.evaluation.benchmarks.benchmarks import fit_benchmark
from planodds.evaluation.scoring.scoring_rules import score_crps
from planodds.evaluation.scoring.summary_tables import MODEL
from planodds.evaluation.track_record.county_scores import COMMON, LEVEL, RELATIVE, decompose_levels
from planodds.forecasting.gibbs.sampler import GibbsSettings
from planodds.forecasting.simulation.unit_panel import forecast_unit_panel
from planodds.inputs import DATA_DIR, load_priors

ORIGINS = (1966, 2002)
SEED = 991
BLOCKS = 8
SETTINGS = GibbsSettings(draws=400, tune=300, chains=2)


@pytest.fixture(scope="module")
def bed():
    return us_states_design(origins=ORIGINS)


@pytest.fixture(scope="module")
def committed():
    table = pd.read_csv(DATA_DIR / "record" / "scores.csv")
    return table[table["panel"] == US_STATES].set_index(["model", "origin", "part", "horizon"])[
        "score"
    ]


def mean_scores(bed, origin, paths):
    """Mean CRPS by part and horizon, {(part, horizon): value}."""
    outcome, start = bed.outcome(origin), bed.start(origin)
    found = {}
    for h in range(bed.horizon):
        ours, came = (
            decompose_levels(paths[..., h], start),
            decompose_levels(outcome[:, h : h + 1], start),
        )
        for part in (LEVEL, RELATIVE, COMMON):
            found[part, h + 1] = score_crps(came[part][:, 0], ours[part]).mean()
    return found


def compare(bed, origin, paths, committed, model):
    """Distance from the committed score in standard errors, the largest of all parts and years.

    The error of a score from n draws is that of its blocks over the root of their number: blocks
    of successive draws include the autocorrelation of the chains. The committed score uses more
    draws; its error is assumed to be no larger.
    """
    whole = mean_scores(bed, origin, paths)
    blocks = [mean_scores(bed, origin, part) for part in np.array_split(paths, BLOCKS, axis=1)]
    distances = []
    for key, value in whole.items():
        error = np.std([block[key] for block in blocks], ddof=1) / math.sqrt(BLOCKS)
        distances.append(abs(value - committed[(model, origin, *key)]) / (math.sqrt(2) * error))
    return max(distances)


# The largest of 15 distances, each a t with 7 degrees of freedom: above 6.5 once in 200 runs.
LIMIT = 6.5


@pytest.mark.slow
def test_the_models_scores_are_reproduced(bed, committed):
    found = forecast_unit_panel(
        bed.panel,
        ORIGINS,
        load_priors(DATA_DIR, "latest"),
        horizon=bed.horizon,
        settings=SETTINGS,
        seed=SEED,
    )
    for origin, paths in found.items():
        assert compare(bed, origin, paths, committed, MODEL) < LIMIT


@pytest.mark.parametrize("rival", ["own_drift", "panel_ar", "theta"])
def test_the_benchmarks_scores_are_reproduced(bed, committed, rival):
    for origin in ORIGINS:
        law = fit_benchmark(bed.known(origin).log_values, rival, horizon=bed.horizon)
        paths = law.draw(BacktestSettings().draws, np.random.default_rng([SEED, origin]))
        assert compare(bed, origin, paths, committed, rival) < LIMIT
