"""Gaussian benchmarks: closed forms of random walks, variances of statsmodels, warnings."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

from planodds.errors import UsageError
from planodds.evaluation.benchmarks import series
from planodds.evaluation.benchmarks.benchmarks import ALL_BENCHMARKS, fit_benchmark
from planodds.evaluation.benchmarks.gaussian_paths import (
    GaussianPathForecast,
    estimate_common_share,
    innovation_covariance,
)
from planodds.evaluation.benchmarks.random_walks import fit_pooled_drift, fit_unit_drift, increments
from planodds.evaluation.benchmarks.series import SERIES_MODELS, fit_series

HORIZON = 5


def make_levels(*, units=6, years=20, seed=3, common=0.0):
    generator = np.random.default_rng(seed)
    shocks = math.sqrt(common) * generator.standard_normal(years) + math.sqrt(
        1 - common
    ) * generator.standard_normal((units, years))
    return np.cumsum(0.04 + 0.02 * shocks, axis=1)


def test_a_gap_counts_by_its_length():
    levels = np.array([[0.0, np.nan, 0.2, 0.3], [1.0, 1.1, 1.2, np.nan]])
    changes = increments(levels)
    np.testing.assert_allclose(changes.change, [[np.nan, 0.2, 0.1], [0.1, 0.1, np.nan]])
    np.testing.assert_allclose(changes.length, [[np.nan, 2, 1], [1, 1, np.nan]])
    np.testing.assert_allclose(changes.last, [0.3, 1.2])
    assert changes.gap.tolist() == [0, 1]
    forecast = fit_unit_drift(changes, horizon=1)
    # Both units have grown by 0.1 per year throughout; the second has two years to go.
    np.testing.assert_allclose(forecast.mean[:, 0], [0.4, 1.4])


def test_walk_variance_is_that_of_steps_and_drift():
    levels = make_levels()
    growth = np.diff(levels, axis=1)
    variance = ((growth - growth.mean(axis=1, keepdims=True)) ** 2).sum() / (6 * 18)
    forecast = fit_unit_drift(increments(levels), horizon=HORIZON)
    h = np.arange(1, HORIZON + 1)
    np.testing.assert_allclose(forecast.covariance[2].diagonal(), variance * (h + h**2 / 19))
    pooled = fit_pooled_drift(increments(levels), horizon=HORIZON)
    np.testing.assert_allclose(pooled.covariance[2].diagonal(), growth.var(ddof=1) * h)


def test_panel_ar_fades_at_the_slope_it_finds():
    generator = np.random.default_rng(5)
    growth = np.zeros((400, 30))
    for t in range(1, 30):
        growth[:, t] = 0.6 * growth[:, t - 1] + 0.02 * generator.standard_normal(400)
    levels = np.cumsum(growth, axis=1)
    forecast = fit_benchmark(levels, "panel_ar", horizon=2)
    ratio = np.polyfit(
        forecast.mean[:, 0] - levels[:, -1], forecast.mean[:, 1] - forecast.mean[:, 0], 1
    )[0]
    # sd of the slope from n pairs: sqrt((1 - rho^2) / n)
    assert ratio == pytest.approx(0.6, abs=4 * math.sqrt(0.64 / (400 * 28)))


def test_dependence_does_not_change_the_marginal_distributions():
    covariance = np.tile(innovation_covariance(np.ones(2), 0.04), (3, 1, 1))
    forecast = GaussianPathForecast(np.zeros((3, 2)), covariance, 0.6)
    paths = forecast.draw(20_000, np.random.default_rng(1))
    np.testing.assert_allclose(paths.var(axis=1).mean(axis=0), [0.04, 0.08], rtol=0.05)
    share = np.corrcoef(paths[:, :, 1])[np.triu_indices(3, 1)]
    np.testing.assert_allclose(share, 0.6, atol=4 * (1 - 0.36) / math.sqrt(20_000))


def test_dependence_is_measured():
    share = estimate_common_share(np.diff(make_levels(units=60, years=400, common=0.5), axis=1))
    assert share == pytest.approx(0.5, abs=0.08)
    assert estimate_common_share(np.zeros((4, 2))) == 0.0
    assert estimate_common_share(np.zeros((4, 9))) == 0.0  # constant levels


def test_gaps_remove_cells_and_not_the_dependence():
    growth = np.diff(make_levels(units=60, years=400, common=0.5), axis=1)
    without_gaps = estimate_common_share(growth)
    count = len(growth)
    z = growth - growth.mean(axis=1, keepdims=True)
    z /= z.std(axis=1, keepdims=True)
    assert without_gaps == pytest.approx((z.mean(axis=0).var() - 1 / count) / (1 - 1 / count))
    gaps = np.random.default_rng(4).random(growth.shape) < 0.2
    with_gaps = np.where(gaps, np.nan, growth)
    assert not np.isfinite(with_gaps).all(axis=1).any()  # every unit has a gap
    assert estimate_common_share(with_gaps) == pytest.approx(without_gaps, abs=0.02)


def test_components_meet_the_forecast_variance_of_statsmodels():
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    y = make_levels(units=1)[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mean, covariance = series.fit_components(y, HORIZON)
        forecast = UnobservedComponents(y, "lltrend").fit(disp=False).get_forecast(HORIZON)
    np.testing.assert_allclose(mean, forecast.predicted_mean)
    np.testing.assert_allclose(covariance.diagonal(), forecast.var_pred_mean, rtol=1e-6)


def test_theta_varies_as_exponential_smoothing_does():
    import pandas as pd
    from statsmodels.tsa.forecasting.theta import ThetaModel

    y = make_levels(units=1)[0]
    mean, covariance = series.fit_theta(y, HORIZON)
    fit = ThetaModel(pd.Series(y), period=1, deseasonalize=False).fit()
    h, alpha = np.arange(HORIZON), fit.params["alpha"]
    np.testing.assert_allclose(covariance.diagonal(), fit.sigma2 * (1 + h * alpha**2))
    np.testing.assert_allclose(mean, fit.forecast(HORIZON))


def test_warnings_are_counted_not_silenced(monkeypatch):
    def fit(y, horizon):
        warnings.warn("does not converge", RuntimeWarning, stacklevel=1)
        return np.full(horizon, y[-1]), np.eye(horizon)

    monkeypatch.setitem(SERIES_MODELS, "arima", fit)
    forecast = fit_series(make_levels(), "arima", horizon=2)
    assert forecast.warnings == 6 and forecast.notes == ("RuntimeWarning: does not converge",)


def test_a_short_history_uses_the_random_walk_and_is_counted():
    levels = make_levels()
    levels[1, :-3] = np.nan
    forecast = fit_series(levels, "theta", horizon=2)
    walk = fit_unit_drift(increments(levels), horizon=2)
    assert forecast.fallbacks == 1
    np.testing.assert_allclose(forecast.mean[1], walk.mean[1])
    assert fit_series(levels[:, -3:], "theta", horizon=2) is None


@pytest.mark.parametrize("benchmark", SERIES_MODELS)
def test_levels_that_never_move_take_the_walk_and_are_counted(benchmark):
    levels = make_levels(units=2)
    levels[0] = 4.6
    forecast = fit_series(levels, benchmark, horizon=2)
    assert forecast.fallbacks == 1
    np.testing.assert_allclose(forecast.mean[0], 4.6)


@pytest.mark.parametrize("benchmark", ALL_BENCHMARKS)
def test_every_benchmark_has_a_distribution_and_paths(benchmark):
    levels = make_levels(units=2)
    forecast = fit_benchmark(levels, benchmark, horizon=3)
    paths = forecast.draw(50, np.random.default_rng(1))
    assert paths.shape == (2, 50, 3) and np.isfinite(paths).all()
    sd = np.sqrt(forecast.covariance[:, range(3), range(3)])
    assert (np.diff(sd, axis=1) >= -1e-12).all()


def test_an_unknown_benchmark_is_refused():
    with pytest.raises(UsageError, match="'nobody'"):
        fit_benchmark(make_levels(), "nobody", horizon=2)
