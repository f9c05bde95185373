"""Joint paths of any panel of units: trend of the sum plus the county block, by Gibbs sampling.

    y_i,T+h = y_i,T + sum over h of (g_t + drift_i + a_it + p_kt + e_it),   then added up

g is the growth of the panel's sum (``gibbs.trend``). The rest is the county block without coal and
without industry shares, with the panel's groups in place of prefectures. In every draw and year
the units are shifted together so that their sum grows by g.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.sampler import run_chains, sample_county
from planodds.forecasting.gibbs.trend import TrendSampler, draw_trend
from planodds.forecasting.simulation.unit_paths import run_ar1

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.forecasting.gibbs.sampler import GibbsSettings
    from planodds.inputs.panels.unit_panel import UnitPanel
    from planodds.inputs.priors import Priors

_WINDOW = 20
# The size of a county's yearly shocks is known to be a few points; that of any unit is not.
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
        May extend beyond the origins; no figure later than an origin is used for it.
    origins : sequence of int
        Last years of the information sets.
    priors : Priors
        As for any information set, but with a vague prior for the size of shocks.
    horizon : int
        Years ahead.
    settings : GibbsSettings
    seed : int
        With the origin it seeds the streams of the paths.
    window : int
        Number of levels used for the fit; the anchor is the mean over all years to the origin.

    Returns
    -------
    dict of int to ndarray of float, shape (unit, draw, horizon)
        Log levels; NaN for units without a figure up to the origin.
    """
    priors = _widen_priors(priors)
    history = {origin: panel.truncate(origin) for origin in origins}
    data = {origin: panel_arrays(panel.truncate(origin, window), priors) for origin in origins}
    blocks = _fit_origins(data, history, priors, settings, seed)
    return {
        origin: draw_unit_paths(
            blocks[origin],
            history[origin],
            data[origin],
            priors,
            horizon=horizon,
            generator=np.random.default_rng([seed, origin, 1]),
        )
        for origin in origins
    }


def _widen_priors(priors: Priors) -> Priors:
    """Return the county priors with a vague prior for the scale of shocks."""
    return priors.replaced("county.shock_median", log_sd=_SHOCK_LOG_SD)


def long_run_mean(panel: UnitPanel) -> float:
    """Return the mean growth of the panel's sum over all its years.

    Parameters
    ----------
    panel : UnitPanel

    Returns
    -------
    float
        Log points per year.
    """
    return float(np.nanmean(panel.sum_growth()))


def panel_arrays(panel: UnitPanel, priors: Priors) -> dict[str, np.ndarray]:
    """Return the data arrays of the county block for a unit panel.

    Parameters
    ----------
    panel : UnitPanel
    priors : Priors

    Returns
    -------
    dict of str to ndarray
        As from ``county_data``, and ``growth`` of the sum, shape (year,), and standardised
        ``drivers``, shape (series, year).
    """
    growth = panel.sum_growth()
    excess = panel.growth - growth
    mask = np.isfinite(excess)
    zero = np.zeros(len(growth))
    return {
        "excess": np.where(mask, excess, 0.0),
        "mask": mask.astype(float),
        "coal": zero,
        "benchmark": zero,
        "share": np.zeros(len(panel.units)),
        "prefecture": panel.group_index,
        "growth": growth,
        "drivers": driver_growth(panel),
        "learn": np.array(
            float(mask.any(axis=0).sum() > priors.value("county.short_sample_years"))
        ),
    }


def driver_growth(panel: UnitPanel) -> np.ndarray:
    """Return the standardised growth of each driver.

    Parameters
    ----------
    panel : UnitPanel

    Returns
    -------
    ndarray of float, shape (series, year - 1)
        In standard deviations of the sample; zero where not observed. Log growth where a series
        is positive throughout, the change in levels otherwise.
    """
    out = np.zeros((len(panel.drivers), len(panel.years) - 1))
    for row, series in zip(out, panel.drivers.values(), strict=True):
        finite = series[np.isfinite(series)]
        change = np.diff(np.log(series) if (finite > 0).all() else series)
        observed = np.isfinite(change)
        if observed.sum() > 2 and change[observed].std() > 0:
            row[observed] = (change[observed] - change[observed].mean()) / change[observed].std()
    return out


def _fit_origins(
    data: Mapping[int, Mapping[str, np.ndarray]],
    history: Mapping[int, UnitPanel],
    priors: Priors,
    settings: GibbsSettings,
    seed: int,
) -> dict[int, dict[str, np.ndarray]]:
    """Fit both blocks at each origin; origins with arrays of one shape are sampled together."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for origin, arrays in data.items():
        observed = np.flatnonzero(arrays["mask"].any(axis=0))
        last = int(observed[-1]) if len(observed) else 0
        groups.setdefault((arrays["mask"].shape, last, float(arrays["learn"])), []).append(origin)
    blocks: dict[int, dict[str, np.ndarray]] = {}
    for origins in groups.values():
        generator = np.random.default_rng([seed, *origins])
        county = sample_county(
            [data[o] for o in origins], priors, settings=settings, generator=generator
        )
        sampler = TrendSampler(
            np.array([data[o]["growth"] for o in origins]),
            np.array([long_run_mean(history[o]) for o in origins]),
            priors,
            chains=settings.chains,
            generator=generator,
            drivers=np.array([data[o]["drivers"] for o in origins]),
        )
        trend = run_chains(sampler, len(origins), settings)
        blocks |= {o: {**c, **t} for o, c, t in zip(origins, county, trend, strict=True)}
    return blocks


def draw_unit_paths(
    block: Mapping[str, np.ndarray],
    panel: UnitPanel,
    data: Mapping[str, np.ndarray],
    priors: Priors,
    *,
    horizon: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Draw one joint path per posterior draw.

    Parameters
    ----------
    block : mapping of str to ndarray, shape (draw, ...)
        Parameters and states of both blocks.
    panel : UnitPanel
        Data up to the origin, its last year.
    data : mapping of str to ndarray
        As from ``panel_arrays``.
    priors : Priors
    horizon : int
        Years ahead.
    generator : numpy.random.Generator

    Returns
    -------
    ndarray of float, shape (unit, draw, horizon)
        Log levels; NaN for units without a figure up to the origin.

    Notes
    -----
    Adding up: all units are shifted by ``-log sum_i w_i exp(x_i)``, w the shares of the year
    before and x relative growth.
    """
    growth = draw_trend(block, long_run_mean(panel), priors, horizon=horizon, generator=generator)
    relative = _relative_growth(block, data, priors, horizon, generator)
    start, unobserved = _start_levels(panel, block, priors, generator)
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
    out[unobserved] = np.nan
    return out


def _relative_growth(
    block: Mapping[str, np.ndarray],
    data: Mapping[str, np.ndarray],
    priors: Priors,
    horizon: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Draw growth above the sum's, (horizon, unit, draw), log points."""
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
    """Return log levels at the origin, (unit, draw), and positions of units without a figure.

    A unit whose last figure is older grows from it with the panel's sum, its drift and the shocks
    of the years in between.
    """
    levels = panel.log_values
    observed = np.isfinite(levels)
    last = np.where(observed, np.arange(levels.shape[1]), -1).max(axis=1)
    gap = levels.shape[1] - 1 - last
    cumulated = np.nancumsum(np.concatenate([[0.0], np.nan_to_num(panel.sum_growth())]))
    start = np.take_along_axis(levels, np.maximum(last, 0)[:, None], axis=1)
    start = np.repeat(
        start + (cumulated[-1] - cumulated[last])[:, None], len(block["drift"]), axis=1
    )
    for unit in np.flatnonzero((gap > 0) & (last >= 0)):
        scale = block["shock_scale"][:, unit]
        shock = generator.standard_t(priors.value("county.degrees"), (gap[unit], len(scale)))
        start[unit] += gap[unit] * block["drift"][:, unit] + scale * shock.sum(axis=0)
    return start, np.flatnonzero(last < 0)
