"""Moment conditions against closed forms, refusals, and their use in a scenario."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

from planodds.errors import ConditioningError, InputError
from planodds.forecasting import apply_scenario
from planodds.forecasting.scenarios import tilting
from planodds.forecasting.scenarios.tilting import tilt_weights
from planodds.inputs import load_scenario
from tests.forecasting.simulated_panels import make_posterior

SAID = {"kind": "judgement", "source": "test", "date": "2026-11-01"}


def normal_grid(size=200_001):
    """Evenly spaced quantiles of N(0, 1): no simulation error."""
    from scipy.stats import norm

    return norm.ppf((np.arange(size) + 0.5) / size)


def weights(tilted):
    weight = np.exp(tilted.log_weight - tilted.log_weight.max())
    return weight / weight.sum()


def test_tilting_the_mean_of_a_normal_shifts_it():
    """N(0, s^2) tilted to mean d is N(d, s^2): KL d^2 / 2 s^2, ESS exp(-d^2 / s^2)."""
    x, d = 2.0 * normal_grid(), 1.0
    tilted = tilt_weights(x[:, None], np.array([d]), np.zeros(len(x)))
    p = weights(tilted)
    assert p @ x == pytest.approx(d, abs=1e-8)
    assert p @ (x - d) ** 2 == pytest.approx(4.0, rel=1e-3)
    assert tilted.multipliers[0] == pytest.approx(d / 4, rel=1e-3)
    assert tilted.kl == pytest.approx(d**2 / 8, rel=1e-3)
    assert tilted.ess_share == pytest.approx(np.exp(-(d**2) / 4), rel=1e-3)


def test_tilting_a_probability_is_its_odds_ratio():
    """Draws inside and outside the event have unchanged proportions; KL is that of two coins."""
    hits = np.arange(1000) < 300
    tilted = tilt_weights(hits[:, None].astype(float), np.array([0.6]), np.zeros(1000))
    p = weights(tilted)
    np.testing.assert_allclose(p[hits], 0.6 / 300, rtol=1e-8)
    np.testing.assert_allclose(p[~hits], 0.4 / 700, rtol=1e-8)
    assert tilted.kl == pytest.approx(0.6 * np.log(0.6 / 0.3) + 0.4 * np.log(0.4 / 0.7))


def test_joint_moments_are_met_together():
    """Two correlated normals: KL is d' S^-1 d / 2, and both means are met."""
    generator = np.random.default_rng(2)
    factor = np.array([[1.0, 0.0], [0.8, 0.6]])
    z = generator.standard_normal((200_000, 2))
    z = (z - z.mean(axis=0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(z.T))).T
    d = np.array([0.3, -0.2])
    tilted = tilt_weights(z @ factor.T, d, np.zeros(len(z)))
    np.testing.assert_allclose(weights(tilted) @ (z @ factor.T), d, atol=1e-8)
    expected = 0.5 * d @ np.linalg.solve(factor @ factor.T, d)
    assert tilted.kl == pytest.approx(expected, rel=0.03)


def test_the_weights_have_the_smallest_divergence_that_meets_the_moment():
    generator = np.random.default_rng(3)
    x, old = generator.standard_normal(300), generator.normal(0, 0.5, 300)
    tilted = tilt_weights(x[:, None], np.array([0.4]), old)
    p, w = weights(tilted), np.exp(old) / np.exp(old).sum()
    assert tilted.kl == pytest.approx(p @ np.log(p / w), rel=1e-8)
    across = generator.standard_normal((50, 300))
    basis = np.linalg.qr(np.stack([np.ones(300), x], axis=1))[0]
    for direction in across - (across @ basis) @ basis.T:  # preserves sum and mean
        other = p + 1e-3 * p.min() * direction / np.abs(direction).max()
        assert other @ np.log(other / w) >= tilted.kl


def test_a_moment_that_is_already_met_changes_nothing():
    x, old = normal_grid(4001), np.linspace(-1, 1, 4001)
    w = np.exp(old) / np.exp(old).sum()
    tilted = tilt_weights(x[:, None], np.array([w @ x]), old)
    np.testing.assert_allclose(tilted.log_weight - old, 0.0, atol=1e-8)
    assert tilted.kl == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("target", [[5.0, 0.0], [0.5, -0.5]])
def test_moments_outside_the_draws_or_at_odds_are_refused(target):
    x = np.random.default_rng(4).standard_normal(500)
    with pytest.raises(ConditioningError, match="no weighting of the draws"):
        tilt_weights(np.stack([x, x], axis=1), np.array(target), np.zeros(500))


@pytest.fixture
def write_scenario(data_copy):
    def write(**parts):
        text = {"zh": "试算", "en": "trial"}
        body = {"name": "trial", "label": text, "narrative": text}
        body |= {key: [SAID | row for row in rows] for key, rows in parts.items()}
        path = data_copy / "scenarios" / "trial.yaml"
        path.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
        return load_scenario(path)

    return write


@pytest.fixture(scope="module")
def inputs(latest_panel):
    from planodds.forecasting import forecast_paths

    posterior = make_posterior(latest_panel)
    return forecast_paths(posterior, latest_panel, paths=4000, seed=7), posterior


def coal(**changes):
    return {
        "series": "coal_price",
        "measure": "growth",
        "year": [2026],
        "statistic": "mean",
        "value": -0.1,
    } | changes


def test_a_tilted_forecast_has_the_moment_and_the_same_draws(inputs, latest_panel, write_scenario):
    forecast, posterior = inputs
    year = forecast.year_index(2026)
    got = apply_scenario(forecast, posterior, latest_panel, write_scenario(tilts=[coal()]))
    drawn, base = got.common[:, 0, year], forecast.common[:, 0, year]
    assert drawn.mean() == pytest.approx(np.log(0.9), abs=base.std() / np.sqrt(got.ess))
    assert np.isin(drawn, base).all()
    assert got.diagnostics["tilt_kl"] > 0
    assert got.ess == pytest.approx(got.diagnostics["ess_share"] * forecast.draws)


def test_the_probability_of_an_event_is_met(inputs, latest_panel, write_scenario):
    forecast, posterior = inputs
    tilt = coal(
        series="county_gdp",
        year=[2027],
        measure="level",
        statistic="probability",
        threshold=115.0,
        direction=">=",
        value=0.5,
    )
    got = apply_scenario(forecast, posterior, latest_panel, write_scenario(tilts=[tilt]))
    column = got.year_index(2027)
    share = (got.gdp("141122")[:, column] >= 115.0).mean()
    # The noise of resampling is at most that of 4000 coins.
    assert share == pytest.approx(0.5, abs=2 * 0.5 / np.sqrt(got.draws))


def test_conditions_and_tilts_multiply(inputs, latest_panel, write_scenario):
    forecast, posterior = inputs
    pin = {
        "series": "national_gdp",
        "measure": "growth",
        "year": [2026],
        "value": 0.045,
        "sd": 0.02,
    }
    got = apply_scenario(
        forecast, posterior, latest_panel, write_scenario(conditions=[pin], tilts=[coal(value=0.0)])
    )
    year = forecast.year_index(2026)
    assert got.common[:, 0, year].mean() == pytest.approx(0.0, abs=0.01)
    assert (
        abs(got.common[:, 1, year].mean() - np.log(1.045))
        < abs(forecast.common[:, 1, year].mean() - np.log(1.045)) + 0.002
    )
    assert {"tilt_kl", "mahalanobis", "conditions"} <= set(got.diagnostics)


def test_too_few_draws_are_refused_and_the_farthest_tilt_is_named(
    inputs, latest_panel, write_scenario
):
    forecast, posterior = inputs
    far = write_scenario(tilts=[coal(series="national_gdp", value=0.05), coal(value=0.6)])
    with pytest.raises(ConditioningError, match=r"move the mean of coal_price growth in 2026"):
        apply_scenario(forecast, posterior, latest_panel, far)


def test_two_thousand_effective_draws_are_needed(
    forecast, posterior, latest_panel, write_scenario, monkeypatch
):
    near = write_scenario(tilts=[coal(value=0.0)])
    with pytest.raises(ConditioningError, match="2000 draws"):
        apply_scenario(forecast, posterior, latest_panel, near)
    monkeypatch.setattr(tilting, "MIN_DRAWS", 100)
    assert apply_scenario(forecast, posterior, latest_panel, near).ess < forecast.draws


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"statistic": "probability"}, "threshold: and direction:"),
        ({"threshold": 0.1}, "threshold: and direction:"),
        (
            {"statistic": "probability", "threshold": 0.0, "direction": ">=", "value": 1.2},
            "between 0 and 1",
        ),
        ({"statistic": "median"}, "'mean' or 'probability'"),
        ({"value": 15}, "0.15 means 15 %"),
        ({"measure": "level", "value": 100.0}, "measure: growth for coal_price"),
    ],
)
def test_a_tilt_out_of_range_is_refused(write_scenario, changes, expected):
    with pytest.raises(InputError, match=f"expected: .*{expected}"):
        write_scenario(tilts=[coal(**changes)])


def test_a_moment_condition_on_an_observed_year_is_refused(inputs, latest_panel, write_scenario):
    with pytest.raises(InputError, match="has data for 2025"):
        apply_scenario(*inputs, latest_panel, write_scenario(tilts=[coal(year=[2025])]))
