"""Simulation-based calibration of the published model: NUTS on all three blocks.

The PyMC graphs are compiled once; each simulated dataset replaces their data. There are few
datasets, and each fit has to meet convergence criteria.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.evaluation.calibration.sbc_gibbs import rank_forecast, rank_parameters, rank_state
from planodds.evaluation.calibration.simulated_revenue import add_revenue
from planodds.evaluation.calibration.simulation import simulate_dataset
from planodds.forecasting.types import FitSettings, Posterior

if TYPE_CHECKING:
    from planodds.forecasting.nuts.fit import Sampler
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors

# A fifth of a published fit, with weaker criteria: a true value is ranked among 100 draws.
_SETTINGS = FitSettings(draws=400, tune=400, chains=2, quick=True, allow_gate_failure=True)
_THINNED_DRAWS = 100
_MAX_RHAT, _MIN_ESS = 1.05, 100.0
_HOME_STATES = ("target_ratio", "revenue_shock_scale")


def _calibrate_dataset(
    sampler: Sampler,
    panel: Panel,
    priors: Priors,
    *,
    number: int,
    seed: int,
    settings: FitSettings = _SETTINGS,
) -> dict[str, float]:
    """Simulate one dataset, fit its three blocks by NUTS, and rank the true values.

    Parameters
    ----------
    sampler : Sampler
        Reuses its compiled graphs.
    panel : Panel
        Source of calendar, units, gaps and first levels.
    priors : Priors
    number, seed : int
        Determine all random draws.
    settings : FitSettings

    Returns
    -------
    dict of str to float
        ``simulation``; ``passed`` (in every block R-hat <= 1.05, ESS >= 100, no divergence);
        ``max_rhat``; ``seconds``; a rank in (0, 1) for every quantity, revenue's included;
        forecast and outcome of the rank event.
    """
    generator = np.random.default_rng((seed, number))
    dataset = simulate_dataset(panel, priors, generator)
    dataset, log_revenue = add_revenue(dataset, priors, generator)
    start = time.perf_counter()
    fitted = sampler.fit_posterior(dataset.panel, priors, settings=replace(settings, seed=number))
    thinned = fitted.thin(_THINNED_DRAWS)
    row = {
        "simulation": number,
        "passed": float(_has_converged(fitted)),
        "max_rhat": max(block["max_rhat"] for block in fitted.diagnostics),
        "seconds": round(time.perf_counter() - start, 1),
    }
    row |= rank_parameters(dataset, thinned.blocks, generator)
    home = panel.units.index(panel.study.home.unit)
    row |= {
        f"revenue.{name}_home": rank_state(
            dataset, thinned.blocks, "revenue", name, home, generator
        )
        for name in _HOME_STATES
    }
    return row | rank_forecast(dataset, thinned, generator, seed=number, log_revenue=log_revenue)


def _has_converged(posterior: Posterior) -> bool:
    """Return whether a short fit is good enough to rank a value among its thinned draws."""
    return all(
        row["max_rhat"] <= _MAX_RHAT
        and row["divergences"] == 0
        and min(row["min_ess_bulk"], row["min_ess_tail"]) >= _MIN_ESS
        for row in posterior.diagnostics
    )


def calibrate_batch_nuts(
    panel: Panel, priors: Priors, *, first: int, count: int, seed: int, sampler: Sampler
) -> pd.DataFrame:
    """Simulate, fit and rank datasets one after the other.

    Parameters
    ----------
    panel : Panel
        Source of calendar, units, gaps and first levels.
    priors : Priors
    first, count, seed : int
        Number of the first dataset, number of datasets, and seed.
    sampler : Sampler

    Returns
    -------
    DataFrame
        One row per dataset, as from ``calibrate_batch``, with diagnostics of the fit.
    """
    return pd.DataFrame(
        [
            _calibrate_dataset(sampler, panel, priors, number=number, seed=seed)
            for number in range(first, first + count)
        ]
    )
