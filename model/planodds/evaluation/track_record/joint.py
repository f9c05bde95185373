"""GDP and revenue of a county scored together: does the forecast know how they hang together?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.evaluation.benchmarks.benchmarks import UNIT_DRIFT, draw_benchmark
from planodds.evaluation.scoring.scoring_rules import score_energy, score_skill
from planodds.odds.events.published import published_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MEMBERS = 300
_DRAWS = 1000
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
    forecasts: Mapping[str, object], panels: Mapping[str, object], truth, *, seed: int = 20261123
) -> pd.DataFrame:
    """Energy score of each county's pair of log GDP and log revenue, origin by origin.

    Years on the census basis of the origin only. ``energy_apart`` scores the same draws with
    revenue dealt out anew among them, so that each variable keeps its own distribution and the
    two no longer belong to one world; ``energy_rival`` scores two own-drift random walks.

    Parameters
    ----------
    forecasts, panels : mapping
        By origin, as for ``score_record``.
    truth : Panel
    seed : int

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
    forecast, panel, truth, generator: np.random.Generator
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
    walks = np.stack(
        [
            draw_benchmark(
                panel,
                variable,
                benchmark=UNIT_DRIFT,
                horizon=len(years),
                draws=_MEMBERS,
                generator=generator,
            )
            for variable in (constants.GDP, constants.REVENUE)
        ],
        axis=-1,
    )
    for column, year in enumerate(years):
        place = truth.years.index(year)
        came = np.log(
            np.stack(
                [
                    published_table(truth, variable)[:, place]
                    for variable in (constants.GDP, constants.REVENUE)
                ],
                axis=-1,
            )
        )
        ours = _pairs(forecast, column)
        apart = ours.copy()
        apart[:, :, 1] = ours[:, generator.permutation(ours.shape[1]), 1]
        scores = [
            score_energy(came, pairs, members=_MEMBERS)
            for pairs in (ours, apart, walks[:, :, column])
        ]
        known = np.isfinite(scores).all(axis=0)
        if not known.any():
            continue
        energy, loose, rival = (float(score[known].mean()) for score in scores)
        yield {
            "origin": origin,
            "horizon": int(year) - origin,
            "year": int(year),
            "units": int(known.sum()),
            "energy": energy,
            "energy_apart": loose,
            "energy_rival": rival,
            "gain_together": score_skill(energy, loose),
            "skill": score_skill(energy, rival),
        }


def _pairs(forecast, column: int) -> np.ndarray:
    """Draws of both variables in one year, evenly spaced over the paths, (unit, draw, 2)."""
    stride = max(1, forecast.log_gdp.shape[1] // _DRAWS)
    return np.stack(
        [
            np.asarray(values[:, ::stride, column], dtype=float)
            for values in (forecast.log_gdp, forecast.log_revenue)
        ],
        axis=-1,
    )
