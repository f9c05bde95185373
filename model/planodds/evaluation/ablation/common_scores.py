"""Out-of-sample log score and coverage of the common block, one year ahead, from many origins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.evaluation.ablation.fits import CHAINS, CUT_YEARS
from planodds.evaluation.ablation.measures import COVERAGE, log_score_row
from planodds.evaluation.scoring.predictive_density import combine_scores, log_student_t_density

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.evaluation.ablation.fits import Blocks
    from planodds.evaluation.ablation.measures import Row
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors

    type Draws = Mapping[str, np.ndarray]  # parameter -> (draw, ...)


def score_common(
    blocks: Blocks, priors: Priors, panel: Panel, *, generator: np.random.Generator
) -> list[Row]:
    """Score nation and province given the coal price, and cover the province alone.

    One year ahead from each cut-off year. The nation's anchor is its mean growth in the sample:
    none was declared in those years.

    Parameters
    ----------
    blocks : dict of str to dict of str to ndarray
        Draws of the common block by cut-off year, see ``fit_block``.
    priors : Priors
    panel : Panel
        The latest information set.
    generator : numpy.random.Generator

    Returns
    -------
    list of dict
    """
    growth = panel.driver_growth.T
    degrees = priors.value("common.degrees")
    scores, covered = [], 0
    for year in CUT_YEARS:
        p, t = blocks[f"cut{year}"], year - panel.driver_years[0]
        if not np.isfinite(growth[t + 1]).all():
            continue
        density = _log_density(p, growth[t : t + 2], t, degrees)
        scores.append(combine_scores(density, chains=CHAINS))
        province = _draw_province(p, growth[t], t, degrees, generator)
        low, high = np.quantile(province, [0.05, 0.95])
        covered += int(low <= growth[t + 1, 2] <= high)
    n = len(scores)
    coverage: Row = {
        "measure": COVERAGE,
        "target": "province",
        "value": covered / n,
        "n": n,
        "n_eff": n,
    }
    return [log_score_row("nation_province", scores), coverage]


def _deviations(p: Draws, growth: np.ndarray, t: int) -> np.ndarray:
    """Return growth of coal, nation and province in row t minus their means, (3, draw)."""
    return growth[:, None] - np.stack(
        [p["coal_mean"], p["national_mean"][:, t], p["provincial_mean"][:, t]]
    )


def _expected_nation(p: Draws, coal: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return the expected deviation of the nation given coal and last year's deviations."""
    return (
        p["national_persistence"] * last[1]
        + p["coal_to_national"] * coal
        + p["coal_lag_to_national"] * last[0]
    )


def _expected_province(
    p: Draws, coal: np.ndarray, nation: np.ndarray, last: np.ndarray
) -> np.ndarray:
    """Return the expected deviation of the province given coal, nation and last year's."""
    return (
        p["provincial_persistence"] * last[2]
        + p["coal_to_provincial"] * coal
        + p["coal_lag_to_provincial"] * last[0]
        + p["national_to_provincial"] * nation
    )


def _log_density(p: Draws, growth: np.ndarray, t: int, degrees: float) -> np.ndarray:
    """Return the log density of nation and province in row t + 1 given coal, (draw,)."""
    last, current = _deviations(p, growth[0], t), _deviations(p, growth[1], t + 1)
    return log_student_t_density(
        current[1] - _expected_nation(p, current[0], last), p["national_scale"], degrees
    ) + log_student_t_density(
        current[2] - _expected_province(p, current[0], current[1], last),
        p["provincial_scale"],
        degrees,
    )


def _draw_province(
    p: Draws, growth: np.ndarray, t: int, degrees: float, generator: np.random.Generator
) -> np.ndarray:
    """Draw growth of the province in row t + 1 without any data of that year, (draw,)."""
    last = _deviations(p, growth, t)
    shock = generator.standard_t(degrees, last.shape)
    coal = p["coal_persistence"] * last[0] + p["coal_scale"] * shock[0]
    nation = _expected_nation(p, coal, last) + p["national_scale"] * shock[1]
    province = _expected_province(p, coal, nation, last) + p["provincial_scale"] * shock[2]
    return p["provincial_mean"][:, t + 1] + province
