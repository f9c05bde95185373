"""Long county panels for benchmarks and the equality of the two forms."""

from __future__ import annotations

import numpy as np


def make_county_data(*, units=117, years=20, prefectures=11, seed=1):
    """Arrays as from ``county_data``, drawn from the model's own equations at usual values."""
    generator = np.random.default_rng(seed)
    share = generator.uniform(0.1, 0.8, units)
    share -= share.mean()
    prefecture = np.arange(units) % prefectures
    coal = 0.3 * generator.standard_normal(years)
    excess = (0.015 * generator.standard_normal(years)
              + share[:, None] * (0.2 * coal + 0.06 * generator.standard_normal(years))
              + _ar1(0.02, 0.4, (prefectures, years), generator)[prefecture]
              + 0.007 * generator.standard_normal((units, 1))
              + _ar1(0.015, 0.72, (units, years), generator))
    scale = 0.033 * np.exp(0.6 * generator.standard_normal((units, 1)))
    excess += scale * generator.standard_t(4, (units, years))
    benchmark = np.zeros(years)
    benchmark[-1] = 1.0
    excess[:, -1] += 0.12 * generator.standard_t(4, units)
    return {"excess": excess, "mask": np.ones((units, years)), "coal": coal,
            "benchmark": benchmark, "share": share, "prefecture": prefecture,
            "learn": np.array(1.0)}


def _ar1(scale, persistence, shape, generator):
    x = generator.standard_normal(shape)
    for t in range(1, shape[1]):
        x[:, t] = persistence * x[:, t - 1] + np.sqrt(1 - persistence**2) * x[:, t]
    return scale * x
