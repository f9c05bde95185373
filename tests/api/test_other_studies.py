"""The public interface serves any study: the ten lines for the US states."""

from __future__ import annotations

import numpy as np
import pytest

import planodds as po


@pytest.mark.slow
def test_the_ten_lines_work_for_another_country(tmp_path, monkeypatch):
    monkeypatch.setenv("PLANODDS_OUT", str(tmp_path))
    panel = po.load_panel("us_states")
    posterior = po.fit(panel, quick=True)
    forecast = po.forecast(panel, posterior)
    plan = po.load_plan(study="us_states")
    odds = po.odds(forecast).set_index(["target", "year"])
    level = forecast.paths.gdp("39")[:, forecast.paths.year_index(2014)]
    assert odds.at[("gdp_level", 2014), "probability"] == np.mean(
        level >= plan.target("gdp_level").threshold
    )
    everyone = np.ones(48, dtype=bool)
    rank = forecast.paths.rank("39", everyone)[:, forecast.paths.year_index(2014)]
    assert odds.at[("gdp_rank_30", 2014), "probability"] == np.mean(rank <= 25)
    assert forecast.paths.series == ("aggregate",)
    levels = np.asarray(forecast.paths.log_gdp, dtype=float).mean(axis=0)
    growth = np.diff(levels, axis=1)  # the common series is the mean growth of the units
    np.testing.assert_allclose(growth, forecast.paths.common[:, -1, 1:], atol=2e-5)
