"""Out-of-sample joint log score of the revenue block, given the GDP of the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.evaluation.ablation.fits import CHAINS
from planodds.evaluation.ablation.measures import NEXT_INFORMATION, log_score_row
from planodds.evaluation.scoring.predictive_density import (
    CrossSectionForecast,
    combine_scores,
    score_cross_section,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.evaluation.ablation.fits import AblationInputs, Blocks
    from planodds.evaluation.ablation.measures import Row
    from planodds.evaluation.ablation.terms import AblatedTerm
    from planodds.inputs.priors import Priors

_JUMP_QUANTILES = 5


def score_revenue(
    term: AblatedTerm,
    inputs: AblationInputs,
    blocks: Blocks,
    slopes: Mapping[str, float],
    *,
    generator: np.random.Generator,
    jump: tuple[float, float] | None = None,
) -> list[Row]:
    """Score revenue growth of 2021 to 2024 jointly, given the GDP of these years.

    Parameters
    ----------
    term : AblatedTerm
    inputs : AblationInputs
    blocks : dict of str to dict of str to ndarray
        Draws of the revenue block by information set, see ``fit_block``.
    slopes : mapping of str to float
        Posterior mean of the county block's coal slope, by information set.
    generator : numpy.random.Generator
    jump : tuple of float, optional
        Probability and sd of a jump that is added to the location of the Student-t shock.

    Returns
    -------
    list of dict
    """
    scores = []
    for name in NEXT_INFORMATION:
        section = _forecast_section(
            inputs,
            inputs.ablated_priors(term, name),
            name,
            blocks[name],
            coal_slope=slopes[name],
            jump=jump,
        )
        density = score_cross_section(section, generator=generator)
        scores.append(combine_scores(density, chains=CHAINS))
    return [log_score_row("revenue", scores)]


def _forecast_section(
    inputs: AblationInputs,
    priors: Priors,
    name: str,
    block: Mapping[str, np.ndarray],
    *,
    coal_slope: float,
    jump: tuple[float, float] | None,
) -> CrossSectionForecast:
    """Forecast next year's revenue growth of every unit; the shared term is the year effect."""
    from planodds.forecasting.block_data.revenue import revenue_data

    year = inputs.panels[name].years[-1] + 1
    d = revenue_data(
        inputs.panels[NEXT_INFORMATION[name]],
        first_year=year,
        last_year=year,
        coal_slope=coal_slope,
    )
    p = {key: x[:, None] if x.ndim == 1 else x for key, x in block.items()}
    location = (
        p["intercept"]
        + p["common_elasticity"] * d["common"][-1]
        + p["relative_elasticity"] * d["relative"][:, -1]
        + p["coal_slope"] * d["share"] * d["coal"][-1]
        - p["reversion"] * (d["ratio"][:, -1] + d["center"] - p["target_ratio"])
    )
    draws, observed = len(location), d["mask"][:, -1] > 0
    ones = np.ones((draws, 1))
    offsets, weight = (np.zeros(1), None) if jump is None else jump_offsets(*jump)
    return CrossSectionForecast(
        d["growth"][observed, -1],
        location[:, None, observed] + offsets[:, None],
        p["revenue_shock_scale"][:, observed],
        priors.value("revenue.degrees"),
        np.ones((int(observed.sum()), 1)),
        0.0 * ones,
        priors.value("revenue.year_scale") * ones,
        weight,
    )


def jump_offsets(probability: float, sd: float) -> tuple[np.ndarray, np.ndarray]:
    """Return a discrete approximation of a jump N(0, sd^2) that occurs with some probability.

    Parameters
    ----------
    probability, sd : float

    Returns
    -------
    offsets, weights : ndarray of float, shape (6,)
        No jump, and five equally likely quantiles of the jump; their probabilities.
    """
    from scipy.stats import norm

    points = norm.ppf((np.arange(_JUMP_QUANTILES) + 0.5) / _JUMP_QUANTILES)
    return (
        np.concatenate([[0.0], sd * points]),
        np.array([1 - probability, *[probability / _JUMP_QUANTILES] * _JUMP_QUANTILES]),
    )
