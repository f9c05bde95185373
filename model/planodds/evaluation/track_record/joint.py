"""Energy score of the joint forecast of GDP and revenue of a county."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.evaluation.benchmarks.benchmarks import draw_benchmark
from planodds.evaluation.model_names import UNIT_DRIFT
from planodds.evaluation.scoring.scoring_rules import score_energy, skill_score
from planodds.probability.events.published import published_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel

_ENERGY_DRAWS = 300
_DRAWS = 1000
_VARIABLES = (constants.GDP, constants.REVENUE)
JOINT_COLUMNS = (
    "origin",
    "horizon",
    "year",
    "units",
    "energy",
    "energy_apart",
    "energy_rival",
    "gain_together",
    "skill",
)


def energy_score_of_pairs(
    forecasts: Mapping[str, Forecast],
    panels: Mapping[str, Panel],
    truth: Panel,
    *,
    seed: int = 20261123,
) -> pd.DataFrame:
    """Compute the energy score of each county's log GDP and log revenue jointly, by origin.

    Years on the census basis of the origin only. ``energy_apart`` scores the same draws with
    revenue permuted across draws: each variable keeps its distribution, the dependence is lost.
    ``energy_rival`` scores two random walks with unit drift.

    Parameters
    ----------
    forecasts : mapping of str to Forecast
        By origin, as for ``score_record``.
    panels : mapping of str to Panel
    truth : Panel
        The figures published since.
    seed : int
        Of the permutation and of the benchmark's draws.

    Returns
    -------
    DataFrame
        ``JOINT_COLUMNS``: mean scores over units in log points; ``gain_together`` is
        1 - energy / energy_apart, ``skill`` is 1 - energy / energy_rival.
    """
    rows = [
        row
        for number, name in enumerate(sorted(forecasts))
        for row in _score_origin(
            forecasts[name], panels[name], truth, np.random.default_rng([seed, number])
        )
    ]
    return pd.DataFrame(rows, columns=list(JOINT_COLUMNS))


def _score_origin(
    forecast: Forecast, panel: Panel, truth: Panel, generator: np.random.Generator
) -> Iterator[dict[str, object]]:
    """Yield the rows of one origin."""
    origin = int(forecast.information.county_to)
    years = [
        year
        for year in forecast.years
        if year in truth.years and truth.gdp_basis[truth.years.index(year)] == panel.gdp_basis[-1]
    ]
    if not years:
        return
    walks = _draw_walks(panel, len(years), generator)
    for column, year in enumerate(years):
        outcome = _published_pairs(truth, year)
        joint = _forecast_pairs(forecast, column)
        permuted = joint.copy()
        permuted[:, :, 1] = joint[:, generator.permutation(joint.shape[1]), 1]
        scores = [
            score_energy(outcome, pairs, max_draws=_ENERGY_DRAWS)
            for pairs in (joint, permuted, walks[:, :, column])
        ]
        finite = np.isfinite(scores).all(axis=0)
        if not finite.any():
            continue
        energy, energy_permuted, energy_walk = (float(score[finite].mean()) for score in scores)
        yield {
            "origin": origin,
            "horizon": int(year) - origin,
            "year": int(year),
            "units": int(finite.sum()),
            "energy": energy,
            "energy_apart": energy_permuted,
            "energy_rival": energy_walk,
            "gain_together": skill_score(energy, energy_permuted),
            "skill": skill_score(energy, energy_walk),
        }


def _draw_walks(panel: Panel, horizon: int, generator: np.random.Generator) -> np.ndarray:
    """Draw random walks of both variables, (unit, draw, year, variable)."""
    walks = [
        draw_benchmark(
            panel,
            variable,
            benchmark=UNIT_DRIFT,
            horizon=horizon,
            draws=_ENERGY_DRAWS,
            generator=generator,
        )
        for variable in _VARIABLES
    ]
    return np.stack(walks, axis=-1)


def _published_pairs(truth: Panel, year: int) -> np.ndarray:
    """Return published log levels of both variables in one year, (unit, variable)."""
    column = truth.years.index(year)
    levels = [published_table(truth, variable)[:, column] for variable in _VARIABLES]
    return np.log(np.stack(levels, axis=-1))


def _forecast_pairs(forecast: Forecast, column: int) -> np.ndarray:
    """Return evenly spaced draws of both variables in one year, (unit, draw, variable)."""
    stride = max(1, forecast.log_gdp.shape[1] // _DRAWS)
    levels = [
        np.asarray(values[:, ::stride, column], dtype=float)
        for values in (forecast.log_gdp, forecast.log_revenue)
    ]
    return np.stack(levels, axis=-1)
