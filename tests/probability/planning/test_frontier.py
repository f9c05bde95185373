"""The frontier of both variables, counted again over the draws and against a closed form."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from planodds import constants
from planodds.errors import UsageError
from planodds.probability.events.events import build_unit_forecast
from planodds.probability.events.probability import prob_event
from planodds.probability.planning.frontier import FRONTIER_COLUMNS, joint_frontier
from tests.probability.simulated_forecasts import build_forecast, make_forecast, make_panel


@pytest.fixture(scope="module")
def home():
    panel = make_panel(units=6)
    return build_unit_forecast(make_forecast(panel, draws=700), panel, panel.units[2])


def test_pairs_by_brute_force(home):
    table = joint_frontier(home, year=2026, probabilities=(0.7, 0.25), points=9)
    assert list(table.columns) == list(FRONTIER_COLUMNS)
    gdp, revenue = (
        np.exp(home.level(name, 2026).astype(float)) for name in (constants.GDP, constants.REVENUE)
    )
    for row in table.itertuples():
        both = (gdp >= row.gdp) & (revenue >= row.revenue)
        wanted = prob_event(both, cluster=home.forecast.posterior_draw_index)
        assert row.joint == wanted.probability >= row.probability
        assert row.joint_mcse == pytest.approx(wanted.mcse)
        assert row.gdp_alone == (gdp >= row.gdp).mean() >= row.joint
        assert row.revenue_alone == (revenue >= row.revenue).mean() >= row.joint
        # No higher revenue is reached together with this GDP so often.
        higher = revenue[revenue > row.revenue]
        if higher.size:
            assert ((gdp >= row.gdp) & (revenue >= higher.min())).mean() < row.probability


def test_more_of_one_is_paid_with_less_of_the_other(home):
    table = joint_frontier(home, year=2025)
    for _, curve in table.groupby("probability"):
        assert (np.diff(curve["gdp"]) > 0).all()
        assert (np.diff(curve["revenue"]) <= 0).all()
        assert curve["balanced"].sum() == 1
    likely, unlikely = (table[table["probability"] == p] for p in (0.8, 0.2))
    assert likely["gdp"].max() < unlikely["gdp"].max()
    assert likely["revenue"].max() < unlikely["revenue"].max()


def test_independent_normals_have_the_frontier_of_their_product():
    """P(X >= x) P(Y >= y) = p, within five standard errors of a share of the draws."""
    panel, draws, p = make_panel(units=4), 20_000, 0.3
    generator = np.random.default_rng(5)
    logs = [generator.normal(size=(4, draws, 5)) for _ in range(2)]
    forecast = build_forecast(panel, logs[0], log_revenue=logs[1])
    home = build_unit_forecast(forecast, panel, panel.units[0])
    table = joint_frontier(home, year=forecast.years[1], probabilities=(p,), points=7)
    for row in table.itertuples():
        alone = stats.norm.sf(np.log(row.gdp)) * stats.norm.sf(np.log(row.revenue))
        assert alone == pytest.approx(p, abs=5 * np.sqrt(p * (1 - p) / draws))


@pytest.mark.parametrize("wrong", [(), (0.0,), (0.5, 1.0), (float("nan"),)])
def test_probabilities_outside_their_range_are_refused(home, wrong):
    with pytest.raises(UsageError, match="above 0 and below 1"):
        joint_frontier(home, year=2025, probabilities=wrong)
