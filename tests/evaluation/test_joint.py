"""The energy score of GDP and revenue on jointly simulated data."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import numpy as np
import pytest

from planodds.evaluation.scoring.scoring_rules import score_energy
from planodds.evaluation.track_record.joint import JOINT_COLUMNS, energy_score_of_pairs
from tests.evaluation.test_county_scores import cut
from tests.probability.simulated_forecasts import make_forecast, make_panel


@pytest.fixture(scope="module")
def datasets():
    truth = make_panel(units=30, county_to=2024, seed=7, districts=5)
    panels = {name: cut(truth, int(name)) for name in ("2021", "2022")}
    return (
        {name: make_forecast(panel, draws=300, seed=int(name)) for name, panel in panels.items()},
        panels,
        truth,
    )


def test_years_of_one_basis_are_scored(datasets):
    table = energy_score_of_pairs(*datasets)
    assert tuple(table.columns) == JOINT_COLUMNS
    assert sorted(zip(table["origin"], table["year"], strict=True)) == [
        (2021, 2022),
        (2021, 2023),
        (2022, 2023),
    ]


def test_the_score_is_that_of_the_observed_pairs(datasets):
    forecasts, _, truth = datasets
    row = energy_score_of_pairs(*datasets).query("origin == 2021 and year == 2023").iloc[0]
    column = truth.years.index(2023)
    outcome = np.log(np.stack([truth.gdp[:, column], truth.revenue[:, column]], axis=-1))
    forecast = forecasts["2021"]
    pairs = np.stack([forecast.log_gdp[:, :, 1], forecast.log_revenue[:, :, 1]], axis=-1)
    assert row["energy"] == pytest.approx(score_energy(outcome, pairs, max_draws=300).mean())


def test_dependent_pairs_score_better_than_shuffled_pairs():
    """Revenue is proportional to GDP: with permuted revenue the score must be worse."""
    truth = make_panel(units=30, county_to=2023, seed=7, districts=5)
    panel = cut(truth, 2022)
    forecast = make_forecast(panel, draws=600, seed=3)
    tied = dataclasses.replace(forecast, log_revenue=forecast.log_gdp + np.log(0.08))
    row = energy_score_of_pairs({"2022": tied}, {"2022": panel}, truth).iloc[0]
    assert row["gain_together"] > 0.02


def test_a_missing_revenue_leaves_the_unit_out(datasets):
    forecasts, panels, truth = datasets
    revenue = truth.revenue.copy()
    revenue[3, truth.years.index(2023)] = np.nan
    gap = dataclasses.replace(truth, revenue=revenue, hashes=MappingProxyType({}))
    table = energy_score_of_pairs({"2022": forecasts["2022"]}, panels, gap)
    assert table["units"].tolist() == [29]
