"""The filter for the integrated county states, against dense linear algebra."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.forecasting.nuts.state_draws import draw_step, sample_state_path


def _dense(scales, noise, years):
    drift, slow, persistence = scales
    lag = np.abs(np.subtract.outer(np.arange(years), np.arange(years)))
    slow_part = slow**2 * persistence**lag
    return drift**2 + slow_part + np.diag(noise), slow_part


@pytest.mark.parametrize("observed", [(1, 1, 1, 1, 1), (1, 0, 1, 1, 0), (0, 0, 0, 0, 0)])
def test_states_given_the_data_agree_with_the_dense_conditional(observed):
    """Drift and last slow deviation: mean and covariance of many draws, 5 Monte Carlo errors."""
    generator = np.random.default_rng(11)
    draws, years = 60_000, len(observed)
    scales, noise = (0.02, 0.03, 0.7), np.array([0.03, 0.05, 0.02, 0.04, 0.03]) ** 2
    x = np.array([0.05, -0.02, 0.08, 0.01, 0.03])
    shape = (years, draws, 1)
    alpha, path = sample_state_path(
        np.broadcast_to(x[:, None, None], shape),
        np.broadcast_to(noise[:, None, None], shape),
        np.broadcast_to(np.array(observed, float)[:, None, None], shape),
        tuple(np.full((draws, 1), value) for value in scales),
        generator,
    )
    got = np.stack([alpha[:, 0], path[2][:, 0], path[-1][:, 0]])
    covariance, slow_part = _dense(scales, noise, years)
    given = np.flatnonzero(observed)
    cross = np.stack([np.full(years, scales[0] ** 2), slow_part[2], slow_part[-1]])[:, given]
    gain = cross @ np.linalg.inv(covariance[np.ix_(given, given)])
    prior = np.array(
        [
            [scales[0] ** 2, 0, 0],
            [0, slow_part[2, 2], slow_part[2, -1]],
            [0, slow_part[-1, 2], slow_part[-1, -1]],
        ]
    )
    expected = prior - gain @ cross.T
    error = np.sqrt(np.diag(expected) / draws)
    assert np.all(np.abs(got.mean(axis=1) - gain @ x[given]) < 5 * error)
    spread = np.sqrt(np.outer(np.diag(expected), np.diag(expected)) * 2 / draws)
    assert np.all(np.abs(np.cov(got) - expected) < 5 * spread)


def test_step_and_shock_share_their_sum_by_variance():
    generator = np.random.default_rng(12)
    total = np.full(50_000, 0.3)
    step = draw_step(total, 0.01, 0.03, 1.0, generator)
    assert step.mean() == pytest.approx(0.225, abs=5 * np.sqrt(0.0075 / 50_000))
    assert step.var() == pytest.approx(0.0075, rel=0.05)


def test_step_of_an_unobserved_cell_is_its_prior():
    step = draw_step(np.full(50_000, 9.0), 0.01, 0.04, 0.0, np.random.default_rng(13))
    assert abs(step.mean()) < 5 * 0.2 / np.sqrt(50_000)
    assert step.std() == pytest.approx(0.2, rel=0.03)
