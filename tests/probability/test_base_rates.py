"""Base rates counted by hand, clustered by non-overlapping windows, by coal regime."""

from __future__ import annotations

import dataclasses
import math
from types import MappingProxyType

import numpy as np
import pytest

from planodds import constants
from planodds.probability.events.clustered_interval import clustered_interval
from planodds.probability.events.probability import wilson_interval
from planodds.probability.growth.historical_windows import (
    PanelLevels,
    growth_by_window,
    rank_gains_by_window,
)
from planodds.probability.questions.base_rates import (
    COAL_DOWN,
    COAL_UP,
    EVERY,
    RATE_COLUMNS,
    base_rates,
    coal_regime,
)
from tests import shanxi
from tests.probability.simulated_forecasts import make_panel, make_plan


def make_coal_panel(county_to=2023):
    """A panel whose coal price rises in 2021 and 2022 and falls in 2020 and 2023."""
    panel = make_panel(units=40, county_to=county_to, seed=3)
    signs = {2020: -0.2, 2021: 0.5, 2022: 0.4, 2023: -0.3}
    coal = np.array([signs.get(year, 0.0) for year in panel.driver_years])
    return dataclasses.replace(
        panel, driver_growth=np.array([coal, coal, coal]), hashes=MappingProxyType({})
    )


@pytest.fixture(scope="module")
def case():
    panel = make_coal_panel()
    return panel, make_plan(), base_rates(panel, make_plan())


def find(rates, **columns):
    for name, value in columns.items():
        rates = rates[rates[name] == value]
    return rates


def test_columns_are_the_agreed_ones(case):
    assert tuple(case[2].columns) == RATE_COLUMNS


def test_growth_is_counted_over_windows_of_the_same_length(case):
    panel, _, rates = case
    row = find(rates, target="gdp_level", kind="growth", to_year=2025, regime=EVERY).iloc[0]
    growth = np.log(panel.gdp[:, 2:] / panel.gdp[:, :-2]) / 2
    assert (row["span"], row["n"], row["windows"]) == (2, growth.size, growth.shape[1])
    assert row["k"] == (growth >= row["asked"]).sum()


def test_requested_growth_leads_from_the_last_figure_to_the_target(case):
    panel, plan, rates = case
    row = find(rates, target="gdp_level", to_year=2027, regime=EVERY).iloc[0]
    now = panel.gdp[panel.units.index(plan.unit), -1]
    assert now * math.exp(4 * row["asked"]) == pytest.approx(plan.target("gdp_level").threshold)


def test_regimes_partition_the_windows(case):
    rates = find(case[2], panel="counties")
    keys = ["target", "reading", "to_year"]
    for _, group in rates.groupby(keys):
        table = group.set_index("regime")
        counts = [table.loc[name, "n"] for name in (COAL_UP, COAL_DOWN) if name in table.index]
        assert sum(counts) == table.loc[EVERY, "n"]


def test_a_regime_is_the_price_at_both_ends():
    panel = make_coal_panel()
    assert coal_regime(panel, 2019, 2020) == COAL_DOWN
    assert coal_regime(panel, 2019, 2021) == COAL_UP  # -0.2 + 0.5
    assert coal_regime(panel, 1990, 1995) == ""


def test_a_panel_too_short_uses_its_longest_window(case):
    row = find(case[2], target="gdp_level", to_year=2035, regime=EVERY).iloc[0]
    assert (row["span_asked"], row["span"]) == (12, 4)


def test_windows_of_gdp_never_cross_the_census():
    panel = make_panel(units=5, county_to=2024)
    assert set(growth_by_window(panel, constants.GDP, 2)) == {
        (2019, 2021),
        (2020, 2022),
        (2021, 2023),
    }


def test_older_revenue_counts_where_a_cross_section_is_observed():
    values = np.full((30, 5), np.nan)
    values[:, 0], values[:, 4] = 10.0, 20.0
    values[:5, 1] = 10.0
    older = PanelLevels("revenue", (2006, 2007, 2008, 2009, 2010), values)
    panel = make_panel(units=5, county_to=2021)
    found = growth_by_window(panel, constants.REVENUE, 4, older)
    assert set(found) == {(2006, 2010)}
    np.testing.assert_allclose(found[2006, 2010], math.log(2) / 4)
    assert growth_by_window(panel, constants.REVENUE, 1, older) == {}


def test_rises_count_units_that_could_and_use_ranks():
    values = np.array([[9.0, 8.0], [8.0, 7.0], [7.0, 6.0], [6.0, 9.0], [5.0, np.nan]])
    found = rank_gains_by_window(PanelLevels("x", (2000, 2001), values), 2, 1)
    # four are ranked in both years; the third and the fourth could rise two ranks, one did
    assert found[2000, 2001].tolist() == [False, True]


def test_tied_units_share_the_better_rank():
    values = np.array([[3.0, 1.0], [3.0, 2.0], [1.0, 3.0], [math.nan, 4.0]])
    levels = PanelLevels("x", (2000, 2001), values)
    # first, first and third; then third, second and first: only the last could rise, and did
    assert rank_gains_by_window(levels, 1, 1)[2000, 2001].tolist() == [True]
    assert rank_gains_by_window(levels, 2, 1)[2000, 2001].tolist() == [True]
    assert rank_gains_by_window(levels, 3, 1) == {}


def test_other_panels_are_scaled_to_their_size():
    panel, plan = make_coal_panel(), make_plan()
    states = PanelLevels("states", (2000, 2001, 2002), np.random.default_rng(1).random((20, 3)))
    rates = base_rates(panel, plan, others=(states,))
    ranks = find(rates, target="gdp_rank_30", reading=shanxi.ROSTER_ALL, to_year=2025)
    asked = ranks.set_index("panel")["asked"].to_dict()
    assert asked["counties"] > 0
    assert asked["states"] == math.ceil(asked["counties"] * 20 / 40)


def test_bounds_are_wilson_with_many_agreeing_clusters():
    hits, trials = [10] * 200, [20] * 200
    low, high = clustered_interval(hits, trials)
    assert (low, high) == pytest.approx(wilson_interval(2000, 4000), abs=2e-3)


def test_bounds_widen_when_outcomes_cluster_by_year():
    together = clustered_interval([0, 0, 20, 20], [20] * 4)
    apart = clustered_interval([10] * 4, [20] * 4)
    assert together[1] - together[0] > 1.5 * (apart[1] - apart[0])


def test_overlapping_windows_are_one_cluster(case):
    rates = find(case[2], panel="counties", regime=EVERY, span=2, kind="growth")
    assert set(rates["windows"]) == {3} and set(rates["apart"]) == {2}  # 2019-21, 2020-22, 2021-23


def test_one_cycle_has_no_interval():
    assert np.isnan(clustered_interval([3], [100])).all()


def test_bounds_cover_clustered_trials():
    """Six years with different probabilities: the interval must cover their mean."""
    generator, covered, repeats = np.random.default_rng(2), 0, 300
    for _ in range(repeats):
        chance = generator.beta(2, 2, 6)
        low, high = clustered_interval(generator.binomial(100, chance), [100] * 6)
        covered += low <= 0.5 <= high
    assert covered / repeats >= 0.90  # nominal coverage 95 %; 3 mcse are 0.04
