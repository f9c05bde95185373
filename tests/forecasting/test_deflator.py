"""Deflators: the regression against its closed form, and coverage of simulated real growth."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.forecasting.indicators.deflator import PriceData, draw_deflators, regress


def test_without_rows_the_prior_remains():
    prior = regress(np.empty((0, 1)), np.empty(0), mean=[0.5], sds=[0.25], residual_sd=0.03)
    assert prior.mean == pytest.approx([0.5])
    assert prior.scale * prior.covariance[0, 0] == pytest.approx(0.25**2)


def test_many_rows_are_least_squares():
    generator = np.random.default_rng(1)
    x = generator.normal(0.08, 0.06, 5000)
    y = -0.03 + 0.6 * x + generator.normal(0, 0.02, 5000)
    design = np.column_stack([np.ones(5000), x])
    found = regress(design, y, mean=[0, 0.5], sds=[0.05, 0.5], residual_sd=0.015)
    np.testing.assert_allclose(found.mean, np.linalg.lstsq(design, y)[0], atol=1e-4)
    assert np.sqrt(found.scale) == pytest.approx(0.02, rel=0.03)


def simulate(generator, rows):
    """Growth of nation, region and units by the model, with coefficients from its priors."""
    nation_slope, unit_share = generator.normal(0.5, 0.3), generator.normal(0.5, 0.25)
    constant, slope = generator.normal(-0.03, 0.02), nation_slope + generator.normal(0, 0.25)
    x = [generator.normal(0.08, size, n) for size, n in zip((0.05, 0.08), rows[:2], strict=True)]
    nation = np.column_stack(
        [x[0], -0.03 + nation_slope * x[0] + generator.normal(0, 0.012, rows[0])]
    )
    region = np.column_stack([x[1], constant + slope * x[1] + generator.normal(0, 0.015, rows[1])])
    gap = generator.normal(0, 0.1, rows[2])
    units = np.column_stack([gap, unit_share * gap + generator.normal(0, 0.03, rows[2])])
    own, of_region = generator.normal(0.09, 0.1), generator.normal(0.08, 0.06)
    deflator = constant + slope * of_region + generator.normal(0, 0.015)
    deflator += unit_share * (own - of_region) + generator.normal(0, 0.03)
    return PriceData(nation, region, units), own, of_region, deflator


def test_bands_of_a_deflator_cover_as_often_as_they_say():
    generator, hits = np.random.default_rng(2), []
    for repetition in range(400):
        data, own, of_region, deflator = simulate(generator, (30, 9, 6))
        full = np.full((800, 1), 1.0)
        draws = draw_deflators(
            data, own * full, of_region * full, np.array([np.nan]), seed=repetition, key="a"
        )
        low, high = np.quantile(draws, [0.05, 0.95])
        hits.append(low <= deflator <= high)
    assert abs(np.mean(hits) - 0.9) < 3 * np.sqrt(0.09 / 400)


def test_a_published_deflator_of_the_region_narrows_the_band():
    data, own, of_region, _ = simulate(np.random.default_rng(3), (30, 9, 6))
    full = np.full((4000, 1), 1.0)
    spreads = [
        np.std(
            draw_deflators(data, own * full, of_region * full, np.array([known]), seed=1, key="a")
        )
        for known in (np.nan, 0.02)
    ]
    assert spreads[1] < spreads[0]
