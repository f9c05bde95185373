"""Long county panels for benchmarks and the equality of the forms."""

from __future__ import annotations

import numpy as np

from planodds.inputs.panels.unit_panel import UnitPanel


def make_county_data(*, units=117, years=20, prefectures=11, seed=1):
    """Arrays as from ``county_data``, simulated from the model equations at typical values."""
    generator = np.random.default_rng(seed)
    share = generator.uniform(0.1, 0.8, units)
    share -= share.mean()
    prefecture = np.arange(units) % prefectures
    coal = 0.3 * generator.standard_normal(years)
    excess = (
        0.015 * generator.standard_normal(years)
        + share[:, None] * (0.2 * coal + 0.06 * generator.standard_normal(years))
        + _ar1(0.02, 0.4, (prefectures, years), generator)[prefecture]
        + 0.007 * generator.standard_normal((units, 1))
        + _ar1(0.015, 0.72, (units, years), generator)
    )
    scale = 0.033 * np.exp(0.6 * generator.standard_normal((units, 1)))
    excess += scale * generator.standard_t(4, (units, years))
    benchmark = np.zeros(years)
    benchmark[-1] = 1.0
    excess[:, -1] += 0.12 * generator.standard_t(4, units)
    return {
        "excess": excess,
        "mask": np.ones((units, years)),
        "coal": coal,
        "benchmark": benchmark,
        "share": share,
        "prefecture": prefecture,
        "learn": np.array(1.0),
    }


def make_unit_panel(*, units=117, years=20, seed=1):
    """The same as levels of a panel: groups for prefectures, no coal price, no census."""
    data = make_county_data(units=units, years=years, prefectures=max(11, units // 11), seed=seed)
    excess = np.where(data["benchmark"] > 0, 0.0, data["excess"])
    growth = 0.08 + 0.04 * np.random.default_rng((seed, 1)).standard_normal(years) + excess
    start = np.random.default_rng((seed, 2)).lognormal(4.0, 1.0, (units, 1))
    values = start * np.exp(np.cumsum(np.column_stack([np.zeros(units), growth]), axis=1))
    return UnitPanel(
        f"grown {units}",
        tuple(f"u{i:04d}" for i in range(units)),
        tuple(f"g{k:03d}" for k in data["prefecture"]),
        tuple(range(2000, 2001 + years)),
        values,
    )


def _ar1(scale, persistence, shape, generator):
    x = generator.standard_normal(shape)
    for t in range(1, shape[1]):
        x[:, t] = persistence * x[:, t - 1] + np.sqrt(1 - persistence**2) * x[:, t]
    return scale * x
