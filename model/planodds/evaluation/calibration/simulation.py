"""Worlds drawn from the model's own equations, priors first: what calibration is checked on.

Written from the equations of the method, apart from the code that fits and the code that draws
paths: a world is the panel as it would have been published, and what came in the years after.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.constants import BENCHMARK_YEARS

if TYPE_CHECKING:
    from planodds.inputs.priors import Priors

_COMMON = (
    "coal_mean",
    "coal_persistence",
    "coal_scale",
    "national_start",
    "provincial_start",
    "coal_to_national",
    "coal_lag_to_national",
    "coal_to_provincial",
    "coal_lag_to_provincial",
    "national_to_provincial",
    "national_scale",
    "provincial_scale",
    "national_anchor",
    "provincial_anchor",
)
_COUNTY = (
    "coal_slope",
    "prefecture_scale",
    "prefecture_persistence",
    "drift_scale",
    "slow_scale",
    "slow_persistence",
    "shock_median",
    "shock_spread",
    "benchmark_mean",
    "benchmark_prefecture_scale",
    "benchmark_slope",
    "benchmark_scale",
)


@dataclass(frozen=True)
class SimulatedDataset:
    """A panel that the model could have produced, with the parameters and the future behind it.

    Attributes
    ----------
    panel : Panel
        The given panel with simulated growth; gaps and calendar as they were.
    truth : dict
        Block -> parameter -> value, scalars and unit states.
    log_gdp : ndarray (unit, year)
        Log cny_1e8 in the years after the information set, census steps included.
    years : tuple of int
        Those years.
    relative : ndarray (unit, growth year)
        Growth above the province without census steps, in history and future.
    coal, province : ndarray (growth year,)
        Log growth in the same years.
    """

    panel: Any
    truth: dict[str, dict[str, Any]]
    log_gdp: np.ndarray
    years: tuple[int, ...]
    relative: np.ndarray
    coal: np.ndarray
    province: np.ndarray


def simulate_dataset(
    panel: Any, priors: Priors, generator: np.random.Generator, *, horizon: int = 5
) -> SimulatedDataset:
    """Draw parameters, the common series, the counties' history and their next years.

    Parameters
    ----------
    panel : Panel
        Gives calendar, units, shares, gaps and first levels; its growth is not used.
    priors : Priors
        Parameters are drawn from these.
    generator : numpy.random.Generator
    horizon : int
        Years after the information set.

    Raises
    ------
    UsageError
        If a prior that has to be fixed is not.
    """
    years = tuple(range(panel.years[-1] + 1, panel.years[-1] + 1 + horizon))
    common = {name: _one(priors, "common", name, generator) for name in _COMMON}
    for label in ("national", "provincial"):
        common[f"{label}_persistence"] = _one(priors, "common", "own_lag", generator)
    growth = _simulate_common(common, panel, priors, years[-1], generator)
    county = {name: _one(priors, "county", name, generator) for name in _COUNTY}
    first = panel.driver_years[0]
    past = slice(panel.years[1] - first, panel.years[-1] + 1 - first)
    ahead = slice(panel.years[-1] + 1 - first, None)
    relative = _simulate_relative(county, panel, priors, growth[0], past, horizon, generator)
    gdp = _build_levels(panel, growth[2, past], relative[:, : -horizon or None])
    future = _run_ahead(
        county,
        panel,
        priors,
        np.log(gdp[:, -1]),
        growth[2, ahead],
        relative[:, -horizon:],
        years,
        generator,
    )
    relative[:, :-horizon] -= county["benchmark"][:, None] * _mark_censuses(panel)
    simulated, span = _replace_growth(panel, growth, gdp), slice(past.start, None)
    return SimulatedDataset(
        simulated,
        {"common": common, "county": county},
        future,
        years,
        relative,
        growth[0, span],
        growth[2, span],
    )


def _one(priors: Priors, block: str, name: str, generator: np.random.Generator) -> float:
    return float(priors[f"{block}.{name}"].draw(generator, 1)[0])


def _draw_t(generator: np.random.Generator, degrees: float, size: Any) -> np.ndarray:
    return generator.standard_t(degrees, size)


def _simulate_common(
    p: dict[str, Any], panel: Any, priors: Priors, last_year: int, generator: np.random.Generator
) -> np.ndarray:
    """Log growth of coal, nation and province, (series, year), from the first driver year."""
    years = last_year - panel.driver_years[0] + 1
    degrees = priors.value("common.degrees")
    known = {"national": panel.national_growth, "provincial": panel.provincial_growth}
    mean = {
        label: _simulate_mean(p, label, values, years, priors, generator)
        for label, values in known.items()
    }
    p |= {f"{label}_mean": path for label, path in mean.items()}
    shock = _draw_t(generator, degrees, (3, years))
    out = np.empty((3, years))
    out[:, 0] = (panel.coal_growth[0], panel.national_growth[0], panel.provincial_growth[0])
    for t in range(1, years):
        c0, n0, p0 = (
            out[0, t - 1] - p["coal_mean"],
            out[1, t - 1] - mean["national"][t - 1],
            out[2, t - 1] - mean["provincial"][t - 1],
        )
        c1 = p["coal_persistence"] * c0 + p["coal_scale"] * shock[0, t]
        n1 = (
            p["national_persistence"] * n0
            + p["coal_to_national"] * c1
            + p["coal_lag_to_national"] * c0
            + p["national_scale"] * shock[1, t]
        )
        p1 = (
            p["provincial_persistence"] * p0
            + p["national_to_provincial"] * n1
            + p["coal_to_provincial"] * c1
            + p["coal_lag_to_provincial"] * c0
            + p["provincial_scale"] * shock[2, t]
        )
        out[:, t] = (p["coal_mean"] + c1, mean["national"][t] + n1, mean["provincial"][t] + p1)
    return out


def _simulate_mean(p, label, known, years, priors, generator):
    """Random walk while the series is known, then back to the anchor."""
    step = priors.value("common.trend_innovation")
    keep = priors.value("common.trend_reversion")
    anchor, z = p[f"{label}_anchor"], generator.standard_normal(years)
    path = np.empty(years)
    path[0] = p[f"{label}_start"]
    last = int(np.flatnonzero(np.isfinite(known))[-1])
    for t in range(1, years):
        pull = 0.0 if t <= last else (1.0 - keep) * (anchor - path[t - 1])
        path[t] = path[t - 1] + pull + step * z[t]
    return path


def _simulate_relative(
    p: dict[str, Any],
    panel: Any,
    priors: Priors,
    coal: np.ndarray,
    past: slice,
    horizon: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Growth above the province in history and future, (unit, year); states go into p."""
    years, units = past.stop - past.start + horizon, len(panel.units)
    share = panel.secondary_share - panel.secondary_share.mean()
    coal = coal[past.start : past.stop + horizon]
    loading = p["coal_slope"] * coal + (
        priors.value("county.industry_scale") * generator.standard_normal(years)
    )
    factor = _simulate_ar1(
        p["prefecture_scale"],
        p["prefecture_persistence"],
        (len(panel.prefectures), years),
        generator,
    )
    drift = p["drift_scale"] * generator.standard_normal(units)
    slow = _simulate_ar1(p["slow_scale"], p["slow_persistence"], (units, years), generator)
    scale = p["shock_median"] * np.exp(p["shock_spread"] * generator.standard_normal(units))
    degrees = priors.value("county.degrees")
    relative = (
        share[:, None] * loading
        + factor[panel.prefecture]
        + drift[:, None]
        + slow
        + scale[:, None] * _draw_t(generator, degrees, (units, years))
    )
    history = years - horizon
    wedge = priors.value("county.mean_wedge") * generator.standard_normal(history)
    step = p["benchmark_mean"] + _simulate_step(p, p["benchmark_slope"], panel, degrees, generator)
    relative[:, :history] += wedge + step[:, None] * _mark_censuses(panel)
    p |= {
        "drift": drift,
        "slow_last": slow[:, history - 1],
        "shock_scale": scale,
        "benchmark": step,
        "prefecture_factor": factor[:, history - 1],
    }
    return relative


def _mark_censuses(panel: Any) -> np.ndarray:
    return np.array([float(year in BENCHMARK_YEARS) for year in panel.years[1:]])


def _simulate_ar1(scale, persistence, shape, generator):
    path = scale * generator.standard_normal(shape)
    for t in range(1, shape[1]):
        path[:, t] = persistence * path[:, t - 1] + np.sqrt(1 - persistence**2) * path[:, t]
    return path


def _simulate_step(p, slope, panel, degrees, generator):
    """Prefecture, share and unit part of a census step, (unit,)."""
    share = panel.secondary_share - panel.secondary_share.mean()
    effect = p["benchmark_prefecture_scale"] * generator.standard_normal(len(panel.prefectures))
    unit = p["benchmark_scale"] * _draw_t(generator, degrees, len(panel.units))
    return slope * share + effect[panel.prefecture] + unit


def _build_levels(panel: Any, province: np.ndarray, relative: np.ndarray) -> np.ndarray:
    """GDP from the first levels on, (unit, year); a first level not published is the next one."""
    start = np.where(np.isfinite(panel.gdp[:, 0]), panel.gdp[:, 0], panel.gdp[:, 1])
    growth = np.cumsum(province + relative, axis=1)
    return start[:, None] * np.exp(np.concatenate([np.zeros((len(start), 1)), growth], axis=1))


def _run_ahead(
    p: dict[str, Any],
    panel: Any,
    priors: Priors,
    level: np.ndarray,
    province: np.ndarray,
    relative: np.ndarray,
    years: tuple[int, ...],
    generator: np.random.Generator,
) -> np.ndarray:
    """Log GDP after the information set, the units' sum kept in step with the province's.

    ``relative`` becomes what is left of it then.
    """
    out = np.empty(relative.shape)
    for t, year in enumerate(years):
        relative[:, t] = _hold_sum(level, relative[:, t])
        level = level + province[t] + relative[:, t]
        if year in BENCHMARK_YEARS:
            slope = priors["county.benchmark_slope"].sd * generator.standard_normal()
            step = _simulate_step(p, slope, panel, priors.value("county.degrees"), generator)
            revision = priors["county.provincial_benchmark"].sd * generator.standard_normal()
            level = level + _hold_sum(level, step) + revision
        out[:, t] = level
    return out


def _hold_sum(level: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Change less what would move the sum of the units."""
    return change - np.log(np.exp(level + change).sum() / np.exp(level).sum())


def _replace_growth(panel: Any, growth: np.ndarray, gdp: np.ndarray) -> Any:
    """The panel with simulated figures where it had figures."""
    known = growth[:, : len(panel.driver_years)]
    first = panel.years[1] - panel.driver_years[0]
    province = known[2, first : first + len(panel.years) - 1]
    keep = [
        np.where(np.isfinite(old), new, np.nan)
        for old, new in zip(
            (panel.coal_growth, panel.national_growth, panel.provincial_growth), known, strict=True
        )
    ]
    level = panel.provincial_level[0] * np.exp(np.concatenate([[0.0], np.cumsum(province)]))
    return replace(
        panel,
        gdp=np.where(np.isfinite(panel.gdp), gdp, np.nan),
        coal_growth=keep[0],
        national_growth=keep[1],
        provincial_growth=keep[2],
        provincial_growth_county_basis=province,
        provincial_level=level,
    )
