"""Odds over the declared partitions of scenarios, from the tables of their runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.inputs.panels.information import LATEST
from planodds.inputs.scenarios.scenario_files import load_scenarios
from planodds.inputs.scenarios.weights import Weights, load_all_weights
from planodds.probability.questions.mixture import MIXTURE_COLUMNS, mix_scenario_probabilities

if TYPE_CHECKING:
    from planodds.notebook.session import Session

_STREAM = 7  # of the seed: weights and paths have separate random streams


def tabulate_mixture(run: Session) -> pd.DataFrame:
    """Return the odds over every partition whose scenarios were all run and accepted.

    Weights are a judgement of today: an earlier information set has no mixture.

    Parameters
    ----------
    run : Session

    Returns
    -------
    DataFrame
        edition and ``MIXTURE_COLUMNS``, one row per partition, target, reading and year; no rows
        for a partition with a scenario that was not run or was refused.
    """
    mixed = _mix_all(run) if run.information == LATEST else []
    empty = pd.DataFrame(columns=list(MIXTURE_COLUMNS))
    table = pd.concat(mixed, ignore_index=True) if mixed else empty
    table.insert(0, "edition", run.edition)
    return table


def _mix_all(run: Session) -> list[pd.DataFrame]:
    """Return the odds over each partition whose scenarios all have results."""
    results = run.read_table("results")
    results = results[
        (results["information"] == run.information) & (results["evidence"] == constants.POSTERIOR)
    ]
    scenarios = set(results["scenario"])
    return [
        _mix(run, results, weights)
        for weights in load_all_weights(run.data_dir, load_scenarios(run.data_dir))
        if {cell.scenario for cell in weights.cells} <= scenarios
    ]


def _mix(run: Session, results: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    """Return the odds over one partition, with the edition's seed."""
    generator = np.random.default_rng([run.plan_json["settings"]["seed"], _STREAM])
    return mix_scenario_probabilities(results, weights, generator=generator)
