"""The filter for the integrated county states, against dense linear algebra."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.forecast.nuts.state_draws import _sample_path, _split_step


def _dense(scales, noise, years):
    drift, slow, persistence = scales
    lag = np.abs(np.subtract.outer(np.arange(years), np.arange(years)))
    slow_part = slow**2 * persistence**lag
    return drift**2 + slow_part + np.diag(noise), slow_part


@pytest.mark.parametrize("seen", [(1, 1, 1, 1, 1), (1, 0, 1, 1, 0), (0, 0, 0, 0, 0)])
def test_states_given_the_data_agree_with_the_dense_conditional(seen):
    """Drift and last slow deviation: mean and covariance of many draws, 5 Monte Carlo errors."""
    generator = np.random.default_rng(11)
    draws, years = 60_000, len(seen)
    scales, noise = (0.02, 0.03, 0.7), np.array([0.03, 0.05, 0.02, 0.04, 0.03]) ** 2
    x = np.array([0.05, -0.02, 0.08, 0.01, 0.03])
    shape = (years, draws, 1)
    alpha, path, _ = _sample_path(
        np.broadcast_to(x[:, None, None], shape),
        np.broadcast_to(noise[:, None, None], shape),
        np.broadcast_to(np.array(seen, float)[:, None, None], shape),
        tuple(np.full((draws, 1), value) for value in scales),
        generator,
    )
    got = np.stack([alpha[:, 0], path[2][:, 0], path[-1][:, 0]])
    covariance, slow_part = _dense(scales, noise, years)
    kept = np.flatnonzero(seen)
    cross = np.stack([np.full(years, scales[0] ** 2), slow_part[2], slow_part[-1]])[:, kept]
    gain = cross @ np.linalg.inv(covariance[np.ix_(kept, kept)])
    prior = np.array(
        [
            [scales[0] ** 2, 0, 0],
            [0, slow_part[2, 2], slow_part[2, -1]],
            [0, slow_part[-1, 2], slow_part[-1, -1]],
        ]
    )
    expected = prior - gain @ cross.T
    error = np.sqrt(np.diag(expected) / draws)
    assert np.all(np.abs(got.mean(axis=1) - gain @ x[kept]) < 5 * error)
    spread = np.sqrt(np.outer(np.diag(expected), np.diag(expected)) * 2 / draws)
    assert np.all(np.abs(np.cov(got) - expected) < 5 * spread)


def test_step_splits_what_is_left_by_the_variances():
    generator = np.random.default_rng(12)
    left = np.full(50_000, 0.3)
    step = _split_step(left, 0.01, 0.03, 1.0, generator)
    assert step.mean() == pytest.approx(0.225, abs=5 * np.sqrt(0.0075 / 50_000))
    assert step.var() == pytest.approx(0.0075, rel=0.05)


def test_step_of_an_unseen_cell_is_its_prior():
    step = _split_step(np.full(50_000, 9.0), 0.01, 0.04, 0.0, np.random.default_rng(13))
    assert abs(step.mean()) < 5 * 0.2 / np.sqrt(50_000)
    assert step.std() == pytest.approx(0.2, rel=0.03)
