"""Effect of leaving a term out: held-out log score, coverage, odds of the headline targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planodds import constants
from planodds.evaluation.ablation.fits import (
    CHAINS,
    CUT_YEARS,
    FIRST_GROWTH_YEAR,
    AblationInputs,
    join_posterior,
)
from planodds.evaluation.ablation.terms import COMMON, COUNTY, REVENUE, AblatedTerm
from planodds.evaluation.scoring.predictive_density import (
    CrossSectionForecast,
    combine_scores,
    log_student_t_density,
    score_cross_section,
)
from planodds.evaluation.scoring.scoring_rules import interval_coverage
from planodds.evaluation.track_record.county_scores import RELATIVE, decompose_levels
from planodds.forecasting.census_basis import FIRST_YEAR
from planodds.forecasting.nuts.state_draws import draw_states
from planodds.forecasting.simulation.paths import forecast_paths
from planodds.probability.events.probability import prob_event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors

LOG_SCORE, COVERAGE, ODDS = "log_score", "coverage_90", "odds"
# Origin -> the information set that first holds the year after it.
_NEXT = {"2020": "2021", "2021": "2022", "2022": "2023", "2023": "latest"}
_INNER = 8  # draws of each unit's state a posterior draw
_PATHS = 8  # a posterior draw, for the odds
_TARGETS = {
    "gdp_level": constants.GDP,
    "revenue_level": constants.REVENUE,
    "gdp_rank_30": constants.RANK,
}
_ODDS_YEARS = {"2022": (2025,), "latest": (2027, 2030)}
Row = dict[str, Any]


def score_common(
    blocks: Mapping[str, Mapping[str, np.ndarray]],
    priors: Priors,
    panel: Panel,
    *,
    generator: np.random.Generator,
) -> list[Row]:
    """One year ahead from 15 cut-offs: nation and province given coal; the province alone.

    Trends go on as random walks: no anchor of those years was ever declared.
    """
    growth = np.stack([panel.coal_growth, panel.national_growth, panel.provincial_growth], 1)
    degrees = priors.value("common.degrees")
    scores, inside = [], 0
    for year in CUT_YEARS:
        p, t = blocks[f"cut{year}"], year - FIRST_YEAR
        if not np.isfinite(growth[t + 1]).all():
            continue
        density = _common_density(p, growth[t : t + 2], t, degrees)
        scores.append(combine_scores(density, chains=CHAINS))
        drawn = _draw_province(p, growth[t], t, degrees, generator)
        low, high = np.quantile(drawn, [0.05, 0.95])
        inside += int(low <= growth[t + 1, 2] <= high)
    total, error = np.array(scores).T
    n = len(scores)
    return [
        {
            "measure": LOG_SCORE,
            "target": "nation_province",
            "value": total.sum(),
            "error": np.sqrt((error**2).sum()),
            "n": n,
            "n_eff": n,
        },
        {"measure": COVERAGE, "target": "province", "value": inside / n, "n": n, "n_eff": n},
    ]


def _deviations(p: Mapping[str, np.ndarray], growth: np.ndarray, t: int) -> np.ndarray:
    """Growth of coal, nation and province less their means in row t, (3, draw)."""
    return growth[:, None] - np.stack(
        [p["coal_mean"], p["national_mean"][:, t], p["provincial_mean"][:, t]]
    )


def _expected(p: Mapping[str, np.ndarray], coal: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Expected deviation of the nation given coal now and all of last year."""
    return (
        p["national_persistence"] * last[1]
        + p["coal_to_national"] * coal
        + p["coal_lag_to_national"] * last[0]
    )


def _expected_province(p, coal, nation, last):
    return (
        p["provincial_persistence"] * last[2]
        + p["coal_to_provincial"] * coal
        + p["coal_lag_to_provincial"] * last[0]
        + p["national_to_provincial"] * nation
    )


def _common_density(
    p: Mapping[str, np.ndarray], growth: np.ndarray, t: int, degrees: float
) -> np.ndarray:
    """Log density of nation and province in row t + 1 given coal, by draw."""
    last, now = _deviations(p, growth[0], t), _deviations(p, growth[1], t + 1)
    return log_student_t_density(
        now[1] - _expected(p, now[0], last), p["national_scale"], degrees
    ) + log_student_t_density(
        now[2] - _expected_province(p, now[0], now[1], last), p["provincial_scale"], degrees
    )


def _draw_province(p, growth, t, degrees, generator):
    """Growth of the province in row t + 1, nothing of that year known, (draw,)."""
    last = _deviations(p, growth, t)
    shock = generator.standard_t(degrees, last.shape)
    coal = p["coal_persistence"] * last[0] + p["coal_scale"] * shock[0]
    nation = _expected(p, coal, last) + p["national_scale"] * shock[1]
    province = _expected_province(p, coal, nation, last) + p["provincial_scale"] * shock[2]
    return p["provincial_mean"][:, t + 1] + province


def score_county(
    term: AblatedTerm,
    book: AblationInputs,
    blocks: Mapping[str, Mapping[str, np.ndarray]],
    *,
    generator: np.random.Generator,
) -> list[Row]:
    """Joint log score of the cross-sections 2021-2023, and of 2024 with its census step."""
    rows = []
    for target, origins in (("growth", ("2020", "2021", "2022")), ("census", ("2023",))):
        found = []
        for name in origins:
            section = _county_section(
                book, book.changed(term, name), name, blocks[name], generator=generator
            )
            found.append(
                combine_scores(score_cross_section(section, generator=generator), chains=CHAINS)
            )
        total, error = np.array(found).T
        rows.append(
            {
                "measure": LOG_SCORE,
                "target": target,
                "value": total.sum(),
                "error": np.sqrt((error**2).sum()),
                "n": len(origins),
                "n_eff": len(origins),
            }
        )
    return rows


def _county_section(
    book: AblationInputs,
    priors: Priors,
    name: str,
    block: Mapping[str, np.ndarray],
    *,
    generator: np.random.Generator,
) -> CrossSectionForecast:
    """Next year's relative growth of every unit, given the province's and the coal price."""
    from planodds.forecasting.nuts.county import county_data

    panel, ahead = book.panels[name], book.panels[_NEXT[name]]
    year = panel.years[-1] + 1
    span = {"first_year": FIRST_GROWTH_YEAR, "priors": priors}
    came = county_data(ahead, last_year=year, **span)
    p = block
    states = draw_states(
        {key: np.repeat(x, _INNER, axis=0) for key, x in p.items()},
        county_data(panel, last_year=year - 1, **span),
        priors,
        generator=generator,
    )
    location = _own_location(p, states, generator)
    degrees, census = priors.value("county.degrees"), year in constants.BENCHMARK_YEARS
    scale = p["shock_scale"]
    if census:
        # The wider of two Student-t shocks in closed form, the other drawn.
        location += scale[:, None] * generator.standard_t(degrees, location.shape)
        scale = np.repeat(p["benchmark_scale"][:, None], scale.shape[1], axis=1)
    mean, sd = _shared_terms(p, priors, panel, came["coal"][-1], census)
    seen = came["mask"][:, -1] > 0
    design = np.column_stack(
        [np.ones(len(seen)), came["share"], np.eye(len(panel.prefectures))[panel.prefecture]]
    )
    return CrossSectionForecast(
        came["excess"][seen, -1],
        location[:, :, seen],
        scale[:, seen],
        degrees,
        design[seen],
        mean,
        sd,
    )


def _own_location(p, states, generator):
    """Drift and next year's slow deviation, (draw, inner, unit)."""
    persistence, scale = (
        np.repeat(p[name], _INNER)[:, None] for name in ("slow_persistence", "slow_scale")
    )
    z = generator.standard_normal(states["drift"].shape)
    slow = persistence * states["slow_last"] + scale * np.sqrt(1 - persistence**2) * z
    return (states["drift"] + slow).reshape(-1, _INNER, z.shape[1])


def _shared_terms(p, priors, panel, coal, census):
    """Mean and sd of wedge, industry loading and prefecture factors, (draw, term)."""
    draws, keep = len(p["coal_slope"]), p["prefecture_persistence"][:, None]
    factor = keep * p["prefecture_factor"][:, :, -1]
    spread = p["prefecture_scale"][:, None] * np.sqrt(1 - keep**2)
    wedge, industry = (priors.value(f"county.{name}") for name in ("mean_wedge", "industry_scale"))
    if census:
        wedge = np.hypot(wedge, priors["county.benchmark_mean"].sd)
        industry = np.hypot(industry, priors["county.benchmark_slope"].sd)
        spread = np.hypot(spread, p["benchmark_prefecture_scale"][:, None])
    flat = np.ones((draws, 1))
    mean = np.column_stack([0.0 * flat, p["coal_slope"] * coal, factor])
    sd = np.column_stack([wedge * flat, industry * flat, spread + 0.0 * factor])
    return mean, np.maximum(sd, 1e-6)


def score_revenue(
    term: AblatedTerm,
    book: AblationInputs,
    blocks: Mapping[str, Mapping[str, np.ndarray]],
    slopes: Mapping[str, float],
    *,
    generator: np.random.Generator,
    jump: tuple[float, float] | None = None,
) -> list[Row]:
    """Joint log score of revenue growth in 2021-2024 given the GDP of these years."""
    found = []
    for name in _NEXT:
        section = _revenue_section(
            book, book.changed(term, name), name, blocks[name], coal_slope=slopes[name], jump=jump
        )
        found.append(
            combine_scores(score_cross_section(section, generator=generator), chains=CHAINS)
        )
    total, error = np.array(found).T
    return [
        {
            "measure": LOG_SCORE,
            "target": "revenue",
            "value": total.sum(),
            "error": np.sqrt((error**2).sum()),
            "n": len(_NEXT),
            "n_eff": len(_NEXT),
        }
    ]


def _revenue_section(
    book: AblationInputs,
    priors: Priors,
    name: str,
    block: Mapping[str, np.ndarray],
    *,
    coal_slope: float,
    jump: tuple[float, float] | None = None,
) -> CrossSectionForecast:
    """Next year's revenue growth of every unit; the year's effect is what they share.

    Parameters
    ----------
    jump : tuple of float, optional
        Probability and sd of a jump beside the Student-t shock, laid on the shock's location.
    """
    from planodds.forecasting.nuts.revenue import revenue_data

    year = book.panels[name].years[-1] + 1
    d = revenue_data(
        book.panels[_NEXT[name]], first_year=year, last_year=year, coal_slope=coal_slope
    )
    p = {key: x[:, None] if x.ndim == 1 else x for key, x in block.items()}
    location = (
        p["intercept"]
        + p["common_elasticity"] * d["common"][-1]
        + p["relative_elasticity"] * d["relative"][:, -1]
        + p["coal_slope"] * d["share"] * d["coal"][-1]
        - p["reversion"] * (d["ratio"][:, -1] + d["center"] - p["target_ratio"])
    )
    draws, seen = len(location), d["mask"][:, -1] > 0
    flat = np.ones((draws, 1))
    offsets, weight = (np.zeros(1), None) if jump is None else _jump_offsets(*jump)
    return CrossSectionForecast(
        d["growth"][seen, -1],
        location[:, None, seen] + offsets[:, None],
        p["revenue_shock_scale"][:, seen],
        priors.value("revenue.degrees"),
        np.ones((int(seen.sum()), 1)),
        0.0 * flat,
        priors.value("revenue.year_scale") * flat,
        weight,
    )


def _jump_offsets(probability: float, sd: float) -> tuple[np.ndarray, np.ndarray]:
    """No jump, or one of five equally likely quantiles of N(0, sd^2); their probabilities."""
    from scipy.stats import norm

    points = norm.ppf((np.arange(5) + 0.5) / 5)
    return (
        np.concatenate([[0.0], sd * points]),
        np.array([1 - probability, *[probability / 5] * 5]),
    )


def score_forecasts(
    term: AblatedTerm, book: AblationInputs, blocks: Mapping[str, Any], *, seed: int
) -> list[Row]:
    """Coverage of the relative part at the hold-out origins, and the headline odds."""
    rows = []
    if term.block != COMMON:
        rows += _coverage_rows(term, book, blocks, seed)
    for name, years in _ODDS_YEARS.items():
        posterior = join_posterior(term, book, name, blocks)
        forecast = forecast_paths(
            posterior,
            book.panels[name],
            seed=seed,
            final_year=years[-1],
            paths=_PATHS * posterior.draws,
        )
        rows += [
            _odds_row(forecast, book.plan, target, name, year)
            for target in _TARGETS
            for year in years
        ]
    return rows


def _odds_row(forecast: Any, plan: Any, target: str, information: str, year: int) -> Row:
    """Probability of a headline target at the end of a year, all 117 units ranked."""
    threshold = next(t for t in plan.targets if t.id == target).threshold
    at = forecast.year_index(year)
    if _TARGETS[target] == constants.RANK:
        everyone = np.ones(len(forecast.units), dtype=bool)
        hits = forecast.rank(plan.unit, everyone)[:, at] <= threshold
    else:
        level = forecast.gdp if _TARGETS[target] == constants.GDP else forecast.revenue
        hits = level(plan.unit)[:, at] >= threshold
    found = prob_event(hits, cluster=forecast.posterior_draw_index)
    return {
        "measure": ODDS,
        "target": target,
        "information": information,
        "year": year,
        "value": found.probability,
        "error": found.mcse,
        "n": forecast.draws,
    }


def _coverage_rows(
    term: AblatedTerm, book: AblationInputs, blocks: Mapping[str, Any], seed: int
) -> list[Row]:
    """Share of units inside 90 % bands of the relative part; origins x years, n_eff origins."""
    truth, found = book.panels["latest"], {}
    for name in _NEXT:
        panel = book.panels[name]
        posterior = join_posterior(term, book, name, blocks)
        forecast = forecast_paths(
            posterior, panel, seed=seed, paths=posterior.draws, final_year=truth.years[-1]
        )
        for year in forecast.years:
            census = truth.gdp_basis[truth.year_index(year)] != panel.gdp_basis[-1]
            target = "census_gdp" if census else "relative_gdp"
            if term.block != REVENUE:
                found.setdefault(target, []).append(
                    _cover(forecast.log_gdp, panel.gdp, truth.gdp, forecast, truth, year)
                )
            if term.block != COUNTY:
                found.setdefault("relative_revenue", []).append(
                    _cover(
                        forecast.log_revenue, panel.revenue, truth.revenue, forecast, truth, year
                    )
                )
    origins = {"relative_gdp": 3, "census_gdp": 1, "relative_revenue": len(_NEXT)}
    return [
        {
            "measure": COVERAGE,
            "target": target,
            "value": sum(hits) / sum(cells),
            "n": sum(cells),
            "n_eff": origins[target],
        }
        for target, (hits, cells) in (
            (t, tuple(zip(*pairs, strict=True))) for t, pairs in found.items()
        )
    ]


def _cover(draws, start, truth_levels, forecast, truth, year):
    """Units inside the 90 % band of the relative part, and units."""
    origin, came = np.log(start[:, -1]), np.log(truth_levels[:, truth.year_index(year)])
    use = np.isfinite(origin) & np.isfinite(came)
    own = np.asarray(draws[:, :, forecast.year_index(year)], dtype=float)[use]
    parts = [decompose_levels(x, origin[use])[RELATIVE] for x in (came[use, None], own)]
    share = interval_coverage(parts[0][:, 0], parts[1])["coverage_90"]
    return share * use.sum(), int(use.sum())
