"""The committed record is reproduced within Monte Carlo error with other random numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planodds.evaluation.backtest.designs import study_design
from planodds.evaluation.backtest.jobs import BacktestSettings
from planodds.evaluation.backtest.unit_forecast import forecast_units
from planodds.evaluation.benchmarks.benchmarks import fit_benchmark
from planodds.evaluation.model_names import MODEL
from planodds.evaluation.protocol import US_STATES
from planodds.evaluation.scoring.parts import COMMON, LEVEL, RELATIVE, decompose_levels
from planodds.evaluation.scoring.scoring_rules import score_crps
from planodds.inputs import DATA_DIR

ORIGINS = (1966, 2002)
SEED = 991
BLOCKS = 8
SETTINGS = replace(BacktestSettings().fit, draws=250, seed=SEED)


@pytest.fixture(scope="module")
def design():
    return study_design(US_STATES, origins=ORIGINS)


@pytest.fixture(scope="module")
def committed():
    table = pd.read_csv(DATA_DIR.parent / "record" / "scores.csv")
    return table[table["panel"] == US_STATES].set_index(["model", "origin", "part", "horizon"])[
        "score"
    ]


def mean_scores(design, origin, paths):
    """Mean CRPS by part and horizon, {(part, horizon): value}."""
    outcome, start = design.outcomes(origin), design.start_levels(origin)
    found = {}
    for h in range(design.horizon):
        ours, observed = (
            decompose_levels(paths[..., h], start),
            decompose_levels(outcome[:, h : h + 1], start),
        )
        for part in (LEVEL, RELATIVE, COMMON):
            found[part, h + 1] = score_crps(observed[part][:, 0], ours[part]).mean()
    return found


def compare(design, origin, paths, committed, model):
    """Distance from the committed score in standard errors, the largest of all parts and years.

    The error of a score from n draws is that of its blocks over the root of their number: blocks
    of successive draws include the autocorrelation of the chains. The committed score uses more
    draws; its error is assumed to be no larger.
    """
    whole = mean_scores(design, origin, paths)
    blocks = [mean_scores(design, origin, part) for part in np.array_split(paths, BLOCKS, axis=1)]
    distances = []
    for key, value in whole.items():
        error = np.std([block[key] for block in blocks], ddof=1) / math.sqrt(BLOCKS)
        distances.append(abs(value - committed[(model, origin, *key)]) / (math.sqrt(2) * error))
    return max(distances)


# The largest of 15 distances, each a t with 7 degrees of freedom: above 6.5 once in 200 runs.
LIMIT = 6.5


@pytest.mark.slow
def test_the_models_scores_are_reproduced(design, committed):
    for origin in ORIGINS:
        paths, _ = forecast_units(
            design.data_at(origin), horizon=design.horizon, settings=SETTINGS, draws=1000
        )
        assert compare(design, origin, paths, committed, MODEL) < LIMIT


@pytest.mark.parametrize("benchmark", ["own_drift", "panel_ar", "theta"])
def test_the_benchmarks_scores_are_reproduced(design, committed, benchmark):
    for origin in ORIGINS:
        forecast = fit_benchmark(
            design.data_at(origin).log_values, benchmark, horizon=design.horizon
        )
        paths = forecast.draw(BacktestSettings().draws, np.random.default_rng([SEED, origin]))
        assert compare(design, origin, paths, committed, benchmark) < LIMIT
