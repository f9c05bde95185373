"""Joint paths of any panel: the county block about the panel's own sum, by the second engine.

    y_i,T+h = y_i,T + sum over h of (g_t + drift_i + a_it + p_kt + e_it),   then added up

g is the growth of the panel's sum (``gibbs_trend``), the rest the county block without coal and
without industry shares, groups standing for prefectures. In every draw and year the units are
shifted together so that their sum grows by g.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.forecast.gibbs.sampler import GibbsSettings, _run, sample_county
from planodds.forecast.gibbs.trend import TrendSampler, draw_trend
from planodds.forecast.simulation.unit_paths import run_ar1

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.inputs.panels.unit_panel import UnitPanel
    from planodds.inputs.priors import Priors

_WINDOW = 20
# A county's yearly surprise is known to be a few points; that of any unit is not.
_SHOCK_LOG_SD = 0.6


def forecast_unit_panel(
    panel: UnitPanel,
    origins: Sequence[int],
    priors: Priors,
    *,
    horizon: int,
    settings: GibbsSettings,
    seed: int,
    window: int = _WINDOW,
) -> dict[int, np.ndarray]:
    """Draw the joint paths of a panel from each of several origins.

    Parameters
    ----------
    panel : UnitPanel
        May reach beyond the origins; nothing later than an origin is used for it.
    origins : sequence of int
    priors : Priors
        As for any information set; see ``_widen_priors`` for what is changed.
    horizon : int
        Years ahead.
    settings : GibbsSettings
    seed : int
        With the origin it names the streams of the paths.
    window : int
        Levels used for the fit; the anchor is the mean over all years to the origin.

    Returns
    -------
    dict of int to ndarray (unit, draw, horizon)
        Log levels; NaN for units that were never seen before the origin.
    """
    priors = _widen_priors(priors)
    known = {origin: panel.truncate(origin) for origin in origins}
    data = {origin: panel_arrays(panel.truncate(origin, window), priors) for origin in origins}
    blocks = _fit_alike(data, known, priors, settings, seed)
    return {
        origin: draw_unit_paths(
            blocks[origin],
            known[origin],
            data[origin],
            priors,
            horizon=horizon,
            generator=np.random.default_rng([seed, origin, 1]),
        )
        for origin in origins
    }


def _widen_priors(priors: Priors) -> Priors:
    """The county priors for a panel of unknown kind: the scale of shocks left wide."""
    return priors.replaced("county.shock_median", log_sd=_SHOCK_LOG_SD)


def long_run_mean(panel: UnitPanel) -> float:
    """Mean growth of the panel's sum over all its years: its long-run anchor at the last."""
    return float(np.nanmean(panel.sum_growth()))


def panel_arrays(panel: UnitPanel, priors: Priors) -> dict[str, Any]:
    """Arrays of the county block, as ``county_data`` lays them out, and ``growth`` of the sum."""
    growth = panel.sum_growth()
    excess = panel.growth - growth
    mask = np.isfinite(excess)
    nil = np.zeros(len(growth))
    return {
        "excess": np.where(mask, excess, 0.0),
        "mask": mask.astype(float),
        "coal": nil,
        "benchmark": nil,
        "share": np.zeros(len(panel.units)),
        "prefecture": panel.group_index,
        "growth": growth,
        "drivers": driver_growth(panel),
        "learn": np.array(
            float(mask.any(axis=0).sum() > priors.value("county.short_sample_years"))
        ),
    }


def driver_growth(panel: UnitPanel) -> np.ndarray:
    """Growth of each driver over its sd in the sample, (series, year - 1); zero where unknown.

    Log growth where a series is positive throughout, the plain change elsewhere.
    """
    out = np.zeros((len(panel.drivers), len(panel.years) - 1))
    for row, series in zip(out, panel.drivers.values(), strict=True):
        known = series[np.isfinite(series)]
        change = np.diff(np.log(series) if (known > 0).all() else series)
        seen = np.isfinite(change)
        if seen.sum() > 2 and change[seen].std() > 0:
            row[seen] = (change[seen] - change[seen].mean()) / change[seen].std()
    return out


def _fit_alike(
    data: Mapping[int, Mapping[str, Any]],
    known: Mapping[int, UnitPanel],
    priors: Priors,
    settings: GibbsSettings,
    seed: int,
) -> dict[int, dict[str, np.ndarray]]:
    """Fit both blocks; origins of one shape run side by side in one set of array calls."""
    alike: dict[tuple, list[int]] = {}
    for origin, arrays in data.items():
        seen = np.flatnonzero(arrays["mask"].any(axis=0))
        key = (arrays["mask"].shape, int(seen[-1]) if len(seen) else 0, float(arrays["learn"]))
        alike.setdefault(key, []).append(origin)
    blocks: dict[int, dict[str, np.ndarray]] = {}
    for origins in alike.values():
        generator = np.random.default_rng([seed, *origins])
        county = sample_county(
            [data[o] for o in origins], priors, settings=settings, generator=generator
        )
        sampler = TrendSampler(
            np.array([data[o]["growth"] for o in origins]),
            np.array([long_run_mean(known[o]) for o in origins]),
            priors,
            chains=settings.chains,
            generator=generator,
            drivers=np.array([data[o]["drivers"] for o in origins]),
        )
        trend = _run(sampler, len(origins), settings)
        blocks |= {o: {**c, **t} for o, c, t in zip(origins, county, trend, strict=True)}
    return blocks


def draw_unit_paths(
    block: Mapping[str, np.ndarray],
    panel: UnitPanel,
    data: Mapping[str, Any],
    priors: Priors,
    *,
    horizon: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Draw one joint path a posterior draw, (unit, draw, horizon), log levels.

    Parameters
    ----------
    block : mapping
        Parameters and states, (draw, ...), of both blocks.
    panel : UnitPanel
        What was known at the origin, its last year.
    data : mapping
        As from ``panel_arrays``: groups and the last year seen.
    """
    growth = draw_trend(block, long_run_mean(panel), priors, horizon=horizon, generator=generator)
    relative = _relative_growth(block, data, priors, horizon, generator)
    start, late = _start_levels(panel, block, priors, generator)
    level = np.where(np.isfinite(start), start, 0.0)
    weight = np.where(np.isfinite(start), np.exp(level - level.max()), 0.0)
    weight = weight / weight.sum(axis=0)
    out = np.empty((len(panel.units), len(growth), horizon))
    for t in range(horizon):
        grown = weight * np.exp(relative[t])
        total = grown.sum(axis=0)
        weight = grown / total
        level = level + growth[:, t] + relative[t] - np.log(total)
        out[..., t] = level
    out[late] = np.nan
    return out


def _relative_growth(block, data, priors, horizon, generator) -> np.ndarray:
    """Growth above the sum's, (horizon, unit, draw)."""
    drift, scale = block["drift"].T, block["shock_scale"].T
    units, draws = drift.shape
    normal = generator.standard_normal
    slow = run_ar1(
        normal((horizon, units, draws)),
        block["slow_persistence"],
        block["slow_scale"],
        block["slow_last"].T,
    )
    factor = block["prefecture_factor"]
    groups = factor.shape[1]
    last = int(np.flatnonzero(data["mask"].any(axis=0))[-1])
    shared = run_ar1(
        normal((horizon, groups, draws)),
        block["prefecture_persistence"],
        block["prefecture_scale"],
        factor[:, :, last].T,
    )
    shock = generator.standard_t(priors.value("county.degrees"), (horizon, units, draws))
    return drift + slow + shared[:, data["prefecture"]] + scale * shock


def _start_levels(
    panel: UnitPanel,
    block: Mapping[str, np.ndarray],
    priors: Priors,
    generator: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Log levels at the origin, (unit, draw), and the units never seen.

    A unit whose last figure is older grows from it with the panel's sum, its own drift and the
    shocks of the years between.
    """
    levels = panel.log_values
    seen = np.isfinite(levels)
    place = np.where(seen, np.arange(levels.shape[1]), -1).max(axis=1)
    gap = levels.shape[1] - 1 - place
    rose = np.nancumsum(np.concatenate([[0.0], np.nan_to_num(panel.sum_growth())]))
    start = np.take_along_axis(levels, np.maximum(place, 0)[:, None], axis=1)
    start = np.repeat(start + (rose[-1] - rose[place])[:, None], len(block["drift"]), axis=1)
    for unit in np.flatnonzero((gap > 0) & (place >= 0)):
        scale = block["shock_scale"][:, unit]
        shock = generator.standard_t(priors.value("county.degrees"), (gap[unit], len(scale)))
        start[unit] += gap[unit] * block["drift"][:, unit] + scale * shock.sum(axis=0)
    return start, np.flatnonzero(place < 0)
