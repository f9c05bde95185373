"""Scores against closed forms, and fed with the outcome."""

from __future__ import annotations

import math

import numpy as np
import pytest

from planodds.evaluation.scoring.scoring_rules import (
    interval_coverage,
    mid_pit,
    score_brier,
    score_crps,
    skill_score,
)


def normal_draws(size=200_001):
    """Evenly spaced quantiles of N(0, 1), so that the score has no simulation error."""
    from scipy.stats import norm

    return norm.ppf((np.arange(size) + 0.5) / size)[None, :]


def test_crps_of_a_normal_at_three():
    assert score_crps(np.array([3.0]), normal_draws()).item() == pytest.approx(2.4366, abs=5e-4)


def test_crps_is_fed_with_the_outcome_and_not_with_the_models_median():
    """Scored on its own median, N(0, 1) gets 0.2337 for any outcome; this must not happen."""
    scores = [score_crps(np.array([y]), normal_draws()).item() for y in (0.0, 1.0, 3.0)]
    assert scores == pytest.approx([0.2337, 0.6024, 2.4366], abs=5e-4)


@pytest.mark.parametrize("outcome", [-1.5, 0.4, 2.2])
def test_crps_agrees_with_its_definition(outcome):
    draws = np.random.default_rng(1).normal(size=60)
    pairs = np.abs(draws[:, None] - draws[None, :]).mean()
    expected = np.abs(draws - outcome).mean() - pairs / 2
    assert score_crps(np.array([outcome]), draws[None, :]).item() == pytest.approx(expected)


def test_coverage_of_a_calibrated_forecast():
    generator = np.random.default_rng(2)
    outcome, draws = generator.normal(size=4000), generator.normal(size=(4000, 500))
    for level, found in zip(
        (0.5, 0.8, 0.9), interval_coverage(outcome, draws).values(), strict=True
    ):
        assert found == pytest.approx(level, abs=3 * math.sqrt(level * (1 - level) / 4000) + 0.005)


def test_pit_of_a_jump_is_its_middle():
    draws = np.array([[1, 2, 2, 3]])
    assert mid_pit(np.array([2]), draws).tolist() == [0.5]


def test_pit_is_low_when_the_outcome_is():
    draws = normal_draws(1000)
    assert mid_pit(np.array([-3.0]), draws)[0] < 0.01 < 0.99 < mid_pit(np.array([3.0]), draws)[0]


def test_brier_is_the_mean_square():
    assert score_brier(np.array([True, False]), np.array([0.8, 0.4])) == pytest.approx(0.1)


def test_skill_against_a_perfect_benchmark_is_not_a_number():
    assert math.isnan(skill_score(0.1, 0.0))
    assert skill_score(0.8, 1.0) == pytest.approx(0.2)
