"""The quick median is NumPy's to the last digit."""

from __future__ import annotations

import numpy as np
import pytest

from model.odds.median import median


@pytest.mark.parametrize("shape", [(1,), (2,), (7,), (20000,), (3, 401), (3, 400)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_the_median(shape, dtype):
    draws = np.random.default_rng(5).normal(size=shape).astype(dtype)
    np.testing.assert_array_equal(median(draws), np.median(draws, axis=-1))


def test_draws_alike_and_draws_without_end():
    assert median(np.full(8, 0.1)) == 0.1
    assert median(np.array([-np.inf, 1.0, 2.0, np.inf])) == 1.5


def test_the_draws_are_left_as_they_were():
    draws = np.array([3.0, 1.0, 2.0])
    median(draws)
    assert draws.tolist() == [3.0, 1.0, 2.0]
