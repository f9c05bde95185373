"""Odds over a declared partition of scenarios, from the tables that their runs have written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.batch.plan import LATEST
from planodds.inputs.scenarios.scenario_files import load_scenarios
from planodds.inputs.scenarios.weights import Weights, load_all_weights
from planodds.odds.questions.mixture import MIXTURE_COLUMNS, mix_scenario_probabilities

if TYPE_CHECKING:
    from planodds.notebook.session import Session

_STREAM = 7  # of the seed: the weights are drawn apart from the paths


def tabulate_mixture(run: Session) -> pd.DataFrame:
    """Mix the odds of every partition whose scenarios were all run and could all be met.

    Weights are today's judgement: an earlier information set gets none.

    Returns
    -------
    DataFrame
        ``MIXTURE_COLUMNS``, a row for each partition, target, reading and year; no rows where
        the edition leaves a scenario of the partition out, or one was refused.
    """
    empty = pd.DataFrame(columns=list(MIXTURE_COLUMNS))
    if run.information != LATEST:
        return empty
    results = run.read_table("results")
    results = results[
        (results["information"] == run.information) & (results["evidence"] == constants.POSTERIOR)
    ]
    there = set(results["scenario"])
    mixed = [
        _mix(run, results, weights)
        for weights in load_all_weights(run.data_dir, load_scenarios(run.data_dir))
        if {cell.scenario for cell in weights.cells} <= there
    ]
    return pd.concat(mixed, ignore_index=True) if mixed else empty


def _mix(run: Session, results: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    generator = np.random.default_rng([run.plan_json["settings"]["seed"], _STREAM])
    return mix_scenario_probabilities(results, weights, generator=generator)
