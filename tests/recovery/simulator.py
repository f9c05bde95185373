"""A simulator with known odds, written independently of the model.

It shares no code with ``planodds.forecasting``. The past of a dataset is drawn once and its future
many times from the true state, so that the probability of any event is a relative frequency.
Optionally it departs from the model: slump regimes in coal, units with trend breaks, a boom that
lifts every unit in one year, a boundary change between two units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd

from planodds.inputs import InformationSet, Panel
from tests import shanxi

START, ORIGIN = 1996, 2024
CENSUSES = (2024, 2029, 2034)
# Typical parameter values under the priors, log points per year.
TRUTH: Mapping[str, float] = MappingProxyType(
    {
        "coal_mean": 0.02,
        "coal_lag": 0.0,
        "coal_sd": 0.20,
        "nation_lag": 0.3,
        "coal_to_nation": 0.03,
        "nation_sd": 0.015,
        "nation_start": 0.12,
        "nation_start_sd": 0.04,
        "province_lag": 0.3,
        "nation_to_province": 1.0,
        "coal_to_province": 0.12,
        "province_sd": 0.025,
        "province_start": 0.01,
        "province_start_sd": 0.04,
        "nation_trend_sd": 0.015,
        "province_trend_sd": 0.008,
        "reversion": 0.95,
        "nation_anchor": 0.05,
        "nation_anchor_sd": 0.03,
        "province_anchor": 0.0,
        "province_anchor_sd": 0.015,
        "common_nu": 5.0,
        "wedge_sd": 0.015,
        "coal_slope": 0.2,
        "industry_sd": 0.06,
        "prefecture_sd": 0.02,
        "prefecture_lag": 0.4,
        "drift_sd": 0.008,
        "slow_sd": 0.012,
        "slow_lag": 0.74,
        "shock_median": 0.033,
        "shock_spread": 0.6,
        "nu": 4.0,
        "volatility_sd": 0.35,
        "volatility_lag": 0.9,
        "step_prefecture_sd": 0.08,
        "step_slope_sd": 0.2,
        "step_sd": 0.12,
    }
)


@dataclass(frozen=True)
class SimulatedDataset:
    """One simulated past and the state needed to continue it.

    Attributes
    ----------
    panel : Panel
        The data available to a forecaster.
    state : mapping
        True parameters of the units and the dynamic states at the origin.
    """

    panel: Panel
    state: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True)
class Departures:
    """Departures of the simulated data from the model; none by default."""

    slumps: bool = False
    trend_break_sd: float = 0.0
    boom: float = 0.0
    merger: float = 0.0


def simulate_dataset(
    generator: np.random.Generator,
    *,
    units: int = 60,
    prefectures: int = 6,
    county_years: int = 16,
    departures: Departures = Departures(),
) -> SimulatedDataset:
    """Simulate one past, 1996 to 2024, with the units' levels in its last years.

    Missing: the first year of one unit and a year in the middle of two others.
    """
    common = simulate_common(generator, departures)
    state = (
        _draw_units(generator, units, prefectures)
        | {key: common[key] for key in ("last", "trend", "anchor", "regime")}
        | {"departures": departures}
    )
    share = state.pop("share")
    years = tuple(range(ORIGIN - county_years + 1, ORIGIN + 1))
    levels = [state["level"]]
    for year in years[1:]:
        state["level"] = (
            state["level"]
            + common["province"][year - START]
            + _excess_of_year(generator, state, year, common["coal"][year - START])
        )
        levels.append(state["level"])
    gdp = np.exp(np.array(levels).T)
    gdp[0, 0] = gdp[1, county_years // 3] = gdp[2, county_years // 2] = np.nan
    return SimulatedDataset(
        _build_panel(gdp, years, share, state["home"], prefectures, common), state
    )


def _draw_units(g: np.random.Generator, units: int, prefectures: int) -> dict[str, np.ndarray]:
    t, share = TRUTH, g.uniform(0.2, 0.7, units)
    return {
        "share": share,
        "centred": share - share.mean(),
        "home": np.arange(units) % prefectures,
        "drift": t["drift_sd"] * g.standard_normal(units),
        "sd": t["shock_median"] * np.exp(t["shock_spread"] * g.standard_normal(units)),
        "slow": t["slow_sd"] * g.standard_normal(units),
        "factor": np.zeros(prefectures),
        "volatility": t["volatility_sd"] * g.standard_normal(),
        "level": np.log(100.0) + 0.8 * g.standard_normal(units),
    }


def _excess_of_year(
    g: np.random.Generator, state: dict[str, object], year: int, coal: float
) -> np.ndarray:
    """Growth above the province's in a past year, (unit,); advances the state."""
    t, departures, units = TRUTH, state["departures"], len(state["drift"])
    state["slow"], state["factor"] = _step_slow(g, state["slow"]), _step_factor(g, state["factor"])
    state["volatility"] = _step_volatility(g, state["volatility"])
    if year == ORIGIN - 4:
        state["drift"] = state["drift"] + departures.trend_break_sd * g.standard_normal(units)
    pull = t["coal_slope"] * coal + t["industry_sd"] * g.standard_normal()
    excess = (
        t["wedge_sd"] * g.standard_normal()
        + state["centred"] * pull
        + state["factor"][state["home"]]
        + state["drift"]
        + state["slow"]
        + state["sd"] * np.exp(state["volatility"]) * g.standard_t(t["nu"], units)
    )
    if year in CENSUSES:
        excess = excess + _draw_step(g, state["centred"], state["home"], len(state["factor"]))[:, 0]
    if year == ORIGIN - 6:
        excess[:2] += departures.merger * np.array([1.0, -1.0])
    return excess


def simulate_futures(
    dataset: SimulatedDataset, generator: np.random.Generator, *, paths: int, years: int = 6
) -> np.ndarray:
    """Draw log GDP of every unit from the true state on, (unit, path, year)."""
    t, g, s = TRUTH, generator, dataset.state
    units, prefectures = len(s["drift"]), len(s["factor"])
    _, province, coal = _common_future(s, g, paths, years)
    slow = np.repeat(s["slow"][:, None], paths, axis=1)
    factor = np.repeat(s["factor"][:, None], paths, axis=1)
    level = np.repeat(s["level"][:, None], paths, axis=1)
    volatility = np.full(paths, s["volatility"])
    out = np.empty((units, paths, years))
    for h in range(years):
        slow, factor = _step_slow(g, slow), _step_factor(g, factor)
        volatility = _step_volatility(g, volatility)
        pull = t["coal_slope"] * coal[h] + t["industry_sd"] * g.standard_normal(paths)
        excess = (
            s["centred"][:, None] * pull
            + factor[s["home"]]
            + s["drift"][:, None]
            + slow
            + s["sd"][:, None] * np.exp(volatility) * g.standard_t(t["nu"], (units, paths))
        )
        # The units add up to the province.
        level = _hold_sum(level, excess) + province[h]
        if ORIGIN + 1 + h in CENSUSES:
            step = _draw_step(g, s["centred"], s["home"], prefectures, paths)
            level = _hold_sum(level, step)
        out[:, :, h] = level
    return out


def simulate_province(
    dataset: SimulatedDataset, generator: np.random.Generator, *, paths: int, years: int = 6
) -> np.ndarray:
    """Draw growth of the province since the origin from the true state on, (year, path), logs."""
    return _common_future(dataset.state, generator, paths, years)[1].cumsum(axis=0)


def _hold_sum(level: np.ndarray, change: np.ndarray) -> np.ndarray:
    moved = level + change
    return moved - np.log(np.exp(moved).sum(axis=0) / np.exp(level).sum(axis=0))


def _step_volatility(g: np.random.Generator, state: np.ndarray | float) -> np.ndarray:
    """The next year's log volatility, shared by all units."""
    t = TRUTH
    lag = t["volatility_lag"]
    step = t["volatility_sd"] * np.sqrt(1.0 - lag**2)
    return lag * state + step * g.standard_normal(np.shape(state))


def _step_slow(g: np.random.Generator, slow: np.ndarray) -> np.ndarray:
    lag = TRUTH["slow_lag"]
    return lag * slow + TRUTH["slow_sd"] * np.sqrt(1 - lag**2) * g.standard_normal(slow.shape)


def _step_factor(g: np.random.Generator, factor: np.ndarray) -> np.ndarray:
    lag = TRUTH["prefecture_lag"]
    return lag * factor + TRUTH["prefecture_sd"] * np.sqrt(1 - lag**2) * g.standard_normal(
        factor.shape
    )


def _draw_step(
    g: np.random.Generator, centred: np.ndarray, home: np.ndarray, prefectures: int, paths: int = 1
) -> np.ndarray:
    """Steps of one census, (unit, path)."""
    t = TRUTH
    return (
        t["step_slope_sd"] * g.standard_normal(paths) * centred[:, None]
        + t["step_prefecture_sd"] * g.standard_normal((prefectures, paths))[home]
        + t["step_sd"] * g.standard_t(t["nu"], (len(centred), paths))
    )


def simulate_common(g: np.random.Generator, departures: Departures) -> dict[str, object]:
    """Growth of coal, nation and province from 1996, and their states at the origin."""
    t = TRUTH
    start, anchor = (
        np.array([t[f"nation_{k}"], t[f"province_{k}"]])
        + np.array([t[f"nation_{k}_sd"], t[f"province_{k}_sd"]]) * g.standard_normal(2)
        for k in ("start", "anchor")
    )
    trend = start
    last, regime = np.zeros(3), False
    rows = []
    for year in range(START, ORIGIN + 1):
        if year > START:
            trend = _trend_step(g, trend, anchor)
        regime = _next_regime(g, regime, departures)
        last = _common_step(g, last, regime)
        if year == ORIGIN - 2:
            last[2] += departures.boom
        rows.append([t["coal_mean"] + last[0], trend[0] + last[1], trend.sum() + last[2]])
    coal, nation, province = np.array(rows).T
    return {
        "coal": coal,
        "nation": nation,
        "province": province,
        "last": last,
        "trend": trend,
        "anchor": anchor,
        "regime": regime,
    }


def _common_future(
    state: Mapping[str, object], g: np.random.Generator, paths: int, years: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Growth of nation, province and coal, each (year, path)."""
    t = TRUTH
    anchor = np.asarray(state["anchor"])[:, None]
    trend = np.repeat(np.asarray(state["trend"])[:, None], paths, axis=1)
    last = np.repeat(np.asarray(state["last"])[:, None], paths, axis=1)
    regime = np.full(paths, state["regime"])
    rows = []
    for _ in range(years):
        trend = _trend_step(g, trend, anchor)
        regime = _next_regime(g, regime, state["departures"])
        last = _common_step(g, last, regime)
        rows.append([trend[0] + last[1], trend.sum(axis=0) + last[2], t["coal_mean"] + last[0]])
    return tuple(np.array(rows).swapaxes(0, 1))


def _trend_step(g: np.random.Generator, trend: np.ndarray, anchor: np.ndarray) -> np.ndarray:
    """The next mean of the nation, and of the province less the nation's."""
    t = TRUTH
    scale = np.array([t["nation_trend_sd"], t["province_trend_sd"]])
    step = scale * g.standard_normal(trend.shape[::-1])
    return anchor + t["reversion"] * (trend - anchor) + step.T


def _next_regime(g: np.random.Generator, regime: np.ndarray, departures: Departures) -> np.ndarray:
    """A slump starts once in eight years and lasts three."""
    if not departures.slumps:
        return regime
    draw = g.random(np.shape(regime))
    return np.where(regime, draw < 2 / 3, draw < 1 / 8)


def _common_step(g: np.random.Generator, last: np.ndarray, slump: np.ndarray) -> np.ndarray:
    t, size = TRUTH, last.shape[1:]
    z = g.standard_t(t["common_nu"], (3, *size))
    coal = t["coal_lag"] * last[0] + t["coal_sd"] * z[0] - 0.15 * np.asarray(slump)
    nation = t["nation_lag"] * last[1] + t["coal_to_nation"] * coal + t["nation_sd"] * z[1]
    province = (
        t["province_lag"] * last[2]
        + t["nation_to_province"] * nation
        + t["coal_to_province"] * coal
        + t["province_sd"] * z[2]
    )
    return np.stack([coal, nation, province])


def _build_panel(
    gdp: np.ndarray,
    years: tuple[int, ...],
    share: np.ndarray,
    home: np.ndarray,
    prefectures: int,
    common: Mapping[str, np.ndarray],
) -> Panel:
    units = tuple(f"14{number:04d}" for number in range(len(gdp)))
    everyone = np.ones(len(gdp), dtype=bool)
    table = pd.DataFrame(
        {
            "name_zh": units,
            "name_en": units,
            "group_zh": "市",
            "group_en": "City",
            "type": "county",
        },
        index=list(units),
    )
    growth = common["province"][[year - START for year in years[1:]]]
    return Panel(
        study=shanxi.STUDY,
        information=InformationSet("latest", ORIGIN, ORIGIN, shanxi.CENSUS5),
        units=units,
        unit_table=table,
        years=years,
        gdp=gdp,
        gdp_basis=(shanxi.CENSUS4,) * (len(years) - 1) + (shanxi.CENSUS5,),
        revenue=gdp * 0.08,
        secondary_share=share,
        prefecture=home,
        prefectures=tuple(f"P{k}" for k in range(prefectures)),
        rosters=MappingProxyType(dict.fromkeys(shanxi.ROSTERS, everyone)),
        ragged_edge=pd.DataFrame(columns=["code", "year", "variable", "value", "source_id"]),
        driver_years=tuple(range(START, ORIGIN + 1)),
        driver_growth=np.array([common[name] for name in ("coal", "nation", "province")]),
        provincial_growth_county_basis=growth,
        provincial_level=np.nansum(gdp, axis=0),
        hashes=MappingProxyType({}),
    )
