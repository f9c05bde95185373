"""Odds over the declared partitions of the future, from the baseline's own draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.inputs.panels.information import LATEST
from planodds.inputs.scenarios.scenario_files import load_scenarios
from planodds.inputs.scenarios.weights import Weights, load_all_weights

if TYPE_CHECKING:
    from planodds.notebook.session import Session

_STREAM = 7  # of the seed: weights and paths have separate random streams


def tabulate_mixture(run: Session) -> pd.DataFrame:
    """Return the odds over every declared partition of the future.

    Weights are a judgement of today: an earlier information set has no mixture.

    Parameters
    ----------
    run : Session

    Returns
    -------
    DataFrame
        edition and ``MIXTURE_COLUMNS``, one row per partition, target, reading and year; no rows
        if the baseline was not run or was refused.
    """
    from planodds.probability.questions.mixture import MIXTURE_COLUMNS

    known = run.information == LATEST and _has_baseline(run)
    declared = load_all_weights(run.data_dir, load_scenarios(run.data_dir)) if known else ()
    mixed = [_mix(run, weights) for weights in declared]
    empty = pd.DataFrame(columns=list(MIXTURE_COLUMNS))
    table = pd.concat(mixed, ignore_index=True) if mixed else empty
    table.insert(0, "edition", run.edition)
    return table


def _has_baseline(run: Session) -> bool:
    """Return whether the baseline of the information set has results."""
    results = run.read_table("results")
    own = results["information"] == run.information
    return bool((own & (results["scenario"] == constants.BASELINE)).any())


def _mix(run: Session, weights: Weights) -> pd.DataFrame:
    """Return the odds over one partition, with the edition's seed."""
    from planodds.probability.questions.mixture import compute_cell_odds, mix_cell_odds

    odds = compute_cell_odds(run.baseline, run.panel, run.plan, weights, run.indicators)
    generator = np.random.default_rng([run.plan_json["settings"]["seed"], _STREAM])
    return mix_cell_odds(odds, weights, generator=generator)
