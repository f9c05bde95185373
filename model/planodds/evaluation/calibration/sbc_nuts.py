"""Simulation-based calibration of the model that makes the odds: PyMC's graphs, all three blocks.

The graphs are compiled once; each world replaces their data. Few worlds, each held to the gate.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planodds.constants import HOME_UNIT
from planodds.evaluation.calibration.sbc_gibbs import rank_among, rank_forecast, rank_parameters
from planodds.evaluation.calibration.simulated_revenue import add_revenue
from planodds.evaluation.calibration.simulation import simulate_dataset
from planodds.forecasting.types import FitSettings, Posterior

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.forecasting.nuts.fit import Sampler
    from planodds.inputs.priors import Priors

# A fifth of a published fit, and a gate to match: a truth is placed among 100 draws.
_SETTINGS = FitSettings(draws=400, tune=400, chains=2, quick=True, allow_gate_failure=True)
_THINNED_DRAWS = 100
MAX_RHAT, MIN_ESS = 1.05, 100.0
_HOME_STATES = ("target_ratio", "revenue_shock_scale")


def _calibrate_dataset(
    sampler: Sampler,
    panel: Any,
    priors: Priors,
    *,
    number: int,
    seed: int,
    settings: FitSettings = _SETTINGS,
) -> dict[str, float]:
    """Simulate one world, fit its three blocks by NUTS, place the truth among the draws.

    Parameters
    ----------
    sampler : Sampler
        Keeps its compiled graphs from world to world.
    panel : Panel
        Gives calendar, units, gaps and first levels.
    priors : Priors
    number, seed : int
        Fix all that is drawn.
    settings : FitSettings

    Returns
    -------
    dict
        ``simulation``, ``passed`` (R-hat <= 1.05, 100 effective draws, no divergence, in every
        block), ``max_rhat``, ``seconds``; a place in (0, 1) for every quantity, revenue's among
        them; forecast and outcome of the rank event.
    """
    generator = np.random.default_rng((seed, number))
    world = simulate_dataset(panel, priors, generator)
    world, log_revenue = add_revenue(world, priors, generator)
    start = time.perf_counter()
    fitted = sampler.fit_posterior(world.panel, priors, settings=replace(settings, seed=number))
    kept = _thin_posterior(fitted)
    row = {
        "simulation": number,
        "passed": float(_is_sound(fitted)),
        "max_rhat": max(block["max_rhat"] for block in fitted.diagnostics),
        "seconds": round(time.perf_counter() - start, 1),
    }
    row |= rank_parameters(world, kept.blocks, generator)
    home = panel.units.index(HOME_UNIT)
    row |= {
        f"revenue.{name}_home": rank_among(
            world.truth["revenue"][name][home], kept.blocks["revenue"][name][:, home], generator
        )
        for name in _HOME_STATES
    }
    return row | rank_forecast(world, kept, generator, seed=number, log_revenue=log_revenue)


def _is_sound(posterior: Posterior) -> bool:
    """Whether a short fit is good enough for a place among ``KEPT`` draws."""
    return all(
        row["max_rhat"] <= MAX_RHAT
        and row["divergences"] == 0
        and min(row["min_ess_bulk"], row["min_ess_tail"]) >= MIN_ESS
        for row in posterior.diagnostics
    )


def _thin_posterior(posterior: Posterior, *, kept: int = _THINNED_DRAWS) -> Posterior:
    """Keep evenly spaced draws: a truth is placed among draws that are close to independent."""
    take = np.linspace(0, posterior.draws - 1, min(kept, posterior.draws)).astype(int)
    blocks: Mapping[str, Mapping[str, np.ndarray]] = {
        block: {name: x[take] for name, x in arrays.items()}
        for block, arrays in posterior.blocks.items()
    }
    return replace(posterior, blocks=blocks)


def calibrate_batch_nuts(
    panel: Any, priors: Priors, *, first: int, count: int, seed: int, sampler: Sampler
) -> pd.DataFrame:
    """Rows of ``count`` worlds one after the other; see ``_calibrate_dataset``."""
    return pd.DataFrame(
        [
            _calibrate_dataset(sampler, panel, priors, number=number, seed=seed)
            for number in range(first, first + count)
        ]
    )
