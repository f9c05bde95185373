"""The county block on any panel: aggregate growth, adding up, gaps, no look-ahead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planodds.forecasting.gibbs.sampler import GibbsSettings
from planodds.forecasting.gibbs.trend import TrendSampler, draw_trend
from planodds.forecasting.simulation.unit_panel import (
    draw_unit_paths,
    driver_growth,
    forecast_unit_panel,
    long_run_mean,
    panel_arrays,
)
from planodds.inputs import DATA_DIR, load_priors
from planodds.inputs.panels.unit_panel import UnitPanel

SETTINGS = GibbsSettings(draws=40, tune=40, chains=2)
HORIZON = 3


@pytest.fixture(scope="module")
def priors():
    return load_priors(DATA_DIR, "latest")


def make_panel(*, units=12, years=14, seed=4):
    generator = np.random.default_rng(seed)
    growth = 0.05 + 0.02 * generator.standard_normal((units, years))
    values = np.exp(generator.normal(3.0, 0.5, (units, 1)) + growth.cumsum(axis=1))
    names = tuple(f"u{i:02d}" for i in range(units))
    return UnitPanel(
        "made",
        names,
        tuple(f"g{i % 3}" for i in range(units)),
        tuple(range(2000, 2000 + years)),
        values,
    )


def with_values(panel, edit):
    values = np.array(panel.values)
    edit(values)
    return replace(panel, values=values)


def forecast(panel, priors, origins=(2010,), **options):
    return forecast_unit_panel(
        panel, origins, priors, horizon=HORIZON, settings=SETTINGS, seed=1, **options
    )


def test_paths_start_at_the_origin_and_are_complete(priors):
    panel = make_panel()
    paths = forecast(panel, priors, (2009, 2010))
    assert set(paths) == {2009, 2010}
    assert paths[2010].shape == (12, 80, HORIZON) and np.isfinite(paths[2010]).all()
    step = paths[2010][..., 0] - panel.log_values[:, 10][:, None]
    assert np.abs(np.median(step, axis=1) - 0.05).max() < 0.05


def test_nothing_after_the_origin_reaches_a_forecast(priors):
    panel = make_panel()
    other = with_values(panel, lambda v: v.__setitem__((slice(None), slice(11, None)), 1.0))
    np.testing.assert_array_equal(forecast(panel, priors)[2010], forecast(other, priors)[2010])


def test_the_window_ends_where_it_should(priors):
    panel = make_panel()
    early = with_values(panel, lambda v: v.__setitem__((slice(None), 0), v[:, 0] * 1.0001))
    near = forecast(panel, priors, window=6)[2010] - forecast(early, priors, window=6)[2010]
    # Only the anchor uses the early year: all units change together.
    assert np.ptp(near, axis=0).max() < 1e-6 and np.abs(near).max() > 0


def make_block(panel, draws=30, **changes):
    units, years = len(panel.units), len(panel.years) - 1
    one, each = np.ones(draws), np.ones((draws, units))
    block = {
        "drift": 0.0 * each,
        "slow_last": 0.0 * each,
        "shock_scale": 0.02 * each,
        "slow_scale": 0.01 * one,
        "slow_persistence": 0.7 * one,
        "prefecture_scale": 0.01 * one,
        "prefecture_persistence": 0.4 * one,
        "prefecture_factor": np.zeros((draws, 3, years)),
        "trend_mean": 0.04 * one,
        "trend_lag": 0.3 * one,
        "trend_scale": 0.02 * one,
        "trend_deviation": 0.01 * one,
        "trend_driven": 0.0 * one,
    }
    return block | changes


def test_units_add_up_to_the_sums_growth_in_every_draw(priors):
    panel = make_panel()
    block, data = make_block(panel), panel_arrays(panel, priors)
    paths = draw_unit_paths(
        block, panel, data, priors, horizon=HORIZON, generator=np.random.default_rng(7)
    )
    growth = draw_trend(
        block, long_run_mean(panel), priors, horizon=HORIZON, generator=np.random.default_rng(7)
    )
    total = np.log(np.exp(paths).sum(axis=0)) - np.log(panel.values[:, -1].sum())
    np.testing.assert_allclose(total, growth.cumsum(axis=1), atol=1e-10)


def test_a_unit_without_its_last_figures_is_forecast_more_widely(priors):
    panel = with_values(make_panel(), lambda v: v.__setitem__((3, slice(-2, None)), np.nan))
    paths = draw_unit_paths(
        make_block(panel, 4000),
        panel,
        panel_arrays(panel, priors),
        priors,
        horizon=1,
        generator=np.random.default_rng(7),
    )
    spread = np.quantile(paths[..., 0], [0.25, 0.75], axis=1)
    width = spread[1] - spread[0]
    assert np.isfinite(paths).all() and width[3] > 1.3 * np.delete(width, 3).max()


def test_a_unit_never_observed_has_no_paths(priors):
    panel = with_values(make_panel(), lambda v: v.__setitem__(5, np.nan))
    paths = draw_unit_paths(
        make_block(panel),
        panel,
        panel_arrays(panel, priors),
        priors,
        horizon=1,
        generator=np.random.default_rng(7),
    )
    assert np.isnan(paths[5]).all() and np.isfinite(np.delete(paths, 5, axis=0)).all()


def test_growth_returns_to_the_anchor(priors):
    draws, anchor = 40_000, 0.02
    block = {
        name: np.full(draws, value)
        for name, value in {
            "trend_mean": 0.06,
            "trend_lag": 0.5,
            "trend_scale": 0.01,
            "trend_deviation": 0.04,
            "trend_driven": 0.03,
        }.items()
    }
    growth = draw_trend(block, anchor, priors, horizon=3, generator=np.random.default_rng(2))
    h = np.arange(1, 4)
    expected = anchor + 0.85**h * 0.04 + 0.5**h * 0.04 + 0.5 ** (h - 1) * 0.03
    error = growth.std(axis=0) / np.sqrt(draws)
    assert (np.abs(growth.mean(axis=0) - expected) < 4 * error).all()


def test_a_driver_reaches_the_forecast(priors):
    panel = make_panel()
    index = np.exp(np.random.default_rng(6).normal(0.0, 0.3, len(panel.years)).cumsum())
    driven = replace(panel, drivers={"oil": index})
    np.testing.assert_allclose(driver_growth(driven.truncate(2010)).std(axis=1), 1.0)
    moved = forecast(driven, priors)[2010] - forecast(panel, priors)[2010]
    assert np.abs(moved).max() > 1e-3


def test_lag_scale_and_drivers_are_found_again(priors):
    generator = np.random.default_rng(9)
    years = 200
    driver, deviation = generator.standard_normal(years), np.zeros(years)
    innovation = priors.value("common.trend_innovation")
    mean = 0.03 + innovation * generator.standard_normal(years).cumsum()
    for t in range(1, years):
        deviation[t] = (
            0.5 * deviation[t - 1] + 0.015 * driver[t - 1] + 0.01 * generator.standard_t(5)
        )
    sampler = TrendSampler(
        (mean + deviation)[None],
        np.array([0.03]),
        priors,
        chains=2,
        generator=generator,
        drivers=driver[None, None],
    )
    stored = []
    for sweep in range(150):
        sampler.sweep(adapt=False)
        if sweep >= 50:
            stored.append([sampler.lag, sampler.scale, sampler.effect[:, 0]])
    found, spread = np.mean(stored, axis=(0, 2)), np.std(stored, axis=(0, 2))
    assert (np.abs(found - [0.5, 0.01, 0.015]) < 4 * spread).all()
    assert (spread < [0.15, 0.003, 0.003]).all()
