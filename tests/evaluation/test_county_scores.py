"""Scores of the county forecasts on simulated data with known outcomes."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import numpy as np
import pytest

from planodds import constants
from planodds.errors import UsageError
from planodds.evaluation.scoring.parts import COMMON, LEVEL, RELATIVE, decompose_levels
from planodds.evaluation.scoring.scoring_rules import score_crps
from planodds.evaluation.track_record.county_scores import (
    ACROSS_CENSUS,
    ONE_BASIS,
    SCORE_COLUMNS,
    score_record,
)
from planodds.evaluation.track_record.independent_tests import count_independent_tests
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel

ORIGINS = (2020, 2021, 2022, 2023)


def cut(panel, county_to):
    """The panel at an earlier origin."""
    last = panel.years.index(county_to) + 1
    information = dataclasses.replace(panel.information, name=str(county_to), county_to=county_to)
    return dataclasses.replace(
        panel,
        information=information,
        years=panel.years[:last],
        gdp=panel.gdp[:, :last],
        revenue=panel.revenue[:, :last],
        gdp_basis=panel.gdp_basis[:last],
        hashes=MappingProxyType({}),
    )


@pytest.fixture(scope="module")
def history():
    truth = make_panel(units=40, county_to=2024, seed=7, districts=5)
    panels = {str(origin): cut(truth, origin) for origin in ORIGINS}
    forecasts = {
        name: make_forecast(panel, draws=1000, seed=int(name)) for name, panel in panels.items()
    }
    return forecasts, panels, truth


@pytest.fixture(scope="module")
def record(history):
    return score_record(*history)


def pick(table, **columns):
    for name, value in columns.items():
        table = table[table[name] == value]
    return table


def test_columns_are_the_agreed_ones(record):
    assert tuple(record[0].columns) == SCORE_COLUMNS


def test_horizons_are_calendar_years_within_the_basis(record):
    rows = pick(record[0], variable=constants.GDP, stratum=ONE_BASIS, part=LEVEL, rival="own_drift")
    assert sorted(zip(rows["origin"], rows["horizon"], strict=True)) == [
        (origin, h) for origin in ORIGINS for h in range(1, 2023 - origin + 1)
    ]
    assert (rows["origin"] + rows["horizon"] == rows["year"]).all()


def test_the_census_year_is_a_stratum_without_skill(record):
    rows = pick(record[0], variable=constants.GDP, stratum=ACROSS_CENSUS)
    assert set(rows["year"]) == {2024}
    assert set(rows["part"]) == {LEVEL}
    assert rows["skill"].isna().all()


def test_revenue_is_scored_to_2024_on_one_basis(record):
    rows = pick(record[0], variable=constants.REVENUE)
    assert rows["year"].max() == 2024
    assert set(rows["stratum"]) == {ONE_BASIS}


def test_level_crps_is_that_of_the_outcome(history, record):
    forecasts, _, truth = history
    row = pick(
        record[0], variable=constants.GDP, part=LEVEL, origin=2021, horizon=2, rival="own_drift"
    ).iloc[0]
    draws = forecasts["2021"].log_gdp[:, :, 1]
    expected = score_crps(np.log(truth.gdp[:, truth.years.index(2023)]), draws).mean()
    assert row["crps"] == pytest.approx(expected)


def test_parts_add_up_to_the_level():
    generator = np.random.default_rng(1)
    levels, origin = generator.normal(size=(6, 50)), generator.normal(size=6)
    parts = decompose_levels(levels, origin)
    np.testing.assert_allclose(parts[RELATIVE] + parts[COMMON], parts[LEVEL])
    np.testing.assert_allclose((parts[RELATIVE] - origin[:, None]).mean(axis=0), 0, atol=1e-12)


def test_a_common_shock_to_the_outcome_does_not_change_the_relative_part(history):
    forecasts, panels, truth = history
    gdp = truth.gdp.copy()
    gdp[:, truth.years.index(2023)] *= 1.5
    shocked = dataclasses.replace(truth, gdp=gdp, hashes=MappingProxyType({}))
    selected = {"2022": forecasts["2022"]}
    plain, boom = (score_record(selected, panels, t)[0] for t in (truth, shocked))
    keys = {"variable": constants.GDP, "horizon": 1, "stratum": ONE_BASIS, "rival": "own_drift"}
    before, after = (pick(t, part=RELATIVE, **keys)["crps"].item() for t in (plain, boom))
    assert after == pytest.approx(before, rel=1e-9)
    assert (
        pick(boom, part=COMMON, **keys)["crps"].item()
        > 2 * pick(plain, part=COMMON, **keys)["crps"].item()
    )


def test_units_without_a_figure_are_excluded(history):
    forecasts, panels, truth = history
    revenue = truth.revenue.copy()
    revenue[3, truth.years.index(2023)] = np.nan
    gap = dataclasses.replace(truth, revenue=revenue, hashes=MappingProxyType({}))
    scores, _ = score_record({"2022": forecasts["2022"]}, panels, gap)
    rows = pick(scores, variable=constants.REVENUE, part=LEVEL, rival="own_drift")
    assert dict(zip(rows["year"], rows["units"], strict=True)) == {2023: 39, 2024: 40}
    assert rows["crps"].notna().all()


def test_ranks_are_scored_against_an_unchanged_rank(history, record):
    _, panels, truth = history
    row = pick(record[0], variable=constants.RANK, roster=shanxi.ROSTER_ALL, origin=2023).iloc[0]
    before, after = (
        (-g).argsort().argsort() for g in (panels["2023"].gdp[:, -1], truth.gdp[:, -1])
    )
    assert row["rival"] == "stay"
    assert row["crps_rival"] == pytest.approx(np.abs(before - after).mean())


def test_rank_events_are_those_near_the_threshold(history, record):
    _, panels, _ = history
    for origin in ORIGINS:
        rank = 1 + (-panels[str(origin)].gdp[:, -1]).argsort().argsort()
        row = pick(
            record[0], variable=constants.RANK, roster=shanxi.ROSTER_ALL, origin=origin
        ).iloc[0]
        assert row["events"] == (np.abs(rank - 30) <= 6).sum()


def test_a_perfect_forecast_has_a_crps_of_zero(history):
    _, panels, truth = history
    panel = panels["2022"]
    forecast = make_forecast(panel, draws=400)
    gdp = np.array(forecast.log_gdp)
    gdp[:, :, 0] = np.log(truth.gdp[:, truth.years.index(2023)])[:, None]
    perfect = dataclasses.replace(forecast, log_gdp=gdp)
    scores, _ = score_record({"2022": perfect}, panels, truth)
    rows = pick(scores, variable=constants.GDP, year=2023)
    np.testing.assert_allclose(rows["crps"], 0, atol=1e-6)


def test_effective_number_is_the_number_of_origins(record):
    rows = pick(record[1], variable=constants.GDP, part=LEVEL, stratum=ONE_BASIS, rival="own_drift")
    assert dict(zip(rows["horizon"], rows["n_eff"], strict=True)) == {1: 3, 2: 2, 3: 1}
    assert (rows["cells"] == 40 * rows["n_eff"]).all()


def test_the_common_part_is_one_number_per_origin(record):
    rows = pick(record[1], variable=constants.GDP, part=COMMON, rival="own_drift")
    assert rows["cells"].tolist() == rows["origins"].tolist() == [3, 2, 1]
    assert rows["skill"].isna().all()


def test_averages_weigh_each_cell_equally(record):
    scores = pick(record[0], variable=constants.REVENUE, part=LEVEL, rival="own_drift", horizon=1)
    row = pick(
        record[1], variable=constants.REVENUE, part=LEVEL, rival="own_drift", horizon=1
    ).iloc[0]
    assert row["crps"] == pytest.approx(np.average(scores["crps"], weights=scores["units"]))
    assert row["skill"] == pytest.approx(1 - row["crps"] / row["crps_rival"])


def test_benchmarks_do_not_depend_on_the_order_of_the_origins(history, record):
    forecasts, panels, truth = history
    backwards = dict(reversed(list(forecasts.items())))
    assert score_record(backwards, panels, truth)[0].equals(record[0])
    assert count_independent_tests(record[0]).equals(record[1])


def test_an_origin_without_its_panel_is_rejected(history):
    forecasts, panels, truth = history
    with pytest.raises(UsageError, match="'2021' has no panel"):
        score_record(forecasts, {"2020": panels["2020"]}, truth)


def test_no_published_forecast_year_is_rejected(history):
    _, _, truth = history
    with pytest.raises(UsageError, match="no forecast year has been published"):
        score_record({"2024": make_forecast(truth)}, {"2024": truth}, truth)
