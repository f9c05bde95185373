"""Length of a second fit: by how far the first one fell short."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.forecasting.gibbs_fit import times_longer


@pytest.mark.parametrize(
    ("ess", "times"), [(399.0, 3), (334.0, 3), (333.0, 4), (192.0, 6), (40.0, 8), (np.nan, 8)]
)
def test_a_second_fit_aims_at_a_thousand_effective_draws(ess, times):
    """Its effective draws grow with the sweeps; no less than thrice, no more than eight times."""
    assert times_longer(ess) == times
