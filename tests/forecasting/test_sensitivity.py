"""Sensitivities: one assumption at a time, on the same shocks."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.forecasting import forecast_sensitivities
from planodds.forecasting.simulation.sensitivity import permute_units
from tests.shanxi import HOME_UNIT


@pytest.fixture(scope="module")
def variants(posterior, latest_panel):
    made = forecast_sensitivities(
        posterior, latest_panel, refits={"trend_innovation@0.020": posterior}, paths=400, seed=7
    )
    return {(name, level): forecast for name, level, forecast in made}


def test_the_first_is_the_forecast_as_it_is(variants, forecast):
    np.testing.assert_array_equal(variants["as_modelled", ""].log_gdp, forecast.log_gdp)


def test_another_level_of_the_trend_shifts_growth_by_as_much(variants, posterior):
    """Both means move by the same amount; deviations of the last year die out with their lags."""
    low, high = variants["trend_level", "lower"], variants["trend_level", "higher"]
    shift = (high.common - low.common)[:, 1:, :]
    np.testing.assert_allclose(shift[:, 0, 1:], 0.02 - _carried(posterior, shift), atol=1e-9)
    np.testing.assert_allclose(shift[:, :, -1], 0.02, atol=1e-3)


def _carried(posterior, shift):
    """The nation's shift in 2025, the last year observed, is carried on by its lag."""
    lag = np.repeat(posterior.blocks["common"]["national_persistence"], 400 // posterior.draws)
    years = np.arange(1, shift.shape[2])
    return 0.02 * lag[:, None] ** years


def test_tails_off_means_a_normal_kurtosis(variants):
    """Excess kurtosis of the coal shock: Student-t of 5 has 6, a normal 0 (sd 0.25 of 400)."""

    def kurtosis(forecast):
        x = forecast.common[:, 0, 3] - forecast.common[:, 0, 3].mean()
        return (x**4).mean() / (x**2).mean() ** 2 - 3

    assert kurtosis(variants["heavy_tails", "off"]) < kurtosis(variants["as_modelled", ""])


def test_without_census_steps_published_is_chained(variants):
    off = variants["census", "x0"]
    published = np.log(off.gdp(HOME_UNIT))
    step = off.benchmark[off.unit_index(HOME_UNIT), :, 0]
    np.testing.assert_allclose(
        published - off.chained_log_gdp(HOME_UNIT),
        np.tile(step[:, None], (1, len(off.years))),
        atol=1e-5,
    )


def test_permuted_units_have_the_same_margins_and_no_dependence(forecast):
    shuffled = permute_units(forecast, seed=7)
    np.testing.assert_array_equal(
        np.sort(shuffled.log_gdp, axis=1), np.sort(forecast.log_gdp, axis=1)
    )

    def correlation(f):
        return np.corrcoef(f.log_gdp[:2, :, 5])[0, 1]

    # Independent draws correlate by 1/sqrt(400) at most a few times over.
    assert abs(correlation(shuffled)) < 4 / np.sqrt(400) < correlation(forecast)
