"""Joint odds against a count over the draws, roster by roster."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.probability.events.events import build_unit_forecast
from planodds.probability.questions.joint import joint_probabilities
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel, make_plan


def test_each_roster_counts_its_own_ranks():
    """All nine units, and the seven without the districts: levels and rank in the same draws."""
    panel = make_panel(county_to=2023)
    forecast, plan = make_forecast(panel), make_plan(gdp=80.0, revenue=6.0, rank=3)
    rows = joint_probabilities(build_unit_forecast(forecast, panel), plan)
    found = {(r["target"], r["roster"]): r["probability"] for r in rows if r["year"] == 2025}
    unit, column = panel.units.index(shanxi.HOME_UNIT), forecast.years.index(2025)
    gdp, revenue = np.exp(forecast.log_gdp[:, :, column]), np.exp(forecast.log_revenue[unit])
    rich = gdp[unit] >= 80.0
    both = rich & (revenue[:, column] >= 6.0)
    shares = set()
    for roster in shanxi.ROSTERS:
        rank = 1 + (gdp[panel.rosters[roster]] > gdp[unit]).sum(axis=0)
        assert found["joint_all_three", roster] == pytest.approx((both & (rank <= 3)).mean())
        given = found[plan.rank_given_level, roster]
        assert given == pytest.approx((rank <= 3)[rich].mean())
        shares.add(round(given, 6))
    assert len(shares) == len(shanxi.ROSTERS)  # the rosters differ, so a mix-up would show
    assert found["joint_gdp_revenue", ""] == pytest.approx(both.mean())
