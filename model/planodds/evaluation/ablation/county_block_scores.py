"""Out-of-sample joint log score of the county block: next year's relative growth of all units."""

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
from planodds.forecasting.nuts.state_draws import draw_states

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.evaluation.ablation.fits import AblationInputs, Blocks
    from planodds.evaluation.ablation.measures import Row
    from planodds.evaluation.ablation.terms import AblatedTerm
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors

    type Draws = Mapping[str, np.ndarray]  # parameter -> (draw, ...)

_STATE_DRAWS = 8  # of each unit per posterior draw


def score_county(
    term: AblatedTerm, inputs: AblationInputs, blocks: Blocks, *, generator: np.random.Generator
) -> list[Row]:
    """Score the cross-sections of 2021 to 2023 jointly, and that of 2024 with its census step.

    Parameters
    ----------
    term : AblatedTerm
    inputs : AblationInputs
    blocks : dict of str to dict of str to ndarray
        Draws of the county block by information set, see ``fit_block``.
    generator : numpy.random.Generator

    Returns
    -------
    list of dict
    """
    rows = []
    for target, origins in (("growth", ("2020", "2021", "2022")), ("census", ("2023",))):
        scores = []
        for name in origins:
            section = _forecast_section(
                inputs, inputs.ablated_priors(term, name), name, blocks[name], generator=generator
            )
            density = score_cross_section(section, generator=generator)
            scores.append(combine_scores(density, chains=CHAINS))
        rows.append(log_score_row(target, scores))
    return rows


def _forecast_section(
    inputs: AblationInputs, priors: Priors, name: str, p: Draws, *, generator: np.random.Generator
) -> CrossSectionForecast:
    """Forecast next year's relative growth of every unit, given the province and coal."""
    from planodds.forecasting.block_data.county import county_data

    panel, ahead = inputs.panels[name], inputs.panels[NEXT_INFORMATION[name]]
    year = panel.years[-1] + 1
    target = county_data(ahead, first_year=panel.years[1], last_year=year, priors=priors)
    states = draw_states(
        {key: np.repeat(x, _STATE_DRAWS, axis=0) for key, x in p.items()},
        county_data(panel, first_year=panel.years[1], last_year=year - 1, priors=priors),
        priors,
        generator=generator,
    )
    location = _state_location(p, states, generator)
    degrees, census = priors.value("county.degrees"), year in panel.study.benchmark_years
    scale = p["shock_scale"] * _next_volatility(p, priors, generator)[:, None]
    if census:
        # Of the two Student-t shocks, the one with the larger scale is integrated in closed form
        # and the other is drawn.
        location += scale[:, None] * generator.standard_t(degrees, location.shape)
        scale = np.repeat(p["benchmark_scale"][:, None], scale.shape[1], axis=1)
    mean, sd = _shared_terms(p, priors, panel, target["coal"][-1], census)
    observed = target["mask"][:, -1] > 0
    prefecture = np.eye(len(panel.prefectures))[panel.prefecture]
    design = np.column_stack([np.ones(len(observed)), target["share"], prefecture])
    return CrossSectionForecast(
        target["excess"][observed, -1],
        location[:, :, observed],
        scale[:, observed],
        degrees,
        design[observed],
        mean,
        sd,
    )


def _next_volatility(p: Draws, priors: Priors, generator: np.random.Generator) -> np.ndarray:
    """Return the factor by which next year's shocks of all units are larger, (draw,)."""
    rho, scale = priors.value("county.volatility_persistence"), p["volatility_scale"]
    z = generator.standard_normal(len(scale))
    return np.exp(rho * p["volatility"][:, -1] + scale * np.sqrt(1.0 - rho**2) * z)


def _state_location(p: Draws, states: Draws, generator: np.random.Generator) -> np.ndarray:
    """Return drift plus next year's slow deviation, (draw, inner, unit)."""
    persistence, scale = (
        np.repeat(p[name], _STATE_DRAWS)[:, None] for name in ("slow_persistence", "slow_scale")
    )
    z = generator.standard_normal(states["drift"].shape)
    slow = persistence * states["slow_last"] + scale * np.sqrt(1 - persistence**2) * z
    return (states["drift"] + slow).reshape(-1, _STATE_DRAWS, z.shape[1])


def _shared_terms(
    p: Draws, priors: Priors, panel: Panel, coal: float, census: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and sd of wedge, industry loading and prefecture factors, (draw, term)."""
    draws, persistence = len(p["coal_slope"]), p["prefecture_persistence"][:, None]
    factor = persistence * p["prefecture_factor"][:, :, -1]
    factor_sd = p["prefecture_scale"][:, None] * np.sqrt(1 - persistence**2)
    wedge, industry = (priors.value(f"county.{name}") for name in ("mean_wedge", "industry_scale"))
    if census:
        wedge = np.hypot(wedge, priors["county.benchmark_mean"].sd)
        industry = np.hypot(industry, priors["county.benchmark_slope"].sd)
        factor_sd = np.hypot(factor_sd, p["benchmark_prefecture_scale"][:, None])
    ones = np.ones((draws, 1))
    mean = np.column_stack([0.0 * ones, p["coal_slope"] * coal, factor])
    sd = np.column_stack([wedge * ones, industry * ones, factor_sd + 0.0 * factor])
    return mean, np.maximum(sd, 1e-6)
