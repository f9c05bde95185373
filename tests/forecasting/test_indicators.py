"""Short series: simulated series, an independent filter, and hidden years of the panel."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from planodds.errors import UsageError
from planodds.forecasting.indicators import grid
from planodds.forecasting.indicators.pooled_fit import (
    UnitSeries,
    difference_covariance,
    effective_units,
    fit_pooled,
)
from planodds.forecasting.indicators.series_draws import draw_parameters, draw_series
from planodds.forecasting.indicators.transforms import Transform, choose_transform
from planodds.inputs.panels.indicator_series import load_indicators
from planodds.inputs.plan import SeriesDefinition

START, AHEAD = 2000, 5


def simulate(generator, *, points, units):
    """Draw shared parameters from their priors, and series of that length and five years more."""
    cells = grid.variance_cells()
    prior = np.exp([cell.log_prior for cell in cells])
    cell = cells[generator.choice(len(cells), p=prior / prior.sum())]
    typical = grid.SCALE_MEDIAN * np.exp(grid.SCALE_LOG_SD * generator.standard_normal())
    trend = grid.TREND_MEAN + grid.TREND_SD * generator.standard_normal()
    steps = np.arange(points + AHEAD)
    noise = np.eye(len(steps)) * (cell.noise_share / 2 + 1e-12)
    root = np.linalg.cholesky(grid.covariance(cell, steps) + noise)
    scales = typical * np.sqrt(grid.SCALE_DEGREES / generator.chisquare(grid.SCALE_DEGREES, units))
    return [3 + trend * steps + s * (root @ generator.standard_normal(len(steps))) for s in scales]


def observed(z, points):
    return UnitSeries(tuple(range(START, START + points)), z[:points], np.zeros(points))


def covers(points, units, *, repetitions, seed):
    """Share of simulated series whose figure five years ahead is inside its 90 % band."""
    generator, hits = np.random.default_rng(seed), []
    year = START + points + AHEAD - 1
    for repetition in range(repetitions):
        paths = simulate(generator, points=points, units=units)
        fit = fit_pooled({str(n): observed(z, points) for n, z in enumerate(paths)})
        nodes = draw_parameters(fit, seed=repetition, key="a", draws=1000)
        draws = draw_series(fit, "0", [year], nodes, seed=repetition, key="a")[:, 0]
        low, high = np.quantile(draws, [0.05, 0.95])
        hits.append(low <= paths[0][-1] <= high)
    return float(np.mean(hits))


@pytest.mark.parametrize("points", [3, 6, 12, 25])
def test_bands_cover_as_often_as_they_say(points):
    share = covers(points, 1, repetitions=400, seed=points)
    assert abs(share - 0.9) < 3 * np.sqrt(0.09 / 400)


def test_bands_of_pooled_units_cover_as_often_as_they_say():
    share = covers(4, 8, repetitions=200, seed=8)
    assert abs(share - 0.9) < 3 * np.sqrt(0.09 / 200)


def kalman(cell, z, *, trend, ahead):
    """Filter level and trend with a diffuse level: mean, variance and likelihood terms."""
    state, variance = np.array([z[0], trend]), np.diag([cell.noise_share / 2, cell.trend_sd**2])
    move, shock = np.array([[1.0, 1.0], [0.0, 1.0]]), np.diag([1 - cell.noise_share, 0.0])
    slope = np.diag([0.0, cell.slope_sd**2])
    noise, squares, log_det = cell.noise_share / 2, 0.0, 0.0
    for value in z[1:]:  # the trend of a year enters its level; then the trend changes
        state, variance = move @ state, move @ variance @ move.T + shock
        total = variance[0, 0] + noise
        squares += (value - state[0]) ** 2 / total
        log_det += np.log(total)
        gain = variance[:, 0] / total
        state = state + gain * (value - state[0])
        variance = variance - np.outer(gain, variance[0]) + slope
    for _ in range(ahead):
        state, variance = move @ state, move @ variance @ move.T + shock
        last = variance[0, 0] + noise
        variance = variance + slope
    return state[0], last, squares, log_det


@pytest.mark.parametrize("position", [0, 13, 40, 71])
def test_prediction_and_likelihood_are_those_of_a_kalman_filter(position):
    cell, generator = grid.variance_cells()[position], np.random.default_rng(position)
    points, trend = 9, 0.02
    z = 2 + np.cumsum(generator.normal(0.03, 0.05, points))
    steps = np.arange(points + 4)
    joint = difference_covariance(cell, np.concatenate([steps[:points], [points + 3]]))
    old, cross = joint[:-1, :-1], joint[-1, :-1]
    gain = np.linalg.solve(old, cross)
    residual = z[1:] - z[0] - trend * steps[1:points]
    mean = z[0] + trend * (points + 3) + gain @ residual
    variance = joint[-1, -1] - gain @ cross
    expected = kalman(cell, z, trend=trend, ahead=4)
    found = (mean, variance, residual @ np.linalg.solve(old, residual), np.linalg.slogdet(old)[1])
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_draws_of_one_cell_have_the_mean_and_the_student_variance_of_the_closed_form():
    z = 1 + np.array([0.0, 0.05, 0.08, 0.13, 0.15, 0.21])
    fit = fit_pooled({"a": observed(z, 6)})
    weights = np.zeros_like(fit.weights)
    weights[0, 3, 0, 9] = 1
    fit = dataclasses.replace(fit, weights=weights)
    nodes = draw_parameters(fit, seed=1, key="a", draws=200_000)
    draws = draw_series(fit, "a", [START + 7], nodes, seed=1, key="a")[:, 0]
    trend = fit.means[3]
    mean, ratio, squares, _ = kalman(fit.cells[0], z, trend=trend, ahead=2)
    degrees = grid.SCALE_DEGREES + 5
    spread = (grid.SCALE_DEGREES * grid.SCALES[9] ** 2 + squares) / (degrees - 2) * ratio
    assert draws.mean() == pytest.approx(mean, abs=5 * np.sqrt(spread / 200_000))
    assert draws.var() == pytest.approx(spread, rel=0.03)


def test_growth_of_gdp_moves_the_series_of_the_same_draw():
    generator = np.random.default_rng(5)
    driver = np.cumsum(generator.normal(0, 0.06, 20))
    z = 0.03 * np.arange(20) + 0.9 * driver + generator.normal(0, 0.003, 20).cumsum()
    item = UnitSeries(tuple(range(START, START + 20)), z, driver)
    fit = fit_pooled({"a": item}, follows=True)
    nodes = draw_parameters(fit, seed=1, key="a", draws=4000)
    ahead = driver[-1] + generator.normal(0, 0.06, (4000, 1))
    draws = draw_series(fit, "a", [START + 20], nodes, seed=1, key="a", driver=ahead)
    assert np.polyfit(ahead[:, 0], draws[:, 0], 1)[0] == pytest.approx(0.9, abs=0.15)
    assert fit.loadings[fit.weights.sum(axis=(0, 1, 3)).argmax()] in (0.75, 1.0)


def test_shared_shocks_make_units_less_than_independent():
    generator = np.random.default_rng(3)
    shared = generator.normal(0, 1, 6).cumsum()
    alone = [observed(generator.normal(0, 1, 6).cumsum(), 6) for _ in range(30)]
    alike = [observed(shared + generator.normal(0, 0.1, 6), 6) for _ in range(30)]
    assert effective_units(alike) < 1.5
    assert effective_units(alone) > 10


def test_draws_depend_on_names_and_not_on_order():
    generator = np.random.default_rng(4)
    series = {name: observed(generator.normal(0, 0.1, 8).cumsum(), 8) for name in "abc"}
    fits = [fit_pooled(series), fit_pooled(dict(reversed(series.items())))]
    draws = [
        draw_series(
            fit, "b", [START + 9], draw_parameters(fit, seed=1, key="k", draws=50), seed=1, key="k"
        )
        for fit in fits
    ]
    np.testing.assert_allclose(draws[0], draws[1], rtol=1e-9)


def test_two_figures_are_too_few():
    with pytest.raises(UsageError, match="fewer than three"):
        fit_pooled({"a": observed(np.zeros(2), 2)})


@pytest.mark.parametrize(
    ("transform", "values"),
    [
        (Transform("log"), [1.0, 250.0]),
        (Transform("logit", 0.01), [3.0, 99.0]),
        (Transform("growth", 0.01), [-4.0, 12.0]),
        (Transform("identity", 7.0), [-1.0, 3.0]),
    ],
)
def test_transformations_are_inverted(transform, values):
    np.testing.assert_allclose(transform.inverse(transform.forward(np.array(values))), values)


def test_the_scale_follows_from_unit_and_figures():
    assert choose_transform(None, "percent", [101.0]).scale == "log"
    assert choose_transform(None, "percent", [-3.0]).scale == "identity"
    assert choose_transform("growth", "percent", [5.0]) == Transform("growth", 0.01)


HIDDEN = {  # series of the panel file: definition, last year on one basis
    "gdp": (SeriesDefinition(indicator="gdp", unit="cny_1e8"), 2023),
    "revenue": (SeriesDefinition(indicator="general_public_budget_revenue", unit="cny_1e8"), 2024),
    "urban": (
        SeriesDefinition(indicator="population_urban", over="population_resident", unit="share"),
        2024,
    ),
    "tertiary": (SeriesDefinition(indicator="va_tertiary", over="gdp", unit="share"), 2023),
    "population": (SeriesDefinition(indicator="population_resident", unit="persons_1e4"), 2024),
    "expenditure": (
        SeriesDefinition(indicator="general_public_budget_expenditure", unit="cny_1e8"),
        2024,
    ),
}


def hidden_coverage(table, name, hidden):
    """Share of units whose hidden last figure is inside the 90 % band of the earlier ones."""
    definition, last = HIDDEN[name]
    figures = {
        unit: {year: value for year, value in values.items() if 2019 <= year <= last}
        for unit, values in table.values_of_all(definition).items()
    }
    pooled = [value for values in figures.values() for value in values.values()]
    transform, series = choose_transform(None, definition.unit, pooled), {}
    for unit, values in figures.items():
        years = tuple(sorted(year for year in values if year <= last - hidden))
        if len(years) >= 3 and last in values:
            z = transform.forward(np.array([values[year] for year in years]))
            series[unit] = UnitSeries(years, z, np.zeros(len(years)))
    fit = fit_pooled(series)
    nodes = draw_parameters(fit, seed=1, key=name, draws=1000)
    hits = []
    for unit in series:
        draws = draw_series(fit, unit, [last], nodes, seed=1, key=name)[:, 0]
        low, high = np.quantile(draws, [0.05, 0.95])
        hits.append(low <= transform.forward(np.array([figures[unit][last]]))[0] <= high)
    return float(np.mean(hits))


def test_hidden_years_of_the_panel_are_covered(record_property):
    table = load_indicators()
    cases = [(name, hidden) for name in HIDDEN for hidden in (1, 2)]
    shares = {f"{name} {hidden}": hidden_coverage(table, name, hidden) for name, hidden in cases}
    record_property("coverage", shares)
    # Six series over few years with common shocks: the average must not be below nominal, and no
    # series far below.
    assert np.mean(list(shares.values())) > 0.88
    assert min(shares.values()) > 0.70
